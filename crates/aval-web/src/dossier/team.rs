//! Who works on the application and what was handed to them.

use std::collections::BTreeSet;

use askama::Template;
use aval_core::{
    access::{Right, Side},
    application::{CollaboratorRights, Command, Task, chapters_of},
    catalogue::{ChapterCode, ProofKey},
    ids::{AccountId, ApplicationId},
};
use axum::{http::StatusCode, response::Response};
use uuid::Uuid;

use super::{
    act,
    head::{Head, may},
    overview::dossier_for,
};
use crate::{
    address::Path,
    error_page::Problem,
    form::{Choice, FormState},
    layout::{Layout, page},
    posted::{Posted, application_path, new_form},
    visitor::Person,
};

struct MemberLine {
    account: String,
    name: String,
    email: String,
    role: String,
    tasks: String,
    detachable: bool,
}

struct AuditorLine {
    account: String,
    name: String,
    slot: String,
    until: String,
}

#[derive(Template)]
#[template(path = "dossier/team.html")]
struct TeamPage {
    layout: Layout,
    head: Head,
    form: FormState,
    members: Vec<MemberLine>,
    auditors: Vec<AuditorLine>,
    colleagues: Vec<Choice>,
    tasks: Vec<Choice>,
    chapters: Vec<Choice>,
    slots: Vec<Choice>,
    may_attach: bool,
}

const TASKS: [(Task, &str); 3] = [
    (Task::Upload, "upload"),
    (Task::Submit, "submit"),
    (Task::Message, "message"),
];

pub(super) async fn show(person: Person, Path(id): Path<Uuid>) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if person.actor.side == Side::External {
        return person.visitor.problem(Problem::NotFound);
    }
    let house = person.house();
    let programme = house.programme();
    let l = person.l();
    let state = &dossier.state;
    let vendor = state
        .opening
        .as_ref()
        .map(|opening| opening.vendor.id.0)
        .unwrap_or_default();
    let accounts = house
        .store()
        .accounts_of(vendor, 500)
        .await
        .unwrap_or_default();
    let slots = dossier.slots(house);
    let members = accounts
        .iter()
        .filter(|account| account.disabled_at.is_none())
        .filter_map(|account| {
            let roles: Vec<_> = account
                .roles
                .iter()
                .filter_map(|role| programme.role(&role.as_str().into()))
                .collect();
            let everywhere = roles
                .iter()
                .any(|role| role.can.contains(&"attach_collaborators".into()));
            let attached = state.collaborators.get(&AccountId(account.id));
            if !everywhere && attached.is_none() {
                return None;
            }
            let tasks = match attached {
                Some(attached) => {
                    let mut tasks: Vec<String> = TASKS
                        .iter()
                        .filter(|(task, _)| attached.rights.tasks.contains(task))
                        .map(|(_, code)| l.t(&format!("task-{code}")).into_owned())
                        .collect();
                    if let Some(chapters) = &attached.rights.chapters {
                        tasks.push(l.n("task-chapters", chapters.len()).into_owned());
                    }
                    tasks.join(", ")
                }
                None => l.t("task-everything").into_owned(),
            };
            Some(MemberLine {
                account: account.id.to_string(),
                name: account.name.clone(),
                email: account.email.clone(),
                role: roles
                    .iter()
                    .map(|role| role.label.clone())
                    .collect::<Vec<_>>()
                    .join(", "),
                tasks,
                detachable: attached.is_some(),
            })
        })
        .collect();
    let colleagues = accounts
        .iter()
        .filter(|account| account.disabled_at.is_none())
        .map(|account| Choice::new(account.id.to_string(), account.name.clone()))
        .collect();
    let answer = page(
        StatusCode::OK,
        &TeamPage {
            form: new_form(house, state.version),
            members,
            auditors: state
                .auditors
                .iter()
                .map(|access| AuditorLine {
                    account: access.account.to_string(),
                    name: access.name.clone(),
                    slot: access.slot.to_string(),
                    until: layout.date(&access.until),
                })
                .collect(),
            colleagues,
            tasks: TASKS
                .iter()
                .map(|(_, code)| Choice::new(*code, l.t(&format!("task-{code}")).into_owned()))
                .collect(),
            chapters: chapters_of(&slots)
                .iter()
                .map(|(chapter, _)| Choice::new(chapter.code.to_string(), chapter.name.clone()))
                .collect(),
            slots: slots
                .iter()
                .map(|slot| Choice::new(slot.key.to_string(), slot.key.to_string()))
                .collect(),
            may_attach: may(&person, &person.actor, Right::AttachCollaborators, &dossier),
            layout,
            head,
        },
    );
    person.visitor.clear_flash(answer)
}

fn back(id: ApplicationId) -> String {
    format!("{}/equipe", application_path(id))
}

pub(super) async fn attach(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let person = &posted.person;
    let account = match posted.value("account").parse::<Uuid>() {
        Ok(account) => person.house().store().account(account).await.ok().flatten(),
        Err(_) => None,
    };
    // Colleagues of the same company only; somebody else's account stays unknown.
    let Some(account) =
        account.filter(|account| account.organisation == person.actor.organisation.0)
    else {
        return person.visitor.problem(Problem::NotFound);
    };
    let chosen = posted.values("task");
    let tasks = TASKS
        .iter()
        .filter(|(_, code)| chosen.iter().any(|one| one == code))
        .map(|(task, _)| *task)
        .collect();
    let chapters: BTreeSet<ChapterCode> = posted
        .values("chapter")
        .into_iter()
        .map(ChapterCode::new)
        .collect();
    let rights = CollaboratorRights {
        tasks,
        chapters: (!chapters.is_empty()).then_some(chapters),
    };
    let command = Command::AttachCollaborator {
        account: AccountId(account.id),
        name: account.name,
        rights,
    };
    act(&posted, id, command, &back(id), "team-attached").await
}

pub(super) async fn detach(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let Ok(account) = posted.value("account").parse() else {
        return posted.person.visitor.problem(Problem::NotFound);
    };
    let account = AccountId(account);
    let command = match posted.value("slot") {
        "" => Command::DetachCollaborator { account },
        slot => Command::DismissAuditor {
            account,
            slot: ProofKey::new(slot),
        },
    };
    act(&posted, id, command, &back(id), "team-detached").await
}

pub(super) async fn invite(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let person = &posted.person;
    let house = person.house();
    let account = house
        .store()
        .account_by_email(posted.value("email"))
        .await
        .ok()
        .flatten();
    let programme = house.programme();
    let auditor = account.filter(|account| {
        account.disabled_at.is_none()
            && account.roles.iter().any(|role| {
                programme
                    .role(&role.as_str().into())
                    .is_some_and(|role| role.side == aval_core::programme::RoleSide::External)
            })
    });
    let Some(auditor) = auditor else {
        return crate::visitor::said(&back(id), crate::layout::Tone::Warning, "auditor-unknown");
    };
    let Ok(until) = posted.value("until").parse() else {
        return crate::visitor::said(&back(id), crate::layout::Tone::Warning, "extension-no-date");
    };
    let command = Command::InviteAuditor {
        account: AccountId(auditor.id),
        name: auditor.name,
        slot: ProofKey::new(posted.value("slot")),
        until,
    };
    act(&posted, id, command, &back(id), "auditor-invited").await
}
