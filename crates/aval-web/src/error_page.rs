//! Pages that say what went wrong and what to do, one per HTTP status the house answers with.
//!
//! Refusals of the rules are sentences of their own; they are shown beside the form, not here, except conflicts.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::form::Help;
use crate::layout::{Layout, page};

/// What went wrong, as far as the reader is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// 403: the person is known and may not.
    Forbidden,
    /// 404: nothing here, or nothing for this person; no hint which.
    NotFound,
    /// 413: the file or the form is too large.
    TooLarge,
    /// 422: the request cannot be read.
    Unreadable,
    /// 429: too many tries.
    TooManyRequests,
    /// 500: our fault.
    Internal,
    /// 503: busy or full; the journal is intact.
    Unavailable,
}

impl Problem {
    /// Every problem, for tests and the gallery.
    pub const ALL: [Self; 7] = [
        Self::Forbidden,
        Self::NotFound,
        Self::TooLarge,
        Self::Unreadable,
        Self::TooManyRequests,
        Self::Internal,
        Self::Unavailable,
    ];

    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unreadable => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

#[derive(Template)]
#[template(path = "errors/problem.html")]
struct ProblemPage {
    layout: Layout,
    status: u16,
    heading: String,
    what: String,
    todo: String,
    detail: Option<String>,
    reference: Option<String>,
}

/// A full answer for a problem. `detail` is a sentence about this very case; `reference` helps to find it in the logs.
#[must_use]
pub fn problem(
    layout: Layout,
    problem: Problem,
    detail: Option<String>,
    reference: Option<String>,
) -> Response {
    let status = problem.status();
    let l = layout.l;
    let code = status.as_u16();
    let heading = l.t(&format!("error-{code}-title")).into_owned();
    let mut response = page(
        status,
        &ProblemPage {
            status: code,
            what: l.t(&format!("error-{code}-what")).into_owned(),
            todo: l.t(&format!("error-{code}-todo")).into_owned(),
            layout: layout.titled(heading.clone()),
            heading,
            detail,
            reference,
        },
    );
    if matches!(problem, Problem::TooManyRequests | Problem::Unavailable) {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    response
}

/// A value of a form that was not saved.
#[derive(Debug, Clone)]
pub struct Typed {
    /// Name of the field in the form.
    pub name: String,
    /// Label of the field; none for what the page set for itself.
    pub label: Option<String>,
    /// What was typed.
    pub value: String,
}

#[derive(Template)]
#[template(path = "errors/conflict.html")]
struct ConflictPage {
    layout: Layout,
    reason: String,
    typed: Vec<(String, String)>,
    current_href: String,
}

#[derive(Template)]
#[template(path = "errors/refused.html")]
struct RefusedPage {
    layout: Layout,
    reason: String,
    help: Option<Help>,
    action: String,
    kept: Vec<Typed>,
    typed: Vec<(String, String, String)>,
    back: String,
}

/// 422: a rule said no. Says why, with the answer of the FAQ that explains it, and gives the
/// form back, to be corrected and sent again at `action`; `back` is the page that shows the
/// current state.
#[must_use]
pub fn refused(
    layout: Layout,
    reason: impl Into<String>,
    help: Option<Help>,
    action: &str,
    form: Vec<Typed>,
    back: &str,
) -> Response {
    let title = layout.l.t("refused-title").into_owned();
    let mut kept = Vec::new();
    let mut typed = Vec::new();
    for one in form {
        match one.label.clone() {
            Some(label) => typed.push((one.name, label, one.value)),
            None => kept.push(one),
        }
    }
    page(
        StatusCode::UNPROCESSABLE_ENTITY,
        &RefusedPage {
            layout: layout.titled(title),
            reason: reason.into(),
            help,
            action: action.to_owned(),
            kept,
            typed,
            back: back.to_owned(),
        },
    )
}

/// 409: somebody else was first. Shows what was typed, so it can be copied, and leads to the current state.
///
/// `reason` is the sentence of the refusal, or empty for the general one.
#[must_use]
pub fn conflict(
    layout: Layout,
    reason: impl Into<String>,
    typed: Vec<Typed>,
    current_href: impl Into<String>,
) -> Response {
    let title = layout.l.t("error-409-title").into_owned();
    let typed = typed
        .into_iter()
        .filter(|one| !one.value.trim().is_empty())
        .filter_map(|one| Some((one.label?, one.value)))
        .collect();
    page(
        StatusCode::CONFLICT,
        &ConflictPage {
            layout: layout.titled(title),
            reason: reason.into(),
            typed,
            current_href: current_href.into(),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Brand;
    use crate::locale::Locale;
    use axum::body::to_bytes;
    use jiff::Timestamp;
    use std::sync::Arc;

    fn frame(l: Locale) -> Layout {
        Layout::new(l, Arc::new(Brand::default()), Timestamp::UNIX_EPOCH, "/x")
    }

    async fn text(response: Response) -> String {
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn each_problem_says_what_happened_and_what_to_do() {
        for l in Locale::ALL {
            for case in Problem::ALL {
                let code = case.status().as_u16();
                for part in ["title", "what", "todo"] {
                    assert!(l.has(&format!("error-{code}-{part}")), "{code} {part}");
                }
                let answer = problem(frame(l), case, None, None);
                assert_eq!(answer.status(), case.status());
                let html = text(answer).await;
                assert!(html.contains(&format!("<html lang=\"{}\"", l.tag())));
                assert!(!html.contains(&format!("error-{code}-")));
            }
        }
    }

    #[tokio::test]
    async fn a_conflict_gives_back_what_was_typed_harmlessly() {
        let typed = vec![Typed {
            name: "typed".into(),
            label: Some("Remarque".into()),
            value: "</textarea><script>alert(1)</script>".into(),
        }];
        let answer = conflict(frame(Locale::Fr), "", typed, "/dossiers/7");
        assert_eq!(answer.status(), StatusCode::CONFLICT);
        let html = text(answer).await;
        assert!(html.contains("&#60;script&#62;alert(1)"), "{html}");
        assert!(html.contains("/dossiers/7"));
    }
}
