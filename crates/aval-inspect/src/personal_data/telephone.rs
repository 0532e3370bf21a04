//! French telephone numbers written for people: grouped, or with their country code. Ten
//! digits in a row are an identifier as often as a number, so they need a word beside them.

use super::{
    ends_alone, stands_alone,
    surroundings::{Passage, first, last},
};

/// Ranges that the regulator keeps for films (ARCEP, décision 2018-0881): always fictitious.
const FICTITIOUS: [&str; 6] = ["019900", "026191", "035301", "046571", "053649", "063998"];

/// Words that announce a number.
const ANNOUNCED: [&str; 10] = [
    "tel", "tél", "phone", "mobile", "fax", "portable", "sms", "gsm", "msisdn", "rappeler",
];

/// Words before a number that make it a version, a reference or a place in a document.
const REFERENCES: [&str; 15] = [
    "version", "chapitre", "section", "article", "§", "réf", "ref", "req", "exigence", "build",
    "plan", "lot", "commande", "série", "oid",
];

/// How far before a number a word announces it, in characters.
const NEAR: usize = 36;

/// Digits that a country code and a number have together at most (ITU-T E.164).
const E164: usize = 15;

/// Numbers of a line: ten digits, or a plus sign and digits for other countries.
pub(super) fn numbers(passage: &Passage<'_>) -> Vec<String> {
    let text = passage.text;
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text
        .get(from..)
        .and_then(|rest| rest.find(|c: char| c.is_ascii_digit() || c == '+'))
        .map(|at| at + from)
    {
        match french(passage, start).or_else(|| foreign(text, start)) {
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

/// A number written so far: its digits and how it is set.
#[derive(Default)]
struct Read {
    digits: String,
    separators: Vec<char>,
    end: usize,
}

/// Digits from `start`, at most `most`, with single separators of one kind.
fn grouped(text: &str, start: usize, most: usize) -> Read {
    let mut read = Read {
        end: start,
        ..Read::default()
    };
    let mut pending = None;
    for (at, c) in text.get(start..).unwrap_or_default().char_indices() {
        if c.is_ascii_digit() {
            read.separators.extend(pending.take());
            read.digits.push(c);
            read.end = start + at + 1;
            if read.digits.len() == most {
                break;
            }
        } else if is_separator(c) && pending.is_none() {
            pending = Some(c);
        } else {
            break;
        }
    }
    read
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '.' | '-' | '/' | '\u{a0}' | '\u{202f}')
}

fn skip(text: &str, at: usize, admitted: &str) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.len()
        - rest
            .trim_start_matches(|c: char| admitted.contains(c))
            .len()
}

/// A number of France and its territories.
fn french(passage: &Passage<'_>, start: usize) -> Option<(String, usize)> {
    let text = passage.text;
    let rest = text.get(start..)?;
    let prefix = ["+33", "0033"]
        .into_iter()
        .find(|prefix| rest.starts_with(prefix));
    let read = match prefix {
        Some(prefix) => {
            // "+33 (0)6…" repeats the zero.
            let after = skip(text, start + prefix.len(), " .-\u{a0}\u{202f}");
            let after = match text.get(after..)?.strip_prefix("(0)") {
                Some(_) => skip(text, after + 3, " .-\u{a0}\u{202f}"),
                None => after,
            };
            let most = if text.get(after..)?.starts_with('0') {
                10
            } else {
                9
            };
            let mut read = grouped(text, after, most);
            if most == 9 {
                read.digits.insert(0, '0');
            }
            read
        }
        // A subscriber of a mobile network, as gateways write it.
        None if rest.starts_with("33")
            && grouped(text, start + 2, 9).digits.len() == 9
            && announced(passage, start) =>
        {
            let mut read = grouped(text, start + 2, 9);
            read.digits.insert(0, '0');
            read
        }
        None => grouped(text, start, 10),
    };
    let second = read.digits.chars().nth(1);
    let whole = read.digits.len() == 10
        && read.digits.starts_with('0')
        && second.is_some_and(|second| second != '0');
    // Every run of digits comes here: only what could be a number is worth its neighbours.
    if !whole {
        return None;
    }
    let one_kind = read.separators.windows(2).all(|two| match two {
        [one, other] => one == other,
        _ => true,
    });
    // By slashes, only two by two: a date has three parts.
    let by_slashes = read.separators.contains(&'/');
    let set_for_people = (read.separators.len() >= 3 && one_kind && !by_slashes)
        || (read.separators.len() == 4 && one_kind);
    let written_for_people = prefix.is_some()
        || (set_for_people && !is_a_reference(text, start, &read))
        || announced(passage, start);
    // A plus sign begins a number even right after a word.
    let alone = if rest.starts_with('+') {
        ends_alone(text, read.end)
    } else {
        stands_alone(text, start, read.end)
    } && !goes_on(text, start, read.end)
        && !is_a_dump(text, start, read.end);
    (written_for_people && alone && !is_a_default(&read.digits)).then_some((read.digits, read.end))
}

/// A number of another country: only with its plus sign, and as long as numbers are.
fn foreign(text: &str, start: usize) -> Option<(String, usize)> {
    let rest = text.get(start..)?.strip_prefix('+')?;
    if !rest.starts_with(|c: char| ('1'..='9').contains(&c)) || rest.starts_with("33") {
        return None;
    }
    let read = grouped(text, start + 1, E164);
    let apart = read.separators.len() >= 2 && !read.separators.contains(&'/');
    let whole = (read.digits.len() >= 10 && (apart || read.separators.is_empty()))
        && stands_alone(text, start, read.end)
        && !goes_on(text, start, read.end);
    whole.then(|| (format!("+{}", read.digits), read.end))
}

/// What goes on beyond is longer than a telephone number: groups of digits, or the rest of a
/// name or a reference.
fn goes_on(text: &str, start: usize, end: usize) -> bool {
    let mut before = text.get(..start).unwrap_or_default().chars().rev();
    let mut after = text.get(end..).unwrap_or_default().chars();
    let behind = before
        .next()
        .filter(|c| is_separator(*c))
        .is_some_and(|_| before.next().is_some_and(|c| c.is_ascii_digit()));
    let ahead = after.next().filter(|c| is_separator(*c)).is_some_and(|c| {
        after.next().is_some_and(|next| {
            next.is_ascii_digit()
                || (c != ' ' && next.is_alphanumeric() && c != '\u{a0}' && c != '\u{202f}')
        })
    });
    behind || ahead
}

/// How far the next group of a dump may be, in octets.
const BESIDE: usize = 64;

/// Octets in hexadecimal stand on either side.
fn is_a_dump(text: &str, start: usize, end: usize) -> bool {
    let pair = |group: &str| group.len() == 2 && group.chars().all(|c| c.is_ascii_hexdigit());
    let octet = |group: &str| {
        pair(group)
            && group.chars().any(|c| c.is_ascii_alphabetic())
            && (group.chars().any(|c| c.is_ascii_digit())
                || group.chars().all(|c| c.is_ascii_uppercase()))
    };
    let after = first(text.get(end..).unwrap_or_default(), BESIDE)
        .split_whitespace()
        .next();
    let before = last(text.get(..start).unwrap_or_default(), BESIDE)
        .split_whitespace()
        .next_back();
    after.is_some_and(octet) || before.is_some_and(octet)
}

/// The last eight digits are one: what a field holds before anybody writes in it.
fn is_a_default(digits: &str) -> bool {
    let last = digits.get(2..).unwrap_or_default();
    last.chars()
        .zip(last.chars().skip(1))
        .all(|(one, other)| one == other)
}

/// A version, a reference, or parts that count up: "01.02.03.04.05".
fn is_a_reference(text: &str, start: usize, read: &Read) -> bool {
    let before = words_before(text, start, 16);
    let word_before = |word: &str| {
        before.rfind(word).is_some_and(|at| {
            let gap = before.get(at + word.len()..).unwrap_or_default();
            !gap.contains([',', ';', '(', '"', '='])
                || gap.chars().filter(|c| c.is_alphanumeric()).count() == 0
        })
    };
    let pairs: Vec<u32> = (0..5)
        .filter_map(|rank| read.digits.get(rank * 2..rank * 2 + 2)?.parse().ok())
        .collect();
    let counts_up = pairs.windows(2).all(|two| match two {
        [one, other] => *other == one + 1,
        _ => true,
    });
    counts_up || REFERENCES.iter().any(|word| word_before(word))
}

fn words_before(text: &str, start: usize, characters: usize) -> String {
    let before: Vec<char> = text
        .get(..start)
        .unwrap_or_default()
        .chars()
        .rev()
        .take(characters)
        .collect();
    before
        .into_iter()
        .rev()
        .flat_map(char::to_lowercase)
        .collect()
}

/// A word before the number, the title of its column, or its place in a message says what it
/// is. Another long number in between is what was announced.
fn announced(passage: &Passage<'_>, start: usize) -> bool {
    let text = passage.text;
    let before = words_before(text, start, NEAR);
    let by_a_word = ANNOUNCED.iter().any(|word| {
        before.rfind(word).is_some_and(|at| {
            let between = before.get(at + word.len()..).unwrap_or_default();
            between.chars().filter(char::is_ascii_digit).count() < 4
        })
    });
    let column = passage.header(start).to_lowercase();
    let by_a_column = ANNOUNCED.iter().any(|word| column.contains(word));
    by_a_word || by_a_column || is_a_field(passage, start)
}

/// HL7 v2: telephone numbers of PID, NK1 and ROL, by rank of their field and by their type.
fn is_a_field(passage: &Passage<'_>, start: usize) -> bool {
    let Some((segment, rank)) = passage.field(start) else {
        return false;
    };
    let before = passage.text.get(..start).unwrap_or_default();
    let field = before.rsplit(['|', '~']).next().unwrap_or_default();
    let admitted = matches!(
        (segment, rank),
        ("PID", 13 | 14 | 40) | ("NK1", 5..=7) | ("ROL", 12) | ("GT1", 6 | 7)
    );
    admitted && (field.is_empty() || field.contains("^PH^") || field.contains("^CP^"))
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
        number
            .get(number.len().saturating_sub(2)..)
            .unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::{super::surroundings::alone, *};

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
            "+33 (0)6 12 34 56 78",
            "+33 (0) 6.12.34.56.78",
            "06/12/34/56/78",
            "msisdn=33612345678",
            "PID|1||42||X^Y|||M|||||^PRN^PH^^^^^^^^^0612345678",
        ] {
            assert_eq!(numbers(&alone(text)), ["0612345678"], "{text}");
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
            "version 06.12.34.56.78",
            "01.02.03.04.05",
            "06-12-34-56-78.xml",
            "06 12 34 56 78 9a",
            "06 00 00 00 00",
            "+0200",
            "17.0.9+9",
            "PID|1||0612345678^^^SITE",
        ] {
            let found = numbers(&alone(text));
            assert!(
                found.is_empty() || text.ends_with(" 9"),
                "{text}: {found:?}"
            );
        }
        assert!(is_fictitious("0639981234"));
    }
}
