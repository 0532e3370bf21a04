//! The same evidence in two places is shown to the examiner, and to nobody else: a vendor
//! learns nothing about another one. A check that never ends is said to be not checked.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use aval_core::{
    access::{Actor, Side},
    application::{Command, Content, FileContent},
    catalogue::ProofKey,
    ids::{ApplicationId, EvidenceId},
};
use aval_inspect::Likeness;
use aval_store::KeptLikeness;
use aval_web::{
    clockwork,
    house::{House, Settings},
    site::site,
};
use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use common::{
    actor,
    application::{Until, application, examiner, signed_in},
    catalogue, house_with, owner, proof_key,
};
use tower::ServiceExt;

struct Stage {
    house: House,
    _folder: tempfile::TempDir,
}

impl Stage {
    async fn set(settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("aval.sqlite").display());
        let files = folder.path().join("files");
        let house = house_with(&url, &files, catalogue(1, 3), 1, settings).await;
        Self {
            house,
            _folder: folder,
        }
    }

    /// The piece of a slot becomes this content.
    async fn becomes(
        &self,
        who: &Actor,
        id: ApplicationId,
        slot: &str,
        content: Content,
    ) -> EvidenceId {
        let slot = ProofKey::new(slot.to_owned());
        let dossier = self.house.dossier(who, id).await.unwrap();
        let evidence = dossier
            .state
            .slot(&slot)
            .unwrap()
            .links
            .first()
            .unwrap()
            .evidence;
        let replace = Command::ReplaceEvidence {
            evidence,
            content,
            following: [slot].into(),
            started_at: self.house.now(),
        };
        self.house.execute(who, id, replace, None).await.unwrap();
        evidence
    }

    async fn page(&self, cookie: &str, id: ApplicationId, slot: &str) -> String {
        let path = format!("/dossiers/{id}/chapitres/chapter-1?preuve={slot}");
        let request = Request::get(path)
            .header("cookie", cookie)
            .body(Body::empty())
            .unwrap();
        let answer = site(self.house.clone()).oneshot(request).await.unwrap();
        let body = to_bytes(answer.into_body(), 64 << 20).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }
}

fn file(hash: &str) -> Content {
    Content::File(FileContent {
        hash: hash.repeat(64),
        name: "ecran.png".into(),
        size: 10,
        media_type: "image/png".into(),
    })
}

fn other_vendor() -> Actor {
    actor(0x21, Side::Vendor, 0x20, &["owner"], &[])
}

#[tokio::test]
async fn the_same_file_of_two_vendors_is_shown_to_the_examiner_alone() {
    let stage = Stage::set(Settings::default()).await;
    let mine = application(&stage.house, 1, &owner(), Until::Returned).await;
    let theirs = application(&stage.house, 2, &other_vendor(), Until::Returned).await;
    let (first, second) = (proof_key(1, 1), proof_key(1, 2));
    stage.becomes(&owner(), mine, &first, file("a")).await;
    stage.becomes(&owner(), mine, &second, file("a")).await;
    stage
        .becomes(&other_vendor(), theirs, &first, file("a"))
        .await;

    let examiner = signed_in(&stage.house, &examiner()).await;
    let seen = stage.page(&examiner, mine, &first).await;
    assert!(
        seen.contains("dossier D-000002 d’un autre éditeur"),
        "{seen}"
    );
    assert!(
        seen.contains("une seconde fois dans ce dossier, pour R.01.02.a"),
        "{seen}"
    );
    let unique = stage.page(&examiner, mine, &proof_key(1, 3)).await;
    assert!(!unique.contains("elsewhere-title"));

    let vendor = signed_in(&stage.house, &owner()).await;
    let seen = stage.page(&vendor, mine, &first).await;
    assert!(seen.contains("ecran.png"));
    for secret in [
        "D-000002",
        "elsewhere-title",
        "autre éditeur",
        "seconde fois",
    ] {
        assert!(!seen.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_file_that_looks_like_that_of_another_vendor_is_shown_with_how_alike() {
    let stage = Stage::set(Settings::default()).await;
    let mine = application(&stage.house, 1, &owner(), Until::Returned).await;
    let theirs = application(&stage.house, 2, &other_vendor(), Until::Returned).await;
    let slot = proof_key(1, 1);
    let look = |changed: &str| Likeness::Picture {
        print: "00ff00ff00ff00ff".into(),
        grid: format!("{}{changed}", "80".repeat(1023)),
    };
    for (who, id, name, likeness) in [
        (owner(), mine, "a", look("80")),
        (other_vendor(), theirs, "b", look("84")),
    ] {
        stage.becomes(&who, id, &slot, file(name)).await;
        let hash = name.repeat(64);
        let kept = KeptLikeness {
            content_hash: hash.clone(),
            kind: likeness.kind().into(),
            likeness: serde_json::to_string(&likeness).unwrap(),
            bands: likeness.bands().to_vec(),
        };
        stage.house.store().keep_likeness(&kept).await.unwrap();
    }
    let examiner = signed_in(&stage.house, &examiner()).await;
    let seen = stage.page(&examiner, mine, &slot).await;
    assert!(
        seen.contains("presque identique") || seen.contains("presque identique (à 100\u{a0}%)"),
        "{seen}"
    );
    assert!(seen.contains("99\u{a0}%") && seen.contains("D-000002"));
    let vendor = signed_in(&stage.house, &owner()).await;
    let seen = stage.page(&vendor, mine, &slot).await;
    assert!(!seen.contains("D-000002") && !seen.contains("presque identique"));
}

#[tokio::test]
async fn a_link_is_looked_at_and_shown_to_be_used_by_another_vendor() {
    let stage = Stage::set(Settings::default()).await;
    let mine = application(&stage.house, 1, &owner(), Until::Returned).await;
    let theirs = application(&stage.house, 2, &other_vendor(), Until::Returned).await;
    let host = stage
        .house
        .programme()
        .interop_hosts
        .iter()
        .find(|host| host.accepted)
        .map_or_else(|| "tests.example".to_owned(), |host| host.host.clone());
    let link = |url: String| Content::Link { url };
    let slot = proof_key(1, 1);
    stage
        .becomes(
            &owner(),
            mine,
            &slot,
            link(format!("https://{host}/report?id=42")),
        )
        .await;
    let shouted = format!("https://{}/report?id=42#top", host.to_uppercase());
    stage
        .becomes(&other_vendor(), theirs, &slot, link(shouted))
        .await;
    let bare = proof_key(1, 2);
    stage
        .becomes(&owner(), mine, &bare, link(format!("https://{host}/home")))
        .await;
    while clockwork::work(&stage.house).await.unwrap() > 0 {}

    let examiner = signed_in(&stage.house, &examiner()).await;
    let seen = stage.page(&examiner, mine, &slot).await;
    assert!(
        seen.contains("Le même lien est aussi dans le dossier D-000002"),
        "{seen}"
    );
    assert!(seen.contains("L’adresse désigne un rapport."), "{seen}");
    let vendor = signed_in(&stage.house, &owner()).await;
    let seen = stage.page(&vendor, mine, &slot).await;
    assert!(seen.contains("L’adresse désigne un rapport.") && !seen.contains("D-000002"));
    let seen = stage.page(&vendor, mine, &bare).await;
    assert!(
        seen.contains("L’adresse ne désigne aucun rapport"),
        "{seen}"
    );
}

/// Claims the jobs that are due so many times, as a service that dies each time would.
async fn died(stage: &Stage, times: u32) {
    for _ in 0..times {
        let now = stage.house.now();
        let lease = jiff::SignedDuration::ZERO;
        let jobs = stage
            .house
            .store()
            .claim(100, lease, now, stage.house.id())
            .await
            .unwrap();
        assert!(!jobs.is_empty());
    }
}

#[tokio::test]
async fn a_check_that_never_ends_is_said_to_be_not_checked() {
    // Five tries that died with the service and a sixth that fails; then seven that died.
    for (before, deaths) in [("fails", 5), ("dies", 7)] {
        let nowhere = aval_inspect::Worker::new(
            "/nowhere/at/all".into(),
            Vec::new(),
            aval_inspect::Bounds::default(),
            1,
        );
        let settings = Settings {
            inspector: Some(std::sync::Arc::new(nowhere)),
            ..Settings::default()
        };
        let stage = Stage::set(settings).await;
        let mine = application(&stage.house, 1, &owner(), Until::Returned).await;
        let slot = proof_key(1, 1);
        stage.becomes(&owner(), mine, &slot, file("a")).await;
        let vendor = signed_in(&stage.house, &owner()).await;
        let waiting = stage.page(&vendor, mine, &slot).await;
        assert!(
            waiting.contains("Vérification en cours"),
            "{before}: {waiting}"
        );
        died(&stage, deaths).await;
        clockwork::work(&stage.house).await.unwrap();
        let outcomes = stage
            .house
            .store()
            .inspection_outcomes(mine.0)
            .await
            .unwrap();
        let outcomes: Vec<&str> = outcomes.iter().map(|one| one.outcome.as_str()).collect();
        assert_eq!(outcomes, ["not_checked"], "{before}");
        let seen = stage.page(&vendor, mine, &slot).await;
        assert!(
            seen.contains("n’a pas abouti après plusieurs essais"),
            "{before}: {seen}"
        );
        assert!(!seen.contains("Vérification en cours"), "{before}");
    }
}

#[tokio::test]
async fn a_long_check_holds_up_no_other() {
    const SLOTS: u32 = 24;
    // The child of one file waits, as long as it may, for a flag that nobody raises; those of
    // the others end at once without a report.
    let folder = tempfile::tempdir().unwrap();
    let script = format!(
        "if grep -q slow.png; then while [ ! -e {} ]; do sleep 1; done; fi",
        folder.path().join("flag").display()
    );
    let worker = aval_inspect::Worker::new(
        "/bin/sh".into(),
        vec!["-c".into(), script],
        aval_inspect::Bounds::default(),
        2,
    );
    let url = format!("sqlite:{}", folder.path().join("aval.sqlite").display());
    let files = folder.path().join("files");
    let settings = Settings {
        inspector: Some(std::sync::Arc::new(worker)),
        ..Settings::default()
    };
    let house = house_with(&url, &files, catalogue(1, SLOTS), 1, settings).await;
    let stage = Stage {
        house,
        _folder: folder,
    };
    let mine = application(&stage.house, 1, &owner(), Until::Filled).await;
    let stored = stage
        .house
        .blobs()
        .put(&mut &b"octets"[..], 100)
        .await
        .unwrap();
    let mut slow = None;
    for rank in 1..=SLOTS {
        let content = Content::File(FileContent {
            hash: stored.hash.clone(),
            name: if rank == 1 { "slow.png" } else { "quick.png" }.into(),
            size: stored.size,
            media_type: "image/png".into(),
        });
        let slot = proof_key(1, rank);
        let evidence = stage.becomes(&owner(), mine, &slot, content).await;
        slow.get_or_insert(evidence);
    }
    let (_keep, stop) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(clockwork::run(stage.house.clone(), stop));
    let said = loop {
        let store = stage.house.store();
        let said = store.inspection_outcomes(mine.0).await.unwrap();
        if said.len() + 1 >= usize::try_from(SLOTS).unwrap() {
            break said;
        }
        tokio::task::yield_now().await;
    };
    running.abort();
    assert!(
        said.iter()
            .all(|one| Some(EvidenceId(one.evidence)) != slow)
    );
}
