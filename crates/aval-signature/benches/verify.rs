//! Measures whole checks, process start included, beside `pdfsig -nocert` (Debian package
//! poppler-utils) in one run, and holds the two long robustness runs.
//!
//!     cargo bench -p aval-signature                          the comparison
//!     cargo bench -p aval-signature -- generate FOLDER       keeps the files of the comparison
//!     cargo bench -p aval-signature -- seeds fuzz/seeds      the first files of the fuzz targets
//!     cargo bench -p aval-signature -- mutations 100000 1    so many mutations from a seed
//!     cargo bench -p aval-signature -- bits 600 2            flips signed bits for 600 s on two threads
//!
//! Raw results are kept under `benches/results/`. The bench installs nothing.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a bench"
)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use aval_signature::{Policy, TrustStore, verify};
use support::{
    mutation::{Dice, is_inside_contents, mutate},
    pdf::{FORM, PAGE, Pdf, Slot, stream},
    signing::{Style, token},
    world::{AT, SIGNED, World},
};

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["check", anchors, file] => check(anchors, file),
        ["generate", folder] => {
            std::fs::create_dir_all(folder).unwrap();
            generate(&World::new(), Path::new(folder));
        }
        ["seeds", folder] => seeds(Path::new(folder)),
        ["mutations", count, seed] => {
            mutations(count.parse().unwrap(), seed.parse().unwrap());
        }
        ["bits", seconds, threads, from @ ..] => {
            let from = from.first().map_or(0, |from| from.parse().unwrap());
            bits(seconds.parse().unwrap(), threads.parse().unwrap(), from);
        }
        _ => comparison(),
    }
}

/// One whole check in a process of its own: what is timed.
fn check(anchors: &str, file: &str) {
    let mut trust = TrustStore::default();
    trust.add_pem(&std::fs::read(anchors).unwrap()).unwrap();
    let bytes = std::fs::read(file).unwrap();
    let report = verify(&bytes, &trust, &Policy::default(), AT.parse().unwrap());
    println!("{} {:?}", report.verdict.code(), report.codes);
}

// ---- the comparison ----

struct File {
    name: &'static str,
    path: PathBuf,
    octets: usize,
}

fn comparison() {
    let folder = std::env::temp_dir().join(format!("aval-signature-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let world = World::new();
    let files = generate(&world, &folder);
    let anchors = folder.join("root.pem");
    let has_peer = Command::new("pdfsig")
        .arg("-v")
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .is_ok();
    if !has_peer {
        println!("pdfsig is absent: install poppler-utils to compare; measuring alone.");
    }
    let mut table = String::from("file\toctets\trounds\taval_ms\tpdfsig_ms\tratio\n");
    for file in &files {
        let rounds = if file.octets > 20_000_000 { 7 } else { 11 };
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        // Interleaved, so that both meet the same machine.
        for _ in 0..rounds {
            ours.push(time(
                Command::new(std::env::current_exe().unwrap())
                    .arg("check")
                    .arg(&anchors)
                    .arg(&file.path),
            ));
            if has_peer {
                theirs.push(time(Command::new("pdfsig").arg("-nocert").arg(&file.path)));
            }
        }
        let (a, b) = (median(&mut ours), median(&mut theirs));
        let ratio = b.map_or_else(String::new, |b| format!("{:.2}", b / a.unwrap()));
        let b = b.map_or_else(String::new, |b| format!("{b:.1}"));
        writeln!(
            table,
            "{}\t{}\t{rounds}\t{:.1}\t{b}\t{ratio}",
            file.name,
            file.octets,
            a.unwrap()
        )
        .unwrap();
    }
    print!("{table}");
    keep("comparison.tsv", &table);
    std::fs::remove_dir_all(&folder).unwrap();
}

fn time(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{command:?}");
    start.elapsed()
}

fn median(times: &mut [Duration]) -> Option<f64> {
    times.sort();
    times
        .get(times.len() / 2)
        .map(|middle| middle.as_secs_f64() * 1_000.0)
}

fn keep(name: &str, text: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/results");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), text).unwrap();
}

fn generate(world: &World, folder: &Path) -> Vec<File> {
    std::fs::write(folder.join("root.pem"), world.root.pem()).unwrap();
    let mut files = Vec::new();
    let mut write = |name: &'static str, pdf: &Pdf| {
        let report = world.judge(pdf);
        assert_eq!(
            report.verdict.code(),
            "accept",
            "{name}: {:?}",
            report.codes
        );
        let path = folder.join(format!("{name}.pdf"));
        std::fs::write(&path, &pdf.bytes).unwrap();
        files.push(File {
            name,
            path,
            octets: pdf.bytes.len(),
        });
    };
    for (name, archived, megabytes) in [
        ("bt-1mb", "blta-1mb", 1),
        ("bt-10mb", "blta-10mb", 10),
        ("bt-50mb", "blta-50mb", 50),
    ] {
        let pdf = signed(world, &images(megabytes * 10));
        write(name, &pdf);
        write(archived, &with_archive(world, pdf));
    }
    let pdf = signed(world, &small_objects(31_000));
    write("blta-31000-objects", &with_archive(world, pdf));
    files
}

/// Pictures of 100 KB each that the page draws.
fn images(count: u32) -> Vec<(u32, String)> {
    let mut dice = Dice::new(7);
    let mut objects = Vec::new();
    let mut names = String::new();
    for number in 0..count {
        let noise: String = (0..100_000)
            .map(|_| char::from(b'0' + dice.below(64) as u8))
            .collect();
        objects.push((
            1_000 + number,
            stream(
                "/Type /XObject /Subtype /Image /Width 250 /Height 400",
                &noise,
            ),
        ));
        write!(names, "/I{number} {} 0 R ", 1_000 + number).unwrap();
    }
    objects.push((
        5,
        format!("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Images << {names}>> >>"),
    ));
    objects
}

/// Dictionaries of half a kilobyte that the catalog reaches.
fn small_objects(count: u32) -> Vec<(u32, String)> {
    let filler = "x".repeat(420);
    let mut list = String::from("[");
    let mut objects = Vec::new();
    for number in 1_000..1_000 + count {
        objects.push((
            number,
            format!(
                "<< /Type /Note /Index {number} /Next {} 0 R /Text ({filler}) >>",
                number + 1
            ),
        ));
        write!(list, "{number} 0 R ").unwrap();
    }
    list.push(']');
    objects.push((900, list));
    objects.push((
        1,
        "<< /Type /Catalog /Pages 2 0 R /AcroForm 6 0 R /PieceInfo 900 0 R >>".into(),
    ));
    objects
}

fn signed(world: &World, objects: &[(u32, String)]) -> Pdf {
    let style = Style {
        stamp: Some((&world.stamper, SIGNED)),
        ..Style::default()
    };
    let mut pdf = Pdf::with_objects(objects);
    pdf.sign(&Slot::default(), |signed| world.cms(signed, &style));
    pdf
}

/// A security store and a document time-stamp: two revisions to compare.
fn with_archive(world: &World, mut pdf: Pdf) -> Pdf {
    let catalog = String::from_utf8_lossy(&pdf.bytes)
        .lines()
        .find(|line| line.contains("/Catalog"))
        .unwrap()
        .replace(">>", "/DSS << /CRLs [] >> >>");
    pdf.sign(
        &Slot {
            field: 40,
            value: 41,
            name: "DocTS",
            more: "",
            sub_filter: "ETSI.RFC3161",
            with: vec![
                (1, catalog),
                (3, PAGE.replace("/Annots [", "/Annots [20 0 R 40 0 R ")),
                (
                    6,
                    FORM.replace("/Fields [", "/SigFlags 3 /Fields [20 0 R 40 0 R "),
                ),
            ],
            ..Slot::default()
        },
        |signed| {
            token(
                signed,
                &world.stamper,
                &[&world.authority],
                "2026-10-01T00:00:00Z",
            )
        },
    );
    pdf
}

// ---- robustness ----

/// Small sound files for the fuzz targets to begin with.
fn seeds(folder: &Path) {
    let world = World::new();
    let style = Style {
        stamp: Some((&world.stamper, SIGNED)),
        ..Style::default()
    };
    let plain = world.signed(&style);
    let value = is_inside_contents(&plain.bytes).pop().unwrap();
    let digits: Vec<u8> = plain.bytes[value]
        .iter()
        .copied()
        .filter(u8::is_ascii_hexdigit)
        .collect();
    let cms: Vec<u8> = digits
        .chunks_exact(2)
        .map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap())
        .collect();
    // The room that the signature leaves is filled with zeros.
    let end = cms.iter().rposition(|octet| *octet != 0).unwrap() + 1;
    for (target, name, octets) in [
        ("cms", "with-time-stamp", cms[..end].to_vec()),
        ("pdf", "signed", plain.bytes.clone()),
        ("pdf", "archived", with_archive(&world, plain).bytes),
    ] {
        let folder = folder.join(target);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), octets).unwrap();
    }
}

/// The shared files when they are there, and always the ones made here.
fn corpus() -> (TrustStore, Vec<(String, Vec<u8>)>) {
    let world = World::new();
    let mut trust = world.trust.clone();
    let style = Style {
        stamp: Some((&world.stamper, SIGNED)),
        ..Style::default()
    };
    let plain = world.signed(&style);
    let mut files = vec![
        ("made-plain".to_owned(), plain.bytes.clone()),
        (
            "made-archived".to_owned(),
            with_archive(&world, plain).bytes,
        ),
    ];
    let root = std::env::var_os("AVAL_FIXTURES").map_or_else(
        || {
            PathBuf::from(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../../shared/fixtures"
            ))
        },
        PathBuf::from,
    );
    let folder = root.join("pades");
    if let Ok(entries) = std::fs::read_dir(folder.join("pdf")) {
        let anchors = std::fs::read(folder.join("anchors/roots.pem")).unwrap();
        trust.add_pem(&anchors).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            files.push((name, std::fs::read(path).unwrap()));
        }
    } else {
        println!("no shared files: only those made here");
    }
    (trust, files)
}

fn mutations(count: usize, seed: u64) {
    let (trust, files) = corpus();
    let files: Vec<_> = files
        .into_iter()
        .filter(|(_, bytes)| bytes.len() < 80_000)
        .collect();
    let at = AT.parse().unwrap();
    let policy = Policy::default();
    let mut dice = Dice::new(seed);
    let start = Instant::now();
    let mut accepted = 0usize;
    let mut slowest = Duration::ZERO;
    for round in 0..count {
        let (_, original) = &files[round % files.len()];
        let bytes = mutate(original, &mut dice);
        let begun = Instant::now();
        let report = verify(&bytes, &trust, &policy, at);
        slowest = slowest.max(begun.elapsed());
        if report.verdict.code() == "accept" {
            accepted += 1;
            assert!(
                is_harmless(original, &bytes),
                "round {round}: changed and accepted"
            );
        }
    }
    let line = format!(
        "{count} mutations from seed {seed} over {} files: no panic, {accepted} accepted, slowest {:.1} ms, {:.0} s\n",
        files.len(),
        slowest.as_secs_f64() * 1_000.0,
        start.elapsed().as_secs_f64()
    );
    print!("{line}");
    keep(&format!("mutations-{seed}.txt"), &line);
}

/// Only unsigned octets differ: inside the value of the last signature, or blanks at the end.
fn is_harmless(original: &[u8], changed: &[u8]) -> bool {
    let unsigned = is_inside_contents(original).pop();
    let unsigned = unsigned.unwrap_or_default();
    let signed_end = end_of_signed(original);
    let same = |range: std::ops::Range<usize>| original.get(range.clone()) == changed.get(range);
    same(0..unsigned.start)
        && same(unsigned.end..signed_end)
        && changed
            .get(original.len().min(changed.len())..)
            .is_some_and(|tail| tail.iter().all(|o| o.is_ascii_whitespace() || *o == 0))
}

/// A file above this is left for the end: one look at it costs a hundred of the others.
const LARGE: usize = 500_000;

/// Octets that one thread takes at a time.
const CHUNK: usize = 256;

/// Which bits of each octet of a chunk are flipped, one at a time.
#[derive(Clone, Copy)]
enum Bits {
    /// One, drawn from a fixed seed.
    One,
    /// The seven others.
    Others,
}

/// An accepted file and the octets that its signatures cover.
struct Accepted {
    name: String,
    bytes: Vec<u8>,
    signed: Vec<usize>,
}

/// Flips bits in the signed ranges of every accepted file, one at a time, for so many seconds:
/// first one bit of every octet, then the seven others, the smallest files first. What was
/// reached is told file by file; `from` goes on where an earlier run stopped.
fn bits(seconds: u64, threads: usize, from: usize) {
    let (trust, files) = corpus();
    let at = AT.parse().unwrap();
    let policy = Policy::default();
    let mut accepted: Vec<Accepted> = files
        .into_iter()
        .filter(|(_, bytes)| verify(bytes, &trust, &policy, at).verdict.code() == "accept")
        .map(|(name, bytes)| {
            let unsigned = is_inside_contents(&bytes).pop().unwrap();
            let signed = (0..end_of_signed(&bytes))
                .filter(|place| !unsigned.contains(place))
                .collect();
            Accepted {
                name,
                bytes,
                signed,
            }
        })
        .collect();
    accepted.sort_by_key(|file| file.bytes.len());
    let mut work: Vec<(usize, usize, Bits)> = Vec::new();
    for (large, which) in [
        (false, Bits::One),
        (false, Bits::Others),
        (true, Bits::One),
        (true, Bits::Others),
    ] {
        for (rank, file) in accepted.iter().enumerate() {
            if (file.bytes.len() > LARGE) == large {
                let chunks = file.signed.len().div_ceil(CHUNK);
                work.extend((0..chunks).map(|chunk| (rank, chunk, which)));
            }
        }
    }
    let start = Instant::now();
    let end = start + Duration::from_secs(seconds);
    let next = std::sync::atomic::AtomicUsize::new(from);
    let run = || {
        let (mut flipped, mut kept) = (vec![[0usize; 2]; accepted.len()], Vec::new());
        while Instant::now() < end {
            let taken = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some((rank, chunk, which)) = work.get(taken) else {
                break;
            };
            let file = &accepted[*rank];
            let mut bytes = file.bytes.clone();
            for place in file.signed.iter().skip(chunk * CHUNK).take(CHUNK) {
                let drawn = Dice::new(*place as u64 ^ 0x5eed).below(8);
                for bit in 0..8 {
                    if (bit == drawn) != matches!(which, Bits::One) {
                        continue;
                    }
                    bytes[*place] ^= 1 << bit;
                    flipped[*rank][usize::from(matches!(which, Bits::Others))] += 1;
                    if verify(&bytes, &trust, &policy, at).verdict.code() == "accept" {
                        kept.push(format!("{} octet {place} bit {bit}", file.name));
                    }
                    bytes[*place] ^= 1 << bit;
                }
            }
        }
        (flipped, kept)
    };
    let mut flipped = vec![[0usize; 2]; accepted.len()];
    let mut kept = Vec::new();
    std::thread::scope(|scope| {
        let runners: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        for runner in runners {
            let (one, found) = runner.join().unwrap();
            kept.extend(found);
            for (total, one) in flipped.iter_mut().zip(one) {
                total[0] += one[0];
                total[1] += one[1];
            }
        }
    });
    let mut table =
        String::from("file\toctets\tsigned_octets\tone_bit_of_octets\tother_bits\tall_bits\n");
    let (mut total, mut possible) = (0, 0);
    for (file, [one, others]) in accepted.iter().zip(&flipped) {
        let signed = file.signed.len();
        total += one + others;
        possible += signed * 8;
        writeln!(
            table,
            "{}\t{}\t{signed}\t{one}\t{others}\t{}",
            file.name,
            file.bytes.len(),
            if one + others == signed * 8 {
                "yes"
            } else {
                "no"
            }
        )
        .unwrap();
    }
    writeln!(
        table,
        "{total} of {possible} bits flipped in {} accepted files: {} stayed accepted {kept:?}, {:.0} s on {threads} thread(s), parts {from} to {} of {}",
        accepted.len(),
        kept.len(),
        start.elapsed().as_secs_f64(),
        next.into_inner().min(work.len()),
        work.len()
    )
    .unwrap();
    print!("{table}");
    keep(&format!("bits-from-{from}.txt"), &table);
    assert!(kept.is_empty());
}

/// Where the last `/ByteRange` ends.
fn end_of_signed(bytes: &[u8]) -> usize {
    let mut end = 0;
    for at in 0..bytes.len() {
        if bytes[at..].starts_with(b"/ByteRange") {
            let text: String = bytes[at + 10..(at + 80).min(bytes.len())]
                .iter()
                .map(|o| char::from(*o))
                .collect();
            let numbers: Vec<usize> = text
                .trim_start_matches([' ', '['])
                .split([' ', ']'])
                .filter_map(|n| n.parse().ok())
                .collect();
            if let [_, _, start, length, ..] = numbers.as_slice() {
                end = end.max(start + length);
            }
        }
    }
    end
}
