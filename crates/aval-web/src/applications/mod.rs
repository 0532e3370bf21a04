//! Applications between the pages and the store: load, decide, append, in one straight line.
//!
//! The rules are in `aval-core`, the tables in `aval-store`; here they meet.

mod catalogues;
mod execute;
mod projection;

pub use catalogues::Catalogues;
pub use execute::{Done, Dossier, Failure, Rehearsal};
pub use projection::Projection;
pub(crate) use projection::content_key;
