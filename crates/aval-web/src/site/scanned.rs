//! A content that is set aside is read nowhere and by nobody, and blocks nothing else.

use std::path::Path;

use aval_core::application::{Command, Content};
use axum::http::StatusCode;
use jiff::SignedDuration;

use super::walk::{Stage, Walk};
use crate::{
    house::{Settings, testing::small_programme},
    malware::{
        Clamd,
        tests::{MARKER, MadeUp},
    },
};

/// A house with an antivirus.
async fn walk() -> (Walk, Clamd) {
    let clamd = MadeUp::new().await.clamd();
    let settings = Settings {
        clamd: Some(clamd.clone()),
        ..Settings::default()
    };
    // Texts too: their lines are shown on our own pages.
    let mut programme = small_programme();
    for kind in &mut programme.proof_kinds {
        kind.formats.insert("log".to_owned());
    }
    (Walk::with(programme, settings).await, clamd)
}

async fn scanned(walk: &Walk, clamd: &Clamd) {
    crate::malware::scan_all(&walk.house.house, clamd)
        .await
        .unwrap();
}

#[tokio::test]
async fn what_is_set_aside_is_given_to_nobody_by_any_way() {
    let (walk, clamd) = walk().await;
    let id = walk.application(Stage::Eligible).await;
    let (evidence, hash) = walk.deposit(id, "F.01.a", "suspect.log", MARKER).await;
    let piece = format!("/dossiers/{id}/pieces/{evidence}/1");
    let desk = format!("/dossiers/{id}/chapitres/functions?preuve=F.01.a");
    // Until the antivirus answers, who deposited reads and the teams wait.
    let owner = walk.house.get_as(walk.who("owner"), &piece).await;
    assert_eq!(owner.status, StatusCode::OK);
    let examiner = walk.house.get_as(walk.who("examiner"), &piece).await;
    assert_eq!(examiner.status, StatusCode::FORBIDDEN);
    assert!(examiner.body.contains("n’a pas encore répondu"));
    scanned(&walk, &clamd).await;

    let again = Command::ReplaceEvidence {
        evidence,
        content: Content::File(walk.file("reprise.log", b"well again").await),
        following: ["F.01.a".into()].into(),
        started_at: walk.house.house.now(),
    };
    for name in ["owner", "member", "examiner", "clerk", "chair", "keeper"] {
        let who = walk.who(name);
        for path in [
            piece.clone(),
            format!("{piece}?telecharger=1"),
            format!("{piece}?revision=signee"),
        ] {
            let answer = walk.house.get_as(who, &path).await;
            let told = (name, &path, answer.status);
            let hidden = matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
            assert!(hidden, "{told:?}");
            assert!(!answer.body.contains("aval marker"), "{told:?}");
            if path == piece {
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{told:?}");
                assert!(answer.body.contains("Mis de côté"), "{told:?}");
                assert_eq!(answer.header("cache-control"), "no-store");
                assert!(!answer.body.contains("Made.Up"), "{told:?}");
            }
        }
        let page = walk.house.get_as(who, &desk).await;
        assert_eq!(page.status, StatusCode::OK, "{name}");
        assert!(
            !page.body.contains("aval marker"),
            "{name}: lines are shown"
        );
        assert!(page.body.contains("Mis de côté"), "{name}");
        let archive = format!("/dossiers/{id}/archive");
        let archive = walk.house.octets_as(who, &archive).await;
        let holds = |part: &[u8]| archive.windows(part.len()).any(|window| window == part);
        assert!(!holds(MARKER), "{name}");
        assert!(holds(b"malware.found") && holds(hash.as_bytes()), "{name}");
    }
    // A part, and what a browser has kept of it.
    let etag = format!("\"{hash}\"");
    for field in [("range", "bytes=0-3"), ("if-none-match", etag.as_str())] {
        let owner = walk.who("owner").cookie();
        let fields = [("cookie", owner.as_str()), field];
        let answer = walk.house.get_with(&piece, &fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{field:?}");
    }
    walk.house.clock.pass(SignedDuration::from_secs(1));
    walk.did(id, "owner", again).await;
    scanned(&walk, &clamd).await;
    let compare = format!("/dossiers/{id}/comparer?preuve=F.01.a");
    for name in ["owner", "examiner", "keeper"] {
        let page = walk.house.get_as(walk.who(name), &compare).await;
        assert_eq!(page.status, StatusCode::OK, "{name}");
        assert!(!page.body.contains("aval marker"), "{name}");
        assert!(!page.body.contains("well again"), "{name}");
        assert!(page.body.contains("un contenu suspect"), "{name}");
        // The one that took its place is read.
        let new = format!("/dossiers/{id}/pieces/{evidence}/2");
        let new = walk.house.get_as(walk.who(name), &new).await;
        assert_eq!(new.status, StatusCode::OK, "{name}");
    }
}

#[tokio::test]
async fn what_is_set_aside_keeps_nobody_from_submitting() {
    let (walk, clamd) = walk().await;
    let id = walk.application(Stage::Deposited).await;
    walk.deposit(id, "F.01.a", "suspect.log", MARKER).await;
    scanned(&walk, &clamd).await;
    let chapter = format!("/dossiers/{id}/chapitres/functions");
    let owner = walk.who("owner");
    let page = walk.house.get_as(owner, &chapter).await;
    assert!(page.body.contains("Mis de côté"), "beside the piece");
    let submit = Command::SubmitChapter {
        chapter: "functions".into(),
        remainder: None,
        reasons: std::collections::BTreeMap::new(),
    };
    walk.did(id, "owner", submit).await;
}

/// Where stored files may be opened without asking what the antivirus said: where they
/// arrive, are looked at by programs, or are removed; and what administrators import.
const WITHOUT_ASKING: [&str; 13] = [
    "administration/import.rs",
    "administration/received_file.rs",
    "administration/trust.rs",
    "custody.rs",
    "dossier/erasure.rs",
    "dossier/evidence.rs",
    "dossier/export.rs",
    "house.rs",
    "inspection/job.rs",
    "malware/reading.rs",
    "malware/watch.rs",
    "trust/shelf.rs",
    "uploads/scene.rs",
];

#[test]
fn pages_open_files_through_one_place() {
    fn look(folder: &Path, root: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(&path, root, found);
                continue;
            }
            let name = path.strip_prefix(root).unwrap().display().to_string();
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let spaceless: String = code.chars().filter(|c| !c.is_whitespace()).collect();
            let ours =
                name.contains("tests") || name.starts_with("site/") || name.contains("testing");
            if !ours && spaceless.contains(".blobs()") {
                found.push(name);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    look(&root, &root, &mut found);
    found.sort();
    for name in found {
        assert!(
            WITHOUT_ASKING.contains(&name.as_str()),
            "{name} opens stored files: people read them through House::readable"
        );
    }
}
