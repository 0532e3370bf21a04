//! What changed from one version of a catalogue to another, by identifier and by field. What
//! a change means for an application already open is in `application`.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{CatalogueVersion, Chapter, FunctionGroup, Html, Requirement, RequirementId};

/// Everything that changed. Texts are compared by their words: markup and white space do not
/// make a change, they are listed apart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Names of chapters that only the newer version has.
    pub chapters_added: Vec<String>,
    /// Names of chapters that only the older version has.
    pub chapters_removed: Vec<String>,
    /// Requirements, by identifier.
    pub requirements: Changes<RequirementId, RequirementChange>,
    /// Scenarios, by requirement and number.
    pub scenarios: Changes<ScenarioName, ScenarioName>,
    /// Expected proofs, by requirement, scenario and number.
    pub proofs: Changes<ProofName, ProofName>,
}

/// What changed among things of one kind. Lists follow the order of the newer version, the
/// removed ones that of the older.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changes<Name, Change> {
    /// Only in the newer version.
    pub added: Vec<Name>,
    /// Only in the older version.
    pub removed: Vec<Name>,
    /// In both, not the same.
    pub modified: Vec<Change>,
    /// In both, the same words in other markup. They count among the unchanged.
    pub markup_only: Vec<Name>,
    /// How many are the same.
    pub unchanged: usize,
}

impl<Name, Change> Default for Changes<Name, Change> {
    fn default() -> Self {
        Self {
            added: Vec::new(),
            removed: Vec::new(),
            modified: Vec::new(),
            markup_only: Vec::new(),
            unchanged: 0,
        }
    }
}

/// A requirement that is not the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequirementChange {
    /// The requirement.
    pub id: RequirementId,
    /// What is not the same.
    pub fields: Vec<RequirementField>,
}

/// A field of a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(
    missing_docs,
    reason = "each is a field of the requirement or its place"
)]
pub enum RequirementField {
    Perimeter,
    Chapter,
    Function,
    Statement,
    Comment,
    Profiles,
    FormerProfiles,
    Criticality,
    Nature,
    Order,
}

/// A requirement of the older version that is not asked in the same way any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TouchedRequirement<'d> {
    /// The requirement.
    pub id: &'d RequirementId,
    /// What is not the same in the requirement itself.
    pub fields: &'d [RequirementField],
    /// Scenarios or expected proofs came, went or changed.
    pub proofs: bool,
    /// The newer version has it no more.
    pub removed: bool,
}

/// What names a scenario.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ScenarioName {
    /// Its requirement.
    pub requirement: RequirementId,
    /// Its number; may be empty.
    pub number: String,
}

/// What names an expected proof. Its key does not: it depends on the rest of the version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProofName {
    /// Its requirement.
    pub requirement: RequirementId,
    /// Number of its scenario.
    pub scenario: String,
    /// Its number; may be empty.
    pub number: String,
    /// Rank among the proofs of the same scenario and number, from 1.
    pub rank: usize,
}

/// A requirement and where it stands.
struct Placed<'a> {
    chapter: &'a Chapter,
    group: &'a FunctionGroup,
    requirement: &'a Requirement,
}

impl Difference {
    /// Compares an older version with a newer one.
    pub fn between(older: &CatalogueVersion, newer: &CatalogueVersion) -> Self {
        let chapters = |version: &CatalogueVersion, other: &CatalogueVersion| {
            let known: HashSet<&str> = names(other).collect();
            names(version)
                .filter(|name| !name.is_empty() && !known.contains(name))
                .map(str::to_owned)
                .collect()
        };
        Self {
            chapters_added: chapters(newer, older),
            chapters_removed: chapters(older, newer),
            requirements: compare(
                requirements(older),
                requirements(newer),
                |id, one, other| {
                    let fields = changed_fields(one, other);
                    if !fields.is_empty() {
                        let id = id.clone();
                        return Verdict::Modified(RequirementChange { id, fields });
                    }
                    let same = one.requirement.statement == other.requirement.statement
                        && one.requirement.comment == other.requirement.comment;
                    Verdict::of_same_words(same)
                },
            ),
            scenarios: compare(scenarios(older), scenarios(newer), by_words),
            proofs: compare(proofs(older), proofs(newer), by_words),
        }
    }

    /// The requirements that whoever wrote about them reads again: changed or removed, or asked
    /// with other scenarios or proofs. Those of the newer version alone are none.
    pub fn touched(&self) -> Vec<TouchedRequirement<'_>> {
        let touched = |id, fields, removed| TouchedRequirement {
            id,
            fields,
            proofs: false,
            removed,
        };
        let changed = &self.requirements;
        let mut all: Vec<TouchedRequirement<'_>> = changed
            .modified
            .iter()
            .map(|change| touched(&change.id, change.fields.as_slice(), false))
            .chain(changed.removed.iter().map(|id| touched(id, &[], true)))
            .collect();
        let mut place: HashMap<&RequirementId, usize> = all
            .iter()
            .enumerate()
            .map(|(at, one)| (one.id, at))
            .collect();
        let new: HashSet<&RequirementId> = changed.added.iter().collect();
        let scenarios = [
            &self.scenarios.added,
            &self.scenarios.removed,
            &self.scenarios.modified,
        ];
        let proofs = [
            &self.proofs.added,
            &self.proofs.removed,
            &self.proofs.modified,
        ];
        let below = scenarios
            .into_iter()
            .flatten()
            .map(|name| &name.requirement)
            .chain(proofs.into_iter().flatten().map(|name| &name.requirement));
        for id in below.filter(|id| !new.contains(id)) {
            let at = *place.entry(id).or_insert_with(|| {
                all.push(touched(id, &[], false));
                all.len() - 1
            });
            if let Some(one) = all.get_mut(at) {
                one.proofs = !one.removed;
            }
        }
        all
    }

    /// True when nothing changed but markup.
    pub fn is_empty(&self) -> bool {
        fn none<N, C>(changes: &Changes<N, C>) -> bool {
            changes.added.is_empty() && changes.removed.is_empty() && changes.modified.is_empty()
        }
        none(&self.requirements) && none(&self.scenarios) && none(&self.proofs)
    }
}

enum Verdict<Change> {
    Modified(Change),
    MarkupOnly,
    Same,
}

impl<Change> Verdict<Change> {
    fn of_same_words(same_markup: bool) -> Self {
        if same_markup {
            Self::Same
        } else {
            Self::MarkupOnly
        }
    }
}

/// Things of one kind with their names, in the order of the version; of two of one name, the
/// first counts.
type Named<Name, Thing> = Vec<(Name, Thing)>;

fn compare<Name: Clone + Eq + std::hash::Hash, Thing, Change>(
    older: Named<Name, Thing>,
    newer: Named<Name, Thing>,
    judge: impl Fn(&Name, &Thing, &Thing) -> Verdict<Change>,
) -> Changes<Name, Change> {
    let mut changes = Changes::default();
    let mut before: HashMap<&Name, &Thing> = HashMap::new();
    for (name, thing) in &older {
        before.entry(name).or_insert(thing);
    }
    let mut after: HashSet<&Name> = HashSet::new();
    for (name, thing) in &newer {
        if !after.insert(name) {
            continue;
        }
        let Some(one) = before.get(name) else {
            changes.added.push(name.clone());
            continue;
        };
        match judge(name, one, thing) {
            Verdict::Modified(change) => changes.modified.push(change),
            Verdict::MarkupOnly => {
                changes.markup_only.push(name.clone());
                changes.unchanged += 1;
            }
            Verdict::Same => changes.unchanged += 1,
        }
    }
    let mut told: HashSet<&Name> = HashSet::new();
    for (name, _) in &older {
        if !after.contains(name) && told.insert(name) {
            changes.removed.push(name.clone());
        }
    }
    changes
}

fn by_words<Name: Clone>(name: &Name, one: &&Html, other: &&Html) -> Verdict<Name> {
    if one.words() == other.words() {
        Verdict::of_same_words(one == other)
    } else {
        Verdict::Modified(name.clone())
    }
}

fn changed_fields(older: &Placed<'_>, newer: &Placed<'_>) -> Vec<RequirementField> {
    let (one, other) = (older.requirement, newer.requirement);
    let same_words = |one: &Html, other: &Html| one == other || one.words() == other.words();
    [
        (
            RequirementField::Perimeter,
            one.perimeter == other.perimeter,
        ),
        (
            RequirementField::Chapter,
            older.chapter.name == newer.chapter.name,
        ),
        (
            RequirementField::Function,
            older.group.name == newer.group.name,
        ),
        (
            RequirementField::Statement,
            same_words(&one.statement, &other.statement),
        ),
        (
            RequirementField::Comment,
            same_words(&one.comment, &other.comment),
        ),
        (RequirementField::Profiles, one.profiles == other.profiles),
        (
            RequirementField::FormerProfiles,
            one.former_profiles == other.former_profiles,
        ),
        (
            RequirementField::Criticality,
            one.criticality == other.criticality,
        ),
        (RequirementField::Nature, one.nature == other.nature),
        (RequirementField::Order, one.order == other.order),
    ]
    .into_iter()
    .filter_map(|(field, same)| (!same).then_some(field))
    .collect()
}

fn names(version: &CatalogueVersion) -> impl Iterator<Item = &str> {
    version.chapters.iter().map(|chapter| chapter.name.as_str())
}

fn requirements(version: &CatalogueVersion) -> Named<RequirementId, Placed<'_>> {
    version
        .requirements()
        .map(|(chapter, group, requirement)| {
            let placed = Placed {
                chapter,
                group,
                requirement,
            };
            (requirement.id.clone(), placed)
        })
        .collect()
}

fn scenarios(version: &CatalogueVersion) -> Named<ScenarioName, &Html> {
    version
        .requirements()
        .flat_map(|(_, _, requirement)| {
            requirement.scenarios.iter().map(|scenario| {
                let name = ScenarioName {
                    requirement: requirement.id.clone(),
                    number: scenario.number.clone(),
                };
                (name, &scenario.text)
            })
        })
        .collect()
}

fn proofs(version: &CatalogueVersion) -> Named<ProofName, &Html> {
    let mut ranks: HashMap<ProofName, usize> = HashMap::new();
    version
        .proofs()
        .map(|(_, requirement, scenario, proof)| {
            let mut name = ProofName {
                requirement: requirement.id.clone(),
                scenario: scenario.number.clone(),
                number: proof.number.clone(),
                rank: 0,
            };
            let rank = ranks.entry(name.clone()).or_insert(0);
            *rank += 1;
            name.rank = *rank;
            (name, &proof.text)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{ChapterCode, Criticality, ExpectedProof, Nature, ProofKey, Scenario};

    fn version(requirements: Vec<Requirement>) -> CatalogueVersion {
        CatalogueVersion {
            code: "REM".into(),
            version: "1".to_owned(),
            title: String::new(),
            published: None,
            chapters: vec![Chapter {
                code: ChapterCode::new("a"),
                name: "A".to_owned(),
                function_groups: vec![FunctionGroup {
                    name: "F".to_owned(),
                    requirements,
                }],
            }],
        }
    }

    fn requirement(id: &str, statement: &str, proofs: &[&str]) -> Requirement {
        Requirement {
            id: id.into(),
            perimeter: String::new(),
            statement: Html::new(statement),
            comment: Html::new(""),
            profiles: Vec::new(),
            former_profiles: Vec::new(),
            criticality: Criticality::Major,
            nature: Nature::Required,
            order: None,
            scenarios: vec![Scenario {
                number: format!("{id}.1"),
                text: Html::new("Faire"),
                proofs: proofs
                    .iter()
                    .map(|text| ExpectedProof {
                        key: ProofKey::new(""),
                        number: format!("{id}.1.1"),
                        text: Html::new(*text),
                    })
                    .collect(),
            }],
        }
    }

    #[test]
    fn markup_and_white_space_are_no_change() {
        let older = version(vec![requirement("R.1", "<p>Le système\n lit.</p>", &["a"])]);
        let newer = version(vec![requirement("R.1", "Le <em>système</em> lit.", &["a"])]);
        let difference = Difference::between(&older, &newer);
        assert!(difference.is_empty());
        assert_eq!(difference.requirements.markup_only, ["R.1".into()]);
        assert_eq!(difference.requirements.unchanged, 1);
    }

    #[test]
    fn each_proof_of_a_shared_number_is_compared_with_its_own() {
        let older = version(vec![requirement("R.1", "x", &["a", "b"])]);
        let newer = version(vec![requirement("R.1", "x", &["a", "c", "d"])]);
        let proofs = Difference::between(&older, &newer).proofs;
        let ranks = |names: &[ProofName]| names.iter().map(|name| name.rank).collect::<Vec<_>>();
        assert_eq!(proofs.unchanged, 1);
        assert_eq!(ranks(&proofs.modified), [2]);
        assert_eq!(ranks(&proofs.added), [3]);
        assert!(proofs.removed.is_empty());
    }

    #[test]
    fn what_is_compared_backwards_changes_sides() {
        let older = version(vec![
            requirement("R.1", "x", &["a"]),
            requirement("R.2", "y", &[]),
        ]);
        let newer = version(vec![
            requirement("R.3", "z", &[]),
            requirement("R.1", "w", &["a"]),
        ]);
        let forth = Difference::between(&older, &newer);
        let back = Difference::between(&newer, &older);
        assert_eq!(forth.requirements.added, ["R.3".into()]);
        assert_eq!(forth.requirements.added, back.requirements.removed);
        assert_eq!(forth.requirements.removed, back.requirements.added);
        let change = RequirementChange {
            id: "R.1".into(),
            fields: vec![RequirementField::Statement],
        };
        assert_eq!(forth.requirements.modified, [change]);
    }

    #[test]
    fn who_wrote_about_a_requirement_reads_again_when_it_is_asked_otherwise() {
        let older = version(vec![
            requirement("R.1", "x", &["a"]),
            requirement("R.2", "y", &["a"]),
            requirement("R.3", "z", &["a"]),
            requirement("R.4", "v", &["a"]),
        ]);
        let newer = version(vec![
            requirement("R.1", "w", &["a", "b"]),
            requirement("R.3", "z", &["a", "b"]),
            requirement("R.4", "v", &["a"]),
            requirement("R.5", "new", &["a"]),
        ]);
        let difference = Difference::between(&older, &newer);
        let told: Vec<(&str, usize, bool, bool)> = difference
            .touched()
            .iter()
            .map(|one| (one.id.as_str(), one.fields.len(), one.proofs, one.removed))
            .collect();
        assert_eq!(
            told,
            [
                ("R.1", 1, true, false),
                ("R.2", 0, false, true),
                ("R.3", 0, true, false),
            ]
        );
    }
}
