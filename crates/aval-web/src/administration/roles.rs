//! Who may give which roles to whom. Pure: the accounts are read and written elsewhere. The
//! roles themselves and what they allow come from the programme.

use std::collections::BTreeSet;

use aval_core::{
    access::{Actor, Side},
    programme::{Permission, Programme, Role, RoleSide},
};
use aval_store::{Account, OrganisationKind};
use uuid::Uuid;

/// Permission to read the programme and change its life.
pub const MANAGE_PROGRAMME: &str = "manage_programme";
/// Permission to import and publish catalogues.
pub const MANAGE_CATALOGUE: &str = "manage_catalogue";
/// Permission over what is trusted for signed proofs.
pub const MANAGE_TRUST: &str = "manage_trust";
/// Permission over the accounts of every organisation.
pub const MANAGE_STAFF: &str = "manage_staff";
/// Permission over the accounts of one's own company.
pub const MANAGE_ACCOUNTS: &str = "manage_accounts";

/// How far somebody's power over accounts reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authority {
    /// Every account.
    Everywhere,
    /// The accounts of one company, and the roles that one may give there.
    Company {
        /// The company.
        organisation: Uuid,
        /// Codes of the roles.
        roles: BTreeSet<String>,
    },
}

/// Why an account cannot be what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleProblem {
    /// An account without a role can do nothing.
    NoRole,
    /// The role does not exist, or is not for this kind of organisation.
    WrongSide,
    /// One may not give this role, or touch somebody who holds it.
    NotYours,
    /// The team does not exist, or the organisation has none.
    WrongTeam,
    /// One would shut oneself out.
    Yourself,
    /// Nobody would be left to manage accounts.
    LastManager,
}

impl RoleProblem {
    /// Stable code; `account-problem-<code>` is its sentence.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoRole => "no-role",
            Self::WrongSide => "wrong-side",
            Self::NotYours => "not-yours",
            Self::WrongTeam => "wrong-team",
            Self::Yourself => "yourself",
            Self::LastManager => "last-manager",
        }
    }

    /// The field that it is shown beside.
    pub const fn field(self) -> &'static str {
        match self {
            Self::WrongTeam => "team",
            _ => "role",
        }
    }
}

/// What the programme lets a person do with accounts; `None` for nothing at all.
pub fn authority(actor: &Actor, programme: &Programme) -> Option<Authority> {
    if actor.side == Side::Operator && actor.can(MANAGE_STAFF, programme) {
        return Some(Authority::Everywhere);
    }
    let company = actor.side == Side::Vendor && actor.can(MANAGE_ACCOUNTS, programme);
    company.then(|| Authority::Company {
        organisation: actor.organisation.0,
        roles: programme
            .roles
            .iter()
            .filter(|role| role.side == RoleSide::Vendor)
            .filter(|role| actor.can(&format!("create_{}", role.code), programme))
            .map(|role| role.code.to_string())
            .collect(),
    })
}

/// The side on which people of an organisation act.
pub const fn side_of(kind: OrganisationKind) -> RoleSide {
    match kind {
        OrganisationKind::Vendor => RoleSide::Vendor,
        OrganisationKind::Operator => RoleSide::Operator,
        OrganisationKind::Auditor => RoleSide::External,
    }
}

impl Authority {
    /// Whether accounts of this organisation are in reach.
    pub fn reaches(&self, organisation: Uuid) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Company {
                organisation: own, ..
            } => *own == organisation,
        }
    }

    /// Whether one may give or take this role.
    pub fn grants(&self, role: &str) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Company { roles, .. } => roles.contains(role),
        }
    }

    /// Whether one may touch an account that holds these roles.
    pub fn masters(&self, account: &Account) -> bool {
        self.reaches(account.organisation) && account.roles.iter().all(|role| self.grants(role))
    }

    /// Roles that one may give in an organisation of a kind, in the programme's order.
    pub fn grantable<'a>(
        &'a self,
        programme: &'a Programme,
        kind: OrganisationKind,
    ) -> impl Iterator<Item = &'a Role> {
        programme
            .roles
            .iter()
            .filter(move |role| role.side == side_of(kind) && self.grants(role.code.as_str()))
    }

    /// Judges the roles and teams asked for.
    ///
    /// # Errors
    /// The first rule that says no.
    pub fn judge(
        &self,
        programme: &Programme,
        kind: OrganisationKind,
        roles: &[String],
        teams: &[String],
    ) -> Result<(), RoleProblem> {
        if roles.is_empty() {
            return Err(RoleProblem::NoRole);
        }
        for code in roles {
            let role = programme.role(&code.as_str().into());
            if role.is_none_or(|role| role.side != side_of(kind)) {
                return Err(RoleProblem::WrongSide);
            }
            if !self.grants(code) {
                return Err(RoleProblem::NotYours);
            }
        }
        let no_teams_here = kind != OrganisationKind::Operator;
        for code in teams {
            if no_teams_here || programme.team(&code.as_str().into()).is_none() {
                return Err(RoleProblem::WrongTeam);
            }
        }
        Ok(())
    }
}

/// Whether one of these roles allows something.
pub fn allow(programme: &Programme, roles: &[String], permission: &str) -> bool {
    let permission = Permission::from(permission);
    roles
        .iter()
        .filter_map(|role| programme.role(&role.as_str().into()))
        .any(|role| role.can.contains(&permission))
}

/// The permission without which an organisation can no longer look after its own accounts.
pub const fn keeper(kind: OrganisationKind) -> Option<&'static str> {
    match kind {
        OrganisationKind::Operator => Some(MANAGE_STAFF),
        OrganisationKind::Vendor => Some(MANAGE_ACCOUNTS),
        OrganisationKind::Auditor => None,
    }
}

/// Judges whether somebody is left to look after the accounts when `target` holds only
/// `roles` afterwards (none: the account is closed). `peers` are the open accounts that
/// may take over.
///
/// # Errors
/// [`RoleProblem::Yourself`] when the actor would shut themself out, or
/// [`RoleProblem::LastManager`].
pub fn judge_loss(
    programme: &Programme,
    actor: Uuid,
    kind: OrganisationKind,
    target: &Account,
    roles: &[String],
    peers: &[Account],
) -> Result<(), RoleProblem> {
    if target.id == actor && roles.is_empty() {
        return Err(RoleProblem::Yourself);
    }
    let Some(permission) = keeper(kind) else {
        return Ok(());
    };
    let holds_now = target.disabled_at.is_none() && allow(programme, &target.roles, permission);
    if !holds_now || allow(programme, roles, permission) {
        return Ok(());
    }
    if target.id == actor {
        return Err(RoleProblem::Yourself);
    }
    let others = peers.iter().any(|peer| {
        peer.id != target.id
            && peer.disabled_at.is_none()
            && allow(programme, &peer.roles, permission)
    });
    if others {
        Ok(())
    } else {
        Err(RoleProblem::LastManager)
    }
}
