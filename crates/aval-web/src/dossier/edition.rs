//! Moving an application to a newer edition of its catalogue: what it would change is read
//! first, then confirmed. Nothing moves by itself.

use askama::Template;
use aval_core::{
    access::{Right, Side},
    application::{CatalogueRef, Command},
    ids::ApplicationId,
};
use axum::{http::StatusCode, response::Response};
use uuid::Uuid;

use super::{
    act,
    effects::Effects,
    head::{Head, may},
    overview::dossier_for,
};
use crate::{
    address::Path,
    applications::Dossier,
    error_page::Problem,
    form::{Choice, FormState},
    house::House,
    layout::{Layout, page},
    posted::{Posted, application_path, new_form},
    visitor::Person,
};

#[derive(Template)]
#[template(path = "dossier/edition.html")]
struct EditionPage {
    layout: Layout,
    head: Head,
    form: FormState,
    held: String,
    newer: Vec<Choice>,
    wanted: String,
    effects: Option<Effects>,
}

/// Editions in force that are newer than the one of an application, the newest first.
pub(super) fn newer_editions(house: &House, layout: &Layout, dossier: &Dossier) -> Vec<Choice> {
    let held = &dossier.catalogue;
    let today = house.now().to_zoned(house.programme().zone()).date();
    let mut choices: Vec<Choice> = house
        .catalogues()
        .of(&held.code)
        .iter()
        .filter(|one| one.published.is_none_or(|day| day <= today))
        .filter(|one| (one.published, &one.version) > (held.published, &held.version))
        .map(|one| {
            let day = one.published.map(|day| layout.date(&day));
            Choice::new(one.version.clone(), one.version.clone()).hint(day.unwrap_or_default())
        })
        .collect();
    choices.reverse();
    choices
}

pub(super) async fn show(person: Person, Path(id): Path<Uuid>) -> Response {
    draw(person, id, None).await
}

async fn draw(person: Person, id: Uuid, preview: Option<(String, FormState, Effects)>) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if person.actor.side == Side::External {
        return person.visitor.problem(Problem::NotFound);
    }
    if !may(&person, &person.actor, Right::SubmitForms, &dossier) {
        return person.visitor.problem(Problem::Forbidden);
    }
    let newer = newer_editions(person.house(), &layout, &dossier);
    let (wanted, form, effects) = match preview {
        Some((wanted, form, effects)) => (wanted, form, Some(effects)),
        None => (
            String::new(),
            new_form(person.house(), dossier.state.version),
            None,
        ),
    };
    let answer = page(
        StatusCode::OK,
        &EditionPage {
            held: head.catalogue.clone(),
            layout: layout.crumb(person.l().t("edition-title"), ""),
            form,
            newer,
            wanted,
            effects,
            head,
        },
    );
    person.visitor.clear_flash(answer)
}

pub(super) async fn change(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let application = ApplicationId(id);
    let person = posted.person.clone();
    let back = format!("{}/edition", application_path(application));
    let before = match person.house().dossier(&person.actor, application).await {
        Ok(dossier) => dossier,
        Err(failure) => return person.failed(failure, Some(&posted), &back),
    };
    let wanted = posted.value("version").to_owned();
    let command = Command::AdoptCatalogueVersion {
        catalogue: CatalogueRef {
            code: before.catalogue.code.clone(),
            version: wanted.clone(),
        },
    };
    // An edition that is not in force, or older, is not offered: its name is not enough.
    let offered = newer_editions(person.house(), &person.layout(), &before);
    let known = offered.iter().any(|choice| choice.value == wanted);
    if !known && wanted != before.catalogue.version {
        let refusal = aval_core::application::Refusal::CatalogueMismatch;
        return person.failed(refusal.into(), Some(&posted), &back);
    }
    if posted.value("then") == "confirm" {
        let to = application_path(application);
        return act(&posted, application, command, &to, "edition-adopted").await;
    }
    match person
        .house()
        .rehearse(&person.actor, application, command, posted.seen())
        .await
    {
        Ok(rehearsal) => {
            let effects = Effects::between(&person, &before, &rehearsal.after, Vec::new());
            draw(person, id, Some((wanted, posted.form(), effects))).await
        }
        Err(failure) => person.failed(failure, Some(&posted), &back),
    }
}
