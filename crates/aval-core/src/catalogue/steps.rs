//! Scenarios told step by step across several requirements ("scénarios cœur de métier"), which
//! some working editions hold on a sheet of their own. They are not part of the tree: no proof
//! slot comes from them.

use serde::{Deserialize, Serialize};

use super::{Html, RequirementId};

/// A scenario that walks through several requirements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepScenario {
    /// Number as published (`SCN_DB/CO.01`).
    pub number: String,
    /// Profiles that play it; may be empty.
    pub profile: String,
    /// What it is about; may be empty.
    pub name: String,
    /// Whether it is mandatory, as published.
    pub priority: String,
    /// Where it starts from.
    pub situation: Html,
    /// Steps in their order.
    pub steps: Vec<ScenarioStep>,
}

/// One step of a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioStep {
    /// Number as published (`SCN_DB/CO.01.02`).
    pub number: String,
    /// What is done.
    pub detail: Html,
    /// Requirements that the step shows, as linked; some may be in no sheet.
    pub requirements: Vec<RequirementId>,
    /// What is verified.
    pub criteria: Html,
    /// Proofs that it asks for.
    pub proofs: Vec<StepProof>,
}

/// A proof that a step asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepProof {
    /// Number as published; may be empty.
    pub number: String,
    /// What is asked for.
    pub text: Html,
}
