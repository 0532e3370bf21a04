//! From the latest reports of an application to the findings that its submission depends on,
//! with the words that people read. What a finding leads to is for the rules.

use std::collections::BTreeMap;

use aval_core::{
    application::{Finding, Grade},
    catalogue::ProofKey,
    ids::{ApplicationId, EvidenceId},
};
use aval_inspect::{Check, Outcome, Report};
use aval_store::{Inspection, InspectionMark, StoreError};

use super::worded::sentence;
use crate::{house::House, layout::Layout};

/// Says only how the others weigh together.
pub(super) const SUMMARY: &str = "signature.verdict";

/// What it sums up.
const SUMMED: &str = "signature.";

/// Sentences of one check that are shown: it may speak of every line of a file.
const SENTENCES: usize = 3;

/// A finding and what it says.
#[derive(Clone, Debug)]
pub struct Told {
    /// For the rules.
    pub finding: Finding,
    checks: Vec<Check>,
}

impl Told {
    /// What was found and what to do, the first places first.
    pub fn sentences(&self, layout: &Layout) -> Vec<String> {
        self.checks
            .iter()
            .map(|check| sentence(layout, check))
            .collect()
    }
}

/// Everything found in the pieces of an application, and how far inspections are known.
///
/// # Errors
/// When the store cannot answer.
pub async fn told(
    house: &House,
    application: ApplicationId,
) -> Result<(InspectionMark, Vec<Told>), StoreError> {
    let (mark, inspections) = house.store().telling_inspections(application.0).await?;
    Ok((mark, inspections.iter().flat_map(findings).collect()))
}

/// One finding a code: several places of a file are one thing to answer for.
fn findings(inspection: &Inspection) -> Vec<Told> {
    let Ok(report) = serde_json::from_str::<Report>(&inspection.report) else {
        return Vec::new();
    };
    let telling = || {
        report
            .checks
            .iter()
            .filter_map(|check| Some((check, grade(check.outcome)?)))
    };
    let detailed = telling().any(|(check, _)| is_detail(check));
    let mut found: BTreeMap<&str, Told> = BTreeMap::new();
    for (check, grade) in telling() {
        if detailed && check.code == SUMMARY {
            continue;
        }
        let told = found.entry(&check.code).or_insert_with(|| Told {
            finding: Finding {
                slot: ProofKey::new(inspection.slot.clone()),
                evidence: EvidenceId(inspection.evidence),
                version: inspection.version,
                code: check.code.clone(),
                grade,
            },
            checks: Vec::new(),
        });
        told.finding.grade = told.finding.grade.max(grade);
        if told.checks.len() < SENTENCES {
            told.checks.push(check.clone());
        }
    }
    found.into_values().collect()
}

pub(super) fn is_detail(check: &Check) -> bool {
    check.code.starts_with(SUMMED) && check.code != SUMMARY
}

fn grade(outcome: Outcome) -> Option<Grade> {
    match outcome {
        Outcome::Pass | Outcome::NotChecked => None,
        Outcome::Warning => Some(Grade::Warning),
        Outcome::Failure => Some(Grade::Failure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inspection(checks: Vec<Check>) -> Inspection {
        let mut report = Report::not_checked("other", "", "");
        report.checks.extend(checks);
        Inspection {
            id: uuid::Uuid::nil(),
            application: uuid::Uuid::nil(),
            slot: "A.01".into(),
            evidence: uuid::Uuid::nil(),
            version: 2,
            content_hash: String::new(),
            checker: report.checker.clone(),
            inspected_at: jiff::Timestamp::UNIX_EPOCH,
            outcome: report.outcome().code().to_owned(),
            report: serde_json::to_string(&report).unwrap(),
        }
    }

    fn check(code: &str, outcome: Outcome, french: &str) -> Check {
        Check::new(code, outcome, french, french)
    }

    #[test]
    fn what_passed_or_was_not_checked_is_no_finding() {
        let inspection = inspection(vec![check("a", Outcome::Pass, "Bien.")]);
        assert!(findings(&inspection).is_empty());
    }

    #[test]
    fn several_places_are_one_finding_as_grave_as_the_worst() {
        let found = findings(&inspection(
            ["1", "2", "3", "4"]
                .map(|place| check("a", Outcome::Warning, place))
                .into_iter()
                .chain([check("a", Outcome::Failure, "5")])
                .collect(),
        ));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].finding.grade, Grade::Failure);
        assert_eq!(found[0].finding.version, 2);
        let brand = std::sync::Arc::new(crate::layout::Brand::default());
        let layout = Layout::new(
            crate::locale::Locale::Fr,
            brand,
            jiff::Timestamp::UNIX_EPOCH,
            "/",
        );
        assert_eq!(found[0].sentences(&layout), ["1", "2", "3"]);
    }

    #[test]
    fn a_verdict_on_signatures_gives_way_to_its_reasons() {
        let verdict = || check(SUMMARY, Outcome::Warning, "À examiner.");
        let alone = findings(&inspection(vec![verdict()]));
        assert_eq!(alone[0].finding.code, SUMMARY);
        let reasoned = findings(&inspection(vec![
            verdict(),
            check("signature.age", Outcome::Warning, "Déclarée."),
        ]));
        assert_eq!(reasoned.len(), 1);
        assert_eq!(reasoned[0].finding.code, "signature.age");
    }

    #[test]
    fn a_report_that_cannot_be_read_any_more_finds_nothing() {
        let unread = Inspection {
            report: "{}".into(),
            ..inspection(Vec::new())
        };
        assert!(findings(&unread).is_empty());
    }
}
