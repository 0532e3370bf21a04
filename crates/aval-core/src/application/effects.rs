//! What a change of profiles, of declarations or of catalogue version would do to the slots
//! of an application: shown to a person before anything moves. Nothing is changed here.

use std::collections::BTreeMap;

use super::slots::ProofSlot;
use crate::catalogue::{ExpectedProof, Html, ProofKey, Requirement, Scenario};

/// The slots that a change touches, in the order of the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SlotEffects {
    /// Left as they are, with their verdicts.
    pub unchanged: Vec<ProofKey>,
    /// Asked from now on.
    pub added: Vec<ProofKey>,
    /// Asked in other words: to be looked at again.
    pub reworded: Vec<ProofKey>,
    /// Asked in the same words, but required or optional, or to be justified, as it was not
    /// before.
    pub bound_otherwise: Vec<ProofKey>,
    /// Not asked any more; what was deposited there is kept.
    pub removed: Vec<ProofKey>,
}

/// Compares the slots before a change and after it.
pub fn slot_effects(before: &[ProofSlot], after: &[ProofSlot]) -> SlotEffects {
    let held: BTreeMap<&ProofKey, &ProofSlot> =
        before.iter().map(|slot| (slot.key, slot)).collect();
    let mut effects = SlotEffects::default();
    for slot in after {
        let list = match held.get(slot.key) {
            None => &mut effects.added,
            Some(former) if words(former) != words(slot) => &mut effects.reworded,
            Some(former) if bond(former) != bond(slot) => &mut effects.bound_otherwise,
            Some(_) => &mut effects.unchanged,
        };
        list.push(slot.key.clone());
    }
    let kept = |key: &ProofKey| after.iter().any(|slot| slot.key == key);
    effects.removed = before
        .iter()
        .map(|slot| slot.key)
        .filter(|key| !kept(key))
        .cloned()
        .collect();
    effects
}

fn words<'a>(slot: &ProofSlot<'a>) -> [&'a Html; 3] {
    wording(slot.requirement, slot.scenario, slot.proof)
}

fn bond(slot: &ProofSlot) -> (bool, bool) {
    (slot.required, slot.justification_expected)
}

/// What a person reads before depositing a proof.
pub(super) fn wording<'a>(
    requirement: &'a Requirement,
    scenario: &'a Scenario,
    proof: &'a ExpectedProof,
) -> [&'a Html; 3] {
    [&requirement.statement, &scenario.text, &proof.text]
}
