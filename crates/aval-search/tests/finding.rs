//! What somebody who searches relies on, on a FAQ that has nothing to do with the project's.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails loudly"
)]

mod common;

use aval_search::{Base, Known, Search};
use common::bicycles;

fn search() -> Search {
    let (base, findings) = Base::read(&bicycles(), &Known::default());
    assert_eq!(findings, []);
    Search::new(&base).unwrap()
}

fn first(text: &str) -> Option<String> {
    let search = search();
    let outcome = search.search(text);
    outcome.hits.first().map(|hit| hit.entry.slug.clone())
}

#[track_caller]
fn finds(text: &str, slug: &str) {
    assert_eq!(first(text).as_deref(), Some(slug), "{text}");
}

#[test]
fn accents_case_number_and_apostrophes_do_not_count() {
    for text in [
        "chaine",
        "CHAÎNES",
        "la chaîne",
        "graissée",
        "cha\u{ee}ne\u{a0}?",
    ] {
        finds(text, "graisser-chaine");
    }
}

#[test]
fn an_identifier_is_found_whole_and_in_parts() {
    for text in ["FR.EI/N.12", "n 12", "ei n12", "fr ei n 12", "fr.ei/n.12"] {
        finds(text, "regler-freins");
    }
}

#[test]
fn a_synonym_counts_as_the_word() {
    finds("boyau", "changer-pneu");
    finds("my bike", "changer-pneu");
}

#[test]
fn a_word_may_lead_to_another() {
    finds("crevaison", "changer-pneu");
}

#[test]
fn typing_mistakes_are_read_right_and_said() {
    finds("chainne", "graisser-chaine");
    finds("graiser", "graisser-chaine");
    let search = search();
    let outcome = search.search("kilometrse");
    assert_eq!(outcome.hits[0].entry.slug, "graisser-chaine");
    assert_eq!(outcome.corrections[0].read, "kilometres");
}

#[test]
fn the_beginning_of_a_word_is_enough_while_typing() {
    let search = search();
    let found = search.suggest("comment régler les fr", 5);
    assert_eq!(found[0].slug, "regler-freins");
    let marked: Vec<&str> = found[0]
        .question
        .pieces
        .iter()
        .filter(|piece| piece.marked)
        .map(|piece| piece.text.as_str())
        .collect();
    assert_eq!(marked, ["régler", "freins"]);
}

#[test]
fn passages_mark_what_was_looked_for_and_keep_the_text() {
    let search = search();
    let outcome = search.search("pluie");
    let passages = search.passages(&outcome, "graisser-chaine");
    let text: String = passages[0]
        .pieces
        .iter()
        .map(|piece| piece.text.as_str())
        .collect();
    assert_eq!(text, "Tous les 300 kilomètres, plus souvent sous la pluie.");
    let marked: Vec<&str> = passages[0]
        .pieces
        .iter()
        .filter(|piece| piece.marked)
        .map(|piece| piece.text.as_str())
        .collect();
    assert_eq!(marked, ["pluie"]);
}

#[test]
fn nothing_found_gives_what_looks_like_it() {
    let search = search();
    let outcome = search.search("dégraissage");
    assert!(outcome.hits.is_empty());
    assert_eq!(outcome.unknown, ["degraissage"]);
    assert_eq!(outcome.nearest[0].entry.slug, "graisser-chaine");
}

#[test]
fn noise_finds_nothing_and_says_so() {
    let search = search();
    for text in ["", "   ", "???", "🦀🦀", "qzxw"] {
        assert!(search.search(text).hits.is_empty(), "{text:?}");
    }
}

#[test]
fn archived_entries_are_not_found() {
    let mut files = bicycles();
    let octets = files.get_mut("entries/regler-freins.md").unwrap();
    let text = String::from_utf8(octets.clone()).unwrap();
    *octets = text.replace("\"published\"", "\"archived\"").into_bytes();
    let (base, _) = Base::read(&files, &Known::default());
    let search = Search::new(&base).unwrap();
    assert!(search.search("freins").hits.is_empty());
    assert_eq!(search.entries().count(), 2);
}

#[test]
fn an_entry_to_confirm_is_found() {
    let mut files = bicycles();
    let octets = files.get_mut("entries/regler-freins.md").unwrap();
    let text = String::from_utf8(octets.clone()).unwrap();
    *octets = text.replace("\"published\"", "\"to_confirm\"").into_bytes();
    let (base, _) = Base::read(&files, &Known::default());
    let search = Search::new(&base).unwrap();
    assert_eq!(search.search("freins").hits.len(), 1);
}

#[test]
fn entries_that_say_nearly_the_same_are_told() {
    let mut files = bicycles();
    let octets = files.get("entries/regler-freins.md").unwrap();
    let text = String::from_utf8(octets.clone()).unwrap();
    let copy = text.replace("regler-freins", "serrer-freins").replace(
        "Comment régler les freins",
        "Comment faut-il régler ses freins",
    );
    files.insert("entries/serrer-freins.md".to_owned(), copy.into_bytes());
    let (base, _) = Base::read(&files, &Known::default());
    let search = Search::new(&base).unwrap();
    let pairs = search.near_duplicates(0.6);
    assert_eq!(pairs.len(), 1);
    let slugs = (pairs[0].one.slug.as_str(), pairs[0].other.slug.as_str());
    assert_eq!(slugs, ("regler-freins", "serrer-freins"));
    let alike = search.alike("Quand mettre de la graisse sur la chaîne ?", "", 1);
    assert_eq!(alike[0].0.slug, "graisser-chaine");
}
