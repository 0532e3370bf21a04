//! Contents and the antivirus: each is taken by one at a time, stays in line until it is
//! answered, and an answer is kept whatever follows.

use aval_store::{ScanAnswer, ScanState};
use jiff::SignedDuration;

use crate::{
    database::{Database, on_both},
    toy::{at, uuid},
};

on_both!(
    a_content_is_taken_by_one_and_is_due_again_when_its_lease_ends,
    those_deposited_last_go_first,
    what_was_found_stands_until_it_is_given_back_under_its_name,
    a_scan_that_fails_says_nothing_of_what_another_saw,
    nobody_waits_for_ever,
    an_erased_content_takes_what_was_said_of_it_along,
);

const LEASE: SignedDuration = SignedDuration::from_mins(16);

fn hash(rank: u32) -> String {
    format!("{rank:064x}")
}

async fn deposit(database: &Database, rank: u32, seconds: i64) {
    let mut tx = database.store.begin().await.unwrap();
    tx.record_blob(&hash(rank), 3, at(seconds)).await.unwrap();
    tx.ask_scan(&hash(rank), at(seconds), "stream", "somebody")
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// The hashes taken at an instant under a lease.
async fn taken(database: &Database, limit: u32, seconds: i64, lease: u128) -> Vec<String> {
    let orders = database
        .store
        .take_scans(limit, LEASE, at(seconds), uuid(lease))
        .await
        .unwrap();
    orders.into_iter().map(|order| order.hash).collect()
}

/// Takes the only content that is due and answers.
async fn answered(database: &Database, seconds: i64, answer: ScanAnswer) -> bool {
    let lease = uuid(u128::from(seconds.unsigned_abs()));
    let store = &database.store;
    let orders = store
        .take_scans(9, LEASE, at(seconds), lease)
        .await
        .unwrap();
    assert_eq!(orders.len(), 1);
    store
        .answer_scan(&orders[0], &answer, "engine", lease, at(seconds))
        .await
        .unwrap()
}

async fn state(database: &Database, rank: u32) -> ScanState {
    let scan = database.store.scan(&hash(rank)).await.unwrap();
    scan.unwrap().state
}

async fn again(database: &Database, rank: u32, seconds: i64) {
    let mut tx = database.store.begin().await.unwrap();
    assert!(tx.scan_again(&hash(rank), at(seconds)).await.unwrap());
    tx.commit().await.unwrap();
}

fn found(name: &str) -> ScanState {
    ScanState::Found {
        name: name.to_owned(),
        released_at: None,
    }
}

async fn a_content_is_taken_by_one_and_is_due_again_when_its_lease_ends(database: &Database) {
    let store = &database.store;
    deposit(database, 1, 0).await;
    deposit(database, 1, 5).await;
    let first = store.take_scans(9, LEASE, at(10), uuid(1)).await.unwrap();
    assert_eq!(first.len(), 1);
    assert!(taken(database, 9, 11, 2).await.is_empty());
    let later = 10 + LEASE.as_secs();
    let second = store
        .take_scans(9, LEASE, at(later), uuid(3))
        .await
        .unwrap();
    assert_eq!(second[0].attempts, 2);
    // The first one comes too late: the content is in other hands.
    let kept = store.answer_scan(&first[0], &ScanAnswer::Clean, "", uuid(4), at(later));
    assert!(!kept.await.unwrap());
    assert_eq!(state(database, 1).await, ScanState::Waiting);
    store.give_back_scans(uuid(3), at(later)).await.unwrap();
    let third = store
        .take_scans(9, LEASE, at(later), uuid(5))
        .await
        .unwrap();
    assert_eq!(third[0].attempts, 2, "what was given back was no try");
    let kept = store.answer_scan(&third[0], &ScanAnswer::Clean, "e", uuid(6), at(later));
    assert!(kept.await.unwrap());
    assert_eq!(state(database, 1).await, ScanState::Clean);
    assert!(taken(database, 9, later * 9, 7).await.is_empty());
}

async fn those_deposited_last_go_first(database: &Database) {
    for rank in 1..=4 {
        deposit(database, rank, i64::from(rank)).await;
    }
    let mut first = taken(database, 2, 10, 1).await;
    first.sort();
    assert_eq!(first, [hash(3), hash(4)]);
    let mut second = taken(database, 2, 10, 2).await;
    second.sort();
    assert_eq!(second, [hash(1), hash(2)]);
}

async fn what_was_found_stands_until_it_is_given_back_under_its_name(database: &Database) {
    let store = &database.store;
    deposit(database, 1, 0).await;
    answered(database, 1, ScanAnswer::Found("A".to_owned())).await;
    let release = async |name: &str| {
        let mut tx = store.begin().await.unwrap();
        let released = tx.release_content(&hash(1), name, at(2)).await.unwrap();
        tx.commit().await.unwrap();
        released
    };
    assert!(!release("B").await);
    assert_eq!(state(database, 1).await, found("A"));
    assert_eq!(store.scan_counts().await.unwrap().found, 1);
    assert!(release("A").await);
    let released = ScanState::Found {
        name: "A".to_owned(),
        released_at: Some(at(2)),
    };
    assert_eq!(state(database, 1).await, released);
    assert_eq!(store.scan_counts().await.unwrap().found, 0);
    again(database, 1, 3).await;
    answered(database, 3, ScanAnswer::Found("A".to_owned())).await;
    assert_eq!(state(database, 1).await, released, "the same mistake");
    again(database, 1, 4).await;
    answered(database, 4, ScanAnswer::Found("C".to_owned())).await;
    assert_eq!(state(database, 1).await, found("C"), "another name");
    assert_eq!(store.scan_counts().await.unwrap().found, 1);
    assert_eq!(store.scan_answers(&hash(1)).await.unwrap().len(), 3);
}

async fn a_scan_that_fails_says_nothing_of_what_another_saw(database: &Database) {
    deposit(database, 1, 0).await;
    let failed = |again| ScanAnswer::Unscanned {
        why: "away",
        again: Some(at(again)),
    };
    answered(database, 1, failed(10)).await;
    let unscanned = ScanState::Unscanned {
        why: "away".to_owned(),
    };
    assert_eq!(state(database, 1).await, unscanned);
    assert!(taken(database, 9, 9, 99).await.is_empty());
    answered(database, 10, ScanAnswer::Found("A".to_owned())).await;
    again(database, 1, 11).await;
    answered(database, 11, failed(20)).await;
    assert_eq!(state(database, 1).await, found("A"));
    answered(database, 20, ScanAnswer::Clean).await;
    assert_eq!(state(database, 1).await, ScanState::Clean);
}

async fn nobody_waits_for_ever(database: &Database) {
    let store = &database.store;
    deposit(database, 1, 0).await;
    deposit(database, 2, 100).await;
    let late = store.stop_waiting_for_scans(at(50), "late").await.unwrap();
    assert_eq!(late, 1);
    let unscanned = ScanState::Unscanned {
        why: "late".to_owned(),
    };
    assert_eq!(state(database, 1).await, unscanned);
    assert_eq!(state(database, 2).await, ScanState::Waiting);
    let told = store.scans_to_tell(10).await.unwrap();
    let told: Vec<_> = told.into_iter().map(|scan| scan.hash).collect();
    assert_eq!(told, [hash(1), hash(2)]);
    // Both are still in line.
    assert_eq!(taken(database, 9, 200, 1).await.len(), 2);
}

async fn an_erased_content_takes_what_was_said_of_it_along(database: &Database) {
    let store = &database.store;
    deposit(database, 1, 0).await;
    answered(database, 1, ScanAnswer::Found("A".to_owned())).await;
    store.forget_content(&hash(1)).await.unwrap();
    assert_eq!(store.scan(&hash(1)).await.unwrap(), None);
    assert!(store.scan_answers(&hash(1)).await.unwrap().is_empty());
}
