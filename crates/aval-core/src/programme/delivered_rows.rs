//! Identifiers found in the delivered catalogue CSV files, so that a rule about a requirement
//! that does not exist can be told. Reading whole catalogues is `aval-workbook`'s.

use std::collections::{BTreeMap, BTreeSet};

use super::{IdPattern, Mistake, page::Page, proof_requirement::line_of};

/// What one catalogue version holds.
#[derive(Default)]
pub(super) struct Identifiers {
    pub requirements: BTreeSet<String>,
    pub proofs: BTreeSet<String>,
}

/// Catalogue code and version, to what it holds; only versions delivered as CSV.
pub(super) type Delivered = BTreeMap<(String, String), Identifiers>;

/// The columns that matter, by their heading in the 14-column layout of the domain.
const REQUIREMENT: &str = "ID";
const PROOF: &str = "N° preuve";

pub(super) fn identifiers(
    octets: &[u8],
    pattern: Option<&IdPattern>,
    page: &mut Page<'_>,
) -> Option<Identifiers> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(octets);
    let headers: Vec<String> = reader
        .headers()
        .map(|names| names.iter().map(|name| name.trim().to_owned()).collect())
        .unwrap_or_default();
    let at = |heading: &str| headers.iter().position(|name| name == heading);
    let (Some(requirement), Some(proof)) = (at(REQUIREMENT), at(PROOF)) else {
        let expected = format!("{REQUIREMENT}, {PROOF}…");
        page.tell_line(Some(1), Mistake::CsvHeader { expected });
        return None;
    };
    let mut found = Identifiers::default();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                page.tell_line(line_of(error.position()), Mistake::CsvUnreadable);
                continue;
            }
        };
        let line = line_of(record.position());
        if record.len() != headers.len() {
            let mistake = Mistake::CsvCells {
                found: record.len(),
                expected: headers.len(),
            };
            page.tell_line(line, mistake);
            continue;
        }
        let cell = |index: usize| record.get(index).map(str::trim).unwrap_or_default();
        let id = cell(requirement);
        if id.is_empty() {
            page.tell_line(
                line,
                Mistake::CsvEmpty {
                    column: REQUIREMENT,
                },
            );
        } else if found.requirements.insert(id.to_owned())
            && pattern.is_some_and(|pattern| !pattern.admits(id))
        {
            page.tell_line(line, Mistake::PatternMismatch { id: id.to_owned() });
        }
        if !cell(proof).is_empty() {
            found.proofs.insert(cell(proof).to_owned());
        }
    }
    Some(found)
}
