//! CSV as rows of texts: its encoding, its separator, its records. What the cells mean is in
//! `layout` and `row`.

use std::borrow::Cow;

use aval_core::catalogue::slug;
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::{
    finding::Problem,
    grid::{Grid, GridRow, Texts, Value},
    layout::IMPORT_HEADERS,
    limits::Limits,
};

/// Separators that spreadsheet programs write.
const SEPARATORS: [u8; 3] = [b';', b',', b'\t'];

pub(crate) fn read(
    bytes: &[u8],
    texts: &mut Texts,
    limits: &Limits,
) -> Result<(Grid, Vec<Problem>), Problem> {
    let mut problems = Vec::new();
    let text = decoded(bytes, &mut problems)?;
    let (text, named) = separator_line(&text);
    let separator = named.unwrap_or_else(|| separator(text));
    if ends_in_quotes(text, separator) {
        return Err(Problem::UnclosedQuote);
    }
    let mut records = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut grid = Grid::default();
    let mut cells_left = limits.cells;
    let mut record = csv::StringRecord::new();
    let mut number = 0_u32;
    while records
        .read_record(&mut record)
        .map_err(|_| Problem::UnreadableText)?
    {
        number += 1;
        let mut cells = Vec::new();
        for (column, field) in record.iter().enumerate() {
            if field.is_empty() {
                continue;
            }
            let column = u16::try_from(column).map_err(|_| Problem::ArchiveTooLarge)?;
            cells_left = cells_left.checked_sub(1).ok_or(Problem::ArchiveTooLarge)?;
            cells.push((column, Value::Text(texts.add(field)?)));
        }
        if !cells.is_empty() {
            grid.rows.push(GridRow { number, cells });
        }
    }
    Ok((grid, problems))
}

/// True when the bytes are text whose first line holds the headers of a catalogue.
pub(crate) fn looks_like_csv(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096.min(bytes.len())).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let line = head.lines().next().unwrap_or_default();
    let fields: Vec<String> = line
        .trim_start_matches('\u{FEFF}')
        .split([';', ',', '\t'])
        .map(|field| slug(field.trim_matches('"')))
        .collect();
    let known = IMPORT_HEADERS
        .iter()
        .filter(|(header, _)| fields.contains(&slug(header)))
        .count();
    known >= 3
}

fn decoded<'a>(bytes: &'a [u8], problems: &mut Vec<Problem>) -> Result<Cow<'a, str>, Problem> {
    let text = if bytes.starts_with(&[0xFF, 0xFE]) {
        UTF_16LE
            .decode_without_bom_handling_and_without_replacement(bytes.get(2..).unwrap_or_default())
    } else if bytes.starts_with(&[0xFE, 0xFF]) {
        UTF_16BE
            .decode_without_bom_handling_and_without_replacement(bytes.get(2..).unwrap_or_default())
    } else {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(Cow::Borrowed(text)),
            Err(_) => {
                problems.push(Problem::EncodingGuessed);
                // These bytes have no character in Windows-1252: the file is something else.
                let undefined = |byte: &u8| matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D);
                (!bytes.iter().any(undefined))
                    .then(|| WINDOWS_1252.decode_without_bom_handling(bytes).0)
            }
        }
    };
    text.filter(|text| !text.contains('\0'))
        .ok_or(Problem::UnreadableText)
}

/// Takes off the line `sep=;` that tells a spreadsheet program the separator.
fn separator_line(text: &str) -> (&str, Option<u8>) {
    let Some((line, rest)) = text.split_once('\n') else {
        return (text, None);
    };
    match line.trim_end_matches('\r').as_bytes() {
        [b's', b'e', b'p', b'=', separator] if SEPARATORS.contains(separator) => {
            (rest, Some(*separator))
        }
        _ => (text, None),
    }
}

/// The separator that is there most often outside quotes in the first line.
fn separator(text: &str) -> u8 {
    let mut counts = [0_usize; SEPARATORS.len()];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            byte if !quoted => {
                for (separator, count) in SEPARATORS.iter().zip(&mut counts) {
                    *count += usize::from(*separator == byte);
                }
            }
            _ => {}
        }
    }
    // The first of equals wins: the semicolon is what a French spreadsheet writes.
    SEPARATORS
        .iter()
        .zip(counts)
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b';', |(separator, _)| *separator)
}

/// True when the text ends inside a quoted field.
fn ends_in_quotes(text: &str, separator: u8) -> bool {
    let mut quoted = false;
    let mut field_start = true;
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if quoted {
            if byte == b'"' {
                if bytes.peek() == Some(&b'"') {
                    bytes.next();
                } else {
                    quoted = false;
                }
            }
        } else if byte == b'"' && field_start {
            quoted = true;
        }
        field_start = !quoted && (byte == separator || byte == b'\n' || byte == b'\r');
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_seen_outside_quotes() {
        assert_eq!(separator("a;b;\"c,d,e,f\"\nx,y,z,t,u"), b';');
        assert_eq!(separator("a,b,c\n"), b',');
        assert_eq!(separator("a\tb\n"), b'\t');
        assert_eq!(separator("a"), b';');
    }

    #[test]
    fn a_quote_left_open_is_seen() {
        assert!(ends_in_quotes("a;\"b\nc;d\n", b';'));
        assert!(!ends_in_quotes("a;\"b \"\"c\"\"\";d\"\n", b';'));
        assert!(!ends_in_quotes("a;5\" disk;d\n", b';'));
    }
}
