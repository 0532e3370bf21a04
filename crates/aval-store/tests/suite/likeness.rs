//! Look-alikes are found by a key in common, inside the scope only.

use aval_store::{KeptLikeness, Scope, SlotContent};

use crate::{
    database::{Database, on_both},
    toy::{at, only, row, uuid},
};

on_both!(look_alikes_are_found_inside_the_scope_only);

fn kept(hash: &str, kind: &str, bands: &[u16]) -> KeptLikeness {
    KeptLikeness {
        content_hash: hash.to_owned(),
        kind: kind.to_owned(),
        likeness: format!("like {hash}"),
        bands: bands.to_vec(),
    }
}

async fn look_alikes_are_found_inside_the_scope_only(database: &Database) {
    let store = &database.store;
    for (number, vendor, hash) in [(1, 1, "aa"), (2, 1, "bb"), (3, 2, "cc"), (4, 2, "dd")] {
        let mut views = only(row(uuid(number), &format!("SG2-{number}")));
        views.application.vendor_id = uuid(vendor);
        views.evidence = vec![SlotContent {
            content_hash: hash.to_owned(),
            slot: "p1".to_owned(),
        }];
        let mut tx = store.begin().await.unwrap();
        tx.put_views(&views).await.unwrap();
        tx.commit().await.unwrap();
    }
    for one in [
        kept("aa", "picture", &[1, 300]),
        // Written twice: the second time counts.
        kept("bb", "picture", &[7]),
        kept("bb", "picture", &[2, 300]),
        kept("cc", "picture", &[1, 301]),
        // Another kind, and another content that nobody uses.
        kept("dd", "text", &[1, 300]),
        kept("ee", "picture", &[1, 300]),
    ] {
        store.keep_likeness(&one).await.unwrap();
    }
    let like = async |scope: Scope, one: &KeptLikeness| {
        let found = store.look_alikes(&scope, one, at(0), 10).await.unwrap();
        found
            .into_iter()
            .map(|found| format!("{} {} {}", found.number, found.content_hash, found.likeness))
            .collect::<Vec<_>>()
    };
    let first = kept("aa", "picture", &[1, 300]);
    assert_eq!(
        like(Scope::Operator, &first).await,
        ["SG2-2 bb like bb", "SG2-3 cc like cc"]
    );
    let own = Scope::Vendor {
        organisation: uuid(1),
    };
    assert_eq!(like(own, &first).await, ["SG2-2 bb like bb"]);
    assert!(like(Scope::Public, &first).await.is_empty());
    let former = kept("zz", "picture", &[7]);
    assert!(like(Scope::Operator, &former).await.is_empty());
    let nothing = kept("zz", "picture", &[]);
    assert!(like(Scope::Operator, &nothing).await.is_empty());

    assert_eq!(
        store.likeness("cc").await.unwrap().as_deref(),
        Some("like cc")
    );
    store.forget_likeness("cc").await.unwrap();
    assert_eq!(store.likeness("cc").await.unwrap(), None);
    assert_eq!(like(Scope::Operator, &first).await, ["SG2-2 bb like bb"]);
    let bands = "SELECT CAST(COUNT(*) AS TEXT) FROM likeness_band WHERE content_hash = 'cc'";
    assert_eq!(database.texts(bands).await, ["0"]);
}
