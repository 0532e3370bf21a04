//! The FAQ as an instance holds it: the index, the facets, the answers drawn once. A new base
//! makes a new library; whoever reads keeps the old one until done. Following the store is in
//! `fresh`.

use std::{collections::BTreeMap, io};

use aval_core::programme::Programme;
use aval_search::{Base, EVERY, Entry, IndexError, Known, Search, Taxonomy, entry_path, to_html};
use aval_store::StoreError;
use jiff::civil::Date;

/// Everything a page of the FAQ is drawn from.
pub struct Library {
    search: Search,
    taxonomy: Taxonomy,
    html: BTreeMap<String, String>,
    /// Address of the entry that explains a code.
    explanations: BTreeMap<String, String>,
    /// The files that are not entries, to read other entries against them.
    tables: BTreeMap<String, Vec<u8>>,
    publication: u64,
}

/// Why the FAQ of a programme cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The programme names a folder that cannot be read.
    #[error("the folder of the FAQ cannot be read: {0}")]
    Folder(#[from] io::Error),
    /// The index cannot be built.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The entries cannot be read from the database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index was being built when the service stopped.
    #[error("the index of the FAQ was not built")]
    Interrupted,
}

impl OpenError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Folder(_) => "faq.folder",
            Self::Index(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Interrupted => "faq.interrupted",
        }
    }
}

impl Library {
    /// From the published texts of the store, by address, and the files that are not entries.
    ///
    /// # Errors
    /// When the index cannot be built.
    pub(super) fn published(
        tables: BTreeMap<String, Vec<u8>>,
        texts: Vec<(String, String)>,
        publication: u64,
        known: &Known,
    ) -> Result<Self, IndexError> {
        let mut files = tables.clone();
        for (slug, text) in texts {
            files.insert(entry_path(&slug), text.into_bytes());
        }
        let (base, findings) = Base::read(&files, known);
        for finding in findings.iter().filter(|finding| finding.is_error()) {
            tracing::warn!(
                file = finding.file,
                line = finding.line,
                code = finding.code(),
                "{}",
                finding.french()
            );
        }
        let mut library = Self::new(&base)?;
        library.tables = tables;
        library.publication = publication;
        Ok(library)
    }

    /// The number of the publication that people read.
    pub(super) fn publication(&self) -> u64 {
        self.publication
    }

    /// The files that are not entries.
    pub(super) fn tables(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.tables
    }

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
            explanations: base.explanations.clone(),
            tables: BTreeMap::new(),
            publication: 0,
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

    /// The entries that belong beside a requirement of a scheme, the most particular first:
    /// those written for few schemes and few requirements come before general ones.
    pub fn beside(&self, programme: &Programme, requirement: &str, scheme: &str) -> Vec<&Entry> {
        let mut entries: Vec<&Entry> = self
            .entries()
            .filter(|entry| entry.requirements.iter().any(|known| known == requirement))
            .filter(|entry| super::concerns(entry, programme, scheme))
            .collect();
        let general = |entry: &Entry| entry.schemes.iter().any(|code| code == EVERY);
        entries.sort_by_key(|entry| (general(entry), entry.requirements.len(), &entry.slug));
        entries
    }

    /// The entries that name a requirement, or are about it, by address.
    pub fn mentioning(&self, requirement: &str) -> impl Iterator<Item = &Entry> {
        self.entries()
            .filter(move |entry| entry.mentions(requirement))
    }

    /// The entry that explains a refusal or a finding.
    pub fn explains(&self, code: &str) -> Option<&Entry> {
        self.entry(self.explanations.get(code)?)
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

/// The codes that entries may name. Catalogues are delivered apart: requirements are not
/// checked here, nor are the codes of the service, which `aval programme check` looks at.
pub(super) fn known(programme: &Programme) -> Known {
    let sectors = programme.sectors.iter();
    let schemes = programme.schemes.iter();
    Known {
        sectors: Some(sectors.map(|sector| sector.code.to_string()).collect()),
        schemes: Some(schemes.map(|scheme| scheme.code.to_string()).collect()),
        requirements: None,
        codes: None,
    }
}

/// The files of a folder that are not entries.
pub(super) fn tables(mut files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    files.retain(|path, _| !path.starts_with("entries/"));
    files
}
