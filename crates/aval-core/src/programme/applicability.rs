//! The rules by which answers and profiles bring requirements in or out. What they give for
//! one application is in `application`.

use super::{Condition, cell::choice, table::from_table};
use crate::catalogue::RequirementId;

/// A rule on one requirement.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the glossary's term")]
pub struct ApplicabilityRule {
    pub requirement: RequirementId,
    pub when: Condition,
    pub effect: Effect,
    pub label: Option<String>,
}

from_table!(ApplicabilityRule {
    requirement: required,
    when: required,
    effect: required,
    label: optional,
});

/// What happens when the condition of a rule does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The requirement is not part of the application.
    AppliesOnlyWhen,
    /// A justified "not applicable" is expected.
    JustifyWhenFalse,
}

choice!(Effect {
    "applies_only_when" => AppliesOnlyWhen,
    "justify_when_false" => JustifyWhenFalse,
});
