//! The document as written, with the place of each value: what `verify` walks to name the
//! line of a mistake, whether or not the rest could be read.

use toml::de::{DeTable, DeValue};

use super::cell::{Cell, integer};

#[derive(Clone, Copy)]
pub(super) struct Document<'d> {
    root: &'d DeTable<'d>,
}

/// A text of the document with its place.
#[derive(Clone, Copy)]
pub(super) struct Text<'d> {
    pub text: &'d str,
    pub offset: usize,
}

impl<'d> Document<'d> {
    pub fn new(root: &'d DeTable<'d>) -> Self {
        Self { root }
    }

    /// Every value at a path such as `phases.steps.team`, lists opened on the way and at the
    /// end.
    pub fn cells(&self, path: &str) -> Vec<&'d Cell<'d>> {
        let keys: Vec<&str> = path.split('.').collect();
        let mut found = Vec::new();
        if let Some((first, rest)) = keys.split_first()
            && let Some(cell) = entry(self.root, first)
        {
            collect(cell, rest, &mut found);
        }
        found
    }

    /// Every text at a path.
    pub fn texts(&self, path: &str) -> Vec<Text<'d>> {
        self.cells(path).into_iter().filter_map(text).collect()
    }

    /// Every whole number at a path.
    pub fn integers(&self, path: &str) -> Vec<(i128, usize)> {
        self.cells(path)
            .into_iter()
            .filter_map(|cell| integer(cell).map(|value| (value, cell.span().start)))
            .collect()
    }

    /// The tables at a path.
    pub fn tables(&self, path: &str) -> Vec<Document<'d>> {
        self.cells(path)
            .into_iter()
            .filter_map(|cell| match cell.get_ref() {
                DeValue::Table(root) => Some(Document { root }),
                _ => None,
            })
            .collect()
    }

    /// The element of a list of tables that has this code.
    pub fn element(&self, section: &str, code: &str) -> Option<Document<'d>> {
        self.tables(section)
            .into_iter()
            .find(|table| table.text("code").is_some_and(|text| text.text == code))
    }

    /// The text of one key of this table.
    pub fn text(&self, key: &str) -> Option<Text<'d>> {
        entry(self.root, key).and_then(text)
    }

    /// The place of the value at a path, else of its first key.
    pub fn offset(&self, path: &str) -> Option<usize> {
        let first = path.split('.').next().unwrap_or_default();
        self.cells(path)
            .first()
            .map(|cell| cell.span().start)
            .or_else(|| {
                self.root
                    .iter()
                    .find(|(key, _)| key.get_ref() == first)
                    .map(|(key, _)| key.span().start)
            })
    }

    /// Whether a section is written, even empty.
    pub fn has(&self, section: &str) -> bool {
        entry(self.root, section).is_some()
    }
}

fn entry<'d>(table: &'d DeTable<'d>, key: &str) -> Option<&'d Cell<'d>> {
    table
        .iter()
        .find(|(name, _)| name.get_ref() == key)
        .map(|(_, cell)| cell)
}

fn text<'d>(cell: &'d Cell<'d>) -> Option<Text<'d>> {
    match cell.get_ref() {
        DeValue::String(text) => Some(Text {
            text,
            offset: cell.span().start,
        }),
        _ => None,
    }
}

fn collect<'d>(cell: &'d Cell<'d>, keys: &[&str], found: &mut Vec<&'d Cell<'d>>) {
    match (cell.get_ref(), keys.split_first()) {
        (DeValue::Array(elements), _) => {
            for element in elements.iter() {
                collect(element, keys, found);
            }
        }
        (DeValue::Table(table), Some((first, rest))) => {
            if let Some(cell) = entry(table, first) {
                collect(cell, rest, found);
            }
        }
        (_, None) => found.push(cell),
        (_, Some(_)) => {}
    }
}
