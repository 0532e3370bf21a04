//! Octets into objects (ISO 32000-2, 7.2 and 7.3). No repair: what is not the written syntax is
//! an error with its octet.

use super::{
    ReadError,
    object::{Dictionary, Name, Object, Reference, Text},
};

/// Sound documents nest a handful of levels; a stack does not survive 100,000.
const DEPTH: usize = 64;

pub(crate) struct Lexer<'a> {
    data: &'a [u8],
    at: usize,
}

pub(crate) fn is_blank(octet: u8) -> bool {
    matches!(octet, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

fn is_delimiter(octet: u8) -> bool {
    matches!(
        octet,
        b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

fn is_regular(octet: u8) -> bool {
    !is_blank(octet) && !is_delimiter(octet)
}

pub(crate) fn hex_digit(octet: u8) -> Option<u8> {
    match octet {
        b'0'..=b'9' => Some(octet - b'0'),
        b'a'..=b'f' => Some(octet - b'a' + 10),
        b'A'..=b'F' => Some(octet - b'A' + 10),
        _ => None,
    }
}

impl<'a> Lexer<'a> {
    pub fn new(data: &'a [u8], at: usize) -> Self {
        Self { data, at }
    }

    pub fn position(&self) -> usize {
        self.at
    }

    fn peek(&self) -> Option<u8> {
        self.data.get(self.at).copied()
    }

    fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.data.get(self.at.checked_add(ahead)?).copied()
    }

    fn wrong<T>(&self) -> Result<T, ReadError> {
        Err(ReadError::Syntax(self.at))
    }

    pub fn skip_blanks(&mut self) {
        while let Some(octet) = self.peek() {
            if is_blank(octet) {
                self.at += 1;
            } else if octet == b'%' {
                while self.peek().is_some_and(|o| o != b'\n' && o != b'\r') {
                    self.at += 1;
                }
            } else {
                return;
            }
        }
    }

    /// Blanks only: a comment such as `%%EOF` stays.
    pub fn skip_white(&mut self) {
        while self.peek().is_some_and(is_blank) {
            self.at += 1;
        }
    }

    /// Takes `word` when it comes next as a whole token.
    pub fn keyword(&mut self, word: &[u8]) -> Result<(), ReadError> {
        self.skip_blanks();
        if self.take_keyword(word) {
            Ok(())
        } else {
            self.wrong()
        }
    }

    pub fn take_keyword(&mut self, word: &[u8]) -> bool {
        let rest = self.data.get(self.at..).unwrap_or_default();
        if !rest.starts_with(word) || rest.get(word.len()).copied().is_some_and(is_regular) {
            return false;
        }
        self.at += word.len();
        true
    }

    /// Takes these very octets.
    pub fn take(&mut self, octets: &[u8]) -> bool {
        let found = self
            .data
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(octets));
        if found {
            self.at += octets.len();
        }
        found
    }

    /// An unsigned decimal number without sign or point.
    pub fn unsigned(&mut self) -> Result<u64, ReadError> {
        self.skip_blanks();
        let start = self.at;
        let mut value: u64 = 0;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            value = value
                .checked_mul(10)
                .and_then(|v| v.checked_add(u64::from(digit - b'0')))
                .ok_or(ReadError::Syntax(start))?;
            self.at += 1;
        }
        if self.at == start || self.peek().is_some_and(is_regular) {
            return Err(ReadError::Syntax(start));
        }
        Ok(value)
    }

    pub fn object(&mut self) -> Result<Object, ReadError> {
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Result<Object, ReadError> {
        if depth > DEPTH {
            return Err(ReadError::Depth);
        }
        self.skip_blanks();
        match self.peek() {
            Some(b'/') => Ok(Object::Name(self.name()?)),
            Some(b'(') => self.literal().map(Object::Text),
            Some(b'<') if self.peek_at(1) == Some(b'<') => self.dictionary(depth),
            Some(b'<') => self.hexadecimal().map(Object::Text),
            Some(b'[') => self.array(depth),
            Some(b'+' | b'-' | b'.' | b'0'..=b'9') => self.number_or_reference(),
            Some(b't') if self.take_keyword(b"true") => Ok(Object::Bool(true)),
            Some(b'f') if self.take_keyword(b"false") => Ok(Object::Bool(false)),
            Some(b'n') if self.take_keyword(b"null") => Ok(Object::Null),
            _ => self.wrong(),
        }
    }

    fn name(&mut self) -> Result<Name, ReadError> {
        self.at += 1;
        let start = self.at;
        let mut escaped = false;
        while let Some(octet) = self.peek().filter(|o| is_regular(*o)) {
            escaped |= octet == b'#';
            self.at += 1;
        }
        let raw = self.data.get(start..self.at).unwrap_or_default();
        if !escaped {
            return Ok(Name::from_slice(raw));
        }
        // Two spellings of one name are one name: /By#74eRange must not hide a second key.
        let mut name = Name::new();
        let mut rest = raw;
        while let Some((&octet, tail)) = rest.split_first() {
            rest = tail;
            let digits = (octet == b'#')
                .then(|| Some((hex_digit(*tail.first()?)?, hex_digit(*tail.get(1)?)?)))
                .flatten();
            if let Some((high, low)) = digits {
                name.push(high * 16 + low);
                rest = tail.get(2..).unwrap_or_default();
            } else {
                name.push(octet);
            }
        }
        Ok(name)
    }

    fn literal(&mut self) -> Result<Text, ReadError> {
        let start = self.at;
        self.at += 1;
        let mut octets = Vec::new();
        let mut open = 1usize;
        loop {
            let plain = self.run_of_plain_text();
            // The usual string is one run and its closing bracket.
            if octets.is_empty() {
                octets.reserve_exact(plain.len());
            }
            octets.extend_from_slice(plain);
            let Some(octet) = self.peek() else {
                return Err(ReadError::Syntax(start));
            };
            self.at += 1;
            match octet {
                b')' if open == 1 => break,
                b'\\' => self.escape(&mut octets)?,
                b'\r' => {
                    if self.peek() == Some(b'\n') {
                        self.at += 1;
                    }
                    octets.push(b'\n');
                }
                bracket => {
                    if bracket == b'(' {
                        open += 1;
                    } else {
                        open -= 1;
                    }
                    octets.push(bracket);
                }
            }
        }
        Ok(Text {
            octets: octets.into(),
            span: start..self.at,
            hexadecimal: false,
        })
    }

    /// Takes the octets up to the next bracket, escape or line end.
    fn run_of_plain_text(&mut self) -> &'a [u8] {
        let rest = self.data.get(self.at..).unwrap_or_default();
        let length = memchr::memchr3(b'(', b')', b'\\', rest).unwrap_or(rest.len());
        let run = rest.get(..length).unwrap_or_default();
        let length = memchr::memchr(b'\r', run).unwrap_or(length);
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn escape(&mut self, octets: &mut Vec<u8>) -> Result<(), ReadError> {
        let Some(octet) = self.peek() else {
            return self.wrong();
        };
        self.at += 1;
        match octet {
            b'n' => octets.push(b'\n'),
            b'r' => octets.push(b'\r'),
            b't' => octets.push(b'\t'),
            b'b' => octets.push(8),
            b'f' => octets.push(12),
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'\n' => {}
            b'0'..=b'7' => {
                let mut value = u32::from(octet - b'0');
                for _ in 0..2 {
                    match self.peek() {
                        Some(digit @ b'0'..=b'7') => {
                            value = value * 8 + u32::from(digit - b'0');
                            self.at += 1;
                        }
                        _ => break,
                    }
                }
                octets.push((value & 0xff) as u8);
            }
            other => octets.push(other),
        }
        Ok(())
    }

    fn hexadecimal(&mut self) -> Result<Text, ReadError> {
        let start = self.at;
        self.at += 1;
        let rest = self.data.get(self.at..).unwrap_or_default();
        let Some(length) = memchr::memchr(b'>', rest) else {
            return Err(ReadError::Syntax(start));
        };
        let inside = rest.get(..length).unwrap_or_default();
        let mut octets = Vec::with_capacity(length / 2 + 1);
        let mut half: Option<u8> = None;
        for (ahead, &octet) in inside.iter().enumerate() {
            if let Some(digit) = hex_digit(octet) {
                match half.take() {
                    Some(high) => octets.push(high * 16 + digit),
                    None => half = Some(digit),
                }
            } else if !is_blank(octet) {
                return Err(ReadError::Syntax(self.at + ahead));
            }
        }
        if let Some(high) = half {
            octets.push(high * 16);
        }
        self.at += length + 1;
        Ok(Text {
            octets: octets.into(),
            span: start..self.at,
            hexadecimal: true,
        })
    }

    fn array(&mut self, depth: usize) -> Result<Object, ReadError> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_blanks();
            if self.take(b"]") {
                return Ok(Object::Array(items));
            }
            items.push(self.nested(depth + 1)?);
        }
    }

    fn dictionary(&mut self, depth: usize) -> Result<Object, ReadError> {
        self.at += 2;
        let mut entries = Vec::with_capacity(4);
        loop {
            self.skip_blanks();
            if self.take(b">>") {
                return Ok(Object::Dictionary(Dictionary::new(entries)));
            }
            if self.peek() != Some(b'/') {
                return self.wrong();
            }
            let key = self.name()?;
            entries.push((key, self.nested(depth + 1)?));
        }
    }

    fn number_or_reference(&mut self) -> Result<Object, ReadError> {
        let start = self.at;
        while self.peek().is_some_and(is_regular) {
            self.at += 1;
        }
        let token = self.data.get(start..self.at).unwrap_or_default();
        let Some(value) = integer(token) else {
            return if is_real(token) {
                Ok(Object::Real(token.into()))
            } else {
                Err(ReadError::Syntax(start))
            };
        };
        if let (true, Ok(number)) = (is_digits(token), u32::try_from(value))
            && let Some(generation) = self.rest_of_reference()
        {
            return Ok(Object::Reference(Reference { number, generation }));
        }
        Ok(Object::Integer(value))
    }

    /// `0 R` after an object number; takes nothing when it is something else.
    fn rest_of_reference(&mut self) -> Option<u32> {
        let before = self.at;
        let generation = self.unsigned().ok().and_then(|g| u32::try_from(g).ok());
        if let Some(generation) = generation {
            self.skip_blanks();
            if self.take_keyword(b"R") {
                return Some(generation);
            }
        }
        self.at = before;
        None
    }
}

fn is_digits(token: &[u8]) -> bool {
    !token.is_empty() && token.iter().all(u8::is_ascii_digit)
}

fn integer(token: &[u8]) -> Option<i64> {
    let (negative, digits) = match token.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, token),
    };
    if !is_digits(digits) {
        return None;
    }
    let value = std::str::from_utf8(digits).ok()?.parse::<i64>().ok()?;
    Some(if negative { -value } else { value })
}

/// Anything numeric that is not an integer, also the `--5` and overlong forms of some writers.
fn is_real(token: &[u8]) -> bool {
    token.iter().any(u8::is_ascii_digit)
        && token
            .iter()
            .all(|o| o.is_ascii_digit() || matches!(o, b'.' | b'-' | b'+'))
}
