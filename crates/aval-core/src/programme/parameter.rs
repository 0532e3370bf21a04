//! Values that only one programme knows: kept as written, shown to people, never read by a
//! rule.

use toml::de::DeValue;

use super::{
    ValueKind,
    cell::{Cell, FromCell, wrong_kind},
    page::Page,
};

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words of TOML")]
pub enum ParameterValue {
    Text(String),
    Integer(i64),
    Boolean(bool),
}

impl FromCell for ParameterValue {
    fn from_cell(cell: &Cell<'_>, key: &str, page: &mut Page<'_>) -> Option<Self> {
        match cell.get_ref() {
            DeValue::String(text) => Some(Self::Text(text.to_string())),
            DeValue::Boolean(value) => Some(Self::Boolean(*value)),
            DeValue::Integer(_) => i64::from_cell(cell, key, page).map(Self::Integer),
            _ => wrong_kind(cell, key, ValueKind::Text, page),
        }
    }
}
