//! What editors read again when a catalogue changes: the requirements that its last version
//! changed or removed, with the answers that mention them, and identifiers of no catalogue.

use std::collections::BTreeSet;

use askama::Template;
use aval_core::catalogue::{CatalogueVersion, Difference, TouchedRequirement};
use aval_search::Entry;
use axum::{http::StatusCode, response::Response};
use jiff::civil::Date;

use super::{PATH, edit_path, library};
use crate::{
    administration::field_key,
    faq::Library,
    layout::{Layout, page},
    locale::Locale,
    visitor::Person,
};

struct AnswerLine {
    href: String,
    question: String,
    /// Changed on the day of the version or later.
    reread: bool,
}

struct ChangeLine {
    requirement: String,
    change: String,
    answers: Vec<AnswerLine>,
}

struct CatalogueChanges {
    title: String,
    span: String,
    lines: Vec<ChangeLine>,
}

#[derive(Template)]
#[template(path = "faq/writing_requirements.html")]
struct RequirementsPage {
    layout: Layout,
    language: String,
    catalogues: Vec<CatalogueChanges>,
    /// Answers and the identifiers of theirs that no catalogue holds.
    unknown: Vec<(AnswerLine, String)>,
}

pub(super) async fn show(person: Person) -> Response {
    let library = match library(&person) {
        Ok(library) => library,
        Err(problem) => return person.visitor.problem(problem),
    };
    let (house, l) = (person.house(), person.l());
    let layout = person
        .layout()
        .titled(l.t("faq-requirements-title"))
        .crumb(l.t("faq-title"), "/faq")
        .crumb(l.t("faq-write-title"), PATH)
        .crumb(l.t("faq-requirements-title"), "");
    let programme = house.programme();
    let today = house.now().to_zoned(programme.zone()).date();
    let mut catalogues = Vec::new();
    let mut in_force: BTreeSet<String> = BTreeSet::new();
    for code in programme.catalogues.iter().map(|one| &one.code) {
        let Some(newest) = house.catalogues().newest(code, today) else {
            continue;
        };
        in_force.extend(newest.requirements().map(|(_, _, one)| one.id.to_string()));
        let before =
            house.catalogues().of(code).into_iter().rfind(|other| {
                other.version != newest.version && other.published <= newest.published
            });
        if let Some(before) = before {
            catalogues.extend(changes(l, &library, &before, &newest));
        }
    }
    let template = RequirementsPage {
        language: programme.language.clone(),
        unknown: unknown(&library, &in_force),
        catalogues,
        layout,
    };
    person.visitor.clear_flash(page(StatusCode::OK, &template))
}

/// The changes of a catalogue that answers speak of; nothing when none does.
fn changes(
    l: Locale,
    library: &Library,
    before: &CatalogueVersion,
    newest: &CatalogueVersion,
) -> Option<CatalogueChanges> {
    let difference = Difference::between(before, newest);
    let lines: Vec<ChangeLine> = difference
        .touched()
        .into_iter()
        .map(|one| ChangeLine {
            requirement: one.id.to_string(),
            change: in_words(l, &one),
            answers: library
                .mentioning(one.id.as_str())
                .map(|entry| line(entry, newest.published))
                .collect(),
        })
        .filter(|line| !line.answers.is_empty())
        .collect();
    let versions = [
        ("before", before.version.clone().into()),
        ("after", newest.version.clone().into()),
    ];
    (!lines.is_empty()).then(|| CatalogueChanges {
        title: newest.title.clone(),
        span: l.with("faq-requirements-since", &versions).into_owned(),
        lines,
    })
}

fn in_words(l: Locale, touched: &TouchedRequirement<'_>) -> String {
    let fields = touched.fields.iter().map(|field| field_key(*field));
    let removed = touched.removed.then_some("faq-requirements-removed");
    let proofs = touched.proofs.then_some("faq-requirements-proofs");
    let words: Vec<String> = fields
        .chain(removed)
        .chain(proofs)
        .map(|key| l.t(key).into_owned())
        .collect();
    words.join(", ")
}

fn line(entry: &Entry, published: Option<Date>) -> AnswerLine {
    AnswerLine {
        href: edit_path(&entry.slug),
        question: entry.question.clone(),
        reread: published.is_some_and(|day| entry.updated >= day),
    }
}

/// Nothing is unknown while no catalogue was delivered.
fn unknown(library: &Library, in_force: &BTreeSet<String>) -> Vec<(AnswerLine, String)> {
    if in_force.is_empty() {
        return Vec::new();
    }
    library
        .entries()
        .filter_map(|entry| {
            let lost: Vec<&str> = entry
                .requirements
                .iter()
                .filter(|known| !in_force.contains(*known))
                .map(String::as_str)
                .collect();
            (!lost.is_empty()).then(|| (line(entry, None), lost.join(", ")))
        })
        .collect()
}
