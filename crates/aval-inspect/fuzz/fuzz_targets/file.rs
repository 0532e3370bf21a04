//! Any octets as a deposited file, with every check asked for: a report, never a crash.
#![no_main]

use aval_inspect::{Request, inspect};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|octets: &[u8]| {
    let checks = [
        "signature_present",
        "signature_covers_document",
        "date_within_validity",
        "xml_well_formed",
        "cda_root",
        "zip_readable",
        "xdm_layout",
    ];
    let request = Request {
        name: "a.json".into(),
        checks: checks.map(str::to_owned).into(),
        deposited_at: "2026-10-05T08:00:00Z".into(),
        personal_data: true,
        test_words: ["1.2.3.4.10".to_owned()].into(),
        ..Request::default()
    };
    let report = inspect(octets, &request);
    assert!(!report.checks.is_empty());
    if let Some(likeness) = &report.likeness {
        assert!(likeness.alike(likeness).is_some());
    }
});
