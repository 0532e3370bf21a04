//! No page asks the database once a row: the pages of an application make the same number of
//! SQL statements for six slots and for sixty, and so does a command.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use aval_core::{
    application::Command,
    ids::{ApplicationId, MessageId},
};
use aval_web::{house::House, site::site};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use common::{
    application::{Until, application, examiner, signed_in},
    catalogue, house, owner, proof_key, statements,
};
use tower::ServiceExt;

/// Statements that a page may cost: who is at the door, the application, its inspections.
const A_PAGE: u64 = 12;

struct Size {
    house: House,
    site: Router,
    id: ApplicationId,
    vendor: String,
    examiner: String,
    _folder: tempfile::TempDir,
}

impl Size {
    async fn of(proofs: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("aval.sqlite").display());
        let house = house(&url, &folder.path().join("files"), catalogue(2, proofs), 1).await;
        let vendor = signed_in(&house, &owner()).await;
        let examiner = signed_in(&house, &examiner()).await;
        let id = application(&house, 1, &owner(), Until::Returned).await;
        Self {
            site: site(house.clone()),
            house,
            id,
            vendor,
            examiner,
            _folder: folder,
        }
    }

    async fn page(&self, cookie: &str, path: &str) -> u64 {
        let request = Request::get(path)
            .header("cookie", cookie)
            .body(Body::empty())
            .unwrap();
        let (count, ()) = statements::during(async {
            let answer = self.site.clone().oneshot(request).await.unwrap();
            let (status, body) = (answer.status(), answer.into_body());
            let body = to_bytes(body, 64 << 20).await.unwrap();
            assert_eq!(status, StatusCode::OK, "{path}");
            assert!(!body.is_empty());
        })
        .await;
        assert!(count > 0, "{path} was drawn without the database");
        assert!(count <= A_PAGE, "{path} took {count} statements");
        count
    }

    /// One command, from load to commit.
    async fn message(&self) {
        let message = Command::SendMessage {
            message: MessageId(self.house.id()),
            body: "Bonjour".into(),
        };
        let done = self.house.execute(&owner(), self.id, message, None).await;
        assert_eq!(done.unwrap().events.len(), 1);
    }

    /// What each page costs, by name.
    async fn pages(&self) -> Vec<(String, u64)> {
        let own = format!("/dossiers/{}", self.id);
        let chapter = format!("{own}/chapitres/chapter-1");
        let slot = format!("{chapter}?preuve={}", proof_key(1, 2));
        let mut costs = Vec::new();
        for path in [
            own.clone(),
            format!("{own}/chapitres"),
            chapter,
            slot,
            format!("{own}/echanges"),
            format!("{own}/equipe"),
        ] {
            for (name, cookie) in [("vendor", &self.vendor), ("examiner", &self.examiner)] {
                let cost = self.page(cookie, &path).await;
                costs.push((format!("{name} {}", path.replace(&own, "")), cost));
            }
        }
        costs
    }
}

#[tokio::test]
async fn a_page_takes_the_same_statements_whatever_the_number_of_slots() {
    statements::listen();
    let few = Size::of(3).await;
    let many = Size::of(30).await;
    assert_eq!(few.pages().await, many.pages().await);
    let (for_few, ()) = statements::during(few.message()).await;
    let (for_many, ()) = statements::during(many.message()).await;
    assert_eq!(for_few, for_many, "statements of a command");
}
