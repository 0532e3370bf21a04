//! Says what a deposited file is, and runs the checks of its proof kind: seconds after it
//! arrived, with reasons, and saying what was not checked.
//!
//! [`inspect`] is pure: octets and a [`Request`] in, a [`Report`] out. Files are hostile, so
//! the service never calls it in its own process: [`Worker`] runs it in a child with bounds
//! on memory, time and files, and turns whatever happens to the child into a report.
//! What a report leads to (a warning, a reason asked from the vendor) is the caller's.

mod cage;
mod codes;
mod inspect;
mod kinds;
mod likeness;
mod nature;
mod personal_data;
mod report;
mod request;
mod thumbnail;
mod typed;
mod worker;

pub use cage::{Cage, enter as enter_cage};
pub use codes::CODES;
pub use inspect::{CHECKER, inspect};
pub use kinds::{PENTEST_FORM, PentestOrder, SIGNED_REVISION, TRUST_DIGEST};
pub use likeness::{BANDS, Likeness};
pub use nature::{Nature, nature_of};
pub use report::{Check, Fact, Outcome, Place, Report};
pub use request::{Request, TrustedList};
pub use typed::{LinkSaid, look_at_link, look_at_number};
pub use worker::{Bounds, Worker, WorkerError, answer};
