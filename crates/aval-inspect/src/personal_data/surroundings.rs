//! A line of a text with what stands around it: a number is what its neighbours say it is.

use crate::report::Place;

/// How far neighbours are looked at, in octets.
const AROUND: usize = 240;

/// Longest row of a table, or beginning of a segment, that is read again for each number in
/// it, in octets.
const ROW_MAX: usize = 16 * 1024;

/// A line, the text that it is part of, and where it comes from.
pub(crate) struct Passage<'a> {
    /// The line.
    pub text: &'a str,
    /// The whole text.
    pub whole: &'a str,
    /// Where the line begins in the text, in octets.
    pub at: usize,
    /// Where it is told to be.
    pub place: Place,
}

impl<'a> Passage<'a> {
    /// What stands before `start` and after `end` of the line, other lines included.
    pub fn around(&self, start: usize, end: usize) -> (&'a str, &'a str) {
        let before = self.whole.get(..self.at + start).unwrap_or_default();
        let after = self.whole.get(self.at + end..).unwrap_or_default();
        (last(before, AROUND), first(after, AROUND))
    }

    /// The cell of the first line of a table over the cell that begins before `start`, when
    /// the text is a table: the first line has as many cells.
    pub fn header(&self, start: usize) -> &'a str {
        let first = self.whole.lines().next().unwrap_or_default();
        if self.at == 0 || first.len() > 4096 || self.text.len() > ROW_MAX {
            return "";
        }
        [';', ',', '\t', '|']
            .into_iter()
            .find_map(|mark| {
                let cells = first.split(mark).count();
                if cells < 2 || self.text.split(mark).count() != cells {
                    return None;
                }
                let rank = self.text.get(..start)?.matches(mark).count();
                first.split(mark).nth(rank)
            })
            .unwrap_or_default()
    }

    /// Segment and rank of the field of an HL7 v2 message in which `start` is.
    pub fn field(&self, start: usize) -> Option<(&'a str, usize)> {
        let before = self
            .text
            .get(..start)
            .filter(|before| before.len() <= ROW_MAX)?;
        let segment = self.text.get(..3)?;
        (self.text.as_bytes().get(3) == Some(&b'|')
            && segment
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()))
        .then(|| (segment, before.matches('|').count()))
    }
}

/// The last octets of a text, from a whole character on.
pub(super) fn last(text: &str, octets: usize) -> &str {
    let from = text.ceil_char_boundary(text.len().saturating_sub(octets));
    text.get(from..).unwrap_or_default()
}

/// The first octets of a text, to a whole character.
pub(super) fn first(text: &str, octets: usize) -> &str {
    text.get(..text.floor_char_boundary(octets.min(text.len())))
        .unwrap_or_default()
}

/// The lines of a text, whatever ends them: where each begins, and its number from 1.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, u64, &str)> {
    let (mut at, mut number) = (0, 0);
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let (line, ending) = rest.split_at(end);
        let start = at;
        number += 1;
        at += end
            + if ending.starts_with("\r\n") {
                2
            } else {
                ending.len().min(1)
            };
        Some((start, number, line))
    })
}

#[cfg(test)]
pub(super) fn alone(text: &str) -> Passage<'_> {
    Passage {
        text,
        whole: text,
        at: 0,
        place: Place::Line(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_they_like() {
        let found: Vec<_> = lines("a\r\nb\rc\n\nd").collect();
        assert_eq!(
            found,
            [
                (0, 1, "a"),
                (3, 2, "b"),
                (5, 3, "c"),
                (7, 4, ""),
                (8, 5, "d")
            ]
        );
        assert_eq!(lines("").count(), 0);
    }

    #[test]
    fn a_cell_is_named_by_the_first_line_of_a_table() {
        let whole = "nom;mobile\nA;061";
        let (at, _, text) = lines(whole).last().unwrap();
        let passage = Passage {
            text,
            whole,
            at,
            place: Place::Line(2),
        };
        assert_eq!(passage.header(2), "mobile");
        assert_eq!(passage.header(0), "nom");
        assert_eq!(alone("nom;mobile").header(4), "");
    }
}
