//! The sheet of scenarios told step by step, found beside the first long layout. Its rows are
//! read with the same care as the main sheet; what it links to and does not find is told.

use std::collections::HashSet;

use aval_core::catalogue::{Html, RequirementId, ScenarioStep, StepProof, StepScenario, slug};

use crate::{
    cell::{CellRef, Sheet},
    finding::{Finding, Problem, Severity},
    grid::{Grid, GridRow, Texts, Value},
    identifier,
    limits::Limits,
    markup::{self, Admitted, Source},
};

/// Most numbered columns of one kind that a sheet has.
const NUMBERED: usize = 10;

/// Reads the sheet; `known` are the requirements of the main sheet.
pub(crate) fn read(
    grid: &Grid,
    texts: &Texts,
    admitted: Admitted,
    limits: &Limits,
    known: &HashSet<&str>,
) -> (Vec<StepScenario>, Vec<Finding>) {
    let mut reading = Reading {
        texts,
        admitted,
        limits,
        headers: headers(grid, texts),
        findings: Vec::new(),
    };
    for header in ["ref", "ref étape", "Détail de l’étape"] {
        if reading.position(header).is_none() {
            let header = header.to_owned();
            reading.tell(None, Severity::Warning, Problem::MissingColumn { header });
        }
    }
    let mut scenarios: Vec<StepScenario> = Vec::new();
    if reading.findings.is_empty() {
        for row in grid.rows.iter().filter(|row| row.number > 1) {
            reading.row(row, known, &mut scenarios);
            if reading.findings.len() >= limits.findings {
                break;
            }
        }
    }
    (scenarios, reading.findings)
}

struct Reading<'a> {
    texts: &'a Texts,
    admitted: Admitted,
    limits: &'a Limits,
    headers: Vec<String>,
    findings: Vec<Finding>,
}

impl Reading<'_> {
    fn row(&mut self, row: &GridRow, known: &HashSet<&str>, scenarios: &mut Vec<StepScenario>) {
        // A scenario is named on its first step only.
        let number = self.identifier(row, "ref");
        if !number.is_empty() {
            scenarios.push(StepScenario {
                number,
                profile: self.text(row, "Profil"),
                name: self.text(row, "Scénario"),
                priority: self.text(row, "Priorité"),
                situation: self.html(row, "Situation"),
                steps: Vec::new(),
            });
        }
        let step = ScenarioStep {
            number: self.identifier(row, "ref étape"),
            detail: self.html(row, "Détail de l’étape"),
            requirements: self.links(row, known),
            criteria: self.html(row, "Critères vérifiés"),
            proofs: self.proofs(row),
        };
        if step.number.is_empty() && step.detail.is_empty() {
            return;
        }
        match scenarios.last_mut() {
            Some(scenario) => scenario.steps.push(step),
            None => {
                let cell = self.cell(row, "ref");
                self.tell(cell, Severity::Error, Problem::MissingId);
            }
        }
    }

    fn links(&mut self, row: &GridRow, known: &HashSet<&str>) -> Vec<RequirementId> {
        let mut links = Vec::new();
        for rank in 1..=NUMBERED {
            let header = format!("Exigence {rank}");
            let id = self.identifier(row, &header);
            if id.is_empty() {
                continue;
            }
            if !known.contains(id.as_str()) {
                let cell = self.cell(row, &header);
                let problem = Problem::UnknownRequirement { id: id.clone() };
                self.tell(cell, Severity::Warning, problem);
            }
            links.push(RequirementId::new(id));
        }
        links
    }

    fn proofs(&mut self, row: &GridRow) -> Vec<StepProof> {
        (1..=NUMBERED)
            .map(|rank| StepProof {
                number: self.identifier(row, &format!("Numéro de preuve {rank}")),
                text: self.html(row, &format!("Preuve {rank}")),
            })
            .filter(|proof| !proof.number.is_empty() || !proof.text.is_empty())
            .collect()
    }

    fn position(&self, header: &str) -> Option<u16> {
        let header = slug(header);
        self.headers
            .iter()
            .position(|found| *found == header)
            .and_then(|at| u16::try_from(at).ok())
    }

    fn cell(&self, row: &GridRow, header: &str) -> Option<CellRef> {
        self.position(header).map(|column| CellRef {
            sheet: Sheet::Steps,
            row: row.number,
            column,
        })
    }

    fn tell(&mut self, cell: Option<CellRef>, severity: Severity, problem: Problem) {
        self.findings.push(Finding {
            cell,
            other: None,
            severity,
            problem,
        });
    }

    fn text(&mut self, row: &GridRow, header: &str) -> String {
        let Some(cell) = self.cell(row, header) else {
            return String::new();
        };
        let problem = match row.get(cell.column) {
            None => return String::new(),
            Some(Value::Text(id)) => {
                let text = self.texts.get(*id);
                let length = text.encode_utf16().count();
                if length > self.limits.cell_length {
                    Problem::CellTooLong { length }
                } else if text.trim() == "#N/A" {
                    // A look-up that found nothing, kept as a text by the export.
                    let value = "#N/A".to_owned();
                    self.tell(Some(cell), Severity::Warning, Problem::ErrorValue { value });
                    return String::new();
                } else {
                    return text.to_owned();
                }
            }
            Some(Value::Number(number)) => return number.to_string(),
            Some(Value::Boolean(value)) => return value.to_string(),
            Some(Value::Fault(value)) => {
                let value = value.to_string();
                self.tell(Some(cell), Severity::Warning, Problem::ErrorValue { value });
                return String::new();
            }
            Some(Value::Date) => Problem::DateInCell,
            Some(Value::Formula) => Problem::FormulaCell,
        };
        self.tell(Some(cell), Severity::Error, problem);
        String::new()
    }

    fn identifier(&mut self, row: &GridRow, header: &str) -> String {
        let written = self.text(row, header);
        let id = identifier::normalised(&written).into_owned();
        if id != written && !id.is_empty() {
            let cell = self.cell(row, header);
            self.tell(
                cell,
                Severity::Warning,
                Problem::IdNormalised { id: id.clone() },
            );
        }
        id
    }

    fn html(&mut self, row: &GridRow, header: &str) -> Html {
        let text = self.text(row, header);
        let cleaned = markup::clean(&text, Source::Plain, self.admitted);
        if cleaned.removed {
            let cell = self.cell(row, header);
            self.tell(cell, Severity::Warning, Problem::MarkupRemoved);
        }
        Html::new(cleaned.html)
    }
}

fn headers(grid: &Grid, texts: &Texts) -> Vec<String> {
    let Some(row) = grid.rows.first().filter(|row| row.number == 1) else {
        return Vec::new();
    };
    let last = row.cells.last().map_or(0, |(column, _)| *column);
    (0..=last)
        .map(|column| match row.get(column) {
            Some(Value::Text(id)) => slug(texts.get(*id)),
            _ => String::new(),
        })
        .collect()
}
