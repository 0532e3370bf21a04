//! Who comes into administration, and what its pages have in common.

use aval_core::access::{Actor, Side};
use aval_core::programme::Programme;
use axum::response::Response;

use super::roles::{MANAGE_CATALOGUE, MANAGE_PROGRAMME, MANAGE_STAFF, MANAGE_TRUST};
use crate::{error_page::Problem, layout::Layout, visitor::Person};

/// A link between the pages of administration.
pub(super) struct Tab {
    pub href: &'static str,
    pub label: String,
    pub active: bool,
}

/// Sections: address, key of the name, permission.
const SECTIONS: [(&str, &str, &str); 7] = [
    ("/administration", "admin-tab-programme", MANAGE_PROGRAMME),
    (
        "/administration/referentiels",
        "admin-tab-catalogues",
        MANAGE_CATALOGUE,
    ),
    ("/administration/confiance", "admin-tab-trust", MANAGE_TRUST),
    (
        "/administration/antivirus",
        "malware-title",
        MANAGE_PROGRAMME,
    ),
    (
        "/administration/personnes",
        "admin-tab-people",
        MANAGE_STAFF,
    ),
    (
        "/administration/organisations",
        "admin-tab-organisations",
        MANAGE_STAFF,
    ),
    (
        "/administration/journal",
        "admin-tab-journal",
        MANAGE_PROGRAMME,
    ),
];

fn may(actor: &Actor, programme: &Programme, permission: &str) -> bool {
    actor.side == Side::Operator && actor.can(permission, programme)
}

/// Whether some page of administration is for this person.
pub(crate) fn administers(actor: &Actor, programme: &Programme) -> bool {
    first_section(actor, programme).is_some()
}

/// The first page of administration that is for this person.
pub(super) fn first_section(actor: &Actor, programme: &Programme) -> Option<&'static str> {
    SECTIONS
        .iter()
        .find(|(.., permission)| may(actor, programme, permission))
        .map(|(href, ..)| *href)
}

/// The answer for those who do not hold a permission: for them there is nothing here.
pub(super) fn barred(person: &Person, permission: &str) -> Option<Response> {
    let may_enter = may(&person.actor, person.house().programme(), permission);
    (!may_enter).then(|| person.visitor.problem(Problem::NotFound))
}

/// The links to the sections that are for this person.
pub(super) fn tabs(person: &Person, section: &str) -> Vec<Tab> {
    let programme = person.house().programme();
    SECTIONS
        .iter()
        .filter(|(.., permission)| may(&person.actor, programme, permission))
        .map(|(href, key, _)| Tab {
            href,
            label: person.l().t(key).into_owned(),
            active: *href == section,
        })
        .collect()
}

/// The frame of a page of a section; `page` is its own name, empty for the section itself.
pub(super) fn frame(person: &Person, section: &str, page: &str) -> Layout {
    let l = person.l();
    let name = SECTIONS
        .iter()
        .find(|(href, ..)| *href == section)
        .map(|(_, key, _)| l.t(key).into_owned())
        .unwrap_or_default();
    let layout = person
        .layout()
        .crumb(l.t("nav-administration"), "/administration");
    if page.is_empty() {
        layout.titled(name.clone()).crumb(name, "")
    } else {
        layout.titled(page).crumb(name, section).crumb(page, "")
    }
}
