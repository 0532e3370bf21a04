//! From what a command did, or why it did nothing, to an answer for people.

use aval_core::{
    application::{Language, MissingPiece, Refusal},
    ids::EvidenceId,
};
use aval_store::StoreError;
use axum::response::Response;

use crate::{
    applications::Failure,
    error_page::{Problem, Typed, conflict, refused},
    faq::explanation,
    locale::Locale,
    posted::Posted,
    visitor::Person,
};

/// The language of the rules.
pub fn language(l: Locale) -> Language {
    match l {
        Locale::Fr => Language::French,
        Locale::En => Language::English,
    }
}

/// What happened and what to do, in one paragraph.
pub fn explained(l: Locale, refusal: &Refusal) -> String {
    let language = language(l);
    let detail = match refusal {
        Refusal::FormatNotAccepted { accepted } => {
            format!(" ({})", accepted.join(", "))
        }
        Refusal::FileTooLarge { limit_mib } => format!(" ({limit_mib} Mio)"),
        Refusal::TooManyFiles { max } => format!(" ({max})"),
        Refusal::TooManyFacts { max } => format!(" ({max})"),
        Refusal::JustificationTooShort { min } | Refusal::TextTooLong { max: min } => {
            format!(" ({min})")
        }
        Refusal::LinkHostRefused { reason } if !reason.is_empty() => format!(" {reason}"),
        _ => String::new(),
    };
    format!(
        "{} {}{detail}",
        refusal.sentence(language),
        refusal.remedy(language)
    )
}

impl Person {
    /// The page for a command that a form asked for and that had no effect. `back` is the
    /// page that shows the current state.
    pub fn failed(&self, failure: Failure, posted: Option<&Posted>, back: &str) -> Response {
        match failure {
            Failure::Refused(Refusal::NotFound) => self.visitor.problem(Problem::NotFound),
            Failure::Refused(Refusal::NotAllowed) => self.visitor.problem(Problem::Forbidden),
            Failure::Refused(refusal) => refused(
                self.layout(),
                explained(self.l(), &refusal),
                explanation(self.house(), refusal.code()),
                &self.visitor.path,
                posted.map(|posted| self.again(posted)).unwrap_or_default(),
                back,
            ),
            Failure::Stale { by, at } => {
                let layout = self.layout();
                let when = layout.date_time(&at);
                let reason = self
                    .l()
                    .with(
                        "conflict-stale",
                        &[("name", by.into()), ("when", when.into())],
                    )
                    .into_owned();
                let typed = posted.map(|posted| self.again(posted)).unwrap_or_default();
                conflict(layout, reason, typed, back)
            }
            Failure::Store(error) => {
                tracing::error!(%error, code = error.code(), "the store could not answer");
                if error.is_transient() || matches!(error, StoreError::DatabaseFull(_)) {
                    self.visitor.problem(Problem::Unavailable)
                } else {
                    self.visitor.problem(Problem::Internal)
                }
            }
        }
    }

    /// What a form held, with the labels that people know; those that the page set for
    /// itself have none.
    fn again(&self, posted: &Posted) -> Vec<Typed> {
        let programme = self.house().programme();
        posted
            .pairs
            .iter()
            .filter(|(name, _)| name != "csrf")
            .map(|(name, value)| Typed {
                name: name.clone(),
                label: field_label(self.l(), programme, name),
                value: value.clone(),
            })
            .collect()
    }
}

/// The label of a field by its name in forms; none for what a page sets for itself.
pub fn field_label(
    l: Locale,
    programme: &aval_core::programme::Programme,
    name: &str,
) -> Option<String> {
    let key = match name {
        "csrf" | "idempotency_key" | "expected_version" | "kind" | "verdict" | "next"
        | "evidence" | "outcome" | "then" | "account" | "field" | "status" | "treated" | "sure"
        | "engage" | "follow" | "advice" | "scheme" | "task" | "chapter" => return None,
        "body" => "typed-text",
        "email" => "auditor-email",
        "justification" => "claim-justification",
        "message" => "return-message",
        "name" => "listing-pilot-name",
        "note" => "listing-version-note",
        "place" => "verdict-place",
        "zone" => "verdict-zone",
        "points" => "eligibility-points",
        "product" => "opening-product",
        "profile" => "profiles",
        "reason" => "reason",
        "reasons" => "decision-reasons",
        "remainder" => "chapter-remainder",
        "remark" => "verdict-remark",
        "reservations" => "decision-reservations",
        "slot" => "request-slot",
        "subject" => "request-subject",
        "until" => "extension-until",
        "value" => "deposit-value",
        "version" => "listing-version-new",
        other if other.starts_with(REASON) => "finding-reason",
        other => {
            let of_a_form = programme
                .forms
                .iter()
                .flat_map(|form| &form.fields)
                .find(|field| field.code.as_str() == other)
                .map(|field| field.label.clone());
            let declared = other.strip_prefix("declaration.").and_then(|code| {
                programme
                    .declarations
                    .iter()
                    .find(|declaration| declaration.code.as_str() == code)
                    .map(|declaration| declaration.label.clone())
            });
            return Some(of_a_form.or(declared).unwrap_or_else(|| other.to_owned()));
        }
    };
    Some(l.t(key).into_owned())
}

/// What is missing, in words: the sentence and the anchor that leads to it.
pub fn missing_in_words(
    l: Locale,
    programme: &aval_core::programme::Programme,
    gap: &MissingPiece,
) -> (String, String) {
    match gap {
        MissingPiece::Charter => (l.t("gap-charter").into_owned(), String::new()),
        MissingPiece::Field(form, field) => {
            let label = programme
                .form(form)
                .and_then(|form| form.fields.iter().find(|one| &one.code == field))
                .map_or_else(|| field.to_string(), |field| field.label.clone());
            (l.v("gap-field", label).into_owned(), format!("f-{field}"))
        }
        MissingPiece::TechnicalVersionUsed(version) => (
            l.v("gap-version-used", version.clone()).into_owned(),
            "f-technical_version".into(),
        ),
        MissingPiece::Declaration(code) => {
            let label = programme
                .declaration(code)
                .map_or_else(|| code.to_string(), |declaration| declaration.label.clone());
            (
                l.v("gap-declaration", label).into_owned(),
                format!("f-declaration.{code}"),
            )
        }
        MissingPiece::Certification {
            certification,
            at_least,
        } => {
            let label = programme
                .certification(certification)
                .map_or_else(|| certification.to_string(), |one| one.label.clone());
            let status = programme
                .certification_statuses
                .iter()
                .find(|status| &status.code == at_least)
                .map_or_else(|| at_least.to_string(), |status| status.label.clone());
            let text = l
                .with(
                    "gap-certification",
                    &[("name", label.into()), ("status", status.into())],
                )
                .into_owned();
            (text, format!("f-certification-{certification}"))
        }
        MissingPiece::Slot(key) => (
            l.v("gap-slot", key.to_string()).into_owned(),
            slot_anchor(key),
        ),
        MissingPiece::Untouched(key) => (
            l.v("gap-untouched", key.to_string()).into_owned(),
            slot_anchor(key),
        ),
        MissingPiece::NotConform(key) => (
            l.v("gap-not-conform", key.to_string()).into_owned(),
            slot_anchor(key),
        ),
        MissingPiece::LinkRefused(key) => (
            l.v("gap-link", key.to_string()).into_owned(),
            slot_anchor(key),
        ),
        MissingPiece::CheckFailed {
            slot,
            evidence,
            code,
        } => (
            l.v("gap-check-failed", slot.to_string()).into_owned(),
            finding_field(*evidence, code),
        ),
        MissingPiece::FindingReason {
            slot,
            evidence,
            code,
        } => (
            l.v("gap-finding-reason", slot.to_string()).into_owned(),
            finding_field(*evidence, code),
        ),
        MissingPiece::Chapter(code) => (
            l.v("gap-chapter", code.to_string()).into_owned(),
            String::new(),
        ),
        MissingPiece::OpenRequest => (l.t("gap-request").into_owned(), String::new()),
    }
}

/// Before the piece and the code of the check, in the name of the field of a reason.
pub const REASON: &str = "reason.";

/// The name of the field where a finding gets its reason.
pub fn finding_field(evidence: EvidenceId, code: &str) -> String {
    format!("{REASON}{evidence}.{code}")
}

/// The anchor of a slot on its chapter's page.
pub fn slot_anchor(key: &aval_core::catalogue::ProofKey) -> String {
    format!("preuve-{}", aval_core::catalogue::slug(key.as_str()))
}
