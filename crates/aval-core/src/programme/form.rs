//! Forms and their fields.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Condition, FieldCode, FormCode, StatusCode};

/// A form of the journey.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the glossary's term")]
pub struct Form {
    pub code: FormCode,
    pub label: String,
    /// Code of the step that it belongs to.
    pub step: String,
    #[serde(default)]
    pub fields: Vec<Field>,
}

/// A field.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Field {
    pub code: FieldCode,
    pub label: String,
    #[serde(rename = "type", default)]
    pub field_type: FieldType,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub required_when: Option<Condition>,
    #[serde(default)]
    pub visible_when: Option<Condition>,
    #[serde(default)]
    pub help: Option<String>,
    #[serde(default)]
    pub pattern_help: Option<String>,
    #[serde(default)]
    pub issuer: Option<String>,
    #[serde(default)]
    pub rules: Vec<FieldRule>,
    /// Extensions accepted by a field that takes a file.
    #[serde(default)]
    pub formats: BTreeSet<String>,
    /// What to tick when there is nothing to hand in.
    #[serde(default)]
    pub none_label: Option<String>,
    #[serde(default)]
    pub min_status: Option<StatusCode>,
    #[serde(default)]
    pub columns: Vec<String>,
    #[serde(default)]
    pub evidence_formats: BTreeSet<String>,
}

impl Field {
    /// The value must not have been presented before for the same product: this is the
    /// technical version.
    pub fn differs_from_previous(&self) -> bool {
        self.rules.contains(&FieldRule::DiffersFromPrevious)
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// A line of text.
    #[default]
    Text,
    /// Nine digits that identify a French company.
    Siren,
    /// Somebody's name and address.
    Person,
    /// A file, or an explicit "nothing to hand in".
    FileOrNone,
    /// The profiles of the application.
    Profiles,
    /// The declarations of the application.
    Declarations,
    /// The certification requests of the application.
    CertificationRequests,
}

/// A rule on the value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldRule {
    /// Never empty.
    NotEmpty,
    /// Never presented before for the same product.
    DiffersFromPrevious,
}
