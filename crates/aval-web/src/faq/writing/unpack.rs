//! The files of a FAQ folder out of an archive that somebody sent: bounded in number and
//! size, each under a plain name, nothing written anywhere. What the files say is read
//! elsewhere.

use std::{collections::BTreeMap, io::Read};

use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive};

/// Entries of the archive, folders included.
const ENTRIES_MAX: u64 = 5_000;
/// Octets once unpacked, all files that are read together.
const UNPACKED_MAX: u64 = 32 * 1024 * 1024;

/// Why an archive is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unpacked {
    /// Not a ZIP, or cut, or altered.
    Broken,
    /// More entries than any FAQ has.
    TooMany,
    /// More octets, once unpacked, than any FAQ has.
    TooLarge,
    /// A name that leads out of the archive, or that is no plain name.
    Path(String),
    /// A link to another file.
    Link(String),
    /// It needs a password.
    Encrypted(String),
    /// Packed in another way than the usual two.
    Method(String),
    /// Two entries of one name.
    Twice(String),
    /// No `entries/*.md`.
    NoEntry,
}

impl Unpacked {
    /// Key of its words, and the name that they speak of.
    pub fn said(&self) -> (&'static str, &str) {
        match self {
            Self::Broken => ("faq-archive-broken", ""),
            Self::TooMany => ("faq-archive-too-many", ""),
            Self::TooLarge => ("faq-archive-too-large", ""),
            Self::Path(name) => ("faq-archive-path", name),
            Self::Link(name) => ("faq-archive-link", name),
            Self::Encrypted(name) => ("faq-archive-encrypted", name),
            Self::Method(name) => ("faq-archive-method", name),
            Self::Twice(name) => ("faq-archive-twice", name),
            Self::NoEntry => ("faq-archive-no-entry", ""),
        }
    }
}

/// `*.toml` and `entries/*.md`, by path inside the folder of the FAQ, wherever this folder is
/// in the archive. Other files are left alone.
pub(super) fn unpack(archive: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, Unpacked> {
    let broken = |_| Unpacked::Broken;
    let archive = ZipArchive::from_slice(archive).map_err(broken)?;
    let mut packed = BTreeMap::new();
    let mut entries = archive.entries();
    let mut count = 0;
    while let Some(entry) = entries.next_entry().map_err(broken)? {
        count += 1;
        if count > ENTRIES_MAX {
            return Err(Unpacked::TooMany);
        }
        let shown = shown(entry.file_path().as_bytes());
        let name = plain(entry.file_path().as_bytes()).ok_or(Unpacked::Path(shown.clone()))?;
        if entry.mode().is_symlink() {
            return Err(Unpacked::Link(shown));
        }
        if entry.is_dir() {
            continue;
        }
        if entry.flags().is_encrypted() {
            return Err(Unpacked::Encrypted(shown));
        }
        let place = (entry.wayfinder(), entry.compression_method());
        if packed.insert(name, place).is_some() {
            return Err(Unpacked::Twice(shown));
        }
    }
    let folder = packed
        .keys()
        .filter_map(|name| folder_of(name))
        .min_by_key(|folder| folder.len())
        .ok_or(Unpacked::NoEntry)?
        .to_owned();
    let mut files = BTreeMap::new();
    let mut left = UNPACKED_MAX;
    for (name, (wayfinder, method)) in packed {
        let Some(inside) = name.strip_prefix(&folder).filter(|inside| wanted(inside)) else {
            continue;
        };
        let entry = archive.get_entry(wayfinder).map_err(broken)?;
        let octets = match method {
            CompressionMethod::STORE => bounded(entry.verifying_reader(entry.data()), left)?,
            CompressionMethod::DEFLATE => bounded(
                entry.verifying_reader(DeflateDecoder::new(entry.data())),
                left,
            )?,
            _ => return Err(Unpacked::Method(name)),
        };
        left = left.saturating_sub(octets.len() as u64);
        files.insert(inside.to_owned(), octets);
    }
    Ok(files)
}

/// Reads to the end, or to one octet more than is left.
fn bounded(reader: impl Read, left: u64) -> Result<Vec<u8>, Unpacked> {
    let mut octets = Vec::new();
    let read = reader
        .take(left + 1)
        .read_to_end(&mut octets)
        .map_err(|_| Unpacked::Broken)?;
    if read as u64 > left {
        return Err(Unpacked::TooLarge);
    }
    Ok(octets)
}

/// What of a FAQ folder is read.
fn wanted(inside: &str) -> bool {
    match inside.split_once('/') {
        None => inside.ends_with(".toml"),
        Some((folder, file)) => folder == "entries" && !file.contains('/') && file.ends_with(".md"),
    }
}

/// The folder that holds the `entries` of a path, with its slash; none for other paths.
fn folder_of(name: &str) -> Option<&str> {
    let (folder, file) = name.rsplit_once('/')?;
    let above = folder.strip_suffix("entries")?;
    (file.ends_with(".md") && (above.is_empty() || above.ends_with('/'))).then_some(above)
}

/// A relative path of plain parts, as systems agree on it.
fn plain(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    let path = name.strip_suffix('/').unwrap_or(name);
    let plain = |part: &str| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && !part.contains(['\\', ':'])
            && !part.chars().any(char::is_control)
    };
    path.split('/').all(plain).then(|| path.to_owned())
}

/// A name as it is shown: cut, and without what could mislead a reader.
fn shown(name: &[u8]) -> String {
    let clean = |letter: char| {
        let misleads = letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}');
        if misleads { '\u{fffd}' } else { letter }
    };
    String::from_utf8_lossy(name)
        .chars()
        .take(200)
        .map(clean)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;
    use rawzip::{ZipArchiveWriter, path::EntryPath};

    use super::*;

    fn packed(files: &[(&str, u32, &[u8])]) -> Vec<u8> {
        let mut archive = ZipArchiveWriter::new(Vec::new());
        for (name, mode, octets) in files {
            let (mut entry, config) = archive
                .new_file(EntryPath::verbatim(name.as_bytes()))
                .unix_permissions(*mode)
                .compression_method(CompressionMethod::DEFLATE)
                .start()
                .unwrap();
            let packer =
                flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::fast());
            let mut writer = config.wrap(packer);
            writer.write_all(octets).unwrap();
            let (packer, described) = writer.finish().unwrap();
            packer.finish().unwrap();
            entry.finish(described).unwrap();
        }
        archive.finish().unwrap()
    }

    const FILE: u32 = 0o100_644;

    fn names(archive: &[u8]) -> Vec<String> {
        unpack(archive).unwrap().into_keys().collect()
    }

    #[test]
    fn the_folder_is_found_wherever_it_is_and_the_rest_left_alone() {
        let expected = ["entries/a.md", "taxonomy.toml"];
        for above in ["", "faq/", "depot-main/programmes/velo/faq/"] {
            let files: Vec<String> = [
                "entries/a.md",
                "entries/note.txt",
                "entries/below/b.md",
                "taxonomy.toml",
                "README.md",
            ]
            .iter()
            .map(|file| format!("{above}{file}"))
            .collect();
            let files: Vec<_> = files
                .iter()
                .map(|file| (file.as_str(), FILE, b"x".as_slice()))
                .collect();
            assert_eq!(names(&packed(&files)), expected, "{above}");
        }
    }

    #[test]
    fn what_leads_out_of_the_archive_is_refused_whole() {
        let good = ("entries/a.md", FILE, b"x".as_slice());
        for name in [
            "../a.md",
            "entries/../../a.md",
            "C:/a.md",
            "a\\..\\b",
            "a/./b",
            "\u{7}",
            "a:b",
        ] {
            let archive = packed(&[good, (name, FILE, b"x")]);
            assert!(matches!(unpack(&archive), Err(Unpacked::Path(_))), "{name}");
        }
        let link = packed(&[good, ("entries/b.md", 0o120_777, b"/etc/passwd")]);
        let refused = Unpacked::Link("entries/b.md".to_owned());
        assert_eq!(unpack(&link), Err(refused));
        let twice = packed(&[good, good]);
        let refused = Unpacked::Twice("entries/a.md".to_owned());
        assert_eq!(unpack(&twice), Err(refused));
    }

    #[test]
    fn an_archive_that_swells_is_stopped() {
        let large = vec![b' '; UNPACKED_MAX as usize / 2 + 1];
        let swelling = packed(&[
            ("entries/a.md", FILE, &large),
            ("entries/b.md", FILE, &large),
        ]);
        assert!(swelling.len() < 400_000, "{}", swelling.len());
        assert_eq!(unpack(&swelling), Err(Unpacked::TooLarge));
        let names: Vec<String> = (0..=ENTRIES_MAX).map(|rank| format!("{rank}")).collect();
        let many: Vec<_> = names
            .iter()
            .map(|name| (name.as_str(), FILE, b"".as_slice()))
            .collect();
        assert_eq!(unpack(&packed(&many)), Err(Unpacked::TooMany));
    }

    #[test]
    fn what_is_no_archive_of_entries_says_so() {
        assert_eq!(unpack(b"not a zip"), Err(Unpacked::Broken));
        assert_eq!(unpack(b""), Err(Unpacked::Broken));
        let other = packed(&[("notes.md", FILE, b"x")]);
        assert_eq!(unpack(&other), Err(Unpacked::NoEntry));
        let mut altered = packed(&[("entries/a.md", FILE, b"some words here")]);
        let at = altered.windows(4).position(|four| four == b"a.md").unwrap() + 8;
        altered[at] ^= 0xff;
        assert_eq!(unpack(&altered), Err(Unpacked::Broken));
    }

    proptest! {
        #[test]
        fn no_octets_bring_it_down(octets in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = unpack(&octets);
        }

        #[test]
        fn no_altered_archive_brings_it_down(at in 0_usize..300, octet in any::<u8>()) {
            let mut archive = packed(&[
                ("faq/entries/a.md", FILE, b"un"),
                ("faq/taxonomy.toml", FILE, b"deux"),
            ]);
            let at = at % archive.len();
            archive[at] = octet;
            let _ = unpack(&archive);
        }
    }
}
