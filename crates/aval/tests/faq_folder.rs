//! The FAQ leaves an installation and comes back byte for byte; a mistake in one file brings
//! nothing in and names its line.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn programme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes/segur-v2")
}

fn aval(home: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, .. } = Command::new(env!("CARGO_BIN_EXE_aval"))
        .args(arguments)
        .env(
            "AVAL_DATABASE",
            format!("sqlite:{}", home.join("aval.db").display()),
        )
        .env("AVAL_FILES", home.join("files"))
        .env("AVAL_PROGRAMME", programme())
        .output()
        .unwrap();
    (status.code(), String::from_utf8(stdout).unwrap())
}

fn entries(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder.join("entries"))
        .unwrap()
        .map(|file| {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read(path).unwrap())
        })
        .collect()
}

/// An editor begins a draft.
fn edit(home: &Path, slug: &str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let database = format!("sqlite:{}", home.join("aval.db").display());
        let store = aval_store::Store::open(&database).await.unwrap();
        let held = store.faq_text(slug).await.unwrap().unwrap();
        let draft = aval_store::FaqAct::Save("En cours.");
        let by = aval_store::FaqAuthor {
            id: uuid::Uuid::from_u128(7),
            name: "Ana".to_owned(),
        };
        let now = jiff::Timestamp::UNIX_EPOCH;
        store
            .faq_write(slug, held.version, &draft, &by, now)
            .await
            .unwrap();
        store.close().await;
    });
}

fn last_line(said: &str) -> &str {
    said.lines().last().unwrap_or_default()
}

#[test]
fn the_faq_leaves_and_comes_back_byte_for_byte() {
    let home = tempfile::tempdir().unwrap();
    let delivered = programme().join("faq");
    let count = entries(&delivered).len();
    let from = delivered.to_str().unwrap();

    let (code, said) = aval(home.path(), &["faq", "import", "--dry-run", from]);
    assert_eq!(code, Some(0), "{said}");
    assert!(last_line(&said).starts_with(&format!("{count} nouvelles, 0 différentes")));
    let (code, said) = aval(home.path(), &["faq", "import", from]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        last_line(&said).starts_with(&format!("{count} ajoutées")),
        "{said}"
    );

    let out = home.path().join("git/faq");
    let to = out.to_str().unwrap();
    let (code, said) = aval(home.path(), &["faq", "export", to]);
    assert_eq!(
        (code, last_line(&said)),
        (Some(0), format!("{count} entrées écrites.").as_str())
    );
    assert_eq!(entries(&out), entries(&delivered));
    assert_eq!(
        fs::read(out.join("taxonomy.toml")).unwrap(),
        fs::read(delivered.join("taxonomy.toml")).unwrap()
    );

    // One word changed in Git is one entry changed, and nothing else.
    let changed = entries(&out).into_keys().next().unwrap();
    let path = out.join("entries").join(&changed);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        format!("{}\n\nUne phrase de plus.\n", text.trim_end()),
    )
    .unwrap();
    let (_, said) = aval(home.path(), &["faq", "import", "--dry-run", to]);
    assert!(
        last_line(&said).starts_with("0 nouvelles, 1 différentes"),
        "{said}"
    );
    let (_, said) = aval(home.path(), &["faq", "import", to]);
    assert!(
        last_line(&said).starts_with("0 ajoutées, 1 mises à jour, 0 en attente"),
        "{said}"
    );
    let (_, said) = aval(home.path(), &["faq", "import", to]);
    assert!(
        last_line(&said).starts_with("0 ajoutées, 0 mises à jour, 0 en attente"),
        "{said}"
    );

    // What was edited there is told beforehand, waits, and is told to wait.
    edit(home.path(), changed.strip_suffix(".md").unwrap());
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\nEt une autre.\n")).unwrap();
    let (_, said) = aval(home.path(), &["faq", "import", "--dry-run", to]);
    assert!(
        last_line(&said).contains("1 à mettre en attente, 0 déjà en attente"),
        "{said}"
    );
    let (_, said) = aval(home.path(), &["faq", "import", to]);
    assert!(last_line(&said).contains("1 en attente"), "{said}");
    let (_, said) = aval(home.path(), &["faq", "import", "--dry-run", to]);
    assert!(said.contains("attend déjà un rédacteur"), "{said}");
    assert!(
        last_line(&said).contains("0 à mettre en attente, 1 déjà en attente"),
        "{said}"
    );

    // A file that is no longer published is named and left.
    fs::write(out.join("entries/ancienne.md"), "x").unwrap();
    let (_, said) = aval(home.path(), &["faq", "export", to]);
    assert!(said.contains("entries/ancienne.md"), "{said}");
    assert!(out.join("entries/ancienne.md").exists());
}

#[test]
fn one_mistake_brings_nothing_in_and_names_its_line() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("faq");
    fs::create_dir_all(folder.join("entries")).unwrap();
    fs::copy(
        programme().join("faq/taxonomy.toml"),
        folder.join("taxonomy.toml"),
    )
    .unwrap();
    let mut good = entries(&programme().join("faq"));
    let (name, octets) = good.pop_first().unwrap();
    fs::write(folder.join("entries").join(name), octets).unwrap();
    fs::write(
        folder.join("entries/cassee.md"),
        "+++\ntitle = \"Sans fin\n+++\nTexte\n",
    )
    .unwrap();
    let (code, said) = aval(home.path(), &["faq", "import", folder.to_str().unwrap()]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("entries/cassee.md:2"), "{said}");
    assert_eq!(last_line(&said), "Rien n’a été importé.");
    let (_, said) = aval(
        home.path(),
        &["faq", "export", home.path().join("out").to_str().unwrap()],
    );
    assert_eq!(last_line(&said), "0 entrées écrites.");
}
