//! The people of the reader's company. Their accounts are opened, changed and closed on the
//! pages of `administration::account_pages`; rights on one application are in `dossier`.

use askama::Template;
use aval_core::access::Side;
use axum::{http::StatusCode, response::Response};

use crate::{
    administration::manages_team,
    error_page::Problem,
    layout::{Layout, page},
    visitor::Person,
};

struct Line {
    href: String,
    name: String,
    email: String,
    title: String,
    roles: String,
    closed: bool,
}

#[derive(Template)]
#[template(path = "desk/team.html")]
struct TeamPage {
    layout: Layout,
    people: Vec<Line>,
    may_manage: bool,
}

pub(super) async fn show(person: Person) -> Response {
    if person.actor.side != Side::Vendor {
        return person.visitor.problem(Problem::NotFound);
    }
    let house = person.house();
    let accounts = match house
        .store()
        .accounts_of(person.actor.organisation.0, 500)
        .await
    {
        Ok(accounts) => accounts,
        Err(error) => return person.failed(error.into(), None, "/dossiers"),
    };
    let may_manage = manages_team(&person);
    let people = accounts
        .into_iter()
        .filter(|account| may_manage || account.disabled_at.is_none())
        .map(|account| Line {
            href: format!("/equipe/{}", account.id),
            roles: account
                .roles
                .iter()
                .filter_map(|role| house.programme().role(&role.as_str().into()))
                .map(|role| role.label.clone())
                .collect::<Vec<_>>()
                .join(", "),
            closed: account.disabled_at.is_some(),
            name: account.name,
            email: account.email,
            title: account.title,
        })
        .collect();
    let answer = page(
        StatusCode::OK,
        &TeamPage {
            layout: person.layout().titled(person.l().t("nav-team")),
            people,
            may_manage,
        },
    );
    person.visitor.clear_flash(answer)
}
