//! Text strings and dates of a PDF (ISO 32000-2, 7.9.2 and 7.9.4) for people to read. Strings of
//! a hostile file are not text: anything undecodable becomes a replacement sign.

use jiff::{SignedDuration, Timestamp, civil};

/// Longest text that a report repeats from a file.
const LONGEST: usize = 300;

pub(crate) fn decode(octets: &[u8]) -> String {
    let text = if let Some(rest) = octets.strip_prefix(b"\xfe\xff") {
        let units = rest.chunks_exact(2).map(|pair| {
            pair.iter()
                .fold(0u16, |unit, octet| (unit << 8) | u16::from(*octet))
        });
        char::decode_utf16(units)
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    } else if let Some(rest) = octets.strip_prefix(b"\xef\xbb\xbf") {
        String::from_utf8_lossy(rest).into_owned()
    } else {
        octets.iter().map(|octet| char::from(*octet)).collect()
    };
    for_people(&text)
}

/// Without control characters, cut at a readable length.
pub(crate) fn for_people(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// `D:YYYYMMDDHHmmSSOHH'mm'`; the parts after the year may be absent.
pub(crate) fn date(octets: &[u8]) -> Option<Timestamp> {
    let text = decode(octets);
    let text = text.strip_prefix("D:").unwrap_or(&text);
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let zone = text.get(digits..)?;
    let part = |at: usize, width: usize, default: i16| -> Option<i16> {
        match text.get(at..at + width) {
            Some(part) if at + width <= digits => part.parse().ok(),
            _ if at >= digits => Some(default),
            _ => None,
        }
    };
    let narrow = |value: i16| i8::try_from(value).ok();
    let local = civil::DateTime::new(
        part(0, 4, 0).filter(|_| digits >= 4)?,
        narrow(part(4, 2, 1)?)?,
        narrow(part(6, 2, 1)?)?,
        narrow(part(8, 2, 0)?)?,
        narrow(part(10, 2, 0)?)?,
        narrow(part(12, 2, 0)?)?,
        0,
    )
    .ok()?;
    let utc = local.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
    utc.checked_sub(offset(zone)?).ok()
}

fn offset(zone: &str) -> Option<SignedDuration> {
    let mut numbers = zone
        .get(1..)
        .unwrap_or_default()
        .split('\'')
        .map(|part| part.parse::<i64>().ok());
    let hours = numbers.next().flatten().unwrap_or(0);
    let minutes = numbers.next().flatten().unwrap_or(0);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let ahead = SignedDuration::from_secs(hours * 3600 + minutes * 60);
    match zone.chars().next() {
        None | Some('Z') => Some(SignedDuration::ZERO),
        Some('+') => Some(ahead),
        Some('-') => Some(-ahead),
        Some(_) => None,
    }
}
