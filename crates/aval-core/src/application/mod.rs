//! One application ("dossier") as a stream of events.
//!
//! `decide` holds the rules and gives events or a refusal; `evolve` folds events and holds
//! no rule; `slots`, `status` and `turn` derive what people see. Storing events and showing
//! pages live elsewhere.

mod anchor;
mod command;
mod content;
mod decide;
mod effects;
mod event;
mod evolve;
mod finding;
mod obligations;
mod refusal;
mod review_time;
mod slots;
mod state;
mod status;
mod subject;
mod turn;

pub use anchor::{Anchor, SeenPiece, WHOLE, Zone};
pub use command::{Command, RemarkDraft};
pub use content::{CertificationRequest, Content, FileContent};
pub use decide::{Context, SiblingFacts, decide};
pub use effects::{SlotEffects, slot_effects};
pub use event::{
    ActorRef, CatalogueRef, CollaboratorRights, Event, EventError, ExtensionOutcome, FindingReason,
    Origin, Outcome, ProductRef, Receipt, ReceiptItem, Recorded, Task, VendorRef, Verdict,
};
pub use evolve::{evolve, fold};
pub use finding::{Finding, Grade, findings_in_question, reason_given};
pub use obligations::{
    MissingPiece, NOTHING_TO_HAND_IN, chapter_gaps, eligibility_gaps, unmet_for_decision,
};
pub use refusal::{FieldProblem, Language, Refusal, Said};
pub use review_time::{ReviewTime, review_time};
pub use slots::{ProofSlot, applicable_slots, chapters_of, effective_profiles, slot_of};
pub use state::{
    Answer, Application, AuditorAccess, CaseLead, ChapterFacts, ChapterReceipt, Claim,
    Collaborator, Decision, Declared, Evidence, EvidenceLink, EvidenceVersion, ExtensionState,
    InformationRequest, ListingState, Message, OpenSlots, Opening, PilotSite, Reasoned, Remark,
    RemarkAnswer, Repeat, RequestCause, SecondOpinion, Signed, SlotFacts, VerdictFacts,
};
pub use status::{
    ApplicationState, ChapterState, SlotState, Viewpoint, application_state, chapter_state,
    slot_is_open, slot_state,
};
pub use subject::Subject;
pub use turn::{Duty, DutyKind, Turn, duties, is_paused, turn, wake_at};

#[cfg(test)]
mod tests;
