//! A small picture goes by the hash of its content, and with it.

use crate::database::{Database, on_both};

on_both!(a_small_picture_is_kept_replaced_and_forgotten);

async fn a_small_picture_is_kept_replaced_and_forgotten(database: &Database) {
    let store = &database.store;
    assert_eq!(store.thumbnail("aa").await.unwrap(), None);
    for (hash, jpeg) in [("aa", [1_u8, 0, 255]), ("bb", [2, 2, 2]), ("aa", [3, 0, 3])] {
        store.keep_thumbnail(hash, &jpeg).await.unwrap();
    }
    assert_eq!(store.thumbnail("aa").await.unwrap().unwrap(), [3, 0, 3]);
    let asked = ["aa", "cc", "aa", "'"].into_iter();
    let found = store.with_thumbnail(asked).await.unwrap();
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["aa"]);
    assert!(
        store
            .with_thumbnail([].into_iter())
            .await
            .unwrap()
            .is_empty()
    );
    store.forget_thumbnail("aa").await.unwrap();
    assert_eq!(store.thumbnail("aa").await.unwrap(), None);
    assert!(store.thumbnail("bb").await.unwrap().is_some());
}
