//! What was done in administration, the latest first, in sentences.

use askama::Template;
use aval_core::{application::ActorRef, programme::Programme};
use axum::{http::StatusCode, response::Response};
use serde::Deserialize;

use super::{
    event::{AdministrativeEvent, STREAM},
    frame::{Tab, barred, frame, tabs},
    roles::MANAGE_PROGRAMME,
};
use crate::{
    address::Query,
    layout::{Layout, TimelineEntry, Tone, page},
    locale::Locale,
    visitor::Person,
};

const HERE: &str = "/administration/journal";
/// Events of a page.
const SIZE: u64 = 50;

#[derive(Template)]
#[template(path = "administration/journal.html")]
struct JournalPage {
    layout: Layout,
    tabs: Vec<Tab>,
    total: String,
    entries: Vec<TimelineEntry>,
    first: String,
    previous: String,
    next: String,
}

#[derive(Deserialize)]
pub(super) struct Where {
    /// The last event shown, by its version; the latest when absent.
    jusqu_a: Option<u64>,
}

pub(super) async fn show(person: Person, Query(place): Query<Where>) -> Response {
    if let Some(answer) = barred(&person, MANAGE_PROGRAMME) {
        return answer;
    }
    let house = person.house();
    let store = house.store();
    let read = async {
        let head = store.version_of(STREAM).await?;
        let last = place.jusqu_a.unwrap_or(head).min(head);
        let after = last.saturating_sub(SIZE);
        let size = u32::try_from(last - after).unwrap_or(0);
        Ok((head, last, store.events(STREAM, after, size).await?))
    };
    let (head, last, events) = match read.await {
        Ok(read) => read,
        Err(error) => {
            let error: aval_store::StoreError = error;
            return person.failed(error.into(), None, "/administration");
        }
    };
    let layout = frame(&person, HERE, "");
    let l = layout.l;
    let entries = events
        .iter()
        .rev()
        .map(|stored| {
            let actor: Option<ActorRef> = serde_json::from_str(&stored.actor).ok();
            let said = AdministrativeEvent::decode(&stored.kind, &stored.payload)
                .map(|event| sentence(&layout, house.programme(), &event));
            // What a newer version of the program wrote is shown as it is.
            let (title, detail, tone) = said
                .unwrap_or_else(|_| (stored.kind.clone(), stored.payload.clone(), Tone::Neutral));
            TimelineEntry {
                instant: stored.at.to_string(),
                said: layout.date_time(&stored.at),
                title,
                actor: actor.map(|actor| actor.name).unwrap_or_default(),
                detail,
                tone,
            }
        })
        .collect();
    let to = |version: u64| format!("{HERE}?jusqu_a={version}");
    page(
        StatusCode::OK,
        &JournalPage {
            tabs: tabs(&person, HERE),
            total: l.n("list-count", head).into_owned(),
            first: if last < head {
                HERE.to_owned()
            } else {
                String::new()
            },
            previous: if last < head {
                to((last + SIZE).min(head))
            } else {
                String::new()
            },
            next: if last > SIZE {
                to(last - SIZE)
            } else {
                String::new()
            },
            entries,
            layout,
        },
    )
}

fn labels(l: Locale, programme: &Programme, roles: &[String], teams: &[String]) -> String {
    let mut said: Vec<String> = roles
        .iter()
        .map(|code| {
            programme
                .role(&code.as_str().into())
                .map_or_else(|| code.clone(), |role| role.label.clone())
        })
        .collect();
    said.extend(teams.iter().map(|code| {
        let label = programme
            .team(&code.as_str().into())
            .map_or(code.as_str(), |team| &team.label);
        l.v("admin-event-team", label).into_owned()
    }));
    said.join(", ")
}

/// An event in words: what happened, more words, how it is meant.
fn sentence(
    layout: &Layout,
    programme: &Programme,
    event: &AdministrativeEvent,
) -> (String, String, Tone) {
    use AdministrativeEvent as E;
    let l = layout.l;
    let of = |key: &'static str, name: &str| l.v(key, name).into_owned();
    let version = |key: &'static str, code: &str, version: &str| {
        l.with(key, &[("code", code.into()), ("version", version.into())])
            .into_owned()
    };
    match event {
        E::AccountCreated {
            name,
            organisation,
            roles,
            teams,
            ..
        } => (
            of("admin-event-account-created", name),
            format!("{organisation} – {}", labels(l, programme, roles, teams)),
            Tone::Success,
        ),
        E::AccountDetailsChanged { name, .. } => (
            of("admin-event-account-details-changed", name),
            String::new(),
            Tone::Neutral,
        ),
        E::RolesChanged {
            name,
            roles_before,
            roles,
            teams_before,
            teams,
            ..
        } => (
            of("admin-event-roles-changed", name),
            l.with(
                "admin-event-from-to",
                &[
                    (
                        "before",
                        labels(l, programme, roles_before, teams_before).into(),
                    ),
                    ("after", labels(l, programme, roles, teams).into()),
                ],
            )
            .into_owned(),
            Tone::Warning,
        ),
        E::AccountClosed { name, reason, .. } => (
            of("admin-event-account-closed", name),
            reason.clone(),
            Tone::Warning,
        ),
        E::AccountReopened { name, .. } => (
            of("admin-event-account-reopened", name),
            String::new(),
            Tone::Warning,
        ),
        E::PasswordReset { name, .. } => (
            of("admin-event-password-reset", name),
            String::new(),
            Tone::Warning,
        ),
        E::PasswordChanged { name, .. } => (
            of("admin-event-password-changed", name),
            String::new(),
            Tone::Neutral,
        ),
        E::OrganisationCreated { code, name, .. } => (
            of("admin-event-organisation-created", name),
            code.clone(),
            Tone::Success,
        ),
        E::OrganisationChanged { code, name, .. } => (
            of("admin-event-organisation-changed", name),
            code.clone(),
            Tone::Neutral,
        ),
        E::WorkbookReceived {
            hash,
            file_name,
            size,
            code,
            version: number,
        } => (
            of("admin-event-workbook-received", file_name),
            format!(
                "{code} {number} – {} – SHA-256 {}",
                layout.size(*size),
                layout.short_hash(hash)
            ),
            Tone::Neutral,
        ),
        E::TrustReceived {
            purpose,
            hash,
            file_name,
            size,
            ..
        } => (
            of("admin-event-trust-received", file_name),
            format!(
                "{} – {} – SHA-256 {}",
                l.t(super::trust::name_of(*purpose)),
                layout.size(*size),
                layout.short_hash(hash)
            ),
            Tone::Neutral,
        ),
        E::TrustImported {
            purpose,
            hash,
            origin,
            dated,
            ..
        } => (
            of(
                "admin-event-trust-imported",
                &l.t(super::trust::name_of(*purpose)),
            ),
            format!(
                "{} – {origin} – SHA-256 {}",
                layout.date(dated),
                layout.short_hash(hash)
            ),
            Tone::Success,
        ),
        E::ChecksAskedAgain => (
            l.t("admin-event-checks-asked-again").into_owned(),
            String::new(),
            Tone::Neutral,
        ),
        E::ContentReleased { hash, name, reason } => (
            of("admin-event-content-released", name),
            format!("{reason} – SHA-256 {}", layout.short_hash(hash)),
            Tone::Warning,
        ),
        E::ScanAsked { hash } => (
            l.t("admin-event-scan-asked").into_owned(),
            format!("SHA-256 {}", layout.short_hash(hash)),
            Tone::Neutral,
        ),
        E::ScansAsked => (
            l.t("admin-event-scans-asked").into_owned(),
            String::new(),
            Tone::Neutral,
        ),
        E::CatalogueImported {
            code,
            version: number,
            requirements,
            proofs,
            warnings,
            ..
        } => (
            version("admin-event-catalogue-imported", code, number),
            l.with(
                "admin-event-imported-counts",
                &[
                    ("requirements", (*requirements).into()),
                    ("proofs", (*proofs).into()),
                    ("warnings", (*warnings).into()),
                ],
            )
            .into_owned(),
            Tone::Success,
        ),
        E::CatalogueDiscarded {
            code,
            version: number,
        } => (
            version("admin-event-catalogue-discarded", code, number),
            String::new(),
            Tone::Warning,
        ),
        E::CataloguePublished {
            code,
            version: number,
            on,
        } => (
            version("admin-event-catalogue-published", code, number),
            of("admin-event-published-on", &layout.date(on)),
            Tone::Success,
        ),
    }
}
