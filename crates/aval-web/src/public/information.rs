//! The pages that the footer leads to: help, legal notice, accessibility.

use askama::Template;
use aval_core::programme::Contact;
use axum::{http::StatusCode, response::Response};

use super::frame;
use crate::{
    layout::{Layout, page},
    visitor::Visitor,
};

struct Section {
    title: String,
    text: String,
}

#[derive(Template)]
#[template(path = "public/information.html")]
struct InformationPage {
    layout: Layout,
    sections: Vec<Section>,
    contacts: Vec<Contact>,
    /// Language of the programme, which names the contacts.
    language: String,
}

fn drawn(
    visitor: &Visitor,
    path: &str,
    title: &str,
    sections: &[(&'static str, &'static str)],
    contacts: Vec<Contact>,
) -> Response {
    let l = visitor.l;
    let service = visitor.house.brand().name.clone();
    let layout = frame(visitor, path)
        .titled(l.t(title).into_owned())
        .crumb(l.t("nav-home"), "/")
        .crumb(l.t(title).into_owned(), "");
    let sections = sections
        .iter()
        .map(|(title, text)| Section {
            title: l.t(title).into_owned(),
            text: l.v(text, &service).into_owned(),
        })
        .collect();
    let answer = page(
        StatusCode::OK,
        &InformationPage {
            layout,
            sections,
            contacts,
            language: visitor.house.programme().language.clone(),
        },
    );
    visitor.clear_flash(answer)
}

pub(super) async fn help(visitor: Visitor) -> Response {
    let contacts = visitor.house.programme().contacts.clone();
    drawn(
        &visitor,
        "/aide",
        "help-title",
        &[
            ("help-account-title", "help-account"),
            ("help-turn-title", "help-turn"),
            ("help-deposit-title", "help-deposit"),
            ("help-keyboard-title", "help-keyboard"),
            ("help-register-title", "help-register"),
        ],
        contacts,
    )
}

pub(super) async fn legal(visitor: Visitor) -> Response {
    let operated = !visitor.house.brand().operator.is_empty();
    let operator = if operated {
        ("legal-operator-title", "legal-operator")
    } else {
        ("legal-operator-title", "legal-operator-unset")
    };
    let mut answer = vec![operator];
    if visitor.house.programme().illustrative {
        answer.push(("legal-illustrative-title", "legal-illustrative"));
    }
    answer.extend([
        ("legal-register-title", "legal-register"),
        ("legal-cookies-title", "legal-cookies"),
        ("legal-data-title", "legal-data"),
        ("legal-software-title", "legal-software"),
    ]);
    drawn(&visitor, "/mentions", "legal-title", &answer, Vec::new())
}

pub(super) async fn accessibility(visitor: Visitor) -> Response {
    let contacts = visitor
        .house
        .programme()
        .contacts
        .first()
        .cloned()
        .into_iter()
        .collect();
    drawn(
        &visitor,
        "/accessibilite",
        "accessibility-title",
        &[
            ("accessibility-state-title", "accessibility-state"),
            ("accessibility-done-title", "accessibility-done"),
            ("accessibility-limits-title", "accessibility-limits"),
            ("accessibility-tell-title", "accessibility-tell"),
        ],
        contacts,
    )
}
