//! Whose turn it is, derived from what is pending on each side, and when the clock has to
//! look at the application again.

use jiff::Timestamp;

use super::{
    event::Outcome,
    slots::{ProofSlot, chapters_of, slots_in},
    state::{Application, InformationRequest, RequestCause},
    status::{ChapterState, Viewpoint, chapter_state, slot_state},
};
use crate::{
    access::Side,
    catalogue::{ChapterCode, ProofKey},
    deadline::{self, DayKind},
    ids::RequestId,
    programme::{Programme, TeamCode},
};

/// Who has to act now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Turn {
    /// « À vous », seen by the vendor.
    Vendor,
    /// « Aux équipes ».
    Operator,
    /// Each side has something to do.
    Both,
    /// Nothing is pending.
    None,
}

impl Turn {
    /// Code used in views and addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Operator => "operator",
            Self::Both => "both",
            Self::None => "none",
        }
    }
}

/// One thing to do, by one side, since when, until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Who has to act.
    pub side: Side,
    /// What.
    pub kind: DutyKind,
    /// Since when.
    pub since: Timestamp,
    /// Until when, if there is a limit.
    pub due_at: Option<Timestamp>,
}

/// What there is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is named after the step")]
pub enum DutyKind {
    AcceptCharter,
    CompleteForms,
    ReviewEligibility,
    FillChapters {
        left: usize,
    },
    CorrectChapter(ChapterCode),
    FinishReopenedChapter(ChapterCode),
    ReviewChapter {
        chapter: ChapterCode,
        team: TeamCode,
        slots: usize,
    },
    ConcludeChapter(ChapterCode),
    AnswerRequest(RequestId),
    AnswerExtension(RequestId),
    GiveSecondOpinion(ProofKey),
    Decide,
    PublishListing,
    Commercialise,
}

/// Everything that is pending, vendor first.
pub fn duties(programme: &Programme, application: &Application, slots: &[ProofSlot]) -> Vec<Duty> {
    let mut duties = Vec::new();
    let Some(opening) = &application.opening else {
        return duties;
    };
    if let Some(listing) = &application.listing {
        if listing.commercialised_on.is_none() && listing.withdrawn.is_none() {
            duties.push(Duty {
                side: Side::Vendor,
                kind: DutyKind::Commercialise,
                since: listing.published_at,
                due_at: Some(deadline::end_of_day(
                    listing.commercialisation_due,
                    &programme.zone(),
                )),
            });
        }
        return duties;
    }
    if let Some(decision) = &application.decision {
        if decision.outcome != Outcome::Refused {
            duties.push(operator(DutyKind::PublishListing, decision.at));
        }
        return duties;
    }
    if application.is_closed() {
        return duties;
    }
    match (
        &application.charter_accepted,
        &application.eligibility_submitted,
        &application.eligible,
    ) {
        (None, ..) => duties.push(vendor(DutyKind::AcceptCharter, opening.at)),
        (Some(charter), None, _) => {
            duties.push(vendor(DutyKind::CompleteForms, charter.at));
        }
        (Some(_), Some(submitted), None) if application.completion_asked.is_none() => {
            duties.push(operator(DutyKind::ReviewEligibility, submitted.at));
        }
        (Some(_), Some(_), Some(eligible)) => {
            chapter_duties(application, slots, eligible.at, &mut duties);
        }
        _ => {}
    }
    for request in application
        .requests
        .iter()
        .filter(|request| request.answered.is_none())
    {
        request_duties(request, &mut duties);
    }
    for (key, facts) in &application.slots {
        if let Some(opinion) = facts.opinion_pending() {
            duties.push(operator(
                DutyKind::GiveSecondOpinion(key.clone()),
                opinion.asked_at,
            ));
        }
    }
    duties.sort_by_key(|duty| {
        (
            duty.side != Side::Vendor,
            duty.due_at.is_none(),
            duty.due_at,
        )
    });
    duties
}

fn chapter_duties(
    application: &Application,
    slots: &[ProofSlot],
    eligible_at: Timestamp,
    duties: &mut Vec<Duty>,
) {
    let mut left = 0;
    let chapters = chapters_of(slots);
    let mut validated = 0;
    let mut last_validation = eligible_at;
    for (chapter, _) in &chapters {
        let facts = application.chapters.get(&chapter.code);
        match chapter_state(application, slots, &chapter.code) {
            ChapterState::NotStarted => left += 1,
            ChapterState::InProgress => match facts.and_then(|facts| facts.reopened.as_ref()) {
                Some(reopened) => duties.push(vendor(
                    DutyKind::FinishReopenedChapter(chapter.code.clone()),
                    reopened.at,
                )),
                None => left += 1,
            },
            ChapterState::Submitted => {
                let since = facts
                    .and_then(|facts| facts.submitted.as_ref())
                    .map_or(eligible_at, |signed| signed.at);
                review_duties(application, slots, &chapter.code, since, duties);
            }
            ChapterState::ChangesRequested => {}
            ChapterState::Validated => {
                validated += 1;
                if let Some(signed) = facts.and_then(|facts| facts.validated.as_ref()) {
                    last_validation = last_validation.max(signed.at);
                }
            }
        }
    }
    if left > 0 {
        duties.push(vendor(DutyKind::FillChapters { left }, eligible_at));
    } else if validated == chapters.len() && validated > 0 {
        duties.push(operator(DutyKind::Decide, last_validation));
    }
}

fn review_duties(
    application: &Application,
    slots: &[ProofSlot],
    chapter: &ChapterCode,
    since: Timestamp,
    duties: &mut Vec<Duty>,
) {
    let mut teams: Vec<(TeamCode, usize)> = Vec::new();
    for slot in slots_in(slots, chapter) {
        let facts = application.slot(slot.key);
        let to_judge = facts.is_some_and(|facts| facts.is_filled() && facts.verdict().is_none());
        if !to_judge {
            continue;
        }
        match teams.iter_mut().find(|(team, _)| team == &slot.team) {
            Some((_, count)) => *count += 1,
            None => teams.push((slot.team.clone(), 1)),
        }
    }
    if teams.is_empty() {
        duties.push(operator(DutyKind::ConcludeChapter(chapter.clone()), since));
    }
    for (team, count) in teams {
        let kind = DutyKind::ReviewChapter {
            chapter: chapter.clone(),
            team,
            slots: count,
        };
        duties.push(operator(kind, since));
    }
}

fn request_duties(request: &InformationRequest, duties: &mut Vec<Duty>) {
    let kind = match (&request.cause, request.addressee) {
        (RequestCause::Completion { .. }, _) => DutyKind::CompleteForms,
        (RequestCause::Changes { chapter, .. }, _) => DutyKind::CorrectChapter(chapter.clone()),
        _ => DutyKind::AnswerRequest(request.id),
    };
    let side = if request.addressee == Side::Vendor {
        Side::Vendor
    } else {
        Side::Operator
    };
    duties.push(Duty {
        side,
        kind,
        since: request.asked_at,
        due_at: request.due_at,
    });
    if let Some(extension) = &request.extension
        && extension.outcome.is_none()
    {
        duties.push(operator(
            DutyKind::AnswerExtension(request.id),
            extension.asked_at,
        ));
    }
}

fn vendor(kind: DutyKind, since: Timestamp) -> Duty {
    Duty {
        side: Side::Vendor,
        kind,
        since,
        due_at: None,
    }
}

fn operator(kind: DutyKind, since: Timestamp) -> Duty {
    Duty {
        side: Side::Operator,
        kind,
        since,
        due_at: None,
    }
}

/// Who has to act, given what is pending. Putting a listed version on the market is a
/// reminder rather than a turn.
pub fn turn(duties: &[Duty]) -> Turn {
    let pending = |side: Side| {
        duties
            .iter()
            .any(|duty| duty.side == side && !matches!(duty.kind, DutyKind::Commercialise))
    };
    match (pending(Side::Vendor), pending(Side::Operator)) {
        (true, true) => Turn::Both,
        (true, false) => Turn::Vendor,
        (false, true) => Turn::Operator,
        (false, false) => Turn::None,
    }
}

/// A reminder or a flag that has become due, or will.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alarm {
    /// The reminder of this counted day; for a sale, the one that leaves so many days.
    Reminder(u32),
    /// The answer is late.
    Overdue,
}

/// Alarms of the commercialisation that have not rung yet.
pub(super) fn sale_alarms(
    programme: &Programme,
    application: &Application,
) -> Vec<(Timestamp, Alarm)> {
    let Some(listing) = &application.listing else {
        return Vec::new();
    };
    if listing.commercialised_on.is_some()
        || listing.withdrawn.is_some()
        || listing.sale_overdue_at.is_some()
    {
        return Vec::new();
    }
    let zone = programme.zone();
    let due_at = deadline::end_of_day(listing.commercialisation_due, &zone);
    let mut alarms: Vec<(Timestamp, Alarm)> = programme
        .deadlines
        .commercialisation_reminders
        .iter()
        // One that was passed over by a nearer one is not said afterwards.
        .filter(|days_left| listing.sale_reminders.iter().all(|sent| *days_left < sent))
        .map(|&days_left| {
            let kind = DayKind::Calendar;
            let at =
                deadline::reminder_before(due_at, days_left, kind, programme.holidays(), &zone);
            (at, Alarm::Reminder(days_left))
        })
        .filter(|(at, _)| *at < due_at && *at > listing.published_at)
        .collect();
    alarms.push((due_at, Alarm::Overdue));
    alarms
}

/// Alarms of one request that have not rung yet. While a second opinion is expected on the
/// slot of a question, its clock stands still.
pub(super) fn alarms(
    programme: &Programme,
    application: &Application,
    request: &InformationRequest,
) -> Vec<(Timestamp, Alarm)> {
    let Some(due_at) = request.due_at else {
        return Vec::new();
    };
    if request.answered.is_some()
        || request.addressee != Side::Vendor
        || application.is_closed()
        || is_paused(application, request)
    {
        return Vec::new();
    }
    if request.overdue_at.is_some() {
        return Vec::new();
    }
    let deadlines = &programme.deadlines;
    // Counted back from the due date: the reminder of day 3 out of 5 leaves two days, also
    // when the date was moved.
    let mut alarms: Vec<(Timestamp, Alarm)> = deadlines
        .vendor_reply_reminders
        .iter()
        .filter(|day| !request.reminders.contains(day))
        .map(|&day| {
            let at = deadline::reminder_before(
                due_at,
                deadlines.vendor_reply_days.saturating_sub(day),
                deadlines.vendor_reply_day_kind,
                programme.holidays(),
                &programme.zone(),
            );
            (at, Alarm::Reminder(day))
        })
        // What would have left before the date was known is not said afterwards.
        .filter(|(at, _)| *at < due_at && *at > request.moved_at.unwrap_or(request.asked_at))
        .collect();
    alarms.push((due_at, Alarm::Overdue));
    alarms
}

/// True while a second opinion is awaited on what a request is about: its clock stands
/// still.
pub fn is_paused(application: &Application, request: &InformationRequest) -> bool {
    application
        .slots
        .iter()
        .filter(|(_, facts)| facts.opinion_pending().is_some())
        .any(|(key, _)| concerns(application, request, key))
}

/// Whether a request is about a slot: a question on it, or the return of its chapter.
pub(super) fn concerns(
    application: &Application,
    request: &InformationRequest,
    key: &ProofKey,
) -> bool {
    match &request.cause {
        RequestCause::Question { slot, .. } => slot.as_ref() == Some(key),
        RequestCause::Changes { chapter, .. } => application
            .chapters
            .get(chapter)
            .and_then(|facts| facts.receipts.last())
            .is_some_and(|last| last.receipt.items.iter().any(|item| &item.slot == key)),
        RequestCause::Completion { .. } => false,
    }
}

/// When the clock has to look at this application again.
pub fn wake_at(programme: &Programme, application: &Application) -> Option<Timestamp> {
    application
        .requests
        .iter()
        .flat_map(|request| alarms(programme, application, request))
        .chain(sale_alarms(programme, application))
        .map(|(at, _)| at)
        .min()
}

/// True when every slot of the chapter that can be judged has a verdict.
pub(super) fn fully_judged(
    application: &Application,
    slots: &[ProofSlot],
    chapter: &ChapterCode,
) -> bool {
    slots_in(slots, chapter).all(|slot| {
        let facts = application.slot(slot.key);
        match facts {
            Some(facts) if facts.is_filled() => facts.verdict().is_some(),
            _ => !slot.required || slot_state(facts, Viewpoint::Operator).is_settled(),
        }
    })
}
