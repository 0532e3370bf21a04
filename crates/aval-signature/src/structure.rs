//! Does the file read in one way only? Everything that the trailer reaches is read once; what
//! viewers would repair or see differently is a finding.

use crate::{
    byterange::is_blank,
    finding::{Code, Effect, Finding},
    pdf::{Document, Reference, lex, lex::Lexer, numbers::Numbers},
};

/// Proof that the file reads without repair, in one way.
#[derive(Debug)]
pub(crate) struct StructureSound(());

pub(crate) fn check(document: &Document<'_>) -> (Option<StructureSound>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut note = |code, effect| findings.push(Finding::new(code, effect));
    if document.crypt.is_some() {
        note(Code::PdfEncrypted, Effect::Remark);
    }
    if document.header > 0 {
        note(Code::BytesBeforeHeader, Effect::Review);
    }
    if document.repaired || document.header > 0 {
        note(Code::PdfRepaired, Effect::Review);
    }
    if document.sections.iter().any(|section| section.hybrid) {
        note(Code::HybridXref, Effect::Review);
    }
    match document.end_of_revision(0) {
        Some(end) if end == document.bytes.len() => {}
        Some(end) if is_blank(document, end..document.bytes.len()) => {
            // One line break belongs to the end of any text file.
            let rest = document.bytes.get(end..).unwrap_or_default();
            if !matches!(rest, b"\n" | b"\r" | b"\r\n") {
                note(Code::TrailingBytes, Effect::Remark);
            }
        }
        Some(_) => note(Code::TrailingBytes, Effect::Reject),
        None => note(Code::PdfRepaired, Effect::Review),
    }
    if !everything_reads(document) {
        note(Code::PartlyUnreadable, Effect::Review);
    }
    let sloppiness = document.sloppiness();
    if sloppiness.conflicting_keys {
        note(Code::DuplicateKeyConflict, Effect::Reject);
    } else if sloppiness.repeated_keys {
        note(Code::DuplicateKey, Effect::Review);
    }
    if sloppiness.repeated_entries {
        note(Code::PdfRepaired, Effect::Review);
    }
    let sound = findings.iter().all(|f| f.effect == Effect::Remark);
    (sound.then_some(StructureSound(())), findings)
}

/// Reads every object that the trailers reach.
fn everything_reads(document: &Document<'_>) -> bool {
    let revision = document.latest();
    let mut seen = Numbers::default();
    let mut waiting: Vec<Reference> = Vec::new();
    if let Some(trailer) = revision.trailer() {
        for (_, value) in trailer.iter().filter(|(key, _)| *key != b"Encrypt") {
            value.for_each_reference(&mut |reference| waiting.push(reference));
        }
    }
    while let Some(reference) = waiting.pop() {
        match revision.load(reference) {
            Ok(None) => {}
            Ok(Some(loaded)) => loaded.object.for_each_reference(&mut |reference| {
                if seen.insert(reference.number) {
                    waiting.push(reference);
                }
            }),
            Err(_) => return false,
        }
    }
    true
}

/// Octets after `from` that no cross-reference section accounts for: a strict reader passes over
/// them, one that repairs may show them. Objects, sections, comments and blanks are accounted for.
pub(crate) fn has_unexplained_octets(document: &Document<'_>, from: usize) -> bool {
    let mut at = from;
    while at < document.bytes.len() {
        let mut lexer = Lexer::new(document.bytes, at);
        lexer.skip_blanks();
        at = lexer.position();
        if at >= document.bytes.len() {
            return false;
        }
        let section = document.sections.iter().find(|s| s.offset == at);
        let next = if let Some(section) = section {
            Some(section.span.end)
        } else if lexer.take_keyword(b"startxref") {
            lexer.unsigned().ok().map(|_| lexer.position())
        } else {
            document.end_of_known_object(at)
        };
        match next {
            Some(next) if next > at => at = next,
            _ => return true,
        }
    }
    false
}

/// How many signature dictionaries the octets of the file seem to hold.
pub(crate) fn count_byte_ranges(bytes: &[u8]) -> usize {
    memchr::memmem::find_iter(bytes, b"/ByteRange")
        .filter(|at| {
            let mut rest = bytes
                .get(at + b"/ByteRange".len()..)
                .unwrap_or_default()
                .iter()
                .copied()
                .skip_while(|octet| lex::is_blank(*octet));
            rest.next() == Some(b'[')
        })
        .count()
}
