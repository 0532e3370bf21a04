//! What checks on arrival found, as far as a submission depends on it. Checks inform: what was
//! not checked is no finding. Running them and wording what they say live elsewhere.

use super::{
    event::FindingReason,
    slots::{ProofSlot, slots_in},
    state::{Application, ChapterReceipt},
    status::{SlotState, Viewpoint, slot_is_open, slot_state},
};
use crate::{
    catalogue::{ChapterCode, ProofKey},
    ids::EvidenceId,
    programme::Programme,
};

/// How a check that found something ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// A person should look, and the vendor say why it is so.
    Warning,
    /// The proof cannot be what it is meant to be.
    Failure,
}

/// One thing found in a version of a piece, where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The slot.
    pub slot: ProofKey,
    /// The piece.
    pub evidence: EvidenceId,
    /// Its version, from 1.
    pub version: u32,
    /// Code of the check.
    pub code: String,
    /// How it ended.
    pub grade: Grade,
}

impl Finding {
    /// Whether it keeps the chapter from being submitted, whatever the vendor says.
    pub fn blocks(&self, programme: &Programme) -> bool {
        self.grade == Grade::Failure && !programme.submission.reason_suffices(&self.code)
    }
}

/// The findings that the submission of a chapter depends on: those on what the vendor brought
/// into a slot and has in hand. What a team judged or returned already is between people.
pub fn findings_in_question<'f>(
    application: &Application,
    slots: &[ProofSlot],
    chapter: &ChapterCode,
    findings: &'f [Finding],
) -> Vec<&'f Finding> {
    slots_in(slots, chapter)
        .filter(|slot| slot_is_open(application, slot))
        .filter_map(|slot| Some((slot, application.slot(slot.key)?)))
        .filter(|(_, facts)| slot_state(Some(facts), Viewpoint::Vendor) == SlotState::Filed)
        .flat_map(|(slot, facts)| {
            findings.iter().filter(move |finding| {
                let stands = |link: &&super::state::EvidenceLink| {
                    link.evidence == finding.evidence && link.version == finding.version
                };
                finding.slot == *slot.key
                    && facts.links.iter().find(stands).is_some()
                    && application
                        .evidence_version(finding.evidence, finding.version)
                        .is_some_and(|held| held.erased.is_none())
            })
        })
        .collect()
}

/// The last reason that the vendor gave for a finding on a version of a piece, in any slot (the
/// same file answers several), and the receipt that it came with.
pub fn reason_given<'a>(
    application: &'a Application,
    evidence: EvidenceId,
    version: u32,
    code: &str,
) -> Option<(&'a ChapterReceipt, &'a FindingReason)> {
    let receipts = application
        .chapters
        .values()
        .flat_map(|chapter| &chapter.receipts);
    receipts
        .flat_map(|receipt| {
            let items = receipt.receipt.items.iter();
            items
                .flat_map(|item| &item.reasons)
                .map(move |reason| (receipt, reason))
        })
        .filter(|(_, reason)| {
            reason.evidence == evidence && reason.version == version && reason.code == code
        })
        .max_by_key(|(receipt, _)| receipt.version)
}
