//! What anybody may read without an account: home, the register and its entries, the
//! certificate, the pages that the footer leads to, and what crawlers ask for.
//!
//! Signing in is in `session`. Answers to nobody in particular are kept by `shelf`, so that
//! the database hears of them only when something changed.

mod column;
mod crawlers;
mod downloads;
mod entry;
mod home;
mod information;
mod question;
mod refusals;
mod register;
mod shelf;

pub(crate) use crawlers::origin;
pub(crate) use downloads::{attachment, harmless};

use axum::{
    Router,
    http::{HeaderMap, header},
    middleware,
    routing::get,
};

use crate::{house::House, layout::Layout, visitor::Visitor};

/// The public addresses.
pub fn routes(house: House) -> Router<House> {
    Router::new()
        .route("/", get(home::show))
        .route("/registre", get(register::show))
        .route("/registre.csv", get(downloads::csv))
        .route("/registre.json", get(downloads::json))
        .route("/registre/{number}", get(entry::show))
        .route("/registre/{number}/attestation", get(entry::certificate))
        .route("/aide", get(information::help))
        .route("/aide/refus", get(refusals::show))
        .route("/mentions", get(information::legal))
        .route("/accessibilite", get(information::accessibility))
        .route("/robots.txt", get(crawlers::robots))
        .route("/sitemap.xml", get(crawlers::sitemap))
        .route_layer(middleware::from_fn_with_state(
            shelf::Shelf::new(house),
            shelf::keep,
        ))
}

/// The frame of a public page. `path` is the address without what we do not understand: the
/// same page is given to everybody who asks the same question.
fn frame(visitor: &Visitor, path: &str) -> Layout {
    let mut layout = visitor.layout();
    path.clone_into(&mut layout.path);
    if visitor.person.is_none() {
        // A kept page would show the hour at which it was drawn.
        return layout.without_clock();
    }
    layout
}

/// A part of an address, percent-encoded where it has to be.
fn encoded(segment: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(segment.len());
    for octet in segment.bytes() {
        if octet.is_ascii_alphanumeric() || b"-._~".contains(&octet) {
            out.push(char::from(octet));
        } else {
            let _ = write!(out, "%{octet:02X}");
        }
    }
    out
}

/// True when a program asks: JSON is wanted and a page is not.
fn wants_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("application/json") && !accept.contains("text/html"))
}

#[cfg(test)]
mod tests;
