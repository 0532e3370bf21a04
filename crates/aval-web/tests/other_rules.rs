//! Rules that changed between two starts of the house: what was looked at by others is looked
//! at again, once, and what was said before stays.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use aval_core::{catalogue::ProofKey, ids::ApplicationId};
use aval_store::Inspection;
use aval_web::{clockwork, house::House, inspection};
use common::{
    application::{Until, application},
    catalogue, house, owner, proof_key,
};

async fn said(house: &House, id: ApplicationId, rank: u32) -> Vec<String> {
    let slot = ProofKey::new(proof_key(1, rank));
    let dossier = house.dossier(&owner(), id).await.unwrap();
    let links = &dossier.state.slot(&slot).unwrap().links;
    let link = links.first().unwrap();
    let history = house
        .store()
        .inspections(id.0, slot.as_str(), link.evidence.0, link.version)
        .await
        .unwrap();
    history.into_iter().map(|one| one.checker).collect()
}

async fn worked(house: &House) {
    while clockwork::work(house).await.unwrap() > 0 {}
}

#[tokio::test]
async fn what_was_looked_at_by_other_rules_is_looked_at_again_once() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("aval.sqlite").display());
    let house = house(&url, &folder.path().join("files"), catalogue(1, 2), 1).await;
    let id = application(&house, 1, &owner(), Until::Filled).await;
    let slot = ProofKey::new(proof_key(1, 1));
    let dossier = house.dossier(&owner(), id).await.unwrap();
    let links = &dossier.state.slot(&slot).unwrap().links;
    let link = links.first().unwrap();
    let old = Inspection {
        id: house.id(),
        application: id.0,
        slot: slot.to_string(),
        evidence: link.evidence.0,
        version: link.version,
        content_hash: "ab".repeat(32),
        checker: "an-older-checker/1".into(),
        inspected_at: house.now() - jiff::SignedDuration::from_hours(1),
        outcome: "pass".into(),
        report: "{}".into(),
    };
    house.store().add_inspection(&old).await.unwrap();

    assert!(inspection::follow_rules(&house).await.unwrap());
    worked(&house).await;
    let history = said(&house, id, 1).await;
    let [new, old] = history.as_slice() else {
        panic!("{history:?}");
    };
    assert!(new.starts_with("aval-inspect/"), "{new}");
    assert_eq!(old, "an-older-checker/1");
    // Its own job looks at what was never looked at.
    assert!(said(&house, id, 2).await.is_empty());

    // The same rules at the next start: nothing to do.
    assert!(!inspection::follow_rules(&house).await.unwrap());
    worked(&house).await;
    assert_eq!(said(&house, id, 1).await, history);

    // Other rules came and went in between: what was said by these ones still holds.
    let mut tx = house.store().begin().await.unwrap();
    assert!(tx.inspect_by("other rules").await.unwrap());
    tx.commit().await.unwrap();
    assert!(inspection::follow_rules(&house).await.unwrap());
    worked(&house).await;
    assert_eq!(said(&house, id, 1).await, history);
}
