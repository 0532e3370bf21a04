//! Entries of the FAQ as editors write them: nobody overwrites anybody, nor does the folder
//! of the programme; people read what was published and nothing else.

use std::collections::BTreeMap;

use aval_store::{FaqAct, FaqAuthor, FaqFate, FaqSource, FaqUpload, FaqWritten, Store};

use crate::{
    database::{Database, on_both},
    toy::{at, uuid},
};

on_both!(
    a_draft_is_not_read_before_it_is_published,
    two_editors_at_once_keep_both_texts,
    two_editors_at_the_same_instant_keep_both_texts,
    a_draft_is_published_at_its_hour_and_not_before,
    a_changed_draft_gives_up_the_hour_of_the_earlier_one,
    the_folder_brings_its_entries_once,
    the_folder_never_overwrites_what_was_edited_here,
    what_the_folder_offers_is_taken_or_left_once,
    the_history_says_who_did_what_and_when,
    an_import_and_the_folder_do_not_undo_each_other,
    a_plan_is_carried_out_as_it_was_seen_or_not_at_all,
    an_archive_waits_for_a_day,
);

fn ana() -> FaqAuthor {
    FaqAuthor {
        id: uuid(1),
        name: "Ana".to_owned(),
    }
}

fn ben() -> FaqAuthor {
    FaqAuthor {
        id: uuid(2),
        name: "Ben".to_owned(),
    }
}

async fn write(store: &Store, seen: u64, act: FaqAct<'_>, by: &FaqAuthor) -> FaqWritten {
    store.faq_write("a", seen, &act, by, at(5)).await.unwrap()
}

async fn read(store: &Store) -> Vec<String> {
    let published = store.faq_published().await.unwrap();
    published.into_iter().map(|(_, text)| text).collect()
}

fn folder(text: &str) -> BTreeMap<String, String> {
    [("a".to_owned(), text.to_owned())].into()
}

async fn a_draft_is_not_read_before_it_is_published(database: &Database) {
    let store = &database.store;
    assert_eq!(store.faq_publication().await.unwrap(), 0);
    assert_eq!(
        write(store, 0, FaqAct::Publish, &ana()).await,
        FaqWritten::Nothing
    );
    assert_eq!(
        write(store, 0, FaqAct::Save("un"), &ana()).await,
        FaqWritten::Done(1)
    );
    assert!(read(store).await.is_empty());
    assert_eq!(store.faq_publication().await.unwrap(), 0);
    assert_eq!(
        write(store, 1, FaqAct::Publish, &ben()).await,
        FaqWritten::Done(2)
    );
    assert_eq!(read(store).await, ["un"]);
    assert_eq!(store.faq_publication().await.unwrap(), 1);
    write(store, 2, FaqAct::Save("deux"), &ana()).await;
    assert_eq!(read(store).await, ["un"]);
    write(store, 3, FaqAct::Discard, &ana()).await;
    assert_eq!(store.faq_text("a").await.unwrap().unwrap().draft, None);
    assert_eq!(store.faq_publication().await.unwrap(), 1);
}

async fn two_editors_at_once_keep_both_texts(database: &Database) {
    let store = &database.store;
    write(store, 0, FaqAct::Save("un"), &ana()).await;
    write(store, 1, FaqAct::Save("de Ana"), &ana()).await;
    let FaqWritten::Conflict(Some(held)) = write(store, 1, FaqAct::Save("de Ben"), &ben()).await
    else {
        panic!("no conflict");
    };
    assert_eq!(held.draft.as_deref(), Some("de Ana"));
    assert_eq!(held.draft_by, ana());
    assert_eq!(held.version, 2);
    let FaqWritten::Conflict(Some(_)) = write(store, 0, FaqAct::Save("autre"), &ben()).await else {
        panic!("an address that is taken is a conflict");
    };
}

async fn two_editors_at_the_same_instant_keep_both_texts(database: &Database) {
    let store = &database.store;
    write(store, 0, FaqAct::Save("un"), &ana()).await;
    let (ana, ben) = (ana(), ben());
    let (one, other) = tokio::join!(
        write(store, 1, FaqAct::Save("de Ana"), &ana),
        write(store, 1, FaqAct::Save("de Ben"), &ben)
    );
    let done = |written: &FaqWritten| usize::from(matches!(written, FaqWritten::Done(2)));
    assert_eq!(done(&one) + done(&other), 1, "{one:?} {other:?}");
    assert_eq!(store.faq_history("a").await.unwrap().len(), 2);
}

async fn a_draft_is_published_at_its_hour_and_not_before(database: &Database) {
    let store = &database.store;
    write(store, 0, FaqAct::Save("un"), &ana()).await;
    write(store, 1, FaqAct::Schedule(at(100)), &ben()).await;
    assert!(store.faq_publish_due(at(99)).await.unwrap().is_empty());
    assert!(read(store).await.is_empty());
    assert_eq!(store.faq_publish_due(at(100)).await.unwrap(), ["a"]);
    assert_eq!(read(store).await, ["un"]);
    assert_eq!(store.faq_history("a").await.unwrap()[0].author, ben());
    assert!(store.faq_publish_due(at(200)).await.unwrap().is_empty());
}

async fn a_changed_draft_gives_up_the_hour_of_the_earlier_one(database: &Database) {
    let store = &database.store;
    write(store, 0, FaqAct::Save("un"), &ana()).await;
    write(store, 1, FaqAct::Schedule(at(100)), &ben()).await;
    write(store, 2, FaqAct::Save("deux"), &ana()).await;
    assert!(store.faq_publish_due(at(200)).await.unwrap().is_empty());
    assert!(read(store).await.is_empty());
}

async fn the_folder_brings_its_entries_once(database: &Database) {
    let store = &database.store;
    let done = store
        .faq_deliver(&folder("un"), &ana(), at(1))
        .await
        .unwrap();
    assert_eq!(done.added, ["a"]);
    assert_eq!(store.faq_publication().await.unwrap(), 1);
    let again = store
        .faq_deliver(&folder("un"), &ana(), at(2))
        .await
        .unwrap();
    assert_eq!(again, Default::default());
    assert_eq!(store.faq_publication().await.unwrap(), 1);
    let newer = store
        .faq_deliver(&folder("deux"), &ana(), at(3))
        .await
        .unwrap();
    assert_eq!(newer.updated, ["a"]);
    assert_eq!(read(store).await, ["deux"]);
    assert_eq!(store.faq_publication().await.unwrap(), 2);
}

async fn the_folder_never_overwrites_what_was_edited_here(database: &Database) {
    let store = &database.store;
    store
        .faq_deliver(&folder("un"), &ana(), at(1))
        .await
        .unwrap();
    write(store, 1, FaqAct::Save("édité"), &ben()).await;
    // A draft is enough: publishing it would undo the folder.
    let done = store
        .faq_deliver(&folder("deux"), &ana(), at(2))
        .await
        .unwrap();
    assert_eq!(done.offered, ["a"]);
    write(store, 3, FaqAct::Publish, &ben()).await;
    let done = store
        .faq_deliver(&folder("trois"), &ana(), at(3))
        .await
        .unwrap();
    assert_eq!(done.offered, ["a"]);
    assert_eq!(read(store).await, ["édité"]);
    let held = store.faq_text("a").await.unwrap().unwrap();
    assert_eq!(held.offered.as_deref(), Some("trois"));
    let again = store
        .faq_deliver(&folder("trois"), &ana(), at(4))
        .await
        .unwrap();
    assert_eq!(again, Default::default());
}

async fn what_the_folder_offers_is_taken_or_left_once(database: &Database) {
    let store = &database.store;
    store
        .faq_deliver(&folder("un"), &ana(), at(1))
        .await
        .unwrap();
    write(store, 1, FaqAct::Save("édité"), &ben()).await;
    write(store, 2, FaqAct::Publish, &ben()).await;
    store
        .faq_deliver(&folder("deux"), &ana(), at(2))
        .await
        .unwrap();
    // Who has not seen the offer leaves nothing.
    let unseen = write(store, 3, FaqAct::Leave, &ben()).await;
    assert!(matches!(unseen, FaqWritten::Conflict(_)), "{unseen:?}");
    write(store, 4, FaqAct::Leave, &ben()).await;
    let done = store
        .faq_deliver(&folder("deux"), &ana(), at(3))
        .await
        .unwrap();
    assert_eq!(done, Default::default());
    assert_eq!(read(store).await, ["édité"]);
    store
        .faq_deliver(&folder("trois"), &ana(), at(4))
        .await
        .unwrap();
    write(store, 6, FaqAct::Take, &ben()).await;
    let held = store.faq_text("a").await.unwrap().unwrap();
    assert_eq!(held.draft.as_deref(), Some("trois"));
    assert_eq!(held.offered, None);
    assert_eq!(
        write(store, 7, FaqAct::Take, &ben()).await,
        FaqWritten::Nothing
    );
}

async fn the_history_says_who_did_what_and_when(database: &Database) {
    let store = &database.store;
    store
        .faq_deliver(&folder("un"), &ana(), at(1))
        .await
        .unwrap();
    write(store, 1, FaqAct::Save("deux"), &ben()).await;
    write(store, 2, FaqAct::Publish, &ana()).await;
    let told: Vec<_> = store
        .faq_history("a")
        .await
        .unwrap()
        .into_iter()
        .map(|line| (line.number, line.act, line.text, line.author.name, line.at))
        .collect();
    let line = |number: u64, act: &str, text: &str, name: &str, second| {
        let owned = |text: &str| text.to_owned();
        (number, owned(act), owned(text), owned(name), at(second))
    };
    assert_eq!(
        told,
        [
            line(3, "publish", "deux", "Ana", 5),
            line(2, "save", "deux", "Ben", 5),
            line(1, "deliver", "un", "Ana", 1),
        ]
    );
}

async fn an_import_and_the_folder_do_not_undo_each_other(database: &Database) {
    let store = &database.store;
    let deliver = async |text: &str, second: i64| {
        let texts = folder(text);
        store.faq_deliver(&texts, &ana(), at(second)).await.unwrap()
    };
    let import = async |text: &str, second: i64| {
        let texts = folder(text);
        let done = store.faq_import(&texts, None, &ben(), at(second)).await;
        done.unwrap().unwrap()
    };
    deliver("P1", 1).await;
    assert_eq!(import("G1", 2).await.updated, ["a"]);
    assert_eq!(deliver("P1", 3).await, Default::default(), "a new start");
    assert_eq!(read(store).await, ["G1"]);
    // Git moves on, and back to the beginning.
    assert_eq!(import("G2", 4).await.updated, ["a"]);
    assert_eq!(import("P1", 5).await.updated, ["a"]);
    assert_eq!(read(store).await, ["P1"]);
    assert_eq!(import("G3", 6).await.updated, ["a"]);
    // A new release of the programme waits beside what was imported.
    assert_eq!(deliver("P2", 7).await.offered, ["a"]);
    let version = store.faq_text("a").await.unwrap().unwrap().version;
    write(store, version, FaqAct::Leave, &ana()).await;
    assert_eq!(deliver("P2", 8).await, Default::default());
    // An import waits beside an edit, and once left does not come back.
    let version = store.faq_text("a").await.unwrap().unwrap().version;
    write(store, version, FaqAct::Save("édité"), &ana()).await;
    write(store, version + 1, FaqAct::Publish, &ana()).await;
    assert_eq!(import("G3", 9).await, Default::default(), "known before");
    assert_eq!(import("G4", 10).await.offered, ["a"]);
    write(store, version + 3, FaqAct::Leave, &ana()).await;
    assert_eq!(import("G4", 11).await, Default::default());
    assert_eq!(deliver("P2", 12).await, Default::default());
    assert_eq!(read(store).await, ["édité"]);
}

async fn a_plan_is_carried_out_as_it_was_seen_or_not_at_all(database: &Database) {
    let store = &database.store;
    let plan = async |text: &str| {
        let texts = folder(text);
        let plan = store.faq_foretell(FaqSource::Import, &texts).await.unwrap();
        (plan.fates["a"].0, plan.digest())
    };
    let import = async |text: &str, seen: &str| {
        let texts = folder(text);
        let done = store.faq_import(&texts, Some(seen), &ben(), at(9)).await;
        done.unwrap()
    };
    let (fate, new) = plan("un").await;
    assert_eq!(fate, FaqFate::Added);
    assert_eq!(import("un", &new).await.unwrap().added, ["a"]);
    assert_eq!(import("un", &new).await, None, "it is no longer new");
    let (fate, changed) = plan("deux").await;
    assert_eq!(fate, FaqFate::Updated);
    write(store, 1, FaqAct::Save("brouillon"), &ana()).await;
    assert_eq!(import("deux", &changed).await, None);
    assert_eq!(read(store).await, ["un"]);
    let (fate, waits) = plan("deux").await;
    assert_eq!(fate, FaqFate::Offered);
    assert_eq!(import("deux", &waits).await.unwrap().offered, ["a"]);
    assert_eq!(plan("deux").await.0, FaqFate::Waiting);
    assert_eq!(plan("un").await.0, FaqFate::Same);
}

async fn an_archive_waits_for_a_day(database: &Database) {
    let store = &database.store;
    let upload = |number: u128, second: i64| FaqUpload {
        id: uuid::Uuid::from_u128(number),
        account: ana().id,
        file_name: "faq.zip".to_owned(),
        archive: vec![0, 255, 7],
        received_at: at(second),
    };
    let (one, two) = (upload(1, 10), upload(2, 20));
    store.faq_keep_upload(&one, at(0)).await.unwrap();
    assert_eq!(store.faq_upload(one.id).await.unwrap(), Some(one.clone()));
    store.faq_keep_upload(&two, at(15)).await.unwrap();
    assert_eq!(store.faq_upload(one.id).await.unwrap(), None);
    store.faq_drop_upload(two.id).await.unwrap();
    assert_eq!(store.faq_upload(two.id).await.unwrap(), None);
}
