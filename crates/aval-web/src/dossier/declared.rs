//! The short structured entry for a form in another shape than the model: a page of facts,
//! declared by whoever deposited the file and kept with that version of it.

use std::collections::BTreeMap;

use askama::Template;
use aval_core::{
    access::{Right, slot_visible},
    application::{Command, EvidenceLink, slot_of},
    catalogue::ProofKey,
    ids::{ApplicationId, EvidenceId},
};
use aval_pentest::{FACTS, FactKind, NO, YES};
use axum::{http::StatusCode, response::Response};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    act,
    evidence::{SlotQuery, slot_address},
    head::{Head, may},
    overview::dossier_for,
};
use crate::{
    address::{Path, Query},
    applications::Dossier,
    error_page::Problem,
    form::{Choice, FormState},
    layout::{Layout, page},
    locale::Locale,
    posted::{Posted, new_form},
    visitor::Person,
};

/// The slot that the entry is for; the one that the piece was filed in when absent.
#[derive(Deserialize)]
pub(super) struct Asked {
    preuve: Option<String>,
}

/// One fact as it is drawn.
struct Drawn {
    name: &'static str,
    label: String,
    hint: String,
    required: bool,
    question: bool,
}

#[derive(Template)]
#[template(path = "dossier/declared.html")]
struct DeclaredPage {
    layout: Layout,
    head: Head,
    form: FormState,
    file: String,
    slot: String,
    facts: Vec<Drawn>,
    answers: Vec<Choice>,
    action: String,
    back: String,
}

fn drawn(l: Locale) -> Vec<Drawn> {
    FACTS
        .iter()
        .map(|fact| {
            let hint = match fact.kind {
                FactKind::Date => "declared-hint-date",
                FactKind::Count => "declared-hint-count",
                FactKind::Score => "declared-hint-score",
                FactKind::Text | FactKind::Question => "",
            };
            Drawn {
                name: fact.code,
                label: l.t(&format!("declared-fact-{}", fact.code)).into_owned(),
                hint: if hint.is_empty() {
                    String::new()
                } else {
                    l.t(hint).into_owned()
                },
                required: fact.required,
                question: fact.kind == FactKind::Question,
            }
        })
        .collect()
}

/// The address of the entry for a piece of a slot.
pub(super) fn address(dossier: &Dossier, slot: &ProofKey, evidence: EvidenceId) -> String {
    let slot: String = form_urlencoded::byte_serialize(slot.as_str().as_bytes()).collect();
    format!(
        "/dossiers/{}/declaration/{evidence}?preuve={slot}",
        dossier.id
    )
}

/// The piece in the slot, for who may fill the slot.
fn held<'d>(
    person: &Person,
    dossier: &'d Dossier,
    key: &ProofKey,
    evidence: EvidenceId,
) -> Option<&'d EvidenceLink> {
    let house = person.house();
    let slots = dossier.slots(house);
    let slot = slot_of(&slots, key)?;
    let visible = slot_visible(
        &person.actor,
        key,
        &dossier.state,
        house.programme(),
        house.now(),
    );
    let right = Right::Upload(slot.chapter.code.clone(), key.clone());
    if !visible || !may(person, &person.actor, right, dossier) {
        return None;
    }
    dossier
        .state
        .slot(key)?
        .links
        .iter()
        .find(|link| link.evidence == evidence)
}

pub(super) async fn show(
    person: Person,
    Path((id, evidence)): Path<(Uuid, Uuid)>,
    Query(query): Query<Asked>,
) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let evidence = EvidenceId(evidence);
    let key = match query.preuve {
        Some(key) => ProofKey::new(key),
        None => dossier
            .state
            .evidence
            .get(&evidence)
            .map_or_else(|| ProofKey::new(""), |piece| piece.filed_in.clone()),
    };
    let version = held(&person, &dossier, &key, evidence)
        .and_then(|link| dossier.state.evidence.get(&evidence)?.version(link.version));
    let Some(version) = version else {
        return person.visitor.problem(Problem::NotFound);
    };
    let mut form = new_form(person.house(), dossier.state.version);
    if let Some(declared) = &version.declared {
        for (code, value) in &declared.facts {
            form.set(code, value.as_str());
        }
    }
    let file = version.content.label();
    let action = address(&dossier, &key, evidence);
    drawn_page(
        &person,
        &dossier,
        layout,
        head,
        form,
        StatusCode::OK,
        &key,
        file,
        action,
    )
}

#[expect(clippy::too_many_arguments, reason = "the parts of one page")]
fn drawn_page(
    person: &Person,
    dossier: &Dossier,
    layout: Layout,
    head: Head,
    form: FormState,
    status: StatusCode,
    key: &ProofKey,
    file: String,
    action: String,
) -> Response {
    let l = person.l();
    page(
        status,
        &DeclaredPage {
            layout: layout.crumb(l.t("declared-title"), ""),
            head,
            form,
            file,
            slot: key.to_string(),
            facts: drawn(l),
            answers: vec![
                Choice::new(YES, l.t("declared-yes")),
                Choice::new(NO, l.t("declared-no")),
            ],
            action,
            back: slot_address(dossier, key),
        },
    )
}

pub(super) async fn declare(
    Path((id, evidence)): Path<(Uuid, Uuid)>,
    Query(query): Query<SlotQuery>,
    posted: Posted,
) -> Response {
    let person = &posted.person;
    let (dossier, layout, head) = match dossier_for(person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let key = ProofKey::new(query.preuve);
    let evidence = EvidenceId(evidence);
    let back = slot_address(&dossier, &key);
    let facts: BTreeMap<String, String> = FACTS
        .iter()
        .map(|fact| {
            (
                fact.code.to_owned(),
                posted.value(fact.code).trim().to_owned(),
            )
        })
        .collect();
    let wrong: Vec<&str> = FACTS
        .iter()
        .filter(|fact| !fact.admits(facts.get(fact.code).map(String::as_str).unwrap_or_default()))
        .map(|fact| fact.code)
        .collect();
    if !wrong.is_empty()
        && let Some(link) = held(person, &dossier, &key, evidence)
    {
        let l = person.l();
        let mut form = posted.form();
        for code in wrong {
            let label = l.t(&format!("declared-fact-{code}")).into_owned();
            form.refuse(code, l.v("declared-wrong", label).into_owned());
        }
        let file = dossier
            .state
            .content(link)
            .map(aval_core::application::Content::label)
            .unwrap_or_default();
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let action = address(&dossier, &key, evidence);
        return drawn_page(
            person, &dossier, layout, head, form, status, &key, file, action,
        );
    }
    let command = Command::DeclareFacts {
        evidence,
        slot: key,
        facts,
    };
    act(&posted, ApplicationId(id), command, &back, "declared-done").await
}
