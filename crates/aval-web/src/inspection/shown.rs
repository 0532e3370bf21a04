//! What people see of an inspection: the verdict in words, the reasons, the facts, and what
//! was not checked.

use std::collections::{BTreeMap, BTreeSet};

use aval_core::{
    application::{EvidenceLink, reason_given},
    catalogue::ProofKey,
    ids::EvidenceId,
};
use aval_inspect::{Outcome, Place, Report, SIGNED_REVISION};
use aval_store::{Inspection, StoreError};
use jiff::SignedDuration;

use super::worded::{sentence, summed, value};
use crate::{
    applications::Dossier,
    dossier::{revisions_address, signed_end},
    faq::explanation,
    form::Help,
    house::House,
    layout::{Layout, Tone},
    locale::Locale,
};

/// Checks that say that a form is in another shape than the model.
const ENTRY_EXPECTED: [&str; 4] = [
    "pentest.other_format",
    "pentest.unreadable",
    "pentest.structured_entry",
    "pentest.declared",
];

/// One check in words.
#[derive(Clone, Debug)]
pub struct ShownCheck {
    /// Colour.
    pub tone: Tone,
    /// Whether there is something to look at.
    pub telling: bool,
    /// Outcome in a word.
    pub outcome: String,
    /// What was found and what to do.
    pub sentence: String,
    /// Where in the file; empty for the whole.
    pub place: String,
    /// The answer of the FAQ that explains it, for what deserves attention.
    pub help: Option<Help>,
    /// Why the vendor submitted the piece so, and who wrote it; empty when nobody did.
    pub reason: String,
    /// « Motif de l’éditeur (…) : ».
    pub reason_by: String,
    code: String,
}

impl ShownCheck {
    /// Puts the reason of the vendor beside what was found.
    fn answered(&mut self, layout: &Layout, dossier: &Dossier, link: &EvidenceLink) {
        if !self.telling {
            return;
        }
        let given = reason_given(&dossier.state, link.evidence, link.version, &self.code);
        if let Some((receipt, given)) = given {
            let told = layout.l.with(
                "finding-reason-given",
                &[
                    ("name", receipt.by.name.clone().into()),
                    ("when", layout.short_date_time(&receipt.at).into()),
                ],
            );
            self.reason_by = told.into_owned();
            self.reason = given.reason.clone();
        }
    }
}

/// The latest inspection of a piece, for its page.
#[derive(Clone, Debug)]
pub struct ShownInspection {
    /// Colour of the worst outcome.
    pub tone: Tone,
    /// The worst outcome in a sentence.
    pub verdict: String,
    /// Checks, the worst first.
    pub checks: Vec<ShownCheck>,
    /// Facts: label and value.
    pub facts: Vec<(String, String)>,
    /// When and by which checker.
    pub made: String,
    /// What was said before, the newest first: a report is kept whatever is said later.
    pub earlier: Vec<ShownInspection>,
    /// Where what was signed is compared with what the file shows; empty when nothing differs.
    pub revisions_href: String,
    /// Whether a form could not be read, so that a structured entry is expected.
    pub entry_expected: bool,
}

fn tone(outcome: Outcome) -> Tone {
    match outcome {
        Outcome::Pass => Tone::Success,
        Outcome::NotChecked => Tone::Neutral,
        Outcome::Warning => Tone::Warning,
        Outcome::Failure => Tone::Error,
    }
}

fn key(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "inspection-pass",
        Outcome::NotChecked => "inspection-not-checked",
        Outcome::Warning => "inspection-warning",
        Outcome::Failure => "inspection-failure",
    }
}

fn place_in_words(l: Locale, place: &Place) -> String {
    match place {
        Place::Line(line) => l.v("inspection-line", line).into_owned(),
        Place::Page(page) => l.v("inspection-page", page).into_owned(),
        Place::Entry(entry) => l.v("inspection-entry", entry).into_owned(),
    }
}

/// The latest inspection of a piece in a slot, with those before it.
///
/// # Errors
/// When the store cannot answer.
pub async fn latest(
    house: &House,
    layout: &Layout,
    dossier: &Dossier,
    slot: &ProofKey,
    link: &EvidenceLink,
) -> Result<Option<ShownInspection>, StoreError> {
    let history = house
        .store()
        .inspections(dossier.id.0, slot.as_str(), link.evidence.0, link.version)
        .await?;
    let mut reports = history
        .iter()
        .filter_map(|inspection| drawn(house, layout, inspection));
    let Some(mut latest) = reports.next() else {
        return Ok(None);
    };
    latest.earlier = reports.collect();
    let differs = history
        .first()
        .and_then(|inspection| serde_json::from_str(&inspection.report).ok())
        .and_then(|report| signed_end(&report));
    if differs.is_some() {
        latest.revisions_href = revisions_address(dossier, link);
    }
    // Once, beside the first of the places that it answers for.
    let mut answered = BTreeSet::new();
    for check in &mut latest.checks {
        if answered.insert(check.code.clone()) {
            check.answered(layout, dossier, link);
        }
    }
    Ok(Some(latest))
}

fn drawn(house: &House, layout: &Layout, inspection: &Inspection) -> Option<ShownInspection> {
    let l = layout.l;
    let report: Report = serde_json::from_str(&inspection.report).ok()?;
    let outcome = report.outcome();
    let mut checks = summed(report.checks);
    checks.sort_by_key(|check| std::cmp::Reverse(check.outcome));
    let label = |code: &str| {
        let key = format!("fact-{code}");
        if l.has(&key) {
            l.t(&key).into_owned()
        } else {
            code.to_owned()
        }
    };
    let when = layout.short_date_time(&inspection.inspected_at);
    let made = l
        .with(
            "inspection-made",
            &[
                ("when", when.into()),
                ("checker", inspection.checker.clone().into()),
            ],
        )
        .into_owned();
    Some(ShownInspection {
        tone: tone(outcome),
        verdict: l.t(key(outcome)).into_owned(),
        checks: checks
            .iter()
            .map(|check| ShownCheck {
                tone: tone(check.outcome),
                telling: check.outcome != Outcome::Pass,
                help: (check.outcome != Outcome::Pass)
                    .then(|| explanation(house, &check.code))
                    .flatten(),
                outcome: l.t(key(check.outcome)).into_owned(),
                sentence: sentence(layout, check),
                place: check
                    .place
                    .as_ref()
                    .map(|place| place_in_words(l, place))
                    .unwrap_or_default(),
                reason: String::new(),
                reason_by: String::new(),
                code: check.code.clone(),
            })
            .collect(),
        facts: report
            .facts
            .iter()
            .filter(|fact| fact.code != SIGNED_REVISION)
            .map(|fact| (label(&fact.code), value(layout, fact)))
            .collect(),
        made,
        earlier: Vec::new(),
        revisions_href: String::new(),
        entry_expected: checks
            .iter()
            .any(|check| ENTRY_EXPECTED.contains(&check.code.as_str())),
    })
}

/// Whether a piece waits for its check for longer than the programme grants: what is shown is
/// then "not checked", never a wait without end.
pub fn is_overdue(house: &House, link: &EvidenceLink) -> bool {
    let granted = i64::from(house.programme().upload.scan_watchdog_minutes);
    house.now() > link.at + SignedDuration::from_mins(granted)
}

/// Colour and word of the latest outcome of each piece of an application, in one query.
///
/// # Errors
/// When the store cannot answer.
pub async fn outcomes(
    house: &House,
    l: Locale,
    dossier: &Dossier,
) -> Result<BTreeMap<(ProofKey, EvidenceId, u32), (Tone, String)>, StoreError> {
    let rows = house.store().inspection_outcomes(dossier.id.0).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let outcome = Outcome::from_code(&row.outcome)?;
            let piece = (
                ProofKey::new(row.slot),
                EvidenceId(row.evidence),
                row.version,
            );
            Some((piece, (tone(outcome), l.t(key(outcome)).into_owned())))
        })
        .collect())
}
