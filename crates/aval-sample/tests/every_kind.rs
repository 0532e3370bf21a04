//! What holds for each kind of sample: same words, same octets; another proof, other octets; a name that says both.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use std::collections::HashSet;

use aval_sample::{Kind, Scene, make};
use common::scene;

#[test]
fn same_words_give_the_same_octets() {
    for kind in Kind::ALL {
        assert_eq!(
            make(kind, &scene()).unwrap(),
            make(kind, &scene()).unwrap(),
            "{kind:?}"
        );
    }
}

#[test]
fn another_proof_is_another_file_with_another_name() {
    let other = Scene {
        proof: "AB/GEN.18.01.02".into(),
        ..scene()
    };
    for kind in Kind::ALL {
        let (one, two) = (make(kind, &scene()).unwrap(), make(kind, &other).unwrap());
        assert_ne!(one.octets, two.octets, "{kind:?}");
        assert_ne!(one.name, two.name, "{kind:?}");
    }
}

#[test]
fn names_of_one_proof_do_not_clash_and_carry_its_number() {
    let names: HashSet<String> = Kind::ALL
        .iter()
        .map(|kind| make(*kind, &scene()).unwrap().name)
        .collect();
    assert_eq!(names.len(), Kind::ALL.len());
    assert!(
        names.iter().all(|name| name.contains("-ab-gen-18-01-01.")),
        "{names:?}"
    );
}

#[test]
fn empty_or_endless_words_still_give_a_file() {
    let mut bare = scene();
    bare.steps.clear();
    bare.menu.clear();
    for words in ["", "x".repeat(4_000).as_str(), &"é ".repeat(4_000)] {
        for field in [
            &mut bare.sentence,
            &mut bare.heading,
            &mut bare.product,
            &mut bare.user,
            &mut bare.address,
        ] {
            words.clone_into(field);
        }
        for kind in Kind::ALL {
            assert!(!make(kind, &bare).unwrap().octets.is_empty(), "{kind:?}");
        }
    }
}
