//! What checks found, told at the submission of a chapter: what blocks, what asks for a reason,
//! and what keeps nobody.

use super::{super::*, stage::*};
use crate::ids::EvidenceId;

fn submission(reasons: &[(EvidenceId, &str, &str)]) -> Command {
    Command::SubmitChapter {
        chapter: chapter(FUNCTIONS),
        remainder: None,
        reasons: reasons
            .iter()
            .map(|(evidence, code, text)| ((*evidence, (*code).to_owned()), (*text).to_owned()))
            .collect(),
    }
}

fn filled() -> Stage {
    let mut stage = Stage::new().eligible();
    stage.fill_chapter(FUNCTIONS);
    stage
}

fn reasons_of(events: &[Event]) -> Vec<(String, String)> {
    let receipt = events.iter().find_map(|event| match event {
        Event::ChapterSubmitted { receipt, .. } => Some(receipt),
        _ => None,
    });
    let items = &receipt.unwrap().items;
    items
        .iter()
        .flat_map(|item| {
            let slot = item.slot.to_string();
            item.reasons
                .iter()
                .map(move |given| (slot.clone(), given.reason.clone()))
        })
        .collect()
}

#[test]
fn a_failed_check_blocks_whatever_is_said_until_the_piece_is_another_one() {
    let mut stage = filled();
    let evidence = stage.found("F.01.a", "file.broken", Grade::Failure);
    assert_eq!(
        stage.refused(
            &delegate(),
            submission(&[(evidence, "file.broken", "It opens here.")])
        ),
        Refusal::Incomplete(vec![MissingPiece::CheckFailed {
            slot: key("F.01.a"),
            evidence,
            code: "file.broken".into(),
        }])
    );
    stage.done(
        &delegate(),
        Command::ReplaceEvidence {
            evidence,
            content: file("mended.png", 10),
            following: [key("F.01.a")].into(),
            started_at: stage.now,
        },
    );
    // The finding is about the first version.
    stage.done(&delegate(), submission(&[]));
}

#[test]
fn a_warning_needs_a_reason_which_stays_with_the_receipt() {
    let mut stage = filled();
    let evidence = stage.found("F.01.a", "picture.blurred", Grade::Warning);
    let missing = Refusal::Incomplete(vec![MissingPiece::FindingReason {
        slot: key("F.01.a"),
        evidence,
        code: "picture.blurred".into(),
    }]);
    assert_eq!(stage.refused(&delegate(), submission(&[])), missing);
    let blank = submission(&[(evidence, "picture.blurred", " \n")]);
    assert_eq!(stage.refused(&delegate(), blank), missing);
    let told = submission(&[(evidence, "picture.blurred", " The screen is so. ")]);
    let events = stage.run(&delegate(), told).unwrap();
    assert_eq!(
        reasons_of(&events),
        [("F.01.a".to_owned(), "The screen is so.".to_owned())]
    );
}

#[test]
fn a_failure_that_the_programme_lets_argue_asks_for_a_reason() {
    let mut stage = filled();
    let evidence = stage.found("F.01.a", "inner.layout", Grade::Failure);
    assert!(matches!(
        stage.refused(&delegate(), submission(&[])),
        Refusal::Incomplete(gaps) if matches!(gaps[..], [MissingPiece::FindingReason { .. }])
    ));
    stage.done(
        &delegate(),
        submission(&[(evidence, "inner.layout", "The tool writes it so.")]),
    );
}

#[test]
fn every_gap_is_told_at_once() {
    let mut stage = Stage::new().eligible();
    stage.file("F.01.a");
    stage.found("F.01.a", "file.broken", Grade::Failure);
    stage.found("F.01.a", "picture.blurred", Grade::Warning);
    let Refusal::Incomplete(gaps) = stage.refused(&delegate(), submission(&[])) else {
        panic!("another refusal");
    };
    assert!(gaps.contains(&MissingPiece::Slot(key("F.01.b"))));
    assert_eq!(gaps.len(), 3);
}

#[test]
fn what_teams_judged_or_returned_is_between_people() {
    let mut stage = filled();
    stage.done(&delegate(), submission(&[]));
    stage.judge(&reviewer(), "F.01.a", Verdict::Conform);
    stage.judge(&reviewer(), "F.01.b", Verdict::ChangesRequested);
    stage.return_chapter(FUNCTIONS);
    // Found later, on a proof that is locked, and on one that is answered in writing.
    stage.found("F.01.a", "file.broken", Grade::Failure);
    stage.found("F.01.b", "file.broken", Grade::Failure);
    let remark = stage.state.remarks_on(&key("F.01.b")).next().unwrap().0;
    stage.now += jiff::SignedDuration::from_hours(1);
    stage.done(
        &delegate(),
        Command::AnswerRemark {
            remark,
            body: "It opens here.".into(),
        },
    );
    stage.done(&delegate(), submission(&[]));
}

#[test]
fn a_reason_given_once_holds_for_the_same_version() {
    let mut stage = filled();
    let evidence = stage.found("F.01.a", "picture.blurred", Grade::Warning);
    stage.done(
        &delegate(),
        submission(&[(evidence, "picture.blurred", "The screen is so.")]),
    );
    stage.now += jiff::SignedDuration::from_hours(1);
    stage.done(
        &reviewer(),
        Command::ReopenChapter {
            chapter: chapter(FUNCTIONS),
            slots: set(&["F.01.a"]),
            reason: "Look again.".into(),
        },
    );
    let events = stage.run(&delegate(), submission(&[])).unwrap();
    assert_eq!(reasons_of(&events).len(), 1);
}

#[test]
fn an_old_receipt_has_no_reasons_and_a_new_one_without_any_reads_as_before() {
    let old = serde_json::json!({ "slot": "F.01.a", "contents": [], "not_applicable": null });
    let item: ReceiptItem = serde_json::from_value(old.clone()).unwrap();
    assert_eq!(serde_json::to_value(&item).unwrap(), old);
}
