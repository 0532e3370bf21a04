//! The operator, its teams, its contacts, and the roles on both sides.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Permission, RoleCode, TeamCode};

/// Who runs the programme.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Operator {
    pub code: String,
    pub name: String,
    pub short_name: String,
    pub country: String,
    pub note: String,
}

/// Where to write.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Contact {
    pub code: String,
    pub label: String,
    pub email: String,
    #[serde(default)]
    pub purpose: String,
    #[serde(default)]
    pub note: String,
}

/// A group of reviewers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Team {
    pub code: TeamCode,
    pub label: String,
    #[serde(default)]
    pub scope: String,
    #[serde(default)]
    pub reviews_steps: BTreeSet<String>,
}

/// What a person may do, on which side.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Role {
    pub code: RoleCode,
    pub side: RoleSide,
    pub label: String,
    #[serde(default)]
    pub identity_checked: bool,
    #[serde(default)]
    pub can: BTreeSet<Permission>,
    #[serde(default)]
    pub note: String,
}

/// The side of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleSide {
    /// Of a vendor.
    Vendor,
    /// Invited.
    External,
    /// Of the operator.
    Operator,
}
