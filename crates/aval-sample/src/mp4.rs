//! Puts H.264 pictures into an MP4 file (ISO/IEC 14496-12 and -15): index before the pictures, so that a browser can
//! show and seek before it has everything. One video track, nothing else. Written here because the muxers at hand put
//! the index last or bring a command line with them.

use crate::h264::PROFILE;

/// One coded picture.
pub struct Coded {
    /// NAL unit without start code.
    pub unit: Vec<u8>,
    /// Whether decoding can start here.
    pub whole: bool,
}

/// What the index says of the track.
pub struct Track {
    /// Width in pixels.
    pub width: u16,
    /// Height in pixels.
    pub height: u16,
    /// Duration of each picture in milliseconds.
    pub picture_ms: u32,
    /// Sequence and picture parameter sets.
    pub parameters: [Vec<u8>; 2],
    /// Seconds since 1904-01-01 UTC, shown as the date of the film.
    pub made_at: u32,
}

/// The file.
pub fn file(track: &Track, pictures: &[Coded]) -> Vec<u8> {
    let kind = part(
        b"ftyp",
        &[b"isom", &0x200_u32.to_be_bytes(), b"isomiso2avc1mp41"],
    );
    // The index has the same length whatever the offset it holds.
    let head = kind.len() + index(track, pictures, 0).len();
    let mut octets = kind;
    octets.extend(index(track, pictures, number(head + 8)));
    let data: Vec<u8> = pictures
        .iter()
        .flat_map(|coded| {
            size(&coded.unit)
                .into_iter()
                .chain(coded.unit.iter().copied())
        })
        .collect();
    octets.extend(part(b"mdat", &[&data]));
    octets
}

fn index(track: &Track, pictures: &[Coded], offset: u32) -> Vec<u8> {
    let made = track.made_at.to_be_bytes();
    let duration = (number(pictures.len()) * track.picture_ms).to_be_bytes();
    let scale = 1000_u32.to_be_bytes();
    let movie = full(
        b"mvhd",
        0,
        &[
            &made,
            &made,
            &scale,
            &duration,
            &[0, 1, 0, 0, 1, 0],
            &[0; 10],
            &MATRIX,
            &[0; 24],
            &2_u32.to_be_bytes(),
        ],
    );
    let width = (u32::from(track.width) << 16).to_be_bytes();
    let height = (u32::from(track.height) << 16).to_be_bytes();
    let header = full(
        b"tkhd",
        3,
        &[
            &made,
            &made,
            &1_u32.to_be_bytes(),
            &[0; 4],
            &duration,
            &[0; 16],
            &MATRIX,
            &width,
            &height,
        ],
    );
    // 0x55c4 is "und": no language is spoken.
    let media = full(
        b"mdhd",
        0,
        &[&made, &made, &scale, &duration, &[0x55, 0xc4, 0, 0]],
    );
    let handler = full(b"hdlr", 0, &[&[0; 4], b"vide", &[0; 12], b"Video\0"]);
    let reference = full(b"dref", 0, &[&1_u32.to_be_bytes(), &full(b"url ", 1, &[])]);
    let information = part(
        b"minf",
        &[
            &full(b"vmhd", 1, &[&[0; 8]]),
            &part(b"dinf", &[&reference]),
            &samples(track, pictures, offset),
        ],
    );
    part(
        b"moov",
        &[
            &movie,
            &part(
                b"trak",
                &[&header, &part(b"mdia", &[&media, &handler, &information])],
            ),
        ],
    )
}

fn samples(track: &Track, pictures: &[Coded], offset: u32) -> Vec<u8> {
    let total = number(pictures.len()).to_be_bytes();
    let one = 1_u32.to_be_bytes();
    let whole: Vec<u32> = pictures
        .iter()
        .zip(1..)
        .filter(|(coded, _)| coded.whole)
        .map(|(_, rank)| rank)
        .collect();
    let starts: Vec<u8> = whole.iter().flat_map(|rank| rank.to_be_bytes()).collect();
    let sizes: Vec<u8> = pictures
        .iter()
        .flat_map(|coded| (number(coded.unit.len()) + 4).to_be_bytes())
        .collect();
    part(
        b"stbl",
        &[
            &full(b"stsd", 0, &[&one, &entry(track)]),
            &full(b"stts", 0, &[&one, &total, &track.picture_ms.to_be_bytes()]),
            &full(b"stss", 0, &[&number(whole.len()).to_be_bytes(), &starts]),
            &full(b"stsc", 0, &[&one, &one, &total, &one]),
            &full(b"stsz", 0, &[&[0; 4], &total, &sizes]),
            &full(b"stco", 0, &[&one, &offset.to_be_bytes()]),
        ],
    )
}

/// The `avc1` sample entry with its decoder configuration.
fn entry(track: &Track) -> Vec<u8> {
    let [sequence, picture] = &track.parameters;
    let length = |unit: &[u8]| u16::try_from(unit.len()).unwrap_or(u16::MAX).to_be_bytes();
    let configuration = part(
        b"avcC",
        &[
            &[1],
            &PROFILE,
            &[0xff, 0xe1],
            &length(sequence),
            sequence,
            &[1],
            &length(picture),
            picture,
        ],
    );
    let resolution = 0x0048_0000_u32.to_be_bytes();
    part(
        b"avc1",
        &[
            &[0, 0, 0, 0, 0, 0, 0, 1],
            &[0; 16],
            &track.width.to_be_bytes(),
            &track.height.to_be_bytes(),
            &resolution,
            &resolution,
            &[0, 0, 0, 0, 0, 1],
            &[0; 32],
            &[0, 0x18, 0xff, 0xff],
            &configuration,
        ],
    )
}

/// The identity, in 16.16 and 2.30 fixed point.
const MATRIX: [u8; 36] = [
    0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0x40, 0, 0, 0,
];

fn part(kind: &[u8; 4], pieces: &[&[u8]]) -> Vec<u8> {
    let body = pieces.concat();
    let mut octets = (number(body.len()) + 8).to_be_bytes().to_vec();
    octets.extend_from_slice(kind);
    octets.extend(body);
    octets
}

/// A part with version 0 and flags.
fn full(kind: &[u8; 4], flags: u8, pieces: &[&[u8]]) -> Vec<u8> {
    part(kind, &[&[0, 0, 0, flags], &pieces.concat()])
}

fn size(unit: &[u8]) -> [u8; 4] {
    number(unit.len()).to_be_bytes()
}

fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
