//! Entries of the FAQ as editors write them: nobody overwrites anybody, nor does the folder
//! of the programme; people read what was published and nothing else.

use std::collections::BTreeMap;

use aval_store::{FaqAct, FaqAuthor, FaqWritten, Store};

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
