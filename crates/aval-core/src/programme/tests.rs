//! The first programme loads without a word; wrong programmes name each mistake.

use std::path::Path;

use super::*;

fn first_programme(path: &str) -> Option<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes/segur-v2");
    std::fs::read(root.join(path)).ok()
}

#[test]
fn the_first_programme_loads_without_any_finding() {
    let (programme, findings) = Programme::read(&first_programme).unwrap_or_else(|findings| {
        panic!("{findings:#?}");
    });
    assert_eq!(findings, []);
    assert_eq!(programme.code, "segur-v2");
    assert_eq!(programme.schemes.len(), 14);
    assert_eq!(programme.proof_requirements.len(), 372);
    let lgc = "LGC".into();
    let (_, at) = programme
        .milestone(&lgc, "deposit", MilestoneKind::Deposit)
        .unwrap();
    assert_eq!(at.to_string(), "2027-03-31T12:00:00Z");
}

fn findings(toml: &'static str) -> Vec<(Option<usize>, &'static str)> {
    let files = move |path: &str| (path == "programme.toml").then(|| toml.as_bytes().to_vec());
    match Programme::read(&files) {
        Ok((_, findings)) | Err(findings) => findings
            .into_iter()
            .map(|finding| (finding.line, finding.code()))
            .collect(),
    }
}

#[test]
fn every_mistake_is_named_with_its_line() {
    let found = findings(
        "[programme]\ncode = \"x\"\nname = \"X\"\ntimezone = \"Mars/Olympus\"\n\
         [[sectors]]\ncode = \"A\"\nlabel = \"A\"\n\
         [[schemes]]\ncode = \"S\"\nsector = \"B\"\nlabel = \"S\"\n\
         [[schemes]]\ncode = \"S\"\nsector = \"A\"\nlabell = \"S\"\n\
         [[profilles]]\ncode = \"p\"\n",
    );
    assert_eq!(
        found,
        [
            (Some(4), "unknown_time_zone"),
            (Some(10), "unknown_reference"),
            (Some(12), "missing_key"),
            (Some(13), "duplicate_code"),
            (Some(15), "unknown_key"),
            (Some(16), "unknown_key"),
        ]
    );
}

#[test]
fn a_broken_file_and_an_absent_one_are_told_apart() {
    assert_eq!(findings("[programme\n")[0].1, "toml_syntax");
    let nothing = |_: &str| None;
    assert_eq!(
        Programme::read(&nothing).unwrap_err()[0].code(),
        "file_missing"
    );
    let latin = |_: &str| Some(vec![b'#', 0xe9]);
    assert_eq!(Programme::read(&latin).unwrap_err()[0].code(), "not_utf8");
}

#[test]
fn a_condition_that_names_nothing_known_is_a_mistake() {
    let found = findings(
        "[programme]\ncode = \"x\"\nname = \"X\"\n\
         [[declarations]]\ncode = \"hosting\"\nlabel = \"H\"\n\
         [[applicability]]\nrequirement = \"R.1\"\nwhen = \"declaration.hostin\"\neffect = \"applies_only_when\"\n",
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1, "unknown_reference");
}

#[test]
fn a_milestone_before_the_opening_is_a_mistake() {
    let found = findings(
        "[programme]\ncode = \"x\"\nname = \"X\"\n[[sectors]]\ncode = \"A\"\nlabel = \"A\"\n\
         [[schemes]]\ncode = \"S\"\nsector = \"A\"\nlabel = \"S\"\n\
         [[milestones]]\ncode = \"open\"\nlabel = \"O\"\nkind = \"opening\"\nschemes = [\"S\"]\nat = 2026-06-08T09:00:00\n\
         [[milestones]]\ncode = \"close\"\nlabel = \"C\"\nkind = \"deposit\"\nschemes = [\"*\"]\nat = 2026-06-01T09:00:00\n",
    );
    assert_eq!(found, [(Some(22), "milestone_order")]);
}

mod any_text {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn never_breaks_the_reader(text in "(\\[\\[?(programme|schemes|forms)\\]\\]?|code = .{0,8}|.{0,12}\n){0,12}") {
            let files = |path: &str| (path == "programme.toml").then(|| text.clone().into_bytes());
            let _ = Programme::read(&files);
        }
    }
}
