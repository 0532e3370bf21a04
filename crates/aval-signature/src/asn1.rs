//! BER and DER on slices of the file: what was signed is never decoded and encoded again, so the
//! octets that are hashed are the octets that were stored. Indefinite lengths are read because
//! one signing library in ten writes them.

use std::borrow::Cow;

use jiff::{Timestamp, civil, tz::TimeZone};

/// Certificates and CMS nest about fifteen levels.
const DEPTH: usize = 40;

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(crate) const ENUMERATED: u8 = 0x0a;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;

/// `[number]`, constructed.
pub(crate) const fn context(number: u8) -> u8 {
    0xa0 | number
}

/// `[number]`, primitive.
pub(crate) const fn context_primitive(number: u8) -> u8 {
    0x80 | number
}

/// The octets are not the ASN.1 that they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the expected ASN.1")]
pub(crate) struct Malformed;

pub(crate) type Result<T> = std::result::Result<T, Malformed>;

/// One value: its identifier octet, its contents and everything that encodes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'a> {
    pub tag: u8,
    pub raw: &'a [u8],
    pub contents: &'a [u8],
    pub indefinite: bool,
}

/// Reads values one after the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(octets: &'a [u8]) -> Self {
        Self { rest: octets }
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub fn any(&mut self) -> Result<Element<'a>> {
        let (element, rest) = read(self.rest, 0)?;
        self.rest = rest;
        Ok(element)
    }

    pub fn expect(&mut self, tag: u8) -> Result<Element<'a>> {
        let before = self.rest;
        let element = self.any()?;
        if element.tag == tag {
            Ok(element)
        } else {
            self.rest = before;
            Err(Malformed)
        }
    }

    pub fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>> {
        if self.rest.first() == Some(&tag) {
            self.any().map(Some)
        } else {
            Ok(None)
        }
    }

    pub fn sequence(&mut self) -> Result<Reader<'a>> {
        Ok(self.expect(SEQUENCE)?.children())
    }

    pub fn oid(&mut self) -> Result<&'a [u8]> {
        Ok(self.expect(OBJECT_IDENTIFIER)?.contents)
    }

    /// The remaining values.
    pub fn all(mut self) -> Result<Vec<Element<'a>>> {
        let mut elements = Vec::new();
        while !self.is_empty() {
            elements.push(self.any()?);
        }
        Ok(elements)
    }
}

impl<'a> Element<'a> {
    /// The only value in `octets`.
    pub fn alone(octets: &'a [u8]) -> Result<Self> {
        let (element, rest) = read(octets, 0)?;
        if rest.is_empty() {
            Ok(element)
        } else {
            Err(Malformed)
        }
    }

    pub fn children(&self) -> Reader<'a> {
        Reader::new(self.contents)
    }

    pub fn is_constructed(&self) -> bool {
        self.tag & 0x20 != 0
    }

    /// The octets of a string, joined when BER cut it into pieces.
    pub fn string(&self) -> Result<Cow<'a, [u8]>> {
        if !self.is_constructed() {
            return Ok(Cow::Borrowed(self.contents));
        }
        let mut joined = Vec::new();
        join(*self, &mut joined, 0)?;
        Ok(Cow::Owned(joined))
    }

    /// A bit string of whole octets.
    pub fn bits(&self) -> Result<&'a [u8]> {
        match self.contents.split_first() {
            Some((0, bits)) if self.tag == BIT_STRING => Ok(bits),
            _ => Err(Malformed),
        }
    }

    pub fn small_integer(&self) -> Result<i64> {
        if self.tag != INTEGER && self.tag != ENUMERATED {
            return Err(Malformed);
        }
        let (first, _) = self.contents.split_first().ok_or(Malformed)?;
        if self.contents.len() > 8 {
            return Err(Malformed);
        }
        let start = if first & 0x80 != 0 { -1 } else { 0 };
        Ok(self
            .contents
            .iter()
            .fold(start, |value, octet| (value << 8) | i64::from(*octet)))
    }

    /// UTCTime or GeneralizedTime (RFC 5280, 4.1.2.5; RFC 3161 allows fractions of a second).
    pub fn time(&self) -> Result<Timestamp> {
        let text = std::str::from_utf8(self.contents).map_err(|_| Malformed)?;
        let text = text.strip_suffix('Z').ok_or(Malformed)?;
        let (text, century) = match self.tag {
            GENERALIZED_TIME => (text.split_once(['.', ',']).map_or(text, |(t, _)| t), None),
            UTC_TIME => (text, Some(50)),
            _ => return Err(Malformed),
        };
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Malformed);
        }
        let (year, rest) = match century {
            None => text.split_at_checked(4),
            Some(_) => text.split_at_checked(2),
        }
        .ok_or(Malformed)?;
        let year: i16 = year.parse().map_err(|_| Malformed)?;
        let year = match century {
            Some(turn) if year < turn => 2000 + year,
            Some(_) => 1900 + year,
            None => year,
        };
        let pair = |at: usize| -> Result<i8> {
            match rest.get(at..at + 2) {
                Some(digits) => digits.parse().map_err(|_| Malformed),
                None if at == 8 && rest.len() == 8 => Ok(0),
                None => Err(Malformed),
            }
        };
        if rest.len() > 10 {
            return Err(Malformed);
        }
        civil::DateTime::new(year, pair(0)?, pair(2)?, pair(4)?, pair(6)?, pair(8)?, 0)
            .and_then(|local| local.to_zoned(TimeZone::UTC))
            .map(|zoned| zoned.timestamp())
            .map_err(|_| Malformed)
    }

    /// No indefinite length, no longer length than needed, at any level.
    pub fn is_der(&self) -> bool {
        if self.indefinite || !has_short_header(self) {
            return false;
        }
        if !self.is_constructed() {
            return true;
        }
        let pieces_of_string = matches!(self.tag, 0x23 | 0x24);
        !pieces_of_string
            && self
                .children()
                .all()
                .is_ok_and(|children| children.iter().all(Element::is_der))
    }
}

fn has_short_header(element: &Element<'_>) -> bool {
    let length = element.contents.len();
    let octets = (usize::BITS - length.leading_zeros()).div_ceil(8);
    let needed = if length < 128 {
        2
    } else {
        2 + usize::try_from(octets).unwrap_or(usize::MAX)
    };
    element.raw.len().saturating_sub(length) == needed
}

fn join(element: Element<'_>, joined: &mut Vec<u8>, depth: usize) -> Result<()> {
    if depth > DEPTH {
        return Err(Malformed);
    }
    if !element.is_constructed() {
        joined.extend_from_slice(element.contents);
        return Ok(());
    }
    for piece in element.children().all()? {
        if piece.tag & !0x20 != OCTET_STRING {
            return Err(Malformed);
        }
        join(piece, joined, depth + 1)?;
    }
    Ok(())
}

fn read(octets: &[u8], depth: usize) -> Result<(Element<'_>, &[u8])> {
    if depth > DEPTH {
        return Err(Malformed);
    }
    let (&tag, rest) = octets.split_first().ok_or(Malformed)?;
    // No structure of this field uses tag numbers above 30.
    if tag & 0x1f == 0x1f {
        return Err(Malformed);
    }
    let (&first, rest) = rest.split_first().ok_or(Malformed)?;
    if first == 0x80 {
        return read_indefinite(octets, tag, rest, depth);
    }
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let width = usize::from(first & 0x7f);
        if width > 4 {
            return Err(Malformed);
        }
        let (digits, rest) = rest.split_at_checked(width).ok_or(Malformed)?;
        let length = digits
            .iter()
            .fold(0usize, |length, octet| (length << 8) | usize::from(*octet));
        (length, rest)
    };
    let (contents, after) = rest.split_at_checked(length).ok_or(Malformed)?;
    let raw = octets.get(..octets.len() - after.len()).ok_or(Malformed)?;
    Ok((
        Element {
            tag,
            raw,
            contents,
            indefinite: false,
        },
        after,
    ))
}

fn read_indefinite<'a>(
    octets: &'a [u8],
    tag: u8,
    contents: &'a [u8],
    depth: usize,
) -> Result<(Element<'a>, &'a [u8])> {
    if tag & 0x20 == 0 {
        return Err(Malformed);
    }
    let mut rest = contents;
    loop {
        if let Some(after) = rest.strip_prefix(&[0, 0]) {
            let contents = contents
                .get(..contents.len() - rest.len())
                .ok_or(Malformed)?;
            let raw = octets.get(..octets.len() - after.len()).ok_or(Malformed)?;
            return Ok((
                Element {
                    tag,
                    raw,
                    contents,
                    indefinite: true,
                },
                after,
            ));
        }
        (_, rest) = read(rest, depth + 1)?;
    }
}
