//! A light French stem, on words without accents: number, gender and the endings of regular
//! verbs, after J. Savoy's light stemmers for French. It never touches short words or digits.

/// Below this many characters a word is its own stem.
const SHORT: usize = 4;

/// Endings of the singular that say gender, tense or person, the longest first. Nouns in
/// `-ent` and `-ion` are too many to take those for verbs.
const ENDINGS: &[(&str, &str)] = &[
    ("eraient", ""),
    ("erait", ""),
    ("eront", ""),
    ("aient", ""),
    ("trice", "teur"),
    ("erai", ""),
    ("euse", "eur"),
    ("elle", "el"),
    ("iere", "i"),
    ("ante", ""),
    ("ive", "if"),
    ("era", ""),
    ("ant", ""),
    ("ait", ""),
    ("ez", ""),
    ("er", ""),
    ("ee", ""),
    ("e", ""),
];

/// The stem of a folded word.
pub(crate) fn stem(folded: &str) -> String {
    if folded.chars().count() < SHORT || folded.bytes().any(|octet| octet.is_ascii_digit()) {
        return folded.to_owned();
    }
    let singular = singular(folded);
    // A word keeps at least three letters, four when much is taken away.
    let word = ENDINGS
        .iter()
        .find_map(|(ending, by)| {
            let root = singular.strip_suffix(ending)?;
            let left = root.chars().count() + by.len();
            (left >= if ending.len() > 2 { 4 } else { 3 }).then(|| format!("{root}{by}"))
        })
        .unwrap_or(singular);
    without_double(&word)
}

fn singular(folded: &str) -> String {
    if let Some(root) = folded.strip_suffix("eaux") {
        return format!("{root}eau");
    }
    if let Some(root) = folded.strip_suffix("aux") {
        return format!("{root}al");
    }
    folded.strip_suffix(['s', 'x']).unwrap_or(folded).to_owned()
}

/// `supprim` and `suprim`, `gazell` and `gazel` are one.
fn without_double(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for character in word.chars() {
        if !out.ends_with(character) {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::stem;

    fn same(words: &[&str]) {
        for word in words {
            assert_eq!(stem(word), stem(words[0]), "{word} and {}", words[0]);
        }
    }

    #[test]
    fn plural_and_feminine_forms_are_one() {
        same(&["deposee", "deposees", "depose", "deposer", "deposez"]);
        same(&["preuve", "preuves"]);
        same(&["editeur", "editeurs", "editrice"]);
        same(&["journal", "journaux"]);
        same(&["tiers", "tier"]);
        same(&["corrective", "correctif", "correctives"]);
        same(&["logiciel", "logiciels", "logicielle"]);
        same(&["dossier", "dossiers"]);
        same(&["document", "documents"]);
        same(&["notification", "notifications"]);
        same(&["premier", "premiere", "premiers", "premieres"]);
        same(&["nouveau", "nouveaux"]);
        same(&["consultant", "consultants", "consultante"]);
        same(&["interrompu", "interrompue", "interrompus"]);
    }

    #[test]
    fn short_words_and_identifiers_stay() {
        for word in ["rem", "nie", "cas", "va1", "sha256", "dmp"] {
            assert_eq!(stem(word), word);
        }
    }

    #[test]
    fn different_words_stay_apart() {
        assert_ne!(stem("preuve"), stem("prouver"));
        assert_ne!(stem("depot"), stem("depute"));
    }
}
