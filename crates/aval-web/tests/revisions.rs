//! A signed document that was changed afterwards: the page that shows both, and the signed
//! revision as it is sent.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use aval_core::{
    application::{Command, Content, FileContent},
    catalogue::ProofKey,
};
use aval_inspect::{Check, Outcome, Report, SIGNED_REVISION};
use aval_store::Inspection;
use aval_web::site::site;
use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use common::{
    actor,
    application::{Until, application, examiner, signed_in},
    catalogue, house, owner, proof_key,
};
use tower::ServiceExt;

const SIGNED: &str = "%PDF-1.7 signed %%EOF";
const ADDED: &str = " changed afterwards %%EOF";

#[tokio::test]
async fn the_signed_revision_is_shown_beside_the_file_and_sent_to_its_last_octet() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("aval.sqlite").display());
    let house = house(&url, &folder.path().join("files"), catalogue(1, 2), 1).await;
    let id = application(&house, 1, &owner(), Until::Filled).await;
    let slot = ProofKey::new(proof_key(1, 1));
    let file = format!("{SIGNED}{ADDED}");
    let stored = house.blobs().put(&mut file.as_bytes(), 1000).await.unwrap();
    let dossier = house.dossier(&owner(), id).await.unwrap();
    let links = &dossier.state.slot(&slot).unwrap().links;
    let evidence = links.first().unwrap().evidence;
    let replace = Command::ReplaceEvidence {
        evidence,
        content: Content::File(FileContent {
            hash: stored.hash.clone(),
            name: "form.png".into(),
            size: stored.size,
            media_type: "application/pdf".into(),
        }),
        following: [slot.clone()].into(),
        started_at: house.now(),
    };
    house.execute(&owner(), id, replace, None).await.unwrap();

    let get = async |cookie: &str, path: &str, range: Option<&str>| {
        let mut request = Request::builder()
            .uri(format!("/dossiers/{id}{path}"))
            .header("cookie", cookie);
        if let Some(range) = range {
            request = request.header(header::RANGE, range);
        }
        let request = request.body(Body::empty()).unwrap();
        let answer = site(house.clone()).oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, 64 << 20).await.unwrap();
        let text = String::from_utf8_lossy(&body).into_owned();
        (parts.status, parts.headers, text)
    };
    let page = format!("/revisions/{evidence}/2");
    let signed = format!("/pieces/{evidence}/2?revision=signee");
    let vendor = signed_in(&house, &owner()).await;
    let examiner = signed_in(&house, &examiner()).await;

    // As long as no check knows of a signed revision there is nothing to show.
    let (status, _, body) = get(&examiner, &page, None).await;
    assert_eq!(status, StatusCode::OK);
    assert!(body.contains("rien à comparer"), "{body}");
    let (status, _, _) = get(&examiner, &signed, None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);

    let mut report = Report::not_checked("other", "", "");
    report.fact(SIGNED_REVISION, SIGNED.len().to_string());
    report.checks.push(Check::new(
        "signature.MODIFIED_FORM",
        Outcome::Warning,
        "Un champ a changé.",
        "A field changed.",
    ));
    let inspection = Inspection {
        id: house.id(),
        application: id.0,
        slot: slot.to_string(),
        evidence: evidence.0,
        version: 2,
        content_hash: stored.hash,
        checker: report.checker.clone(),
        inspected_at: house.now(),
        outcome: "warning".into(),
        report: serde_json::to_string(&report).unwrap(),
    };
    house.store().add_inspection(&inspection).await.unwrap();

    let desk = format!("/chapitres/chapter-1?preuve={slot}");
    let (_, _, body) = get(&examiner, &desk, None).await;
    assert!(body.contains(&format!("/dossiers/{id}{page}")), "{body}");
    assert!(!body.contains(SIGNED_REVISION), "{body}");
    for who in [&examiner, &vendor] {
        let (status, _, body) = get(who, &page, None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(body.contains("Un champ a changé."), "{body}");
        assert!(body.contains("?revision=signee"), "{body}");
    }

    let (status, headers, body) = get(&vendor, &signed, None).await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, SIGNED));
    assert_eq!(headers[header::CONTENT_LENGTH], "21");
    // A part never reaches beyond what was signed.
    let (status, headers, body) = get(&vendor, &signed, Some("bytes=16-40")).await;
    assert_eq!(status, StatusCode::PARTIAL_CONTENT);
    assert_eq!(body, "%%EOF");
    assert_eq!(headers[header::CONTENT_RANGE], "bytes 16-20/21");
    let (status, _, _) = get(&vendor, &signed, Some("bytes=30-40")).await;
    assert_eq!(status, StatusCode::RANGE_NOT_SATISFIABLE);
    let (_, whole, body) = get(&vendor, &format!("/pieces/{evidence}/2"), None).await;
    assert_eq!(body, file);
    assert_ne!(whole[header::ETAG], headers[header::ETAG]);

    let stranger = actor(0x91, aval_core::access::Side::Vendor, 0x90, &["owner"], &[]);
    let stranger = signed_in(&house, &stranger).await;
    for path in [&page, &signed] {
        let (status, _, _) = get(&stranger, path, None).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
}
