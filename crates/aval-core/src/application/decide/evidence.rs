//! Deposit: filing, replacing, linking, claiming "not applicable", submitting a chapter.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{Case, reason};
use crate::{
    access::{Right, slot_visible},
    application::{
        Content, Event, FindingReason, MissingPiece, OpenSlots, Origin, ProofSlot, Receipt,
        ReceiptItem, Refusal, chapter_gaps,
        finding::{findings_in_question, reason_given},
        obligations::answered_in_writing,
        slots::slots_in,
        state::SlotFacts,
        status::slot_is_open,
    },
    catalogue::{ChapterCode, ProofKey},
    ids::{ApplicationId, EvidenceId},
    programme::MilestoneKind,
};

pub(super) fn file(
    case: &Case,
    evidence: EvidenceId,
    key: ProofKey,
    content: Content,
    started_at: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    may_deposit(case, &key)?;
    if case.state.evidence.contains_key(&evidence) {
        return Err(Refusal::AlreadyDone);
    }
    let slot = open_slot(case, &key, started_at)?;
    let held = case.state.slot(&key).map_or(0, |facts| facts.links.len());
    fits(case, slot, &content, held)?;
    Ok(vec![Event::EvidenceFiled {
        evidence,
        slot: key,
        content,
    }])
}

pub(super) fn replace(
    case: &Case,
    evidence: EvidenceId,
    content: Content,
    following: BTreeSet<ProofKey>,
    started_at: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    if following.is_empty() {
        case.opening()?;
        return Err(Refusal::UnknownSlot);
    }
    for key in &following {
        may_deposit(case, key)?;
    }
    let piece = case
        .state
        .evidence
        .get(&evidence)
        .ok_or(Refusal::UnknownEvidence)?;
    if piece
        .versions
        .last()
        .is_some_and(|last| last.content == content)
    {
        return Err(Refusal::AlreadyDone);
    }
    for key in &following {
        let slot = open_slot(case, key, started_at)?;
        if !holds(case, key, evidence) {
            return Err(Refusal::EvidenceNotHere);
        }
        fits(case, slot, &content, 0)?;
    }
    Ok(vec![Event::EvidenceReplaced {
        evidence,
        content,
        following,
    }])
}

pub(super) fn link(
    case: &Case,
    evidence: EvidenceId,
    key: ProofKey,
) -> Result<Vec<Event>, Refusal> {
    let slot = arranged_slot(case, &key)?;
    let piece = case
        .state
        .evidence
        .get(&evidence)
        .ok_or(Refusal::UnknownEvidence)?;
    if holds(case, &key, evidence) {
        return Err(Refusal::EvidenceAlreadyHere);
    }
    let latest = piece.versions.last().ok_or(Refusal::UnknownEvidence)?;
    if latest.erased.is_some() {
        return Err(Refusal::ContentErased);
    }
    let content = latest.content.clone();
    let held = case.state.slot(&key).map_or(0, |facts| facts.links.len());
    fits(case, slot, &content, held)?;
    Ok(vec![Event::EvidenceLinked {
        evidence,
        slot: key,
    }])
}

/// Takes over a piece of another application of the vendor, for the same expected proof, by
/// somebody who may read it there. It is examined again: no verdict comes with it.
/// Source: FAQ `reutiliser-preuves-autre-candidature`.
pub(super) fn reuse(
    case: &Case,
    evidence: EvidenceId,
    key: ProofKey,
    source: ApplicationId,
    piece: EvidenceId,
    version: u32,
) -> Result<Vec<Event>, Refusal> {
    let slot = arranged_slot(case, &key)?;
    if case.state.evidence.contains_key(&evidence) {
        return Err(Refusal::AlreadyDone);
    }
    // Who may not read it there, a piece of another vendor first of all, does not learn that
    // it exists.
    let there = case
        .context
        .siblings
        .source
        .as_deref()
        .filter(|there| {
            let (actor, programme) = (case.context.actor, case.programme());
            slot_visible(actor, &key, there, programme, case.now())
        })
        .ok_or(Refusal::UnknownEvidence)?;
    let opening = there.opening.as_ref().ok_or(Refusal::UnknownEvidence)?;
    let held = there
        .evidence_version(piece, version)
        .ok_or(Refusal::UnknownEvidence)?;
    let facts = there
        .slot(&key)
        // Of what stood there before, the opinion on the proof says nothing.
        .filter(|facts| {
            facts
                .links
                .iter()
                .any(|link| link.evidence == piece && link.version == version)
        })
        .ok_or(Refusal::OtherProof)?;
    if held.erased.is_some() {
        return Err(Refusal::ContentErased);
    }
    let links = case.state.slot(&key).map_or(&[][..], |facts| &facts.links);
    if links
        .iter()
        .any(|link| case.state.content(link) == Some(&held.content))
    {
        return Err(Refusal::EvidenceAlreadyHere);
    }
    fits(case, slot, &held.content, links.len())?;
    Ok(vec![Event::EvidenceReused {
        evidence,
        slot: key,
        content: held.content.clone(),
        origin: Origin {
            application: source,
            number: opening.number.clone(),
            evidence: piece,
            version,
            verdict: facts
                .published_verdict()
                .filter(|verdict| !verdict.superseded)
                .map(|verdict| verdict.verdict),
        },
    }])
}

/// Erases the file of one version, in any state of the application: real personal data or a
/// secret has no milestone. Its name, size and hash stay, so that the history can be read.
/// Source: FAQ `supprimer-fichier-depose`.
pub(super) fn erase(
    case: &Case,
    evidence: EvidenceId,
    version: u32,
    body: String,
) -> Result<Vec<Event>, Refusal> {
    case.opening()?;
    case.allow(Right::EraseContent)?;
    let held = case
        .state
        .evidence_version(evidence, version)
        .ok_or(Refusal::UnknownEvidence)?;
    let file = held.content.file().ok_or(Refusal::NotAFile)?;
    if held.erased.is_some() {
        return Err(Refusal::AlreadyDone);
    }
    Ok(vec![Event::EvidenceErased {
        evidence,
        version,
        file: file.clone(),
        reason: reason(&body)?,
    }])
}

/// Longest value of a declared fact, in characters.
const FACT_MAX: usize = 500;

/// Facts declared at most.
const FACTS_MAX: usize = 40;

/// What the depositor says of a file, while its slot is theirs to fill.
pub(super) fn declare_facts(
    case: &Case,
    evidence: EvidenceId,
    key: ProofKey,
    facts: BTreeMap<String, String>,
) -> Result<Vec<Event>, Refusal> {
    open_slot(case, &key, case.now())?;
    let version = case
        .state
        .slot(&key)
        .and_then(|facts| facts.links.iter().find(|link| link.evidence == evidence))
        .map(|link| link.version)
        .ok_or(Refusal::EvidenceNotHere)?;
    let held = case
        .state
        .evidence_version(evidence, version)
        .ok_or(Refusal::UnknownEvidence)?;
    if held.erased.is_some() {
        return Err(Refusal::ContentErased);
    }
    if held.content.file().is_none() {
        return Err(Refusal::NotAFile);
    }
    // What is declared counts wherever the version stands, also where it is being examined.
    let stands = |slot: &ProofSlot| {
        case.state.slot(slot.key).is_some_and(|facts| {
            facts
                .links
                .iter()
                .any(|link| link.evidence == evidence && link.version == version)
        })
    };
    let mut standing = case.slots.iter().filter(|slot| stands(slot));
    if standing.any(|slot| !slot_is_open(case.state, slot)) {
        return Err(Refusal::ChapterFrozen);
    }
    let facts: BTreeMap<String, String> = facts
        .into_iter()
        .map(|(code, value)| (code, value.trim().to_owned()))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    if facts.is_empty() {
        return Err(Refusal::TextRequired);
    }
    if facts.len() > FACTS_MAX {
        return Err(Refusal::TooManyFacts { max: FACTS_MAX });
    }
    let too_long = |text: &String| text.chars().count() > FACT_MAX;
    if facts
        .iter()
        .any(|(code, value)| too_long(code) || too_long(value))
    {
        return Err(Refusal::TextTooLong { max: FACT_MAX });
    }
    if held
        .declared
        .as_ref()
        .is_some_and(|declared| declared.facts == facts)
    {
        return Err(Refusal::AlreadyDone);
    }
    Ok(vec![Event::FactsDeclared {
        evidence,
        version,
        slot: key,
        facts,
    }])
}

pub(super) fn unlink(
    case: &Case,
    evidence: EvidenceId,
    key: ProofKey,
) -> Result<Vec<Event>, Refusal> {
    arranged_slot(case, &key)?;
    if !holds(case, &key, evidence) {
        return Err(Refusal::EvidenceNotHere);
    }
    Ok(vec![Event::EvidenceUnlinked {
        evidence,
        slot: key,
    }])
}

pub(super) fn claim_not_applicable(
    case: &Case,
    key: ProofKey,
    justification: String,
) -> Result<Vec<Event>, Refusal> {
    arranged_slot(case, &key)?;
    let justification = reason(&justification)?;
    let min = case.programme().slot_rules.not_applicable_min_chars;
    if justification.chars().count() < min {
        return Err(Refusal::JustificationTooShort { min });
    }
    match case.state.slot(&key) {
        Some(facts) if !facts.links.is_empty() => Err(Refusal::PieceInTheWay),
        Some(SlotFacts {
            claim: Some(claim),
            verdicts,
            ..
        }) if claim.justification == justification
            && verdicts.last().is_none_or(|verdict| verdict.superseded) =>
        {
            Err(Refusal::AlreadyDone)
        }
        _ => Ok(vec![Event::NotApplicableClaimed {
            slot: key,
            justification,
        }]),
    }
}

pub(super) fn withdraw_claim(case: &Case, key: ProofKey) -> Result<Vec<Event>, Refusal> {
    arranged_slot(case, &key)?;
    if case
        .state
        .slot(&key)
        .is_none_or(|facts| facts.claim.is_none())
    {
        return Err(Refusal::NoClaim);
    }
    Ok(vec![Event::NotApplicableClaimWithdrawn { slot: key }])
}

pub(super) fn submit_chapter(
    case: &Case,
    chapter: ChapterCode,
    remainder: Option<String>,
    reasons: &Reasons,
) -> Result<Vec<Event>, Refusal> {
    case.opening()?;
    case.allow(Right::SubmitChapter(chapter.clone()))?;
    case.eligible()?;
    case.has_chapter(&chapter)?;
    if is_frozen(case, &chapter) {
        return Err(Refusal::ChapterAlreadySubmitted);
    }
    before_deposit_limit(case, &chapter, case.now())?;
    let remainder = remainder
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
    let mut gaps: Vec<MissingPiece> =
        chapter_gaps(case.programme(), case.state, &case.slots, &chapter)
            .into_iter()
            // What will follow is announced in words.
            .filter(|gap| remainder.is_none() || !matches!(gap, MissingPiece::Untouched(_)))
            .collect();
    let motives = motives(case, &chapter, reasons, &mut gaps)?;
    if !gaps.is_empty() {
        return Err(Refusal::Incomplete(gaps));
    }
    let answered = slots_in(&case.slots, &chapter)
        .filter(|slot| slot_is_open(case.state, slot) && answered_in_writing(case.state, slot))
        .map(|slot| slot.key.clone())
        .collect();
    let receipt = receipt(case, &chapter, &motives);
    if receipt
        .items
        .iter()
        .all(|item| item.contents.is_empty() && item.not_applicable.is_none())
    {
        return Err(Refusal::Incomplete(
            slots_in(&case.slots, &chapter)
                .map(|slot| MissingPiece::Slot(slot.key.clone()))
                .collect(),
        ));
    }
    Ok(vec![Event::ChapterSubmitted {
        chapter,
        receipt,
        remainder,
        answered,
    }])
}

/// Reasons typed, by piece and code of the check.
type Reasons = BTreeMap<(EvidenceId, String), String>;

/// Why each finding of the chapter is admitted, the slot with it; what is not admitted is a gap.
/// A failed check blocks unless the programme lets a reason make up for it, a warning needs a
/// reason; what is still being checked, or was not, keeps nobody.
/// Source: FAQ `chapitre-impossible-a-soumettre`.
fn motives(
    case: &Case,
    chapter: &ChapterCode,
    typed: &Reasons,
    gaps: &mut Vec<MissingPiece>,
) -> Result<Vec<(ProofKey, FindingReason)>, Refusal> {
    let mut motives = Vec::new();
    for finding in findings_in_question(case.state, &case.slots, chapter, case.context.findings) {
        let (slot, evidence) = (finding.slot.clone(), finding.evidence);
        let code = finding.code.clone();
        if finding.blocks(case.programme()) {
            gaps.push(MissingPiece::CheckFailed {
                slot,
                evidence,
                code,
            });
            continue;
        }
        let typed = typed
            .get(&(evidence, code.clone()))
            .filter(|text| !text.trim().is_empty());
        let given = match typed {
            Some(text) => Some(reason(text)?),
            None => reason_given(case.state, evidence, finding.version, &code)
                .map(|(_, given)| given.reason.clone()),
        };
        match given {
            Some(reason) => motives.push((
                slot,
                FindingReason {
                    evidence,
                    version: finding.version,
                    code,
                    reason,
                },
            )),
            None => gaps.push(MissingPiece::FindingReason {
                slot,
                evidence,
                code,
            }),
        }
    }
    Ok(motives)
}

fn receipt(case: &Case, chapter: &ChapterCode, motives: &[(ProofKey, FindingReason)]) -> Receipt {
    let items = slots_in(&case.slots, chapter)
        .map(|slot| {
            let facts = case.state.slot(slot.key);
            ReceiptItem {
                slot: slot.key.clone(),
                contents: facts
                    .iter()
                    .flat_map(|facts| facts.links.iter())
                    .filter_map(|link| case.state.content(link).cloned())
                    .collect(),
                not_applicable: facts
                    .and_then(|facts| facts.claim.as_ref())
                    .map(|claim| claim.justification.clone()),
                reasons: motives
                    .iter()
                    .filter(|(place, _)| place == slot.key)
                    .map(|(_, motive)| motive.clone())
                    .collect(),
            }
        })
        .collect();
    Receipt { items }
}

/// The slot, when it exists, may be changed by this person, and its time is not over.
fn open_slot<'c, 'a>(
    case: &'c Case<'a>,
    key: &ProofKey,
    instant: Timestamp,
) -> Result<&'c ProofSlot<'a>, Refusal> {
    let slot = may_deposit(case, key)?;
    case.eligible()?;
    if !slot_is_open(case.state, slot) {
        let chapter = case.state.chapters.get(&slot.chapter.code);
        return Err(match chapter.map(|facts| &facts.open) {
            Some(OpenSlots::None) => Refusal::ChapterFrozen,
            _ => Refusal::SlotLocked,
        });
    }
    before_deposit_limit(case, &slot.chapter.code, instant)?;
    Ok(slot)
}

/// The same, for what changes the place of pieces rather than brings one.
fn arranged_slot<'c, 'a>(case: &'c Case<'a>, key: &ProofKey) -> Result<&'c ProofSlot<'a>, Refusal> {
    let slot = may_deposit(case, key)?;
    case.allow(Right::Arrange(slot.chapter.code.clone()))?;
    open_slot(case, key, case.now())
}

fn may_deposit<'c, 'a>(case: &'c Case<'a>, key: &ProofKey) -> Result<&'c ProofSlot<'a>, Refusal> {
    case.opening()?;
    let slot = case.slot(key)?;
    case.allow(Right::Upload(slot.chapter.code.clone(), key.clone()))?;
    Ok(slot)
}

/// Nothing of the chapter is in the hands of the vendor.
fn is_frozen(case: &Case, chapter: &ChapterCode) -> bool {
    case.state
        .chapters
        .get(chapter)
        .is_some_and(|facts| facts.open == OpenSlots::None)
        && !slots_in(&case.slots, chapter).any(|slot| slot_is_open(case.state, slot))
}

/// A chapter never submitted, or to which the vendor added slots, has the deposit milestone;
/// a returned one the closing of replies; one reopened by the operator no limit of its own.
fn before_deposit_limit(
    case: &Case,
    chapter: &ChapterCode,
    instant: Timestamp,
) -> Result<(), Refusal> {
    match case.state.chapters.get(chapter).map(|facts| &facts.open) {
        None | Some(OpenSlots::All | OpenSlots::None) => {
            case.before_milestone("deposit", MilestoneKind::Deposit, instant)
        }
        Some(OpenSlots::NotConform) => {
            case.before_milestone("exchange", MilestoneKind::Reply, instant)
        }
        Some(OpenSlots::Only(_)) => Ok(()),
    }
}

fn holds(case: &Case, key: &ProofKey, evidence: EvidenceId) -> bool {
    case.state
        .slot(key)
        .is_some_and(|facts| facts.links.iter().any(|link| link.evidence == evidence))
}

/// Only a broken format blocks a deposit: extension, size, number of files, host of a link.
fn fits(
    case: &Case,
    slot: &ProofSlot,
    content: &Content,
    already_held: usize,
) -> Result<(), Refusal> {
    let programme = case.programme();
    let accepted = |format: &str| slot.formats.contains(format);
    let wrong_format = || Refusal::FormatNotAccepted {
        accepted: slot.formats.iter().cloned().collect(),
    };
    let format = match content {
        Content::File(file) => {
            if file.size == 0 {
                return Err(Refusal::FileEmpty);
            }
            extension_accepted(&file.name, &slot.formats)?
        }
        Content::Link { url } => {
            if !accepted("url") {
                return Err(wrong_format());
            }
            if let Some(refusal) = programme.link_refusal(url) {
                return Err(refusal.into());
            }
            "url".to_owned()
        }
        Content::Number { value } => {
            if !accepted("integer") {
                return Err(wrong_format());
            }
            if *value == 0 {
                return Err(Refusal::NumberNotPositive);
            }
            "integer".to_owned()
        }
        Content::Text { text } => {
            if !accepted("text") {
                return Err(wrong_format());
            }
            if text.trim().is_empty() {
                return Err(Refusal::TextRequired);
            }
            "text".to_owned()
        }
    };
    let kinds = || {
        slot.kinds
            .iter()
            .filter_map(|code| programme.proof_kind(code))
            .filter(|kind| kind.formats.contains(&format))
    };
    if let Content::File(file) = content
        && let Some(limit_mib) = kinds().filter_map(|kind| kind.max_file_mib).max()
        && file.size > limit_mib.saturating_mul(1024 * 1024)
    {
        return Err(Refusal::FileTooLarge { limit_mib });
    }
    if let Content::Text { text } = content
        && let Some(max) = kinds().filter_map(|kind| kind.max_chars).max()
        && text.chars().count() > max
    {
        return Err(Refusal::TextTooLong { max });
    }
    if let Some(max) = kinds().filter_map(|kind| kind.max_files).max()
        && u32::try_from(already_held).unwrap_or(u32::MAX) >= max
    {
        return Err(Refusal::TooManyFiles { max });
    }
    Ok(())
}

/// The extension of a file name, when it is one of the accepted formats.
pub(super) fn extension_accepted(
    name: &str,
    formats: &BTreeSet<String>,
) -> Result<String, Refusal> {
    let extension = name
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase());
    match extension {
        Some(extension) if formats.contains(&extension) => Ok(extension),
        _ => Err(Refusal::FormatNotAccepted {
            accepted: formats.iter().cloned().collect(),
        }),
    }
}
