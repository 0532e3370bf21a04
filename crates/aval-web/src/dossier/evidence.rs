//! Deposit and reading of evidence. Files go straight to disk, hashed on the way; they come
//! back as attachments or in a sandbox, never as a page of ours.

use std::collections::BTreeSet;

use askama::Template;
use aval_core::{
    access::slot_visible,
    application::{Command, Content, FileContent, ProofSlot, Refusal, slot_is_open, slot_of},
    catalogue::{ChapterCode, ProofKey},
    ids::{ApplicationId, EvidenceId},
};
use aval_store::{BlobError, StoreError};
use axum::{
    body::Body,
    extract::multipart::Field,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::TryStreamExt;
use serde::Deserialize;
use tokio_util::io::{ReaderStream, StreamReader};
use uuid::Uuid;

use super::{
    act, chapter_pages::SLOTS_A_PAGE, erasure, head::Head, overview::dossier_for, revisions,
};
use crate::{
    address::{Path, Query},
    answer::{explained, slot_anchor},
    applications::{Dossier, Failure},
    error_page::Problem,
    faq::help_json,
    form::FormState,
    layout::{Layout, page},
    malware::{Reader, Unread, kept_back_page},
    posted::{Posted, application_path, new_form, same_secret},
    sent::{Sent, SentForm, of_another_session},
    visitor::{Person, said},
};

/// A multipart form: its fields, and its files already in the store.
pub(super) struct Received {
    pub fields: Vec<(String, String)>,
    /// Files in order.
    pub files: Vec<FileContent>,
    /// The field of each file.
    pub file_fields: Vec<String>,
}

impl Received {
    /// The first value of a field.
    pub fn value(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        let name = name.to_owned();
        self.fields
            .iter()
            .filter(move |(key, _)| *key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Longest text of a form that carries files, in octets.
const TEXT_MAX: usize = 256 * 1024;

/// A field that is no file, read to its end unless it is out of all proportion.
async fn short_text(person: &Person, mut field: Field<'_>) -> Result<String, Response> {
    let mut octets = Vec::new();
    loop {
        match field.chunk().await {
            Ok(Some(chunk)) => octets.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(_) => return Err(person.visitor.problem(Problem::Unreadable)),
        }
        if octets.len() > TEXT_MAX {
            return Err(person.visitor.problem(Problem::TooLarge));
        }
    }
    String::from_utf8(octets).map_err(|_| person.visitor.problem(Problem::Unreadable))
}

/// Reads a multipart form. The secret of the form stands before any file, so that nothing
/// is written for somebody who does not hold it.
pub(super) async fn receive(
    person: &Person,
    sent: (SentForm, &str),
    limit_mib: u64,
) -> Result<Received, Response> {
    let (form, page) = sent;
    let mut received = Received {
        fields: Vec::new(),
        files: Vec::new(),
        file_fields: Vec::new(),
    };
    let mut multipart = match form {
        SentForm::Parts(multipart) => multipart,
        SentForm::Fields(fields) => return Ok(Received { fields, ..received }),
    };
    let mut proven = false;
    loop {
        let field = match multipart.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(_) => return Err(person.visitor.problem(Problem::Unreadable)),
        };
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            None => {
                let text = short_text(person, field).await?;
                if name == "csrf" {
                    proven = same_secret(&text, &person.csrf);
                    if !proven {
                        let typed = received.fields;
                        return Err(of_another_session(person, multipart, typed, page).await);
                    }
                } else {
                    received.fields.push((name, text));
                }
            }
            // A file field left empty.
            Some(file_name) if file_name.is_empty() => {}
            Some(file_name) => {
                if !proven {
                    return Err(person.visitor.problem(Problem::Forbidden));
                }
                let source = field.map_err(std::io::Error::other);
                let mut reader = StreamReader::new(source);
                let limit = limit_mib.saturating_mul(1024 * 1024);
                let stored = person
                    .house()
                    .blobs()
                    .put(&mut reader, limit)
                    .await
                    .map_err(|error| blob_problem(person, &error, limit_mib))?;
                let field_name = name;
                let name = plain_name(&file_name);
                let media_type = media_type(&name);
                received.file_fields.push(field_name);
                received.files.push(FileContent {
                    hash: stored.hash,
                    name,
                    size: stored.size,
                    media_type: media_type.to_owned(),
                });
            }
        }
    }
    if proven {
        Ok(received)
    } else {
        Err(person.visitor.problem(Problem::Forbidden))
    }
}

fn blob_problem(person: &Person, error: &BlobError, limit_mib: u64) -> Response {
    match error {
        BlobError::TooLarge { .. } => {
            let refusal = Refusal::FileTooLarge { limit_mib };
            let back = person
                .visitor
                .path
                .split("/depot")
                .next()
                .unwrap_or("/dossiers");
            person.failed(Failure::Refused(refusal), None, back)
        }
        BlobError::Source(_) => person.visitor.problem(Problem::Unreadable),
        other => {
            tracing::error!(error = %other, code = other.code(), "a file could not be kept");
            person.visitor.problem(Problem::Unavailable)
        }
    }
}

/// The last part of a name, without control characters nor direction marks; never empty.
pub(crate) fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| {
            !c.is_control()
                && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .take(200)
        .collect();
    let clean = clean.trim().trim_start_matches('.').to_owned();
    if clean.is_empty() {
        "sans-nom".to_owned()
    } else {
        clean
    }
}

/// The media type that a viewer needs, by the extension already admitted by the rules.
pub(crate) fn media_type(name: &str) -> &'static str {
    match name
        .rsplit_once('.')
        .map(|(_, end)| end.to_ascii_lowercase())
        .as_deref()
    {
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("gif") => "image/gif",
        Some("pdf") => "application/pdf",
        Some("mp4") => "video/mp4",
        Some("webm") => "video/webm",
        Some("mov") => "video/quicktime",
        Some("txt" | "log" | "csv" | "eml") => "text/plain; charset=utf-8",
        Some("json") => "application/json",
        Some("xml") => "application/xml",
        Some("zip") => "application/zip",
        _ => "application/octet-stream",
    }
}

fn problem_json(person: &Person, status: StatusCode, refusal: &Refusal) -> Response {
    let body = serde_json::json!({
        "type": format!("/aide/refus#{}", refusal.code()),
        "title": refusal.sentence(crate::answer::language(person.l())),
        "status": status.as_u16(),
        "code": refusal.code(),
        "detail": explained(person.l(), refusal),
        "help": help_json(person.house(), refusal.code()),
    });
    (
        status,
        [(header::CONTENT_TYPE, "application/problem+json")],
        body.to_string(),
    )
        .into_response()
}

fn wants_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("application/json"))
}

#[derive(Deserialize)]
pub(super) struct SlotQuery {
    pub preuve: String,
}

/// The chapter that holds a slot.
pub(super) fn chapter_of<'a>(dossier: &'a Dossier, key: &ProofKey) -> Option<&'a ChapterCode> {
    dossier
        .catalogue
        .proofs()
        .find(|(_, _, _, proof)| &proof.key == key)
        .map(|(chapter, ..)| &chapter.code)
}

/// The page of one slot, where its piece is looked at; nothing when the catalogue lacks it.
pub(crate) fn desk_address(dossier: &Dossier, key: &ProofKey) -> Option<String> {
    let chapter = chapter_of(dossier, key)?;
    let query: String = form_urlencoded::byte_serialize(key.as_str().as_bytes()).collect();
    let path = application_path(dossier.id);
    Some(format!("{path}/chapitres/{chapter}?preuve={query}"))
}

/// The place of a slot on the page of its chapter.
pub(crate) fn slot_address(dossier: &Dossier, key: &ProofKey) -> String {
    let path = application_path(dossier.id);
    let Some(chapter) = chapter_of(dossier, key) else {
        return path;
    };
    let anchor = slot_anchor(key);
    let proofs = dossier.catalogue.proofs();
    if proofs.filter(|(held, ..)| &held.code == chapter).count() > SLOTS_A_PAGE {
        let place: String = form_urlencoded::byte_serialize(key.as_str().as_bytes()).collect();
        return format!("{path}/chapitres/{chapter}?place={place}#{anchor}");
    }
    format!("{path}/chapitres/{chapter}#{anchor}")
}

/// The largest file that a slot admits, in MiB.
pub(crate) fn limit_of(person: &Person, slot: &ProofSlot) -> u64 {
    slot.kinds
        .iter()
        .filter_map(|kind| person.house().programme().proof_kind(kind))
        .filter_map(|kind| kind.max_file_mib)
        .max()
        .unwrap_or(100)
}

pub(super) async fn upload(
    Path(id): Path<Uuid>,
    Query(query): Query<SlotQuery>,
    headers: HeaderMap,
    sent: Sent,
) -> Response {
    let id = ApplicationId(id);
    let person = sent.person;
    let started_at = person.house().now();
    let dossier = match person.house().dossier(&person.actor, id).await {
        Ok(dossier) => dossier,
        Err(failure) => return person.failed(failure, None, "/dossiers"),
    };
    let key = ProofKey::new(query.preuve);
    let slots = dossier.slots(person.house());
    let Some(slot) = slot_of(&slots, &key) else {
        return person.visitor.problem(Problem::NotFound);
    };
    let back = slot_address(&dossier, &key);
    let received = match receive(&person, (sent.form, &sent.page), limit_of(&person, slot)).await {
        Ok(received) => received,
        Err(answer) => return answer,
    };
    if received.files.is_empty() {
        return said(&back, crate::layout::Tone::Warning, "file-none");
    }
    for file in &received.files {
        let command = Command::FileEvidence {
            evidence: EvidenceId(person.house().id()),
            slot: key.clone(),
            content: Content::File(file.clone()),
            started_at,
        };
        match person
            .house()
            .execute(&person.actor, id, command, None)
            .await
        {
            Ok(_) => {}
            Err(Failure::Refused(refusal))
                if wants_json(&headers)
                    && !matches!(refusal, Refusal::NotFound | Refusal::NotAllowed) =>
            {
                return problem_json(&person, StatusCode::UNPROCESSABLE_ENTITY, &refusal);
            }
            Err(failure) => return person.failed(failure, None, &back),
        }
    }
    if wants_json(&headers) {
        let files: Vec<_> = received
            .files
            .iter()
            .map(|file| serde_json::json!({ "name": file.name, "size": file.size, "sha256": file.hash }))
            .collect();
        return axum::Json(serde_json::json!({ "files": files })).into_response();
    }
    said(&back, crate::layout::Tone::Success, "file-received")
}

/// A link, a number or a text typed in the page.
pub(super) async fn enter(
    Path(id): Path<Uuid>,
    Query(query): Query<SlotQuery>,
    posted: Posted,
) -> Response {
    let id = ApplicationId(id);
    let person = &posted.person;
    let key = ProofKey::new(query.preuve);
    let dossier = match person.house().dossier(&person.actor, id).await {
        Ok(dossier) => dossier,
        Err(failure) => return person.failed(failure, Some(&posted), "/dossiers"),
    };
    let back = slot_address(&dossier, &key);
    let typed = posted.value("value").trim().to_owned();
    let content = match posted.value("kind") {
        "url" => Content::Link { url: typed },
        "integer" => match typed.replace(['\u{a0}', '\u{202f}', ' '], "").parse() {
            Ok(value) => Content::Number { value },
            Err(_) => {
                return person.failed(
                    Failure::Refused(Refusal::NumberNotPositive),
                    Some(&posted),
                    &back,
                );
            }
        },
        _ => Content::Text { text: typed },
    };
    let command = Command::FileEvidence {
        evidence: EvidenceId(posted.key()),
        slot: key,
        content,
        started_at: person.house().now(),
    };
    act(&posted, id, command, &back, "evidence-entered").await
}

async fn on_slot(
    id: Uuid,
    query: SlotQuery,
    posted: Posted,
    said: &str,
    command: impl FnOnce(ProofKey, Option<EvidenceId>, &Posted) -> Command,
) -> Response {
    let id = ApplicationId(id);
    let key = ProofKey::new(query.preuve);
    let evidence = posted.value("evidence").parse().ok();
    let back = match posted
        .person
        .house()
        .dossier(&posted.person.actor, id)
        .await
    {
        Ok(dossier) => slot_address(&dossier, &key),
        Err(failure) => return posted.person.failed(failure, Some(&posted), "/dossiers"),
    };
    let command = command(key, evidence, &posted);
    act(&posted, id, command, &back, said).await
}

fn piece(evidence: Option<EvidenceId>) -> EvidenceId {
    evidence.unwrap_or(EvidenceId(Uuid::nil()))
}

pub(super) async fn link(
    Path(id): Path<Uuid>,
    Query(query): Query<SlotQuery>,
    posted: Posted,
) -> Response {
    on_slot(id, query, posted, "evidence-linked", |slot, evidence, _| {
        Command::LinkEvidence {
            evidence: piece(evidence),
            slot,
        }
    })
    .await
}

pub(super) async fn unlink(
    Path(id): Path<Uuid>,
    Query(query): Query<SlotQuery>,
    posted: Posted,
) -> Response {
    on_slot(
        id,
        query,
        posted,
        "evidence-unlinked",
        |slot, evidence, _| Command::UnlinkEvidence {
            evidence: piece(evidence),
            slot,
        },
    )
    .await
}

pub(super) async fn claim(
    Path(id): Path<Uuid>,
    Query(query): Query<SlotQuery>,
    posted: Posted,
) -> Response {
    on_slot(id, query, posted, "claim-made", |slot, _, posted| {
        Command::ClaimNotApplicable {
            slot,
            justification: posted.value("justification").to_owned(),
        }
    })
    .await
}

pub(super) async fn withdraw_claim(
    Path(id): Path<Uuid>,
    Query(query): Query<SlotQuery>,
    posted: Posted,
) -> Response {
    on_slot(id, query, posted, "claim-withdrawn", |slot, _, _| {
        Command::WithdrawNotApplicableClaim { slot }
    })
    .await
}

struct FollowChoice {
    key: String,
    open: bool,
}

#[derive(Template)]
#[template(path = "dossier/replace.html")]
struct ReplacePage {
    layout: Layout,
    head: Head,
    form: FormState,
    name: String,
    slots: Vec<FollowChoice>,
    back: String,
}

/// Asks which slots follow the new version: nothing changes behind one's back.
pub(super) async fn replace_form(
    person: Person,
    Path((id, evidence)): Path<(Uuid, Uuid)>,
) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let evidence = EvidenceId(evidence);
    let Some(held) = dossier.state.evidence.get(&evidence) else {
        return person.visitor.problem(Problem::NotFound);
    };
    let slots = dossier.slots(person.house());
    let using: Vec<FollowChoice> = slots
        .iter()
        .filter(|slot| {
            dossier
                .state
                .slot(slot.key)
                .is_some_and(|facts| facts.links.iter().any(|link| link.evidence == evidence))
        })
        .map(|slot| FollowChoice {
            key: slot.key.to_string(),
            open: slot_is_open(&dossier.state, slot),
        })
        .collect();
    page(
        StatusCode::OK,
        &ReplacePage {
            form: new_form(person.house(), dossier.state.version),
            name: held
                .versions
                .last()
                .map(|last| last.content.label())
                .unwrap_or_default(),
            back: slot_address(&dossier, &held.filed_in),
            slots: using,
            layout,
            head,
        },
    )
}

pub(super) async fn replace(Path((id, evidence)): Path<(Uuid, Uuid)>, sent: Sent) -> Response {
    let person = sent.person;
    let id = ApplicationId(id);
    let started_at = person.house().now();
    let dossier = match person.house().dossier(&person.actor, id).await {
        Ok(dossier) => dossier,
        Err(failure) => return person.failed(failure, None, "/dossiers"),
    };
    let slots = dossier.slots(person.house());
    let limit = slots
        .iter()
        .map(|slot| limit_of(&person, slot))
        .max()
        .unwrap_or(100);
    let received = match receive(&person, (sent.form, &sent.page), limit).await {
        Ok(received) => received,
        Err(answer) => return answer,
    };
    let following: BTreeSet<ProofKey> = received.values("follow").map(ProofKey::from).collect();
    let back = following
        .first()
        .map_or_else(|| application_path(id), |key| slot_address(&dossier, key));
    let Some(file) = received.files.first() else {
        return said(&back, crate::layout::Tone::Warning, "file-none");
    };
    let command = Command::ReplaceEvidence {
        evidence: EvidenceId(evidence),
        content: Content::File(file.clone()),
        following,
        started_at,
    };
    match person
        .house()
        .execute(&person.actor, id, command, None)
        .await
    {
        Ok(_) => said(&back, crate::layout::Tone::Success, "evidence-replaced"),
        Err(failure) => person.failed(failure, None, &back),
    }
}

#[derive(Deserialize)]
pub(super) struct ContentQuery {
    /// Present: as an attachment.
    telecharger: Option<String>,
    /// Present: the small picture of it, when there is one.
    vignette: Option<String>,
    /// `signee`: only what was signed of a document that changed afterwards.
    revision: Option<String>,
}

/// A sandbox without script, form, plugin nor the right to be anything but looked at.
const SANDBOX: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; \
     media-src 'self'; object-src 'none'; frame-ancestors 'self'; sandbox";

/// What may be shown in place. Pages, drawings with script and the like never are.
fn shown_in_place(media_type: &str) -> bool {
    matches!(
        media_type,
        "image/png"
            | "image/jpeg"
            | "image/webp"
            | "image/gif"
            | "application/pdf"
            | "video/mp4"
            | "video/webm"
            | "video/quicktime"
    )
}

pub(super) async fn content(
    person: Person,
    Path((id, evidence, version)): Path<(Uuid, Uuid, u32)>,
    Query(query): Query<ContentQuery>,
    headers: HeaderMap,
) -> Response {
    let house = person.house();
    let dossier = match house.dossier(&person.actor, ApplicationId(id)).await {
        Ok(dossier) => dossier,
        Err(failure) => return person.failed(failure, None, "/dossiers"),
    };
    let evidence = EvidenceId(evidence);
    // An auditor reaches the pieces of the invitation only.
    let visible = dossier.state.slots.iter().any(|(key, facts)| {
        facts.past.iter().any(|link| link.evidence == evidence)
            && slot_visible(
                &person.actor,
                key,
                &dossier.state,
                house.programme(),
                house.now(),
            )
    });
    let number = version;
    let version = dossier
        .state
        .evidence
        .get(&evidence)
        .filter(|_| visible)
        .and_then(|piece| piece.version(number));
    let found = version.and_then(|version| Some((version, version.content.file()?)));
    let Some((version, file)) = found else {
        return person.visitor.problem(Problem::NotFound);
    };
    if let Some(erased) = &version.erased {
        return erasure::gone(&person, id, evidence, file, erased).await;
    }
    if query.vignette.is_some() {
        return thumbnail(&person, file, &headers).await;
    }
    let until = match query.revision.as_deref() {
        Some("signee") => match signed_until(&person, &dossier, evidence, number).await {
            Ok(Some(end)) => Some(end),
            Ok(None) => return person.visitor.problem(Problem::NotFound),
            Err(error) => return person.failed(error.into(), None, "/dossiers"),
        },
        _ => None,
    };
    let download = query.telecharger.is_some();
    serve_until(&person, file, until, &headers, download).await
}

/// The small picture of a file that the person may read.
async fn thumbnail(person: &Person, file: &FileContent, headers: &HeaderMap) -> Response {
    // What is kept back is not shown small either.
    match person
        .house()
        .readable(Reader::from(person), &file.hash)
        .await
    {
        Ok(_) => {}
        Err(Unread::KeptBack(why)) => return kept_back_page(person, file, why),
        Err(error) => {
            tracing::error!(%error, hash = file.hash, "a stored file cannot be read");
            return person.visitor.problem(Problem::Unavailable);
        }
    }
    let etag = format!("\"{}-small\"", file.hash);
    if named(headers, header::IF_NONE_MATCH).is_some_and(|known| known.contains(&etag)) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    match person.house().store().thumbnail(&file.hash).await {
        Ok(Some(jpeg)) => (
            [
                (header::CONTENT_TYPE, "image/jpeg".to_owned()),
                (header::CONTENT_DISPOSITION, "inline".to_owned()),
                (header::ETAG, etag),
                (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
                (header::CONTENT_SECURITY_POLICY, SANDBOX.to_owned()),
            ],
            jpeg,
        )
            .into_response(),
        Ok(None) => person.visitor.problem(Problem::NotFound),
        Err(error) => person.failed(error.into(), None, "/dossiers"),
    }
}

/// How many octets of a version were signed, when others that change them follow.
async fn signed_until(
    person: &Person,
    dossier: &Dossier,
    evidence: EvidenceId,
    version: u32,
) -> Result<Option<u64>, StoreError> {
    let Some((slot, link)) = revisions::reached(person, dossier, evidence, version) else {
        return Ok(None);
    };
    let signed = revisions::signed(person.house(), dossier, slot, link).await?;
    Ok(signed.map(|signed| signed.end))
}

/// Streams a stored file, a part of it when asked.
pub(super) async fn serve(
    person: &Person,
    file: &FileContent,
    headers: &HeaderMap,
    download: bool,
) -> Response {
    serve_until(person, file, None, headers, download).await
}

/// The same, of the first octets only.
async fn serve_until(
    person: &Person,
    file: &FileContent,
    until: Option<u64>,
    headers: &HeaderMap,
    download: bool,
) -> Response {
    let reader = Reader::from(person);
    // Asked before anything else: what a browser has kept of it is not confirmed either.
    let readable = match person.house().readable(reader, &file.hash).await {
        Ok(readable) => readable,
        Err(Unread::KeptBack(why)) => return kept_back_page(person, file, why),
        Err(error) => {
            tracing::error!(%error, hash = file.hash, "a stored file cannot be read");
            return person.visitor.problem(Problem::Unavailable);
        }
    };
    let size = until.map_or(file.size, |until| until.min(file.size));
    let etag = match until {
        None => format!("\"{}\"", file.hash),
        Some(_) => format!("\"{}-{size}\"", file.hash),
    };
    if named(headers, header::IF_NONE_MATCH).is_some_and(|known| known.contains(&etag)) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    // A part of another version would not fit what the reader has.
    let range = named(headers, header::RANGE)
        .filter(|_| named(headers, header::IF_RANGE).is_none_or(|version| version == etag))
        .and_then(|range| byte_range(range, size))
        .map(|range| range.start..range.end.min(size));
    if range.as_ref().is_some_and(|range| range.start >= size) {
        let all = format!("bytes */{size}");
        return (
            StatusCode::RANGE_NOT_SATISFIABLE,
            [(header::CONTENT_RANGE, all)],
        )
            .into_response();
    }
    let wanted = range.clone().or(until.map(|_| 0..size));
    let part = match readable.open_range(wanted).await {
        Ok(part) => part,
        Err(BlobError::OutOfRange { size }) => {
            let all = format!("bytes */{size}");
            return (
                StatusCode::RANGE_NOT_SATISFIABLE,
                [(header::CONTENT_RANGE, all)],
            )
                .into_response();
        }
        Err(error) => {
            tracing::error!(%error, hash = file.hash, "a stored file cannot be read");
            return person.visitor.problem(Problem::Unavailable);
        }
    };
    let in_place = !download && shown_in_place(&file.media_type);
    let disposition = disposition(&file.name, in_place);
    let status = if range.is_some() {
        StatusCode::PARTIAL_CONTENT
    } else {
        StatusCode::OK
    };
    let mut response = Response::new(Body::from_stream(ReaderStream::with_capacity(
        part.reader,
        64 * 1024,
    )));
    *response.status_mut() = status;
    let fields = response.headers_mut();
    let media_type = if in_place {
        file.media_type.as_str()
    } else {
        "application/octet-stream"
    };
    // The PDF reader of a browser does not start inside a sandbox.
    let policy = if file.media_type == "application/pdf" {
        "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
    } else {
        SANDBOX
    };
    let lines = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_LENGTH, part.length.to_string()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::ETAG, etag),
        (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
        (header::CONTENT_SECURITY_POLICY, policy.to_owned()),
    ];
    for (name, value) in lines {
        if let Ok(value) = HeaderValue::from_str(&value) {
            fields.insert(name, value);
        }
    }
    if let Some(range) = range
        && let Ok(value) = HeaderValue::from_str(&format!(
            "bytes {}-{}/{}",
            range.start,
            range.start.saturating_add(part.length).saturating_sub(1),
            if until.is_some() { size } else { part.size }
        ))
    {
        fields.insert(header::CONTENT_RANGE, value);
    }
    response
}

fn named(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// RFC 6266 with RFC 8187: any Unicode name, and an ASCII one for old readers.
pub(super) fn disposition(name: &str, in_place: bool) -> String {
    let kind = if in_place { "inline" } else { "attachment" };
    let ascii: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "._- ".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let encoded: String = name
        .bytes()
        .map(|octet| {
            if octet.is_ascii_alphanumeric() || b"._-".contains(&octet) {
                char::from(octet).to_string()
            } else {
                format!("%{octet:02X}")
            }
        })
        .collect();
    format!("{kind}; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

/// One range of RFC 9110, section 14.2; several or malformed ones give the whole file.
fn byte_range(text: &str, size: u64) -> Option<std::ops::Range<u64>> {
    let spec = text.strip_prefix("bytes=")?;
    if spec.contains(',') {
        return None;
    }
    let (first, last) = spec.split_once('-')?;
    if first.is_empty() {
        let suffix: u64 = last.parse().ok()?;
        return Some(size.saturating_sub(suffix)..size);
    }
    let start: u64 = first.parse().ok()?;
    let end = match last {
        "" => size,
        last => last.parse::<u64>().ok()?.saturating_add(1),
    };
    (start < end || start >= size).then_some(start..end.max(start.saturating_add(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_folders_and_their_tricks() {
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("C:\\temp\\écran.png"), "écran.png");
        assert_eq!(plain_name("gpj.\u{202e}exe"), "gpj.exe");
        assert_eq!(plain_name(".."), "sans-nom");
        assert_eq!(plain_name("a\r\nb.txt"), "ab.txt");
    }

    #[test]
    fn a_name_cannot_break_its_header() {
        let header = disposition("a\"; x=\"é.png", false);
        assert!(
            header.starts_with("attachment; filename=\"a__ x___.png\""),
            "{header}"
        );
        assert!(header.ends_with("%C3%A9.png"));
    }

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        assert_eq!(byte_range("bytes=0-99", 1000), Some(0..100));
        assert_eq!(byte_range("bytes=900-", 1000), Some(900..1000));
        assert_eq!(byte_range("bytes=-10", 1000), Some(990..1000));
        assert_eq!(byte_range("bytes=0-1,5-6", 1000), None);
        assert_eq!(byte_range("bytes=9-3", 1000), None);
        assert_eq!(byte_range("octets=1-2", 1000), None);
    }
}
