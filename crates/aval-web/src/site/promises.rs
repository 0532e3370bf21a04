//! What the programme's questions and answers promise of delays, of the second opinion, of a
//! reopening and of milestones, as the pages show it.

use aval_core::application::Command;
use axum::http::StatusCode;
use jiff::SignedDuration;

use super::walk::{Stage, Walk};

#[tokio::test]
async fn each_request_says_its_due_date_and_the_delay_in_force_on_both_sides() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Asked).await;
    for name in ["owner", "examiner"] {
        let page = walk
            .house
            .get_as(walk.who(name), &format!("/dossiers/{id}/echanges"))
            .await;
        assert!(page.body.contains("Échéance"), "{name}");
        assert!(page.body.contains("délai en vigueur"), "{name}");
        assert!(page.body.contains("jours ouvrés"), "{name}");
    }
    // The extension is offered with the usual five working days more.
    let page = walk
        .house
        .get_as(walk.who("owner"), &format!("/dossiers/{id}/echanges"))
        .await;
    assert!(
        page.body.contains("name=\"until\" value=\"2026-10-19\""),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_second_opinion_is_given_blind_and_reasoned_and_the_deadline_waits_for_it() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Returned).await;
    let desk = format!("/dossiers/{id}/chapitres/functions?preuve=F.01.a");
    let ask = Command::AskSecondOpinion {
        slot: "F.01.a".into(),
        reason: "La date est en bas de page.".into(),
    };
    walk.did(id, "owner", ask).await;
    for name in ["owner", "examiner"] {
        for page in [
            format!("/dossiers/{id}"),
            format!("/dossiers/{id}/echanges"),
        ] {
            let page = walk.house.get_as(walk.who(name), &page).await;
            assert!(page.body.contains("échéance suspendue"), "{name}");
        }
    }
    let second = walk.house.get_as(walk.who("second examiner"), &desk).await;
    assert!(second.body.contains("second-avis"), "{}", second.body);
    assert!(
        !second.body.contains("La date manque."),
        "the exchange is seen"
    );
    assert!(!second.body.contains("La date est en bas de page."));
    let journal = format!("/dossiers/{id}/journal");
    let blind = walk
        .house
        .get_as(walk.who("second examiner"), &journal)
        .await;
    assert!(
        !blind.body.contains("La date manque."),
        "told in the journal"
    );
    let told = walk.house.get_as(walk.who("examiner"), &journal).await;
    assert!(told.body.contains("La date manque."));
    // The author of the verdict sees all, and gives no second one.
    let first = walk.house.get_as(walk.who("examiner"), &desk).await;
    assert!(first.body.contains("La date manque."));
    let form = format!("action=\"/dossiers/{id}/second-avis");
    assert!(!first.body.contains(&form) && second.body.contains(&form));
    let given = walk
        .house
        .post_as(
            walk.who("second examiner"),
            &format!("/dossiers/{id}/second-avis?preuve=F.01.a"),
            &[
                ("verdict", "conform"),
                ("remark", "La date se lit en bas de la page."),
            ],
        )
        .await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
    for name in ["owner", "examiner", "second examiner"] {
        let page = walk.house.get_as(walk.who(name), &desk).await;
        assert!(
            page.body.contains("La date se lit en bas de la page."),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_chapter_is_reopened_on_several_proofs_and_says_why() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Ready).await;
    let desk = walk
        .house
        .get_as(
            walk.who("examiner"),
            &format!("/dossiers/{id}/chapitres/functions?preuve=F.01.b"),
        )
        .await;
    let form = format!("/dossiers/{id}/chapitres/functions/rouvrir?preuve=F.01.b");
    assert!(desk.body.contains(&form), "no way to the page");
    let form = walk.house.get_as(walk.who("examiner"), &form).await;
    assert!(form.body.contains("name=\"slot\" value=\"F.01.a\""));
    assert!(form.body.contains("name=\"slot\" value=\"F.01.b\" checked"));
    walk.house
        .post_as(
            walk.who("examiner"),
            &format!("/dossiers/{id}/chapitres/functions/rouvrir"),
            &[
                ("slot", "F.01.a"),
                ("slot", "F.01.b"),
                ("reason", "Une contradiction avec la sécurité"),
            ],
        )
        .await;
    let page = walk
        .house
        .get_as(
            walk.who("owner"),
            &format!("/dossiers/{id}/chapitres/functions"),
        )
        .await;
    assert!(page.body.contains("Une contradiction avec la sécurité"));
    assert_eq!(page.body.matches("data-upload data-send").count(), 2);
}

#[tokio::test]
async fn a_returned_chapter_can_be_narrowed_to_what_is_to_be_done_again() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Returned).await;
    let chapter = format!("/dossiers/{id}/chapitres/functions");
    let all = walk.house.get_as(walk.who("owner"), &chapter).await;
    let narrowed = format!("{chapter}?reprendre=1");
    assert!(all.body.contains(&narrowed) && all.body.contains("id=\"preuve-f-01-b\""));
    let some = walk.house.get_as(walk.who("owner"), &narrowed).await;
    assert!(some.body.contains("id=\"preuve-f-01-a\""));
    assert!(!some.body.contains("id=\"preuve-f-01-b\""));
}

#[tokio::test]
async fn the_technical_version_alone_is_changed_once_eligible() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Eligible).await;
    let (owner, page) = (walk.who("owner"), format!("/dossiers/{id}/eligibilite"));
    let shown = walk.house.get_as(owner, &page).await;
    assert!(shown.body.contains("version-technique"));
    let done = walk
        .house
        .post_as(
            owner,
            &format!("/dossiers/{id}/version-technique"),
            &[("release", "7.7.7")],
        )
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(walk.house.get_as(owner, &page).await.body.contains("7.7.7"));
    // A form left open since before the eligibility changes no profile unseen.
    let before = walk.length(id).await;
    let stale = [("profile", "clinic"), ("registry_number", "N9")];
    let answer = walk.house.post_as(owner, &page, &stale).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(walk.length(id).await, before);
}

#[tokio::test]
async fn the_time_of_the_review_is_told_and_milestones_go_to_a_calendar() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::UnderReview).await;
    walk.house.clock.pass(SignedDuration::from_hours(24 * 3));
    // The session of the first day is over.
    let examiner = walk.house.again(walk.who("examiner")).await;
    let page = walk
        .house
        .get_as(&examiner, &format!("/dossiers/{id}"))
        .await;
    assert!(page.body.contains("Durée d’instruction"), "{}", page.body);
    assert!(page.body.contains("jalons.ics"));
    let calendar = walk
        .house
        .get_as(&examiner, &format!("/dossiers/{id}/jalons.ics"))
        .await;
    assert_eq!(
        calendar.header("content-type"),
        "text/calendar; charset=utf-8"
    );
    // Two in the afternoon, in the winter of Paris.
    assert!(calendar.body.contains("DTSTART:20261215T130000Z\r\n"));
    assert_eq!(calendar.body.matches("BEGIN:VEVENT").count(), 4);
}
