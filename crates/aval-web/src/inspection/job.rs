//! From an event that brings a piece into a slot to a stored report.

use std::collections::{BTreeMap, BTreeSet};

use aval_core::{
    access::Actor,
    application::{Content, Event, EvidenceLink, FileContent, Refusal, slot_of},
    catalogue::ProofKey,
    ids::{ApplicationId, EvidenceId},
};
use aval_inspect::{
    LinkSaid, PENTEST_FORM, Report, Request, TRUST_DIGEST, look_at_link, look_at_number,
};
use aval_store::{Inspection, NewJob};
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{again::SIGNED, elsewhere::kept_likeness, rules};
use crate::{
    answer::explained,
    applications::{Dossier, Failure, content_key},
    house::House,
    locale::Locale,
    pentest_form, trust,
};

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
            | Event::FactsDeclared { evidence, slot, .. }
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
        .filter_map(|(evidence, slot)| order_of(application, &slot, evidence, now))
        .collect()
}

/// The job that looks at a piece in a slot.
pub(super) fn order_of(
    application: Uuid,
    slot: &ProofKey,
    evidence: EvidenceId,
    now: Timestamp,
) -> Option<NewJob> {
    let order = Order {
        application,
        slot: slot.clone(),
        evidence,
    };
    Some(NewJob {
        kind: JOB.to_owned(),
        payload: serde_json::to_value(order).ok()?,
        due_at: now,
    })
}

/// Carries out one job: the identifier makes a repeated run count once.
///
/// # Errors
/// A sentence for the log; the job is then tried again.
pub async fn run(house: &House, payload: serde_json::Value, id: Uuid) -> Result<(), String> {
    let order: Order = serde_json::from_value(payload).map_err(|error| error.to_string())?;
    let Some((dossier, link)) = piece(house, &order).await? else {
        return Ok(());
    };
    let Some(content) = dossier.state.content(&link) else {
        return Ok(());
    };
    let slots = dossier.slots(house);
    let Some(slot) = slot_of(&slots, &order.slot) else {
        return Ok(());
    };
    let by = rules::mark(house, slot, content);
    let Content::File(file) = content else {
        let Some(report) = typed(house, content) else {
            return Ok(());
        };
        let key = content_key(content);
        return keep(house, &order, &link, &key, &report, by, id).await;
    };
    let programme = house.programme();
    let mut checks: BTreeSet<String> = slot
        .kinds
        .iter()
        .filter_map(|kind| programme.proof_kind(kind))
        .flat_map(|kind| kind.checks.iter().cloned())
        .collect();
    let trust = trust::current(house).await?;
    let mut parameters = BTreeMap::from([("timezone".to_owned(), programme.timezone.clone())]);
    if let Some(setup) = house.settings().pentest.as_deref() {
        let months = setup.validity_months().to_string();
        parameters.insert("validity_months".to_owned(), months);
    }
    let signed = checks.contains(SIGNED);
    if signed && !trust.digest.is_empty() {
        parameters.insert(TRUST_DIGEST.to_owned(), trust.digest.clone());
    }
    let providers = trust.providers.as_ref();
    if let Some(order) = pentest_form::order(house, &dossier, slot, file, &link, providers) {
        checks.insert(PENTEST_FORM.to_owned());
        parameters.insert(PENTEST_FORM.to_owned(), order);
    }
    let trusting = signed || checks.contains(PENTEST_FORM);
    // Lists of a whole country weigh megabytes: only who needs them is given them.
    let (anchors, trusted_lists) = if signed {
        (trust.anchors.clone(), trust.trusted_lists.clone())
    } else {
        (Vec::new(), Vec::new())
    };
    let request = Request {
        name: file.name.clone(),
        kinds: slot.kinds.iter().map(ToString::to_string).collect(),
        formats: slot.formats.clone(),
        checks,
        deposited_at: link.at.to_string(),
        personal_data: true,
        test_words: programme
            .test_sets
            .words()
            .chain(house.settings().test_words.iter().cloned())
            .collect(),
        anchors,
        trusted_lists,
        parameters,
    };
    let mut report = looked_at(house, file, &request).await?;
    // An import meanwhile puts the piece back into inspection, which may be over before this
    // one: a report by what was trusted before must not come after it.
    if trusting && trust::current(house).await?.digest != trust.digest {
        return Err("what is trusted changed while the file was looked at".to_owned());
    }
    // The content may have been erased while it was looked at: nothing is said of it then.
    match piece(house, &order).await? {
        Some((dossier, _)) if !is_erased(&dossier, &link) => {}
        _ => return Ok(()),
    }
    // Kept apart from the report, which is never changed: it goes with the content when that
    // is erased.
    if let Some(likeness) = report.likeness.take() {
        let kept = kept_likeness(&file.hash, &likeness).map_err(|error| error.to_string())?;
        house
            .store()
            .keep_likeness(&kept)
            .await
            .map_err(|error| format!("{}: {error}", error.code()))?;
    }
    if let Some(thumbnail) = report.thumbnail.take()
        && let Ok(jpeg) = BASE64_STANDARD.decode(thumbnail)
    {
        house
            .store()
            .keep_thumbnail(&file.hash, &jpeg)
            .await
            .map_err(|error| format!("{}: {error}", error.code()))?;
    }
    keep(house, &order, &link, &file.hash, &report, by, id).await
}

fn is_erased(dossier: &Dossier, link: &EvidenceLink) -> bool {
    let version = dossier.state.evidence_version(link.evidence, link.version);
    version.is_some_and(|version| version.erased.is_some())
}

/// The application and the link that a job is about; none when they are gone or erased.
async fn piece(house: &House, order: &Order) -> Result<Option<(Dossier, EvidenceLink)>, String> {
    let application = ApplicationId(order.application);
    let dossier = match house.dossier(&Actor::system(), application).await {
        Ok(dossier) => dossier,
        // What is gone needs no check.
        Err(Failure::Refused(_)) => return Ok(None),
        Err(failure) => return Err(format!("{failure:?}")),
    };
    let link = dossier.state.slot(&order.slot).and_then(|facts| {
        facts
            .links
            .iter()
            .find(|link| link.evidence == order.evidence)
            .cloned()
    });
    Ok(link
        .filter(|link| !is_erased(&dossier, link))
        .map(|link| (dossier, link)))
}

/// Says of a piece whose check never came to an end that it was not checked.
///
/// # Errors
/// A sentence for the log, when even that cannot be kept.
pub async fn give_up(house: &House, payload: serde_json::Value, id: Uuid) -> Result<(), String> {
    let order: Order = serde_json::from_value(payload).map_err(|error| error.to_string())?;
    let Some((dossier, link)) = piece(house, &order).await? else {
        return Ok(());
    };
    let Some(content) = dossier.state.content(&link) else {
        return Ok(());
    };
    let report = Report::not_checked(
        "inspect.given_up",
        "La vérification n’a pas abouti après plusieurs essais. La pièce n’a pas été vérifiée ; une personne l’examinera.",
        "The check did not come to an end after several tries. The piece was not checked; a person will look at it.",
    );
    // By no rule of the programme: other rules are a reason to try once more.
    let (key, by) = (content_key(content), report.checker.clone());
    keep(house, &order, &link, &key, &report, by, id).await
}

/// What is said of a link or a number; a text is for people alone.
fn typed(house: &House, content: &Content) -> Option<Report> {
    match content {
        Content::Link { url } => {
            let programme = house.programme();
            let refused = programme.link_refusal(url).map(|refusal| {
                let refusal = Refusal::from(refusal);
                [Locale::Fr, Locale::En].map(|l| explained(l, &refusal))
            });
            let host = url
                .split_once("://")
                .and_then(|(_, rest)| rest.split(['/', '?', '#', ':']).next())
                .unwrap_or_default();
            let said = LinkSaid {
                refused,
                host_label: programme
                    .interop_host(host)
                    .map(|host| host.label.clone())
                    .unwrap_or_default(),
            };
            Some(look_at_link(url, &said))
        }
        Content::Number { value } => Some(look_at_number(*value)),
        Content::File(_) | Content::Text { .. } => None,
    }
}

/// Keeps a report with the mark of the rules that it was made by.
async fn keep(
    house: &House,
    order: &Order,
    link: &EvidenceLink,
    content_hash: &str,
    report: &Report,
    by: String,
    id: Uuid,
) -> Result<(), String> {
    let inspection = Inspection {
        id,
        application: order.application,
        slot: order.slot.to_string(),
        evidence: order.evidence.0,
        version: link.version,
        content_hash: content_hash.to_owned(),
        checker: by,
        inspected_at: house.now(),
        outcome: report.outcome().code().to_owned(),
        report: serde_json::to_string(report).map_err(|error| error.to_string())?,
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
