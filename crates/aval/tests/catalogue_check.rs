//! The contract of `aval catalogue check`: one JSON object, an exit status, and the limits of
//! each broken workbook.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

fn aval(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_aval"))
        .args(arguments)
        .output()
        .unwrap()
}

fn fixtures() -> Option<PathBuf> {
    let root = std::env::var_os("AVAL_FIXTURES").map_or_else(
        || {
            PathBuf::from(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../../shared/fixtures"
            ))
        },
        PathBuf::from,
    );
    let folder = root.join("rem");
    if folder.join("manifest.json").is_file() {
        return Some(folder);
    }
    eprintln!("skipped: no workbooks under {}", folder.display());
    None
}

fn delivered(name: &str) -> String {
    format!(
        "{}/../../programmes/segur-v2/{name}",
        env!("CARGO_MANIFEST_DIR")
    )
}

#[test]
fn a_delivered_catalogue_is_reported_as_one_json_object() {
    for (file, requirements, rows, proofs) in [
        ("rem/dui.xlsx", 72, 117, 116),
        ("rem/dui.csv", 72, 117, 116),
        ("rem/dui-v2.csv", 73, 119, 119),
        ("rem/lgc.xlsx", 94, 140, 137),
    ] {
        let file = delivered(file);
        let programme = delivered("");
        let output = aval(&[
            "catalogue",
            "check",
            &file,
            "--json",
            "--programme",
            &programme,
        ]);
        assert_eq!(output.status.code(), Some(0), "{file}");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let keys: Vec<&String> = report.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["counts", "findings", "outcome"]);
        assert_eq!(report["counts"]["requirements"], requirements, "{file}");
        assert_eq!(report["counts"]["data_rows"], rows, "{file}");
        assert_eq!(report["counts"]["proofs"], proofs, "{file}");
        assert_ne!(report["outcome"], "error");
        for finding in report["findings"].as_array().unwrap() {
            for key in finding.as_object().unwrap().keys() {
                assert!(["cell", "severity", "code", "other"].contains(&key.as_str()));
            }
            assert!(finding["cell"].is_string(), "{finding}");
            assert_eq!(finding["severity"], "warning");
        }
    }
}

#[test]
fn the_exit_status_says_whether_it_can_be_imported() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("rem.csv");
    fs::write(&broken, "Périmètre;ID;Chapitre\n").unwrap();
    let output = aval(&["catalogue", "check", broken.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("La colonne «\u{A0}Fonction\u{A0}» manque"),
        "{text}"
    );
    assert!(
        text.ends_with("Le référentiel ne peut pas être importé.\n"),
        "{text}"
    );

    let absent = folder.path().join("absent.xlsx");
    let output = aval(&["catalogue", "check", absent.to_str().unwrap(), "--json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let folder = folder.path().to_str().unwrap();
    assert_eq!(aval(&["catalogue", "check", folder]).status.code(), Some(2));
    assert_eq!(aval(&["catalogue", "check"]).status.code(), Some(2));
}

#[test]
fn an_export_is_checked_like_its_origin() {
    let folder = tempfile::tempdir().unwrap();
    let report = |file: &str| -> Value {
        let output = aval(&["catalogue", "check", file, "--json"]);
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let origin = delivered("rem/lgc.csv");
    for name in ["again.xlsx", "again.csv"] {
        let to = folder.path().join(name);
        let to = to.to_str().unwrap();
        let output = aval(&["catalogue", "export", &origin, "--to", to]);
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(report(to), report(&origin));
    }
    let nowhere = folder.path().join("none/again.csv");
    let nowhere = nowhere.to_str().unwrap();
    let output = aval(&["catalogue", "export", &origin, "--to", nowhere]);
    assert_eq!(output.status.code(), Some(2));
}

/// Each workbook of a manifest in a process that cannot take more memory or processor time
/// than the manifest grants.
#[cfg(target_os = "linux")]
#[test]
fn broken_workbooks_are_refused_within_their_limits() {
    let Some(folder) = fixtures() else {
        return;
    };
    let folder = folder.join("invalid");
    let manifest = fs::read(folder.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    for entry in manifest["files"].as_array().unwrap() {
        let name = entry["file"].as_str().unwrap();
        let memory = entry["memory_limit_mib"].as_u64().unwrap_or(256);
        let time = entry["time_limit_s"].as_u64().unwrap_or(10);
        let output = bounded(&folder.join(name), memory, time);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        let status = i32::from(entry["outcome"] == "error");
        assert_eq!(output.status.code(), Some(status), "{name}: {error}");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["outcome"], entry["outcome"], "{name}");
        let told = |finding: &Value| {
            let key = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            [key("cell"), key("severity"), key("code"), key("other")]
        };
        let mut found: Vec<_> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(told)
            .collect();
        let mut wanted: Vec<_> = entry["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(told)
            .collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "{name}");
    }
}

#[cfg(target_os = "linux")]
fn bounded(file: &Path, memory_mib: u64, seconds: u64) -> Output {
    Command::new("sh")
        .arg("-c")
        .arg("ulimit -v \"$1\" && ulimit -t \"$2\" && shift 2 && exec \"$@\"")
        .arg("sh")
        .arg((memory_mib * 1024).to_string())
        .arg(seconds.to_string())
        .arg(env!("CARGO_BIN_EXE_aval"))
        .args(["catalogue", "check", "--json"])
        .arg(file)
        .output()
        .unwrap()
}
