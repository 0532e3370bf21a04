//! Steps of the whole application that take one click: charter, withdrawal, case lead.

use aval_core::{
    application::Command,
    ids::{AccountId, ApplicationId},
};
use axum::response::Response;
use uuid::Uuid;

use super::act;
use crate::{
    address::Path,
    error_page::Problem,
    posted::{Posted, application_path},
};

pub(super) async fn accept_charter(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let back = application_path(id);
    if posted.value("engage").is_empty() {
        return crate::visitor::said(&back, crate::layout::Tone::Warning, "charter-tick");
    }
    act(
        &posted,
        id,
        Command::AcceptCharter,
        &back,
        "charter-accepted",
    )
    .await
}

pub(super) async fn withdraw(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let command = Command::Withdraw {
        reason: posted.value("reason").to_owned(),
    };
    act(&posted, id, command, &application_path(id), "withdrawn").await
}

pub(super) async fn abandon(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let command = Command::Abandon {
        reason: posted.value("reason").to_owned(),
    };
    act(&posted, id, command, &application_path(id), "withdrawn").await
}

pub(super) async fn assign(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let person = &posted.person;
    let account = match posted.value("account").parse::<Uuid>() {
        Ok(account) => person.house().store().account(account).await.ok().flatten(),
        Err(_) => None,
    };
    // Only somebody of the operator can lead a case.
    let Some(account) =
        account.filter(|account| account.organisation == person.actor.organisation.0)
    else {
        return person.visitor.problem(Problem::NotFound);
    };
    let command = Command::AssignCaseLead {
        account: AccountId(account.id),
        name: account.name,
    };
    act(&posted, id, command, &application_path(id), "lead-assigned").await
}
