//! What a person can find at all, compiled into each query. Who has which scope is decided
//! by the access policy, not here.

use uuid::Uuid;

/// Limits a read to what somebody may find; there is no way to list without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every application.
    Operator,
    /// Applications on which one of these teams has something to examine.
    Team(Vec<String>),
    /// Every application of one vendor.
    Vendor {
        /// The vendor.
        organisation: Uuid,
    },
    /// Applications of one vendor to which a member is attached.
    VendorMember {
        /// The vendor.
        organisation: Uuid,
        /// The member's account.
        user: Uuid,
    },
    /// Applications to which an external auditor is invited, until the invitation ends.
    Auditor {
        /// The auditor's account.
        user: Uuid,
    },
    /// Nobody in particular: no application at all, the public register only.
    Public,
}
