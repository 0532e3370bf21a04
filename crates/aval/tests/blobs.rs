//! The contract of `aval blobs`: what it prints, its exit status, and that a mistake in an
//! address removes nothing.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

fn aval(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_aval"))
        .args(arguments)
        .env(
            "AVAL_DATABASE",
            format!("sqlite:{}", root.join("aval.db").display()),
        )
        .env("AVAL_FILES", root.join("files"))
        .output()
        .unwrap()
}

fn text(output: &[u8]) -> String {
    String::from_utf8(output.to_vec()).unwrap()
}

#[test]
fn a_folder_that_is_not_there_is_refused_rather_than_made() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [["blobs", "scrub"], ["blobs", "gc"]] {
        let output = aval(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("ne peut pas être créé ou lu"));
        assert!(!folder.path().join("files").exists());
    }
}

#[test]
fn a_delay_shorter_than_an_upload_may_wait_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("files")).unwrap();
    let output = aval(folder.path(), &["blobs", "gc", "--days", "7"]);
    assert_eq!(output.status.code(), Some(2));
    let output = aval(folder.path(), &["blobs", "gc", "--days", "8"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn the_files_of_another_database_stay() {
    let folder = tempfile::tempdir().unwrap();
    let hash = "ab".repeat(32);
    let place = folder.path().join("files/ab/ab");
    fs::create_dir_all(&place).unwrap();
    fs::write(place.join(&hash), "of another").unwrap();
    let file = fs::File::open(place.join(&hash)).unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH)
        .unwrap();
    let output = aval(folder.path(), &["blobs", "gc"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("Rien n’a été supprimé"));
    assert!(place.join(&hash).exists());

    let output = aval(folder.path(), &["blobs", "scrub"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        text(&output.stdout),
        "0 fichiers relus, 0 octets : tous intacts.\n"
    );
}
