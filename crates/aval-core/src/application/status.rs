//! The three state machines, derived: slot, chapter, application. Never stored by hand.

use serde::{Deserialize, Serialize};

use super::{
    event::{Outcome, Verdict},
    slots::{ProofSlot, chapters_of, slots_in},
    state::{Application, OpenSlots, SlotFacts},
};
use crate::{access::Side, catalogue::ChapterCode};

/// Who looks: drafts of verdicts are not shown to the vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewpoint {
    /// Vendor and auditors: published verdicts only.
    Vendor,
    /// The operator's people: drafts too.
    Operator,
}

/// State of a proof slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotState {
    /// Nothing yet.
    Missing,
    /// A piece is there.
    Filed,
    /// Declared not applicable, to be judged.
    NaClaimed,
    /// The proof shows what is asked.
    Conform,
    /// To be done again.
    ChangesRequested,
    /// The justification holds.
    NaAccepted,
}

/// State of a chapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChapterState {
    /// Every slot is empty.
    NotStarted,
    /// Being filled, or reopened.
    InProgress,
    /// With the teams.
    Submitted,
    /// Returned to the vendor.
    ChangesRequested,
    /// Done.
    Validated,
}

/// State of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationState {
    /// Forms being filled.
    Draft,
    /// Eligibility with the operator.
    EligibilitySubmitted,
    /// Eligibility returned.
    EligibilityToComplete,
    /// Proofs open, nothing submitted yet.
    Eligible,
    /// At least one chapter was submitted.
    UnderReview,
    /// An answer of the vendor is expected.
    WaitingVendor,
    /// Every chapter is validated.
    ReadyForDecision,
    /// In the register.
    Listed,
    /// Refused, at eligibility or at the decision.
    Refused,
    /// Given up, by either side.
    Abandoned,
    /// In the register, suspended.
    Suspended,
    /// Taken out of the register.
    Withdrawn,
}

macro_rules! codes {
    ($name:ident { $($variant:ident = $code:literal),+ $(,)? }) => {
        impl $name {
            /// Every state, in the order of the journey.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Code used in the programme, in addresses and in the interface.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// Reads a code back.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|state| state.code() == code)
            }
        }
    };
}

codes!(SlotState {
    Missing = "missing",
    Filed = "filed",
    NaClaimed = "na_claimed",
    Conform = "conform",
    ChangesRequested = "changes_requested",
    NaAccepted = "na_accepted",
});
codes!(ChapterState {
    NotStarted = "not_started",
    InProgress = "in_progress",
    Submitted = "submitted",
    ChangesRequested = "changes_requested",
    Validated = "validated",
});
codes!(ApplicationState {
    Draft = "draft",
    EligibilitySubmitted = "eligibility_submitted",
    EligibilityToComplete = "eligibility_to_complete",
    Eligible = "eligible",
    UnderReview = "under_review",
    WaitingVendor = "waiting_vendor",
    ReadyForDecision = "ready_for_decision",
    Listed = "listed",
    Refused = "refused",
    Abandoned = "abandoned",
    Suspended = "suspended",
    Withdrawn = "withdrawn",
});

impl SlotState {
    /// Nothing is left to do on this slot.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Conform | Self::NaAccepted)
    }
}

/// State of one slot as this viewpoint may know it.
pub fn slot_state(facts: Option<&SlotFacts>, viewpoint: Viewpoint) -> SlotState {
    let Some(facts) = facts else {
        return SlotState::Missing;
    };
    let verdict = match viewpoint {
        Viewpoint::Operator => facts.verdict(),
        // A draft must not show, nor hide the published verdict it is to replace.
        Viewpoint::Vendor => facts
            .published_verdict()
            .filter(|verdict| !verdict.superseded),
    };
    match verdict.map(|verdict| verdict.verdict) {
        Some(Verdict::Conform) => SlotState::Conform,
        Some(Verdict::ChangesRequested) => SlotState::ChangesRequested,
        Some(Verdict::NotApplicableAccepted) => SlotState::NaAccepted,
        None if facts.claim.is_some() => SlotState::NaClaimed,
        None if facts.links.is_empty() => SlotState::Missing,
        None => SlotState::Filed,
    }
}

/// True when the vendor may change this slot now, as far as its chapter goes.
pub fn slot_is_open(application: &Application, slot: &ProofSlot) -> bool {
    let Some(chapter) = application.chapters.get(&slot.chapter.code) else {
        return true;
    };
    if joined_later(application, slot) {
        return true;
    }
    match &chapter.open {
        OpenSlots::All => true,
        OpenSlots::None => false,
        OpenSlots::Only(keys) => keys.contains(slot.key),
        OpenSlots::NotConform => {
            !slot_state(application.slot(slot.key), Viewpoint::Vendor).is_settled()
        }
    }
}

/// A slot that the last receipt of its chapter does not cover: profiles, declarations or
/// the catalogue version brought it, or changed its wording, since.
fn joined_later(application: &Application, slot: &ProofSlot) -> bool {
    let last = application
        .chapters
        .get(&slot.chapter.code)
        .and_then(|facts| facts.receipts.last());
    let Some(last) = last else {
        return false;
    };
    let reworded = application
        .slot(slot.key)
        .and_then(|facts| facts.reworded_in)
        .is_some_and(|version| version > last.version);
    reworded || !last.receipt.items.iter().any(|item| &item.slot == slot.key)
}

/// State of one chapter.
pub fn chapter_state(
    application: &Application,
    slots: &[ProofSlot],
    chapter: &ChapterCode,
) -> ChapterState {
    match application.chapters.get(chapter) {
        // What is asked has grown: the vendor has to come back to it.
        Some(facts)
            if facts.open == OpenSlots::None
                && slots_in(slots, chapter).any(|slot| {
                    let filled = application.slot(slot.key).is_some_and(SlotFacts::is_filled);
                    (slot.required || filled) && joined_later(application, slot)
                }) =>
        {
            ChapterState::InProgress
        }
        Some(facts) if facts.validated.is_some() => ChapterState::Validated,
        Some(facts) => match facts.open {
            OpenSlots::None => ChapterState::Submitted,
            OpenSlots::NotConform => ChapterState::ChangesRequested,
            OpenSlots::All | OpenSlots::Only(_) => ChapterState::InProgress,
        },
        None => {
            let started = slots_in(slots, chapter)
                .any(|slot| application.slot(slot.key).is_some_and(SlotFacts::is_filled));
            if started {
                ChapterState::InProgress
            } else {
                ChapterState::NotStarted
            }
        }
    }
}

/// State of the application.
pub fn application_state(application: &Application, slots: &[ProofSlot]) -> ApplicationState {
    if application.abandoned.is_some() || application.withdrawn.is_some() {
        return ApplicationState::Abandoned;
    }
    if application.eligibility_refused.is_some() {
        return ApplicationState::Refused;
    }
    if let Some(listing) = &application.listing {
        return match (&listing.withdrawn, &listing.suspended) {
            (Some(_), _) => ApplicationState::Withdrawn,
            (None, Some(_)) => ApplicationState::Suspended,
            (None, None) => ApplicationState::Listed,
        };
    }
    match &application.decision {
        Some(decision) if decision.outcome == Outcome::Refused => return ApplicationState::Refused,
        Some(_) => return ApplicationState::ReadyForDecision,
        None => {}
    }
    if application.eligible.is_none() {
        return if application.completion_asked.is_some() {
            ApplicationState::EligibilityToComplete
        } else if application.eligibility_submitted.is_some() {
            ApplicationState::EligibilitySubmitted
        } else {
            ApplicationState::Draft
        };
    }
    let vendor_expected = application
        .requests
        .iter()
        .any(|request| request.addressee == Side::Vendor && request.answered.is_none());
    if vendor_expected {
        return ApplicationState::WaitingVendor;
    }
    let chapters = chapters_of(slots);
    let all_validated = !chapters.is_empty()
        && chapters.iter().all(|(chapter, _)| {
            chapter_state(application, slots, &chapter.code) == ChapterState::Validated
        });
    if all_validated {
        ApplicationState::ReadyForDecision
    } else if application
        .chapters
        .values()
        .any(|facts| facts.submitted.is_some())
    {
        ApplicationState::UnderReview
    } else {
        ApplicationState::Eligible
    }
}
