//! Which applications a person can find. There is no way to list without a scope.

use super::{Actor, Side};
use crate::{
    ids::{AccountId, OrganisationId},
    programme::Programme,
};

/// What a query may return; compiled into it by the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every application: the operator's people.
    Operator,
    /// Every application of one vendor: its representatives.
    Vendor {
        /// The vendor.
        organisation: OrganisationId,
    },
    /// The applications of one vendor to which a member is attached.
    VendorMember {
        /// The vendor.
        organisation: OrganisationId,
        /// The member.
        account: AccountId,
    },
    /// The applications on which an auditor has a slot.
    Auditor {
        /// The auditor.
        account: AccountId,
    },
    /// Nothing: not signed in.
    Nobody,
}

impl Scope {
    /// The scope of a person in a programme.
    pub fn of(actor: &Actor, programme: &Programme) -> Self {
        match actor.side {
            Side::Operator | Side::System => Self::Operator,
            Side::External => Self::Auditor { account: actor.id },
            Side::Vendor if actor.can("attach_collaborators", programme) => Self::Vendor {
                organisation: actor.organisation,
            },
            Side::Vendor => Self::VendorMember {
                organisation: actor.organisation,
                account: actor.id,
            },
        }
    }
}
