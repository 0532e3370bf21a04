//! Looking up: from a text to entries in order, to suggestions while typing, and to the
//! nearest entries when nothing answers.

use std::collections::HashSet;

use crate::{
    base::{Base, Entry},
    highlight::{Passage, passages, title},
    index::{Field, IndexError, Store},
    query::{Correction, Query, Typing, Unit},
    ranking::Ranking,
};

/// The FAQ, ready to be searched. Cheap to share, never changed once built.
pub struct Search {
    store: Store,
    ranking: Ranking,
}

/// An entry that answers.
#[derive(Clone, Debug)]
pub struct Hit<'s> {
    /// The entry.
    pub entry: &'s Entry,
    /// Higher is better; only to be compared inside one outcome.
    pub score: f32,
}

/// What a search gives.
#[derive(Clone, Debug)]
pub struct Outcome<'s> {
    /// Every entry that answers, the best first.
    pub hits: Vec<Hit<'s>>,
    /// Entries that look like what was typed, when nothing answers.
    pub nearest: Vec<Hit<'s>>,
    /// Words read otherwise than typed.
    pub corrections: Vec<Correction>,
    /// Words that nothing in the base resembles.
    pub unknown: Vec<String>,
    query: Query,
}

/// A question proposed while typing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion<'s> {
    /// Address of the entry.
    pub slug: &'s str,
    /// Its question, cut where it matches.
    pub question: Passage,
}

impl Search {
    /// Builds the index of a base, archived entries left out.
    ///
    /// # Errors
    /// When the memory of the index cannot be had.
    pub fn new(base: &Base) -> Result<Self, IndexError> {
        Self::with_ranking(base, Ranking::default())
    }

    /// With other weights, to measure what each brings.
    ///
    /// # Errors
    /// When the memory of the index cannot be had.
    pub fn with_ranking(base: &Base, ranking: Ranking) -> Result<Self, IndexError> {
        let store = Store::build(base)?;
        Ok(Self { store, ranking })
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// The weights from now on.
    pub fn set_ranking(&mut self, ranking: Ranking) {
        self.ranking = ranking;
    }

    /// Entries that people see, in the order of the base.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.store.entries.iter().map(|indexed| &indexed.entry)
    }

    /// Answers any text: keywords, a whole question, an identifier, or noise.
    pub fn search(&self, text: &str) -> Outcome<'_> {
        let query = Query::read(text, Typing::Done, &self.store, &self.ranking);
        let hits = self.ranked(&query.units, self.ranking.cut);
        let nearest = if hits.is_empty() {
            self.nearest(text)
        } else {
            Vec::new()
        };
        Outcome {
            hits,
            nearest,
            corrections: query.corrections.clone(),
            unknown: query.unknown.clone(),
            query,
        }
    }

    /// The questions that what is being typed may end as, the best first.
    pub fn suggest(&self, text: &str, most: usize) -> Vec<Suggestion<'_>> {
        let query = Query::read(text, Typing::Going, &self.store, &self.ranking);
        let terms = lookup_terms(&query);
        self.ranked(&query.units, self.ranking.cut)
            .into_iter()
            .take(most)
            .map(|hit| Suggestion {
                slug: &hit.entry.slug,
                question: title(&hit.entry.question, &terms, &self.store.lexicon),
            })
            .collect()
    }

    /// The places of an entry that answer, with what matches told apart.
    pub fn passages(&self, outcome: &Outcome<'_>, slug: &str) -> Vec<Passage> {
        let terms = lookup_terms(&outcome.query);
        self.store
            .entries
            .iter()
            .find(|indexed| indexed.entry.slug == slug)
            .map(|indexed| passages(&indexed.blocks, &terms, &self.store.lexicon))
            .unwrap_or_default()
    }

    /// A question with what matches told apart.
    pub fn title(&self, outcome: &Outcome<'_>, entry: &Entry) -> Passage {
        title(
            &entry.question,
            &lookup_terms(&outcome.query),
            &self.store.lexicon,
        )
    }

    fn ranked(&self, units: &[Unit], cut: f32) -> Vec<Hit<'_>> {
        let by_unit: Vec<Vec<f32>> = units.iter().map(|unit| self.unit(unit)).collect();
        let mut row = vec![0.0; units.len()];
        let mut hits: Vec<Hit<'_>> = Vec::new();
        for (index, indexed) in self.store.entries.iter().enumerate() {
            for (cell, scores) in row.iter_mut().zip(&by_unit) {
                *cell = scores.get(index).copied().unwrap_or_default();
            }
            let score = self.ranking.entry(&row);
            if score > 0.0 {
                hits.push(Hit {
                    entry: &indexed.entry,
                    score,
                });
            }
        }
        // Equal scores keep the order of addresses, so that an answer never changes places.
        hits.sort_by(|one, other| {
            other
                .score
                .total_cmp(&one.score)
                .then_with(|| one.entry.slug.cmp(&other.entry.slug))
        });
        let least = hits.first().map_or(0.0, |best| best.score * cut);
        hits.retain(|hit| hit.score >= least);
        hits
    }

    /// The score of a unit on each entry.
    fn unit(&self, unit: &Unit) -> Vec<f32> {
        let entries = self.store.entries.len();
        let mut best = vec![0.0_f32; entries];
        let mut sum = vec![0.0_f32; entries];
        let mut one = vec![0.0_f32; entries];
        for reading in &unit.readings {
            one.fill(0.0);
            let fields: &[Field] = if reading.roots {
                &Field::ROOTS
            } else {
                &Field::WORDS
            };
            for term in &reading.terms {
                for field in fields {
                    let weight = reading.trust * self.ranking.field(*field);
                    if weight <= 0.0 {
                        continue;
                    }
                    self.store.scores(*field, term, |entry, score| {
                        if let Some(cell) = one.get_mut(entry) {
                            *cell += weight * score;
                        }
                    });
                }
            }
            for ((best, sum), score) in best.iter_mut().zip(&mut sum).zip(&one) {
                *best = best.max(*score);
                *sum += score;
            }
        }
        best.into_iter()
            .zip(sum)
            .map(|(best, sum)| self.ranking.unit(best, sum))
            .collect()
    }

    /// Entries whose questions share groups of letters with the text.
    fn nearest(&self, text: &str) -> Vec<Hit<'_>> {
        const MOST: usize = 3;
        let asked = trigrams(text);
        let mut hits: Vec<Hit<'_>> = self
            .entries()
            .filter_map(|entry| {
                let own = trigrams(&entry.question);
                let shared = asked.intersection(&own).count();
                (shared > 1).then(|| Hit {
                    entry,
                    score: shared as f32 / (own.len() as f32).sqrt(),
                })
            })
            .collect();
        hits.sort_by(|one, other| other.score.total_cmp(&one.score));
        hits.truncate(MOST);
        hits
    }
}

/// Words of which three letters are compared at once.
fn trigrams(text: &str) -> HashSet<[char; 3]> {
    let head: String = text.chars().take(500).collect();
    let mut found = HashSet::new();
    for word in crate::analysis::words(&crate::analysis::atoms(&head)) {
        let letters: Vec<char> = word.folded.chars().collect();
        for three in letters.windows(3) {
            if let [one, two, three] = three {
                found.insert([*one, *two, *three]);
            }
        }
    }
    found
}

fn lookup_terms(query: &Query) -> HashSet<String> {
    query
        .units
        .iter()
        .flat_map(|unit| &unit.readings)
        .filter(|reading| !reading.roots)
        .flat_map(|reading| reading.terms.iter().cloned())
        .collect()
}
