//! What must always hold, against random walks over years; and for each invariant, a
//! forged event that shows that it would be seen broken.
//!
//! The invariants read the journal and the facts, never the function that they check.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time},
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};

use super::{super::*, stage::*, walk::*};
use crate::{
    access::{Actor, Side},
    catalogue::{ChapterCode, ProofKey},
    deadline,
    ids::{EvidenceId, RemarkId, RequestId},
    programme::MilestoneKind,
};

/// One more event: the facts before and after it.
struct Step<'a> {
    before: &'a Application,
    recorded: &'a Recorded,
    after: &'a Application,
    actor: &'a Actor,
    stage: &'a Stage,
}

type Invariant = (&'static str, fn(&Step) -> bool);

const INVARIANTS: [Invariant; 24] = [
    ("nothing deposited is lost", nothing_is_lost),
    ("no piece moves to another slot", no_piece_moves),
    ("a slot remembers every piece", slots_remember),
    ("receipts stay as they were given", receipts_stay),
    ("never granted with an open required slot", granted_conform),
    (
        "never granted without every certification",
        granted_certified,
    ),
    ("drafts of the operator are not seen", drafts_are_hidden),
    ("a stranger changes nothing", strangers_change_nothing),
    ("the clock only reminds", the_clock_only_reminds),
    ("each side does its part only", each_side_its_part),
    (
        "an auditor reaches one slot until a day",
        auditors_are_bounded,
    ),
    ("a member does what was handed over", members_are_bounded),
    (
        "only a legal representative binds the company",
        charter_is_bound,
    ),
    ("a closed application stands still", closed_stands_still),
    ("proofs come after the eligibility", eligible_first),
    (
        "nothing enters a chapter after its milestone",
        no_late_deposit,
    ),
    ("a conform slot is locked", conform_is_locked),
    (
        "a verdict comes from the team of the slot",
        teams_judge_their_own,
    ),
    (
        "a due date ends a day or is a milestone",
        due_dates_end_days,
    ),
    ("no reminder and no flag before its day", alarms_in_time),
    (
        "no failed check enters with a chapter",
        failed_checks_stay_out,
    ),
    (
        "each warning of a chapter has its reason",
        warnings_have_reasons,
    ),
    ("a remark points into a piece of its slot", remarks_point_in),
    (
        "an open remark outlives the version it was made on",
        open_remarks_are_carried,
    ),
];

fn broken(step: &Step) -> Vec<&'static str> {
    INVARIANTS
        .iter()
        .filter(|(_, holds)| !holds(step))
        .map(|(name, _)| *name)
        .collect()
}

fn deposited(state: &Application) -> BTreeMap<(EvidenceId, usize), (&Content, &ProofKey)> {
    let mut all = BTreeMap::new();
    for (id, piece) in &state.evidence {
        for (rank, version) in piece.versions.iter().enumerate() {
            all.insert((*id, rank), (&version.content, &piece.filed_in));
        }
    }
    all
}

fn nothing_is_lost(step: &Step) -> bool {
    let kept = deposited(step.after);
    deposited(step.before)
        .iter()
        .all(|(place, content)| kept.get(place) == Some(content))
}

fn held(state: &Application, slot: &ProofKey) -> BTreeSet<EvidenceId> {
    let links = state.slot(slot).map(|facts| facts.links.as_slice());
    links
        .unwrap_or_default()
        .iter()
        .map(|link| link.evidence)
        .collect()
}

fn no_piece_moves(step: &Step) -> bool {
    SLOTS.iter().map(|slot| key(slot)).all(|slot| {
        let (had, has) = (held(step.before, &slot), held(step.after, &slot));
        let came: Vec<_> = has.difference(&had).copied().collect();
        let left: Vec<_> = had.difference(&has).copied().collect();
        match &step.recorded.event {
            Event::EvidenceFiled {
                evidence, slot: to, ..
            }
            | Event::EvidenceReused {
                evidence, slot: to, ..
            }
            | Event::EvidenceLinked { evidence, slot: to }
                if *to == slot =>
            {
                left.is_empty() && came.iter().all(|id| id == evidence)
            }
            Event::EvidenceUnlinked { evidence, slot: to } if *to == slot => {
                came.is_empty() && left.iter().all(|id| id == evidence)
            }
            _ => came.is_empty() && left.is_empty(),
        }
    })
}

fn slots_remember(step: &Step) -> bool {
    step.before.slots.iter().all(|(slot, facts)| {
        let now = step.after.slot(slot).map(|now| now.past.as_slice());
        now.is_some_and(|now| now.starts_with(&facts.past))
    })
}

fn receipts_stay(step: &Step) -> bool {
    step.before.chapters.iter().all(|(code, facts)| {
        let now = step.after.chapters.get(code);
        now.is_some_and(|now| now.receipts.starts_with(&facts.receipts))
    })
}

/// The last word of the journal on a slot. Whatever changes the slot takes it back; a draft
/// takes the place of the draft before.
fn last_word(journal: &[Recorded], slot: &ProofKey) -> Option<Verdict> {
    let mut words: Vec<(Option<Verdict>, bool)> = Vec::new();
    let draft_on_top =
        |words: &[(Option<Verdict>, bool)]| matches!(words.last(), Some((Some(_), true)));
    for recorded in journal {
        match &recorded.event {
            Event::VerdictGiven {
                slot: on, verdict, ..
            } if on == slot => {
                if draft_on_top(&words) {
                    words.pop();
                }
                words.push((Some(*verdict), true));
            }
            Event::SecondOpinionGiven {
                slot: on, verdict, ..
            } if on == slot => words.push((Some(*verdict), false)),
            Event::VerdictRetracted { slot: on } if on == slot && draft_on_top(&words) => {
                words.pop();
            }
            Event::EvidenceFiled { slot: on, .. }
            | Event::EvidenceLinked { slot: on, .. }
            | Event::EvidenceUnlinked { slot: on, .. }
            | Event::NotApplicableClaimed { slot: on, .. }
            | Event::NotApplicableClaimWithdrawn { slot: on }
                if on == slot =>
            {
                words.push((None, false));
            }
            Event::EvidenceReplaced { following: on, .. }
            | Event::ChapterReopened { slots: on, .. }
            | Event::ChapterSubmitted { answered: on, .. }
            | Event::CatalogueVersionAdopted { changed: on, .. }
                if on.contains(slot) =>
            {
                words.push((None, false));
            }
            Event::ChapterReturned { chapter: on, .. }
            | Event::ChapterValidated { chapter: on }
                if *on == chapter_of(slot) =>
            {
                for (_, draft) in &mut words {
                    *draft = false;
                }
            }
            _ => {}
        }
    }
    words.last().and_then(|(word, _)| *word)
}

fn chapter_of(slot: &ProofKey) -> ChapterCode {
    chapter(match slot.as_str().starts_with('F') {
        true => FUNCTIONS,
        false => SECURITY,
    })
}

/// Findings on what the vendor brought since the chapter was last in the hands of the teams,
/// with the receipt of this submission.
fn brought_with_findings<'a>(
    step: &'a Step,
) -> impl Iterator<Item = (&'a Finding, &'a ReceiptItem)> {
    let submitted = match &step.recorded.event {
        Event::ChapterSubmitted {
            chapter, receipt, ..
        } => Some((chapter, receipt)),
        _ => None,
    };
    submitted
        .into_iter()
        .flat_map(|(chapter, receipt)| receipt.items.iter().map(move |item| (chapter, item)))
        .filter(|(chapter, item)| {
            let chapter = step.before.chapters.get(*chapter);
            let last = chapter.and_then(|facts| facts.receipts.last());
            let touched = step
                .before
                .slot(&item.slot)
                .and_then(|slot| slot.touched_at);
            last.is_none_or(|last| touched.is_some_and(|touched| touched > last.at))
        })
        .flat_map(|(_, item)| {
            let found = step.stage.findings.iter();
            found
                .filter(|finding| finding.slot == item.slot)
                .filter(|finding| held(step.before, &item.slot).contains(&finding.evidence))
                // Of an erased content nothing is left to judge.
                .filter(|finding| {
                    let version = step
                        .before
                        .evidence_version(finding.evidence, finding.version);
                    version.is_some_and(|version| version.erased.is_none())
                })
                .map(move |finding| (finding, item))
        })
}

fn failed_checks_stay_out(step: &Step) -> bool {
    brought_with_findings(step).all(|(finding, _)| finding.code != "file.broken")
}

fn warnings_have_reasons(step: &Step) -> bool {
    brought_with_findings(step)
        .filter(|(finding, _)| finding.code != "file.broken")
        .all(|(finding, item)| {
            item.reasons.iter().any(|given| {
                given.evidence == finding.evidence
                    && given.version == finding.version
                    && given.code == finding.code
                    && !given.reason.trim().is_empty()
            })
        })
}

fn grants(event: &Event) -> bool {
    matches!(event, Event::DecisionTaken { outcome, .. } if *outcome != Outcome::Refused)
}

fn granted_conform(step: &Step) -> bool {
    !grants(&step.recorded.event)
        || step
            .stage
            .slots()
            .iter()
            .filter(|slot| slot.required)
            .all(|slot| {
                let word = last_word(&step.stage.journal, slot.key);
                matches!(
                    word,
                    Some(Verdict::Conform | Verdict::NotApplicableAccepted)
                )
            })
}

fn granted_certified(step: &Step) -> bool {
    let certified = step.before.certifications.get(&"link".into());
    !grants(&step.recorded.event)
        || certified.is_some_and(|request| request.status.as_str() == "held")
}

fn drafts_are_hidden(step: &Step) -> bool {
    let draft = matches!(
        step.recorded.event,
        Event::VerdictGiven { .. }
            | Event::VerdictRetracted { .. }
            | Event::RemarkMade { .. }
            | Event::RemarkRepeated { .. }
            | Event::RemarkRetracted { .. }
    );
    let seen = |state: &Application| {
        let slots = SLOTS.map(|slot| slot_state(state.slot(&key(slot)), Viewpoint::Vendor));
        let remarks = state.remarks.values().filter(|remark| remark.published);
        let shown = |remark: &Remark| {
            let place = remark.place(Viewpoint::Vendor).cloned();
            let treated = remark.is_treated(Viewpoint::Vendor);
            let again = state.is_to_see_again(remark, Viewpoint::Vendor);
            (place, remark.piece(Viewpoint::Vendor), treated, again)
        };
        (slots, remarks.map(shown).collect::<Vec<_>>())
    };
    !draft || seen(step.before) == seen(step.after)
}

/// Numbers within bounds, on a version that the slot shows at that moment.
fn remarks_point_in(step: &Step) -> bool {
    let (slot, anchor, piece) = match &step.recorded.event {
        Event::RemarkMade {
            slot,
            anchor,
            piece,
            ..
        } => (slot, anchor, piece),
        Event::RemarkRepeated {
            remark,
            anchor,
            piece,
        } => match step.before.remarks.get(remark) {
            Some(remark) => (&remark.slot, anchor, piece),
            None => return false,
        },
        _ => return true,
    };
    let zone_ends = |zone: &Zone| {
        let across = u32::from(zone.left) + u32::from(zone.width);
        let down = u32::from(zone.top) + u32::from(zone.height);
        across <= 1000 && down <= 1000
    };
    let possible = anchor.as_ref().is_none_or(|anchor| match anchor {
        Anchor::Page { page, zone } => *page > 0 && zone.as_ref().is_none_or(zone_ends),
        Anchor::Zone(zone) => zone_ends(zone),
        Anchor::Moment { seconds, until } => until.is_none_or(|until| until > *seconds),
        Anchor::Line { line, until } => *line > 0 && until.is_none_or(|until| until > *line),
    });
    let shown = step.before.slot(slot).map(|facts| facts.links.as_slice());
    let held = |seen: &SeenPiece| {
        shown.unwrap_or_default().iter().any(|link| {
            (link.evidence, link.version) == (seen.evidence, seen.version)
                && step.before.content(link).is_some()
        })
    };
    possible && (anchor.is_none() || piece.is_some()) && piece.as_ref().is_none_or(held)
}

/// Whatever the vendor does to the slot, what was asked stays asked, and is to be seen again
/// when what it spoke of is not there any more.
fn open_remarks_are_carried(step: &Step) -> bool {
    let by_vendor = step.actor.side != Side::Operator;
    step.before.remarks.iter().all(|(id, remark)| {
        if !by_vendor || remark.closed_at.is_some() {
            return true;
        }
        let Some(now) = step.after.remarks.get(id) else {
            return false;
        };
        let gone = now.piece(Viewpoint::Operator).is_some_and(|seen| {
            !step.after.slot(&now.slot).is_some_and(|facts| {
                let held = |link: &EvidenceLink| {
                    (link.evidence, link.version) == (seen.evidence, seen.version)
                };
                facts.links.iter().any(held)
            })
        });
        let open = now.closed_at.is_none() && now.text == remark.text;
        open && (!gone || !now.published || step.after.is_to_see_again(now, Viewpoint::Operator))
    })
}

fn strangers_change_nothing(step: &Step) -> bool {
    step.actor.name != "stranger"
}

fn the_clock_only_reminds(step: &Step) -> bool {
    let reminds = matches!(
        step.recorded.event,
        Event::ReminderSent { .. }
            | Event::RequestOverdue { .. }
            | Event::SaleReminderSent { .. }
            | Event::SaleOverdue {}
    );
    reminds == (step.actor.side == Side::System)
}

/// Sides that may cause an event, besides the clock.
fn sides(event: &Event) -> &'static [Side] {
    match event {
        Event::EvidenceFiled { .. }
        | Event::EvidenceReplaced { .. }
        | Event::FactsDeclared { .. } => &[Side::Vendor, Side::External],
        Event::MessageSent { .. }
        | Event::InformationRequested { .. }
        | Event::RequestAnswered { .. }
        | Event::RemarkAnswered { .. } => &[Side::Vendor, Side::Operator],
        Event::ReminderSent { .. }
        | Event::RequestOverdue { .. }
        | Event::SaleReminderSent { .. }
        | Event::SaleOverdue {} => &[Side::System],
        Event::CompletionAsked { .. }
        | Event::EligibilityReviewStarted {}
        | Event::EvidenceErased { .. }
        | Event::EligibilityDeclared {}
        | Event::EligibilityRefused { .. }
        | Event::ApplicationAbandoned { .. }
        | Event::VerdictGiven { .. }
        | Event::VerdictRetracted { .. }
        | Event::RemarkMade { .. }
        | Event::RemarkRetracted { .. }
        | Event::RemarkClosed { .. }
        | Event::RemarkRepeated { .. }
        | Event::ChapterReturned { .. }
        | Event::ChapterValidated { .. }
        | Event::ChapterReopened { .. }
        | Event::SecondOpinionGiven { .. }
        | Event::ExtensionAnswered { .. }
        | Event::CaseLeadAssigned { .. }
        | Event::DecisionTaken { .. }
        | Event::ListingPublished { .. }
        | Event::ListingSuspended { .. }
        | Event::ListingReinstated { .. }
        | Event::ListingWithdrawn { .. }
        | Event::PilotReportsValidated {} => &[Side::Operator],
        _ => &[Side::Vendor],
    }
}

fn each_side_its_part(step: &Step) -> bool {
    sides(&step.recorded.event).contains(&step.actor.side)
}

fn auditors_are_bounded(step: &Step) -> bool {
    if step.actor.side != Side::External {
        return true;
    }
    let today = step
        .recorded
        .at
        .to_zoned(step.stage.programme.zone())
        .date();
    let invited = |slot: &ProofKey| {
        step.before.auditors.iter().any(|access| {
            access.account == step.actor.id && &access.slot == slot && today <= access.until
        })
    };
    match &step.recorded.event {
        Event::EvidenceFiled { slot, .. } => invited(slot),
        Event::EvidenceReplaced { following, .. } => following.iter().all(invited),
        _ => false,
    }
}

fn members_are_bounded(step: &Step) -> bool {
    if step.actor.name != "member" {
        return true;
    }
    let Some(collaborator) = step.before.collaborators.get(&step.actor.id) else {
        return false;
    };
    let (task, place) = match &step.recorded.event {
        Event::EvidenceFiled { slot, .. }
        | Event::EvidenceLinked { slot, .. }
        | Event::EvidenceReused { slot, .. }
        | Event::EvidenceUnlinked { slot, .. }
        | Event::NotApplicableClaimed { slot, .. }
        | Event::NotApplicableClaimWithdrawn { slot } => (Task::Upload, Some(chapter_of(slot))),
        Event::ChapterSubmitted { chapter, .. } => (Task::Submit, Some(chapter.clone())),
        Event::EligibilitySubmitted {}
        | Event::EligibilityTakenBack {}
        | Event::CatalogueVersionAdopted { .. } => (Task::Submit, None),
        Event::MessageSent { .. }
        | Event::InformationRequested { .. }
        | Event::RequestAnswered { .. }
        | Event::RemarkAnswered { .. }
        | Event::RemarkTreated { .. }
        | Event::SecondOpinionAsked { .. }
        | Event::ExtensionAsked { .. } => (Task::Message, None),
        Event::CharterAccepted {}
        | Event::ApplicationOpened { .. }
        | Event::ApplicationWithdrawn { .. }
        | Event::CollaboratorAttached { .. }
        | Event::CollaboratorDetached { .. }
        | Event::AuditorInvited { .. }
        | Event::AuditorDismissed { .. } => return false,
        _ => (Task::Upload, None),
    };
    let rights = &collaborator.rights;
    rights.tasks.contains(&task)
        && match (&rights.chapters, place) {
            (Some(chapters), Some(place)) => chapters.contains(&place),
            // Forms bind the whole application; the conversation is open to whoever has it.
            (Some(_), None) => task == Task::Message || place_of_many(&step.recorded.event),
            _ => true,
        }
}

/// A piece that stands in several slots follows in those that its event names.
fn place_of_many(event: &Event) -> bool {
    matches!(event, Event::EvidenceReplaced { .. })
}

fn charter_is_bound(step: &Step) -> bool {
    !matches!(step.recorded.event, Event::CharterAccepted {}) || step.actor.name == "legal"
}

fn closed_stands_still(step: &Step) -> bool {
    let closed = step.before.decision.is_some()
        || step.before.eligibility_refused.is_some()
        || step.before.abandoned.is_some()
        || step.before.withdrawn.is_some();
    !closed
        || matches!(
            step.recorded.event,
            Event::MessageSent { .. }
                | Event::EvidenceErased { .. }
                | Event::SaleReminderSent { .. }
                | Event::SaleOverdue {}
                | Event::CaseLeadAssigned { .. }
                | Event::CollaboratorAttached { .. }
                | Event::CollaboratorDetached { .. }
                | Event::AuditorDismissed { .. }
                | Event::ListingPublished { .. }
                | Event::ListingSuspended { .. }
                | Event::ListingReinstated { .. }
                | Event::ListingWithdrawn { .. }
                | Event::Commercialised { .. }
                | Event::PilotSiteRecorded { .. }
                | Event::PilotReportsValidated {}
                | Event::TechnicalVersionDeclared { .. }
        )
}

/// Slots that an event of the vendor changes.
fn changed_slots(event: &Event) -> Vec<&ProofKey> {
    match event {
        Event::EvidenceFiled { slot, .. }
        | Event::EvidenceLinked { slot, .. }
        | Event::EvidenceReused { slot, .. }
        | Event::EvidenceUnlinked { slot, .. }
        | Event::NotApplicableClaimed { slot, .. }
        | Event::NotApplicableClaimWithdrawn { slot } => vec![slot],
        Event::EvidenceReplaced { following, .. } => following.iter().collect(),
        _ => Vec::new(),
    }
}

fn eligible_first(step: &Step) -> bool {
    changed_slots(&step.recorded.event).is_empty() || step.before.eligible.is_some()
}

fn no_late_deposit(step: &Step) -> bool {
    let limit = step
        .stage
        .programme
        .milestone(&"BOX".into(), "deposit", MilestoneKind::Deposit);
    let late = limit.is_some_and(|(_, limit)| step.recorded.at >= limit);
    let chapters: Vec<ChapterCode> = match &step.recorded.event {
        Event::ChapterSubmitted { chapter, .. } => vec![chapter.clone()],
        event => changed_slots(event).into_iter().map(chapter_of).collect(),
    };
    let never_submitted = |code: &ChapterCode| {
        let facts = step.before.chapters.get(code);
        facts.is_none_or(|facts| facts.receipts.is_empty())
    };
    !late || !chapters.iter().any(never_submitted)
}

fn conform_is_locked(step: &Step) -> bool {
    changed_slots(&step.recorded.event).into_iter().all(|slot| {
        let Some(facts) = step.before.slot(slot) else {
            return true;
        };
        let conform = facts.verdicts.last().is_some_and(|last| {
            last.published && !last.superseded && last.verdict != Verdict::ChangesRequested
        });
        let covered = step
            .before
            .chapters
            .get(&chapter_of(slot))
            .is_some_and(|facts| {
                matches!(facts.open, OpenSlots::None | OpenSlots::NotConform)
                    && facts.receipts.last().is_some_and(|last| {
                        last.receipt.items.iter().any(|item| &item.slot == slot)
                    })
            });
        !(conform && covered)
    })
}

fn teams_judge_their_own(step: &Step) -> bool {
    match &step.recorded.event {
        Event::VerdictGiven { slot, .. } | Event::SecondOpinionGiven { slot, .. } => {
            let team = match slot.as_str() {
                "S.02.a" => "locks",
                _ => "laboratory",
            };
            step.actor.teams.contains(&team.into())
        }
        _ => true,
    }
}

fn due_dates_end_days(step: &Step) -> bool {
    let programme = &step.stage.programme;
    let closing = programme.milestone(&"BOX".into(), "exchange", MilestoneKind::Reply);
    let right = |due_at: &Timestamp| {
        let local = due_at.to_zoned(programme.zone());
        local.time() == Time::midnight() || closing.is_some_and(|(_, at)| at == *due_at)
    };
    match &step.recorded.event {
        Event::CompletionAsked { due_at, .. }
        | Event::ChapterReturned { due_at, .. }
        | Event::ExtensionAnswered { due_at, .. } => right(due_at),
        Event::InformationRequested { due_at, .. } => due_at.iter().all(right),
        Event::SecondOpinionGiven { resumed, .. } => resumed.values().all(right),
        _ => true,
    }
}

fn alarms_in_time(step: &Step) -> bool {
    let programme = &step.stage.programme;
    let local = |at: Timestamp| at.to_zoned(programme.zone());
    let at = step.recorded.at;
    let sale_day = |listing: &ListingState| {
        deadline::end_of_day(listing.commercialisation_due, &programme.zone())
    };
    match &step.recorded.event {
        Event::SaleReminderSent { days_left } => {
            step.before.listing.as_ref().is_some_and(|listing| {
                let since = local(at).date().until(listing.commercialisation_due);
                listing.commercialised_on.is_none()
                    && at < sale_day(listing)
                    && since.is_ok_and(|left| i64::from(left.get_days()) <= i64::from(*days_left))
            })
        }
        Event::SaleOverdue {} => step.before.listing.as_ref().is_some_and(|listing| {
            listing.commercialised_on.is_none()
                && listing.sale_overdue_at.is_none()
                && at >= sale_day(listing)
        }),
        Event::ReminderSent { request, day } => step.before.request(*request).is_some_and(|one| {
            let Some(due_at) = one.due_at else {
                return false;
            };
            let last = deadline::last_day(due_at, &programme.zone());
            let left =
                |from: Date| deadline::working_days_between(from, last, programme.holidays());
            // Five days are given: the reminder of day 3 leaves two.
            let near = |from: Date| i64::from(left(from)) <= 5 - i64::from(*day);
            let (today, hour) = (local(at).date(), local(at).hour());
            one.answered.is_none()
                && !one.reminders.contains(day)
                && at < due_at
                && (near(today.saturating_sub(1.day())) || (near(today) && hour >= 9))
        }),
        Event::RequestOverdue { request } => step.before.request(*request).is_some_and(|one| {
            one.answered.is_none()
                && one.overdue_at.is_none()
                && one.due_at.is_some_and(|due_at| at >= due_at)
        }),
        _ => true,
    }
}

/// Walks, and looks at each event and at each refusal.
fn walk(wishes: &[Wish], mut stage: Stage) -> Stage {
    stage.siblings.versions_used = vec!["0.9".into()];
    for wish in wishes {
        wish.wait(&mut stage);
        let command = wish.command(&mut stage);
        let actor = wish.actor(&stage, &command);
        step(&mut stage, &actor, command);
        step(&mut stage, &Actor::system(), Command::Remind);
        assert!(
            wake_at(&stage.programme, &stage.state).is_none_or(|at| at > stage.now),
            "an alarm did not ring"
        );
        something_to_do(&stage);
    }
    stage
}

fn step(stage: &mut Stage, actor: &Actor, command: Command) {
    let mut before = stage.state.clone();
    let first = stage.journal.len();
    let asked = format!("{command:?}");
    stage.findings = found_in(&before);
    match stage.run(actor, command) {
        Err(refusal) => {
            assert_eq!(before, stage.state, "a refusal changed something");
            if actor.name == "stranger" && before.opening.is_some() {
                assert_eq!(refusal, Refusal::NotFound, "a stranger learnt of {asked}");
            }
        }
        Ok(_) => {
            for recorded in stage.journal.get(first..).unwrap_or_default() {
                let mut after = before.clone();
                evolve(&mut after, recorded);
                let broken = broken(&Step {
                    before: &before,
                    recorded,
                    after: &after,
                    actor,
                    stage,
                });
                assert!(broken.is_empty(), "{broken:?} by {recorded:?}");
                before = after;
            }
            assert_eq!(before, stage.state);
        }
    }
}

/// Nobody is expected by what is closed, but for its publication; as long as it is open,
/// somebody has something to do.
fn something_to_do(stage: &Stage) {
    let turn = turn(&stage.duties());
    if stage.state.is_closed() && stage.state.decision.is_none() {
        assert_eq!(turn, Turn::None);
    }
    if stage.state.opening.is_some() && !stage.state.is_closed() {
        assert_ne!(turn, Turn::None, "nobody has anything to do");
    }
}

fn agrees_with_a_fold_from_scratch(stage: &Stage) {
    let derived = |state: &Application| {
        let slots = applicable_slots(&stage.programme, &stage.catalogue, state);
        let chapters =
            [FUNCTIONS, SECURITY].map(|code| chapter_state(state, &slots, &chapter(code)));
        let proofs = SLOTS.map(|slot| slot_state(state.slot(&key(slot)), Viewpoint::Operator));
        let duties = duties(&stage.programme, state, &slots);
        (application_state(state, &slots), chapters, proofs, duties)
    };
    let folded = fold(&stage.journal);
    assert_eq!(folded, stage.state);
    // As a journal and a snapshot give it back.
    let half = stage.journal.len() / 2;
    let snapshot = serde_json::to_string(&fold(stage.journal.iter().take(half))).unwrap();
    let mut restored: Application = serde_json::from_str(&snapshot).unwrap();
    for recorded in stage.journal.iter().skip(half) {
        let (kind, data) = recorded.event.encode().unwrap();
        let event = Event::decode(&kind, data).unwrap();
        let recorded = Recorded {
            event,
            ..recorded.clone()
        };
        evolve(&mut restored, &recorded);
    }
    assert_eq!(restored, stage.state);
    assert_eq!(derived(&restored), derived(&stage.state));
}

fn listed() -> Stage {
    let mut stage = Stage::new().ready();
    stage.done(&decider(), stage.grant());
    stage.done(&decider(), Command::PublishListing);
    stage
}

/// The same programme without any milestone: walks go on for years.
fn without_milestones(mut stage: Stage) -> Stage {
    stage.programme.milestones.clear();
    stage
}

proptest! {
    #![proptest_config(Config { cases: 200, failure_persistence: None, ..Config::default() })]

    #[test]
    fn from_the_opening(wishes in wishes(160)) {
        agrees_with_a_fold_from_scratch(&walk(&wishes, Stage::new()));
    }

    #[test]
    fn from_the_opening_of_the_proofs(wishes in wishes(160)) {
        agrees_with_a_fold_from_scratch(&walk(&wishes, Stage::new().eligible()));
    }

    #[test]
    fn over_years_without_milestones(wishes in wishes(200)) {
        agrees_with_a_fold_from_scratch(&walk(&wishes, without_milestones(Stage::new().eligible())));
    }

    #[test]
    fn from_the_eve_of_the_decision(wishes in wishes(80)) {
        agrees_with_a_fold_from_scratch(&walk(&wishes, Stage::new().ready()));
    }
}

#[test]
fn the_walks_reach_every_event_and_every_change_of_the_clock() {
    let mut runner = TestRunner::deterministic();
    let mut kinds = BTreeSet::new();
    let mut offsets = BTreeSet::new();
    let (mut granted, mut longest) = (0, jiff::SignedDuration::ZERO);
    for round in 0..300 {
        let start = match round % 4 {
            _ if round >= 240 => without_milestones(listed()),
            0 => Stage::new(),
            1 => Stage::new().submitted(),
            2 => without_milestones(Stage::new().eligible()),
            _ => without_milestones(Stage::new().ready()),
        };
        let begun = start.now;
        let wishes = wishes(200).new_tree(&mut runner).unwrap().current();
        let stage = walk(&wishes, start);
        longest = longest.max(stage.now.duration_since(begun));
        for recorded in &stage.journal {
            kinds.insert(recorded.event.encode().unwrap().0);
            let local = recorded.at.to_zoned(stage.programme.zone());
            offsets.insert((local.year(), local.offset().seconds()));
            granted += usize::from(grants(&recorded.event));
        }
    }
    // Files of forms are told in the journey.
    let all: BTreeSet<&str> = include_str!("../event.rs")
        .split_once("pub enum Event {")
        .unwrap()
        .1
        .split_once("\n}\n")
        .unwrap()
        .0
        .lines()
        .filter(|line| line.starts_with("    ") && !line.starts_with("     "))
        .filter_map(|line| {
            line.trim()
                .strip_suffix(" {")
                .or(line.trim().strip_suffix(" {},"))
        })
        .filter(|name| *name != "FormFileAttached")
        .collect();
    assert!(all.len() > 45, "the events are not found any more");
    for name in all {
        let snake: String = name
            .chars()
            .flat_map(|c| {
                let gap = c.is_uppercase().then_some('_');
                gap.into_iter().chain(c.to_lowercase())
            })
            .collect();
        let kind = snake.trim_start_matches('_');
        assert!(kinds.contains(kind), "no walk comes to {kind}");
    }
    assert!(granted > 10, "{granted} grants only");
    assert!(longest.as_hours() > 24 * 365 * 2, "{longest:?} only");
    for year in [2026, 2027] {
        assert!(offsets.contains(&(year, 3600)) && offsets.contains(&(year, 7200)));
    }
}

/// A step that no rule let through.
fn forged(mut stage: Stage, actor: &Actor, event: Event) -> Vec<&'static str> {
    let before = stage.state.clone();
    stage.force(actor, event);
    broken(&Step {
        before: &before,
        recorded: stage.journal.last().unwrap(),
        after: &stage.state,
        actor,
        stage: &stage,
    })
}

/// A step whose fold went wrong.
fn misfolded(stage: &Stage, wrong: impl Fn(&mut Application)) -> Vec<&'static str> {
    let mut after = stage.state.clone();
    wrong(&mut after);
    broken(&Step {
        before: &stage.state,
        recorded: stage.journal.last().unwrap(),
        after: &after,
        actor: &delegate(),
        stage,
    })
}

#[test]
fn each_invariant_is_seen_broken_when_it_is() {
    let mut shown: BTreeSet<&str> = BTreeSet::new();
    let mut show = |name: &'static str, broken: Vec<&'static str>| {
        assert!(broken.contains(&name), "{name} went unseen: {broken:?}");
        shown.insert(name);
    };
    let filed = || {
        let mut stage = Stage::new().eligible();
        stage.file("F.01.a");
        stage
    };
    let piece = |stage: &Stage| *stage.state.evidence.keys().next().unwrap();

    let stage = filed();
    show(
        "nothing deposited is lost",
        misfolded(&stage, |state| state.evidence.clear()),
    );
    show(
        "no piece moves to another slot",
        misfolded(&stage, |state| {
            let facts = state.slots.remove(&key("F.01.a")).unwrap();
            state.slots.insert(key("F.01.b"), facts);
        }),
    );
    show(
        "a slot remembers every piece",
        misfolded(&stage, |state| {
            state.slots.get_mut(&key("F.01.a")).unwrap().past.clear();
        }),
    );
    let ready = || Stage::new().ready();
    show(
        "receipts stay as they were given",
        misfolded(&ready(), |state| {
            state
                .chapters
                .get_mut(&chapter(FUNCTIONS))
                .unwrap()
                .receipts
                .pop();
        }),
    );
    let grant = || Event::DecisionTaken {
        outcome: Outcome::GrantedWithReservations,
        reasons: "Yes.".into(),
        reservations: vec!["But.".into()],
    };
    let mut reopened = ready();
    reopened.done(
        &reviewer(),
        Command::ReopenChapter {
            chapter: chapter(FUNCTIONS),
            slots: set(&["F.01.b"]),
            reason: "Look again.".into(),
        },
    );
    show(
        "never granted with an open required slot",
        forged(reopened, &decider(), grant()),
    );
    let mut lapsed = ready();
    lapsed.done(&delegate(), lapsed.certified("studied"));
    show(
        "never granted without every certification",
        forged(lapsed, &decider(), grant()),
    );
    assert_eq!(forged(ready(), &decider(), grant()), [""; 0]);

    let conform = |slot: &str| Event::VerdictGiven {
        slot: key(slot),
        verdict: Verdict::Conform,
        note: None,
    };
    let mut submitted = Stage::new().eligible();
    submitted.submit(FUNCTIONS);
    submitted.force(&reviewer(), conform("F.01.a"));
    show(
        "drafts of the operator are not seen",
        misfolded(&submitted, |state| {
            let facts = state.slots.get_mut(&key("F.01.a")).unwrap();
            facts.verdicts.last_mut().unwrap().published = true;
        }),
    );
    show(
        "a verdict comes from the team of the slot",
        forged(Stage::new().eligible(), &security(), conform("F.01.a")),
    );
    let message = || Event::MessageSent {
        message: crate::ids::MessageId(uuid::Uuid::nil()),
        body: "Hello.".into(),
    };
    show(
        "a stranger changes nothing",
        forged(filed(), &stranger(), message()),
    );
    show(
        "the clock only reminds",
        forged(
            filed(),
            &Actor::system(),
            Event::DecisionTaken {
                outcome: Outcome::Refused,
                reasons: "Silence.".into(),
                reservations: Vec::new(),
            },
        ),
    );
    show(
        "each side does its part only",
        forged(
            filed(),
            &delegate(),
            Event::ChapterValidated {
                chapter: chapter(FUNCTIONS),
            },
        ),
    );
    let unlinked = |stage: &Stage| Event::EvidenceUnlinked {
        evidence: piece(stage),
        slot: key("F.01.a"),
    };
    let stage = filed();
    let event = unlinked(&stage);
    show(
        "an auditor reaches one slot until a day",
        forged(stage, &auditor(), event),
    );
    let stage = filed();
    let event = unlinked(&stage);
    show(
        "a member does what was handed over",
        forged(stage, &member(), event),
    );
    show(
        "only a legal representative binds the company",
        forged(
            Stage::new().submitted(),
            &delegate(),
            Event::CharterAccepted {},
        ),
    );
    let mut withdrawn = filed();
    withdrawn.done(
        &legal(),
        Command::Withdraw {
            reason: "End.".into(),
        },
    );
    let event = unlinked(&withdrawn);
    show(
        "a closed application stands still",
        forged(withdrawn, &delegate(), event),
    );
    let filing = |slot: &str| Event::EvidenceFiled {
        evidence: EvidenceId(uuid::Uuid::nil()),
        slot: key(slot),
        content: file("late.png", 1),
    };
    show(
        "proofs come after the eligibility",
        forged(Stage::new().submitted(), &delegate(), filing("F.01.a")),
    );
    show(
        "nothing enters a chapter after its milestone",
        forged(
            filed().at("2027-03-31T12:00:00Z"),
            &delegate(),
            filing("F.01.b"),
        ),
    );
    show(
        "a conform slot is locked",
        forged(ready(), &delegate(), filing("F.01.a")),
    );
    let request = RequestId(uuid::Uuid::nil());
    let asked = |due_at: &str| Event::InformationRequested {
        request,
        addressee: Side::Vendor,
        subject: "?".into(),
        body: "?".into(),
        slot: None,
        due_at: Some(due_at.parse().unwrap()),
    };
    // Midnight of the wrong season.
    show(
        "a due date ends a day or is a milestone",
        forged(filed(), &reviewer(), asked("2026-11-17T22:00:00Z")),
    );
    for event in [
        Event::ReminderSent { request, day: 3 },
        Event::RequestOverdue { request },
    ] {
        let mut stage = filed().at("2026-11-09T14:30:00Z");
        stage.force(&reviewer(), asked("2026-11-17T23:00:00Z"));
        // Friday the 13th is the third working day: the 11th is a holiday.
        let early = stage.at("2026-11-13T07:59:59Z");
        show(
            "no reminder and no flag before its day",
            forged(early, &Actor::system(), event),
        );
    }
    for (code, name) in [
        ("file.broken", "no failed check enters with a chapter"),
        (
            "picture.blurred",
            "each warning of a chapter has its reason",
        ),
    ] {
        let mut stage = filed();
        stage.found("F.01.a", code, Grade::Warning);
        let submitted = Event::ChapterSubmitted {
            chapter: chapter(FUNCTIONS),
            receipt: Receipt {
                items: vec![ReceiptItem {
                    slot: key("F.01.a"),
                    contents: Vec::new(),
                    not_applicable: None,
                    reasons: Vec::new(),
                }],
            },
            remainder: None,
            answered: [].into(),
        };
        show(name, forged(stage, &delegate(), submitted));
    }
    let pinned = |anchor: Option<Anchor>, version: u32| {
        move |stage: &Stage| Event::RemarkMade {
            remark: RemarkId(uuid::Uuid::nil()),
            slot: key("F.01.a"),
            text: "Show the date.".into(),
            blocking: true,
            anchor: anchor.clone(),
            piece: Some(SeenPiece {
                evidence: piece(stage),
                version,
            }),
        }
    };
    let outside = Zone {
        left: 900,
        top: 0,
        width: 101,
        height: 10,
    };
    for wrong in [pinned(Some(Anchor::Zone(outside)), 1), pinned(None, 2)] {
        let stage = filed();
        let event = wrong(&stage);
        show(
            "a remark points into a piece of its slot",
            forged(stage, &reviewer(), event),
        );
    }
    let mut remarked = filed();
    let event = pinned(None, 1)(&remarked);
    remarked.force(&reviewer(), event);
    show(
        "an open remark outlives the version it was made on",
        misfolded(&remarked, |state| state.remarks.clear()),
    );
    let all: BTreeSet<&str> = INVARIANTS.iter().map(|(name, _)| *name).collect();
    assert_eq!(shown, all);
}
