//! One file of a programme while it is read: its text, the way from octets to lines, and
//! the findings so far.

use super::{Finding, Mistake};

/// More findings than this on one file help nobody.
const FINDINGS_MAX: usize = 1_000;

/// A line longer than this has no column: counting its characters again and again would be
/// slow on a hostile file.
const LINE_MAX: usize = 4_096;

pub(super) struct Page<'t> {
    file: String,
    text: &'t str,
    /// Offset of the first octet of each line.
    starts: Vec<usize>,
    findings: Vec<Finding>,
}

impl<'t> Page<'t> {
    pub fn new(file: &str, text: &'t str) -> Self {
        let ends = text
            .bytes()
            .enumerate()
            .filter(|(_, octet)| *octet == b'\n');
        let starts = std::iter::once(0)
            .chain(ends.map(|(index, _)| index + 1))
            .collect();
        Self {
            file: file.to_owned(),
            text,
            starts,
            findings: Vec::new(),
        }
    }

    /// Records a mistake at an octet of the text, or on the whole file.
    pub fn tell(&mut self, offset: Option<usize>, mistake: Mistake) {
        let (line, column) = match offset {
            Some(offset) => self.place(offset),
            None => (None, None),
        };
        self.push(line, column, mistake);
    }

    /// Records a mistake on a line.
    pub fn tell_line(&mut self, line: Option<usize>, mistake: Mistake) {
        self.push(line, None, mistake);
    }

    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// Line of an octet, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    fn place(&self, offset: usize) -> (Option<usize>, Option<usize>) {
        let line = self.line(offset);
        let start = self
            .starts
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or_default();
        let column = self
            .text
            .get(start..offset)
            .filter(|before| before.len() <= LINE_MAX)
            .map(|before| before.chars().count() + 1);
        (Some(line), column)
    }

    fn push(&mut self, line: Option<usize>, column: Option<usize>, mistake: Mistake) {
        // A reader and a check may both dislike one number, each with its bounds: once is
        // enough.
        let same = |held: &Mistake| {
            let bounds = |one: &Mistake| matches!(one, Mistake::OutOfRange { .. });
            *held == mistake || (bounds(held) && bounds(&mistake))
        };
        let told = column.is_some()
            && self
                .findings
                .iter()
                .any(|held| held.line == line && held.column == column && same(&held.mistake));
        if !told && self.findings.len() < FINDINGS_MAX {
            self.findings.push(Finding {
                file: self.file.clone(),
                line,
                column,
                mistake,
            });
        }
    }
}
