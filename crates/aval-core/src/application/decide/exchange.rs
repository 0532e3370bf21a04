//! Conversation under a clock: messages, requests, answers, extensions, reminders.

use jiff::civil::Date;

use super::{Case, reason, text};
use crate::{
    access::{Right, Side},
    application::{
        Event, ExtensionOutcome, InformationRequest, Refusal, RequestCause, Verdict,
        state::SlotFacts,
        status::Viewpoint,
        turn::{Alarm, alarms, sale_alarms},
    },
    catalogue::ProofKey,
    deadline,
    ids::{MessageId, RemarkId, RequestId},
    programme::MilestoneKind,
};

pub(super) fn send_message(
    case: &Case,
    message: MessageId,
    body: String,
) -> Result<Vec<Event>, Refusal> {
    case.opening()?;
    case.allow(Right::Message)?;
    if case.state.messages.iter().any(|held| held.id == message) {
        return Err(Refusal::AlreadyDone);
    }
    Ok(vec![Event::MessageSent {
        message,
        body: text(&body)?,
    }])
}

pub(super) fn request_information(
    case: &Case,
    request: RequestId,
    addressee: Side,
    subject: String,
    body: String,
    slot: Option<ProofKey>,
) -> Result<Vec<Event>, Refusal> {
    case.still_open()?;
    case.allow(Right::Message)?;
    if case.state.request(request).is_some() {
        return Err(Refusal::AlreadyDone);
    }
    let own_side = case.context.actor.side;
    if addressee == own_side || !matches!(addressee, Side::Vendor | Side::Operator) {
        return Err(Refusal::NotYours);
    }
    if let Some(key) = &slot {
        case.slot(key)?;
    }
    let due_at = match addressee {
        Side::Vendor => Some(case.reply_due()?),
        _ => None,
    };
    Ok(vec![Event::InformationRequested {
        request,
        addressee,
        subject: text(&subject)?,
        body: text(&body)?,
        slot,
        due_at,
    }])
}

fn pending<'a>(case: &Case<'a>, id: RequestId) -> Result<&'a InformationRequest, Refusal> {
    case.still_open()?;
    let request = case.state.request(id).ok_or(Refusal::UnknownRequest)?;
    if request.answered.is_some() {
        return Err(Refusal::AlreadyAnswered);
    }
    Ok(request)
}

pub(super) fn answer_request(
    case: &Case,
    id: RequestId,
    body: String,
) -> Result<Vec<Event>, Refusal> {
    let request = pending(case, id)?;
    case.allow(Right::Message)?;
    // Whoever asked may also close the question, saying why it is not needed any more.
    let side = case.context.actor.side;
    if side != request.addressee && side != request.asked_by.side {
        return Err(Refusal::NotYours);
    }
    // A return is answered by submitting its chapter, a completion by its form.
    if !matches!(request.cause, RequestCause::Question { .. }) {
        return Err(Refusal::NotYours);
    }
    if side == Side::Vendor && request.addressee == Side::Vendor {
        case.before_milestone("exchange", MilestoneKind::Reply, case.now())?;
    }
    Ok(vec![Event::RequestAnswered {
        request: id,
        body: text(&body)?,
    }])
}

pub(super) fn ask_extension(
    case: &Case,
    id: RequestId,
    until: Date,
    body: String,
) -> Result<Vec<Event>, Refusal> {
    let request = pending(case, id)?;
    case.allow(Right::Message)?;
    if case.context.actor.side != Side::Vendor || request.addressee != Side::Vendor {
        return Err(Refusal::NotYours);
    }
    let due_at = request.due_at.ok_or(Refusal::NoExtension)?;
    if deadline::has_passed(due_at, case.now()) {
        return Err(Refusal::ExtensionTooLate);
    }
    if request
        .extension
        .as_ref()
        .is_some_and(|extension| extension.outcome.is_none())
    {
        return Err(Refusal::ExtensionPending);
    }
    let wished = deadline::end_of_day(until, &case.programme().zone());
    if wished <= due_at {
        return Err(Refusal::ExtensionDayInvalid);
    }
    Ok(vec![Event::ExtensionAsked {
        request: id,
        until,
        reason: reason(&body)?,
    }])
}

/// Never moves a milestone: the closing of replies wins over a later day.
pub(super) fn answer_extension(
    case: &Case,
    id: RequestId,
    outcome: ExtensionOutcome,
    until: Option<Date>,
    body: String,
) -> Result<Vec<Event>, Refusal> {
    let request = pending(case, id)?;
    case.allow(Right::ReturnChapters)
        .or_else(|_| case.allow(Right::ReviewEligibility))?;
    let extension = request
        .extension
        .as_ref()
        .filter(|extension| extension.outcome.is_none())
        .ok_or(Refusal::NoExtension)?;
    let present = request.due_at.ok_or(Refusal::NoExtension)?;
    let zone = case.programme().zone();
    let due_at = match outcome {
        ExtensionOutcome::Accepted => deadline::end_of_day(extension.until, &zone),
        ExtensionOutcome::CounterProposed => {
            let day = until.ok_or(Refusal::ExtensionDayInvalid)?;
            let proposed = deadline::end_of_day(day, &zone);
            if proposed <= present {
                return Err(Refusal::ExtensionDayInvalid);
            }
            proposed
        }
        ExtensionOutcome::Refused => present,
    };
    let reason = match outcome {
        ExtensionOutcome::Accepted => body.trim().to_owned(),
        _ => reason(&body)?,
    };
    let due_at = case.within_reply_closing(due_at)?;
    Ok(vec![Event::ExtensionAnswered {
        request: id,
        outcome,
        due_at,
        reason,
    }])
}

/// What the clock has to say: reminders, then a flag. Silence never refuses anything.
pub(super) fn remind(case: &Case) -> Result<Vec<Event>, Refusal> {
    if case.context.actor.side != Side::System {
        return Err(Refusal::NotAllowed);
    }
    let mut rung: Vec<_> = case
        .state
        .requests
        .iter()
        .flat_map(|request| {
            alarms(case.programme(), case.state, request)
                .into_iter()
                .map(move |(at, alarm)| (at, request.id, alarm))
        })
        .filter(|(at, ..)| deadline::has_passed(*at, case.now()))
        .collect();
    // A clock that wakes up late says that the answer is late, and nothing more.
    let late: Vec<_> = rung
        .iter()
        .filter(|(_, _, alarm)| *alarm == Alarm::Overdue)
        .map(|(_, request, _)| *request)
        .collect();
    rung.retain(|(_, request, alarm)| *alarm == Alarm::Overdue || !late.contains(request));
    rung.sort_by_key(|(at, ..)| *at);
    let mut events: Vec<Event> = rung
        .into_iter()
        .map(|(_, request, alarm)| match alarm {
            Alarm::Reminder(day) => Event::ReminderSent { request, day },
            Alarm::Overdue => Event::RequestOverdue { request },
        })
        .collect();
    events.extend(sale_reminder(case));
    Ok(events)
}

/// The last alarm of the commercialisation that has rung: a clock that slept says the
/// nearest one only.
fn sale_reminder(case: &Case) -> Option<Event> {
    let (_, alarm) = sale_alarms(case.programme(), case.state)
        .into_iter()
        .filter(|(at, _)| deadline::has_passed(*at, case.now()))
        .max_by_key(|(at, _)| *at)?;
    Some(match alarm {
        Alarm::Reminder(days_left) => Event::SaleReminderSent { days_left },
        Alarm::Overdue => Event::SaleOverdue {},
    })
}

fn published_remark(case: &Case, id: RemarkId) -> Result<(), Refusal> {
    case.still_open()?;
    let remark = case.state.remarks.get(&id).ok_or(Refusal::UnknownRemark)?;
    // A draft does not exist for the vendor.
    if !remark.published && case.context.actor.side != Side::Operator {
        return Err(Refusal::UnknownRemark);
    }
    case.allow(Right::Message)
}

pub(super) fn answer_remark(
    case: &Case,
    id: RemarkId,
    body: String,
) -> Result<Vec<Event>, Refusal> {
    published_remark(case, id)?;
    let body = text(&body)?;
    let twice = case
        .state
        .remarks
        .get(&id)
        .and_then(|remark| remark.answers.last())
        .is_some_and(|last| last.body == body && last.by.id == case.context.actor.id);
    if twice {
        return Err(Refusal::AlreadyDone);
    }
    Ok(vec![Event::RemarkAnswered { remark: id, body }])
}

pub(super) fn treat_remark(case: &Case, id: RemarkId) -> Result<Vec<Event>, Refusal> {
    published_remark(case, id)?;
    if case.context.actor.side != Side::Vendor {
        return Err(Refusal::NotYours);
    }
    if case
        .state
        .remarks
        .get(&id)
        .is_some_and(|remark| remark.is_treated(Viewpoint::Vendor))
    {
        return Err(Refusal::AlreadyDone);
    }
    Ok(vec![Event::RemarkTreated { remark: id }])
}

pub(super) fn ask_second_opinion(
    case: &Case,
    key: ProofKey,
    body: String,
) -> Result<Vec<Event>, Refusal> {
    case.eligible()?;
    case.allow(Right::Message)?;
    if case.context.actor.side != Side::Vendor {
        return Err(Refusal::NotYours);
    }
    case.slot(&key)?;
    let facts = case.state.slot(&key);
    if facts.is_some_and(|facts| facts.opinion_pending().is_some()) {
        return Err(Refusal::AlreadyDone);
    }
    let contested = facts
        .and_then(SlotFacts::published_verdict)
        .is_some_and(|verdict| verdict.verdict == Verdict::ChangesRequested && !verdict.superseded);
    if !contested {
        return Err(Refusal::NothingToJudge);
    }
    Ok(vec![Event::SecondOpinionAsked {
        slot: key,
        reason: reason(&body)?,
    }])
}
