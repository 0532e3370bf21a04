//! Lines of a text of any length, by windows: the first one costs nothing, a later one the
//! counting of the lines before it, and no line is longer than a page can bear.

use std::io::{self, BufRead};

use memchr::{memchr, memchr_iter, memrchr};
use regex::bytes::RegexBuilder;

/// Lines of a window at most.
pub const WINDOW: usize = 400;

/// Octets of a window at most.
const OCTETS: usize = 192 * 1024;

/// Octets of a line that are shown.
const LINE: usize = 4_000;

/// Octets looked at together when words are sought.
const BLOCK: usize = 1024 * 1024;

/// Some lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Number of the first one, from 1.
    pub first: u64,
    /// Without their ends.
    pub lines: Vec<String>,
    /// There are more below.
    pub more: bool,
}

impl Lines {
    /// Number of the line after the last one.
    pub fn next(&self) -> u64 {
        self.first
            .saturating_add(u64::try_from(self.lines.len()).unwrap_or(0))
    }
}

/// The lines from `first` on, at most `count`.
///
/// # Errors
/// When the source fails.
pub fn window(mut source: impl BufRead, first: u64, count: usize) -> io::Result<Lines> {
    let first = first.max(1);
    let mut lines = Lines {
        first,
        ..Lines::default()
    };
    if !skip(&mut source, first - 1)? {
        return Ok(lines);
    }
    let mut octets = 0;
    while lines.lines.len() < count && octets < OCTETS {
        let Some(line) = one(&mut source)? else {
            return Ok(lines);
        };
        octets += line.len();
        lines.lines.push(line);
    }
    lines.more = !source.fill_buf()?.is_empty();
    Ok(lines)
}

/// Leaves out so many lines; false when there are not so many.
fn skip(source: &mut impl BufRead, mut lines: u64) -> io::Result<bool> {
    while lines > 0 {
        let chunk = source.fill_buf()?;
        if chunk.is_empty() {
            return Ok(false);
        }
        let wanted = usize::try_from(lines).unwrap_or(usize::MAX);
        let mut seen = 0;
        let mut last = None;
        for at in memchr_iter(b'\n', chunk).take(wanted) {
            seen += 1;
            last = Some(at);
        }
        let used = match last {
            Some(at) if seen == wanted => at + 1,
            _ => chunk.len(),
        };
        lines -= u64::try_from(seen).unwrap_or(0);
        source.consume(used);
    }
    Ok(true)
}

/// The next line, its beginning when it is very long; `None` at the end.
fn one(source: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let mut any = false;
    let mut cut = false;
    loop {
        let chunk = source.fill_buf()?;
        if chunk.is_empty() {
            break;
        }
        any = true;
        let end = memchr(b'\n', chunk);
        let part = chunk.get(..end.unwrap_or(chunk.len())).unwrap_or_default();
        let room = LINE.saturating_sub(line.len());
        cut |= part.len() > room;
        line.extend_from_slice(part.get(..part.len().min(room)).unwrap_or_default());
        let used = end.map_or(chunk.len(), |at| at + 1);
        source.consume(used);
        if end.is_some() {
            break;
        }
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    let mut text = String::from_utf8_lossy(&line).into_owned();
    if cut {
        text.push('…');
    }
    Ok(any.then_some(text))
}

/// Number of the first line from `from` on that holds the words, whatever their case.
///
/// # Errors
/// When the source fails.
pub fn find(mut source: impl BufRead, words: &str, from: u64) -> io::Result<Option<u64>> {
    let Ok(pattern) = RegexBuilder::new(&regex::escape(words))
        .case_insensitive(true)
        .build()
    else {
        return Ok(None);
    };
    let mut line = from.max(1);
    if !skip(&mut source, line - 1)? {
        return Ok(None);
    }
    let mut block = Vec::with_capacity(BLOCK);
    loop {
        let ended = fill(&mut source, &mut block)?;
        // Whole lines, unless one is longer than the block.
        let whole = match memrchr(b'\n', &block) {
            Some(at) if !ended => at + 1,
            _ => block.len(),
        };
        let looked = block.get(..whole).unwrap_or_default();
        if let Some(found) = pattern.find(looked) {
            let before = looked.get(..found.start()).unwrap_or_default();
            return Ok(Some(line.saturating_add(count(before))));
        }
        if ended {
            return Ok(None);
        }
        line = line.saturating_add(count(looked));
        block.drain(..whole);
    }
}

fn count(octets: &[u8]) -> u64 {
    u64::try_from(memchr_iter(b'\n', octets).count()).unwrap_or(0)
}

/// Fills the block; true at the end of the source.
fn fill(source: &mut impl BufRead, block: &mut Vec<u8>) -> io::Result<bool> {
    while block.len() < BLOCK {
        let chunk = source.fill_buf()?;
        if chunk.is_empty() {
            return Ok(true);
        }
        let used = chunk.len().min(BLOCK - block.len());
        block.extend_from_slice(chunk.get(..used).unwrap_or_default());
        source.consume(used);
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor};

    use proptest::prelude::*;

    use super::*;

    /// Read in small chunks, so that lines lie across them.
    fn source(text: &str) -> BufReader<Cursor<&[u8]>> {
        BufReader::with_capacity(7, Cursor::new(text.as_bytes()))
    }

    proptest! {
        #[test]
        fn a_window_is_what_those_lines_are(
            lines in proptest::collection::vec("[a-zé ]{0,20}", 0..60),
            first in 1..70_u64,
            size in 1..20_usize,
        ) {
            let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
            let found = window(source(&text), first, size).unwrap();
            let from = (first as usize - 1).min(lines.len());
            let to = (from + size).min(lines.len());
            prop_assert_eq!(&found.lines, &lines[from..to]);
            prop_assert_eq!(found.more, to < lines.len());
        }

        #[test]
        fn words_are_found_on_the_first_line_that_holds_them(
            lines in proptest::collection::vec("[abc]{0,6}", 1..60),
            words in "[abc]{1,3}",
            from in 1..60_u64,
        ) {
            let text = lines.join("\n");
            let expected = lines
                .iter()
                .enumerate()
                .skip(from as usize - 1)
                .find(|(_, line)| line.contains(&words))
                .map(|(rank, _)| rank as u64 + 1);
            prop_assert_eq!(find(source(&text), &words, from).unwrap(), expected);
            let upper = words.to_uppercase();
            prop_assert_eq!(find(source(&text), &upper, from).unwrap(), expected);
        }
    }

    #[test]
    fn a_text_without_line_ends_or_letters_does_no_harm() {
        let long = "x".repeat(3_000_000);
        let found = window(source(&long), 1, 10).unwrap();
        assert_eq!(found.lines.len(), 1);
        assert!(found.lines[0].len() < 5_000 && found.lines[0].ends_with('…'));
        let noise = [0_u8, 255, 13, 10, 254, 10];
        let found = window(Cursor::new(&noise[..]), 1, 10).unwrap();
        assert_eq!(found.lines.len(), 2);
        assert_eq!(window(source(""), 1, 10).unwrap().lines.len(), 0);
        assert_eq!(find(source(&long), "y", 1).unwrap(), None);
    }

    #[test]
    fn many_long_lines_make_no_page_too_heavy() {
        let line = format!("{}\n", "x".repeat(10_000));
        let found = window(source(&line.repeat(500)), 1, WINDOW).unwrap();
        let octets: usize = found.lines.iter().map(String::len).sum();
        assert!(octets < OCTETS + 5_000, "{octets}");
        assert!(found.more);
    }
}
