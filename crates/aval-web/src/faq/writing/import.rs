//! A folder of the FAQ sent as an archive: received, shown with all that it would change, and
//! then applied as it was shown or not at all.

use std::collections::BTreeMap;

use askama::Template;
use aval_search::Finding;
use aval_store::{FaqAuthor, FaqFate, FaqPlan, FaqSource, FaqText, FaqUpload, StoreError};
use axum::{
    extract::Multipart,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use jiff::SignedDuration;
use uuid::Uuid;

use super::{
    PATH, edit_path, failed, library, placed,
    unpack::{Unpacked, unpack},
    words::{Run, differences},
};
use crate::{
    address::Path,
    error_page::Problem,
    faq::{Incoming, Library, known},
    layout::{Layout, page},
    locale::Locale,
    posted::{Posted, same_origin, same_secret},
    visitor::{Person, done},
};

const HERE: &str = "/faq/redaction/importer";
/// Largest archive received, in octets: a FAQ of a thousand entries weighs one million.
const ARCHIVE_MAX: usize = 8 * 1024 * 1024;
/// How long an archive waits to be applied.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// Changed entries whose words are compared on one page; the others are named.
const COMPARED: usize = 50;

struct Line {
    slug: String,
    href: String,
    /// Why it waits, or nothing.
    detail: String,
    runs: Vec<Run>,
}

struct Group {
    title: String,
    lines: Vec<Line>,
    open: bool,
}

#[derive(Template)]
#[template(path = "faq/writing_import.html")]
struct ImportPage {
    layout: Layout,
    csrf: String,
    limit: String,
    /// Why no archive was received.
    refused: String,
}

#[derive(Template)]
#[template(path = "faq/writing_import_preview.html")]
struct PreviewPage {
    layout: Layout,
    csrf: String,
    language: String,
    here: String,
    file_name: String,
    size: String,
    /// Why the archive cannot be read; empty when it can.
    broken: String,
    /// Entries changed since the preview that somebody agreed to.
    moved: bool,
    errors: Vec<String>,
    warnings: Vec<String>,
    groups: Vec<Group>,
    tables_apart: Vec<String>,
    digest: String,
    /// Something would be published or offered.
    applicable: bool,
    /// Another person than who sent the archive is to apply it.
    second_needed: bool,
}

pub(super) async fn ask(person: Person) -> Response {
    match library(&person) {
        Ok(_) => person
            .visitor
            .clear_flash(asked(&person, StatusCode::OK, "")),
        Err(problem) => person.visitor.problem(problem),
    }
}

fn asked(person: &Person, status: StatusCode, refused: &'static str) -> Response {
    let l = person.l();
    let layout = framed(person, l.t("faq-import-title").into_owned());
    page(
        status,
        &ImportPage {
            csrf: person.csrf.clone(),
            limit: layout.size(ARCHIVE_MAX as u64),
            refused: if refused.is_empty() {
                String::new()
            } else {
                l.v(refused, layout.size(ARCHIVE_MAX as u64)).into_owned()
            },
            layout,
        },
    )
}

fn framed(person: &Person, title: String) -> Layout {
    let l = person.l();
    person
        .layout()
        .titled(title.clone())
        .crumb(l.t("faq-title"), "/faq")
        .crumb(l.t("faq-write-title"), PATH)
        .crumb(title, "")
}

/// Receives an archive, then leads to what it would change.
pub(super) async fn receive(person: Person, headers: HeaderMap, multipart: Multipart) -> Response {
    if let Err(problem) = library(&person) {
        return person.visitor.problem(problem);
    }
    if !same_origin(&headers) {
        return person.visitor.problem(Problem::Forbidden);
    }
    let (file_name, archive) = match read(&person, multipart).await {
        Ok(Some(sent)) => sent,
        Ok(None) => {
            return asked(
                &person,
                StatusCode::UNPROCESSABLE_ENTITY,
                "faq-import-no-file",
            );
        }
        Err(Problem::TooLarge) => {
            return asked(
                &person,
                StatusCode::PAYLOAD_TOO_LARGE,
                "faq-import-too-large",
            );
        }
        Err(problem) => return person.visitor.problem(problem),
    };
    let house = person.house();
    let upload = FaqUpload {
        id: house.id(),
        account: person.actor.id.0,
        file_name,
        archive,
        received_at: house.now(),
    };
    let stale = house.now() - KEPT;
    match house.store().faq_keep_upload(&upload, stale).await {
        Ok(()) => Redirect::to(&format!("{HERE}/{}", upload.id)).into_response(),
        Err(error) => failed(&person.visitor, &error),
    }
}

/// Name and octets of the file of the form; its secret stands before it.
async fn read(
    person: &Person,
    mut multipart: Multipart,
) -> Result<Option<(String, Vec<u8>)>, Problem> {
    let unreadable = |_| Problem::Unreadable;
    let mut proven = false;
    while let Some(mut field) = multipart.next_field().await.map_err(unreadable)? {
        if field.name() == Some("csrf") {
            let text = field.text().await.map_err(unreadable)?;
            proven = same_secret(&text, &person.csrf);
            continue;
        }
        if !proven {
            return Err(Problem::Forbidden);
        }
        let Some(name) = field.file_name().map(plain_name) else {
            continue;
        };
        let mut octets = Vec::new();
        while let Some(part) = field.chunk().await.map_err(unreadable)? {
            if octets.len() + part.len() > ARCHIVE_MAX {
                return Err(Problem::TooLarge);
            }
            octets.extend_from_slice(&part);
        }
        return Ok((!octets.is_empty()).then_some((name, octets)));
    }
    if proven {
        Ok(None)
    } else {
        Err(Problem::Forbidden)
    }
}

fn plain_name(name: &str) -> String {
    name.chars()
        .filter(|letter| !letter.is_control())
        .take(200)
        .collect()
}

pub(super) async fn preview(person: Person, Path(id): Path<Uuid>) -> Response {
    let answer = previewed(&person, id, StatusCode::OK).await;
    person.visitor.clear_flash(answer)
}

async fn previewed(person: &Person, id: Uuid, status: StatusCode) -> Response {
    let library = match library(person) {
        Ok(library) => library,
        Err(problem) => return person.visitor.problem(problem),
    };
    let upload = match person.house().store().faq_upload(id).await {
        Ok(Some(upload)) => upload,
        Ok(None) => return person.visitor.problem(Problem::NotFound),
        Err(error) => return failed(&person.visitor, &error),
    };
    match drawn(person, &library, &upload, status).await {
        Ok(response) => response,
        Err(error) => failed(&person.visitor, &error),
    }
}

/// What an archive brings, read away from the threads that answer.
async fn incoming(
    person: &Person,
    library: &Library,
    archive: &[u8],
) -> Result<Incoming, Unpacked> {
    let (archive, tables) = (archive.to_vec(), library.tables().clone());
    let known = known(person.house().programme());
    tokio::task::spawn_blocking(move || {
        unpack(&archive).map(|files| Incoming::read(&files, &tables, &known))
    })
    .await
    .unwrap_or(Err(Unpacked::Broken))
}

async fn drawn(
    person: &Person,
    library: &Library,
    upload: &FaqUpload,
    status: StatusCode,
) -> Result<Response, StoreError> {
    let (house, l) = (person.house(), person.l());
    let layout = framed(person, l.t("faq-import-preview-title").into_owned());
    let mut template = PreviewPage {
        csrf: person.csrf.clone(),
        language: house.programme().language.clone(),
        here: format!("{HERE}/{}", upload.id),
        file_name: upload.file_name.clone(),
        size: layout.size(upload.archive.len() as u64),
        broken: String::new(),
        moved: status == StatusCode::CONFLICT,
        errors: Vec::new(),
        warnings: Vec::new(),
        groups: Vec::new(),
        tables_apart: Vec::new(),
        digest: String::new(),
        applicable: false,
        second_needed: second_needed(person, upload),
        layout,
    };
    match incoming(person, library, &upload.archive).await {
        Err(why) => {
            let (key, name) = why.said();
            template.broken = l.v(key, name.to_owned()).into_owned();
        }
        Ok(incoming) => {
            let texts = &incoming.texts;
            let plan = house.store().faq_foretell(FaqSource::Import, texts).await?;
            let held = house.store().faq_texts().await?;
            template.errors = told(l, &incoming.findings, true);
            template.warnings = told(l, &incoming.findings, false);
            template.groups = groups(l, &plan, texts, &held);
            template.digest = plan.digest();
            template.applicable = template.errors.is_empty()
                && plan.fates.values().any(|(fate, _)| {
                    matches!(fate, FaqFate::Added | FaqFate::Updated | FaqFate::Offered)
                });
            template.tables_apart = incoming.tables_apart;
        }
    }
    Ok(page(status, &template))
}

/// Two people, when the programme asks for them: one sends, another applies.
fn second_needed(person: &Person, upload: &FaqUpload) -> bool {
    let faq = person.house().programme().faq.as_ref();
    faq.is_some_and(|faq| faq.two_people) && upload.account == person.actor.id.0
}

fn told(l: Locale, findings: &[Finding], errors: bool) -> Vec<String> {
    findings
        .iter()
        .filter(|finding| finding.is_error() == errors)
        .map(|finding| placed(l, finding))
        .collect()
}

fn groups(
    l: Locale,
    plan: &FaqPlan,
    texts: &BTreeMap<String, String>,
    held: &[FaqText],
) -> Vec<Group> {
    let standing = |slug: &str| held.iter().find(|one| one.slug == slug);
    let mut compared = 0;
    let mut groups: Vec<Group> = [
        (FaqFate::Offered, "faq-import-offered"),
        (FaqFate::Updated, "faq-import-updated"),
        (FaqFate::Added, "faq-import-added"),
        (FaqFate::Waiting, "faq-import-waiting"),
        (FaqFate::Known, "faq-import-known"),
        (FaqFate::Same, "faq-import-same"),
    ]
    .into_iter()
    .map(|(wanted, key)| {
        let lines: Vec<Line> = plan
            .fates
            .iter()
            .filter(|(_, (fate, _))| *fate == wanted)
            .map(|(slug, _)| {
                let changes = matches!(wanted, FaqFate::Updated | FaqFate::Offered);
                let one = standing(slug);
                let draft = one.and_then(|one| one.draft.as_deref());
                let now = draft.or_else(|| one.and_then(|one| one.published.as_deref()));
                let runs = match (now, texts.get(slug)) {
                    (Some(now), Some(text)) if changes && compared < COMPARED => {
                        compared += 1;
                        differences(now, text)
                    }
                    _ => Vec::new(),
                };
                let detail = match wanted {
                    FaqFate::Offered if draft.is_some() => "faq-import-has-draft",
                    FaqFate::Offered => "faq-import-edited",
                    _ => "",
                };
                Line {
                    slug: slug.clone(),
                    href: one.map_or_else(String::new, |_| edit_path(slug)),
                    detail: if detail.is_empty() {
                        String::new()
                    } else {
                        l.t(detail).into_owned()
                    },
                    runs,
                }
            })
            .collect();
        Group {
            title: l.n(key, lines.len()).into_owned(),
            open: matches!(wanted, FaqFate::Offered | FaqFate::Updated | FaqFate::Added),
            lines,
        }
    })
    .collect();
    let absent: Vec<Line> = held
        .iter()
        .filter(|one| one.published.is_some() && !plan.fates.contains_key(&one.slug))
        .map(|one| Line {
            slug: one.slug.clone(),
            href: edit_path(&one.slug),
            detail: String::new(),
            runs: Vec::new(),
        })
        .collect();
    groups.push(Group {
        title: l.n("faq-import-absent", absent.len()).into_owned(),
        open: false,
        lines: absent,
    });
    groups.retain(|group| !group.lines.is_empty());
    groups
}

/// Carries out the plan that was shown, or shows the one that it has become.
pub(super) async fn apply(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let person = &posted.person;
    match applied(&posted, id).await {
        Ok(Some(response)) => response,
        Ok(None) => previewed(person, id, StatusCode::CONFLICT).await,
        Err(error) => failed(&person.visitor, &error),
    }
}

/// Nothing when what was shown is no longer what would happen.
async fn applied(posted: &Posted, id: Uuid) -> Result<Option<Response>, StoreError> {
    let person = &posted.person;
    let library = match library(person) {
        Ok(library) => library,
        Err(problem) => return Ok(Some(person.visitor.problem(problem))),
    };
    let (house, store) = (person.house(), person.house().store());
    let Some(upload) = store.faq_upload(id).await? else {
        return Ok(Some(person.visitor.problem(Problem::NotFound)));
    };
    if posted.value("acte") == "abandonner" {
        store.faq_drop_upload(id).await?;
        return Ok(Some(done(PATH, "faq-import-dropped")));
    }
    let incoming = incoming(person, &library, &upload.archive).await.ok();
    let Some(incoming) = incoming.filter(|read| !read.is_refused()) else {
        return Ok(None);
    };
    if second_needed(person, &upload) {
        return Ok(Some(person.visitor.problem(Problem::Forbidden)));
    }
    let me = FaqAuthor {
        id: person.actor.id.0,
        name: person.actor.name.clone(),
    };
    let seen = posted.value("empreinte");
    let brought = store
        .faq_import(&incoming.texts, Some(seen), &me, house.now())
        .await?;
    if brought.is_none() {
        return Ok(None);
    }
    store.faq_drop_upload(id).await?;
    if let Err(error) = crate::faq::follow(house).await {
        // It is published: the clock reads it again.
        tracing::error!(%error, code = error.code(), "an import was not read at once");
    }
    Ok(Some(done(PATH, "faq-import-applied")))
}

#[cfg(test)]
mod tests;
