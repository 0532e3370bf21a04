//! Precision and recall of the search for personal data on a labelled set. The figures are
//! printed; both must stay above what a person would bear.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use aval_inspect::{Request, inspect};

#[test]
fn personal_data_are_found_and_nothing_else() {
    let set = include_str!("personal-data/labelled.tsv");
    let (mut right, mut wrong, mut missed) = (0_u32, 0_u32, 0_u32);
    let mut told = Vec::new();
    for line in set.lines().filter(|line| !line.starts_with('#')) {
        let (label, text) = line.split_once('\t').unwrap();
        let request = Request {
            name: "a.log".into(),
            personal_data: true,
            ..Request::default()
        };
        let found: BTreeSet<String> = inspect(text.as_bytes(), &request)
            .checks
            .into_iter()
            .filter_map(|check| check.code.strip_prefix("personal_data.").map(str::to_owned))
            .filter(|kind| kind != "none")
            .collect();
        let wanted: BTreeSet<String> = Some(label.to_owned())
            .filter(|label| label != "-")
            .into_iter()
            .collect();
        right += u32::try_from(found.intersection(&wanted).count()).unwrap();
        wrong += u32::try_from(found.difference(&wanted).count()).unwrap();
        missed += u32::try_from(wanted.difference(&found).count()).unwrap();
        if found != wanted {
            told.push(format!("{label}: {text} -> {found:?}"));
        }
    }
    let precision = f64::from(right) / f64::from(right + wrong);
    let recall = f64::from(right) / f64::from(right + missed);
    println!(
        "precision {precision:.3}, recall {recall:.3} over {} labelled lines",
        right + missed
    );
    assert!(
        precision >= 0.95 && recall >= 0.9,
        "precision {precision}, recall {recall}: {told:#?}"
    );
}
