//! The answers that stand beside a requirement, where the question is raised.

use crate::{form::Help, house::House};

use super::address;

/// Answers shown beside one requirement.
const MOST: usize = 3;

/// Answers listed for one chapter.
const MOST_OF_CHAPTER: usize = 12;

/// An answer, folded beside a requirement.
pub struct Beside {
    /// Its address.
    pub href: String,
    /// Its question.
    pub question: String,
    /// Its answer, as safe HTML.
    pub html: String,
}

/// The answers for a requirement of a scheme, the most particular first.
pub fn beside(house: &House, requirement: &str, scheme: &str) -> Vec<Beside> {
    let Some(library) = house.faq() else {
        return Vec::new();
    };
    library
        .beside(house.programme(), requirement, scheme)
        .into_iter()
        .take(MOST)
        .map(|entry| Beside {
            href: address(&entry.slug),
            question: entry.question.clone(),
            html: library.html(&entry.slug).to_owned(),
        })
        .collect()
}

/// An answer for a chapter, and the requirements of the chapter that it is about.
pub struct BesideChapter {
    /// The answer.
    pub answer: Help,
    /// Identifiers, in the order of the chapter.
    pub requirements: Vec<String>,
}

/// The answers for the requirements of a chapter, those about most of them first.
pub fn beside_chapter(house: &House, requirements: &[&str], scheme: &str) -> Vec<BesideChapter> {
    let Some(library) = house.faq() else {
        return Vec::new();
    };
    let programme = house.programme();
    let mut found: Vec<BesideChapter> = library
        .entries()
        .filter(|entry| super::concerns(entry, programme, scheme))
        .map(|entry| BesideChapter {
            answer: Help {
                href: address(&entry.slug),
                question: entry.question.clone(),
                language: programme.language.clone(),
            },
            requirements: requirements
                .iter()
                .filter(|one| entry.requirements.iter().any(|known| known == *one))
                .map(|one| (*one).to_owned())
                .collect(),
        })
        .filter(|beside| !beside.requirements.is_empty())
        .collect();
    found.sort_by(|one, other| {
        let more = other.requirements.len().cmp(&one.requirements.len());
        more.then_with(|| one.answer.href.cmp(&other.answer.href))
    });
    found.truncate(MOST_OF_CHAPTER);
    found
}
