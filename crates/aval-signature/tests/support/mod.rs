//! Signed PDFs made on the spot: a small authority, CMS, time-stamps, revocation data and the
//! incremental updates around them. Everything is fictional; nothing here checks anything.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "shared by several tests, each of which uses a part of it"
)]

pub mod der;
pub mod mutation;
pub mod pdf;
pub mod pki;
pub mod signing;
pub mod world;
