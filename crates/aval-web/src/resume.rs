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
    /// What became of the files, when there were some.
    note: String,
}

#[derive(Template)]
#[template(path = "public/choose_again.html")]
struct ChooseAgainPage {
    layout: Layout,
    note: String,
    back: String,
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

/// The sign-in page for somebody whose files could not be received; it carries what was
/// typed beside them, else leads back to the page of the form.
pub fn files_lost(
    visitor: &Visitor,
    pairs: &[(String, String)],
    files: &[String],
    back: &str,
) -> Response {
    let title = visitor.l.t("session-ended-title").into_owned();
    let resumed = (!pairs.is_empty()).then(|| (visitor.path.clone(), typed(pairs)));
    let mut error = lost_in_words(visitor, files);
    if resumed.is_some() && !files.is_empty() {
        error.push(' ');
        error.push_str(&visitor.l.t("files-lost-typed"));
    }
    page(
        StatusCode::UNAUTHORIZED,
        &SignInPage {
            layout: visitor.layout().titled(title),
            next: back.to_owned(),
            email: String::new(),
            error: Some(error),
            resumed,
            people: visitor.house.settings().demonstration_people.clone(),
        },
    )
}

fn lost_in_words(visitor: &Visitor, files: &[String]) -> String {
    if files.is_empty() {
        visitor.l.t("session-ended").into_owned()
    } else {
        named(visitor, "files-lost", files)
    }
}

/// A sentence about files, which agrees with their number.
fn named(visitor: &Visitor, key: &'static str, files: &[String]) -> String {
    let names = files.join(", ");
    visitor
        .l
        .with(
            key,
            &[("value", names.into()), ("count", files.len().into())],
        )
        .into_owned()
}

/// Files alone were sent from a page of an earlier session: they are to be chosen again.
pub fn choose_again(visitor: &Visitor, files: &[String], back: &str) -> Response {
    let title = visitor.l.t("files-again-title").into_owned();
    page(
        StatusCode::CONFLICT,
        &ChooseAgainPage {
            layout: visitor.layout().titled(title),
            note: named(visitor, "files-again", files),
            back: back.to_owned(),
        },
    )
}

/// Asks to send the form again, without the files that came with it.
pub fn confirm_without_files(
    visitor: &Visitor,
    action: &str,
    pairs: &[(String, String)],
    files: &[String],
) -> Response {
    let note = if files.is_empty() {
        String::new()
    } else {
        named(visitor, "files-lost-resume", files)
    };
    asked_again(visitor, action, pairs, note)
}

/// Asks to send the form again, now that the session is the right one.
pub fn confirm(visitor: &Visitor, action: &str, pairs: &[(String, String)]) -> Response {
    asked_again(visitor, action, pairs, String::new())
}

fn asked_again(
    visitor: &Visitor,
    action: &str,
    pairs: &[(String, String)],
    note: String,
) -> Response {
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
            note,
        },
    )
}
