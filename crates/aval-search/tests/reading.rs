//! Mistakes of a FAQ folder name their file and their line, and lose nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails loudly"
)]

mod common;

use aval_search::{Base, Known};
use common::{bicycles, codes};

/// File, line, code.
type Told = Vec<(String, Option<usize>, &'static str)>;

fn after(change: impl FnOnce(&mut String)) -> (Base, Told) {
    let mut files = bicycles();
    let octets = files.get_mut("entries/regler-freins.md").unwrap();
    let mut text = String::from_utf8(octets.clone()).unwrap();
    change(&mut text);
    *octets = text.into_bytes();
    let (base, findings) = Base::read(&files, &Known::default());
    let codes = codes(&findings);
    (base, codes)
}

fn replaced(from: &str, to: &str) -> Told {
    let (base, findings) = after(|text| {
        assert!(text.contains(from));
        *text = text.replace(from, to);
    });
    assert!(base.entries.len() >= 2, "the other entries stay");
    findings
}

fn at(line: usize, code: &'static str) -> Told {
    vec![("entries/regler-freins.md".to_owned(), Some(line), code)]
}

#[test]
fn the_projects_own_entries_are_read() {
    assert_eq!(common::base().entries.len(), 150);
}

#[test]
fn a_mistake_names_its_line() {
    assert_eq!(
        replaced("slug = \"regler-freins\"\n", ""),
        at(2, "faq.missing_key")
    );
    assert_eq!(
        replaced("\"regler-freins\"", "\"Régler\""),
        at(2, "faq.wrong_slug")
    );
    assert_eq!(
        replaced("\"regler-freins\"", "\"regler\""),
        at(2, "faq.slug_is_not_file_name")
    );
    assert_eq!(
        replaced("themes = [\"atelier\"]", "themes = \"atelier\""),
        at(4, "faq.wrong_kind")
    );
    assert_eq!(
        replaced("themes = [\"atelier\"]", "themes = [\"cuisine\"]"),
        at(4, "faq.unknown_code")
    );
    assert_eq!(replaced("2026-01-15", "2026-02-31"), at(10, "faq.toml"));
    assert_eq!(replaced("2026-01-15", "\"hier\""), at(10, "faq.wrong_date"));
    assert_eq!(
        replaced("\"published\"", "\"public\""),
        at(11, "faq.unknown_status")
    );
    assert_eq!(
        replaced("\"Comment régler les freins ?\"", "\" \""),
        at(3, "faq.empty")
    );
    assert_eq!(replaced("requirements =", "requirement ="), {
        let mut both = at(9, "faq.unknown_key");
        both.insert(0, at(2, "faq.missing_key").remove(0));
        both
    });
    assert_eq!(replaced("Serrez", "<b>Serrez</b>"), at(14, "faq.raw_html"));
}

#[test]
fn the_marks_of_the_front_matter_are_needed() {
    assert_eq!(
        after(|text| text.replace_range(..4, "")).1,
        at(1, "faq.no_front_matter")
    );
    let (_, findings) = after(|text| *text = text.replacen("\n+++\n", "\n", 1));
    assert_eq!(findings, at(13, "faq.front_matter_not_closed"));
}

#[test]
fn octets_that_are_no_text_are_told() {
    let mut files = bicycles();
    files.insert("entries/x.md".to_owned(), vec![0xff, 0xfe]);
    let (base, findings) = Base::read(&files, &Known::default());
    assert_eq!(base.entries.len(), 3);
    assert_eq!(
        findings
            .iter()
            .map(|finding| finding.code())
            .collect::<Vec<_>>(),
        ["faq.not_utf8"]
    );
}

#[test]
fn an_address_serves_once() {
    let mut files = bicycles();
    let copy = files.get("entries/regler-freins.md").unwrap().clone();
    files.insert("entries/a/regler-freins.md".to_owned(), copy);
    let (base, findings) = Base::read(&files, &Known::default());
    assert_eq!(base.entries.len(), 3);
    assert_eq!(
        findings
            .iter()
            .map(|finding| finding.code())
            .collect::<Vec<_>>(),
        ["faq.duplicate_slug"]
    );
}

#[test]
fn codes_of_the_programme_are_checked_when_known() {
    let known = Known {
        requirements: Some(["AUTRE.01".to_owned()].into()),
        ..Known::default()
    };
    let (_, findings) = Base::read(&bicycles(), &known);
    assert_eq!(findings.len(), 3);
    assert_eq!(findings[0].code(), "faq.unknown_code");
    assert_eq!(findings[0].line, Some(9));
}

#[test]
fn an_explanation_names_an_entry_and_codes_of_the_service() {
    let mut files = bicycles();
    let text = "schema = \"aval.faq-explanations/1\"\n[[explained]]\nentry = \"changer-pneu\"\ncodes = [\"flat\", \"worn\"]\n\n[[explained]]\nentry = \"repeindre\"\ncodes = [\n    \"rust\",\n    \"flat\",\n]\n";
    files.insert("explanations.toml".to_owned(), text.as_bytes().to_vec());
    let known = Known {
        codes: Some(["flat".to_owned(), "rust".to_owned()].into()),
        ..Known::default()
    };
    let (base, findings) = Base::read(&files, &known);
    let told = |line, code| ("explanations.toml".to_owned(), Some(line), code);
    assert_eq!(
        codes(&findings),
        [
            told(10, "faq.duplicate_code"),
            told(7, "faq.unknown_entry"),
            told(4, "faq.unknown_code"),
        ]
    );
    assert_eq!(base.explanations["flat"], "changer-pneu");
}

#[test]
fn a_requirement_is_mentioned_by_its_whole_name_or_that_of_its_scenario() {
    let (base, _) = Base::read(&bicycles(), &Known::default());
    let mut entry = base.entries[0].clone();
    entry.requirements.clear();
    for (answer, mentions) in [
        ("Voir FR.EI/N.12.", true),
        ("Voir FR.EI/N.12.03 (scénario)", true),
        ("« FR.EI/N.12 »", true),
        ("Voir FR.EI/N.123.", false),
        ("Voir AFR.EI/N.12.", false),
        ("Voir X/FR.EI/N.12.", false),
        ("Rien.", false),
    ] {
        entry.answer = answer.to_owned();
        assert_eq!(entry.mentions("FR.EI/N.12"), mentions, "{answer}");
    }
    assert!(!entry.mentions(""));
    entry.requirements.push("FR.EI/N.12".to_owned());
    assert!(entry.mentions("FR.EI/N.12"));
}

#[test]
fn a_contact_must_be_an_entry() {
    let mut files = bicycles();
    let taxonomy = files.get_mut("taxonomy.toml").unwrap();
    let text = String::from_utf8(taxonomy.clone()).unwrap();
    *taxonomy = text
        .replace(
            "label = \"Atelier\"",
            "label = \"Atelier\"\ncontact = \"personne\"",
        )
        .into_bytes();
    let (_, findings) = Base::read(&files, &Known::default());
    assert_eq!(
        codes(&findings),
        [("taxonomy.toml".to_owned(), Some(5), "faq.unknown_contact")]
    );
}
