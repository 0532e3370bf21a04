//! The journey told step by step: what each rule lets through and what it refuses.

use super::{super::*, stage::*};
use crate::{access::Side, ids::RequestId, programme::DeclarationValue};

#[test]
fn from_the_empty_form_to_the_register() {
    let mut stage = Stage::new().ready();
    assert_eq!(stage.state_code(), "ready_for_decision");
    stage.done(&decider(), stage.grant());
    stage.done(&decider(), Command::PublishListing);
    assert_eq!(stage.state_code(), "listed");
    let listing = stage.state.listing.as_ref().unwrap();
    assert_eq!(listing.number, "T-1");
    assert_eq!(listing.technical_version, "1.0.0");
    assert_eq!(listing.commercialisation_due.to_string(), "2026-11-07");
    stage.done(
        &decider(),
        Command::SuspendListing {
            reason: "A flaw.".into(),
        },
    );
    assert_eq!(stage.state_code(), "suspended");
    stage.done(
        &decider(),
        Command::ReinstateListing {
            reason: "Mended.".into(),
        },
    );
    assert_eq!(stage.state_code(), "listed");
    stage.done(
        &decider(),
        Command::WithdrawListing {
            reason: "End of sale.".into(),
        },
    );
    assert_eq!(stage.state_code(), "withdrawn");
    let again = Command::SuspendListing {
        reason: "Late.".into(),
    };
    assert_eq!(stage.refused(&decider(), again), Refusal::NotListed);
}

#[test]
fn only_a_legal_representative_accepts_the_charter_and_it_opens_the_forms() {
    let mut stage = Stage::new();
    let open = stage.open_command();
    stage.done(&delegate(), open);
    let early = form("application", &[("product_name", "Product")]);
    assert_eq!(
        stage.refused(&delegate(), early.clone()),
        Refusal::CharterFirst
    );
    assert_eq!(
        stage.refused(&delegate(), Command::AcceptCharter),
        Refusal::NotAllowed
    );
    assert_eq!(
        stage.refused(&clerk(), Command::AcceptCharter),
        Refusal::NotAllowed
    );
    stage.done(&legal(), Command::AcceptCharter);
    stage.done(&delegate(), early);
}

#[test]
fn the_eligibility_lists_everything_that_is_missing_at_once() {
    let mut stage = Stage::new();
    let open = stage.open_command();
    stage.done(&delegate(), open);
    let Refusal::Incomplete(gaps) = stage.refused(&delegate(), Command::SubmitEligibility) else {
        panic!("should be incomplete");
    };
    assert!(gaps.contains(&MissingPiece::Charter));
    assert!(gaps.contains(&MissingPiece::Field(
        "eligibility".into(),
        "technical_version".into()
    )));
    assert!(gaps.contains(&MissingPiece::Field(
        "eligibility".into(),
        "obsolete_versions".into()
    )));
    assert!(gaps.contains(&MissingPiece::Declaration("local_accounts".into())));
    assert!(gaps.contains(&MissingPiece::Certification {
        certification: "link".into(),
        at_least: "pre_examen".into()
    }));
}

#[test]
fn a_certification_created_but_not_yet_examined_is_not_enough() {
    let mut stage = Stage::new();
    let open = stage.open_command();
    stage.done(&delegate(), open);
    stage.done(&legal(), Command::AcceptCharter);
    stage.fill_forms();
    stage.done(&delegate(), stage.certified("created"));
    assert!(matches!(
        stage.refused(&delegate(), Command::SubmitEligibility),
        Refusal::Incomplete(gaps) if gaps.len() == 1
    ));
    stage.done(&delegate(), stage.certified("refused"));
    assert!(matches!(
        stage.refused(&delegate(), Command::SubmitEligibility),
        Refusal::Incomplete(_)
    ));
    stage.done(&delegate(), stage.certified("pre_examen"));
    stage.done(&delegate(), Command::SubmitEligibility);
}

#[test]
fn a_technical_version_already_presented_is_refused_beside_its_field() {
    let mut stage = Stage::new();
    let open = stage.open_command();
    stage.done(&delegate(), open);
    stage.done(&legal(), Command::AcceptCharter);
    stage.siblings.versions_used = vec!["1.0.0".into()];
    let old = form("eligibility", &[("technical_version", " 1.0.0 ")]);
    assert_eq!(
        stage.refused(&delegate(), old),
        Refusal::InvalidField {
            field: "technical_version".into(),
            reason: FieldProblem::NotNew
        }
    );
}

#[test]
fn an_eligibility_to_complete_comes_back_and_its_request_is_answered() {
    let mut stage = Stage::new().submitted();
    let locked = form("eligibility", &[("nie", "N2")]);
    assert_eq!(
        stage.refused(&delegate(), locked.clone()),
        Refusal::FormLocked
    );
    let request = RequestId(stage.id());
    let empty = Command::AskToComplete {
        request,
        points: vec!["  ".into()],
    };
    assert_eq!(stage.refused(&clerk(), empty), Refusal::ReasonRequired);
    let ask = Command::AskToComplete {
        request,
        points: vec!["Wrong number.".into()],
    };
    assert_eq!(stage.refused(&reviewer(), ask.clone()), Refusal::NotAllowed);
    stage.done(&clerk(), ask.clone());
    assert_eq!(stage.refused(&clerk(), ask), Refusal::AlreadyDone);
    assert_eq!(stage.state_code(), "eligibility_to_complete");
    assert_eq!(turn(&stage.duties()), Turn::Vendor);
    stage.done(&delegate(), locked);
    stage.done(&delegate(), Command::SubmitEligibility);
    assert_eq!(stage.state_code(), "eligibility_submitted");
    assert!(stage.state.request(request).unwrap().answered.is_some());
    assert_eq!(turn(&stage.duties()), Turn::Operator);
}

#[test]
fn a_refused_or_given_up_application_takes_no_command_any_more() {
    let mut stage = Stage::new().submitted();
    let reasons = Command::RefuseEligibility {
        reasons: vec!["Out of scope.".into()],
    };
    stage.done(&clerk(), reasons);
    assert_eq!(stage.state_code(), "refused");
    assert_eq!(
        stage.refused(&clerk(), Command::DeclareEligible),
        Refusal::ApplicationClosed
    );

    let mut stage = Stage::new().eligible();
    stage.done(
        &legal(),
        Command::Withdraw {
            reason: "Change of plan.".into(),
        },
    );
    assert_eq!(stage.state_code(), "abandoned");
    let evidence = stage.evidence();
    let late = stage.filing(evidence, "F.01.a");
    assert_eq!(stage.refused(&delegate(), late), Refusal::ApplicationClosed);
}

#[test]
fn slots_follow_from_profiles_and_declarations_and_nothing_deposited_is_lost() {
    let mut stage = Stage::new();
    let open = stage.open_command();
    stage.done(&delegate(), open);
    stage.done(&legal(), Command::AcceptCharter);
    stage.fill_forms();
    let keys = |stage: &Stage| -> Vec<String> {
        stage
            .slots()
            .iter()
            .map(|slot| slot.key.to_string())
            .collect()
    };
    assert_eq!(
        keys(&stage),
        ["F.01.a", "F.01.b", "F.03.a", "S.01.a", "S.02.a"]
    );
    stage.done(
        &delegate(),
        Command::ChooseProfiles {
            profiles: ["general".into(), "clinic".into()].into(),
        },
    );
    stage.done(
        &delegate(),
        Command::Declare {
            declarations: declarations(true),
        },
    );
    assert_eq!(
        keys(&stage),
        [
            "F.01.a", "F.01.b", "F.02.a", "F.03.a", "S.01.a", "S.02.a", "S.03.a"
        ]
    );
    let optional: Vec<bool> = stage.slots().iter().map(|slot| slot.required).collect();
    assert_eq!(optional, [true, true, true, false, true, true, true]);
    assert!(
        stage
            .slots()
            .iter()
            .all(|slot| !slot.justification_expected)
    );
    stage.done(
        &delegate(),
        Command::Declare {
            declarations: [("local_accounts".into(), DeclarationValue::Boolean(false))].into(),
        },
    );
    assert!(
        stage
            .slots()
            .iter()
            .any(|slot| slot.key.as_str() == "S.01.a" && slot.justification_expected)
    );
    stage.done(&delegate(), Command::SubmitEligibility);
    stage.done(&clerk(), Command::DeclareEligible);
    stage.file("F.02.a");
    assert!(matches!(
        stage.refused(
            &delegate(),
            Command::ChooseProfiles {
                profiles: Default::default()
            }
        ),
        Refusal::AlreadyEligible
    ));
    assert!(stage.state.slot(&key("F.02.a")).unwrap().is_filled());
}

#[test]
fn a_chapter_is_submitted_as_a_whole_and_the_receipt_lists_what_it_holds() {
    let mut stage = Stage::new().eligible();
    assert_eq!(stage.chapter_state(FUNCTIONS), ChapterState::NotStarted);
    stage.file("F.01.a");
    assert_eq!(stage.chapter_state(FUNCTIONS), ChapterState::InProgress);
    let submit = Command::SubmitChapter {
        chapter: chapter(FUNCTIONS),
        remainder: None,
    };
    assert_eq!(
        stage.refused(&delegate(), submit.clone()),
        Refusal::Incomplete(vec![MissingPiece::Slot(key("F.01.b"))])
    );
    let short = Command::ClaimNotApplicable {
        slot: key("F.01.b"),
        justification: "no".into(),
    };
    assert_eq!(
        stage.refused(&delegate(), short),
        Refusal::JustificationTooShort { min: 30 }
    );
    stage.done(
        &delegate(),
        Command::ClaimNotApplicable {
            slot: key("F.01.b"),
            justification: "The product never stores a copy of an identity document.".into(),
        },
    );
    stage.done(&delegate(), submit.clone());
    let receipt = &stage.state.chapters[&chapter(FUNCTIONS)].receipts[0].receipt;
    assert_eq!(receipt.items.len(), 3);
    assert_eq!(receipt.items[0].contents.len(), 1);
    assert!(receipt.items[1].not_applicable.is_some());
    assert_eq!(
        stage.refused(&delegate(), submit),
        Refusal::ChapterAlreadySubmitted
    );
    let evidence = stage.evidence();
    let frozen = stage.filing(evidence, "F.01.a");
    assert_eq!(stage.refused(&delegate(), frozen), Refusal::ChapterFrozen);
}

#[test]
fn one_piece_serves_several_slots_and_each_chooses_whether_to_follow_a_new_version() {
    let mut stage = Stage::new().eligible();
    let piece = stage.file("F.01.a");
    stage.done(
        &delegate(),
        Command::LinkEvidence {
            evidence: piece,
            slot: key("F.01.b"),
        },
    );
    stage.done(
        &delegate(),
        Command::LinkEvidence {
            evidence: piece,
            slot: key("S.01.a"),
        },
    );
    stage.done(
        &delegate(),
        Command::ReplaceEvidence {
            evidence: piece,
            content: file("second.png", 40),
            following: set(&["F.01.a", "S.01.a"]),
            started_at: stage.now,
        },
    );
    let version = |slot: &str| stage.state.slot(&key(slot)).unwrap().links[0].version;
    assert_eq!(
        (version("F.01.a"), version("F.01.b"), version("S.01.a")),
        (2, 1, 2)
    );
    assert_eq!(stage.state.evidence[&piece].versions.len(), 2);
    stage.done(
        &delegate(),
        Command::UnlinkEvidence {
            evidence: piece,
            slot: key("F.01.b"),
        },
    );
    assert_eq!(
        stage.slot_state("F.01.b", Viewpoint::Vendor),
        SlotState::Missing
    );
    assert_eq!(stage.state.slot(&key("F.01.b")).unwrap().past.len(), 1);
    let elsewhere = Command::ReplaceEvidence {
        evidence: piece,
        content: file("third.png", 41),
        following: set(&["F.01.b"]),
        started_at: stage.now,
    };
    assert_eq!(
        stage.refused(&delegate(), elsewhere),
        Refusal::EvidenceNotHere
    );
}

#[test]
fn broken_formats_are_refused_at_the_door() {
    let mut stage = Stage::new().eligible();
    let mut refuse = |slot: &str, content: Content| {
        let evidence = stage.evidence();
        let started_at = stage.now;
        let command = Command::FileEvidence {
            evidence,
            slot: key(slot),
            content,
            started_at,
        };
        stage.refused(&delegate(), command)
    };
    assert_eq!(refuse("F.01.a", file("empty.png", 0)), Refusal::FileEmpty);
    assert!(matches!(
        refuse("F.01.a", file("setup.exe", 9)),
        Refusal::FormatNotAccepted { .. }
    ));
    assert!(matches!(
        refuse("F.01.a", file("noextension", 9)),
        Refusal::FormatNotAccepted { .. }
    ));
    assert_eq!(
        refuse("F.01.a", file("huge.png", 2 * 1024 * 1024)),
        Refusal::FileTooLarge { limit_mib: 1 }
    );
    let link = |url: &str| Content::Link { url: url.into() };
    assert_eq!(refuse("S.01.a", link("not a link")), Refusal::LinkMalformed);
    assert_eq!(
        refuse("S.01.a", link("http://tests.example/report/1")),
        Refusal::LinkNotSecure
    );
    assert!(matches!(
        refuse("S.01.a", link("https://elsewhere.example/1")),
        Refusal::LinkHostRefused { .. }
    ));
    assert!(matches!(
        refuse("S.01.a", link("https://tests.example.evil.example/1")),
        Refusal::LinkHostRefused { .. }
    ));
    assert!(matches!(
        refuse("S.01.a", link("https://tests.example@evil.example/1")),
        Refusal::LinkHostRefused { .. } | Refusal::LinkMalformed
    ));
}

#[test]
fn a_deposit_begun_before_the_second_may_finish_and_the_first_second_is_too_late() {
    // The deposit milestone of the stage: 2027-03-31 at 14:00 in Paris, summer time.
    let mut stage = Stage::new().eligible().at("2027-03-31T11:59:59.999Z");
    stage.file("F.01.a");
    let begun = stage.now;
    stage = stage.at("2027-03-31T12:00:00Z");
    let evidence = stage.evidence();
    let late = stage.filing(evidence, "F.01.b");
    assert!(matches!(
        stage.refused(&delegate(), late),
        Refusal::MilestonePassed(..)
    ));
    let evidence = stage.evidence();
    stage.done(
        &delegate(),
        Command::FileEvidence {
            evidence,
            slot: key("F.01.b"),
            content: file("begun.png", 10),
            started_at: begun,
        },
    );
    let submit = Command::SubmitChapter {
        chapter: chapter(FUNCTIONS),
        remainder: None,
    };
    assert!(matches!(
        stage.refused(&delegate(), submit),
        Refusal::MilestonePassed(..)
    ));
}

#[test]
fn verdicts_and_remarks_leave_in_one_package_and_conform_slots_stay_locked() {
    let mut stage = Stage::new().eligible();
    stage.submit(FUNCTIONS);
    let bare = Command::GiveVerdict {
        slot: key("F.01.a"),
        verdict: Verdict::ChangesRequested,
        note: None,
        remarks: Vec::new(),
    };
    assert_eq!(stage.refused(&reviewer(), bare), Refusal::RemarkRequired);
    stage.judge(&reviewer(), "F.01.a", Verdict::ChangesRequested);
    assert_eq!(
        stage.slot_state("F.01.a", Viewpoint::Operator),
        SlotState::ChangesRequested
    );
    assert_eq!(
        stage.slot_state("F.01.a", Viewpoint::Vendor),
        SlotState::Filed
    );
    let request = RequestId(stage.id());
    let early = Command::ReturnChapter {
        chapter: chapter(FUNCTIONS),
        request,
        message: String::new(),
    };
    assert_eq!(stage.refused(&reviewer(), early), Refusal::NotFullyJudged);
    stage.judge(&reviewer(), "F.01.b", Verdict::Conform);
    let validate = Command::ValidateChapter {
        chapter: chapter(FUNCTIONS),
    };
    assert_eq!(
        stage.refused(&reviewer(), validate),
        Refusal::SlotsToCorrect
    );
    let request = stage.return_chapter(FUNCTIONS);
    assert_eq!(
        stage.slot_state("F.01.a", Viewpoint::Vendor),
        SlotState::ChangesRequested
    );
    assert_eq!(stage.state_code(), "waiting_vendor");
    assert!(stage.state.remarks.values().all(|remark| remark.published));
    let evidence = stage.evidence();
    let locked = stage.filing(evidence, "F.01.b");
    assert_eq!(stage.refused(&delegate(), locked), Refusal::SlotLocked);

    let back = Command::SubmitChapter {
        chapter: chapter(FUNCTIONS),
        remainder: None,
    };
    assert_eq!(
        stage.refused(&delegate(), back.clone()),
        Refusal::Incomplete(vec![MissingPiece::Untouched(key("F.01.a"))])
    );
    stage.file("F.01.a");
    assert_eq!(
        stage.slot_state("F.01.a", Viewpoint::Vendor),
        SlotState::Filed
    );
    stage.done(&delegate(), back);
    assert!(stage.state.request(request).unwrap().answered.is_some());
    stage.judge(&reviewer(), "F.01.a", Verdict::Conform);
    stage.done(
        &reviewer(),
        Command::ValidateChapter {
            chapter: chapter(FUNCTIONS),
        },
    );
    assert_eq!(stage.chapter_state(FUNCTIONS), ChapterState::Validated);
    assert!(
        stage
            .state
            .remarks
            .values()
            .all(|remark| remark.closed_at.is_some())
    );
}

#[test]
fn a_return_may_be_answered_in_writing_or_in_part() {
    let mut stage = Stage::new().eligible();
    stage.submit(FUNCTIONS);
    stage.judge(&reviewer(), "F.01.a", Verdict::ChangesRequested);
    stage.judge(&reviewer(), "F.01.b", Verdict::ChangesRequested);
    stage.return_chapter(FUNCTIONS);
    let remark = stage.state.remarks_on(&key("F.01.a")).next().unwrap().0;
    stage.now += jiff::SignedDuration::from_hours(1);
    stage.done(
        &delegate(),
        Command::AnswerRemark {
            remark,
            body: "See minute two.".into(),
        },
    );
    let whole = Command::SubmitChapter {
        chapter: chapter(FUNCTIONS),
        remainder: None,
    };
    assert_eq!(
        stage.refused(&delegate(), whole),
        Refusal::Incomplete(vec![MissingPiece::Untouched(key("F.01.b"))])
    );
    stage.done(
        &delegate(),
        Command::SubmitChapter {
            chapter: chapter(FUNCTIONS),
            remainder: Some("The second proof follows on Thursday.".into()),
        },
    );
    assert_eq!(stage.chapter_state(FUNCTIONS), ChapterState::Submitted);
}

#[test]
fn a_team_judges_its_own_slots_only() {
    let mut stage = Stage::new().eligible();
    stage.submit(SECURITY);
    let verdict = |slot: &str| Command::GiveVerdict {
        slot: key(slot),
        verdict: Verdict::Conform,
        note: None,
        remarks: Vec::new(),
    };
    assert_eq!(
        stage.refused(&reviewer(), verdict("S.02.a")),
        Refusal::NotAllowed
    );
    assert_eq!(
        stage.refused(&security(), verdict("S.01.a")),
        Refusal::NotAllowed
    );
    assert_eq!(
        stage.refused(&delegate(), verdict("S.01.a")),
        Refusal::NotAllowed
    );
    stage.done(&security(), verdict("S.02.a"));
    stage.done(&reviewer(), verdict("S.01.a"));
}

#[test]
fn a_reopened_chapter_opens_the_named_slots_only_even_after_the_milestone() {
    let mut stage = Stage::new().ready().at("2027-05-03T09:00:00Z");
    stage.done(
        &reviewer(),
        Command::ReopenChapter {
            chapter: chapter(FUNCTIONS),
            slots: set(&["F.01.b"]),
            reason: "It contradicts another chapter.".into(),
        },
    );
    let Refusal::Incomplete(gaps) = stage.refused(&decider(), stage.grant()) else {
        panic!()
    };
    assert!(gaps.contains(&MissingPiece::NotConform(key("F.01.b"))));
    assert!(gaps.contains(&MissingPiece::Chapter(chapter(FUNCTIONS))));
    let evidence = stage.evidence();
    let other = stage.filing(evidence, "F.01.a");
    assert_eq!(stage.refused(&delegate(), other), Refusal::SlotLocked);
    stage.file("F.01.b");
    stage.done(
        &delegate(),
        Command::SubmitChapter {
            chapter: chapter(FUNCTIONS),
            remainder: None,
        },
    );
    assert_eq!(
        stage.slot_state("F.01.a", Viewpoint::Vendor),
        SlotState::Conform
    );
}

#[test]
fn silence_brings_two_reminders_and_a_flag_never_a_refusal() {
    // Asked on Monday 9 November 2026; Wednesday 11 is a holiday in France.
    let mut stage = Stage::new().eligible().at("2026-11-09T14:30:00Z");
    let request = RequestId(stage.id());
    let ask = Command::RequestInformation {
        request,
        addressee: Side::Vendor,
        subject: "A question".into(),
        body: "Which version?".into(),
        slot: None,
    };
    stage.done(&reviewer(), ask);
    let system = crate::access::Actor::system();
    let due = stage.state.request(request).unwrap().due_at.unwrap();
    assert_eq!(due.to_string(), "2026-11-17T23:00:00Z");
    let mut rung = Vec::new();
    for day in 9..=30 {
        stage = stage.at(&format!("2026-11-{day:02}T12:00:00Z"));
        let events = stage.run(&system, Command::Remind).unwrap();
        rung.extend(events.into_iter().map(|event| (day, event)));
    }
    assert_eq!(
        rung,
        [
            (13, Event::ReminderSent { request, day: 3 }),
            (16, Event::ReminderSent { request, day: 4 }),
            (18, Event::RequestOverdue { request }),
        ]
    );
    assert_eq!(stage.state_code(), "waiting_vendor");
    assert_eq!(wake_at(&stage.programme, &stage.state), None);
    stage.done(
        &delegate(),
        Command::AnswerRequest {
            request,
            body: "1.0.0".into(),
        },
    );
    assert_eq!(turn(&stage.duties()), Turn::Vendor);
}

#[test]
fn more_time_is_asked_before_the_due_date_and_never_moves_a_milestone() {
    let mut stage = Stage::new().eligible().at("2027-06-21T08:00:00Z");
    let request = RequestId(stage.id());
    stage.done(
        &reviewer(),
        Command::RequestInformation {
            request,
            addressee: Side::Vendor,
            subject: "A question".into(),
            body: "Which version?".into(),
            slot: None,
        },
    );
    let ask = |until: &str| Command::AskExtension {
        request,
        until: until.parse().unwrap(),
        reason: "The test has to be run again.".into(),
    };
    assert_eq!(
        stage.refused(&delegate(), ask("2027-06-22")),
        Refusal::ExtensionDayInvalid
    );
    stage.done(&delegate(), ask("2027-07-09"));
    assert_eq!(
        stage.refused(&delegate(), ask("2027-07-12")),
        Refusal::ExtensionPending
    );
    assert!(
        stage
            .duties()
            .iter()
            .any(|duty| duty.kind == DutyKind::AnswerExtension(request))
    );
    let accept = Command::AnswerExtension {
        request,
        outcome: ExtensionOutcome::Accepted,
        until: None,
        reason: String::new(),
    };
    assert_eq!(
        stage.refused(&delegate(), accept.clone()),
        Refusal::NotAllowed
    );
    stage.done(&reviewer(), accept);
    // The closing of replies, 30 June at 14:00 in Paris, wins over 9 July.
    let due = stage.state.request(request).unwrap().due_at.unwrap();
    assert_eq!(due.to_string(), "2027-06-30T12:00:00Z");
    stage = stage.at("2027-06-30T12:00:00Z");
    let answer = Command::AnswerRequest {
        request,
        body: "1.0.0".into(),
    };
    assert!(matches!(
        stage.refused(&delegate(), answer),
        Refusal::MilestonePassed(..)
    ));
    assert_eq!(
        stage.refused(&delegate(), ask("2027-07-20")),
        Refusal::ExtensionTooLate
    );
}

#[test]
fn a_second_opinion_stops_the_clock_and_belongs_to_somebody_else() {
    let mut stage = Stage::new().eligible().at("2026-11-09T14:30:00Z");
    stage.submit(FUNCTIONS);
    stage.judge(&reviewer(), "F.01.a", Verdict::ChangesRequested);
    stage.judge(&reviewer(), "F.01.b", Verdict::Conform);
    stage.return_chapter(FUNCTIONS);
    assert!(wake_at(&stage.programme, &stage.state).is_some());
    let ask = Command::AskSecondOpinion {
        slot: key("F.01.a"),
        reason: "The date shows.".into(),
    };
    stage.done(&delegate(), ask.clone());
    assert_eq!(stage.refused(&delegate(), ask), Refusal::AlreadyDone);
    assert_eq!(wake_at(&stage.programme, &stage.state), None);
    let opinion = Command::GiveSecondOpinion {
        slot: key("F.01.a"),
        verdict: Verdict::Conform,
        reasons: "The date is at the bottom.".into(),
    };
    assert_eq!(
        stage.refused(&reviewer(), opinion.clone()),
        Refusal::SameReviewer
    );
    assert_eq!(
        stage.refused(&security(), opinion.clone()),
        Refusal::NotAllowed
    );
    stage.done(&clerk(), opinion);
    assert_eq!(
        stage.slot_state("F.01.a", Viewpoint::Vendor),
        SlotState::Conform
    );
}

#[test]
fn a_decision_needs_every_slot_conform_and_every_certification_obtained() {
    let mut stage = Stage::new().ready();
    stage.done(&delegate(), stage.certified("in_examination"));
    assert_eq!(stage.state_code(), "ready_for_decision");
    let Refusal::Incomplete(gaps) = stage.refused(&decider(), stage.grant()) else {
        panic!()
    };
    assert_eq!(
        gaps,
        [MissingPiece::Certification {
            certification: "link".into(),
            at_least: "obtained".into()
        }]
    );
    assert_eq!(
        stage.refused(&reviewer(), stage.grant()),
        Refusal::NotAllowed
    );
    let refuse = Command::Decide {
        outcome: Outcome::Refused,
        reasons: " ".into(),
        reservations: Vec::new(),
    };
    assert_eq!(stage.refused(&decider(), refuse), Refusal::ReasonRequired);
    stage.done(&delegate(), stage.certified("obtained"));
    let reserved = Command::Decide {
        outcome: Outcome::GrantedWithReservations,
        reasons: "Granted.".into(),
        reservations: Vec::new(),
    };
    assert_eq!(stage.refused(&decider(), reserved), Refusal::ReasonRequired);
    stage.done(&decider(), stage.grant());
    assert_eq!(
        stage.refused(&decider(), stage.grant()),
        Refusal::AlreadyDecided
    );
}

#[test]
fn a_stranger_finds_nothing_and_a_member_what_was_handed_over() {
    let mut stage = Stage::new().eligible();
    let evidence = stage.evidence();
    let filing = stage.filing(evidence, "F.01.a");
    assert_eq!(
        stage.refused(&stranger(), filing.clone()),
        Refusal::NotFound
    );
    assert_eq!(stage.refused(&member(), filing.clone()), Refusal::NotFound);
    assert_eq!(stage.refused(&auditor(), filing.clone()), Refusal::NotFound);
    assert_eq!(
        stage.refused(&reviewer(), filing.clone()),
        Refusal::NotAllowed
    );
    let rights = CollaboratorRights {
        tasks: [Task::Upload].into(),
        chapters: Some([chapter(FUNCTIONS)].into()),
    };
    stage.done(
        &delegate(),
        Command::AttachCollaborator {
            account: member().id,
            name: "member".into(),
            rights,
        },
    );
    stage.done(&member(), filing);
    let evidence = stage.evidence();
    let outside = stage.filing(evidence, "S.01.a");
    assert_eq!(stage.refused(&member(), outside), Refusal::NotAllowed);
    let submit = Command::SubmitChapter {
        chapter: chapter(FUNCTIONS),
        remainder: None,
    };
    assert_eq!(stage.refused(&member(), submit), Refusal::NotAllowed);
    stage.done(
        &delegate(),
        Command::DetachCollaborator {
            account: member().id,
        },
    );
    let evidence = stage.evidence();
    let gone = stage.filing(evidence, "F.01.b");
    assert_eq!(stage.refused(&member(), gone), Refusal::NotFound);
}

#[test]
fn an_auditor_reaches_one_slot_until_a_day() {
    let mut stage = Stage::new().eligible();
    stage.done(
        &legal(),
        Command::InviteAuditor {
            account: auditor().id,
            name: "auditor".into(),
            slot: key("S.02.a"),
            until: "2026-09-10".parse().unwrap(),
        },
    );
    let evidence = stage.evidence();
    let elsewhere = stage.filing(evidence, "S.01.a");
    assert_eq!(stage.refused(&auditor(), elsewhere), Refusal::NotAllowed);
    let message = Command::SendMessage {
        message: crate::ids::MessageId(stage.id()),
        body: "Hello".into(),
    };
    assert_eq!(stage.refused(&auditor(), message), Refusal::NotAllowed);
    let evidence = stage.evidence();
    let filing = stage.filing(evidence, "S.02.a");
    stage.done(&auditor(), filing);
    stage = stage.at("2026-09-10T22:00:00Z");
    let evidence = stage.evidence();
    let late = stage.filing(evidence, "S.02.a");
    assert_eq!(stage.refused(&auditor(), late), Refusal::NotFound);
}

#[test]
fn every_refusal_has_its_own_code_and_speaks_both_languages() {
    let all = [
        Refusal::NotFound,
        Refusal::NotAllowed,
        Refusal::Incomplete(Vec::new()),
        Refusal::FileEmpty,
        Refusal::ExtensionTooLate,
    ];
    for refusal in &all {
        for language in [Language::French, Language::English] {
            assert!(refusal.sentence(language).ends_with('.'));
            assert!(refusal.remedy(language).ends_with('.'));
        }
        assert!(!refusal.sentence(Language::French).contains('\''));
    }
    let codes: std::collections::BTreeSet<_> = all.iter().map(Refusal::code).collect();
    assert_eq!(codes.len(), all.len());
}
