//! The revision that somebody signed beside what the document shows now, and what changed in
//! words: for a signed file that was changed afterwards. Finding changes is `aval-signature`;
//! streaming the octets is `evidence`.

use askama::Template;
use aval_core::{
    access::slot_visible,
    application::{EvidenceLink, FileContent},
    catalogue::ProofKey,
    ids::EvidenceId,
};
use aval_inspect::{Report, SIGNED_REVISION};
use aval_store::StoreError;
use axum::{http::StatusCode, response::Response};
use uuid::Uuid;

use super::{evidence::chapter_of, head::Head, overview::dossier_for, pins::Pins};
use crate::{
    address::Path,
    applications::Dossier,
    error_page::Problem,
    house::House,
    inspection::sentence,
    layout::{Layout, page},
    posted::application_path,
    visitor::Person,
};

/// Codes of the checks that say what changed after a signature.
const CHANGES: [&str; 9] = [
    "signature.MODIFIED_CONTENT",
    "signature.MODIFIED_FORM",
    "signature.MODIFIED_ANNOTATION",
    "signature.MODIFIED_METADATA",
    "signature.CHANGES_UNKNOWN",
    "signature.DOCMDP_VIOLATED",
    "signature.FIELDMDP_VIOLATED",
    "signature.SIGNATURE_ADDED",
    "signature.LTV_ADDED",
];

/// What the checks know of the revision that was signed.
pub(super) struct Signed {
    /// Octets from the start of the file.
    pub end: u64,
    report: Report,
}

/// The address of the comparison.
pub(crate) fn address(dossier: &Dossier, link: &EvidenceLink) -> String {
    format!(
        "/dossiers/{}/revisions/{}/{}",
        dossier.id, link.evidence, link.version
    )
}

/// How many octets were signed, when a report says that more follows which changes them.
pub(crate) fn signed_end(report: &Report) -> Option<u64> {
    let fact = report
        .facts
        .iter()
        .find(|fact| fact.code == SIGNED_REVISION)?;
    fact.value.parse().ok()
}

/// The slot and the link by which this person reaches a version of a piece.
pub(super) fn reached<'d>(
    person: &Person,
    dossier: &'d Dossier,
    evidence: EvidenceId,
    version: u32,
) -> Option<(&'d ProofKey, &'d EvidenceLink)> {
    let house = person.house();
    dossier.state.slots.iter().find_map(|(key, facts)| {
        let link = facts
            .past
            .iter()
            .find(|link| link.evidence == evidence && link.version == version)?;
        slot_visible(
            &person.actor,
            key,
            &dossier.state,
            house.programme(),
            house.now(),
        )
        .then_some((key, link))
    })
}

/// What the latest report on a version in a slot says of its signed revision.
pub(super) async fn signed(
    house: &House,
    dossier: &Dossier,
    slot: &ProofKey,
    link: &EvidenceLink,
) -> Result<Option<Signed>, StoreError> {
    let inspections = house
        .store()
        .inspections(dossier.id.0, slot.as_str(), link.evidence.0, link.version)
        .await?;
    let report = inspections
        .first()
        .and_then(|latest| serde_json::from_str::<Report>(&latest.report).ok());
    Ok(report.and_then(|report| {
        let end = signed_end(&report)?;
        Some(Signed { end, report })
    }))
}

#[derive(Template)]
#[template(path = "dossier/revisions.html")]
struct RevisionsPage {
    layout: Layout,
    head: Head,
    file: String,
    slot: String,
    /// Who signed and when, by label.
    facts: Vec<(String, String)>,
    changes: Vec<String>,
    /// Addresses of both, and their sizes; empty when there is nothing to compare.
    signed: String,
    signed_size: u64,
    current: String,
    current_size: u64,
    /// Remarks are pinned elsewhere.
    no_pins: Pins,
    back: String,
}

/// The proof with its report.
fn desk(dossier: &Dossier, slot: &ProofKey, evidence: EvidenceId) -> String {
    let path = application_path(dossier.id);
    let Some(chapter) = chapter_of(dossier, slot) else {
        return path;
    };
    let key: String = form_urlencoded::byte_serialize(slot.as_str().as_bytes()).collect();
    format!("{path}/chapitres/{chapter}?preuve={key}&piece={evidence}#inspection-title")
}

pub(super) async fn show(
    person: Person,
    Path((id, evidence, version)): Path<(Uuid, Uuid, u32)>,
) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let evidence = EvidenceId(evidence);
    let Some((slot, link)) = reached(&person, &dossier, evidence, version) else {
        return person.visitor.problem(Problem::NotFound);
    };
    let held = dossier.state.evidence_version(evidence, version);
    let file: Option<&FileContent> = held
        .filter(|held| held.erased.is_none())
        .and_then(|held| held.content.file());
    let Some(file) = file else {
        return person.visitor.problem(Problem::NotFound);
    };
    let found = match signed(person.house(), &dossier, slot, link).await {
        Ok(found) => found,
        Err(error) => return person.failed(error.into(), None, &head.path),
    };
    let l = layout.l;
    let path = format!("{}/pieces/{evidence}/{version}", head.path);
    let (signed, signed_size, facts, changes) = match &found {
        None => (String::new(), 0, Vec::new(), Vec::new()),
        Some(found) => (
            format!("{path}?revision=signee"),
            found.end,
            found
                .report
                .facts
                .iter()
                .filter(|fact| matches!(fact.code.as_str(), "signer" | "organisation"))
                .map(|fact| {
                    let label = l.t(&format!("fact-{}", fact.code)).into_owned();
                    (label, fact.value.clone())
                })
                .collect(),
            found
                .report
                .checks
                .iter()
                .filter(|check| CHANGES.contains(&check.code.as_str()))
                .map(|check| sentence(&layout, check))
                .collect(),
        ),
    };
    page(
        StatusCode::OK,
        &RevisionsPage {
            file: file.name.clone(),
            slot: slot.to_string(),
            facts,
            changes,
            signed,
            signed_size,
            current: path,
            current_size: file.size,
            no_pins: Pins::default(),
            back: desk(&dossier, slot, evidence),
            layout: layout.crumb(l.t("revisions-title").into_owned(), "").wide(),
            head,
        },
    )
}
