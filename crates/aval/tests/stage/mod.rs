//! A house whose files are looked at by real children of this program, and people who use its
//! pages. No test lives here.

#![allow(dead_code, reason = "each test takes what it needs")]

#[path = "../../../aval-web/tests/common/mod.rs"]
pub mod common;

use std::sync::Arc;

use aval_core::{
    access::Actor, catalogue::CatalogueVersion, ids::ApplicationId, programme::Programme,
};
use aval_inspect::{Bounds, Worker};
use aval_web::{
    house::{House, Settings},
    site::site,
};
use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode, header, request::Builder},
};
use common::{application::signed_in, house_of, proof_key};
use tower::ServiceExt;

/// An empty house, and the folder that it lives in.
pub async fn house(
    programme: Programme,
    catalogue: CatalogueVersion,
) -> (House, tempfile::TempDir) {
    let inspect = vec!["inspect".to_owned()];
    house_that(env!("CARGO_BIN_EXE_aval"), inspect, programme, catalogue).await
}

/// The same, whose files are looked at by another command.
pub async fn house_that(
    command: &str,
    arguments: Vec<String>,
    programme: Programme,
    catalogue: CatalogueVersion,
) -> (House, tempfile::TempDir) {
    let worker = Worker::new(command.into(), arguments, Bounds::default(), 2);
    let settings = Settings {
        inspector: Some(Arc::new(worker)),
        ..Settings::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("aval.sqlite").display());
    let files = folder.path().join("files");
    let house = house_of(programme, &url, &files, catalogue, 1, settings).await;
    (house, folder)
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub body: String,
}

/// Somebody who is signed in.
pub struct Somebody<'h> {
    house: &'h House,
    cookie: String,
}

impl<'h> Somebody<'h> {
    pub async fn is(house: &'h House, who: &Actor) -> Self {
        let cookie = signed_in(house, who).await;
        Self { house, cookie }
    }

    async fn send(&self, request: Builder, body: impl Into<Body>) -> Answer {
        let request = request
            .header(header::COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .body(body.into())
            .unwrap();
        let answer = site(self.house.clone()).oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, 64 << 20).await.unwrap();
        let location = parts.headers.get(header::LOCATION);
        Answer {
            status: parts.status,
            location: location.map_or_else(String::new, |to| to.to_str().unwrap().to_owned()),
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// A page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// A form of a page, sent without a field of its own.
    pub async fn agrees(&self, path: &str) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        let request = Request::post(path).header(header::CONTENT_TYPE, kind);
        self.send(request, "csrf=a+secret+of+the+forms").await
    }

    /// A form with a file.
    pub async fn sends(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        (name, octets): (&str, &[u8]),
    ) -> Answer {
        const EDGE: &str = "edge-of-the-parts";
        let mut body = Vec::new();
        for (field, value) in [("csrf", "a secret of the forms")].iter().chain(fields) {
            let part = format!(
                "--{EDGE}\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.as_bytes());
        }
        let part = format!(
            "--{EDGE}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend(part.as_bytes());
        body.extend(octets);
        body.extend(format!("\r\n--{EDGE}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={EDGE}");
        let request = Request::post(path).header(header::CONTENT_TYPE, kind);
        self.send(request, body).await
    }

    /// Deposits a file in a slot of the first chapter.
    pub async fn deposits(&self, id: ApplicationId, rank: u32, name: &str, octets: &[u8]) {
        let path = format!("/dossiers/{id}/depot?preuve={}", proof_key(1, rank));
        let answer = self.sends(&path, &[], (name, octets)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }

    /// What the page of a slot says of a piece.
    pub async fn reads(&self, id: ApplicationId, rank: u32, piece: &str) -> String {
        let slot = proof_key(1, rank);
        let path = format!("/dossiers/{id}/chapitres/chapter-1?preuve={slot}{piece}");
        let answer = self.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.body
    }
}

/// The identifier of the piece of that name.
pub async fn piece(house: &House, who: &Actor, id: ApplicationId, name: &str) -> String {
    let dossier = house.dossier(who, id).await.unwrap();
    let (evidence, _) = dossier
        .state
        .evidence
        .iter()
        .find(|(_, evidence)| {
            let held = evidence.versions.last();
            held.is_some_and(|held| held.content.label() == name)
        })
        .unwrap();
    format!("&piece={evidence}")
}
