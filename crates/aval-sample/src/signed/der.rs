//! DER values, as far as certificates and signatures need them (ITU-T X.690).

use jiff::{Timestamp, tz::TimeZone};

pub fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match u8::try_from(contents.len()) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let octets = contents.len().to_be_bytes();
            let octets: Vec<u8> = octets.into_iter().skip_while(|octet| *octet == 0).collect();
            out.push(0x80 | u8::try_from(octets.len()).unwrap_or(8));
            out.extend(octets);
        }
    }
    out.extend_from_slice(contents);
    out
}

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// SET OF, its values in the order of DER.
pub fn set_of(mut values: Vec<Vec<u8>>) -> Vec<u8> {
    values.sort();
    tlv(0x31, &values.concat())
}

pub fn identifier(arcs: &[u64]) -> Vec<u8> {
    let mut contents = Vec::new();
    let (first, rest) = arcs.split_at(arcs.len().min(2));
    let head = match first {
        [one, two] => one * 40 + two,
        _ => 0,
    };
    for arc in std::iter::once(&head).chain(rest) {
        let mut digits = vec![u8::try_from(arc & 0x7f).unwrap_or(0)];
        let mut left = arc >> 7;
        while left > 0 {
            digits.push(0x80 | u8::try_from(left & 0x7f).unwrap_or(0));
            left >>= 7;
        }
        contents.extend(digits.into_iter().rev());
    }
    tlv(6, &contents)
}

/// A whole number that is not negative.
pub fn number(value: u64) -> Vec<u8> {
    let mut octets: Vec<u8> = value
        .to_be_bytes()
        .into_iter()
        .skip_while(|octet| *octet == 0)
        .collect();
    if octets.first().is_none_or(|first| first & 0x80 != 0) {
        octets.insert(0, 0);
    }
    tlv(2, &octets)
}

pub fn truth() -> Vec<u8> {
    tlv(1, &[0xff])
}

pub fn octets(contents: &[u8]) -> Vec<u8> {
    tlv(4, contents)
}

pub fn bits(contents: &[u8]) -> Vec<u8> {
    tlv(3, &[&[0], contents].concat())
}

pub fn text(words: &str) -> Vec<u8> {
    tlv(0x0c, words.as_bytes())
}

/// `[number]` around whole values.
pub fn tagged(number: u8, contents: &[u8]) -> Vec<u8> {
    tlv(0xa0 | number, contents)
}

/// GeneralizedTime, to the second.
pub fn generalized_time(at: Timestamp) -> Vec<u8> {
    let written = at.to_zoned(TimeZone::UTC).strftime("%Y%m%d%H%M%SZ");
    tlv(0x18, written.to_string().as_bytes())
}

/// UTCTime, to the second: until 2049 (RFC 5280, 4.1.2.5).
pub fn utc_time(at: Timestamp) -> Vec<u8> {
    let written = at.to_zoned(TimeZone::UTC).strftime("%y%m%d%H%M%SZ");
    tlv(0x17, written.to_string().as_bytes())
}
