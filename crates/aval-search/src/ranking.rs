//! How much each thing counts: the weights of the fields, of the ways of reading a word, and
//! how they add up. Everything that decides an order is in this file.
//!
//! What is typed becomes units: a word, an identifier, or words that stand for one concept.
//! A unit has several readings (as typed, synonym, corrected …), each with its trust.
//!
//! ```text
//! unit(entry)  = the best, over readings, of trust × Σ terms Σ fields weight × BM25
//! score(entry) = Σ units unit(entry) × (units met ÷ units)^coverage
//! ```

use crate::index::Field;

/// The weights. `Default` holds those that are used; the benches vary them one by one.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "each is named after what it weighs")]
pub struct Ranking {
    // Fields: where a term is found.
    pub question: f32,
    pub slug: f32,
    pub strong: f32,
    pub body: f32,
    pub labels: f32,
    pub requirements: f32,
    pub question_roots: f32,
    pub body_roots: f32,

    // Trust in a reading.
    /// A term that means the same.
    pub synonym: f32,
    /// A term that another one leads to.
    pub lead: f32,
    /// Less one mistake.
    pub corrected: f32,
    /// Each further mistake.
    pub mistake: f32,
    /// A word of which only the beginning was typed.
    pub beginning: f32,
    /// The parts of an identifier or of a concept, beside the whole.
    pub parts: f32,
    /// What the best reading leaves to the others.
    pub others: f32,

    /// How much an entry loses that does not meet every unit.
    pub coverage: f32,
    /// Of the best score: entries under this share are not results.
    pub cut: f32,
}

impl Default for Ranking {
    fn default() -> Self {
        Self {
            question: 1.5,
            slug: 1.0,
            strong: 0.6,
            body: 1.2,
            labels: 0.2,
            requirements: 0.6,
            question_roots: 0.8,
            body_roots: 0.3,
            synonym: 0.7,
            lead: 0.6,
            corrected: 0.75,
            mistake: 0.8,
            beginning: 0.6,
            parts: 0.5,
            others: 0.1,
            coverage: 0.8,
            cut: 0.05,
        }
    }
}

impl Ranking {
    /// The weight of a field.
    pub(crate) fn field(&self, field: Field) -> f32 {
        match field {
            Field::Question => self.question,
            Field::Slug => self.slug,
            Field::Strong => self.strong,
            Field::Body => self.body,
            Field::Labels => self.labels,
            Field::Requirements => self.requirements,
            Field::QuestionRoots => self.question_roots,
            Field::BodyRoots => self.body_roots,
        }
    }

    /// The score of a unit on one entry, from that of its best reading and their sum.
    pub(crate) fn unit(&self, best: f32, sum: f32) -> f32 {
        best + self.others * (sum - best)
    }

    /// The score of an entry from that of each unit.
    pub(crate) fn entry(&self, units: &[f32]) -> f32 {
        let met = units.iter().filter(|score| **score > 0.0).count();
        if met == 0 {
            return 0.0;
        }
        let covered = met as f32 / units.len() as f32;
        units.iter().sum::<f32>() * covered.powf(self.coverage)
    }
}
