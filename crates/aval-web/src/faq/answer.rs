//! An entry as pages show it: its answer, its date, the schemes and requirements it concerns.

use aval_core::programme::Programme;
use aval_search::{EVERY, Entry, Passage, Status};
use serde_json::{Value, json};

use super::{
    address,
    facets::label,
    library::Library,
    question::{Facet, Question},
};
use crate::{layout::Layout, typography};

/// A link and its text.
pub(super) struct Link {
    pub href: String,
    pub text: String,
}

/// An entry, ready for a template.
pub(super) struct Answer {
    pub slug: String,
    pub href: String,
    pub question: Passage,
    /// Safe HTML.
    pub html: String,
    pub passages: Vec<Passage>,
    pub to_confirm: bool,
    /// `2026-11-09`.
    pub date: String,
    /// In words.
    pub updated: String,
    /// Labels; empty when every scheme is concerned.
    pub schemes: Vec<String>,
    pub themes: Vec<Link>,
    pub requirements: Vec<Link>,
}

impl Answer {
    pub fn new(
        library: &Library,
        programme: &Programme,
        layout: &Layout,
        entry: &Entry,
        question: Passage,
        passages: Vec<Passage>,
    ) -> Self {
        let of = |facet: Facet, codes: &[String]| -> Vec<Link> {
            codes
                .iter()
                .filter_map(|code| {
                    Some(Link {
                        href: narrowed(facet, code),
                        text: label(library.taxonomy(), programme, facet, code)?,
                    })
                })
                .collect()
        };
        Self {
            href: address(&entry.slug),
            html: library.html(&entry.slug).to_owned(),
            to_confirm: entry.status == Status::ToConfirm,
            date: entry.updated.to_string(),
            updated: typography::date(layout.l, entry.updated),
            schemes: schemes(programme, entry),
            themes: of(Facet::Theme, &entry.themes),
            requirements: of(Facet::Requirement, &entry.requirements),
            slug: entry.slug.clone(),
            question,
            passages,
        }
    }
}

/// A whole text, nothing marked.
pub(super) fn unmarked(text: &str) -> Passage {
    Passage {
        pieces: vec![aval_search::Piece {
            text: text.to_owned(),
            marked: false,
        }],
    }
}

/// Address of the FAQ narrowed by one value.
fn narrowed(facet: Facet, value: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair(facet.name(), value)
        .finish();
    Question::read(Some(&query)).address()
}

fn schemes(programme: &Programme, entry: &Entry) -> Vec<String> {
    let every = |codes: &[String]| codes.iter().any(|code| code == EVERY);
    if every(&entry.schemes) && every(&entry.sectors) {
        return Vec::new();
    }
    programme
        .schemes
        .iter()
        .filter(|scheme| super::concerns(entry, programme, scheme.code.as_str()))
        .map(|scheme| scheme.label.clone())
        .collect()
}

/// Structured data for search engines (schema.org `FAQPage`), safe inside a `script`
/// element that holds data.
pub(super) fn structured<'e>(
    library: &Library,
    entries: impl Iterator<Item = &'e Entry>,
) -> String {
    let questions: Vec<Value> = entries
        .map(|entry| {
            json!({
                "@type": "Question",
                "name": entry.question,
                "dateModified": entry.updated.to_string(),
                "acceptedAnswer": { "@type": "Answer", "text": library.html(&entry.slug) },
            })
        })
        .collect();
    json!({
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": questions,
    })
    .to_string()
    // Nothing in the data may close the element.
    .replace('<', "\\u003c")
    .replace('>', "\\u003e")
    .replace('&', "\\u0026")
}
