//! `aval programme check DIR` as a person or a script meets it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::process::{Command, Output};

fn check(folder: &str, json: bool) -> Output {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let mut command = Command::new(env!("CARGO_BIN_EXE_aval"));
    command
        .current_dir(root)
        .args(["programme", "check", folder]);
    if json {
        command.arg("--json");
    }
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn the_first_programme_is_free_of_findings() {
    let output = check("programmes/segur-v2", false);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        said(&output),
        "Le programme se charge\u{a0}: 0 erreur(s), 0 avertissement(s).\n"
    );
}

#[test]
fn a_mistake_names_its_file_line_and_column_and_the_command_fails() {
    let folder = "crates/aval-core/tests/programmes/broken/unknown-choice";
    let output = check(folder, false);
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    let first = said.lines().next().unwrap();
    assert!(
        first.starts_with("programme.toml:5:25\u{a0}: erreur [unknown_choice]\u{a0}: "),
        "{first}"
    );
    assert!(
        first.contains("Vouliez-vous écrire «\u{a0}working\u{a0}»"),
        "{first}"
    );
}

#[test]
fn a_warning_does_not_fail_the_command() {
    let output = check(
        "crates/aval-core/tests/programmes/broken/not-honoured",
        false,
    );
    assert_eq!(output.status.code(), Some(0));
    assert!(said(&output).contains("avertissement [not_honoured]"));
}

#[test]
fn a_script_reads_one_json_object() {
    let output = check(
        "crates/aval-core/tests/programmes/broken/duplicate-key",
        true,
    );
    assert_eq!(output.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_str(&said(&output)).unwrap();
    assert_eq!(json["loads"], false);
    let finding = &json["findings"][0];
    assert_eq!(finding["code"], "duplicate_key");
    assert_eq!(finding["line"], 4);
    assert_eq!(finding["severity"], "error");
    assert!(finding["english"].as_str().unwrap().contains("key"));
}

#[test]
fn a_folder_that_is_not_there_is_another_failure() {
    let output = check("no/such/folder", false);
    assert_eq!(output.status.code(), Some(2));
    assert!(!output.stderr.is_empty());
}
