//! PDF files are read back by another library, page by page and word by word.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use aval_sample::{Part, Sample, Section, Signatory, attestation, document, form_pdf};
use common::scene;

fn read(sample: &Sample) -> (usize, String) {
    assert_eq!(sample.media_type, "application/pdf");
    assert!(sample.octets.starts_with(b"%PDF-1."));
    let paper = lopdf::Document::load_mem(&sample.octets).unwrap();
    let numbers: Vec<u32> = paper.get_pages().keys().copied().collect();
    let text = paper.extract_text(&numbers).unwrap().replace('\n', " ");
    (numbers.len(), text)
}

#[test]
fn document_says_its_words_with_their_accents() {
    let (pages, text) = read(&document(&scene(), &Section::procedure(&scene())).unwrap());
    assert_eq!(pages, 1);
    for words in [
        "Identité du dossier de test",
        "AB/GEN.18.01.01",
        "SC.AB/GEN.18",
        "Lire la réponse « qualifiée »",
        "Éditions Clairval",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn a_long_document_turns_its_pages_and_loses_no_line() {
    let paragraphs = (1..=90).map(|n| format!("Alinéa {n}.")).collect();
    let (pages, text) = read(
        &document(
            &scene(),
            &[Section {
                title: "Suite".into(),
                paragraphs,
            }],
        )
        .unwrap(),
    );
    assert_eq!(pages, 3);
    for n in 1..=90 {
        assert!(text.contains(&format!("Alinéa {n}.")), "{n}");
    }
    assert!(text.contains("Page 3/3"));
}

#[test]
fn attestation_names_who_attests_where_and_when() {
    let signatory = Signatory {
        name: "Noé Brégeon".into(),
        office: "directeur général".into(),
        place: "Angers".into(),
        body: vec!["Le logiciel est conforme.".into()],
    };
    let (pages, text) = read(&attestation(&scene(), &signatory).unwrap());
    assert_eq!(pages, 1);
    for words in [
        "Noé Brégeon",
        "directeur général",
        "Fait à Angers, le 12/03/2026",
        "Le logiciel est conforme.",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn form_shows_each_control_point_with_its_answer() {
    let rows = (1..=40)
        .map(|n| {
            [
                format!("BC-{n:02}"),
                "Accès protégé.".into(),
                "NON".into(),
                format!("Suivi {n}"),
            ]
        })
        .collect();
    let fields = [("Prestataire".to_owned(), "Audit du Ponant".to_owned())];
    let (pages, text) = read(
        &form_pdf(
            &scene(),
            &fields,
            &[Part {
                title: "Base commune".into(),
                rows,
            }],
        )
        .unwrap(),
    );
    assert!(pages > 1);
    assert!(text.contains("Audit du Ponant") && text.contains("Signature"));
    for n in 1..=40 {
        assert!(
            text.contains(&format!("BC-{n:02}")) && text.contains(&format!("Suivi {n}")),
            "{n}"
        );
    }
}
