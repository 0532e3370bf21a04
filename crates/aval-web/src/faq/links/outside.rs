//! Addresses of others, tried one after the other: each when it is due, by one instance.

use std::{collections::BTreeSet, time::Duration};

use aval_store::{FaqLink, StoreError};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::{Probe, Target, links_of};
use crate::house::House;

/// How often one looks for addresses that are due.
const EVERY: Duration = Duration::from_secs(60);
/// Addresses tried in one go.
const AT_ONCE: usize = 20;
/// How long an address belongs to the instance that tries it: longer than any try.
const CLAIM: SignedDuration = SignedDuration::from_mins(5);
/// A page that was there is looked at again after a week. Choice of the house.
const AGAIN_FINE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Any other is looked at again the next day.
const AGAIN_OTHER: SignedDuration = SignedDuration::from_hours(24);

/// Tries addresses that are due until told to stop.
pub async fn watch_links(house: House, probe: impl Probe, mut stop: watch::Receiver<bool>) {
    let mut beat = tokio::time::interval(EVERY);
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = beat.tick() => {}
            _ = stop.changed() => return,
        }
        let round = check_links(&house, &probe);
        tokio::select! {
            done = round => if let Err(error) = done {
                tracing::error!(%error, code = error.code(), "the links of the FAQ were not checked");
            },
            _ = stop.changed() => return,
        }
    }
}

/// Tries addresses that are due, and forgets those to which no answer leads. Says how many
/// were tried.
///
/// # Errors
/// When the database does not answer.
pub async fn check_links(house: &House, probe: &impl Probe) -> Result<usize, StoreError> {
    let Some(library) = house.faq() else {
        return Ok(0);
    };
    let wanted: BTreeSet<String> = links_of(&library)
        .into_keys()
        .filter_map(|target| match target {
            Target::Outside(address) => Some(address),
            Target::Inside(_) => None,
        })
        .collect();
    let store = house.store();
    let known = store.faq_links().await?;
    let gone: Vec<String> = known
        .iter()
        .map(|link| link.address.clone())
        .filter(|address| !wanted.contains(address))
        .collect();
    if !gone.is_empty() {
        store.faq_forget_links(&gone).await?;
    }
    let now = house.now();
    let due = wanted.into_iter().filter(|address| {
        let link = known.iter().find(|link| &link.address == address);
        link.is_none_or(|link| is_due(link, now))
    });
    let mut tried = 0;
    for address in due.take(AT_ONCE) {
        let now = house.now();
        if !store.faq_claim_link(&address, now, now + CLAIM).await? {
            continue;
        }
        let reached = probe.reach(address.clone()).await;
        let (state, detail) = (reached.code(), reached.detail());
        store
            .faq_keep_link(&address, state, detail, house.now())
            .await?;
        tried += 1;
    }
    Ok(tried)
}

fn is_due(link: &FaqLink, now: Timestamp) -> bool {
    let wait = if link.state == "fine" {
        AGAIN_FINE
    } else {
        AGAIN_OTHER
    };
    link.checked_at
        .is_none_or(|checked_at| now.duration_since(checked_at) >= wait)
}
