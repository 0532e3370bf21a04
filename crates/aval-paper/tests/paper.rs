//! A paper is written whatever it says, every time the same, and its words can be read back.

#![allow(clippy::unwrap_used)]

use aval_paper::{Block, Column, Paper, Table};
use lopdf::Document;
use proptest::prelude::*;

fn column(title: &str, share: u16, code: bool) -> Column {
    Column {
        title: title.to_owned(),
        share,
        code,
    }
}

fn receipt(rows: usize) -> Paper {
    Paper {
        title: "Accusé de réception".to_owned(),
        language: "fr".to_owned(),
        footer: "Dossier D-1 – Éditions du Lac".to_owned(),
        made_at: "2026-11-25T14:00:00Z".parse().unwrap(),
        blocks: vec![
            Block::Facts(vec![
                ("Dossier".to_owned(), "D-1 – Boîte – Éditions du Lac".to_owned()),
                ("Soumis le".to_owned(), "mercredi 25 novembre 2026 à 13:59:58".to_owned()),
            ]),
            Block::Heading("Reste à faire".to_owned()),
            Block::Paragraph("Deux preuves seront remises\navec le chapitre suivant.".to_owned()),
            Block::Table(Table {
                caption: format!("{rows} pièces"),
                columns: vec![
                    column("Preuve", 18, false),
                    column("Pièce", 42, false),
                    column("Taille", 12, false),
                    column("SHA-256", 32, true),
                ],
                rows: (0..rows)
                    .map(|rank| {
                        vec![
                            format!("INS/VAL.{rank:02}.01"),
                            format!("capture d’écran n° {rank} – identité qualifiée, avec un nom de fichier assez long.png"),
                            "1,2 Mo".to_owned(),
                            format!("{rank:064x}"),
                        ]
                    })
                    .collect(),
            }),
        ],
    }
}

fn text_of(document: &Document) -> String {
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    document.extract_text(&pages).unwrap()
}

#[test]
fn three_hundred_rows_turn_pages_and_keep_each_hash() {
    let octets = receipt(300).pdf().unwrap();
    if let Ok(path) = std::env::var("AVAL_KEEP_PAPER") {
        std::fs::write(path, &octets).unwrap();
    }
    let document = Document::load_mem(&octets).unwrap();
    assert!(
        document.get_pages().len() > 5,
        "{}",
        document.get_pages().len()
    );
    // Two lines hold a hash; nothing of it is lost.
    let letters: String = text_of(&document).split_whitespace().collect();
    assert!(letters.contains("INS/VAL.299.01"));
    let hash = format!("{:064x}", 299);
    assert!(letters.contains(hash.trim_start_matches('0')));
}

#[test]
fn the_head_comes_again_overleaf() {
    let document = Document::load_mem(&receipt(120).pdf().unwrap()).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    for page in &pages {
        let words = document.extract_text(&[*page]).unwrap();
        assert!(words.contains("SHA-256"), "page {page}: {words}");
    }
    assert!(pages.len() > 2);
}

#[test]
fn the_same_paper_has_the_same_octets() {
    assert_eq!(receipt(12).pdf().unwrap(), receipt(12).pdf().unwrap());
}

#[test]
fn it_claims_to_be_kept_and_to_be_read_aloud() {
    let octets = receipt(3).pdf().unwrap();
    let text = String::from_utf8_lossy(&octets).into_owned();
    for claim in [
        "pdfaid:part",
        "pdfuaid:part",
        "/MarkInfo",
        "/StructTreeRoot",
        "/Lang",
    ] {
        assert!(text.contains(claim), "{claim}");
    }
}

#[test]
fn an_empty_paper_is_still_a_paper() {
    let paper = Paper {
        title: String::new(),
        footer: String::new(),
        blocks: vec![
            Block::Heading(String::new()),
            Block::Facts(Vec::new()),
            Block::Table(Table {
                caption: String::new(),
                columns: Vec::new(),
                rows: vec![vec!["lost".to_owned()]],
            }),
        ],
        ..receipt(0)
    };
    assert_eq!(
        Document::load_mem(&paper.pdf().unwrap())
            .unwrap()
            .get_pages()
            .len(),
        1
    );
}

/// Names of files come from anywhere.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[\\PC\\t\\n\u{202e}\u{e000}\u{0}漢字éΩ]{0,300}",
        Just("x".repeat(5_000)),
        Just("ligne\n".repeat(400)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_content_is_refused(title in hostile(), name in hostile(), value in hostile(), cell in hostile()) {
        let paper = Paper {
            title,
            blocks: vec![
                Block::Facts(vec![(name, value.clone())]),
                Block::Paragraph(value),
                Block::Table(Table {
                    caption: cell.clone(),
                    columns: vec![column(&cell, 0, false), column("SHA-256", 60_000, true)],
                    rows: vec![vec![cell.clone(), cell]],
                }),
            ],
            ..receipt(0)
        };
        let made = paper.pdf();
        prop_assert!(made.is_ok(), "{:?}", made.err());
    }
}
