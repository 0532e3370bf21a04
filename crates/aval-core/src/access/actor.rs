//! The person (or the clock) on whose behalf something is asked.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    application::ActorRef,
    ids::{AccountId, OrganisationId},
    programme::{Permission, Programme, RoleCode, TeamCode},
};

/// The side on which somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The vendor.
    Vendor,
    /// Invited from outside, on one slot.
    External,
    /// The operator of the programme.
    Operator,
    /// The clock.
    System,
}

/// Who acts, with what the programme lets them do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Account; nil for the system.
    pub id: AccountId,
    /// Name shown in the journal.
    pub name: String,
    /// Side.
    pub side: Side,
    /// Organisation of the account; nil for the system.
    pub organisation: OrganisationId,
    /// Roles held.
    pub roles: BTreeSet<RoleCode>,
    /// Teams of an operator's person.
    pub teams: BTreeSet<TeamCode>,
}

impl Actor {
    /// The clock.
    pub fn system() -> Self {
        Self {
            id: AccountId(Uuid::nil()),
            name: "Aval".to_owned(),
            side: Side::System,
            organisation: OrganisationId(Uuid::nil()),
            roles: BTreeSet::new(),
            teams: BTreeSet::new(),
        }
    }

    /// As remembered by the journal.
    pub fn reference(&self) -> ActorRef {
        ActorRef {
            id: self.id,
            name: self.name.clone(),
            side: self.side,
        }
    }

    /// True when one of the roles grants the permission in this programme.
    pub fn can(&self, permission: &str, programme: &Programme) -> bool {
        let permission = Permission::from(permission);
        self.roles
            .iter()
            .filter_map(|role| programme.role(role))
            .any(|role| role.can.contains(&permission))
    }
}
