//! From one TOML value to one Rust value. A value of the wrong kind is a finding at its
//! place, never the end of the reading.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use toml::{Spanned, de::DeValue};

use super::{Condition, Mistake, ValueKind, mistake::nearest, page::Page};

/// A TOML value with its place.
pub(super) type Cell<'d> = Spanned<DeValue<'d>>;

/// A type that a TOML value can hold. `key` is the way to it, for the findings.
pub(super) trait FromCell: Sized {
    /// Nothing when a finding says why.
    fn from_cell(cell: &Cell<'_>, key: &str, page: &mut Page<'_>) -> Option<Self>;
}

/// Says that a value is of the wrong kind.
pub(super) fn wrong_kind<T>(
    cell: &Cell<'_>,
    key: &str,
    expected: ValueKind,
    page: &mut Page<'_>,
) -> Option<T> {
    let found = kind_of(cell.get_ref());
    let mistake = Mistake::WrongKind {
        key: key.to_owned(),
        expected,
        found,
    };
    page.tell(Some(cell.span().start), mistake);
    None
}

fn kind_of(value: &DeValue<'_>) -> ValueKind {
    match value {
        DeValue::String(_) => ValueKind::Text,
        DeValue::Integer(_) => ValueKind::Integer,
        DeValue::Float(_) => ValueKind::Decimal,
        DeValue::Boolean(_) => ValueKind::Boolean,
        DeValue::Datetime(written) => match (written.date, written.time, written.offset) {
            (Some(_), None, None) => ValueKind::Date,
            (Some(_), Some(_), None) => ValueKind::DateTime,
            (_, _, Some(_)) => ValueKind::DateTimeWithOffset,
            _ => ValueKind::Time,
        },
        DeValue::Array(_) => ValueKind::List,
        DeValue::Table(_) => ValueKind::Table,
    }
}

impl FromCell for String {
    fn from_cell(cell: &Cell<'_>, key: &str, page: &mut Page<'_>) -> Option<Self> {
        match cell.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => wrong_kind(cell, key, ValueKind::Text, page),
        }
    }
}

impl FromCell for bool {
    fn from_cell(cell: &Cell<'_>, key: &str, page: &mut Page<'_>) -> Option<Self> {
        match cell.get_ref() {
            DeValue::Boolean(value) => Some(*value),
            _ => wrong_kind(cell, key, ValueKind::Boolean, page),
        }
    }
}

/// The whole number of a cell, when it holds one.
pub(super) fn integer(cell: &Cell<'_>) -> Option<i128> {
    let DeValue::Integer(written) = cell.get_ref() else {
        return None;
    };
    i128::from_str_radix(written.as_str(), written.radix()).ok()
}

macro_rules! whole_numbers {
    ($($type:ident),+) => {$(
        impl FromCell for $type {
            fn from_cell(cell: &Cell<'_>, key: &str, page: &mut Page<'_>) -> Option<Self> {
                let DeValue::Integer(written) = cell.get_ref() else {
                    return wrong_kind(cell, key, ValueKind::Integer, page);
                };
                let value = integer(cell).and_then(|value| Self::try_from(value).ok());
                if value.is_none() {
                    let mistake = Mistake::OutOfRange {
                        key: key.to_owned(),
                        written: written.as_str().to_owned(),
                        min: Self::MIN.into_i128(),
                        max: Self::MAX.into_i128(),
                    };
                    page.tell(Some(cell.span().start), mistake);
                }
                value
            }
        }
    )+};
}

/// Bounds of the whole numbers, for the findings.
trait IntoI128 {
    fn into_i128(self) -> i128;
}

macro_rules! into_i128 {
    ($($type:ident),+) => {$(
        impl IntoI128 for $type {
            fn into_i128(self) -> i128 {
                i128::try_from(self).unwrap_or(i128::MAX)
            }
        }
    )+};
}

into_i128!(u8, u32, u64, usize, i64);
whole_numbers!(u8, u32, u64, usize, i64);

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: &Cell<'_>, key: &str, page: &mut Page<'_>) -> Option<Self> {
        T::from_cell(cell, key, page).map(Some)
    }
}

impl<T: FromCell> FromCell for Vec<T> {
    fn from_cell(cell: &Cell<'_>, key: &str, page: &mut Page<'_>) -> Option<Self> {
        match cell.get_ref() {
            DeValue::Array(elements) => {
                let read = elements
                    .iter()
                    .filter_map(|element| T::from_cell(element, key, page));
                Some(read.collect())
            }
            _ => wrong_kind(cell, key, ValueKind::List, page),
        }
    }
}

impl<T: FromCell + Ord> FromCell for BTreeSet<T> {
    fn from_cell(cell: &Cell<'_>, key: &str, page: &mut Page<'_>) -> Option<Self> {
        Vec::from_cell(cell, key, page).map(|read| read.into_iter().collect())
    }
}

impl<T: FromCell> FromCell for BTreeMap<String, T> {
    fn from_cell(cell: &Cell<'_>, key: &str, page: &mut Page<'_>) -> Option<Self> {
        let DeValue::Table(entries) = cell.get_ref() else {
            return wrong_kind(cell, key, ValueKind::Table, page);
        };
        let read = entries.iter().filter_map(|(name, value)| {
            let key = format!("{key}.{}", name.get_ref());
            T::from_cell(value, &key, page).map(|value| (name.get_ref().to_string(), value))
        });
        Some(read.collect())
    }
}

impl FromCell for Date {
    fn from_cell(cell: &Cell<'_>, key: &str, page: &mut Page<'_>) -> Option<Self> {
        let read = match cell.get_ref() {
            DeValue::Datetime(written) if written.time.is_none() => {
                written.to_string().parse().ok()
            }
            _ => None,
        };
        read.or_else(|| wrong_kind(cell, key, ValueKind::Date, page))
    }
}

impl FromCell for DateTime {
    fn from_cell(cell: &Cell<'_>, key: &str, page: &mut Page<'_>) -> Option<Self> {
        let read = match cell.get_ref() {
            DeValue::Datetime(written)
                if written.time.is_some() && written.offset.is_none() && written.date.is_some() =>
            {
                written.to_string().parse().ok()
            }
            _ => None,
        };
        read.or_else(|| wrong_kind(cell, key, ValueKind::DateTime, page))
    }
}

impl FromCell for Condition {
    fn from_cell(cell: &Cell<'_>, key: &str, page: &mut Page<'_>) -> Option<Self> {
        let text = String::from_cell(cell, key, page)?;
        match Self::parse(&text) {
            Ok(condition) => Some(condition),
            Err(error) => {
                let mistake = Mistake::BadCondition {
                    key: key.to_owned(),
                    error,
                };
                page.tell(Some(cell.span().start), mistake);
                None
            }
        }
    }
}

/// One word of a closed set, or a finding that lists them.
pub(super) fn chosen<T: Copy>(
    cell: &Cell<'_>,
    key: &str,
    choices: &[(&'static str, T)],
    page: &mut Page<'_>,
) -> Option<T> {
    let written = String::from_cell(cell, key, page)?;
    let found = choices
        .iter()
        .find(|(word, _)| *word == written)
        .map(|(_, value)| *value);
    if found.is_none() {
        let known: Vec<&'static str> = choices.iter().map(|(word, _)| *word).collect();
        let near = nearest(&written, known.iter().copied());
        let mistake = Mistake::UnknownChoice {
            key: key.to_owned(),
            written,
            known,
            near,
        };
        page.tell(Some(cell.span().start), mistake);
    }
    found
}

/// Reads an enum from the words of the data.
macro_rules! choice {
    ($type:ident { $($word:literal => $variant:ident),+ $(,)? }) => {
        impl $crate::programme::cell::FromCell for $type {
            fn from_cell(
                cell: &$crate::programme::cell::Cell<'_>,
                key: &str,
                page: &mut $crate::programme::page::Page<'_>,
            ) -> Option<Self> {
                let choices = [$(($word, $type::$variant)),+];
                $crate::programme::cell::chosen(cell, key, &choices, page)
            }
        }
    };
}
pub(super) use choice;

/// Reads a newtype on a text.
macro_rules! text_cells {
    ($($type:ident),+ $(,)?) => {$(
        impl $crate::programme::cell::FromCell for $type {
            fn from_cell(
                cell: &$crate::programme::cell::Cell<'_>,
                key: &str,
                page: &mut $crate::programme::page::Page<'_>,
            ) -> Option<Self> {
                String::from_cell(cell, key, page).map(Self::new)
            }
        }
    )+};
}
pub(super) use text_cells;
