//! Opaque page addresses for keyset lists: the key of the row at the edge of a page, and
//! the list and direction that it belongs to.

use serde::{Deserialize, Serialize};

use crate::{
    StoreError,
    column::{hex, unhex},
};

/// Longest address read; ours are far shorter.
const LONGEST: usize = 2048;

/// Rows of a page at most.
pub const PAGE_MAX: u32 = 200;

/// Counts stop here: beyond, a list says "more than".
pub const COUNT_MAX: u64 = 1_000;

/// How many rows a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// Exact up to [`COUNT_MAX`].
    pub count: u64,
    /// True when there are more than `count`.
    pub more: bool,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the order asked for.
    pub rows: Vec<T>,
    /// How many rows the whole list has.
    pub total: Total,
    /// Address of the page before, if there is one.
    pub previous: Option<String>,
    /// Address of the page after, if there is one.
    pub next: Option<String>,
}

/// The value that a list is sorted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Key {
    Integer(i64),
    Text(String),
}

/// An edge of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cursor {
    /// List and order, so that an address of another list is refused.
    pub(crate) list: String,
    /// True to read what comes after the edge.
    pub(crate) forward: bool,
    pub(crate) key: Key,
    pub(crate) id: String,
}

impl Cursor {
    pub(crate) fn write(&self) -> String {
        serde_json::to_vec(self)
            .map(|json| hex(&json))
            .unwrap_or_default()
    }

    pub(crate) fn read(text: &str, list: &str) -> Result<Self, StoreError> {
        let bytes = (text.len() <= LONGEST).then(|| unhex(text)).flatten();
        bytes
            .and_then(|bytes| serde_json::from_slice::<Self>(&bytes).ok())
            .filter(|cursor| cursor.list == list)
            .ok_or(StoreError::BadCursor)
    }
}

/// Cuts the rows that were read (one more than a page, in reading order) into a page.
pub(crate) fn cut<T>(
    mut rows: Vec<T>,
    size: usize,
    cursor: Option<&Cursor>,
    total: Total,
    edge: impl Fn(&T, bool) -> Cursor,
) -> Page<T> {
    let further = rows.len() > size;
    rows.truncate(size);
    let backward = cursor.is_some_and(|cursor| !cursor.forward);
    if backward {
        rows.reverse();
    }
    let (before, after) = match cursor {
        None => (false, further),
        Some(_) if backward => (further, true),
        Some(_) => (true, further),
    };
    let previous = rows
        .first()
        .filter(|_| before)
        .map(|row| edge(row, false).write());
    let next = rows
        .last()
        .filter(|_| after)
        .map(|row| edge(row, true).write());
    Page {
        rows,
        total,
        previous,
        next,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_altered_or_foreign_address_is_refused() {
        let cursor = Cursor {
            list: "queue.number.up".to_owned(),
            forward: true,
            key: Key::Text("É-1".to_owned()),
            id: "x".to_owned(),
        };
        let text = cursor.write();
        assert_eq!(Cursor::read(&text, "queue.number.up").unwrap(), cursor);
        for (text, list) in [
            (text.as_str(), "queue.number.down"),
            ("", "queue.number.up"),
            ("zz", "queue.number.up"),
            (text.trim_end_matches(char::is_numeric), "queue.number.up"),
        ] {
            if text == cursor.write() && list == "queue.number.up" {
                continue;
            }
            assert!(
                matches!(Cursor::read(text, list), Err(StoreError::BadCursor)),
                "{text}"
            );
        }
    }
}
