//! Appending, conflicting, loading, and finding every change of the past.

use aval_store::{Batch, Fault, Flaw, Projector, Snapshot, Store, StoreError};
use proptest::prelude::*;

use crate::{
    database::{Database, for_cases, on_both},
    toy::{Happened, Toy, at, events, meta, note, uuid},
};

on_both!(
    versions_follow_one_another,
    a_stale_writer_gets_the_conflict_and_writes_nothing,
    sixteen_writers_lose_no_event,
    any_sequence_verifies_and_loads_as_it_was_folded,
    a_snapshot_shortens_the_fold_and_never_changes_it,
    a_snapshot_of_another_schema_is_not_used,
    changing_any_column_of_any_event_is_found,
    changing_a_head_is_found,
    each_way_of_removing_is_named,
    the_fingerprint_betrays_a_stream_rewritten_as_a_whole,
    nothing_of_a_dropped_transaction_stays,
    streams_are_found_by_a_text_of_their_events,
);

async fn append(
    store: &Store,
    stream: &str,
    expected: u64,
    texts: &[&str],
) -> Result<u64, StoreError> {
    let events: Vec<_> = texts.iter().map(|text| note(text)).collect();
    let mut tx = store.begin().await?;
    let appended = tx.append(stream, expected, &events, &meta(1)).await?;
    tx.commit().await?;
    Ok(appended.version)
}

async fn versions_follow_one_another(database: &Database) {
    let store = &database.store;
    assert_eq!(append(store, "a", 0, &["1", "2"]).await.unwrap(), 2);
    assert_eq!(append(store, "b", 0, &["1"]).await.unwrap(), 1);
    assert_eq!(append(store, "a", 2, &["3"]).await.unwrap(), 3);
    assert_eq!(append(store, "a", 3, &[]).await.unwrap(), 3);
    let read = store.events("a", 1, 10).await.unwrap();
    let seen: Vec<_> = read
        .iter()
        .map(|event| {
            (
                event.version,
                event.kind.as_str(),
                event.payload.as_str(),
                event.at,
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (2, "renamed", r#"{"product":"2","type":"renamed"}"#, at(1)),
            (3, "renamed", r#"{"product":"3","type":"renamed"}"#, at(1)),
        ]
    );
    assert_eq!(read[0].actor, "Camille Réau");
    assert_eq!(read[0].correlation, uuid(7));
}

async fn a_stale_writer_gets_the_conflict_and_writes_nothing(database: &Database) {
    let store = &database.store;
    append(store, "a", 0, &["1", "2"]).await.unwrap();
    for (stream, stale, found) in [("a", 1, 2), ("a", 0, 2), ("a", 9, 2), ("new", 1, 0)] {
        match append(store, stream, stale, &["lost"]).await {
            Err(StoreError::Conflict {
                expected, actual, ..
            }) => {
                assert_eq!((expected, actual), (stale, found));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(store.events("a", 0, 10).await.unwrap().len(), 2);
    assert_eq!(store.events("new", 0, 10).await.unwrap().len(), 0);
}

async fn sixteen_writers_lose_no_event(database: &Database) {
    const WRITERS: usize = 16;
    const EACH: usize = 12;
    let mut tasks = Vec::new();
    for writer in 0..WRITERS {
        let store = database.store.clone();
        tasks.push(tokio::spawn(async move {
            let mut conflicts = 0;
            for rank in 0..EACH {
                let text = format!("{writer}/{rank}");
                loop {
                    let version = store.load(&Toy, "shared").await.unwrap().version;
                    match append(&store, "shared", version, &[&text]).await {
                        Ok(_) => break,
                        Err(StoreError::Conflict { expected, .. }) => {
                            assert_eq!(expected, version);
                            conflicts += 1;
                        }
                        Err(other) => panic!("{other:?}"),
                    }
                }
            }
            conflicts
        }));
    }
    let mut conflicts = 0;
    for task in tasks {
        conflicts += task.await.unwrap();
    }
    assert!(
        conflicts > 0,
        "the writers never met: the test shows nothing"
    );
    let events = database.store.events("shared", 0, 1000).await.unwrap();
    assert_eq!(events.len(), WRITERS * EACH);
    let texts: std::collections::BTreeSet<_> = events.iter().map(|event| &event.payload).collect();
    assert_eq!(texts.len(), WRITERS * EACH);
    let verified = database.store.verify(|_| ()).await.unwrap();
    assert_eq!((verified.events, verified.flaw), (192, None));
}

fn happened() -> impl Strategy<Value = Happened> {
    prop_oneof![
        ".{0,20}".prop_map(|product| Happened::Renamed {
            // PostgreSQL cannot hold the character zero; neither can a form.
            product: product.replace('\0', ""),
        }),
        ("[a-c]", "[0-9a-f]{4}").prop_map(|(slot, content)| Happened::Filed { slot, content }),
        "[a-c]".prop_map(|slot| Happened::Removed { slot }),
        ("[x-z]", 0..5_u32).prop_map(|(team, open)| Happened::Asked { team, open }),
    ]
}

async fn any_sequence_verifies_and_loads_as_it_was_folded(database: &Database) {
    let sequence =
        prop::collection::vec((0..4_usize, prop::collection::vec(happened(), 1..4)), 1..12);
    let mut case = 0;
    let store = &database.store;
    for_cases(25, sequence, async |sequence| {
        case += 1;
        let mut states = vec![(0_u64, Toy.start()); 4];
        for (second, (stream, batch)) in sequence.into_iter().enumerate() {
            let (version, state) = &mut states[stream];
            let second = i64::try_from(second).unwrap();
            let name = format!("case-{case}-{stream}");
            let mut tx = store.begin().await.unwrap();
            let appended = tx
                .append(&name, *version, &events(&batch), &meta(second))
                .await
                .unwrap();
            tx.commit().await.unwrap();
            *version = appended.version;
            for happened in batch {
                *state = Toy::apply(std::mem::take(state), happened, at(second));
            }
        }
        for (stream, (version, state)) in states.into_iter().enumerate() {
            let loaded = store
                .load(&Toy, &format!("case-{case}-{stream}"))
                .await
                .unwrap();
            assert_eq!((loaded.version, loaded.state), (version, state));
        }
    })
    .await;
    let mut heard = 0;
    let verified = store.verify(|events| heard = events).await.unwrap();
    assert_eq!(verified.flaw, None);
    assert_eq!(heard, verified.events);
    assert!(verified.events > 100);
}

async fn a_snapshot_shortens_the_fold_and_never_changes_it(database: &Database) {
    let store = &database.store;
    append(store, "a", 0, &["1", "2", "3"]).await.unwrap();
    let plain = store.load(&Toy, "a").await.unwrap();
    assert_eq!(plain.snapshot_version, 0);
    let snapshot = Snapshot {
        version: 3,
        schema: Toy.schema().to_owned(),
        state: Toy.write_state(&plain.state).unwrap(),
    };
    let batch_events = [note("4")];
    store
        .commit(&Batch {
            stream: "a",
            expected: 3,
            events: &batch_events,
            meta: &meta(1),
            views: None,
            jobs: &[],
            snapshot: Some(&snapshot),
            blobs: &[],
            inspected: None,
        })
        .await
        .unwrap();
    let loaded = store.load(&Toy, "a").await.unwrap();
    assert_eq!((loaded.version, loaded.snapshot_version), (4, 3));
    assert_eq!(loaded.state.product, "4");
    // It really starts from the snapshot: with the events before it gone, it still loads.
    database
        .execute("DELETE FROM journal WHERE version <= 3")
        .await;
    assert_eq!(store.load(&Toy, "a").await.unwrap(), loaded);
}

async fn a_snapshot_of_another_schema_is_not_used(database: &Database) {
    let store = &database.store;
    append(store, "a", 0, &["1"]).await.unwrap();
    for (schema, state) in [("toy-0", "{}"), ("toy-1", "not json")] {
        let mut tx = store.begin().await.unwrap();
        let snapshot = Snapshot {
            version: 1,
            schema: schema.to_owned(),
            state: state.to_owned(),
        };
        tx.put_snapshot("a", &snapshot).await.unwrap();
        tx.commit().await.unwrap();
        let loaded = store.load(&Toy, "a").await.unwrap();
        assert_eq!(
            (loaded.snapshot_version, loaded.state.product.as_str()),
            (0, "1")
        );
    }
}

async fn flaw(database: &Database) -> Option<Flaw> {
    database.store.verify(|_| ()).await.unwrap().flaw
}

async fn changing_any_column_of_any_event_is_found(database: &Database) {
    let store = &database.store;
    append(store, "a", 0, &["1", "2", "3"]).await.unwrap();
    append(store, "b", 0, &["1", "2"]).await.unwrap();
    assert_eq!(flaw(database).await, None);
    let changes = [
        ("stream", "'c'", "stream || ''"),
        ("version", "version + 100", "version"),
        ("kind", "'withdrawn'", "kind"),
        ("payload", "payload || ' '", "payload"),
        ("actor", "'Somebody else'", "actor"),
        ("at", "at + 1", "at"),
        (
            "correlation",
            "'00000000-0000-0000-0000-000000000000'",
            "correlation",
        ),
        ("chain", "2", "chain"),
        ("previous_hash", "hash", "previous_hash"),
        ("hash", "previous_hash", "hash"),
        ("hash", "upper(hash)", "hash"),
    ];
    for (stream, version) in [("a", 1), ("a", 2), ("a", 3), ("b", 1), ("b", 2)] {
        for (column, value, _) in changes {
            database
                .execute("CREATE TABLE kept AS SELECT * FROM journal")
                .await;
            database
                .execute(&format!(
                    "UPDATE journal SET {column} = {value} \
                     WHERE stream = '{stream}' AND version = {version}"
                ))
                .await;
            let found = flaw(database).await;
            let Some(found) = found else {
                panic!("{column} of {stream}/{version}: unnoticed")
            };
            if column != "stream" {
                assert_eq!(
                    found.stream, stream,
                    "{column} of {stream}/{version}: {found}"
                );
                assert_eq!(
                    found.version, version,
                    "{column} of {stream}/{version}: {found}"
                );
            }
            let expected = match column {
                "payload" | "kind" | "actor" | "at" | "correlation" => Some(Fault::Altered),
                "hash" => Some(Fault::HashMismatch),
                "previous_hash" => Some(Fault::BrokenLink),
                _ => None,
            };
            if let Some(expected) = expected {
                assert_eq!(found.fault, expected, "{column} of {stream}/{version}");
            }
            database.execute("DELETE FROM journal").await;
            database
                .execute("INSERT INTO journal SELECT * FROM kept")
                .await;
            database.execute("DROP TABLE kept").await;
            assert_eq!(flaw(database).await, None, "restored after {column}");
        }
    }
}

async fn changing_a_head_is_found(database: &Database) {
    append(&database.store, "a", 0, &["1", "2"]).await.unwrap();
    for (change, fault) in [
        ("UPDATE stream_head SET version = 3", Fault::TailRemoved),
        ("UPDATE stream_head SET version = 1", Fault::HeadMismatch),
        (
            "UPDATE stream_head SET version = 2, hash = upper(hash)",
            Fault::HeadMismatch,
        ),
        ("DELETE FROM stream_head", Fault::HeadMismatch),
    ] {
        database.execute(change).await;
        assert_eq!(
            flaw(database).await.map(|flaw| flaw.fault),
            Some(fault),
            "{change}"
        );
    }
}

async fn each_way_of_removing_is_named(database: &Database) {
    for stream in ["a", "b", "c"] {
        append(&database.store, stream, 0, &["1", "2", "3"])
            .await
            .unwrap();
    }
    let expected = |stream: &str, version, fault| {
        Some(Flaw {
            stream: stream.to_owned(),
            version,
            fault,
        })
    };
    database
        .execute("DELETE FROM journal WHERE stream = 'c'")
        .await;
    assert_eq!(flaw(database).await, expected("c", 1, Fault::TailRemoved));
    database
        .execute("DELETE FROM journal WHERE stream = 'b' AND version = 3")
        .await;
    assert_eq!(flaw(database).await, expected("b", 3, Fault::TailRemoved));
    database
        .execute("DELETE FROM journal WHERE stream = 'b' AND version = 1")
        .await;
    assert_eq!(flaw(database).await, expected("b", 1, Fault::Gap));
    database
        .execute("DELETE FROM journal WHERE stream = 'a' AND version = 2")
        .await;
    assert_eq!(flaw(database).await, expected("a", 2, Fault::Gap));
}

async fn the_fingerprint_betrays_a_stream_rewritten_as_a_whole(database: &Database) {
    append(&database.store, "a", 0, &["1"]).await.unwrap();
    append(&database.store, "b", 0, &["1"]).await.unwrap();
    let before = database.store.verify(|_| ()).await.unwrap();
    assert_eq!(before, database.store.verify(|_| ()).await.unwrap());
    for table in ["journal", "stream_head"] {
        database
            .execute(&format!("DELETE FROM {table} WHERE stream = 'a'"))
            .await;
    }
    append(&database.store, "a", 0, &["another past"])
        .await
        .unwrap();
    let after = database.store.verify(|_| ()).await.unwrap();
    assert_eq!(after.flaw, None);
    assert_ne!(after.fingerprint, before.fingerprint);
}

async fn nothing_of_a_dropped_transaction_stays(database: &Database) {
    {
        let mut tx = database.store.begin().await.unwrap();
        tx.append("a", 0, &[note("1")], &meta(1)).await.unwrap();
    }
    assert_eq!(append(&database.store, "a", 0, &["1"]).await.unwrap(), 1);
}

async fn streams_are_found_by_a_text_of_their_events(database: &Database) {
    let store = &database.store;
    append(store, "a", 0, &["abc", "100 %"]).await.unwrap();
    append(store, "b", 0, &["xabcx", "abc"]).await.unwrap();
    append(store, "c", 0, &["a_c"]).await.unwrap();
    assert_eq!(store.streams_naming("abc").await.unwrap(), ["a", "b"]);
    // What stands for anything in a pattern stands for itself here.
    assert_eq!(store.streams_naming("a_c").await.unwrap(), ["c"]);
    assert_eq!(store.streams_naming("0 %\"").await.unwrap(), ["a"]);
    assert!(store.streams_naming("nowhere").await.unwrap().is_empty());
}
