//! What happens without anybody at the door: reminders and flags that have become due, and
//! the jobs of the outbox. The rules decide what is due; here one only asks in time.

use std::time::Duration;

use aval_core::{access::Actor, application::Command, ids::ApplicationId};
use aval_store::StoreError;
use tokio::sync::watch;

use crate::{applications::Failure, house::House};

/// How often the clock looks.
const EVERY: Duration = Duration::from_secs(30);

/// Applications looked at in one go.
const AT_ONCE: u32 = 200;

/// Looks at what has become due until told to stop.
pub async fn run(house: House, mut stop: watch::Receiver<bool>) {
    let mut beat = tokio::time::interval(EVERY);
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = beat.tick() => {}
            _ = stop.changed() => return,
        }
        if let Err(error) = wake(&house).await {
            tracing::error!(%error, code = error.code(), "what is due could not be looked at");
        }
    }
}

/// Reminds and flags every application for which something has become due. Says how many.
///
/// # Errors
/// When the list of applications cannot be read; one application that fails is logged and
/// tried again at the next beat.
pub async fn wake(house: &House) -> Result<usize, StoreError> {
    let system = Actor::system();
    let due = house.store().to_wake(house.now(), AT_ONCE).await?;
    let mut woken = 0;
    for id in due {
        match house
            .execute(&system, ApplicationId(id), Command::Remind, None)
            .await
        {
            Ok(done) => woken += usize::from(!done.events.is_empty()),
            Err(Failure::Refused(refusal)) => {
                tracing::warn!(application = %id, code = refusal.code(), "not reminded");
            }
            Err(Failure::Stale { .. }) => {}
            Err(Failure::Store(error)) => {
                tracing::error!(application = %id, %error, code = error.code(), "not reminded");
            }
        }
    }
    Ok(woken)
}
