//! What a depositor declares of a file that could not be read: while the slot is theirs, and
//! for that version alone.

use std::collections::BTreeMap;

use super::{super::*, stage::*};
use crate::ids::EvidenceId;

fn declare(evidence: EvidenceId, slot: &str, facts: &[(&str, &str)]) -> Command {
    Command::DeclareFacts {
        evidence,
        slot: key(slot),
        facts: facts
            .iter()
            .map(|(code, value)| ((*code).to_owned(), (*value).to_owned()))
            .collect(),
    }
}

#[test]
fn declared_facts_belong_to_one_version_of_one_piece() {
    let mut stage = Stage::new().eligible();
    let evidence = stage.file("F.01.a");
    let dated = [("form_date", " 2026-09-01 "), ("blank", " ")];
    let command = || declare(evidence, "F.01.a", &dated);
    assert_eq!(stage.refused(&reviewer(), command()), Refusal::NotAllowed);
    assert_eq!(
        stage.refused(&delegate(), declare(evidence, "F.01.b", &dated)),
        Refusal::EvidenceNotHere
    );
    assert_eq!(
        stage.refused(&delegate(), declare(evidence, "F.01.a", &[("a", " ")])),
        Refusal::TextRequired
    );
    let long = "x".repeat(501);
    assert_eq!(
        stage.refused(&delegate(), declare(evidence, "F.01.a", &[("a", &long)])),
        Refusal::TextTooLong { max: 500 }
    );
    let codes: Vec<String> = (0..41).map(|rank| format!("fact_{rank}")).collect();
    let many: Vec<(&str, &str)> = codes.iter().map(|code| (code.as_str(), "x")).collect();
    assert_eq!(
        stage.refused(&delegate(), declare(evidence, "F.01.a", &many)),
        Refusal::TooManyFacts { max: 40 }
    );
    stage.done(&delegate(), command());
    assert_eq!(stage.refused(&delegate(), command()), Refusal::AlreadyDone);
    let version = stage.state.evidence[&evidence].version(1).unwrap();
    let declared = version.declared.as_ref().unwrap();
    let kept: BTreeMap<_, _> = [("form_date".to_owned(), "2026-09-01".to_owned())].into();
    assert_eq!(declared.facts, kept);

    let replace = Command::ReplaceEvidence {
        evidence,
        content: file("other.png", 11),
        following: set(&["F.01.a"]),
        started_at: stage.now,
    };
    stage.done(&delegate(), replace);
    let piece = &stage.state.evidence[&evidence];
    assert!(piece.version(1).unwrap().declared.is_some());
    assert!(piece.version(2).unwrap().declared.is_none());

    // The same version in a chapter that is being examined: nothing is declared of it from
    // elsewhere.
    let second = stage.file("F.01.b");
    let link = Command::LinkEvidence {
        evidence: second,
        slot: key("S.02.a"),
    };
    stage.fill_chapter(FUNCTIONS);
    stage.done(&delegate(), link);
    let submit = Command::SubmitChapter {
        chapter: chapter(FUNCTIONS),
        remainder: None,
        reasons: [].into(),
    };
    stage.done(&delegate(), submit);
    assert_eq!(
        stage.refused(&delegate(), command()),
        Refusal::ChapterFrozen
    );
    assert_eq!(
        stage.refused(&delegate(), declare(second, "S.02.a", &dated)),
        Refusal::ChapterFrozen
    );
}
