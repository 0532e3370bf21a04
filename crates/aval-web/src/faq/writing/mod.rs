//! Where editors write the FAQ: the list of entries with their drafts, the form with its
//! preview, the history, the near-duplicates, the folder as an archive. What people read is
//! drawn elsewhere.

mod archive;
mod draft;
mod duplicates;
mod edit;
mod history;
mod import;
mod links;
mod list;
mod requirements;
mod unpack;
mod words;

use axum::{Router, extract::DefaultBodyLimit, response::Response, routing::get};

use crate::{
    error_page::Problem,
    house::House,
    visitor::{Person, Visitor},
};

/// The list of entries.
pub(super) const PATH: &str = "/faq/redaction";

/// Addresses that the house uses itself.
const RESERVED: [&str; 4] = ["redaction", "a-ameliorer", "suggestions", "recherches"];

pub(super) fn routes() -> Router<House> {
    Router::new()
        .route("/faq/redaction", get(list::show))
        .route("/faq/redaction/doublons", get(duplicates::show))
        .route(
            "/faq/redaction/importer",
            // The archive is bounded while it is received.
            get(import::ask)
                .post(import::receive)
                .layer(DefaultBodyLimit::disable()),
        )
        .route(
            "/faq/redaction/importer/{id}",
            get(import::preview).post(import::apply),
        )
        .route("/faq/redaction/exigences", get(requirements::show))
        .route("/faq/redaction/liens", get(links::show).post(links::again))
        .route("/faq/redaction/dossier.zip", get(archive::send))
        .route(
            "/faq/redaction/nouvelle",
            get(edit::begin).post(edit::create),
        )
        .route(
            "/faq/redaction/reponse/{slug}",
            get(edit::show).post(edit::change),
        )
        .route(
            "/faq/redaction/reponse/{slug}/historique",
            get(history::show),
        )
}

/// From this likeness on, two entries are worth comparing. Choice of the house.
const ALIKE_FROM: f32 = 0.35;

/// Where an entry is written.
fn edit_path(slug: &str) -> String {
    format!("{PATH}/reponse/{slug}")
}

/// The FAQ, for somebody who may write it; for others the page does not exist.
fn library(person: &Person) -> Result<std::sync::Arc<super::Library>, Problem> {
    let visitor = &person.visitor;
    let library = visitor
        .house
        .faq()
        .filter(|_| super::improvements::writes(visitor));
    library.ok_or(Problem::NotFound)
}

/// A finding with its file and line, in the reader's language.
fn placed(l: crate::locale::Locale, finding: &aval_search::Finding) -> String {
    let sentence = match l {
        crate::locale::Locale::Fr => finding.french(),
        crate::locale::Locale::En => finding.english(),
    };
    let file = finding.file.clone();
    match finding.line {
        Some(line) => {
            let values = [
                ("file", file.into()),
                ("line", line.to_string().into()),
                ("what", sentence.into()),
            ];
            l.with("faq-import-at-line", &values).into_owned()
        }
        None => {
            let values = [("file", file.into()), ("what", sentence.into())];
            l.with("faq-import-at-file", &values).into_owned()
        }
    }
}

/// Who did something; the clock and the folder of the programme bear no name.
fn author_name(l: crate::locale::Locale, author: &aval_store::FaqAuthor) -> String {
    if author.id.is_nil() {
        l.t("faq-write-folder").into_owned()
    } else {
        author.name.clone()
    }
}

fn failed(visitor: &Visitor, error: &aval_store::StoreError) -> Response {
    tracing::error!(%error, code = error.code(), "the entries do not answer");
    visitor.problem(if error.is_transient() {
        Problem::Unavailable
    } else {
        Problem::Internal
    })
}

#[cfg(test)]
mod tests;
