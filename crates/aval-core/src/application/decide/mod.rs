//! The rules: a command either gives events or is refused. Each file holds one part of the
//! journey; access is asked first, always through `access::allows`.

mod administration;
mod decision;
mod evidence;
mod exchange;
mod review;
mod team;

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    command::Command,
    event::Event,
    finding::Finding,
    refusal::Refusal,
    slots::{ProofSlot, applicable_slots, slot_of},
    state::{Application, Opening},
};
use crate::{
    access::{Actor, Right, allows},
    catalogue::{CatalogueVersion, ChapterCode, ProofKey},
    deadline,
    programme::{MilestoneKind, Programme},
};

/// Longest text that a person may write in one go, in characters.
const TEXT_MAX: usize = 20_000;

/// What the rules need to know beside the application itself.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The instant of the command.
    pub now: Timestamp,
    /// Who asks.
    pub actor: &'a Actor,
    /// The programme.
    pub programme: &'a Programme,
    /// The catalogue version of the application.
    pub catalogue: &'a CatalogueVersion,
    /// What other applications of the same vendor say.
    pub siblings: &'a SiblingFacts,
    /// What checks found in the pieces of the application, as known at this instant.
    pub findings: &'a [Finding],
}

/// Facts about other applications that some rules need; looked up by the caller.
#[derive(Clone, Debug, Default)]
pub struct SiblingFacts {
    /// Another open application has the same solution and scheme.
    pub another_open: bool,
    /// Technical versions already presented for this product.
    pub versions_used: Vec<String>,
    /// The next free number of the register.
    pub listing_number: String,
    /// The catalogue version that the application leaves, when it moves to another.
    pub former_catalogue: Option<Arc<CatalogueVersion>>,
    /// The application from which a piece is taken over.
    pub source: Option<Arc<Application>>,
}

/// Carries out a command, or says why not. The state is never changed here.
pub fn decide(
    application: &Application,
    command: Command,
    context: &Context,
) -> Result<Vec<Event>, Refusal> {
    let case = Case::new(application, context);
    // Somebody who cannot see the application learns nothing from a refusal.
    if application.opening.is_some() {
        case.allow(Right::View)?;
    }
    match command {
        Command::OpenApplication {
            number,
            vendor,
            product,
            scheme,
            catalogue,
        } => administration::open(&case, number, vendor, product, scheme, catalogue),
        Command::AcceptCharter => administration::accept_charter(&case),
        Command::FillForm { form, values } => administration::fill_form(&case, form, values),
        Command::AttachFormFile { form, field, file } => {
            administration::attach_form_file(&case, form, field, file)
        }
        Command::ChooseProfiles { profiles } => administration::choose_profiles(&case, profiles),
        Command::Declare { declarations } => administration::declare(&case, declarations),
        Command::ChangeScope {
            profiles,
            declarations,
        } => administration::change_scope(&case, profiles, declarations),
        Command::RecordCertificationRequest {
            certification,
            request,
        } => administration::record_certification(&case, certification, request),
        Command::SubmitEligibility => administration::submit_eligibility(&case),
        Command::TakeBackEligibility => administration::take_back(&case),
        Command::StartEligibilityReview => administration::start_review(&case),
        Command::AskToComplete { request, points } => {
            administration::ask_to_complete(&case, request, points)
        }
        Command::DeclareEligible => administration::declare_eligible(&case),
        Command::RefuseEligibility { reasons } => {
            administration::refuse_eligibility(&case, reasons)
        }
        Command::Abandon { reason } => administration::abandon(&case, reason),
        Command::Withdraw { reason } => administration::withdraw(&case, reason),
        Command::AdoptCatalogueVersion { catalogue } => {
            administration::adopt_catalogue_version(&case, catalogue)
        }

        Command::FileEvidence {
            evidence,
            slot,
            content,
            started_at,
        } => evidence::file(&case, evidence, slot, content, started_at),
        Command::ReplaceEvidence {
            evidence,
            content,
            following,
            started_at,
        } => evidence::replace(&case, evidence, content, following, started_at),
        Command::LinkEvidence { evidence, slot } => evidence::link(&case, evidence, slot),
        Command::ReuseEvidence {
            evidence,
            slot,
            source,
            piece,
            version,
        } => evidence::reuse(&case, evidence, slot, source, piece, version),
        Command::EraseContent {
            evidence,
            version,
            reason,
        } => evidence::erase(&case, evidence, version, reason),
        Command::DeclareFacts {
            evidence,
            slot,
            facts,
        } => evidence::declare_facts(&case, evidence, slot, facts),
        Command::UnlinkEvidence { evidence, slot } => evidence::unlink(&case, evidence, slot),
        Command::ClaimNotApplicable {
            slot,
            justification,
        } => evidence::claim_not_applicable(&case, slot, justification),
        Command::WithdrawNotApplicableClaim { slot } => evidence::withdraw_claim(&case, slot),
        Command::SubmitChapter {
            chapter,
            remainder,
            reasons,
        } => evidence::submit_chapter(&case, chapter, remainder, &reasons),

        Command::GiveVerdict {
            slot,
            verdict,
            note,
            remarks,
        } => review::give_verdict(&case, slot, verdict, note, remarks),
        Command::RetractVerdict { slot } => review::retract_verdict(&case, slot),
        Command::RetractRemark { remark } => review::retract_remark(&case, remark),
        Command::CloseRemark { remark } => review::close_remark(&case, remark),
        Command::MakeRemark { slot, remark } => review::make_remark(&case, slot, remark),
        Command::RepeatRemark {
            remark,
            piece,
            anchor,
        } => review::repeat_remark(&case, remark, piece, anchor),
        Command::ReturnChapter {
            chapter,
            request,
            message,
        } => review::return_chapter(&case, chapter, request, message),
        Command::ValidateChapter { chapter } => review::validate_chapter(&case, chapter),
        Command::ReopenChapter {
            chapter,
            slots,
            reason,
        } => review::reopen_chapter(&case, chapter, slots, reason),
        Command::GiveSecondOpinion {
            slot,
            verdict,
            reasons,
        } => review::give_second_opinion(&case, slot, verdict, reasons),

        Command::AnswerRemark { remark, body } => exchange::answer_remark(&case, remark, body),
        Command::TreatRemark { remark } => exchange::treat_remark(&case, remark),
        Command::AskSecondOpinion { slot, reason } => {
            exchange::ask_second_opinion(&case, slot, reason)
        }
        Command::SendMessage { message, body } => exchange::send_message(&case, message, body),
        Command::RequestInformation {
            request,
            addressee,
            subject,
            body,
            slot,
        } => exchange::request_information(&case, request, addressee, subject, body, slot),
        Command::AnswerRequest { request, body } => exchange::answer_request(&case, request, body),
        Command::AskExtension {
            request,
            until,
            reason,
        } => exchange::ask_extension(&case, request, until, reason),
        Command::AnswerExtension {
            request,
            outcome,
            until,
            reason,
        } => exchange::answer_extension(&case, request, outcome, until, reason),
        Command::Remind => exchange::remind(&case),

        Command::AssignCaseLead { account, name } => team::assign_case_lead(&case, account, name),
        Command::AttachCollaborator {
            account,
            name,
            rights,
        } => team::attach_collaborator(&case, account, name, rights),
        Command::DetachCollaborator { account } => team::detach_collaborator(&case, account),
        Command::InviteAuditor {
            account,
            name,
            slot,
            until,
        } => team::invite_auditor(&case, account, name, slot, until),
        Command::DismissAuditor { account, slot } => team::dismiss_auditor(&case, account, slot),

        Command::Decide {
            outcome,
            reasons,
            reservations,
        } => decision::decide(&case, outcome, reasons, reservations),
        Command::PublishListing => decision::publish(&case),
        Command::SuspendListing { reason } => decision::suspend(&case, reason),
        Command::ReinstateListing { reason } => decision::reinstate(&case, reason),
        Command::WithdrawListing { reason } => decision::withdraw_listing(&case, reason),
        Command::RecordCommercialisation { on } => decision::record_commercialisation(&case, on),
        Command::RecordPilotSite { name, report } => {
            decision::record_pilot_site(&case, name, report)
        }
        Command::ValidatePilotReports => decision::validate_pilot_reports(&case),
        Command::DeclareTechnicalVersion { version, note } => {
            decision::declare_technical_version(&case, version, note)
        }
    }
}

/// The application with its context and its slots, computed once for one command.
struct Case<'a> {
    state: &'a Application,
    context: &'a Context<'a>,
    slots: Vec<ProofSlot<'a>>,
}

impl<'a> Case<'a> {
    fn new(state: &'a Application, context: &'a Context<'a>) -> Self {
        let slots = applicable_slots(context.programme, context.catalogue, state);
        Self {
            state,
            context,
            slots,
        }
    }

    fn programme(&self) -> &'a Programme {
        self.context.programme
    }

    fn now(&self) -> Timestamp {
        self.context.now
    }

    fn allow(&self, right: Right) -> Result<(), Refusal> {
        allows(
            self.context.actor,
            &right,
            self.state,
            self.programme(),
            self.now(),
        )
    }

    fn opening(&self) -> Result<&'a Opening, Refusal> {
        self.state.opening.as_ref().ok_or(Refusal::NotFound)
    }

    fn still_open(&self) -> Result<(), Refusal> {
        self.opening()?;
        if self.state.is_closed() {
            Err(Refusal::ApplicationClosed)
        } else {
            Ok(())
        }
    }

    fn eligible(&self) -> Result<(), Refusal> {
        self.still_open()?;
        if self.state.eligible.is_some() {
            Ok(())
        } else {
            Err(Refusal::NotEligibleYet)
        }
    }

    fn slot(&self, key: &ProofKey) -> Result<&ProofSlot<'a>, Refusal> {
        slot_of(&self.slots, key).ok_or(Refusal::UnknownSlot)
    }

    fn has_chapter(&self, chapter: &ChapterCode) -> Result<(), Refusal> {
        if self.slots.iter().any(|slot| &slot.chapter.code == chapter) {
            Ok(())
        } else {
            Err(Refusal::UnknownChapter)
        }
    }

    /// Refuses from the second of the milestone on.
    fn before_milestone(
        &self,
        step: &str,
        kind: MilestoneKind,
        instant: Timestamp,
    ) -> Result<(), Refusal> {
        let scheme = &self.opening()?.scheme;
        match self.programme().milestone(scheme, step, kind) {
            Some((milestone, at)) if deadline::has_passed(at, instant) => {
                Err(Refusal::MilestonePassed(milestone.code.clone(), at))
            }
            _ => Ok(()),
        }
    }

    /// When an answer asked now is late; never after the closing of replies.
    fn reply_due(&self) -> Result<Timestamp, Refusal> {
        let programme = self.programme();
        let deadlines = &programme.deadlines;
        let due = deadline::due_at(
            self.now(),
            deadlines.vendor_reply_days,
            deadlines.vendor_reply_day_kind,
            programme.holidays(),
            &programme.zone(),
        );
        self.within_reply_closing(due)
    }

    fn within_reply_closing(&self, due: Timestamp) -> Result<Timestamp, Refusal> {
        let scheme = &self.opening()?.scheme;
        let closing = self
            .programme()
            .milestone(scheme, "exchange", MilestoneKind::Reply);
        Ok(closing.map_or(due, |(_, at)| due.min(at)))
    }

    fn today(&self) -> jiff::civil::Date {
        self.now().to_zoned(self.programme().zone()).date()
    }
}

/// A text that somebody else will read: present, and not endless.
fn text(body: &str) -> Result<String, Refusal> {
    let body = body.trim();
    if body.is_empty() {
        return Err(Refusal::TextRequired);
    }
    if body.chars().count() > TEXT_MAX {
        return Err(Refusal::TextTooLong { max: TEXT_MAX });
    }
    Ok(body.to_owned())
}

fn reason(body: &str) -> Result<String, Refusal> {
    text(body).map_err(|refusal| match refusal {
        Refusal::TextRequired => Refusal::ReasonRequired,
        other => other,
    })
}

fn reasons(list: Vec<String>) -> Result<Vec<String>, Refusal> {
    let kept: Vec<String> = list
        .iter()
        .map(|one| one.trim())
        .filter(|one| !one.is_empty())
        .map(str::to_owned)
        .collect();
    if kept.is_empty() {
        return Err(Refusal::ReasonRequired);
    }
    if kept.iter().map(|one| one.chars().count()).sum::<usize>() > TEXT_MAX {
        return Err(Refusal::TextTooLong { max: TEXT_MAX });
    }
    Ok(kept)
}
