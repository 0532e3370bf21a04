//! Which entries a choice keeps, and how many each further choice would show. Values of one
//! facet widen, facets narrow; sectors and schemes are one tree, hence one facet.

use aval_core::programme::Programme;
use aval_search::{EVERY, Entry, Taxonomy};

use super::{
    library::Library,
    question::{Facet, Question},
};

/// Facets that widen each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    Offer,
    Tree,
    Product,
    Theme,
    Requirement,
}

impl Group {
    const ALL: [Self; 5] = [
        Self::Offer,
        Self::Tree,
        Self::Product,
        Self::Theme,
        Self::Requirement,
    ];

    pub fn of(facet: Facet) -> Self {
        match facet {
            Facet::Offer => Self::Offer,
            Facet::Sector | Facet::Scheme => Self::Tree,
            Facet::Product => Self::Product,
            Facet::Theme => Self::Theme,
            Facet::Requirement => Self::Requirement,
        }
    }
}

/// True when an entry concerns a scheme of the programme.
pub fn concerns(entry: &Entry, programme: &Programme, scheme: &str) -> bool {
    let sector = programme
        .scheme(&scheme.into())
        .map_or("", |scheme| scheme.sector.as_str());
    names(&entry.schemes, scheme) && names(&entry.sectors, sector)
}

fn names(codes: &[String], code: &str) -> bool {
    codes.iter().any(|known| known == EVERY || known == code)
}

/// True when an entry has a value of a facet.
pub(super) fn has(entry: &Entry, programme: &Programme, facet: Facet, value: &str) -> bool {
    let holds = |codes: &[String]| codes.iter().any(|code| code == value);
    match facet {
        Facet::Offer => holds(&entry.offers),
        Facet::Product => holds(&entry.products),
        Facet::Theme => holds(&entry.themes),
        Facet::Requirement => holds(&entry.requirements),
        Facet::Scheme => concerns(entry, programme, value),
        Facet::Sector => {
            let mut schemes = programme
                .schemes
                .iter()
                .filter(|scheme| scheme.sector.as_str() == value)
                .peekable();
            if schemes.peek().is_none() {
                return names(&entry.sectors, value);
            }
            schemes.any(|scheme| concerns(entry, programme, scheme.code.as_str()))
        }
    }
}

/// True when a value exists at all.
pub(super) fn is_known(
    library: &Library,
    programme: &Programme,
    facet: Facet,
    value: &str,
) -> bool {
    match facet {
        Facet::Sector => programme.sector(&value.into()).is_some(),
        Facet::Scheme => programme.scheme(&value.into()).is_some(),
        Facet::Requirement => library
            .entries()
            .any(|entry| entry.requirements.iter().any(|known| known == value)),
        Facet::Offer | Facet::Product | Facet::Theme => {
            label(library.taxonomy(), programme, facet, value).is_some()
        }
    }
}

/// What people read for a value.
pub(super) fn label(
    taxonomy: &Taxonomy,
    programme: &Programme,
    facet: Facet,
    value: &str,
) -> Option<String> {
    let term = |terms: &[aval_search::Term]| {
        let found = terms.iter().find(|term| term.code == value);
        found.map(|term| term.label.clone())
    };
    match facet {
        Facet::Offer => term(&taxonomy.offers),
        Facet::Product => term(&taxonomy.products),
        Facet::Theme => taxonomy.theme(value).map(|theme| theme.label.clone()),
        Facet::Sector => programme
            .sector(&value.into())
            .map(|sector| sector.label.clone()),
        Facet::Scheme => programme
            .scheme(&value.into())
            .map(|scheme| scheme.label.clone()),
        Facet::Requirement => Some(value.to_owned()),
    }
}

/// True when an entry is kept by every facet, one group left aside.
pub(super) fn keeps(
    question: &Question,
    programme: &Programme,
    entry: &Entry,
    aside: Option<Group>,
) -> bool {
    Group::ALL.into_iter().all(|group| {
        let mut values = question
            .chosen()
            .filter(|(facet, _)| Group::of(*facet) == group)
            .peekable();
        aside == Some(group)
            || values.peek().is_none()
            || values.any(|(facet, value)| has(entry, programme, facet, value))
    })
}
