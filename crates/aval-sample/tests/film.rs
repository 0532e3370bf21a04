//! Films are read back by another MP4 reader: track, duration, sizes, and where decoding can start.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use aval_sample::video;
use common::scene;
use re_mp4::{Mp4, StsdBoxContent};

#[test]
fn film_has_one_track_of_the_asked_duration_that_can_be_sought() {
    let sample = video(&scene(), 13).unwrap();
    assert_eq!(sample.media_type, "video/mp4");
    assert!(
        sample.octets.len() < 500_000,
        "{} octets",
        sample.octets.len()
    );
    let film = Mp4::read_bytes(&sample.octets).unwrap();
    assert_eq!(film.tracks().len(), 1);
    let track = film.tracks().values().next().unwrap();
    assert_eq!((track.width, track.height), (480, 272));
    assert_eq!(track.duration / track.timescale, 13);
    assert_eq!(track.samples.len(), 13 * 4);
    let starts: Vec<usize> = (0..track.samples.len())
        .filter(|place| track.samples[*place].is_sync)
        .collect();
    assert_eq!(starts, [0, 24, 48]);
    let StsdBoxContent::Avc1(entry) = &film.moov.traks[0].mdia.minf.stbl.stsd.contents else {
        panic!("not H.264")
    };
    assert_eq!(
        (
            entry.avcc.avc_profile_indication,
            entry.avcc.profile_compatibility
        ),
        (66, 0xc0)
    );
}

#[test]
fn each_picture_is_one_whole_unit_and_the_index_comes_first() {
    let octets = video(&scene(), 5).unwrap().octets;
    let place_of = |kind: &[u8]| octets.windows(4).position(|four| four == kind).unwrap();
    assert!(place_of(b"moov") < place_of(b"mdat"));
    let film = Mp4::read_bytes(&octets).unwrap();
    let track = film.tracks().values().next().unwrap();
    for sample in &track.samples {
        let unit = &octets[sample.offset as usize..][..sample.size as usize];
        let length = u32::from_be_bytes(unit[..4].try_into().unwrap());
        assert_eq!(u64::from(length) + 4, sample.size);
        assert_eq!(unit[4] & 0x1f, if sample.is_sync { 5 } else { 1 });
        assert!(
            unit[4..]
                .windows(3)
                .all(|three| three[0] != 0 || three[1] != 0 || three[2] > 2 || three[2] == 3)
        );
    }
    let last = track.samples.last().unwrap();
    assert_eq!(last.offset + last.size, octets.len() as u64);
}

#[test]
fn the_clock_moves_each_second_and_little_else_does() {
    let octets = video(&scene(), 6).unwrap().octets;
    let film = Mp4::read_bytes(&octets).unwrap();
    let sizes: Vec<u64> = film
        .tracks()
        .values()
        .next()
        .unwrap()
        .samples
        .iter()
        .map(|sample| sample.size)
        .collect();
    for second in sizes.chunks(4).skip(1) {
        assert!(second[0] > 384 && second[0] < sizes[0], "{sizes:?}");
    }
}

#[test]
fn endless_or_empty_durations_are_held() {
    let seconds = |asked| {
        let octets = video(&scene(), asked).unwrap().octets;
        let film = Mp4::read_bytes(&octets).unwrap();
        let track = film.tracks().values().next().unwrap();
        track.duration / track.timescale
    };
    assert_eq!(seconds(0), 1);
    assert_eq!(seconds(100_000), 120);
}
