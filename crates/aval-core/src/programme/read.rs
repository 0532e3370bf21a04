//! From the files of a programme to its types. Every mistake is reported, not only the
//! first: each element of each list is read on its own.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use serde::{Deserialize, de::DeserializeOwned};
use toml::{
    Spanned,
    de::{DeTable, DeValue, ValueDeserializer},
};

use super::{
    CertificationRules, Condition, Finding, Programme, ProofRequirement, Severity,
    finding::Report, verify::verify,
};
use crate::{catalogue::CatalogueCode, deadline::Holidays};

/// Gives the content of a file by its path inside the programme's folder.
pub trait Files {
    /// The octets, or nothing when there is no such file.
    fn read(&self, path: &str) -> Option<Vec<u8>>;
}

impl<F: Fn(&str) -> Option<Vec<u8>>> Files for F {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self(path)
    }
}

const MAIN: &str = "programme.toml";

/// The table `[programme]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Heading {
    code: String,
    name: String,
    #[serde(default)]
    short_name: String,
    #[serde(default)]
    description: String,
    #[serde(default = "french")]
    language: String,
    #[serde(default = "paris")]
    timezone: String,
    #[serde(default)]
    wave: String,
    #[serde(default)]
    #[expect(dead_code, reason = "read by the FAQ, which filters on it")]
    offer: Option<String>,
    #[serde(default)]
    illustrative: bool,
    #[serde(default)]
    banner: Option<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "the only rule known; verified, not configurable")]
    one_application_per: Vec<String>,
}

fn french() -> String {
    "fr".to_owned()
}

fn paris() -> String {
    "Europe/Paris".to_owned()
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Calendar {
    holidays: String,
}

/// Keys of tables whose meaning other rooms hold.
const ELSEWHERE: [&str; 4] = ["schema", "milestone_rules", "interop_rules", "faq"];

const KNOWN: [&str; 24] = [
    "programme",
    "calendar",
    "operator",
    "contacts",
    "teams",
    "roles",
    "sectors",
    "schemes",
    "catalogues",
    "catalogue_rules",
    "profiles",
    "declarations",
    "applicability",
    "phases",
    "states",
    "forms",
    "certifications",
    "certification_statuses",
    "certification_rules",
    "deadlines",
    "milestones",
    "interop_hosts",
    "proof_kinds",
    "slot_rules",
];
const KNOWN_TOO: [&str; 2] = ["listing", "upload"];

impl Programme {
    /// Reads a whole programme. On success the findings are warnings only.
    ///
    /// # Errors
    /// Every mistake found, with its file and line, when at least one is an error.
    pub fn read(files: &impl Files) -> Result<(Self, Vec<Finding>), Vec<Finding>> {
        let Some(octets) = files.read(MAIN) else {
            let mut report = Report::new(MAIN, "");
            report.error(None, "file_missing", "Ce fichier est absent du dossier du programme.");
            return Err(report.findings);
        };
        let text = match String::from_utf8(octets) {
            Ok(text) => text,
            Err(_) => {
                let mut report = Report::new(MAIN, "");
                report.error(
                    None,
                    "not_utf8",
                    "Ce fichier n’est pas écrit en UTF-8\u{a0}: enregistrez-le sous ce codage.",
                );
                return Err(report.findings);
            }
        };
        let mut report = Report::new(MAIN, &text);
        let (document, syntax) = DeTable::parse_recoverable(&text);
        for error in &syntax {
            let line = error.span().map(|span| report.line_of(span.start));
            let message = format!("Écriture TOML\u{a0}: {}.", error.message());
            report.error(line, "toml_syntax", message);
        }
        if !syntax.is_empty() {
            return Err(report.findings);
        }
        let mut reader = Reader { table: document.into_inner(), report };
        let programme = reader.programme();
        let Reader { mut report, .. } = reader;
        let Some(mut programme) = programme else { return Err(report.findings) };
        let mut findings = Vec::new();
        if let Some(path) = programme.catalogue_rules.proof_kinds.clone() {
            match files.read(&path) {
                Some(octets) => {
                    let (rows, found) = proof_requirements(&path, &octets);
                    programme.proof_requirements = rows;
                    findings.extend(found);
                }
                None => report.error(
                    None,
                    "file_missing",
                    format!("catalogue_rules.proof_kinds\u{a0}: le fichier «\u{a0}{path}\u{a0}» est absent."),
                ),
            }
        }
        for release in programme.catalogues.iter().flat_map(|catalogue| &catalogue.versions) {
            for path in [&release.csv, &release.xlsx, &release.changes].into_iter().flatten() {
                if files.read(path).is_none() {
                    report.error(
                        None,
                        "file_missing",
                        format!("catalogues\u{a0}: le fichier «\u{a0}{path}\u{a0}» est absent."),
                    );
                }
            }
        }
        verify(&programme, &text, &mut report);
        programme
            .proof_requirements
            .sort_by(|a, b| (&a.catalogue, &a.version, &a.proof).cmp(&(&b.catalogue, &b.version, &b.proof)));
        findings.splice(0..0, report.findings);
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            return Err(findings);
        }
        Ok((programme, findings))
    }
}

struct Reader<'a> {
    table: DeTable<'a>,
    report: Report<'a>,
}

impl<'a> Reader<'a> {
    fn programme(&mut self) -> Option<Programme> {
        self.unknown_keys();
        let heading: Option<Heading> = self.required("programme");
        let certification_rules: CertificationRules =
            self.optional("certification_rules").unwrap_or_else(|| CertificationRules {
                eligibility_min_status: "".into(),
                jalon_2_min_status: "".into(),
                attribution_min_status: "".into(),
            });
        let calendar: Calendar = self
            .optional("calendar")
            .unwrap_or_else(|| Calendar { holidays: "none".to_owned() });
        let holidays = Holidays::from_code(&calendar.holidays);
        if holidays.is_none() {
            let line = self.line_of_key("calendar");
            self.report.error(
                line,
                "unknown_calendar",
                format!(
                    "calendar.holidays\u{a0}: «\u{a0}{}\u{a0}» est inconnu. Écrivez «\u{a0}fr\u{a0}» ou «\u{a0}none\u{a0}».",
                    calendar.holidays
                ),
            );
        }
        let heading = heading?;
        let zone = TimeZone::get(&heading.timezone);
        if zone.is_err() {
            let line = self.line_of_key("programme");
            self.report.error(
                line,
                "unknown_time_zone",
                format!(
                    "programme.timezone\u{a0}: «\u{a0}{}\u{a0}» n’est pas un fuseau connu, par exemple «\u{a0}Europe/Paris\u{a0}».",
                    heading.timezone
                ),
            );
        }
        let short_name =
            if heading.short_name.is_empty() { heading.name.clone() } else { heading.short_name };
        Some(Programme {
            code: heading.code,
            name: heading.name,
            short_name,
            description: heading.description,
            language: heading.language,
            timezone: heading.timezone,
            wave: heading.wave,
            illustrative: heading.illustrative,
            banner: heading.banner,
            calendar: holidays.unwrap_or_default(),
            operator: self.optional("operator").unwrap_or_default(),
            contacts: self.list("contacts"),
            teams: self.list("teams"),
            roles: self.list("roles"),
            sectors: self.list("sectors"),
            schemes: self.list("schemes"),
            catalogues: self.list("catalogues"),
            catalogue_rules: self.optional("catalogue_rules").unwrap_or_default(),
            profiles: self.list("profiles"),
            declarations: self.list("declarations"),
            applicability: self.list("applicability"),
            phases: self.list("phases"),
            states: self.optional("states").unwrap_or_default(),
            forms: self.list("forms"),
            certifications: self.list("certifications"),
            certification_statuses: self.list("certification_statuses"),
            certification_rules,
            deadlines: self.optional("deadlines").unwrap_or_default(),
            milestones: self.list("milestones"),
            interop_hosts: self.list("interop_hosts"),
            proof_kinds: self.list("proof_kinds"),
            slot_rules: self.optional("slot_rules").unwrap_or_default(),
            listing: self.optional("listing").unwrap_or_default(),
            upload: self.optional("upload").unwrap_or_default(),
            proof_requirements: Vec::new(),
            zone: zone.unwrap_or(TimeZone::UTC),
        })
    }

    fn unknown_keys(&mut self) {
        let known: Vec<&str> =
            KNOWN.iter().chain(&KNOWN_TOO).chain(&ELSEWHERE).copied().collect();
        let unknown: Vec<(String, usize)> = self
            .table
            .iter()
            .map(|(key, _)| (key.get_ref().to_string(), key.span().start))
            .filter(|(key, _)| !known.contains(&key.as_str()))
            .collect();
        for (key, offset) in unknown {
            let line = Some(self.report.line_of(offset));
            let hint = nearest(&key, &known)
                .map(|near| format!(" Vouliez-vous écrire «\u{a0}{near}\u{a0}»\u{a0}?"))
                .unwrap_or_default();
            self.report.error(
                line,
                "unknown_key",
                format!("La clé «\u{a0}{key}\u{a0}» est inconnue.{hint}"),
            );
        }
    }

    fn line_of_key(&self, name: &str) -> Option<usize> {
        self.table
            .iter()
            .find(|(key, _)| key.get_ref() == name)
            .map(|(key, _)| self.report.line_of(key.span().start))
    }

    fn value(&self, name: &str) -> Option<Spanned<DeValue<'a>>> {
        self.table
            .iter()
            .find(|(key, _)| key.get_ref() == name)
            .map(|(_, value)| value.clone())
    }

    fn required<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        if self.value(name).is_none() {
            self.report.error(
                None,
                "missing_table",
                format!("La table «\u{a0}[{name}]\u{a0}» est absente."),
            );
        }
        self.optional(name)
    }

    fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let value = self.value(name)?;
        self.one(name, value)
    }

    fn list<T: DeserializeOwned>(&mut self, name: &str) -> Vec<T> {
        let Some(value) = self.value(name) else { return Vec::new() };
        let span = value.span();
        match value.into_inner() {
            DeValue::Array(elements) => {
                elements.into_iter().filter_map(|element| self.one(name, element)).collect()
            }
            _ => {
                let line = Some(self.report.line_of(span.start));
                let message = format!("«\u{a0}{name}\u{a0}» s’écrit [[{name}]], autant de fois que d’éléments.");
                self.report.error(line, "not_a_list", message);
                Vec::new()
            }
        }
    }

    fn one<T: DeserializeOwned>(&mut self, name: &str, value: Spanned<DeValue<'a>>) -> Option<T> {
        let span = value.span();
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(read) => Some(read),
            Err(error) => {
                let offset = error.span().map_or(span.start, |inner| inner.start);
                let line = Some(self.report.line_of(offset));
                let message = format!("{name}\u{a0}: {}.", said(error.message()));
                self.report.error(line, "bad_value", message);
                None
            }
        }
    }
}

/// The sentences of the TOML reader, in French where they are common.
fn said(message: &str) -> String {
    if let Some(field) = message.strip_prefix("missing field `").and_then(|m| m.strip_suffix('`')) {
        return format!("la clé «\u{a0}{field}\u{a0}» manque");
    }
    if let Some(rest) = message.strip_prefix("unknown field `")
        && let Some((field, known)) = rest.split_once('`')
    {
        let known: Vec<&str> =
            known.split('`').filter(|word| !word.is_empty() && !word.contains([' ', ','])).collect();
        let hint = nearest(field, &known)
            .map(|near| format!(", vouliez-vous écrire «\u{a0}{near}\u{a0}»\u{a0}?"))
            .unwrap_or_default();
        return format!("la clé «\u{a0}{field}\u{a0}» est inconnue{hint}");
    }
    message.trim_end_matches('.').to_owned()
}

/// The known word at most two letters away.
pub(super) fn nearest<'w>(word: &str, known: &[&'w str]) -> Option<&'w str> {
    known
        .iter()
        .map(|candidate| (distance(word, candidate), *candidate))
        .filter(|(distance, candidate)| *distance <= 2 && *distance < candidate.len())
        .min()
        .map(|(_, candidate)| candidate)
}

fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (other, above) in b.iter().zip(row.iter().skip(1)) {
            let cost = usize::from(letter != *other);
            left = (diagonal + cost).min(left + 1).min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

const COLUMNS: [&str; 10] = [
    "catalogue",
    "version",
    "proof_id",
    "requirement_id",
    "kind",
    "alternative_kind",
    "accepted_formats",
    "team",
    "required",
    "condition",
];

/// Reads the CSV of proof requirements.
fn proof_requirements(path: &str, octets: &[u8]) -> (Vec<ProofRequirement>, Vec<Finding>) {
    let mut report = Report::new(path, "");
    let mut rows = Vec::new();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(octets);
    match reader.headers() {
        Ok(headers) if headers.iter().map(|h| h.trim_start_matches('\u{feff}')).eq(COLUMNS) => {}
        _ => {
            let expected = COLUMNS.join(", ");
            report.error(Some(1), "csv_header", format!("Les colonnes attendues sont\u{a0}: {expected}."));
            return (rows, report.findings);
        }
    }
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error
                    .position()
                    .and_then(|position| usize::try_from(position.line()).ok());
                report.error(line, "csv_row", "Cette ligne est illisible (guillemets ou codage).");
                continue;
            }
        };
        let line = record.position().and_then(|position| usize::try_from(position.line()).ok());
        match proof_requirement(&record) {
            Ok(row) => rows.push(row),
            Err(message) => report.error(line, "csv_row", message),
        }
    }
    (rows, report.findings)
}

fn proof_requirement(record: &csv::StringRecord) -> Result<ProofRequirement, String> {
    if record.len() != COLUMNS.len() {
        return Err(format!("{} colonnes au lieu de {}.", record.len(), COLUMNS.len()));
    }
    let cell = |index: usize| record.get(index).map(str::trim).unwrap_or_default();
    let required = match cell(8) {
        "yes" => true,
        "no" => false,
        other => return Err(format!("required\u{a0}: «\u{a0}{other}\u{a0}» au lieu de yes ou no.")),
    };
    let condition = match cell(9) {
        "" => None,
        // A bare code is the declaration of that name.
        text if !text.contains(['.', ' ']) => Some(Condition::Declared(text.into())),
        text => Some(Condition::parse(text).map_err(|error| format!("condition\u{a0}: {error}."))?),
    };
    for (index, name) in COLUMNS.iter().enumerate().take(5) {
        if cell(index).is_empty() {
            return Err(format!("{name}\u{a0}: la case est vide."));
        }
    }
    let accepted_formats: BTreeSet<String> =
        cell(6).split_whitespace().map(str::to_ascii_lowercase).collect();
    Ok(ProofRequirement {
        catalogue: CatalogueCode::new(cell(0)),
        version: cell(1).to_owned(),
        proof: cell(2).into(),
        requirement: cell(3).into(),
        kind: cell(4).into(),
        alternative_kind: Some(cell(5)).filter(|kind| !kind.is_empty()).map(Into::into),
        accepted_formats,
        team: cell(7).into(),
        required,
        condition,
    })
}
