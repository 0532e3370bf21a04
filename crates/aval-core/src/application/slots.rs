//! Which expected proofs make the slots of one application:
//! profiles × declarations × applicability rules × catalogue version.

use std::collections::BTreeSet;

use super::state::Application;
use crate::{
    catalogue::{
        CatalogueVersion, Chapter, ChapterCode, ExpectedProof, Nature, ProofKey, Requirement,
        Scenario, slug,
    },
    programme::{Effect, ProfileCode, Programme, ProofKindCode, TeamCode},
};

/// The place of one expected proof inside an application.
#[derive(Clone, Debug)]
pub struct ProofSlot<'a> {
    /// Names the slot.
    pub key: &'a ProofKey,
    /// Chapter that it is submitted with.
    pub chapter: &'a Chapter,
    /// Requirement that asks for it.
    pub requirement: &'a Requirement,
    /// Scenario that asks for it.
    pub scenario: &'a Scenario,
    /// What is expected.
    pub proof: &'a ExpectedProof,
    /// Team that examines it.
    pub team: TeamCode,
    /// Natures admitted, the main one first.
    pub kinds: Vec<ProofKindCode>,
    /// Formats admitted (file extensions, `url`, `integer`, `text`).
    pub formats: BTreeSet<String>,
    /// Whether the chapter waits for it.
    pub required: bool,
    /// The declarations say that it does not concern the solution: a justified
    /// "not applicable" is expected rather than a piece.
    pub justification_expected: bool,
}

/// The slots of an application, in the order of the catalogue.
pub fn applicable_slots<'a>(
    programme: &Programme,
    catalogue: &'a CatalogueVersion,
    application: &Application,
) -> Vec<ProofSlot<'a>> {
    if application.opening.is_none() {
        return Vec::new();
    }
    let profiles = effective_profiles(programme, application);
    let labels: BTreeSet<&str> = programme
        .profiles
        .iter()
        .filter(|profile| profiles.contains(&profile.code))
        .map(|profile| profile.label.as_str())
        .collect();
    let mut slots = Vec::new();
    for (chapter, _, requirement) in catalogue.requirements() {
        if !profile_retained(requirement, &labels, &profiles) {
            continue;
        }
        let Some(justification_expected) =
            applicability(programme, requirement, &profiles, application)
        else {
            continue;
        };
        for scenario in &requirement.scenarios {
            for proof in &scenario.proofs {
                slots.push(slot(
                    programme,
                    catalogue,
                    application,
                    &profiles,
                    (chapter, requirement, scenario, proof),
                    justification_expected,
                ));
            }
        }
    }
    slots
}

/// Profiles chosen, with those that the scheme imposes or that always hold.
pub fn effective_profiles(
    programme: &Programme,
    application: &Application,
) -> BTreeSet<ProfileCode> {
    let mut profiles = application.profiles.clone();
    if let Some(opening) = &application.opening {
        profiles.extend(
            programme
                .profiles_of(&opening.scheme)
                .filter(|profile| !profile.is_optional())
                .map(|profile| profile.code.clone()),
        );
    }
    profiles
}

/// A requirement without profile concerns everybody. A profile that the programme does not
/// declare is known by the slug of its label, so that a catalogue alone can bring one.
fn profile_retained(
    requirement: &Requirement,
    labels: &BTreeSet<&str>,
    profiles: &BTreeSet<ProfileCode>,
) -> bool {
    requirement.profiles.is_empty()
        || requirement.profiles.iter().any(|label| {
            labels.contains(label.as_str()) || profiles.contains(&ProfileCode::new(slug(label)))
        })
}

/// `None`: not part of the application. `Some(true)`: a justification is expected.
fn applicability(
    programme: &Programme,
    requirement: &Requirement,
    profiles: &BTreeSet<ProfileCode>,
    application: &Application,
) -> Option<bool> {
    let mut justify = false;
    for rule in programme.rules_for(&requirement.id) {
        if rule.when.holds(profiles, &application.declarations) {
            continue;
        }
        match rule.effect {
            Effect::AppliesOnlyWhen => return None,
            Effect::JustifyWhenFalse => justify = true,
        }
    }
    Some(justify)
}

fn slot<'a>(
    programme: &Programme,
    catalogue: &CatalogueVersion,
    application: &Application,
    profiles: &BTreeSet<ProfileCode>,
    (chapter, requirement, scenario, proof): (
        &'a Chapter,
        &'a Requirement,
        &'a Scenario,
        &'a ExpectedProof,
    ),
    justification_expected: bool,
) -> ProofSlot<'a> {
    let row = programme.proof_requirement(&catalogue.code, &catalogue.version, &proof.key);
    let advised = requirement.nature == Nature::Recommended;
    let (team, kinds, formats, required) = match row {
        Some(row) => (
            row.team.clone(),
            std::iter::once(row.kind.clone())
                .chain(row.alternative_kind.clone())
                .collect(),
            row.accepted_formats.clone(),
            row.required
                && row
                    .condition
                    .as_ref()
                    .is_none_or(|condition| condition.holds(profiles, &application.declarations)),
        ),
        None => {
            let kinds = programme.catalogue_rules.default_kinds.clone();
            let formats = programme.formats_of(&kinds);
            (
                programme.catalogue_rules.default_team.clone(),
                kinds,
                formats,
                true,
            )
        }
    };
    ProofSlot {
        key: &proof.key,
        chapter,
        requirement,
        scenario,
        proof,
        team,
        kinds,
        formats,
        required: required && !advised,
        justification_expected,
    }
}

/// The slot of this key, if it is part of the application.
pub fn slot_of<'s, 'a>(slots: &'s [ProofSlot<'a>], key: &ProofKey) -> Option<&'s ProofSlot<'a>> {
    slots.iter().find(|slot| slot.key == key)
}

/// Chapters that hold at least one slot, in the order of the catalogue.
pub fn chapters_of<'s, 'a>(
    slots: &'s [ProofSlot<'a>],
) -> Vec<(&'a Chapter, Vec<&'s ProofSlot<'a>>)> {
    let mut chapters: Vec<(&Chapter, Vec<&ProofSlot>)> = Vec::new();
    for slot in slots {
        match chapters.last_mut() {
            Some((chapter, held)) if chapter.code == slot.chapter.code => held.push(slot),
            _ => chapters.push((slot.chapter, vec![slot])),
        }
    }
    chapters
}

/// Slots of one chapter.
pub(super) fn slots_in<'s, 'a>(
    slots: &'s [ProofSlot<'a>],
    chapter: &'s ChapterCode,
) -> impl Iterator<Item = &'s ProofSlot<'a>> {
    slots
        .iter()
        .filter(move |slot| &slot.chapter.code == chapter)
}
