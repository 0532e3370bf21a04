//! A sheet as rows of raw values, whatever file it came from. What the values mean is in
//! `row`.

use std::{collections::HashMap, sync::Arc};

use crate::{finding::Problem, limits::Limits};

/// A text of the workbook, kept once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TextId(u32);

/// Raw value of a filled cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(TextId),
    /// As the file writes it.
    Number(Box<str>),
    /// A number under a date format, or a date.
    Date,
    Boolean(bool),
    /// `#N/A` and the like.
    Fault(Box<str>),
    Formula,
}

/// A row with at least one filled cell, columns in order.
#[derive(Clone, Debug)]
pub(crate) struct GridRow {
    pub number: u32,
    pub cells: Vec<(u16, Value)>,
}

impl GridRow {
    pub(crate) fn get(&self, column: u16) -> Option<&Value> {
        self.cells
            .binary_search_by_key(&column, |(column, _)| *column)
            .ok()
            .and_then(|at| self.cells.get(at))
            .map(|(_, value)| value)
    }
}

/// A range of cells, bounds included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    pub first: (u16, u32),
    pub last: (u16, u32),
}

impl Range {
    pub(crate) fn holds(&self, column: u16, row: u32) -> bool {
        (self.first.0..=self.last.0).contains(&column)
            && (self.first.1..=self.last.1).contains(&row)
    }
}

/// The filled cells of a sheet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grid {
    pub rows: Vec<GridRow>,
    pub merges: Vec<Range>,
}

/// The texts of a workbook, each kept once and named by a number, so that a text repeated on
/// hundreds of rows is compared and cleaned once.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    texts: Vec<Arc<str>>,
    known: HashMap<Arc<str>, TextId>,
    bytes: usize,
    limit: usize,
}

impl Texts {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            limit: limits.text_bytes,
            ..Self::default()
        }
    }

    pub(crate) fn get(&self, id: TextId) -> &str {
        self.texts.get(id.0 as usize).map_or("", |text| text)
    }

    pub(crate) fn add(&mut self, text: &str) -> Result<TextId, Problem> {
        if let Some(id) = self.known.get(text) {
            return Ok(*id);
        }
        // Forty bytes is what an empty text costs in the two tables.
        self.bytes += text.len() + 40;
        if self.bytes > self.limit {
            return Err(Problem::ArchiveTooLarge);
        }
        let id = TextId(u32::try_from(self.texts.len()).map_err(|_| Problem::ArchiveTooLarge)?);
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.known.insert(text, id);
        Ok(id)
    }
}
