//! Which places of an entry to show, and which words in them to mark.

use std::collections::HashSet;

use crate::{analysis::Placed, index::Analysed, lexicon::Lexicon};

/// A piece of plain text; never HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// To be escaped before it is shown.
    pub text: String,
    /// It is what was looked for.
    pub marked: bool,
}

/// A text cut where it matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// In order; together they are the text.
    pub pieces: Vec<Piece>,
}

/// Passages of one entry.
const PASSAGES_MAX: usize = 2;

/// In characters: two lines of a page.
const PASSAGE_MAX: usize = 240;

/// The blocks that hold the most of what was looked for, in the order of the answer.
pub(crate) fn passages(
    blocks: &[Analysed],
    terms: &HashSet<String>,
    lexicon: &Lexicon,
) -> Vec<Passage> {
    let mut found: Vec<(usize, usize)> = blocks
        .iter()
        .enumerate()
        .filter_map(|(index, block)| {
            let distinct: HashSet<&str> = block
                .terms
                .iter()
                .map(|term| term.text.as_str())
                .filter(|term| terms.contains(*term))
                .collect();
            (!distinct.is_empty()).then_some((index, distinct.len()))
        })
        .collect();
    found.sort_by_key(|(index, distinct)| (std::cmp::Reverse(*distinct), *index));
    found.truncate(PASSAGES_MAX);
    found.sort_unstable();
    found
        .into_iter()
        .filter_map(|(index, _)| blocks.get(index))
        .map(|block| around_first_mark(block, terms, lexicon))
        .collect()
}

/// The whole of a short text.
pub(crate) fn title(text: &str, terms: &HashSet<String>, lexicon: &Lexicon) -> Passage {
    cut(text, &marks(&lexicon.terms(text), terms))
}

fn around_first_mark(block: &Analysed, terms: &HashSet<String>, lexicon: &Lexicon) -> Passage {
    let text = block.text.as_str();
    let marks = marks(&block.terms, terms);
    if text.chars().count() <= PASSAGE_MAX {
        return cut(text, &marks);
    }
    let first = marks.first().map_or(0, |mark| mark.0);
    let before = text.get(..first).unwrap_or_default();
    // From the beginning of the sentence when it is near, else of a word.
    let lead: usize = before
        .chars()
        .rev()
        .take(PASSAGE_MAX / 3)
        .map(char::len_utf8)
        .sum();
    let mut start = first - lead;
    if start > 0 {
        let near = text.get(start..first).unwrap_or_default();
        start += near
            .find(". ")
            .map(|at| at + 2)
            .or_else(|| near.find(' ').map(|at| at + 1))
            .unwrap_or_default();
    }
    let rest = text.get(start..).unwrap_or_default();
    let mut shown: String = rest.chars().take(PASSAGE_MAX).collect();
    let cut_short = shown.len() < rest.len();
    if cut_short && let Some(at) = shown.rfind(' ') {
        shown.truncate(at);
        shown.push('…');
    }
    if start > 0 {
        shown.insert(0, '…');
    }
    title(&shown, terms, lexicon)
}

/// Places to mark, in order, without overlap.
fn marks(placed: &[Placed], terms: &HashSet<String>) -> Vec<(usize, usize)> {
    let mut marks: Vec<(usize, usize)> = placed
        .iter()
        .filter(|term| terms.contains(&term.text))
        .map(|term| (term.start, term.end))
        .collect();
    marks.sort_by_key(|(start, end)| (*start, std::cmp::Reverse(*end)));
    let mut kept: Vec<(usize, usize)> = Vec::new();
    for mark in marks {
        if kept.last().is_none_or(|last| mark.0 >= last.1) {
            kept.push(mark);
        }
    }
    kept
}

fn cut(text: &str, marks: &[(usize, usize)]) -> Passage {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut push = |range: Option<&str>, marked| {
        if let Some(text) = range
            && !text.is_empty()
        {
            let text = text.to_owned();
            pieces.push(Piece { text, marked });
        }
    };
    for (start, end) in marks {
        push(text.get(at..*start), false);
        push(text.get(*start..*end), true);
        at = *end;
    }
    push(text.get(at..), false);
    Passage { pieces }
}
