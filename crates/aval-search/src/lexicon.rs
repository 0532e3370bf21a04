//! Synonyms made ready: which concept a run of words stands for, and where some words lead.
//! A concept is indexed as a term of its own beside the words, so that every way of saying
//! it weighs the same.

use std::collections::HashMap;

use crate::{
    analysis::{Placed, Word, atoms, glued_codes, loose_codes, words},
    base::Synonyms,
};

/// A group of terms that mean the same.
pub(crate) type Concept = usize;

/// Terms that stand together for one thing: all of them are looked up.
pub(crate) type Terms = Vec<String>;

/// Longer terms are not synonyms but sentences.
const WORDS_MAX: usize = 6;

#[derive(Clone, Debug, Default)]
pub(crate) struct Lexicon {
    /// By the first stem of a term: its other stems, and the concept.
    concepts: HashMap<String, Vec<(Vec<String>, Concept)>>,
    /// By the stems of a term.
    leads: HashMap<Vec<String>, Vec<Terms>>,
    /// By a term that is written as a code: N/A, V2.
    codes: HashMap<String, Vec<Concept>>,
    /// Every word of a synonym, for spelling.
    pub spellings: Vec<Word>,
}

/// Words that stand for a concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    /// First word.
    pub from: usize,
    /// After the last word.
    pub to: usize,
    pub concept: Concept,
}

/// The term under which a concept is indexed. No word begins so.
pub(crate) fn concept_term(concept: Concept) -> String {
    format!("#{concept}")
}

fn stems(term: &str) -> Vec<String> {
    words(&atoms(term))
        .into_iter()
        .map(|word| word.stem)
        .collect()
}

impl Lexicon {
    pub fn new(synonyms: &Synonyms) -> Self {
        let mut lexicon = Self::default();
        for (concept, terms) in synonyms.same.iter().enumerate() {
            for term in terms {
                lexicon.add(term, concept);
            }
        }
        for (from, to) in &synonyms.leads_to {
            let targets: Vec<Terms> = to.iter().map(|term| lexicon.resolve(term)).collect();
            for term in from {
                lexicon.spell(term);
                let known = lexicon.leads.entry(stems(term)).or_default();
                known.extend(targets.iter().cloned());
            }
        }
        lexicon
    }

    fn add(&mut self, term: &str, concept: Concept) {
        self.spell(term);
        let stems = stems(term);
        if (1..=WORDS_MAX).contains(&stems.len()) {
            let mut stems = stems.into_iter();
            let first = stems.next().unwrap_or_default();
            let term = (stems.collect(), concept);
            push_new(self.concepts.entry(first).or_default(), term);
        }
        let atoms = atoms(term);
        let whole = |code: &Placed| code.start == 0 && code.end == term.len();
        for code in glued_codes(&atoms).into_iter().chain(loose_codes(&atoms)) {
            if whole(&code) {
                push_new(self.codes.entry(code.text).or_default(), concept);
            }
        }
    }

    fn spell(&mut self, term: &str) {
        self.spellings.extend(words(&atoms(term)));
    }

    /// What a target is looked up as: its concept when it has one, else its words.
    fn resolve(&self, term: &str) -> Terms {
        let stems = stems(term);
        let whole = |found: &Match| found.from == 0 && found.to == stems.len();
        match self.matches(&stems).into_iter().find(whole) {
            Some(found) => vec![concept_term(found.concept)],
            None => stems,
        }
    }

    /// Every run of words that stands for a concept, overlaps included.
    pub fn matches(&self, stems: &[String]) -> Vec<Match> {
        let mut found = Vec::new();
        for (from, first) in stems.iter().enumerate() {
            let after = stems.get(from + 1..).unwrap_or_default();
            for (others, concept) in self.concepts.get(first).into_iter().flatten() {
                if after.starts_with(others) {
                    found.push(Match {
                        from,
                        to: from + 1 + others.len(),
                        concept: *concept,
                    });
                }
            }
        }
        found
    }

    pub fn leads(&self, stems: &[String]) -> &[Terms] {
        self.leads.get(stems).map_or(&[], Vec::as_slice)
    }

    /// The longest run of words from one of them on that leads somewhere.
    pub fn lead_from(&self, stems: &[String], from: usize) -> Option<(usize, &[Terms])> {
        (from + 1..=(from + WORDS_MAX).min(stems.len()))
            .rev()
            .find_map(|to| {
                let leads = self.leads(stems.get(from..to)?);
                (!leads.is_empty()).then_some((to, leads))
            })
    }

    pub fn concepts_of_code(&self, code: &str) -> &[Concept] {
        self.codes.get(code).map_or(&[], Vec::as_slice)
    }

    /// Every term of a text: words, codes and concepts, each with its place.
    pub fn terms(&self, text: &str) -> Vec<Placed> {
        self.analysed(text).1
    }

    /// The words of a text, and its terms.
    pub fn analysed(&self, text: &str) -> (Vec<Word>, Vec<Placed>) {
        let atoms = atoms(text);
        let words = words(&atoms);
        let stems: Vec<String> = words.iter().map(|word| word.stem.clone()).collect();
        let mut terms: Vec<Placed> = words
            .iter()
            .map(|word| Placed {
                text: word.stem.clone(),
                start: word.start,
                end: word.end,
            })
            .collect();
        for found in self.matches(&stems) {
            let (Some(first), Some(last)) = (words.get(found.from), words.get(found.to - 1)) else {
                continue;
            };
            terms.push(Placed {
                text: concept_term(found.concept),
                start: first.start,
                end: last.end,
            });
        }
        for code in glued_codes(&atoms).into_iter().chain(loose_codes(&atoms)) {
            for concept in self.concepts_of_code(&code.text) {
                terms.push(Placed {
                    text: concept_term(*concept),
                    ..code
                });
            }
            terms.push(code);
        }
        (words, terms)
    }
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, one: T) {
    if !list.contains(&one) {
        list.push(one);
    }
}
