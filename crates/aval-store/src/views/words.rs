//! Text made comparable for searches: lower case, no accents, words apart.

use std::collections::BTreeSet;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longest word kept, in characters: beyond, nobody types it.
const LONGEST_WORD: usize = 60;

/// Joins texts into one line of lower-case, unaccented words. « Éditeur-Santé » gives
/// `editeur sante`; French and Latin ligatures are spelt out.
pub fn search_text<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = String::new();
    for part in parts {
        let mut in_word = false;
        for letter in part.nfkd().filter(|letter| !is_combining_mark(*letter)) {
            for letter in letter.to_lowercase() {
                let spelt = match letter {
                    'œ' => "oe",
                    'æ' => "ae",
                    'ß' => "ss",
                    _ => "",
                };
                if !letter.is_alphanumeric() {
                    in_word = false;
                    continue;
                }
                if !in_word && !line.is_empty() {
                    line.push(' ');
                }
                in_word = true;
                if spelt.is_empty() {
                    line.push(letter);
                } else {
                    line.push_str(spelt);
                }
            }
        }
    }
    line
}

/// The distinct words of a text of [`search_text`].
pub(crate) fn words(text: &str) -> BTreeSet<String> {
    text.split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(LONGEST_WORD).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_ligatures_and_punctuation_do_not_matter() {
        assert_eq!(
            search_text(["Éditeur-SANTÉ", "Cœur\u{a0}: n°\u{202f}12"]),
            "editeur sante coeur n 12"
        );
        assert_eq!(search_text(["", " — "]), "");
    }
}
