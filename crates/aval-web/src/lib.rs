//! The pages of Aval: handlers, templates, static files and wording.
//!
//! What lives here: everything between an HTTP request and the rules.
//! What does not: the rules themselves (`aval-core`) and persistence (`aval-store`).

pub mod assets;
pub mod error_page;
pub mod form;
pub mod layout;
pub mod locale;
pub mod security_headers;
pub mod typography;
