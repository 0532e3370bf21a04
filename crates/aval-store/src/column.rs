//! How values go into columns and come back: instants as microseconds, counts as signed
//! integers, hashes as hexadecimal. Nothing here knows a table.

use jiff::Timestamp;
use uuid::Uuid;

use crate::StoreError;

/// Instant to column.
pub(crate) fn micros(instant: Timestamp) -> i64 {
    instant.as_microsecond()
}

/// Column to instant.
pub(crate) fn instant(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|_| StoreError::Unreadable { what: "instant" })
}

/// Count or version to column.
pub(crate) fn signed(count: u64) -> Result<i64, StoreError> {
    i64::try_from(count).map_err(|_| StoreError::OutOfRange { what: "nombre" })
}

/// Column to count or version.
pub(crate) fn unsigned(column: i64) -> Result<u64, StoreError> {
    u64::try_from(column).map_err(|_| StoreError::Unreadable {
        what: "nombre négatif",
    })
}

/// Column to identifier.
pub(crate) fn id(column: &str) -> Result<Uuid, StoreError> {
    Uuid::parse_str(column).map_err(|_| StoreError::Unreadable {
        what: "identifiant",
    })
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0x0f])
        .filter_map(|digit| DIGITS.get(usize::from(digit)))
        .collect()
}

/// Hexadecimal to bytes; `None` when it is not.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|digit| {
            digit
                .to_digit(16)
                .and_then(|value| u8::try_from(value).ok())
        })
        .collect();
    Some(
        digits?
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |byte, digit| (byte << 4) | digit))
            .collect(),
    )
}
