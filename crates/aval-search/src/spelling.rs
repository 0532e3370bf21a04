//! The words of the base as they are written: which ones a mistyped word may be, and which
//! ones begin with what is being typed.

use std::collections::BTreeMap;

/// A word of the base.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Spelling {
    folded: String,
    characters: usize,
    letters: u64,
    stem: String,
    /// In how many entries it is.
    entries: usize,
}

/// A word of the base that what was typed may stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub folded: String,
    pub stem: String,
    /// Typing mistakes between the two.
    pub mistakes: usize,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Spellings {
    /// In alphabetical order.
    words: Vec<Spelling>,
}

impl Spellings {
    /// From words and, of each, its stem and the number of entries that hold it.
    pub fn new(words: BTreeMap<String, (String, usize)>) -> Self {
        let words = words
            .into_iter()
            .map(|(folded, (stem, entries))| Spelling {
                characters: folded.chars().count(),
                letters: letters(&folded),
                folded,
                stem,
                entries,
            })
            .collect();
        Self { words }
    }

    /// Words at a small distance of what was typed, the nearest first: one mistake from four
    /// letters on, two from eight.
    pub fn near(&self, typed: &str, most: usize) -> Vec<Reading> {
        let characters = typed.chars().count();
        let allowed = match characters {
            0..=3 => return Vec::new(),
            4..=7 => 1,
            _ => 2,
        };
        let first = typed.chars().next();
        let typed_letters = letters(typed);
        // One mistake adds, takes away or changes one letter at most.
        let may_be = |word: &&Spelling| {
            word.characters > 2
                && word.characters.abs_diff(characters) <= allowed
                && (word.letters & !typed_letters).count_ones() as usize <= allowed
                && (typed_letters & !word.letters).count_ones() as usize <= allowed
        };
        let mut found: Vec<(usize, bool, &Spelling)> = self
            .words
            .iter()
            .filter(may_be)
            .filter_map(|word| {
                let mistakes = strsim::osa_distance(typed, &word.folded);
                (mistakes <= allowed).then(|| (mistakes, word.folded.chars().next() != first, word))
            })
            .collect();
        let swapped = |word: &Spelling| !same_letters(typed, &word.folded);
        found.sort_by_cached_key(|(mistakes, other_first, word)| {
            (
                *mistakes,
                *other_first,
                swapped(word),
                std::cmp::Reverse(word.entries),
            )
        });
        let mut readings: Vec<Reading> = Vec::new();
        for (mistakes, _, word) in found {
            if readings.len() < most && !readings.iter().any(|known| known.stem == word.stem) {
                readings.push(Reading {
                    folded: word.folded.clone(),
                    stem: word.stem.clone(),
                    mistakes,
                });
            }
        }
        readings
    }

    /// Words that begin with what was typed, the most used first.
    pub fn beginning(&self, typed: &str, most: usize) -> Vec<Reading> {
        let from = self
            .words
            .partition_point(|word| word.folded.as_str() < typed);
        let mut found: Vec<&Spelling> = self
            .words
            .iter()
            .skip(from)
            .take_while(|word| word.folded.starts_with(typed))
            .collect();
        found.sort_by_key(|word| std::cmp::Reverse(word.entries));
        let mut readings: Vec<Reading> = Vec::new();
        for word in found {
            if readings.len() < most && !readings.iter().any(|known| known.stem == word.stem) {
                readings.push(Reading {
                    folded: word.folded.clone(),
                    stem: word.stem.clone(),
                    mistakes: 0,
                });
            }
        }
        readings
    }
}

/// Which letters a word holds, several letters sharing a place when they are rare.
fn letters(folded: &str) -> u64 {
    folded
        .chars()
        .fold(0, |held, letter| held | 1 << (u32::from(letter) % 64))
}

/// Two letters in the wrong order are the likeliest mistake.
fn same_letters(one: &str, other: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(one) == sorted(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spellings(words: &[(&str, usize)]) -> Spellings {
        Spellings::new(
            words
                .iter()
                .map(|(word, entries)| ((*word).to_owned(), ((*word).to_owned(), *entries)))
                .collect(),
        )
    }

    #[test]
    fn letters_in_the_wrong_order_are_read_right() {
        let words = spellings(&[("cda", 9), ("cnda", 9), ("cnil", 1)]);
        assert_eq!(words.near("cdna", 3)[0].folded, "cnda");
    }

    #[test]
    fn short_words_are_not_guessed() {
        assert_eq!(spellings(&[("nie", 1)]).near("nir", 3), []);
    }

    #[test]
    fn the_beginning_of_a_word_finds_the_most_used_first() {
        let words = spellings(&[("preuve", 2), ("preuves", 9), ("prouver", 1)]);
        let found = words.beginning("preu", 5);
        assert_eq!(found[0].folded, "preuves");
        assert_eq!(found.len(), 2);
    }
}
