//! The answers that stand beside a requirement, where the question is raised.

use crate::house::House;

use super::address;

/// Answers shown beside one requirement.
const MOST: usize = 3;

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
