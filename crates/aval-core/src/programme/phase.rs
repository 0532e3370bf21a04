//! Phases and steps of the journey, as told to people.

use super::{FormCode, RoleCode, TeamCode, cell::choice, table::from_table};

/// A phase of the journey.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Phase {
    pub code: String,
    pub order: i64,
    pub label: String,
    pub steps: Vec<Step>,
}

from_table!(Phase {
    code: required,
    order: required,
    label: required,
    steps: optional
});

/// A step of a phase.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Step {
    pub code: String,
    pub order: i64,
    pub label: String,
    pub actor: StepActor,
    pub required_role: Option<RoleCode>,
    pub team: Option<TeamCode>,
    pub teams: Vec<TeamCode>,
    pub form: Option<FormCode>,
    pub unit: Option<StepUnit>,
    pub output: Option<String>,
    pub outcomes: Vec<String>,
    pub requires: Vec<String>,
}

from_table!(Step {
    code: required,
    order: required,
    label: required,
    actor: required,
    required_role: optional,
    team: optional,
    teams: optional,
    form: optional,
    unit: optional,
    output: optional,
    outcomes: optional,
    requires: optional,
});

/// Who acts in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words of programme.toml")]
pub enum StepActor {
    Vendor,
    Operator,
    Both,
}

choice!(StepActor { "vendor" => Vendor, "operator" => Operator, "both" => Both });

/// What a step is done on, piece by piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words of programme.toml")]
pub enum StepUnit {
    Chapter,
    Proof,
}

choice!(StepUnit { "chapter" => Chapter, "proof" => Proof });
