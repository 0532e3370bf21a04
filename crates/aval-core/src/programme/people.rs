//! The operator, its teams, its contacts, and the roles on both sides.

use std::collections::BTreeSet;

use super::{Permission, RoleCode, TeamCode, cell::choice, table::from_table};

/// Who runs the programme. Every key may be absent.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Operator {
    pub code: String,
    pub name: String,
    pub short_name: String,
    pub country: String,
    pub note: String,
}

from_table!(Operator defaults { code, name, short_name, country, note });

/// Where to write.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Contact {
    pub code: String,
    pub label: String,
    pub email: String,
    pub purpose: String,
    pub note: String,
}

from_table!(Contact {
    code: required,
    label: required,
    email: required,
    purpose: optional,
    note: optional,
});

/// A group of reviewers.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Team {
    pub code: TeamCode,
    pub label: String,
    pub scope: String,
    /// Codes of steps or of phases.
    pub reviews_steps: BTreeSet<String>,
}

from_table!(Team {
    code: required,
    label: required,
    scope: optional,
    reviews_steps: optional
});

/// What a person may do, on which side.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Role {
    pub code: RoleCode,
    pub side: RoleSide,
    pub label: String,
    /// Somebody has checked who the person is.
    pub identity_checked: bool,
    pub can: BTreeSet<Permission>,
    pub note: String,
}

from_table!(Role {
    code: required,
    side: required,
    label: required,
    identity_checked: optional,
    can: optional,
    note: optional,
});

/// The side of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleSide {
    /// Of a vendor.
    Vendor,
    /// Invited.
    External,
    /// Of the operator.
    Operator,
}

choice!(RoleSide { "vendor" => Vendor, "external" => External, "operator" => Operator });
