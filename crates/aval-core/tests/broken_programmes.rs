//! Each folder of `tests/programmes/broken` holds one kind of mistakes. What is expected
//! stands in the data: after `# <-` on the line of the mistake, and in `expected.txt` for
//! whole files and for CSV.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use aval_core::programme::{Finding, Programme, Severity};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/programmes")
        .join(name)
}

fn findings(folder: &Path) -> Vec<Finding> {
    let files = |path: &str| std::fs::read(folder.join(path)).ok();
    match Programme::read(&files) {
        Ok((_, findings)) | Err(findings) => findings,
    }
}

/// `file:line severity code`, or without the line for a whole file.
fn told(finding: &Finding) -> String {
    let line = finding.line.map(|line| format!(":{line}"));
    let severity = match finding.severity() {
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    format!(
        "{}{} {severity} {}",
        finding.file,
        line.unwrap_or_default(),
        finding.code()
    )
}

fn expected(folder: &Path) -> Vec<String> {
    let mut expected: Vec<String> = std::fs::read_to_string(folder.join("expected.txt"))
        .unwrap_or_default()
        .lines()
        .map(str::to_owned)
        .collect();
    let programme = std::fs::read(folder.join("programme.toml")).unwrap_or_default();
    for (index, line) in String::from_utf8_lossy(&programme).lines().enumerate() {
        let marks = line.split_once("# <- ").map_or("", |(_, marks)| marks);
        for mark in marks.split(", ").filter(|mark| !mark.is_empty()) {
            expected.push(format!("programme.toml:{} {mark}", index + 1));
        }
    }
    expected.sort();
    expected
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder("broken"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    cases
}

#[test]
fn each_mistake_is_told_where_it_stands_and_nothing_else_is() {
    let mut wrong = Vec::new();
    for case in cases() {
        let mut found: Vec<String> = findings(&case).iter().map(told).collect();
        found.sort();
        let expected = expected(&case);
        if found != expected {
            let name = case.file_name().unwrap().to_string_lossy().into_owned();
            wrong.push(format!("{name}: found {found:#?}, expected {expected:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_a_case() {
    let source = include_str!("../src/programme/mistake.rs");
    let source = source.split_once("pub fn code(").unwrap().1;
    let source = source.split_once("pub fn french(").unwrap().0;
    let codes: BTreeSet<&str> = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Self::"))
        .filter_map(|arm| arm.split_once("=> \"")?.1.strip_suffix("\","))
        .collect();
    assert!(codes.len() > 40, "the codes are not found any more");
    let mut seen: BTreeSet<&str> = cases()
        .iter()
        .flat_map(|case| findings(case))
        .map(|finding| finding.code())
        .collect();
    // A file of this size has no place among the sources: see the next test.
    seen.insert("file_too_large");
    let without: Vec<_> = codes.difference(&seen).collect();
    assert!(without.is_empty(), "no case for {without:?}");
}

#[test]
fn a_file_out_of_proportion_is_not_even_read() {
    let huge = |path: &str| (path == "programme.toml").then(|| vec![b'#'; 4 * 1024 * 1024 + 1]);
    let found: Vec<String> = Programme::read(&huge)
        .unwrap_err()
        .iter()
        .map(told)
        .collect();
    assert_eq!(found, ["programme.toml error file_too_large"]);
}

#[test]
fn a_column_leads_to_the_value_itself() {
    let text = "[programme]\ncode = \"x\"\nname = \"é\"\nillustrative = \"é\" # and not a text\n";
    let files = |path: &str| (path == "programme.toml").then(|| text.as_bytes().to_vec());
    let findings = Programme::read(&files).unwrap_err();
    assert_eq!((findings[0].line, findings[0].column), (Some(4), Some(16)));
}

#[test]
fn sentences_say_something_in_both_languages_with_their_typography() {
    for finding in cases().iter().flat_map(|case| findings(case)) {
        let (french, english) = (finding.french(), finding.english());
        for said in [&french, &english] {
            assert!(said.ends_with(['.', '?', ')']), "{said}");
            assert!(!said.contains("  ") && !said.contains('\''), "{said}");
            assert!(!said.chars().any(|c| c.is_control()), "{said:?}");
        }
        assert_ne!(french, english);
        for (index, mark) in french.match_indices([';', ':', '!', '?', '»']) {
            let before = french.get(..index).unwrap().chars().next_back();
            let rest = french.get(index + mark.len()..).unwrap();
            let inside_a_value = rest.starts_with(|c: char| c.is_ascii_digit());
            let doubled = matches!(before, Some('?' | ':' | '('));
            assert!(
                matches!(before, Some('\u{a0}' | '\u{202f}')) || inside_a_value || doubled,
                "{french:?}"
            );
        }
        assert!(
            !french.contains("« ") && !english.contains(" ."),
            "{french:?} {english:?}"
        );
    }
}

mod any_change {
    use proptest::prelude::*;

    use super::*;

    /// The first programme with a few lines lost, doubled, cut short or mixed up.
    fn damaged() -> impl Strategy<Value = String> {
        let path = folder("../../../../programmes/segur-v2/programme.toml");
        let lines: Vec<String> = std::fs::read_to_string(path)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect();
        let damage = (0..lines.len(), 0..lines.len(), 0u8..5);
        prop::collection::vec(damage, 1..6).prop_map(move |damages| {
            let mut lines = lines.clone();
            for (at, other, kind) in damages {
                let (at, other) = (at % lines.len(), other % lines.len());
                match kind {
                    0 => {
                        lines.remove(at);
                    }
                    1 => lines.insert(at, lines[other].clone()),
                    2 => {
                        let half = lines[at].chars().count() / 2;
                        lines[at] = lines[at].chars().take(half).collect();
                    }
                    3 => lines.swap(at, other),
                    _ => lines[at] = lines[at].replace(['"', '='], ""),
                }
            }
            lines.join("\n")
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn is_told_within_the_file_and_breaks_nothing(text in damaged()) {
            let root = folder("../../../../programmes/segur-v2");
            let files = |path: &str| match path {
                "programme.toml" => Some(text.clone().into_bytes()),
                other => std::fs::read(root.join(other)).ok(),
            };
            let height = text.lines().count() + 1;
            match Programme::read(&files) {
                Ok((_, findings)) => {
                    prop_assert!(findings.iter().all(|one| one.severity() == Severity::Warning));
                }
                Err(findings) => {
                    prop_assert!(findings.iter().any(Finding::is_error));
                    for finding in findings.iter().filter(|one| one.file == "programme.toml") {
                        prop_assert!(finding.line.is_none_or(|line| line <= height));
                        prop_assert!(!finding.french().is_empty() && !finding.english().is_empty());
                    }
                }
            }
        }
    }
}
