//! What an event or a command is about. Two people who work on different subjects of one
//! application never disturb each other; on the same subject, the one whose page is stale
//! is told so.

use super::{command::Command, event::Event};
use crate::{
    catalogue::{ChapterCode, ProofKey},
    ids::RequestId,
    programme::FormCode,
};

/// The part of an application that a change is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Opening, eligibility, decision, listing: the course of the whole application.
    Course,
    /// One form.
    Form(FormCode),
    /// Profiles, declarations and certifications.
    Scope,
    /// One slot.
    Slot(ProofKey),
    /// One chapter, with all its slots.
    Chapter(ChapterCode),
    /// One request.
    Request(RequestId),
    /// Something that can always be added: a message, an answer to a remark.
    Addition,
    /// Case lead, collaborators, auditors.
    Team,
}

impl Subject {
    /// True when a change of one subject makes a page about the other stale.
    /// `chapter_of` says in which chapter a slot is.
    pub fn disturbs(
        &self,
        other: &Self,
        chapter_of: impl Fn(&ProofKey) -> Option<ChapterCode>,
    ) -> bool {
        match (self, other) {
            (Self::Addition, _) | (_, Self::Addition) => false,
            (Self::Chapter(chapter), Self::Slot(slot))
            | (Self::Slot(slot), Self::Chapter(chapter)) => {
                chapter_of(slot).as_ref() == Some(chapter)
            }
            (one, two) => one == two,
        }
    }
}

impl Event {
    /// What the event is about.
    pub fn subject(&self) -> Subject {
        match self {
            Self::FormFilled { form, .. } | Self::FormFileAttached { form, .. } => {
                Subject::Form(form.clone())
            }
            Self::ProfilesChosen { .. }
            | Self::DeclarationsMade { .. }
            | Self::CertificationRequestRecorded { .. } => Subject::Scope,
            Self::EvidenceFiled { slot, .. }
            | Self::EvidenceLinked { slot, .. }
            | Self::EvidenceReused { slot, .. }
            | Self::FactsDeclared { slot, .. }
            | Self::EvidenceUnlinked { slot, .. }
            | Self::NotApplicableClaimed { slot, .. }
            | Self::NotApplicableClaimWithdrawn { slot }
            | Self::VerdictGiven { slot, .. }
            | Self::VerdictRetracted { slot }
            | Self::RemarkMade { slot, .. }
            | Self::SecondOpinionAsked { slot, .. }
            | Self::SecondOpinionGiven { slot, .. } => Subject::Slot(slot.clone()),
            Self::ChapterSubmitted { chapter, .. }
            | Self::ChapterReturned { chapter, .. }
            | Self::ChapterValidated { chapter }
            | Self::ChapterReopened { chapter, .. } => Subject::Chapter(chapter.clone()),
            Self::RequestAnswered { request, .. }
            | Self::ExtensionAsked { request, .. }
            | Self::ExtensionAnswered { request, .. } => Subject::Request(*request),
            Self::EvidenceReplaced { .. }
            | Self::EvidenceErased { .. }
            | Self::SaleReminderSent { .. }
            | Self::SaleOverdue { .. }
            | Self::RemarkAnswered { .. }
            | Self::RemarkTreated { .. }
            | Self::RemarkClosed { .. }
            | Self::RemarkRepeated { .. }
            | Self::RemarkRetracted { .. }
            | Self::MessageSent { .. }
            | Self::InformationRequested { .. }
            | Self::ReminderSent { .. }
            | Self::RequestOverdue { .. } => Subject::Addition,
            Self::CaseLeadAssigned { .. }
            | Self::CollaboratorAttached { .. }
            | Self::CollaboratorDetached { .. }
            | Self::AuditorInvited { .. }
            | Self::AuditorDismissed { .. } => Subject::Team,
            _ => Subject::Course,
        }
    }
}

impl Command {
    /// What the command is about: the page it was sent from must not be stale on it.
    pub fn subject(&self) -> Subject {
        match self {
            Self::FillForm { form, .. } | Self::AttachFormFile { form, .. } => {
                Subject::Form(form.clone())
            }
            Self::ChooseProfiles { .. }
            | Self::Declare { .. }
            | Self::ChangeScope { .. }
            | Self::RecordCertificationRequest { .. } => Subject::Scope,
            Self::ClaimNotApplicable { slot, .. }
            | Self::WithdrawNotApplicableClaim { slot }
            | Self::DeclareFacts { slot, .. }
            | Self::GiveVerdict { slot, .. }
            | Self::MakeRemark { slot, .. }
            | Self::RetractVerdict { slot }
            | Self::AskSecondOpinion { slot, .. }
            | Self::GiveSecondOpinion { slot, .. } => Subject::Slot(slot.clone()),
            Self::SubmitChapter { chapter, .. }
            | Self::ReturnChapter { chapter, .. }
            | Self::ValidateChapter { chapter }
            | Self::ReopenChapter { chapter, .. } => Subject::Chapter(chapter.clone()),
            Self::AnswerRequest { request, .. }
            | Self::AskExtension { request, .. }
            | Self::AnswerExtension { request, .. } => Subject::Request(*request),
            // Several files may arrive at once: each is an addition, its own rules hold.
            Self::FileEvidence { .. }
            | Self::ReplaceEvidence { .. }
            | Self::LinkEvidence { .. }
            | Self::ReuseEvidence { .. }
            | Self::EraseContent { .. }
            | Self::UnlinkEvidence { .. }
            | Self::RetractRemark { .. }
            | Self::AnswerRemark { .. }
            | Self::TreatRemark { .. }
            | Self::CloseRemark { .. }
            | Self::RepeatRemark { .. }
            | Self::SendMessage { .. }
            | Self::RequestInformation { .. }
            | Self::Remind => Subject::Addition,
            Self::AssignCaseLead { .. }
            | Self::AttachCollaborator { .. }
            | Self::DetachCollaborator { .. }
            | Self::InviteAuditor { .. }
            | Self::DismissAuditor { .. } => Subject::Team,
            _ => Subject::Course,
        }
    }
}
