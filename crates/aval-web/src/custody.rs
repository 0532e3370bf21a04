//! Deposited files are read again in the background, slowly, and compared with their hash.
//! What is found is told to administrators on their page; what to do about it is theirs.

use std::time::Duration;

use aval_store::{Custody, StoreError};
use jiff::SignedDuration;
use tokio::sync::watch;

use crate::house::House;

/// How often some files are read.
const EVERY: Duration = Duration::from_secs(30);

/// Octets read each time, about: 180 GB a day, which no disk feels.
const SOME: u64 = 64 * 1024 * 1024;

/// A round begins a week after the one before, or when that one ends if it takes longer.
const ROUND: SignedDuration = SignedDuration::from_hours(7 * 24);

impl House {
    /// Who looks after the files.
    pub fn custody(&self) -> Custody {
        Custody::new(self.store().clone(), self.blobs().clone())
    }
}

/// Reads files again until told to stop.
pub async fn watch(house: House, mut stop: watch::Receiver<bool>) {
    let mut beat = tokio::time::interval(EVERY);
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = beat.tick() => {}
            _ = stop.changed() => return,
        }
        tokio::select! {
            looked = look(&house) => if let Err(error) = looked {
                tracing::error!(%error, code = error.code(), "files could not be read again");
            },
            _ = stop.changed() => return,
        }
    }
}

/// Reads some files, when a round goes on or is due. Says whether it did.
///
/// # Errors
/// When the database cannot be read or written; a file that cannot is a finding.
pub async fn look(house: &House) -> Result<bool, StoreError> {
    let custody = house.custody();
    let round = custody.round().await?;
    let now = house.now();
    let due = match (round.started_at, round.ended_at) {
        (Some(started), Some(_)) => now.duration_since(started) >= ROUND,
        _ => true,
    };
    if due {
        custody.read_again(SOME, now).await?;
    }
    Ok(due)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house::testing::TestHouse;

    #[tokio::test]
    async fn a_round_is_read_to_its_end_then_waits_a_week() {
        let world = TestHouse::new().await;
        let house = &world.house;
        assert!(look(house).await.unwrap());
        let round = house.custody().round().await.unwrap();
        assert!(round.ended_at.is_some(), "nothing to read");
        assert!(!look(house).await.unwrap());
        world.clock.pass(ROUND);
        assert!(look(house).await.unwrap());
    }
}
