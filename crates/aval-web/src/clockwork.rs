//! What happens without anybody at the door: reminders and flags that have become due, and
//! the jobs of the outbox. The rules decide what is due; here one only asks in time.

use std::time::Duration;

use aval_core::{access::Actor, application::Command, ids::ApplicationId};
use aval_store::{Job, StoreError};
use futures_util::future::join_all;
use jiff::SignedDuration;
use tokio::{
    sync::watch,
    task::{JoinError, JoinSet},
    time::Interval,
};
use uuid::Uuid;

use crate::{applications::Failure, dossier, house::House, inspection};

/// How often the clock looks.
const EVERY: Duration = Duration::from_secs(30);

/// Applications looked at in one go.
const AT_ONCE: u32 = 200;

/// Jobs carried out at the same time. Most wait for their turn of a child: two at a time, a
/// minute each at worst, the last of them is still done within its lease.
const JOBS: usize = 8;

/// How long a job belongs to the instance that took it.
const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// How many times a job is tried before it waits for a person.
const TRIES: u32 = 6;

/// Looks at what has become due until told to stop.
pub async fn run(house: House, stop: watch::Receiver<bool>) {
    if let Err(error) = inspection::follow_rules(&house).await {
        tracing::error!(%error, code = error.code(), "pieces were not put back into inspection");
    }
    // Beside each other: a long check keeps no reminder waiting, nor the reverse.
    tokio::join!(empty_outbox(&house, stop.clone()), keep_time(&house, stop));
}

fn beat() -> Interval {
    let mut beat = tokio::time::interval(EVERY);
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    beat
}

/// Carries out jobs, several at a time: whoever is done makes room for the next one, so that a
/// long check holds up its own place and no other. What was taken is finished before the end.
async fn empty_outbox(house: &House, mut stop: watch::Receiver<bool>) {
    let mut beat = beat();
    // Each in a task of its own: what waits for a claim here must not keep a job from ending
    // the transaction that the claim waits for.
    let mut at_work = JoinSet::new();
    let mut more = true;
    while !*stop.borrow() {
        let room = JOBS.saturating_sub(at_work.len());
        if more && room > 0 {
            match claimed(house, room).await {
                Ok(jobs) => {
                    more = jobs.len() == room;
                    for job in jobs {
                        let house = house.clone();
                        at_work.spawn(async move { settle(&house, job).await });
                    }
                }
                Err(error) => {
                    more = false;
                    tracing::error!(%error, code = error.code(), "the outbox cannot be emptied");
                }
            }
        }
        tokio::select! {
            Some(ended) = at_work.join_next() => note(ended),
            () = house.work().notified() => more = true,
            _ = beat.tick() => more = true,
            _ = stop.changed() => break,
        }
    }
    while let Some(ended) = at_work.join_next().await {
        note(ended);
    }
}

/// A job that panicked is tried again once its lease is over.
fn note(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a job stopped in the middle");
    }
}

async fn keep_time(house: &House, mut stop: watch::Receiver<bool>) {
    let mut beat = beat();
    loop {
        tokio::select! {
            _ = beat.tick() => {}
            _ = stop.changed() => return,
        }
        if let Err(error) = wake(house).await {
            tracing::error!(%error, code = error.code(), "what is due could not be looked at");
        }
        if let Err(error) = house.uploads().sweep(house.now(), AT_ONCE).await {
            tracing::error!(%error, code = error.code(), "abandoned uploads could not be removed");
        }
        if let Err(error) = crate::faq::keep_misses(house).await {
            tracing::error!(%error, code = error.code(), "searches without result were not kept");
        }
        if let Err(error) = crate::faq::follow(house).await {
            tracing::error!(%error, code = error.code(), "publications of the FAQ were not read");
        }
    }
}

async fn claimed(house: &House, most: usize) -> Result<Vec<Job>, StoreError> {
    let most = u32::try_from(most).unwrap_or(u32::MAX);
    house
        .store()
        .claim(most, LEASE, house.now(), house.id())
        .await
}

/// Carries out some jobs of the outbox that are due. Says how many were taken.
///
/// # Errors
/// When the outbox cannot be read; a job that fails is tried again later, then parked.
pub async fn work(house: &House) -> Result<usize, StoreError> {
    let jobs = claimed(house, JOBS).await?;
    let taken = jobs.len();
    join_all(jobs.into_iter().map(|job| settle(house, job))).await;
    Ok(taken)
}

async fn settle(house: &House, job: Job) {
    let result = match job.kind.as_str() {
        inspection::JOB => inspect(house, &job).await,
        inspection::AGAIN => inspection::put_back(house, job.payload.clone()).await,
        dossier::ERASE => dossier::erase(house, job.payload.clone()).await,
        // Nobody is written to yet: the event itself shows on the pages.
        "notice" => Ok(()),
        unknown => Err(format!("unknown kind of job: {unknown}")),
    };
    let now = house.now();
    let settled = match &result {
        Ok(()) => house.store().done(&job, now).await,
        Err(why) => {
            tracing::warn!(
                job = job.id,
                kind = job.kind,
                attempts = job.attempts,
                why,
                "job failed"
            );
            let wait = SignedDuration::from_secs(10 << job.attempts.min(6));
            let again = (job.attempts < TRIES).then(|| now + wait);
            house.store().failed(&job, why, again, now).await
        }
    };
    if let Err(error) = settled {
        tracing::error!(job = job.id, %error, code = error.code(), "a job cannot be settled");
    }
}

/// One inspection. A check that never ends well is given up in words that people see, even
/// when each try took the service with it and none could say so.
async fn inspect(house: &House, job: &Job) -> Result<(), String> {
    let (payload, id) = (job.payload.clone(), identity_of(job));
    if job.attempts > TRIES {
        return inspection::give_up(house, payload, id).await;
    }
    match inspection::run(house, payload.clone(), id).await {
        Err(why) if job.attempts == TRIES => {
            tracing::error!(job = job.id, why, "an inspection is given up");
            inspection::give_up(house, payload, id).await
        }
        result => result,
    }
}

/// The same for each try of a job, so that what it adds is added once.
fn identity_of(job: &Job) -> Uuid {
    let created = u64::try_from(job.created_at.as_microsecond()).unwrap_or(0);
    Uuid::from_u64_pair(created, u64::try_from(job.id).unwrap_or(0))
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
