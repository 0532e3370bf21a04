//! May this person do this on this application? Answers yes or the refusal to show.
//!
//! A stranger learns nothing: an application out of reach is `NotFound`, never "forbidden".

use jiff::{Timestamp, tz::TimeZone};

use super::{Actor, Side};
use crate::{
    application::{Application, AuditorAccess, Refusal, Task},
    catalogue::{ChapterCode, ProofKey},
    deadline,
    programme::{Programme, TeamCode},
};

/// What somebody may want to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Right {
    /// See the application.
    View,
    /// Open an application for one's organisation.
    Open,
    /// Bind the company.
    AcceptCharter,
    /// Fill the forms.
    FillForms,
    /// Submit a form.
    SubmitForms,
    /// Deposit in a slot of a chapter.
    Upload(ChapterCode, ProofKey),
    /// Link, unlink or claim "not applicable" in a chapter.
    Arrange(ChapterCode),
    /// Submit a chapter.
    SubmitChapter(ChapterCode),
    /// Take part in the conversation.
    Message,
    /// Attach colleagues and invite auditors.
    AttachCollaborators,
    /// Give up the application, on the vendor's side.
    Withdraw,
    /// Judge the slots of a team.
    Review(TeamCode),
    /// Return, validate or reopen a chapter.
    ReturnChapters,
    /// Examine the eligibility.
    ReviewEligibility,
    /// Assign the case lead.
    Assign,
    /// Take the decision.
    Decide,
    /// Publish in the register.
    Publish,
    /// Erase the content of a deposited file.
    EraseContent,
    /// Suspend or reinstate a listing.
    Suspend,
    /// Withdraw a listing.
    WithdrawListing,
    /// Read drafts of verdicts and the internal journal.
    ReadDrafts,
}

/// The only policy. `now` bounds the access of auditors.
pub fn allows(
    actor: &Actor,
    right: &Right,
    application: &Application,
    programme: &Programme,
    now: Timestamp,
) -> Result<(), Refusal> {
    if !can_see(actor, application, programme, now) {
        return Err(Refusal::NotFound);
    }
    let granted = match actor.side {
        Side::Vendor => vendor_may(actor, right, application, programme),
        Side::External => auditor_may(actor, right, application, now, &programme.zone()),
        Side::Operator => operator_may(actor, right, programme),
        // The clock reminds; it never acts in somebody's place.
        Side::System => *right == Right::View,
    };
    if granted {
        Ok(())
    } else {
        Err(Refusal::NotAllowed)
    }
}

fn can_see(
    actor: &Actor,
    application: &Application,
    programme: &Programme,
    now: Timestamp,
) -> bool {
    let Some(opening) = application.opening.as_ref() else {
        return actor.side == Side::Vendor;
    };
    match actor.side {
        Side::Operator | Side::System => true,
        Side::Vendor => {
            opening.vendor.id == actor.organisation
                && (actor.can("attach_collaborators", programme)
                    || application.collaborators.contains_key(&actor.id)
                    || opening.by.id == actor.id)
        }
        Side::External => auditor_slots(actor, application, now, &programme.zone())
            .next()
            .is_some(),
    }
}

fn vendor_may(
    actor: &Actor,
    right: &Right,
    application: &Application,
    programme: &Programme,
) -> bool {
    let representative = actor.can("attach_collaborators", programme);
    let handed = |task: Task, chapter: Option<&ChapterCode>| {
        application
            .collaborators
            .get(&actor.id)
            .is_some_and(|collaborator| {
                collaborator.rights.tasks.contains(&task)
                    && chapter.is_none_or(|chapter| {
                        collaborator
                            .rights
                            .chapters
                            .as_ref()
                            .is_none_or(|chapters| chapters.contains(chapter))
                    })
            })
    };
    // Forms, profiles and certifications bind the whole application: somebody who is limited
    // to some chapters has no part in them.
    let handed_whole = |task: Task| {
        application
            .collaborators
            .get(&actor.id)
            .is_some_and(|collaborator| {
                collaborator.rights.tasks.contains(&task) && collaborator.rights.chapters.is_none()
            })
    };
    match right {
        Right::View => true,
        Right::Open => actor.can("upload", programme) && representative,
        Right::AcceptCharter => actor.can("accept_charter", programme),
        Right::FillForms => representative || handed_whole(Task::Upload),
        Right::SubmitForms => actor.can("submit", programme) || handed_whole(Task::Submit),
        Right::Upload(chapter, _) | Right::Arrange(chapter) => {
            representative || handed(Task::Upload, Some(chapter))
        }
        Right::SubmitChapter(chapter) => {
            actor.can("submit", programme) || handed(Task::Submit, Some(chapter))
        }
        Right::Message => representative || handed(Task::Message, None),
        Right::AttachCollaborators => representative,
        Right::Withdraw => actor.can("submit", programme),
        _ => false,
    }
}

fn auditor_may(
    actor: &Actor,
    right: &Right,
    application: &Application,
    now: Timestamp,
    zone: &TimeZone,
) -> bool {
    match right {
        Right::View => true,
        Right::Upload(_, slot) => {
            auditor_slots(actor, application, now, zone).any(|access| &access.slot == slot)
        }
        _ => false,
    }
}

fn operator_may(actor: &Actor, right: &Right, programme: &Programme) -> bool {
    match right {
        Right::View | Right::ReadDrafts => true,
        Right::Message => actor.can("message", programme) || actor.can("decide", programme),
        Right::Review(team) => actor.can("review", programme) && actor.teams.contains(team),
        Right::ReturnChapters => actor.can("request_changes", programme),
        Right::ReviewEligibility => programme
            .team_of_step("eligibility_review")
            .is_some_and(|team| actor.teams.contains(team)),
        Right::Assign => {
            actor.can("request_changes", programme)
                || actor.can("manage_staff", programme)
                || actor.can("decide", programme)
        }
        Right::Decide => actor.can("decide", programme),
        Right::Publish => actor.can("publish", programme),
        Right::EraseContent => actor.can("erase_content", programme),
        Right::Suspend => actor.can("suspend", programme),
        Right::WithdrawListing => actor.can("withdraw", programme),
        _ => false,
    }
}

fn auditor_slots<'a>(
    actor: &'a Actor,
    application: &'a Application,
    now: Timestamp,
    zone: &'a TimeZone,
) -> impl Iterator<Item = &'a AuditorAccess> {
    application.auditors.iter().filter(move |access| {
        access.account == actor.id
            && !deadline::has_passed(deadline::end_of_day(access.until, zone), now)
    })
}

/// True when this person may see this slot; an auditor sees the slots of the invitation only.
pub fn slot_visible(
    actor: &Actor,
    slot: &ProofKey,
    application: &Application,
    programme: &Programme,
    now: Timestamp,
) -> bool {
    match actor.side {
        Side::External => auditor_slots(actor, application, now, &programme.zone())
            .any(|access| &access.slot == slot),
        _ => can_see(actor, application, programme, now),
    }
}

/// The chapters a vendor's member is limited to; `None` means every chapter.
pub fn chapters_visible<'a>(
    actor: &Actor,
    application: &'a Application,
) -> Option<&'a std::collections::BTreeSet<ChapterCode>> {
    application
        .collaborators
        .get(&actor.id)?
        .rights
        .chapters
        .as_ref()
}
