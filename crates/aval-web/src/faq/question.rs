//! What a visitor asks of the FAQ, read from an address and written back in one way only.

use std::collections::BTreeSet;

use crate::posted::pairs;

/// Longest text searched, in characters; a whole question has two hundred.
const TEXT_MAX: usize = 500;
/// Values of one facet read at most.
const VALUES_MAX: usize = 50;
/// Longest value of a facet, in characters.
const VALUE_MAX: usize = 100;
/// Farthest page: a base has a thousand entries, not a million.
const PAGE_MAX: usize = 10_000;

/// One way to narrow the FAQ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Facet {
    Offer,
    Sector,
    Scheme,
    Product,
    Theme,
    Requirement,
}

impl Facet {
    pub const ALL: [Self; 6] = [
        Self::Offer,
        Self::Sector,
        Self::Scheme,
        Self::Product,
        Self::Theme,
        Self::Requirement,
    ];

    /// Name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Offer => "offre",
            Self::Sector => "couloir",
            Self::Scheme => "dispositif",
            Self::Product => "produit",
            Self::Theme => "theme",
            Self::Requirement => "exigence",
        }
    }
}

/// A question to the FAQ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Question {
    pub text: String,
    chosen: BTreeSet<(Facet, String)>,
    /// From 1.
    pub page: usize,
}

impl Question {
    /// Reads the part of an address after `?`. What is too long is cut.
    pub fn read(query: Option<&str>) -> Self {
        let asked = pairs(query.unwrap_or_default().as_bytes());
        let first = |name: &str| asked.iter().find(|(key, _)| key == name);
        let text = first("q").map_or("", |(_, value)| value.trim());
        let text: String = text.chars().take(TEXT_MAX).collect();
        let mut chosen = BTreeSet::new();
        for facet in Facet::ALL {
            let values = asked
                .iter()
                .filter(|(key, value)| key == facet.name() && !value.trim().is_empty())
                .take(VALUES_MAX);
            chosen.extend(values.map(|(_, value)| {
                let value: String = value.trim().chars().take(VALUE_MAX).collect();
                (facet, value.trim().to_owned())
            }));
        }
        let page = first("page").and_then(|(_, value)| value.parse().ok());
        Self {
            text: text.trim().to_owned(),
            chosen,
            page: page.unwrap_or(1).clamp(1, PAGE_MAX),
        }
    }

    /// Takes out the values that a test refuses, and gives them back.
    pub fn split(&mut self, known: impl Fn(Facet, &str) -> bool) -> Vec<String> {
        let mut unknown = Vec::new();
        self.chosen.retain(|(facet, value)| {
            let kept = known(*facet, value);
            if !kept {
                unknown.push(value.clone());
            }
            kept
        });
        unknown
    }

    pub fn chosen(&self) -> impl Iterator<Item = (Facet, &str)> {
        self.chosen
            .iter()
            .map(|(facet, value)| (*facet, value.as_str()))
    }

    pub fn values(&self, facet: Facet) -> impl Iterator<Item = &str> {
        self.chosen()
            .filter(move |(known, _)| *known == facet)
            .map(|(_, value)| value)
    }

    pub fn has(&self, facet: Facet, value: &str) -> bool {
        self.values(facet).any(|known| known == value)
    }

    pub fn without_text(&self) -> Self {
        Self {
            text: String::new(),
            page: 1,
            ..self.clone()
        }
    }

    pub fn without(&self, facet: Facet, value: &str) -> Self {
        let mut wider = self.at(1);
        wider.chosen.remove(&(facet, value.to_owned()));
        wider
    }

    pub fn at(&self, page: usize) -> Self {
        Self {
            page,
            ..self.clone()
        }
    }

    /// Its one address.
    pub fn address(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.text.is_empty() {
            query.append_pair("q", &self.text);
        }
        for (facet, value) in &self.chosen {
            query.append_pair(facet.name(), value);
        }
        if self.page > 1 {
            query.append_pair("page", &self.page.to_string());
        }
        let query = query.finish();
        if query.is_empty() {
            "/faq".to_owned()
        } else {
            format!("/faq?{query}")
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_question_has_one_address() {
        let asked = Question::read(Some(
            "page=1&theme=b&utm=x&q=+d%C3%A9lai+&theme=a&theme=b&offre=",
        ));
        assert_eq!(asked.address(), "/faq?q=d%C3%A9lai&theme=a&theme=b");
        assert_eq!(
            asked.without(Facet::Theme, "a").address(),
            "/faq?q=d%C3%A9lai&theme=b"
        );
        assert_eq!(Question::read(Some("page=-3")).address(), "/faq");
    }

    proptest! {
        #[test]
        fn any_address_is_read_and_reading_ones_own_changes_nothing(query in ".{0,300}") {
            let question = Question::read(Some(&query));
            let address = question.address();
            prop_assert_eq!(Question::read(address.strip_prefix("/faq?")), question);
        }
    }
}
