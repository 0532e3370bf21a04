//! Jobs: claimed by one worker at a time, back after a lost lease, parked in the end.

use std::collections::BTreeSet;

use aval_store::{NewJob, Store};
use jiff::SignedDuration;

use crate::{
    database::{Database, on_both},
    toy::{at, uuid},
};

on_both!(
    a_job_is_claimed_once_then_done,
    a_lost_lease_gives_the_job_back_and_the_slow_worker_is_told,
    a_failed_job_waits_then_is_parked,
    several_workers_share_the_jobs_without_a_double,
);

const LEASE: SignedDuration = SignedDuration::from_secs(60);

async fn enqueue(store: &Store, count: i64) {
    let mut tx = store.begin().await.unwrap();
    for rank in 0..count {
        let job = NewJob {
            kind: "mail".to_owned(),
            payload: serde_json::json!({ "rank": rank }),
            due_at: at(rank),
        };
        tx.enqueue(&job, at(0)).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn a_job_is_claimed_once_then_done(database: &Database) {
    let store = &database.store;
    enqueue(store, 3).await;
    let first = store.claim(10, LEASE, at(1), uuid(1)).await.unwrap();
    assert_eq!(
        first
            .iter()
            .map(|job| job.payload["rank"].as_i64().unwrap())
            .collect::<Vec<_>>(),
        [0, 1]
    );
    assert_eq!(first[0].attempts, 1);
    assert_eq!(
        store.claim(10, LEASE, at(1), uuid(2)).await.unwrap().len(),
        0
    );
    assert!(store.done(&first[0], at(2)).await.unwrap());
    assert!(!store.done(&first[0], at(2)).await.unwrap());
    let later = store.claim(10, LEASE, at(1000), uuid(3)).await.unwrap();
    assert_eq!(
        later
            .iter()
            .map(|job| job.payload["rank"].as_i64().unwrap())
            .collect::<Vec<_>>(),
        [1, 2]
    );
}

async fn a_lost_lease_gives_the_job_back_and_the_slow_worker_is_told(database: &Database) {
    let store = &database.store;
    enqueue(store, 1).await;
    let slow = store.claim(1, LEASE, at(0), uuid(1)).await.unwrap();
    assert_eq!(
        store.claim(1, LEASE, at(59), uuid(2)).await.unwrap().len(),
        0
    );
    let second = store.claim(1, LEASE, at(60), uuid(2)).await.unwrap();
    assert_eq!(second[0].attempts, 2);
    assert!(!store.done(&slow[0], at(61)).await.unwrap());
    assert!(!store.failed(&slow[0], "late", None, at(61)).await.unwrap());
    assert!(store.done(&second[0], at(62)).await.unwrap());
}

async fn a_failed_job_waits_then_is_parked(database: &Database) {
    let store = &database.store;
    enqueue(store, 1).await;
    let job = store.claim(1, LEASE, at(0), uuid(1)).await.unwrap();
    assert!(
        store
            .failed(&job[0], "no answer", Some(at(100)), at(1))
            .await
            .unwrap()
    );
    assert_eq!(
        store.claim(1, LEASE, at(99), uuid(2)).await.unwrap().len(),
        0
    );
    let job = store.claim(1, LEASE, at(100), uuid(3)).await.unwrap();
    assert_eq!(
        (job[0].attempts, job[0].last_error.as_deref()),
        (2, Some("no answer"))
    );
    assert!(
        store
            .failed(&job[0], "unknown address", None, at(101))
            .await
            .unwrap()
    );
    assert_eq!(
        store
            .claim(1, LEASE, at(100_000), uuid(4))
            .await
            .unwrap()
            .len(),
        0
    );
}

async fn several_workers_share_the_jobs_without_a_double(database: &Database) {
    enqueue(&database.store, 200).await;
    let mut workers = Vec::new();
    for worker in 0..8_u128 {
        let store = database.store.clone();
        workers.push(tokio::spawn(async move {
            let mut mine = Vec::new();
            for round in 0.. {
                let jobs = store
                    .claim(7, LEASE, at(500), uuid(worker * 1000 + round))
                    .await
                    .unwrap();
                // With rows locked by others there may be none left for a moment; what was
                // claimed by somebody stays claimed, so that an empty answer is an end.
                if jobs.is_empty() {
                    break;
                }
                mine.extend(jobs.iter().map(|job| job.id));
            }
            mine
        }));
    }
    let mut all = Vec::new();
    for worker in workers {
        all.extend(worker.await.unwrap());
    }
    assert_eq!(all.len(), 200);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 200);
}
