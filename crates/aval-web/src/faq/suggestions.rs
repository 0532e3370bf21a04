//! Questions proposed while somebody types, as JSON for the script of the search box.

use axum::{extract::RawQuery, http::HeaderMap, response::Response};
use serde_json::{Value, json};

use super::{address, cached, question::Question};
use crate::{error_page::Problem, visitor::Visitor};

/// Questions proposed at once.
const MOST: usize = 8;

pub(super) async fn show(
    visitor: Visitor,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let question = Question::read(query.as_deref());
    let Some(library) = visitor.house.faq() else {
        return visitor.problem(Problem::NotFound);
    };
    let found: Vec<Value> = library
        .search()
        .suggest(&question.text, MOST)
        .into_iter()
        .map(|suggestion| {
            let pieces: Vec<Value> = suggestion
                .question
                .pieces
                .iter()
                .map(|piece| json!({ "text": piece.text, "marked": piece.marked }))
                .collect();
            json!({ "href": address(suggestion.slug), "pieces": pieces })
        })
        .collect();
    let body = json!({ "suggestions": found }).to_string();
    cached::answer(&headers, "application/json", body)
}
