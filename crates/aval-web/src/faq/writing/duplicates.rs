//! Entries that say nearly the same, over the whole base.

use askama::Template;
use axum::{http::StatusCode, response::Response};

use super::{PATH, edit_path, library};
use crate::{
    faq::answer::Link,
    layout::{Layout, page},
    visitor::Person,
};

/// From this likeness on, a pair is worth reading. Choice of the house.
const LEAST: f32 = 0.35;

struct Pair {
    one: Link,
    other: Link,
    percent: String,
}

#[derive(Template)]
#[template(path = "faq/writing_duplicates.html")]
struct DuplicatesPage {
    layout: Layout,
    language: String,
    pairs: Vec<Pair>,
}

pub(super) async fn show(person: Person) -> Response {
    let library = match library(&person) {
        Ok(library) => library,
        Err(problem) => return person.visitor.problem(problem),
    };
    let l = person.l();
    let layout = person
        .layout()
        .titled(l.t("faq-write-duplicates"))
        .crumb(l.t("faq-title"), "/faq")
        .crumb(l.t("faq-write-title"), PATH)
        .crumb(l.t("faq-write-duplicates"), "");
    let link = |entry: &aval_search::Entry| Link {
        href: edit_path(&entry.slug),
        text: entry.question.clone(),
    };
    let pairs = library
        .search()
        .near_duplicates(LEAST)
        .iter()
        .map(|pair| Pair {
            one: link(pair.one),
            other: link(pair.other),
            percent: format!("{:.0}\u{202f}%", pair.likeness * 100.0),
        })
        .collect();
    let template = DuplicatesPage {
        language: person.house().programme().language.clone(),
        pairs,
        layout,
    };
    page(StatusCode::OK, &template)
}
