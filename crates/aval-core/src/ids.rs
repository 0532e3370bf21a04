//! Identifiers made of a UUID. They are always given by the caller: the rules never
//! draw one, so that a replay gives the same events.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

uuid_id! {
    /// A person's account.
    AccountId,
    /// A vendor, the operator or an audit firm.
    OrganisationId,
    /// An application ("dossier").
    ApplicationId,
    /// A deposited piece, whatever its versions and the slots that use it.
    EvidenceId,
    /// A remark of a reviewer on a slot.
    RemarkId,
    /// A request that expects an answer.
    RequestId,
    /// A message in the conversation of an application.
    MessageId,
}
