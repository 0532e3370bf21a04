//! A report may be read by a program that stops early, as `head` does.

#![allow(clippy::unwrap_used)]

use std::{
    path::Path,
    process::{Command, Stdio},
};

/// Runs a command whose output nobody reads; its exit code and what it says beside.
fn unread(arguments: &[&str]) -> (Option<i32>, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut child = Command::new(env!("CARGO_BIN_EXE_aval"))
        .args(arguments)
        .current_dir(root)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    (
        ended.status.code(),
        String::from_utf8_lossy(&ended.stderr).into_owned(),
    )
}

#[test]
fn a_reader_that_goes_away_is_no_fault_of_the_command() {
    let programme = "programmes/segur-v2";
    for arguments in [
        vec!["programme", "check", programme],
        vec!["faq", "check", "--programme", programme],
    ] {
        let (code, beside) = unread(&arguments);
        assert_eq!((code, beside.as_str()), (Some(0), ""), "{arguments:?}");
    }
}
