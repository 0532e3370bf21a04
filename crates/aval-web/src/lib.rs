//! The pages of Aval: handlers, templates, static files and wording.
//!
//! What lives here: everything between an HTTP request and the rules.
//! What does not: the rules themselves (`aval-core`) and persistence (`aval-store`).

pub mod address;
pub mod administration;
pub mod answer;
pub mod applications;
pub mod assets;
pub mod clockwork;
pub mod custody;
pub mod desk;
pub mod dossier;
pub mod error_page;
pub mod faq;
pub mod form;
pub mod house;
pub mod inspection;
pub mod layout;
pub mod locale;
pub mod malware;
pub mod pentest_form;
pub mod posted;
pub mod public;
pub mod resume;
pub mod security_headers;
pub mod sent;
pub mod session;
pub mod site;
pub mod trust;
pub mod typography;
pub mod uploads;
pub mod viewer;
pub mod visitor;
