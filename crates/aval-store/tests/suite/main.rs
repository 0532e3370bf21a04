//! One suite for both databases. PostgreSQL is used when `AVAL_TEST_POSTGRES_URL` names a
//! server where databases may be created (see `scripts/postgres-for-tests`).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod accounts;
mod blobs;
mod catalogue;
mod custody;
mod database;
mod failing;
mod faq;
mod faq_links;
mod faq_searches;
mod faq_writing;
mod inspections;
mod journal;
mod likeness;
mod moving;
mod objects;
mod outbox;
mod queue;
mod register;
mod scans;
mod thumbnail;
mod toy;
mod uploads;
mod views;
