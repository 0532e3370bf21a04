//! The facts of one application: what its events say, and nothing that can be derived.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    anchor::{Anchor, SeenPiece},
    content::{CertificationRequest, Content, FileContent},
    event::{
        ActorRef, CatalogueRef, CollaboratorRights, ExtensionOutcome, Origin, Outcome, ProductRef,
        Receipt, VendorRef, Verdict,
    },
    status::Viewpoint,
};
use crate::{
    access::Side,
    catalogue::{ChapterCode, ProofKey},
    ids::{AccountId, EvidenceId, MessageId, RemarkId, RequestId},
    programme::{
        CertificationCode, DeclarationCode, DeclarationValue, FieldCode, FormCode, ProfileCode,
        SchemeCode,
    },
};

/// The state of one application. The empty value is the state before the first event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(
    missing_docs,
    reason = "each field is the glossary's term; the doubtful ones are explained"
)]
pub struct Application {
    /// Version of the last folded event; 0 before the opening.
    pub version: u64,
    pub opening: Option<Opening>,
    pub charter_accepted: Option<Signed>,
    pub forms: BTreeMap<FormCode, BTreeMap<FieldCode, String>>,
    pub form_files: BTreeMap<FieldCode, FileContent>,
    pub profiles: BTreeSet<ProfileCode>,
    pub declarations: BTreeMap<DeclarationCode, DeclarationValue>,
    pub certifications: BTreeMap<CertificationCode, CertificationRequest>,
    pub eligibility_submitted: Option<Signed>,
    /// From then on the vendor cannot take the form back.
    #[serde(default)]
    pub eligibility_review: Option<Signed>,
    pub completion_asked: Option<Signed>,
    pub eligible: Option<Signed>,
    pub eligibility_refused: Option<Reasoned>,
    pub abandoned: Option<Reasoned>,
    pub withdrawn: Option<Reasoned>,
    pub evidence: BTreeMap<EvidenceId, Evidence>,
    pub slots: BTreeMap<ProofKey, SlotFacts>,
    pub remarks: BTreeMap<RemarkId, Remark>,
    pub chapters: BTreeMap<ChapterCode, ChapterFacts>,
    /// In the order in which they were asked.
    pub requests: Vec<InformationRequest>,
    pub messages: Vec<Message>,
    pub case_lead: Option<CaseLead>,
    pub collaborators: BTreeMap<AccountId, Collaborator>,
    pub auditors: Vec<AuditorAccess>,
    pub decision: Option<Decision>,
    pub listing: Option<ListingState>,
    pub updated_at: Option<Timestamp>,
}

/// What never changes after the opening, but the catalogue version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Opening {
    pub number: String,
    pub vendor: VendorRef,
    pub product: ProductRef,
    pub scheme: SchemeCode,
    pub catalogue: CatalogueRef,
    pub at: Timestamp,
    pub by: ActorRef,
}

/// When and by whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Signed {
    pub at: Timestamp,
    pub by: ActorRef,
}

/// When, by whom and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Reasoned {
    pub at: Timestamp,
    pub by: ActorRef,
    pub reasons: Vec<String>,
}

/// The single contact of the vendor on the operator's side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct CaseLead {
    pub account: AccountId,
    pub name: String,
}

/// A deposited piece; versions are only ever added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Evidence {
    pub versions: Vec<EvidenceVersion>,
    /// The slot of its first filing.
    pub filed_in: ProofKey,
    /// Where it comes from, when it was deposited for another application first.
    #[serde(default)]
    pub origin: Option<Origin>,
}

impl Evidence {
    /// The version of this number, from 1.
    pub fn version(&self, number: u32) -> Option<&EvidenceVersion> {
        self.versions
            .get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// The same, to note what became of it.
    pub(super) fn version_mut(&mut self, number: u32) -> Option<&mut EvidenceVersion> {
        self.versions
            .get_mut(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// Number of the newest version.
    pub fn latest(&self) -> u32 {
        u32::try_from(self.versions.len()).unwrap_or(u32::MAX)
    }
}

/// One content at one date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct EvidenceVersion {
    pub content: Content,
    pub at: Timestamp,
    pub by: ActorRef,
    /// When, by whom and why its file was erased: its name, size and hash are all that is
    /// left of it.
    #[serde(default)]
    pub erased: Option<Reasoned>,
    /// What its depositor says that it says, where it could not be read.
    #[serde(default)]
    pub declared: Option<Declared>,
}

/// Facts about a file as somebody declared them: nothing of the file proves them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Declared {
    pub facts: BTreeMap<String, String>,
    pub at: Timestamp,
    pub by: ActorRef,
}

/// The use of one version of a piece in a slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct EvidenceLink {
    pub evidence: EvidenceId,
    /// Version shown by this slot, from 1.
    pub version: u32,
    pub at: Timestamp,
}

/// A justified "not applicable".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Claim {
    pub justification: String,
    pub at: Timestamp,
    pub by: ActorRef,
}

/// What is known of one slot; kept when the slot stops being applicable.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct SlotFacts {
    pub links: Vec<EvidenceLink>,
    /// Every version that ever stood here, in order of arrival.
    pub past: Vec<EvidenceLink>,
    pub claim: Option<Claim>,
    /// Last one first given is at index 0; the current one is the last.
    pub verdicts: Vec<VerdictFacts>,
    pub second_opinion: Option<SecondOpinion>,
    /// When its evidence or claim last changed.
    pub touched_at: Option<Timestamp>,
    /// Version of the event by which another catalogue version last changed what is asked
    /// here.
    #[serde(default)]
    pub reworded_in: Option<u64>,
}

/// A verdict with its circumstances.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct VerdictFacts {
    pub verdict: Verdict,
    pub note: Option<String>,
    pub at: Timestamp,
    pub by: ActorRef,
    /// Sent to the vendor with its chapter; a draft of the operator before.
    pub published: bool,
    /// The vendor changed the slot since.
    pub superseded: bool,
    pub second: bool,
}

/// A request for the eyes of another reviewer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct SecondOpinion {
    pub asked_at: Timestamp,
    pub asked_by: ActorRef,
    pub reason: String,
    pub given_at: Option<Timestamp>,
}

impl SlotFacts {
    /// The verdict that holds now: the last one, unless the vendor changed the slot since.
    pub fn verdict(&self) -> Option<&VerdictFacts> {
        self.verdicts.last().filter(|verdict| !verdict.superseded)
    }

    /// The last verdict that the vendor may see.
    pub fn published_verdict(&self) -> Option<&VerdictFacts> {
        self.verdicts.iter().rev().find(|verdict| verdict.published)
    }

    /// The second opinion that is expected: asked, not given, on a verdict that still holds.
    pub fn opinion_pending(&self) -> Option<&SecondOpinion> {
        let contested = self
            .published_verdict()
            .is_some_and(|held| !held.superseded);
        self.second_opinion
            .as_ref()
            .filter(|opinion| contested && opinion.given_at.is_none())
    }

    /// True when there is a piece or a claim.
    pub fn is_filled(&self) -> bool {
        !self.links.is_empty() || self.claim.is_some()
    }
}

/// An observation on a slot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Remark {
    pub slot: ProofKey,
    pub text: String,
    pub blocking: bool,
    pub anchor: Option<Anchor>,
    /// The version in which its place was shown.
    #[serde(default)]
    pub piece: Option<SeenPiece>,
    pub at: Timestamp,
    pub by: ActorRef,
    /// Sent to the vendor with its chapter.
    pub published: bool,
    pub answers: Vec<RemarkAnswer>,
    pub treated_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// Said again of later versions, oldest first.
    #[serde(default)]
    pub repeats: Vec<Repeat>,
}

/// A remark said again of what stands in the slot since.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Repeat {
    pub anchor: Option<Anchor>,
    pub piece: Option<SeenPiece>,
    pub at: Timestamp,
    pub by: ActorRef,
    /// Sent to the vendor with its chapter.
    pub published: bool,
}

impl Remark {
    /// The last time that it was said again, as far as one may know.
    pub fn repeat(&self, seen_by: Viewpoint) -> Option<&Repeat> {
        self.repeats
            .iter()
            .rev()
            .find(|repeat| repeat.published || seen_by == Viewpoint::Operator)
    }

    /// When it was said last.
    pub fn said_at(&self, seen_by: Viewpoint) -> Timestamp {
        self.repeat(seen_by).map_or(self.at, |repeat| repeat.at)
    }

    /// Where it points now.
    pub fn place(&self, seen_by: Viewpoint) -> Option<&Anchor> {
        match self.repeat(seen_by) {
            Some(repeat) => repeat.anchor.as_ref(),
            None => self.anchor.as_ref(),
        }
    }

    /// The version in which its place was shown.
    pub fn piece(&self, seen_by: Viewpoint) -> Option<SeenPiece> {
        match self.repeat(seen_by) {
            Some(repeat) => repeat.piece,
            None => self.piece,
        }
    }

    /// The vendor says that it is dealt with, and it was not said again since.
    pub fn is_treated(&self, seen_by: Viewpoint) -> bool {
        self.treated_at
            .is_some_and(|at| at >= self.said_at(seen_by))
    }
}

/// What was written under a remark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct RemarkAnswer {
    pub body: String,
    pub at: Timestamp,
    pub by: ActorRef,
}

/// Which slots of a chapter the vendor may change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenSlots {
    /// Never submitted: all of them.
    #[default]
    All,
    /// Submitted or validated: none.
    None,
    /// Returned: those that are not conform.
    NotConform,
    /// Reopened: these.
    Only(BTreeSet<ProofKey>),
}

/// What happened last to a chapter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ChapterFacts {
    pub submitted: Option<Signed>,
    pub returned: Option<Signed>,
    pub validated: Option<Signed>,
    pub reopened: Option<Reasoned>,
    pub open: OpenSlots,
    pub receipts: Vec<ChapterReceipt>,
}

/// A receipt with its instant and its author.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ChapterReceipt {
    /// Version of the event that made it.
    pub version: u64,
    pub at: Timestamp,
    pub by: ActorRef,
    pub receipt: Receipt,
    pub remainder: Option<String>,
}

/// Why an answer is expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum RequestCause {
    /// Somebody asked.
    Question {
        subject: String,
        body: String,
        slot: Option<ProofKey>,
    },
    /// The eligibility has to be completed.
    Completion { points: Vec<String> },
    /// A chapter was returned.
    Changes {
        chapter: ChapterCode,
        message: String,
    },
}

/// A request that expects an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct InformationRequest {
    pub id: RequestId,
    pub addressee: Side,
    pub cause: RequestCause,
    pub asked_at: Timestamp,
    pub asked_by: ActorRef,
    pub due_at: Option<Timestamp>,
    pub answered: Option<Answer>,
    pub extension: Option<ExtensionState>,
    pub reminders: BTreeSet<u32>,
    pub overdue_at: Option<Timestamp>,
    /// When the due date was last moved: reminders then follow the new one.
    #[serde(default)]
    pub moved_at: Option<Timestamp>,
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Answer {
    pub body: String,
    pub at: Timestamp,
    pub by: ActorRef,
}

/// A wish for more time and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ExtensionState {
    pub until: Date,
    pub reason: String,
    pub asked_at: Timestamp,
    pub outcome: Option<(ExtensionOutcome, String)>,
}

/// A message of the conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Message {
    pub id: MessageId,
    pub body: String,
    pub at: Timestamp,
    pub by: ActorRef,
}

/// A colleague attached to the application.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Collaborator {
    pub name: String,
    pub rights: CollaboratorRights,
}

/// The narrow access of an external auditor: one slot, until the end of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct AuditorAccess {
    pub account: AccountId,
    pub name: String,
    pub slot: ProofKey,
    pub until: Date,
}

/// The issue of the application.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Decision {
    pub outcome: Outcome,
    pub reasons: String,
    pub reservations: Vec<String>,
    pub at: Timestamp,
    pub by: ActorRef,
}

/// The life of the register entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ListingState {
    pub number: String,
    pub technical_version: String,
    pub published_at: Timestamp,
    pub commercialisation_due: Date,
    pub commercialised_on: Option<Date>,
    pub suspended: Option<Reasoned>,
    pub withdrawn: Option<Reasoned>,
    pub pilot_sites: Vec<PilotSite>,
    pub pilot_reports_validated: bool,
    /// Reminders of the commercialisation that were sent, by the days that they left.
    #[serde(default)]
    pub sale_reminders: BTreeSet<u32>,
    /// When the commercialisation was flagged late.
    #[serde(default)]
    pub sale_overdue_at: Option<Timestamp>,
    /// Versions declared after the decision, with what changed.
    pub later_versions: Vec<(String, String)>,
}

/// A place of first installation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct PilotSite {
    pub name: String,
    pub report: Option<FileContent>,
}

impl Application {
    /// The request of this identifier.
    pub fn request(&self, id: RequestId) -> Option<&InformationRequest> {
        self.requests.iter().find(|request| request.id == id)
    }

    /// What was typed in a field of a form, trimmed; empty texts are absent.
    pub fn field(&self, form: &FormCode, field: &FieldCode) -> Option<&str> {
        let value = self.forms.get(form)?.get(field)?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// What is known of a slot.
    pub fn slot(&self, key: &ProofKey) -> Option<&SlotFacts> {
        self.slots.get(key)
    }

    /// Remarks on a slot, oldest first.
    pub fn remarks_on<'a>(
        &'a self,
        slot: &'a ProofKey,
    ) -> impl Iterator<Item = (RemarkId, &'a Remark)> {
        self.remarks
            .iter()
            .filter(move |(_, r)| &r.slot == slot)
            .map(|(id, r)| (*id, r))
    }

    /// The version that a remark speaks of. It was not always noted: then the last one that
    /// had come to the slot.
    pub fn piece_of(&self, remark: &Remark, seen_by: Viewpoint) -> Option<SeenPiece> {
        remark.piece(seen_by).or_else(|| {
            let past = &self.slot(&remark.slot)?.past;
            let said_at = remark.said_at(seen_by);
            let link = past.iter().rev().find(|link| link.at <= said_at)?;
            Some(SeenPiece {
                evidence: link.evidence,
                version: link.version,
            })
        })
    }

    /// A remark that was sent, still open, on a slot of which the content changed since: it
    /// has to be seen again, then closed or repeated.
    pub fn is_to_see_again(&self, remark: &Remark, seen_by: Viewpoint) -> bool {
        if !remark.published || remark.closed_at.is_some() {
            return false;
        }
        let Some(facts) = self.slot(&remark.slot) else {
            return false;
        };
        let gone = remark.piece(seen_by).is_some_and(|seen| {
            !facts
                .links
                .iter()
                .any(|link| link.evidence == seen.evidence && link.version == seen.version)
        });
        let changed = facts
            .touched_at
            .is_some_and(|at| at > remark.said_at(seen_by));
        gone || changed
    }

    /// True when no command of the journey may change it any more.
    pub fn is_closed(&self) -> bool {
        self.eligibility_refused.is_some()
            || self.abandoned.is_some()
            || self.withdrawn.is_some()
            || self.decision.is_some()
    }

    /// One version of a piece.
    pub fn evidence_version(&self, evidence: EvidenceId, version: u32) -> Option<&EvidenceVersion> {
        self.evidence.get(&evidence)?.version(version)
    }

    /// True when there are pieces in the slot and the content of each was erased.
    pub fn is_emptied(&self, facts: &SlotFacts) -> bool {
        let erased = |link: &EvidenceLink| {
            self.evidence_version(link.evidence, link.version)
                .is_some_and(|version| version.erased.is_some())
        };
        !facts.links.is_empty() && facts.links.iter().all(erased)
    }

    /// The content of one version of a piece.
    pub fn content(&self, link: &EvidenceLink) -> Option<&Content> {
        self.evidence_version(link.evidence, link.version)
            .map(|version| &version.content)
    }
}
