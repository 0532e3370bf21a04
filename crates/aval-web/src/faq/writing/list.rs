//! Every entry as editors hold it, those that wait for somebody first.

use askama::Template;
use aval_search::Status;
use aval_store::FaqText;
use axum::{http::StatusCode, response::Response};

use super::{draft, edit_path, failed, library};
use crate::{
    layout::{Layout, page},
    visitor::Person,
};

struct Line {
    href: String,
    question: String,
    slug: String,
    state: &'static str,
    detail: String,
    /// A text of the folder waits.
    offered: bool,
    rank: u8,
}

#[derive(Template)]
#[template(path = "faq/writing_list.html")]
struct ListPage {
    layout: Layout,
    language: String,
    lines: Vec<Line>,
    total: String,
}

pub(super) async fn show(person: Person) -> Response {
    let library = match library(&person) {
        Ok(library) => library,
        Err(problem) => return person.visitor.problem(problem),
    };
    let texts = match person.house().store().faq_texts().await {
        Ok(texts) => texts,
        Err(error) => return failed(&person.visitor, &error),
    };
    let l = person.l();
    let layout = person
        .layout()
        .titled(l.t("faq-write-title"))
        .crumb(l.t("faq-title"), "/faq")
        .crumb(l.t("faq-write-title"), "");
    let programme = person.house().programme();
    let mut lines: Vec<Line> = texts
        .iter()
        .map(|held| {
            let text = held.draft.as_ref().or(held.published.as_ref());
            let entry = text
                .and_then(|text| draft::of_text(library.taxonomy(), programme, &held.slug, text));
            let archived = entry
                .as_ref()
                .is_some_and(|entry| entry.status == Status::Archived);
            let (state, rank) = state(held, archived);
            Line {
                href: edit_path(&held.slug),
                question: entry.map_or_else(|| held.slug.clone(), |entry| entry.question),
                slug: held.slug.clone(),
                state,
                detail: detail(&layout, held),
                offered: held.offered.is_some(),
                rank: if held.offered.is_some() { 0 } else { rank },
            }
        })
        .collect();
    lines.sort_by(|one, other| (one.rank, &one.slug).cmp(&(other.rank, &other.slug)));
    let template = ListPage {
        language: programme.language.clone(),
        total: l.n("faq-count", lines.len()).into_owned(),
        lines,
        layout,
    };
    person.visitor.clear_flash(page(StatusCode::OK, &template))
}

/// The key of the words for the state of an entry, and its place in the list.
fn state(held: &FaqText, archived: bool) -> (&'static str, u8) {
    if held.publish_at.is_some() {
        ("faq-write-is-scheduled", 1)
    } else if held.draft.is_some() {
        ("faq-write-is-draft", 0)
    } else if held.published.is_none() {
        ("faq-write-is-empty", 0)
    } else if archived {
        ("faq-write-status-archived", 3)
    } else {
        ("faq-write-is-published", 2)
    }
}

fn detail(layout: &Layout, held: &FaqText) -> String {
    match &held.publish_at {
        Some(at) => layout.short_date_time(at),
        None if held.draft.is_some() => held.draft_by.name.clone(),
        None => String::new(),
    }
}
