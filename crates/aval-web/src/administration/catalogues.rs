//! Catalogues: their versions, in preparation or published, the page of one version, its
//! publication and its files. Receiving and reading a workbook is in `import`.

use std::collections::BTreeSet;

use askama::Template;
use aval_core::{
    application::{CatalogueRef, Refusal},
    catalogue::{CatalogueVersion, Difference, RequirementField},
};
use aval_store::CatalogueEntry;
use axum::{http::StatusCode, response::Response};
use jiff::civil::Date;

use super::{
    act::{Act, Change, carry_out, refuse_stale, retrying, was_done},
    event::{AdministrativeEvent, STREAM, catalogue_subject},
    frame::{Tab, barred, frame, tabs},
    received_file::LIMIT_MIB,
    roles::MANAGE_CATALOGUE,
    settled,
    shelf::{start_of, tree_of},
};
use crate::{
    address::Path,
    applications::Failure,
    error_page::Problem,
    faq::{Mentioned, mentions},
    form::{Choice, FormState},
    house::House,
    layout::{Layout, page},
    posted::Posted,
    public::attachment,
    visitor::{Person, done},
};

pub(super) const HERE: &str = "/administration/referentiels";
/// Identifiers listed for each kind of change.
const LISTED: usize = 200;

struct VersionLine {
    href: String,
    code: String,
    version: String,
    imported: String,
    published: String,
}

#[derive(Template)]
#[template(path = "administration/catalogues.html")]
struct CataloguesPage {
    layout: Layout,
    tabs: Vec<Tab>,
    form: FormState,
    codes: Vec<Choice>,
    versions: Vec<VersionLine>,
    limit: u64,
}

/// A chapter in figures.
pub(super) struct ChapterLine {
    pub name: String,
    pub code: String,
    pub requirements: usize,
    pub proofs: usize,
    pub groups: Vec<(String, usize)>,
}

/// What changed since another version, for a page.
pub(super) struct DifferenceShown {
    pub since: String,
    pub same: bool,
    pub lists: Vec<(String, Vec<String>)>,
    /// Answers of the FAQ that mention what changed or went.
    pub mentions: Vec<Mentioned>,
}

#[derive(Template)]
#[template(path = "administration/catalogue.html")]
struct CataloguePage {
    layout: Layout,
    tabs: Vec<Tab>,
    form: FormState,
    here: String,
    title: String,
    facts: Vec<(String, String)>,
    published: bool,
    preparation: bool,
    chapters: Vec<ChapterLine>,
    difference: Option<DifferenceShown>,
}

/// Codes of the catalogues that the programme knows.
pub(super) fn codes(house: &House) -> BTreeSet<String> {
    let programme = house.programme();
    programme
        .catalogues
        .iter()
        .map(|catalogue| catalogue.code.to_string())
        .chain(
            programme
                .schemes
                .iter()
                .filter_map(|scheme| scheme.catalogue.as_ref())
                .map(ToString::to_string),
        )
        .collect()
}

/// The address of a version.
pub(super) fn version_path(code: &str, version: &str) -> String {
    let part = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("{HERE}/{}/{}", part(code), part(version))
}

pub(super) async fn show(person: Person) -> Response {
    if let Some(answer) = barred(&person, MANAGE_CATALOGUE) {
        return answer;
    }
    let form = FormState::new(person.house().id().to_string());
    let answer = listed(&person, StatusCode::OK, form).await;
    person.visitor.clear_flash(answer)
}

/// The list with the form of an import.
pub(super) async fn listed(person: &Person, status: StatusCode, form: FormState) -> Response {
    let house = person.house();
    let stored = match house.store().catalogues().await {
        Ok(stored) => stored,
        Err(error) => return person.failed(error.into(), None, "/administration"),
    };
    let layout = frame(person, HERE, "");
    let mut versions: Vec<VersionLine> = stored
        .iter()
        .map(|entry| version_line(house, &layout, entry))
        .collect();
    // Those that came with the programme and are in memory alone.
    versions.extend(
        house
            .catalogues()
            .all()
            .iter()
            .filter(|version| {
                !stored.iter().any(|entry| {
                    entry.code == version.code.as_str() && entry.version == version.version
                })
            })
            .map(|version| VersionLine {
                href: version_path(version.code.as_str(), &version.version),
                code: version.code.to_string(),
                version: version.version.clone(),
                imported: layout.t("catalogue-delivered").into_owned(),
                published: version
                    .published
                    .map(|day| layout.date(&day))
                    .unwrap_or_default(),
            }),
    );
    let programme = house.programme();
    page(
        status,
        &CataloguesPage {
            tabs: tabs(person, HERE),
            codes: codes(house)
                .into_iter()
                .map(|code| {
                    let title = programme
                        .catalogues
                        .iter()
                        .find(|catalogue| catalogue.code.as_str() == code)
                        .map(|catalogue| format!("{code} – {}", catalogue.title));
                    Choice::new(code.clone(), title.unwrap_or(code))
                })
                .collect(),
            versions,
            limit: LIMIT_MIB * 1024 * 1024,
            form,
            layout,
        },
    )
}

fn version_line(house: &House, layout: &Layout, entry: &CatalogueEntry) -> VersionLine {
    VersionLine {
        href: version_path(&entry.code, &entry.version),
        code: entry.code.clone(),
        version: entry.version.clone(),
        imported: layout.date_time(&entry.imported_at),
        published: entry
            .published_at
            .map(|at| layout.date(&at.to_zoned(house.zone().time_zone().clone()).date()))
            .unwrap_or_default(),
    }
}

/// The chapters of a version, in figures.
pub(super) fn chapters(version: &CatalogueVersion) -> Vec<ChapterLine> {
    version
        .chapters
        .iter()
        .map(|chapter| {
            let requirements = || {
                chapter
                    .function_groups
                    .iter()
                    .flat_map(|group| &group.requirements)
            };
            ChapterLine {
                name: chapter.name.clone(),
                code: chapter.code.to_string(),
                requirements: requirements().count(),
                proofs: requirements()
                    .flat_map(|requirement| &requirement.scenarios)
                    .map(|scenario| scenario.proofs.len())
                    .sum(),
                groups: chapter
                    .function_groups
                    .iter()
                    .map(|group| (group.name.clone(), group.requirements.len()))
                    .collect(),
            }
        })
        .collect()
}

/// A version of the database, else of the memory.
async fn found(
    house: &House,
    code: &str,
    version: &str,
) -> Result<(CatalogueVersion, Option<CatalogueEntry>), Failure> {
    let zone = house.zone().time_zone();
    if let Some(stored) = house.store().catalogue(code, version).await? {
        let entry = CatalogueEntry {
            code: stored.code.clone(),
            version: stored.version.clone(),
            source_hash: stored.source_hash.clone(),
            imported_at: stored.imported_at,
            published_at: stored.published_at,
        };
        return Ok((tree_of(&stored, zone)?, Some(entry)));
    }
    let reference = CatalogueRef {
        code: code.into(),
        version: version.to_owned(),
    };
    let delivered = house
        .catalogues()
        .get(&reference)
        .ok_or(Refusal::NotFound)?;
    Ok(((*delivered).clone(), None))
}

/// What changed since the version published last, other than this one.
pub(super) fn with_latest(person: &Person, version: &CatalogueVersion) -> Option<DifferenceShown> {
    let house = person.house();
    let before = house
        .catalogues()
        .of(&version.code)
        .into_iter()
        .rev()
        .find(|other| {
            let earlier = match (version.published, other.published) {
                (Some(own), Some(other)) => other <= own,
                _ => true,
            };
            other.version != version.version && earlier
        });
    let l = person.l();
    before.map(|before| {
        let difference = Difference::between(&before, version);
        let requirements = &difference.requirements;
        let ids = |ids: &[aval_core::catalogue::RequirementId]| {
            ids.iter().take(LISTED).map(ToString::to_string).collect()
        };
        let changed = requirements
            .modified
            .iter()
            .take(LISTED)
            .map(|change| {
                let fields: Vec<String> = change
                    .fields
                    .iter()
                    .map(|field| l.t(field_key(*field)).into_owned())
                    .collect();
                format!("{} ({})", change.id, fields.join(", "))
            })
            .collect();
        let proofs = |names: &[aval_core::catalogue::ProofName]| {
            names
                .iter()
                .take(LISTED)
                .map(|name| format!("{} – {} – {}", name.requirement, name.scenario, name.number))
                .collect()
        };
        let said = |key: &'static str, count: usize| l.n(key, count).into_owned();
        let lists: Vec<(String, Vec<String>)> = vec![
            (
                said("difference-added", requirements.added.len()),
                ids(&requirements.added),
            ),
            (
                said("difference-removed", requirements.removed.len()),
                ids(&requirements.removed),
            ),
            (
                said("difference-changed", requirements.modified.len()),
                changed,
            ),
            (
                said("difference-proofs-added", difference.proofs.added.len()),
                proofs(&difference.proofs.added),
            ),
            (
                said("difference-proofs-removed", difference.proofs.removed.len()),
                proofs(&difference.proofs.removed),
            ),
            (
                said(
                    "difference-proofs-changed",
                    difference.proofs.modified.len(),
                ),
                proofs(&difference.proofs.modified),
            ),
        ];
        let touched = difference.touched();
        DifferenceShown {
            mentions: mentions(house, touched.iter().map(|one| one.id.as_str())),
            since: before.version.clone(),
            same: difference.is_empty(),
            lists: lists
                .into_iter()
                .filter(|(_, list)| !list.is_empty())
                .collect(),
        }
    })
}

pub(crate) const fn field_key(field: RequirementField) -> &'static str {
    match field {
        RequirementField::Perimeter => "difference-perimeter",
        RequirementField::Chapter => "difference-chapter",
        RequirementField::Function => "difference-function",
        RequirementField::Statement => "difference-statement",
        RequirementField::Comment => "difference-comment",
        RequirementField::Profiles => "difference-profiles",
        RequirementField::FormerProfiles => "difference-former-profiles",
        RequirementField::Criticality => "difference-criticality",
        RequirementField::Nature => "difference-nature",
        RequirementField::Order => "difference-order",
    }
}

pub(super) async fn version(
    person: Person,
    Path((code, version)): Path<(String, String)>,
) -> Response {
    if let Some(answer) = barred(&person, MANAGE_CATALOGUE) {
        return answer;
    }
    let house = person.house();
    let head = match house.store().version_of(STREAM).await {
        Ok(head) => head,
        Err(error) => return person.failed(error.into(), None, HERE),
    };
    let mut form = FormState::new(house.id().to_string()).at_version(head);
    let today = house
        .now()
        .to_zoned(house.zone().time_zone().clone())
        .date();
    form.set("on", today.to_string());
    let answer = shown(&person, StatusCode::OK, &code, &version, form).await;
    person.visitor.clear_flash(answer)
}

async fn shown(
    person: &Person,
    status: StatusCode,
    code: &str,
    version: &str,
    form: FormState,
) -> Response {
    let house = person.house();
    let (tree, entry) = match found(house, code, version).await {
        Ok(found) => found,
        Err(failure) => return person.failed(failure, None, HERE),
    };
    let difference = with_latest(person, &tree);
    let l = person.l();
    let layout = frame(person, HERE, &format!("{code} {version}"));
    let mut facts = Vec::new();
    if let Some(day) = tree.published {
        facts.push((l.t("catalogue-published-on"), layout.date(&day)));
    }
    if let Some(entry) = &entry {
        facts.push((
            l.t("catalogue-imported-at"),
            layout.date_time(&entry.imported_at),
        ));
        facts.push((l.t("catalogue-source"), entry.source_hash.clone()));
    }
    let (requirements, proofs) = (tree.requirements().count(), tree.proofs().count());
    facts.push((l.t("import-count-requirements"), layout.count(requirements)));
    facts.push((l.t("import-count-proofs"), layout.count(proofs)));
    let facts = facts
        .into_iter()
        .map(|(label, value)| (label.into_owned(), value))
        .collect();
    page(
        status,
        &CataloguePage {
            tabs: tabs(person, HERE),
            here: version_path(code, version),
            title: tree.title.clone(),
            facts,
            preparation: entry
                .as_ref()
                .is_some_and(|entry| entry.published_at.is_none()),
            published: entry.is_none_or(|entry| entry.published_at.is_some()),
            chapters: chapters(&tree),
            difference,
            form,
            layout,
        },
    )
}

/// What a form about a version did.
enum Written {
    Done,
    Refused(Box<FormState>),
}

async fn try_publish(posted: &Posted, code: &str, version: &str) -> Result<Written, Failure> {
    let person = &posted.person;
    let (house, l) = (person.house(), person.l());
    let (store, key) = (house.store(), posted.key());
    if was_done(store, key).await? {
        return Ok(Written::Done);
    }
    let expected = store.version_of(STREAM).await?;
    let subject = catalogue_subject(code, version);
    refuse_stale(store, &subject, posted.seen(), key).await?;
    let present = store
        .catalogue(code, version)
        .await?
        .ok_or(Refusal::NotFound)?;
    let mut form = posted.form();
    form.expected_version = posted.seen();
    let on: Option<Date> = posted.value("on").trim().parse().ok();
    let on = on.filter(|day| (2000..2100).contains(&day.year()));
    if on.is_none() {
        form.refuse("on", l.t("publish-date-form"));
    }
    if posted.value("sure") != "yes" {
        form.refuse("sure", l.t("publish-tick"));
    }
    if present.published_at.is_some() {
        form.refuse("", l.t("import-version-published"));
    }
    let Some(on) = on.filter(|_| !form.is_refused()) else {
        return Ok(Written::Refused(Box::new(form)));
    };
    let zone = house.zone().time_zone();
    let at = start_of(on, zone)?;
    let mut tree = tree_of(&present, zone)?;
    let act = Act {
        key,
        expected,
        events: vec![AdministrativeEvent::CataloguePublished {
            code: code.to_owned(),
            version: version.to_owned(),
            on,
        }],
        changes: vec![Change::Publish(code.to_owned(), version.to_owned(), at)],
    };
    carry_out(store, &person.actor.reference(), house.now(), &act).await?;
    tree.published = Some(on);
    house.catalogues().insert(tree);
    Ok(Written::Done)
}

/// Publishes a version from a day on; it never changes afterwards.
pub(super) async fn publish(
    Path((code, version)): Path<(String, String)>,
    posted: Posted,
) -> Response {
    let person = posted.person.clone();
    if let Some(answer) = barred(&person, MANAGE_CATALOGUE) {
        return answer;
    }
    let back = version_path(&code, &version);
    let result = retrying(|| try_publish(&posted, &code, &version)).await;
    let answer = match result {
        Ok(Written::Done) => Ok(done(&back, "catalogue-published")),
        Ok(Written::Refused(form)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(shown(&person, status, &code, &version, *form).await)
        }
        Err(failure) => Err(failure),
    };
    settled(answer, &posted, &back)
}

async fn try_discard(posted: &Posted, code: &str, version: &str) -> Result<Written, Failure> {
    let person = &posted.person;
    let (house, l) = (person.house(), person.l());
    let (store, key) = (house.store(), posted.key());
    if was_done(store, key).await? {
        return Ok(Written::Done);
    }
    let expected = store.version_of(STREAM).await?;
    let subject = catalogue_subject(code, version);
    refuse_stale(store, &subject, posted.seen(), key).await?;
    let present = store
        .catalogue(code, version)
        .await?
        .ok_or(Refusal::NotFound)?;
    let mut form = posted.form();
    form.expected_version = posted.seen();
    if posted.value("discard") != "yes" {
        form.refuse("discard", l.t("discard-tick"));
    }
    if present.published_at.is_some() {
        form.refuse("", l.t("import-version-published"));
    }
    if form.is_refused() {
        return Ok(Written::Refused(Box::new(form)));
    }
    let act = Act {
        key,
        expected,
        events: vec![AdministrativeEvent::CatalogueDiscarded {
            code: code.to_owned(),
            version: version.to_owned(),
        }],
        changes: vec![Change::Discard(code.to_owned(), version.to_owned())],
    };
    carry_out(store, &person.actor.reference(), house.now(), &act).await?;
    Ok(Written::Done)
}

/// Takes back a version in preparation.
pub(super) async fn discard(
    Path((code, version)): Path<(String, String)>,
    posted: Posted,
) -> Response {
    let person = posted.person.clone();
    if let Some(answer) = barred(&person, MANAGE_CATALOGUE) {
        return answer;
    }
    let back = version_path(&code, &version);
    let result = retrying(|| try_discard(&posted, &code, &version)).await;
    let answer = match result {
        Ok(Written::Done) => Ok(done(HERE, "catalogue-discarded")),
        Ok(Written::Refused(form)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(shown(&person, status, &code, &version, *form).await)
        }
        Err(failure) => Err(failure),
    };
    settled(answer, &posted, &back)
}

/// The fourteen columns of a version as a file.
pub(super) async fn export(
    person: Person,
    Path((code, version, file)): Path<(String, String, String)>,
) -> Response {
    if let Some(answer) = barred(&person, MANAGE_CATALOGUE) {
        return answer;
    }
    let workbook = match file.as_str() {
        "export.xlsx" => true,
        "export.csv" => false,
        _ => return person.visitor.problem(Problem::NotFound),
    };
    let house = person.house();
    let tree = match found(house, &code, &version).await {
        Ok((tree, _)) => tree,
        Err(failure) => return person.failed(failure, None, HERE),
    };
    let rules = house.programme().catalogue_rules.clone();
    let writing = tokio::task::spawn_blocking(move || {
        if workbook {
            aval_workbook::write_xlsx(&tree, &rules)
        } else {
            aval_workbook::write_csv(&tree, &rules)
        }
    });
    let (media_type, end) = if workbook {
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
        )
    } else {
        ("text/csv; charset=utf-8", "csv")
    };
    match writing.await {
        Ok(Ok(bytes)) => attachment(bytes, media_type, &format!("{code}-{version}.{end}")),
        Ok(Err(error)) => {
            tracing::error!(%error, code = error.code(), "a catalogue could not be written");
            person.visitor.problem(Problem::Internal)
        }
        Err(error) => {
            tracing::error!(%error, "the writing of a catalogue stopped");
            person.visitor.problem(Problem::Internal)
        }
    }
}
