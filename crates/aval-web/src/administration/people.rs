//! The list of people: search, filters, keyset pages, all in the address.

use std::collections::BTreeMap;

use askama::Template;
use aval_store::{AccountFilter, StoreError};
use axum::{
    extract::RawQuery,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use uuid::Uuid;

use super::{
    frame::{Tab, barred, frame, tabs},
    roles::MANAGE_STAFF,
};
use crate::{
    form::{Choice, FormState},
    layout::{Layout, page},
    posted::pairs,
    visitor::Person,
};

const HERE: &str = "/administration/personnes";

struct Line {
    href: String,
    name: String,
    email: String,
    organisation: String,
    roles: String,
    teams: String,
    closed: bool,
}

#[derive(Template)]
#[template(path = "administration/people.html")]
struct PeoplePage {
    layout: Layout,
    tabs: Vec<Tab>,
    form: FormState,
    lines: Vec<Line>,
    total: String,
    organisations: Vec<Choice>,
    roles: Vec<Choice>,
    states: Vec<Choice>,
    first: String,
    previous: String,
    next: String,
    narrowed: bool,
}

/// How many rows a list has, in words.
pub(super) fn total_in_words(layout: &Layout, total: aval_store::Total) -> String {
    let key = if total.more {
        "list-more"
    } else {
        "list-count"
    };
    layout.l.n(key, total.count).into_owned()
}

/// The address of another page of a list, with the same filters.
pub(super) fn page_href(here: &str, asked: &[(String, String)], cursor: Option<&str>) -> String {
    let kept = asked
        .iter()
        .filter(|(name, value)| !["page", "lang"].contains(&name.as_str()) && !value.is_empty());
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in kept {
        query.append_pair(name, value);
    }
    if let Some(cursor) = cursor {
        query.append_pair("page", cursor);
    }
    let query = query.finish();
    if query.is_empty() {
        here.to_owned()
    } else {
        format!("{here}?{query}")
    }
}

pub(super) async fn show(person: Person, RawQuery(query): RawQuery) -> Response {
    if let Some(answer) = barred(&person, MANAGE_STAFF) {
        return answer;
    }
    let house = person.house();
    let (programme, l) = (house.programme(), person.l());
    let asked = pairs(query.unwrap_or_default().as_bytes());
    let form = FormState::from_pairs("", asked.clone());
    let filter = AccountFilter {
        text: form.value("q").chars().take(200).collect(),
        organisation: form.value("organisation").parse::<Uuid>().ok(),
        role: Some(form.value("role").to_owned()).filter(|role| !role.is_empty()),
        closed: match form.value("etat") {
            "ferme" => Some(true),
            "ouvert" => Some(false),
            _ => None,
        },
    };
    let cursor = Some(form.value("page")).filter(|cursor| !cursor.is_empty());
    let found = match house.store().account_page(&filter, 50, cursor).await {
        Ok(found) => found,
        // The address of a page was altered: start again, with the same filters.
        Err(StoreError::BadCursor) => {
            return Redirect::to(&page_href(HERE, &asked, None)).into_response();
        }
        Err(error) => return person.failed(error.into(), None, "/administration"),
    };
    let all = match house.store().organisations(10_000).await {
        Ok(all) => all,
        Err(error) => return person.failed(error.into(), None, "/administration"),
    };
    let names: BTreeMap<Uuid, &str> = all.iter().map(|one| (one.id, one.name.as_str())).collect();
    let layout = frame(&person, HERE, "");
    let lines = found
        .rows
        .iter()
        .map(|account| Line {
            href: format!("{HERE}/{}", account.id),
            name: account.name.clone(),
            email: account.email.clone(),
            organisation: names
                .get(&account.organisation)
                .map_or_else(String::new, ToString::to_string),
            roles: account
                .roles
                .iter()
                .map(|code| {
                    programme
                        .role(&code.as_str().into())
                        .map_or(code.as_str(), |role| &role.label)
                })
                .collect::<Vec<_>>()
                .join(", "),
            teams: account
                .teams
                .iter()
                .map(|code| {
                    programme
                        .team(&code.as_str().into())
                        .map_or(code.as_str(), |team| &team.label)
                })
                .collect::<Vec<_>>()
                .join(", "),
            closed: account.disabled_at.is_some(),
        })
        .collect();
    let href = |cursor: Option<&String>| {
        cursor.map_or_else(String::new, |cursor| page_href(HERE, &asked, Some(cursor)))
    };
    let answer = page(
        StatusCode::OK,
        &PeoplePage {
            tabs: tabs(&person, HERE),
            total: total_in_words(&layout, found.total),
            first: cursor.map_or_else(String::new, |_| page_href(HERE, &asked, None)),
            previous: href(found.previous.as_ref()),
            next: href(found.next.as_ref()),
            narrowed: filter != AccountFilter::default(),
            organisations: all
                .iter()
                .map(|one| Choice::new(one.id.to_string(), one.name.clone()))
                .collect(),
            roles: programme
                .roles
                .iter()
                .map(|role| Choice::new(role.code.to_string(), role.label.clone()))
                .collect(),
            states: vec![
                Choice::new("ouvert", l.t("account-open")),
                Choice::new("ferme", l.t("account-is-closed")),
            ],
            form,
            lines,
            layout,
        },
    );
    person.visitor.clear_flash(answer)
}
