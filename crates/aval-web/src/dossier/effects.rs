//! What a change of profiles, of declarations or of catalogue version would do to an
//! application, in words for people. Which change it is, its own page says.

use std::collections::BTreeSet;

use aval_core::{
    application::{
        ChapterState, ProofSlot, chapter_state, chapters_of, effective_profiles, slot_effects,
        slot_of,
    },
    catalogue::ProofKey,
};

use crate::{applications::Dossier, visitor::Person};

/// A slot that a change touches.
pub(super) struct Touched {
    pub key: String,
    pub chapter: String,
    pub requirement: String,
    /// What was deposited there, and stays.
    pub kept: Vec<String>,
    /// A justification is expected from now on.
    pub to_justify: bool,
    pub required: bool,
}

/// What a change does, before it is made.
pub(super) struct Effects {
    /// The answers as they will be sent.
    pub answers: Vec<(String, String)>,
    pub added: Vec<Touched>,
    /// Asked in other words: to be looked at again.
    pub reworded: Vec<Touched>,
    pub removed: Vec<Touched>,
    pub bound_otherwise: Vec<Touched>,
    pub unchanged: usize,
    /// Chapters already with the teams that come back to the vendor.
    pub reopened: Vec<String>,
    /// Certifications asked from now on.
    pub certifications: Vec<String>,
}

impl Effects {
    pub fn is_none(&self) -> bool {
        self.added.is_empty()
            && self.reworded.is_empty()
            && self.removed.is_empty()
            && self.bound_otherwise.is_empty()
            && self.certifications.is_empty()
    }

    /// What stands between an application as it is and as it would be. `answers` are sent
    /// again to confirm.
    pub fn between(
        person: &Person,
        before: &Dossier,
        after: &Dossier,
        answers: Vec<(String, String)>,
    ) -> Self {
        let house = person.house();
        let programme = house.programme();
        let (had, has) = (before.slots(house), after.slots(house));
        let told = slot_effects(&had, &has);
        let list = |keys: &[ProofKey], slots: &[ProofSlot]| -> Vec<Touched> {
            keys.iter()
                .filter_map(|key| slot_of(slots, key))
                .map(|slot| touched(before, slot))
                .collect()
        };
        let certifications = |dossier: &Dossier| -> BTreeSet<String> {
            let state = &dossier.state;
            let profiles = effective_profiles(programme, state);
            state
                .opening
                .iter()
                .flat_map(|opening| {
                    programme.certifications_required(
                        &opening.scheme,
                        &profiles,
                        &state.declarations,
                    )
                })
                .map(|certification| certification.label.clone())
                .collect()
        };
        Self {
            answers,
            reworded: list(&told.reworded, &has),
            added: list(&told.added, &has),
            removed: list(&told.removed, &had),
            bound_otherwise: list(&told.bound_otherwise, &has),
            unchanged: told.unchanged.len(),
            reopened: chapters_of(&has)
                .into_iter()
                .filter(|(chapter, _)| {
                    let sent = |dossier: &Dossier, slots: &[ProofSlot]| {
                        matches!(
                            chapter_state(&dossier.state, slots, &chapter.code),
                            ChapterState::Submitted | ChapterState::Validated
                        )
                    };
                    sent(before, &had) && !sent(after, &has)
                })
                .map(|(chapter, _)| chapter.name.clone())
                .collect(),
            certifications: certifications(after)
                .difference(&certifications(before))
                .cloned()
                .collect(),
        }
    }
}

fn touched(dossier: &Dossier, slot: &ProofSlot) -> Touched {
    let facts = dossier.state.slot(slot.key);
    let pieces = facts
        .iter()
        .flat_map(|facts| &facts.links)
        .filter_map(|link| dossier.state.content(link))
        .map(|content| content.label());
    let claim = facts
        .and_then(|facts| facts.claim.as_ref())
        .map(|claim| claim.justification.clone());
    Touched {
        key: slot.key.to_string(),
        chapter: slot.chapter.name.clone(),
        requirement: slot.requirement.id.to_string(),
        kept: pieces.chain(claim).collect(),
        to_justify: slot.justification_expected,
        required: slot.required,
    }
}
