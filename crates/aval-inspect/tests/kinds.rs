//! Each nature of file: a sound one passes, the ways in which it is wrong are named.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::io::Write;

use aval_inspect::{Outcome, Report, Request, inspect};
use aval_sample::{Kind, Scene, Subject, View, make};
use jiff::civil::date;

fn scene() -> Scene {
    Scene {
        proof: "AB.01.01".into(),
        requirement: "AB.01".into(),
        sentence: "The product keeps what was typed.".into(),
        steps: vec!["Open a form.".into(), "Type a name.".into()],
        product: "Boxes".into(),
        version: "1.2".into(),
        vendor: "Maker".into(),
        address: "https://boxes.example/".into(),
        user: "A. Tester".into(),
        menu: vec!["Home".into(), "Boxes".into()],
        heading: "Boxes".into(),
        view: View::Form(vec![("Name".into(), "Box".into())]),
        subject: Subject {
            family: "TEST".into(),
            given: "Ada".into(),
            born: date(1980, 1, 2),
            sex: 'F',
            number: "T-1".into(),
            domain: "2.999.1".into(),
        },
        at: date(2026, 10, 5)
            .at(9, 0, 0, 0)
            .in_tz("Europe/Paris")
            .unwrap(),
    }
}

fn asked(name: &str, formats: &[&str], checks: &[&str]) -> Request {
    Request {
        name: name.into(),
        formats: formats.iter().map(|format| (*format).to_owned()).collect(),
        checks: checks.iter().map(|check| (*check).to_owned()).collect(),
        personal_data: true,
        ..Request::default()
    }
}

fn outcome(report: &Report, code: &str) -> Option<Outcome> {
    report
        .checks
        .iter()
        .find(|check| check.code == code)
        .map(|check| check.outcome)
}

#[track_caller]
fn finds(octets: &[u8], request: &Request, code: &str, expected: Outcome) {
    let report = inspect(octets, request);
    assert_eq!(outcome(&report, code), Some(expected), "{report:#?}");
}

#[test]
fn sound_files_have_no_fault() {
    for (kind, format, check) in [
        (Kind::Screen, "png", "picture.decoded"),
        (Kind::Video, "mp4", "video.header"),
        (Kind::Log, "log", "personal_data.none"),
        (Kind::Json, "json", "json.well_formed"),
        (Kind::Document, "pdf", "pdf.readable"),
        (Kind::Cda, "xml", "cda.root"),
        (Kind::Xdm, "zip", "xdm.layout"),
    ] {
        let sample = make(kind, &scene()).unwrap();
        let request = asked(&sample.name, &[format], &["cda_root", "xdm_layout"]);
        let report = inspect(&sample.octets, &request);
        assert_eq!(
            outcome(&report, check),
            Some(Outcome::Pass),
            "{kind:?} {report:#?}"
        );
        assert_eq!(report.outcome(), Outcome::Pass, "{kind:?} {report:#?}");
    }
}

#[test]
fn a_name_does_not_make_a_format() {
    let pdf = make(Kind::Document, &scene()).unwrap();
    finds(
        &pdf.octets,
        &asked("capture.png", &["png"], &[]),
        "format.accepted",
        Outcome::Failure,
    );
    finds(
        b"",
        &asked("a.png", &["png"], &[]),
        "file.empty",
        Outcome::Failure,
    );
    finds(
        b"MZ\x90\0binary",
        &asked("a.log", &["log"], &[]),
        "format.accepted",
        Outcome::Failure,
    );
}

#[test]
fn truncated_files_are_named() {
    for (kind, format, code) in [
        (Kind::Screen, "png", "picture.broken"),
        (Kind::Video, "mp4", "video.broken"),
        (Kind::Xdm, "zip", "archive.broken"),
        (Kind::Cda, "xml", "xml.malformed"),
        (Kind::Json, "json", "json.malformed"),
    ] {
        let sample = make(kind, &scene()).unwrap();
        let cut = &sample.octets[..sample.octets.len() * 3 / 4];
        finds(
            cut,
            &asked(&sample.name, &[format], &[]),
            code,
            Outcome::Failure,
        );
    }
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn an_unsigned_form_is_refused_and_a_signed_one_explained() {
    let checks = ["signature_present", "date_within_validity"];
    let request = Request {
        deposited_at: "2026-10-01T12:00:00Z".into(),
        ..asked("form.pdf", &["pdf"], &checks)
    };
    let pdf = make(Kind::Document, &scene()).unwrap();
    finds(&pdf.octets, &request, "signature.verdict", Outcome::Failure);
    finds(&pdf.octets, &request, "signature.age", Outcome::NotChecked);

    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/fixtures");
    let folder = std::env::var("AVAL_FIXTURES").unwrap_or_else(|_| root.to_owned());
    let signed = |name: &str| std::fs::read(format!("{folder}/pades/pdf/{name}"));
    let (Ok(recent), Ok(old)) = (
        signed("a03-bt-rsa2048.pdf"),
        signed("a15-older-than-one-year.pdf"),
    ) else {
        println!("skipped: no signed files beside the project");
        return;
    };
    let anchors = ["roots", "intermediates", "timestamping"]
        .map(|name| std::fs::read_to_string(format!("{folder}/pades/anchors/{name}.pem")).unwrap());
    let request = Request {
        anchors: anchors.to_vec(),
        ..request
    };
    finds(&recent, &request, "signature.verdict", Outcome::Pass);
    finds(&recent, &request, "signature.age", Outcome::Pass);
    finds(&old, &request, "signature.age", Outcome::Failure);
}

#[test]
fn archives_are_judged_without_being_unpacked() {
    let request = asked("a.zip", &["zip"], &["xdm_layout"]);
    finds(
        &zip(&[("../../evil", b"x")]),
        &request,
        "archive.unsafe_entry",
        Outcome::Failure,
    );
    let bomb = zip(&[("a.txt", &vec![0; 64 << 20])]);
    finds(&bomb, &request, "archive.excessive", Outcome::Failure);
    finds(
        &zip(&[("README.TXT", b"x")]),
        &request,
        "xdm.layout",
        Outcome::Failure,
    );
}

#[test]
fn macros_and_entities_are_refused() {
    let office = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<w:document xmlns:w='w'/>"),
        ("word/vbaProject.bin", b"x"),
    ]);
    finds(
        &office,
        &asked("a.docx", &["docx"], &[]),
        "office.macros",
        Outcome::Failure,
    );
    let entity =
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>";
    finds(
        entity,
        &asked("a.xml", &["xml"], &[]),
        "xml.malformed",
        Outcome::Failure,
    );
    let other = b"<?xml version='1.0'?><note/>";
    finds(
        other,
        &asked("a.xml", &["xml"], &["cda_root"]),
        "cda.root",
        Outcome::Failure,
    );
}

#[test]
fn a_line_that_is_no_segment_is_shown() {
    let message = "MSH|^~\\&|A|B\rPID|1||T-1\rhello\r";
    let report = inspect(message.as_bytes(), &asked("a.hl7", &[], &[]));
    let check = report
        .checks
        .iter()
        .find(|check| check.code == "hl7.malformed")
        .unwrap();
    assert_eq!(check.place, Some(aval_inspect::Place::Line(3)));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]
    /// Whatever the octets, there is a report and no panic.
    #[test]
    fn any_octets_give_a_report(
        kind in 0_usize..7,
        at in 0.0_f64..1.0,
        octets in proptest::collection::vec(proptest::num::u8::ANY, 1..40),
    ) {
        let kinds = [Kind::Screen, Kind::Video, Kind::Log, Kind::Json, Kind::Document, Kind::Cda, Kind::Xdm];
        thread_local!(static SAMPLES: std::cell::RefCell<Vec<Option<Vec<u8>>>> = const { std::cell::RefCell::new(Vec::new()) });
        let mut file = SAMPLES.with_borrow_mut(|held| {
            held.resize(7, None);
            held[kind].get_or_insert_with(|| make(kinds[kind], &scene()).unwrap().octets).clone()
        });
        let start = (file.len() as f64 * at) as usize;
        for (place, octet) in file.iter_mut().skip(start).zip(octets) {
            *place = octet;
        }
        let report = inspect(&file, &asked("a", &[], &["cda_root", "xdm_layout"]));
        proptest::prop_assert!(!report.checks.is_empty());
    }
}

/// The sample archive with one of its entries changed.
fn rezipped(change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> Vec<u8> {
    let sample = make(Kind::Xdm, &scene()).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(sample.octets)).unwrap();
    let mut entries = Vec::new();
    for rank in 0..archive.len() {
        let mut entry = archive.by_index(rank).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut content).unwrap();
        if let Some(content) = change(&name, content) {
            entries.push((name, content));
        }
    }
    let entries: Vec<(&str, &[u8])> = entries
        .iter()
        .map(|(name, content)| (name.as_str(), content.as_slice()))
        .collect();
    zip(&entries)
}

fn replaced(octets: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(octets.to_vec()).unwrap();
    assert!(text.contains(from), "{from} in {text}");
    text.replacen(from, to, 1).into_bytes()
}

#[test]
fn the_documents_of_an_archive_are_those_that_its_metadata_announce() {
    let request = asked("a.zip", &["zip"], &["xdm_layout"]);
    let is_metadata = |name: &str| name.ends_with("METADATA.XML");
    let is_document = |name: &str| name.starts_with("IHE_XDM/") && !is_metadata(name);
    finds(
        &rezipped(|_, content| Some(content)),
        &request,
        "xdm.hashes",
        Outcome::Pass,
    );
    // A letter changed: same size, another hash.
    let changed = rezipped(|name, mut content| {
        if is_document(name)
            && let Some(last) = content
                .iter_mut()
                .rev()
                .find(|octet| octet.is_ascii_lowercase())
        {
            *last ^= 1;
        }
        Some(content)
    });
    finds(&changed, &request, "xdm.hash", Outcome::Failure);
    let longer = rezipped(|name, mut content| {
        if is_document(name) {
            content.push(b'\n');
        }
        Some(content)
    });
    finds(&longer, &request, "xdm.size", Outcome::Failure);
    let without = rezipped(|name, content| (!is_document(name)).then_some(content));
    finds(&without, &request, "xdm.document_missing", Outcome::Failure);
    let silent = rezipped(|name, content| {
        Some(if is_metadata(name) {
            replaced(&content, "\"hash\"", "\"hush\"")
        } else {
            content
        })
    });
    finds(&silent, &request, "xdm.no_hash", Outcome::NotChecked);
    let nothing = rezipped(|name, content| {
        Some(if is_metadata(name) {
            b"<a/>".to_vec()
        } else {
            content
        })
    });
    finds(&nothing, &request, "xdm.no_document", Outcome::Failure);
}

#[test]
fn a_clinical_document_says_its_type_and_its_models() {
    let request = asked("a.xml", &["xml"], &["cda_root"]);
    let sound = make(Kind::Cda, &scene()).unwrap().octets;
    finds(&sound, &request, "cda.templates", Outcome::Pass);
    assert_eq!(outcome(&inspect(&sound, &request), "cda.type_id"), None);
    finds(
        &replaced(&sound, "POCD_HD000040", "POCD_HD000041"),
        &request,
        "cda.type_id",
        Outcome::Failure,
    );
    let text = String::from_utf8(sound).unwrap();
    let start = text.find("<templateId root=\"").unwrap() + "<templateId root=\"".len();
    let odd = format!("{}modele.{}", &text[..start], &text[start..]);
    finds(odd.as_bytes(), &request, "cda.templates", Outcome::Failure);
}
