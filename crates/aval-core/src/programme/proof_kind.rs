//! Natures of proof: what may be deposited in a slot.

use std::collections::BTreeSet;

use super::{ProofKindCode, table::from_table};

/// A nature of proof.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct ProofKind {
    pub code: ProofKindCode,
    pub label: String,
    /// File extensions, or `url`, `integer`, `text`.
    pub formats: BTreeSet<String>,
    pub max_files: Option<u32>,
    /// In MiB.
    pub max_file_mib: Option<u64>,
    pub max_chars: Option<usize>,
    pub hint: Option<String>,
    pub checks: Vec<String>,
}

from_table!(ProofKind {
    code: required,
    label: required,
    formats: required,
    max_files: optional,
    max_file_mib: optional,
    max_chars: optional,
    hint: optional,
    checks: optional,
});
