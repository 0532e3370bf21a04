//! Resumable uploads, tus 1.0 (<https://tus.io/protocols/resumable-upload>): core, creation,
//! creation-with-upload, expiration, checksum, termination and concatenation.
//!
//! Creation: `POST /envois?dossier={application}&preuve={slot}`, for a new version of a piece
//! also `&remplace={piece}` and one `&suit={slot}` for each slot that follows it. The name of
//! the file is the key `filename` of `Upload-Metadata`. Then `HEAD`, `PATCH`, `DELETE` and,
//! outside of the protocol, `GET` (a description in JSON) at the address given in `Location`.
//! `GET /envois?dossier=…[&preuve=…]` lists what the person has not finished.
//!
//! The rules of deposits are in `aval-core`, the octets in `aval-store`.

mod address;
mod creation;
mod described;
mod fault;
mod filing;
mod headers;
#[cfg(test)]
pub(crate) mod scene;
#[cfg(test)]
mod tests;
mod transfer;

use aval_store::{ChecksumAlgorithm, Upload};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::{any, post},
};

pub(crate) use described::{PausedLine, paused};

use crate::{house::House, visitor::Visitor};
use fault::{Fault, refused};

/// Where uploads are created; each one is below.
pub const ADDRESS: &str = "/envois";

/// Version of the protocol.
const VERSION: &str = "1.0.0";

const EXTENSIONS: &str =
    "creation,creation-with-upload,expiration,checksum,termination,concatenation";

const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");

/// Every address below `/envois`.
pub fn routes() -> Router<House> {
    Router::new()
        .route(ADDRESS, any(at_the_door))
        .route("/envois/{id}", any(transfer::at_an_upload))
        .route("/envois/{id}/deposer", post(filing::again))
        .route("/envois/{id}/supprimer", post(filing::forget))
        .layer(from_fn(speaks_tus))
        // Each slot has its own limit, and octets go straight to the disk.
        .layer(DefaultBodyLimit::disable())
}

async fn speaks_tus(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let fields = answer.headers_mut();
    fields.insert(TUS_RESUMABLE, HeaderValue::from_static(VERSION));
    fields
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    answer
}

async fn at_the_door(State(house): State<House>, visitor: Visitor, request: Request) -> Response {
    let method = headers::method(&request);
    let answer = match method {
        Method::OPTIONS => Ok(capabilities(&house, StatusCode::NO_CONTENT)),
        Method::POST => creation::create(&visitor, request).await,
        Method::GET | Method::HEAD => described::list(&visitor, request.uri()).await,
        _ => Err(Fault::Method),
    };
    answer.unwrap_or_else(|fault| refused(&visitor, &fault))
}

/// What this server can do; no session is needed to ask.
fn capabilities(house: &House, status: StatusCode) -> Response {
    let largest = house
        .programme()
        .proof_kinds
        .iter()
        .filter_map(|kind| kind.max_file_mib)
        .max();
    let algorithms: Vec<_> = ChecksumAlgorithm::ALL
        .iter()
        .map(|algorithm| algorithm.name())
        .collect();
    let mut answer = status.into_response();
    let fields = answer.headers_mut();
    fields.insert("tus-version", HeaderValue::from_static(VERSION));
    fields.insert("tus-extension", HeaderValue::from_static(EXTENSIONS));
    set(fields, "tus-checksum-algorithm", &algorithms.join(","));
    if let Some(mib) = largest {
        set(
            fields,
            "tus-max-size",
            &(mib.saturating_mul(1024 * 1024)).to_string(),
        );
    }
    answer
}

fn set(fields: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        fields.insert(name, value);
    }
}

/// The address of an upload.
fn address_of(upload: &Upload) -> String {
    format!("{ADDRESS}/{}", upload.id)
}
