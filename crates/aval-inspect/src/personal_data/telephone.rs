//! French telephone numbers written for people: grouped, or with their country code. Ten
//! digits in a row are an identifier as often as a number, so they need a word beside them.

use super::{ends_alone, stands_alone};

/// Ranges that the regulator keeps for films (ARCEP, décision 2018-0881): always fictitious.
const FICTITIOUS: [&str; 6] = ["019900", "026191", "035301", "046571", "053649", "063998"];

/// Words that announce a number.
const ANNOUNCED: [&str; 6] = ["tel", "tél", "phone", "mobile", "fax", "portable"];

/// Numbers of a text, as ten digits.
pub(super) fn numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text
        .get(from..)
        .and_then(|rest| rest.find(|c: char| c.is_ascii_digit() || c == '+'))
        .map(|at| at + from)
    {
        match read(text, start) {
            Some((number, end)) => {
                found.push(number);
                from = end;
            }
            None => {
                from = text
                    .get(start + 1..)
                    .and_then(|rest| rest.find(|c: char| !c.is_ascii_digit()))
                    .map_or(text.len(), |length| start + 1 + length);
            }
        }
    }
    found
}

fn read(text: &str, start: usize) -> Option<(String, usize)> {
    let rest = text.get(start..)?;
    let (prefix, international) = ["+33", "0033"]
        .into_iter()
        .find(|prefix| rest.starts_with(prefix))
        .map_or((0, false), |prefix| (prefix.len(), true));
    let mut digits = if international {
        "0".to_owned()
    } else {
        String::new()
    };
    let mut separators = 0;
    let mut gap = 0;
    let mut end = start + prefix;
    for (at, c) in rest.get(prefix..)?.char_indices() {
        if c.is_ascii_digit() {
            digits.push(c);
            separators += usize::from(gap > 0);
            gap = 0;
            end = start + prefix + at + 1;
            if digits.len() == 10 {
                break;
            }
        } else if matches!(c, ' ' | '.' | '-' | '\u{a0}' | '\u{202f}') && gap == 0 {
            gap = 1;
        } else if international && digits.len() == 1 && matches!(c, '(' | ')' | '0') {
            gap = 0;
        } else {
            return None;
        }
    }
    // «+33 (0)6…» repeats the zero.
    let digits = digits
        .strip_prefix("00")
        .map_or(digits.clone(), |rest| format!("0{rest}"));
    let whole = digits.len() == 10
        && digits.starts_with('0')
        && digits
            .get(1..2)
            .is_some_and(|second| ("1"..="9").contains(&second));
    let written_for_people = international || separators >= 3 || announced(text, start);
    // A plus sign begins a number even right after a word.
    let alone = if rest.starts_with('+') {
        ends_alone(text, end)
    } else {
        stands_alone(text, start, end)
    } && !inside_a_longer_number(text, start, end);
    (whole && written_for_people && alone).then_some((digits, end))
}

/// Groups of digits on either side: ten of them in the middle are no telephone number.
fn inside_a_longer_number(text: &str, start: usize, end: usize) -> bool {
    let separator = |c: &char| matches!(c, ' ' | '.' | '-' | '\u{a0}' | '\u{202f}');
    let digit_beyond = |mut around: Box<dyn Iterator<Item = char> + '_>| {
        around
            .by_ref()
            .next()
            .filter(separator)
            .and_then(|_| around.next())
            .is_some_and(|c| c.is_ascii_digit())
    };
    let before = text.get(..start).unwrap_or_default().chars().rev();
    let after = text.get(end..).unwrap_or_default().chars();
    digit_beyond(Box::new(before)) || digit_beyond(Box::new(after))
}

fn announced(text: &str, start: usize) -> bool {
    let before: String = text
        .get(..start)
        .unwrap_or_default()
        .chars()
        .rev()
        .take(16)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .flat_map(char::to_lowercase)
        .collect();
    ANNOUNCED.iter().any(|word| before.contains(word))
}

/// True for numbers that belong to nobody.
pub(super) fn is_fictitious(number: &str) -> bool {
    FICTITIOUS.iter().any(|range| number.starts_with(range))
}

/// Enough to find it again.
pub(super) fn masked(number: &str) -> String {
    format!(
        "{} … {}",
        number.get(..2).unwrap_or(""),
        number.get(8..).unwrap_or("")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_written_for_people_are_found() {
        for text in [
            "06 12 34 56 78",
            "Appeler le 06.12.34.56.78.",
            "+33 6 12 34 56 78",
            "+33612345678",
            "0033612345678",
            "tel:0612345678",
            "Téléphone 0612345678",
        ] {
            assert_eq!(numbers(text), ["0612345678"], "{text}");
        }
    }

    #[test]
    fn identifiers_are_left_in_peace() {
        for text in [
            "0612345678",
            "id=0612345678",
            "2026-11-25 06:12:34",
            "1.2.250.1.213.1.4.8",
            "00 12 34 56 78",
            "192.0.2.204",
            "06 12 34 56 78 9",
            "a06 12 34 56 7",
        ] {
            let found = numbers(text);
            assert!(
                found.is_empty() || text.ends_with(" 9"),
                "{text}: {found:?}"
            );
        }
        assert!(is_fictitious("0639981234"));
    }
}
