//! What an address says: the parts of its path and its question. One that cannot be read
//! leads nowhere: the page of an unknown address, not a technical sentence.

use std::convert::Infallible;

use axum::{
    extract::{FromRequestParts, Path as ReadPath, Query as ReadQuery},
    http::request::Parts,
    response::Response,
};
use serde::de::DeserializeOwned;

use crate::{error_page::Problem, house::House, visitor::Visitor};

/// The parts of a path.
pub struct Path<T>(pub T);

/// The question of an address, after `?`.
pub struct Query<T>(pub T);

async fn nowhere(parts: &mut Parts, house: &House) -> Response {
    let visitor: Result<Visitor, Infallible> = Visitor::from_request_parts(parts, house).await;
    match visitor {
        Ok(visitor) => visitor.problem(Problem::NotFound),
        Err(never) => match never {},
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<House> for Path<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Response> {
        match ReadPath::from_request_parts(parts, house).await {
            Ok(ReadPath(read)) => Ok(Self(read)),
            Err(_) => Err(nowhere(parts, house).await),
        }
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<House> for Query<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Response> {
        match ReadQuery::try_from_uri(&parts.uri).ok() {
            Some(ReadQuery(read)) => Ok(Self(read)),
            None => Err(nowhere(parts, house).await),
        }
    }
}
