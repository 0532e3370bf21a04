//! Where people start their day: the vendor's dashboard and the operator's queue, and the
//! opening of an application. Pages of one application are in `dossier`.

mod dashboard;
mod opening;
mod queue;
mod team;

pub(crate) use dashboard::scope;

use axum::{Router, routing::get};

use crate::house::House;

/// Lists of applications and their opening.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/dossiers", get(dashboard::show).post(opening::open))
        .route("/dossiers/nouveau", get(opening::form))
        .route("/demandes", get(dashboard::requests))
        .route("/equipe", get(team::show))
        .route("/instruction", get(queue::show))
}
