//! Profiles and declarations once the proofs are open: what a change would do to the slots
//! is read first, then confirmed as it was read. Before that, they are part of the form.

use askama::Template;
use aval_core::{
    access::{Right, Side},
    application::Command,
    ids::ApplicationId,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use uuid::Uuid;

use super::{
    act,
    effects::Effects,
    forms::{DeclarationField, declaration_fields, declared, profile_choices, scope_form},
    head::{Head, may},
    overview::dossier_for,
};
use crate::{
    address::Path,
    error_page::Problem,
    form::{Choice, FormState},
    layout::{Layout, page},
    posted::{Posted, application_path},
    visitor::Person,
};

#[derive(Template)]
#[template(path = "dossier/scope.html")]
struct ScopePage {
    layout: Layout,
    head: Head,
    form: FormState,
    profiles: Vec<Choice>,
    declarations: Vec<DeclarationField>,
    effects: Option<Effects>,
}

pub(super) async fn show(person: Person, Path(id): Path<Uuid>) -> Response {
    draw(person, id, None, None).await
}

async fn draw(
    person: Person,
    id: Uuid,
    typed: Option<FormState>,
    effects: Option<Effects>,
) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if person.actor.side == Side::External {
        return person.visitor.problem(Problem::NotFound);
    }
    if !may(&person, &person.actor, Right::FillForms, &dossier) {
        return person.visitor.problem(Problem::Forbidden);
    }
    // Until then, both are asked in the form of the eligibility.
    if dossier.state.eligible.is_none() {
        return Redirect::to(&format!("{}/eligibilite", head.path)).into_response();
    }
    let form = typed.unwrap_or_else(|| scope_form(person.house(), &dossier));
    let answer = page(
        StatusCode::OK,
        &ScopePage {
            profiles: profile_choices(&person, &dossier),
            declarations: declaration_fields(&person, &dossier),
            layout: layout.crumb(person.l().t("scope-title"), ""),
            form,
            effects,
            head,
        },
    );
    person.visitor.clear_flash(answer)
}

pub(super) async fn change(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let application = ApplicationId(id);
    let person = posted.person.clone();
    let back = format!("{}/profils", application_path(application));
    let command = Command::ChangeScope {
        profiles: posted
            .values("profile")
            .iter()
            .map(|code| code.as_str().into())
            .collect(),
        declarations: declared(person.house().programme(), &posted),
    };
    match posted.value("then") {
        "confirm" => {
            let to = format!("{}/chapitres", application_path(application));
            act(&posted, application, command, &to, "scope-changed").await
        }
        "edit" => draw(person, id, Some(posted.form()), None).await,
        _ => {
            let rehearsed = person
                .house()
                .rehearse(&person.actor, application, command, posted.seen())
                .await;
            match rehearsed {
                Ok(rehearsal) => {
                    let answers = posted
                        .pairs
                        .iter()
                        .filter(|(name, _)| name == "profile" || name.starts_with("declaration."))
                        .cloned()
                        .collect();
                    let effects =
                        Effects::between(&person, &rehearsal.before, &rehearsal.after, answers);
                    draw(person, id, Some(posted.form()), Some(effects)).await
                }
                Err(failure) => person.failed(failure, Some(&posted), &back),
            }
        }
    }
}
