//! Views in the transaction of their events, and rebuilt from the journal.

use aval_store::{
    Assignment, AssignmentKind, Batch, NewJob, Projector, Scope, SlotContent, Snapshot, Store,
    StoreError, TeamTask, snapshot_is_due,
};
use jiff::SignedDuration;
use proptest::prelude::*;

use crate::{
    database::{Database, for_cases, on_both},
    toy::{Happened, Toy, at, events, meta, note, only, row, uuid},
};

on_both!(
    a_row_comes_back_as_it_was_written,
    a_conflict_leaves_no_trace_in_any_table,
    a_failing_view_takes_its_events_along,
    a_rebuild_gives_identical_rows,
    identical_contents_are_found_inside_the_scope_only,
    the_clock_finds_what_it_has_to_look_at,
);

const TABLES: [&str; 10] = [
    "SELECT id || '|' || number || '|' || vendor_id || '|' || product_name || '|' || turn || '|' \
     || version || '|' || opened_at || '|' || updated_at || '|' || search_text \
     || '|' || due_key || '|' || waiting_since FROM application_view ORDER BY id",
    "SELECT application_id || '|' || word FROM application_word ORDER BY application_id, word",
    "SELECT application_id || '|' || team || '|' || open_count || '|' || since \
     FROM team_task_view ORDER BY application_id, team",
    "SELECT application_id || '|' || user_id || '|' || kind || '|' || until_at \
     FROM assignment_view ORDER BY application_id, user_id",
    "SELECT content_hash || '|' || application_id || '|' || vendor_id || '|' || slot \
     FROM evidence_use_view ORDER BY content_hash, application_id, slot",
    "SELECT number || '|' || application_id || '|' || product || '|' || profiles || '|' \
     || decided_at || '|' || updated_at || '|' || search_text FROM listing_view ORDER BY number",
    "SELECT stream || '|' || version || '|' || hash FROM journal ORDER BY stream, version",
    "SELECT stream || '|' || version || '|' || hash FROM stream_head ORDER BY stream",
    "SELECT kind || '|' || payload || '|' || due_at FROM outbox ORDER BY id",
    "SELECT hash || '|' || size FROM blob ORDER BY hash",
];

async fn dump(database: &Database) -> Vec<Vec<String>> {
    let mut tables = Vec::new();
    for table in TABLES {
        tables.push(database.texts(table).await);
    }
    tables
}

async fn put(store: &Store, views: &aval_store::Views) {
    let mut tx = store.begin().await.unwrap();
    tx.put_views(views).await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_row_comes_back_as_it_was_written(database: &Database) {
    let mut written = row(uuid(1), "SG2-1");
    written.due_at = Some(at(5));
    written.case_lead = Some(uuid(3));
    written.case_lead_name = Some("Inès Vidal".to_owned());
    written.wake_at = Some(at(9));
    put(&database.store, &only(written.clone())).await;
    let read = database
        .store
        .find(&Scope::Operator, uuid(1), at(0))
        .await
        .unwrap();
    assert_eq!(read, Some(written.clone()));
    let read = database
        .store
        .find_by_number(&Scope::Operator, "SG2-1", at(0))
        .await
        .unwrap();
    assert_eq!(read, Some(written));
}

fn batch<'a>(
    events: &'a [aval_store::NewEvent],
    meta: &'a aval_store::Meta,
    views: &'a aval_store::Views,
    jobs: &'a [NewJob],
    blobs: &'a [(String, u64)],
) -> Batch<'a> {
    Batch {
        stream: "application-1",
        expected: 0,
        events,
        meta,
        views: Some(views),
        jobs,
        snapshot: None,
        blobs,
        inspected: None,
    }
}

async fn a_conflict_leaves_no_trace_in_any_table(database: &Database) {
    let mut views = only(row(uuid(1), "SG2-1"));
    let jobs = [NewJob {
        kind: "mail".to_owned(),
        payload: serde_json::json!({}),
        due_at: at(1),
    }];
    let blobs = [("ab".repeat(32), 12)];
    let (events, meta) = ([note("1")], meta(1));
    database
        .store
        .commit(&batch(&events, &meta, &views, &jobs, &blobs))
        .await
        .unwrap();
    let before = dump(database).await;
    assert!(before.iter().filter(|table| !table.is_empty()).count() >= 6);
    views.application.product_name = "Changed".to_owned();
    let again = database
        .store
        .commit(&batch(
            &events,
            &meta,
            &views,
            &jobs,
            &[("cd".repeat(32), 1)],
        ))
        .await;
    assert!(matches!(
        again,
        Err(StoreError::Conflict {
            expected: 0,
            actual: 1,
            ..
        })
    ));
    assert_eq!(dump(database).await, before);
}

async fn a_failing_view_takes_its_events_along(database: &Database) {
    put(&database.store, &only(row(uuid(9), "SG2-1"))).await;
    let before = dump(database).await;
    // The number is taken: the view is refused, so its event must not exist either.
    let views = only(row(uuid(1), "SG2-1"));
    let (events, meta) = ([note("1")], meta(1));
    assert!(
        database
            .store
            .commit(&batch(&events, &meta, &views, &[], &[]))
            .await
            .is_err()
    );
    assert_eq!(dump(database).await, before);
}

fn happened() -> impl Strategy<Value = Happened> {
    prop_oneof![
        "[A-Zé ]{0,12}".prop_map(|product| Happened::Renamed { product }),
        ("[a-e]", "[0-3]{1}").prop_map(|(slot, content)| Happened::Filed { slot, content }),
        "[a-e]".prop_map(|slot| Happened::Removed { slot }),
        ("[x-z]", 0..5_u32).prop_map(|(team, open)| Happened::Asked { team, open }),
        (0..40_u64).prop_map(|user| Happened::Attached { user }),
    ]
}

async fn a_rebuild_gives_identical_rows(database: &Database) {
    let store = &database.store;
    let mut number = 0_u128;
    for_cases(
        30,
        prop::collection::vec(prop::collection::vec(happened(), 1..5), 1..10),
        async |life| {
            number += 1;
            let stream = format!("application-{}", uuid(number));
            let mut first = vec![Happened::Opened {
                number: format!("SG2-{number}"),
                vendor: u64::try_from(number % 3).unwrap(),
            }];
            for (second, batch) in life.into_iter().enumerate() {
                let loaded = store.load(&Toy, &stream).await.unwrap();
                first.extend(batch);
                if number.is_multiple_of(4) && second == 2 {
                    first.push(Happened::Listed {
                        number: format!("R-{number}"),
                    });
                }
                let happened = std::mem::take(&mut first);
                let meta = meta(i64::try_from(second).unwrap());
                let state = happened.iter().fold(loaded.state, |state, one| {
                    Toy::apply(state, one.clone(), meta.at)
                });
                let version = loaded.version + u64::try_from(happened.len()).unwrap();
                let snapshot =
                    snapshot_is_due(loaded.snapshot_version, version, 5).then(|| Snapshot {
                        version,
                        schema: Toy.schema().to_owned(),
                        state: Toy.write_state(&state).unwrap(),
                    });
                store
                    .commit(&Batch {
                        stream: &stream,
                        expected: loaded.version,
                        events: &events(&happened),
                        meta: &meta,
                        views: Toy.views(&stream, version, &state).as_ref(),
                        jobs: &[],
                        snapshot: snapshot.as_ref(),
                        blobs: &[],
                        inspected: None,
                    })
                    .await
                    .unwrap();
            }
        },
    )
    .await;
    let committed = dump(database).await;
    for table in [
        "UPDATE application_view SET product_name = 'wrong', search_text = 'wrong'",
        "DELETE FROM team_task_view",
        "DELETE FROM listing_view",
        "UPDATE snapshot SET state = '{}'",
        "DELETE FROM application_word WHERE word > 'm'",
    ] {
        database.execute(table).await;
    }
    assert_ne!(dump(database).await, committed);
    let mut last = None;
    let rebuilt = store
        .rebuild(&Toy, 5, |progress| last = Some(progress))
        .await
        .unwrap();
    assert_eq!(dump(database).await, committed);
    assert_eq!(rebuilt.streams, 30);
    let last = last.unwrap();
    assert_eq!((last.events, last.total), (rebuilt.events, rebuilt.events));
    // And what is loaded through the new snapshots is what the events say.
    for number in 1..=30 {
        let stream = format!("application-{}", uuid(number));
        let mut state = Toy.start();
        for event in store.events(&stream, 0, 1000).await.unwrap() {
            state = Toy.fold(state, &event).unwrap();
        }
        assert_eq!(store.load(&Toy, &stream).await.unwrap().state, state);
    }
}

async fn identical_contents_are_found_inside_the_scope_only(database: &Database) {
    for (number, vendor) in [(1, 1), (2, 1), (3, 2)] {
        let mut views = only(row(uuid(number), &format!("SG2-{number}")));
        views.application.vendor_id = uuid(vendor);
        views.evidence = vec![
            SlotContent {
                content_hash: "aa".to_owned(),
                slot: "p1".to_owned(),
            },
            SlotContent {
                content_hash: "bb".to_owned(),
                slot: "p2".to_owned(),
            },
        ];
        views.assignments = vec![Assignment {
            user: uuid(50),
            kind: AssignmentKind::Auditor { until: at(10) },
        }];
        views.tasks = vec![TeamTask {
            team: "security".to_owned(),
            open_count: 1,
            since: at(0),
        }];
        put(&database.store, &views).await;
    }
    let uses = async |scope: Scope, second| {
        let uses = database
            .store
            .evidence_uses(&scope, "aa", at(second), 10)
            .await
            .unwrap();
        uses.into_iter()
            .map(|found| format!("{}/{}", found.number, found.slot))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        uses(Scope::Operator, 0).await,
        ["SG2-1/p1", "SG2-2/p1", "SG2-3/p1"]
    );
    assert_eq!(
        uses(
            Scope::Vendor {
                organisation: uuid(2)
            },
            0
        )
        .await,
        ["SG2-3/p1"]
    );
    assert_eq!(uses(Scope::Auditor { user: uuid(50) }, 9).await.len(), 3);
    assert_eq!(uses(Scope::Auditor { user: uuid(50) }, 10).await.len(), 0);
    assert_eq!(uses(Scope::Public, 0).await.len(), 0);
}

async fn the_clock_finds_what_it_has_to_look_at(database: &Database) {
    for (number, wake) in [(1, Some(20)), (2, Some(10)), (3, None), (4, Some(30))] {
        let mut views = only(row(uuid(number), &format!("SG2-{number}")));
        views.application.wake_at = wake.map(at);
        put(&database.store, &views).await;
    }
    let due = database.store.to_wake(at(20), 10).await.unwrap();
    assert_eq!(due, [uuid(2), uuid(1)]);
    let later = at(20) + SignedDuration::from_secs(10);
    assert_eq!(
        database.store.to_wake(later, 2).await.unwrap(),
        [uuid(2), uuid(1)]
    );
}
