//! States, verdicts and deadlines in words.

use aval_core::{
    application::{ApplicationState, ChapterState, SlotState, Verdict},
    deadline::{has_passed, working_days_between},
    programme::{Programme, StateMachine},
};
use jiff::{Timestamp, ToSpan};

use crate::{
    house::House,
    layout::{Layout, Tone},
    locale::Locale,
};

fn label(l: Locale, programme: &Programme, machine: StateMachine, code: &str, key: &str) -> String {
    // The programme speaks its own language; the interface says the same in the other one.
    if programme.language == l.tag() {
        let said = programme.state_label(machine, code);
        if said != code {
            return said.to_owned();
        }
    }
    l.t(key).into_owned()
}

/// State of an application.
pub fn state_in_words(l: Locale, programme: &Programme, state: &str) -> String {
    label(
        l,
        programme,
        StateMachine::Application,
        state,
        &format!("state-{state}"),
    )
}

/// State of a chapter.
pub(super) fn chapter_in_words(l: Locale, programme: &Programme, state: ChapterState) -> String {
    let key = format!("chapter-{}", state.code());
    label(l, programme, StateMachine::Chapter, state.code(), &key)
}

/// State of a slot.
pub(super) fn slot_in_words(l: Locale, programme: &Programme, state: SlotState) -> String {
    let key = format!("slot-{}", state.code());
    label(l, programme, StateMachine::Proof, state.code(), &key)
}

/// How the state of an application is shown.
pub fn state_tone(state: &str) -> Tone {
    match ApplicationState::from_code(state) {
        Some(ApplicationState::Listed) => Tone::Success,
        Some(ApplicationState::Refused | ApplicationState::Withdrawn) => Tone::Error,
        Some(ApplicationState::WaitingVendor | ApplicationState::EligibilityToComplete) => {
            Tone::Warning
        }
        Some(ApplicationState::Suspended) => Tone::Warning,
        Some(ApplicationState::Abandoned | ApplicationState::Draft) => Tone::Neutral,
        _ => Tone::Info,
    }
}

pub(super) fn chapter_tone(state: ChapterState) -> Tone {
    match state {
        ChapterState::NotStarted => Tone::Neutral,
        ChapterState::InProgress => Tone::New,
        ChapterState::Submitted => Tone::Info,
        ChapterState::ChangesRequested => Tone::Warning,
        ChapterState::Validated => Tone::Success,
    }
}

pub(super) fn slot_tone(state: SlotState) -> Tone {
    match state {
        SlotState::Missing => Tone::Neutral,
        SlotState::Filed | SlotState::NaClaimed => Tone::Info,
        SlotState::Conform | SlotState::NaAccepted => Tone::Success,
        SlotState::ChangesRequested => Tone::Warning,
    }
}

pub(super) fn verdict_in_words(l: Locale, verdict: Verdict) -> String {
    match verdict {
        Verdict::Conform => l.t("verdict-conform"),
        Verdict::ChangesRequested => l.t("verdict-changes_requested"),
        Verdict::NotApplicableAccepted => l.t("verdict-na_accepted"),
    }
    .into_owned()
}

/// A limit in full: « mardi 24 novembre à 14 h 00, dans 2 jours ouvrés ».
pub fn deadline_in_words(house: &House, layout: &Layout, due: Timestamp) -> String {
    let zone = house.programme().zone();
    let now = house.now();
    let local = due.to_zoned(zone.clone());
    let midnight = local.time() == jiff::civil::Time::midnight();
    // What is due by the end of a day is said by that day, not by the midnight after it.
    let day = if midnight {
        local.date().saturating_sub(1.day())
    } else {
        local.date()
    };
    let when = if midnight {
        layout.date(&day)
    } else {
        layout.date_time(&due)
    };
    let today = now.to_zoned(zone).date();
    let days = working_days_between(today, day, house.programme().holidays());
    let relative = if has_passed(due, now) {
        layout.l.t("deadline-passed").into_owned()
    } else if day == today {
        layout.l.t("deadline-today").into_owned()
    } else {
        layout
            .l
            .n("deadline-in", i64::from(days.max(0)))
            .into_owned()
    };
    format!("{when}, {relative}")
}
