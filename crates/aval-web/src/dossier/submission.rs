//! Submitting a chapter: what blocks it, the reasons that findings of the checks ask for, and
//! the form that carries them. What blocks and what needs a reason is for the rules.

use std::collections::{BTreeMap, BTreeSet};

use aval_core::{
    access::Side,
    application::{
        Command, Content, Finding, MissingPiece, ProofSlot, Refusal, findings_in_question,
        reason_given,
    },
    catalogue::{ChapterCode, ProofKey},
    ids::{ApplicationId, EvidenceId},
};
use axum::response::Response;
use uuid::Uuid;

use super::{act, chapter};
use crate::{
    address::Path,
    answer::{REASON, finding_field, missing_in_words},
    applications::{Dossier, Failure},
    faq::{INCOMPLETE_CHAPTER, explanation},
    form::{FormState, Help},
    inspection::{self, Told},
    layout::{Layout, Tone},
    posted::{Posted, application_path},
    visitor::{Person, done},
};

/// Something that checks found, in one place of the form: the same file in several slots is
/// answered for once.
pub(super) struct FoundLine {
    /// Name of the field of its reason, and its anchor.
    pub field: String,
    /// The slots and the piece.
    pub what: String,
    /// Where it is shown with its report.
    pub href: String,
    pub sentences: Vec<String>,
    pub tone: Tone,
    /// Colour in a word.
    pub outcome: &'static str,
    /// The answer of the FAQ that explains it.
    pub help: Option<Help>,
}

/// What the checks of a chapter lead to.
#[derive(Default)]
pub(super) struct Found {
    /// These block.
    pub blocking: Vec<FoundLine>,
    /// These need a reason.
    pub to_argue: Vec<FoundLine>,
    /// Reasons given before, by field.
    pub given: BTreeMap<String, String>,
    /// Pieces whose check is not over.
    pub running: usize,
}

/// Reads what the checks found in a chapter.
pub(super) async fn found(
    person: &Person,
    dossier: &Dossier,
    slots: &[ProofSlot<'_>],
    code: &ChapterCode,
    checked: &chapter::Checked,
) -> Found {
    // An invited auditor sees one slot, and submits nothing.
    if person.actor.side == Side::External {
        return Found::default();
    }
    let told = match inspection::told(person.house(), dossier.id).await {
        Ok((_, told)) => told,
        Err(error) => {
            tracing::error!(%error, code = error.code(), "inspections cannot be read");
            Vec::new()
        }
    };
    let mut found = sorted(person, dossier, slots, code, &told);
    found.running = running(person, dossier, slots, code, checked);
    found
}

fn sorted(
    person: &Person,
    dossier: &Dossier,
    slots: &[ProofSlot<'_>],
    chapter: &ChapterCode,
    told: &[Told],
) -> Found {
    let programme = person.house().programme();
    let findings: Vec<Finding> = told.iter().map(|told| told.finding.clone()).collect();
    let mut by_field: BTreeMap<(bool, EvidenceId, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings_in_question(&dossier.state, slots, chapter, &findings) {
        let place = (
            !finding.blocks(programme),
            finding.evidence,
            finding.code.as_str(),
        );
        by_field.entry(place).or_default().push(finding);
    }
    let layout = person.layout();
    let mut found = Found::default();
    for ((argued, evidence, code), same) in by_field {
        let Some(line) = line(person, &layout, dossier, chapter, told, &same) else {
            continue;
        };
        if !argued {
            found.blocking.push(line);
            continue;
        }
        let version = same.first().map_or(0, |finding| finding.version);
        if let Some((_, given)) = reason_given(&dossier.state, evidence, version, code) {
            found.given.insert(line.field.clone(), given.reason.clone());
        }
        found.to_argue.push(line);
    }
    found
}

fn line(
    person: &Person,
    layout: &Layout,
    dossier: &Dossier,
    chapter: &ChapterCode,
    told: &[Told],
    same: &[&Finding],
) -> Option<FoundLine> {
    let first = *same.first()?;
    let content = dossier
        .state
        .evidence_version(first.evidence, first.version)?;
    let slots: BTreeSet<String> = same.iter().map(|one| one.slot.to_string()).collect();
    let slots: Vec<String> = slots.into_iter().collect();
    let sentences = told
        .iter()
        .find(|told| told.finding == *first)
        .map(|told| told.sentences(layout))
        .unwrap_or_default();
    let (tone, outcome) = match first.grade {
        aval_core::application::Grade::Warning => (Tone::Warning, "inspection-warning"),
        aval_core::application::Grade::Failure => (Tone::Error, "inspection-failure"),
    };
    Some(FoundLine {
        field: finding_field(first.evidence, &first.code),
        what: format!("{} – {}", slots.join(", "), content.content.label()),
        href: format!(
            "{}/chapitres/{chapter}?preuve={}&piece={}#inspection-title",
            application_path(dossier.id),
            form_urlencoded::byte_serialize(first.slot.as_str().as_bytes()).collect::<String>(),
            first.evidence
        ),
        sentences,
        tone,
        outcome,
        help: explanation(person.house(), &first.code),
    })
}

/// Pieces that wait for their check, and have not waited for longer than is granted.
fn running(
    person: &Person,
    dossier: &Dossier,
    slots: &[ProofSlot<'_>],
    code: &ChapterCode,
    checked: &chapter::Checked,
) -> usize {
    let waits = |slot: &ProofKey, link: &aval_core::application::EvidenceLink| {
        let place = (slot.clone(), link.evidence, link.version);
        let erased = dossier
            .state
            .evidence_version(link.evidence, link.version)
            .is_none_or(|held| held.erased.is_some());
        !erased
            && !checked.contains_key(&place)
            && !inspection::is_overdue(person.house(), link)
            && !matches!(
                dossier.state.content(link),
                None | Some(Content::Text { .. })
            )
    };
    slots
        .iter()
        .filter(|slot| slot.chapter.code == *code)
        .filter_map(|slot| Some((slot.key, dossier.state.slot(slot.key)?)))
        .flat_map(|(key, facts)| facts.links.iter().map(move |link| (key, link)))
        .filter(|(key, link)| waits(key, link))
        .count()
}

/// Reasons as typed, by piece and code of the check.
fn reasons(posted: &Posted) -> BTreeMap<(EvidenceId, String), String> {
    posted
        .prefixed(REASON)
        .into_iter()
        .filter_map(|(place, text)| {
            let (evidence, code) = place.split_once('.')?;
            Some(((EvidenceId(evidence.parse().ok()?), code.to_owned()), text))
        })
        .collect()
}

pub(super) async fn submit(Path((id, chapter)): Path<(Uuid, String)>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let back = format!("{}/chapitres/{chapter}", application_path(id));
    let remainder =
        Some(posted.value("remainder").to_owned()).filter(|text| !text.trim().is_empty());
    let command = Command::SubmitChapter {
        chapter: ChapterCode::new(chapter.clone()),
        remainder,
        reasons: reasons(&posted),
    };
    let person = &posted.person;
    match person
        .house()
        .execute(&person.actor, id, command.clone(), posted.seen())
        .await
    {
        Ok(result) if !result.repeated => {
            let version = result.dossier.state.version;
            done(
                &format!("{}/accuses/{version}", application_path(id)),
                "chapter-sent",
            )
        }
        Err(Failure::Refused(Refusal::Incomplete(gaps))) => {
            let form = refused(person, &posted, &gaps);
            chapter::again(&posted.person, id.0, chapter, form).await
        }
        Ok(_) | Err(Failure::Refused(Refusal::ChapterAlreadySubmitted)) => {
            done(&back, "chapter-sent")
        }
        Err(_) => act(&posted, id, command, &back, "chapter-sent").await,
    }
}

/// The form as it was filled, with what is missing.
fn refused(person: &Person, posted: &Posted, gaps: &[MissingPiece]) -> FormState {
    let mut form = posted.form();
    let programme = person.house().programme();
    form.explain(explanation(person.house(), INCOMPLETE_CHAPTER));
    let mut said = BTreeSet::new();
    for gap in gaps {
        let (text, anchor) = missing_in_words(person.l(), programme, gap);
        let (field, text) = match gap {
            MissingPiece::FindingReason { .. } | MissingPiece::CheckFailed { .. } => (anchor, text),
            // Listed on the page with a link to where each is mended.
            _ => (
                String::new(),
                person.l().t("chapter-incomplete").into_owned(),
            ),
        };
        if said.insert(field.clone()) {
            form.refuse(&field, text);
        }
    }
    form
}
