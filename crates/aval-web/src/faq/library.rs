//! The FAQ as an instance holds it: the index, the facets, the answers drawn once. A new base
//! makes a new library; whoever reads keeps the old one until done.

use std::collections::BTreeMap;

use aval_search::{Base, Entry, IndexError, Search, Taxonomy, to_html};
use jiff::civil::Date;

/// Everything a page of the FAQ is drawn from.
pub struct Library {
    search: Search,
    taxonomy: Taxonomy,
    html: BTreeMap<String, String>,
}

impl Library {
    /// From a base that was read.
    ///
    /// # Errors
    /// When the index cannot be built.
    pub fn new(base: &Base) -> Result<Self, IndexError> {
        let search = Search::new(base)?;
        let html = search
            .entries()
            .map(|entry| (entry.slug.clone(), to_html(&entry.answer)))
            .collect();
        Ok(Self {
            search,
            taxonomy: base.taxonomy.clone(),
            html,
        })
    }

    /// The index.
    pub fn search(&self) -> &Search {
        &self.search
    }

    /// Themes, offers, products.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// Entries that people see.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.search.entries()
    }

    /// An entry that people see.
    pub fn entry(&self, slug: &str) -> Option<&Entry> {
        self.entries().find(|entry| entry.slug == slug)
    }

    /// An answer as HTML that is safe to show.
    pub fn html(&self, slug: &str) -> &str {
        self.html.get(slug).map_or("", String::as_str)
    }

    /// The day of the last change.
    pub fn updated(&self) -> Option<Date> {
        self.entries().map(|entry| entry.updated).max()
    }

    /// Entries by date of change, the newest first.
    pub fn newest(&self) -> Vec<&Entry> {
        let mut entries: Vec<&Entry> = self.entries().collect();
        entries.sort_by(|one, other| {
            let newer = other.updated.cmp(&one.updated);
            newer.then_with(|| one.slug.cmp(&other.slug))
        });
        entries
    }

    /// The entry that says whom to contact on a subject, else on any.
    pub fn contact(&self, theme: Option<&str>) -> Option<&Entry> {
        let of_theme = theme
            .and_then(|theme| self.taxonomy.theme(theme))
            .and_then(|theme| theme.contact.as_deref());
        let slug = of_theme.or(self.taxonomy.contact.as_deref())?;
        self.entry(slug)
    }
}
