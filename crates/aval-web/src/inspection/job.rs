//! From an event that brings a piece into a slot to a stored report.

use std::collections::{BTreeMap, BTreeSet};

use aval_core::{
    access::Actor,
    application::{Content, Event, FileContent, slot_of},
    catalogue::ProofKey,
    ids::{ApplicationId, EvidenceId},
};
use aval_inspect::{PENTEST_FORM, Report, Request};
use aval_store::{Inspection, NewJob};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{applications::Failure, house::House, pentest_form};

/// Kind of the jobs of the outbox.
pub const JOB: &str = "inspect";

/// What a job is about. The version is looked up when it runs: the latest of the slot.
#[derive(Debug, Serialize, Deserialize)]
struct Order {
    application: Uuid,
    slot: ProofKey,
    evidence: EvidenceId,
}

/// The inspections that events ask for.
pub fn jobs(stream: &str, events: &[Event], now: Timestamp) -> Vec<NewJob> {
    let Ok(application) = stream.parse() else {
        return Vec::new();
    };
    events
        .iter()
        .flat_map(|event| match event {
            Event::EvidenceFiled { evidence, slot, .. }
            | Event::EvidenceReused { evidence, slot, .. }
            | Event::EvidenceLinked { evidence, slot } => vec![(*evidence, slot.clone())],
            Event::EvidenceReplaced {
                evidence,
                following,
                ..
            } => following
                .iter()
                .map(|slot| (*evidence, slot.clone()))
                .collect(),
            _ => Vec::new(),
        })
        .filter_map(|(evidence, slot)| {
            let order = Order {
                application,
                slot,
                evidence,
            };
            Some(NewJob {
                kind: JOB.to_owned(),
                payload: serde_json::to_value(order).ok()?,
                due_at: now,
            })
        })
        .collect()
}

/// Carries out one job: the identifier makes a repeated run count once.
///
/// # Errors
/// A sentence for the log; the job is then tried again.
pub async fn run(house: &House, payload: serde_json::Value, id: Uuid) -> Result<(), String> {
    let order: Order = serde_json::from_value(payload).map_err(|error| error.to_string())?;
    let application = ApplicationId(order.application);
    let dossier = match house.dossier(&Actor::system(), application).await {
        Ok(dossier) => dossier,
        // What is gone needs no check.
        Err(Failure::Refused(_)) => return Ok(()),
        Err(failure) => return Err(format!("{failure:?}")),
    };
    let Some(link) = dossier.state.slot(&order.slot).and_then(|facts| {
        facts
            .links
            .iter()
            .find(|link| link.evidence == order.evidence)
    }) else {
        return Ok(());
    };
    let Some(Content::File(file)) = dossier.state.content(link) else {
        return Ok(());
    };
    let version = dossier
        .state
        .evidence
        .get(&link.evidence)
        .and_then(|piece| piece.version(link.version));
    if version.is_some_and(|version| version.erased.is_some()) {
        return Ok(());
    }
    let slots = dossier.slots(house);
    let Some(slot) = slot_of(&slots, &order.slot) else {
        return Ok(());
    };
    let programme = house.programme();
    let mut checks: BTreeSet<String> = slot
        .kinds
        .iter()
        .filter_map(|kind| programme.proof_kind(kind))
        .flat_map(|kind| kind.checks.iter().cloned())
        .collect();
    let mut parameters = BTreeMap::from([
        (
            "validity_months".to_owned(),
            programme.deadlines.pentest_validity_months.to_string(),
        ),
        ("timezone".to_owned(), programme.timezone.clone()),
    ]);
    if let Some(order) = pentest_form::order(house, &dossier, slot) {
        checks.insert(PENTEST_FORM.to_owned());
        parameters.insert(PENTEST_FORM.to_owned(), order);
    }
    let request = Request {
        name: file.name.clone(),
        kinds: slot.kinds.iter().map(ToString::to_string).collect(),
        formats: slot.formats.clone(),
        checks,
        deposited_at: link.at.to_string(),
        personal_data: true,
        test_words: house.settings().test_words.clone(),
        anchors: house.settings().anchors.clone(),
        parameters,
    };
    let report = looked_at(house, file, &request).await?;
    let inspection = Inspection {
        id,
        application: order.application,
        slot: order.slot.to_string(),
        evidence: order.evidence.0,
        version: link.version,
        content_hash: file.hash.clone(),
        checker: report.checker.clone(),
        inspected_at: house.now(),
        outcome: report.outcome().code().to_owned(),
        report: serde_json::to_string(&report).map_err(|error| error.to_string())?,
    };
    house
        .store()
        .add_inspection(&inspection)
        .await
        .map_err(|error| format!("{}: {error}", error.code()))
}

async fn looked_at(house: &House, file: &FileContent, request: &Request) -> Result<Report, String> {
    let Some(worker) = &house.settings().inspector else {
        return Ok(Report::not_checked(
            "inspect.off",
            "Cette installation ne vérifie pas les fichiers à l’arrivée.",
            "This installation does not check files on arrival.",
        ));
    };
    let part = house
        .blobs()
        .open_range(&file.hash, None)
        .await
        .map_err(|error| error.to_string())?;
    worker
        .inspect(part.reader, file.size, request)
        .await
        .map_err(|error| format!("{}: {error}", error.code()))
}
