//! Organisations, people and their sessions. How a person proves who they are is in
//! `identity`; what they may do is decided by the access policy.

mod account;
mod identity;
mod organisation;
mod session;

pub use account::{Account, AccountFilter, NewAccount};
pub use identity::{Identity, SignIn, SignInLimits};
pub use organisation::{Organisation, OrganisationKind};
pub use session::{NewSession, OpenSession, Session};
