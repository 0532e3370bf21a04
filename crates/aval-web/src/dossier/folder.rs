//! « Déposer un dossier »: many files at once, each put into a slot by the proof number in
//! its name, shown before anything is sent. The rule of names is `naming`; each file is then
//! an ordinary upload, which has the last word.

use askama::Template;
use aval_core::{
    access::{Right, Side},
    application::{ProofSlot, slot_is_open},
};
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use uuid::Uuid;

use super::{
    chapter::{encoded, text_of},
    evidence::limit_of,
    head::{Head, may},
    naming::{Meant, Numbers},
    overview::dossier_for,
};
use crate::{
    address::{Path, Query},
    applications::Dossier,
    error_page::Problem,
    layout::{Layout, page},
    uploads::ADDRESS,
    visitor::Person,
};

/// Names answered at once.
const AT_ONCE: usize = 100;

/// A slot that takes files now.
struct Choice {
    key: String,
    expected: String,
    /// Where a script sends files of this slot.
    send: String,
    /// Extensions, each with its dot.
    accept: String,
    /// Octets.
    max: u64,
    /// What stands there, and its piece when there is one alone.
    held: String,
    evidence: String,
}

#[derive(Template)]
#[template(path = "dossier/folder.html")]
struct FolderPage {
    layout: Layout,
    head: Head,
    choices: Vec<Choice>,
}

/// What the name of a file says.
#[derive(Serialize)]
struct Placed<'a> {
    name: &'a str,
    /// The slots that it may be meant for: none, the one, or several.
    slots: Vec<&'a str>,
}

pub(super) async fn show(
    person: Person,
    Path(id): Path<Uuid>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if person.actor.side != Side::Vendor {
        return person.visitor.problem(Problem::NotFound);
    }
    let slots = dossier.slots(person.house());
    let open: Vec<&ProofSlot> = slots
        .iter()
        .filter(|slot| takes_files_now(&person, &dossier, slot))
        .collect();
    let names: Vec<&str> = asked
        .iter()
        .filter(|(field, _)| field == "nom")
        .map(|(_, name)| name.as_str())
        .take(AT_ONCE)
        .collect();
    if !names.is_empty() {
        return Json(placed(&open, &names)).into_response();
    }
    let choices = open
        .iter()
        .map(|slot| choice(&person, &dossier, slot))
        .collect();
    page(
        StatusCode::OK,
        &FolderPage {
            layout: layout
                .crumb(person.l().t("folder-title").into_owned(), "")
                .wide(),
            head,
            choices,
        },
    )
}

fn takes_files_now(person: &Person, dossier: &Dossier, slot: &ProofSlot) -> bool {
    let right = Right::Upload(slot.chapter.code.clone(), slot.key.clone());
    let claimed = dossier
        .state
        .slot(slot.key)
        .is_some_and(|facts| facts.claim.is_some());
    !claimed
        && extensions(slot).next().is_some()
        && slot_is_open(&dossier.state, slot)
        && may(person, &person.actor, right, dossier)
}

fn extensions<'a>(slot: &'a ProofSlot) -> impl Iterator<Item = &'a str> {
    slot.formats
        .iter()
        .map(String::as_str)
        .filter(|format| !matches!(*format, "url" | "integer" | "text"))
}

fn placed<'a>(open: &[&'a ProofSlot<'a>], names: &[&'a str]) -> Vec<Placed<'a>> {
    let numbers = Numbers::new(open.iter().enumerate().flat_map(|(rank, slot)| {
        [
            (rank, slot.proof.number.as_str()),
            (rank, slot.key.as_str()),
        ]
    }));
    let key = |rank: &usize| open.get(*rank).map(|slot| slot.key.as_str());
    names
        .iter()
        .map(|name| {
            let slots = match numbers.meant_by(name) {
                Meant::Nothing => Vec::new(),
                Meant::One(rank) => key(&rank).into_iter().collect(),
                Meant::Several(ranks) => ranks.iter().filter_map(key).collect(),
            };
            Placed { name, slots }
        })
        .collect()
}

fn choice(person: &Person, dossier: &Dossier, slot: &ProofSlot) -> Choice {
    let links = dossier
        .state
        .slot(slot.key)
        .map(|facts| facts.links.as_slice())
        .unwrap_or_default();
    let held: Vec<String> = links
        .iter()
        .filter_map(|link| dossier.state.content(link))
        .map(|content| content.label())
        .collect();
    let alone = match links {
        [link]
            if dossier
                .state
                .content(link)
                .is_some_and(|one| one.file().is_some()) =>
        {
            link.evidence.to_string()
        }
        _ => String::new(),
    };
    Choice {
        key: slot.key.to_string(),
        expected: text_of(slot.proof.text.as_str(), 80),
        send: format!(
            "{ADDRESS}?dossier={}&preuve={}",
            dossier.id,
            encoded(slot.key.as_str())
        ),
        accept: extensions(slot)
            .map(|format| format!(".{format}"))
            .collect::<Vec<_>>()
            .join(","),
        max: limit_of(person, slot).saturating_mul(1024 * 1024),
        held: held.join(", "),
        evidence: alone,
    }
}
