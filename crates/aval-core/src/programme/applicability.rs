//! Profiles, declarations, and the rules by which they bring requirements in or out.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Condition, DeclarationCode, DeclarationValue, ProfileCode};
use crate::catalogue::RequirementId;

/// A subset of requirements, chosen by the vendor or imposed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the glossary's term")]
pub struct Profile {
    pub code: ProfileCode,
    /// Also what the catalogue writes in its column "Profil".
    pub label: String,
    /// Codes of schemes; `*` is all of them.
    pub schemes: BTreeSet<String>,
    #[serde(default)]
    pub selection: Selection,
    #[serde(default)]
    pub help: Option<String>,
}

impl Profile {
    /// The vendor chooses.
    pub fn is_optional(&self) -> bool {
        self.selection == Selection::Optional
    }
}

/// How a profile comes into an application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// Always.
    Always,
    /// With its schemes.
    Imposed,
    /// When the vendor chooses it.
    #[default]
    Optional,
}

/// A question to the vendor whose answer commands what applies.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the glossary's term")]
pub struct Declaration {
    pub code: DeclarationCode,
    pub label: String,
    #[serde(rename = "type", default)]
    pub declaration_type: DeclarationType,
    #[serde(default)]
    pub options: Vec<String>,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub visible_when: Option<Condition>,
    #[serde(default)]
    pub help: Option<String>,
}

impl Declaration {
    /// Whether this is a possible answer.
    pub fn accepts(&self, value: &DeclarationValue) -> bool {
        match (self.declaration_type, value) {
            (DeclarationType::Boolean, DeclarationValue::Boolean(_)) => true,
            (DeclarationType::Choice, DeclarationValue::Choice(option)) => {
                self.options.contains(option)
            }
            _ => false,
        }
    }
}

/// How a declaration is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclarationType {
    /// Yes or no.
    #[default]
    Boolean,
    /// One of the options.
    Choice,
}

/// A rule on one requirement.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the glossary's term")]
pub struct ApplicabilityRule {
    pub requirement: RequirementId,
    pub when: Condition,
    pub effect: Effect,
    #[serde(default)]
    pub label: Option<String>,
}

/// What happens when the condition of a rule does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The requirement is not part of the application.
    AppliesOnlyWhen,
    /// A justified "not applicable" is expected.
    JustifyWhenFalse,
}
