//! Natures of proof, and what each expected proof of a catalogue asks for.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Condition, ProofKindCode, TeamCode};
use crate::catalogue::{CatalogueCode, ProofKey, RequirementId};

/// A nature of proof.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct ProofKind {
    pub code: ProofKindCode,
    pub label: String,
    /// File extensions, or `url`, `integer`, `text`.
    pub formats: BTreeSet<String>,
    #[serde(default)]
    pub max_files: Option<u32>,
    /// In MiB.
    #[serde(default)]
    pub max_file_mib: Option<u64>,
    #[serde(default)]
    pub max_chars: Option<usize>,
    #[serde(default)]
    pub hint: Option<String>,
    #[serde(default)]
    pub checks: Vec<String>,
}

/// What one expected proof asks for: a row of the proof requirements.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the column of the file")]
pub struct ProofRequirement {
    pub catalogue: CatalogueCode,
    pub version: String,
    pub proof: ProofKey,
    pub requirement: RequirementId,
    pub kind: ProofKindCode,
    pub alternative_kind: Option<ProofKindCode>,
    pub accepted_formats: BTreeSet<String>,
    pub team: TeamCode,
    pub required: bool,
    pub condition: Option<Condition>,
}
