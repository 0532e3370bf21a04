//! Addresses of this service in answers: entries, questions to the FAQ with what they name,
//! public pages.

use super::Reached;
use crate::{
    faq::{
        Library,
        facets::is_known,
        question::{Facet, Question},
    },
    house::House,
};

/// Pages that everybody reads.
const PUBLIC: [&str; 11] = [
    "/",
    "/registre",
    "/registre.csv",
    "/registre.json",
    "/aide",
    "/aide/refus",
    "/mentions",
    "/accessibilite",
    "/faq.atom",
    "/connexion",
    "/sitemap.xml",
];

/// Rooms of which only a session or the register could say whether a page is there.
const ROOMS: [&str; 8] = [
    "/registre/",
    "/formulaires/",
    "/dossiers",
    "/demandes",
    "/equipe",
    "/instruction",
    "/administration",
    "/compte",
];

pub(super) fn judge(house: &House, library: &Library, address: &str) -> Option<Reached> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    if path == "/faq" {
        return Some(asked(house, library, query));
    }
    if let Some(slug) = path.strip_prefix("/faq/") {
        return Some(match library.entry(slug) {
            Some(_) => Reached::Fine,
            None => Reached::Dead(slug.to_owned()),
        });
    }
    if PUBLIC.contains(&path) {
        return Some(Reached::Fine);
    }
    let in_a_room = ROOMS.iter().any(|room| path.starts_with(room));
    (!in_a_room).then(|| Reached::Dead(path.to_owned()))
}

/// A question to the FAQ is dead when it names what is not there.
fn asked(house: &House, library: &Library, query: &str) -> Reached {
    let mut question = Question::read(Some(query));
    let programme = house.programme();
    let unknown = question.split(|facet, value| match facet {
        Facet::Requirement => is_required(house, value),
        facet => is_known(library, programme, facet, value),
    });
    if unknown.is_empty() {
        Reached::Fine
    } else {
        Reached::Dead(unknown.join(", "))
    }
}

/// Whether a version of a catalogue holds this requirement; nothing is said without catalogues.
fn is_required(house: &House, identifier: &str) -> bool {
    let versions = house.catalogues().all();
    versions.is_empty()
        || versions.iter().any(|version| {
            version
                .requirements()
                .any(|(_, _, requirement)| requirement.id.as_str() == identifier)
        })
}
