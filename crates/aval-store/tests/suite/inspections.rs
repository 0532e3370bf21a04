//! Inspections are added and never change; lists show the latest of each piece.

use aval_store::{Batch, Inspection, Meta, NewEvent, StoreError};
use uuid::Uuid;

use crate::{
    database::{Database, on_both},
    toy::at,
};

on_both!(
    the_latest_inspection_is_shown_and_the_history_stays,
    what_checks_said_of_an_erased_content_is_forgotten,
    events_decided_on_what_checks_said_do_not_outlive_it,
);

fn inspection(id: u128, slot: &str, seconds: i64, outcome: &str) -> Inspection {
    Inspection {
        id: Uuid::from_u128(id),
        application: Uuid::from_u128(7),
        slot: slot.to_owned(),
        evidence: Uuid::from_u128(8),
        version: 1,
        content_hash: "ab".repeat(32),
        checker: "checker/1".to_owned(),
        inspected_at: at(seconds),
        outcome: outcome.to_owned(),
        report: format!(r#"{{"outcome":"{outcome}"}}"#),
    }
}

async fn the_latest_inspection_is_shown_and_the_history_stays(database: &Database) {
    let store = &database.store;
    let first = inspection(1, "A.01", 10, "warning");
    let second = inspection(2, "A.01", 20, "pass");
    let elsewhere = inspection(3, "B.01", 5, "failure");
    let stranger = Inspection {
        application: Uuid::from_u128(99),
        ..inspection(4, "A.01", 30, "failure")
    };
    for one in [&second, &first, &elsewhere, &stranger, &first] {
        store.add_inspection(one).await.unwrap();
    }
    let changed = Inspection {
        outcome: "pass".to_owned(),
        ..first.clone()
    };
    store.add_inspection(&changed).await.unwrap();

    let history = store
        .inspections(Uuid::from_u128(7), "A.01", Uuid::from_u128(8), 1)
        .await
        .unwrap();
    assert_eq!(history, [second, first]);
    let outcomes: Vec<_> = store
        .inspection_outcomes(Uuid::from_u128(7))
        .await
        .unwrap()
        .into_iter()
        .map(|one| (one.slot, one.outcome))
        .collect();
    let shown = [("A.01", "pass"), ("B.01", "failure")];
    assert_eq!(
        outcomes,
        shown.map(|(slot, outcome)| (slot.to_owned(), outcome.to_owned()))
    );
}

async fn what_checks_said_of_an_erased_content_is_forgotten(database: &Database) {
    let store = &database.store;
    let erased = inspection(1, "A.01", 10, "warning");
    let newer = Inspection {
        version: 2,
        content_hash: "cd".repeat(32),
        ..inspection(2, "A.01", 20, "pass")
    };
    let same_content = Inspection {
        application: Uuid::from_u128(99),
        ..inspection(3, "A.01", 30, "warning")
    };
    for one in [&erased, &newer, &same_content] {
        store.add_inspection(one).await.unwrap();
    }
    let kept = async |application, version| {
        let piece = Uuid::from_u128(8);
        let found = store
            .inspections(Uuid::from_u128(application), "A.01", piece, version)
            .await;
        found.unwrap().len()
    };
    store
        .forget_inspections(Uuid::from_u128(7), Uuid::from_u128(8), 1)
        .await
        .unwrap();
    assert_eq!(
        (kept(7, 1).await, kept(7, 2).await, kept(99, 1).await),
        (0, 1, 1)
    );
    store.forget_content(&"ab".repeat(32)).await.unwrap();
    assert_eq!((kept(7, 2).await, kept(99, 1).await), (1, 0));
}

async fn events_decided_on_what_checks_said_do_not_outlive_it(database: &Database) {
    let store = &database.store;
    let application = Uuid::from_u128(7);
    let warning = inspection(1, "A.01", 10, "warning");
    let passed = inspection(2, "B.01", 10, "pass");
    for one in [&warning, &passed] {
        store.add_inspection(one).await.unwrap();
    }
    let (mark, telling) = store.telling_inspections(application).await.unwrap();
    assert_eq!(telling, std::slice::from_ref(&warning));

    let meta = Meta {
        actor: "{}".to_owned(),
        at: at(30),
        correlation: Uuid::nil(),
    };
    let events = [NewEvent {
        kind: "chapter_submitted".to_owned(),
        payload: serde_json::json!({}),
    }];
    let batch = |inspected| Batch {
        stream: "application-7",
        expected: 0,
        events: &events,
        meta: &meta,
        views: None,
        jobs: &[],
        snapshot: None,
        blobs: &[],
        inspected,
    };
    store
        .add_inspection(&inspection(3, "A.01", 20, "failure"))
        .await
        .unwrap();
    let late = store.commit(&batch(Some(&mark))).await;
    assert!(matches!(late, Err(StoreError::Conflict { .. })), "{late:?}");
    assert!(
        store
            .events("application-7", 0, 10)
            .await
            .unwrap()
            .is_empty()
    );

    let (mark, telling) = store.telling_inspections(application).await.unwrap();
    assert_eq!(telling.len(), 1);
    assert_eq!(telling[0].outcome, "failure");
    store.commit(&batch(Some(&mark))).await.unwrap();
}
