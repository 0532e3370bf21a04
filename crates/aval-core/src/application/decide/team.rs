//! Who works on the application: case lead, collaborators, external auditors.

use jiff::civil::Date;

use super::Case;
use crate::{
    access::Right,
    application::{CollaboratorRights, Event, Refusal},
    catalogue::ProofKey,
    ids::AccountId,
};

pub(super) fn assign_case_lead(
    case: &Case,
    account: AccountId,
    name: String,
) -> Result<Vec<Event>, Refusal> {
    case.opening()?;
    case.allow(Right::Assign)?;
    if case
        .state
        .case_lead
        .as_ref()
        .is_some_and(|lead| lead.account == account)
    {
        return Err(Refusal::AlreadyDone);
    }
    Ok(vec![Event::CaseLeadAssigned { account, name }])
}

pub(super) fn attach_collaborator(
    case: &Case,
    account: AccountId,
    name: String,
    rights: CollaboratorRights,
) -> Result<Vec<Event>, Refusal> {
    case.opening()?;
    case.allow(Right::AttachCollaborators)?;
    if let Some(chapters) = &rights.chapters {
        for chapter in chapters {
            if case.context.catalogue.chapter(chapter).is_none() {
                return Err(Refusal::UnknownChapter);
            }
        }
    }
    if case
        .state
        .collaborators
        .get(&account)
        .is_some_and(|held| held.rights == rights)
    {
        return Err(Refusal::AlreadyDone);
    }
    Ok(vec![Event::CollaboratorAttached {
        account,
        name,
        rights,
    }])
}

pub(super) fn detach_collaborator(case: &Case, account: AccountId) -> Result<Vec<Event>, Refusal> {
    case.opening()?;
    case.allow(Right::AttachCollaborators)?;
    if !case.state.collaborators.contains_key(&account) {
        return Err(Refusal::AlreadyDone);
    }
    Ok(vec![Event::CollaboratorDetached { account }])
}

pub(super) fn invite_auditor(
    case: &Case,
    account: AccountId,
    name: String,
    slot: ProofKey,
    until: Date,
) -> Result<Vec<Event>, Refusal> {
    case.still_open()?;
    case.allow(Right::AttachCollaborators)?;
    case.slot(&slot)?;
    if until < case.today() {
        return Err(Refusal::DayInPast);
    }
    let same =
        case.state.auditors.iter().any(|access| {
            access.account == account && access.slot == slot && access.until == until
        });
    if same {
        return Err(Refusal::AlreadyDone);
    }
    Ok(vec![Event::AuditorInvited {
        account,
        name,
        slot,
        until,
    }])
}

pub(super) fn dismiss_auditor(
    case: &Case,
    account: AccountId,
    slot: ProofKey,
) -> Result<Vec<Event>, Refusal> {
    case.opening()?;
    case.allow(Right::AttachCollaborators)?;
    if !case
        .state
        .auditors
        .iter()
        .any(|a| a.account == account && a.slot == slot)
    {
        return Err(Refusal::AlreadyDone);
    }
    Ok(vec![Event::AuditorDismissed { account, slot }])
}
