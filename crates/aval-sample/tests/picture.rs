//! Pictures are read back by the PNG decoder.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use std::io::Cursor;

use aval_sample::{Scene, View, screen};
use common::scene;

struct Picture {
    width: usize,
    colours: Vec<[u8; 3]>,
}

fn read(octets: &[u8]) -> Picture {
    let mut decoder = png::Decoder::new(Cursor::new(octets));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((frame.width, frame.height), (960, 600));
    let colours = pixels.chunks_exact(3).map(|c| [c[0], c[1], c[2]]).collect();
    Picture {
        width: frame.width as usize,
        colours,
    }
}

/// Rows where two pictures differ.
fn differing_rows(one: &Picture, two: &Picture) -> Vec<usize> {
    let rows = one
        .colours
        .chunks(one.width)
        .zip(two.colours.chunks(two.width));
    rows.enumerate()
        .filter(|(_, (a, b))| a != b)
        .map(|(row, _)| row)
        .collect()
}

#[test]
fn screen_is_a_small_picture_with_light_and_dark() {
    let sample = screen(&scene()).unwrap();
    assert_eq!(sample.media_type, "image/png");
    assert!(
        sample.octets.len() < 24_000,
        "{} octets",
        sample.octets.len()
    );
    let picture = read(&sample.octets);
    let white = picture
        .colours
        .iter()
        .filter(|c| **c == [255, 255, 255])
        .count();
    assert!(white > picture.colours.len() / 4 && white < picture.colours.len() * 9 / 10);
}

#[test]
fn clock_is_at_the_bottom_and_nothing_else_moves_with_it() {
    let later = Scene {
        at: "2026-03-13T10:52:38+01:00[Europe/Paris]".parse().unwrap(),
        ..scene()
    };
    let rows = differing_rows(
        &read(&screen(&scene()).unwrap().octets),
        &read(&screen(&later).unwrap().octets),
    );
    assert!(
        !rows.is_empty() && rows.iter().all(|row| *row >= 564),
        "{rows:?}"
    );
}

#[test]
fn each_view_shows_what_it_is_given() {
    let cell = |words: &str| vec![vec![words.to_owned(), "Terminé".to_owned()]];
    let table = |words| View::Table {
        columns: vec!["Objet".into(), "État".into()],
        rows: cell(words),
    };
    let views = [
        (
            View::Form(vec![("Nom".into(), "UN".into())]),
            View::Form(vec![("Nom".into(), "DEUX".into())]),
        ),
        (table("UN"), table("DEUX")),
        (
            View::Settings(vec![("Verrou".into(), true)]),
            View::Settings(vec![("Verrou".into(), false)]),
        ),
    ];
    for (one, two) in views {
        let pictures =
            [one, two].map(|view| read(&screen(&Scene { view, ..scene() }).unwrap().octets));
        let rows = differing_rows(&pictures[0], &pictures[1]);
        assert!(
            !rows.is_empty() && rows.iter().all(|row| (190..460).contains(row)),
            "{rows:?}"
        );
    }
}
