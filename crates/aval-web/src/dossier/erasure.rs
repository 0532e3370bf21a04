//! The content of a deposited file, erased for good: asked on a page by who may, done by a
//! job once no other version names the content. What is left is a mention.

use std::collections::BTreeSet;

use askama::Template;
use aval_core::{
    access::Right,
    application::{Application, Command, Event, FileContent, Reasoned},
    ids::{ApplicationId, EvidenceId},
};
use aval_store::{BlobError, NewJob};
use axum::{http::StatusCode, response::Response};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    act,
    evidence::desk_address,
    head::{Head, may},
    overview::dossier_for,
};
use crate::{
    address::Path,
    applications::Dossier,
    error_page::Problem,
    form::FormState,
    house::House,
    layout::{Layout, page},
    posted::{Posted, application_path, new_form},
    visitor::Person,
};

/// Name of the job in the outbox.
pub(crate) const JOB: &str = "erase_content";

/// Commands that began before the erasure have ended by then, so that the job sees what they
/// named. What is deposited after the erasure is told by the date of its file.
const PAUSE: SignedDuration = SignedDuration::from_secs(60);

#[derive(Serialize, Deserialize)]
struct Order {
    hash: String,
    application: Uuid,
    evidence: Uuid,
    version: u32,
    at: Timestamp,
}

#[derive(Template)]
#[template(path = "dossier/erase.html")]
struct ErasePage {
    layout: Layout,
    head: Head,
    form: FormState,
    name: String,
    size: u64,
    hash: String,
    slots: Vec<String>,
    /// How many other deposits of this application hold the same content.
    others: usize,
    back: String,
}

#[derive(Template)]
#[template(path = "dossier/erased.html")]
struct ErasedPage {
    layout: Layout,
    head: Head,
    name: String,
    size: u64,
    hash: String,
    mention: String,
    back: String,
}

/// « Contenu effacé le … par … : … ».
pub(super) fn mention(layout: &Layout, erased: &Reasoned) -> String {
    layout
        .l
        .with(
            "erased-mention",
            &[
                ("when", layout.date_time(&erased.at).into()),
                ("name", erased.by.name.clone().into()),
                ("reason", erased.reasons.join(" ").into()),
            ],
        )
        .into_owned()
}

/// Where the erasure of a version is asked; empty for who may not, and when it is done.
pub(super) fn erase_address(
    dossier: &Dossier,
    evidence: EvidenceId,
    number: u32,
    may_erase: bool,
) -> String {
    let there = dossier
        .state
        .evidence_version(evidence, number)
        .is_some_and(|version| version.erased.is_none() && version.content.file().is_some());
    if may_erase && there {
        format!("/dossiers/{}/effacer/{evidence}/{number}", dossier.id)
    } else {
        String::new()
    }
}

/// The page of the slot that a piece was filed in.
fn desk(dossier: &Dossier, evidence: EvidenceId) -> String {
    dossier
        .state
        .evidence
        .get(&evidence)
        .and_then(|piece| desk_address(dossier, &piece.filed_in))
        .unwrap_or_else(|| application_path(dossier.id))
}

pub(super) async fn show(
    person: Person,
    Path((id, evidence, number)): Path<(Uuid, Uuid, u32)>,
) -> Response {
    ask(&person, id, EvidenceId(evidence), number, None).await
}

/// The question before an erasure; `refused` is the form that could not be followed.
async fn ask(
    person: &Person,
    id: Uuid,
    evidence: EvidenceId,
    number: u32,
    refused: Option<FormState>,
) -> Response {
    let (dossier, layout, head) = match dossier_for(person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if !may(person, &person.actor, Right::EraseContent, &dossier) {
        return person.visitor.problem(Problem::NotFound);
    }
    let version = dossier
        .state
        .evidence_version(evidence, number)
        .filter(|version| version.erased.is_none());
    let Some(file) = version.and_then(|version| version.content.file()) else {
        return person.visitor.problem(Problem::NotFound);
    };
    let standing = |facts: &aval_core::application::SlotFacts| {
        facts
            .past
            .iter()
            .any(|link| link.evidence == evidence && link.version == number)
    };
    let slots: BTreeSet<String> = dossier
        .state
        .slots
        .iter()
        .filter(|(_, facts)| standing(facts))
        .map(|(key, _)| key.to_string())
        .collect();
    let status = if refused.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    page(
        status,
        &ErasePage {
            form: refused.unwrap_or_else(|| new_form(person.house(), dossier.state.version)),
            name: file.name.clone(),
            size: file.size,
            hash: file.hash.clone(),
            slots: slots.into_iter().collect(),
            others: naming(&dossier.state, &file.hash).saturating_sub(1),
            back: desk(&dossier, evidence),
            layout: layout.crumb(person.l().t("erase-title"), ""),
            head,
        },
    )
}

pub(super) async fn erase(
    Path((id, evidence, number)): Path<(Uuid, Uuid, u32)>,
    posted: Posted,
) -> Response {
    let evidence = EvidenceId(evidence);
    let person = &posted.person;
    let application = ApplicationId(id);
    let back = match person.house().dossier(&person.actor, application).await {
        Ok(dossier) => desk(&dossier, evidence),
        Err(failure) => return person.failed(failure, Some(&posted), "/dossiers"),
    };
    if posted.value("sure") != "yes" {
        let mut form = posted.form();
        form.refuse("sure", person.l().t("erase-tick"));
        return ask(person, id, evidence, number, Some(form)).await;
    }
    let command = Command::EraseContent {
        evidence,
        version: number,
        reason: posted.value("reason").to_owned(),
    };
    act(&posted, application, command, &back, "erased").await
}

/// 410: what is left of a version whose content was erased.
pub(super) async fn gone(
    person: &Person,
    id: Uuid,
    evidence: EvidenceId,
    file: &FileContent,
    erased: &Reasoned,
) -> Response {
    let (dossier, layout, head) = match dossier_for(person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    page(
        StatusCode::GONE,
        &ErasedPage {
            name: file.name.clone(),
            size: file.size,
            hash: file.hash.clone(),
            mention: mention(&layout, erased),
            back: desk(&dossier, evidence),
            layout,
            head,
        },
    )
}

/// Jobs that follow from events.
pub(crate) fn jobs(stream: &str, events: &[Event], now: Timestamp) -> Vec<NewJob> {
    let Ok(application) = stream.parse() else {
        return Vec::new();
    };
    events
        .iter()
        .filter_map(|event| match event {
            Event::EvidenceErased {
                file,
                evidence,
                version,
                ..
            } => {
                let order = Order {
                    hash: file.hash.clone(),
                    application,
                    evidence: evidence.0,
                    version: *version,
                    at: now,
                };
                Some(NewJob {
                    kind: JOB.to_owned(),
                    payload: serde_json::to_value(order).ok()?,
                    due_at: now + PAUSE,
                })
            }
            _ => None,
        })
        .collect()
}

/// Removes the content, unless something else still names it.
///
/// # Errors
/// A sentence for the log; the job is then tried again.
pub(crate) async fn run(house: &House, payload: serde_json::Value) -> Result<(), String> {
    let order: Order = serde_json::from_value(payload).map_err(|error| error.to_string())?;
    let told = |error: aval_store::StoreError| format!("{}: {error}", error.code());
    // What the checks said of it may repeat it.
    house
        .store()
        .forget_inspections(order.application, order.evidence, order.version)
        .await
        .map_err(told)?;
    let streams = house
        .store()
        .streams_naming(&order.hash)
        .await
        .map_err(told)?;
    for stream in streams {
        // What administrators imported is named by their own journal, and stays.
        if stream.parse::<Uuid>().is_err() {
            tracing::info!(
                hash = order.hash,
                stream,
                "an erased content was imported too"
            );
            return Ok(());
        }
        let loaded = house
            .store()
            .load(house.projection(), &stream)
            .await
            .map_err(told)?;
        if naming(&loaded.state, &order.hash) > 0 {
            tracing::info!(
                hash = order.hash,
                stream,
                "an erased content is named elsewhere"
            );
            return Ok(());
        }
    }
    let blobs = house.blobs();
    let missed = |error: BlobError| format!("{}: {error}", error.code());
    let removed = blobs
        .remove_idle(&order.hash, order.at)
        .await
        .map_err(missed)?;
    // Not removed now: either gone already, when this job is tried again, or deposited again
    // since the erasure, and then it is a proof like any other.
    if !removed && blobs.exists(&order.hash).await.map_err(missed)? {
        tracing::info!(hash = order.hash, "an erased content was deposited again");
        return Ok(());
    }
    house
        .store()
        .forget_likeness(&order.hash)
        .await
        .map_err(told)?;
    house
        .store()
        .forget_thumbnail(&order.hash)
        .await
        .map_err(told)?;
    house
        .store()
        .forget_content(&order.hash)
        .await
        .map_err(told)
}

/// How many things in an application hold a content that is not erased.
fn naming(application: &Application, hash: &str) -> usize {
    let versions = application
        .evidence
        .values()
        .flat_map(|piece| &piece.versions)
        .filter(|version| version.erased.is_none())
        .filter_map(|version| version.content.file());
    let captures = application
        .certifications
        .values()
        .filter_map(|request| request.evidence.as_ref());
    let reports = application
        .listing
        .iter()
        .flat_map(|listing| &listing.pilot_sites)
        .filter_map(|site| site.report.as_ref());
    versions
        .chain(application.form_files.values())
        .chain(captures)
        .chain(reports)
        .filter(|file| file.hash == hash)
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_erasure_calls_for_a_job_and_not_at_once() {
        let now = Timestamp::UNIX_EPOCH;
        let file = FileContent {
            hash: "ab".repeat(32),
            name: "a.png".into(),
            size: 1,
            media_type: "image/png".into(),
        };
        let erased = Event::EvidenceErased {
            evidence: EvidenceId(Uuid::nil()),
            version: 1,
            file,
            reason: "A secret.".into(),
        };
        let stream = Uuid::nil().to_string();
        let jobs = jobs(&stream, &[erased, Event::CharterAccepted {}], now);
        assert_eq!(jobs.len(), 1);
        assert!(jobs.iter().all(|job| job.due_at > now));
    }
}
