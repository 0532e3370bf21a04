//! Signed documents of the demonstration and of the tests: an authority that is worth nothing,
//! the people whom it names, their signatures and what happens to a document afterwards.
//! Judging signatures is `aval-signature`.
//!
//! **The private keys follow from words that are published here.** Whoever reads them can sign
//! in anybody's name: the authority is for a demonstration only and no programme delivers it.

mod authority;
mod cms;
mod der;
mod revision;

pub use authority::{DemonstrationAuthority, DemonstrationSigner};
pub use revision::with_field;
