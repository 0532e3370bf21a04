//! What a form sent: its fields, whose they are, and the proof that the form was ours.
//!
//! A session that ended while somebody typed loses nothing: the fields travel through the
//! sign-in page and come back.

use std::collections::BTreeMap;

use aval_core::ids::ApplicationId;
use axum::{
    body::to_bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use uuid::Uuid;

use crate::{
    error_page::Problem,
    form::FormState,
    house::House,
    resume,
    visitor::{Person, Visitor},
};

/// Longest form read, in octets; files travel otherwise.
pub(crate) const FORM_MAX: usize = 2 * 1024 * 1024;

/// A form sent by a signed-in person.
pub struct Posted {
    /// Who sent it.
    pub person: Person,
    /// Its fields, in order, names possibly repeated.
    pub pairs: Vec<(String, String)>,
}

impl Posted {
    /// The first value of a field, as typed; empty when absent.
    pub fn value(&self, name: &str) -> &str {
        self.pairs
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// Every value of a field.
    pub fn values(&self, name: &str) -> Vec<String> {
        self.pairs
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
            .collect()
    }

    /// Fields whose name begins with a prefix, the prefix cut.
    pub fn prefixed(&self, prefix: &str) -> BTreeMap<String, String> {
        self.pairs
            .iter()
            .filter_map(|(key, value)| Some((key.strip_prefix(prefix)?.to_owned(), value.clone())))
            .collect()
    }

    /// Version of the application shown on the page.
    pub fn seen(&self) -> Option<u64> {
        self.value("expected_version").parse().ok()
    }

    /// The identifier that makes a double click count once.
    pub fn key(&self) -> Uuid {
        self.value("idempotency_key")
            .parse()
            .unwrap_or_else(|_| self.person.house().id())
    }

    /// The form as it was filled, to show it again, on the version that it was drawn from:
    /// what somebody else changed meanwhile is a conflict the next time too.
    pub fn form(&self) -> FormState {
        let form = FormState::from_pairs(self.key().to_string(), self.pairs.clone());
        match self.seen() {
            Some(version) => form.at_version(version),
            None => form,
        }
    }
}

/// A new form for an application: its key and the version that it is drawn from.
pub fn new_form(house: &House, version: u64) -> FormState {
    FormState::new(house.id().to_string()).at_version(version)
}

/// The address of an application.
pub fn application_path(id: ApplicationId) -> String {
    format!("/dossiers/{id}")
}

/// Reads `name=value&…`.
pub fn pairs(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body)
        .into_owned()
        .take(5_000)
        .collect()
}

/// True when the browser says that the request comes from our own pages; a browser too old
/// to say is judged by the secret of the form alone.
pub fn same_origin(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin
            .split_once("://")
            .is_some_and(|(_, from)| from == host),
        _ => true,
    }
}

/// Compares secrets in a time that does not depend on where they differ.
pub fn same_secret(a: &str, b: &str) -> bool {
    a.len() == b.len()
        && !a.is_empty()
        && a.bytes()
            .zip(b.bytes())
            .fold(0, |sum, (x, y)| sum | (x ^ y))
            == 0
}

impl FromRequest<House> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, house: &House) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visitor = match Visitor::from_request_parts(&mut parts, house).await {
            Ok(visitor) => visitor,
            Err(never) => match never {},
        };
        let Ok(body) = to_bytes(body, FORM_MAX).await else {
            return Err(visitor.problem(Problem::TooLarge));
        };
        let mut pairs = pairs(&body);
        if !same_origin(&parts.headers) {
            return Err(visitor.problem(Problem::Forbidden));
        }
        let Some(signed) = visitor.person.clone() else {
            return Err(resume::sign_in_first(
                &visitor,
                &pairs,
                StatusCode::UNAUTHORIZED,
            ));
        };
        let csrf = pairs
            .iter()
            .find(|(key, _)| key == "csrf")
            .map_or("", |(_, value)| value);
        if !same_secret(csrf, &signed.csrf) {
            // A form drawn for an earlier session of the same person: ask, lose nothing.
            return Err(resume::confirm(&visitor, &visitor.path, &pairs));
        }
        pairs.retain(|(key, _)| key != "csrf");
        let person = Person {
            visitor,
            actor: signed.actor,
            csrf: signed.csrf,
        };
        Ok(Self { person, pairs })
    }
}
