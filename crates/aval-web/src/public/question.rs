//! What a visitor asks of the register, read from an address and written back in one way
//! only: the same question always has the same address.

use std::collections::BTreeSet;

use aval_store::RegisterFilter;

use crate::posted::pairs;

/// Longest text searched, in characters.
const TEXT_MAX: usize = 200;
/// Values of one facet read at most.
const VALUES_MAX: usize = 50;
/// Longest value of a facet, in characters.
const VALUE_MAX: usize = 100;
/// Longest place in the list, in characters; ours are far shorter.
const PLACE_MAX: usize = 2_048;

/// One of the four ways to narrow the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Facet {
    Sector,
    Scheme,
    Status,
    Wave,
}

impl Facet {
    pub(super) const ALL: [Self; 4] = [Self::Sector, Self::Scheme, Self::Status, Self::Wave];

    /// Name in addresses.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Sector => "couloir",
            Self::Scheme => "dispositif",
            Self::Status => "statut",
            Self::Wave => "vague",
        }
    }
}

/// A question to the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) filter: RegisterFilter,
    /// Place in the list.
    pub(super) place: Option<String>,
}

impl Question {
    /// Reads the part of an address after `?`. What is unknown is left out, what is too
    /// long is cut.
    pub(super) fn read(query: Option<&str>) -> Self {
        let asked = pairs(query.unwrap_or_default().as_bytes());
        let first = |name: &str, max: usize| -> String {
            let found = asked.iter().find(|(key, _)| key == name);
            let value = found.map_or("", |(_, value)| value);
            value.trim().chars().take(max).collect()
        };
        let mut question = Self::default();
        question.filter.text = first("q", TEXT_MAX).trim_end().to_owned();
        for facet in Facet::ALL {
            let values: BTreeSet<String> = asked
                .iter()
                .filter(|(key, value)| key == facet.name() && !value.is_empty())
                .map(|(_, value)| value.chars().take(VALUE_MAX).collect())
                .collect();
            *question.values_mut(facet) = values.into_iter().take(VALUES_MAX).collect();
        }
        question.place = Some(first("page", PLACE_MAX + 1)).filter(|place| !place.is_empty());
        question
    }

    pub(super) fn values(&self, facet: Facet) -> &[String] {
        match facet {
            Facet::Sector => &self.filter.sectors,
            Facet::Scheme => &self.filter.schemes,
            Facet::Status => &self.filter.statuses,
            Facet::Wave => &self.filter.waves,
        }
    }

    fn values_mut(&mut self, facet: Facet) -> &mut Vec<String> {
        match facet {
            Facet::Sector => &mut self.filter.sectors,
            Facet::Scheme => &mut self.filter.schemes,
            Facet::Status => &mut self.filter.statuses,
            Facet::Wave => &mut self.filter.waves,
        }
    }

    /// The same from the start of the list.
    pub(super) fn at_start(&self) -> Self {
        Self {
            filter: self.filter.clone(),
            place: None,
        }
    }

    /// The same at another place of the list.
    pub(super) fn at(&self, place: String) -> Self {
        Self {
            filter: self.filter.clone(),
            place: Some(place),
        }
    }

    /// The same without the text.
    pub(super) fn without_text(&self) -> Self {
        let mut wider = self.at_start();
        wider.filter.text.clear();
        wider
    }

    /// The same without one value of a facet.
    pub(super) fn without(&self, facet: Facet, value: &str) -> Self {
        let mut wider = self.at_start();
        wider.values_mut(facet).retain(|known| known != value);
        wider
    }

    /// Its one address below a path.
    pub(super) fn address(&self, path: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.filter.text.is_empty() {
            query.append_pair("q", &self.filter.text);
        }
        for facet in Facet::ALL {
            for value in self.values(facet) {
                query.append_pair(facet.name(), value);
            }
        }
        if let Some(place) = &self.place {
            query.append_pair("page", place);
        }
        let query = query.finish();
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
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
            "utm=x&dispositif=B&q=+d%C3%A9p%C3%B4t+&dispositif=A&dispositif=B&statut=&page=7b",
        ));
        assert_eq!(
            asked.address("/registre"),
            "/registre?q=d%C3%A9p%C3%B4t&dispositif=A&dispositif=B&page=7b"
        );
        assert_eq!(
            asked.without(Facet::Scheme, "A").address("/registre"),
            "/registre?q=d%C3%A9p%C3%B4t&dispositif=B"
        );
        assert_eq!(Question::read(None).address("/registre"), "/registre");
    }

    proptest! {
        #[test]
        fn any_address_is_read_and_reading_ones_own_changes_nothing(query in ".{0,300}") {
            let question = Question::read(Some(&query));
            let address = question.address("");
            prop_assert_eq!(Question::read(address.strip_prefix('?')), question);
        }

        #[test]
        fn nothing_is_longer_than_its_bound(word in "[a-z é]{0,400}", many in 0_usize..200) {
            let values = (0..many).map(|rank| format!("&couloir={rank}{word}")).collect::<String>();
            let question = Question::read(Some(&format!("q={word}{values}")));
            prop_assert!(question.filter.text.chars().count() <= TEXT_MAX);
            prop_assert!(question.filter.sectors.len() <= VALUES_MAX);
            prop_assert!(question.filter.sectors.iter().all(|value| value.chars().count() <= VALUE_MAX));
        }
    }
}
