//! The administrator's rooms: the programme, its catalogues, people and organisations, and
//! the trace of what was done there; also everybody's own account. What applications go
//! through is in `dossier`; who may give which role is `roles`.

mod account_acts;
mod account_draft;
mod account_pages;
mod act;
mod antivirus;
mod catalogues;
mod event;
mod first;
mod frame;
mod import;
mod journal;
mod organisations;
mod overview;
mod own_account;
mod password;
mod people;
mod received_file;
mod roles;
mod shelf;
#[cfg(test)]
mod tests;
mod trust;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

pub(crate) use account_pages::manages_team;
pub use act::{Act, Change, Outcome};
pub(crate) use catalogues::field_key;
pub use event::{AdministrativeEvent, STREAM};
pub use first::{FirstAdministrator, FirstAdministratorError, first_administrator};
pub(crate) use frame::administers;
pub use roles::{Authority, RoleProblem};
pub use shelf::{deliver, shelve};

use crate::house::House;
use account_pages::Room;

/// Administration, the vendor's own people, and everybody's own account.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/administration", get(overview::show))
        .route("/administration/journal", get(journal::show))
        .route("/administration/personnes", get(people::show))
        .merge(account_pages::routes(Room::Administration))
        .merge(account_pages::routes(Room::Team))
        .route(
            "/administration/organisations",
            get(organisations::show).post(organisations::create),
        )
        .route(
            "/administration/organisations/nouvelle",
            get(organisations::new),
        )
        .route(
            "/administration/organisations/{id}",
            get(organisations::edit).post(organisations::change),
        )
        .route("/administration/referentiels", get(catalogues::show))
        .route(
            "/administration/referentiels/importer",
            // The file is streamed to disk, with a limit of its own.
            post(import::upload).layer(DefaultBodyLimit::disable()),
        )
        .route(
            "/administration/referentiels/imports/{id}",
            get(import::show).post(import::confirm),
        )
        .route(
            "/administration/referentiels/imports/{id}/constats.csv",
            get(import::findings_csv),
        )
        .route(
            "/administration/referentiels/{code}/{version}",
            get(catalogues::version),
        )
        .route(
            "/administration/referentiels/{code}/{version}/publier",
            post(catalogues::publish),
        )
        .route(
            "/administration/referentiels/{code}/{version}/retirer",
            post(catalogues::discard),
        )
        .route(
            "/administration/referentiels/{code}/{version}/{file}",
            get(catalogues::export),
        )
        .route("/administration/confiance", get(trust::show))
        .route(
            "/administration/confiance/importer",
            // The file is streamed to disk, with a limit of its own.
            post(trust::upload).layer(DefaultBodyLimit::disable()),
        )
        .route(
            "/administration/confiance/imports/{id}",
            get(trust::preview).post(trust::confirm),
        )
        .route(
            "/administration/confiance/reverifier",
            post(trust::check_again),
        )
        .route("/administration/antivirus", get(antivirus::show))
        .route(
            "/administration/antivirus/relancer",
            post(antivirus::all_again),
        )
        .route(
            "/administration/antivirus/{id}",
            get(antivirus::content).post(antivirus::release),
        )
        .route(
            "/administration/antivirus/{id}/analyser",
            post(antivirus::again),
        )
        .route("/compte", get(own_account::show))
        .route("/compte/langue", post(own_account::language))
        .route("/compte/mot-de-passe", post(own_account::password))
        .route("/compte/sessions", post(own_account::close_sessions))
}

/// The page for an act that had no effect, or the one that `page` draws.
fn settled(
    result: Result<axum::response::Response, crate::applications::Failure>,
    posted: &crate::posted::Posted,
    back: &str,
) -> axum::response::Response {
    match result {
        Ok(answer) => answer,
        Err(failure) => {
            let mut posted_without_secrets = crate::posted::Posted {
                person: posted.person.clone(),
                pairs: posted.pairs.clone(),
            };
            posted_without_secrets
                .pairs
                .retain(|(name, _)| !name.contains("password"));
            posted
                .person
                .failed(failure, Some(&posted_without_secrets), back)
        }
    }
}
