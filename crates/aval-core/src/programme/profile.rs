//! Profiles: subsets of requirements.

use std::collections::BTreeSet;

use super::{ProfileCode, cell::choice, table::from_table};

/// A subset of requirements, chosen by the vendor or imposed.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the glossary's term")]
pub struct Profile {
    pub code: ProfileCode,
    /// Also what the catalogue writes in its column "Profil".
    pub label: String,
    /// Codes of schemes; `*` is all of them.
    pub schemes: BTreeSet<String>,
    pub selection: Selection,
    pub help: Option<String>,
}

from_table!(Profile {
    code: required,
    label: required,
    schemes: required,
    selection: optional,
    help: optional,
});

impl Profile {
    /// The vendor chooses.
    pub fn is_optional(&self) -> bool {
        self.selection == Selection::Optional
    }
}

/// How a profile comes into an application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// Always.
    Always,
    /// With its schemes.
    Imposed,
    /// When the vendor chooses it.
    #[default]
    Optional,
}

choice!(Selection { "always" => Always, "imposed" => Imposed, "optional" => Optional });
