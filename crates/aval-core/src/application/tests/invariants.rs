//! Random journeys of all kinds of people over years, against what must always hold.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use proptest::prelude::*;

use super::{super::*, stage::*};
use crate::{
    access::{Actor, Side},
    ids::{EvidenceId, MessageId, RequestId},
};

/// One step of a random journey: who, what, on what, and how long after the last one.
#[derive(Clone, Debug)]
struct Wish {
    who: usize,
    what: u8,
    on: usize,
    pause_minutes: i64,
}

fn wishes(length: usize) -> impl Strategy<Value = Vec<Wish>> {
    let pause = prop_oneof![
        6 => 0i64..120,
        3 => 60i64..4_000,
        1 => 4_000i64..120_000,
    ];
    let wish =
        (0usize..14, 0u8..44, 0usize..64, pause).prop_map(|(who, what, on, pause_minutes)| Wish {
            who,
            what,
            on,
            pause_minutes,
        });
    prop::collection::vec(wish, 1..length)
}

const SLOTS: [&str; 7] = [
    "F.01.a", "F.01.b", "F.02.a", "F.03.a", "S.01.a", "S.02.a", "S.03.a",
];
const CHAPTERS: [&str; 2] = [FUNCTIONS, SECURITY];

fn pick<T: Clone>(list: &[T], index: usize) -> Option<T> {
    if list.is_empty() {
        None
    } else {
        list.get(index % list.len()).cloned()
    }
}

fn command(stage: &mut Stage, wish: &Wish) -> Command {
    let slot = key(SLOTS[wish.on % SLOTS.len()]);
    let code = chapter(CHAPTERS[wish.on % CHAPTERS.len()]);
    let pieces: Vec<EvidenceId> = stage.state.evidence.keys().copied().collect();
    let piece = pick(&pieces, wish.on).unwrap_or(EvidenceId(uuid::Uuid::nil()));
    let requests: Vec<RequestId> = stage.state.requests.iter().map(|one| one.id).collect();
    let request = pick(&requests, wish.on).unwrap_or(RequestId(uuid::Uuid::nil()));
    let remarks: Vec<_> = stage.state.remarks.keys().copied().collect();
    let remark = pick(&remarks, wish.on);
    match wish.what {
        0 => stage.open_command(),
        1 => Command::AcceptCharter,
        2 => form("maker", &[("name_on_the_box", "Product")]),
        3 => form(
            "box",
            &[
                ("registry_number", "N1"),
                ("release", "1.0.0"),
                ("old_releases", "none"),
            ],
        ),
        4 => Command::Declare {
            declarations: declarations(wish.on.is_multiple_of(2)),
        },
        5 => Command::ChooseProfiles {
            profiles: match wish.on % 3 {
                0 => ["clinic".into()].into(),
                _ => BTreeSet::new(),
            },
        },
        6 => stage.certified(["asked", "seen", "held", "held"][wish.on % 4]),
        7 => Command::SubmitEligibility,
        8 => Command::DeclareEligible,
        9 if wish.on.is_multiple_of(5) => Command::AskToComplete {
            request: RequestId(stage.id()),
            points: vec!["?".into()],
        },
        10 if wish.on == 0 => Command::RefuseEligibility {
            reasons: vec!["No.".into()],
        },
        11 if wish.on == 0 => Command::Withdraw {
            reason: "No.".into(),
        },
        12..=17 => {
            let evidence = stage.evidence();
            stage.filing(evidence, slot.as_str())
        }
        18 => Command::LinkEvidence {
            evidence: piece,
            slot,
        },
        19 => Command::UnlinkEvidence {
            evidence: piece,
            slot,
        },
        20 => {
            let following = stage
                .state
                .slots
                .iter()
                .filter(|(_, facts)| facts.links.iter().any(|link| link.evidence == piece))
                .map(|(key, _)| key.clone())
                .take(1 + wish.on % 2)
                .collect();
            let content = file(&format!("again-{}.png", stage.id().as_u128()), 5);
            Command::ReplaceEvidence {
                evidence: piece,
                content,
                following,
                started_at: stage.now,
            }
        }
        21 => Command::ClaimNotApplicable {
            slot,
            justification: "The product does not do this at all, by design.".into(),
        },
        22 => Command::WithdrawNotApplicableClaim { slot },
        23..=26 => Command::SubmitChapter {
            chapter: code,
            remainder: (wish.on.is_multiple_of(7)).then(|| "Later.".into()),
        },
        27..=31 => {
            let claimed = stage
                .state
                .slot(&slot)
                .is_some_and(|facts| facts.claim.is_some());
            let verdict = match wish.on % 5 {
                0 => Verdict::ChangesRequested,
                _ if claimed => Verdict::NotApplicableAccepted,
                _ => Verdict::Conform,
            };
            let remarks = match verdict {
                Verdict::ChangesRequested => vec![stage.remark(true)],
                _ => Vec::new(),
            };
            Command::GiveVerdict {
                slot,
                verdict,
                note: None,
                remarks,
            }
        }
        32 => Command::ReturnChapter {
            chapter: code,
            request: RequestId(stage.id()),
            message: "See.".into(),
        },
        33 | 34 => Command::ValidateChapter { chapter: code },
        35 if wish.on.is_multiple_of(6) => Command::ReopenChapter {
            chapter: code,
            slots: [slot].into(),
            reason: "Why not.".into(),
        },
        36 => Command::RequestInformation {
            request: RequestId(stage.id()),
            addressee: if wish.on.is_multiple_of(2) {
                Side::Vendor
            } else {
                Side::Operator
            },
            subject: "?".into(),
            body: "?".into(),
            slot: Some(slot),
        },
        37 => Command::AnswerRequest {
            request,
            body: "!".into(),
        },
        38 => Command::AskExtension {
            request,
            until: stage
                .now
                .to_zoned(jiff::tz::TimeZone::UTC)
                .date()
                .saturating_add(jiff::Span::new().days(i64::try_from(wish.on).unwrap_or(1))),
            reason: "More time.".into(),
        },
        39 => match remark {
            Some(remark) => Command::AnswerRemark {
                remark,
                body: "Done.".into(),
            },
            None => Command::RetractVerdict { slot },
        },
        40 => Command::AskSecondOpinion {
            slot,
            reason: "Look again.".into(),
        },
        41 => Command::GiveSecondOpinion {
            slot,
            verdict: Verdict::Conform,
            reasons: "Right.".into(),
        },
        42 => stage.grant(),
        43 => Command::PublishListing,
        _ => Command::SendMessage {
            message: MessageId(stage.id()),
            body: "Hello.".into(),
        },
    }
}

/// Somebody who may well have the right to ask for this; one wish in three is anybody's.
fn actor(stage: &Stage, wish: &Wish, command: &Command) -> Actor {
    if wish.who < 4 {
        return everybody()[(wish.who * 3 + wish.on) % everybody().len()].clone();
    }
    match command {
        Command::AcceptCharter => legal(),
        Command::DeclareEligible
        | Command::AskToComplete { .. }
        | Command::RefuseEligibility { .. }
        | Command::GiveSecondOpinion { .. } => clerk(),
        Command::GiveVerdict { slot, .. } if slot.as_str() == "S.02.a" => security(),
        Command::GiveVerdict { .. }
        | Command::ReturnChapter { .. }
        | Command::ValidateChapter { .. }
        | Command::ReopenChapter { .. }
        | Command::RetractVerdict { .. } => reviewer(),
        Command::Decide { .. } | Command::PublishListing => decider(),
        Command::RequestInformation {
            addressee: Side::Vendor,
            ..
        } => reviewer(),
        Command::AnswerRequest { request, .. } => match stage.state.request(*request) {
            Some(request) if request.addressee == Side::Operator => reviewer(),
            _ => delegate(),
        },
        _ => delegate(),
    }
}

/// Everything ever deposited: never shrinks, never changes.
fn deposited(state: &Application) -> BTreeMap<(EvidenceId, usize), (Content, String)> {
    state
        .evidence
        .iter()
        .flat_map(|(id, piece)| {
            piece
                .versions
                .iter()
                .enumerate()
                .map(move |(rank, version)| {
                    (
                        (*id, rank),
                        (version.content.clone(), piece.filed_in.to_string()),
                    )
                })
        })
        .collect()
}

fn check_event(before: &Application, stage: &Stage, event: &Event, actor: &Actor) {
    // A slot changes its pieces only through an event that names it.
    if let Event::EvidenceFiled { slot, .. }
    | Event::EvidenceLinked { slot, .. }
    | Event::EvidenceUnlinked { slot, .. } = event
    {
        for (key, facts) in &before.slots {
            if key != slot {
                assert_eq!(
                    Some(&facts.links),
                    stage.state.slot(key).map(|now| &now.links)
                );
            }
        }
    }
    if let Event::DecisionTaken { outcome, .. } = event
        && *outcome != Outcome::Refused
    {
        for slot in stage.slots().iter().filter(|slot| slot.required) {
            let state = slot_state(before.slot(slot.key), Viewpoint::Operator);
            assert!(state.is_settled(), "granted with {} {state:?}", slot.key);
        }
        assert!(
            before
                .certifications
                .values()
                .all(|request| request.status.as_str() == "held")
        );
    }
    // What the teams draft is not seen before they send it.
    if matches!(
        event,
        Event::VerdictGiven { .. } | Event::VerdictRetracted { .. }
    ) {
        for slot in SLOTS {
            assert_eq!(
                slot_state(before.slot(&key(slot)), Viewpoint::Vendor),
                slot_state(stage.state.slot(&key(slot)), Viewpoint::Vendor),
            );
        }
    }
    assert_ne!(
        actor.name, "stranger",
        "a stranger changed something: {event:?}"
    );
    if actor.side == Side::System {
        assert!(matches!(
            event,
            Event::ReminderSent { .. } | Event::RequestOverdue { .. }
        ));
    }
}

fn run(wishes: &[Wish], mut stage: Stage) -> Stage {
    for wish in wishes {
        stage.now += SignedDuration::from_mins(wish.pause_minutes);
        let command = command(&mut stage, wish);
        let actor = actor(&stage, wish, &command);
        let before = stage.state.clone();
        match stage.run(&actor, command) {
            Err(_) => assert_eq!(before, stage.state),
            Ok(events) => {
                for event in &events {
                    check_event(&before, &stage, event, &actor);
                }
            }
        }
        let kept = deposited(&stage.state);
        for (place, content) in deposited(&before) {
            assert_eq!(kept.get(&place), Some(&content), "evidence lost or moved");
        }
        for (key, facts) in &before.slots {
            let now = &stage.state.slots[key].past;
            assert_eq!(now.get(..facts.past.len()), Some(facts.past.as_slice()));
        }
        stage.run(&Actor::system(), Command::Remind).unwrap();
        assert!(
            wake_at(&stage.programme, &stage.state).is_none_or(|at| at > stage.now),
            "an alarm did not ring"
        );
    }
    stage
}

fn agrees_with_a_fold_from_scratch(stage: &Stage) {
    let folded = fold(&stage.journal);
    assert_eq!(folded, stage.state);
    let text = serde_json::to_string(&stage.state).unwrap();
    let restored: Application = serde_json::from_str(&text).unwrap();
    assert_eq!(restored, stage.state);
    let slots = stage.slots();
    assert_eq!(
        application_state(&folded, &slots),
        application_state(&stage.state, &slots)
    );
    // A closed application waits for nobody but its publication.
    let duties = stage.duties();
    if stage.state.is_closed() && stage.state.decision.is_none() {
        assert_eq!(turn(&duties), Turn::None);
    }
    // As long as it is open, somebody has something to do.
    if stage.state.opening.is_some() && !stage.state.is_closed() {
        assert_ne!(turn(&duties), Turn::None, "nobody has anything to do");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn from_the_opening(wishes in wishes(120)) {
        agrees_with_a_fold_from_scratch(&run(&wishes, Stage::new()));
    }

    #[test]
    fn from_the_opening_of_the_proofs(wishes in wishes(120)) {
        agrees_with_a_fold_from_scratch(&run(&wishes, Stage::new().eligible()));
    }

    #[test]
    fn from_the_eve_of_the_decision(wishes in wishes(60)) {
        agrees_with_a_fold_from_scratch(&run(&wishes, Stage::new().ready()));
    }
}
