//! From the files of a programme to its types. Every mistake is reported, not only the
//! first, and what is wrong in one place does not hide what is wrong in another.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use toml::de::DeTable;

use super::{
    CertificationRules, Finding, Mistake, Programme, StatusCode, TeamCode,
    delivered_rows::{Delivered, identifiers},
    document::Document,
    page::Page,
    proof_requirement::proof_requirements,
    table::{Table, from_table},
    verify::{requirements, verify},
};
use crate::deadline::Holidays;

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

/// The file that says everything else.
const MAIN: &str = "programme.toml";

/// The only way of writing a programme so far.
const SCHEMA: &str = "aval.programme/1";

/// In octets. A real programme is fifty times smaller.
const MAIN_MAX: usize = 4 * 1024 * 1024;

/// In octets.
const CSV_MAX: usize = 64 * 1024 * 1024;

/// The table `[programme]`. Defaults: French, Paris, one application for a solution in a
/// scheme.
struct Heading {
    code: String,
    name: String,
    short_name: String,
    description: String,
    language: String,
    timezone: String,
    wave: String,
    offer: Option<String>,
    illustrative: bool,
    banner: Option<String>,
    one_application_per: Vec<String>,
}

from_table!(Heading {
    code: required,
    name: required,
    short_name: optional,
    description: optional,
    language: or("fr".to_owned()),
    timezone: or("Europe/Paris".to_owned()),
    wave: optional,
    offer: optional,
    illustrative: optional,
    banner: optional,
    one_application_per: or(vec!["solution".to_owned(), "scheme".to_owned()]),
});

/// The table `[calendar]`.
struct Calendar {
    holidays: String,
}

from_table!(Calendar {
    holidays: or("none".to_owned())
});

impl Programme {
    /// Reads a whole programme. On success the findings are warnings only.
    ///
    /// # Errors
    /// Every mistake found, with its file and line, when at least one is an error.
    pub fn read(files: &impl Files) -> Result<(Self, Vec<Finding>), Vec<Finding>> {
        let (programme, findings) = read(files);
        match programme {
            Some(programme) if !findings.iter().any(Finding::is_error) => Ok((programme, findings)),
            _ => Err(findings),
        }
    }
}

fn read(files: &impl Files) -> (Option<Programme>, Vec<Finding>) {
    let alone = |mistake: Mistake| {
        let mut page = Page::new(MAIN, "");
        page.tell(None, mistake);
        (None, page.into_findings())
    };
    let Some(octets) = files.read(MAIN) else {
        return alone(Mistake::FileMissing {
            path: MAIN.to_owned(),
        });
    };
    if octets.len() > MAIN_MAX {
        return alone(Mistake::FileTooLarge { max: MAIN_MAX });
    }
    let Ok(text) = String::from_utf8(octets) else {
        return alone(Mistake::NotUtf8);
    };
    let mut page = Page::new(MAIN, &text);
    let (root, syntax) = DeTable::parse_recoverable(&text);
    for error in &syntax {
        let mistake = match error.message() {
            message if message.starts_with("duplicate key") => Mistake::DuplicateKey,
            message => Mistake::Syntax {
                message: message.to_owned(),
            },
        };
        page.tell(error.span().map(|span| span.start), mistake);
    }
    if !syntax.is_empty() {
        // What was recovered is not what was meant.
        return (None, sorted(page.into_findings()));
    }
    let root = root.into_inner();
    let document = Document::new(&root);
    let mut programme = programme(&root, document, &mut page);
    let mut findings = Vec::new();
    if let Some(programme) = &mut programme {
        let mut others = Others {
            files,
            document,
            findings: Vec::new(),
        };
        let delivered = others.delivered(programme, &mut page);
        others.proof_requirements(programme, &delivered, &mut page);
        others.existence(&mut page);
        findings = others.findings;
        verify(programme, document, &delivered, &mut page);
    }
    let mut all = page.into_findings();
    all.append(&mut findings);
    (programme, sorted(all))
}

/// The main file first, each file from top to bottom.
fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(|a, b| {
        let order = |one: &Finding| (one.file != MAIN, one.file.clone(), one.line, one.column);
        order(a).cmp(&order(b))
    });
    findings
}

fn programme<'d>(
    root: &'d DeTable<'d>,
    document: Document<'d>,
    page: &mut Page<'_>,
) -> Option<Programme> {
    let mut table = Table::whole(root, page);
    let schema: String = table.or("schema", SCHEMA.to_owned())?;
    let heading: Option<Heading> = table.required("programme");
    let calendar: Calendar = table.or(
        "calendar",
        Calendar {
            holidays: "none".to_owned(),
        },
    )?;
    let nothing_asked = CertificationRules {
        eligibility_min_status: StatusCode::from(""),
        jalon_2_min_status: StatusCode::from(""),
        attribution_min_status: StatusCode::from(""),
    };
    let mut programme = Programme {
        code: String::new(),
        name: String::new(),
        short_name: String::new(),
        description: String::new(),
        language: String::new(),
        timezone: String::new(),
        wave: String::new(),
        offer: None,
        illustrative: false,
        banner: None,
        one_application_per: Vec::new(),
        calendar: Holidays::default(),
        operator: table.optional("operator")?,
        contacts: table.optional("contacts")?,
        teams: table.optional("teams")?,
        roles: table.optional("roles")?,
        sectors: table.optional("sectors")?,
        schemes: table.optional("schemes")?,
        catalogues: table.optional("catalogues")?,
        catalogue_rules: table.optional("catalogue_rules")?,
        profiles: table.optional("profiles")?,
        declarations: table.optional("declarations")?,
        applicability: table.optional("applicability")?,
        phases: table.optional("phases")?,
        states: table.optional("states")?,
        forms: table.optional("forms")?,
        certifications: table.optional("certifications")?,
        certification_statuses: table.optional("certification_statuses")?,
        certification_rules: table.or("certification_rules", nothing_asked)?,
        deadlines: table.optional("deadlines")?,
        milestones: table.optional("milestones")?,
        milestone_rules: table.optional("milestone_rules")?,
        interop_hosts: table.optional("interop_hosts")?,
        interop_rules: table.optional("interop_rules")?,
        proof_kinds: table.optional("proof_kinds")?,
        slot_rules: table.optional("slot_rules")?,
        listing: table.optional("listing")?,
        faq: table.optional("faq")?,
        upload: table.optional("upload")?,
        submission: table.optional("submission")?,
        test_sets: table.optional("test_sets")?,
        parameters: table.or("parameters", BTreeMap::new())?,
        proof_requirements: Vec::new(),
        zone: TimeZone::UTC,
    };
    table.close();
    if schema != SCHEMA {
        let mistake = Mistake::UnknownSchema {
            written: schema,
            known: SCHEMA,
        };
        page.tell(document.offset("schema"), mistake);
    }
    match Holidays::from_code(&calendar.holidays) {
        Some(holidays) => programme.calendar = holidays,
        None => {
            let mistake = Mistake::UnknownCalendar {
                code: calendar.holidays,
            };
            page.tell(document.offset("calendar.holidays"), mistake);
        }
    }
    if let Some(heading) = heading {
        match TimeZone::get(&heading.timezone) {
            Ok(zone) => programme.zone = zone,
            Err(_) => {
                let mistake = Mistake::UnknownTimeZone {
                    name: heading.timezone.clone(),
                };
                page.tell(document.offset("programme.timezone"), mistake);
            }
        }
        let short = Some(heading.short_name).filter(|short| !short.is_empty());
        programme.short_name = short.unwrap_or_else(|| heading.name.clone());
        programme.code = heading.code;
        programme.name = heading.name;
        programme.description = heading.description;
        programme.language = heading.language;
        programme.timezone = heading.timezone;
        programme.wave = heading.wave;
        programme.offer = heading.offer;
        programme.illustrative = heading.illustrative;
        programme.banner = heading.banner;
        programme.one_application_per = heading.one_application_per;
    }
    fill_defaults(&mut programme);
    Some(programme)
}

/// Defaults that follow from other parts of the data.
fn fill_defaults(programme: &mut Programme) {
    let rules = &mut programme.catalogue_rules;
    if rules.default_team.as_str().is_empty() {
        let team = programme
            .teams
            .iter()
            .find(|team| team.reviews_steps.contains("evidence"))
            .or_else(|| programme.teams.first());
        rules.default_team = team.map_or(TeamCode::from(""), |team| team.code.clone());
    }
    if rules.default_kinds.is_empty() {
        rules.default_kinds = programme
            .proof_kinds
            .iter()
            .map(|kind| kind.code.clone())
            .collect();
    }
}

/// The files that the main one names.
struct Others<'f, 'd, F: Files> {
    files: &'f F,
    document: Document<'d>,
    findings: Vec<Finding>,
}

impl<F: Files> Others<'_, '_, F> {
    /// Nothing when a finding says why.
    fn open(
        &self,
        key: &str,
        path: &str,
        offset: Option<usize>,
        page: &mut Page<'_>,
    ) -> Option<Vec<u8>> {
        if !inside(path) {
            let mistake = Mistake::PathOutside {
                key: key.to_owned(),
                path: path.to_owned(),
            };
            page.tell(offset, mistake);
            return None;
        }
        let octets = self.files.read(path);
        if octets.is_none() {
            page.tell(
                offset,
                Mistake::FileMissing {
                    path: path.to_owned(),
                },
            );
        }
        octets
    }

    /// Reads a CSV file with the findings under its own name.
    fn csv<T>(
        &mut self,
        path: &str,
        octets: &[u8],
        read: impl FnOnce(&[u8], &mut Page<'_>) -> T,
    ) -> Option<T> {
        let mut page = Page::new(path, "");
        let out = if octets.len() > CSV_MAX {
            page.tell(None, Mistake::FileTooLarge { max: CSV_MAX });
            None
        } else {
            Some(read(octets, &mut page))
        };
        self.findings.append(&mut page.into_findings());
        out
    }

    fn delivered(&mut self, programme: &Programme, page: &mut Page<'_>) -> Delivered {
        let mut delivered = Delivered::new();
        for catalogue in self.document.tables("catalogues") {
            for release in catalogue.tables("versions") {
                let Some(path) = release.text("csv") else {
                    continue;
                };
                let key = "catalogues.versions.csv";
                let Some(octets) = self.open(key, path.text, Some(path.offset), page) else {
                    continue;
                };
                let pattern = programme.catalogue_rules.id_pattern.as_ref();
                let found = self
                    .csv(path.text, &octets, |octets, page| {
                        identifiers(octets, pattern, page)
                    })
                    .flatten();
                if let (Some(found), Some(code), Some(version)) =
                    (found, catalogue.text("code"), release.text("version"))
                {
                    delivered.insert((code.text.to_owned(), version.text.to_owned()), found);
                }
            }
        }
        delivered
    }

    fn proof_requirements(
        &mut self,
        programme: &mut Programme,
        delivered: &Delivered,
        page: &mut Page<'_>,
    ) {
        let key = "catalogue_rules.proof_kinds";
        let Some(path) = self.document.texts(key).first().copied() else {
            return;
        };
        let Some(octets) = self.open(key, path.text, Some(path.offset), page) else {
            return;
        };
        let document = self.document;
        let rows = self.csv(path.text, &octets, |octets, page| {
            let rows = proof_requirements(octets, page);
            requirements(programme, document, delivered, &rows, page);
            rows
        });
        let mut rows: Vec<_> = rows.into_iter().flatten().map(|(_, row)| row).collect();
        rows.sort_by(|a, b| {
            (&a.catalogue, &a.version, &a.proof).cmp(&(&b.catalogue, &b.version, &b.proof))
        });
        programme.proof_requirements = rows;
    }

    /// Files that other rooms read: they have to be there.
    fn existence(&self, page: &mut Page<'_>) {
        for key in [
            "catalogues.versions.xlsx",
            "catalogues.versions.changes",
            "faq.taxonomy",
        ] {
            for path in self.document.texts(key) {
                self.open(key, path.text, Some(path.offset), page);
            }
        }
        for path in self.document.texts("faq.path") {
            if !inside(path.text) {
                let mistake = Mistake::PathOutside {
                    key: "faq.path".to_owned(),
                    path: path.text.to_owned(),
                };
                page.tell(Some(path.offset), mistake);
            }
        }
    }
}

/// A path that stays in the folder on every system.
fn inside(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', ':', '\0'])
        && path
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..")
}
