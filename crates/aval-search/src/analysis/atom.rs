//! From a text as people type it to atoms: runs of letters or of digits, without accents or
//! case, with their place in the text. What joins two atoms is kept, since `SSI/GEN.18`
//! is one word and four.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Longer runs are no words; cutting them bounds what a hostile text costs.
const ATOM_MAX: usize = 40;

/// What stands between an atom and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Joint {
    /// A space, a sentence mark, or the beginning.
    Apart,
    /// Nothing: a letter meets a digit (`gen18`).
    Touching,
    /// A mark used inside identifiers and compound words: `.` `/` `_` `-` `@` `:`.
    Marked,
    /// An apostrophe, of any shape.
    Apostrophe,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Atom {
    /// Lower case, without accents, ligatures opened.
    pub text: String,
    /// In octets of the text.
    pub start: usize,
    /// In octets of the text, after the last one.
    pub end: usize,
    pub joint: Joint,
    pub digits: bool,
    /// At least two letters, all capitals: an acronym, or a word that is insisted on.
    pub capitals: bool,
}

/// Every atom of a text, in order.
pub(crate) fn atoms(text: &str) -> Vec<Atom> {
    let mut reader = Reader::default();
    for (at, character) in text.char_indices() {
        reader.take(at, character);
    }
    reader.close();
    reader.atoms
}

#[derive(Default)]
struct Reader {
    atoms: Vec<Atom>,
    current: Option<Open>,
    /// What was seen since the last atom.
    between: Between,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Between {
    #[default]
    Start,
    Nothing,
    Mark,
    Apostrophe,
    Other,
}

struct Open {
    atom: Atom,
    letters: usize,
    lower: bool,
}

impl Reader {
    fn take(&mut self, at: usize, character: char) {
        if is_combining_mark(character) || is_invisible(character) {
            return;
        }
        if character.is_alphanumeric() {
            self.grow(at, character);
            return;
        }
        self.close();
        self.between = match (self.between, character) {
            (Between::Nothing, '.' | '/' | '_' | '-' | '@' | ':' | '\u{2010}' | '\u{2011}') => {
                Between::Mark
            }
            (Between::Nothing, '\'' | '’' | 'ʼ' | '‘' | '`' | '´' | '′') => {
                Between::Apostrophe
            }
            _ => Between::Other,
        };
    }

    fn grow(&mut self, at: usize, character: char) {
        let digit = character.is_numeric();
        if self
            .current
            .as_ref()
            .is_some_and(|open| open.atom.digits != digit)
        {
            self.close();
        }
        let between = self.between;
        let open = self.current.get_or_insert_with(|| Open {
            atom: Atom {
                text: String::new(),
                start: at,
                end: at,
                joint: match between {
                    Between::Start | Between::Other => Joint::Apart,
                    Between::Nothing => Joint::Touching,
                    Between::Mark => Joint::Marked,
                    Between::Apostrophe => Joint::Apostrophe,
                },
                digits: digit,
                capitals: false,
            },
            letters: 0,
            lower: false,
        });
        open.letters += 1;
        open.lower |= !character.is_uppercase();
        open.atom.end = at + character.len_utf8();
        if open.letters <= ATOM_MAX {
            fold_into(character, &mut open.atom.text);
        }
    }

    fn close(&mut self) {
        if let Some(mut open) = self.current.take() {
            open.atom.capitals = !open.lower && open.letters > 1;
            if !open.atom.text.is_empty() {
                self.atoms.push(open.atom);
            }
            self.between = Between::Nothing;
        }
    }
}

fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}'
    )
}

fn fold_into(character: char, out: &mut String) {
    match character {
        'œ' | 'Œ' => out.push_str("oe"),
        'æ' | 'Æ' => out.push_str("ae"),
        'ß' => out.push_str("ss"),
        _ => decompose_compatible(character, |part| {
            if part.is_alphanumeric() {
                out.extend(part.to_lowercase().filter(|part| !is_combining_mark(*part)));
            }
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        atoms(text).into_iter().map(|atom| atom.text).collect()
    }

    #[test]
    fn accents_case_and_ligatures_do_not_count() {
        assert_eq!(texts("Éditeur À ŒUVRE"), texts("editeur a oeuvre"));
        assert_eq!(texts("e\u{301}diteur"), texts("éditeur"));
    }

    #[test]
    fn no_break_spaces_separate_and_soft_hyphens_do_not() {
        assert_eq!(texts("tour\u{202F}: à\u{A0}vous"), ["tour", "a", "vous"]);
        assert_eq!(texts("réfé\u{AD}rencement"), ["referencement"]);
    }

    #[test]
    fn what_joins_two_atoms_is_kept() {
        let joints: Vec<Joint> = atoms("d’accès SC.SSI/GEN18 14 h")
            .iter()
            .map(|atom| atom.joint)
            .collect();
        use Joint::{Apart, Apostrophe, Marked, Touching};
        assert_eq!(
            joints,
            [
                Apart, Apostrophe, Apart, Marked, Marked, Touching, Apart, Apart
            ]
        );
    }

    #[test]
    fn the_place_is_that_of_the_text() {
        let text = "« Éligibilité »";
        let atom = &atoms(text)[0];
        assert_eq!(&text[atom.start..atom.end], "Éligibilité");
    }
}
