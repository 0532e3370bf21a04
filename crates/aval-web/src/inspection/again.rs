//! A second look: signed proofs of open applications go back into inspection when what is
//! trusted has changed, every piece when its rules have (those of a link are the admitted
//! hosts). Earlier reports stay; carrying
//! out is `job`.

use aval_core::{
    access::Actor,
    application::{Content, EvidenceLink, ProofSlot},
    ids::ApplicationId,
};
use aval_store::{NewJob, StoreError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{job::order_of, rules};
use crate::{
    applications::{Dossier, Failure},
    house::House,
};

/// Kind of the jobs of the outbox.
pub const AGAIN: &str = "inspect-again";

/// Applications put back by one job.
const AT_ONCE: u32 = 50;

/// Check of the proof kinds whose verdict depends on what is trusted.
pub(super) const SIGNED: &str = "signature_present";

/// Why pieces are looked at again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Cause {
    /// What is trusted changed: every signed proof.
    #[default]
    Trust,
    /// The rules changed: every piece that was looked at by others.
    Rules,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Order {
    after: Option<Uuid>,
    #[serde(default)]
    cause: Cause,
}

/// The job that puts signed proofs back into inspection.
pub fn again(now: Timestamp) -> NewJob {
    go_on(None, Cause::Trust, now)
}

/// The job that puts back what was looked at by other rules.
pub(super) fn by_other_rules(now: Timestamp) -> NewJob {
    go_on(None, Cause::Rules, now)
}

fn go_on(after: Option<Uuid>, cause: Cause, now: Timestamp) -> NewJob {
    NewJob {
        kind: AGAIN.to_owned(),
        payload: serde_json::json!(Order { after, cause }),
        due_at: now,
    }
}

/// Carries out one job: some applications, and a job for the next ones.
///
/// # Errors
/// A sentence for the log; the job is then tried again.
pub async fn put_back(house: &House, payload: serde_json::Value) -> Result<(), String> {
    let order: Order = serde_json::from_value(payload).map_err(|error| error.to_string())?;
    let said = |error: StoreError| format!("{}: {error}", error.code());
    let now = house.now();
    let found = house
        .store()
        .applications_after(order.after, AT_ONCE)
        .await
        .map_err(said)?;
    let mut jobs = Vec::new();
    for id in &found {
        jobs.extend(pieces(house, ApplicationId(*id), order.cause, now).await?);
    }
    if found.len() == usize::try_from(AT_ONCE).unwrap_or(usize::MAX) {
        jobs.push(go_on(found.last().copied(), order.cause, now));
    }
    let mut tx = house.store().begin().await.map_err(said)?;
    for job in &jobs {
        tx.enqueue(job, now).await.map_err(said)?;
    }
    tx.commit().await.map_err(said)?;
    house.work().notify_one();
    Ok(())
}

async fn pieces(
    house: &House,
    application: ApplicationId,
    cause: Cause,
    now: Timestamp,
) -> Result<Vec<NewJob>, String> {
    let dossier = match house.dossier(&Actor::system(), application).await {
        Ok(dossier) => dossier,
        Err(Failure::Refused(_)) => return Ok(Vec::new()),
        Err(failure) => return Err(format!("{failure:?}")),
    };
    if dossier.state.is_closed() {
        return Ok(Vec::new());
    }
    let marks = match cause {
        Cause::Trust => Vec::new(),
        Cause::Rules => house
            .store()
            .inspection_marks(application.0)
            .await
            .map_err(|error| format!("{}: {error}", error.code()))?,
    };
    Ok(wanted(house, &dossier, cause, &marks, now))
}

/// The mark of the last look at a piece: slot, piece, version and mark.
type Marked = (String, Uuid, u32, String);

fn wanted(
    house: &House,
    dossier: &Dossier,
    cause: Cause,
    marks: &[Marked],
    now: Timestamp,
) -> Vec<NewJob> {
    // What was never looked at has its own job in the outbox.
    let by_others = |slot: &ProofSlot<'_>, link: &EvidenceLink, content: &Content| {
        let mark = rules::mark(house, slot, content);
        marks.iter().any(|(key, evidence, version, held)| {
            key == slot.key.as_str()
                && *evidence == link.evidence.0
                && *version == link.version
                && *held != mark
        })
    };
    let slots = dossier.slots(house);
    slots
        .iter()
        .filter_map(|slot| Some((slot, dossier.state.slot(slot.key)?)))
        .flat_map(|(slot, facts)| facts.links.iter().map(move |link| (slot, link)))
        .filter_map(|(slot, link)| Some((slot, link, dossier.state.content(link)?)))
        .filter(|(slot, link, content)| match cause {
            Cause::Trust => matches!(content, Content::File(_)) && is_signed(house, slot),
            Cause::Rules => by_others(slot, link, content),
        })
        .filter_map(|(slot, link, _)| order_of(dossier.id.0, slot.key, link.evidence, now))
        .collect()
}

fn is_signed(house: &House, slot: &ProofSlot<'_>) -> bool {
    slot.kinds
        .iter()
        .filter_map(|kind| house.programme().proof_kind(kind))
        .any(|kind| kind.checks.iter().any(|check| check == SIGNED))
}
