//! A document and its revisions: which object a reference means as of an offset, read once,
//! with limits on objects and inflated octets. What changed between revisions is not judged here.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    io::Read,
    rc::Rc,
};

use foldhash::fast::RandomState;

use super::{
    ReadError,
    crypt::Crypt,
    lex::{self, Lexer},
    object::{Dictionary, Object, Reference},
    xref::{self, Entry, Section},
};

/// What one check may cost. The defaults keep it under 2 s and 256 MiB on a small machine.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// Cross-reference sections in the chain.
    pub sections: usize,
    /// Octets that one stream may inflate to.
    pub inflated: usize,
    /// Octets that all streams together may inflate to.
    pub inflated_in_all: usize,
    /// Objects read.
    pub objects: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sections: 2_000,
            inflated: 32 << 20,
            inflated_in_all: 96 << 20,
            objects: 500_000,
        }
    }
}

/// An indirect object as the file holds it.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub reference: Reference,
    pub object: Object,
    /// First octet of the data when it is a stream.
    pub stream: Option<usize>,
    /// First octet after what was read.
    pub end: usize,
    /// Inside an object stream: its spans are not places of the file.
    pub compressed: bool,
    /// First octet in the file, of the object stream when compressed.
    pub start: usize,
}

struct ObjectStream {
    data: Vec<u8>,
    /// Number and offset of each object.
    offsets: Vec<(u32, usize)>,
}

/// Sloppiness seen while reading; the verdict weighs it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sloppiness {
    pub repeated_keys: bool,
    pub conflicting_keys: bool,
    pub repeated_entries: bool,
}

pub(crate) struct Document<'a> {
    pub bytes: &'a [u8],
    pub sections: Vec<Section>,
    /// First octet of `%PDF`.
    pub header: usize,
    pub repaired: bool,
    pub limits: Limits,
    pub crypt: Option<Crypt>,
    /// Object number, place of the section in the chain, entry; sorted.
    index: Vec<(u32, usize, Entry)>,
    objects: RefCell<HashMap<(usize, u32), Rc<Loaded>, RandomState>>,
    streams: RefCell<HashMap<usize, Rc<ObjectStream>, RandomState>>,
    read: Cell<usize>,
    inflated: Cell<usize>,
    sloppiness: Cell<Sloppiness>,
}

/// The document as of `end`: the sections from `newest` on, the octets before `end`.
#[derive(Clone, Copy)]
pub(crate) struct Revision<'d> {
    pub document: &'d Document<'d>,
    pub newest: usize,
    pub end: usize,
}

/// Why a file is not opened at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OpenError {
    NotAPdf,
    Unreadable(ReadError),
}

impl<'a> Document<'a> {
    pub fn open(bytes: &'a [u8], limits: Limits) -> Result<Self, OpenError> {
        let start = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
        let header = memchr::memmem::find(start, b"%PDF-").ok_or(OpenError::NotAPdf)?;
        let chain = xref::read_chain(bytes, header, &limits).map_err(OpenError::Unreadable)?;
        let mut index: Vec<(u32, usize, Entry)> = Vec::new();
        for (place, section) in chain.sections.iter().enumerate() {
            index.extend(section.entries.iter().map(|(n, entry)| (*n, place, *entry)));
        }
        // Stable: of two entries in one section the first one stays the first.
        index.sort_by_key(|(number, place, _)| (*number, *place));
        let repeated_entries = index
            .iter()
            .zip(index.iter().skip(1))
            .any(|(a, b)| (a.0, a.1) == (b.0, b.1) && a.2 != b.2);
        // Entries are in the file, not announced: this many octets were read.
        let objects = index.len().min(limits.objects);
        let sloppiness = Sloppiness {
            repeated_entries,
            ..Sloppiness::default()
        };
        let mut document = Self {
            bytes,
            sections: chain.sections,
            header,
            repaired: chain.repaired,
            limits,
            crypt: None,
            index,
            objects: RefCell::new(HashMap::with_capacity_and_hasher(
                objects,
                RandomState::default(),
            )),
            streams: RefCell::default(),
            read: Cell::new(0),
            inflated: Cell::new(0),
            sloppiness: Cell::new(sloppiness),
        };
        document.crypt = document
            .latest()
            .encryption()
            .map_err(OpenError::Unreadable)?;
        if document.crypt.is_some() {
            // Object streams read for the encryption dictionary would be read in cipher text.
            document.objects.borrow_mut().clear();
            document.streams.borrow_mut().clear();
        }
        Ok(document)
    }

    pub fn latest(&self) -> Revision<'_> {
        Revision {
            document: self,
            newest: 0,
            end: self.bytes.len(),
        }
    }

    pub fn sloppiness(&self) -> Sloppiness {
        self.sloppiness.get()
    }

    /// First octet after the `%%EOF` of the revision whose head is this section. In a linearized
    /// file the closing of the head stands after an older section of the chain.
    pub fn end_of_revision(&self, head: usize) -> Option<usize> {
        let offset = self.sections.get(head)?.offset;
        self.sections
            .iter()
            .skip(head)
            .filter_map(|section| section.closing)
            .filter(|closing| self.points_at(closing.target, offset))
            .map(|closing| closing.end)
            .max()
    }

    /// `startxref` may point at white space before the section.
    fn points_at(&self, target: usize, offset: usize) -> bool {
        target <= offset
            && self
                .bytes
                .get(target..offset)
                .is_some_and(|between| between.iter().copied().all(lex::is_blank))
    }

    /// The head section of the document made of the octets before `end`, when the sections left
    /// out are the newest ones and no section lies across `end`.
    pub fn head_before(&self, end: usize) -> Option<usize> {
        let head = self.sections.iter().position(|s| s.span.end <= end)?;
        let (after, before) = self.sections.split_at_checked(head)?;
        (after.iter().all(|s| s.offset >= end) && before.iter().all(|s| s.span.end <= end))
            .then_some(head)
    }

    /// Where the object that starts at `at` ends, when a cross-reference entry of its number
    /// points here.
    pub fn end_of_known_object(&self, at: usize) -> Option<usize> {
        let loaded = self.read_object(at).ok()?;
        let number = loaded.reference.number;
        let first = self.index.partition_point(|(n, _, _)| *n < number);
        let known = self
            .index
            .iter()
            .skip(first)
            .take_while(|(n, _, _)| *n == number)
            .any(|(_, _, entry)| matches!(entry, Entry::At { offset, .. } if *offset == at))
            || self.sections.iter().any(|s| s.own_objects.contains(&at));
        if !known {
            return None;
        }
        let Some(start) = loaded.stream else {
            return Some(loaded.end);
        };
        let data = self.latest().raw_stream(&loaded).ok()?;
        let mut lexer = Lexer::new(self.bytes, start + data.len());
        lexer.keyword(b"endstream").ok()?;
        lexer.keyword(b"endobj").ok()?;
        Some(lexer.position())
    }

    fn note(&self, change: impl FnOnce(&mut Sloppiness)) {
        let mut sloppiness = self.sloppiness.get();
        change(&mut sloppiness);
        self.sloppiness.set(sloppiness);
    }

    fn note_repeated_keys(&self, object: &Object) {
        match object {
            Object::Array(items) => items.iter().for_each(|item| self.note_repeated_keys(item)),
            Object::Dictionary(dictionary) => {
                for repeated in dictionary.repeated() {
                    self.note(|s| {
                        s.repeated_keys = true;
                        s.conflicting_keys |= !repeated.same;
                    });
                }
                dictionary
                    .iter()
                    .for_each(|(_, value)| self.note_repeated_keys(value));
            }
            _ => {}
        }
    }

    fn count_object(&self) -> Result<(), ReadError> {
        let read = self.read.get() + 1;
        self.read.set(read);
        if read > self.limits.objects {
            return Err(ReadError::Limit);
        }
        Ok(())
    }

    fn read_object(&self, offset: usize) -> Result<Rc<Loaded>, ReadError> {
        if let Some(known) = self.objects.borrow().get(&(offset, u32::MAX)) {
            return Ok(Rc::clone(known));
        }
        self.count_object()?;
        let mut lexer = Lexer::new(self.bytes, offset);
        lexer.skip_white();
        let start = lexer.position();
        let number = u32::try_from(lexer.unsigned()?).map_err(|_| ReadError::Syntax(offset))?;
        let generation = u32::try_from(lexer.unsigned()?).map_err(|_| ReadError::Syntax(offset))?;
        lexer.keyword(b"obj")?;
        let object = lexer.object()?;
        lexer.skip_blanks();
        let mut stream = None;
        if !lexer.take_keyword(b"endobj") {
            if !matches!(object, Object::Dictionary(_)) {
                return Err(ReadError::Syntax(lexer.position()));
            }
            stream = Some(stream_start(&mut lexer)?);
        }
        self.note_repeated_keys(&object);
        let loaded = Rc::new(Loaded {
            reference: Reference { number, generation },
            object,
            stream,
            end: lexer.position(),
            compressed: false,
            start,
        });
        self.objects
            .borrow_mut()
            .insert((offset, u32::MAX), Rc::clone(&loaded));
        Ok(loaded)
    }
}

impl<'d> Revision<'d> {
    pub fn trailer(&self) -> Option<&'d Dictionary> {
        self.document.sections.get(self.newest).map(|s| &s.trailer)
    }

    /// The entry that a reader of this revision finds for an object number.
    pub fn entry(&self, number: u32) -> Option<Entry> {
        let index = &self.document.index;
        let at = index.partition_point(|(n, place, _)| (*n, *place) < (number, self.newest));
        index
            .get(at)
            .filter(|(n, _, _)| *n == number)
            .map(|(_, _, entry)| *entry)
    }

    /// The object that a reference means in this revision; `None` is the null object.
    pub fn load(&self, reference: Reference) -> Result<Option<Rc<Loaded>>, ReadError> {
        match self.entry(reference.number) {
            None | Some(Entry::Free) => Ok(None),
            Some(Entry::At { generation, .. }) if generation != reference.generation => Ok(None),
            Some(Entry::At { offset, .. }) => {
                if offset >= self.end {
                    return Ok(None);
                }
                let loaded = self.document.read_object(offset)?;
                if loaded.reference != reference {
                    return Err(ReadError::Syntax(offset));
                }
                if loaded.end > self.end {
                    return Err(ReadError::Syntax(self.end));
                }
                Ok(Some(loaded))
            }
            Some(Entry::Within { .. }) if reference.generation != 0 => Ok(None),
            Some(Entry::Within { stream, index }) => self.load_within(reference, stream, index),
        }
    }

    fn load_within(
        &self,
        reference: Reference,
        stream: u32,
        index: u32,
    ) -> Result<Option<Rc<Loaded>>, ReadError> {
        let Some(Entry::At { offset, .. }) = self.entry(stream) else {
            return Err(ReadError::Syntax(0));
        };
        if offset >= self.end {
            return Ok(None);
        }
        let document = self.document;
        if let Some(known) = document.objects.borrow().get(&(offset, index)) {
            return if known.reference == reference {
                Ok(Some(Rc::clone(known)))
            } else {
                Err(ReadError::Syntax(offset))
            };
        }
        document.count_object()?;
        let holder = self.object_stream(stream, offset)?;
        let (number, at) = usize::try_from(index)
            .ok()
            .and_then(|index| holder.offsets.get(index))
            .copied()
            .ok_or(ReadError::Syntax(offset))?;
        if number != reference.number {
            return Err(ReadError::Syntax(offset));
        }
        let mut lexer = Lexer::new(&holder.data, at);
        let object = lexer.object()?;
        document.note_repeated_keys(&object);
        let loaded = Rc::new(Loaded {
            reference,
            object,
            stream: None,
            end: offset,
            compressed: true,
            start: offset,
        });
        document
            .objects
            .borrow_mut()
            .insert((offset, index), Rc::clone(&loaded));
        Ok(Some(loaded))
    }

    fn object_stream(&self, number: u32, offset: usize) -> Result<Rc<ObjectStream>, ReadError> {
        let document = self.document;
        if let Some(known) = document.streams.borrow().get(&offset) {
            return Ok(Rc::clone(known));
        }
        let loaded = document.read_object(offset)?;
        if loaded.reference.number != number || loaded.end > self.end {
            return Err(ReadError::Syntax(offset));
        }
        let dictionary = loaded
            .object
            .as_dictionary()
            .filter(|d| d.name(b"Type") == Some(b"ObjStm"))
            .ok_or(ReadError::Syntax(offset))?;
        let size = |key: &[u8]| {
            dictionary
                .integer(key)
                .and_then(|value| usize::try_from(value).ok())
                .ok_or(ReadError::Syntax(offset))
        };
        let (count, first) = (size(b"N")?, size(b"First")?);
        let data = self.plain_stream(&loaded)?;
        let mut lexer = Lexer::new(&data, 0);
        let mut offsets = Vec::new();
        for _ in 0..count {
            let number = u32::try_from(lexer.unsigned()?).map_err(|_| ReadError::Limit)?;
            let at = usize::try_from(lexer.unsigned()?)
                .ok()
                .and_then(|at| at.checked_add(first))
                .ok_or(ReadError::Syntax(offset))?;
            offsets.push((number, at));
        }
        let holder = Rc::new(ObjectStream { data, offsets });
        document
            .streams
            .borrow_mut()
            .insert(offset, Rc::clone(&holder));
        Ok(holder)
    }

    /// A value with its references followed. A chain of references is not valid PDF.
    pub fn resolve(&self, object: &Object) -> Result<Resolved, ReadError> {
        match object {
            Object::Reference(reference) => Ok(match self.load(*reference)? {
                Some(loaded) => Resolved::Indirect(loaded),
                None => Resolved::Null,
            }),
            Object::Null => Ok(Resolved::Null),
            other => Ok(Resolved::Direct(other.clone())),
        }
    }

    /// The octets of a stream as stored.
    pub fn raw_stream(&self, loaded: &Loaded) -> Result<&'d [u8], ReadError> {
        let start = loaded.stream.ok_or(ReadError::Syntax(loaded.start))?;
        let dictionary = loaded
            .object
            .as_dictionary()
            .ok_or(ReadError::Syntax(loaded.start))?;
        let length = match dictionary.get(b"Length") {
            Some(Object::Integer(length)) => *length,
            Some(Object::Reference(reference)) => self
                .load(*reference)?
                .and_then(|loaded| loaded.object.as_integer())
                .ok_or(ReadError::Syntax(start))?,
            _ => return Err(ReadError::Syntax(start)),
        };
        let length = usize::try_from(length).map_err(|_| ReadError::Syntax(start))?;
        let data = stream_octets(self.document.bytes, start, length)?;
        let mut lexer = Lexer::new(self.document.bytes, start + length);
        lexer.keyword(b"endstream")?;
        lexer.keyword(b"endobj")?;
        if lexer.position() > self.end {
            return Err(ReadError::Syntax(self.end));
        }
        Ok(data)
    }

    /// The octets of a stream, decrypted and inflated.
    pub fn plain_stream(&self, loaded: &Loaded) -> Result<Vec<u8>, ReadError> {
        let raw = self.raw_stream(loaded)?;
        let dictionary = loaded
            .object
            .as_dictionary()
            .ok_or(ReadError::Syntax(loaded.start))?;
        let document = self.document;
        let left = document
            .limits
            .inflated_in_all
            .saturating_sub(document.inflated.get());
        let limit = document.limits.inflated.min(left);
        let plain = match &document.crypt {
            Some(crypt) if dictionary.name(b"Type") != Some(b"XRef") => {
                let decrypted = crypt.decrypt_stream(loaded.reference, raw)?;
                inflate(dictionary, &decrypted, limit)?
            }
            _ => inflate(dictionary, raw, limit)?,
        };
        document.inflated.set(document.inflated.get() + plain.len());
        Ok(plain)
    }

    /// The octets of a string that belongs to `holder`, decrypted.
    pub fn plain_text(&self, holder: &Loaded, octets: &[u8]) -> Vec<u8> {
        match &self.document.crypt {
            Some(crypt) if !holder.compressed => crypt
                .decrypt_text(holder.reference, octets)
                .unwrap_or_default(),
            _ => octets.to_vec(),
        }
    }

    pub fn catalog(&self) -> Result<Rc<Loaded>, ReadError> {
        let root = self
            .trailer()
            .and_then(|trailer| trailer.get(b"Root"))
            .and_then(Object::as_reference)
            .ok_or(ReadError::Syntax(0))?;
        let catalog = self.load(root)?.ok_or(ReadError::Syntax(0))?;
        match catalog.object {
            Object::Dictionary(_) => Ok(catalog),
            _ => Err(ReadError::Syntax(catalog.start)),
        }
    }

    fn encryption(&self) -> Result<Option<Crypt>, ReadError> {
        let Some(trailer) = self.trailer() else {
            return Ok(None);
        };
        let Some(encrypt) = trailer.get(b"Encrypt") else {
            return Ok(None);
        };
        let encrypt = self.resolve(encrypt)?;
        let Some(dictionary) = encrypt.object().and_then(Object::as_dictionary) else {
            return Err(ReadError::Syntax(0));
        };
        let id = match trailer.get(b"ID").map(|id| self.resolve(id)).transpose()? {
            Some(id) => id
                .object()
                .and_then(Object::as_array)
                .and_then(<[Object]>::first)
                .and_then(Object::as_text)
                .map(|text| text.octets.to_vec())
                .unwrap_or_default(),
            None => Vec::new(),
        };
        Crypt::with_empty_password(dictionary, &id).map(Some)
    }
}

/// What a value is once references are followed.
#[derive(Clone)]
pub(crate) enum Resolved {
    Null,
    Direct(Object),
    Indirect(Rc<Loaded>),
}

impl Resolved {
    pub fn object(&self) -> Option<&Object> {
        match self {
            Self::Null => None,
            Self::Direct(object) => Some(object),
            Self::Indirect(loaded) => Some(&loaded.object),
        }
    }

    pub fn dictionary(&self) -> Option<&Dictionary> {
        self.object().and_then(Object::as_dictionary)
    }

    pub fn array(&self) -> Option<&[Object]> {
        self.object().and_then(Object::as_array)
    }
}

/// ISO 32000-2, 7.3.8.1: `stream`, then CR LF or LF, never CR alone.
pub(crate) fn stream_start(lexer: &mut Lexer<'_>) -> Result<usize, ReadError> {
    lexer.skip_blanks();
    if lexer.take(b"stream\r\n") || lexer.take(b"stream\n") {
        Ok(lexer.position())
    } else {
        Err(ReadError::Syntax(lexer.position()))
    }
}

pub(crate) fn stream_octets(bytes: &[u8], start: usize, length: usize) -> Result<&[u8], ReadError> {
    start
        .checked_add(length)
        .and_then(|end| bytes.get(start..end))
        .ok_or(ReadError::Syntax(start))
}

/// Undoes the filters of structural streams: none or Flate with a PNG predictor.
pub(crate) fn inflate(
    dictionary: &Dictionary,
    data: &[u8],
    limit: usize,
) -> Result<Vec<u8>, ReadError> {
    let filters: Vec<&[u8]> = match dictionary.get(b"Filter") {
        None | Some(Object::Null) => vec![],
        Some(Object::Name(name)) => vec![name],
        Some(Object::Array(names)) => names
            .iter()
            .map(|name| name.as_name().ok_or(ReadError::Filter))
            .collect::<Result<_, _>>()?,
        Some(_) => return Err(ReadError::Filter),
    };
    let parameters = match dictionary.get(b"DecodeParms") {
        Some(Object::Dictionary(parameters)) => Some(parameters),
        Some(Object::Array(all)) => all.first().and_then(Object::as_dictionary),
        _ => None,
    };
    let inflated = match filters.as_slice() {
        [] if data.len() > limit => return Err(ReadError::Limit),
        [] => data.to_vec(),
        [b"FlateDecode" | b"Fl"] => {
            let mut out = Vec::new();
            let over = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
            flate2::read::ZlibDecoder::new(data)
                .take(over)
                .read_to_end(&mut out)
                .map_err(|_| ReadError::Filter)?;
            if out.len() > limit {
                return Err(ReadError::Limit);
            }
            out
        }
        _ => return Err(ReadError::Filter),
    };
    let number = |key: &[u8], default: i64| {
        parameters.map_or(default, |p| p.integer(key).unwrap_or(default))
    };
    match number(b"Predictor", 1) {
        1 => Ok(inflated),
        10..=15 => {
            let columns = usize::try_from(number(b"Columns", 1)).map_err(|_| ReadError::Filter)?;
            if number(b"Colors", 1) != 1 || number(b"BitsPerComponent", 8) != 8 {
                return Err(ReadError::Filter);
            }
            undo_png_predictor(&inflated, columns)
        }
        _ => Err(ReadError::Filter),
    }
}

fn undo_png_predictor(data: &[u8], columns: usize) -> Result<Vec<u8>, ReadError> {
    if columns == 0 || columns > 1 << 16 {
        return Err(ReadError::Filter);
    }
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    let mut above = vec![0u8; columns];
    for row in data.chunks_exact(columns + 1) {
        let Some((&kind, row)) = row.split_first() else {
            break;
        };
        let mut line = Vec::with_capacity(columns);
        let (mut left, mut upper_left) = (0u8, 0u8);
        for (&octet, &up) in row.iter().zip(&above) {
            let predicted = match kind {
                0 => 0,
                1 => left,
                2 => up,
                3 => ((u16::from(left) + u16::from(up)) / 2) as u8,
                4 => paeth(left, up, upper_left),
                _ => return Err(ReadError::Filter),
            };
            left = octet.wrapping_add(predicted);
            upper_left = up;
            line.push(left);
        }
        out.extend_from_slice(&line);
        above = line;
    }
    Ok(out)
}

fn paeth(left: u8, up: u8, upper_left: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(upper_left);
    let distance = |octet: u8| (estimate - i16::from(octet)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(upper_left) {
        left
    } else if distance(up) <= distance(upper_left) {
        up
    } else {
        upper_left
    }
}
