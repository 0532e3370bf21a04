//! The forms of an application as people fill them: what is asked when, where an error leads,
//! what becomes of what was typed.

use aval_core::{application::Command, ids::RequestId, programme::Condition};
use axum::http::StatusCode;

use super::walk::{Stage, Walk};
use crate::house::testing::small_programme;

#[tokio::test]
async fn a_missing_certification_is_reached_from_the_summary_of_errors() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Opened).await;
    walk.did(id, "owner", Command::AcceptCharter).await;
    let answer = walk
        .house
        .post_as(
            walk.who("owner"),
            &format!("/dossiers/{id}/eligibilite"),
            &[("then", "submit"), ("registry_number", "N1")],
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for anchor in ["f-certification-link", "f-release", "f-declaration.trusted"] {
        assert!(
            answer.body.contains(&format!("href=\"#{anchor}\"")),
            "no way to {anchor}"
        );
        assert!(
            answer.body.contains(&format!("id=\"{anchor}\"")),
            "{anchor} is nowhere"
        );
    }
}

#[tokio::test]
async fn a_certification_that_keeps_a_chapter_back_is_reached_where_it_is_filled() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Deposited).await;
    let lower = walk.certified("asked").await;
    walk.did(id, "owner", lower).await;
    let page = walk
        .house
        .get_as(
            walk.who("owner"),
            &format!("/dossiers/{id}/chapitres/security"),
        )
        .await;
    let there = format!("href=\"/dossiers/{id}/eligibilite#f-certification-link\"");
    assert!(page.body.contains(&there), "{}", page.body);
}

#[tokio::test]
async fn a_field_is_asked_while_its_condition_holds_and_stays_within_reach_otherwise() {
    let mut programme = small_programme();
    let form = programme
        .forms
        .iter_mut()
        .find(|form| form.code.as_str() == "box")
        .unwrap();
    let mut field = form.fields[0].clone();
    field.code = "partner".into();
    field.visible_when = Some(Condition::parse("declaration.trusted").unwrap());
    form.fields.push(field);
    let walk = Walk::under(programme).await;
    let id = walk.application(Stage::Opened).await;
    walk.did(id, "owner", Command::AcceptCharter).await;
    let (owner, path) = (walk.who("owner"), format!("/dossiers/{id}/eligibilite"));
    let input = "name=\"partner\" value=\"\"";
    let asked = |body: &str| {
        let before = body.split(input).next().unwrap();
        let folded = before.matches("<details").count() > before.matches("</details>").count();
        (body.contains(input), folded)
    };
    let first = walk.house.get_as(owner, &path).await;
    assert_eq!(asked(&first.body), (true, true));
    // A browser never asks for what is folded away.
    assert!(!first.body.contains(&format!("{input} required")));
    assert!(
        first
            .body
            .contains("{&#34;declared&#34;:&#34;trusted&#34;}")
    );
    let answers = [
        ("declaration.trusted", "yes"),
        ("declaration.local_accounts", "yes"),
    ];
    walk.house.post_as(owner, &path, &answers).await;
    let then = walk.house.get_as(owner, &path).await;
    assert_eq!(asked(&then.body), (true, false));
    assert!(then.body.contains(&format!("{input} required")));
}

#[tokio::test]
async fn a_listed_application_is_not_said_over_while_a_deadline_is_left() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Listed).await;
    for name in ["owner", "chair"] {
        let page = walk
            .house
            .get_as(walk.who(name), &format!("/dossiers/{id}"))
            .await;
        assert!(page.body.contains("une échéance reste à tenir"), "{name}");
        assert!(!page.body.contains(">Terminé<"), "{name}");
    }
}

#[tokio::test]
async fn a_request_answered_by_an_action_shows_who_did_it_and_no_empty_answer() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Submitted).await;
    let ask = Command::AskToComplete {
        request: RequestId(walk.house.house.id()),
        points: vec!["Le numéro".into()],
    };
    walk.did(id, "clerk", ask).await;
    walk.did(id, "owner", Command::SubmitEligibility).await;
    let page = walk
        .house
        .get_as(walk.who("clerk"), &format!("/dossiers/{id}/echanges"))
        .await;
    assert!(
        page.body.contains("Fait par Prénom de owner"),
        "{}",
        page.body
    );
    assert!(!page.body.contains("<blockquote"));
}
