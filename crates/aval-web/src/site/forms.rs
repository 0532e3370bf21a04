//! The forms of an application as people fill them: what is asked when, where an error leads,
//! what becomes of what was typed.

use aval_core::{application::Command, ids::RequestId, programme::Condition};
use axum::http::StatusCode;

use super::walk::{Stage, Walk};
use crate::house::testing::{Somebody, small_programme};

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

#[tokio::test]
async fn a_file_leaves_with_the_answers_of_its_form() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Opened).await;
    walk.did(id, "owner", Command::AcceptCharter).await;
    let (owner, path) = (walk.who("owner"), format!("/dossiers/{id}/eligibilite"));
    let page = walk.house.get_as(owner, &path).await;
    let form = page
        .body
        .split("data-draft=\"eligibilite\"")
        .next()
        .unwrap();
    assert!(form.ends_with("enctype=\"multipart/form-data\" class=\"av-form\" "));
    assert!(page.body.contains("name=\"file.old_releases\""));
    let answers = [("registry_number", "N7"), ("declaration.trusted", "yes")];
    let file = ("versions.pdf", b"%PDF-1.7\n".as_slice());
    let saved = walk
        .house
        .post_file_in(owner, &path, &answers, "file.old_releases", file)
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = walk.house.get_as(owner, &path).await;
    assert!(page.body.contains("value=\"N7\"") && page.body.contains("versions.pdf"));

    // A file that does not fit is said beside its field, and keeps no answer back.
    let wrong = ("versions.exe", b"MZ".as_slice());
    let answers = [("registry_number", "N8"), ("declaration.trusted", "yes")];
    let refused = walk
        .house
        .post_file_in(owner, &path, &answers, "file.old_releases", wrong)
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#f-old_releases\""));
    let page = walk.house.get_as(owner, &path).await;
    assert!(page.body.contains("value=\"N8\"") && page.body.contains("versions.pdf"));
}

#[tokio::test]
async fn a_session_that_ended_while_a_file_was_sent_leads_back_to_the_application() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Eligible).await;
    let before = walk.length(id).await;
    let gone = Somebody::nobody(walk.who("owner"));
    let file = ("écran.png", b"\x89PNG\r\n\x1a\n".as_slice());
    let answer = walk
        .house
        .post_file_as(
            &gone,
            &format!("/dossiers/{id}/depot?preuve=F.01.b"),
            &[("idempotency_key", "x")],
            file,
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(
        answer.body.contains("écran.png n’a pas été reçu"),
        "{}",
        answer.body
    );
    let back = format!("name=\"suite\" value=\"/dossiers/{id}\"");
    assert!(answer.body.contains(&back), "{}", answer.body);
    // Nothing to send again but the file: the address of the deposit is no page.
    assert!(!answer.body.contains("resume_action"));
    assert_eq!(walk.length(id).await, before);
}

#[tokio::test]
async fn what_was_typed_beside_a_file_comes_back_after_the_sign_in() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Filled).await;
    let owner = walk.who("owner");
    let path = format!("/dossiers/{id}/homologations/link");
    let typed = [
        ("product", "Boîte neuve"),
        ("version", "2"),
        ("status", "studied"),
    ];
    let file = ("capture.png", b"\x89PNG\r\n\x1a\n".as_slice());
    let gone = Somebody::nobody(owner);
    let answer = walk.house.post_file_as(&gone, &path, &typed, file).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.body.contains("capture.png n’a pas été reçu"));
    assert!(
        answer
            .body
            .contains("name=\"resume.product\" value=\"Boîte neuve\"")
    );
    // A page of an earlier session of the same person.
    let mut stale = walk.house.again(owner).await;
    stale.csrf = owner.csrf.clone();
    let answer = walk.house.post_file_as(&stale, &path, &typed, file).await;
    assert!(
        answer.body.contains("capture.png n’a pas été gardé"),
        "{}",
        answer.body
    );
    assert!(
        answer
            .body
            .contains("name=\"product\" value=\"Boîte neuve\"")
    );
    // What the page then sends is a form without file.
    let before = walk.length(id).await;
    let sent = walk.house.post_as(owner, &path, &typed).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    assert_eq!(walk.length(id).await, before + 1);
}

#[tokio::test]
async fn a_file_sent_from_the_page_of_an_earlier_session_is_to_be_chosen_again() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Eligible).await;
    let before = walk.length(id).await;
    let owner = walk.who("owner");
    let mut stale = walk.house.again(owner).await;
    stale.csrf = owner.csrf.clone();
    let file = ("écran.png", b"\x89PNG\r\n\x1a\n".as_slice());
    let path = format!("/dossiers/{id}/depot?preuve=F.01.b");
    let answer = walk.house.post_file_as(&stale, &path, &[], file).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.body.contains("écran.png n’a pas été reçu"));
    assert!(answer.body.contains(&format!("href=\"/dossiers/{id}\"")));
    assert_eq!(walk.length(id).await, before);
}
