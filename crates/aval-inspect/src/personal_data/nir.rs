//! NIR (numéro de sécurité sociale) and INS, which has its shape: fifteen characters, the
//! last two a key modulo 97 (INSEE; Corsica counts 2A as 19 and 2B as 18).

use super::stands_alone;

const LENGTH: usize = 15;

/// Valid numbers of a text, separators removed.
pub(super) fn numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text
        .get(from..)
        .and_then(|rest| rest.find(|c: char| c.is_ascii_digit()))
        .map(|at| at + from)
    {
        match read(text, start) {
            Some((number, end)) if is_valid(&number) => {
                found.push(number);
                from = end;
            }
            _ => from = run_end(text, start),
        }
    }
    found
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

/// Fifteen characters from `start`, single separators between groups passed over.
fn read(text: &str, start: usize) -> Option<(String, usize)> {
    let mut number = String::with_capacity(LENGTH);
    let mut last_was_separator = false;
    let mut end = start;
    for (at, c) in text.get(start..)?.char_indices() {
        let corsica =
            number.len() == 6 && number.ends_with('2') && matches!(c, 'A' | 'B' | 'a' | 'b');
        if c.is_ascii_digit() || corsica {
            number.push(c.to_ascii_uppercase());
            last_was_separator = false;
            end = start + at + c.len_utf8();
            if number.len() == LENGTH {
                break;
            }
        } else if is_separator(c) && !last_was_separator {
            last_was_separator = true;
        } else {
            return None;
        }
    }
    (number.len() == LENGTH && stands_alone(text, start, end)).then_some((number, end))
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

    use super::*;

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
        ] {
            assert_eq!(numbers(&text), [number.as_str()], "{text}");
        }
    }

    #[test]
    fn corsica_has_its_own_key() {
        let south = with_key("184052A004003");
        assert_eq!(numbers(&format!("<extension=\"{south}\">")), [south]);
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
            "2026-11-25T10:00:00.000Z 123456789012345".to_owned(),
        ] {
            assert!(numbers(&text).is_empty(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_to_its_end(text in "\\PC{0,200}") {
            numbers(&text);
        }
    }
}
