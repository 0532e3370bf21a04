//! Forms and their fields.

use std::collections::BTreeSet;

use super::{Condition, FieldCode, FormCode, StatusCode, cell::choice, table::from_table};

/// A form of the journey.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the glossary's term")]
pub struct Form {
    pub code: FormCode,
    pub label: String,
    /// Code of the step that it belongs to.
    pub step: String,
    pub fields: Vec<Field>,
}

from_table!(Form {
    code: required,
    label: required,
    step: required,
    fields: optional
});

/// A field.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Field {
    pub code: FieldCode,
    pub label: String,
    pub field_type: FieldType,
    pub required: bool,
    pub required_when: Option<Condition>,
    pub visible_when: Option<Condition>,
    pub help: Option<String>,
    pub pattern_help: Option<String>,
    pub issuer: Option<String>,
    pub rules: Vec<FieldRule>,
    /// Extensions accepted by a field that takes a file.
    pub formats: BTreeSet<String>,
    /// What to tick when there is nothing to hand in.
    pub none_label: Option<String>,
    pub min_status: Option<StatusCode>,
    pub columns: Vec<String>,
    pub evidence_formats: BTreeSet<String>,
}

from_table!(Field {
    code: required,
    label: required,
    field_type @ "type": optional,
    required: optional,
    required_when: optional,
    visible_when: optional,
    help: optional,
    pattern_help: optional,
    issuer: optional,
    rules: optional,
    formats: optional,
    none_label: optional,
    min_status: optional,
    columns: optional,
    evidence_formats: optional,
});

impl Field {
    /// The value must not have been presented before for the same product: this is the
    /// technical version.
    pub fn differs_from_previous(&self) -> bool {
        self.rules.contains(&FieldRule::DiffersFromPrevious)
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

choice!(FieldType {
    "text" => Text,
    "siren" => Siren,
    "person" => Person,
    "file_or_none" => FileOrNone,
    "profiles" => Profiles,
    "declarations" => Declarations,
    "certification_requests" => CertificationRequests,
});

/// A rule on the value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldRule {
    /// Never empty.
    NotEmpty,
    /// Never presented before for the same product.
    DiffersFromPrevious,
}

choice!(FieldRule { "not_empty" => NotEmpty, "differs_from_previous" => DiffersFromPrevious });
