//! The FAQ of a programme as read from its folder: entries, facets, synonyms. Nothing is
//! looked up here; only `folder` opens files.

mod entry;
mod explanations;
mod finding;
mod folder;
mod sheet;
mod synonyms;
mod taxonomy;

use std::collections::{BTreeMap, BTreeSet};

pub use entry::{EVERY, Entry, Status};
use explanations::Explanations;
pub use finding::{Finding, Mistake};
pub use folder::read_folder;
pub use synonyms::Synonyms;
pub use taxonomy::{Taxonomy, Term, Theme};

/// Everything that the FAQ of a programme is made of.
#[derive(Clone, Debug, Default)]
pub struct Base {
    /// By address, archived ones included.
    pub entries: Vec<Entry>,
    /// Its facets.
    pub taxonomy: Taxonomy,
    /// Words that mean the same.
    pub synonyms: Synonyms,
    /// Address of the entry that explains a refusal or a finding, by its code.
    pub explanations: BTreeMap<String, String>,
}

/// Codes that belong to the programme; an absent set is not checked.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Codes of sectors.
    pub sectors: Option<BTreeSet<String>>,
    /// Codes of schemes.
    pub schemes: Option<BTreeSet<String>>,
    /// Identifiers of requirements.
    pub requirements: Option<BTreeSet<String>>,
    /// Codes of refusals and findings.
    pub codes: Option<BTreeSet<String>>,
}

impl Base {
    /// Reads the files of a FAQ folder: `taxonomy.toml`, `synonyms.toml` and
    /// `explanations.toml` (both may be absent) and `entries/*.md`; other files are left alone. Paths are relative to the folder. What
    /// can be read is returned even when findings hold errors: an entry with an error is
    /// left out, the others stay.
    pub fn read(files: &BTreeMap<String, Vec<u8>>, known: &Known) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let (taxonomy, contacts) = match text_file(files, TAXONOMY, true, &mut findings) {
            Some(text) => taxonomy::read(TAXONOMY, text, &mut findings),
            None => Default::default(),
        };
        let synonyms = match text_file(files, SYNONYMS, false, &mut findings) {
            Some(text) => synonyms::read(SYNONYMS, text, &mut findings),
            None => Synonyms::default(),
        };
        let explanations = match text_file(files, EXPLANATIONS, false, &mut findings) {
            Some(text) => explanations::read(EXPLANATIONS, text, &mut findings),
            None => Explanations::default(),
        };
        let entries = entries(files, &taxonomy, known, &mut findings);
        let is_there = |slug: &str| entries.iter().any(|entry| entry.slug == slug);
        let tell = |file: &str, line: usize, mistake| Finding {
            file: file.to_owned(),
            line: Some(line),
            mistake,
        };
        for (slug, line) in contacts {
            if !is_there(&slug) {
                findings.push(tell(TAXONOMY, line, Mistake::UnknownContact { slug }));
            }
        }
        for (slug, line) in explanations.entries {
            if !is_there(&slug) {
                findings.push(tell(EXPLANATIONS, line, Mistake::UnknownEntry { slug }));
            }
        }
        for (code, line) in explanations.codes {
            if known.codes.as_ref().is_some_and(|set| !set.contains(&code)) {
                let key = "codes".to_owned();
                findings.push(tell(EXPLANATIONS, line, Mistake::UnknownCode { key, code }));
            }
        }
        let base = Self {
            entries,
            taxonomy,
            synonyms,
            explanations: explanations.of_code,
        };
        (base, findings)
    }
}

impl Taxonomy {
    /// Reads one entry by itself, against this taxonomy and the codes of the programme. It
    /// is absent when the file cannot be read; a code that is unknown is a finding beside it.
    pub fn entry(&self, file: &str, octets: &[u8], known: &Known) -> (Option<Entry>, Vec<Finding>) {
        let files = [(file.to_owned(), octets.to_vec())].into();
        let mut findings = Vec::new();
        (entries(&files, self, known, &mut findings).pop(), findings)
    }
}

/// Path of an entry inside a FAQ folder.
pub fn entry_path(slug: &str) -> String {
    format!("entries/{slug}.md")
}

const TAXONOMY: &str = "taxonomy.toml";
const SYNONYMS: &str = "synonyms.toml";
/// The file that says which entry explains which code.
pub const EXPLANATIONS: &str = "explanations.toml";

/// In octets, for the files that are not entries.
const TABLES_MAX: usize = 4 * 1024 * 1024;

fn text_file<'f>(
    files: &'f BTreeMap<String, Vec<u8>>,
    file: &str,
    needed: bool,
    findings: &mut Vec<Finding>,
) -> Option<&'f str> {
    let mistake = match files.get(file) {
        None if needed => Mistake::MissingFile,
        None => return None,
        Some(octets) if octets.len() > TABLES_MAX => Mistake::TooLarge {
            octets: octets.len(),
            most: TABLES_MAX,
        },
        Some(octets) => match std::str::from_utf8(octets) {
            Ok(text) => return Some(text),
            Err(_) => Mistake::NotUtf8,
        },
    };
    findings.push(Finding {
        file: file.to_owned(),
        line: None,
        mistake,
    });
    None
}

fn entries(
    files: &BTreeMap<String, Vec<u8>>,
    taxonomy: &Taxonomy,
    known: &Known,
    findings: &mut Vec<Finding>,
) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut files_of: BTreeMap<String, String> = BTreeMap::new();
    for (file, octets) in files {
        if !file.starts_with("entries/") || !file.ends_with(".md") {
            continue;
        }
        let Some((entry, places)) = entry::read(file, octets, findings) else {
            continue;
        };
        let tell = |line, mistake| Finding {
            file: file.clone(),
            line,
            mistake,
        };
        for (key, code, line) in places.codes {
            if !is_known(key, &code, taxonomy, known) {
                let key = key.to_owned();
                findings.push(tell(line, Mistake::UnknownCode { key, code }));
            }
        }
        if let Some(other) = files_of.get(&entry.slug) {
            let (slug, other) = (entry.slug, other.clone());
            findings.push(tell(
                places.slug_line,
                Mistake::DuplicateSlug { slug, other },
            ));
            continue;
        }
        files_of.insert(entry.slug.clone(), file.clone());
        entries.push(entry);
    }
    entries
}

fn is_known(key: &str, code: &str, taxonomy: &Taxonomy, known: &Known) -> bool {
    let in_set = |set: &Option<BTreeSet<String>>| {
        code == EVERY || set.as_ref().is_none_or(|set| set.contains(code))
    };
    match key {
        "sectors" => in_set(&known.sectors),
        "schemes" => in_set(&known.schemes),
        "requirements" => known
            .requirements
            .as_ref()
            .is_none_or(|set| set.contains(code)),
        facet => taxonomy.label(facet, code).is_some(),
    }
}
