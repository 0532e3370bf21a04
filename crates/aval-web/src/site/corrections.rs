//! What is changed afterwards, as people see it: profiles, a form taken back, a piece taken
//! over from another application or erased.

use aval_core::{
    application::{CollaboratorRights, Command, Content, Task},
    ids::{ApplicationId, EvidenceId},
};
use axum::http::StatusCode;
use jiff::SignedDuration;

use super::walk::{EVIDENCE, PICTURE, Stage, Walk};
use crate::clockwork;

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
    let file = walk.file("clinique.png", PICTURE).await;
    let deposit = Command::FileEvidence {
        evidence: EvidenceId(walk.house.house.id()),
        slot: "F.02.a".into(),
        content: Content::File(file),
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
    let attach = Command::AttachCollaborator {
        account: colleague.id,
        name: colleague.name,
        rights: CollaboratorRights {
            tasks: [Task::Upload].into(),
            chapters: None,
        },
    };
    walk.did(id, "owner", attach).await;
    let change = Command::ChooseProfiles {
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
    walk.did(id, "owner", Command::TakeBackEligibility).await;
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

impl Walk {
    /// Deposits a file of its own in a slot.
    pub(super) async fn deposit(
        &self,
        id: ApplicationId,
        slot: &str,
        name: &str,
        octets: &'static [u8],
    ) -> (EvidenceId, String) {
        let file = self.file(name, octets).await;
        let (evidence, hash) = (EvidenceId(self.house.house.id()), file.hash.clone());
        let deposit = Command::FileEvidence {
            evidence,
            slot: slot.into(),
            content: Content::File(file),
            started_at: self.house.house.now(),
        };
        self.did(id, "owner", deposit).await;
        // The disk has a clock of its own: its date is put where the tale is.
        let path = self.house.house.blobs().path(&hash).unwrap();
        let file = std::fs::File::options().write(true).open(path).unwrap();
        let before = self.house.house.now() - SignedDuration::from_secs(1);
        file.set_modified(before.into()).unwrap();
        (evidence, hash)
    }

    /// A report on a piece in the slot `F.01.a`, as a checker of that name writes it.
    pub(super) async fn checked(
        &self,
        id: ApplicationId,
        (evidence, hash): (EvidenceId, String),
        checker: &str,
        report: &aval_inspect::Report,
    ) {
        let house = &self.house.house;
        let inspection = aval_store::Inspection {
            id: house.id(),
            application: id.0,
            slot: "F.01.a".to_owned(),
            evidence: evidence.0,
            version: 1,
            content_hash: hash,
            checker: checker.to_owned(),
            inspected_at: house.now(),
            outcome: report.outcome().code().to_owned(),
            report: serde_json::to_string(report).unwrap(),
        };
        house.store().add_inspection(&inspection).await.unwrap();
    }

    async fn a_minute_later(&self) {
        self.house.clock.pass(SignedDuration::from_secs(61));
        while clockwork::work(&self.house.house).await.unwrap() > 0 {}
    }
}

#[tokio::test]
async fn an_erased_content_is_gone_from_every_page_and_from_the_disk_and_its_mention_stays() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Eligible).await;
    let octets = b"\x89PNG\r\n\x1a\n a real number";
    let (evidence, hash) = walk.deposit(id, "F.01.a", "reel.png", octets).await;
    let blobs = walk.house.house.blobs();
    let (owner, keeper) = (walk.who("owner"), walk.who("keeper"));
    let erase = format!("/dossiers/{id}/effacer/{evidence}/1");
    let store = walk.house.house.store();
    store.keep_thumbnail(&hash, b"small").await.unwrap();
    while clockwork::work(&walk.house.house).await.unwrap() > 0 {}
    let desk = format!("/dossiers/{id}/chapitres/functions?preuve=F.01.a");
    // The vendor asks for it; the administrator does it.
    assert!(!walk.house.get_as(owner, &desk).await.body.contains(&erase));
    assert!(walk.house.get_as(keeper, &desk).await.body.contains(&erase));
    let asked = walk.house.get_as(keeper, &erase).await;
    assert!(asked.body.contains("reel.png") && asked.body.contains(&hash));
    let unexplained = [("reason", ""), ("sure", "yes")];
    let unexplained = walk.house.post_as(keeper, &erase, &unexplained).await;
    assert_eq!(unexplained.status, StatusCode::UNPROCESSABLE_ENTITY);
    let reason = ("reason", "Un vrai matricule");
    let unsure = walk.house.post_as(keeper, &erase, &[reason]).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        unsure.body.contains("Un vrai matricule"),
        "what was typed is lost"
    );
    let sure = [reason, ("sure", "yes")];
    let done = walk.house.post_as(keeper, &erase, &sure).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(
        done.location().contains("?preuve=F.01.a"),
        "{}",
        done.location()
    );

    let piece = format!("/dossiers/{id}/pieces/{evidence}/1");
    let chapter = format!("/dossiers/{id}/chapitres/functions");
    let journal = format!("/dossiers/{id}/journal");
    for address in [piece.clone(), format!("{piece}?vignette")] {
        let download = walk.house.get_as(owner, &address).await;
        assert_eq!(download.status, StatusCode::GONE, "{address}");
    }
    for (who, page) in [
        (owner, &piece),
        (owner, &chapter),
        (owner, &desk),
        (owner, &journal),
        (keeper, &desk),
    ] {
        let answer = walk.house.get_as(who, page).await;
        assert!(answer.body.contains("reel.png"), "{page}");
        assert!(answer.body.contains("Un vrai matricule"), "{page}");
        assert!(answer.body.contains(&hash), "{page}");
        let link = format!("href=\"{piece}");
        assert!(page == &piece || !answer.body.contains(&link), "{page}");
    }
    let archive = walk
        .house
        .octets_as(owner, &format!("/dossiers/{id}/archive"))
        .await;
    let found = |part: &[u8]| archive.windows(part.len()).any(|window| window == part);
    assert!(found(b"Un vrai matricule") && !found(octets));

    let slot = "F.01.a";
    let said = async || {
        let store = walk.house.house.store();
        store
            .inspections(id.0, slot, evidence.0, 1)
            .await
            .unwrap()
            .len()
    };
    assert!(said().await > 0, "the checks said nothing");
    walk.a_minute_later().await;
    assert!(!blobs.exists(&hash).await.unwrap(), "still on the disk");
    assert_eq!(said().await, 0, "what the checks said is kept");
    assert_eq!(
        store.thumbnail(&hash).await.unwrap(),
        None,
        "its small picture is kept"
    );
}

#[tokio::test]
async fn what_the_checks_said_before_is_kept_and_told_with_its_date() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Eligible).await;
    let piece = walk
        .deposit(id, "F.01.a", "capture.png", b"\x89PNG\r\n\x1a\n again")
        .await;
    while clockwork::work(&walk.house.house).await.unwrap() > 0 {}
    walk.house.clock.pass(SignedDuration::from_mins(30));
    let report = aval_inspect::Report::not_checked("later", "Nouvel avis.", "Another opinion.");
    walk.checked(id, piece, "aval-inspect/later", &report).await;
    let desk = format!("/dossiers/{id}/chapitres/functions?preuve=F.01.a");
    let page = walk.house.get_as(walk.who("owner"), &desk).await.body;
    let (now, before) = page
        .split_once("vérification antérieure conservée")
        .unwrap();
    assert!(now.contains("Nouvel avis.") && now.contains("aval-inspect/later"));
    assert!(!before.contains("Nouvel avis."));
    assert!(before.contains("ne vérifie pas les fichiers"), "{before}");
}

#[tokio::test]
async fn a_content_that_something_else_names_stays_until_that_is_erased_too() {
    let walk = Walk::new().await;
    let octets = b"\x89PNG\r\n\x1a\n shared";
    let here = walk.application(Stage::Eligible).await;
    let there = walk.application(Stage::Eligible).await;
    let (first, hash) = walk.deposit(here, "F.01.a", "a.png", octets).await;
    let (second, same) = walk.deposit(there, "F.01.b", "b.png", octets).await;
    assert_eq!(hash, same);
    let blobs = walk.house.house.blobs();
    let erase = |evidence| Command::EraseContent {
        evidence,
        version: 1,
        reason: "Un secret".into(),
    };
    walk.did(here, "keeper", erase(first)).await;
    walk.a_minute_later().await;
    assert!(blobs.exists(&hash).await.unwrap());
    let kept = walk
        .house
        .get_as(
            walk.who("owner"),
            &format!("/dossiers/{there}/pieces/{second}/1"),
        )
        .await;
    assert_eq!(kept.status, StatusCode::OK);
    walk.did(there, "keeper", erase(second)).await;
    walk.a_minute_later().await;
    assert!(!blobs.exists(&hash).await.unwrap());
}

#[tokio::test]
async fn a_content_that_arrives_again_while_it_is_erased_is_not_lost() {
    let walk = Walk::new().await;
    let octets = b"\x89PNG\r\n\x1a\n again and again";
    let id = walk.application(Stage::Eligible).await;
    let (first, hash) = walk.deposit(id, "F.01.a", "a.png", octets).await;
    let erase = Command::EraseContent {
        evidence: first,
        version: 1,
        reason: "Un secret".into(),
    };
    walk.did(id, "keeper", erase).await;
    // Received, and not yet told in any application: nothing names it when the job looks.
    let file = walk.file("b.png", octets).await;
    walk.a_minute_later().await;
    let blobs = walk.house.house.blobs();
    assert!(blobs.exists(&hash).await.unwrap(), "an upload was lost");
    let evidence = EvidenceId(walk.house.house.id());
    let deposit = Command::FileEvidence {
        evidence,
        slot: "F.01.b".into(),
        content: Content::File(file),
        started_at: walk.house.house.now(),
    };
    walk.did(id, "owner", deposit).await;
    let piece = format!("/dossiers/{id}/pieces/{evidence}/1");
    let kept = walk.house.get_as(walk.who("owner"), &piece).await;
    assert_eq!(kept.status, StatusCode::OK);
}

#[tokio::test]
async fn what_other_applications_deposited_for_the_same_proof_is_offered_and_taken_over() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Eligible).await;
    let owner = walk.who("owner");
    let source = walk.source;
    let (there, hash) = walk
        .deposit(
            source,
            "F.01.b",
            "Écran général.png",
            b"\x89PNG\r\n\x1a\n there",
        )
        .await;
    walk.deposit(id, "F.01.a", "ici.png", b"\x89PNG\r\n\x1a\n here")
        .await;
    let chapter = format!("/dossiers/{id}/chapitres/functions");
    let picker = format!("/dossiers/{id}/deja-depose?preuve=F.01.b");
    let page = walk.house.get_as(owner, &chapter).await;
    assert!(page.body.contains(&picker), "no way to the page");
    let all = walk.house.get_as(owner, &picker).await;
    // Its own piece of another slot, and those of the same slot there: not those of others.
    for name in [
        "ici.png",
        "Écran général.png",
        "F.01.b.png",
        "D-1 – Boîte 1",
    ] {
        assert!(all.body.contains(name), "{name}: {}", all.body);
    }
    assert!(!all.body.contains("F.01.a.png") && !all.body.contains("S.02.a.png"));
    let found = walk
        .house
        .get_as(owner, &format!("{picker}&q=ecran+GENE"))
        .await;
    assert!(found.body.contains("Écran général.png") && !found.body.contains("ici.png"));
    let by_requirement = walk.house.get_as(owner, &format!("{picker}&q=f.01")).await;
    assert!(by_requirement.body.contains("ici.png"));

    let take = [
        ("source", source.to_string()),
        ("evidence", there.to_string()),
        ("version", "1".to_owned()),
    ];
    let take: Vec<(&str, &str)> = take
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let done = walk
        .house
        .post_as(
            owner,
            &format!("/dossiers/{id}/reprise?preuve=F.01.b"),
            &take,
        )
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let desk = walk
        .house
        .get_as(owner, &format!("{chapter}?preuve=F.01.b"))
        .await;
    assert!(desk.body.contains(&hash) && desk.body.contains("reprise du dossier D-1"));
    let journal = walk
        .house
        .get_as(owner, &format!("/dossiers/{id}/journal"))
        .await;
    assert!(journal.body.contains("Pièce reprise d’un autre dossier"));
    // Taken: not offered any more.
    let after = walk.house.get_as(owner, &picker).await;
    assert!(!after.body.contains("Écran général.png"));
}

#[tokio::test]
async fn nobody_is_offered_what_they_may_not_read_in_the_other_application() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Eligible).await;
    let colleague = walk.who("colleague").actor.clone();
    let attach = Command::AttachCollaborator {
        account: colleague.id,
        name: colleague.name,
        rights: CollaboratorRights {
            tasks: [Task::Upload].into(),
            chapters: None,
        },
    };
    walk.did(id, "owner", attach).await;
    let colleague = walk.who("colleague");
    let picker = format!("/dossiers/{id}/deja-depose?preuve=F.01.a");
    let seen = walk.house.get_as(colleague, &picker).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(!seen.body.contains("F.01.a.png"), "{}", seen.body);
    let stolen = walk
        .house
        .post_as(
            colleague,
            &format!("/dossiers/{id}/reprise?preuve=F.01.a"),
            &[
                ("source", walk.source.to_string().as_str()),
                ("evidence", EVIDENCE.to_string().as_str()),
                ("version", "1"),
            ],
        )
        .await;
    assert_eq!(stolen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stolen.body.contains("n’existe pas dans le dossier"));
}

#[tokio::test]
async fn a_long_list_of_what_was_deposited_comes_in_pages() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Eligible).await;
    for rank in 0..30_u32 {
        // Twenty in a slot at most.
        let slot = if rank < 15 { "F.01.a" } else { "S.02.a" };
        let name = format!("piece-{rank:02}.png");
        walk.deposit(id, slot, &name, PICTURE).await;
        walk.house.clock.pass(SignedDuration::from_secs(1));
    }
    let owner = walk.who("owner");
    let picker = format!("/dossiers/{id}/deja-depose?preuve=F.01.b");
    let first = walk.house.get_as(owner, &picker).await;
    // One more comes from the other application.
    assert!(first.body.contains("31 pièces"));
    assert!(first.body.contains("piece-29.png") && !first.body.contains("piece-04.png"));
    let second = walk.house.get_as(owner, &format!("{picker}&page=2")).await;
    assert!(second.body.contains("piece-04.png") && !second.body.contains("piece-29.png"));
    let beyond = walk
        .house
        .get_as(owner, &format!("{picker}&page=99999999999"))
        .await;
    assert_eq!(beyond.status, StatusCode::OK);
}

#[tokio::test]
async fn what_a_newer_edition_changes_is_read_before_moving_to_it() {
    let walk = Walk::new().await;
    let id = walk.application(Stage::Ready).await;
    let (owner, path) = (walk.who("owner"), format!("/dossiers/{id}/edition"));
    let overview = walk.house.get_as(owner, &format!("/dossiers/{id}")).await;
    assert!(overview.body.contains(&path), "no way to the page");
    let page = walk.house.get_as(owner, &path).await;
    assert!(page.body.contains("CAT 1.0") && page.body.contains("value=\"1.1\""));
    let before = walk.length(id).await;
    let preview = [("version", "1.1"), ("then", "preview")];
    let shown = walk.house.post_as(owner, &path, &preview).await;
    for part in [
        "1 preuve ajoutée",
        "F.01.c",
        "dont l’énoncé a changé",
        "F.01.a.png",
        "gardent leurs pièces",
        "à soumettre de nouveau",
    ] {
        assert!(shown.body.contains(part), "{part}: {}", shown.body);
    }
    assert_eq!(walk.length(id).await, before);
    // What is not in force, or older, is not to be had by its name.
    for version in ["0.9", "2.0", ""] {
        let forged = [("version", version), ("then", "confirm")];
        let answer = walk.house.post_as(owner, &path, &forged).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{version}");
    }
    let confirm = [("version", "1.1"), ("then", "confirm")];
    walk.house.post_as(owner, &path, &confirm).await;
    assert_eq!(walk.length(id).await, before + 1);
    let after = walk.house.get_as(owner, &path).await;
    assert!(after.body.contains("CAT 1.1") && after.body.contains("Aucune édition plus récente"));
}
