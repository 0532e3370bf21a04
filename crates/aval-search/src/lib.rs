//! The FAQ of a programme: reading its entries, drawing their answers, finding the right one.
//! Everything is in memory, but for reading the folder. No clock, no network, no database; no
//! page either.

mod analysis;
mod base;
mod duplicates;
pub mod evaluation;
mod highlight;
mod index;
mod lexicon;
mod markdown;
mod query;
mod ranking;
mod search;
mod spelling;

pub use base::{
    Base, EVERY, EXPLANATIONS, Entry, Finding, Known, Mistake, Status, Synonyms, Taxonomy, Term,
    Theme, entry_path, read_folder,
};
pub use duplicates::Alike;
pub use highlight::{Passage, Piece};
pub use index::IndexError;
pub use markdown::{links, to_html};
pub use query::Correction;
pub use ranking::Ranking;
pub use search::{Hit, Outcome, Search, Suggestion};
