//! The rows of the fourteen columns: one a proof, the cells of the requirement and of the
//! scenario repeated.

use aval_core::{
    catalogue::{CatalogueVersion, Chapter, FunctionGroup, Nature, Requirement},
    programme::CatalogueRules,
};

use crate::{
    assemble::nature_of,
    layout::{IMPORT_HEADERS, NATURE_HEADER},
    row::CRITICALITIES,
};

/// Widths of the columns, in characters.
pub(super) const WIDTHS: [f64; 14] = [
    13.0, 16.0, 32.0, 32.0, 66.0, 40.0, 20.0, 20.0, 66.0, 20.0, 40.0, 20.0, 12.0, 9.0,
];

/// One row of the table.
pub(super) struct TableRow {
    pub requirement: String,
    pub cells: Vec<String>,
}

/// The headers and the rows. A fifteenth column tells the nature of the requirements, only
/// when the words of one of them would tell another.
pub(super) fn rows(catalogue: &CatalogueVersion, rules: &CatalogueRules) -> Vec<TableRow> {
    let words_tell = |requirement: &Requirement| {
        nature_of(
            requirement.statement.as_str(),
            &rules.mandatory_word,
            &rules.recommended_word,
        ) == requirement.nature
    };
    let with_nature = !catalogue
        .requirements()
        .all(|(_, _, requirement)| words_tell(requirement));
    let mut headers: Vec<String> = IMPORT_HEADERS
        .iter()
        .map(|(header, _)| (*header).to_owned())
        .collect();
    if with_nature {
        headers.push(NATURE_HEADER.to_owned());
    }
    let mut rows = vec![TableRow {
        requirement: String::new(),
        cells: headers,
    }];
    for (chapter, group, requirement) in catalogue.requirements() {
        let mut add = |scenario: [&str; 2], proof: [&str; 2]| {
            let mut cells = cells(chapter, group, requirement, scenario, proof);
            if with_nature {
                cells.push(nature(requirement.nature).to_owned());
            }
            rows.push(TableRow {
                requirement: requirement.id.to_string(),
                cells,
            });
        };
        if requirement.scenarios.is_empty() {
            add(["", ""], ["", ""]);
        }
        for scenario in &requirement.scenarios {
            let told = [scenario.number.as_str(), scenario.text.as_str()];
            if scenario.proofs.is_empty() {
                add(told, ["", ""]);
            }
            for proof in &scenario.proofs {
                add(told, [proof.number.as_str(), proof.text.as_str()]);
            }
        }
    }
    rows
}

fn cells(
    chapter: &Chapter,
    group: &FunctionGroup,
    requirement: &Requirement,
    [scenario_number, scenario]: [&str; 2],
    [proof_number, proof]: [&str; 2],
) -> Vec<String> {
    let criticality = CRITICALITIES
        .iter()
        .find(|(_, criticality)| *criticality == requirement.criticality)
        .map_or("", |(label, _)| label);
    [
        &requirement.perimeter,
        requirement.id.as_str(),
        &chapter.name,
        &group.name,
        requirement.statement.as_str(),
        requirement.comment.as_str(),
        &requirement.profiles.join(" , "),
        scenario_number,
        scenario,
        proof_number,
        proof,
        &requirement.former_profiles.join(" , "),
        criticality,
        requirement.order.as_deref().unwrap_or_default(),
    ]
    .map(str::to_owned)
    .to_vec()
}

fn nature(nature: Nature) -> &'static str {
    match nature {
        Nature::Required => "EXIGENCE",
        Nature::Recommended => "PRECONISATION",
    }
}
