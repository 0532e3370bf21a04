//! What changed between two versions of a catalogue, requirement by requirement. Markup and
//! white space do not count: a workbook saved again is not a new one.

use std::collections::{BTreeMap, BTreeSet};

use aval_core::catalogue::{CatalogueVersion, Html, Requirement, RequirementId};

/// A part of a requirement that may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Place,
    Statement,
    Comment,
    Profiles,
    Criticality,
    Nature,
    Scenarios,
    Proofs,
}

impl Part {
    /// Key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Place => "difference-place",
            Self::Statement => "difference-statement",
            Self::Comment => "difference-comment",
            Self::Profiles => "difference-profiles",
            Self::Criticality => "difference-criticality",
            Self::Nature => "difference-nature",
            Self::Scenarios => "difference-scenarios",
            Self::Proofs => "difference-proofs",
        }
    }
}

/// What changed from one version to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    /// Requirements of the new version alone, in its order.
    pub added: Vec<RequirementId>,
    /// Requirements of the old version alone, in its order.
    pub removed: Vec<RequirementId>,
    /// Requirements of both that do not say the same, in the order of the new version.
    pub changed: Vec<(RequirementId, BTreeSet<Part>)>,
}

impl Difference {
    /// Compares two versions.
    pub fn between(old: &CatalogueVersion, new: &CatalogueVersion) -> Self {
        let (before, after) = (by_id(old), by_id(new));
        let mut difference = Self::default();
        for (chapter, group, requirement) in new.requirements() {
            let now = Told::of(&chapter.name, &group.name, requirement);
            match before.get(&requirement.id) {
                None => difference.added.push(requirement.id.clone()),
                Some(then) => {
                    let parts = then.parts_changed(&now);
                    if !parts.is_empty() {
                        difference.changed.push((requirement.id.clone(), parts));
                    }
                }
            }
        }
        difference.removed = old
            .requirements()
            .map(|(_, _, requirement)| &requirement.id)
            .filter(|id| !after.contains_key(id))
            .cloned()
            .collect();
        difference
    }

    /// True when both versions say the same.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// A requirement as its words alone.
#[derive(PartialEq)]
struct Told {
    place: (String, String),
    statement: String,
    comment: String,
    profiles: BTreeSet<String>,
    criticality: aval_core::catalogue::Criticality,
    nature: aval_core::catalogue::Nature,
    scenarios: Vec<(String, String)>,
    proofs: Vec<(String, String, String)>,
}

impl Told {
    fn of(chapter: &str, group: &str, requirement: &Requirement) -> Self {
        Self {
            place: (chapter.to_owned(), group.to_owned()),
            statement: words(&requirement.statement),
            comment: words(&requirement.comment),
            profiles: requirement.profiles.iter().cloned().collect(),
            criticality: requirement.criticality,
            nature: requirement.nature,
            scenarios: requirement
                .scenarios
                .iter()
                .map(|scenario| (scenario.number.clone(), words(&scenario.text)))
                .collect(),
            proofs: requirement
                .scenarios
                .iter()
                .flat_map(|scenario| {
                    scenario.proofs.iter().map(|proof| {
                        (
                            scenario.number.clone(),
                            proof.number.clone(),
                            words(&proof.text),
                        )
                    })
                })
                .collect(),
        }
    }

    fn parts_changed(&self, now: &Self) -> BTreeSet<Part> {
        [
            (Part::Place, self.place == now.place),
            (Part::Statement, self.statement == now.statement),
            (Part::Comment, self.comment == now.comment),
            (Part::Profiles, self.profiles == now.profiles),
            (Part::Criticality, self.criticality == now.criticality),
            (Part::Nature, self.nature == now.nature),
            (Part::Scenarios, self.scenarios == now.scenarios),
            (Part::Proofs, self.proofs == now.proofs),
        ]
        .into_iter()
        .filter(|(_, same)| !same)
        .map(|(part, _)| part)
        .collect()
    }
}

fn by_id(version: &CatalogueVersion) -> BTreeMap<RequirementId, Told> {
    version
        .requirements()
        .map(|(chapter, group, requirement)| {
            (
                requirement.id.clone(),
                Told::of(&chapter.name, &group.name, requirement),
            )
        })
        .collect()
}

/// The words of a text, one blank between them, without markup.
fn words(html: &Html) -> String {
    let mut plain = String::new();
    let mut inside = false;
    for c in html.as_str().chars() {
        match c {
            '<' => {
                inside = true;
                plain.push(' ');
            }
            '>' => inside = false,
            c if !inside => plain.push(c),
            _ => {}
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use aval_core::catalogue::{
        CatalogueCode, Chapter, ChapterCode, Criticality, FunctionGroup, Nature,
    };

    fn requirement(id: &str, statement: &str) -> Requirement {
        Requirement {
            id: RequirementId::new(id),
            perimeter: String::new(),
            statement: Html::new(statement),
            comment: Html::new(""),
            profiles: Vec::new(),
            former_profiles: Vec::new(),
            criticality: Criticality::Major,
            nature: Nature::Required,
            order: None,
            scenarios: Vec::new(),
        }
    }

    fn version(requirements: Vec<Requirement>) -> CatalogueVersion {
        CatalogueVersion {
            code: CatalogueCode::new("REM"),
            version: "1".to_owned(),
            title: String::new(),
            published: None,
            chapters: vec![Chapter {
                code: ChapterCode::new("ins"),
                name: "INS".to_owned(),
                function_groups: vec![FunctionGroup {
                    name: String::new(),
                    requirements,
                }],
            }],
        }
    }

    #[test]
    fn what_came_went_and_changed_is_told_and_markup_is_not() {
        let old = version(vec![
            requirement("A.01", "<p>Le système DOIT chercher.</p>"),
            requirement("A.02", "Le système DOIT dater."),
            requirement("A.03", "Le système DOIT signer."),
        ]);
        let mut dated = requirement("A.02", "Le système DOIT dater et signer.");
        dated.criticality = Criticality::Critical;
        let new = version(vec![
            requirement("A.01", "Le  système DOIT<br>chercher."),
            dated,
            requirement("A.04", "Le système PEUT trier."),
        ]);
        let found = Difference::between(&old, &new);
        assert_eq!(found.added, [RequirementId::new("A.04")]);
        assert_eq!(found.removed, [RequirementId::new("A.03")]);
        assert_eq!(
            found.changed,
            [(
                RequirementId::new("A.02"),
                BTreeSet::from([Part::Statement, Part::Criticality])
            )]
        );
        assert!(Difference::between(&new, &new).is_empty());
    }
}
