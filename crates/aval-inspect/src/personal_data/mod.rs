//! Personal data in a proof: real patients have no place there. Finds national health
//! identifiers, telephone numbers and e-mail addresses in texts, shows them masked, and
//! knows what belongs to test sets. Precision first: a check that cries wolf is switched off.

mod email;
mod nir;
mod surroundings;
mod telephone;

use std::collections::BTreeSet;

pub(crate) use surroundings::{Passage, lines};

use crate::report::{Check, Outcome, Place};

/// Findings told one by one; the rest is counted.
const TOLD: usize = 12;

/// Something that looks like personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sighting {
    pub kind: Kind,
    /// What was read, masked.
    pub masked: String,
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// NIR, or an INS, which has the same shape.
    Nir,
    Telephone,
    Email,
}

/// Everything that looks like personal data, in order. `test_words`: domains, numbers and
/// assigning authorities (OID) of test sets, in lower case.
pub(crate) fn sightings<'a>(
    passages: impl Iterator<Item = Passage<'a>>,
    test_words: &BTreeSet<String>,
) -> Vec<Sighting> {
    let mut found = Vec::new();
    for passage in passages {
        let mut see = |kind, masked| {
            found.push(Sighting {
                kind,
                masked,
                place: passage.place.clone(),
            });
        };
        for number in nir::numbers(&passage) {
            if !test_words.contains(&number.digits)
                && !nir::is_of_a_test_set(&passage, &number, test_words)
            {
                see(Kind::Nir, nir::masked(&number.digits));
            }
        }
        for number in telephone::numbers(&passage) {
            if !test_words.contains(&number) && !telephone::is_fictitious(&number) {
                see(Kind::Telephone, telephone::masked(&number));
            }
        }
        for address in email::addresses(&passage) {
            if !email::is_for_tests(&address, test_words) {
                see(Kind::Email, email::masked(&address));
            }
        }
    }
    found
}

/// What is said about them: each of the first ones, then how many more.
pub(crate) fn checks(sightings: &[Sighting]) -> Vec<Check> {
    if sightings.is_empty() {
        return vec![Check::new(
            "personal_data.none",
            Outcome::Pass,
            "Aucune donnée personnelle reconnue dans le texte.",
            "No personal data recognised in the text.",
        )];
    }
    let mut checks: Vec<Check> = sightings.iter().take(TOLD).map(told).collect();
    let more = sightings.len().saturating_sub(TOLD);
    if more > 0 {
        checks.push(Check::new(
            "personal_data.more",
            Outcome::Warning,
            format!("{more} autres passages ressemblent à des données personnelles."),
            format!("{more} more passages look like personal data."),
        ));
    }
    checks
}

fn told(sighting: &Sighting) -> Check {
    let masked = &sighting.masked;
    let (code, french, english) = match sighting.kind {
        Kind::Nir => (
            "personal_data.nir",
            format!(
                "« {masked} » a la forme et la clé d’un numéro de sécurité sociale ou d’un INS. Si c’est une vraie personne, déposez une preuve faite avec une identité de test."
            ),
            format!(
                "“{masked}” has the shape and the key of a French health number (NIR or INS). If it is a real person, deposit a proof made with a test identity."
            ),
        ),
        Kind::Telephone => (
            "personal_data.telephone",
            format!("« {masked} » ressemble à un numéro de téléphone. Masquez-le s’il est réel."),
            format!("“{masked}” looks like a telephone number. Mask it if it is real."),
        ),
        Kind::Email => (
            "personal_data.email",
            format!(
                "« {masked} » est une adresse électronique hors des domaines de test. Masquez-la si elle est réelle."
            ),
            format!("“{masked}” is an e-mail address outside test domains. Mask it if it is real."),
        ),
    };
    Check::new(code, Outcome::Warning, french, english).at(sighting.place.clone())
}

/// True when the character before `start` or after `end` continues a word or a number.
pub(crate) fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|text| text.chars().next_back());
    !before.is_some_and(joins) && ends_alone(text, end)
}

/// True when nothing after `end` continues a word or a number.
pub(crate) fn ends_alone(text: &str, end: usize) -> bool {
    let after = text.get(end..).and_then(|text| text.chars().next());
    !after.is_some_and(joins)
}

fn joins(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
