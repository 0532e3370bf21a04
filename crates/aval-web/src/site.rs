//! The whole site as one router: every room's addresses and what each answer carries.

use axum::{Router, routing::get};

use crate::{
    administration, assets, desk, dossier, error_page::Problem, faq, house::House,
    locale::switchable, pentest_form, public, security_headers::secured, session, uploads,
    visitor::Visitor,
};

#[cfg(test)]
mod corrections;
#[cfg(test)]
mod doors;
#[cfg(test)]
mod explained;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod looking;
#[cfg(test)]
mod promises;
#[cfg(test)]
mod scanned;
#[cfg(test)]
mod walk;

/// Every address of the house.
pub fn site(house: House) -> Router {
    let rooms = Router::new()
        .merge(public::routes(house.clone()))
        .merge(session::routes())
        .merge(desk::routes())
        .merge(dossier::routes())
        .merge(uploads::routes())
        .merge(pentest_form::routes())
        .merge(administration::routes())
        .merge(faq::routes())
        .route("/sante", get(health))
        .fallback(unknown)
        .with_state(house);
    secured(switchable(rooms.merge(assets::routes())))
}

/// Tells a supervisor that this instance answers and reaches its database.
async fn health(visitor: Visitor) -> axum::response::Response {
    use axum::response::IntoResponse;
    match visitor.house.store().ping().await {
        Ok(()) => "ok\n".into_response(),
        Err(error) => {
            tracing::error!(%error, code = error.code(), "the database does not answer");
            visitor.problem(Problem::Unavailable)
        }
    }
}

async fn unknown(visitor: Visitor) -> axum::response::Response {
    visitor.problem(Problem::NotFound)
}
