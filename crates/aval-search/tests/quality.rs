//! The answer is in the first three: the bars of the house, on queries graded by hand.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails loudly"
)]

mod common;

use aval_search::{
    Search,
    evaluation::{Exam, evaluate},
};

fn bars(set: &str) {
    let path = common::folder().join("faq-eval").join(set);
    let exam: Exam = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let search = Search::new(&common::base()).unwrap();
    let marks = evaluate(&search, &exam);
    assert!(
        marks.ndcg_at_10 >= 0.85,
        "{set}: nDCG@10 {}",
        marks.ndcg_at_10
    );
    assert!(
        marks.success_at_3 >= 0.90,
        "{set}: success@3 {}",
        marks.success_at_3
    );
}

#[test]
fn known_queries_find_their_answer() {
    bars("dev.json");
}

#[test]
fn queries_that_tuned_nothing_find_their_answer() {
    bars("held-out.json");
}
