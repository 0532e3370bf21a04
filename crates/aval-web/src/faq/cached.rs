//! Answers to nobody in particular may be kept by anybody, and cost nothing when nothing
//! changed.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

use crate::visitor::{FLASH_COOKIE, SESSION_COOKIE, cookie};

/// Browsers ask again each time; a shared cache may wait a little.
const CACHING: &str = "public, max-age=0, s-maxage=60, must-revalidate";

/// True when the page would show something of the visitor.
pub(super) fn is_personal(headers: &HeaderMap) -> bool {
    [SESSION_COOKIE, FLASH_COOKIE]
        .iter()
        .any(|name| cookie(headers, name).is_some())
}

/// The body with its mark, or only the word that it did not change.
pub(super) fn answer(headers: &HeaderMap, media_type: &'static str, body: String) -> Response {
    if is_personal(headers) {
        let caching = HeaderValue::from_static("no-store");
        return typed(StatusCode::OK, media_type, body, caching);
    }
    let etag = etag(body.as_bytes());
    let known = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(|known| known.trim().trim_start_matches("W/"))
        .any(|known| known == etag || known == "*");
    let caching = HeaderValue::from_static(CACHING);
    let mut response = if known {
        typed(StatusCode::NOT_MODIFIED, media_type, String::new(), caching)
    } else {
        typed(StatusCode::OK, media_type, body, caching)
    };
    let fields = response.headers_mut();
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        fields.insert(header::ETAG, etag);
    }
    fields.insert(
        header::VARY,
        HeaderValue::from_static("cookie, accept-language"),
    );
    response
}

fn typed(
    status: StatusCode,
    media_type: &'static str,
    body: String,
    caching: HeaderValue,
) -> Response {
    let mut response = (status, body).into_response();
    let fields = response.headers_mut();
    if status == StatusCode::OK {
        fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    } else {
        fields.remove(header::CONTENT_TYPE);
    }
    fields.insert(header::CACHE_CONTROL, caching);
    response
}

fn etag(body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    let hex: String = digest
        .iter()
        .take(16)
        .map(|octet| format!("{octet:02x}"))
        .collect();
    format!("\"{hex}\"")
}
