//! Catalogue versions do not change.

use aval_store::{Inserted, StoreError, StoredCatalogue};

use crate::{
    database::{Database, on_both},
    toy::at,
};

on_both!(a_version_is_kept_once_and_never_changed);

async fn a_version_is_kept_once_and_never_changed(database: &Database) {
    let store = &database.store;
    let version = StoredCatalogue {
        code: "REM-LGC".to_owned(),
        version: "1.1".to_owned(),
        document: r#"{"title":"Référentiel"}"#.to_owned(),
        source_hash: "ab".repeat(32),
        imported_at: at(0),
        published_at: None,
    };
    assert_eq!(store.put_catalogue(&version).await.unwrap(), Inserted::New);
    assert_eq!(store.put_catalogue(&version).await.unwrap(), Inserted::Same);
    let changed = StoredCatalogue {
        document: "{}".to_owned(),
        ..version.clone()
    };
    assert!(matches!(
        store.put_catalogue(&changed).await,
        Err(StoreError::CatalogueChanged { .. })
    ));
    assert_eq!(
        store.catalogue("REM-LGC", "1.1").await.unwrap(),
        Some(version.clone())
    );
    store
        .publish_catalogue("REM-LGC", "1.1", at(5))
        .await
        .unwrap();
    store
        .publish_catalogue("REM-LGC", "1.1", at(9))
        .await
        .unwrap();
    assert!(matches!(
        store.publish_catalogue("REM-LGC", "9", at(9)).await,
        Err(StoreError::NotFound)
    ));
    let newer = StoredCatalogue {
        version: "1.2".to_owned(),
        imported_at: at(3),
        ..version
    };
    store.put_catalogue(&newer).await.unwrap();
    let listed = store.catalogues().await.unwrap();
    let listed: Vec<_> = listed
        .iter()
        .map(|entry| (entry.version.as_str(), entry.published_at))
        .collect();
    assert_eq!(listed, [("1.2", None), ("1.1", Some(at(5)))]);

    // A version in preparation may be taken back; a published one never.
    let mut tx = store.begin().await.unwrap();
    tx.discard_catalogue("REM-LGC", "1.2").await.unwrap();
    assert!(matches!(
        tx.discard_catalogue("REM-LGC", "1.1").await,
        Err(StoreError::NotFound)
    ));
    tx.commit().await.unwrap();
    assert_eq!(store.catalogues().await.unwrap().len(), 1);
}
