//! Which octets a signature covers (ISO 32000-2, 12.8.1): two ranges that leave out exactly the
//! `/Contents` string of the signature itself, up to the end of a revision.

use std::ops::Range;

use serde::Serialize;

use crate::pdf::{Document, Loaded, Object, Revision, fields::Value, lex};

/// How far the signed octets reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// Up to the last octet of the file.
    WholeFile,
    /// Up to the end of the revision that the signature closed; something follows.
    WholeRevision,
    /// Not even its own revision.
    Partial,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RangeError {
    /// Absent, not four integers, not ordered, outside the file.
    Invalid,
    /// The hole is not the `/Contents` string of this signature.
    GapMismatch,
    /// The octets signed do not end with a revision.
    Partial,
}

/// The octets that a signature covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignedRanges {
    pub before: Range<usize>,
    pub after: Range<usize>,
}

/// Proof that the signed octets are a whole revision, less the signature's own `/Contents`.
#[derive(Debug)]
pub(crate) struct RevisionCovered {
    pub coverage: Coverage,
    /// Head section of the signed revision.
    pub head: usize,
    /// What follows the signed octets.
    pub follows: Follows,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Follows {
    Nothing,
    Blanks,
    Revision,
    /// Octets that no cross-reference section accounts for.
    Other,
}

/// The four integers of `/ByteRange`: from 0, ordered, inside the file.
pub(crate) fn read_ranges(
    document: &Document<'_>,
    value: &Value,
) -> Result<SignedRanges, RangeError> {
    let numbers: Vec<usize> = value
        .dictionary
        .get(b"ByteRange")
        .and_then(Object::as_array)
        .ok_or(RangeError::Invalid)?
        .iter()
        .map(|number| number.as_integer().and_then(|n| usize::try_from(n).ok()))
        .collect::<Option<_>>()
        .ok_or(RangeError::Invalid)?;
    let [first, first_length, second, second_length] = *numbers.as_slice() else {
        return Err(RangeError::Invalid);
    };
    let end = second
        .checked_add(second_length)
        .filter(|end| *end <= document.bytes.len())
        .ok_or(RangeError::Invalid)?;
    if first != 0 || first_length == 0 || second_length == 0 || second <= first_length {
        return Err(RangeError::Invalid);
    }
    Ok(SignedRanges {
        before: 0..first_length,
        after: second..end,
    })
}

/// The hole must be the token of `/Contents`, found in the signature object itself.
pub(crate) fn check_gap(ranges: &SignedRanges, value: &Value) -> Result<(), RangeError> {
    let contents = value
        .dictionary
        .get(b"Contents")
        .and_then(Object::as_text)
        .filter(|text| text.hexadecimal && !value.holder.compressed)
        .ok_or(RangeError::GapMismatch)?;
    if contents.span == (ranges.before.end..ranges.after.start) {
        Ok(())
    } else {
        Err(RangeError::GapMismatch)
    }
}

/// The signed octets must end where a revision ends, and that revision must hold the signature.
pub(crate) fn cover_revision(
    document: &Document<'_>,
    ranges: &SignedRanges,
    value: &Value,
) -> Result<RevisionCovered, RangeError> {
    check_gap(ranges, value)?;
    let end = ranges.after.end;
    let head = document.head_before(end).ok_or(RangeError::Partial)?;
    let revision_end = document
        .end_of_revision(head)
        .filter(|revision_end| *revision_end <= end)
        .ok_or(RangeError::Partial)?;
    if !is_blank(document, revision_end..end) || !holds(document, head, end, value) {
        return Err(RangeError::Partial);
    }
    let follows = if end == document.bytes.len() {
        Follows::Nothing
    } else if head > 0 {
        Follows::Revision
    } else if is_blank(document, end..document.bytes.len()) {
        Follows::Blanks
    } else {
        Follows::Other
    };
    Ok(RevisionCovered {
        coverage: match follows {
            Follows::Nothing => Coverage::WholeFile,
            _ => Coverage::WholeRevision,
        },
        head,
        follows,
    })
}

fn holds(document: &Document<'_>, head: usize, end: usize, value: &Value) -> bool {
    let signed = Revision {
        document,
        newest: head,
        end,
    };
    let same = |known: &Loaded| known.start == value.holder.start && known.end == value.holder.end;
    signed
        .load(value.holder.reference)
        .is_ok_and(|known| known.is_some_and(|known| same(&known)))
}

pub(crate) fn is_blank(document: &Document<'_>, range: Range<usize>) -> bool {
    document
        .bytes
        .get(range)
        .is_some_and(|octets| octets.iter().copied().all(lex::is_blank))
}
