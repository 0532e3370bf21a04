//! An entry as its form holds it: read from the fields, checked like a file of the folder.

use aval_core::programme::Programme;
use aval_search::{EVERY, Entry, Status, Taxonomy, entry_path};
use jiff::civil::Date;

use super::{RESERVED, placed};
use crate::{faq::library::known, locale::Locale, posted::Posted};

/// What is wrong with an address that is new.
pub(super) fn slug_mistake(slug: &str) -> Option<&'static str> {
    RESERVED.contains(&slug).then_some("faq-write-reserved")
}

/// The entry of a form.
pub(super) fn read(posted: &Posted, slug: &str, today: Date) -> Entry {
    let line = |text: &str| text.replace(['\r', '\n', '\t'], " ").trim().to_owned();
    Entry {
        slug: slug.to_owned(),
        question: line(posted.value("question")),
        // Browsers send both ends of a line.
        answer: posted
            .value("reponse")
            .replace("\r\n", "\n")
            .trim()
            .to_owned(),
        themes: posted.values("themes"),
        offers: posted.values("offers"),
        sectors: posted.values("sectors"),
        schemes: posted.values("schemes"),
        products: posted.values("products"),
        requirements: posted
            .value("exigences")
            .split([',', ';', '\n', '\r'])
            .map(|one| one.trim().to_owned())
            .filter(|one| !one.is_empty())
            .collect(),
        updated: today,
        status: Status::from_code(posted.value("statut")).unwrap_or(Status::Published),
    }
}

/// An entry that nobody wrote yet: for every sector and scheme.
pub(super) fn blank(today: Date) -> Entry {
    Entry {
        slug: String::new(),
        question: String::new(),
        answer: String::new(),
        themes: Vec::new(),
        offers: Vec::new(),
        sectors: vec![EVERY.to_owned()],
        schemes: vec![EVERY.to_owned()],
        products: Vec::new(),
        requirements: Vec::new(),
        updated: today,
        status: Status::Published,
    }
}

/// The entry of a text of the store.
pub(super) fn of_text(
    taxonomy: &Taxonomy,
    programme: &Programme,
    slug: &str,
    text: &str,
) -> Option<Entry> {
    let (entry, _) = taxonomy.entry(&entry_path(slug), text.as_bytes(), &known(programme));
    entry
}

/// What is wrong with an entry, in the reader's language, with the file and the line where it
/// would be told again: that file is what the entry is kept as.
pub(super) fn mistakes(
    taxonomy: &Taxonomy,
    programme: &Programme,
    entry: &Entry,
    l: Locale,
) -> Vec<String> {
    let text = entry.document();
    let (_, findings) =
        taxonomy.entry(&entry_path(&entry.slug), text.as_bytes(), &known(programme));
    // A warning, such as HTML that will be left out, is shown by the preview.
    let mut told: Vec<String> = findings
        .iter()
        .filter(|finding| finding.is_error())
        .map(|finding| placed(l, finding))
        .collect();
    if entry.themes.is_empty() {
        told.push(l.t("faq-write-no-theme").into_owned());
    }
    told
}

/// The text to keep: the one that is there, octet for octet, when nothing but the day would
/// change.
pub(super) fn text(entry: &Entry, before: Option<(&Entry, &str)>) -> String {
    if let Some((known, text)) = before {
        let same_day = Entry {
            updated: known.updated,
            ..entry.clone()
        };
        if same_day == *known {
            return text.to_owned();
        }
    }
    entry.document()
}
