//! The file as a container: told apart by its first bytes, then its archive checked before a
//! single sheet is read. What the parts say is in `xlsx`.

use std::io::{BufReader, Cursor, Read};

use zip::{ZipArchive, result::ZipError};

use crate::{finding::Problem, limits::Limits};

/// First bytes of an OLE compound file: an old workbook, or a new one that is encrypted.
const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// An archive whose declarations were found acceptable.
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
    /// Bytes that may still be unpacked: declared sizes may lie.
    left: u64,
}

/// A part being unpacked, bounded.
pub(crate) type Part<'a> = BufReader<Box<dyn Read + 'a>>;

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nature {
    Zip,
    Ole,
    Other,
}

pub(crate) fn nature(bytes: &[u8]) -> Nature {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        Nature::Zip
    } else if bytes.starts_with(OLE) {
        Nature::Ole
    } else {
        Nature::Other
    }
}

/// What an OLE compound file is, from the names in its directory.
pub(crate) fn ole_problem(bytes: &[u8]) -> Problem {
    let holds = |name: &str| {
        let wanted: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes
            .windows(wanted.len())
            .any(|window| window == wanted.as_slice())
    };
    if holds("EncryptedPackage") {
        Problem::PasswordProtected
    } else if holds("Workbook") || holds("Book") {
        Problem::OldExcelFormat
    } else {
        Problem::NotAWorkbook {
            looks_like_csv: false,
        }
    }
}

impl<'a> Archive<'a> {
    /// Opens the archive and refuses what no workbook needs: too many entries, too much once
    /// unpacked, names that point outside, macros, encryption.
    pub(crate) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Problem> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Problem::DamagedArchive)?;
        if zip.len() > limits.entries {
            return Err(Problem::TooManyEntries { count: zip.len() });
        }
        let mut names = Vec::with_capacity(zip.len());
        let mut declared = 0_u64;
        for index in 0..zip.len() {
            let entry = zip
                .by_index_raw(index)
                .map_err(|_| Problem::DamagedArchive)?;
            let name = entry
                .name()
                .map_err(|_| Problem::BadEntryName {
                    name: "?".to_owned(),
                })?
                .into_owned();
            if !is_inside(&name) {
                return Err(Problem::BadEntryName { name });
            }
            if entry.encrypted() {
                return Err(Problem::PasswordProtected);
            }
            declared = declared.saturating_add(entry.size());
            let ratio = entry.size() / entry.compressed_size().max(1);
            if declared > limits.unpacked_bytes || (entry.size() > 1 << 20 && ratio > limits.ratio)
            {
                return Err(Problem::ArchiveTooLarge);
            }
            names.push(name);
        }
        if zip.has_duplicate_names() {
            return Err(Problem::DamagedArchive);
        }
        if zip.has_overlapping_entries().unwrap_or(true) {
            return Err(Problem::ArchiveTooLarge);
        }
        let archive = Self {
            zip,
            names,
            left: limits.unpacked_bytes,
        };
        archive.refuse_other_formats()?;
        Ok(archive)
    }

    fn refuse_other_formats(&self) -> Result<(), Problem> {
        let has = |wanted: &str| self.has(wanted);
        if has("xl/workbook.bin") {
            return Err(Problem::BinaryWorkbook);
        }
        if has("mimetype") && has("content.xml") {
            return Err(Problem::OpenDocument);
        }
        let is_macro = |name: &String| {
            let name = name.to_ascii_lowercase();
            name.ends_with("vbaproject.bin")
                || name.starts_with("xl/macrosheets/")
                || name.starts_with("xl/dialogsheets/")
        };
        if self.names.iter().any(is_macro) {
            return Err(Problem::MacrosForbidden);
        }
        if !has("[Content_Types].xml") && !has("xl/workbook.xml") {
            return Err(Problem::NotAWorkbook {
                looks_like_csv: false,
            });
        }
        Ok(())
    }

    /// True when an entry has this name, whatever its letter case: part names are compared
    /// so (ECMA-376 part 2, 6.2.2.3).
    pub(crate) fn has(&self, name: &str) -> bool {
        self.position(name).is_some()
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.names
            .iter()
            .position(|found| found.eq_ignore_ascii_case(name))
    }

    /// Names of the entries.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Runs a reader over an unpacked part; nothing when there is no such part. More bytes
    /// than declared, or than may be unpacked at all, end the reading.
    pub(crate) fn part<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(Part<'_>) -> Result<T, Problem>,
    ) -> Result<Option<T>, Problem> {
        let Some(index) = self.position(name) else {
            return Ok(None);
        };
        let entry = self.zip.by_index(index).map_err(|error| match error {
            ZipError::UnsupportedArchive(text) if text.contains("assword") => {
                Problem::PasswordProtected
            }
            _ => Problem::DamagedArchive,
        })?;
        let counter = std::cell::Cell::new(self.left);
        let bounded = Bounded {
            inner: entry,
            left: &counter,
        };
        let result = read(BufReader::with_capacity(64 << 10, Box::new(bounded)));
        self.left = counter.get();
        if self.left == 0 {
            return Err(Problem::ArchiveTooLarge);
        }
        result.map(Some)
    }
}

/// Stops with an error when the bytes that may be unpacked are used up.
struct Bounded<'c, R> {
    inner: R,
    left: &'c std::cell::Cell<u64>,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let left = self.left.get().saturating_sub(read as u64);
        self.left.set(left);
        if left == 0 {
            return Err(std::io::Error::other("unpacked too much"));
        }
        Ok(read)
    }
}

/// True when a name stays inside the archive wherever it is unpacked.
fn is_inside(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('/')
        && !name.contains(['\\', ':', '\0'])
        && name.split('/').all(|part| part != ".." && part != ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_leave_the_archive_are_refused() {
        for name in [
            "../a",
            "/a",
            "a/../../b",
            "a\\b",
            "C:/a",
            "",
            "a/./b",
            "a\0",
        ] {
            assert!(!is_inside(name), "{name:?}");
        }
        for name in ["[Content_Types].xml", "xl/worksheets/sheet1.xml", "xl/..a"] {
            assert!(is_inside(name), "{name:?}");
        }
    }
}
