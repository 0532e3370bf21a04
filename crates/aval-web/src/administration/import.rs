//! Import of a workbook: received, read, shown with everything there is to say about it, and
//! only then kept, whole or not at all. Reading itself is `aval-workbook`.

use std::collections::BTreeMap;

use askama::Template;
use aval_core::{application::Refusal, catalogue::CatalogueVersion};
use aval_store::{BlobError, StoredCatalogue};
use aval_workbook::{Finding, Format, Import, Options, Outcome as Read, Release, Severity};
use axum::{
    extract::Multipart,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{
    act::{Act, Change, carry_out, refuse_stale, retrying, was_done},
    catalogues::{ChapterLine, DifferenceShown, HERE, chapters, listed, version_path, with_latest},
    event::{AdministrativeEvent, STREAM, catalogue_subject},
    frame::{Tab, barred, frame, tabs},
    received_file::{LIMIT_MIB, Sent, receive},
    roles::MANAGE_CATALOGUE,
    settled,
};
use crate::{
    address::{Path, Query},
    applications::Failure,
    error_page::Problem,
    form::{Choice, FormState},
    layout::{Layout, Tone, page},
    locale::Locale,
    posted::Posted,
    public::{attachment, harmless},
    visitor::{Person, done},
};

/// Findings shown on the page; the file holds them all.
const SHOWN: usize = 200;

/// One reading at a time: each may take a quarter of a gibibyte.
static TURN: Semaphore = Semaphore::const_new(1);

/// A workbook that was received.
struct Received {
    hash: String,
    file_name: String,
    size: u64,
    code: String,
    version: String,
}

struct FindingLine {
    cell: String,
    other: String,
    tone: Tone,
    severity: String,
    code: &'static str,
    sentence: String,
}

#[derive(Template)]
#[template(path = "administration/import.html")]
struct PreviewPage {
    layout: Layout,
    tabs: Vec<Tab>,
    here: String,
    form: FormState,
    filter: FormState,
    code: String,
    version: String,
    file_name: String,
    size: String,
    hash: String,
    tone: Tone,
    outcome: String,
    refused: bool,
    warned: bool,
    counts: Vec<(String, String)>,
    findings: Vec<FindingLine>,
    findings_total: String,
    shown: String,
    severities: Vec<Choice>,
    codes: Vec<Choice>,
    chapters: Vec<ChapterLine>,
    difference: Option<DifferenceShown>,
    present: Option<Present>,
    version_href: String,
}

/// What stands already under the number of the version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Present {
    Same,
    Preparation,
    Published,
}

impl Present {
    fn is_same(&self) -> bool {
        *self == Self::Same
    }

    fn is_published(&self) -> bool {
        *self == Self::Published
    }
}

/// Whether a text can be the number of a version.
fn is_version(text: &str) -> bool {
    (1..=20).contains(&text.len())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c))
}

/// Receives a workbook, then leads to what was read in it.
pub(super) async fn upload(person: Person, headers: HeaderMap, multipart: Multipart) -> Response {
    receive(
        &person,
        MANAGE_CATALOGUE,
        &headers,
        multipart,
        HERE,
        keep,
        listed,
    )
    .await
}

/// Notes that a workbook was received; the form again when something is missing.
async fn keep(person: &Person, sent: &Sent, key: Uuid) -> Result<Option<FormState>, Failure> {
    let (house, l) = (person.house(), person.l());
    let store = house.store();
    if was_done(store, key).await? {
        return Ok(None);
    }
    let expected = store.version_of(STREAM).await?;
    let mut form = FormState::from_pairs(key.to_string(), sent.fields.clone());
    let (code, version) = (sent.value("code").trim(), sent.value("version").trim());
    if !super::catalogues::codes(house)
        .iter()
        .any(|known| known == code)
    {
        form.refuse("code", l.t("field-missing"));
    }
    if !is_version(version) {
        form.refuse("version", l.t("import-version-form"));
    } else if store
        .catalogue(code, version)
        .await?
        .is_some_and(|present| present.published_at.is_some())
    {
        form.refuse("version", l.t("import-version-published"));
    }
    let file = match &sent.file {
        _ if sent.too_large => {
            let limit = person.layout().size(LIMIT_MIB * 1024 * 1024);
            form.refuse("workbook", l.v("import-too-large", limit));
            None
        }
        Some((_, stored)) if stored.size == 0 => {
            form.refuse("workbook", l.t("import-empty"));
            None
        }
        Some(file) => Some(file),
        None => {
            form.refuse("workbook", l.t("import-no-file"));
            None
        }
    };
    let Some((file_name, stored)) = file.filter(|_| !form.is_refused()) else {
        return Ok(Some(form));
    };
    let act = Act {
        key,
        expected,
        events: vec![AdministrativeEvent::WorkbookReceived {
            hash: stored.hash.clone(),
            file_name: file_name.clone(),
            size: stored.size,
            code: code.to_owned(),
            version: version.to_owned(),
        }],
        changes: vec![Change::File(stored.hash.clone(), stored.size)],
    };
    carry_out(store, &person.actor.reference(), house.now(), &act).await?;
    Ok(None)
}

/// The workbook that was received under an identifier.
async fn received(person: &Person, id: Uuid) -> Result<Received, Failure> {
    let events = person.house().store().events_of(STREAM, id).await?;
    events
        .iter()
        .find_map(|stored| {
            match AdministrativeEvent::decode(&stored.kind, &stored.payload).ok()? {
                AdministrativeEvent::WorkbookReceived {
                    hash,
                    file_name,
                    size,
                    code,
                    version,
                } => Some(Received {
                    hash,
                    file_name,
                    size,
                    code,
                    version,
                }),
                _ => None,
            }
        })
        .ok_or_else(|| Refusal::NotFound.into())
}

/// Reads a workbook, away from the threads that answer.
async fn read(person: &Person, received: &Received) -> Result<Import, Problem> {
    let house = person.house();
    let programme = house.programme();
    let title = programme
        .catalogues
        .iter()
        .find(|catalogue| catalogue.code.as_str() == received.code)
        .map_or_else(
            || received.code.clone(),
            |catalogue| catalogue.title.clone(),
        );
    let options = Options {
        rules: programme.catalogue_rules.clone(),
        release: Release {
            code: received.code.as_str().into(),
            version: received.version.clone(),
            title,
            published: None,
        },
        ..Options::default()
    };
    let format = Format::from_name(&received.file_name);
    let _turn = TURN.acquire().await.map_err(|_| Problem::Unavailable)?;
    let octets = house.blobs().content(&received.hash).await;
    let octets = octets.map_err(|error| match error {
        BlobError::BadHash => Problem::NotFound,
        error => {
            tracing::error!(%error, "a received workbook cannot be opened");
            Problem::Unavailable
        }
    })?;
    let reading =
        tokio::task::spawn_blocking(move || aval_workbook::read(&octets, format, &options));
    match reading.await {
        Ok(import) => Ok(import),
        Err(error) => {
            tracing::error!(%error, "the reading of a workbook stopped");
            Err(Problem::Internal)
        }
    }
}

/// What the page of findings is narrowed to.
#[derive(Default, Deserialize)]
pub(super) struct Narrowed {
    #[serde(default)]
    gravite: String,
    #[serde(default)]
    code: String,
}

impl Narrowed {
    fn lets_through(&self, finding: &Finding) -> bool {
        (self.gravite.is_empty() || self.gravite == severity_code(finding.severity))
            && (self.code.is_empty() || self.code == finding.code())
    }
}

const fn severity_code(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn severity_in_words(l: Locale, severity: Severity) -> String {
    let key = match severity {
        Severity::Error => "import-severity-error",
        Severity::Warning => "import-severity-warning",
    };
    l.t(key).into_owned()
}

fn sentence(l: Locale, finding: &Finding) -> String {
    match l {
        Locale::Fr => finding.french(),
        Locale::En => finding.english(),
    }
}

fn cell_name(cell: Option<aval_workbook::CellRef>) -> String {
    cell.map_or_else(String::new, |cell| cell.to_string())
}

pub(super) async fn show(
    person: Person,
    Path(id): Path<Uuid>,
    Query(narrowed): Query<Narrowed>,
) -> Response {
    if let Some(answer) = barred(&person, MANAGE_CATALOGUE) {
        return answer;
    }
    let version = match person.house().store().version_of(STREAM).await {
        Ok(version) => version,
        Err(error) => return person.failed(error.into(), None, HERE),
    };
    let form = FormState::new(person.house().id().to_string()).at_version(version);
    let answer = preview(&person, StatusCode::OK, id, &narrowed, form).await;
    person.visitor.clear_flash(answer)
}

async fn preview(
    person: &Person,
    status: StatusCode,
    id: Uuid,
    narrowed: &Narrowed,
    form: FormState,
) -> Response {
    let received = match received(person, id).await {
        Ok(received) => received,
        Err(failure) => return person.failed(failure, None, HERE),
    };
    let import = match read(person, &received).await {
        Ok(import) => import,
        Err(problem) => return person.visitor.problem(problem),
    };
    let present = match present(person, &received, import.catalogue.as_ref()).await {
        Ok(present) => present,
        Err(failure) => return person.failed(failure, None, HERE),
    };
    let difference = import
        .catalogue
        .as_ref()
        .and_then(|catalogue| with_latest(person, catalogue));
    let l = person.l();
    let title = format!("{} {}", received.code, received.version);
    let layout = frame(person, HERE, &title);
    let (tone, outcome) = match import.outcome {
        Read::Ok => (Tone::Success, "import-outcome-ok"),
        Read::Warning => (Tone::Warning, "import-outcome-warning"),
        Read::Error => (Tone::Error, "import-outcome-error"),
    };
    let mut codes: BTreeMap<&'static str, usize> = BTreeMap::new();
    for finding in &import.findings {
        *codes.entry(finding.code()).or_default() += 1;
    }
    let matching: Vec<&Finding> = import
        .findings
        .iter()
        .filter(|finding| narrowed.lets_through(finding))
        .collect();
    let mut filter = FormState::new("");
    filter.set("gravite", narrowed.gravite.clone());
    filter.set("code", narrowed.code.clone());
    let counts = [
        ("import-count-rows", import.counts.data_rows),
        ("import-count-chapters", import.counts.chapters),
        ("import-count-functions", import.counts.functions),
        ("import-count-requirements", import.counts.requirements),
        ("import-count-scenarios", import.counts.scenarios),
        ("import-count-proofs", import.counts.proofs),
    ]
    .into_iter()
    .map(|(key, count)| (l.t(key).into_owned(), layout.count(count)))
    .collect();
    page(
        status,
        &PreviewPage {
            tabs: tabs(person, HERE),
            here: format!("{HERE}/imports/{id}"),
            version_href: version_path(&received.code, &received.version),
            size: layout.size(received.size),
            code: received.code,
            version: received.version,
            file_name: received.file_name,
            hash: received.hash,
            tone,
            outcome: l.t(outcome).into_owned(),
            refused: import.outcome == Read::Error,
            warned: import.outcome == Read::Warning,
            counts,
            findings_total: l.n("import-findings", import.findings.len()).into_owned(),
            shown: if matching.len() > SHOWN {
                l.with(
                    "import-findings-shown",
                    &[("shown", SHOWN.into()), ("count", matching.len().into())],
                )
                .into_owned()
            } else {
                l.n("list-count", matching.len()).into_owned()
            },
            findings: matching
                .into_iter()
                .take(SHOWN)
                .map(|finding| FindingLine {
                    cell: cell_name(finding.cell),
                    other: cell_name(finding.other),
                    tone: match finding.severity {
                        Severity::Error => Tone::Error,
                        Severity::Warning => Tone::Warning,
                    },
                    severity: severity_in_words(l, finding.severity),
                    code: finding.code(),
                    sentence: sentence(l, finding),
                })
                .collect(),
            severities: [Severity::Error, Severity::Warning]
                .into_iter()
                .map(|severity| {
                    Choice::new(severity_code(severity), severity_in_words(l, severity))
                })
                .collect(),
            codes: codes
                .into_iter()
                .map(|(code, count)| Choice::new(code, format!("{code} ({count})")))
                .collect(),
            chapters: import.catalogue.as_ref().map(chapters).unwrap_or_default(),
            difference,
            present,
            form,
            filter,
            layout,
        },
    )
}

/// What stands already where the version would go.
async fn present(
    person: &Person,
    received: &Received,
    catalogue: Option<&CatalogueVersion>,
) -> Result<Option<Present>, Failure> {
    let store = person.house().store();
    let stored = store.catalogue(&received.code, &received.version).await?;
    Ok(stored.map(|stored| {
        if stored.published_at.is_some() {
            return Present::Published;
        }
        let same = catalogue
            .and_then(|catalogue| serde_json::to_string(catalogue).ok())
            .is_some_and(|document| document == stored.document);
        if same {
            Present::Same
        } else {
            Present::Preparation
        }
    }))
}

/// Every finding as a file for a spreadsheet, to be handed to whoever wrote the workbook.
pub(super) async fn findings_csv(person: Person, Path(id): Path<Uuid>) -> Response {
    if let Some(answer) = barred(&person, MANAGE_CATALOGUE) {
        return answer;
    }
    let received = match received(&person, id).await {
        Ok(received) => received,
        Err(failure) => return person.failed(failure, None, HERE),
    };
    let import = match read(&person, &received).await {
        Ok(import) => import,
        Err(problem) => return person.visitor.problem(problem),
    };
    let l = person.l();
    let separator = match l {
        Locale::Fr => b';',
        Locale::En => b',',
    };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator)
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let mut write = || -> Result<(), csv::Error> {
        writer.write_record(
            [
                "finding-cell",
                "finding-other",
                "finding-severity",
                "finding-code",
                "finding-sentence",
            ]
            .map(|key| l.t(key).into_owned()),
        )?;
        for finding in &import.findings {
            writer.write_record(
                [
                    cell_name(finding.cell),
                    cell_name(finding.other),
                    severity_in_words(l, finding.severity),
                    finding.code().to_owned(),
                    sentence(l, finding),
                ]
                .map(|cell| harmless(&cell).into_owned()),
            )?;
        }
        Ok(())
    };
    let written = write();
    let text = written.and_then(|()| {
        writer
            .into_inner()
            .map_err(|error| csv::Error::from(error.into_error()))
    });
    match text {
        Ok(text) => attachment(
            text,
            "text/csv; charset=utf-8",
            &format!("constats-{}-{}.csv", received.code, received.version),
        ),
        Err(error) => {
            tracing::error!(%error, "findings could not be written");
            person.visitor.problem(Problem::Internal)
        }
    }
}

/// What a confirmation did.
enum Kept {
    Done,
    Refused(Box<FormState>),
}

async fn try_keep(posted: &Posted, received: &Received, import: &Import) -> Result<Kept, Failure> {
    let person = &posted.person;
    let (house, l) = (person.house(), person.l());
    let (store, key) = (house.store(), posted.key());
    if was_done(store, key).await? {
        return Ok(Kept::Done);
    }
    let expected = store.version_of(STREAM).await?;
    let (code, version) = (&received.code, &received.version);
    refuse_stale(store, &catalogue_subject(code, version), posted.seen(), key).await?;
    let mut form = posted.form();
    form.expected_version = posted.seen();
    let Some(catalogue) = &import.catalogue else {
        form.refuse("", l.t("import-refused"));
        return Ok(Kept::Refused(Box::new(form)));
    };
    if import.outcome == Read::Warning && posted.value("warnings") != "yes" {
        form.refuse("warnings", l.t("import-accept-warnings"));
        return Ok(Kept::Refused(Box::new(form)));
    }
    let document = serde_json::to_string(catalogue)
        .map_err(|_| aval_store::StoreError::Unreadable { what: "catalogue" })?;
    let mut changes = Vec::new();
    if let Some(present) = store.catalogue(code, version).await? {
        if present.published_at.is_some() {
            form.refuse("", l.t("import-version-published"));
            return Ok(Kept::Refused(Box::new(form)));
        }
        if present.document == document {
            return Ok(Kept::Done);
        }
        if posted.value("replace") != "yes" {
            form.refuse("replace", l.t("import-accept-replace"));
            return Ok(Kept::Refused(Box::new(form)));
        }
        changes.push(Change::Discard(code.clone(), version.clone()));
    }
    changes.push(Change::Catalogue(Box::new(StoredCatalogue {
        code: code.clone(),
        version: version.clone(),
        document,
        source_hash: received.hash.clone(),
        imported_at: house.now(),
        published_at: None,
    })));
    let act = Act {
        key,
        expected,
        events: vec![AdministrativeEvent::CatalogueImported {
            code: code.clone(),
            version: version.clone(),
            hash: received.hash.clone(),
            requirements: import.counts.requirements,
            proofs: import.counts.proofs,
            warnings: import.findings.len(),
        }],
        changes,
    };
    carry_out(store, &person.actor.reference(), house.now(), &act).await?;
    Ok(Kept::Done)
}

/// Keeps the version in preparation, once its warnings are accepted.
pub(super) async fn confirm(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let person = posted.person.clone();
    if let Some(answer) = barred(&person, MANAGE_CATALOGUE) {
        return answer;
    }
    let received = match received(&person, id).await {
        Ok(received) => received,
        Err(failure) => return person.failed(failure, Some(&posted), HERE),
    };
    let import = match read(&person, &received).await {
        Ok(import) => import,
        Err(problem) => return person.visitor.problem(problem),
    };
    let result = retrying(|| try_keep(&posted, &received, &import)).await;
    let here = format!("{HERE}/imports/{id}");
    let answer = match result {
        Ok(Kept::Done) => Ok(done(
            &version_path(&received.code, &received.version),
            "import-done",
        )),
        Ok(Kept::Refused(form)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(preview(&person, status, id, &Narrowed::default(), *form).await)
        }
        Err(failure) => Err(failure),
    };
    settled(answer, &posted, &here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_version_may_stand_in_an_address() {
        for good in ["1", "1.1", "2026-03", "v2_beta"] {
            assert!(is_version(good), "{good}");
        }
        for bad in ["", "1/2", "1 1", "é", "..\u{202e}", &"1".repeat(21)] {
            assert!(!is_version(bad), "{bad}");
        }
    }
}
