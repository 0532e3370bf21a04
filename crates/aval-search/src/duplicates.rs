//! Entries that say nearly the same, and entries that resemble a text being written.

use std::collections::HashMap;

use crate::{
    base::Entry,
    index::{Indexed, Store},
    search::Search,
};

/// Two entries and how much they are alike.
#[derive(Clone, Debug)]
pub struct Alike<'s> {
    /// One of them.
    pub one: &'s Entry,
    /// The other.
    pub other: &'s Entry,
    /// From 0, nothing in common, to 1, the same words as often.
    pub likeness: f32,
}

/// A question counts as much as that many of its words in the answer.
const QUESTION: f32 = 3.0;

/// The weight of each term of a text; their squares add up to 1.
type Vector = HashMap<String, f32>;

impl Search {
    /// Every pair of entries at least that alike, the most alike first.
    pub fn near_duplicates(&self, least: f32) -> Vec<Alike<'_>> {
        let store = self.store();
        let vectors: Vec<(&Entry, Vector)> = store
            .entries
            .iter()
            .map(|indexed| (&indexed.entry, of_entry(store, indexed)))
            .collect();
        let mut found = Vec::new();
        for (rank, (one, vector)) in vectors.iter().enumerate() {
            for (other, compared) in vectors.iter().skip(rank + 1) {
                let likeness = likeness(vector, compared);
                if likeness >= least {
                    found.push(Alike {
                        one,
                        other,
                        likeness,
                    });
                }
            }
        }
        found.sort_by(|one, other| other.likeness.total_cmp(&one.likeness));
        found
    }

    /// The entries most like a question and an answer being written, with their likeness.
    pub fn alike(&self, question: &str, answer: &str, most: usize) -> Vec<(&Entry, f32)> {
        let store = self.store();
        let answer: Vec<String> = crate::markdown::blocks(answer)
            .into_iter()
            .flat_map(|block| store.lexicon.terms(&block.text))
            .map(|term| term.text)
            .collect();
        let written = vector(store, question, answer.iter().map(String::as_str));
        let mut found: Vec<(&Entry, f32)> = store
            .entries
            .iter()
            .map(|indexed| {
                let likeness = likeness(&written, &of_entry(store, indexed));
                (&indexed.entry, likeness)
            })
            .filter(|(_, likeness)| *likeness > 0.0)
            .collect();
        found.sort_by(|one, other| other.1.total_cmp(&one.1));
        found.truncate(most);
        found
    }
}

fn of_entry(store: &Store, indexed: &Indexed) -> Vector {
    let answer = indexed.blocks.iter().flat_map(|block| &block.terms);
    let answer = answer.map(|term| term.text.as_str());
    vector(store, &indexed.entry.question, answer)
}

fn vector<'t>(store: &Store, question: &str, answer: impl Iterator<Item = &'t str>) -> Vector {
    let mut counts = Vector::new();
    for term in store.lexicon.terms(question) {
        *counts.entry(term.text).or_default() += QUESTION;
    }
    for term in answer {
        *counts.entry(term.to_owned()).or_default() += 1.0;
    }
    let entries = store.entries.len() as f32;
    for (term, weight) in &mut counts {
        let known = store.frequencies.get(term).copied().unwrap_or(1);
        // Often in this text, seldom in others.
        *weight = (1.0 + weight.ln()).max(0.0) * (1.0 + entries / known as f32).ln();
    }
    let length = counts.values().map(|weight| weight * weight).sum::<f32>();
    let length = length.sqrt().max(f32::MIN_POSITIVE);
    for weight in counts.values_mut() {
        *weight /= length;
    }
    counts
}

fn likeness(one: &Vector, other: &Vector) -> f32 {
    let (small, large) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    small
        .iter()
        .filter_map(|(term, weight)| Some(weight * large.get(term)?))
        .sum()
}
