//! Submitting a chapter whose pieces were checked: what blocks, what asks for a reason, what
//! keeps nobody, and where the reasons are read afterwards.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use aval_core::{catalogue::ProofKey, ids::ApplicationId};
use aval_inspect::{Check, Outcome, Report};
use aval_store::Inspection;
use aval_web::{house::House, site::site};
use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use common::{
    application::{Until, application, examiner, signed_in},
    catalogue, house, owner, proof_key,
};
use tower::ServiceExt;

struct Stage {
    house: House,
    id: ApplicationId,
    vendor: String,
    _folder: tempfile::TempDir,
}

impl Stage {
    async fn set() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("aval.sqlite").display());
        let house = house(&url, &folder.path().join("files"), catalogue(1, 2), 1).await;
        let id = application(&house, 1, &owner(), Until::Filled).await;
        let vendor = signed_in(&house, &owner()).await;
        Self {
            house,
            id,
            vendor,
            _folder: folder,
        }
    }

    /// A check of the piece of a slot came to an end; returns the name of the field for a
    /// reason.
    async fn found(&self, rank: u32, seconds: i64, code: &str, outcome: Outcome) -> String {
        let dossier = self.house.dossier(&owner(), self.id).await.unwrap();
        let slot = ProofKey::new(proof_key(1, rank));
        let links = &dossier.state.slot(&slot).unwrap().links;
        let link = links.first().unwrap().clone();
        let mut report = Report::not_checked("other", "", "");
        report.checks = vec![Check::new(
            code,
            outcome,
            format!("Constat {code}."),
            format!("Finding {code}."),
        )];
        let inspection = Inspection {
            id: self.house.id(),
            application: self.id.0,
            slot: slot.to_string(),
            evidence: link.evidence.0,
            version: link.version,
            content_hash: "ab".repeat(32),
            checker: report.checker.clone(),
            inspected_at: self.house.now() + jiff::SignedDuration::from_secs(seconds),
            outcome: outcome.code().to_owned(),
            report: serde_json::to_string(&report).unwrap(),
        };
        self.house
            .store()
            .add_inspection(&inspection)
            .await
            .unwrap();
        format!("reason.{}.{code}", link.evidence)
    }

    async fn page(&self, cookie: &str, path: &str) -> (StatusCode, Vec<u8>) {
        let request = Request::builder()
            .uri(format!("/dossiers/{}{path}", self.id))
            .header("cookie", cookie)
            .body(Body::empty())
            .unwrap();
        let answer = site(self.house.clone()).oneshot(request).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 64 << 20).await.unwrap();
        (status, body.to_vec())
    }

    async fn text(&self, cookie: &str, path: &str) -> String {
        String::from_utf8_lossy(&self.page(cookie, path).await.1).into_owned()
    }

    async fn submit(&self, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", "a secret of the forms")
            .extend_pairs(fields)
            .finish();
        let request = Request::builder()
            .method("POST")
            .uri(format!(
                "/dossiers/{}/chapitres/chapter-1/soumettre",
                self.id
            ))
            .header("cookie", &self.vendor)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let answer = site(self.house.clone()).oneshot(request).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 64 << 20).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    async fn receipts(&self) -> usize {
        let dossier = self.house.dossier(&owner(), self.id).await.unwrap();
        let chapters = dossier.state.chapters.values();
        chapters.map(|chapter| chapter.receipts.len()).sum()
    }
}

#[tokio::test]
async fn a_failed_check_blocks_the_submission_and_is_listed_until_another_check_passes() {
    let stage = Stage::set().await;
    let field = stage.found(1, 0, "file.broken", Outcome::Failure).await;
    let listed = stage.text(&stage.vendor, "/chapitres/chapter-1").await;
    assert!(
        listed.contains("Un constat bloque la soumission"),
        "{listed}"
    );
    assert!(listed.contains("Constat file.broken."), "{listed}");

    let (status, page) = stage.submit(&[(&field, "Il s’ouvre chez nous.")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains(&format!("href=\"#f-{field}\"")), "{page}");
    assert!(page.contains(&format!("id=\"f-{field}\"")), "{page}");
    assert_eq!(stage.receipts().await, 0);

    stage.found(1, 60, "file.broken", Outcome::Pass).await;
    let (status, page) = stage.submit(&[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    assert_eq!(stage.receipts().await, 1);
}

#[tokio::test]
async fn each_warning_needs_a_reason_and_nothing_typed_is_lost() {
    let stage = Stage::set().await;
    let first = stage.found(1, 0, "picture.blurred", Outcome::Warning).await;
    let second = stage.found(2, 0, "log.short", Outcome::Warning).await;
    let listed = stage.text(&stage.vendor, "/chapitres/chapter-1").await;
    assert!(
        listed.contains("2 avertissements demandent un motif"),
        "{listed}"
    );

    let reason = "L’écran est ainsi <fait> & assumé.";
    let (status, page) = stage.submit(&[(&first, reason), (&second, "  ")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("L’écran est ainsi &#60;fait&#62; &#38; assumé."),
        "{page}"
    );
    assert!(page.contains(&format!("f-{second}-error")), "{page}");
    assert!(!page.contains(&format!("f-{first}-error")), "{page}");
    assert_eq!(stage.receipts().await, 0);

    let both = [
        (first.as_str(), reason),
        (second.as_str(), "Journal filtré."),
    ];
    let (status, page) = stage.submit(&both).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");

    // The examiner reads it beside the finding, in the journal and on the receipt.
    let examiner = signed_in(&stage.house, &examiner()).await;
    let desk = format!("/chapitres/chapter-1?preuve={}", proof_key(1, 2));
    let desk = stage.text(&examiner, &desk).await;
    let finding = desk.find("Constat log.short.").unwrap();
    let told = desk.find("Journal filtré.").unwrap();
    assert!(finding < told && told - finding < 400, "{desk}");
    assert!(!desk.contains("L’écran est ainsi"), "{desk}");
    let journal = stage.text(&examiner, "/journal").await;
    assert!(journal.contains("Journal filtré."), "{journal}");
    let dossier = stage.house.dossier(&owner(), stage.id).await.unwrap();
    let receipt = format!("/accuses/{}", dossier.state.version);
    let shown = stage.text(&stage.vendor, &receipt).await;
    assert!(shown.contains("Journal filtré."), "{shown}");
    let json = stage
        .text(&stage.vendor, &format!("{receipt}?format=json"))
        .await;
    assert!(json.contains("\"code\":\"log.short\""), "{json}");
    // The manifest of the archive is stored as it is.
    let archive = stage.text(&examiner, "/archive").await;
    assert!(
        archive.contains("\"reason\": \"Journal filtré.\""),
        "no reason in the archive"
    );
}

#[tokio::test]
async fn a_check_that_runs_is_said_and_keeps_nobody() {
    let stage = Stage::set().await;
    stage.found(1, 0, "inspect.off", Outcome::NotChecked).await;
    let listed = stage.text(&stage.vendor, "/chapitres/chapter-1").await;
    assert!(listed.contains("Une vérification est en cours"), "{listed}");
    assert!(!listed.contains("bloque la soumission"), "{listed}");
    let (status, page) = stage.submit(&[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    // What it finds later is told and changes nothing.
    stage.found(2, 60, "file.broken", Outcome::Failure).await;
    assert_eq!(stage.receipts().await, 1);
}

#[tokio::test]
async fn what_is_missing_is_listed_with_what_was_typed() {
    let stage = Stage::set().await;
    let field = stage.found(1, 0, "picture.blurred", Outcome::Warning).await;
    let dossier = stage.house.dossier(&owner(), stage.id).await.unwrap();
    let slot = ProofKey::new(proof_key(1, 2));
    let links = &dossier.state.slot(&slot).unwrap().links;
    let evidence = links.first().unwrap().evidence;
    let unlink = aval_core::application::Command::UnlinkEvidence { evidence, slot };
    stage
        .house
        .execute(&owner(), stage.id, unlink, None)
        .await
        .unwrap();
    let (status, page) = stage.submit(&[(&field, "Écrit une fois.")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Écrit une fois."), "{page}");
    assert!(
        page.contains("#manques") || page.contains("id=\"manques\""),
        "{page}"
    );
}
