//! The contract of `aval blobs`: what it prints, its exit status, and that a mistake in an
//! address removes nothing.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

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

/// A file as a folder keeps it.
fn deposit(root: &Path, content: &str) -> std::path::PathBuf {
    use sha2::Digest;
    let hash: String = sha2::Sha256::digest(content)
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect();
    let place = root.join("files").join(&hash[..2]).join(&hash[2..4]);
    fs::create_dir_all(&place).unwrap();
    fs::write(place.join(&hash), content).unwrap();
    place.join(hash)
}

fn tree(root: &Path) -> Vec<(String, Vec<u8>)> {
    let (mut found, mut folders) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                found.push((name, fs::read(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Every way out of a folder and back: what comes back is what went.
fn there_and_back(root: &Path, away: &[&str], home: &[&str]) {
    let before = tree(&root.join("files"));
    let dry = [away, &["--dry-run"]].concat();
    let output = aval(root, &dry);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(said.starts_with("2 fichiers à copier, 9 octets"), "{said}");
    for turn in [
        "2 fichiers copiés et relus, 0 y étaient",
        "0 fichiers copiés et relus, 2 y étaient",
    ] {
        let output = aval(root, away);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let said = text(&output.stdout);
        assert!(said.contains(turn), "{said}");
        assert!(said.contains(&format!("AVAL_FILES={}", away[3])), "{said}");
    }
    let output = aval(root, home);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(tree(&root.join("back")), before);
    assert_eq!(tree(&root.join("files")), before);
}

#[test]
fn files_go_to_an_encrypted_folder_and_come_back_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    deposit(root, "first");
    deposit(root, "more");
    let key = root.join("keys");
    fs::write(&key, format!("k1 {}\n", "ab".repeat(32))).unwrap();
    let (key, sealed) = (key.to_str().unwrap(), root.join("sealed"));
    let (sealed, back) = (sealed.to_str().unwrap(), root.join("back"));
    let back = back.to_str().unwrap();
    there_and_back(
        root,
        &["blobs", "move", "--to", sealed, "--to-seal-key-file", key],
        &[
            "blobs",
            "move",
            "--files",
            sealed,
            "--seal-key-file",
            key,
            "--to",
            back,
        ],
    );
    for (name, octets) in tree(Path::new(sealed)) {
        assert!(
            !octets.windows(5).any(|window| window == b"first"),
            "{name}"
        );
    }
    // And the service cannot be started on it by mistake.
    let output = aval(root, &["blobs", "scrub", "--files", sealed]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--seal-key-file"));
    let output = aval(root, &["blobs", "scrub", "--seal-key-file", key]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("aval blobs move"));
}

#[test]
fn a_spoilt_file_an_erased_one_and_one_address_twice_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let (first, erased) = (deposit(root, "first"), deposit(root, "secret"));
    let to = root.join("copy");
    let order = ["blobs", "move", "--to", to.to_str().unwrap()];
    assert_eq!(aval(root, &order).status.code(), Some(0));
    fs::remove_file(&erased).unwrap();
    fs::write(deposit(root, "second"), "s3cond").unwrap();
    let output = aval(root, &order);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    assert!(said.contains("altered\t"), "{said}");
    assert!(said.contains("erased\t"), "{said}");
    assert!(!said.contains("AVAL_FILES="), "{said}");
    fs::remove_file(deposit(root, "second")).unwrap();
    let drop = [&order[..], &["--drop-erased"]].concat();
    assert_eq!(aval(root, &drop).status.code(), Some(0));
    assert_eq!(tree(&to), tree(&root.join("files")));
    assert!(first.exists());
    let same = format!("file:{}", root.join("files").display());
    let output = aval(root, &["blobs", "move", "--to", &same]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("déjà à cette adresse"));
}

#[test]
fn a_file_of_keys_that_is_missing_or_wrong_is_what_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir(root.join("files")).unwrap();
    let wrong = root.join("wrong");
    fs::write(&wrong, "one line").unwrap();
    for (option, file, said) in [
        ("--seal-key-file", "absent", "Le fichier de clé"),
        ("--seal-key-file", "wrong", "64 chiffres hexadécimaux"),
        ("--s3-key-file", "absent", "Le fichier de clé"),
        ("--s3-key-file", "wrong", "il faut deux lignes"),
    ] {
        let file = root.join(file);
        let output = aval(root, &["blobs", "scrub", option, file.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2));
        let told = text(&output.stderr);
        assert!(told.contains(said), "{option}: {told}");
        assert!(!told.contains("peuvent pas être atteints"), "{told}");
    }
}

/// With the options of the program, and with the usual variables alone.
#[test]
fn files_go_to_a_bucket_and_come_back_as_they_were() {
    let Ok(endpoint) = std::env::var("AVAL_TEST_S3_ENDPOINT") else {
        eprintln!("skipped: AVAL_TEST_S3_ENDPOINT names no server");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    deposit(root, "first");
    deposit(root, "more");
    let (key, secret) = (root.join("s3"), root.join("keys"));
    fs::write(&key, "aval\naval-secret\n").unwrap();
    fs::write(&secret, format!("k1 {}\n", "ab".repeat(32))).unwrap();
    let (key, secret) = (key.to_str().unwrap(), secret.to_str().unwrap());
    let bucket = format!("s3://aval/{}", uuid::Uuid::new_v4());
    let back = root.join("back");
    let back = back.to_str().unwrap();
    let away = [
        "blobs",
        "move",
        "--to",
        &bucket,
        "--to-s3-endpoint",
        &endpoint,
        "--to-s3-key-file",
        key,
        "--to-seal-key-file",
        secret,
    ];
    let home = [
        "blobs",
        "move",
        "--files",
        &bucket,
        "--s3-endpoint",
        &endpoint,
        "--s3-key-file",
        key,
        "--seal-key-file",
        secret,
        "--to",
        back,
    ];
    there_and_back(root, &away, &home);
    fs::remove_dir_all(back).unwrap();

    let usual = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_aval"))
            .args(arguments)
            .env(
                "AVAL_DATABASE",
                format!("sqlite:{}", root.join("aval.db").display()),
            )
            .env("AVAL_FILES", root.join("files"))
            .env("AWS_ENDPOINT_URL", &endpoint)
            .env("AWS_ALLOW_HTTP", "true")
            .env("AWS_ACCESS_KEY_ID", "aval")
            .env("AWS_SECRET_ACCESS_KEY", "aval-secret")
            .output()
            .unwrap()
    };
    let other = format!("s3://aval/{}", uuid::Uuid::new_v4());
    let output = usual(&["blobs", "move", "--to", &other]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let output = usual(&["blobs", "move", "--to", "s3://avail/x"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("ne connaît pas ce bucket"));
}
