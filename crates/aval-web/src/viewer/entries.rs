//! The names in an archive, read from its directory alone: nothing is unpacked, and the
//! memory does not grow with the archive.

use std::io::{self, Read, Seek};

use rawzip::{RECOMMENDED_BUFFER_SIZE, ZipArchive};

/// Entries listed; the others are only counted.
const SHOWN: usize = 2_000;

/// Entries walked through at most.
const WALKED: u64 = 200_000;

/// Longest name shown, in characters.
const NAME: usize = 300;

/// A file or a folder in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Path as written, harmless to show.
    pub name: String,
    /// Octets once unpacked, as the archive says.
    pub size: u64,
    /// A folder.
    pub folder: bool,
    /// A link to another path: never followed here, worth knowing for who unpacks it.
    pub link: bool,
    /// Needs a password.
    pub encrypted: bool,
}

/// What an archive says that it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The first entries.
    pub entries: Vec<Entry>,
    /// How many there are in all, as far as they were walked through.
    pub total: u64,
    /// Octets once unpacked, of those walked through.
    pub unpacked: u64,
    /// There may be more than `total`, or the directory is damaged.
    pub incomplete: bool,
}

/// Lists an archive; `None` when it is none that can be read.
///
/// # Errors
/// When the disk fails.
pub fn list(file: impl Read + Seek) -> io::Result<Option<Listing>> {
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let Ok(archive) = ZipArchive::from_seekable(file, &mut buffer) else {
        return Ok(None);
    };
    let mut listing = Listing::default();
    let mut entries = archive.entries(&mut buffer);
    loop {
        match entries.next_entry() {
            Ok(None) => return Ok(Some(listing)),
            Err(_) => {
                listing.incomplete = true;
                return Ok(Some(listing));
            }
            Ok(Some(_)) if listing.total == WALKED => {
                listing.incomplete = true;
                return Ok(Some(listing));
            }
            Ok(Some(entry)) => {
                listing.total += 1;
                let size = entry.uncompressed_size_hint();
                listing.unpacked = listing.unpacked.saturating_add(size);
                if listing.entries.len() < SHOWN {
                    listing.entries.push(Entry {
                        name: harmless(entry.file_path().as_bytes()),
                        size,
                        folder: entry.is_dir(),
                        link: entry.mode().is_symlink(),
                        encrypted: entry.flags().is_encrypted(),
                    });
                }
            }
        }
    }
}

/// Without control characters nor marks that turn the direction of reading.
fn harmless(name: &[u8]) -> String {
    String::from_utf8_lossy(name)
        .chars()
        .map(|c| {
            let tricky = c.is_control()
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            if tricky { '\u{fffd}' } else { c }
        })
        .take(NAME)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::{fs::File, io::Write};

    use super::*;

    fn archive(entries: usize, name: impl Fn(usize) -> String) -> File {
        let mut file = tempfile::tempfile().unwrap();
        let mut writer = rawzip::ZipArchiveWriter::new(std::io::BufWriter::new(&mut file));
        for rank in 0..entries {
            let name = name(rank);
            let (mut entry, config) = writer
                .new_file(&name)
                .unix_permissions(if rank == 1 { 0o120_777 } else { 0o100_644 })
                .start()
                .unwrap();
            let mut data = config.wrap(&mut entry);
            data.write_all(b"hello").unwrap();
            let (_, descriptor) = data.finish().unwrap();
            entry.finish(descriptor).unwrap();
        }
        writer.finish().unwrap().flush().unwrap();
        file.rewind().unwrap();
        file
    }

    #[test]
    fn names_sizes_and_links_are_told_without_unpacking() {
        let file = archive(3, |rank| format!("dossier/é{rank}\u{202e}.txt"));
        let listing = list(file).unwrap().unwrap();
        assert_eq!((listing.total, listing.unpacked), (3, 15));
        assert!(!listing.incomplete);
        assert_eq!(listing.entries[0].name, "dossier/é0\u{fffd}.txt");
        assert!(listing.entries[1].link && !listing.entries[0].link);
    }

    #[test]
    fn a_very_long_archive_is_counted_and_cut() {
        let listing = list(archive(SHOWN + 500, |rank| format!("{rank}")))
            .unwrap()
            .unwrap();
        assert_eq!(listing.entries.len(), SHOWN);
        assert_eq!(listing.total, SHOWN as u64 + 500);
    }

    /// As long as such an archive is, only so many of its entries are walked through.
    #[test]
    fn an_archive_of_a_million_entries_is_left_half_way_and_says_so() {
        let mut file = tempfile::tempfile().unwrap();
        let mut out = std::io::BufWriter::new(&mut file);
        // One file, named a million times by a directory written by hand (APPNOTE 4.3.12).
        let local = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0a";
        out.write_all(local).unwrap();
        let mut named = b"PK\x01\x02\x14\0\x14\0".to_vec();
        named.extend([0; 20]);
        named.extend([1, 0]);
        named.extend([0; 16]);
        named.push(b'a');
        let (entries, start) = (1_000_000_u64, local.len() as u64);
        for _ in 0..entries {
            out.write_all(&named).unwrap();
        }
        // The end of a directory of more than 65,535 entries is in ZIP64 (4.3.14 to 4.3.16).
        let length = entries * named.len() as u64;
        out.write_all(b"PK\x06\x06").unwrap();
        out.write_all(&44_u64.to_le_bytes()).unwrap();
        out.write_all(&[45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0])
            .unwrap();
        for number in [entries, entries, length, start] {
            out.write_all(&number.to_le_bytes()).unwrap();
        }
        out.write_all(b"PK\x06\x07\0\0\0\0").unwrap();
        out.write_all(&(start + length).to_le_bytes()).unwrap();
        out.write_all(&1_u32.to_le_bytes()).unwrap();
        out.write_all(b"PK\x05\x06\0\0\0\0").unwrap();
        out.write_all(&[0xff; 12]).unwrap();
        out.write_all(&[0; 2]).unwrap();
        out.flush().unwrap();
        drop(out);
        file.rewind().unwrap();
        let listing = list(file).unwrap().unwrap();
        assert_eq!(listing.entries.len(), SHOWN);
        assert_eq!(listing.total, WALKED);
        assert!(listing.incomplete);
    }

    #[test]
    fn what_is_no_archive_is_none() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"PK\x03\x04 but nothing more").unwrap();
        file.rewind().unwrap();
        assert_eq!(list(file).unwrap(), None);
    }
}
