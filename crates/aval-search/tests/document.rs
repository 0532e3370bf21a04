//! An entry written back is the file it came from: a folder that goes through the editor and
//! comes back to Git differs only where somebody changed a word.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails loudly"
)]

mod common;

use aval_search::{Entry, Known, Status, Taxonomy, entry_path};
use proptest::prelude::*;

#[test]
fn the_projects_own_entries_come_back_octet_for_octet() {
    let files = common::files();
    for entry in common::base().entries {
        let file = files.get(&entry_path(&entry.slug)).unwrap();
        assert_eq!(
            entry.document(),
            String::from_utf8(file.clone()).unwrap(),
            "{}",
            entry.slug
        );
    }
}

#[test]
fn one_entry_is_checked_like_the_whole_folder() {
    let base = common::base();
    let entry = base.entries[0].clone();
    let path = entry_path(&entry.slug);
    let (read, findings) =
        base.taxonomy
            .entry(&path, entry.document().as_bytes(), &Known::default());
    assert_eq!((read, findings), (Some(entry.clone()), vec![]));
    let odd = Entry {
        themes: vec!["inconnu".to_owned()],
        ..entry
    };
    let (read, findings) = base
        .taxonomy
        .entry(&path, odd.document().as_bytes(), &Known::default());
    assert_eq!(read, Some(odd), "an editor mends it");
    assert_eq!(
        common::codes(&findings),
        [(path, Some(4), "faq.unknown_code")]
    );
}

proptest! {
    #[test]
    fn whatever_is_typed_is_read_back(
        question in "\\PC{0,20}[a-z\"\\\\\t\n+é’]{1,10}",
        answer in "[a-z\"\\\\+\n#*|é ]{0,40}[a-z]",
    ) {
        let entry = Entry {
            slug: "a".to_owned(),
            question,
            answer: answer.trim().to_owned(),
            themes: vec![],
            offers: vec![],
            sectors: vec!["*".to_owned()],
            schemes: vec!["*".to_owned()],
            products: vec![],
            requirements: vec!["A/B \"1\"".to_owned()],
            updated: jiff::civil::date(2026, 1, 15),
            status: Status::ToConfirm,
        };
        prop_assume!(!entry.question.trim().is_empty());
        let (read, _) = Taxonomy::default().entry(
            "entries/a.md",
            entry.document().as_bytes(),
            &Known::default(),
        );
        prop_assert_eq!(read, Some(entry));
    }
}
