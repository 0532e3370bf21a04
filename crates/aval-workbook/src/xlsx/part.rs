//! XML parts as events, with what no workbook writes refused: document types and entities.

use std::io::Read;

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesRef, BytesStart, Event},
};

use crate::{
    archive::{Archive, Part},
    finding::Problem,
};

/// Events of one part.
pub(super) struct Events<'a> {
    reader: Reader<Part<'a>>,
    buffer: Vec<u8>,
    name: String,
    /// Elements that are open.
    depth: usize,
}

impl<'a> Events<'a> {
    pub(super) fn new(part: Part<'a>, name: &str) -> Self {
        let mut reader = Reader::from_reader(part);
        reader.config_mut().check_end_names = true;
        Self {
            reader,
            buffer: Vec::new(),
            name: name.to_owned(),
            depth: 0,
        }
    }

    /// The next event; an error is damage, or a document type.
    pub(super) fn next(&mut self) -> Result<Event<'_>, Problem> {
        self.buffer.clear();
        match self.reader.read_event_into(&mut self.buffer) {
            Ok(Event::DocType(_)) => Err(Problem::DoctypeForbidden {
                part: self.name.clone(),
            }),
            // A part cut short is damage, also where it was cut between two elements.
            Ok(Event::Eof) if self.depth > 0 => Err(Problem::DamagedArchive),
            Ok(event) => {
                match event {
                    Event::Start(_) => self.depth += 1,
                    Event::End(_) => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
                Ok(event)
            }
            Err(_) => Err(Problem::DamagedArchive),
        }
    }
}

/// Value of an attribute, whatever the prefix of its name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .map(|attribute| {
            attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_or_else(|_| attribute.value.to_string(), |value| value.into_owned())
        })
}

/// The text of `&lt;`, `&#233;`… An entity that XML does not define needs a document type.
pub(super) fn reference(reference: &BytesRef<'_>, out: &mut String) -> Result<(), Problem> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        out.push(c);
        return Ok(());
    }
    match quick_xml::escape::resolve_xml_entity(reference) {
        Some(text) => {
            out.push_str(text);
            Ok(())
        }
        None => Err(Problem::DamagedArchive),
    }
}

/// True for the values that XML gives to a true attribute.
pub(super) fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}

/// Refuses a document type in any part, also in those that are not read afterwards.
pub(super) fn refuse_doctypes(archive: &mut Archive<'_>) -> Result<(), Problem> {
    let parts: Vec<String> = archive
        .names()
        .iter()
        .filter(|name| {
            let name = name.to_ascii_lowercase();
            [".xml", ".rels", ".vml"]
                .iter()
                .any(|end| name.ends_with(end))
        })
        .cloned()
        .collect();
    for name in parts {
        let declares = archive.part(&name, |part| {
            // A document type stands before the first element.
            let mut head = Vec::new();
            let read = part.take(4096).read_to_end(&mut head);
            read.map_err(|_| Problem::DamagedArchive)?;
            let head = String::from_utf8_lossy(&head).to_ascii_uppercase();
            Ok(head.contains("<!DOCTYPE") || head.contains("<!ENTITY"))
        })?;
        if declares == Some(true) {
            return Err(Problem::DoctypeForbidden { part: name });
        }
    }
    Ok(())
}
