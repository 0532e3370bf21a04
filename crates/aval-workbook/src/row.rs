//! One row of the main sheet as values: each cell checked on its own. What rows say together
//! is in `assemble`.

use std::collections::HashMap;

use aval_core::{
    catalogue::{Criticality, Nature, slug},
    programme::CatalogueRules,
};
use unicode_normalization::UnicodeNormalization;

use crate::{
    cell::CellRef,
    export::guard,
    finding::{Finding, Problem},
    grid::{Grid, GridRow, Range, TextId, Texts, Value},
    identifier,
    layout::{Column, Columns},
    limits::Limits,
    markup::{self, Admitted, Source},
};

/// A value, or nothing because an error was told about its cell. What is not known is not
/// compared: one mistake gives one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Read<T> {
    Known(T),
    Unknown,
}

impl<T> Read<T> {
    pub(crate) fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown => None,
        }
    }

    fn map<U>(self, f: impl FnOnce(T) -> U) -> Read<U> {
        match self {
            Self::Known(value) => Read::Known(f(value)),
            Self::Unknown => Read::Unknown,
        }
    }
}

/// A row with at least one value. Texts are empty when their cell is, or has no column.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub number: u32,
    pub id: Read<String>,
    pub perimeter: Read<String>,
    pub chapter: Read<String>,
    pub function: Read<String>,
    pub statement: Read<Option<TextId>>,
    pub comment: Read<Option<TextId>>,
    pub profiles: Read<Vec<String>>,
    pub former_profiles: Read<Vec<String>>,
    pub criticality: Read<Option<Criticality>>,
    pub nature: Read<Option<Nature>>,
    pub order: Read<String>,
    pub scenario_number: Read<String>,
    pub scenario: Read<Option<TextId>>,
    pub proofs: Vec<RowProof>,
}

/// A proof that a row asks for.
#[derive(Clone, Debug)]
pub(crate) struct RowProof {
    /// Which pair of columns.
    pub pair: usize,
    pub number: Read<String>,
    pub text: Read<Option<TextId>>,
}

/// What cleaning a text found, kept so that a text repeated on many rows is cleaned once.
struct CleanedText {
    /// Taken by the first requirement, scenario or proof that has the text.
    html: Option<String>,
    is_empty: bool,
    too_long: Option<usize>,
    removed: bool,
    unknown: Vec<String>,
    leftover: Vec<String>,
}

/// Reads the rows of a sheet one after the other.
pub(crate) struct RowReader<'a> {
    pub columns: &'a Columns,
    texts: &'a mut Texts,
    merges: Vec<Range>,
    rules: &'a CatalogueRules,
    limits: &'a Limits,
    admitted: Admitted,
    source: Source,
    cleaned: HashMap<TextId, CleanedText>,
    positions: Positions,
    pub findings: Vec<Finding>,
}

/// Where the columns are, looked up once.
struct Positions {
    all: HashMap<Column, u16>,
}

impl<'a> RowReader<'a> {
    pub(crate) fn new(
        grid: &Grid,
        columns: &'a Columns,
        texts: &'a mut Texts,
        rules: &'a CatalogueRules,
        limits: &'a Limits,
    ) -> Self {
        let mut all = HashMap::new();
        let fixed = [
            Column::Perimeter,
            Column::Id,
            Column::Chapter,
            Column::Function,
            Column::Statement,
            Column::Comment,
            Column::Profile,
            Column::ScenarioNumber,
            Column::Scenario,
            Column::FormerProfile,
            Column::Criticality,
            Column::Order,
            Column::Nature,
        ];
        let pairs = (0..columns.proofs()).flat_map(|n| [Column::ProofNumber(n), Column::Proof(n)]);
        for column in fixed.into_iter().chain(pairs) {
            if let Some(position) = columns.position(column) {
                all.insert(column, position);
            }
        }
        let mut reader = Self {
            columns,
            texts,
            merges: Vec::new(),
            rules,
            limits,
            admitted: Admitted::new(&rules.html_allowed),
            source: if columns.layout.is_plain() {
                Source::Plain
            } else {
                Source::Markup
            },
            cleaned: HashMap::new(),
            positions: Positions { all },
            findings: Vec::new(),
        };
        reader.note_merges(grid);
        reader
    }

    /// Tells the merged ranges that touch what is imported; their hidden cells are not read.
    fn note_merges(&mut self, grid: &Grid) {
        let last_row = grid.rows.last().map_or(0, |row| row.number);
        for merge in &grid.merges {
            let touches = merge.first.1 <= last_row
                && (merge.first.0..=merge.last.0).any(|column| self.columns.is_imported(column));
            if touches && merge.first != merge.last {
                let first = CellRef::new(merge.first.1, merge.first.0);
                let last = CellRef::new(merge.last.1, merge.last.0);
                let range = format!("{first}:{last}");
                self.tell(first, None, Problem::MergedCells { range });
                self.merges.push(*merge);
            }
        }
    }

    /// The cell of a column in a row.
    pub(crate) fn cell(&self, row: u32, column: Column) -> Option<CellRef> {
        let position = self.positions.all.get(&column)?;
        Some(CellRef::new(row, *position))
    }

    /// True when the sheet has the column.
    pub(crate) fn has(&self, column: Column) -> bool {
        self.positions.all.contains_key(&column)
    }

    pub(crate) fn tell(
        &mut self,
        cell: impl Into<Option<CellRef>>,
        other: Option<CellRef>,
        problem: Problem,
    ) {
        let severity = problem.severity();
        self.tell_as(cell, other, severity, problem);
    }

    pub(crate) fn tell_as(
        &mut self,
        cell: impl Into<Option<CellRef>>,
        other: Option<CellRef>,
        severity: crate::finding::Severity,
        problem: Problem,
    ) {
        if self.findings.len() < self.limits.findings {
            self.findings.push(Finding {
                cell: cell.into(),
                other,
                severity,
                problem,
            });
        }
    }

    /// True when there is no room for another finding.
    pub(crate) fn is_full(&self) -> bool {
        self.findings.len() >= self.limits.findings
    }

    /// Reads a row; nothing when none of its imported cells holds anything.
    pub(crate) fn read(&mut self, row: &GridRow) -> Option<Row> {
        let filled = row.cells.iter().any(|(column, value)| {
            self.columns.is_imported(*column)
                && match value {
                    Value::Text(id) => !self.texts.get(*id).trim().is_empty(),
                    _ => true,
                }
        });
        if !filled {
            return None;
        }
        let id = self.identifier(row, Column::Id);
        let statement = self.html(row, Column::Statement);
        let comment = self.html(row, Column::Comment);
        let scenario = self.html(row, Column::Scenario);
        let proofs = (0..self.columns.proofs())
            .map(|pair| RowProof {
                pair,
                number: self.identifier(row, Column::ProofNumber(pair)),
                text: self.html(row, Column::Proof(pair)),
            })
            .collect();
        Some(Row {
            number: row.number,
            id,
            perimeter: self.label(row, Column::Perimeter),
            chapter: self.label(row, Column::Chapter),
            function: self.label(row, Column::Function),
            statement,
            comment,
            profiles: self.label(row, Column::Profile).map(|text| labels(&text)),
            former_profiles: self
                .label(row, Column::FormerProfile)
                .map(|text| labels(&text)),
            criticality: self.criticality(row),
            nature: self.nature(row),
            order: self.label(row, Column::Order),
            scenario_number: self.identifier(row, Column::ScenarioNumber),
            scenario,
            proofs,
        })
    }

    /// The safe HTML of a cell.
    pub(crate) fn take_html(&mut self, text: Option<TextId>) -> String {
        let Some(id) = text else {
            return String::new();
        };
        if let Some(html) = self.cleaned.get_mut(&id).and_then(|text| text.html.take()) {
            return html;
        }
        self.safe(id).html
    }

    /// A text of the workbook made safe.
    fn safe(&self, id: TextId) -> markup::Cleaned {
        let text = guard::lifted(self.texts.get(id));
        markup::clean(text, self.source, self.admitted)
    }

    /// True when two cells say the same, white space and spelling of entities apart.
    pub(crate) fn same_words(&self, one: Option<TextId>, other: Option<TextId>) -> bool {
        if one == other {
            return true;
        }
        let words = |text: Option<TextId>| {
            text.map(|id| markup::words(&self.safe(id).html))
                .unwrap_or_default()
        };
        words(one) == words(other)
    }

    /// The value of a cell as a text of the workbook, `None` when it is empty.
    fn value(&mut self, row: &GridRow, column: Column) -> Read<Option<TextId>> {
        let Some(cell) = self.cell(row.number, column) else {
            return Read::Known(None);
        };
        // The first cell of a merged range holds its value; the others hold nothing, which is
        // not what is seen.
        if let Some(merge) = self
            .merges
            .iter()
            .find(|merge| merge.holds(cell.column, cell.row))
            && merge.first != (cell.column, cell.row)
        {
            return Read::Unknown;
        }
        let is_id = matches!(
            column,
            Column::Id | Column::ScenarioNumber | Column::ProofNumber(_)
        );
        let text = match row.get(cell.column) {
            None => return Read::Known(None),
            Some(Value::Text(id)) => {
                let id = *id;
                let length = self.texts.get(id).encode_utf16().count();
                if length > self.limits.cell_length {
                    self.tell(cell, None, Problem::CellTooLong { length });
                    return Read::Unknown;
                }
                return Read::Known(Some(id));
            }
            Some(Value::Formula) => {
                self.tell(cell, None, Problem::FormulaCell);
                return Read::Unknown;
            }
            Some(Value::Fault(value)) => {
                let value = value.to_string();
                self.tell(cell, None, Problem::ErrorValue { value });
                return Read::Unknown;
            }
            Some(Value::Date) => {
                self.tell(
                    cell,
                    None,
                    if is_id {
                        Problem::DateInId
                    } else {
                        Problem::DateInCell
                    },
                );
                return Read::Unknown;
            }
            Some(Value::Number(_)) if is_id => {
                self.tell(cell, None, Problem::NumberInId);
                return Read::Unknown;
            }
            Some(Value::Number(number)) => plain_number(number),
            Some(Value::Boolean(value)) => if *value { "VRAI" } else { "FAUX" }.to_owned(),
        };
        match self.texts.add(&text) {
            Ok(id) => Read::Known(Some(id)),
            Err(problem) => {
                self.tell(cell, None, problem);
                Read::Unknown
            }
        }
    }

    /// A text of one line: white space made single, formula guards taken off.
    fn label(&mut self, row: &GridRow, column: Column) -> Read<String> {
        self.value(row, column).map(|text| {
            text.map(|id| one_line(guard::lifted(self.texts.get(id))))
                .unwrap_or_default()
        })
    }

    fn identifier(&mut self, row: &GridRow, column: Column) -> Read<String> {
        let value = self.value(row, column);
        let Read::Known(Some(text)) = value else {
            return value.map(|_| String::new());
        };
        let written = guard::lifted(self.texts.get(text)).to_owned();
        let id = identifier::normalised(&written).into_owned();
        let Some(cell) = self.cell(row.number, column) else {
            return Read::Known(id);
        };
        if identifier::looks_like_date(&id) {
            self.tell(cell, None, Problem::DateInId);
            return Read::Unknown;
        }
        if identifier::looks_like_number(&id) {
            self.tell(cell, None, Problem::NumberInId);
            return Read::Unknown;
        }
        if id != written && !id.is_empty() {
            self.tell(cell, None, Problem::IdNormalised { id: id.clone() });
        }
        Read::Known(id)
    }

    fn html(&mut self, row: &GridRow, column: Column) -> Read<Option<TextId>> {
        let value = self.value(row, column);
        let (Read::Known(Some(id)), Some(cell)) = (&value, self.cell(row.number, column)) else {
            return value;
        };
        let id = *id;
        if !self.cleaned.contains_key(&id) {
            let cleaned = self.clean(id);
            self.cleaned.insert(id, cleaned);
        }
        let Some(cleaned) = self.cleaned.get(&id) else {
            return value;
        };
        let is_empty = cleaned.is_empty;
        if let Some(length) = cleaned.too_long {
            self.tell(cell, None, Problem::CellTooLong { length });
            return Read::Unknown;
        }
        let mut problems = Vec::new();
        if cleaned.removed {
            problems.push(Problem::MarkupRemoved);
        }
        if !cleaned.unknown.is_empty() && self.source == Source::Markup {
            let tags = cleaned.unknown.clone();
            problems.push(Problem::UnknownTag { tags });
        }
        if !cleaned.leftover.is_empty() && self.source == Source::Plain {
            let tags = cleaned.leftover.clone();
            problems.push(Problem::LeftoverMarkup { tags });
        }
        for problem in problems {
            self.tell(cell, None, problem);
        }
        Read::Known((!is_empty).then_some(id))
    }

    fn clean(&self, id: TextId) -> CleanedText {
        let cleaned = self.safe(id);
        let length = guard::guarded(&cleaned.html).encode_utf16().count();
        CleanedText {
            is_empty: cleaned.html.is_empty(),
            too_long: (length > self.limits.cell_length).then_some(length),
            html: Some(cleaned.html),
            removed: cleaned.removed,
            unknown: cleaned.unknown,
            leftover: cleaned.tags,
        }
    }

    fn criticality(&mut self, row: &GridRow) -> Read<Option<Criticality>> {
        let value = self.label(row, Column::Criticality);
        let Read::Known(written) = value else {
            return Read::Unknown;
        };
        if written.is_empty() {
            return Read::Known(None);
        }
        let found = CRITICALITIES
            .into_iter()
            .find(|(label, _)| plain(label) == plain(&written));
        let cell = self.cell(row.number, Column::Criticality);
        match found {
            Some((label, criticality)) => {
                if label != written {
                    let value = label.to_owned();
                    self.tell(cell, None, Problem::ValueNormalised { value });
                }
                Read::Known(Some(criticality))
            }
            None => {
                let value = written;
                self.tell(cell, None, Problem::UnknownCriticality { value });
                Read::Unknown
            }
        }
    }

    fn nature(&mut self, row: &GridRow) -> Read<Option<Nature>> {
        let value = self.label(row, Column::Nature);
        let Read::Known(written) = value else {
            return Read::Unknown;
        };
        match plain(&written).as_str() {
            "" => Read::Known(None),
            "exigence" => Read::Known(Some(Nature::Required)),
            "preconisation" | "recommandation" => Read::Known(Some(Nature::Recommended)),
            _ => {
                let cell = self.cell(row.number, Column::Nature);
                let value = written;
                self.tell(cell, None, Problem::UnknownNature { value });
                Read::Unknown
            }
        }
    }

    pub(crate) fn rules(&self) -> &'a CatalogueRules {
        self.rules
    }
}

/// "Criticité" as published.
pub(crate) const CRITICALITIES: [(&str, Criticality); 4] = [
    ("Mineure", Criticality::Minor),
    ("Majeure", Criticality::Major),
    ("Critique", Criticality::Critical),
    ("Non définie", Criticality::Undefined),
];

fn plain(text: &str) -> String {
    let composed: String = text.nfc().collect();
    slug(&composed)
}

/// Several profiles in a cell are joined by a comma between two spaces; hand-made files
/// leave out the first one.
fn labels(text: &str) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for label in text.split(", ").map(str::trim) {
        if !label.is_empty() && !labels.iter().any(|known| known == label) {
            labels.push(label.to_owned());
        }
    }
    labels
}

/// White space made single, characters that cannot be printed taken out.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|c| !c.is_control()));
    }
    line
}

/// A number as a person writes it: `10` for `10.0` and `1E1`.
fn plain_number(number: &str) -> String {
    match number.parse::<f64>() {
        Ok(value) if value.fract() == 0.0 && value.abs() < 1e15 => format!("{value:.0}"),
        _ => number.to_owned(),
    }
}
