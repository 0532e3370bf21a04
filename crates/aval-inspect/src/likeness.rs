//! What a file looks like, in a few octets: enough to find, later and elsewhere, the same
//! picture saved again or the same text with a word changed. Computed in the child beside the
//! checks; which pieces are compared, and who is told, is the caller's.
//!
//! Candidates share a band of a 64-bit print (difference hash of a picture, simhash of a
//! text: Charikar 2002); a detail then settles it (a grid of lightness; a bottom-k sketch of
//! the shingles: Cohen and Kaplan 2007), because screens of one product all look alike from
//! afar. Precision first: what is told is shown to an examiner as suspicious.

use image::{DynamicImage, imageops};
use serde::{Deserialize, Serialize};
use sha1::{Digest, Sha1};

/// Side of the grid of lightness.
const GRID: u32 = 32;

/// How far lightness may be apart in any cell of the grid, of 255: compression moves it by
/// two or three, one other word in a field by more.
const CELL_MAX: u8 = 8;

/// A picture with less contrast than this over its grid shows nothing that could be compared.
const CONTRAST_MIN: u8 = 24;

/// Words of a shingle.
const SHINGLE: usize = 4;

/// Shingles kept of a text.
const SKETCH: usize = 128;

/// A text with fewer shingles than this is too short to be compared.
const SHINGLES_MIN: usize = 40;

/// Text looked at, in octets.
const TEXT_MAX: usize = 8 << 20;

/// Two texts are told alike when they share this share of their shingles.
const TEXT_ALIKE: f64 = 0.95;

/// Bands of a print.
pub const BANDS: usize = 8;

/// What a file looks like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Likeness {
    /// A picture.
    Picture {
        /// Difference hash, sixteen hexadecimal digits.
        print: String,
        /// Lightness of [`GRID`] × [`GRID`] cells, in hexadecimal.
        grid: String,
    },
    /// A text, or the text of a document.
    Text {
        /// Simhash, sixteen hexadecimal digits.
        print: String,
        /// The smallest hashes of shingles, ascending, in hexadecimal, sixteen digits each.
        sketch: String,
    },
}

impl Likeness {
    /// Kinds are never compared with each other.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Picture { .. } => "picture",
            Self::Text { .. } => "text",
        }
    }

    /// Keys under which a look-alike is found: rank and octet of each band.
    pub fn bands(&self) -> [u16; BANDS] {
        let (Self::Picture { print, .. } | Self::Text { print, .. }) = self;
        let print = u64::from_str_radix(print, 16).unwrap_or_default();
        let mut bands = [0; BANDS];
        for ((rank, octet), band) in (0_u16..).zip(print.to_be_bytes()).zip(&mut bands) {
            *band = rank * 256 + u16::from(octet);
        }
        bands
    }

    /// How alike two files are, in hundredths; none when they are not near-identical.
    pub fn alike(&self, other: &Self) -> Option<u8> {
        match (self, other) {
            (Self::Picture { grid: one, .. }, Self::Picture { grid: other, .. }) => {
                grids_alike(one, other)
            }
            (Self::Text { sketch: one, .. }, Self::Text { sketch: other, .. }) => {
                sketches_alike(one, other)
            }
            _ => None,
        }
        // Only identical octets are wholly alike, and likeness is not asked for them.
        .map(|alike| alike.min(99))
    }
}

/// Likeness of a picture; none when it is flat.
pub(crate) fn of_picture(picture: &DynamicImage) -> Option<Likeness> {
    let grey = picture.to_luma8();
    let grid = imageops::thumbnail(&grey, GRID, GRID);
    let cells: Vec<u8> = grid.pixels().map(|pixel| pixel.0[0]).collect();
    let contrast = cells.iter().max()?.abs_diff(*cells.iter().min()?);
    if contrast < CONTRAST_MIN {
        return None;
    }
    // Difference hash: is each cell lighter than the one on its right?
    let small = imageops::thumbnail(&grey, 9, 8);
    let mut print = 0_u64;
    for y in 0..8 {
        for x in 0..8 {
            let (here, right) = (small.get_pixel(x, y).0[0], small.get_pixel(x + 1, y).0[0]);
            print = print << 1 | u64::from(here > right.saturating_add(2));
        }
    }
    Some(Likeness::Picture {
        print: format!("{print:016x}"),
        grid: cells.iter().map(|cell| format!("{cell:02x}")).collect(),
    })
}

fn grids_alike(one: &str, other: &str) -> Option<u8> {
    let cells = |grid: &str| -> Vec<u8> {
        grid.as_bytes()
            .chunks(2)
            .filter_map(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok())
            .collect()
    };
    let (one, other) = (cells(one), cells(other));
    if one.is_empty() || one.len() != other.len() {
        return None;
    }
    let apart = || one.iter().zip(&other).map(|(a, b)| a.abs_diff(*b));
    if apart().any(|apart| apart > CELL_MAX) {
        return None;
    }
    let total: usize = apart().map(usize::from).sum();
    let share = total * 100 / (one.len() * 255).max(1);
    Some(100_u8.saturating_sub(u8::try_from(share).unwrap_or(100)))
}

/// Likeness of texts, in order; none when there are too few words.
pub(crate) fn of_texts<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Likeness> {
    let mut left = TEXT_MAX;
    let mut words: Vec<String> = Vec::new();
    for text in texts {
        let taken = text.get(..text.floor_char_boundary(left.min(text.len())))?;
        left -= taken.len();
        words.extend(
            taken
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase),
        );
    }
    let mut hashes: Vec<u64> = words.windows(SHINGLE).map(shingle).collect();
    hashes.sort_unstable();
    hashes.dedup();
    if hashes.len() < SHINGLES_MIN {
        return None;
    }
    let mut weights = [0_i64; 64];
    for hash in &hashes {
        for (bit, weight) in weights.iter_mut().enumerate() {
            *weight += if hash >> bit & 1 == 1 { 1 } else { -1 };
        }
    }
    let print = weights
        .iter()
        .enumerate()
        .filter(|(_, weight)| **weight > 0)
        .fold(0_u64, |print, (bit, _)| print | 1 << bit);
    hashes.truncate(SKETCH);
    Some(Likeness::Text {
        print: format!("{print:016x}"),
        sketch: hashes.iter().map(|hash| format!("{hash:016x}")).collect(),
    })
}

fn shingle(words: &[String]) -> u64 {
    let mut hash = Sha1::new();
    for word in words {
        hash.update(word.as_bytes());
        hash.update([0]);
    }
    let digest = hash.finalize();
    digest
        .iter()
        .take(8)
        .fold(0, |number, octet| number << 8 | u64::from(*octet))
}

/// The share of shingles in common (Jaccard), estimated over the smallest of both sketches.
fn sketches_alike(one: &str, other: &str) -> Option<u8> {
    let hashes = |sketch: &str| -> Vec<u64> {
        sketch
            .as_bytes()
            .chunks(16)
            .filter_map(|hash| u64::from_str_radix(std::str::from_utf8(hash).ok()?, 16).ok())
            .collect()
    };
    let (one, other) = (hashes(one), hashes(other));
    let mut both: Vec<u64> = one.iter().chain(&other).copied().collect();
    both.sort_unstable();
    both.dedup();
    both.truncate(SKETCH.min(one.len().max(other.len())));
    if both.is_empty() {
        return None;
    }
    let common = both
        .iter()
        .filter(|hash| one.binary_search(hash).is_ok() && other.binary_search(hash).is_ok())
        .count();
    #[expect(clippy::cast_precision_loss, reason = "at most a sketch")]
    let share = common as f64 / both.len() as f64;
    (share >= TEXT_ALIKE).then(|| u8::try_from(common * 100 / both.len()).unwrap_or(100))
}
