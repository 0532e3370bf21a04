//! Which expected proof a file is meant for, by the number in its name or in the folders
//! that hold it. Pure: the page and any other way of sending many files ask the same rule;
//! what a slot takes is decided elsewhere.

use std::collections::{BTreeMap, BTreeSet};

/// Longest path looked at, in characters.
const PATH: usize = 1_000;

/// Shortest number that is looked for, in letters and digits: a shorter one is in every name.
const SHORTEST: usize = 3;

/// What a path says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// No number that is known.
    Nothing,
    /// One proof, by its rank.
    One(usize),
    /// Several, or one number that several proofs have.
    Several(Vec<usize>),
}

/// The numbers of the proofs of an application.
#[derive(Debug, Default)]
pub struct Numbers {
    /// By letters and digits alone: the words of each number, and its rank.
    known: BTreeMap<String, Vec<(Vec<String>, usize)>>,
    longest: usize,
}

/// A number found in a path: words from `start` to `end`, and who has it.
struct Found {
    start: usize,
    end: usize,
    ranks: BTreeSet<usize>,
}

impl Numbers {
    /// Numbers with the rank of their proof; a proof may have several.
    pub fn new<'a>(numbers: impl Iterator<Item = (usize, &'a str)>) -> Self {
        let mut all = Self::default();
        for (rank, number) in numbers {
            let words = words(number);
            let joined = words.concat();
            if joined.chars().count() < SHORTEST || !joined.chars().any(char::is_numeric) {
                continue;
            }
            all.longest = all.longest.max(joined.len());
            all.known.entry(joined).or_default().push((words, rank));
        }
        all
    }

    /// The proof that a path names: the longest number there, between characters that are
    /// neither letter nor digit, whatever its case and its separators. The name of the file
    /// counts before the folders, and a near folder before a far one.
    pub fn meant_by(&self, path: &str) -> Meant {
        let path: String = path.chars().take(PATH).collect();
        let (folders, _) = path.rsplit_once(['/', '\\']).unwrap_or(("", &path));
        let name_starts = words(folders).len();
        let found = self.found(&words(&path));
        let in_name = found.iter().any(|one| one.end > name_starts);
        let nearest = found.iter().map(|one| one.end).max().unwrap_or_default();
        let counted: Vec<&Found> = found
            .iter()
            .filter(|one| {
                if in_name {
                    one.end > name_starts
                } else {
                    one.end == nearest
                }
            })
            .collect();
        let held_in_a_longer = |one: &Found| {
            counted.iter().any(|other| {
                other.start <= one.start
                    && other.end >= one.end
                    && other.end - other.start > one.end - one.start
            })
        };
        let ranks: BTreeSet<usize> = counted
            .iter()
            .filter(|one| !held_in_a_longer(one))
            .flat_map(|one| one.ranks.iter().copied())
            .collect();
        let mut ranks = ranks.into_iter();
        match (ranks.next(), ranks.next()) {
            (None, _) => Meant::Nothing,
            (Some(rank), None) => Meant::One(rank),
            (Some(first), Some(second)) => {
                Meant::Several([first, second].into_iter().chain(ranks).collect())
            }
        }
    }

    fn found(&self, path: &[String]) -> Vec<Found> {
        let mut found = Vec::new();
        for start in 0..path.len() {
            let mut joined = String::new();
            for (length, word) in (1..).zip(path.iter().skip(start)) {
                joined.push_str(word);
                if joined.len() > self.longest {
                    break;
                }
                let Some(holders) = self.known.get(&joined) else {
                    continue;
                };
                let end = start + length;
                // « 1.11 » and « 11.1 » have the same letters and digits.
                let written = path.get(start..end).unwrap_or_default();
                let exact = |(words, _): &&(Vec<String>, usize)| words.as_slice() == written;
                let as_written: BTreeSet<usize> = holders
                    .iter()
                    .filter(exact)
                    .map(|(_, rank)| *rank)
                    .collect();
                let ranks = if as_written.is_empty() {
                    holders.iter().map(|(_, rank)| *rank).collect()
                } else {
                    as_written
                };
                found.push(Found { start, end, ranks });
            }
        }
        found
    }
}

/// Runs of letters and digits, in lower case.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KNOWN: [&str; 6] = [
        "ABC/va1.02.01.01",
        "ABC/va1.02.01",
        "F.01.a",
        "F.01.b",
        "SC.XYZ/CONF.14.01",
        "F.1.11",
    ];

    fn numbers() -> Numbers {
        Numbers::new(KNOWN.into_iter().enumerate())
    }

    #[test]
    fn names_are_read_as_people_write_them() {
        let told = [
            ("ABC_va1.02.01.01.png", Meant::One(0)),
            ("abc va1-02-01-01 écran 2.PNG", Meant::One(0)),
            ("abcva1020101.mp4", Meant::One(0)),
            ("preuves/ABC/va1.02.01.01/écran.png", Meant::One(0)),
            ("ABC/va1.02.01.pdf", Meant::One(1)),
            ("F01a.log", Meant::One(2)),
            ("F.01.a/F.01.b.png", Meant::One(3)),
            ("F.01.a/autres/F.01.b/x.png", Meant::One(3)),
            ("C:\\preuves\\F.01.a\\x.png", Meant::One(2)),
            ("F.01.a et F.01.b.png", Meant::Several(vec![2, 3])),
            ("F.01.ab.png", Meant::Nothing),
            ("xF.01.a.png", Meant::Nothing),
            ("ABC_va1.02.01.019.png", Meant::One(1)),
            ("écran.png", Meant::Nothing),
            ("", Meant::Nothing),
        ];
        for (path, meant) in told {
            assert_eq!(numbers().meant_by(path), meant, "{path}");
        }
    }

    #[test]
    fn a_number_that_two_proofs_have_is_nobodys() {
        let twice = Numbers::new([(0, "F.01.a"), (1, "F-01-A"), (2, "A")].into_iter());
        assert_eq!(twice.meant_by("F.01.a.png"), Meant::Several(vec![0, 1]));
        // Those that differ by their separators alone are told apart when they are written.
        let apart = Numbers::new([(0, "P.1.11"), (1, "P.11.1")].into_iter());
        assert_eq!(apart.meant_by("p 11 1.png"), Meant::One(1));
        assert_eq!(apart.meant_by("P111.png"), Meant::Several(vec![0, 1]));
        assert_eq!(twice.meant_by("A.png"), Meant::Nothing);
    }

    fn written(number: &str, separator: &str, upper: bool) -> String {
        let written = words(number).join(separator);
        if upper {
            written.to_uppercase()
        } else {
            written
        }
    }

    proptest! {
        #[test]
        fn case_and_separators_do_not_count(
            rank in 0..KNOWN.len(), separator in "[ ._-]{1,2}", upper: bool,
            before in "([a-z]{4,8}[ _])?", after in "([ _][g-z]{4,8})?",
        ) {
            let name = format!("{before}{}{after}.png", written(KNOWN[rank], &separator, upper));
            prop_assert_eq!(numbers().meant_by(&name), Meant::One(rank), "{}", name);
        }

        #[test]
        fn a_number_that_goes_on_is_another(rank in 0..KNOWN.len(), more in "[0-9a-z]{1,3}") {
            let name = format!("{}{more}.png", KNOWN[rank].replace('/', "_"));
            prop_assert_ne!(numbers().meant_by(&name), Meant::One(rank), "{}", name);
        }

        #[test]
        fn a_folder_serves_when_the_name_says_nothing(rank in 0..KNOWN.len(), name in "[g-z]{1,8}") {
            let path = format!("tout/{}/{name}.png", KNOWN[rank].replace('/', "_"));
            prop_assert_eq!(numbers().meant_by(&path), Meant::One(rank));
        }

        #[test]
        fn nothing_makes_it_fall_over(path in "\\PC{0,300}") {
            numbers().meant_by(&path);
        }
    }
}
