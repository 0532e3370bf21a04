//! The decision desk and the life of the register entry.

use askama::Template;
use aval_core::{
    access::{Right, Side},
    application::{Command, Outcome, unmet_for_decision},
    ids::ApplicationId,
};
use axum::{http::StatusCode, response::Response};
use uuid::Uuid;

use super::{
    act,
    head::{Head, may},
    overview::dossier_for,
};
use crate::{
    address::Path,
    answer::missing_in_words,
    error_page::Problem,
    form::FormState,
    layout::{Layout, page},
    posted::{Posted, application_path, new_form},
    visitor::Person,
};

#[derive(Template)]
#[template(path = "dossier/decision.html")]
struct DecisionPage {
    layout: Layout,
    head: Head,
    form: FormState,
    gaps: Vec<(String, String)>,
    may_decide: bool,
    decided: Option<(String, String, Vec<String>, String)>,
    granted: bool,
    may_publish: bool,
    listing: Option<Listed>,
    may_suspend: bool,
    may_withdraw: bool,
    may_fill: bool,
}

struct Listed {
    number: String,
    version: String,
    published: String,
    due: String,
    commercialised: String,
    suspended: String,
    withdrawn: String,
    pilots: Vec<String>,
    reports_validated: bool,
    later: Vec<(String, String)>,
}

pub(super) async fn show(person: Person, Path(id): Path<Uuid>) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let house = person.house();
    let state = &dossier.state;
    let decides = may(&person, &person.actor, Right::Decide, &dossier);
    if person.actor.side == Side::External || (!decides && state.decision.is_none()) {
        return person.visitor.problem(Problem::NotFound);
    }
    let l = person.l();
    let slots = dossier.slots(house);
    let open =
        decides && state.decision.is_none() && state.eligible.is_some() && !state.is_closed();
    let gaps = if open {
        unmet_for_decision(house.programme(), state, &slots)
            .iter()
            .map(|gap| missing_in_words(l, house.programme(), gap))
            .collect()
    } else {
        Vec::new()
    };
    let decided = state.decision.as_ref().map(|decision| {
        let key = match decision.outcome {
            Outcome::Granted => "outcome-granted",
            Outcome::GrantedWithReservations => "outcome-reserved",
            Outcome::Refused => "outcome-refused",
        };
        (
            l.t(key).into_owned(),
            decision.reasons.clone(),
            decision.reservations.clone(),
            format!("{}, {}", decision.by.name, layout.date_time(&decision.at)),
        )
    });
    let reason = |reasoned: &Option<aval_core::application::Reasoned>| {
        reasoned
            .as_ref()
            .map(|reasoned| reasoned.reasons.join(" "))
            .unwrap_or_default()
    };
    let listing = state.listing.as_ref().map(|listing| Listed {
        number: listing.number.clone(),
        version: listing.technical_version.clone(),
        published: layout.date_time(&listing.published_at),
        due: layout.date(&listing.commercialisation_due),
        commercialised: listing
            .commercialised_on
            .map(|day| layout.date(&day))
            .unwrap_or_default(),
        suspended: reason(&listing.suspended),
        withdrawn: reason(&listing.withdrawn),
        pilots: listing
            .pilot_sites
            .iter()
            .map(|site| site.name.clone())
            .collect(),
        reports_validated: listing.pilot_reports_validated,
        later: listing.later_versions.clone(),
    });
    let live = state
        .listing
        .as_ref()
        .is_some_and(|listing| listing.withdrawn.is_none());
    let granted = state
        .decision
        .as_ref()
        .is_some_and(|decision| decision.outcome != Outcome::Refused);
    let answer = page(
        StatusCode::OK,
        &DecisionPage {
            form: new_form(house, state.version),
            gaps,
            may_decide: open,
            decided,
            granted,
            may_publish: granted
                && state.listing.is_none()
                && may(&person, &person.actor, Right::Publish, &dossier),
            listing,
            may_suspend: live && may(&person, &person.actor, Right::Suspend, &dossier),
            may_withdraw: live && may(&person, &person.actor, Right::WithdrawListing, &dossier),
            may_fill: live && may(&person, &person.actor, Right::FillForms, &dossier),
            layout,
            head,
        },
    );
    person.visitor.clear_flash(answer)
}

fn back(id: ApplicationId) -> String {
    format!("{}/decision", application_path(id))
}

pub(super) async fn decide(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let outcome = match posted.value("outcome") {
        "granted" => Outcome::Granted,
        "reserved" => Outcome::GrantedWithReservations,
        "refused" => Outcome::Refused,
        _ => return crate::visitor::said(&back(id), crate::layout::Tone::Warning, "outcome-none"),
    };
    let command = Command::Decide {
        outcome,
        reasons: posted.value("reasons").to_owned(),
        reservations: posted
            .value("reservations")
            .lines()
            .map(str::to_owned)
            .collect(),
    };
    act(&posted, id, command, &back(id), "decision-taken").await
}

pub(super) async fn listing(Path((id, action)): Path<(Uuid, String)>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let reason = posted.value("reason").to_owned();
    let (command, said) = match action.as_str() {
        "publier" => (Command::PublishListing, "listing-published"),
        "suspendre" => (Command::SuspendListing { reason }, "listing-suspended"),
        "retablir" => (Command::ReinstateListing { reason }, "listing-reinstated"),
        "retirer" => (Command::WithdrawListing { reason }, "listing-withdrawn"),
        "commercialisation" => match posted.value("on").parse() {
            Ok(on) => (Command::RecordCommercialisation { on }, "listing-saved"),
            Err(_) => {
                return crate::visitor::said(
                    &back(id),
                    crate::layout::Tone::Warning,
                    "extension-no-date",
                );
            }
        },
        "pilote" => (
            Command::RecordPilotSite {
                name: posted.value("name").to_owned(),
                report: None,
            },
            "listing-saved",
        ),
        "pv" => (Command::ValidatePilotReports, "listing-saved"),
        "version" => (
            Command::DeclareTechnicalVersion {
                version: posted.value("version").to_owned(),
                note: posted.value("note").to_owned(),
            },
            "listing-saved",
        ),
        _ => return posted.person.visitor.problem(Problem::NotFound),
    };
    act(&posted, id, command, &back(id), said).await
}
