//! What is changed afterwards, as people see it: profiles, a form taken back, a piece taken
//! over from another application or erased.

use axum::http::StatusCode;

use super::walk::{Stage, Walk};

#[tokio::test]
async fn the_effects_of_a_profile_are_read_before_anything_changes() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::UnderReview).await;
    let (owner, length) = (walk.who("owner"), walk.length(id).await);
    let eligibility = walk
        .house
        .get_as(owner, &format!("/dossiers/{id}/eligibilite"))
        .await;
    let path = format!("/dossiers/{id}/profils");
    assert!(eligibility.body.contains(&path), "no way to the page");
    let answers = |then| {
        [
            ("profile", "clinic"),
            ("declaration.trusted", "no"),
            ("declaration.local_accounts", "yes"),
            ("then", then),
        ]
    };
    let preview = walk.house.post_as(owner, &path, &answers("preview")).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(
        preview.body.contains("1 preuve ajoutée"),
        "{}",
        preview.body
    );
    assert!(preview.body.contains("F.02.a"));
    // The chapter was with the teams.
    assert!(preview.body.contains("à soumettre de nouveau"));
    assert!(preview.body.contains("value=\"clinic\""));
    assert_eq!(walk.length(id).await, length, "looking changed something");
    let edit = walk.house.post_as(owner, &path, &answers("edit")).await;
    assert!(
        edit.body.contains("value=\"clinic\" checked"),
        "{}",
        edit.body
    );

    let done = walk.house.post_as(owner, &path, &answers("confirm")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert_eq!(walk.length(id).await, length + 1);
    // The way back: what falls away keeps what was deposited.
    let file = walk.file("clinique.png", super::walk::PICTURE).await;
    let deposit = aval_core::application::Command::FileEvidence {
        evidence: aval_core::ids::EvidenceId(walk.house.house.id()),
        slot: "F.02.a".into(),
        content: aval_core::application::Content::File(file),
        started_at: walk.house.house.now(),
    };
    walk.did(id, "owner", deposit).await;
    let without = [
        ("declaration.trusted", "no"),
        ("declaration.local_accounts", "yes"),
        ("then", "preview"),
    ];
    let preview = walk.house.post_as(owner, &path, &without).await;
    assert!(
        preview.body.contains("n’est plus demandée"),
        "{}",
        preview.body
    );
    assert!(preview.body.contains("clinique.png"));
}

#[tokio::test]
async fn a_stale_page_of_profiles_is_a_conflict_also_when_it_only_looks() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Deposited).await;
    let seen = walk.length(id).await.to_string();
    let colleague = walk.who("colleague").actor.clone();
    let attach = aval_core::application::Command::AttachCollaborator {
        account: colleague.id,
        name: colleague.name,
        rights: aval_core::application::CollaboratorRights {
            tasks: [aval_core::application::Task::Upload].into(),
            chapters: None,
        },
    };
    walk.did(id, "owner", attach).await;
    let change = aval_core::application::Command::ChooseProfiles {
        profiles: ["clinic".into()].into(),
    };
    walk.did(id, "colleague", change).await;
    for then in ["preview", "confirm"] {
        let answer = walk
            .house
            .post_as(
                walk.who("owner"),
                &format!("/dossiers/{id}/profils"),
                &[
                    ("expected_version", seen.as_str()),
                    ("declaration.trusted", "yes"),
                    ("then", then),
                ],
            )
            .await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{then}");
    }
}

#[tokio::test]
async fn a_form_is_taken_back_from_its_page_until_the_review_begins() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Submitted).await;
    let page = format!("/dossiers/{id}/eligibilite");
    let owner = walk.who("owner");
    let offered = walk.house.get_as(owner, &page).await;
    assert!(offered.body.contains("Reprendre le formulaire"));
    // Until when it has to come back.
    assert!(offered.body.contains("décembre 2026"), "{}", offered.body);
    let take_back = format!("{page}/reprendre");
    walk.house.post_as(owner, &take_back, &[]).await;
    let editable = walk.house.get_as(owner, &page).await;
    assert!(editable.body.contains("name=\"registry_number\""));

    let id = walk.application(Stage::Submitted).await;
    let page = format!("/dossiers/{id}/eligibilite");
    let clerk = walk.who("clerk");
    let desk = walk.house.get_as(clerk, &page).await;
    assert!(desk.body.contains("Commencer l’examen"));
    walk.house
        .post_as(clerk, &format!("{page}/examen"), &[])
        .await;
    let locked = walk.house.get_as(owner, &page).await;
    assert!(!locked.body.contains("Reprendre le formulaire"));
    assert!(locked.body.contains("L’examen du formulaire a commencé"));
    let late = walk
        .house
        .post_as(owner, &format!("{page}/reprendre"), &[])
        .await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_decision_on_a_form_that_was_taken_back_meanwhile_is_a_conflict() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Submitted).await;
    let seen = walk.length(id).await.to_string();
    walk.did(
        id,
        "owner",
        aval_core::application::Command::TakeBackEligibility,
    )
    .await;
    let answer = walk
        .house
        .post_as(
            walk.who("clerk"),
            &format!("/dossiers/{id}/eligibilite/decision"),
            &[("expected_version", seen.as_str()), ("outcome", "eligible")],
        )
        .await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
}
