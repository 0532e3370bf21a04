//! Precision and recall of the search for personal data, on labelled snippets put in the kind
//! of file that they come from. The figures are printed, and written to the file that
//! `AVAL_SCORES` names; they must stay above what a person would bear.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io::Write as _,
};

use aval_inspect::{Outcome, Request, inspect};

const KINDS: [&str; 3] = ["nir", "telephone", "email"];

/// A snippet, what it holds, and the kind of file that it comes from.
struct Snippet {
    labels: BTreeSet<String>,
    shape: &'static str,
    text: String,
}

fn snippets(set: &'static str) -> Vec<Snippet> {
    set.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut columns = line.splitn(3, '\t');
            let mut next = || columns.next().unwrap();
            let labels = next().split(',').filter(|label| *label != "-");
            let labels: BTreeSet<String> = labels.map(str::to_owned).collect();
            assert!(
                labels.iter().all(|label| KINDS.contains(&label.as_str())),
                "{line}"
            );
            Snippet {
                labels,
                shape: next(),
                text: next()
                    .replace("\\n", "\n")
                    .replace("\\r", "\r")
                    .replace("\\\\", "\\"),
            }
        })
        .collect()
}

/// The snippet as a file of its shape.
fn file(snippet: &Snippet) -> Vec<u8> {
    let escaped = snippet
        .text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    match snippet.shape {
        "pdf" => pdf(&snippet.text),
        "docx" => {
            // A word processor cuts a paragraph in runs wherever it likes.
            let half = escaped
                .char_indices()
                .nth(escaped.chars().count() / 2)
                .map_or(0, |(at, _)| at);
            let (one, other) = escaped.split_at(half);
            let body = format!(
                "<w:document xmlns:w='w'><w:body><w:p><w:r><w:t>{one}</w:t></w:r><w:r><w:t xml:space='preserve'>{other}</w:t></w:r></w:p></w:body></w:document>"
            );
            zip(&[
                ("[Content_Types].xml", "<Types/>"),
                ("word/document.xml", &body),
            ])
        }
        "xlsx" => {
            let strings = format!("<sst><si><t>Titre</t></si><si><t>{escaped}</t></si></sst>");
            zip(&[
                ("[Content_Types].xml", "<Types/>"),
                ("xl/workbook.xml", "<workbook/>"),
                ("xl/sharedStrings.xml", &strings),
            ])
        }
        "odt" => {
            let body = format!("<office><text:p>{escaped}</text:p></office>");
            zip(&[
                ("mimetype", "application/vnd.oasis.opendocument.text"),
                ("content.xml", &body),
            ])
        }
        "xml" => format!("<?xml version=\"1.0\"?>\n<a>\n{}\n</a>", snippet.text).into_bytes(),
        _ => snippet.text.clone().into_bytes(),
    }
}

fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        writer.start_file(*name, stored).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// One page with one line, in the usual eight-bit encoding.
fn pdf(text: &str) -> Vec<u8> {
    use lopdf::{Document, Object, Stream, dictionary};
    let octets: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect();
    let mut shown = b"BT /F1 10 Tf 40 700 Td <".to_vec();
    shown.extend(
        octets
            .iter()
            .flat_map(|octet| format!("{octet:02x}").into_bytes()),
    );
    shown.extend(b"> Tj ET");
    let mut document = Document::with_version("1.7");
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
        "Encoding" => "WinAnsiEncoding",
    });
    let content = document.add_object(Stream::new(dictionary! {}, shown));
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    });
    document.objects.insert(
        pages,
        Object::Dictionary(dictionary! {
            "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1,
        }),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let mut file = Vec::new();
    document.save_to(&mut file).unwrap();
    file
}

fn found_in(snippet: &Snippet) -> BTreeSet<String> {
    let request = Request {
        name: format!("a.{}", snippet.shape),
        personal_data: true,
        // The authorities that a programme says assign identities of test sets.
        test_words: ["1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.11"]
            .map(str::to_owned)
            .into(),
        ..Request::default()
    };
    let report = inspect(&file(snippet), &request);
    assert!(
        report
            .checks
            .iter()
            .any(|check| check.code.starts_with("personal_data.")),
        "not looked at: {} {report:#?}",
        snippet.text
    );
    report
        .checks
        .into_iter()
        .filter(|check| check.outcome == Outcome::Warning)
        .filter_map(|check| check.code.strip_prefix("personal_data.").map(str::to_owned))
        .filter(|kind| KINDS.contains(&kind.as_str()))
        .collect()
}

#[derive(Clone, Copy, Default)]
struct Score {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Score {
    fn precision(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.wrong).max(1))
    }

    fn recall(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.missed).max(1))
    }
}

/// Scores by set and kind, by set and shape; and what went wrong, one line each.
fn scores() -> (BTreeMap<(String, String), Score>, Vec<String>) {
    let mut scores: BTreeMap<(String, String), Score> = BTreeMap::new();
    let mut told = Vec::new();
    for (set, text) in [
        ("first", include_str!("personal-data/first.tsv")),
        ("labelled", include_str!("personal-data/labelled.tsv")),
        ("held-out", include_str!("personal-data/held-out.tsv")),
    ] {
        for snippet in snippets(text) {
            let found = found_in(&snippet);
            for kind in KINDS {
                let (is, seen) = (snippet.labels.contains(kind), found.contains(kind));
                for name in [kind, "all kinds", &format!("shape {}", snippet.shape)] {
                    let score = scores.entry((set.to_owned(), name.to_owned())).or_default();
                    score.right += u32::from(is && seen);
                    score.wrong += u32::from(!is && seen);
                    score.missed += u32::from(is && !seen);
                }
            }
            if found != snippet.labels {
                told.push(format!(
                    "{set}, {}: {:?} wanted {:?}, found {found:?}",
                    snippet.shape, snippet.text, snippet.labels
                ));
            }
        }
    }
    (scores, told)
}

fn table(scores: &BTreeMap<(String, String), Score>) -> String {
    let mut table = "set\tkind\tprecision\trecall\tright\twrong\tmissed\n".to_owned();
    for ((set, kind), score) in scores {
        writeln!(
            table,
            "{set}\t{kind}\t{:.3}\t{:.3}\t{}\t{}\t{}",
            score.precision(),
            score.recall(),
            score.right,
            score.wrong,
            score.missed
        )
        .unwrap();
    }
    table
}

#[test]
fn personal_data_are_found_and_nothing_else() {
    let (scores, told) = scores();
    let table = table(&scores);
    println!("{table}");
    if let Ok(kept) = std::env::var("AVAL_SCORES") {
        std::fs::write(kept, format!("{table}\n{}\n", told.join("\n"))).unwrap();
    }
    // A floor, so that no change makes it worse unseen.
    for ((set, kind), score) in &scores {
        let floor = if set == "held-out" { 0.9 } else { 0.97 };
        if !kind.starts_with("shape ") {
            assert!(
                score.precision() >= floor && score.recall() >= floor,
                "{set}, {kind}: {told:#?}"
            );
        }
    }
}
