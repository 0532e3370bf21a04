//! Identifiers as one word and in parts: `SC.SSI/GEN.18` answers to `scssigen18`, `gen 18`,
//! `ssi gen18`. A code is written without its marks; a dot stays between two numbers, so
//! that 2.10 is not 210.

use super::{Atom, Placed, atom::Joint, is_stop_word};

/// More parts than this are no identifier.
const PARTS_MAX: usize = 10;

/// How many words may stand before the number of an identifier that is spelt with spaces.
const SPOKEN_MAX: usize = 4;

/// Every identifier written with its marks, whole and in parts.
pub(crate) fn glued_codes(atoms: &[Atom]) -> Vec<Placed> {
    let mut found = Vec::new();
    for run in atoms.chunk_by(|_, next| matches!(next.joint, Joint::Touching | Joint::Marked)) {
        if !(2..=PARTS_MAX).contains(&run.len()) {
            continue;
        }
        for from in 0..run.len() {
            for to in from + 2..=run.len() {
                let Some(parts) = run.get(from..to) else {
                    continue;
                };
                let number = parts.iter().any(|part| part.digits);
                // A compound word (pré-examen) answers as a whole and by two.
                let compound = (parts.len() == 2 || parts.len() == run.len())
                    && (is_abbreviation(parts) || !parts.iter().any(is_said_of_nothing));
                if number || compound {
                    found.extend(join(parts));
                }
            }
        }
    }
    found
}

/// A word and the number that follows it: jalon 2, CAS 3, vague 2.
pub(crate) fn loose_codes(atoms: &[Atom]) -> Vec<Placed> {
    atoms
        .windows(2)
        .filter(|pair| match pair {
            [word, number] => {
                !word.digits
                    && number.digits
                    && number.joint == Joint::Apart
                    && (word.capitals || !is_stop_word(&word.text))
            }
            _ => false,
        })
        .filter_map(join)
        .collect()
}

/// What may be an identifier spelt with spaces, the longest first: `ssi gen 18`. Only those
/// that the base knows are to be believed.
pub(crate) fn spoken_codes(atoms: &[Atom]) -> Vec<Placed> {
    let mut found = Vec::new();
    for length in (2..=PARTS_MAX.min(atoms.len())).rev() {
        for parts in atoms.windows(length) {
            let letters = parts.iter().filter(|part| !part.digits).count();
            let numbers = parts.len() - letters;
            if numbers > 0 && (1..=SPOKEN_MAX).contains(&letters) {
                found.extend(join(parts));
            }
        }
    }
    found
}

/// N/A, and not “est-elle”.
fn is_abbreviation(parts: &[Atom]) -> bool {
    parts.iter().all(|part| part.text.chars().count() == 1)
}

fn is_said_of_nothing(part: &Atom) -> bool {
    !part.capitals && is_stop_word(&part.text)
}

fn join(parts: &[Atom]) -> Option<Placed> {
    let (first, last) = (parts.first()?, parts.last()?);
    let mut text = String::new();
    let mut after_number = false;
    for part in parts {
        if after_number && part.digits {
            text.push('.');
        }
        text.push_str(&part.text);
        after_number = part.digits;
    }
    Some(Placed {
        text,
        start: first.start,
        end: last.end,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::atoms;

    fn glued(text: &str) -> Vec<String> {
        glued_codes(&atoms(text))
            .into_iter()
            .map(|code| code.text)
            .collect()
    }

    fn spoken(text: &str) -> Vec<String> {
        spoken_codes(&atoms(text))
            .into_iter()
            .map(|code| code.text)
            .collect()
    }

    #[test]
    fn an_identifier_answers_whole_and_in_parts() {
        let codes = glued("SC.SSI/GEN.18.01");
        for code in [
            "scssigen18",
            "ssigen18",
            "gen18",
            "gen18.01",
            "scssigen18.01",
        ] {
            assert!(codes.contains(&code.to_owned()), "{code} in {codes:?}");
        }
    }

    #[test]
    fn each_way_of_spelling_meets_the_identifier() {
        let known = glued("SC.SSI/GEN.18");
        for typed in [
            "gen 18",
            "ssi gen18",
            "SSI GEN 18",
            "sc.ssi/gen.18",
            "GEN-18",
            "sc ssi gen 18",
        ] {
            assert!(
                spoken(typed).iter().any(|code| known.contains(code)),
                "{typed}"
            );
        }
    }

    #[test]
    fn the_dot_of_a_version_counts() {
        assert!(glued("2.10").contains(&"2.10".to_owned()));
        assert!(!glued("210").contains(&"2.10".to_owned()));
    }

    #[test]
    fn a_compound_word_answers_in_one_word() {
        assert!(glued("pré-examen").contains(&"preexamen".to_owned()));
    }
}
