//! What is said about workbooks that are wrong in one way, made here.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use aval_core::{
    catalogue::Nature,
    programme::{CatalogueRules, PrefixRule},
};
use aval_workbook::{Format, Import, Layout, Limits, Options, Outcome, read};
use common::workbook::{HEADERS, Parts, sheet, sound_rows};

fn import(bytes: &[u8]) -> Import {
    read(bytes, Format::Xlsx, &Options::default())
}

/// Findings as `cell code`, or `cell code other`.
fn told(import: &Import) -> Vec<String> {
    import
        .findings
        .iter()
        .map(|finding| {
            let mut line = String::new();
            if let Some(cell) = finding.cell {
                line.push_str(&format!("{cell} "));
            }
            line.push_str(finding.code());
            if let Some(other) = finding.other {
                line.push_str(&format!(" {other}"));
            }
            line
        })
        .collect()
}

/// Findings after one change to the rows of a sound workbook.
fn after(change: impl FnOnce(&mut Vec<Vec<String>>)) -> Vec<String> {
    let mut rows = sound_rows();
    change(&mut rows);
    told(&import(&Parts::of(&rows).zipped()))
}

/// Findings after one change to the parts of a sound workbook.
fn after_parts(change: impl FnOnce(&mut Parts)) -> Vec<String> {
    let mut parts = Parts::of(&sound_rows());
    change(&mut parts);
    told(&import(&parts.zipped()))
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

#[test]
fn a_sound_workbook_gives_its_catalogue_and_nothing_to_say() {
    let import = import(&Parts::of(&sound_rows()).zipped());
    assert_eq!(told(&import), [""; 0]);
    assert_eq!(import.outcome, Outcome::Ok);
    assert_eq!(import.layout, Some(Layout::Import));
    let catalogue = import.catalogue.unwrap();
    let keys: Vec<&str> = catalogue
        .proofs()
        .map(|(_, _, _, proof)| proof.key.as_str())
        .collect();
    assert_eq!(
        keys,
        [
            "INS.01.01.01",
            "INS.01.01.02",
            "INS.01.02.01",
            "INS.02.01.01"
        ]
    );
    let (chapter, group, requirement) = catalogue.requirements().next().unwrap();
    assert_eq!(chapter.code.as_str(), "identite");
    assert_eq!(group.name, "Recherche");
    assert_eq!(
        requirement.statement.as_str(),
        "<p>Le système DOIT chercher (INS.01).</p>"
    );
    assert_eq!(requirement.profiles, ["Général", "Centres de santé"]);
    assert_eq!(requirement.order.as_deref(), Some("10"));
}

#[test]
fn rows_that_speak_against_each_other_are_errors_with_both_cells() {
    assert_eq!(
        after(|rows| rows[2][2] = "Autre".to_owned()),
        ["C3 requirement_conflict C2"]
    );
    assert_eq!(
        after(|rows| rows[2][8] = "Autre".to_owned()),
        ["I3 scenario_text_conflict I2"]
    );
    // One finding a row, on the statement first.
    assert_eq!(
        after(|rows| {
            rows[3][4] = "Autre".to_owned();
            rows[3][12] = "Mineure".to_owned();
        }),
        ["E4 requirement_conflict E2"]
    );
    // The same words in other markup are the same.
    assert_eq!(
        after(|rows| rows[2][4] = "<p>Le syst&egrave;me  DOIT chercher (INS.01).</p>\n".to_owned()),
        [""; 0]
    );
}

#[test]
fn what_is_missing_is_told_at_the_empty_cell() {
    assert_eq!(after(|rows| rows[4][1].clear()), ["B5 missing_id"]);
    assert_eq!(
        after(|rows| {
            rows[4][7].clear();
            rows[4][8].clear();
        }),
        ["H5 proof_without_scenario"]
    );
    assert_eq!(
        after(|rows| rows[4][9].clear()),
        ["J5 proof_without_number"]
    );
    assert_eq!(
        after(|rows| rows[4][10].clear()),
        ["K5 proof_number_without_text"]
    );
    assert_eq!(
        after(|rows| {
            rows[4][9].clear();
            rows[4][10] = "<p> </p>".to_owned();
        }),
        ["J5 scenario_without_proof"]
    );
    assert_eq!(
        after(|rows| rows[4][8] = "<p class=\"mb-1\">&nbsp;</p>".to_owned()),
        ["I5 scenario_number_without_text"]
    );
    for (column, code) in [
        (2, "C5 empty_chapter"),
        (3, "D5 empty_function"),
        (4, "E5 empty_statement"),
        (6, "G5 empty_profile"),
        (12, "M5 empty_criticality"),
        (13, "N5 empty_order"),
    ] {
        assert_eq!(after(|rows| rows[4][column].clear()), [code]);
    }
    assert_eq!(after(|rows| rows.truncate(1)), ["A2 no_data"]);
    assert_eq!(after(Vec::clear), ["A1 missing_header"]);
}

#[test]
fn proofs_that_share_a_number_are_both_kept() {
    let mut rows = sound_rows();
    rows[2][9] = "INS.01.01.01".to_owned();
    let import = import(&Parts::of(&rows).zipped());
    assert_eq!(told(&import), ["J3 duplicate_proof_number J2"]);
    let catalogue = import.catalogue.unwrap();
    let keys: Vec<&str> = catalogue
        .proofs()
        .map(|(_, _, _, proof)| proof.key.as_str())
        .collect();
    assert_eq!(
        keys,
        [
            "INS.01.01.01",
            "INS.01.01.01~2",
            "INS.01.02.01",
            "INS.02.01.01"
        ]
    );
    assert_eq!(
        after(|rows| rows[3][9] = "INS.01.01.01".to_owned()),
        [
            "J4 proof_prefix_mismatch",
            "J4 proof_number_used_in_several_scenarios J2"
        ]
    );
    assert_eq!(
        after(|rows| rows[4][7] = "INS.01.01".to_owned()),
        [
            "H5 scenario_prefix_mismatch",
            "H5 scenario_number_used_by_several_requirements H2",
            "J5 proof_prefix_mismatch"
        ]
    );
}

#[test]
fn a_programme_decides_what_a_strange_number_is_worth() {
    let mut rows = sound_rows();
    rows[4][7] = "SCN.01".to_owned();
    let bytes = Parts::of(&rows).zipped();
    let outcome = |rule: PrefixRule| {
        let options = Options {
            rules: CatalogueRules {
                scenario_prefix_rule: rule,
                proof_prefix_rule: PrefixRule::Off,
                ..CatalogueRules::default()
            },
            ..Options::default()
        };
        read(&bytes, Format::Xlsx, &options).outcome
    };
    assert_eq!(outcome(PrefixRule::Off), Outcome::Ok);
    assert_eq!(outcome(PrefixRule::Warning), Outcome::Warning);
    assert_eq!(outcome(PrefixRule::Error), Outcome::Error);
}

#[test]
fn the_words_of_a_programme_tell_the_nature() {
    let mut rows = sound_rows();
    rows[4][4] = "Le système PEUT chercher.".to_owned();
    let options = Options {
        rules: CatalogueRules {
            mandatory_word: "DOIT".to_owned(),
            recommended_word: "PEUT".to_owned(),
            ..CatalogueRules::default()
        },
        ..Options::default()
    };
    let catalogue = read(&Parts::of(&rows).zipped(), Format::Xlsx, &options)
        .catalogue
        .unwrap();
    let natures: Vec<Nature> = catalogue
        .requirements()
        .map(|(_, _, requirement)| requirement.nature)
        .collect();
    assert_eq!(natures, [Nature::Required, Nature::Recommended]);
}

#[test]
fn identifiers_and_values_are_put_right_and_told() {
    assert_eq!(
        after(|rows| rows[4][1] = "\u{A0}INS∕02 ".to_owned()),
        ["B5 id_normalised", "H5 scenario_prefix_mismatch"]
    );
    assert_eq!(
        after(|rows| rows[4][12] = " critique".to_owned()),
        ["M5 value_normalised"]
    );
    assert_eq!(
        after(|rows| rows[4][12] = "Bloquante".to_owned()),
        ["M5 unknown_criticality"]
    );
    assert_eq!(
        after(|rows| rows[4][9] = "08/01/2023".to_owned()),
        ["J5 date_in_id"]
    );
    assert_eq!(
        after(|rows| rows[4][9] = "39,01".to_owned()),
        ["J5 number_in_id"]
    );
}

#[test]
fn cells_that_are_no_text_are_told_by_what_they_are() {
    let cell = |old: &str, new: &str| {
        after_parts(|parts| {
            let text = format!(r#"<c r="{old}" t="inlineStr"><is><t xml:space="preserve">"#);
            let (_, content) = parts.0.iter_mut().find(|(name, _)| name == SHEET).unwrap();
            let xml = String::from_utf8(content.clone()).unwrap();
            let start = xml.find(&text).unwrap();
            let end = start + xml[start..].find("</c>").unwrap() + 4;
            *content = format!("{}{new}{}", &xml[..start], &xml[end..]).into_bytes();
        })
    };
    assert_eq!(
        cell("K5", r#"<c r="K5"><f>1+1</f><v>2</v></c>"#),
        ["K5 formula_cell"]
    );
    assert_eq!(
        cell(
            "K5",
            r#"<c r="K5" t="str"><f t="shared" si="0"/><v>x</v></c>"#
        ),
        ["K5 formula_cell"]
    );
    assert_eq!(
        cell("K5", r#"<c r="K5" t="e"><v>#N/A</v></c>"#),
        ["K5 error_value"]
    );
    assert_eq!(
        cell("H5", r#"<c r="H5"><v>1.01</v></c>"#),
        ["H5 number_in_id"]
    );
    assert_eq!(
        cell("H5", r#"<c r="H5" t="d"><v>2023-01-08</v></c>"#),
        ["H5 date_in_id"]
    );
    assert_eq!(
        cell("D5", r#"<c r="D5" t="d"><v>2023-01-08</v></c>"#),
        ["D5 date_in_cell"]
    );
    assert_eq!(cell("N5", r#"<c r="N5"><v>20.0</v></c>"#), [""; 0]);
    // A cell without name follows the one before.
    assert_eq!(
        cell("N5", r#"<c t="inlineStr"><is><t>20</t></is></c>"#),
        [""; 0]
    );
    // A cell that comes back is damage.
    assert_eq!(
        cell("N5", r#"<c r="A5"><v>20</v></c>"#),
        ["damaged_archive"]
    );
    assert_eq!(
        cell("N5", r#"<c r="N5" t="s"><v>7</v></c>"#),
        ["damaged_archive"]
    );
}

#[test]
fn texts_of_every_kind_are_read_whole() {
    let mut parts = Parts::of(&sound_rows());
    parts.replace(
        SHEET,
        r#"<is><t xml:space="preserve">Identité</t></is>"#,
        "<is><r><t>Iden</t></r><r><rPr><b/></rPr><t>ti&#233;<![CDATA[s]]></t></r><rPh sb=\"0\" eb=\"1\"><t>lu</t></rPh></is>",
    );
    let catalogue = import(&parts.zipped()).catalogue.unwrap();
    assert_eq!(catalogue.chapters[0].name, "Identiés");
}

#[test]
fn columns_are_found_by_their_headers() {
    assert_eq!(
        after(|rows| rows.iter_mut().for_each(|row| row.swap(4, 5))),
        ["E1 column_order", "F1 column_order"]
    );
    assert_eq!(
        after(|rows| rows.iter_mut().for_each(|row| drop(row.remove(9)))),
        ["missing_column"]
    );
    assert_eq!(
        after(|rows| rows[0][7] = "Numéro du scénario".to_owned()),
        ["H1 unknown_header"]
    );
    assert_eq!(
        after(|rows| rows[0][6] = "Exigence".to_owned()),
        ["missing_column", "G1 duplicate_header E1"]
    );
    // Case, spaces and the way an accent is written do not matter.
    assert_eq!(
        after(|rows| {
            rows[0][0] = " pe\u{301}rime\u{300}tre ".to_owned();
            rows[0][7] = "N°\u{A0}SCÉNARIO".to_owned();
        }),
        [""; 0]
    );
    assert_eq!(
        after(|rows| rows
            .iter_mut()
            .for_each(|row| row.push("Note interne".to_owned()))),
        ["O1 internal_column"]
    );
    assert_eq!(
        after(|rows| rows.iter_mut().for_each(|row| row.push("Autre".to_owned()))),
        ["O1 unknown_column"]
    );
    assert_eq!(
        after(|rows| rows[3].push("perdu".to_owned())),
        ["O4 unnamed_column"]
    );
    assert_eq!(
        after(|rows| rows.insert(0, vec!["Référentiel".to_owned()])),
        ["A1 missing_header"]
    );
}

#[test]
fn an_archive_is_refused_before_its_sheets_are_read() {
    assert_eq!(
        after_parts(|parts| parts.set("xl/vbaProject.bin", "x")),
        ["macros_forbidden"]
    );
    assert_eq!(
        after_parts(|parts| {
            parts.replace(
                "[Content_Types].xml",
                "spreadsheetml.sheet.main",
                "sheet.macroEnabled.main",
            );
        }),
        ["macros_forbidden"]
    );
    for name in ["../evil.txt", "/evil.txt", "xl\\evil.txt"] {
        assert_eq!(
            after_parts(|parts| parts.set(name, "x")),
            ["bad_entry_name"],
            "{name}"
        );
    }
    for part in [
        "xl/workbook.xml",
        SHEET,
        "docProps/core.xml",
        "xl/theme/theme1.xml",
    ] {
        let doctype = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
        let found = after_parts(|parts| {
            if parts.0.iter().any(|(name, _)| name == part) {
                parts.replace(
                    part,
                    "<?xml version=\"1.0\"?>",
                    &format!("<?xml version=\"1.0\"?>{doctype}"),
                );
            } else {
                parts.set(part, format!("{doctype}<a>&x;</a>"));
            }
        });
        assert_eq!(found, ["doctype_forbidden"], "{part}");
    }
    assert_eq!(
        after_parts(|parts| parts.set("xl/externalLinks/externalLink1.xml", "<a/>")),
        ["external_link"]
    );
    assert_eq!(
        after_parts(|parts| parts.replace(
            "xl/workbook.xml",
            "name=\"Exigences\"",
            "name=\"Feuil1\""
        )),
        ["missing_sheet"]
    );
    assert_eq!(
        after_parts(|parts| parts.replace(
            "xl/workbook.xml",
            "sheetId",
            "state=\"hidden\" sheetId"
        )),
        ["hidden_sheet"]
    );
    assert_eq!(
        after_parts(|parts| parts.replace(SHEET, "<row r=\"3\">", "<row r=\"3\" hidden=\"1\">")),
        ["A3 hidden_rows"]
    );
    assert_eq!(
        after_parts(|parts| parts.replace(SHEET, "</worksheet>", "")),
        ["damaged_archive"]
    );
    assert_eq!(
        after_parts(|parts| {
            parts.replace(
            SHEET,
            "</worksheet>",
            "<mergeCells><mergeCell ref=\"B2:B3\"/><mergeCell ref=\"P2:P3\"/></mergeCells></worksheet>"
        )
        }),
        ["B2 merged_cells"]
    );
}

#[test]
fn other_files_are_named_for_what_they_are() {
    let mut ole = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    ole.extend("..Workbook..".encode_utf16().flat_map(u16::to_le_bytes));
    let csv = format!("{}\nVague 2;INS.01\n", HEADERS.join(";"));
    let sound = Parts::of(&sound_rows()).zipped();
    let mut ods = Parts(Vec::new());
    ods.set("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    ods.set("content.xml", "<a/>");
    let mut zip = Parts(Vec::new());
    zip.set("a.txt", "a");
    let mut xlsb = Parts::of(&sound_rows());
    xlsb.set("xl/workbook.bin", "x");
    for (bytes, code) in [
        (Vec::new(), "empty_file"),
        (b"Bonjour".to_vec(), "not_a_workbook"),
        (csv.clone().into_bytes(), "not_a_workbook"),
        (ole, "old_excel_format"),
        (ods.zipped(), "opendocument"),
        (zip.zipped(), "not_a_workbook"),
        (xlsb.zipped(), "binary_workbook"),
        (sound[..sound.len() / 2].to_vec(), "damaged_archive"),
    ] {
        assert_eq!(told(&import(&bytes)), [code]);
    }
    let csv_import = import(csv.as_bytes());
    assert!(csv_import.findings[0].french().contains("CSV"));
    let as_csv = read(&sound, Format::Csv, &Options::default());
    assert_eq!(told(&as_csv), ["not_a_csv"]);
}

#[test]
fn a_csv_is_read_in_the_ways_that_spreadsheets_write_it() {
    let rows = sound_rows();
    let control = import(&Parts::of(&rows).zipped()).catalogue;
    for separator in [";", ",", "\t"] {
        let text: String = rows
            .iter()
            .map(|row| {
                let cells: Vec<String> = row
                    .iter()
                    .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
                    .collect();
                cells.join(separator) + "\r\n"
            })
            .collect();
        let utf16: Vec<u8> = std::iter::once(0xFEFF)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let (cp1252, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
        for (bytes, findings) in [
            (text.clone().into_bytes(), vec![]),
            (format!("\u{FEFF}{text}").into_bytes(), vec![]),
            (format!("sep={separator}\r\n{text}").into_bytes(), vec![]),
            (utf16, vec![]),
            (cp1252.into_owned(), vec!["encoding_guessed".to_owned()]),
        ] {
            let import = read(&bytes, Format::Csv, &Options::default());
            assert_eq!(told(&import), findings);
            assert_eq!(import.catalogue, control);
        }
    }
    let csv = |text: &str| told(&read(text.as_bytes(), Format::Csv, &Options::default()));
    let headers = HEADERS.join(";");
    assert_eq!(csv(&format!("{headers}\n\"a;b\n")), ["unclosed_quote"]);
    assert_eq!(csv("\u{0}\u{1}"), ["unreadable_text"]);
    assert_eq!(
        csv(&format!(
            "{headers}\nVague 2;A.1;C;F;E;;P;A.1.1;S;A.1.1.1;P;;Majeure;1;trop\n"
        )),
        ["O2 unexpected_cell"]
    );
    assert_eq!(csv("a;b;c\n"), ["A1 missing_header"]);
}

#[test]
fn limits_hold_whatever_the_file_declares() {
    let rows = sound_rows();
    let bytes = Parts::of(&rows).zipped();
    let code = |limits: Limits| {
        let options = Options {
            limits,
            ..Options::default()
        };
        told(&read(&bytes, Format::Xlsx, &options))
    };
    let usual = Limits::default();
    assert_eq!(code(usual), [""; 0]);
    assert_eq!(
        code(Limits {
            file_bytes: 100,
            ..usual
        }),
        ["file_too_large"]
    );
    assert_eq!(
        code(Limits {
            entries: 2,
            ..usual
        }),
        ["too_many_entries"]
    );
    assert_eq!(
        code(Limits {
            unpacked_bytes: 4000,
            ..usual
        }),
        ["archive_too_large"]
    );
    assert_eq!(
        code(Limits {
            text_bytes: 200,
            ..usual
        }),
        ["archive_too_large"]
    );
    assert_eq!(code(Limits { cells: 20, ..usual }), ["archive_too_large"]);

    // An archive that declares less than it unpacks to.
    let mut padded = Parts::of(&rows);
    padded.replace(
        SHEET,
        "</sheetData>",
        &format!("</sheetData>{}", " ".repeat(600_000)),
    );
    let mut lying = padded.zipped();
    let declared = u32::try_from(
        padded
            .0
            .iter()
            .find(|(name, _)| name == SHEET)
            .unwrap()
            .1
            .len(),
    )
    .unwrap()
    .to_le_bytes();
    let places: Vec<usize> = lying
        .windows(4)
        .enumerate()
        .filter(|(_, window)| *window == declared)
        .map(|(at, _)| at)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        lying[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
    }
    let options = Options {
        limits: Limits {
            unpacked_bytes: 300_000,
            ..usual
        },
        ..Options::default()
    };
    let import = read(&lying, Format::Xlsx, &options);
    assert_eq!(import.outcome, Outcome::Error);
    assert!(["archive_too_large", "damaged_archive"].contains(&import.findings[0].code()));
}

#[test]
fn findings_stop_before_they_fill_the_memory() {
    let mut rows = sound_rows();
    for _ in 0..50 {
        rows.push(vec!["Vague 2".to_owned()]);
    }
    let options = Options {
        limits: Limits {
            findings: 10,
            ..Limits::default()
        },
        ..Options::default()
    };
    let import = read(sheet_bytes(&rows).as_slice(), Format::Xlsx, &options);
    assert_eq!(import.findings.len(), 11);
    assert!(told(&import).contains(&"too_many_findings".to_owned()));
}

fn sheet_bytes(rows: &[Vec<String>]) -> Vec<u8> {
    Parts::with_sheet(&sheet(rows)).zipped()
}

#[test]
fn the_long_layouts_are_read_by_their_pairs_of_proofs() {
    let long: Vec<String> = [
        "Périmètre",
        "ID",
        "Chapitre",
        "Fonction",
        "Exigence",
        "Commentaire",
        "Nature de l'exigence",
        "Profil",
        "N° scénario",
        "Scénario de conformité",
        "N° preuve 1",
        "Preuve 1",
        "N° preuve 2",
        "Preuve 2",
        "Statut publication",
        "VA N-1",
        "Criticité",
        "Ordre",
    ]
    .map(str::to_owned)
    .to_vec();
    let row: Vec<String> = [
        "Vague 2",
        "INS.01",
        "Identité",
        "Recherche",
        "Le système DOIT\nlire a < b & <u>c</u>",
        "",
        "PRECONISATION",
        "Général",
        "INS.01.01",
        "Chercher",
        "INS.01.01.01",
        "Vidéo",
        "INS.01.01.02",
        "Log",
        "Inchangée",
        "",
        "Majeure",
        "10",
    ]
    .map(str::to_owned)
    .to_vec();
    let import = import(&Parts::of(&[long, row]).zipped());
    assert_eq!(told(&import), ["E2 plain_cell_with_leftover_markup"]);
    assert_eq!(import.layout, Some(Layout::Long));
    let catalogue = import.catalogue.unwrap();
    let (_, _, requirement) = catalogue.requirements().next().unwrap();
    assert_eq!(requirement.nature, Nature::Recommended);
    assert_eq!(
        requirement.statement.as_str(),
        "Le système DOIT<br>lire a &lt; b &amp; <u>c</u>"
    );
    assert_eq!(catalogue.proofs().count(), 2);
    // The nature, which the fourteen columns do not tell, survives an export.
    let options = Options::default();
    let bytes = aval_workbook::write_xlsx(&catalogue, &options.rules).unwrap();
    let again = read(&bytes, Format::Xlsx, &options);
    assert_eq!(again.catalogue.as_ref(), Some(&catalogue));
}
