//! Random walks: who asks for what, on what, and how long after the last time. The checks
//! are in `invariants`.

use std::collections::BTreeSet;

use jiff::{SignedDuration, ToSpan, civil::Date};
use proptest::prelude::*;

use super::{super::*, stage::*};
use crate::{
    access::{Actor, Side},
    ids::{ApplicationId, EvidenceId, MessageId, RemarkId, RequestId},
};

/// One step of a walk.
#[derive(Clone, Debug)]
pub struct Wish {
    who: usize,
    what: u8,
    on: usize,
    pause_minutes: i64,
}

/// Pauses from none to three months: a walk lasts years.
pub fn wishes(length: usize) -> impl Strategy<Value = Vec<Wish>> {
    let pause = prop_oneof![
        6 => 0i64..120,
        3 => 60i64..4_000,
        1 => 4_000i64..120_000,
    ];
    let wish =
        (0usize..14, 0u8..106, 0usize..64, pause).prop_map(|(who, what, on, pause_minutes)| Wish {
            who,
            what,
            on,
            pause_minutes,
        });
    prop::collection::vec(wish, 1..length)
}

pub const SLOTS: [&str; 7] = [
    "F.01.a", "F.01.b", "F.02.a", "F.03.a", "S.01.a", "S.02.a", "S.03.a",
];
const CHAPTERS: [&str; 2] = [FUNCTIONS, SECURITY];

fn pick<T: Clone>(list: &[T], index: usize) -> Option<T> {
    list.get(index.checked_rem(list.len())?).cloned()
}

/// What checks find in the pieces: by their number, so that it is the same each time.
pub fn found_in(state: &Application) -> Vec<Finding> {
    let links = state
        .slots
        .iter()
        .flat_map(|(slot, facts)| facts.links.iter().map(move |link| (slot, link)));
    links
        .filter_map(|(slot, link)| {
            let (code, grade) = match (link.evidence.0.as_u128() + u128::from(link.version)) % 24 {
                0..=3 => ("picture.blurred", Grade::Warning),
                4 => ("file.broken", Grade::Failure),
                5 => ("inner.layout", Grade::Failure),
                _ => return None,
            };
            Some(Finding {
                slot: slot.clone(),
                evidence: link.evidence,
                version: link.version,
                code: code.to_owned(),
                grade,
            })
        })
        .collect()
}

/// A place, possible or not.
fn somewhere(on: usize) -> Anchor {
    let number = u32::try_from(on).unwrap_or(1);
    let zone = Zone {
        left: u16::try_from(on).unwrap_or(1).saturating_mul(30),
        top: 0,
        width: 100,
        height: 1000,
    };
    match on % 5 {
        0 => Anchor::Zone(zone),
        1 => Anchor::Page {
            page: number % 7,
            zone: Some(zone),
        },
        2 => Anchor::Line {
            line: 20,
            until: Some(number),
        },
        3 => Anchor::Line {
            line: number,
            until: None,
        },
        _ => Anchor::Moment {
            seconds: 30,
            until: Some(number),
        },
    }
}

impl Wish {
    /// Lets the time of the walk pass.
    pub fn wait(&self, stage: &mut Stage) {
        stage.now += SignedDuration::from_mins(self.pause_minutes);
    }

    fn rarely(&self) -> bool {
        self.on.is_multiple_of(16)
    }

    /// What is asked. Rare ends stay rare, so that most walks go far.
    pub fn command(&self, stage: &mut Stage) -> Command {
        let on = self.on;
        let slot = key(SLOTS[on % SLOTS.len()]);
        let code = chapter(CHAPTERS[on % CHAPTERS.len()]);
        let nobody = uuid::Uuid::nil();
        let pieces: Vec<EvidenceId> = stage.state.evidence.keys().copied().collect();
        let piece = pick(&pieces, on).unwrap_or(EvidenceId(nobody));
        let requests: Vec<RequestId> = stage.state.requests.iter().map(|one| one.id).collect();
        // One that waits, most of the time.
        let waiting = stage
            .state
            .requests
            .iter()
            .filter(|one| one.answered.is_none());
        let request = match on % 4 {
            0 => pick(&requests, on),
            _ => waiting
                .max_by_key(|one| one.extension.is_some())
                .map(|one| one.id),
        };
        let request = request.unwrap_or(RequestId(nobody));
        let remarks: Vec<RemarkId> = stage.state.remarks.keys().copied().collect();
        let remark = pick(&remarks, on).unwrap_or(RemarkId(nobody));
        let today: Date = stage.now.to_zoned(stage.programme.zone()).date();
        let later = today.saturating_add(i64::try_from(on % 24).unwrap_or(1).days());
        let contested = SLOTS.map(key).into_iter().find(|slot| {
            let state = slot_state(stage.state.slot(slot), Viewpoint::Vendor);
            state == SlotState::ChangesRequested
        });
        let again = stage.state.remarks.iter().find_map(|(id, remark)| {
            let code = chapter(CHAPTERS[usize::from(!remark.slot.as_str().starts_with('F'))]);
            let with_the_teams = stage.state.chapters.get(&code)?.open == OpenSlots::None;
            let waits = stage.state.is_to_see_again(remark, Viewpoint::Operator);
            (waits && with_the_teams).then_some(*id)
        });
        let reason = || "Why not.".to_owned();
        match self.what {
            0 => stage.open_command(),
            1 => Command::AcceptCharter,
            2 => form("maker", &[("name_on_the_box", "Product")]),
            3 => form(
                "box",
                &[
                    ("registry_number", "N1"),
                    ("release", ["1.0.0", "1.0.1", "0.9"][on % 3]),
                    ("old_releases", "none"),
                ],
            ),
            4 => form("box", &[("release", ["1.0.0", "1.0.1", " "][on % 3])]),
            5 => Command::Declare {
                declarations: declarations(on.is_multiple_of(2)),
            },
            6 => Command::ChooseProfiles {
                profiles: match on % 3 {
                    0 => ["clinic".into()].into(),
                    _ => BTreeSet::new(),
                },
            },
            7 | 8 => stage.certified(["asked", "seen", "held", "held"][on % 4]),
            13 if on % 4 == 1 => Command::TakeBackEligibility,
            13 if on % 4 == 2 => Command::StartEligibilityReview,
            12 if on % 5 == 1 => Command::ChangeScope {
                profiles: match on % 3 {
                    0 => ["clinic".into()].into(),
                    _ => BTreeSet::new(),
                },
                declarations: declarations(on.is_multiple_of(2)),
            },
            14 if on % 4 == 1 => {
                let piece = stage.elsewhere(slot.as_str());
                Command::ReuseEvidence {
                    evidence: stage.evidence(),
                    slot,
                    source: ApplicationId(nobody),
                    piece,
                    version: 1,
                }
            }
            14 if on % 4 == 2 => Command::EraseContent {
                evidence: piece,
                version: 1,
                reason: reason(),
            },
            14 if on % 4 == 3 => Command::DeclareFacts {
                evidence: piece,
                slot,
                facts: [("form_date".to_owned(), reason())].into(),
            },
            9 => Command::SubmitEligibility,
            10 => Command::DeclareEligible,
            11 if on.is_multiple_of(3) => Command::AskToComplete {
                request: RequestId(stage.id()),
                points: vec!["?".into()],
            },
            12 if on.is_multiple_of(5) => Command::RefuseEligibility {
                reasons: vec!["No.".into()],
            },
            13 if self.rarely() => Command::Withdraw { reason: reason() },
            14 if self.rarely() => Command::Abandon { reason: reason() },
            15..=22 | 70..=75 => {
                let evidence = stage.evidence();
                stage.filing(evidence, slot.as_str())
            }
            23 => Command::LinkEvidence {
                evidence: piece,
                slot,
            },
            24 => Command::UnlinkEvidence {
                evidence: piece,
                slot,
            },
            25 | 26 => {
                let following = stage
                    .state
                    .slots
                    .iter()
                    .filter(|(_, facts)| facts.links.iter().any(|link| link.evidence == piece))
                    .map(|(key, _)| key.clone())
                    .take(1 + on % 2)
                    .collect();
                Command::ReplaceEvidence {
                    evidence: piece,
                    content: file(&format!("again-{}.png", stage.id().as_u128()), 5),
                    following,
                    started_at: stage.now,
                }
            }
            27 => Command::ClaimNotApplicable {
                slot,
                justification: "The product does not do this at all, by design.".into(),
            },
            28 => Command::WithdrawNotApplicableClaim { slot },
            29..=33 | 76..=79 => Command::SubmitChapter {
                chapter: code,
                remainder: (on.is_multiple_of(7)).then(|| "Later.".into()),
                reasons: match on % 3 {
                    0 => [].into(),
                    _ => found_in(&stage.state)
                        .into_iter()
                        .map(|finding| ((finding.evidence, finding.code), reason()))
                        .collect(),
                },
            },
            34..=41 | 80..=89 if !on.is_multiple_of(3) && again.is_some() => {
                Command::RepeatRemark {
                    remark: again.unwrap_or(remark),
                    piece: None,
                    anchor: (on.is_multiple_of(2)).then(|| somewhere(on)),
                }
            }
            34..=41 | 80..=89 => self.verdict(stage),
            42 => Command::RetractVerdict { slot },
            43 => Command::RetractRemark { remark },
            44 if on.is_multiple_of(3) => Command::CloseRemark { remark },
            44 => Command::RepeatRemark {
                remark,
                piece: (on.is_multiple_of(5)).then_some(piece),
                anchor: (on.is_multiple_of(2)).then(|| somewhere(on)),
            },
            69 => {
                let mut draft = stage.remark(on % 4 == 1);
                draft.anchor = (on % 8 > 1).then(|| somewhere(on));
                draft.piece = (on.is_multiple_of(5)).then_some(piece);
                Command::MakeRemark {
                    slot,
                    remark: draft,
                }
            }
            45 => Command::TreatRemark { remark },
            46 => Command::AnswerRemark {
                remark,
                body: "Done.".into(),
            },
            47 | 90..=95 => Command::ReturnChapter {
                chapter: code,
                request: RequestId(stage.id()),
                message: "See.".into(),
            },
            48 | 49 => Command::ValidateChapter { chapter: code },
            50 if on.is_multiple_of(4) => Command::ReopenChapter {
                chapter: code,
                slots: [slot].into(),
                reason: reason(),
            },
            51 => Command::AskSecondOpinion {
                slot: contested.unwrap_or(slot),
                reason: reason(),
            },
            52 => Command::GiveSecondOpinion {
                slot: contested.unwrap_or(slot),
                verdict: Verdict::Conform,
                reasons: "Right.".into(),
            },
            53 => Command::RequestInformation {
                request: RequestId(stage.id()),
                addressee: match on % 2 {
                    0 => Side::Vendor,
                    _ => Side::Operator,
                },
                subject: "?".into(),
                body: "?".into(),
                slot: (on.is_multiple_of(3)).then_some(slot),
            },
            54 | 55 => Command::AnswerRequest {
                request,
                body: "!".into(),
            },
            56 | 96..=99 => Command::AskExtension {
                request,
                until: later,
                reason: reason(),
            },
            57 | 100..=103 => Command::AnswerExtension {
                request,
                outcome: [
                    ExtensionOutcome::Accepted,
                    ExtensionOutcome::CounterProposed,
                    ExtensionOutcome::Refused,
                ][on % 3],
                until: Some(later),
                reason: reason(),
            },
            58 => Command::AssignCaseLead {
                account: reviewer().id,
                name: "reviewer".into(),
            },
            59 => Command::AttachCollaborator {
                account: member().id,
                name: "member".into(),
                rights: CollaboratorRights {
                    tasks: [[Task::Upload], [Task::Submit], [Task::Message]][on % 3].into(),
                    chapters: (on.is_multiple_of(2)).then(|| [code].into()),
                },
            },
            60 => Command::DetachCollaborator {
                account: member().id,
            },
            61 => Command::InviteAuditor {
                account: auditor().id,
                name: "auditor".into(),
                slot,
                until: later,
            },
            62 => Command::DismissAuditor {
                account: auditor().id,
                slot,
            },
            63 | 64 => match on % 8 {
                0 => Command::Decide {
                    outcome: Outcome::Refused,
                    reasons: "No.".into(),
                    reservations: Vec::new(),
                },
                1 => Command::Decide {
                    outcome: Outcome::GrantedWithReservations,
                    reasons: "Yes.".into(),
                    reservations: vec!["But.".into()],
                },
                _ => stage.grant(),
            },
            65 | 104 => Command::PublishListing,
            66 | 105 => {
                let listing = stage.state.listing.as_ref();
                match on % 3 {
                    0 => Command::ValidatePilotReports,
                    _ if on.is_multiple_of(7) => Command::WithdrawListing { reason: reason() },
                    _ if listing.is_some_and(|entry| entry.suspended.is_some()) => {
                        Command::ReinstateListing { reason: reason() }
                    }
                    _ => Command::SuspendListing { reason: reason() },
                }
            }
            67 => match on % 3 {
                0 => Command::RecordCommercialisation { on: today },
                1 => Command::RecordPilotSite {
                    name: format!("Site {on}"),
                    report: None,
                },
                _ => Command::DeclareTechnicalVersion {
                    version: format!("2.{on}"),
                    note: String::new(),
                },
            },
            68 if on.is_multiple_of(4) => self.adopt(stage),
            _ => Command::SendMessage {
                message: MessageId(stage.id()),
                body: "Hello.".into(),
            },
        }
    }

    fn verdict(&self, stage: &mut Stage) -> Command {
        let slot = key(SLOTS[self.on % SLOTS.len()]);
        let claimed = stage
            .state
            .slot(&slot)
            .is_some_and(|facts| facts.claim.is_some());
        let verdict = match self.on % 5 {
            0 => Verdict::ChangesRequested,
            _ if claimed => Verdict::NotApplicableAccepted,
            _ => Verdict::Conform,
        };
        let remarks = match verdict {
            Verdict::ChangesRequested => vec![stage.remark(true)],
            _ if self.on.is_multiple_of(3) => vec![stage.remark(false)],
            _ => Vec::new(),
        };
        Command::GiveVerdict {
            slot,
            verdict,
            note: None,
            remarks,
        }
    }

    /// The next version of the catalogue changes the wording of one proof.
    fn adopt(&self, stage: &mut Stage) -> Command {
        let version = format!("1.{}", stage.state.version);
        let mut next = catalogue(&version);
        let requirement = &mut next.chapters[self.on % 2].function_groups[0].requirements[0];
        requirement.scenarios[0].proofs[0].text = crate::catalogue::Html::new(version.as_str());
        stage.upcoming = Some(next);
        Command::AdoptCatalogueVersion {
            catalogue: CatalogueRef {
                code: "CAT".into(),
                version,
            },
        }
    }

    /// Somebody who may well have the right to ask for this; one wish in four is anybody's.
    pub fn actor(&self, stage: &Stage, command: &Command) -> Actor {
        if self.who < 3 {
            let everybody = everybody();
            return everybody[(self.who * 3 + self.on) % everybody.len()].clone();
        }
        match command {
            Command::AcceptCharter => legal(),
            Command::DeclareEligible
            | Command::AskToComplete { .. }
            | Command::RefuseEligibility { .. }
            | Command::StartEligibilityReview
            | Command::GiveSecondOpinion { .. } => clerk(),
            Command::GiveVerdict { slot, .. } if slot.as_str() == "S.02.a" => security(),
            Command::GiveVerdict { .. }
            | Command::ReturnChapter { .. }
            | Command::ValidateChapter { .. }
            | Command::ReopenChapter { .. }
            | Command::RetractVerdict { .. }
            | Command::RetractRemark { .. }
            | Command::CloseRemark { .. }
            | Command::MakeRemark { .. }
            | Command::RepeatRemark { .. }
            | Command::AnswerExtension { .. }
            | Command::AssignCaseLead { .. } => reviewer(),
            Command::Decide { .. }
            | Command::Abandon { .. }
            | Command::EraseContent { .. }
            | Command::PublishListing
            | Command::SuspendListing { .. }
            | Command::ReinstateListing { .. }
            | Command::WithdrawListing { .. }
            | Command::ValidatePilotReports => decider(),
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
}
