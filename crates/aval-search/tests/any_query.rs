//! Any text is a query, and gets an answer.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails loudly"
)]

mod common;

use std::sync::LazyLock;

use aval_search::{Base, Known, Search, to_html};
use proptest::prelude::*;

static SEARCH: LazyLock<Search> = LazyLock::new(|| Search::new(&common::base()).unwrap());

fn ask(text: &str) {
    let outcome = SEARCH.search(text);
    for hit in outcome.hits.iter().take(3) {
        assert!(hit.score.is_finite());
        for passage in SEARCH.passages(&outcome, &hit.entry.slug) {
            assert!(!passage.pieces.is_empty());
        }
        let title: String = SEARCH
            .title(&outcome, hit.entry)
            .pieces
            .into_iter()
            .map(|piece| piece.text)
            .collect();
        assert_eq!(title, hit.entry.question);
    }
    SEARCH.suggest(text, 5);
}

#[test]
fn long_and_strange_texts_are_answered() {
    let alphabet: String = ('\u{0}'..='\u{24f}').collect();
    for text in [
        "é".repeat(10_000),
        "pentset ".repeat(1_250),
        "a.".repeat(5_000),
        "gen18/".repeat(1_700),
        "1 ".repeat(5_000),
        "x".repeat(10_000),
        alphabet,
        "question:(a OR b)^9 AND \"test\"~2 [1 TO *] /re.*/ \\".to_owned(),
        "\u{202e}تعذر إيداع الملف\u{202c}".to_owned(),
        "👩‍⚕️ 🧾 e\u{301}\u{301}\u{301}".to_owned(),
        "' OR 1=1 --".to_owned(),
        "%00%ff\0\u{7f}\r\n\t".to_owned(),
    ] {
        ask(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_answered(text in "\\PC{0,200}|.{0,300}|[a-z0-9./ '’-]{0,400}") {
        ask(&text);
    }

    #[test]
    fn any_octets_are_read_as_an_entry_or_told(octets in proptest::collection::vec(any::<u8>(), 0..600)) {
        let mut files = common::bicycles();
        let mut entry = b"+++\nslug = \"x\"\n".to_vec();
        entry.extend(&octets);
        files.insert("entries/x.md".to_owned(), entry);
        files.insert("entries/y.md".to_owned(), octets);
        let (base, findings) = Base::read(&files, &Known::default());
        prop_assert_eq!(base.entries.len(), 3);
        prop_assert!(findings.iter().all(|finding| finding.file.starts_with("entries/")));
    }

    #[test]
    fn any_answer_is_drawn_without_scripts(text in "([<>a-z\"'= /()\\[\\]:!&;#-]|script|javascript:|onload=|\n){0,80}") {
        let html = to_html(&text).to_lowercase();
        prop_assert!(!html.contains("<script"));
        prop_assert!(!html.contains("href=\"javascript"));
        prop_assert!(!html.contains("<img"));
    }
}
