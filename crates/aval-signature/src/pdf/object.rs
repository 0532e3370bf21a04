//! The eight kinds of PDF objects (ISO 32000-2, 7.3), with the place in the file of each string.

use std::ops::Range;

use smallvec::SmallVec;

/// A name; the usual ones are short enough to need no allocation.
pub(crate) type Name = SmallVec<[u8; 16]>;

/// An indirect reference, `12 0 R`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Reference {
    pub number: u32,
    pub generation: u32,
}

/// A string with the span of its token: the span of `/Contents` is what a signature leaves out.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub octets: Box<[u8]>,
    pub span: Range<usize>,
    /// Written between angle brackets.
    pub hexadecimal: bool,
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.octets == other.octets
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Object {
    Null,
    Bool(bool),
    Integer(i64),
    /// As written: nothing here computes with it.
    Real(Box<[u8]>),
    Name(Name),
    Text(Text),
    Array(Vec<Object>),
    Dictionary(Dictionary),
    Reference(Reference),
}

/// Keys in octet order. A key written twice keeps its first value and is remembered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dictionary {
    entries: Vec<(Name, Object)>,
    repeated: Vec<Repeated>,
}

/// A key that a dictionary holds more than once.
#[derive(Debug, Clone)]
pub(crate) struct Repeated {
    pub key: Name,
    /// All its values are the same: sloppy, harmless.
    pub same: bool,
}

impl PartialEq for Dictionary {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries && self.repeated.len() == other.repeated.len()
    }
}

impl Dictionary {
    pub fn new(mut entries: Vec<(Name, Object)>) -> Self {
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        let once = entries
            .iter()
            .zip(entries.iter().skip(1))
            .all(|((a, _), (b, _))| a != b);
        if once {
            return Self {
                entries,
                repeated: Vec::new(),
            };
        }
        let mut repeated: Vec<Repeated> = Vec::new();
        let mut kept: Vec<(Name, Object)> = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            match kept.last() {
                Some((last, first)) if *last == key => {
                    repeated.push(Repeated {
                        key,
                        same: *first == value,
                    });
                }
                _ => kept.push((key, value)),
            }
        }
        Self {
            entries: kept,
            repeated,
        }
    }

    pub fn get(&self, key: &[u8]) -> Option<&Object> {
        let at = self
            .entries
            .binary_search_by(|(known, _)| known.as_slice().cmp(key))
            .ok()?;
        self.entries.get(at).map(|(_, value)| value)
    }

    pub fn name(&self, key: &[u8]) -> Option<&[u8]> {
        self.get(key).and_then(Object::as_name)
    }

    pub fn integer(&self, key: &[u8]) -> Option<i64> {
        self.get(key).and_then(Object::as_integer)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &Object)> {
        self.entries
            .iter()
            .map(|(key, value)| (key.as_slice(), value))
    }

    pub fn repeated(&self) -> &[Repeated] {
        &self.repeated
    }
}

impl Object {
    /// Calls `found` for every reference inside.
    pub fn for_each_reference(&self, found: &mut impl FnMut(Reference)) {
        match self {
            Self::Reference(reference) => found(*reference),
            Self::Array(items) => items.iter().for_each(|item| item.for_each_reference(found)),
            Self::Dictionary(dictionary) => dictionary
                .iter()
                .for_each(|(_, value)| value.for_each_reference(found)),
            _ => {}
        }
    }

    pub fn as_name(&self) -> Option<&[u8]> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(*value),
            _ => None,
        }
    }

    /// A number in one spelling, so that `.1` and `0.1`, `1` and `1.0` compare equal.
    pub fn as_plain_number(&self) -> Option<String> {
        let written = match self {
            Self::Integer(value) => value.to_string(),
            Self::Real(written) => String::from_utf8(written.to_vec()).ok()?,
            _ => return None,
        };
        let negative = written.starts_with('-');
        let digits = written.trim_start_matches(['+', '-']);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let sign = if negative && !(whole.is_empty() && fraction.is_empty()) {
            "-"
        } else {
            ""
        };
        Some(format!("{sign}{whole}.{fraction}"))
    }

    pub fn as_dictionary(&self) -> Option<&Dictionary> {
        match self {
            Self::Dictionary(dictionary) => Some(dictionary),
            _ => None,
        }
    }

    pub fn as_array(&self) -> Option<&[Object]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    pub fn as_text(&self) -> Option<&Text> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_reference(&self) -> Option<Reference> {
        match self {
            Self::Reference(reference) => Some(*reference),
            _ => None,
        }
    }
}
