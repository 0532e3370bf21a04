//! A second look: signed proofs of open applications go back into inspection when what is
//! trusted, or the rules, have changed. Earlier reports stay; carrying out is `job`.

use std::collections::BTreeSet;

use aval_core::{access::Actor, application::Content, ids::ApplicationId};
use aval_store::{NewJob, StoreError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::job::order_of;
use crate::{applications::Failure, house::House};

/// Kind of the jobs of the outbox.
pub const AGAIN: &str = "inspect-again";

/// Applications put back by one job.
const AT_ONCE: u32 = 50;

/// Check of the proof kinds whose verdict depends on what is trusted.
const SIGNED: &str = "signature_present";

#[derive(Debug, Default, Serialize, Deserialize)]
struct Order {
    after: Option<Uuid>,
}

/// The job that puts signed proofs back into inspection.
pub fn again(now: Timestamp) -> NewJob {
    go_on(None, now)
}

fn go_on(after: Option<Uuid>, now: Timestamp) -> NewJob {
    NewJob {
        kind: AGAIN.to_owned(),
        payload: serde_json::json!(Order { after }),
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
        jobs.extend(signed_pieces(house, ApplicationId(*id), now).await?);
    }
    if found.len() == usize::try_from(AT_ONCE).unwrap_or(usize::MAX) {
        jobs.push(go_on(found.last().copied(), now));
    }
    let mut tx = house.store().begin().await.map_err(said)?;
    for job in &jobs {
        tx.enqueue(job, now).await.map_err(said)?;
    }
    tx.commit().await.map_err(said)?;
    house.work().notify_one();
    Ok(())
}

async fn signed_pieces(
    house: &House,
    application: ApplicationId,
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
    let programme = house.programme();
    let signed: BTreeSet<_> = programme
        .proof_kinds
        .iter()
        .filter(|kind| kind.checks.iter().any(|check| check == SIGNED))
        .map(|kind| &kind.code)
        .collect();
    let slots = dossier.slots(house);
    let pieces = slots
        .iter()
        .filter(|slot| slot.kinds.iter().any(|kind| signed.contains(kind)))
        .filter_map(|slot| Some((slot, dossier.state.slot(slot.key)?)))
        .flat_map(|(slot, facts)| facts.links.iter().map(move |link| (slot.key, link)))
        .filter(|(_, link)| matches!(dossier.state.content(link), Some(Content::File(_))));
    Ok(pieces
        .filter_map(|(key, link)| order_of(application.0, key, link.evidence, now))
        .collect())
}
