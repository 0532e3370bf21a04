//! From a deposit by a form to the page of the examiner: a real child looks at the octets, the
//! store finds what is the same or nearly, and the operator’s side alone reads it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod stage;

use std::io::Cursor;

use aval_core::access::Side;
use aval_web::clockwork;
use image::{DynamicImage, ImageFormat, RgbImage};
use stage::{
    Somebody,
    common::{
        actor,
        application::{Until, application, examiner},
        catalogue, owner, proof_key, small_programme,
    },
    piece,
};

/// A screen of a product: a band, a menu, lines of text made of strokes drawn from `seed`.
fn screen(seed: u32, format: ImageFormat) -> Vec<u8> {
    let mut picture = RgbImage::from_pixel(800, 500, image::Rgb([250, 250, 252]));
    let mut fill = |x: u32, y: u32, w: u32, h: u32, colour: [u8; 3]| {
        for (px, py) in (x..x + w).flat_map(|px| (y..y + h).map(move |py| (px, py))) {
            picture.put_pixel(px, py, image::Rgb(colour));
        }
    };
    fill(0, 0, 800, 40, [20, 40, 120]);
    fill(0, 40, 140, 460, [225, 228, 240]);
    let mut drawn = seed;
    for line in 0..9 {
        for letter in 0..18 {
            drawn = drawn.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let high = 4 + (drawn >> 24) % 20;
            fill(180 + letter * 30, 70 + line * 45, 20, high, [0, 0, 0]);
        }
    }
    let mut octets = Vec::new();
    DynamicImage::ImageRgb8(picture)
        .write_to(&mut Cursor::new(&mut octets), format)
        .unwrap();
    octets
}

#[tokio::test]
async fn the_same_or_nearly_the_same_evidence_is_told_to_the_examiner_alone() {
    let (house, _folder) = stage::house(small_programme(), catalogue(1, 4)).await;
    let rival = actor(0x21, Side::Vendor, 0x20, &["owner"], &[]);
    let mine = application(&house, 1, &owner(), Until::Filled).await;
    let theirs = application(&house, 2, &rival, Until::Filled).await;
    let mut people = Vec::new();
    for who in [&owner(), &rival, &examiner()] {
        people.push(Somebody::is(&house, who).await);
    }
    let [vendor, other_vendor, reader] = people.as_slice() else {
        panic!("three people");
    };

    let png = screen(1, ImageFormat::Png);
    vendor.deposits(mine, 1, "liste.png", &png).await;
    // The very file again, the same screen saved again, and another screen of the product.
    vendor.deposits(mine, 2, "copie.png", &png).await;
    let again = screen(1, ImageFormat::Jpeg);
    vendor.deposits(mine, 3, "encore.jpg", &again).await;
    let unlike = screen(77, ImageFormat::Png);
    vendor.deposits(mine, 4, "autre.png", &unlike).await;
    other_vendor.deposits(theirs, 1, "ecran.png", &png).await;
    while clockwork::work(&house).await.unwrap() > 0 {}
    // The chapters reach the examiners.
    for (who, id) in [(&owner(), mine), (&rival, theirs)] {
        let submit = aval_core::application::Command::SubmitChapter {
            chapter: "chapter-1".into(),
            remainder: None,
            reasons: [].into(),
        };
        house.execute(who, id, submit, None).await.unwrap();
    }

    let listed = piece(&house, &owner(), mine, "liste.png").await;
    let seen = reader.reads(mine, 1, &listed).await;
    for told in [
        "Le même fichier est aussi dans le dossier D-000002 d’un autre éditeur",
        &format!(
            "Le même fichier a été déposé une seconde fois dans ce dossier, pour {}.",
            proof_key(1, 2)
        ),
        "Un fichier presque identique",
        &format!("est dans ce dossier, pour {}.", proof_key(1, 3)),
    ] {
        assert!(seen.contains(told), "{told}: {seen}");
    }
    let saved_again = piece(&house, &owner(), mine, "encore.jpg").await;
    let seen = reader.reads(mine, 3, &saved_again).await;
    assert!(seen.contains("presque identique"), "{seen}");
    assert!(seen.contains("D-000002"), "{seen}");
    let alone = piece(&house, &owner(), mine, "autre.png").await;
    let seen = reader.reads(mine, 4, &alone).await;
    assert!(seen.contains("autre.png"), "{seen}");
    assert!(!seen.contains("elsewhere-title"), "{seen}");

    let copied = piece(&house, &rival, theirs, "ecran.png").await;
    for (who, id, rank, piece, other) in [
        (vendor, mine, 1, &listed, "D-000002"),
        (vendor, mine, 3, &saved_again, "D-000002"),
        (other_vendor, theirs, 1, &copied, "D-000001"),
    ] {
        let seen = who.reads(id, rank, piece).await;
        assert!(seen.contains("inspection-title"), "{seen}");
        for secret in [
            other,
            "elsewhere-title",
            "autre éditeur",
            "seconde fois",
            "presque identique",
        ] {
            assert!(!seen.contains(secret), "{secret}: {seen}");
        }
    }
}
