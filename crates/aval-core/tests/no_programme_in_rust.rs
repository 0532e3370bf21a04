//! A programme is data: the sources, templates and wordings of the house must not know the
//! first one. Tests, examples and benches may.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::path::{Path, PathBuf};

/// Words that only the first programme knows: its name, its bodies, its tools, its schemes,
/// its requirements.
const WORDS: [&str; 18] = [
    "segur", "ségur", "ans", "cnda", "gazelle", "mssante", "esante", "insi", "dmp", "apcv", "lgc",
    "dui", "paphdom", "drimbox", "ahi", "psc", "edc", "va2",
];

/// The folder of the programme that the binary serves when nobody names another one.
const DEFAULT_FOLDER: &str = "\"programmes/segur-v2\"";

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("tests") {
                files(&path, found);
            }
        } else if path.extension().is_some_and(|kind| {
            ["rs", "html", "ftl", "sql"]
                .iter()
                .any(|known| kind == *known)
        }) && !path.ends_with("tests.rs")
        {
            found.push(path);
        }
    }
}

/// What a reader of the code would call its content: comments and unit tests left out.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .filter(|(_, line)| !line.trim_start().starts_with("//") && !line.starts_with('#'))
}

fn knows(line: &str) -> Option<String> {
    let line = line.replace(DEFAULT_FOLDER, "").to_lowercase();
    line.split(|c: char| !c.is_alphanumeric())
        .find(|word| WORDS.contains(word))
        .map(str::to_owned)
}

#[test]
fn no_source_knows_the_first_programme() {
    let mut sources = Vec::new();
    for crate_folder in std::fs::read_dir(crates()).unwrap() {
        let folder = crate_folder.unwrap().path();
        for part in ["src", "templates", "locales", "migrations"] {
            files(&folder.join(part), &mut sources);
        }
    }
    assert!(sources.len() > 100, "the sources are not found any more");
    let mut knowing = Vec::new();
    for path in sources {
        let text = std::fs::read_to_string(&path).unwrap();
        for (index, line) in code(&text) {
            if let Some(word) = knows(line) {
                knowing.push(format!("{}:{}: {word}", path.display(), index + 1));
            }
        }
    }
    assert!(knowing.is_empty(), "{}", knowing.join("\n"));
}

#[test]
fn a_word_of_the_first_programme_is_seen_whatever_its_dress() {
    for line in [
        "if scheme == \"DUI-AHI\" {",
        "let ask = \"SC.PSC.14\";",
        "fn gazelle_link() {}",
        "label = Ségur numérique",
        "const OTHER: &str = \"programmes/segur-v3\";",
    ] {
        assert!(knows(line).is_some(), "{line}");
    }
    for line in [
        "let answers = 1;",
        "default_value = \"programmes/segur-v2\"",
    ] {
        assert_eq!(knows(line), None, "{line}");
    }
    let text = "let a = 1;\n// SC.PSC.14\n#[cfg(test)]\nmod tests { \"LGC\" }\n";
    assert!(code(text).all(|(_, line)| knows(line).is_none()));
}
