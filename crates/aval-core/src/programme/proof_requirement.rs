//! What each expected proof of a delivered catalogue asks for: the rows of the CSV named by
//! `catalogue_rules.proof_kinds`.

use std::collections::BTreeSet;

use csv::StringRecord;

use super::{Condition, Mistake, ProofKindCode, TeamCode, page::Page};
use crate::catalogue::{CatalogueCode, ProofKey, RequirementId};

/// What one expected proof asks for.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the column of the file")]
pub struct ProofRequirement {
    pub catalogue: CatalogueCode,
    pub version: String,
    pub proof: ProofKey,
    pub requirement: RequirementId,
    pub kind: ProofKindCode,
    pub alternative_kind: Option<ProofKindCode>,
    /// Empty: the formats of the natures.
    pub accepted_formats: BTreeSet<String>,
    pub team: TeamCode,
    pub required: bool,
    /// Asked only when this holds; a bare code in the file is the declaration of that name.
    pub condition: Option<Condition>,
}

const COLUMNS: [&str; 10] = [
    "catalogue",
    "version",
    "proof_id",
    "requirement_id",
    "kind",
    "alternative_kind",
    "accepted_formats",
    "team",
    "required",
    "condition",
];

/// Columns that may be empty.
const OPTIONAL: [&str; 3] = ["alternative_kind", "accepted_formats", "condition"];

/// A row with its line, from 1.
pub(super) type Row = (Option<usize>, ProofRequirement);

pub(super) fn proof_requirements(octets: &[u8], page: &mut Page<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(octets);
    let known = reader.headers().is_ok_and(|headers| {
        headers
            .iter()
            .map(|name| name.trim_start_matches('\u{feff}').trim())
            .eq(COLUMNS)
    });
    if !known {
        page.tell_line(
            Some(1),
            Mistake::CsvHeader {
                expected: COLUMNS.join(", "),
            },
        );
        return rows;
    }
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = line_of(record.position());
                if let Some(row) = proof_requirement(&record, line, page) {
                    rows.push((line, row));
                }
            }
            Err(error) => page.tell_line(line_of(error.position()), Mistake::CsvUnreadable),
        }
    }
    rows
}

pub(super) fn line_of(position: Option<&csv::Position>) -> Option<usize> {
    position.and_then(|position| usize::try_from(position.line()).ok())
}

/// Nothing when findings say why; every cell is looked at.
fn proof_requirement(
    record: &StringRecord,
    line: Option<usize>,
    page: &mut Page<'_>,
) -> Option<ProofRequirement> {
    if record.len() != COLUMNS.len() {
        let mistake = Mistake::CsvCells {
            found: record.len(),
            expected: COLUMNS.len(),
        };
        page.tell_line(line, mistake);
        return None;
    }
    let cell = |index: usize| record.get(index).map(str::trim).unwrap_or_default();
    let mut complete = true;
    for (index, column) in COLUMNS.into_iter().enumerate() {
        if cell(index).is_empty() && !OPTIONAL.contains(&column) {
            page.tell_line(line, Mistake::CsvEmpty { column });
            complete = false;
        }
    }
    let required = match cell(8) {
        "yes" => Some(true),
        "no" => Some(false),
        "" => None,
        other => {
            let written = other.to_owned();
            let mistake = Mistake::CsvValue {
                column: "required",
                written,
                expected: "yes / no",
            };
            page.tell_line(line, mistake);
            None
        }
    };
    let condition = match cell(9) {
        "" => None,
        text if !text.contains(['.', ' ']) => Some(Condition::Declared(text.into())),
        text => match Condition::parse(text) {
            Ok(condition) => Some(condition),
            Err(error) => {
                let mistake = Mistake::BadCondition {
                    key: "condition".to_owned(),
                    error,
                };
                page.tell_line(line, mistake);
                complete = false;
                None
            }
        },
    };
    complete.then_some(ProofRequirement {
        catalogue: CatalogueCode::new(cell(0)),
        version: cell(1).to_owned(),
        proof: cell(2).into(),
        requirement: cell(3).into(),
        kind: cell(4).into(),
        alternative_kind: Some(cell(5))
            .filter(|kind| !kind.is_empty())
            .map(Into::into),
        accepted_formats: cell(6)
            .split_whitespace()
            .map(str::to_ascii_lowercase)
            .collect(),
        team: cell(7).into(),
        required: required?,
        condition,
    })
}
