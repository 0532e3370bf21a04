//! Documents: PDF and office files that open without a password, carry no macro, and whose
//! text can be read.

use std::io::{Cursor, Read};

use lopdf::Document;
use quick_xml::{Reader, events::Event};
use zip::ZipArchive;

use super::{Texts, archive};
use crate::report::{Check, Outcome, Place, Report};

/// The check that a PDF opens.
pub(super) const PDF_READABLE: &str = "pdf.readable";

/// Pages whose text is read.
const PAGES_MAX: u32 = 300;

/// Largest part of an office file that is read, in octets.
const PART_MAX: u64 = 64 << 20;

pub(super) fn pdf(octets: &[u8], report: &mut Report, texts: &mut Texts) {
    let document = match Document::load_mem(octets) {
        Ok(document) => document,
        Err(lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword) => {
            report.checks.push(password());
            return;
        }
        Err(_) => {
            report.checks.push(Check::new(
                "pdf.unreadable",
                Outcome::Warning,
                "La structure du PDF ne se lit pas entièrement : le fichier est peut-être tronqué. Vérifiez qu’il s’ouvre, ou exportez-le de nouveau.",
                "The structure of the PDF cannot be read in full: the file may be truncated. Check that it opens, or export it again.",
            ));
            return;
        }
    };
    if document.is_encrypted() {
        report.checks.push(password());
        return;
    }
    let pages = document.get_pages();
    report.fact("pages", pages.len().to_string());
    report.checks.push(Check::new(
        PDF_READABLE,
        Outcome::Pass,
        "Le PDF est lisible et non chiffré.",
        "The PDF is readable and not encrypted.",
    ));
    let mut unread = 0_usize;
    for page in pages.keys().copied().take_while(|page| *page <= PAGES_MAX) {
        match document.extract_text(&[page]) {
            Ok(text) => texts.add(text, Place::Page(page)),
            Err(_) => unread += 1,
        }
    }
    if unread > 0 {
        report.checks.push(Check::new(
            "pdf.text_unread",
            Outcome::NotChecked,
            format!("Le texte de {unread} page(s) n’a pas pu être lu."),
            format!("The text of {unread} page(s) could not be read."),
        ));
    }
}

/// The text of each page of a PDF, in order, as far as it is read: a page that cannot be, or
/// that is a picture, has none. None for what is no PDF that can be read, or says more than
/// `most` octets.
pub fn pages_of(octets: &[u8], most: usize) -> Option<Vec<String>> {
    let document = Document::load_mem(octets).ok()?;
    if document.is_encrypted() {
        return None;
    }
    let mut pages = Vec::new();
    let mut held = 0_usize;
    for page in document.get_pages().keys() {
        if *page > PAGES_MAX {
            return None;
        }
        let text = document.extract_text(&[*page]).unwrap_or_default();
        held = held.saturating_add(text.len());
        if held > most {
            return None;
        }
        pages.push(text);
    }
    Some(pages)
}

pub(super) fn office(octets: &[u8], report: &mut Report, texts: &mut Texts) {
    let Ok(mut parts) = ZipArchive::new(Cursor::new(octets)) else {
        report.checks.push(Check::new(
            "office.broken",
            Outcome::Failure,
            "Le document est tronqué ou abîmé. Enregistrez-le et déposez-le de nouveau.",
            "The document is truncated or damaged. Save it and deposit it again.",
        ));
        return;
    };
    let names: Vec<String> = parts
        .file_names()
        .filter_map(|name| name.ok().map(|name| name.into_owned()))
        .collect();
    let macros = names.iter().any(|name| {
        name.ends_with("vbaProject.bin")
            || name.starts_with("Basic/")
            || name.starts_with("Scripts/")
    });
    report.checks.push(if macros {
        Check::new(
            "office.macros",
            Outcome::Failure,
            "Le document contient des macros. Enregistrez-le sans macros, ou exportez-le en PDF.",
            "The document carries macros. Save it without macros, or export it to PDF.",
        )
    } else {
        Check::new(
            "office.no_macros",
            Outcome::Pass,
            "Le document ne contient pas de macros.",
            "The document carries no macros.",
        )
    });
    let total = (0..parts.len())
        .filter_map(|rank| parts.by_index_raw(rank).ok().map(|entry| entry.size()))
        .fold(0_u64, u64::saturating_add);
    if archive::out_of_proportion(total, octets) {
        report.checks.push(archive::excessive("contenu", "content"));
        return;
    }
    let spoken = |name: &String| {
        (name.starts_with("word/") || name.starts_with("xl/") || name == "content.xml")
            && name.ends_with(".xml")
    };
    for name in names.into_iter().filter(spoken).take(200) {
        let mut text = String::new();
        let read = parts
            .by_name(&name)
            .map(|entry| entry.take(PART_MAX).read_to_string(&mut text));
        if matches!(read, Ok(Ok(_))) {
            texts.add(words(&text), Place::Entry(name));
        }
    }
}

/// The text of an XML part, without its markup.
fn words(xml: &str) -> String {
    let mut reader = Reader::from_str(xml);
    let mut words = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Text(text)) => words.push_str(&text),
            Ok(Event::End(end)) if matches!(end.local_name().as_ref(), "p" | "si" | "row") => {
                words.push('\n');
            }
            Ok(Event::Eof) | Err(_) => return words,
            Ok(_) => {}
        }
    }
}

fn password() -> Check {
    Check::new(
        "pdf.password",
        Outcome::Failure,
        "Le PDF est protégé par un mot de passe : personne ne pourrait l’examiner. Enregistrez-le sans protection et déposez-le de nouveau.",
        "The PDF is protected by a password: nobody could examine it. Save it without protection and deposit it again.",
    )
}
