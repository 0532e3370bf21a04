//! One TOML text of the FAQ while it is read: every mistake is told with its line, and what
//! is wrong in one key does not hide what is wrong in another.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::finding::{Finding, LIST, Mistake, TABLES, TEXT};

/// Where findings of one file go.
pub(super) struct Notes<'t> {
    pub file: &'t str,
    text: &'t str,
    /// Lines of the file before the text.
    above: usize,
    pub findings: Vec<Finding>,
}

impl<'t> Notes<'t> {
    pub fn new(file: &'t str, text: &'t str, above: usize) -> Self {
        Self {
            file,
            text,
            above,
            findings: Vec::new(),
        }
    }

    /// Line of the file that holds an octet of the text.
    pub fn line(&self, offset: usize) -> usize {
        let before = self.text.bytes().take(offset);
        self.above + 1 + before.filter(|octet| *octet == b'\n').count()
    }

    /// Records a mistake at an octet of the text.
    pub fn tell(&mut self, offset: usize, mistake: Mistake) {
        let line = self.line(offset);
        self.tell_line(Some(line), mistake);
    }

    /// Records a mistake on a line of the file.
    pub fn tell_line(&mut self, line: Option<usize>, mistake: Mistake) {
        self.findings.push(Finding {
            file: self.file.to_owned(),
            line,
            mistake,
        });
    }

    /// The text as TOML, or a finding.
    pub fn parse(&mut self) -> Option<DeTable<'t>> {
        match DeTable::parse(self.text) {
            Ok(table) => Some(table.into_inner()),
            Err(error) => {
                let offset = error.span().map_or(0, |span| span.start);
                let message = error.message().trim_end_matches('.').to_owned();
                self.tell(offset, Mistake::Toml { message });
                None
            }
        }
    }
}

/// A text and its first octet.
pub(super) struct At<T> {
    pub value: T,
    pub offset: usize,
}

/// One table: what was asked of it is remembered, and the rest is told.
pub(super) struct Sheet<'s> {
    table: &'s DeTable<'s>,
    offset: usize,
    asked: Vec<&'static str>,
}

impl<'s> Sheet<'s> {
    pub fn new(table: &'s DeTable<'s>, offset: usize) -> Self {
        Self {
            table,
            offset,
            asked: Vec::new(),
        }
    }

    pub fn value(&mut self, key: &'static str) -> Option<&'s Spanned<DeValue<'s>>> {
        self.asked.push(key);
        self.table
            .iter()
            .find(|(name, _)| name.get_ref() == key)
            .map(|(_, value)| value)
    }

    pub fn required(
        &mut self,
        key: &'static str,
        notes: &mut Notes,
    ) -> Option<&'s Spanned<DeValue<'s>>> {
        let found = self.value(key);
        if found.is_none() {
            notes.tell(
                self.offset,
                Mistake::MissingKey {
                    key: key.to_owned(),
                },
            );
        }
        found
    }

    /// A text that is not empty.
    pub fn text(&mut self, key: &'static str, notes: &mut Notes) -> Option<At<String>> {
        let value = self.required(key, notes)?;
        text_of(value, key, notes)
    }

    /// A text that may be absent.
    pub fn optional_text(&mut self, key: &'static str, notes: &mut Notes) -> Option<At<String>> {
        let value = self.value(key)?;
        text_of(value, key, notes)
    }

    /// A list of texts, each with its place.
    pub fn list(&mut self, key: &'static str, notes: &mut Notes) -> Option<Vec<At<String>>> {
        let value = self.required(key, notes)?;
        let DeValue::Array(items) = value.get_ref() else {
            return wrong_kind(value, key, LIST, notes);
        };
        let read: Vec<At<String>> = items
            .iter()
            .filter_map(|item| text_of(item, key, notes))
            .collect();
        (read.len() == items.len()).then_some(read)
    }

    /// The tables of a list of tables; none when the key is absent.
    pub fn tables(&mut self, key: &'static str, notes: &mut Notes) -> Vec<Sheet<'s>> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            wrong_kind::<()>(value, key, TABLES, notes);
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| match item.get_ref() {
                DeValue::Table(table) => {
                    let first = table.iter().map(|(name, _)| name.span().start).min();
                    Some(Sheet::new(table, first.unwrap_or(item.span().start)))
                }
                _ => wrong_kind(item, key, TABLES, notes),
            })
            .collect()
    }

    /// Tells the keys that nobody asked for.
    pub fn close(self, notes: &mut Notes) -> usize {
        for (name, _) in self.table {
            let written = name.get_ref().as_ref();
            if !self.asked.contains(&written) {
                let key = written.to_owned();
                notes.tell(name.span().start, Mistake::UnknownKey { key });
            }
        }
        self.offset
    }
}

fn text_of(value: &Spanned<DeValue<'_>>, key: &str, notes: &mut Notes) -> Option<At<String>> {
    let offset = value.span().start;
    match value.get_ref() {
        DeValue::String(text) if text.trim().is_empty() => {
            notes.tell(
                offset,
                Mistake::Empty {
                    key: key.to_owned(),
                },
            );
            None
        }
        DeValue::String(text) => Some(At {
            value: text.to_string(),
            offset,
        }),
        _ => wrong_kind(value, key, TEXT, notes),
    }
}

pub(super) fn wrong_kind<T>(
    value: &Spanned<DeValue<'_>>,
    key: &str,
    expected: &'static str,
    notes: &mut Notes,
) -> Option<T> {
    notes.tell(
        value.span().start,
        Mistake::WrongKind {
            key: key.to_owned(),
            expected,
        },
    );
    None
}
