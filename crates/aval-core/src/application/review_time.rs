//! How long the review has lasted. The time during which the teams waited for an
//! answer of the vendor is told apart; whose turn it is now is in `turn`.

use jiff::{SignedDuration, Timestamp};

use super::state::Application;
use crate::access::Side;

/// The time since the first chapter was submitted, until the end of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewTime {
    /// With the teams: this is the duration shown.
    pub reviewed: SignedDuration,
    /// At least one answer of the vendor was expected: not counted.
    pub waited: SignedDuration,
}

/// Nothing before the first chapter is submitted.
pub fn review_time(application: &Application, now: Timestamp) -> Option<ReviewTime> {
    let start = application
        .chapters
        .values()
        .filter_map(|facts| facts.receipts.first())
        .map(|receipt| receipt.at)
        .min()?;
    let decided = application.decision.as_ref().map(|decision| decision.at);
    let given_up = [&application.abandoned, &application.withdrawn]
        .into_iter()
        .flatten()
        .map(|reasoned| reasoned.at);
    let end = decided.into_iter().chain(given_up).min().unwrap_or(now);
    let mut waits: Vec<(Timestamp, Timestamp)> = application
        .requests
        .iter()
        .filter(|request| request.addressee == Side::Vendor)
        .map(|request| {
            let until = request.answered.as_ref().map_or(end, |answer| answer.at);
            (request.asked_at.max(start), until.min(end))
        })
        .collect();
    waits.sort_unstable();
    let mut waited = SignedDuration::ZERO;
    let mut counted_to = start;
    for (from, until) in waits {
        // Two answers expected at once are one wait.
        let from = from.max(counted_to);
        if until > from {
            waited += until.duration_since(from);
            counted_to = until;
        }
    }
    Some(ReviewTime {
        reviewed: end.duration_since(start).saturating_sub(waited),
        waited,
    })
}
