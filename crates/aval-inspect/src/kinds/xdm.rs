//! Metadata of an IHE XDM archive: what METADATA.XML (ebRIM 3.0, ITI TF-3 4.2) announces of
//! each document (URI, size, SHA-1) against the documents that the archive really holds.
//! The layout of the archive is `archive`.

use std::{collections::BTreeMap, io::Read};

use quick_xml::{
    NsReader,
    events::{BytesRef, Event},
};
use sha1::{Digest, Sha1};

use super::{
    archive::{Archive, ENTRY_MAX},
    clinical,
};
use crate::report::{Check, Outcome, Place};

/// Documents compared at most.
const DOCUMENTS_MAX: usize = 500;

/// Octets hashed at most for one archive: real ones hold some documents of some megabytes.
const HASHED_MAX: u64 = 512 << 20;

/// Longest value of the metadata that a sentence repeats, in characters.
const SAID_MAX: usize = 120;

/// One document as METADATA.XML announces it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Announced {
    /// Values by name of slot (`URI`, `hash`, `size`).
    slots: BTreeMap<String, Vec<String>>,
}

impl Announced {
    fn value(&self, slot: &str) -> Option<&str> {
        self.slots
            .get(slot)
            .and_then(|values| values.first())
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The address of the document; a long one comes in numbered parts ("1|…", "2|…").
    fn uri(&self) -> Option<String> {
        let values = self.slots.get("URI")?;
        if let [value] = values.as_slice() {
            let value = value.trim();
            return (!value.is_empty()).then(|| value.to_owned());
        }
        let mut parts: Vec<(u32, &str)> = values
            .iter()
            .filter_map(|value| {
                let (rank, part) = value.trim().split_once('|')?;
                Some((rank.parse().ok()?, part))
            })
            .collect();
        parts.sort_unstable();
        let whole: String = parts.into_iter().map(|(_, part)| part).collect();
        (!whole.is_empty()).then_some(whole)
    }
}

/// What is wrong with one METADATA.XML, or that all agrees.
pub(super) fn metadata(archive: &mut Archive<'_>, names: &[String], name: &str) -> Vec<Check> {
    let here = || Place::Entry(name.to_owned());
    let Some(content) = entry(archive, name) else {
        return vec![unreadable().at(here())];
    };
    if u64::try_from(content.len()).is_ok_and(|read| read >= ENTRY_MAX) {
        return vec![
            Check::new(
                "xdm.metadata_too_large",
                Outcome::NotChecked,
                "METADATA.XML est trop long pour être lu : les documents n’ont pas été comparés.",
                "METADATA.XML is too long to be read: the documents were not compared.",
            )
            .at(here()),
        ];
    }
    if clinical::elements(&content).is_err() {
        return vec![unreadable().at(here())];
    }
    let announced = documents(&content);
    if announced.is_empty() {
        return vec![
            Check::new(
                "xdm.no_document",
                Outcome::Failure,
                "METADATA.XML n’annonce aucun document (ExtrinsicObject).",
                "METADATA.XML announces no document (ExtrinsicObject).",
            )
            .at(here()),
        ];
    }
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut checks = Vec::new();
    let mut agreeing = 0_usize;
    let mut left_to_hash = HASHED_MAX;
    for document in announced.iter().take(DOCUMENTS_MAX) {
        match compared(archive, names, folder, document, &mut left_to_hash) {
            Ok(()) => agreeing += 1,
            Err(check) => checks.push(check),
        }
    }
    let left = announced.len().saturating_sub(DOCUMENTS_MAX);
    if left > 0 {
        checks.push(Check::new(
            "xdm.documents_left",
            Outcome::NotChecked,
            format!("{left} documents annoncés par METADATA.XML n’ont pas été comparés."),
            format!("{left} documents announced by METADATA.XML were not compared."),
        ));
    }
    if agreeing > 0 && checks.is_empty() {
        checks.push(
            Check::new(
                "xdm.hashes",
                Outcome::Pass,
                format!("Taille et empreinte annoncées par METADATA.XML sont celles des documents ({agreeing})."),
                format!("Size and hash announced by METADATA.XML are those of the documents ({agreeing})."),
            )
            .at(here()),
        );
    }
    checks
}

fn unreadable() -> Check {
    Check::new(
        "xdm.metadata",
        Outcome::Failure,
        "Le fichier METADATA.XML est illisible ou mal formé.",
        "The METADATA.XML file is unreadable or malformed.",
    )
}

fn entry(archive: &mut Archive<'_>, name: &str) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    archive
        .by_name(name)
        .ok()?
        .take(ENTRY_MAX)
        .read_to_end(&mut content)
        .ok()?;
    Some(content)
}

/// One announced document against the one that is there.
fn compared(
    archive: &mut Archive<'_>,
    names: &[String],
    folder: &str,
    document: &Announced,
    left_to_hash: &mut u64,
) -> Result<(), Check> {
    let Some(uri) = document.uri() else {
        return Err(Check::new(
            "xdm.no_uri",
            Outcome::Failure,
            "METADATA.XML annonce un document sans dire où il est (URI).",
            "METADATA.XML announces a document without saying where it is (URI).",
        ));
    };
    let wanted = format!("{folder}/{}", uri.trim_start_matches("./"));
    // Names of these media are in capitals; file systems in between may have changed that.
    let Some(name) = names.iter().find(|name| name.eq_ignore_ascii_case(&wanted)) else {
        let uri = short(&uri);
        return Err(Check::new(
            "xdm.document_missing",
            Outcome::Failure,
            format!("METADATA.XML annonce le document « {uri} », qui n’est pas dans l’archive."),
            format!("METADATA.XML announces the document “{uri}”, which is not in the archive."),
        ));
    };
    let place = || Place::Entry(name.clone());
    let Some((size, hash)) = measured(archive, name, left_to_hash) else {
        return Err(Check::new(
            "xdm.document_unread",
            Outcome::NotChecked,
            "Le document n’a pas pu être lu en entier : taille et empreinte n’ont pas été comparées.",
            "The document could not be read in full: size and hash were not compared.",
        )
        .at(place()));
    };
    if let Some(announced) = document.value("size")
        && announced.parse::<u64>() != Ok(size)
    {
        let announced = short(announced);
        return Err(Check::new(
            "xdm.size",
            Outcome::Failure,
            format!("METADATA.XML annonce {announced} octets ; le document en a {size}."),
            format!("METADATA.XML announces {announced} octets; the document has {size}."),
        )
        .at(place()));
    }
    match document.value("hash") {
        Some(announced) if announced.eq_ignore_ascii_case(&hash) => {}
        Some(announced) => {
            let announced = short(announced);
            return Err(Check::new(
                "xdm.hash",
                Outcome::Failure,
                format!("L’empreinte SHA-1 annoncée par METADATA.XML ({announced}) n’est pas celle du document ({hash})."),
                format!("The SHA-1 hash announced by METADATA.XML ({announced}) is not that of the document ({hash})."),
            )
            .at(place()));
        }
        None => {
            return Err(Check::new(
                "xdm.no_hash",
                Outcome::NotChecked,
                "METADATA.XML n’annonce pas d’empreinte : elle n’a pas été comparée au document.",
                "METADATA.XML announces no hash: it was not compared with the document.",
            )
            .at(place()));
        }
    }
    if document.value("size").is_none() {
        return Err(Check::new(
            "xdm.no_size",
            Outcome::NotChecked,
            "METADATA.XML n’annonce pas de taille : elle n’a pas été comparée au document.",
            "METADATA.XML announces no size: it was not compared with the document.",
        )
        .at(place()));
    }
    Ok(())
}

/// The beginning of a value from outside, for a sentence.
fn short(value: &str) -> String {
    value.chars().take(SAID_MAX).collect()
}

/// Size and SHA-1 of an entry, read piece by piece; none once `left` octets were read, for
/// many documents may name one entry.
fn measured(archive: &mut Archive<'_>, name: &str, left: &mut u64) -> Option<(u64, String)> {
    let mut entry = archive.by_name(name).ok()?;
    let mut hash = Sha1::new();
    let mut piece = vec![0_u8; 64 << 10];
    let mut size = 0_u64;
    loop {
        let read = entry.read(&mut piece).ok()?;
        if read == 0 {
            break;
        }
        hash.update(piece.get(..read)?);
        let read = u64::try_from(read).ok()?;
        size = size.checked_add(read)?;
        *left = left.checked_sub(read)?;
    }
    let digits = hash.finalize();
    Some((
        size,
        digits.iter().map(|octet| format!("{octet:02x}")).collect(),
    ))
}

/// The documents that the metadata announce. The XML is known to be well formed.
fn documents(content: &[u8]) -> Vec<Announced> {
    let mut reader = NsReader::from_reader(content);
    let mut documents = Vec::new();
    let mut current: Option<Announced> = None;
    let mut slot: Option<String> = None;
    let mut value: Option<String> = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => match start.local_name().as_ref() {
                "ExtrinsicObject" => current = Some(Announced::default()),
                "Slot" => {
                    slot = start
                        .attributes()
                        .flatten()
                        .find(|attribute| attribute.key.as_ref() == "name")
                        .map(|attribute| attribute.value.into_owned());
                }
                "Value" => value = Some(String::new()),
                _ => {}
            },
            Ok(Event::Text(text)) => {
                if let Some(value) = &mut value {
                    value.push_str(&text);
                }
            }
            Ok(Event::CData(text)) => {
                if let Some(value) = &mut value {
                    value.push_str(&text);
                }
            }
            Ok(Event::GeneralRef(reference)) => {
                if let Some(value) = &mut value {
                    refer(&reference, value);
                }
            }
            Ok(Event::End(end)) => match end.local_name().as_ref() {
                "Value" => {
                    if let (Some(document), Some(slot), Some(value)) =
                        (&mut current, &slot, value.take())
                    {
                        document.slots.entry(slot.clone()).or_default().push(value);
                    }
                }
                "Slot" => slot = None,
                "ExtrinsicObject" => documents.extend(current.take()),
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return documents,
            Ok(_) => {}
        }
    }
}

/// `&amp;` and its like; a reference that XML does not know by itself stands for nothing.
fn refer(reference: &BytesRef<'_>, value: &mut String) {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        value.push(c);
    } else if let Some(text) = quick_xml::escape::resolve_xml_entity(reference) {
        value.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_xml_writes_it() {
        for value in ["A&amp;B.XML", "<![CDATA[A&B.XML]]>", "A&#38;B.XML"] {
            let xml = format!(
                "<r><ExtrinsicObject><Slot name='URI'><ValueList><Value>{value}</Value></ValueList></Slot></ExtrinsicObject></r>"
            );
            let found = documents(xml.as_bytes());
            let uri = found.first().and_then(Announced::uri);
            assert_eq!(uri.as_deref(), Some("A&B.XML"), "{value}");
        }
    }

    #[test]
    fn a_long_address_comes_in_numbered_parts() {
        let xml = b"<r><ExtrinsicObject><Slot name='URI'><ValueList><Value>2|B.XML</Value><Value>1|DOC/A</Value></ValueList></Slot></ExtrinsicObject></r>";
        let found = documents(xml);
        assert_eq!(
            found.first().and_then(Announced::uri).as_deref(),
            Some("DOC/AB.XML")
        );
    }
}
