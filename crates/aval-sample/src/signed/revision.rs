//! Revisions after a document: the one that carries a signature, and one that changes a field.
//! The octets before stay as they are (ISO 32000-1, 7.5.6 and 12.8).

use jiff::{Timestamp, tz::TimeZone};
use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId, StringFormat};

use crate::Error;

/// Room for a signature, in octets.
const ROOM: usize = 6_000;

/// Ten digits that the offsets of the ranges take the place of.
const LATER: i64 = 9_999_999_999;

fn continued(document: &[u8]) -> Result<IncrementalDocument, Error> {
    let before = Document::load_mem(document)?;
    Ok(IncrementalDocument::create_from(document.to_vec(), before))
}

fn written(mut revision: IncrementalDocument) -> Result<Vec<u8>, Error> {
    let mut octets = Vec::new();
    revision.save_to(&mut octets)?;
    Ok(octets)
}

/// The document with a signature over everything but its own value.
pub fn signed(
    document: &[u8],
    at: Timestamp,
    make: impl Fn(&[u8]) -> Vec<u8>,
) -> Result<Vec<u8>, Error> {
    let mut revision = continued(document)?;
    let day = at.to_zoned(TimeZone::UTC).strftime("D:%Y%m%d%H%M%SZ");
    let value = revision.new_document.add_object(Dictionary::from_iter([
        ("Type", Object::from("Sig")),
        ("Filter", "Adobe.PPKLite".into()),
        ("SubFilter", "ETSI.CAdES.detached".into()),
        (
            "ByteRange",
            Object::Array(vec![0.into(), LATER.into(), LATER.into(), LATER.into()]),
        ),
        (
            "Contents",
            Object::String(vec![0; ROOM], StringFormat::Hexadecimal),
        ),
        ("M", Object::string_literal(day.to_string())),
    ]));
    let (page, _) = first_page(&revision)?;
    let field = revision.new_document.add_object(Dictionary::from_iter([
        ("Type", Object::from("Annot")),
        ("Subtype", "Widget".into()),
        ("FT", "Sig".into()),
        ("T", Object::string_literal("Signature")),
        ("V", value.into()),
        ("Rect", Object::Array(vec![0.into(); 4])),
        ("F", 132.into()),
        ("P", page.into()),
    ]));
    add_to_page(&mut revision, page, field)?;
    add_to_form(&mut revision, field)?;
    filled(written(revision)?, document.len(), make)
}

fn first_page(revision: &IncrementalDocument) -> Result<(ObjectId, &Dictionary), Error> {
    let before = revision.get_prev_documents();
    let page = before
        .page_iter()
        .next()
        .ok_or(lopdf::Error::PageNumberNotFound(1))?;
    Ok((page, before.get_dictionary(page)?))
}

fn add_to_page(
    revision: &mut IncrementalDocument,
    page: ObjectId,
    field: ObjectId,
) -> Result<(), Error> {
    revision.opt_clone_object_to_new_document(page)?;
    let page = revision.new_document.get_object_mut(page)?.as_dict_mut()?;
    if !page.has(b"Annots") {
        page.set("Annots", Object::Array(Vec::new()));
    }
    page.get_mut(b"Annots")?.as_array_mut()?.push(field.into());
    Ok(())
}

fn add_to_form(revision: &mut IncrementalDocument, field: ObjectId) -> Result<(), Error> {
    let root = revision
        .get_prev_documents()
        .trailer
        .get(b"Root")?
        .as_reference()?;
    revision.opt_clone_object_to_new_document(root)?;
    let root = revision.new_document.get_object_mut(root)?.as_dict_mut()?;
    if !root.has(b"AcroForm") {
        let fields = ("Fields", Object::Array(Vec::new()));
        root.set("AcroForm", Dictionary::from_iter([fields]));
    }
    let form = root.get_mut(b"AcroForm")?.as_dict_mut()?;
    form.set("SigFlags", 3);
    form.get_mut(b"Fields")?.as_array_mut()?.push(field.into());
    Ok(())
}

/// Writes the ranges, then the value over them, into the room kept after `from`.
fn filled(
    mut octets: Vec<u8>,
    from: usize,
    make: impl Fn(&[u8]) -> Vec<u8>,
) -> Result<Vec<u8>, Error> {
    let zeros = "0".repeat(ROOM * 2);
    let contents = position(&octets, from, format!("<{zeros}>").as_bytes())?;
    let end = contents + ROOM * 2 + 2;
    let written = format!("0 {LATER} {LATER} {LATER}");
    let ranges = position(&octets, from, written.as_bytes())?;
    let told = format!("0 {contents} {end} {}", octets.len() - end);
    let told = format!("{told:<width$}", width = written.len());
    octets.splice(ranges..ranges + told.len(), told.into_bytes());
    let (before, rest) = octets.split_at(contents);
    let (_, after) = rest.split_at(end - contents);
    let value: String = make(&[before, after].concat())
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect();
    if value.len() > zeros.len() {
        return Err(Error::Room);
    }
    let start = contents + 1;
    octets.splice(start..start + value.len(), value.into_bytes());
    Ok(octets)
}

fn position(octets: &[u8], from: usize, wanted: &[u8]) -> Result<usize, Error> {
    octets
        .get(from..)
        .and_then(|tail| tail.windows(wanted.len()).position(|part| part == wanted))
        .map(|at| from + at)
        .ok_or(Error::Room)
}

/// The document with a revision that gives a field of its form another value.
///
/// # Errors
/// When the document cannot be read or has no such field.
pub fn with_field(document: &[u8], name: &str, value: &str) -> Result<Vec<u8>, Error> {
    let mut revision = continued(document)?;
    let known = |object: &Object| {
        let name_of = |field: &Dictionary| field.get(b"T").and_then(lopdf::decode_text_string);
        object
            .as_dict()
            .and_then(name_of)
            .is_ok_and(|known| known == name)
    };
    let objects = &revision.get_prev_documents().objects;
    let field = objects
        .iter()
        .find(|(_, object)| known(object))
        .map(|(id, _)| *id)
        .ok_or_else(|| lopdf::Error::DictKey(name.to_owned()))?;
    revision.opt_clone_object_to_new_document(field)?;
    let held = revision.new_document.get_object_mut(field)?.as_dict_mut()?;
    held.set("V", lopdf::text_string(value));
    written(revision)
}
