//! One answer on a page of its own, so that it can be sent to somebody.

use askama::Template;
use axum::{http::HeaderMap, response::Response};

use super::{
    address,
    answer::{Answer, Link, structured, unmarked},
    list::{drawn_page, frame},
};
use crate::{address::Path, error_page::Problem, layout::Layout, visitor::Visitor};

/// Other questions proposed beside an answer.
const ALIKE: usize = 5;

#[derive(Template)]
#[template(path = "faq/entry.html")]
struct EntryPage {
    layout: Layout,
    answer: Answer,
    alike: Vec<Link>,
    language: String,
    structured: String,
}

pub(super) async fn show(
    visitor: Visitor,
    headers: HeaderMap,
    Path(slug): Path<String>,
) -> Response {
    let Some(library) = visitor.house.faq() else {
        return visitor.problem(Problem::NotFound);
    };
    let Some(entry) = library.entry(&slug) else {
        return visitor.problem(Problem::NotFound);
    };
    let programme = visitor.house.programme();
    let layout = frame(&visitor, &address(&slug))
        .titled(entry.question.as_str())
        .crumb(visitor.l.t("faq-title"), "/faq")
        .crumb(entry.question.as_str(), "");
    let outcome = library.search().search(&entry.question);
    let alike = outcome
        .hits
        .iter()
        .filter(|hit| hit.entry.slug != slug)
        .take(ALIKE)
        .map(|hit| Link {
            href: address(&hit.entry.slug),
            text: hit.entry.question.clone(),
        })
        .collect();
    let template = EntryPage {
        answer: Answer::new(
            &library,
            programme,
            &layout,
            entry,
            unmarked(&entry.question),
            Vec::new(),
        ),
        alike,
        language: programme.language.clone(),
        structured: structured(&library, std::iter::once(entry)),
        layout,
    };
    drawn_page(&visitor, &headers, &template)
}
