//! The register of the programme and its FAQ.

use super::table::from_table;

/// The register of the programme.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct ListingRules {
    /// Pattern of the numbers, with `{scheme}`, `{year}`, `{seq}` or `{seq:4}`.
    pub number_pattern: String,
    pub public_columns: Vec<String>,
    pub statuses: Vec<String>,
    pub mark: String,
    pub payment_operator: String,
    pub pilot_report_steps: Vec<String>,
}

impl Default for ListingRules {
    fn default() -> Self {
        Self {
            number_pattern: "{scheme}-{year}-{seq:4}".to_owned(),
            public_columns: Vec::new(),
            statuses: Vec::new(),
            mark: String::new(),
            payment_operator: String::new(),
            pilot_report_steps: Vec::new(),
        }
    }
}

from_table!(ListingRules defaults {
    number_pattern,
    public_columns,
    statuses,
    mark,
    payment_operator,
    pilot_report_steps,
});

/// Where the entries of the FAQ are, inside the programme's folder.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct FaqFiles {
    pub path: String,
    pub taxonomy: String,
    /// An answer is published by somebody else than who wrote it.
    pub two_people: bool,
}

from_table!(FaqFiles {
    path: required,
    taxonomy: required,
    two_people: or(false)
});
