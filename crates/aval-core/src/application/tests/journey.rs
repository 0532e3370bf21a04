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
    let early = form("maker", &[("name_on_the_box", "Product")]);
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
    assert!(gaps.contains(&MissingPiece::Field("box".into(), "release".into())));
    assert!(gaps.contains(&MissingPiece::Field("box".into(), "old_releases".into())));
    assert!(gaps.contains(&MissingPiece::Declaration("local_accounts".into())));
    assert!(gaps.contains(&MissingPiece::Certification {
        certification: "link".into(),
        at_least: "seen".into()
    }));
}

#[test]
fn a_certification_created_but_not_yet_examined_is_not_enough() {
    let mut stage = Stage::new();
    let open = stage.open_command();
    stage.done(&delegate(), open);
    stage.done(&legal(), Command::AcceptCharter);
    stage.fill_forms();
    stage.done(&delegate(), stage.certified("asked"));
    assert!(matches!(
        stage.refused(&delegate(), Command::SubmitEligibility),
        Refusal::Incomplete(gaps) if gaps.len() == 1
    ));
    stage.done(&delegate(), stage.certified("denied"));
    assert!(matches!(
        stage.refused(&delegate(), Command::SubmitEligibility),
        Refusal::Incomplete(_)
    ));
    stage.done(&delegate(), stage.certified("seen"));
    stage.done(&delegate(), Command::SubmitEligibility);
}

#[test]
fn a_technical_version_already_presented_is_refused_beside_its_field() {
    let mut stage = Stage::new();
    let open = stage.open_command();
    stage.done(&delegate(), open);
    stage.done(&legal(), Command::AcceptCharter);
    stage.siblings.versions_used = vec!["1.0.0".into()];
    let old = form("box", &[("release", " 1.0.0 ")]);
    assert_eq!(
        stage.refused(&delegate(), old),
        Refusal::InvalidField {
            field: "release".into(),
            reason: FieldProblem::NotNew
        }
    );
}

#[test]
fn an_eligibility_to_complete_comes_back_and_its_request_is_answered() {
    let mut stage = Stage::new().submitted();
    let locked = form("box", &[("registry_number", "N2")]);
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
    let without_clinic = Command::ChooseProfiles {
        profiles: Default::default(),
    };
    stage.done(&delegate(), without_clinic.clone());
    assert!(!keys(&stage).contains(&"F.02.a".to_owned()));
    assert!(stage.state.slot(&key("F.02.a")).unwrap().is_filled());
    let evidence = stage.evidence();
    let hidden = stage.filing(evidence, "F.02.a");
    assert_eq!(stage.refused(&delegate(), hidden), Refusal::UnknownSlot);
    let with_clinic = Command::ChooseProfiles {
        profiles: ["clinic".into()].into(),
    };
    stage.done(&delegate(), with_clinic.clone());
    assert_eq!(
        stage.slot_state("F.02.a", Viewpoint::Vendor),
        SlotState::Filed
    );
    stage = stage.at("2027-03-31T12:00:00Z");
    assert!(matches!(
        stage.refused(&delegate(), without_clinic),
        Refusal::MilestonePassed(..)
    ));
}

#[test]
fn a_profile_added_late_brings_its_chapter_back_and_keeps_the_verdicts() {
    let mut stage = Stage::new().ready();
    stage.done(
        &delegate(),
        Command::ChooseProfiles {
            profiles: ["clinic".into()].into(),
        },
    );
    assert_eq!(stage.chapter_state(FUNCTIONS), ChapterState::InProgress);
    assert_eq!(stage.chapter_state(SECURITY), ChapterState::Validated);
    assert_eq!(turn(&stage.duties()), Turn::Vendor);
    let Refusal::Incomplete(gaps) = stage.refused(&decider(), stage.grant()) else {
        panic!("should be incomplete");
    };
    assert!(gaps.contains(&MissingPiece::NotConform(key("F.02.a"))));
    let evidence = stage.evidence();
    let judged = stage.filing(evidence, "F.01.a");
    assert_eq!(stage.refused(&delegate(), judged), Refusal::ChapterFrozen);
    let submit = Command::SubmitChapter {
        chapter: chapter(FUNCTIONS),
        remainder: None,
        reasons: [].into(),
    };
    assert_eq!(
        stage.refused(&delegate(), submit.clone()),
        Refusal::Incomplete(vec![MissingPiece::Slot(key("F.02.a"))])
    );
    stage.file("F.02.a");
    stage.done(&delegate(), submit);
    assert_eq!(stage.chapter_state(FUNCTIONS), ChapterState::Submitted);
    assert_eq!(
        stage.slot_state("F.01.a", Viewpoint::Vendor),
        SlotState::Conform
    );
    stage.judge(&reviewer(), "F.02.a", Verdict::Conform);
    stage.done(
        &reviewer(),
        Command::ValidateChapter {
            chapter: chapter(FUNCTIONS),
        },
    );
    stage.done(&decider(), stage.grant());
}

#[test]
fn the_technical_version_alone_may_still_change_once_eligible() {
    let mut stage = Stage::new().eligible();
    stage.siblings.versions_used = vec!["0.9".into()];
    let version = |text: &str| form("box", &[("release", text)]);
    stage.done(&delegate(), version("1.0.1"));
    assert!(matches!(
        stage.refused(&delegate(), version("0.9")),
        Refusal::InvalidField { .. }
    ));
    assert_eq!(
        stage.refused(&delegate(), version(" ")),
        Refusal::AlreadyEligible
    );
    let both = form("box", &[("release", "1.1"), ("registry_number", "N2")]);
    assert_eq!(stage.refused(&delegate(), both), Refusal::AlreadyEligible);
    let mut stage = Stage::new().submitted();
    assert_eq!(
        stage.refused(&delegate(), version("1.0.1")),
        Refusal::FormLocked
    );
}

#[test]
fn a_version_already_presented_elsewhere_keeps_the_eligibility_from_leaving() {
    let mut stage = Stage::new();
    let open = stage.open_command();
    stage.done(&delegate(), open);
    stage.done(&legal(), Command::AcceptCharter);
    stage.fill_forms();
    // Another application took the number meanwhile.
    stage.siblings.versions_used = vec!["1.0.0".into()];
    assert_eq!(
        stage.refused(&delegate(), Command::SubmitEligibility),
        Refusal::Incomplete(vec![MissingPiece::TechnicalVersionUsed("1.0.0".into())])
    );
}

#[test]
fn an_empty_declaration_of_obsolete_versions_is_not_none() {
    let mut stage = Stage::new();
    let open = stage.open_command();
    stage.done(&delegate(), open);
    stage.done(&legal(), Command::AcceptCharter);
    stage.fill_forms();
    let missing = || {
        Refusal::Incomplete(vec![MissingPiece::Field(
            "box".into(),
            "old_releases".into(),
        )])
    };
    for text in ["", "  ", "see our site"] {
        stage.done(&delegate(), form("box", &[("old_releases", text)]));
        assert_eq!(
            stage.refused(&delegate(), Command::SubmitEligibility),
            missing()
        );
    }
    let attach = |name: &str, size| Command::AttachFormFile {
        form: "box".into(),
        field: "old_releases".into(),
        file: file(name, size).file().cloned().unwrap(),
    };
    assert!(matches!(
        stage.refused(&delegate(), attach("list.exe", 10)),
        Refusal::FormatNotAccepted { .. }
    ));
    assert_eq!(
        stage.refused(&delegate(), attach("list.pdf", 0)),
        Refusal::FileEmpty
    );
    stage.done(&delegate(), attach("list.pdf", 10));
    stage.done(&delegate(), Command::SubmitEligibility);
}

#[test]
fn a_certification_is_refused_when_it_is_not_asked_or_dated_tomorrow() {
    let mut stage = Stage::new().eligible();
    let Command::RecordCertificationRequest { request, .. } = stage.certified("held") else {
        panic!()
    };
    let mut record = |certification: &str, change: &dyn Fn(&mut CertificationRequest)| {
        let mut request = request.clone();
        change(&mut request);
        let command = Command::RecordCertificationRequest {
            certification: certification.into(),
            request,
        };
        stage.refused(&delegate(), command)
    };
    assert_eq!(record("other", &|_| {}), Refusal::UnknownCertification);
    assert_eq!(
        record("link", &|one| one.status = "granted".into()),
        Refusal::UnknownStatus
    );
    // The stage plays on 7 September 2026.
    assert_eq!(
        record("link", &|one| one.status_date =
            Some("2026-09-08".parse().unwrap())),
        Refusal::StatusDateInFuture
    );
    assert_eq!(
        record("link", &|one| one.evidence =
            file("empty.png", 0).file().cloned()),
        Refusal::FileEmpty
    );
}

#[test]
fn the_second_milestone_asks_again_for_the_status_of_the_certifications_of_the_chapter() {
    let mut stage = Stage::new().eligible();
    stage.fill_chapter(SECURITY);
    stage.done(&delegate(), stage.certified("asked"));
    let submit = |code: &str| Command::SubmitChapter {
        chapter: chapter(code),
        remainder: None,
        reasons: [].into(),
    };
    assert_eq!(
        stage.refused(&delegate(), submit(SECURITY)),
        Refusal::Incomplete(vec![MissingPiece::Certification {
            certification: "link".into(),
            at_least: "seen".into()
        }])
    );
    // The other chapter holds no requirement of this certification.
    stage.fill_chapter(FUNCTIONS);
    stage.done(&delegate(), submit(FUNCTIONS));
    stage.done(&delegate(), stage.certified("seen"));
    stage.done(&delegate(), submit(SECURITY));
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
        reasons: [].into(),
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
        reasons: [].into(),
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
        reasons: [].into(),
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
        reasons: [].into(),
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
            reasons: [].into(),
        },
    );
    assert_eq!(stage.chapter_state(FUNCTIONS), ChapterState::Submitted);
    // The slot answered in writing is to be judged again; the other keeps its verdict.
    assert_eq!(
        stage.slot_state("F.01.a", Viewpoint::Operator),
        SlotState::Filed
    );
    assert_eq!(
        stage.slot_state("F.01.b", Viewpoint::Operator),
        SlotState::ChangesRequested
    );
    assert!(
        stage
            .duties()
            .iter()
            .any(|duty| matches!(&duty.kind, DutyKind::ReviewChapter { slots: 1, .. }))
    );
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
            reasons: [].into(),
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
    // Asked on Monday 9 November, due on Tuesday 17; the opinion comes on Monday 16, four
    // working days later, the 11th being a holiday.
    let due = |stage: &Stage| stage.state.requests[0].due_at.unwrap().to_string();
    assert_eq!(due(&stage), "2026-11-17T23:00:00Z");
    stage = stage.at("2026-11-16T10:00:00Z");
    stage.done(&clerk(), opinion);
    assert_eq!(due(&stage), "2026-11-23T23:00:00Z");
    assert_eq!(
        stage.slot_state("F.01.a", Viewpoint::Vendor),
        SlotState::Conform
    );
    assert!(wake_at(&stage.programme, &stage.state).is_some());
}

#[test]
fn a_new_version_makes_a_second_opinion_pointless() {
    let mut stage = Stage::new().eligible();
    stage.submit(FUNCTIONS);
    stage.judge(&reviewer(), "F.01.a", Verdict::ChangesRequested);
    stage.judge(&reviewer(), "F.01.b", Verdict::Conform);
    stage.return_chapter(FUNCTIONS);
    let ask = |slot: &str| Command::AskSecondOpinion {
        slot: key(slot),
        reason: "The date shows.".into(),
    };
    assert_eq!(
        stage.refused(&delegate(), ask("F.01.b")),
        Refusal::NothingToJudge
    );
    assert_eq!(stage.refused(&reviewer(), ask("F.01.a")), Refusal::NotYours);
    stage.done(&delegate(), ask("F.01.a"));
    stage.file("F.01.a");
    let late = Command::GiveSecondOpinion {
        slot: key("F.01.a"),
        verdict: Verdict::Conform,
        reasons: "Right.".into(),
    };
    assert_eq!(stage.refused(&clerk(), late), Refusal::NoSecondOpinion);
    assert!(
        stage
            .duties()
            .iter()
            .all(|duty| !matches!(duty.kind, DutyKind::GiveSecondOpinion(_)))
    );
}

#[test]
fn a_decision_needs_every_slot_conform_and_every_certification_obtained() {
    let mut stage = Stage::new().ready();
    stage.done(&delegate(), stage.certified("studied"));
    assert_eq!(stage.state_code(), "ready_for_decision");
    let Refusal::Incomplete(gaps) = stage.refused(&decider(), stage.grant()) else {
        panic!()
    };
    assert_eq!(
        gaps,
        [MissingPiece::Certification {
            certification: "link".into(),
            at_least: "held".into()
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
    stage.done(&delegate(), stage.certified("held"));
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
        reasons: [].into(),
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
    let foreign = stage.file("S.01.a");
    let link = Command::LinkEvidence {
        evidence: foreign,
        slot: key("S.02.a"),
    };
    assert_eq!(stage.refused(&auditor(), link), Refusal::NotAllowed);
    let claim = Command::ClaimNotApplicable {
        slot: key("S.02.a"),
        justification: "The product does not do this at all, by design.".into(),
    };
    assert_eq!(stage.refused(&auditor(), claim), Refusal::NotAllowed);
    let submit = Command::SubmitChapter {
        chapter: chapter(SECURITY),
        remainder: None,
        reasons: [].into(),
    };
    assert_eq!(stage.refused(&auditor(), submit), Refusal::NotAllowed);
    let evidence = stage.evidence();
    let filing = stage.filing(evidence, "S.02.a");
    stage.done(&auditor(), filing);
    let past = Command::InviteAuditor {
        account: auditor().id,
        name: "auditor".into(),
        slot: key("S.02.a"),
        until: "2026-09-06".parse().unwrap(),
    };
    assert_eq!(stage.refused(&legal(), past), Refusal::DayInPast);
    stage = stage.at("2026-09-10T22:00:00Z");
    let evidence = stage.evidence();
    let late = stage.filing(evidence, "S.02.a");
    assert_eq!(stage.refused(&auditor(), late), Refusal::NotFound);
}

#[test]
fn another_catalogue_version_keeps_what_it_does_not_touch() {
    let mut stage = Stage::new().ready();
    let adopt = Command::AdoptCatalogueVersion {
        catalogue: CatalogueRef {
            code: "CAT".into(),
            version: "1.1".into(),
        },
    };
    assert_eq!(
        stage.refused(&delegate(), adopt.clone()),
        Refusal::CatalogueMismatch
    );
    stage.siblings.former_catalogue = Some(std::sync::Arc::new(stage.catalogue.clone()));
    stage.catalogue = catalogue("1.1");
    stage.catalogue.chapters[0].function_groups[0].requirements[0].scenarios[0].proofs[1].text =
        crate::catalogue::Html::new("<p>Now with a date.</p>");
    stage.done(&delegate(), adopt.clone());
    assert_eq!(stage.refused(&delegate(), adopt), Refusal::AlreadyDone);
    assert_eq!(
        stage.slot_state("F.01.a", Viewpoint::Vendor),
        SlotState::Conform
    );
    assert_eq!(
        stage.slot_state("F.01.b", Viewpoint::Vendor),
        SlotState::Filed
    );
    assert_eq!(stage.chapter_state(FUNCTIONS), ChapterState::InProgress);
    assert_eq!(stage.chapter_state(SECURITY), ChapterState::Validated);
    // The proof may be changed or confirmed as it is; then it is judged again.
    stage.submit(FUNCTIONS);
    assert_eq!(stage.chapter_state(FUNCTIONS), ChapterState::Submitted);
    assert!(matches!(
        stage.refused(&decider(), stage.grant()),
        Refusal::Incomplete(_)
    ));
    stage.judge(&reviewer(), "F.01.b", Verdict::Conform);
    stage.done(
        &reviewer(),
        Command::ValidateChapter {
            chapter: chapter(FUNCTIONS),
        },
    );
    stage.done(&decider(), stage.grant());
}

#[test]
fn the_effects_of_a_change_are_told_before_anything_moves() {
    let mut stage = Stage::new().eligible();
    let mut wished = stage.state.clone();
    wished.profiles = ["clinic".into()].into();
    wished.declarations = declarations(true);
    let mut next = catalogue("1.1");
    let requirements = &mut next.chapters[0].function_groups[0].requirements;
    requirements[0].statement = crate::catalogue::Html::new("<p>More.</p>");
    requirements.pop();
    let after = applicable_slots(&stage.programme, &next, &wished);
    let effects = slot_effects(&stage.slots(), &after);
    assert_eq!(
        effects,
        SlotEffects {
            unchanged: vec![key("S.01.a"), key("S.02.a")],
            bound_otherwise: Vec::new(),
            added: vec![key("F.02.a"), key("S.03.a")],
            reworded: vec![key("F.01.a"), key("F.01.b")],
            removed: vec![key("F.03.a")],
        }
    );
    // And that is what happens.
    stage.siblings.former_catalogue = Some(std::sync::Arc::new(stage.catalogue.clone()));
    stage.file("F.01.a");
    stage.file("S.01.a");
    stage.catalogue = next;
    let adopt = Command::AdoptCatalogueVersion {
        catalogue: CatalogueRef {
            code: "CAT".into(),
            version: "1.1".into(),
        },
    };
    let events = stage.run(&delegate(), adopt).unwrap();
    assert!(matches!(
        events.as_slice(),
        [Event::CatalogueVersionAdopted { changed, .. }] if *changed == set(&["F.01.a"])
    ));
}

#[test]
fn without_the_version_left_behind_every_proof_is_looked_at_again() {
    let mut stage = Stage::new().ready();
    stage.catalogue = catalogue("1.1");
    stage.done(
        &delegate(),
        Command::AdoptCatalogueVersion {
            catalogue: CatalogueRef {
                code: "CAT".into(),
                version: "1.1".into(),
            },
        },
    );
    for code in [FUNCTIONS, SECURITY] {
        assert_eq!(stage.chapter_state(code), ChapterState::InProgress);
    }
}

#[test]
fn the_wait_for_the_vendor_is_not_counted_in_the_review() {
    let mut stage = Stage::new().eligible().at("2026-11-02T08:00:00Z");
    assert_eq!(review_time(&stage.state, stage.now), None);
    stage.submit(FUNCTIONS);
    let hours = |stage: &Stage| {
        let time = review_time(&stage.state, stage.now).unwrap();
        (time.reviewed.as_hours(), time.waited.as_hours())
    };
    stage = stage.at("2026-11-02T18:00:00Z");
    assert_eq!(hours(&stage), (10, 0));
    let ask = |request| Command::RequestInformation {
        request,
        addressee: Side::Vendor,
        subject: "A question".into(),
        body: "Which version?".into(),
        slot: None,
    };
    let answer = |request| Command::AnswerRequest {
        request,
        body: "1.0.0".into(),
    };
    let (first, second) = (RequestId(stage.id()), RequestId(stage.id()));
    stage.done(&reviewer(), ask(first));
    stage = stage.at("2026-11-03T18:00:00Z");
    stage.done(&reviewer(), ask(second));
    stage = stage.at("2026-11-04T18:00:00Z");
    stage.done(&delegate(), answer(first));
    assert_eq!(hours(&stage), (10, 48));
    stage = stage.at("2026-11-05T18:00:00Z");
    stage.done(&delegate(), answer(second));
    stage = stage.at("2026-11-05T20:00:00Z");
    assert_eq!(hours(&stage), (12, 72));
}

#[test]
fn a_question_is_answered_once_by_the_one_it_is_for_or_closed_by_the_one_who_asked() {
    let mut stage = Stage::new().eligible();
    let ask = |request, addressee| Command::RequestInformation {
        request,
        addressee,
        subject: "A question".into(),
        body: "Which version?".into(),
        slot: None,
    };
    let answer = |request| Command::AnswerRequest {
        request,
        body: "1.0.0".into(),
    };
    let request = RequestId(stage.id());
    let own = ask(request, Side::Operator);
    assert_eq!(stage.refused(&reviewer(), own.clone()), Refusal::NotYours);
    stage.done(&delegate(), own);
    assert_eq!(stage.state.request(request).unwrap().due_at, None);
    assert!(
        stage.duties().iter().any(
            |duty| duty.side == Side::Operator && duty.kind == DutyKind::AnswerRequest(request)
        )
    );
    stage.done(&reviewer(), answer(request));
    assert_eq!(
        stage.refused(&reviewer(), answer(request)),
        Refusal::AlreadyAnswered
    );
    // After the closing of replies, an open question must not keep a decision waiting.
    let mut stage = Stage::new().ready();
    let request = RequestId(stage.id());
    stage.done(&reviewer(), ask(request, Side::Vendor));
    stage = stage.at("2027-06-30T12:00:00Z");
    assert!(matches!(
        stage.refused(&delegate(), answer(request)),
        Refusal::MilestonePassed(..)
    ));
    assert_eq!(
        stage.refused(&decider(), stage.grant()),
        Refusal::Incomplete(vec![MissingPiece::OpenRequest])
    );
    stage.done(&reviewer(), answer(request));
    stage.done(&decider(), stage.grant());
}

#[test]
fn an_extension_is_granted_countered_or_refused_with_a_reason() {
    let mut stage = Stage::new().eligible().at("2026-11-09T14:30:00Z");
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
    let reply = |outcome, until: Option<&str>, reason: &str| Command::AnswerExtension {
        request,
        outcome,
        until: until.map(|day| day.parse().unwrap()),
        reason: reason.into(),
    };
    let due = |stage: &Stage| {
        stage
            .state
            .request(request)
            .unwrap()
            .due_at
            .unwrap()
            .to_string()
    };
    let accept = reply(ExtensionOutcome::Accepted, None, "");
    assert_eq!(
        stage.refused(&reviewer(), accept.clone()),
        Refusal::NoExtension
    );
    stage.done(&delegate(), ask("2026-12-01"));
    assert_eq!(
        stage.refused(&reviewer(), reply(ExtensionOutcome::Refused, None, " ")),
        Refusal::ReasonRequired
    );
    stage.done(
        &reviewer(),
        reply(ExtensionOutcome::Refused, None, "Too long."),
    );
    assert_eq!(due(&stage), "2026-11-17T23:00:00Z");
    stage.done(&delegate(), ask("2026-12-01"));
    let counter = |day| reply(ExtensionOutcome::CounterProposed, Some(day), "Long enough.");
    assert_eq!(
        stage.refused(&reviewer(), counter("2026-11-17")),
        Refusal::ExtensionDayInvalid
    );
    stage.done(&reviewer(), counter("2026-11-20"));
    assert_eq!(due(&stage), "2026-11-20T23:00:00Z");
    // Reminders and flag follow the new day. Asked again after the flag: too late.
    let system = crate::access::Actor::system();
    let mut reminded = Vec::new();
    for instant in [
        "2026-11-16T08:00:00Z",
        "2026-11-18T07:59:59Z",
        "2026-11-18T08:00:00Z",
    ] {
        stage = stage.at(instant);
        reminded.push(stage.run(&system, Command::Remind).unwrap());
    }
    let third = Event::ReminderSent { request, day: 3 };
    assert_eq!(reminded, [vec![], vec![], vec![third]]);
    stage = stage.at("2026-11-20T22:59:59Z");
    let rung = stage.run(&system, Command::Remind).unwrap();
    assert!(!rung.contains(&Event::RequestOverdue { request }));
    stage = stage.at("2026-11-20T23:00:00Z");
    let rung = stage.run(&system, Command::Remind).unwrap();
    assert!(rung.contains(&Event::RequestOverdue { request }));
    assert_eq!(
        stage.refused(&delegate(), ask("2026-12-01")),
        Refusal::ExtensionTooLate
    );
}

#[test]
fn a_clock_that_slept_says_late_once_and_nothing_else() {
    let mut stage = Stage::new().eligible().at("2026-11-09T14:30:00Z");
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
    stage = stage.at("2027-01-04T09:00:00Z");
    let system = crate::access::Actor::system();
    assert_eq!(
        stage.run(&system, Command::Remind).unwrap(),
        [Event::RequestOverdue { request }]
    );
    assert_eq!(stage.run(&system, Command::Remind).unwrap(), []);
}

#[test]
fn only_the_clock_reminds() {
    let mut stage = Stage::new().eligible();
    for actor in everybody() {
        if actor.side != Side::System {
            let refusal = stage.refused(&actor, Command::Remind);
            let inside = [
                "legal", "delegate", "clerk", "reviewer", "security", "decider",
            ];
            let expected = match inside.contains(&actor.name.as_str()) {
                true => Refusal::NotAllowed,
                false => Refusal::NotFound,
            };
            assert_eq!(refusal, expected, "{}", actor.name);
        }
    }
}

#[test]
fn the_window_opens_and_closes_to_the_second_of_paris() {
    // Opening: 8 June 2026 at 9:00, summer time. Forms: 15 December at 14:00, winter time.
    let mut stage = Stage::new().at("2026-06-08T06:59:59.999999999Z");
    let open = stage.open_command();
    assert!(matches!(
        stage.refused(&delegate(), open.clone()),
        Refusal::MilestoneNotReached(..)
    ));
    let mut late = Stage::new().at("2026-12-15T13:00:00Z");
    assert!(matches!(
        late.refused(&delegate(), open.clone()),
        Refusal::MilestonePassed(..)
    ));
    stage = stage.at("2026-06-08T07:00:00Z");
    stage.done(&delegate(), open.clone());
    assert_eq!(stage.refused(&delegate(), open), Refusal::AlreadyDone);
    stage.done(&legal(), Command::AcceptCharter);
    stage.fill_forms();
    stage = stage.at("2026-12-15T13:00:00Z");
    assert!(matches!(
        stage.refused(&delegate(), Command::SubmitEligibility),
        Refusal::MilestonePassed(..)
    ));
    stage = stage.at("2026-12-15T12:59:59.999Z");
    stage.done(&delegate(), Command::SubmitEligibility);
    // What the team asks to complete has its own due date, beyond the milestone.
    stage = stage.at("2026-12-16T09:00:00Z");
    let request = RequestId(stage.id());
    stage.done(
        &clerk(),
        Command::AskToComplete {
            request,
            points: vec!["Wrong number.".into()],
        },
    );
    stage.done(&delegate(), form("box", &[("registry_number", "N2")]));
    stage.done(&delegate(), Command::SubmitEligibility);
}

#[test]
fn an_application_is_opened_once_for_a_solution_in_a_known_scheme_of_ones_own() {
    let mut stage = Stage::new();
    let open =
        |change: &dyn Fn(&mut VendorRef, &mut crate::programme::SchemeCode, &mut CatalogueRef)| {
            let Command::OpenApplication {
                number,
                mut vendor,
                product,
                mut scheme,
                mut catalogue,
            } = Stage::new().open_command()
            else {
                panic!()
            };
            change(&mut vendor, &mut scheme, &mut catalogue);
            Command::OpenApplication {
                number,
                vendor,
                product,
                scheme,
                catalogue,
            }
        };
    let plain = open(&|_, _, _| {});
    assert_eq!(
        stage.refused(&stranger(), plain.clone()),
        Refusal::NotAllowed
    );
    assert_eq!(stage.refused(&member(), plain.clone()), Refusal::NotAllowed);
    assert_eq!(stage.refused(&clerk(), plain.clone()), Refusal::NotFound);
    assert_eq!(
        stage.refused(&delegate(), open(&|_, scheme, _| *scheme = "X".into())),
        Refusal::UnknownScheme
    );
    assert_eq!(
        stage.refused(
            &delegate(),
            open(&|_, _, catalogue| catalogue.version = "9".into())
        ),
        Refusal::CatalogueMismatch
    );
    stage.siblings.another_open = true;
    assert_eq!(
        stage.refused(&delegate(), plain.clone()),
        Refusal::AnotherApplicationExists
    );
    stage.siblings.another_open = false;
    stage.programme.schemes[0].window_open = false;
    assert_eq!(
        stage.refused(&delegate(), plain.clone()),
        Refusal::WindowClosed
    );
    stage.programme.schemes[0].window_open = true;
    stage.done(&delegate(), plain);
}

#[test]
fn a_listing_lives_on_with_its_versions_sites_and_sale() {
    let mut stage = Stage::new().ready();
    let sale = |day: &str| Command::RecordCommercialisation {
        on: day.parse().unwrap(),
    };
    assert_eq!(
        stage.refused(&delegate(), sale("2026-09-07")),
        Refusal::NotListed
    );
    assert_eq!(
        stage.refused(&decider(), Command::PublishListing),
        Refusal::NotGranted
    );
    stage.done(
        &decider(),
        Command::Decide {
            outcome: Outcome::GrantedWithReservations,
            reasons: "Granted.".into(),
            reservations: vec!["Mend the printed sheet.".into()],
        },
    );
    assert_eq!(
        stage.refused(&reviewer(), Command::PublishListing),
        Refusal::NotAllowed
    );
    stage.done(&decider(), Command::PublishListing);
    assert_eq!(
        stage.refused(&decider(), Command::PublishListing),
        Refusal::AlreadyListed
    );
    let entry = crate::listing::listing(&stage.programme, &stage.state).unwrap();
    assert_eq!(entry.profiles, ["General"]);
    assert_eq!(entry.reservations, ["Mend the printed sheet."]);
    assert_eq!(
        stage.refused(&delegate(), sale("2026-09-08")),
        Refusal::DateInFuture
    );
    stage.done(&delegate(), sale("2026-09-07"));
    let version = |text: &str| Command::DeclareTechnicalVersion {
        version: text.into(),
        note: "Small changes.".into(),
    };
    assert_eq!(
        stage.refused(&delegate(), version("1.0.0")),
        Refusal::VersionNotNew
    );
    stage.done(&delegate(), version("1.0.1"));
    assert_eq!(
        stage.refused(&delegate(), version("1.0.1")),
        Refusal::VersionNotNew
    );
    let site = Command::RecordPilotSite {
        name: "First clinic".into(),
        report: None,
    };
    stage.done(&delegate(), site.clone());
    assert_eq!(stage.refused(&delegate(), site), Refusal::AlreadyDone);
    assert_eq!(
        stage.refused(&delegate(), Command::ValidatePilotReports),
        Refusal::NotAllowed
    );
    stage.done(&decider(), Command::ValidatePilotReports);
    let reinstate = Command::ReinstateListing {
        reason: "Mended.".into(),
    };
    assert_eq!(stage.refused(&decider(), reinstate), Refusal::NotSuspended);
    let entry = crate::listing::listing(&stage.programme, &stage.state).unwrap();
    assert_eq!(entry.technical_version, "1.0.0");
    assert!(entry.pilot_reports_validated);
}

#[test]
fn a_remark_is_carried_to_the_next_version_until_it_is_closed_or_repeated() {
    let mut stage = Stage::new().eligible();
    let first = stage.file("F.01.a");
    stage.submit(FUNCTIONS);
    let zone = Anchor::Zone(Zone {
        left: 100,
        top: 200,
        width: 300,
        height: 50,
    });
    let mut draft = stage.remark(true);
    draft.anchor = Some(zone.clone());
    draft.piece = Some(first);
    let remark = draft.id;
    let alone = Command::MakeRemark {
        slot: key("F.01.a"),
        remark: draft.clone(),
    };
    assert_eq!(
        stage.refused(&delegate(), alone.clone()),
        Refusal::NotAllowed
    );
    stage.done(&reviewer(), alone.clone());
    assert_eq!(stage.refused(&reviewer(), alone), Refusal::AlreadyDone);
    // What was said before the verdict is reason enough for it.
    stage.done(&reviewer(), changes_requested("F.01.a"));
    stage.judge(&reviewer(), "F.01.b", Verdict::Conform);
    let mut late = stage.remark(true);
    late.anchor = None;
    let blocking = Command::MakeRemark {
        slot: key("F.01.b"),
        remark: late,
    };
    assert_eq!(
        stage.refused(&reviewer(), blocking),
        Refusal::JudgedFavourably
    );
    stage.return_chapter(FUNCTIONS);
    stage.now += jiff::SignedDuration::from_hours(1);
    stage.done(&delegate(), Command::TreatRemark { remark });
    let held = |stage: &Stage| stage.state.remarks.get(&remark).unwrap().clone();
    let again = |stage: &Stage, by| stage.state.is_to_see_again(&held(stage), by);
    assert!(!again(&stage, Viewpoint::Operator));
    stage.done(
        &delegate(),
        Command::ReplaceEvidence {
            evidence: first,
            content: file("again.png", 5),
            following: set(&["F.01.a"]),
            started_at: stage.now,
        },
    );
    for by in [Viewpoint::Operator, Viewpoint::Vendor] {
        assert!(again(&stage, by));
        assert_eq!(held(&stage).piece(by).unwrap().version, 1);
    }
    stage.submit(FUNCTIONS);
    stage.now += jiff::SignedDuration::from_hours(1);
    let repeat = |anchor| Command::RepeatRemark {
        remark,
        piece: None,
        anchor,
    };
    let outside = Anchor::Line {
        line: 0,
        until: None,
    };
    assert_eq!(
        stage.refused(&reviewer(), repeat(Some(outside))),
        Refusal::NoSuchPlace
    );
    assert_eq!(
        stage.refused(&delegate(), repeat(None)),
        Refusal::NotAllowed
    );
    stage.done(&reviewer(), repeat(None));
    let now = held(&stage);
    // The same place of the new version; for the vendor nothing changed yet.
    assert_eq!(now.place(Viewpoint::Operator), Some(&zone));
    assert_eq!(now.piece(Viewpoint::Operator).unwrap().version, 2);
    assert_eq!(now.piece(Viewpoint::Vendor).unwrap().version, 1);
    assert!(!again(&stage, Viewpoint::Operator) && again(&stage, Viewpoint::Vendor));
    assert!(!now.is_treated(Viewpoint::Operator) && now.is_treated(Viewpoint::Vendor));
    assert_eq!(
        stage.refused(&reviewer(), repeat(None)),
        Refusal::NothingToSeeAgain
    );
    stage.done(&reviewer(), changes_requested("F.01.a"));
    stage.return_chapter(FUNCTIONS);
    assert_eq!(held(&stage).piece(Viewpoint::Vendor).unwrap().version, 2);
    assert!(!held(&stage).is_treated(Viewpoint::Vendor));
    stage.done(&delegate(), Command::TreatRemark { remark });
    stage.done(&reviewer(), Command::CloseRemark { remark });
    assert!(!again(&stage, Viewpoint::Operator));
}

#[test]
fn a_place_needs_a_piece_that_stands_in_the_slot() {
    let mut stage = Stage::new().eligible();
    let elsewhere = stage.file("F.01.b");
    stage.done(
        &delegate(),
        Command::ClaimNotApplicable {
            slot: key("F.01.a"),
            justification: "The product does not do this at all, by design.".into(),
        },
    );
    stage.submit(FUNCTIONS);
    let ask = |stage: &mut Stage, anchored: bool, piece| {
        let mut remark = stage.remark(true);
        remark.anchor = remark.anchor.filter(|_| anchored);
        remark.piece = piece;
        Command::MakeRemark {
            slot: key("F.01.a"),
            remark,
        }
    };
    let placed = ask(&mut stage, true, None);
    assert_eq!(stage.refused(&reviewer(), placed), Refusal::NoSuchPlace);
    let strange = ask(&mut stage, false, Some(elsewhere));
    assert_eq!(
        stage.refused(&reviewer(), strange),
        Refusal::EvidenceNotHere
    );
    let plain = ask(&mut stage, false, None);
    stage.done(&reviewer(), plain);
    let remark = stage.state.remarks.values().next().unwrap();
    assert_eq!(remark.piece(Viewpoint::Operator), None);
}
