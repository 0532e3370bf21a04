//! What is still missing before a form or a chapter can be submitted, or a decision taken.
//! Pages list these gaps; `decide` refuses while one is left.

use super::{
    content::Content,
    slots::{ProofSlot, effective_profiles, slots_in},
    state::{Application, SlotFacts},
    status::{ChapterState, SlotState, Viewpoint, chapter_state, slot_is_open, slot_state},
};
use crate::{
    catalogue::{ChapterCode, ProofKey},
    ids::EvidenceId,
    programme::{
        CertificationCode, DeclarationCode, FieldCode, FieldType, FormCode, Programme, StatusCode,
    },
};

/// What is ticked in a field that takes a file when there is none: an empty field does not
/// say "none".
pub const NOTHING_TO_HAND_IN: &str = "none";

/// One thing that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MissingPiece {
    /// The charter is not accepted.
    Charter,
    /// A required field of a form is empty.
    Field(FormCode, FieldCode),
    /// The technical version was already used for this product.
    TechnicalVersionUsed(String),
    /// A required declaration has no answer.
    Declaration(DeclarationCode),
    /// A certification has no request, or its status is too low.
    Certification {
        /// Which one.
        certification: CertificationCode,
        /// The least status that is enough.
        at_least: StatusCode,
    },
    /// A required slot has neither piece nor claim.
    Slot(ProofKey),
    /// A slot to be done again was left as it was.
    Untouched(ProofKey),
    /// A required slot is not conform.
    NotConform(ProofKey),
    /// A chapter is not validated.
    Chapter(ChapterCode),
    /// A link leads to a host that is not admitted.
    LinkRefused(ProofKey),
    /// A check failed on a piece, and the programme lets no reason make up for it.
    CheckFailed {
        /// Where it stands.
        slot: ProofKey,
        /// The piece.
        evidence: EvidenceId,
        /// Code of the check.
        code: String,
    },
    /// The vendor did not say why a piece is as a check found it.
    FindingReason {
        /// Where it stands.
        slot: ProofKey,
        /// The piece.
        evidence: EvidenceId,
        /// Code of the check.
        code: String,
    },
    /// A request to the vendor has no answer.
    OpenRequest,
}

/// What is missing before the eligibility can be submitted.
pub fn eligibility_gaps(
    programme: &Programme,
    application: &Application,
    versions_used: &[String],
) -> Vec<MissingPiece> {
    let mut gaps = Vec::new();
    let profiles = effective_profiles(programme, application);
    if application.charter_accepted.is_none() {
        gaps.push(MissingPiece::Charter);
    }
    for form in &programme.forms {
        for field in &form.fields {
            let visible = field
                .visible_when
                .as_ref()
                .is_none_or(|when| when.holds(&profiles, &application.declarations));
            let required = field.required
                || field
                    .required_when
                    .as_ref()
                    .is_some_and(|when| when.holds(&profiles, &application.declarations));
            if !visible || !required {
                continue;
            }
            let filled = match field.field_type {
                // These fields have their own place in the application, checked below.
                FieldType::Profiles
                | FieldType::Declarations
                | FieldType::CertificationRequests => true,
                FieldType::FileOrNone => {
                    application.form_files.contains_key(&field.code)
                        || application.field(&form.code, &field.code) == Some(NOTHING_TO_HAND_IN)
                }
                _ => application.field(&form.code, &field.code).is_some(),
            };
            if !filled {
                gaps.push(MissingPiece::Field(form.code.clone(), field.code.clone()));
            }
            if field.differs_from_previous()
                && let Some(value) = application.field(&form.code, &field.code)
                && versions_used.iter().any(|used| used == value)
            {
                gaps.push(MissingPiece::TechnicalVersionUsed(value.to_owned()));
            }
        }
    }
    for declaration in &programme.declarations {
        let visible = declaration
            .visible_when
            .as_ref()
            .is_none_or(|when| when.holds(&profiles, &application.declarations));
        if declaration.required
            && visible
            && !application.declarations.contains_key(&declaration.code)
        {
            gaps.push(MissingPiece::Declaration(declaration.code.clone()));
        }
    }
    let least = eligibility_status(programme);
    gaps.extend(certification_gaps(programme, application, least));
    gaps
}

/// The least status at eligibility: the field of a form may ask for more than the rule.
fn eligibility_status(programme: &Programme) -> &StatusCode {
    programme
        .forms
        .iter()
        .flat_map(|form| &form.fields)
        .filter(|field| field.field_type == FieldType::CertificationRequests)
        .filter_map(|field| field.min_status.as_ref())
        .chain([&programme.certification_rules.eligibility_min_status])
        .max_by_key(|status| programme.status_rank(status))
        .unwrap_or(&programme.certification_rules.eligibility_min_status)
}

/// Certifications that the scheme asks for and that have not reached a status.
pub(super) fn certification_gaps(
    programme: &Programme,
    application: &Application,
    least: &StatusCode,
) -> Vec<MissingPiece> {
    let Some(opening) = application.opening.as_ref() else {
        return Vec::new();
    };
    let profiles = effective_profiles(programme, application);
    programme
        .certifications_required(&opening.scheme, &profiles, &application.declarations)
        .filter(|certification| !has_reached(programme, application, &certification.code, least))
        .map(|certification| MissingPiece::Certification {
            certification: certification.code.clone(),
            at_least: least.clone(),
        })
        .collect()
}

fn has_reached(
    programme: &Programme,
    application: &Application,
    certification: &CertificationCode,
    least: &StatusCode,
) -> bool {
    application
        .certifications
        .get(certification)
        .is_some_and(|request| {
            let rank = programme.status_rank(&request.status);
            rank.is_some() && rank >= programme.status_rank(least)
        })
}

/// What keeps a chapter from being submitted. After a return, slots to be done again count
/// too; a partial return is then possible with a remainder.
pub fn chapter_gaps(
    programme: &Programme,
    application: &Application,
    slots: &[ProofSlot],
    chapter: &ChapterCode,
) -> Vec<MissingPiece> {
    let mut gaps = Vec::new();
    for slot in slots_in(slots, chapter) {
        let facts = application.slot(slot.key);
        match slot_state(facts, Viewpoint::Vendor) {
            SlotState::Missing if slot.required => {
                gaps.push(MissingPiece::Slot(slot.key.clone()));
            }
            SlotState::ChangesRequested
                if slot_is_open(application, slot) && !answered_in_writing(application, slot) =>
            {
                gaps.push(MissingPiece::Untouched(slot.key.clone()));
            }
            SlotState::Filed
                if slot.required && facts.is_some_and(|facts| application.is_emptied(facts)) =>
            {
                gaps.push(MissingPiece::Slot(slot.key.clone()));
            }
            _ => {}
        }
        if facts.is_some_and(|facts| holds_refused_link(programme, application, facts)) {
            gaps.push(MissingPiece::LinkRefused(slot.key.clone()));
        }
    }
    let requirements: Vec<_> = slots_in(slots, chapter)
        .map(|slot| &slot.requirement.id)
        .collect();
    let least = &programme.certification_rules.jalon_2_min_status;
    for gap in certification_gaps(programme, application, least) {
        if let MissingPiece::Certification { certification, .. } = &gap
            && programme
                .certification(certification)
                .is_some_and(|certification| {
                    certification
                        .requirements
                        .iter()
                        .any(|id| requirements.contains(&id))
                })
        {
            gaps.push(gap);
        }
    }
    gaps
}

/// A returned slot may be answered with words only: every blocking remark has an answer
/// later than the verdict.
pub(super) fn answered_in_writing(application: &Application, slot: &ProofSlot) -> bool {
    let facts = application.slot(slot.key);
    if slot_state(facts, Viewpoint::Vendor) != SlotState::ChangesRequested {
        return false;
    }
    let Some(verdict) = facts.and_then(SlotFacts::published_verdict) else {
        return false;
    };
    let mut remarks = application
        .remarks_on(slot.key)
        .filter(|(_, remark)| remark.blocking && remark.published);
    let mut any = false;
    let all = remarks.all(|(_, remark)| {
        any = true;
        remark.closed_at.is_some()
            || remark.answers.iter().any(|answer| {
                answer.at >= verdict.at && answer.by.side != crate::access::Side::Operator
            })
    });
    any && all
}

fn holds_refused_link(programme: &Programme, application: &Application, facts: &SlotFacts) -> bool {
    facts.links.iter().any(|link| {
        matches!(application.content(link), Some(Content::Link { url })
            if programme.link_refusal(url).is_some())
    })
}

/// What keeps a favourable decision from being taken.
pub fn unmet_for_decision(
    programme: &Programme,
    application: &Application,
    slots: &[ProofSlot],
) -> Vec<MissingPiece> {
    let mut gaps = Vec::new();
    for slot in slots.iter().filter(|slot| slot.required) {
        if !slot_state(application.slot(slot.key), Viewpoint::Operator).is_settled() {
            gaps.push(MissingPiece::NotConform(slot.key.clone()));
        }
    }
    for (chapter, _) in super::slots::chapters_of(slots) {
        if chapter_state(application, slots, &chapter.code) != ChapterState::Validated {
            gaps.push(MissingPiece::Chapter(chapter.code.clone()));
        }
    }
    let least = &programme.certification_rules.attribution_min_status;
    gaps.extend(certification_gaps(programme, application, least));
    let waiting = application.requests.iter().any(|request| {
        request.answered.is_none() && request.addressee == crate::access::Side::Vendor
    });
    if waiting {
        gaps.push(MissingPiece::OpenRequest);
    }
    gaps
}
