//! The requirement catalogue (REM): the tree of chapters, function groups, requirements,
//! scenarios and expected proofs of one immutable version.
//!
//! Reading workbooks lives in `aval-workbook`; what applies to one application lives in
//! `application`.

mod difference;
mod steps;
mod tree;

pub(crate) use tree::text_id;

pub use difference::{
    Changes, Difference, ProofName, RequirementChange, RequirementField, ScenarioName,
    TouchedRequirement,
};
pub use steps::{ScenarioStep, StepProof, StepScenario};
pub use tree::{
    CatalogueCode, CatalogueVersion, Chapter, ChapterCode, Criticality, ExpectedProof,
    FunctionGroup, Html, Nature, ProofKey, Requirement, RequirementId, Scenario, slug,
};
