//! The public FAQ: its list with search and facets, one page an answer, the feed of changes,
//! suggestions while typing, and the answers that belong beside a requirement.
//!
//! Finding is `aval-search`. Nothing here asks the database for a visitor without a session.

mod answer;
mod beside;
mod cached;
mod entry;
mod explanation;
mod facets;
mod feed;
mod fresh;
mod improvements;
mod incoming;
mod library;
mod links;
mod list;
mod mentions;
mod misses;
mod question;
mod searches;
mod suggestions;
mod votes;
mod writing;

use axum::{
    Router,
    routing::{get, post},
};

pub use beside::{Beside, BesideChapter, beside, beside_chapter};
pub use explanation::{INCOMPLETE_CHAPTER, explanation, help_json, known_codes};
pub use facets::concerns;
pub use fresh::{Opened, follow, open};
pub use incoming::Incoming;
use library::known;
pub use library::{Library, OpenError};
pub use links::{Probe, Reached, Reaching, check_links, watch_links};
pub use mentions::{Mentioned, mentions};
pub use misses::{Misses, keep_misses};

use crate::house::House;

/// The addresses of the FAQ.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/faq", get(list::show))
        .route("/faq.atom", get(feed::show))
        .route("/faq/recherches", post(searches::note))
        .route("/faq/suggestions", get(suggestions::show))
        .route(
            "/faq/a-ameliorer",
            get(improvements::show).post(improvements::close),
        )
        .merge(writing::routes())
        .route("/faq/{slug}", get(entry::show))
        .route("/faq/{slug}/avis", get(votes::show).post(votes::cast))
}

/// Address of an answer.
pub fn address(slug: &str) -> String {
    // Slugs hold lower case letters, digits and hyphens only.
    format!("/faq/{slug}")
}

#[cfg(test)]
mod tests;
