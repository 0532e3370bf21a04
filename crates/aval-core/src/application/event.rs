//! What can have happened to an application. Events are versioned data: a field may be
//! added with a default, never renamed nor removed, so that an old journal always loads.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::anchor::{Anchor, SeenPiece};
use super::content::{CertificationRequest, Content, FileContent};
use crate::{
    access::Side,
    catalogue::{CatalogueCode, ChapterCode, ProofKey},
    ids::{AccountId, ApplicationId, EvidenceId, MessageId, OrganisationId, RemarkId, RequestId},
    programme::{
        CertificationCode, DeclarationCode, DeclarationValue, FieldCode, FormCode, ProfileCode,
        SchemeCode,
    },
};

/// Who did something, as remembered by the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorRef {
    /// The account; nil for the system.
    pub id: AccountId,
    /// Name at that time.
    pub name: String,
    /// Side on which the person acted.
    pub side: Side,
}

/// The vendor of an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VendorRef {
    /// Organisation.
    pub id: OrganisationId,
    /// Name at the opening.
    pub name: String,
}

/// The product of an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductRef {
    /// Reference given by the platform.
    pub reference: String,
    /// Name given by the vendor.
    pub name: String,
}

/// One version of a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CatalogueRef {
    /// Catalogue.
    pub code: CatalogueCode,
    /// Its version.
    pub version: String,
}

/// What a reviewer concludes on one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The proof shows what is asked.
    Conform,
    /// The vendor has to do something.
    ChangesRequested,
    /// The justification of "not applicable" holds.
    NotApplicableAccepted,
}

/// The issue of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Granted.
    Granted,
    /// Granted, with reservations that are published with the reasons.
    GrantedWithReservations,
    /// Refused.
    Refused,
}

/// The answer to a request for more time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtensionOutcome {
    /// The day asked for becomes the due date.
    Accepted,
    /// Another day becomes the due date.
    CounterProposed,
    /// The due date stays.
    Refused,
}

/// A task that a vendor hands to a colleague, application by application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Deposit evidence and fill forms.
    Upload,
    /// Submit forms and chapters.
    Submit,
    /// Write messages and answer requests.
    Message,
}

/// What a collaborator may do on one application; reading is always included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollaboratorRights {
    /// Tasks handed over.
    pub tasks: BTreeSet<Task>,
    /// Chapters concerned; none means all.
    pub chapters: Option<BTreeSet<ChapterCode>>,
}

/// What was submitted with a chapter ("accusé de réception").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// One item a slot of the chapter, in the order of the catalogue.
    pub items: Vec<ReceiptItem>,
}

/// One slot in a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptItem {
    /// The slot.
    pub slot: ProofKey,
    /// Its contents at that instant: file, size and hash included.
    pub contents: Vec<Content>,
    /// Justification, when declared not applicable.
    pub not_applicable: Option<String>,
    /// Why its contents were submitted in spite of what checks found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<FindingReason>,
}

/// The vendor's reason for submitting in spite of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingReason {
    /// The piece.
    pub evidence: EvidenceId,
    /// Its version, from 1.
    pub version: u32,
    /// Code of the check.
    pub code: String,
    /// As typed.
    pub reason: String,
}

/// Where a piece was first deposited, when that was in another application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The other application.
    pub application: ApplicationId,
    /// Its number for people.
    pub number: String,
    /// Piece there.
    pub evidence: EvidenceId,
    /// Version there, from 1.
    pub version: u32,
    /// What was concluded there on this proof, as the vendor knew it: it is not carried
    /// over, it helps who examines the proof again.
    pub verdict: Option<Verdict>,
}

/// Something that happened. The name on disk is the snake-case name of the variant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
#[allow(missing_docs, reason = "each variant and field is the glossary's term")]
pub enum Event {
    ApplicationOpened {
        number: String,
        vendor: VendorRef,
        product: ProductRef,
        scheme: SchemeCode,
        catalogue: CatalogueRef,
    },
    CharterAccepted {},
    FormFilled {
        form: FormCode,
        values: BTreeMap<FieldCode, String>,
    },
    FormFileAttached {
        form: FormCode,
        field: FieldCode,
        file: super::FileContent,
    },
    ProfilesChosen {
        profiles: BTreeSet<ProfileCode>,
    },
    DeclarationsMade {
        declarations: BTreeMap<DeclarationCode, DeclarationValue>,
    },
    CertificationRequestRecorded {
        certification: CertificationCode,
        request: CertificationRequest,
    },
    EligibilitySubmitted {},
    EligibilityTakenBack {},
    EligibilityReviewStarted {},
    CompletionAsked {
        request: RequestId,
        points: Vec<String>,
        due_at: Timestamp,
    },
    EligibilityDeclared {},
    EligibilityRefused {
        reasons: Vec<String>,
    },
    ApplicationAbandoned {
        reason: String,
    },
    ApplicationWithdrawn {
        reason: String,
    },
    EvidenceFiled {
        evidence: EvidenceId,
        slot: ProofKey,
        content: Content,
    },
    EvidenceReplaced {
        evidence: EvidenceId,
        content: Content,
        following: BTreeSet<ProofKey>,
    },
    EvidenceLinked {
        evidence: EvidenceId,
        slot: ProofKey,
    },
    EvidenceReused {
        evidence: EvidenceId,
        slot: ProofKey,
        content: Content,
        origin: Origin,
    },
    /// `file`: what remains known of the content.
    EvidenceErased {
        evidence: EvidenceId,
        version: u32,
        file: FileContent,
        reason: String,
    },
    /// `version`: the one that the facts are about; another version has none.
    FactsDeclared {
        evidence: EvidenceId,
        version: u32,
        slot: ProofKey,
        facts: BTreeMap<String, String>,
    },
    EvidenceUnlinked {
        evidence: EvidenceId,
        slot: ProofKey,
    },
    NotApplicableClaimed {
        slot: ProofKey,
        justification: String,
    },
    NotApplicableClaimWithdrawn {
        slot: ProofKey,
    },
    ChapterSubmitted {
        chapter: ChapterCode,
        receipt: Receipt,
        remainder: Option<String>,
        /// Slots to be done again that were answered in writing only.
        #[serde(default)]
        answered: BTreeSet<ProofKey>,
    },
    VerdictGiven {
        slot: ProofKey,
        verdict: Verdict,
        note: Option<String>,
    },
    VerdictRetracted {
        slot: ProofKey,
    },
    RemarkMade {
        remark: RemarkId,
        slot: ProofKey,
        text: String,
        blocking: bool,
        #[serde(default)]
        anchor: Option<Anchor>,
        /// What was looked at; absent before it was noted, and for a claim.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        piece: Option<SeenPiece>,
    },
    RemarkRetracted {
        remark: RemarkId,
    },
    RemarkAnswered {
        remark: RemarkId,
        body: String,
    },
    RemarkTreated {
        remark: RemarkId,
    },
    RemarkClosed {
        remark: RemarkId,
    },
    RemarkRepeated {
        remark: RemarkId,
        #[serde(default)]
        anchor: Option<Anchor>,
        #[serde(default)]
        piece: Option<SeenPiece>,
    },
    ChapterReturned {
        chapter: ChapterCode,
        request: RequestId,
        message: String,
        due_at: Timestamp,
    },
    ChapterValidated {
        chapter: ChapterCode,
    },
    ChapterReopened {
        chapter: ChapterCode,
        slots: BTreeSet<ProofKey>,
        reason: String,
    },
    SecondOpinionAsked {
        slot: ProofKey,
        reason: String,
    },
    SecondOpinionGiven {
        slot: ProofKey,
        verdict: Verdict,
        reasons: String,
        /// Due dates moved by the days during which the clock stood still.
        #[serde(default)]
        resumed: BTreeMap<RequestId, Timestamp>,
    },
    MessageSent {
        message: MessageId,
        body: String,
    },
    InformationRequested {
        request: RequestId,
        addressee: Side,
        subject: String,
        body: String,
        slot: Option<ProofKey>,
        due_at: Option<Timestamp>,
    },
    RequestAnswered {
        request: RequestId,
        body: String,
    },
    ExtensionAsked {
        request: RequestId,
        until: Date,
        reason: String,
    },
    ExtensionAnswered {
        request: RequestId,
        outcome: ExtensionOutcome,
        due_at: Timestamp,
        reason: String,
    },
    ReminderSent {
        request: RequestId,
        day: u32,
    },
    RequestOverdue {
        request: RequestId,
    },
    CaseLeadAssigned {
        account: AccountId,
        name: String,
    },
    CollaboratorAttached {
        account: AccountId,
        name: String,
        rights: CollaboratorRights,
    },
    CollaboratorDetached {
        account: AccountId,
    },
    AuditorInvited {
        account: AccountId,
        name: String,
        slot: ProofKey,
        until: Date,
    },
    AuditorDismissed {
        account: AccountId,
        slot: ProofKey,
    },
    DecisionTaken {
        outcome: Outcome,
        reasons: String,
        reservations: Vec<String>,
    },
    ListingPublished {
        number: String,
        technical_version: String,
        commercialisation_due: Date,
    },
    ListingSuspended {
        reason: String,
    },
    ListingReinstated {
        reason: String,
    },
    ListingWithdrawn {
        reason: String,
    },
    /// `days_left`: calendar days before the commercialisation is due.
    SaleReminderSent {
        days_left: u32,
    },
    SaleOverdue {},
    Commercialised {
        on: Date,
    },
    PilotSiteRecorded {
        name: String,
        report: Option<super::FileContent>,
    },
    PilotReportsValidated {},
    TechnicalVersionDeclared {
        version: String,
        note: String,
    },
    /// `changed`: slots in use whose wording is not the same any more.
    CatalogueVersionAdopted {
        catalogue: CatalogueRef,
        #[serde(default)]
        changed: BTreeSet<ProofKey>,
    },
}

/// An event with its place in the stream, as every view reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// Place in the stream, from 1.
    pub version: u64,
    /// When it was decided.
    pub at: Timestamp,
    /// By whom.
    pub actor: ActorRef,
    /// What happened.
    pub event: Event,
}

/// A stored event that this binary cannot read.
#[derive(Debug, thiserror::Error)]
#[error("event of kind {kind} cannot be read: {source}")]
pub struct EventError {
    /// Kind found in the journal.
    pub kind: String,
    /// What is wrong with it.
    pub source: serde_json::Error,
}

impl Event {
    /// Name and data, as the journal stores them.
    pub fn encode(&self) -> Result<(String, serde_json::Value), serde_json::Error> {
        let mut value = serde_json::to_value(self)?;
        let kind = value
            .get("kind")
            .and_then(|kind| kind.as_str())
            .unwrap_or_default()
            .to_owned();
        let data = value
            .get_mut("data")
            .map(serde_json::Value::take)
            .unwrap_or_default();
        Ok((kind, data))
    }

    /// Reads back what [`Event::encode`] gave.
    pub fn decode(kind: &str, data: serde_json::Value) -> Result<Self, EventError> {
        serde_json::from_value(serde_json::json!({ "kind": kind, "data": data })).map_err(
            |source| EventError {
                kind: kind.to_owned(),
                source,
            },
        )
    }
}
