//! What is changed after the fact: profiles, a form taken back, a piece taken over from
//! another application or erased; and the reminders of a sale.

use jiff::ToSpan;

use super::{super::*, stage::*};
use crate::{
    access::Actor,
    deadline,
    ids::{ApplicationId, RequestId},
    programme::DeclarationValue,
};

#[test]
fn a_change_of_profiles_and_declarations_moves_the_slots_once_or_not_at_all() {
    let mut stage = Stage::new().eligible();
    let evidence = stage.file("F.01.a");
    let change = |profiles: &[&str]| Command::ChangeScope {
        profiles: profiles.iter().map(|code| (*code).into()).collect(),
        declarations: declarations(true),
    };
    assert_eq!(
        stage.refused(&delegate(), change(&["castle"])),
        Refusal::UnknownProfile
    );
    let events = stage.run(&delegate(), change(&["clinic"])).unwrap();
    assert!(matches!(
        events.as_slice(),
        [Event::ProfilesChosen { .. }, Event::DeclarationsMade { .. }]
    ));
    let slots = stage.slots();
    let asked = |slot: &str| slot_of(&slots, &key(slot)).is_some();
    assert!(asked("F.02.a") && asked("S.03.a"));
    assert!(stage.state.evidence.contains_key(&evidence));
    assert_eq!(stage.run(&delegate(), change(&["clinic"])), Ok(Vec::new()));
    let mut late = stage.at("2027-03-31T12:00:00Z");
    assert!(matches!(
        late.refused(&delegate(), change(&[])),
        Refusal::MilestonePassed(..)
    ));
}

#[test]
fn a_declaration_that_asks_for_a_justification_is_told_as_an_effect() {
    let stage = Stage::new().eligible();
    let mut wished = stage.state.clone();
    wished
        .declarations
        .insert("local_accounts".into(), DeclarationValue::Boolean(false));
    let after = applicable_slots(&stage.programme, &stage.catalogue, &wished);
    let effects = slot_effects(&stage.slots(), &after);
    assert_eq!(effects.bound_otherwise, [key("S.01.a")]);
    assert!(!effects.unchanged.contains(&key("S.01.a")));
}

#[test]
fn a_form_is_taken_back_until_its_review_begins() {
    let take_back = || Command::TakeBackEligibility;
    let mut stage = Stage::new().submitted();
    assert_eq!(stage.refused(&member(), take_back()), Refusal::NotFound);
    assert_eq!(stage.refused(&clerk(), take_back()), Refusal::NotAllowed);
    assert_eq!(
        stage.refused(&delegate(), form("box", &[("registry_number", "N2")])),
        Refusal::FormLocked
    );
    stage.done(&delegate(), take_back());
    assert_eq!(stage.state_code(), "draft");
    assert_eq!(
        stage.refused(&clerk(), Command::DeclareEligible),
        Refusal::NotAwaitingEligibility
    );
    stage.done(&delegate(), form("box", &[("registry_number", "N2")]));
    stage.done(&delegate(), Command::SubmitEligibility);
    stage.done(&clerk(), Command::StartEligibilityReview);
    assert_eq!(
        stage.refused(&delegate(), take_back()),
        Refusal::ReviewStarted
    );
    // What comes back after a completion was being examined already.
    let ask = Command::AskToComplete {
        request: RequestId(stage.id()),
        points: vec!["Number".into()],
    };
    stage.done(&clerk(), ask);
    assert_eq!(
        stage.refused(&delegate(), take_back()),
        Refusal::NotAwaitingEligibility
    );
    stage.done(&delegate(), Command::SubmitEligibility);
    assert_eq!(
        stage.refused(&delegate(), take_back()),
        Refusal::ReviewStarted
    );
    stage.done(&clerk(), Command::DeclareEligible);
    assert_eq!(
        stage.refused(&delegate(), take_back()),
        Refusal::AlreadyEligible
    );
}

#[test]
fn asking_to_complete_is_having_begun_to_examine() {
    let mut stage = Stage::new().submitted();
    let ask = Command::AskToComplete {
        request: RequestId(stage.id()),
        points: vec!["Number".into()],
    };
    stage.done(&clerk(), ask);
    stage.done(&delegate(), Command::SubmitEligibility);
    assert_eq!(
        stage.refused(&delegate(), Command::TakeBackEligibility),
        Refusal::ReviewStarted
    );
}

#[test]
fn nobody_takes_a_form_back_that_could_not_be_sent_again() {
    // The milestone of the forms is on the 15th at 14:00 of Paris.
    let mut stage = Stage::new().submitted().at("2026-12-15T13:00:00Z");
    assert!(matches!(
        stage.refused(&delegate(), Command::TakeBackEligibility),
        Refusal::MilestonePassed(..)
    ));
}

#[test]
fn a_piece_of_another_application_is_taken_over_for_the_same_proof_and_examined_again() {
    let mut stage = Stage::new().eligible();
    let piece = stage.elsewhere("F.01.a");
    let reuse = |stage: &mut Stage, slot: &str, version| Command::ReuseEvidence {
        evidence: stage.evidence(),
        slot: key(slot),
        source: ApplicationId(uuid::Uuid::from_u128(99)),
        piece,
        version,
    };
    let other_proof = reuse(&mut stage, "F.01.b", 1);
    assert_eq!(stage.refused(&delegate(), other_proof), Refusal::OtherProof);
    let no_version = reuse(&mut stage, "F.01.a", 2);
    assert_eq!(
        stage.refused(&delegate(), no_version),
        Refusal::UnknownEvidence
    );
    let take = reuse(&mut stage, "F.01.a", 1);
    stage.done(&delegate(), take);
    let facts = stage.state.slot(&key("F.01.a")).unwrap();
    let held = stage.state.evidence.get(&facts.links[0].evidence).unwrap();
    let there = stage.siblings.source.clone().unwrap();
    assert_eq!(
        held.versions[0].content,
        there.evidence.get(&piece).unwrap().versions[0].content
    );
    let origin = held.origin.as_ref().unwrap();
    assert_eq!((origin.evidence, origin.version), (piece, 1));
    assert!(facts.verdict().is_none());
    let again = reuse(&mut stage, "F.01.a", 1);
    assert_eq!(
        stage.refused(&delegate(), again),
        Refusal::EvidenceAlreadyHere
    );
}

#[test]
fn a_piece_is_taken_over_only_by_who_may_read_it_there() {
    let mut stage = Stage::new().eligible();
    stage.done(
        &delegate(),
        Command::AttachCollaborator {
            account: member().id,
            name: "member".into(),
            rights: CollaboratorRights {
                tasks: [Task::Upload].into(),
                chapters: None,
            },
        },
    );
    let piece = stage.elsewhere("F.01.a");
    let mut there = (**stage.siblings.source.as_ref().unwrap()).clone();
    let reuse = Command::ReuseEvidence {
        evidence: stage.evidence(),
        slot: key("F.01.a"),
        source: ApplicationId(uuid::Uuid::from_u128(99)),
        piece,
        version: 1,
    };
    // Attached here, not there.
    there.collaborators.clear();
    stage.siblings.source = Some(std::sync::Arc::new(there.clone()));
    assert_eq!(
        stage.refused(&member(), reuse.clone()),
        Refusal::UnknownEvidence
    );
    // An application of another vendor.
    there.opening.as_mut().unwrap().vendor.id = stranger().organisation;
    stage.siblings.source = Some(std::sync::Arc::new(there));
    assert_eq!(
        stage.refused(&delegate(), reuse.clone()),
        Refusal::UnknownEvidence
    );
    stage.siblings.source = None;
    assert_eq!(stage.refused(&delegate(), reuse), Refusal::UnknownEvidence);
}

#[test]
fn an_erased_file_leaves_its_name_and_is_expected_anew() {
    let mut stage = Stage::new().eligible();
    let evidence = stage.file("F.01.a");
    stage.file("F.01.b");
    let erase = |reason: &str| Command::EraseContent {
        evidence,
        version: 1,
        reason: reason.into(),
    };
    for actor in [delegate(), legal(), reviewer()] {
        assert_eq!(
            stage.refused(&actor, erase("Real data.")),
            Refusal::NotAllowed
        );
    }
    assert_eq!(
        stage.refused(&decider(), erase(" ")),
        Refusal::ReasonRequired
    );
    stage.done(&decider(), erase("Real data."));
    assert_eq!(
        stage.refused(&decider(), erase("Again.")),
        Refusal::AlreadyDone
    );
    let version = stage.state.evidence[&evidence].version(1).unwrap();
    assert_eq!(version.erased.as_ref().unwrap().reasons, ["Real data."]);
    assert_eq!(version.content.file().unwrap().size, 12);
    let link = Command::LinkEvidence {
        evidence,
        slot: key("F.03.a"),
    };
    assert_eq!(stage.refused(&delegate(), link), Refusal::ContentErased);
    let submit = || Command::SubmitChapter {
        chapter: chapter(FUNCTIONS),
        remainder: None,
        reasons: [].into(),
    };
    assert_eq!(
        stage.refused(&delegate(), submit()),
        Refusal::Incomplete(vec![MissingPiece::Slot(key("F.01.a"))])
    );
    let replace = Command::ReplaceEvidence {
        evidence,
        content: file("clean.png", 11),
        following: set(&["F.01.a"]),
        started_at: stage.now,
    };
    stage.done(&delegate(), replace);
    stage.done(&delegate(), submit());
    // Erased while it is examined: nobody can call it conform.
    let later = Command::EraseContent {
        evidence,
        version: 2,
        reason: "A password.".into(),
    };
    stage.done(&decider(), later);
    let conform = Command::GiveVerdict {
        slot: key("F.01.a"),
        verdict: Verdict::Conform,
        note: None,
        remarks: Vec::new(),
    };
    assert_eq!(stage.refused(&reviewer(), conform), Refusal::ContentErased);
    let remark = stage.remark(true);
    let changes = Command::GiveVerdict {
        slot: key("F.01.a"),
        verdict: Verdict::ChangesRequested,
        note: None,
        remarks: vec![remark],
    };
    stage.done(&reviewer(), changes);
}

#[test]
fn only_a_file_is_erased() {
    let mut stage = Stage::new().eligible();
    let evidence = stage.evidence();
    let filing = Command::FileEvidence {
        evidence,
        slot: key("F.01.a"),
        content: Content::Link {
            url: "https://tests.example/1".into(),
        },
        started_at: stage.now,
    };
    stage.done(&delegate(), filing);
    let erase = Command::EraseContent {
        evidence,
        version: 1,
        reason: "Real data.".into(),
    };
    assert_eq!(stage.refused(&decider(), erase), Refusal::NotAFile);
}

#[test]
fn a_member_limited_to_chapters_fills_no_form() {
    let mut stage = Stage::new().eligible();
    let attach = |chapters: Option<&str>| Command::AttachCollaborator {
        account: member().id,
        name: "member".into(),
        rights: CollaboratorRights {
            tasks: [Task::Upload].into(),
            chapters: chapters.map(|code| [chapter(code)].into()),
        },
    };
    let change = || Command::ChooseProfiles {
        profiles: ["clinic".into()].into(),
    };
    stage.done(&delegate(), attach(Some(FUNCTIONS)));
    assert_eq!(stage.refused(&member(), change()), Refusal::NotAllowed);
    stage.done(&delegate(), attach(None));
    stage.done(&member(), change());
}

#[test]
fn a_sale_is_reminded_a_month_and_a_week_before_its_day_then_flagged() {
    let mut stage = Stage::new().ready();
    stage.done(&decider(), stage.grant());
    stage.done(&decider(), Command::PublishListing);
    let due = stage.state.listing.as_ref().unwrap().commercialisation_due;
    let day = |stage: &Stage, before: i64, hour: i8| {
        let date = due.saturating_sub(before.days());
        deadline::local_instant(date.at(hour, 0, 0, 0), &stage.programme.zone())
    };
    let remind = |stage: &mut Stage| stage.run(&Actor::system(), Command::Remind).unwrap();
    stage.now = day(&stage, 30, 8);
    assert_eq!(remind(&mut stage), []);
    assert_eq!(
        wake_at(&stage.programme, &stage.state),
        Some(day(&stage, 30, 9))
    );
    stage.now = day(&stage, 30, 9);
    assert_eq!(
        remind(&mut stage),
        [Event::SaleReminderSent { days_left: 30 }]
    );
    assert_eq!(remind(&mut stage), []);
    stage.now = day(&stage, 7, 9);
    assert_eq!(
        remind(&mut stage),
        [Event::SaleReminderSent { days_left: 7 }]
    );
    stage.now = day(&stage, -1, 0);
    assert_eq!(remind(&mut stage), [Event::SaleOverdue {}]);
    assert_eq!(wake_at(&stage.programme, &stage.state), None);
}

#[test]
fn a_clock_that_slept_says_the_nearest_reminder_of_a_sale_and_a_sale_needs_none() {
    let mut stage = Stage::new().ready();
    stage.done(&decider(), stage.grant());
    stage.done(&decider(), Command::PublishListing);
    let due = stage.state.listing.as_ref().unwrap().commercialisation_due;
    let week = due.saturating_sub(3_i64.days());
    stage.now = deadline::local_instant(week.at(12, 0, 0, 0), &stage.programme.zone());
    let remind = |stage: &mut Stage| stage.run(&Actor::system(), Command::Remind).unwrap();
    assert_eq!(
        remind(&mut stage),
        [Event::SaleReminderSent { days_left: 7 }]
    );
    assert_eq!(remind(&mut stage), []);
    stage.done(&delegate(), Command::RecordCommercialisation { on: week });
    assert_eq!(wake_at(&stage.programme, &stage.state), None);
}
