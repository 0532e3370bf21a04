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

#[test]
fn an_explanation_of_an_unknown_code_or_by_an_answer_that_is_not_there_fails_the_command() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../programmes/segur-v2");
    let copy = tempfile::tempdir().unwrap();
    copied(std::path::Path::new(root), copy.path());
    let file = copy.path().join("faq/explanations.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("\"milestone_passed\"") && text.contains("\"jalons-date-heure\""));
    let wrong = text
        .replace("\"milestone_passed\"", "\"milestone_past\"")
        .replace("\"jalons-date-heure\"", "\"jalons-date-et-heure\"");
    std::fs::write(&file, wrong).unwrap();
    let output = check(copy.path().to_str().unwrap(), false);
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    for told in [
        "faq/explanations.toml:8 : erreur [faq.unknown_code]",
        "milestone_past",
        "faq/explanations.toml:10 : erreur [faq.unknown_entry]",
        "jalons-date-et-heure",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
}

fn copied(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for one in std::fs::read_dir(from).unwrap() {
        let one = one.unwrap();
        let there = to.join(one.file_name());
        if one.file_type().unwrap().is_dir() {
            copied(&one.path(), &there);
        } else {
            std::fs::copy(one.path(), there).unwrap();
        }
    }
}
