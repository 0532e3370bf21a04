//! The shared signed files and their manifest: each file inside its hard bound, nearly all on the
//! recommended verdict, none accepted that must not be. Skipped, and says so, where the files are
//! not there.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::{path::PathBuf, time::Instant};

use aval_signature::{Policy, TrustStore, verify};
use serde_json::Value;

/// The folder of the fixtures, if present.
fn folder() -> Option<PathBuf> {
    let root = std::env::var_os("AVAL_FIXTURES").map_or_else(
        || {
            PathBuf::from(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../../shared/fixtures"
            ))
        },
        PathBuf::from,
    );
    let folder = root.join("pades");
    if folder.join("manifest.json").is_file() {
        Some(folder)
    } else {
        println!("skipped: no fixtures at {}", folder.display());
        None
    }
}

fn strings(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .map(|items| items.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default()
}

#[test]
fn every_file_gets_a_verdict_inside_its_bound() {
    let Some(folder) = folder() else { return };
    let manifest: Value =
        serde_json::from_slice(&std::fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    let at = manifest["validation_time"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let mut trust = TrustStore::default();
    let anchors = std::fs::read(folder.join(manifest["trust_anchors"].as_str().unwrap())).unwrap();
    trust.add_pem(&anchors).unwrap();

    let (mut defects, mut recommended, mut differences) = (Vec::new(), 0, Vec::new());
    let files = manifest["files"].as_array().unwrap();
    for file in files {
        let id = file["id"].as_str().unwrap();
        let bytes = std::fs::read(folder.join(file["file"].as_str().unwrap())).unwrap();
        let start = Instant::now();
        let report = verify(&bytes, &trust, &Policy::default(), at);
        let seconds = start.elapsed().as_secs_f64();
        let expected = &file["expected"];
        let verdict = report.verdict.code();
        if !strings(&expected["verdict_allowed"]).contains(&verdict) {
            defects.push(format!("{id}: {verdict}, {:?}", report.codes));
        }
        if expected["verdict"] == verdict {
            recommended += 1;
        } else {
            differences.push(format!(
                "{id}: {verdict} instead of {}, {:?}",
                expected["verdict"], report.codes
            ));
        }
        if let Some(limit) = file["limits"]["seconds"].as_f64()
            && seconds > limit
        {
            defects.push(format!("{id}: {seconds:.2} s"));
        }
        let missing: Vec<_> = strings(&expected["findings"])
            .into_iter()
            .filter(|code| !report.codes.contains(code))
            .collect();
        if !missing.is_empty() {
            differences.push(format!("{id}: lacks {missing:?}, has {:?}", report.codes));
        }
        compare_signatures(id, expected, &report, &mut defects, &mut differences);
    }
    differences.iter().for_each(|line| println!("{line}"));
    println!(
        "{recommended} of {} on the recommended verdict",
        files.len()
    );
    assert!(defects.is_empty(), "{defects:#?}");
    assert!(
        recommended * 10 >= files.len() * 9,
        "{recommended} recommended"
    );
}

fn compare_signatures(
    id: &str,
    expected: &Value,
    report: &aval_signature::Report,
    defects: &mut Vec<String>,
    differences: &mut Vec<String>,
) {
    let got = serde_json::to_value(&report.signatures).unwrap();
    let got = got.as_array().unwrap();
    let wanted = expected["signatures"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    if got.len() != wanted.len() {
        differences.push(format!(
            "{id}: {} signatures, not {}",
            got.len(),
            wanted.len()
        ));
        return;
    }
    for (got, wanted) in got.iter().zip(&wanted) {
        let indication = match got["sub_indication"].as_str() {
            Some(sub) => format!("{}/{sub}", got["indication"].as_str().unwrap()),
            None => got["indication"].as_str().unwrap().to_owned(),
        };
        if !strings(&wanted["indication_allowed"]).contains(&indication.as_str()) {
            defects.push(format!("{id}: {indication}, {:?}", report.codes));
        }
        for (mine, theirs) in [
            ("field", "field"),
            ("kind", "type"),
            ("level", "level"),
            ("coverage", "covers"),
            ("changes", "modifications_after"),
            ("signer", "signer_cn"),
            ("organisation", "signer_organisation"),
            ("signing_time", "claimed_signing_time"),
            ("proven_time", "timestamp_time"),
            ("docmdp", "docmdp"),
        ] {
            let (a, b) = (&got[mine], &wanted[theirs]);
            if a != b && !(b.is_null() && (mine == "coverage" || mine == "changes")) {
                differences.push(format!("{id}: {mine} is {a}, not {b}"));
            }
        }
    }
}

#[test]
fn only_the_list_that_its_operator_signed_is_trusted() {
    let Some(folder) = folder() else { return };
    let manifest: Value =
        serde_json::from_slice(&std::fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    let operator = std::fs::read(folder.join("anchors/tl-operator.pem")).unwrap();
    for list in manifest["trusted_lists"].as_array().unwrap() {
        let file = list["file"].as_str().unwrap();
        let xml = std::fs::read(folder.join(file)).unwrap();
        let mut trust = TrustStore::default();
        let taken = trust.add_trusted_list(&xml, &operator);
        assert_eq!(
            taken.is_ok(),
            list["expected"] == "accept",
            "{file}: {taken:?}"
        );
        assert_eq!(trust.anchors().is_empty(), taken.is_err(), "{file}");
    }
    // A list that is sound, but signed by somebody else than the pinned operator.
    let xml = std::fs::read(folder.join("tl/tl-exemple.xml")).unwrap();
    let other = std::fs::read(folder.join("anchors/roots.pem")).unwrap();
    assert!(
        TrustStore::default()
            .add_trusted_list(&xml, &other)
            .is_err()
    );
}

#[test]
fn a_listed_service_vouches_without_its_root() {
    let Some(folder) = folder() else { return };
    let operator = std::fs::read(folder.join("anchors/tl-operator.pem")).unwrap();
    let xml = std::fs::read(folder.join("tl/tl-exemple.xml")).unwrap();
    let mut trust = TrustStore::default();
    let summary = trust.add_trusted_list(&xml, &operator).unwrap();
    assert_eq!(summary.territory.as_deref(), Some("FR"));
    let at = "2026-11-20T12:00:00Z".parse().unwrap();
    let policy = Policy {
        required_trust: aval_signature::RequiredTrust::ListedService,
        ..Policy::default()
    };
    for (file, verdict) in [
        ("pdf/a07-blta.pdf", "accept"),
        // The issuing authority is not in the file, but it is in the list.
        ("pdf/e16-intermediate-missing.pdf", "accept"),
        // Withdrawn in 2025, signed in 2026.
        ("pdf/e01-unknown-root.pdf", "reject"),
    ] {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let report = verify(&bytes, &trust, &policy, at);
        assert_eq!(report.verdict.code(), verdict, "{file}: {:?}", report.codes);
    }
}
