//! What somebody typed, read: units, and the readings of each. Any text is a query: there is
//! no syntax, so nothing can be wrong with it.

use std::collections::HashSet;

use crate::{
    analysis::{Atom, Placed, Word, atoms, glued_codes, spoken_codes, words},
    index::{Store, root},
    lexicon::{Terms, concept_term},
    ranking::Ranking,
};

/// More words than this do not make a question clearer.
const ATOMS_MAX: usize = 48;

/// Octets of a text that are read at all.
const TEXT_MAX: usize = 2_000;

/// Mistyped words of one query that are worth guessing.
const GUESSES_MAX: usize = 12;

/// One way of reading a unit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    /// All are looked up and added.
    pub terms: Terms,
    /// Their fields are those of roots.
    pub roots: bool,
    pub trust: f32,
}

/// A word, an identifier or a concept of the query.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unit {
    pub readings: Vec<Reading>,
    /// As typed.
    pub typed: String,
}

/// A word that was read otherwise than typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// As typed.
    pub typed: String,
    /// As read.
    pub read: String,
}

/// What is to be looked up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    pub units: Vec<Unit>,
    pub corrections: Vec<Correction>,
    /// Words that nothing in the base resembles.
    pub unknown: Vec<String>,
}

/// Whether the last word may still be growing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Typing {
    Done,
    Going,
}

impl Query {
    pub fn read(text: &str, typing: Typing, store: &Store, ranking: &Ranking) -> Self {
        let mut atoms = atoms(head(text));
        atoms.truncate(ATOMS_MAX);
        Reader::new(&atoms, typing, store, ranking).read()
    }
}

fn head(text: &str) -> &str {
    let mut end = text.len().min(TEXT_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// A word with what it may stand for.
struct Typed {
    word: Word,
    /// The stem that is looked for among synonyms.
    stem: String,
    known: bool,
    guesses: Vec<Reading>,
}

struct Reader<'r> {
    store: &'r Store,
    ranking: &'r Ranking,
    words: Vec<Typed>,
    codes: Vec<Placed>,
    stems: Vec<String>,
    query: Query,
}

impl<'r> Reader<'r> {
    fn new(atoms: &[Atom], typing: Typing, store: &'r Store, ranking: &'r Ranking) -> Self {
        let codes = known_codes(atoms, store);
        let mut reader = Self {
            store,
            ranking,
            words: Vec::new(),
            codes,
            stems: Vec::new(),
            query: Query::default(),
        };
        let last = atoms.len().saturating_sub(1);
        let mut guesses = 0;
        let mut seen = HashSet::new();
        for word in words(atoms) {
            let in_code = reader.code_at(&word).is_some();
            // A word said again says nothing new.
            if !seen.insert(word.folded.clone()) && !in_code {
                continue;
            }
            let going = typing == Typing::Going && word.atom == last;
            let typed = reader.typed(word, going, in_code, &mut guesses);
            reader.stems.push(typed.stem.clone());
            reader.words.push(typed);
        }
        reader
    }

    fn typed(&mut self, word: Word, going: bool, in_code: bool, guesses: &mut usize) -> Typed {
        let alone = std::slice::from_ref(&word.stem);
        let known = self.store.frequencies.contains_key(&word.stem)
            || !self.store.lexicon.matches(alone).is_empty()
            || !self.store.lexicon.leads(alone).is_empty();
        let mut typed = Typed {
            stem: word.stem.clone(),
            known,
            guesses: Vec::new(),
            word,
        };
        if in_code || (known && !going) || *guesses >= GUESSES_MAX {
            return typed;
        }
        *guesses += 1;
        let folded = typed.word.folded.clone();
        if folded.chars().nth(2).is_some() || going {
            for begun in self.store.spellings.beginning(&folded, 6) {
                let trust = self.ranking.beginning;
                typed.guesses.push(Reading {
                    terms: vec![begun.stem.clone()],
                    roots: false,
                    trust,
                });
                typed
                    .guesses
                    .push(self.guess(&begun.stem, trust * self.ranking.synonym));
            }
        }
        if !known {
            let near = self.store.spellings.near(&folded, 3);
            if let Some(best) = near.first() {
                typed.stem.clone_from(&best.stem);
                self.query.corrections.push(Correction {
                    typed: folded,
                    read: best.folded.clone(),
                });
            }
            for reading in near {
                let trust =
                    self.ranking.corrected * self.ranking.mistake.powi(reading.mistakes as i32 - 1);
                typed.guesses.push(self.guess(&reading.stem, trust));
            }
        }
        typed
    }

    /// A stem that was not typed, with the concepts it stands for.
    fn guess(&self, stem: &str, trust: f32) -> Reading {
        let concepts = self.store.lexicon.matches(&[stem.to_owned()]);
        let term = match concepts.first() {
            Some(found) => concept_term(found.concept),
            None => stem.to_owned(),
        };
        Reading {
            terms: vec![term],
            roots: false,
            trust,
        }
    }

    fn code_at(&self, word: &Word) -> Option<&Placed> {
        self.codes.iter().find(|code| is_in(word, code))
    }

    fn read(mut self) -> Query {
        let matches = self.store.lexicon.matches(&self.stems);
        let mut at = 0;
        while at < self.words.len() {
            let Some(typed) = self.words.get(at) else {
                break;
            };
            if let Some(code) = self.code_at(&typed.word).cloned() {
                let end = self
                    .words
                    .iter()
                    .position(|typed| typed.word.start >= code.end)
                    .unwrap_or(self.words.len());
                self.code_unit(&code, at, end);
                at = end;
                continue;
            }
            let concept_end = matches
                .iter()
                .filter(|found| found.from == at)
                .map(|found| found.to)
                .max();
            let lead_end = self
                .store
                .lexicon
                .lead_from(&self.stems, at)
                .map(|(to, _)| to);
            let mut end = concept_end.max(lead_end).unwrap_or(at + 1);
            let crosses = |end: usize| {
                self.words
                    .get(at..end)
                    .is_some_and(|run| run.iter().any(|typed| self.code_at(&typed.word).is_some()))
            };
            if crosses(end) {
                end = at + 1;
            }
            let concepts: Vec<String> = matches
                .iter()
                .filter(|found| found.from == at && found.to == end)
                .map(|found| concept_term(found.concept))
                .collect();
            self.word_unit(at, end, concepts);
            at = end;
        }
        self.wordless_codes();
        self.query
    }

    /// N/A is made of two letters that say nothing alone.
    fn wordless_codes(&mut self) {
        for code in self.codes.clone() {
            if !self.words.iter().any(|typed| is_in(&typed.word, &code)) {
                self.code_unit(&code, 0, 0);
            }
        }
    }

    fn code_unit(&mut self, code: &Placed, from: usize, to: usize) {
        let mut readings = vec![Reading {
            terms: vec![code.text.clone()],
            roots: false,
            trust: 1.0,
        }];
        for concept in self.store.lexicon.concepts_of_code(&code.text) {
            readings.push(Reading {
                terms: vec![concept_term(*concept)],
                roots: false,
                trust: self.ranking.synonym,
            });
        }
        let letters: Terms = self
            .words
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .map(|typed| typed.word.stem.clone())
            .filter(|stem| !stem.bytes().any(|octet| octet.is_ascii_digit()))
            .collect();
        if !letters.is_empty() {
            readings.push(Reading {
                terms: letters,
                roots: false,
                trust: self.ranking.parts / 2.0,
            });
        }
        self.push(code.text.clone(), readings);
    }

    fn word_unit(&mut self, from: usize, to: usize, concepts: Vec<String>) {
        let Some(run) = self.words.get(from..to) else {
            return;
        };
        let typed = run
            .iter()
            .map(|typed| typed.word.folded.as_str())
            .collect::<Vec<&str>>()
            .join(" ");
        let mut readings: Vec<Reading> = Vec::new();
        let several = run.len() > 1;
        let terms: Terms = run.iter().map(|typed| typed.stem.clone()).collect();
        let known = run.iter().any(|typed| typed.known);
        if several || known {
            readings.push(Reading {
                terms,
                roots: false,
                trust: if several { self.ranking.parts } else { 1.0 },
            });
        }
        for concept in concepts {
            readings.push(Reading {
                terms: vec![concept],
                roots: false,
                trust: self.ranking.synonym,
            });
        }
        let stems = self.stems.get(from..to).unwrap_or_default();
        for target in self.store.lexicon.leads(stems) {
            readings.push(Reading {
                terms: target.clone(),
                roots: false,
                trust: self.ranking.lead / target.len().max(1) as f32,
            });
        }
        // A concept of several words was read as a whole; its words are not guessed at.
        let guessed = if readings.len() > usize::from(several) && several {
            &[]
        } else {
            run
        };
        for typed in guessed {
            readings.extend(typed.guesses.iter().cloned());
            if let Some(root) = root(&typed.word.folded)
                && self.store.roots.contains(&root)
            {
                readings.push(Reading {
                    terms: vec![root],
                    roots: true,
                    trust: 1.0,
                });
            }
        }
        self.push(typed, readings);
    }

    fn push(&mut self, typed: String, readings: Vec<Reading>) {
        if self.query.units.iter().any(|unit| unit.typed == typed) {
            return;
        }
        if readings.is_empty() {
            self.query.unknown.push(typed);
            return;
        }
        self.query.units.push(Unit { readings, typed });
    }
}

fn is_in(word: &Word, code: &Placed) -> bool {
    code.start <= word.start && word.end <= code.end
}

/// Identifiers of the query that the base knows, none inside another.
fn known_codes(atoms: &[Atom], store: &Store) -> Vec<Placed> {
    let mut kept: Vec<Placed> = Vec::new();
    let mut candidates = spoken_codes(atoms);
    candidates.extend(glued_codes(atoms));
    candidates.sort_by_key(|code| std::cmp::Reverse(code.end - code.start));
    for code in candidates {
        let known = store.frequencies.contains_key(&code.text)
            || !store.lexicon.concepts_of_code(&code.text).is_empty();
        let overlaps = kept
            .iter()
            .any(|other| code.start < other.end && other.start < code.end);
        if known && !overlaps {
            kept.push(code);
        }
    }
    kept
}
