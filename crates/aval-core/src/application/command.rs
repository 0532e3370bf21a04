//! What people (and the clock) ask for. A command is a wish: `decide` answers with events
//! or with a refusal.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};

use super::{
    anchor::Anchor,
    content::{CertificationRequest, Content, FileContent},
    event::{
        CatalogueRef, CollaboratorRights, ExtensionOutcome, Outcome, ProductRef, VendorRef, Verdict,
    },
};
use crate::{
    access::Side,
    catalogue::{ChapterCode, ProofKey},
    ids::{AccountId, ApplicationId, EvidenceId, MessageId, RemarkId, RequestId},
    programme::{
        CertificationCode, DeclarationCode, DeclarationValue, FieldCode, FormCode, ProfileCode,
        SchemeCode,
    },
};

/// A remark of an examiner.
#[derive(Clone, Debug, PartialEq)]
pub struct RemarkDraft {
    /// Given by the caller.
    pub id: RemarkId,
    /// What is expected.
    pub text: String,
    /// Whether it keeps the slot from being conform; an advice otherwise.
    pub blocking: bool,
    /// The piece looked at; the first one of the slot when it is not said.
    pub piece: Option<EvidenceId>,
    /// Where in that piece.
    pub anchor: Option<Anchor>,
}

/// A wish. Fields carry the glossary's terms.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "each variant and field is the glossary's term")]
pub enum Command {
    OpenApplication {
        number: String,
        vendor: VendorRef,
        product: ProductRef,
        scheme: SchemeCode,
        catalogue: CatalogueRef,
    },
    AcceptCharter,
    FillForm {
        form: FormCode,
        values: BTreeMap<FieldCode, String>,
    },
    AttachFormFile {
        form: FormCode,
        field: FieldCode,
        file: FileContent,
    },
    ChooseProfiles {
        profiles: BTreeSet<ProfileCode>,
    },
    Declare {
        declarations: BTreeMap<DeclarationCode, DeclarationValue>,
    },
    /// Both at once, after their effects were read.
    ChangeScope {
        profiles: BTreeSet<ProfileCode>,
        declarations: BTreeMap<DeclarationCode, DeclarationValue>,
    },
    RecordCertificationRequest {
        certification: CertificationCode,
        request: CertificationRequest,
    },
    SubmitEligibility,
    TakeBackEligibility,
    StartEligibilityReview,
    AskToComplete {
        request: RequestId,
        points: Vec<String>,
    },
    DeclareEligible,
    RefuseEligibility {
        reasons: Vec<String>,
    },
    Abandon {
        reason: String,
    },
    Withdraw {
        reason: String,
    },
    /// `started_at`: when the transfer began; it may end after a milestone.
    FileEvidence {
        evidence: EvidenceId,
        slot: ProofKey,
        content: Content,
        started_at: Timestamp,
    },
    ReplaceEvidence {
        evidence: EvidenceId,
        content: Content,
        following: BTreeSet<ProofKey>,
        started_at: Timestamp,
    },
    LinkEvidence {
        evidence: EvidenceId,
        slot: ProofKey,
    },
    /// `version` of `piece`, deposited in the application `source` of the same vendor; the
    /// context carries that application.
    ReuseEvidence {
        evidence: EvidenceId,
        slot: ProofKey,
        source: ApplicationId,
        piece: EvidenceId,
        version: u32,
    },
    /// The file of one version, for good: it holds what should never have been deposited.
    EraseContent {
        evidence: EvidenceId,
        version: u32,
        reason: String,
    },
    /// What the file of the piece in this slot says, when the platform could not read it
    /// there: by code of fact.
    DeclareFacts {
        evidence: EvidenceId,
        slot: ProofKey,
        facts: BTreeMap<String, String>,
    },
    UnlinkEvidence {
        evidence: EvidenceId,
        slot: ProofKey,
    },
    ClaimNotApplicable {
        slot: ProofKey,
        justification: String,
    },
    WithdrawNotApplicableClaim {
        slot: ProofKey,
    },
    /// `remainder`: when a returned chapter goes back in part, what will follow and when.
    /// `reasons`: why pieces are as checks found them, by piece and code of the check.
    SubmitChapter {
        chapter: ChapterCode,
        remainder: Option<String>,
        reasons: BTreeMap<(EvidenceId, String), String>,
    },
    GiveVerdict {
        slot: ProofKey,
        verdict: Verdict,
        note: Option<String>,
        remarks: Vec<RemarkDraft>,
    },
    RetractVerdict {
        slot: ProofKey,
    },
    /// Without a verdict: one may look on.
    MakeRemark {
        slot: ProofKey,
        remark: RemarkDraft,
    },
    RetractRemark {
        remark: RemarkId,
    },
    AnswerRemark {
        remark: RemarkId,
        body: String,
    },
    TreatRemark {
        remark: RemarkId,
    },
    CloseRemark {
        remark: RemarkId,
    },
    /// What it asks is still to be done in what stands in the slot now; `anchor`: where, when
    /// it is not at the same place.
    RepeatRemark {
        remark: RemarkId,
        piece: Option<EvidenceId>,
        anchor: Option<Anchor>,
    },
    ReturnChapter {
        chapter: ChapterCode,
        request: RequestId,
        message: String,
    },
    ValidateChapter {
        chapter: ChapterCode,
    },
    ReopenChapter {
        chapter: ChapterCode,
        slots: BTreeSet<ProofKey>,
        reason: String,
    },
    AskSecondOpinion {
        slot: ProofKey,
        reason: String,
    },
    GiveSecondOpinion {
        slot: ProofKey,
        verdict: Verdict,
        reasons: String,
    },
    SendMessage {
        message: MessageId,
        body: String,
    },
    RequestInformation {
        request: RequestId,
        addressee: Side,
        subject: String,
        body: String,
        slot: Option<ProofKey>,
    },
    AnswerRequest {
        request: RequestId,
        body: String,
    },
    AskExtension {
        request: RequestId,
        until: Date,
        reason: String,
    },
    AnswerExtension {
        request: RequestId,
        outcome: ExtensionOutcome,
        until: Option<Date>,
        reason: String,
    },
    /// The clock: reminders and flags that have become due.
    Remind,
    AssignCaseLead {
        account: AccountId,
        name: String,
    },
    AttachCollaborator {
        account: AccountId,
        name: String,
        rights: CollaboratorRights,
    },
    DetachCollaborator {
        account: AccountId,
    },
    InviteAuditor {
        account: AccountId,
        name: String,
        slot: ProofKey,
        until: Date,
    },
    DismissAuditor {
        account: AccountId,
        slot: ProofKey,
    },
    Decide {
        outcome: Outcome,
        reasons: String,
        reservations: Vec<String>,
    },
    PublishListing,
    SuspendListing {
        reason: String,
    },
    ReinstateListing {
        reason: String,
    },
    WithdrawListing {
        reason: String,
    },
    RecordCommercialisation {
        on: Date,
    },
    RecordPilotSite {
        name: String,
        report: Option<FileContent>,
    },
    ValidatePilotReports,
    DeclareTechnicalVersion {
        version: String,
        note: String,
    },
    AdoptCatalogueVersion {
        catalogue: CatalogueRef,
    },
}
