//! Searches that found something of which nothing was opened. The page of the results tells
//! it when it is left: only a browser does, no crawler and no kept page. Nothing leads to a
//! person: who searched is a hash whose salt is thrown away after a day.

use axum::{
    body::{Body, to_bytes},
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

use super::{misses::countable, votes::of_source};
use crate::{
    error_page::Problem,
    house::House,
    posted::{pairs, same_origin},
    visitor::Visitor,
};

/// A text and a word.
const FORM_MAX: usize = 4 * 1024;
/// Texts that one source may leave in a day. Choice of the house.
const TEXTS_MAX: u32 = 60;

/// Answered with nothing, whatever becomes of it: nobody waits for it.
pub(super) async fn note(
    State(house): State<House>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if !same_origin(&headers) {
        return visitor.problem(Problem::Forbidden);
    }
    let Ok(body) = to_bytes(body, FORM_MAX).await else {
        return visitor.problem(Problem::TooLarge);
    };
    let fields = pairs(&body);
    let value = |name: &str| {
        let found = fields.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let opened = value("ouverte") == "oui";
    if let Some(text) = countable(value("q")).filter(|text| finds(&house, text))
        && let Err(error) = keep(&visitor, &text, opened).await
    {
        tracing::error!(%error, code = error.code(), "a search could not be kept");
    }
    StatusCode::NO_CONTENT.into_response()
}

/// What finds nothing is counted elsewhere, and noise finds nothing.
fn finds(house: &House, text: &str) -> bool {
    house
        .faq()
        .is_some_and(|library| !library.search().search(text).hits.is_empty())
}

async fn keep(visitor: &Visitor, text: &str, opened: bool) -> Result<bool, aval_store::StoreError> {
    let house = &visitor.house;
    let searcher = of_source(visitor).await?;
    house
        .store()
        .faq_searched(text, &searcher, opened, TEXTS_MAX, house.now())
        .await
}
