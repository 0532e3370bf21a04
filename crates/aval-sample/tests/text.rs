//! Logs, traces, messages and lists are read back line by line.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use aval_sample::{Scene, json, log, mail, spreadsheet_or_csv};
use common::scene;

#[test]
fn log_lines_go_forward_in_time_and_tell_each_step() {
    let text = String::from_utf8(log(&scene()).octets).unwrap();
    let instants: Vec<jiff::Timestamp> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split(' ').next().unwrap().parse().unwrap())
        .collect();
    assert!(instants.len() > 10 && instants.is_sorted());
    assert_eq!(instants[0], scene().at.timestamp());
    for step in &scene().steps {
        assert!(text.contains(step.as_str()), "{step}");
    }
    assert!(text.contains("AB/GEN.18.01.01") && text.contains("Clairval Soins 5.1.3"));
}

#[test]
fn json_trace_is_read_back() {
    let trace: serde_json::Value = serde_json::from_slice(&json(&scene()).unwrap().octets).unwrap();
    assert_eq!(trace["proof"], "AB/GEN.18.01.01");
    assert_eq!(
        trace["subject"]["identifier"]["system"],
        "urn:oid:2.999.1842.1"
    );
    assert_eq!(trace["exchanges"].as_array().unwrap().len(), 3);
}

#[test]
fn message_is_seven_bit_with_crlf_and_short_lines() {
    let sample = mail(&scene());
    let text = String::from_utf8(sample.octets).unwrap();
    assert!(text.is_ascii() && !text.replace("\r\n", "").contains(['\r', '\n']));
    assert!(
        text.lines()
            .all(|line| line.len() <= 78 || line.starts_with("Received:")),
        "{text}"
    );
    let (headers, body) = text.split_once("\r\n\r\n").unwrap();
    for header in [
        "Message-ID: <",
        "Date: Thu, 12 Mar 2026 09:41:07 +0100",
        "From: ",
        "To: ",
        "Subject: =?utf-8?Q?",
    ] {
        assert!(headers.contains(header), "{header}");
    }
    let boundary = headers
        .split("boundary=\"")
        .nth(1)
        .unwrap()
        .trim_end_matches('"');
    assert!(
        body.contains(&format!("--{boundary}\r\n"))
            && body.trim_end().ends_with(&format!("--{boundary}--"))
    );
    assert!(body.contains("l=E2=80=99identit=C3=A9"));
}

#[test]
fn list_is_read_back_by_a_csv_reader_and_runs_no_formula() {
    let columns = ["Version", "Motif"].map(String::from);
    let rows = [
        vec!["4.9".to_owned(), "a;b\"c\n".to_owned()],
        vec!["=1+1".to_owned()],
    ];
    let octets = spreadsheet_or_csv(&scene(), &columns, &rows)
        .unwrap()
        .octets;
    let text = octets.strip_prefix("\u{feff}".as_bytes()).unwrap();
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text);
    assert_eq!(
        reader.headers().unwrap(),
        vec!["Version", "Motif", "Preuve"]
    );
    let read: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(read[0], vec!["4.9", "a;b\"c\n", "AB/GEN.18.01.01"]);
    assert_eq!(read[1], vec!["'=1+1", "", "AB/GEN.18.01.01"]);
}

#[test]
fn an_address_without_scheme_or_host_still_gives_one() {
    for address in [
        "",
        "/chemin",
        "https://hôte inconnu/",
        "soins.clairval.example:8443/x",
    ] {
        let text = String::from_utf8(
            mail(&Scene {
                address: address.into(),
                ..scene()
            })
            .octets,
        )
        .unwrap();
        assert!(
            text.is_ascii() && !text.contains("@>") && !text.contains("@\r\n"),
            "{address}"
        );
    }
}
