//! What changed between two texts, line by line, within a fixed size. Which texts those are is
//! decided elsewhere (`dossier`).

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use similar::{Algorithm, DiffTag, capture_diff_slices, group_diff_ops};

use super::set_out::{layout_of, set_out};

/// Octets of each text that are compared at most.
const OCTETS: u64 = 1024 * 1024;
/// Lines of both texts compared at most: the work grows with their square.
const LINES: usize = 12_000;
/// Unchanged lines kept around a change.
const AROUND: usize = 3;
/// Lines told at most.
const TOLD: usize = 2_000;
/// Characters told of a line.
const LINE: usize = 1_000;

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// It is in both.
    Kept,
    /// It is in the later one only.
    Added,
    /// It was in the earlier one only.
    Removed,
}

/// A line of one text or of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedLine {
    /// What became of it.
    pub became: Became,
    /// Its number in the text that holds it, the later one when both do; from 1.
    pub number: usize,
    /// Without its end.
    pub text: String,
}

impl ComparedLine {
    /// For templates.
    pub fn is_added(&self) -> bool {
        self.became == Became::Added
    }

    /// For templates.
    pub fn is_removed(&self) -> bool {
        self.became == Became::Removed
    }
}

/// Two texts beside each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Longer than what is compared.
    TooLong,
    /// The changes, each with the lines around it; none when the texts say the same.
    Changes {
        /// In order.
        hunks: Vec<Vec<ComparedLine>>,
        /// Not all of them.
        incomplete: bool,
    },
}

/// Compares the words of two documents, page by page in order; the number of a line is that
/// of its page. White space is the writer's of the document, not the author's: it does not count.
pub fn compare_pages(before: &[String], after: &[String]) -> Compared {
    let (before, after) = (words_of(before), words_of(after));
    let text = |lines: &[(usize, String)]| {
        let lines: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
        lines.join("\n")
    };
    let mut compared = changes(&text(&before), &text(&after));
    if let Compared::Changes { hunks, .. } = &mut compared {
        for line in hunks.iter_mut().flatten() {
            let held = match line.became {
                Became::Removed => &before,
                Became::Kept | Became::Added => &after,
            };
            let rank = line.number.saturating_sub(1);
            line.number = held.get(rank).map_or(line.number, |(page, _)| *page);
        }
    }
    compared
}

/// The lines of pages that say something, each with its page, from 1.
fn words_of(pages: &[String]) -> Vec<(usize, String)> {
    (1..)
        .zip(pages)
        .flat_map(|(number, page)| page.lines().map(move |line| (number, line)))
        .map(|(number, line)| {
            let words: Vec<&str> = line.split_whitespace().collect();
            (number, words.join(" "))
        })
        .filter(|(_, line)| !line.is_empty())
        .collect()
}

/// True when one of two texts of so many octets is longer than what is compared.
pub const fn too_long(before: u64, after: u64) -> bool {
    before > OCTETS || after > OCTETS
}

/// Compares two stored texts; a structured one as it is set out.
///
/// # Errors
/// When the disk cannot.
pub fn compare(before: (&Path, &str), after: (&Path, &str)) -> io::Result<Compared> {
    match (text_of(before)?, text_of(after)?) {
        (Some(before), Some(after)) => Ok(changes(&before, &after)),
        _ => Ok(Compared::TooLong),
    }
}

fn text_of((path, name): (&Path, &str)) -> io::Result<Option<String>> {
    let file = File::open(path)?;
    if file.metadata()?.len() > OCTETS {
        return Ok(None);
    }
    let mut octets = Vec::new();
    file.take(OCTETS).read_to_end(&mut octets)?;
    let text = String::from_utf8_lossy(&octets).into_owned();
    let readable = layout_of(name).and_then(|layout| set_out(layout, &text));
    Ok(Some(readable.unwrap_or(text)))
}

fn changes(before: &str, after: &str) -> Compared {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    if old.len().saturating_add(new.len()) > LINES {
        return Compared::TooLong;
    }
    let operations = capture_diff_slices(Algorithm::Myers, &old, &new);
    let mut told = 0;
    let mut hunks = Vec::new();
    let mut incomplete = false;
    for group in group_diff_ops(operations, AROUND) {
        let mut hunk = Vec::new();
        for operation in &group {
            let (tag, before, after) = operation.as_tag_tuple();
            if matches!(tag, DiffTag::Delete | DiffTag::Replace) {
                hunk.extend(lines(&old, before, Became::Removed));
            }
            if matches!(tag, DiffTag::Insert | DiffTag::Replace) {
                hunk.extend(lines(&new, after.clone(), Became::Added));
            }
            if tag == DiffTag::Equal {
                hunk.extend(lines(&new, after, Became::Kept));
            }
        }
        told += hunk.len();
        if told > TOLD {
            hunk.truncate(hunk.len().saturating_sub(told - TOLD));
            incomplete = true;
        }
        if hunk.iter().any(|line| line.became != Became::Kept) {
            hunks.push(hunk);
        }
        if incomplete {
            break;
        }
    }
    Compared::Changes { hunks, incomplete }
}

fn lines<'a>(
    text: &'a [&'a str],
    range: std::ops::Range<usize>,
    became: Became,
) -> impl Iterator<Item = ComparedLine> + 'a {
    let first = range.start;
    let held = text.get(range).unwrap_or_default();
    held.iter()
        .enumerate()
        .map(move |(rank, line)| ComparedLine {
            became,
            number: first.saturating_add(rank).saturating_add(1),
            text: line.chars().take(LINE).collect(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(before: &str, after: &str) -> Vec<String> {
        let Compared::Changes { hunks, incomplete } = changes(before, after) else {
            panic!("too long");
        };
        assert!(!incomplete);
        let sign = |line: &ComparedLine| match line.became {
            Became::Kept => ' ',
            Became::Added => '+',
            Became::Removed => '-',
        };
        hunks
            .iter()
            .flatten()
            .map(|line| format!("{}{} {}", sign(line), line.number, line.text))
            .collect()
    }

    #[test]
    fn a_changed_line_is_told_with_its_numbers_and_what_stands_around() {
        let before: String = (1..=9).map(|rank| format!("ligne {rank}\n")).collect();
        let after = before.replace("ligne 5\n", "ligne cinq\nligne et demie\n");
        assert_eq!(
            told(&before, &after),
            [
                " 2 ligne 2",
                " 3 ligne 3",
                " 4 ligne 4",
                "-5 ligne 5",
                "+5 ligne cinq",
                "+6 ligne et demie",
                " 7 ligne 6",
                " 8 ligne 7",
                " 9 ligne 8",
            ]
        );
        assert_eq!(told(&before, &before), [""; 0]);
    }

    fn pages_told(before: &[&str], after: &[&str]) -> Vec<String> {
        let owned = |pages: &[&str]| pages.iter().map(ToString::to_string).collect::<Vec<_>>();
        let Compared::Changes { hunks, .. } = compare_pages(&owned(before), &owned(after)) else {
            panic!("too long");
        };
        hunks
            .iter()
            .flatten()
            .filter(|line| line.became != Became::Kept)
            .map(|line| format!("{:?} {} {}", line.became, line.number, line.text))
            .collect()
    }

    #[test]
    fn words_of_documents_are_told_with_their_page() {
        let before = ["Manuel\nVersion 1", "", "Réglage  de base\n\nFin"];
        let after = ["Manuel\nVersion 2", "Page ajoutée", "Réglage de base\nFin "];
        assert_eq!(
            pages_told(&before, &after),
            [
                "Removed 1 Version 1",
                "Added 1 Version 2",
                "Added 2 Page ajoutée"
            ]
        );
        assert_eq!(pages_told(&before, &before), [""; 0]);
        // What moved to another page without changing has not changed.
        assert_eq!(pages_told(&["a\nb"], &["a", "b"]), [""; 0]);
    }

    #[test]
    fn what_is_too_long_is_said_rather_than_worked_on_for_ever() {
        let long = "a\n".repeat(LINES);
        assert_eq!(changes(&long, "b\n"), Compared::TooLong);
        let before: String = (0..LINES / 2).map(|rank| format!("{rank}\n")).collect();
        let after: String = (0..LINES / 2).map(|rank| format!("-{rank}\n")).collect();
        let Compared::Changes { hunks, incomplete } = changes(&before, &after) else {
            panic!("too long");
        };
        assert!(incomplete);
        assert_eq!(hunks.iter().map(Vec::len).sum::<usize>(), TOLD);
    }
}
