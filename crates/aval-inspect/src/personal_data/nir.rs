//! NIR (numéro de sécurité sociale) and INS, which has its shape: fifteen characters, the
//! last two a key modulo 97 (INSEE; Corsica counts 2A as 19 and 2B as 18).

use std::collections::BTreeSet;

use super::{
    stands_alone,
    surroundings::{self, Passage, first, last},
};

const LENGTH: usize = 15;

/// Without its key.
const BODY: usize = 13;

/// How far from a number its key may stand, in octets, when another field holds it.
const KEY_WITHIN: usize = 100;

/// A valid number, and where it stands in its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// Fifteen characters, separators removed.
    pub digits: String,
    start: usize,
    end: usize,
}

/// Valid numbers of a line.
pub(super) fn numbers(passage: &Passage<'_>) -> Vec<Number> {
    let text = passage.text;
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text
        .get(from..)
        .and_then(|rest| rest.find(|c: char| c.is_ascii_digit()))
        .map(|at| at + from)
    {
        let number = if is_an_arc(text, start) {
            None
        } else {
            read(text, start, LENGTH)
                .filter(|(digits, _)| is_valid(digits))
                .or_else(|| with_its_key_elsewhere(passage, start))
        };
        match number {
            Some((digits, end)) => {
                found.push(Number { digits, start, end });
                from = end;
            }
            None => from = run_end(text, start),
        }
    }
    found
}

/// Digits after a dot after a digit go on with a longer number, such as an OID.
fn is_an_arc(text: &str, start: usize) -> bool {
    let mut before = text.get(..start).unwrap_or_default().chars().rev();
    before.next() == Some('.') && before.next().is_some_and(|c| c.is_ascii_digit())
}

/// Thirteen characters whose key is in a field of its own, as teleservices and forms write it.
fn with_its_key_elsewhere(passage: &Passage<'_>, start: usize) -> Option<(String, usize)> {
    let (body, end) = read(passage.text, start, BODY)?;
    let wanted = format!("{body}{:02}", key(&body)?);
    if !is_valid(&wanted) {
        return None;
    }
    let (before, after) = passage.around(start, end);
    let near = [
        surroundings::last(before, KEY_WITHIN),
        surroundings::first(after, KEY_WITHIN),
    ];
    let given = |text: &str| -> bool {
        let text = text.to_lowercase();
        ["cle", "clé", "key"].iter().any(|word| {
            text.match_indices(word).any(|(at, _)| {
                let value = text.get(at + word.len()..).unwrap_or_default();
                let digits: String = value
                    .trim_start_matches(|c: char| "\"'>=: [".contains(c))
                    .chars()
                    .take_while(char::is_ascii_digit)
                    .collect();
                digits.len() == 2 && wanted.ends_with(&digits)
            })
        })
    };
    near.into_iter().any(given).then_some((wanted, end))
}

/// How much of its own line is read around a number, in octets.
const LINE_MAX: usize = 4096;

/// True when the authority that assigned the number assigns those of a test set: of the OIDs
/// of that family around the number, the nearest is one of them.
pub(super) fn is_of_a_test_set(
    passage: &Passage<'_>,
    number: &Number,
    test_words: &BTreeSet<String>,
) -> bool {
    let authorities: Vec<&str> = test_words
        .iter()
        .map(String::as_str)
        .filter(|word| word.contains('.') && word.chars().all(|c| c.is_ascii_digit() || c == '.'))
        .collect();
    let Some(families) = (!authorities.is_empty()).then(|| {
        authorities
            .iter()
            .filter_map(|authority| authority.rsplit_once('.'))
            .map(|(family, _)| family)
            .collect::<BTreeSet<_>>()
    }) else {
        return false;
    };
    let own_line = (
        last(
            passage.text.get(..number.start).unwrap_or_default(),
            LINE_MAX,
        ),
        first(passage.text.get(number.end..).unwrap_or_default(), LINE_MAX),
    );
    [own_line, passage.around(number.start, number.end)]
        .into_iter()
        .find_map(|(before, after)| nearest_of(&families, before, after))
        .is_some_and(|oid| authorities.contains(&oid))
}

/// The nearest OID of these families on either side.
fn nearest_of<'t>(families: &BTreeSet<&str>, before: &'t str, after: &'t str) -> Option<&'t str> {
    let of_a_family = |oid: &str| {
        oid.rsplit_once('.')
            .is_some_and(|(family, _)| families.contains(family))
    };
    let behind = oids(before)
        .filter(|(_, oid)| of_a_family(oid))
        .last()
        .map(|(at, oid)| (before.len() - at - oid.len(), oid));
    let ahead = oids(after).find(|(_, oid)| of_a_family(oid));
    match (behind, ahead) {
        (Some((one, behind)), Some((other, ahead))) => {
            Some(if one < other { behind } else { ahead })
        }
        (one, other) => one.or(other).map(|(_, oid)| oid),
    }
}

/// Runs of digits and dots, and where they begin.
fn oids(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text.get(from..)?.find(|c: char| c.is_ascii_digit())?;
        let rest = text.get(start..)?;
        let length = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        from = start + length;
        Some((start, rest.get(..length)?.trim_end_matches('.')))
    })
}

/// The end of the run of digits that starts here: no number starts inside a longer one.
fn run_end(text: &str, start: usize) -> usize {
    text.get(start..)
        .and_then(|rest| rest.find(|c: char| !c.is_ascii_digit()))
        .map_or(text.len(), |length| start + length)
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '.' | '-' | '\u{a0}' | '\u{202f}')
}

/// So many characters from `start`, single separators between groups passed over. A slash may
/// stand before the key.
fn read(text: &str, start: usize, length: usize) -> Option<(String, usize)> {
    let mut number = String::with_capacity(length);
    let mut last_was_separator = false;
    let mut end = start;
    for (at, c) in text.get(start..)?.char_indices() {
        let corsica =
            number.len() == 6 && number.ends_with('2') && matches!(c, 'A' | 'B' | 'a' | 'b');
        if c.is_ascii_digit() || corsica {
            number.push(c.to_ascii_uppercase());
            last_was_separator = false;
            end = start + at + c.len_utf8();
            if number.len() == length {
                break;
            }
        } else if !last_was_separator && (is_separator(c) || (c == '/' && number.len() == BODY)) {
            last_was_separator = true;
        } else {
            return None;
        }
    }
    (number.len() == length && stands_alone(text, start, end)).then_some((number, end))
}

fn is_valid(number: &str) -> bool {
    let part = |from: usize, to: usize| number.get(from..to).unwrap_or_default();
    let count = |from: usize, to: usize| part(from, to).parse::<u32>().ok();
    let sex = matches!(part(0, 1), "1" | "2" | "3" | "4" | "7" | "8");
    let month = count(3, 5).is_some_and(|month| matches!(month, 1..=12 | 20 | 30..=42 | 50..=99));
    let department = matches!(part(5, 7), "2A" | "2B")
        || count(5, 7).is_some_and(|department| (1..=99).contains(&department));
    let order = count(10, 13).is_some_and(|order| order > 0);
    sex && month && department && order && key(part(0, 13)) == count(13, 15).map(u64::from)
}

/// The key of thirteen characters.
pub(super) fn key(thirteen: &str) -> Option<u64> {
    let digits = thirteen.replace("2A", "19").replace("2B", "18");
    let number: u64 = digits.parse().ok().filter(|_| digits.len() == 13)?;
    Some(97 - number % 97)
}

/// Enough to find it again, not to know it.
pub(super) fn masked(number: &str) -> String {
    format!(
        "{} … {}",
        number.get(..1).unwrap_or(""),
        number.get(13..).unwrap_or("")
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{surroundings::alone, *};

    fn digits(text: &str) -> Vec<String> {
        numbers(&alone(text))
            .into_iter()
            .map(|number| number.digits)
            .collect()
    }

    fn with_key(thirteen: &str) -> String {
        format!("{thirteen}{:02}", key(thirteen).unwrap())
    }

    #[test]
    fn a_number_is_found_in_every_way_of_writing_it() {
        let number = with_key("2840575123456");
        let (a, b) = number.split_at(13);
        for text in [
            number.clone(),
            format!("INS : {number}."),
            format!("2 84 05 75 123 456 {b}"),
            format!("2\u{a0}84\u{a0}05\u{a0}75\u{a0}123\u{a0}456\u{a0}{b}"),
            format!("{a}-{b}"),
            format!("{a}/{b}"),
            format!("<numero>{a}</numero><cle>{b}</cle>"),
            format!("{{\"numero\":\"{a}\",\"cle\":\"{b}\"}}"),
            format!("<numero cle=\"{b}\">{a}</numero>"),
        ] {
            assert_eq!(digits(&text), [number.as_str()], "{text}");
        }
    }

    #[test]
    fn the_nearest_authority_says_whether_a_number_is_of_a_test_set() {
        let words = BTreeSet::from(["1.2.3.4.10".to_owned(), "maison.test".to_owned()]);
        let number = with_key("2840575123456");
        let judged = |text: &str| {
            let passage = alone(text);
            let found = numbers(&passage);
            is_of_a_test_set(&passage, found.first().unwrap(), &words)
        };
        assert!(judged(&format!(
            "<id root=\"1.2.3.4.10\" extension=\"{number}\"/>"
        )));
        assert!(judged(&format!(
            "PID|||{number}^^^X&1.2.3.4.10&ISO^INS~1^^^&1.2.3.4.8&ISO"
        )));
        assert!(!judged(&format!(
            "PID|||{number}^^^X&1.2.3.4.8&ISO^INS~1^^^&1.2.3.4.10&ISO"
        )));
        assert!(!judged(&format!("INS {number}, 1.2.3.4.100")));
        assert!(!judged(&format!("INS {number}")));
    }

    #[test]
    fn corsica_has_its_own_key() {
        let south = with_key("184052A004003");
        assert_eq!(digits(&format!("<extension=\"{south}\">")), [south]);
    }

    #[test]
    fn other_numbers_are_left_in_peace() {
        let number = with_key("2840575123456");
        let wrong_key = format!(
            "{}{:02}",
            &number[..13],
            (number[13..].parse::<u32>().unwrap() % 97) + 1
        );
        for text in [
            wrong_key,
            format!("7{number}"),
            format!("{number}8"),
            format!("a{number}"),
            with_key("2841575123456"),
            with_key("9840575123456"),
            format!("1.2.250.1.{number}"),
            format!("{} cle inconnue", &number[..13]),
            "2026-11-25T10:00:00.000Z 123456789012345".to_owned(),
        ] {
            assert!(digits(&text).is_empty(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_to_its_end(text in "\\PC{0,200}") {
            digits(&text);
        }
    }
}
