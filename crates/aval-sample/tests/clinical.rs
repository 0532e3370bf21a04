//! Clinical documents and their archives are read back with XML and ZIP readers; the promised size and hash are counted
//! again.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use std::io::{Cursor, Read};

use aval_sample::{cda, xdm_zip};
use common::scene;
use quick_xml::Reader;
use quick_xml::events::Event;
use sha1::{Digest, Sha1};
use zip::ZipArchive;

/// Names of the elements in order, and all the text; fails on anything that is not well-formed.
fn read(xml: &[u8]) -> (Vec<String>, String) {
    let mut reader = Reader::from_reader(xml);
    reader.config_mut().check_end_names = true;
    let (mut names, mut text, mut depth) = (Vec::new(), String::new(), 0);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) => {
                depth += 1;
                element
                    .attributes()
                    .for_each(|attribute| drop(attribute.unwrap()));
                names.push(element.name().as_ref().to_owned());
            }
            Event::Empty(element) => {
                element
                    .attributes()
                    .for_each(|attribute| drop(attribute.unwrap()));
                names.push(element.name().as_ref().to_owned());
            }
            Event::End(_) => depth -= 1,
            Event::Text(words) => text.push_str(&words),
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    (names, text)
}

#[test]
fn document_is_well_formed_with_its_parts_in_the_order_of_the_standard() {
    let sample = cda(&scene());
    let (names, text) = read(&sample.octets);
    let order = [
        "ClinicalDocument",
        "realmCode",
        "typeId",
        "templateId",
        "id",
        "code",
        "title",
        "effectiveTime",
    ];
    assert_eq!(names[..order.len()], order);
    let place = |name: &str| names.iter().position(|other| other == name).unwrap();
    let parts = [
        "recordTarget",
        "author",
        "custodian",
        "component",
        "structuredBody",
        "section",
    ];
    assert!(parts.map(place).is_sorted());
    assert!(text.contains("Identité du dossier de test") && text.contains("TESTE-NAÎTRE"));
}

fn entries(octets: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(octets)).unwrap();
    (0..archive.len())
        .map(|rank| {
            let mut entry = archive.by_index(rank).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (entry.name().unwrap().into_owned(), content)
        })
        .collect()
}

#[test]
fn archive_holds_what_its_metadata_promise() {
    let entries = entries(&xdm_zip(&scene()).unwrap().octets);
    let names: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "INDEX.HTM",
            "README.TXT",
            "IHE_XDM/SUBSET01/METADATA.XML",
            "IHE_XDM/SUBSET01/DOC00001.XML"
        ]
    );
    let (metadata, document) = (&entries[2].1, &entries[3].1);
    assert_eq!(*document, cda(&scene()).octets);
    let (elements, _) = read(metadata);
    for element in [
        "rim:ExtrinsicObject",
        "rim:RegistryPackage",
        "rim:Association",
    ] {
        assert_eq!(
            elements.iter().filter(|other| *other == element).count(),
            1,
            "{element}"
        );
    }
    read(&entries[0].1);
    let metadata = std::str::from_utf8(metadata).unwrap();
    let value = |name: &str| {
        let after = metadata.split_once(&format!("name=\"{name}\"")).unwrap().1;
        after
            .split_once("<rim:Value>")
            .unwrap()
            .1
            .split_once('<')
            .unwrap()
            .0
            .to_owned()
    };
    assert_eq!(value("size"), document.len().to_string());
    let hash: String = Sha1::digest(document)
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect();
    assert_eq!(value("hash"), hash);
    assert_eq!(value("URI"), "DOC00001.XML");
    assert_eq!(value("creationTime"), "20260312084107");
    let identifier = std::str::from_utf8(document)
        .unwrap()
        .split_once("<id root=\"")
        .unwrap()
        .1
        .split_once('"')
        .unwrap()
        .0;
    assert!(metadata.contains(&format!("value=\"{identifier}\"")));
}

#[test]
fn markup_in_words_stays_words() {
    let mut scene = scene();
    for field in [
        &mut scene.heading,
        &mut scene.vendor,
        &mut scene.subject.number,
        &mut scene.proof,
    ] {
        *field = "</title><a b=\"1\">&amp;\u{1}\u{2019}".into();
    }
    for (name, content) in entries(&xdm_zip(&scene).unwrap().octets) {
        if name != "README.TXT" {
            let (names, _) = read(&content);
            assert!(
                !names.contains(&"a".to_owned()) || name == "INDEX.HTM",
                "{name}"
            );
        }
    }
}
