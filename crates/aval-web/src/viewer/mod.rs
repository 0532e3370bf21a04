//! Deposited files made readable in place: lines by windows, structured texts set out,
//! archives listed. Everything here reads hostile octets within fixed limits and gives text;
//! nothing is unpacked, run or fetched.
//!
//! Images, videos and PDF are shown by the browser from their own address (`dossier`).

mod compared;
mod entries;
mod lines;
mod set_out;
#[cfg(test)]
mod tests;

use std::io::{self, BufReader, Cursor, Read, Seek};

use tokio::task::spawn_blocking;

pub use compared::{Compared, compare, compare_pages, too_long};
pub use entries::{Entry, Listing, list};
pub use lines::{Lines, WINDOW, find, window};
pub use set_out::{Layout as SetOut, layout_of, set_out};

/// Longest structured text that is set out, in octets; a longer one is shown as it is.
const SET_OUT_MAX: u64 = 2 * 1024 * 1024;

/// How a file can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// An image, with zoom.
    Image,
    /// A film, with its commands.
    Video,
    /// Pages, by the browser.
    Pdf,
    /// Lines with their numbers.
    Lines,
    /// The names in an archive.
    Entries,
    /// Not in place.
    Attachment,
}

impl Look {
    /// By the name that the rules have admitted.
    pub fn of(name: &str) -> Self {
        let end = name
            .rsplit_once('.')
            .map(|(_, end)| end.to_ascii_lowercase())
            .unwrap_or_default();
        match end.as_str() {
            "png" | "jpg" | "jpeg" | "webp" | "gif" => Self::Image,
            "mp4" | "webm" | "mov" => Self::Video,
            "pdf" => Self::Pdf,
            "txt" | "log" | "csv" | "eml" | "json" | "xml" | "hl7" | "er7" | "md" => Self::Lines,
            "zip" | "jar" => Self::Entries,
            _ => Self::Attachment,
        }
    }

    /// Code in templates.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Pdf => "pdf",
            Self::Lines => "lines",
            Self::Entries => "entries",
            Self::Attachment => "download",
        }
    }
}

/// What the reader of a text asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// First line.
    pub line: u64,
    /// Words to look for from there on; empty for none.
    pub words: String,
}

/// A window of a text, ready for a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The lines.
    pub lines: Lines,
    /// The text was set out: its lines are not those of the file.
    pub set_out: bool,
    /// The line where the words were found.
    pub found: Option<u64>,
}

/// Reads a window of a stored text of `size` octets, and no more of it than leads there.
///
/// # Errors
/// When the store cannot.
pub async fn read(
    mut file: impl Read + Seek + Send + 'static,
    size: u64,
    name: String,
    wanted: Wanted,
) -> io::Result<Reading> {
    spawn_blocking(move || {
        let Some(layout) = layout_of(&name).filter(|_| size <= SET_OUT_MAX) else {
            return read_from(&mut file, &wanted);
        };
        let mut octets = Vec::new();
        (&mut file).take(SET_OUT_MAX).read_to_end(&mut octets)?;
        let text = String::from_utf8_lossy(&octets);
        if let Some(text) = set_out(layout, &text) {
            let mut reading = read_from(&mut Cursor::new(text.as_bytes()), &wanted)?;
            reading.set_out = true;
            return Ok(reading);
        }
        read_from(&mut Cursor::new(octets.as_slice()), &wanted)
    })
    .await
    .map_err(io::Error::other)?
}

fn read_from(source: &mut (impl Read + Seek), wanted: &Wanted) -> io::Result<Reading> {
    source.rewind()?;
    let words = wanted.words.trim();
    let mut first = wanted.line.max(1);
    let mut found = None;
    if !words.is_empty() {
        found = find(buffered(&mut *source), words, first)?;
        // A few lines before, to see where one is.
        first = found.map_or(first, |line| line.saturating_sub(3).max(1));
        source.rewind()?;
    }
    Ok(Reading {
        lines: window(buffered(source), first, WINDOW)?,
        set_out: false,
        found,
    })
}

fn buffered<R: Read>(source: R) -> BufReader<R> {
    BufReader::with_capacity(256 * 1024, source)
}

/// Lists a stored archive.
///
/// # Errors
/// When the disk cannot. `None`: it is no archive that can be read.
pub async fn read_archive(file: impl Read + Seek + Send + 'static) -> io::Result<Option<Listing>> {
    spawn_blocking(move || list(file))
        .await
        .map_err(io::Error::other)?
}
