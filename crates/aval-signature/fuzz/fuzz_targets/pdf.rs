//! Any octets as a file: a verdict, never a crash, and never an acceptance without anchors.
#![no_main]

use aval_signature::{Policy, TrustStore, verify};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let report = verify(bytes, &TrustStore::default(), &Policy::default(), Timestamp::UNIX_EPOCH);
    assert_ne!(report.verdict.code(), "accept");
});
