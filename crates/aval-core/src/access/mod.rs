//! Who may do what on which application: the only policy in the house.
//!
//! `policy` judges a person before one application, `scope` says which applications a
//! person can find at all; the store compiles a scope into its queries. Accounts and
//! sessions live elsewhere.

mod actor;
mod policy;
mod scope;

pub use actor::{Actor, Side};
pub use policy::{Right, allows, chapters_visible, slot_visible};
pub use scope::Scope;
