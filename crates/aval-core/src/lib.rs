//! The rules of Aval: programme, catalogue, application, deadlines, access, listing.
//!
//! Pure Rust: no I/O, no clock, no SQL, no HTML. Everything that a rule needs
//! (the instant, the person who acts, the programme) is passed in.

pub mod access;
pub mod application;
pub mod catalogue;
pub mod deadline;
pub mod ids;
pub mod listing;
pub mod programme;
