//! Every refusal speaks: a code of its own, a sentence and a remedy in both languages.

use std::collections::BTreeSet;

use super::super::{FieldProblem, Language, Refusal};

fn all() -> Vec<Refusal> {
    use Refusal::*;
    let at = jiff::Timestamp::UNIX_EPOCH;
    vec![
        NotFound,
        NotAllowed,
        AlreadyDone,
        WindowClosed,
        MilestoneNotReached("m".into(), at),
        MilestonePassed("m".into(), at),
        ApplicationClosed,
        AnotherApplicationExists,
        UnknownScheme,
        CatalogueMismatch,
        TextRequired,
        TextTooLong { max: 1 },
        TooManyFacts { max: 1 },
        CharterFirst,
        CharterAlreadyAccepted,
        FormLocked,
        UnknownField,
        InvalidField {
            field: "f".into(),
            reason: FieldProblem::Siren,
        },
        UnknownProfile,
        ProfileNotOffered,
        UnknownDeclaration,
        InvalidDeclaration,
        UnknownCertification,
        UnknownStatus,
        StatusDateInFuture,
        Incomplete(Vec::new()),
        NotAwaitingEligibility,
        ReviewStarted,
        AlreadyEligible,
        NotEligibleYet,
        ReasonRequired,
        UnknownSlot,
        UnknownChapter,
        UnknownEvidence,
        UnknownRemark,
        UnknownRequest,
        ChapterFrozen,
        SlotLocked,
        FormatNotAccepted {
            accepted: Vec::new(),
        },
        FileTooLarge { limit_mib: 1 },
        FileEmpty,
        TooManyFiles { max: 1 },
        LinkMalformed,
        LinkNotSecure,
        LinkHostRefused {
            reason: String::new(),
        },
        NumberNotPositive,
        EvidenceAlreadyHere,
        EvidenceNotHere,
        OtherProof,
        ContentErased,
        NotAFile,
        JustificationTooShort { min: 1 },
        PieceInTheWay,
        NoClaim,
        ChapterNotSubmitted,
        ChapterAlreadySubmitted,
        NothingToJudge,
        VerdictDoesNotFit,
        RemarkRequired,
        BlockingRemarkOpen,
        NoSuchPlace,
        NothingToSeeAgain,
        JudgedFavourably,
        NotFullyJudged,
        NothingToReturn,
        SlotsToCorrect,
        ChapterNotValidated,
        SlotOutsideChapter,
        AlreadyAnswered,
        NotYours,
        ExtensionTooLate,
        ExtensionPending,
        NoExtension,
        ExtensionDayInvalid,
        SameReviewer,
        NoSecondOpinion,
        AlreadyDecided,
        NotGranted,
        NotListed,
        AlreadyListed,
        AlreadySuspended,
        NotSuspended,
        DateInFuture,
        DayInPast,
        VersionNotNew,
    ]
}

#[test]
fn none_is_forgotten_and_each_has_a_code_of_its_own() {
    let written = include_str!("../refusal.rs")
        .lines()
        .filter(|line| line.trim_start().starts_with("R::"))
        .count();
    let codes: BTreeSet<&str> = all().iter().map(Refusal::code).collect();
    assert_eq!(all().len(), written, "a refusal is missing from this list");
    assert_eq!(codes.len(), written, "a code stands for two refusals");
    for code in codes {
        let snake = |b: u8| b.is_ascii_lowercase() || b == b'_';
        assert!(code.bytes().all(snake), "{code}");
    }
}

#[test]
fn each_says_what_happened_and_what_to_do_in_both_languages() {
    let mut seen = BTreeSet::new();
    for refusal in all() {
        for language in [Language::French, Language::English] {
            for said in [refusal.sentence(language), refusal.remedy(language)] {
                let code = refusal.code();
                assert!(said.ends_with(['.', '!', '?']), "{code}: {said}");
                assert!(
                    said.starts_with(char::is_uppercase) || said.starts_with(['«', '“']),
                    "{code}: {said}"
                );
                assert!(!said.contains(['\'', '"']), "{code}: {said}");
                assert!(
                    !said.contains("  ") && said.trim() == said,
                    "{code}: {said}"
                );
            }
            assert_ne!(refusal.sentence(language), refusal.remedy(language));
            assert!(
                seen.insert((language == Language::French, refusal.sentence(language))),
                "two refusals say the same: {}",
                refusal.sentence(language)
            );
        }
        assert_ne!(
            refusal.sentence(Language::French),
            refusal.sentence(Language::English)
        );
    }
}

#[test]
fn french_signs_stand_behind_a_space_that_does_not_break() {
    for refusal in all() {
        for said in [
            refusal.sentence(Language::French),
            refusal.remedy(Language::French),
        ] {
            let letters: Vec<char> = said.chars().collect();
            for (index, letter) in letters.iter().enumerate() {
                let before = index.checked_sub(1).and_then(|at| letters.get(at));
                let after = letters.get(index + 1);
                let spaced = |held: Option<&char>| matches!(held, Some('\u{a0}' | '\u{202f}'));
                match letter {
                    // Inside an address, nothing is added.
                    ':' if after == Some(&'/') => {}
                    ';' | ':' | '!' | '?' | '»' => {
                        assert!(spaced(before), "{}: {said:?}", refusal.code());
                    }
                    '«' => assert!(spaced(after), "{}: {said:?}", refusal.code()),
                    '“' | '”' => panic!("{}: {said:?}", refusal.code()),
                    _ => {}
                }
            }
        }
        for said in [
            refusal.sentence(Language::English),
            refusal.remedy(Language::English),
        ] {
            assert!(
                !said.contains(['«', '»', '\u{a0}']),
                "{}: {said:?}",
                refusal.code()
            );
        }
    }
}

#[test]
fn each_is_given_by_a_rule() {
    let rules = [
        include_str!("../decide/mod.rs"),
        include_str!("../decide/administration.rs"),
        include_str!("../decide/decision.rs"),
        include_str!("../decide/evidence.rs"),
        include_str!("../decide/exchange.rs"),
        include_str!("../decide/review.rs"),
        include_str!("../decide/team.rs"),
        include_str!("../../access/policy.rs"),
        include_str!("../../programme/interop.rs"),
    ]
    .concat();
    for refusal in all() {
        let name = format!("{refusal:?}");
        let name = name.split([' ', '(']).next().unwrap();
        assert!(
            rules.contains(&format!("Refusal::{name}")) || rules.contains(&format!("Self::{name}")),
            "nothing is ever refused with {name}"
        );
    }
}
