//! What the operator may choose, and the dated limits that are not theirs to choose.

use jiff::SignedDuration;

/// Version of the rules; stored with each report so that an old one can be told from a new one.
pub const POLICY_VERSION: &str = "2026-11";

/// How a signer's certificate must be vouched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RequiredTrust {
    /// Any anchor of the operator.
    #[default]
    AnyAnchor,
    /// A service of a trusted list; anything else is for a person to examine.
    ListedService,
}

/// Rules that an operator sets.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Whose certificates count without a look.
    pub required_trust: RequiredTrust,
    /// A declared time may precede its time-stamp by this much.
    pub declared_before_stamp: SignedDuration,
    /// Clocks of signers may run ahead by this much.
    pub clock_skew: SignedDuration,
    /// Signatures older than this are remarked; whether that matters is the caller's rule.
    pub old_after: SignedDuration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            required_trust: RequiredTrust::AnyAnchor,
            declared_before_stamp: SignedDuration::from_hours(24),
            clock_skew: SignedDuration::from_hours(1),
            old_after: SignedDuration::from_hours(24 * 365),
        }
    }
}
