//! The history of an entry: who did what and when, and the words that changed.

use askama::Template;
use axum::{http::StatusCode, response::Response};

use super::{
    PATH, author_name, edit_path, failed, library,
    words::{Run, differences},
};
use crate::{
    address::Path,
    error_page::Problem,
    layout::{Layout, page},
    visitor::Person,
};

/// Acts whose words are compared; earlier ones are listed without.
const COMPARED: usize = 50;

struct Line {
    said: String,
    who: String,
    at: String,
    runs: Vec<Run>,
}

#[derive(Template)]
#[template(path = "faq/writing_history.html")]
struct HistoryPage {
    layout: Layout,
    language: String,
    lines: Vec<Line>,
}

pub(super) async fn show(person: Person, Path(slug): Path<String>) -> Response {
    if let Err(problem) = library(&person) {
        return person.visitor.problem(problem);
    }
    let revisions = match person.house().store().faq_history(&slug).await {
        Ok(revisions) if revisions.is_empty() => {
            return person.visitor.problem(Problem::NotFound);
        }
        Ok(revisions) => revisions,
        Err(error) => return failed(&person.visitor, &error),
    };
    let l = person.l();
    let layout = person
        .layout()
        .titled(l.v("faq-write-history-title", &slug))
        .crumb(l.t("faq-title"), "/faq")
        .crumb(l.t("faq-write-title"), PATH)
        .crumb(slug.clone(), edit_path(&slug))
        .crumb(l.t("faq-write-history"), "");
    let lines = revisions
        .iter()
        .enumerate()
        .map(|(rank, revision)| {
            let before = revisions.get(rank + 1).map(|before| before.text.as_str());
            let runs = match before {
                Some(before) if before != revision.text && rank < COMPARED => {
                    differences(before, &revision.text)
                }
                _ => Vec::new(),
            };
            let key = format!("faq-write-act-{}", revision.act);
            Line {
                said: if l.has(&key) {
                    l.t(&key).into_owned()
                } else {
                    revision.act.clone()
                },
                who: author_name(l, &revision.author),
                at: layout.short_date_time(&revision.at),
                runs,
            }
        })
        .collect();
    let template = HistoryPage {
        language: person.house().programme().language.clone(),
        lines,
        layout,
    };
    page(StatusCode::OK, &template)
}
