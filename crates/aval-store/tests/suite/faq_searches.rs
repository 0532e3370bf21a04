//! Searches of which nothing is opened: each searcher counts once, within bounds, and old
//! ones are thrown away.

use aval_store::Store;

use crate::{
    database::{Database, on_both},
    toy::at,
};

on_both!(
    a_searcher_counts_once_and_opening_stays,
    a_searcher_leaves_so_many_texts_and_no_more,
    old_searches_are_thrown_away,
);

async fn note(store: &Store, text: &str, searcher: &str, opened: bool, second: i64) -> bool {
    store
        .faq_searched(text, searcher, opened, 3, at(second))
        .await
        .unwrap()
}

async fn a_searcher_counts_once_and_opening_stays(database: &Database) {
    let store = &database.store;
    for searcher in ["s1", "s2", "s2", "s3"] {
        assert!(note(store, "a", searcher, false, 1).await);
    }
    note(store, "a", "s3", true, 2).await;
    note(store, "a", "s3", false, 3).await;
    note(store, "b", "s1", true, 4).await;
    let found = store.faq_unopened(1, at(0)).await.unwrap();
    assert_eq!(found.len(), 1, "who opened something opened something");
    assert_eq!((found[0].searches, found[0].unopened), (3, 2));
    assert_eq!((found[0].text.as_str(), found[0].last_at), ("a", at(1)));
    assert_eq!(store.faq_unopened(3, at(0)).await.unwrap(), []);
}

async fn a_searcher_leaves_so_many_texts_and_no_more(database: &Database) {
    let store = &database.store;
    for text in ["a", "b", "c"] {
        assert!(note(store, text, "s1", false, 1).await);
    }
    assert!(!note(store, "d", "s1", false, 2).await);
    assert!(note(store, "a", "s1", true, 2).await, "a text held changes");
    assert!(note(store, "d", "s2", false, 2).await, "others go on");
    assert_eq!(store.faq_unopened(1, at(0)).await.unwrap().len(), 3);
}

async fn old_searches_are_thrown_away(database: &Database) {
    let store = &database.store;
    note(store, "a", "s1", false, 1).await;
    note(store, "a", "s2", false, 9).await;
    let found = store.faq_unopened(1, at(5)).await.unwrap();
    assert_eq!((found[0].searches, found[0].unopened), (1, 1));
    assert_eq!(store.faq_unopened(1, at(0)).await.unwrap(), found);
}
