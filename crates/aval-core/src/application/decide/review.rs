//! Examination: verdicts and remarks slot by slot, then one package a chapter.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{Case, reason, text};
use crate::{
    access::{Right, Side},
    application::{
        Anchor, ChapterState, Event, ProofSlot, Refusal, RemarkDraft, SeenPiece, SlotState,
        Verdict, Viewpoint, chapter_state, slot_state,
        slots::slots_in,
        state::OpenSlots,
        turn::{concerns, fully_judged},
    },
    catalogue::{ChapterCode, ProofKey},
    deadline,
    ids::{EvidenceId, RemarkId, RequestId},
};

pub(super) fn give_verdict(
    case: &Case,
    key: ProofKey,
    verdict: Verdict,
    note: Option<String>,
    remarks: Vec<RemarkDraft>,
) -> Result<Vec<Event>, Refusal> {
    let slot = judgeable(case, &key)?;
    if remarks
        .iter()
        .any(|remark| case.state.remarks.contains_key(&remark.id))
    {
        return Err(Refusal::AlreadyDone);
    }
    verdict_fits(case, slot, verdict)?;
    let open_blocking = case
        .state
        .remarks_on(&key)
        .any(|(_, remark)| remark.blocking && remark.closed_at.is_none());
    let new_blocking = remarks.iter().any(|remark| remark.blocking);
    match verdict {
        Verdict::ChangesRequested if !new_blocking && !open_blocking => {
            return Err(Refusal::RemarkRequired);
        }
        Verdict::Conform | Verdict::NotApplicableAccepted if new_blocking => {
            return Err(Refusal::BlockingRemarkOpen);
        }
        _ => {}
    }
    let mut events = Vec::new();
    // Judging conform is saying that what was asked has been done.
    if verdict != Verdict::ChangesRequested {
        events.extend(
            case.state
                .remarks_on(&key)
                .filter(|(_, remark)| remark.closed_at.is_none() && remark.blocking)
                .map(|(id, _)| Event::RemarkClosed { remark: id }),
        );
    }
    for remark in remarks {
        events.push(made(case, &key, remark)?);
    }
    let note = note
        .map(|note| note.trim().to_owned())
        .filter(|note| !note.is_empty());
    events.push(Event::VerdictGiven {
        slot: key,
        verdict,
        note,
    });
    Ok(events)
}

/// A remark before the verdict, or beside it.
pub(super) fn make_remark(
    case: &Case,
    key: ProofKey,
    remark: RemarkDraft,
) -> Result<Vec<Event>, Refusal> {
    judgeable(case, &key)?;
    if case.state.remarks.contains_key(&remark.id) {
        return Err(Refusal::AlreadyDone);
    }
    let facts = case.state.slot(&key).filter(|facts| facts.is_filled());
    let verdict = facts.ok_or(Refusal::NothingToJudge)?.verdict();
    let favourable = verdict.is_some_and(|held| held.verdict != Verdict::ChangesRequested);
    if remark.blocking && favourable {
        return Err(Refusal::JudgedFavourably);
    }
    Ok(vec![made(case, &key, remark)?])
}

fn made(case: &Case, key: &ProofKey, remark: RemarkDraft) -> Result<Event, Refusal> {
    Ok(Event::RemarkMade {
        piece: looked_at(case, key, remark.piece, remark.anchor.as_ref())?,
        remark: remark.id,
        slot: key.clone(),
        text: text(&remark.text)?,
        blocking: remark.blocking,
        anchor: remark.anchor,
    })
}

/// The version that a remark speaks of: one that stands in the slot, and holds its place.
fn looked_at(
    case: &Case,
    key: &ProofKey,
    named: Option<EvidenceId>,
    anchor: Option<&Anchor>,
) -> Result<Option<SeenPiece>, Refusal> {
    let mut links = case.state.slot(key).into_iter().flat_map(|f| &f.links);
    let link = match named {
        Some(evidence) => Some(
            links
                .find(|link| link.evidence == evidence)
                .ok_or(Refusal::EvidenceNotHere)?,
        ),
        None => links.next(),
    };
    if anchor.is_some_and(|anchor| !anchor.is_possible() || link.is_none()) {
        return Err(Refusal::NoSuchPlace);
    }
    Ok(link.map(|link| SeenPiece {
        evidence: link.evidence,
        version: link.version,
    }))
}

fn verdict_fits(case: &Case, slot: &ProofSlot, verdict: Verdict) -> Result<(), Refusal> {
    let facts = case.state.slot(slot.key).filter(|facts| facts.is_filled());
    let Some(facts) = facts else {
        return Err(Refusal::NothingToJudge);
    };
    match verdict {
        Verdict::Conform if facts.links.is_empty() => Err(Refusal::VerdictDoesNotFit),
        Verdict::Conform if case.state.is_emptied(facts) => Err(Refusal::ContentErased),
        Verdict::NotApplicableAccepted if facts.claim.is_none() => Err(Refusal::VerdictDoesNotFit),
        _ => Ok(()),
    }
}

/// The slot, when it is with the teams and this person may judge it.
fn judgeable<'c, 'a>(case: &'c Case<'a>, key: &ProofKey) -> Result<&'c ProofSlot<'a>, Refusal> {
    case.opening()?;
    let slot = case.slot(key)?;
    case.allow(Right::Review(slot.team.clone()))?;
    case.eligible()?;
    with_the_teams(case, &slot.chapter.code)?;
    Ok(slot)
}

fn with_the_teams(case: &Case, chapter: &ChapterCode) -> Result<(), Refusal> {
    if chapter_state(case.state, &case.slots, chapter) == ChapterState::Submitted {
        Ok(())
    } else {
        Err(Refusal::ChapterNotSubmitted)
    }
}

pub(super) fn retract_verdict(case: &Case, key: ProofKey) -> Result<Vec<Event>, Refusal> {
    judgeable(case, &key)?;
    let draft = case
        .state
        .slot(&key)
        .and_then(|facts| facts.verdict())
        .is_some_and(|verdict| !verdict.published);
    if !draft {
        return Err(Refusal::NothingToJudge);
    }
    Ok(vec![Event::VerdictRetracted { slot: key }])
}

pub(super) fn retract_remark(case: &Case, id: RemarkId) -> Result<Vec<Event>, Refusal> {
    case.opening()?;
    let remark = case.state.remarks.get(&id).ok_or(Refusal::UnknownRemark)?;
    judgeable(case, &remark.slot)?;
    if remark.published {
        return Err(Refusal::AlreadyDone);
    }
    let mut events = vec![Event::RemarkRetracted { remark: id }];
    let last_blocking = remark.blocking
        && !case
            .state
            .remarks_on(&remark.slot)
            .any(|(other, held)| other != id && held.blocking && held.closed_at.is_none());
    let asks_changes = case
        .state
        .slot(&remark.slot)
        .and_then(|facts| facts.verdict())
        .is_some_and(|v| !v.published && v.verdict == Verdict::ChangesRequested);
    if last_blocking && asks_changes {
        events.push(Event::VerdictRetracted {
            slot: remark.slot.clone(),
        });
    }
    Ok(events)
}

pub(super) fn close_remark(case: &Case, id: RemarkId) -> Result<Vec<Event>, Refusal> {
    case.opening()?;
    let remark = case.state.remarks.get(&id).ok_or(Refusal::UnknownRemark)?;
    let slot = case.slot(&remark.slot)?;
    case.allow(Right::Review(slot.team.clone()))?;
    case.eligible()?;
    if remark.closed_at.is_some() {
        return Err(Refusal::AlreadyDone);
    }
    Ok(vec![Event::RemarkClosed { remark: id }])
}

/// Says again, of what stands in the slot now, what a remark asked of an earlier version. The
/// place stays the same unless another is shown.
pub(super) fn repeat_remark(
    case: &Case,
    id: RemarkId,
    named: Option<EvidenceId>,
    anchor: Option<Anchor>,
) -> Result<Vec<Event>, Refusal> {
    case.opening()?;
    let remark = case.state.remarks.get(&id).ok_or(Refusal::UnknownRemark)?;
    judgeable(case, &remark.slot)?;
    if !case.state.is_to_see_again(remark, Viewpoint::Operator) {
        return Err(Refusal::NothingToSeeAgain);
    }
    let favourable = case
        .state
        .slot(&remark.slot)
        .and_then(|facts| facts.verdict())
        .is_some_and(|held| held.verdict != Verdict::ChangesRequested);
    if remark.blocking && favourable {
        return Err(Refusal::JudgedFavourably);
    }
    let stays = |seen: &SeenPiece| {
        case.state
            .slot(&remark.slot)
            .is_some_and(|facts| facts.links.iter().any(|l| l.evidence == seen.evidence))
    };
    let before = remark.piece(Viewpoint::Operator).filter(stays);
    let named = named.or(before.map(|seen| seen.evidence));
    // Another piece has other places.
    let same_piece = before.is_some_and(|seen| Some(seen.evidence) == named);
    let kept = remark
        .place(Viewpoint::Operator)
        .filter(|place| same_piece && place.is_possible())
        .cloned();
    let anchor = anchor.or(kept);
    Ok(vec![Event::RemarkRepeated {
        piece: looked_at(case, &remark.slot, named, anchor.as_ref())?,
        remark: id,
        anchor,
    }])
}

fn concludable(case: &Case, chapter: &ChapterCode) -> Result<bool, Refusal> {
    case.opening()?;
    case.allow(Right::ReturnChapters)?;
    case.eligible()?;
    case.has_chapter(chapter)?;
    with_the_teams(case, chapter)?;
    if !fully_judged(case.state, &case.slots, chapter) {
        return Err(Refusal::NotFullyJudged);
    }
    Ok(slots_in(&case.slots, chapter).any(|slot| {
        slot_state(case.state.slot(slot.key), Viewpoint::Operator) == SlotState::ChangesRequested
    }))
}

pub(super) fn return_chapter(
    case: &Case,
    chapter: ChapterCode,
    request: RequestId,
    message: String,
) -> Result<Vec<Event>, Refusal> {
    case.opening()?;
    case.allow(Right::ReturnChapters)?;
    if case.state.request(request).is_some() {
        return Err(Refusal::AlreadyDone);
    }
    if !concludable(case, &chapter)? {
        return Err(Refusal::NothingToReturn);
    }
    let message = message.trim().to_owned();
    let due_at = case.reply_due()?;
    Ok(vec![Event::ChapterReturned {
        chapter,
        request,
        message,
        due_at,
    }])
}

pub(super) fn validate_chapter(case: &Case, chapter: ChapterCode) -> Result<Vec<Event>, Refusal> {
    if concludable(case, &chapter)? {
        return Err(Refusal::SlotsToCorrect);
    }
    Ok(vec![Event::ChapterValidated { chapter }])
}

/// Limited to the slots named; the others keep their verdict.
pub(super) fn reopen_chapter(
    case: &Case,
    chapter: ChapterCode,
    keys: BTreeSet<ProofKey>,
    body: String,
) -> Result<Vec<Event>, Refusal> {
    case.opening()?;
    case.allow(Right::ReturnChapters)?;
    case.eligible()?;
    case.has_chapter(&chapter)?;
    let frozen = case
        .state
        .chapters
        .get(&chapter)
        .is_some_and(|facts| facts.open == OpenSlots::None);
    if !frozen {
        return Err(Refusal::ChapterNotValidated);
    }
    let reason = reason(&body)?;
    if keys.is_empty() {
        return Err(Refusal::UnknownSlot);
    }
    if !keys
        .iter()
        .all(|key| slots_in(&case.slots, &chapter).any(|slot| slot.key == key))
    {
        return Err(Refusal::SlotOutsideChapter);
    }
    Ok(vec![Event::ChapterReopened {
        chapter,
        slots: keys,
        reason,
    }])
}

/// Given by another reviewer of the same team than the author of the contested verdict.
pub(super) fn give_second_opinion(
    case: &Case,
    key: ProofKey,
    verdict: Verdict,
    reasons: String,
) -> Result<Vec<Event>, Refusal> {
    case.opening()?;
    let slot = case.slot(&key)?;
    case.allow(Right::Review(slot.team.clone()))?;
    case.eligible()?;
    let facts = case.state.slot(&key).ok_or(Refusal::NoSecondOpinion)?;
    let opinion = facts.opinion_pending().ok_or(Refusal::NoSecondOpinion)?;
    if facts
        .published_verdict()
        .is_some_and(|first| first.by.id == case.context.actor.id)
    {
        return Err(Refusal::SameReviewer);
    }
    verdict_fits(case, slot, verdict)?;
    debug_assert_eq!(case.context.actor.side, Side::Operator);
    Ok(vec![Event::SecondOpinionGiven {
        verdict,
        reasons: reason(&reasons)?,
        resumed: resumed(case, &key, opinion.asked_at)?,
        slot: key,
    }])
}

/// The answers that waited for the opinion get back the days during which it was awaited,
/// but never more than the closing of replies leaves.
fn resumed(
    case: &Case,
    key: &ProofKey,
    asked_at: Timestamp,
) -> Result<BTreeMap<RequestId, Timestamp>, Refusal> {
    let programme = case.programme();
    let zone = programme.zone();
    let day = |instant: Timestamp| instant.to_zoned(zone.clone()).date();
    let kind = programme.deadlines.vendor_reply_day_kind;
    let waited = deadline::days_between(day(asked_at), day(case.now()), kind, programme.holidays());
    let mut moved = BTreeMap::new();
    for request in &case.state.requests {
        let Some(due_at) = request.due_at.filter(|due_at| asked_at < *due_at) else {
            continue;
        };
        if request.answered.is_some() || waited == 0 || !concerns(case.state, request, key) {
            continue;
        }
        let last = deadline::last_day(due_at, &zone);
        let later = deadline::add_days(last, waited, kind, programme.holidays());
        let later = case.within_reply_closing(deadline::end_of_day(later, &zone))?;
        if later > due_at {
            moved.insert(request.id, later);
        }
    }
    Ok(moved)
}
