//! Entries that say nearly the same, over the whole base.

use askama::Template;
use axum::{http::StatusCode, response::Response};

use super::{ALIKE_FROM, PATH, edit_path, library};
use crate::{
    faq::answer::Link,
    layout::{Layout, page},
    typography::percent,
    visitor::Person,
};

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
        .near_duplicates(ALIKE_FROM)
        .iter()
        .map(|pair| Pair {
            one: link(pair.one),
            other: link(pair.other),
            percent: percent(l, hundredths(pair.likeness), 100),
        })
        .collect();
    let template = DuplicatesPage {
        language: person.house().programme().language.clone(),
        pairs,
        layout,
    };
    page(StatusCode::OK, &template)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a likeness is between 0 and 1"
)]
fn hundredths(likeness: f32) -> u64 {
    (likeness.clamp(0.0, 1.0) * 100.0).round() as u64
}
