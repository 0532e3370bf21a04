//! Every shared workbook gives exactly the counts and findings of its manifest.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use aval_core::catalogue::CatalogueVersion;
use aval_workbook::{Format, Import, Options, Outcome, read, write_csv, write_xlsx};
use serde_json::Value;

fn import(path: &Path) -> Import {
    let bytes = fs::read(path).unwrap();
    read(&bytes, Format::Xlsx, &Options::default())
}

fn count(import: &Import, key: &str) -> u64 {
    let counts = serde_json::to_value(import.counts).unwrap();
    counts[key].as_u64().unwrap()
}

fn assert_counts(name: &str, import: &Import, expected: &Value) {
    for key in [
        "data_rows",
        "requirements",
        "scenarios",
        "proofs",
        "chapters",
        "functions",
    ] {
        if let Some(number) = expected[key].as_u64() {
            assert_eq!(count(import, key), number, "{name}: {key}");
        }
    }
}

/// Codes that the manifest of sound files calls otherwise.
fn code(anomaly: &str) -> &str {
    match anomaly {
        "proof_number_repeated_in_one_scenario" => "duplicate_proof_number",
        "requirement_id_conflict" | "requirement_text_conflict" => "requirement_conflict",
        "id_with_space" => "id_normalised",
        other => other,
    }
}

/// Facts of the manifest that are not worth a word to the person who imports.
const FACTS: [&str; 4] = [
    "id_wave_1",
    "id_suffix_p",
    "id_suffix_bis_ter",
    "several_profiles_in_cell",
];

#[test]
fn real_workbooks_give_the_counts_and_oddities_of_their_manifest() {
    let Some(folder) = common::fixtures() else {
        return;
    };
    let manifest = common::manifest(folder.join("manifest.json"));
    for (name, expected) in manifest["files"].as_object().unwrap() {
        let import = import(&folder.join(name));
        assert_counts(name, &import, expected);
        let mut cells: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for finding in &import.findings {
            assert!(!finding.is_error(), "{name}: {finding:?}");
            *counts.entry(finding.code()).or_default() += 1;
            let cell = finding.cell.unwrap().to_string();
            cells.entry(finding.code()).or_default().insert(cell);
        }
        for (anomaly, number) in expected["anomaly_counts"].as_object().unwrap() {
            if FACTS.contains(&anomaly.as_str()) {
                continue;
            }
            let found = counts.get(code(anomaly)).copied().unwrap_or_default();
            assert_eq!(Some(found), number.as_u64(), "{name}: {anomaly}");
        }
        for (anomaly, list) in expected["anomalies"].as_object().unwrap() {
            for entry in list.as_array().into_iter().flatten() {
                let cell = entry["cell"]
                    .as_str()
                    .or_else(|| entry.as_str().filter(|text| is_cell(text)));
                if let Some(cell) = cell {
                    let found = cells.get(code(anomaly));
                    let told = found.is_some_and(|cells| cells.contains(cell));
                    assert!(told, "{name}: {anomaly} {cell}");
                }
            }
        }
        let outcome = match expected["import_outcome"].as_str() {
            Some("ok") => Outcome::Ok,
            _ => Outcome::Warning,
        };
        assert_eq!(import.outcome, outcome, "{name}");
    }
}

fn is_cell(text: &str) -> bool {
    let letters = text.chars().take_while(char::is_ascii_uppercase).count();
    (1..=3).contains(&letters)
        && text.len() > letters
        && text[letters..].chars().all(|c| c.is_ascii_digit())
}

#[test]
fn the_long_layout_gives_the_same_identifiers_as_the_short_one() {
    let Some(folder) = common::fixtures() else {
        return;
    };
    let numbers = |name: &str| {
        let catalogue = import(&folder.join(name)).catalogue.unwrap();
        let ids: BTreeSet<String> = catalogue
            .requirements()
            .map(|(_, _, requirement)| requirement.id.to_string())
            .collect();
        let proofs: BTreeSet<(String, String)> = catalogue
            .proofs()
            .map(|(_, _, scenario, proof)| (scenario.number.clone(), proof.number.clone()))
            .collect();
        (ids, proofs)
    };
    let short = numbers("lgc-2023-03.xlsx");
    assert_eq!(short, numbers("lgc-2023-03-long.xlsx"));
}

#[test]
fn profiles_are_those_of_the_manifest() {
    let Some(folder) = common::fixtures() else {
        return;
    };
    let manifest = common::manifest(folder.join("manifest.json"));
    for (name, expected) in manifest["files"].as_object().unwrap() {
        let Some(profiles) = expected["profiles"].as_array() else {
            continue;
        };
        let expected: BTreeSet<&str> = profiles.iter().filter_map(Value::as_str).collect();
        let catalogue = import(&folder.join(name)).catalogue.unwrap();
        let found: BTreeSet<&str> = catalogue
            .requirements()
            .flat_map(|(_, _, requirement)| &requirement.profiles)
            .map(String::as_str)
            .collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn placeholders_keep_their_words() {
    let Some(folder) = common::fixtures() else {
        return;
    };
    let catalogue = import(&folder.join("drimbox-2023-03.xlsx"))
        .catalogue
        .unwrap();
    let json = serde_json::to_string(&catalogue).unwrap();
    assert!(json.contains("https://&lt;location&gt;/drim"), "words lost");
    assert!(!json.contains("https:///drim"));
    let catalogue = import(&folder.join("lgc-2023-03.xlsx")).catalogue.unwrap();
    let json = serde_json::to_string(&catalogue).unwrap();
    for words in [
        "&lt;libellé&gt;",
        "&lt;prénom&gt;",
        "&lt;date de naissance&gt;",
    ] {
        assert!(json.contains(words), "{words}");
    }
}

#[test]
fn broken_workbooks_give_the_findings_of_their_manifest() {
    let Some(folder) = common::fixtures() else {
        return;
    };
    let folder = folder.join("invalid");
    let control = import(&folder.join("control-valid.xlsx"))
        .catalogue
        .unwrap();
    let manifest = common::manifest(folder.join("manifest.json"));
    for expected in manifest["files"].as_array().unwrap() {
        let name = expected["file"].as_str().unwrap();
        let import = import(&folder.join(name));
        let told: BTreeSet<[String; 4]> = import
            .findings
            .iter()
            .map(|finding| {
                [
                    finding
                        .cell
                        .map_or_else(String::new, |cell| cell.to_string()),
                    serde_json::to_value(finding.severity)
                        .unwrap()
                        .as_str()
                        .unwrap()
                        .to_owned(),
                    finding.code().to_owned(),
                    finding
                        .other
                        .map_or_else(String::new, |cell| cell.to_string()),
                ]
            })
            .collect();
        let wanted: BTreeSet<[String; 4]> = expected["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| {
                ["cell", "severity", "code", "other"]
                    .map(|key| finding[key].as_str().unwrap_or_default().to_owned())
            })
            .collect();
        // Two missing columns are two findings that look alike.
        assert_eq!(
            import.findings.len(),
            expected["findings"].as_array().unwrap().len(),
            "{name}: {told:?}"
        );
        assert_eq!(told, wanted, "{name}");
        let outcome = serde_json::to_value(import.outcome).unwrap();
        assert_eq!(outcome, expected["outcome"], "{name}");
        assert_counts(name, &import, &expected["counts"]);
        assert_eq!(
            import.catalogue.is_none(),
            import.outcome == Outcome::Error,
            "{name}"
        );
        if expected["catalogue_equals"].is_string() {
            assert_eq!(import.catalogue.as_ref(), Some(&control), "{name}");
        }
        let json = serde_json::to_string(&import.catalogue)
            .unwrap()
            .to_lowercase();
        for forbidden in expected["must_not_contain_after_import"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let forbidden = forbidden.as_str().unwrap().to_lowercase();
            assert!(!json.contains(&forbidden), "{name}: {forbidden}");
        }
        for word in expected["must_contain_after_import"]
            .as_array()
            .into_iter()
            .flatten()
        {
            assert!(json.contains(word.as_str().unwrap()), "{name}: {word}");
        }
    }
}

/// Reading what was written gives the same catalogue, whatever the layout it came from.
#[test]
fn an_export_gives_the_same_catalogue_back() {
    let Some(folder) = common::fixtures() else {
        return;
    };
    let mut read_back = 0;
    for folder in [folder.clone(), folder.join("invalid")] {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|end| end != "xlsx") {
                continue;
            }
            if let Some(catalogue) = import(&path).catalogue {
                assert_round_trip(&path, &catalogue);
                read_back += 1;
            }
        }
    }
    assert!(read_back >= 14, "{read_back}");
}

fn assert_round_trip(path: &Path, catalogue: &CatalogueVersion) {
    let options = Options::default();
    let xlsx = write_xlsx(catalogue, &options.rules).unwrap();
    let again = read(&xlsx, Format::Xlsx, &options);
    assert_eq!(
        again.catalogue.as_ref(),
        Some(catalogue),
        "{}",
        path.display()
    );
    let csv = write_csv(catalogue, &options.rules).unwrap();
    let again = read(&csv, Format::Csv, &options);
    assert_eq!(
        again.catalogue.as_ref(),
        Some(catalogue),
        "{}",
        path.display()
    );
}

#[test]
fn scenarios_told_step_by_step_are_read_from_their_own_sheet() {
    let Some(folder) = common::fixtures() else {
        return;
    };
    let name = "drimbox-draft-long-old.xlsx";
    let manifest = common::manifest(folder.join("manifest.json"));
    let expected = &manifest["files"][name]["step_scenarios"];
    let import = import(&folder.join(name));
    let scenarios = &import.step_scenarios;
    let numbers: Vec<&str> = scenarios
        .iter()
        .map(|found| found.number.as_str())
        .collect();
    assert_eq!(serde_json::json!(numbers), expected["scenarios"]);
    let steps: Vec<_> = scenarios.iter().flat_map(|found| &found.steps).collect();
    let links: Vec<String> = steps
        .iter()
        .flat_map(|step| &step.requirements)
        .map(ToString::to_string)
        .collect();
    let distinct: BTreeSet<&String> = links.iter().collect();
    let proofs: usize = steps.iter().map(|step| step.proofs.len()).sum();
    for (key, found) in [
        ("steps", steps.len()),
        ("requirement_links", links.len()),
        ("requirements_linked_distinct", distinct.len()),
        ("proofs", proofs),
    ] {
        assert_eq!(Some(found as u64), expected[key].as_u64(), "{key}");
    }
    let told = |code: &'static str| {
        import
            .findings
            .iter()
            .filter(move |found| found.code() == code)
    };
    let absent: BTreeSet<String> = told("unknown_requirement")
        .map(|found| match &found.problem {
            aval_workbook::Problem::UnknownRequirement { id } => id.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        serde_json::json!(absent),
        expected["links_to_a_requirement_absent_from_sheet_1"]
    );
    assert_eq!(
        Some(told("error_value").count() as u64),
        expected["cells_with_#N/A"].as_u64()
    );
    let cell = told("error_value")
        .next()
        .unwrap()
        .cell
        .unwrap()
        .to_string();
    assert_eq!(cell, "'Scénarios coeur de métier'!S2");
}
