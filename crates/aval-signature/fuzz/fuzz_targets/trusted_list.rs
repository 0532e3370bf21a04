//! Any octets as a trusted list: refused or not, never a crash.
#![no_main]

use aval_signature::TrustStore;
use libfuzzer_sys::fuzz_target;

/// A certificate is needed for the list to be read at all; its key is nobody's.
const OPERATOR: &[u8] = include_bytes!("operator.pem");

fuzz_target!(|xml: &[u8]| {
    let _ = TrustStore::default().add_trusted_list(xml, OPERATOR);
});
