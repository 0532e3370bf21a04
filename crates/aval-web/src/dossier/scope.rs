//! Profiles and declarations once the proofs are open: what a change would do to the slots
//! is read first, then confirmed as it was read. Before that, they are part of the form.

use std::collections::BTreeSet;

use askama::Template;
use aval_core::{
    access::{Right, Side},
    application::{
        ChapterState, Command, ProofSlot, chapter_state, chapters_of, effective_profiles,
        slot_effects, slot_of,
    },
    catalogue::ProofKey,
    ids::ApplicationId,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use uuid::Uuid;

use super::{
    act,
    forms::{DeclarationField, declaration_fields, declared, profile_choices, scope_form},
    head::{Head, may},
    overview::dossier_for,
};
use crate::{
    address::Path,
    applications::{Dossier, Rehearsal},
    error_page::Problem,
    form::{Choice, FormState},
    layout::{Layout, page},
    posted::{Posted, application_path},
    visitor::Person,
};

/// A slot that a change touches.
struct Touched {
    key: String,
    chapter: String,
    requirement: String,
    /// What was deposited there, and stays.
    kept: Vec<String>,
    /// A justification is expected from now on.
    to_justify: bool,
    required: bool,
}

/// What a change does, before it is made.
struct Effects {
    /// The answers as they will be sent.
    answers: Vec<(String, String)>,
    added: Vec<Touched>,
    removed: Vec<Touched>,
    bound_otherwise: Vec<Touched>,
    unchanged: usize,
    /// Chapters already with the teams that come back to the vendor.
    reopened: Vec<String>,
    /// Certifications asked from now on.
    certifications: Vec<String>,
}

impl Effects {
    fn is_none(&self) -> bool {
        self.added.is_empty()
            && self.removed.is_empty()
            && self.bound_otherwise.is_empty()
            && self.certifications.is_empty()
    }
}

#[derive(Template)]
#[template(path = "dossier/scope.html")]
struct ScopePage {
    layout: Layout,
    head: Head,
    form: FormState,
    profiles: Vec<Choice>,
    declarations: Vec<DeclarationField>,
    effects: Option<Effects>,
}

pub(super) async fn show(person: Person, Path(id): Path<Uuid>) -> Response {
    draw(person, id, None, None).await
}

async fn draw(
    person: Person,
    id: Uuid,
    typed: Option<FormState>,
    effects: Option<Effects>,
) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if person.actor.side == Side::External {
        return person.visitor.problem(Problem::NotFound);
    }
    if !may(&person, &person.actor, Right::FillForms, &dossier) {
        return person.visitor.problem(Problem::Forbidden);
    }
    // Until then, both are asked in the form of the eligibility.
    if dossier.state.eligible.is_none() {
        return Redirect::to(&format!("{}/eligibilite", head.path)).into_response();
    }
    let form = typed.unwrap_or_else(|| scope_form(person.house(), &dossier));
    let answer = page(
        StatusCode::OK,
        &ScopePage {
            profiles: profile_choices(&person, &dossier),
            declarations: declaration_fields(&person, &dossier),
            layout: layout.crumb(person.l().t("scope-title"), ""),
            form,
            effects,
            head,
        },
    );
    person.visitor.clear_flash(answer)
}

pub(super) async fn change(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let application = ApplicationId(id);
    let person = posted.person.clone();
    let back = format!("{}/profils", application_path(application));
    let command = Command::ChangeScope {
        profiles: posted
            .values("profile")
            .iter()
            .map(|code| code.as_str().into())
            .collect(),
        declarations: declared(person.house().programme(), &posted),
    };
    match posted.value("then") {
        "confirm" => {
            let to = format!("{}/chapitres", application_path(application));
            act(&posted, application, command, &to, "scope-changed").await
        }
        "edit" => draw(person, id, Some(again(&posted)), None).await,
        _ => {
            let rehearsed = person
                .house()
                .rehearse(&person.actor, application, command, posted.seen())
                .await;
            match rehearsed {
                Ok(rehearsal) => {
                    let effects = effects(&person, &rehearsal, &posted);
                    draw(person, id, Some(again(&posted)), Some(effects)).await
                }
                Err(failure) => person.failed(failure, Some(&posted), &back),
            }
        }
    }
}

/// The answers as they were sent, with the version of the first page: what somebody else
/// changed meanwhile is a conflict, also at the confirmation.
fn again(posted: &Posted) -> FormState {
    let form = posted.form();
    match posted.seen() {
        Some(version) => form.at_version(version),
        None => form,
    }
}

fn effects(person: &Person, rehearsal: &Rehearsal, posted: &Posted) -> Effects {
    let house = person.house();
    let programme = house.programme();
    let (before, after) = (&rehearsal.before, &rehearsal.after);
    let (had, has) = (before.slots(house), after.slots(house));
    let told = slot_effects(&had, &has);
    let list = |keys: &[ProofKey], slots: &[ProofSlot]| -> Vec<Touched> {
        keys.iter()
            .filter_map(|key| slot_of(slots, key))
            .map(|slot| touched(before, slot))
            .collect()
    };
    let certifications = |dossier: &Dossier| -> BTreeSet<String> {
        let state = &dossier.state;
        let profiles = effective_profiles(programme, state);
        state
            .opening
            .iter()
            .flat_map(|opening| {
                programme.certifications_required(&opening.scheme, &profiles, &state.declarations)
            })
            .map(|certification| certification.label.clone())
            .collect()
    };
    Effects {
        answers: posted
            .pairs
            .iter()
            .filter(|(name, _)| name == "profile" || name.starts_with("declaration."))
            .cloned()
            .collect(),
        added: list(&told.added, &has),
        removed: list(&told.removed, &had),
        bound_otherwise: list(&told.bound_otherwise, &has),
        unchanged: told.unchanged.len(),
        reopened: chapters_of(&has)
            .into_iter()
            .filter(|(chapter, _)| {
                let sent = |dossier: &Dossier, slots: &[ProofSlot]| {
                    matches!(
                        chapter_state(&dossier.state, slots, &chapter.code),
                        ChapterState::Submitted | ChapterState::Validated
                    )
                };
                sent(before, &had) && !sent(after, &has)
            })
            .map(|(chapter, _)| chapter.name.clone())
            .collect(),
        certifications: certifications(after)
            .difference(&certifications(before))
            .cloned()
            .collect(),
    }
}

fn touched(dossier: &Dossier, slot: &ProofSlot) -> Touched {
    let facts = dossier.state.slot(slot.key);
    let pieces = facts
        .iter()
        .flat_map(|facts| &facts.links)
        .filter_map(|link| dossier.state.content(link))
        .map(|content| content.label());
    let claim = facts
        .and_then(|facts| facts.claim.as_ref())
        .map(|claim| claim.justification.clone());
    Touched {
        key: slot.key.to_string(),
        chapter: slot.chapter.name.clone(),
        requirement: slot.requirement.id.to_string(),
        kept: pieces.chain(claim).collect(),
        to_justify: slot.justification_expected,
        required: slot.required,
    }
}
