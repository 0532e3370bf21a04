//! Rules that changed between two starts of the house: what was looked at by others is looked
//! at again, once, and what was said before stays.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use aval_core::{
    application::{Command, Content, FileContent},
    catalogue::ProofKey,
    ids::ApplicationId,
};
use aval_store::Inspection;
use aval_web::{
    clockwork,
    house::{House, Settings},
    inspection,
};
use common::{
    application::{Until, application},
    catalogue, house, house_of, owner, proof_key, small_programme,
};

async fn said(house: &House, id: ApplicationId, rank: u32) -> Vec<String> {
    let history = history(house, id, rank).await;
    history.into_iter().map(|one| one.checker).collect()
}

async fn history(house: &House, id: ApplicationId, rank: u32) -> Vec<Inspection> {
    let slot = ProofKey::new(proof_key(1, rank));
    let dossier = house.dossier(&owner(), id).await.unwrap();
    let links = &dossier.state.slot(&slot).unwrap().links;
    let link = links.first().unwrap();
    house
        .store()
        .inspections(id.0, slot.as_str(), link.evidence.0, link.version)
        .await
        .unwrap()
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

/// What the last look at a link said of its host, and how often it was looked at.
async fn admitted(house: &House, id: ApplicationId, rank: u32) -> (usize, String) {
    let history = history(house, id, rank).await;
    let report: aval_inspect::Report = serde_json::from_str(&history[0].report).unwrap();
    let check = report
        .checks
        .iter()
        .find(|check| check.code == "link.admitted");
    (history.len(), check.unwrap().french.clone())
}

#[tokio::test]
async fn a_changed_list_of_hosts_looks_at_links_again_and_at_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("aval.sqlite").display());
    let files = folder.path().join("files");
    let start = async |base: u64, refusal: Option<&str>| {
        let mut programme = small_programme();
        for known in &mut programme.interop_hosts {
            known.accepted = refusal.is_none();
            known.refusal = refusal.map(str::to_owned);
        }
        let settings = Settings::default();
        let house = house_of(programme, &url, &files, catalogue(1, 3), base, settings).await;
        inspection::follow_rules(&house).await.unwrap();
        worked(&house).await;
        house
    };
    let house = start(1, None).await;
    let id = application(&house, 1, &owner(), Until::Filled).await;
    let host = house.programme().interop_hosts[0].host.clone();
    let contents = [
        Content::Link {
            url: format!("https://{host}/report?id=42"),
        },
        Content::File(FileContent {
            hash: "ab".repeat(32),
            name: "ecran.png".into(),
            size: 10,
            media_type: "image/png".into(),
        }),
    ];
    for (rank, content) in (1..).zip(contents) {
        let slot = ProofKey::new(proof_key(1, rank));
        let dossier = house.dossier(&owner(), id).await.unwrap();
        let links = &dossier.state.slot(&slot).unwrap().links;
        let replace = Command::ReplaceEvidence {
            evidence: links.first().unwrap().evidence,
            content,
            following: [slot].into(),
            started_at: house.now(),
        };
        house.execute(&owner(), id, replace, None).await.unwrap();
    }
    worked(&house).await;
    let (looks, sentence) = admitted(&house, id, 1).await;
    assert_eq!(looks, 1);
    assert!(sentence.contains("hôte admis"), "{sentence}");

    let house = start(2, Some("Ce service a fermé : rejouez le test.")).await;
    let (looks, sentence) = admitted(&house, id, 1).await;
    assert_eq!(looks, 2, "what was said before stays");
    assert!(
        sentence.contains("Ce service a fermé : rejouez le test."),
        "{sentence}"
    );
    assert_eq!(history(&house, id, 2).await.len(), 1, "a file has no host");

    // The same list at the next start: nothing to do. Admitted again: looked at again.
    let house = start(3, Some("Ce service a fermé : rejouez le test.")).await;
    assert_eq!(admitted(&house, id, 1).await.0, 2);
    let house = start(4, None).await;
    let (looks, sentence) = admitted(&house, id, 1).await;
    assert_eq!(looks, 3);
    assert!(sentence.contains("hôte admis"), "{sentence}");
}
