//! Cross-reference sections (ISO 32000-2, 7.5.4 to 7.5.8): tables, streams and the hybrid of
//! both, one `Section` each, in the order of the chain. Nothing is allocated from an announced
//! number, nothing is repaired but a `startxref` that misses the table right above it.

use std::{collections::HashSet, ops::Range};

use super::{
    ReadError,
    document::{self, Limits},
    lex::{self, Lexer},
    object::{Dictionary, Object},
};

/// ISO 32000-2, annex C: no larger object number is portable.
const LARGEST_NUMBER: u64 = 8_388_607;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    Free,
    At { offset: usize, generation: u32 },
    Within { stream: u32, index: u32 },
}

#[derive(Debug)]
pub(crate) struct Section {
    /// First octet of the section in the file.
    pub offset: usize,
    pub entries: Vec<(u32, Entry)>,
    pub trailer: Dictionary,
    /// Where `startxref` after this section points, and where its `%%EOF` ends.
    pub closing: Option<Closing>,
    /// A table with `/XRefStm`: two kinds of reader see two documents.
    pub hybrid: bool,
    /// First octets of the objects that the section itself is made of (streams).
    pub own_objects: Vec<usize>,
    /// The octets of the section and of its trailer.
    pub span: Range<usize>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Closing {
    pub target: usize,
    pub end: usize,
}

pub(crate) struct Chain {
    /// Newest first, as `/Prev` gives them.
    pub sections: Vec<Section>,
    pub repaired: bool,
}

pub(crate) fn read_chain(bytes: &[u8], header: usize, limits: &Limits) -> Result<Chain, ReadError> {
    let at = memchr::memmem::rfind(bytes, b"startxref").ok_or(ReadError::Syntax(bytes.len()))?;
    let mut lexer = Lexer::new(bytes, at + b"startxref".len());
    let announced = usize::try_from(lexer.unsigned()?).map_err(|_| ReadError::Syntax(at))?;

    let mut base = header;
    let mut repaired = false;
    let mut head = read_section(bytes, base, announced, limits);
    if head.is_err() && base > 0 {
        base = 0;
        head = read_section(bytes, base, announced, limits);
    }
    if head.is_err() {
        base = header;
        head = table_right_above(bytes, base, at, limits);
        repaired = true;
    }
    let mut sections = vec![head?];
    let mut seen: HashSet<usize> = sections.iter().map(|s| s.offset).collect();
    loop {
        let previous = sections.last().and_then(|s| s.trailer.get(b"Prev"));
        let previous = match previous {
            None => break,
            Some(Object::Integer(value)) => {
                usize::try_from(*value).map_err(|_| ReadError::Syntax(at))?
            }
            Some(Object::Real(_)) | Some(_) => return Err(ReadError::Syntax(at)),
        };
        let section = read_section(bytes, base, previous, limits)?;
        if !seen.insert(section.offset) {
            return Err(ReadError::Loop);
        }
        if sections.len() >= limits.sections {
            return Err(ReadError::Limit);
        }
        sections.push(section);
    }
    Ok(Chain { sections, repaired })
}

/// The one repair: the table that ends exactly at the last `startxref`. No other choice exists
/// there, and the caller never accepts a repaired file.
fn table_right_above(
    bytes: &[u8],
    base: usize,
    startxref: usize,
    limits: &Limits,
) -> Result<Section, ReadError> {
    let before = bytes.get(..startxref).unwrap_or_default();
    let at = memchr::memmem::rfind(before, b"xref").ok_or(ReadError::Syntax(startxref))?;
    let offset = at.checked_sub(base).ok_or(ReadError::Syntax(at))?;
    let mut section = read_section(bytes, base, offset, limits)?;
    if let Some(closing) = &mut section.closing {
        closing.target = section.offset;
    }
    let between = bytes.get(section.span.end..startxref).unwrap_or_default();
    if between.iter().copied().all(lex::is_blank) {
        Ok(section)
    } else {
        Err(ReadError::Syntax(at))
    }
}

fn read_section(
    bytes: &[u8],
    base: usize,
    offset: usize,
    limits: &Limits,
) -> Result<Section, ReadError> {
    let start = base
        .checked_add(offset)
        .filter(|start| *start < bytes.len())
        .ok_or(ReadError::Syntax(offset))?;
    let mut lexer = Lexer::new(bytes, start);
    lexer.skip_white();
    let start = lexer.position();
    if lexer.take_keyword(b"xref") {
        read_table(bytes, base, start, lexer, limits)
    } else {
        read_stream(bytes, base, start, limits)
    }
}

fn read_table(
    bytes: &[u8],
    base: usize,
    start: usize,
    mut lexer: Lexer<'_>,
    limits: &Limits,
) -> Result<Section, ReadError> {
    let mut entries = Vec::new();
    loop {
        lexer.skip_blanks();
        if lexer.take_keyword(b"trailer") {
            break;
        }
        let first = lexer.unsigned()?;
        let count = lexer.unsigned()?;
        for ahead in 0..count {
            let number = first
                .checked_add(ahead)
                .filter(|number| *number <= LARGEST_NUMBER)
                .and_then(|number| u32::try_from(number).ok())
                .ok_or(ReadError::Limit)?;
            entries.push((number, read_entry(&mut lexer, base)?));
        }
    }
    let Object::Dictionary(trailer) = lexer.object()? else {
        return Err(ReadError::Syntax(lexer.position()));
    };
    let span = start..lexer.position();
    let closing = read_closing(lexer, base);
    let mut own_objects = Vec::new();
    let hybrid = trailer.get(b"XRefStm").is_some();
    if let Some(value) = trailer.integer(b"XRefStm") {
        let offset = usize::try_from(value).map_err(|_| ReadError::Syntax(start))?;
        let at = base.checked_add(offset).ok_or(ReadError::Syntax(start))?;
        let hidden = read_stream(bytes, base, at, limits)?;
        own_objects.extend(hidden.own_objects);
        entries = show_hidden(entries, hidden.entries);
    }
    Ok(Section {
        offset: start,
        entries,
        trailer,
        closing,
        hybrid,
        own_objects,
        span,
    })
}

/// ISO 32000-2, 7.5.8.4: what the table calls free, the stream of the same section may define.
fn show_hidden(table: Vec<(u32, Entry)>, stream: Vec<(u32, Entry)>) -> Vec<(u32, Entry)> {
    let hidden: HashSet<u32> = stream.iter().map(|(number, _)| *number).collect();
    let mut entries: Vec<_> = table
        .into_iter()
        .filter(|(number, entry)| *entry != Entry::Free || !hidden.contains(number))
        .collect();
    entries.extend(stream);
    entries
}

fn read_entry(lexer: &mut Lexer<'_>, base: usize) -> Result<Entry, ReadError> {
    let offset = lexer.unsigned()?;
    let generation = lexer.unsigned()?;
    lexer.skip_white();
    if lexer.take_keyword(b"n") {
        let offset = usize::try_from(offset)
            .ok()
            .and_then(|offset| offset.checked_add(base))
            .ok_or(ReadError::Syntax(lexer.position()))?;
        let generation =
            u32::try_from(generation).map_err(|_| ReadError::Syntax(lexer.position()))?;
        Ok(Entry::At { offset, generation })
    } else if lexer.take_keyword(b"f") {
        Ok(Entry::Free)
    } else {
        Err(ReadError::Syntax(lexer.position()))
    }
}

fn read_closing(mut lexer: Lexer<'_>, base: usize) -> Option<Closing> {
    lexer.skip_blanks();
    if !lexer.take_keyword(b"startxref") {
        return None;
    }
    let target = usize::try_from(lexer.unsigned().ok()?)
        .ok()?
        .checked_add(base)?;
    lexer.skip_white();
    lexer.take(b"%%EOF").then(|| Closing {
        target,
        end: lexer.position(),
    })
}

fn read_stream(
    bytes: &[u8],
    base: usize,
    start: usize,
    limits: &Limits,
) -> Result<Section, ReadError> {
    let mut lexer = Lexer::new(bytes, start);
    lexer.unsigned()?;
    lexer.unsigned()?;
    lexer.keyword(b"obj")?;
    let Object::Dictionary(trailer) = lexer.object()? else {
        return Err(ReadError::Syntax(start));
    };
    if trailer.name(b"Type") != Some(b"XRef") {
        return Err(ReadError::Syntax(start));
    }
    let length = trailer
        .integer(b"Length")
        .and_then(|length| usize::try_from(length).ok())
        .ok_or(ReadError::Syntax(start))?;
    let data_start = document::stream_start(&mut lexer)?;
    let data = document::stream_octets(bytes, data_start, length)?;
    let mut lexer = Lexer::new(bytes, data_start + length);
    lexer.keyword(b"endstream")?;
    lexer.keyword(b"endobj")?;
    let table = document::inflate(&trailer, data, limits.inflated)?;
    Ok(Section {
        offset: start,
        entries: read_rows(&trailer, &table, base).ok_or(ReadError::Syntax(start))?,
        span: start..lexer.position(),
        closing: read_closing(lexer, base),
        trailer,
        hybrid: false,
        own_objects: vec![start],
    })
}

fn read_rows(trailer: &Dictionary, table: &[u8], base: usize) -> Option<Vec<(u32, Entry)>> {
    let widths: Vec<usize> = trailer
        .get(b"W")?
        .as_array()?
        .iter()
        .map(|w| w.as_integer().and_then(|w| usize::try_from(w).ok()))
        .collect::<Option<_>>()?;
    let [kind_width, second_width, third_width] = *widths.as_slice() else {
        return None;
    };
    if widths.iter().any(|width| *width > 8) || second_width == 0 {
        return None;
    }
    let runs: Vec<u64> = match trailer.get(b"Index") {
        None => vec![0, u64::try_from(trailer.integer(b"Size")?).ok()?],
        Some(index) => index
            .as_array()?
            .iter()
            .map(|v| v.as_integer().and_then(|v| u64::try_from(v).ok()))
            .collect::<Option<_>>()?,
    };
    let mut rows = table.chunks_exact(kind_width + second_width + third_width);
    let mut entries = Vec::new();
    for run in runs.chunks(2) {
        let [first, count] = *run else { return None };
        for ahead in 0..count {
            let number = first.checked_add(ahead).filter(|n| *n <= LARGEST_NUMBER)?;
            let row = rows.next()?;
            let (kind, rest) = row.split_at_checked(kind_width)?;
            let (second, third) = rest.split_at_checked(second_width)?;
            let kind = if kind_width == 0 { 1 } else { big_endian(kind) };
            let (second, third) = (big_endian(second), big_endian(third));
            let entry = match kind {
                1 => Entry::At {
                    offset: usize::try_from(second).ok()?.checked_add(base)?,
                    generation: u32::try_from(third).ok()?,
                },
                2 => Entry::Within {
                    stream: u32::try_from(second).ok()?,
                    index: u32::try_from(third).ok()?,
                },
                // ISO 32000-2, table 18: other kinds are references to the null object.
                _ => Entry::Free,
            };
            entries.push((u32::try_from(number).ok()?, entry));
        }
    }
    Some(entries)
}

fn big_endian(octets: &[u8]) -> u64 {
    octets
        .iter()
        .fold(0, |value, octet| (value << 8) | u64::from(*octet))
}
