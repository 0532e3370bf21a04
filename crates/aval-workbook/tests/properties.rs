//! What holds for any bytes and any catalogue: no panic, safe markup, exports that read back.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use aval_core::{
    catalogue::{
        CatalogueVersion, Chapter, ChapterCode, Criticality, ExpectedProof, FunctionGroup, Html,
        Nature, ProofKey, Requirement, RequirementId, Scenario, slug,
    },
    programme::CatalogueRules,
};
use aval_workbook::{Format, Options, read, write_csv, write_xlsx};
use common::workbook::{HEADERS, Parts, sound_rows};
use proptest::{collection::vec, option, prelude::*, sample::select};

/// Pieces that cells of a catalogue are made of, and pieces meant to do harm.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zé àùœ’<>&;\"'=/]{0,12}",
        select(vec![
            "<p>",
            "</p>",
            "<p class=\"mb-1\">",
            "<ul>",
            "</ul>",
            "<ol>",
            "</ol>",
            "<li>",
            "</li>",
            "<br/>",
            "<br>",
            "<em>",
            "</em>",
            "<strong>",
            "</strong>",
            "<u>",
            "</u>",
            "<b>",
            "</b>",
            "<a href=\"https://example.org/?a=1&amp;b=2\">",
            "</a>",
            "<a href='javascript:x'>",
            "<div>",
            "</div>",
            "<table><tr><td>",
            "</td></tr></table>",
            "<location>",
            "</location>",
            "<libell&eacute;>",
            "<date de=\"\" naissance=\"\">",
            "<b et c>",
            "<script>",
            "</script>",
            "<style>",
            "</style>",
            "<svg onload=\"x\">",
            "</svg>",
            "<math>",
            "<img src=x onerror=y>",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "&nbsp;",
            "&lt;",
            "&#60;",
            "&#x3C;",
            "&amp;lt;",
            "&",
            "\n",
            "\t",
            "\u{A0}",
            "\u{200B}",
            "\u{0}",
            "=1+1",
            "@x",
            "'=x",
            "<p onclick=\"x\">",
        ])
        .prop_map(str::to_owned),
    ]
}

fn cell() -> impl Strategy<Value = String> {
    vec(piece(), 0..10).prop_map(|pieces| pieces.concat())
}

fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"").replace('\0', "")))
            .collect();
        text.push_str(&cells.join(";"));
        text.push('\n');
    }
    text.into_bytes()
}

/// The markup that a cell becomes, and its findings.
fn cleaned(cell: &str) -> (String, Vec<&'static str>) {
    let mut rows = sound_rows();
    rows.truncate(2);
    rows[1][5] = cell.to_owned();
    let import = read(&csv(&rows), Format::Csv, &Options::default());
    let codes = import
        .findings
        .iter()
        .map(|finding| finding.code())
        .collect();
    let catalogue = import
        .catalogue
        .unwrap_or_else(|| panic!("{:?}", import.findings));
    let html = catalogue
        .requirements()
        .next()
        .unwrap()
        .2
        .comment
        .to_string();
    (html, codes)
}

/// A text as it stands in a cell of ours: behind an apostrophe when it looks like a formula.
fn as_written(text: &str) -> String {
    let formula = text.trim_start_matches('\'').starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}',
    ]);
    if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The words that a browser would show.
fn shown(html: &str) -> String {
    let text = ammonia::Builder::empty().clean(html).to_string();
    text.replace("&nbsp;", " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .concat()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    /// A second, independent sanitiser finds nothing left to do.
    #[test]
    fn cleaned_markup_is_safe_and_well_nested(cell in cell()) {
        let (html, _) = cleaned(&cell);
        let tags = ["p", "ul", "ol", "li", "br", "em", "strong", "u", "a"];
        let again = ammonia::Builder::empty()
            .tags(tags.into())
            .tag_attributes([("a", ["href"].into())].into())
            .url_schemes(["http", "https", "mailto"].into())
            .link_rel(None)
            .clean(&html)
            .to_string();
        prop_assert_eq!(again.replace("&nbsp;", "\u{A0}"), html);
    }

    /// Cleaning what is clean changes nothing.
    #[test]
    fn cleaning_twice_is_cleaning_once(cell in cell()) {
        let (html, _) = cleaned(&cell);
        let (again, _) = cleaned(&as_written(&html));
        prop_assert_eq!(again, html);
    }

    /// Letters outside angle brackets are never lost.
    #[test]
    fn words_are_kept(words in vec("[a-zé]{1,6}", 1..6), tags in vec(select(vec![
        "<p>", "</p>", "<li>", "<ul>", "</ul>", "</li>", "<em>", "</em>", "<x>", "</x>", "<td>", " < ", "<b",
        "<!--", "<![CDATA[", "&", "<a href=\"javascript:x\">", "<div", "</div>", "<img>", "<form>", "<u>",
    ]), 6)) {
        let mut cell = String::new();
        for (word, tag) in words.iter().zip(&tags) {
            cell.push_str(word);
            cell.push_str(tag);
            cell.push(' ');
        }
        let (html, _) = cleaned(&cell);
        let text = shown(&html);
        for word in &words {
            prop_assert!(text.contains(word.as_str()), "{} of {} in {}", word, cell, html);
        }
    }

    #[test]
    fn no_bytes_make_a_reading_panic(bytes in vec(any::<u8>(), 0..2000), zip in any::<bool>()) {
        let mut bytes = bytes;
        if zip {
            bytes.splice(0..0, *b"PK\x03\x04");
        }
        for format in [Format::Xlsx, Format::Csv] {
            let import = read(&bytes, format, &Options::default());
            prop_assert_eq!(import.catalogue.is_some(), !import.findings.iter().any(|f| f.is_error()));
        }
    }

    /// A workbook with bytes changed, cut or repeated, in its archive or in one of its parts.
    #[test]
    fn no_damage_makes_a_reading_panic(
        part in option::of(0..5_usize),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in option::of(any::<prop::sample::Index>()),
    ) {
        let mut parts = Parts::of(&sound_rows());
        let damage = |bytes: &mut Vec<u8>| {
            for (at, byte) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            if let Some(cut) = &cut {
                bytes.truncate(cut.index(bytes.len()));
            }
        };
        let bytes = match part {
            Some(part) => {
                damage(&mut parts.0[part].1);
                parts.zipped()
            }
            None => {
                let mut bytes = parts.zipped();
                damage(&mut bytes);
                bytes
            }
        };
        let import = read(&bytes, Format::Xlsx, &Options::default());
        prop_assert_eq!(import.catalogue.is_some(), !import.findings.iter().any(|f| f.is_error()));
    }

    /// Any cells at all, under the right headers.
    #[test]
    fn no_cells_make_a_reading_panic(rows in vec(vec(cell(), 0..16), 0..8)) {
        let mut table = vec![HEADERS.map(str::to_owned).to_vec()];
        table.extend(rows);
        let from_csv = read(&csv(&table), Format::Csv, &Options::default());
        prop_assert!(from_csv.counts.data_rows <= table.len());
        if let Some(catalogue) = from_csv.catalogue {
            assert_round_trip(&catalogue, &CatalogueRules::default())?;
        }
    }

    /// Reading what was written gives the same catalogue; no cell starts like a formula.
    #[test]
    fn an_export_reads_back(catalogue in catalogue()) {
        let rules = CatalogueRules {
            mandatory_word: "DOIT".to_owned(),
            recommended_word: "PEUT".to_owned(),
            ..CatalogueRules::default()
        };
        assert_round_trip(&catalogue, &rules)?;
    }
}

fn assert_round_trip(
    catalogue: &CatalogueVersion,
    rules: &CatalogueRules,
) -> Result<(), TestCaseError> {
    let options = Options {
        rules: rules.clone(),
        ..Options::default()
    };
    let csv = write_csv(catalogue, rules).unwrap();
    let mut records = csv::ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .from_reader(&csv[3..]);
    for record in records.records() {
        for field in &record.unwrap() {
            let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
            prop_assert!(!formula, "{}", field);
        }
    }
    let again = read(&csv, Format::Csv, &options);
    prop_assert_eq!(
        again.catalogue.as_ref(),
        Some(catalogue),
        "{:?}",
        again.findings
    );
    let xlsx = write_xlsx(catalogue, rules).unwrap();
    let again = read(&xlsx, Format::Xlsx, &options);
    prop_assert_eq!(
        again.catalogue.as_ref(),
        Some(catalogue),
        "{:?}",
        again.findings
    );
    Ok(())
}

/// A label as an import leaves it: one line, white space single.
fn label() -> impl Strategy<Value = String> {
    "[=+@\\-']?[A-Za-z][a-z0-9é<>&\"#;:.]{0,8}( [a-z,;é]{0,4}[a-z])?"
}

fn html() -> impl Strategy<Value = Html> {
    select(vec![
        "",
        "=1+1",
        "@SUM(1+1)",
        "-- tiret",
        "'=x",
        "<p>Le système DOIT <em>chercher</em> &lt;location&gt;.</p>\n<ul><li>a</li><li>b<br>c</li></ul>",
        "<p>Le système PEUT lire <a href=\"https://example.org/?a=1&amp;b=2\">la page</a>.</p>",
        "a<br>b &amp; c",
        "<p>\u{A0}texte _x000D_ _x0041_ ;\"'</p>",
    ])
    .prop_map(Html::new)
}

prop_compose! {
    fn proof()(number in option::of(0..30_u32), text in html()) -> ExpectedProof {
        let number = number.map(|n| format!("P.{n}")).unwrap_or_default();
        // A proof without number and text is no proof.
        let text = if number.is_empty() && text.is_empty() { Html::new("texte") } else { text };
        ExpectedProof { key: ProofKey::new(""), number, text }
    }
}

prop_compose! {
    fn scenario()(text in html(), proofs in vec(proof(), 0..4)) -> Scenario {
        Scenario { number: String::new(), text, proofs }
    }
}

prop_compose! {
    fn requirement()(
        perimeter in label(),
        statement in html(),
        comment in html(),
        profiles in prop::collection::btree_set("[A-Za-zé=]{1,8}", 0..3),
        criticality in select(vec![Criticality::Undefined, Criticality::Minor, Criticality::Major, Criticality::Critical]),
        recommended in any::<bool>(),
        order in option::of("[0-9]{1,4}|=[a-z]{3}"),
        scenarios in vec(scenario(), 0..3),
    ) -> Requirement {
        Requirement {
            id: RequirementId::new(""),
            perimeter,
            statement,
            comment,
            profiles: profiles.into_iter().collect(),
            former_profiles: vec!["Général".to_owned()],
            criticality,
            nature: if recommended { Nature::Recommended } else { Nature::Required },
            order,
            scenarios,
        }
    }
}

prop_compose! {
    fn catalogue()(
        chapters in vec((label(), vec((label(), vec(requirement(), 1..3)), 1..3)), 1..4),
    ) -> CatalogueVersion {
        let mut version = CatalogueVersion {
            code: "".into(),
            version: String::new(),
            title: String::new(),
            published: None,
            chapters: Vec::new(),
        };
        for (name, groups) in chapters {
            if version.chapters.iter().any(|chapter| slug(&chapter.name) == slug(&name)) {
                continue;
            }
            let mut chapter = Chapter {
                code: ChapterCode::new(slug(&name)),
                name,
                function_groups: Vec::new(),
            };
            for (name, requirements) in groups {
                if !chapter.function_groups.iter().any(|group| group.name == name) {
                    chapter.function_groups.push(FunctionGroup { name, requirements });
                }
            }
            version.chapters.push(chapter);
        }
        number(&mut version);
        version
    }
}

/// Identifiers, scenario numbers and proof keys as an import gives them.
fn number(version: &mut CatalogueVersion) {
    let mut rank = 0;
    let mut keys = std::collections::HashSet::new();
    let requirements = version
        .chapters
        .iter_mut()
        .flat_map(|chapter| &mut chapter.function_groups)
        .flat_map(|group| &mut group.requirements);
    for requirement in requirements {
        rank += 1;
        requirement.id = RequirementId::new(format!("R.{rank}"));
        for (at, scenario) in requirement.scenarios.iter_mut().enumerate() {
            scenario.number = format!("R.{rank}.{at}");
            for (at, proof) in scenario.proofs.iter_mut().enumerate() {
                let base = if proof.number.is_empty() {
                    format!("{}~{}", scenario.number, at + 1)
                } else {
                    proof.number.clone()
                };
                let mut key = base.clone();
                let mut again = 1;
                while !keys.insert(key.clone()) {
                    again += 1;
                    key = format!("{base}~{again}");
                }
                proof.key = ProofKey::new(key);
            }
        }
    }
}
