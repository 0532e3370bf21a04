//! A form that could not be taken, because the session had ended: sign in, then send it
//! again with one click. What was typed is never lost.

use askama::Template;
use axum::{http::StatusCode, response::Response};

use crate::{
    answer::field_label,
    layout::{Layout, page},
    visitor::Visitor,
};

/// Names that belong to the old page, not to what was typed.
const OF_THE_PAGE: [&str; 1] = ["csrf"];

#[derive(Template)]
#[template(path = "public/sign_in.html")]
pub(crate) struct SignInPage {
    pub layout: Layout,
    /// Where to go afterwards.
    pub next: String,
    pub email: String,
    pub error: Option<String>,
    /// The form to take up again: its address and its fields.
    pub resumed: Option<(String, Vec<(String, String)>)>,
    pub people: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "public/resume.html")]
struct ResumePage {
    layout: Layout,
    action: String,
    fields: Vec<(String, String)>,
    shown: Vec<(String, String)>,
}

fn typed(pairs: &[(String, String)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .filter(|(key, _)| !OF_THE_PAGE.contains(&key.as_str()))
        .cloned()
        .collect()
}

/// The sign-in page, carrying the form.
pub fn sign_in_first(
    visitor: &Visitor,
    pairs: &[(String, String)],
    status: StatusCode,
) -> Response {
    let title = visitor.l.t("session-ended-title").into_owned();
    page(
        status,
        &SignInPage {
            layout: visitor.layout().titled(title),
            next: String::new(),
            email: String::new(),
            error: Some(visitor.l.t("session-ended").into_owned()),
            resumed: Some((visitor.path.clone(), typed(pairs))),
            people: visitor.house.settings().demonstration_people.clone(),
        },
    )
}

/// Asks to send the form again, now that the session is the right one.
pub fn confirm(visitor: &Visitor, action: &str, pairs: &[(String, String)]) -> Response {
    let fields = typed(pairs);
    let shown = fields
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .filter_map(|(name, value)| {
            let label = field_label(visitor.l, visitor.house.programme(), name)?;
            Some((label, value.clone()))
        })
        .collect();
    let title = visitor.l.t("resume-title").into_owned();
    page(
        StatusCode::OK,
        &ResumePage {
            layout: visitor.layout().titled(title),
            action: action.to_owned(),
            fields,
            shown,
        },
    )
}
