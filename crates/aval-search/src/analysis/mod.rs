//! French analysis: from a text to the terms that are indexed and looked up. No weight here,
//! and no word of a programme: those come from its synonyms.

mod atom;
mod code;
mod stem;
mod stop_words;

pub(crate) use atom::{Atom, atoms};
pub(crate) use code::{glued_codes, loose_codes, spoken_codes};
pub(crate) use stem::stem;
pub(crate) use stop_words::is_stop_word;

/// A word of a text, ready to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Without accents or case.
    pub folded: String,
    /// What is compared.
    pub stem: String,
    /// In octets of the text.
    pub start: usize,
    /// In octets of the text, after the last one.
    pub end: usize,
    /// Which atom it is.
    pub atom: usize,
}

/// A term of a text with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub text: String,
    /// In octets of the text.
    pub start: usize,
    /// In octets of the text, after the last one.
    pub end: usize,
}

/// The words of a text that speak of its subject; what is elided (d’, qu’) is a stop word like
/// the others. A stop word in capitals is insisted on
/// (`PEUT`, `OU`) and stays, unless the whole text is in capitals.
pub(crate) fn words(atoms: &[Atom]) -> Vec<Word> {
    let shouted = atoms
        .iter()
        .all(|atom| atom.digits || atom.capitals || atom.text.len() == 1);
    let insists = |atom: &Atom| atom.capitals && (!shouted || atoms.len() < 3);
    atoms
        .iter()
        .enumerate()
        .filter(|(_, atom)| insists(atom) || !is_stop_word(&atom.text))
        .map(|(index, atom)| Word {
            folded: atom.text.clone(),
            stem: stem(&atom.text),
            start: atom.start,
            end: atom.end,
            atom: index,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> Vec<String> {
        words(&atoms(text))
            .into_iter()
            .map(|word| word.stem)
            .collect()
    }

    #[test]
    fn elision_and_the_shape_of_the_apostrophe_do_not_count() {
        assert_eq!(stems("test d’intrusion"), stems("test d'intrusion"));
        assert_eq!(stems("l’accès"), stems("accès"));
        assert_eq!(stems("qu’on m’a refusé"), stems("refusé"));
    }

    #[test]
    fn a_stop_word_in_capitals_is_insisted_on() {
        assert!(stems("une exigence PEUT").contains(&"peut".to_owned()));
        assert!(!stems("une exigence peut").contains(&"peut".to_owned()));
        assert_eq!(stems("EST CE QUE JE PEUX DEPOSER"), stems("deposer"));
    }
}
