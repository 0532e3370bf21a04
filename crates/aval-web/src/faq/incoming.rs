//! A folder of entries that comes from outside, read against what is in force here: the
//! command and the page import the same things for the same reasons.

use std::collections::BTreeMap;

use aval_search::{Base, Finding, Known, entry_path};

/// What a folder brings.
#[derive(Debug, Default)]
pub struct Incoming {
    /// The texts of entries without an error, by address.
    pub texts: BTreeMap<String, String>,
    /// What is wrong or doubtful in the files of entries.
    pub findings: Vec<Finding>,
    /// Tables that are not those in force here: they belong to the programme and are not
    /// imported.
    pub tables_apart: Vec<String>,
}

impl Incoming {
    /// Reads the files of a folder against the tables in force here.
    pub fn read(
        files: &BTreeMap<String, Vec<u8>>,
        tables: &BTreeMap<String, Vec<u8>>,
        known: &Known,
    ) -> Self {
        let is_entry = |path: &str| path.starts_with("entries/");
        let tables_apart = files
            .iter()
            .filter(|(path, octets)| !is_entry(path) && tables.get(*path) != Some(*octets))
            .map(|(path, _)| path.clone())
            .collect();
        let mut whole = tables.clone();
        whole.extend(
            files
                .iter()
                .filter(|(path, _)| is_entry(path))
                .map(|(path, octets)| (path.clone(), octets.clone())),
        );
        let (base, mut findings) = Base::read(&whole, known);
        // What the tables say of entries that this folder does not bring is no fault of it.
        findings.retain(|finding| is_entry(&finding.file));
        let wrong = |path: &str| {
            findings
                .iter()
                .any(|finding| finding.is_error() && finding.file == path)
        };
        let texts = base
            .entries
            .iter()
            .filter_map(|entry| {
                let path = entry_path(&entry.slug);
                let text = std::str::from_utf8(files.get(&path)?).ok()?;
                (!wrong(&path)).then(|| (entry.slug.clone(), text.to_owned()))
            })
            .collect();
        Self {
            texts,
            findings,
            tables_apart,
        }
    }

    /// Whether a mistake keeps the whole folder out.
    pub fn is_refused(&self) -> bool {
        self.findings.iter().any(Finding::is_error)
    }
}
