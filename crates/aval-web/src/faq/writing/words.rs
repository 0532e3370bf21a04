//! What words changed between two texts.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Pieces of both texts compared at most: the work grows with their square. A longer pair is
/// told by lines, then as a whole. The longest of our answers has some hundreds of words.
const PIECES_MAX: usize = 4_000;

/// Characters of unchanged text kept on each side of a change.
const AROUND: usize = 120;

/// A run of words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub text: String,
    pub kind: Kind,
}

/// What became of a run of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Kept,
    Added,
    Removed,
}

impl Run {
    /// For templates.
    pub fn is_added(&self) -> bool {
        self.kind == Kind::Added
    }

    /// For templates.
    pub fn is_removed(&self) -> bool {
        self.kind == Kind::Removed
    }
}

/// Words and the spaces between them, everything kept.
fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let spaces = first.is_whitespace();
        let end = rest
            .find(|letter: char| letter.is_whitespace() != spaces)
            .unwrap_or(rest.len());
        let (token, after) = rest.split_at(end);
        found.push(token);
        rest = after;
    }
    found
}

/// Both texts in the finest pieces that are few enough to compare.
fn pieces<'a>(before: &'a str, after: &'a str) -> (Vec<&'a str>, Vec<&'a str>) {
    let few = |(old, new): &(Vec<&str>, Vec<&str>)| old.len() + new.len() <= PIECES_MAX;
    let by_words = (tokens(before), tokens(after));
    if few(&by_words) {
        return by_words;
    }
    let lines = |text: &'a str| text.split_inclusive('\n').collect();
    let by_lines = (lines(before), lines(after));
    if few(&by_lines) {
        return by_lines;
    }
    (vec![before], vec![after])
}

/// The runs that lead from one text to another; long unchanged runs are cut in the middle.
pub(super) fn differences(before: &str, after: &str) -> Vec<Run> {
    let (old, new) = pieces(before, after);
    let operations = capture_diff_slices(Algorithm::Myers, &old, &new);
    let mut runs = Vec::new();
    let mut push = |words: Option<&[&str]>, kind| {
        let text: String = words.unwrap_or_default().concat();
        if !text.is_empty() {
            runs.push(Run { text, kind });
        }
    };
    for operation in &operations {
        let (removed, added) = (
            old.get(operation.old_range()),
            new.get(operation.new_range()),
        );
        if matches!(operation, DiffOp::Equal { .. }) {
            push(added, Kind::Kept);
        } else {
            push(removed, Kind::Removed);
            push(added, Kind::Added);
        }
    }
    for run in &mut runs {
        if run.kind == Kind::Kept {
            shorten(&mut run.text);
        }
    }
    runs
}

fn shorten(text: &mut String) {
    let long = text.chars().count();
    if long <= 2 * AROUND {
        return;
    }
    let start: String = text.chars().take(AROUND).collect();
    let end: String = text.chars().skip(long - AROUND).collect();
    *text = format!("{start} […] {end}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_changed_are_told() {
        let runs = differences("Le dossier est prêt.", "Le grand dossier est vide.");
        let told: Vec<(Kind, &str)> = runs
            .iter()
            .map(|run| (run.kind, run.text.as_str()))
            .collect();
        assert!(told.contains(&(Kind::Removed, "prêt.")), "{told:?}");
        assert!(told.contains(&(Kind::Added, "vide.")), "{told:?}");
        let back = |left_out: Kind| -> String {
            let kept = runs.iter().filter(|run| run.kind != left_out);
            kept.map(|run| run.text.as_str()).collect()
        };
        assert_eq!(back(Kind::Added), "Le dossier est prêt.");
        assert_eq!(back(Kind::Removed), "Le grand dossier est vide.");
    }

    #[test]
    fn a_text_too_long_for_its_words_is_told_by_lines_then_as_a_whole() {
        let told = |before: &str, after: &str| -> Vec<(Kind, usize)> {
            differences(before, after)
                .iter()
                .map(|run| (run.kind, run.text.chars().count()))
                .collect()
        };
        let line = format!("{}\n", "mot ".repeat(500));
        let lines = line.repeat(6);
        let runs = told(&format!("{lines}a b\n"), &format!("{lines}a c\n"));
        assert_eq!(
            runs.get(1..),
            Some(&[(Kind::Removed, 4), (Kind::Added, 4)][..])
        );
        let many = "a\n".repeat(PIECES_MAX);
        let runs = told(&many, &format!("{many}b"));
        assert_eq!(runs.first(), Some(&(Kind::Removed, many.len())));
        assert_eq!(runs.len(), 2);
    }

    #[test]
    fn what_did_not_change_is_cut_short() {
        let long = "mot ".repeat(500);
        let runs = differences(&format!("{long}a"), &format!("{long}b"));
        assert!(runs[0].text.chars().count() < 300);
        assert_eq!(runs.last().unwrap().text, "b");
    }
}
