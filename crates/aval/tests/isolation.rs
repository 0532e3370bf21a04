//! A hostile file costs one check, never the service: real children, with everything that
//! can go wrong with them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use aval_inspect::{Bounds, Outcome, Report, Request, Worker};

fn bounds() -> Bounds {
    Bounds {
        memory: 512 << 20,
        cpu_seconds: 5,
        wall_seconds: 20,
        ..Bounds::default()
    }
}

fn request(formats: &[&str]) -> Request {
    Request {
        name: "deposited".into(),
        formats: formats.iter().map(|format| (*format).to_owned()).collect(),
        personal_data: true,
        ..Request::default()
    }
}

async fn looked_at(octets: &[u8], request: &Request) -> Report {
    let worker = Worker::new(
        env!("CARGO_BIN_EXE_aval").into(),
        vec!["inspect".into()],
        bounds(),
        1,
    );
    let size = u64::try_from(octets.len()).unwrap();
    worker.inspect(octets, size, request).await.unwrap()
}

async fn child(script: &str, bounds: Bounds) -> Report {
    let arguments = vec!["-c".to_owned(), script.to_owned()];
    Worker::new("/bin/sh".into(), arguments, bounds, 1)
        .inspect(&b"octets"[..], 6, &request(&[]))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_child_looks_inside_its_cage() {
    let report = looked_at(b"plain text\n", &request(&["txt"])).await;
    assert_eq!(report.outcome(), Outcome::Pass, "{report:#?}");
    #[cfg(target_os = "linux")]
    {
        let missing = report
            .facts
            .iter()
            .find(|fact| fact.code == "isolation_missing");
        let seccomp = missing.is_none_or(|fact| !fact.value.contains("seccomp"));
        assert!(seccomp, "{missing:?}");
    }
}

#[tokio::test]
async fn a_crash_an_endless_loop_and_nonsense_are_not_checked() {
    let short = Bounds {
        wall_seconds: 1,
        ..bounds()
    };
    for (script, code) in [
        ("kill -SEGV $$", "inspect.stopped"),
        ("cat >/dev/null; echo nonsense", "inspect.stopped"),
        ("exit 3", "inspect.stopped"),
        ("while :; do :; done", "inspect.too_long"),
    ] {
        let report = child(script, short).await;
        assert_eq!(report.outcome(), Outcome::NotChecked, "{script}");
        assert_eq!(report.checks.first().unwrap().code, code, "{script}");
    }
    let flood = Bounds {
        report: 1000,
        ..bounds()
    };
    let report = child("head -c 1000000 /dev/zero", flood).await;
    assert_eq!(report.outcome(), Outcome::NotChecked);
}

#[tokio::test]
async fn a_picture_that_needs_too_much_memory_costs_one_check() {
    // A header that promises 60 000 by 60 000 pixels.
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60\x08\x06\0\0\0".to_vec();
    png.extend([0; 64]);
    let report = looked_at(&png, &request(&["png"])).await;
    assert!(report.outcome() >= Outcome::NotChecked, "{report:#?}");
    let after = looked_at(b"plain text\n", &request(&["txt"])).await;
    assert_eq!(after.outcome(), Outcome::Pass);
}

#[tokio::test]
async fn every_hostile_file_at_hand_gets_an_answer() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/fixtures");
    let folder = std::env::var("AVAL_FIXTURES").unwrap_or_else(|_| root.to_owned());
    let mut seen = 0;
    for part in ["rem/invalid", "pades/pdf"] {
        let Ok(entries) = std::fs::read_dir(format!("{folder}/{part}")) else {
            println!("skipped: no {part} beside the project");
            continue;
        };
        for entry in entries.flatten() {
            let octets = std::fs::read(entry.path()).unwrap();
            let report = looked_at(&octets, &request(&["pdf", "xlsx"])).await;
            assert!(!report.checks.is_empty(), "{:?}", entry.path());
            seen += 1;
        }
    }
    println!("{seen} hostile files looked at");
}

/// A zip of one entry, deflated.
fn zipped(entries: &[(&str, &[u8], u64)]) -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, block, times) in entries {
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated);
        writer.start_file(*name, options).unwrap();
        for _ in 0..*times {
            writer.write_all(block).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

/// A PDF whose page draws a stream that inflates to so many blocks of a mebibyte.
fn inflating(blocks: u64) -> Vec<u8> {
    use std::io::Write;
    let mut deflated = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let block = vec![b' '; 1 << 20];
    for _ in 0..blocks {
        deflated.write_all(&block).unwrap();
    }
    let stream = deflated.finish().unwrap();
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for object in [
        "1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
        "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        "3 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>\nendobj\n",
    ] {
        places.push(pdf.len());
        pdf.extend_from_slice(object.as_bytes());
    }
    places.push(pdf.len());
    let head = format!(
        "4 0 obj\n<< /Length {} /Filter /FlateDecode >>\nstream\n",
        stream.len()
    );
    pdf.extend_from_slice(head.as_bytes());
    pdf.extend_from_slice(&stream);
    pdf.extend_from_slice(b"\nendstream\nendobj\n");
    let table = pdf.len();
    let mut tail = "xref\n0 5\n0000000000 65535 f \n".to_owned();
    for place in places {
        tail.push_str(&format!("{place:010} 00000 n \n"));
    }
    tail.push_str(&format!(
        "trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    ));
    pdf.extend_from_slice(tail.as_bytes());
    pdf
}

#[tokio::test]
async fn bombs_cost_one_check_each() {
    let zeros = vec![0; 1 << 20];
    let blanks = vec![b' '; 1 << 20];
    let inner = zipped(&[("a", &zeros, 64)]);
    for (name, octets, formats) in [
        ("zip", zipped(&[("a.txt", &zeros, 1024)]), "zip"),
        ("zip in zip", zipped(&[("a.zip", &inner, 2000)]), "zip"),
        (
            "office",
            zipped(&[
                ("[Content_Types].xml", b"<Types/>", 1),
                ("word/document.xml", &blanks, 1024),
            ]),
            "docx",
        ),
        ("inflate", inflating(2048), "pdf"),
    ] {
        let report = looked_at(&octets, &request(&[formats])).await;
        assert!(
            matches!(report.outcome(), Outcome::NotChecked | Outcome::Failure)
                || report
                    .checks
                    .iter()
                    .any(|check| check.outcome == Outcome::NotChecked),
            "{name}: {report:#?}"
        );
        let after = looked_at(b"plain text\n", &request(&["txt"])).await;
        assert_eq!(after.outcome(), Outcome::Pass, "after {name}");
    }
}

#[tokio::test]
async fn every_nature_of_file_is_looked_at_with_what_the_cage_leaves() {
    for (octets, format, code) in [
        (
            b"<?xml version='1.0'?><a/>".to_vec(),
            "xml",
            "xml.well_formed",
        ),
        (zipped(&[("a.txt", b"abc", 1)]), "zip", "archive.readable"),
        (inflating(1), "pdf", "pdf.readable"),
    ] {
        let report = looked_at(&octets, &request(&[format])).await;
        let passed =
            |check: &aval_inspect::Check| check.code == code && check.outcome == Outcome::Pass;
        assert!(report.checks.iter().any(passed), "{report:#?}");
    }
}

/// Letters and digits without a blank, as a file in base64 is: runs of digits everywhere.
fn base64_of(octets: usize) -> String {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (0..octets)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            char::from(letters[usize::try_from(state >> 58).unwrap()])
        })
        .collect()
}

/// What integration engines send all day: one line of megabytes. The neighbours of each
/// number are read, never the whole line again: five seconds of processor are plenty.
#[tokio::test]
async fn a_line_of_megabytes_is_looked_at_like_any_other() {
    let pdf = base64_of(2 << 20);
    let cda = format!("<?xml version='1.0'?><a><b>{pdf}</b></a>");
    let hl7 = format!("MSH|^~\\&|A|B|C|D|20260101||MDM^T02|1|P|2.5\rOBX|1|ED|||^^^Base64^{pdf}\r");
    let identities = format!("{{\"ins\":[{}]}}", "\"255069999999934\",".repeat(40_000));
    let addresses = "a.bc@d.fr/".repeat(50_000);
    for (name, text, format) in [
        ("CDA", cda, "xml"),
        ("HL7", hl7, "hl7"),
        ("JSON", identities, "txt"),
        ("addresses", addresses, "txt"),
    ] {
        let report = looked_at(text.as_bytes(), &request(&[format])).await;
        let stopped = report
            .checks
            .iter()
            .find(|check| check.code.starts_with("inspect."));
        assert!(stopped.is_none(), "{name}: {stopped:?}");
    }
}
