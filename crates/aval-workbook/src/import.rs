//! One reading from bytes to a catalogue: the straight line through the other modules.

use aval_core::{
    catalogue::{CatalogueCode, CatalogueVersion, StepScenario},
    programme::CatalogueRules,
};
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    archive::{self, Nature},
    assemble::Assembly,
    cell::CellRef,
    csv_text,
    finding::{Finding, Problem},
    grid::{Grid, Texts, Value},
    layout::{self, Layout},
    limits::Limits,
    markup::Admitted,
    row::RowReader,
    steps, xlsx,
};

/// How a file claims to be written; its bytes have the last word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A workbook (ECMA-376).
    Xlsx,
    /// Text, separated by semicolons, commas or tabs.
    Csv,
}

impl Format {
    /// The format that a file name claims: CSV for `.csv`, `.tsv` and `.txt`, else a workbook.
    pub fn from_name(name: &str) -> Self {
        let extension = name
            .rsplit_once('.')
            .map(|(_, end)| end.to_ascii_lowercase());
        match extension.as_deref() {
            Some("csv" | "tsv" | "txt") => Self::Csv,
            _ => Self::Xlsx,
        }
    }
}

/// Which version of which catalogue is made.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    /// The catalogue.
    pub code: CatalogueCode,
    /// Version as published (`1.1`).
    pub version: String,
    /// Title for people.
    pub title: String,
    /// Day of publication.
    pub published: Option<Date>,
}

impl Default for Release {
    fn default() -> Self {
        Self {
            code: CatalogueCode::new(""),
            version: String::new(),
            title: String::new(),
            published: None,
        }
    }
}

/// How a workbook is read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `[catalogue_rules]` of the programme. The default admits any identifier and every tag
    /// that a catalogue can hold.
    pub rules: CatalogueRules,
    /// The version that is made.
    pub release: Release,
    /// Bounds of the reading.
    pub limits: Limits,
}

/// How a reading ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Imported, nothing to say.
    Ok,
    /// Imported, with findings.
    Warning,
    /// Nothing imported.
    Error,
}

/// What a workbook holds, as far as it was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rows with something in them, headers aside.
    pub data_rows: usize,
    /// Distinct identifiers.
    pub requirements: usize,
    /// Distinct (identifier, scenario number) with a number or a text.
    pub scenarios: usize,
    /// Proofs with a number or a text.
    pub proofs: usize,
    /// Distinct chapters, the empty name aside.
    pub chapters: usize,
    /// Distinct (chapter, function).
    pub functions: usize,
}

/// What a reading gives.
#[derive(Clone, Debug)]
pub struct Import {
    /// How it ended.
    pub outcome: Outcome,
    /// The layout that was recognised.
    pub layout: Option<Layout>,
    /// What was read.
    pub counts: Counts,
    /// What there is to say: about the file first, then cell by cell.
    pub findings: Vec<Finding>,
    /// The catalogue; none as soon as there is one error.
    pub catalogue: Option<CatalogueVersion>,
    /// Scenarios told step by step, of the sheet beside the first long layout; none as soon
    /// as there is one error. They are no part of the catalogue and of its exports.
    pub step_scenarios: Vec<StepScenario>,
}

/// Reads a workbook. Never panics, whatever the bytes are; memory and time are bounded by
/// [`Options::limits`].
pub fn read(bytes: &[u8], format: Format, options: &Options) -> Import {
    let mut texts = Texts::new(&options.limits);
    let mut tables = match tables(bytes, format, &mut texts, &options.limits) {
        Ok(tables) => tables,
        Err(problem) => return Import::refused(problem),
    };
    let mut findings: Vec<Finding> = std::mem::take(&mut tables.problems)
        .into_iter()
        .map(|problem| finding(None, None, problem))
        .collect();
    let mut columns_findings = Vec::new();
    let columns = layout::columns(&tables.requirements, &texts, &mut |cell, other, problem| {
        columns_findings.push(finding(cell, other, problem));
    });
    findings.append(&mut columns_findings);
    let Some(columns) = columns else {
        return Import::of(findings, None, Counts::default(), None);
    };
    if let Some(row) = tables.hidden_row {
        findings.push(finding(
            Some(CellRef::new(row, 0)),
            None,
            Problem::HiddenRows,
        ));
    }
    findings.extend(outside_columns(&tables, &columns, &texts));
    let mut reader = RowReader::new(
        &tables.requirements,
        &columns,
        &mut texts,
        &options.rules,
        &options.limits,
    );
    let mut assembly = Assembly::default();
    for row in tables.requirements.rows.iter().filter(|row| row.number > 1) {
        if let Some(row) = reader.read(row) {
            assembly.add(row, &mut reader);
        }
        if reader.is_full() {
            break;
        }
    }
    assembly.check(&mut reader);
    let counts = assembly.counts();
    if counts.data_rows == 0 {
        reader.tell(CellRef::new(2, 0), None, Problem::NoData);
    }
    let full = reader.is_full();
    findings.append(&mut reader.findings);
    if full {
        let limit = options.limits.findings;
        findings.push(finding(None, None, Problem::TooManyFindings { limit }));
    }
    let mut step_scenarios = Vec::new();
    if let Some(grid) = &tables.steps {
        let admitted = Admitted::new(&options.rules.html_allowed);
        let known = assembly.identifiers();
        let (scenarios, told) = steps::read(grid, &texts, admitted, &options.limits, &known);
        step_scenarios = scenarios;
        findings.extend(told);
    }
    let ends = findings.iter().any(Finding::is_error);
    let catalogue = (!ends).then(|| assembly.build(&options.release));
    let mut import = Import::of(findings, Some(columns.layout), counts, catalogue);
    if import.catalogue.is_some() {
        import.step_scenarios = step_scenarios;
    }
    import
}

impl Import {
    fn refused(problem: Problem) -> Self {
        let findings = vec![finding(None, None, problem)];
        Self::of(findings, None, Counts::default(), None)
    }

    fn of(
        mut findings: Vec<Finding>,
        layout: Option<Layout>,
        counts: Counts,
        catalogue: Option<CatalogueVersion>,
    ) -> Self {
        findings.sort_by_key(|finding| (finding.cell, finding.severity));
        let outcome = if findings.iter().any(Finding::is_error) {
            Outcome::Error
        } else if findings.is_empty() {
            Outcome::Ok
        } else {
            Outcome::Warning
        };
        Self {
            outcome,
            layout,
            counts,
            findings,
            catalogue,
            step_scenarios: Vec::new(),
        }
    }
}

fn finding(cell: Option<CellRef>, other: Option<CellRef>, problem: Problem) -> Finding {
    Finding {
        cell,
        other,
        severity: problem.severity(),
        problem,
    }
}

/// The sheets of a file, whatever its format.
struct Tables {
    requirements: Grid,
    steps: Option<Grid>,
    problems: Vec<Problem>,
    hidden_row: Option<u32>,
    is_csv: bool,
}

fn tables(
    bytes: &[u8],
    format: Format,
    texts: &mut Texts,
    limits: &Limits,
) -> Result<Tables, Problem> {
    if bytes.is_empty() {
        return Err(Problem::EmptyFile);
    }
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Problem::FileTooLarge {
            limit_mib: limits.file_bytes >> 20,
        });
    }
    match (archive::nature(bytes), format) {
        (Nature::Ole, _) => Err(archive::ole_problem(bytes)),
        (Nature::Zip, Format::Csv) => Err(Problem::NotCsv),
        (Nature::Zip, Format::Xlsx) => {
            let book = xlsx::read(bytes, texts, limits)?;
            Ok(Tables {
                requirements: book.requirements,
                steps: book.steps,
                problems: book.problems,
                hidden_row: book.hidden_row,
                is_csv: false,
            })
        }
        (Nature::Other, Format::Xlsx) => Err(Problem::NotAWorkbook {
            looks_like_csv: csv_text::looks_like_csv(bytes),
        }),
        (Nature::Other, Format::Csv) => {
            let (requirements, problems) = csv_text::read(bytes, texts, limits)?;
            Ok(Tables {
                requirements,
                steps: None,
                problems,
                hidden_row: None,
                is_csv: true,
            })
        }
    }
}

/// Values that stand under no header: told once a column. In a CSV file they mean that a
/// separator or a quote went wrong.
fn outside_columns(tables: &Tables, columns: &layout::Columns, texts: &Texts) -> Vec<Finding> {
    let mut seen = std::collections::BTreeSet::new();
    let mut findings = Vec::new();
    for row in tables.requirements.rows.iter().filter(|row| row.number > 1) {
        for (column, value) in row.cells.iter().rev() {
            if columns.has_header(*column) {
                break;
            }
            if matches!(value, Value::Text(id) if texts.get(*id).trim().is_empty()) {
                continue;
            }
            if seen.len() < 100 && seen.insert(*column) {
                let problem = if tables.is_csv {
                    Problem::UnexpectedCell
                } else {
                    Problem::UnnamedColumn
                };
                findings.push(finding(
                    Some(CellRef::new(row.number, *column)),
                    None,
                    problem,
                ));
            }
        }
    }
    findings
}
