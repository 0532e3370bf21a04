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

#[tokio::test]
async fn an_administrator_gives_back_what_was_found_by_mistake_and_says_why() {
    const HERE: &str = "/administration/antivirus";
    let (walk, clamd) = walk().await;
    let id = walk.application(Stage::Eligible).await;
    let (evidence, hash) = walk.deposit(id, "F.01.a", "suspect.log", MARKER).await;
    let piece = format!("/dossiers/{id}/pieces/{evidence}/1");
    let (keeper, examiner) = (walk.who("keeper"), walk.who("examiner"));
    scanned(&walk, &clamd).await;

    let overview = walk.house.get_as(keeper, "/administration").await.body;
    assert!(overview.contains("1 fichier est mis de côté par l’antivirus."));
    let list = walk.house.get_as(keeper, HERE).await;
    assert_eq!(list.status, StatusCode::OK);
    let depositor = &walk.who("owner").actor.name;
    for told in ["Made.Up", depositor, "F.01.a", &hash, "L’antivirus répond."] {
        assert!(list.body.contains(told), "{told}: {}", list.body);
    }
    let path = format!("{HERE}/{hash}");
    let found = ("found", "Made.Up");
    let mute = walk.house.post_as(keeper, &path, &[found]).await;
    assert_eq!(mute.status, StatusCode::UNPROCESSABLE_ENTITY);
    let reason = ("reason", "Un outil de mesure.");
    let other = [("found", "Another.Name"), reason];
    let other = walk.house.post_as(keeper, &path, &other).await;
    assert_eq!(other.status, StatusCode::CONFLICT, "what was seen is gone");
    let still = walk.house.get_as(examiner, &piece).await;
    assert_eq!(still.status, StatusCode::FORBIDDEN);

    let done = walk.house.post_as(keeper, &path, &[found, reason]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let read = walk.house.get_as(examiner, &piece).await;
    assert_eq!(read.status, StatusCode::OK);
    let journal = walk.house.get_as(keeper, "/administration/journal").await;
    assert!(journal.body.contains("Un outil de mesure.") && journal.body.contains("Made.Up"));
    // The same name found again is the same mistake.
    let again = format!("{path}/analyser");
    let asked = walk.house.post_as(keeper, &again, &[]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    scanned(&walk, &clamd).await;
    let read = walk.house.get_as(examiner, &piece).await;
    assert_eq!(read.status, StatusCode::OK);
    let one = walk.house.get_as(keeper, &path).await.body;
    assert_eq!(one.matches("Trouvé").count(), 2, "both answers are kept");
}

#[tokio::test]
async fn what_clamd_missed_is_told_to_administrators_and_tried_again_when_they_ask() {
    let made_up = MadeUp::new().await;
    let clamd = made_up.clamd();
    let settings = Settings {
        clamd: Some(clamd.clone()),
        ..Settings::default()
    };
    let walk = Walk::with(small_programme(), settings).await;
    let id = walk.application(Stage::Eligible).await;
    let keeper = walk.who("keeper");
    made_up.die(true);
    walk.deposit(id, "F.01.a", "dessin.png", b"a drawing").await;
    scanned(&walk, &clamd).await;
    let list = "/administration/antivirus";
    let page = walk.house.get_as(keeper, list).await.body;
    assert!(page.contains("L’antivirus ne répond pas\u{a0}: le fichier n’a pas été analysé."));
    let overview = walk.house.get_as(keeper, "/administration").await.body;
    assert!(
        overview.contains("n’a pas été analysé") || overview.contains("n’ont pas été analysés")
    );
    made_up.die(false);
    let all = format!("{list}/relancer");
    let asked = walk.house.post_as(keeper, &all, &[]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    scanned(&walk, &clamd).await;
    let overview = walk.house.get_as(keeper, "/administration").await.body;
    assert!(!overview.contains("pas été analysé"));
}

#[tokio::test]
async fn where_nobody_scans_nothing_is_promised() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Deposited).await;
    let keeper = walk.who("keeper");
    let page = walk.house.get_as(keeper, "/administration/antivirus").await;
    assert!(page.body.contains("Aucun antivirus n’est configuré"));
    let overview = walk.house.get_as(keeper, "/administration").await.body;
    assert!(!overview.contains("pas été analysé"));
    let desk = format!("/dossiers/{id}/chapitres/functions?preuve=F.01.a");
    let desk = walk.house.get_as(walk.who("owner"), &desk).await.body;
    assert!(desk.contains("Cette installation n’a pas d’antivirus"));
}
