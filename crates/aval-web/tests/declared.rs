//! The structured entry of a form in another shape: what was typed is never lost, what is
//! declared is kept with the version of the piece, and asks for a new check.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use aval_core::{catalogue::ProofKey, ids::EvidenceId};
use aval_web::{house::Settings, inspection, site::site};
use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use common::{
    application::{Until, application, signed_in},
    catalogue, house_with, owner, proof_key,
};
use tower::ServiceExt;

#[tokio::test]
async fn what_is_declared_is_kept_with_the_version_and_asks_for_a_check() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("aval.sqlite").display());
    let files = folder.path().join("files");
    let house = house_with(&url, &files, catalogue(1, 2), 1, Settings::default()).await;
    let id = application(&house, 1, &owner(), Until::Returned).await;
    let cookie = signed_in(&house, &owner()).await;
    let slot = ProofKey::new(proof_key(1, 1));
    let version = async || {
        let dossier = house.dossier(&owner(), id).await.unwrap();
        let link = dossier
            .state
            .slot(&slot)
            .unwrap()
            .links
            .first()
            .unwrap()
            .clone();
        let piece = &dossier.state.evidence[&link.evidence];
        (link.evidence, piece.version(link.version).unwrap().clone())
    };
    let (evidence, before) = version().await;
    assert!(before.declared.is_none());
    let path =
        |evidence: EvidenceId| format!("/dossiers/{id}/declaration/{evidence}?preuve={slot}");
    let send = async |path: String, form: Option<&[(&str, &str)]>| {
        let request = Request::builder()
            .uri(path)
            .header("cookie", &cookie)
            .header("sec-fetch-site", "same-origin");
        let request = match form {
            None => request.body(Body::empty()),
            Some(fields) => {
                let body = form_urlencoded::Serializer::new(String::new())
                    .append_pair("csrf", "a secret of the forms")
                    .extend_pairs(fields)
                    .finish();
                request
                    .method("POST")
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(Body::from(body))
            }
        };
        let answer = site(house.clone()).oneshot(request.unwrap()).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 64 << 20).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    };
    let (status, page) = send(path(evidence), None).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Ce que dit le formulaire"), "{page}");

    let mut facts = [
        ("application_version", "2.1"),
        ("form_date", "hier"),
        ("provider_name", "Audit du Lac"),
        ("auditor_name", "A. Dupont"),
        ("complete", "yes"),
        ("commented", "no"),
        ("high_no", "0"),
        ("medium_no", "3"),
    ];
    let (status, page) = send(path(evidence), Some(&facts)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("Audit du Lac") && page.contains("hier"),
        "{page}"
    );
    assert!(page.contains("f-form_date-error"), "{page}");
    assert!(version().await.1.declared.is_none());

    facts[1].1 = "01/10/2026";
    let (status, page) = send(path(evidence), Some(&facts)).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let declared = version().await.1.declared.unwrap();
    assert_eq!(declared.facts["form_date"], "01/10/2026");
    assert_eq!(declared.facts["commented"], "no");
    let jobs = house
        .store()
        .claim(10, jiff::SignedDuration::ZERO, house.now(), house.id())
        .await
        .unwrap();
    assert!(jobs.iter().any(|job| job.kind == inspection::JOB));

    let nowhere = EvidenceId(uuid::Uuid::nil());
    let (status, _) = send(path(nowhere), None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
