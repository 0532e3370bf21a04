//! Remarks in their place, as both sides see them from one version to the next.

use aval_core::{
    application::{Command, Content, Verdict},
    ids::{ApplicationId, RequestId},
};
use axum::http::StatusCode;
use jiff::SignedDuration;

use super::walk::{EVIDENCE, Stage, Walk};
use crate::house::testing::Answer;

const ZONE: &str = "<rect x=\"40.0%\" y=\"25.5%\" width=\"10.0%\" height=\"5.0%\"/>";

async fn desk(walk: &Walk, id: ApplicationId, name: &str, more: &str) -> String {
    let path = format!("/dossiers/{id}/chapitres/functions?preuve=F.01.a{more}");
    let page = walk.house.get_as(walk.who(name), &path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    page.body
}

async fn say(walk: &Walk, id: ApplicationId, fields: &[(&str, &str)]) -> Answer {
    let path = format!("/dossiers/{id}/verdict?preuve=F.01.a");
    walk.house
        .post_as(walk.who("examiner"), &path, fields)
        .await
}

/// The address of the last remark of a page that has a place.
fn address(page: &str) -> String {
    let at = page
        .rfind("&amp;remarque=")
        .or_else(|| page.rfind("&#38;remarque="))
        .unwrap();
    let id: String = page[at..]
        .chars()
        .skip_while(|c| *c != '=')
        .skip(1)
        .take(36)
        .collect();
    format!("&remarque={id}")
}

#[tokio::test]
async fn a_remark_is_shown_in_its_place_once_it_is_sent() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::UnderReview).await;
    let piece = EVIDENCE.to_string();
    let fields = [
        ("verdict", "remark"),
        ("evidence", piece.as_str()),
        ("remark", "Cette date n’est pas la bonne."),
        ("zone", "40, 25.5, 10, 5"),
    ];
    let answer = say(&walk, id, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert!(answer.location().contains(&format!("piece={piece}")));
    let examiner = desk(&walk, id, "examiner", "").await;
    assert!(examiner.contains(ZONE), "{examiner}");
    let vendor = desk(&walk, id, "owner", "").await;
    assert!(!vendor.contains("<rect") && !vendor.contains("pas la bonne"));

    for verdict in [Verdict::Conform] {
        let command = Command::GiveVerdict {
            slot: "F.01.b".into(),
            verdict,
            note: None,
            remarks: Vec::new(),
        };
        walk.did(id, "examiner", command).await;
    }
    let back = Command::ReturnChapter {
        chapter: "functions".into(),
        request: RequestId(walk.house.house.id()),
        message: "Voir les remarques.".into(),
    };
    walk.did(id, "examiner", back).await;
    let vendor = desk(&walk, id, "owner", "").await;
    assert!(vendor.contains(ZONE) && vendor.contains("pas la bonne"));
    assert!(!vendor.contains("av-mark--current"));
    // The link to share leads to the remark and to its mark, for both sides.
    let shared = address(&vendor);
    for name in ["owner", "examiner"] {
        let page = desk(&walk, id, name, &shared).await;
        assert!(page.contains("av-mark--current"), "{name}");
        assert!(page.contains("#xywh=percent:40,25.5,10,5"), "{name}");
    }
    let stranger = format!("/dossiers/{id}/chapitres/functions?preuve=F.01.a{shared}");
    let nothing = walk.house.get_as(walk.who("stranger"), &stranger).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_place_that_does_not_exist_loses_nothing_that_was_typed() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::UnderReview).await;
    let before = walk.length(id).await;
    for zone in [
        "95, 0, 10, 10",
        "ici",
        "1, 2, 3",
        "-1, 0, 5, 5",
        "1e9, 0, 1, 1",
    ] {
        let fields = [
            ("verdict", "changes"),
            ("remark", "La date, ici."),
            ("zone", zone),
        ];
        let answer = say(&walk, id, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{zone}");
        assert!(answer.body.contains("Cet endroit n’existe pas"), "{zone}");
        assert!(answer.body.contains("La date, ici."), "{zone}");
    }
    // A place without a word says nothing.
    let mute = [("verdict", "changes"), ("zone", "40, 25, 10, 5")];
    let answer = say(&walk, id, &mute).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(walk.length(id).await, before);
}

#[tokio::test]
async fn a_remark_is_to_be_seen_again_on_the_next_version_and_the_first_one_stays_in_sight() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::UnderReview).await;
    let fields = [
        ("verdict", "changes"),
        ("remark", "Cette date n’est pas la bonne."),
        ("zone", "40, 25.5, 10, 5"),
    ];
    say(&walk, id, &fields).await;
    let conform = Command::GiveVerdict {
        slot: "F.01.b".into(),
        verdict: Verdict::Conform,
        note: None,
        remarks: Vec::new(),
    };
    walk.did(id, "examiner", conform).await;
    let back = Command::ReturnChapter {
        chapter: "functions".into(),
        request: RequestId(walk.house.house.id()),
        message: "Voir les remarques.".into(),
    };
    walk.did(id, "examiner", back.clone()).await;
    walk.house.clock.pass(SignedDuration::from_hours(1));
    let again = Command::ReplaceEvidence {
        evidence: EVIDENCE,
        content: Content::File(walk.file("reprise.png", b"\x89PNG\r\n\x1a\nautre").await),
        following: ["F.01.a".into()].into(),
        started_at: walk.house.house.now(),
    };
    walk.did(id, "owner", again).await;
    let submit = Command::SubmitChapter {
        chapter: "functions".into(),
        remainder: None,
        reasons: Default::default(),
    };
    walk.did(id, "owner", submit).await;
    let page = desk(&walk, id, "examiner", "").await;
    assert!(page.contains("reprise.png") && page.contains("À revoir"));
    assert!(page.contains("av-mark--carried") && page.contains(ZONE));
    // What it was said of is one link away, with its mark as it was.
    let first = desk(&walk, id, "owner", &format!("&piece={EVIDENCE}&version=1")).await;
    assert!(first.contains("F.01.a.png") && first.contains("remplacée depuis"));
    assert!(first.contains(ZONE) && !first.contains("av-mark--carried"));
    let shared = desk(&walk, id, "examiner", &address(&page)).await;
    assert!(shared.contains("remplacée depuis"));
    // A version that never stood here shows nothing else than the current one.
    let none = desk(&walk, id, "owner", &format!("&piece={EVIDENCE}&version=9")).await;
    assert!(none.contains("reprise.png") && !none.contains("remplacée depuis"));

    let compare = format!("/dossiers/{id}/comparer?preuve=F.01.a");
    assert!(page.contains(&compare), "no way to the comparison");
    for name in ["owner", "examiner"] {
        let both = walk.house.get_as(walk.who(name), &compare).await;
        assert_eq!(both.status, StatusCode::OK);
        let (old, new) = (
            both.body.find("/1\" alt=\"Avant"),
            both.body.find("/2\" alt=\"Après"),
        );
        assert!(old.is_some() && old < new, "{}", both.body);
        assert!(!both.body.contains("le même contenu"));
    }
    // From the first filing to itself.
    let same = format!("{compare}&avant=1&apres=1");
    let same = walk.house.get_as(walk.who("owner"), &same).await;
    assert!(same.body.contains("le même contenu"));
    for (name, more) in [
        ("owner", "&avant=9"),
        ("owner", "&apres=0"),
        ("stranger", ""),
    ] {
        let path = format!("{compare}{more}");
        let none = walk.house.get_as(walk.who(name), &path).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND, "{name} {more}");
    }

    walk.house.clock.pass(SignedDuration::from_hours(1));
    let remark = address(&page).replace("&remarque=", "");
    let repeat = format!("/dossiers/{id}/remarques/{remark}/repeter");
    assert!(page.contains(&repeat));
    let piece = EVIDENCE.to_string();
    let moved = [("evidence", piece.as_str()), ("zone", "50, 25.5, 10, 5")];
    let refused = walk.house.post_as(walk.who("owner"), &repeat, &moved).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let answer = walk
        .house
        .post_as(walk.who("examiner"), &repeat, &moved)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let moved = "<rect x=\"50.0%\"";
    let page = desk(&walk, id, "examiner", "").await;
    assert!(page.contains(moved) && page.contains("répétée 1 fois"));
    assert!(!page.contains("av-mark--carried"));
    // Until the chapter leaves, the vendor knows of the first place only.
    let vendor = desk(&walk, id, "owner", "").await;
    assert!(!vendor.contains(moved) && vendor.contains("av-mark--carried"));
}
