//! The answers that a change of requirements concerns: those that name one, or are about it.

use super::address;
use crate::{form::Help, house::House};

/// Requirements looked for at most: a whole new catalogue is no list of changes.
const REQUIREMENTS_MAX: usize = 500;

/// A requirement and the answers that mention it.
pub struct Mentioned {
    /// Its identifier.
    pub requirement: String,
    /// At least one answer.
    pub answers: Vec<Help>,
}

/// Those of these requirements that answers mention, in their order.
pub fn mentions<'r>(
    house: &House,
    requirements: impl IntoIterator<Item = &'r str>,
) -> Vec<Mentioned> {
    let Some(library) = house.faq() else {
        return Vec::new();
    };
    let language = &house.programme().language;
    requirements
        .into_iter()
        .take(REQUIREMENTS_MAX)
        .map(|requirement| Mentioned {
            requirement: requirement.to_owned(),
            answers: library
                .mentioning(requirement)
                .map(|entry| Help {
                    href: address(&entry.slug),
                    question: entry.question.clone(),
                    language: language.clone(),
                })
                .collect(),
        })
        .filter(|mentioned| !mentioned.answers.is_empty())
        .collect()
}
