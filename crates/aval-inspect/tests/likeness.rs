//! The same picture saved again, the same text with a word changed: told alike. Two screens of
//! one product, two logs of one product: not.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::io::Cursor;

use aval_inspect::{Likeness, Request, inspect};
use image::{DynamicImage, ImageFormat, RgbImage, imageops::FilterType};

fn likeness(octets: &[u8]) -> Option<Likeness> {
    inspect(octets, &Request::default()).likeness
}

fn saved(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut octets = Vec::new();
    picture
        .write_to(&mut Cursor::new(&mut octets), format)
        .unwrap();
    octets
}

/// A screen as products draw them: a band, a menu, lines of text made of strokes; `seed`
/// changes the words of the form alone.
fn screen(seed: u32) -> DynamicImage {
    let mut picture = RgbImage::from_pixel(1280, 800, image::Rgb([250, 250, 252]));
    let mut fill = |x: u32, y: u32, w: u32, h: u32, colour: [u8; 3]| {
        for (px, py) in (x..x + w).flat_map(|px| (y..y + h).map(move |py| (px, py))) {
            picture.put_pixel(px, py, image::Rgb(colour));
        }
    };
    fill(0, 0, 1280, 60, [20, 40, 120]);
    fill(0, 60, 220, 740, [225, 228, 240]);
    for line in 0..14 {
        fill(30, 90 + line * 40, 60 + (line * 37) % 110, 10, [40, 40, 60]);
    }
    let mut drawn = seed;
    for line in 0..10 {
        fill(260, 120 + line * 60, 160, 10, [60, 60, 60]);
        for letter in 0..18 {
            drawn = drawn.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let high = 4 + (drawn >> 24) % 10;
            fill(460 + letter * 14, 115 + line * 60, 9, high, [0, 0, 0]);
        }
    }
    DynamicImage::ImageRgb8(picture)
}

fn share_a_band(one: &Likeness, other: &Likeness) -> bool {
    let bands = other.bands();
    one.bands().iter().any(|band| bands.contains(band))
}

#[test]
fn a_picture_saved_again_is_found() {
    let original = screen(1);
    let first = likeness(&saved(&original, ImageFormat::Png)).unwrap();
    let smaller = original.resize_exact(1024, 640, FilterType::Triangle);
    for (name, octets) in [
        ("jpeg", saved(&original, ImageFormat::Jpeg)),
        ("webp", saved(&original, ImageFormat::WebP)),
        ("smaller", saved(&smaller, ImageFormat::Png)),
        ("smaller jpeg", saved(&smaller, ImageFormat::Jpeg)),
    ] {
        let again = likeness(&octets).unwrap();
        assert!(share_a_band(&first, &again), "{name}");
        assert!(
            first.alike(&again).is_some_and(|alike| alike >= 97),
            "{name}"
        );
    }
}

#[test]
fn another_form_on_the_same_screen_is_not() {
    let first = likeness(&saved(&screen(1), ImageFormat::Png)).unwrap();
    for seed in 2..12 {
        let other = likeness(&saved(&screen(seed), ImageFormat::Png)).unwrap();
        assert_eq!(first.alike(&other), None, "{seed}");
    }
    let blank = DynamicImage::ImageRgb8(RgbImage::from_pixel(640, 480, image::Rgb([9; 3])));
    assert_eq!(likeness(&saved(&blank, ImageFormat::Png)), None);
}

/// A log of so many lines; `seed` draws what differs from one run to the next.
fn log(seed: u32, lines: u32) -> String {
    let mut drawn = seed;
    (0..lines)
        .map(|line| {
            drawn = drawn.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            format!(
                "2026-10-05T09:19:{:02}.{:03}Z INFO session {drawn:08x} document {line} envoyé au serveur de test\n",
                line % 60,
                drawn % 1000
            )
        })
        .collect()
}

#[test]
fn a_text_with_a_word_changed_is_found_and_another_run_is_not() {
    let text = log(1, 200);
    let first = likeness(text.as_bytes()).unwrap();
    assert_eq!(first.alike(&first), Some(99));
    let changed = text.replacen("document 17 ", "dossier 17 ", 1);
    let shorter: String = log(1, 197);
    for (name, other) in [("a word", changed), ("the end", shorter)] {
        let other = likeness(other.as_bytes()).unwrap();
        assert!(share_a_band(&first, &other), "{name}");
        assert!(
            first.alike(&other).is_some_and(|alike| alike >= 95),
            "{name}"
        );
    }
    for seed in 2..12 {
        let other = likeness(log(seed, 200).as_bytes()).unwrap();
        assert_eq!(first.alike(&other), None, "{seed}");
    }
    assert_eq!(likeness(b"Trop court pour etre compare.\n"), None);
    let picture = likeness(&saved(&screen(1), ImageFormat::Png)).unwrap();
    assert_eq!(first.alike(&picture), None);
}
