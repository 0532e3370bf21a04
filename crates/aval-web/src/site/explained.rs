//! The FAQ where people need it: beside what is refused or found, beside a requirement, in a
//! request, and when a catalogue changes.

use aval_search::{Base, Known};
use axum::http::StatusCode;

use super::walk::{Stage, Walk};
use crate::{clockwork, faq::Library};

/// Two answers: one about F.01 that explains nothing, one that explains.
fn library() -> Library {
    let entry = |slug: &str, question: &str, requirements: &str| {
        let text = format!(
            "+++\nslug = \"{slug}\"\nquestion = \"{question}\"\nthemes = [\"t\"]\noffers = []\nsectors = [\"*\"]\nschemes = [\"*\"]\nproducts = []\nrequirements = [{requirements}]\nupdated = 2026-01-15\nstatus = \"published\"\n+++\n\nVoilà.\n"
        );
        (format!("entries/{slug}.md"), text.into_bytes())
    };
    let explanations = "schema = \"aval.faq-explanations/1\"\n[[explained]]\nentry = \"mots\"\ncodes = [\"text_required\", \"inspect.off\", \"file_empty\", \"gone\", \"incomplete.chapter\"]\n";
    let files = [
        entry("premiere", "Que veut F.01 ?", "\"F.01\""),
        entry("mots", "Que faut-il écrire ?", ""),
        (
            "taxonomy.toml".to_owned(),
            b"schema = \"aval.faq-taxonomy/1\"\n[[themes]]\ncode = \"t\"\nlabel = \"T\"\n".to_vec(),
        ),
        (
            "explanations.toml".to_owned(),
            explanations.as_bytes().to_vec(),
        ),
    ];
    let (base, findings) = Base::read(&files.into(), &Known::default());
    assert_eq!(findings, []);
    Library::new(&base).unwrap()
}

async fn walk() -> Walk {
    let walk = Walk::new().await;
    walk.house.house.set_faq(library());
    walk
}

const EXPLAINED: &str = "<a href=\"/faq/mots\" lang=\"en\">Que faut-il écrire ?</a>";

#[tokio::test]
async fn a_refusal_leads_to_the_answer_that_explains_it() {
    let walk = walk().await;
    let id = walk.application(Stage::Eligible).await;
    let message = format!("/dossiers/{id}/echanges/message");
    let refused = async |body: &str| {
        let owner = walk.who("owner");
        let answer = walk.house.post_as(owner, &message, &[("body", body)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.body
    };
    let empty = refused("  ").await;
    assert!(empty.contains(EXPLAINED), "{empty}");
    // Another refusal is explained by nothing.
    let long = refused(&"mot ".repeat(20_000)).await;
    assert!(!long.contains("/faq/mots"));
    walk.house.house.set_faq({
        let (base, _) = Base::read(&Default::default(), &Known::default());
        Library::new(&base).unwrap()
    });
    assert!(!refused("  ").await.contains("/faq/mots"));
}

#[tokio::test]
async fn each_refusal_stands_where_programs_are_told_that_it_is() {
    let walk = walk().await;
    for (language, sentence) in [("fr", "Le texte est vide."), ("en", "The text is empty.")] {
        let page = walk
            .house
            .get_with("/aide/refus", &[("accept-language", language)])
            .await
            .body;
        let (_, refusal) = page.split_once("<section id=\"text_required\">").unwrap();
        let (refusal, _) = refusal.split_once("</section>").unwrap();
        assert!(refusal.contains(sentence) && refusal.contains(EXPLAINED));
        assert_eq!(
            page.matches("Que faut-il écrire ?").count(),
            2,
            "{language}"
        );
    }
}

#[tokio::test]
async fn a_finding_leads_to_the_answer_that_explains_it_on_both_sides() {
    let walk = walk().await;
    let id = walk.application(Stage::Eligible).await;
    walk.deposit(id, "F.01.a", "capture.png", b"\x89PNG\r\n\x1a\n explained")
        .await;
    while clockwork::work(&walk.house.house).await.unwrap() > 0 {}
    let desk = format!("/dossiers/{id}/chapitres/functions?preuve=F.01.a");
    for who in ["owner", "examiner"] {
        let page = walk.house.get_as(walk.who(who), &desk).await;
        assert!(page.body.contains(EXPLAINED), "{who}: {}", page.body);
    }
}

#[tokio::test]
async fn what_keeps_a_chapter_back_leads_to_the_answers_that_explain_it() {
    let walk = walk().await;
    let id = walk.application(Stage::Eligible).await;
    let piece = walk
        .deposit(id, "F.01.a", "capture.png", b"\x89PNG\r\n\x1a\n kept")
        .await;
    let mut report = aval_inspect::Report::not_checked("other", "", "");
    report.checks = vec![aval_inspect::Check::new(
        "gone",
        aval_inspect::Outcome::Warning,
        "Il manque quelque chose.",
        "Something is missing.",
    )];
    walk.checked(id, piece, "aval-inspect/test", &report).await;
    let chapter = format!("/dossiers/{id}/chapitres/functions");
    let owner = walk.who("owner");
    let page = walk.house.get_as(owner, &chapter).await.body;
    let (_, found) = page.split_once("Il manque quelque chose.").unwrap();
    assert!(found.contains(EXPLAINED), "{page}");
    let refused = walk
        .house
        .post_as(owner, &format!("{chapter}/soumettre"), &[])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, errors) = refused.body.split_once("av-errors").unwrap();
    let (errors, _) = errors.split_once("</div>").unwrap();
    assert!(errors.contains(EXPLAINED), "{errors}");
}

#[tokio::test]
async fn the_pages_of_a_chapter_and_of_a_slot_show_the_answers_about_their_requirements() {
    let walk = walk().await;
    let id = walk.application(Stage::Eligible).await;
    let chapter = format!("/dossiers/{id}/chapitres/functions");
    let owner = walk.who("owner");
    let page = walk.house.get_as(owner, &chapter).await.body;
    let (_, answers) = page
        .split_once("Questions fréquentes sur ce chapitre")
        .unwrap();
    assert!(answers.contains("href=\"/faq/premiere\""));
    assert!(answers.contains("F.01") && !answers.contains("/faq/mots"));
    let slot = walk
        .house
        .get_as(owner, &format!("{chapter}?preuve=F.01.b"))
        .await
        .body;
    assert!(slot.contains("href=\"/faq/premiere\""));
    let other = format!("/dossiers/{id}/chapitres/security");
    let page = walk.house.get_as(owner, &other).await.body;
    assert!(!page.contains("/faq/premiere"));
}

#[tokio::test]
async fn a_request_about_a_slot_opens_with_the_answers_to_quote() {
    let walk = walk().await;
    let id = walk.application(Stage::Deposited).await;
    let examiner = walk.who("examiner");
    let desk = format!("/dossiers/{id}/chapitres/functions?preuve=F.01.a");
    let page = walk.house.get_as(examiner, &desk).await.body;
    let asks =
        format!("href=\"/dossiers/{id}/echanges?preuve=F.01.a#demander\" data-shortcut=\"d\"");
    assert!(page.contains(&asks), "{page}");
    let asking = format!("/dossiers/{id}/echanges?preuve=F.01.a");
    let page = walk.house.get_as(examiner, &asking).await.body;
    assert!(page.contains("id=\"demander\" open"));
    assert!(page.contains("name=\"slot\" value=\"F.01.a\""));
    assert!(page.contains("data-cite=\"f-request-body\""));
    // The vendor has no answers to quote, and an unknown slot opens nothing.
    for (who, slot) in [("owner", "F.01.a"), ("examiner", "F.99")] {
        let asking = format!("/dossiers/{id}/echanges?preuve={slot}");
        let page = walk.house.get_as(walk.who(who), &asking).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains("data-cite"), "{who} {slot}");
    }
}

#[tokio::test]
async fn an_edition_of_a_catalogue_lists_the_answers_about_what_it_changes() {
    let walk = walk().await;
    let version = "/administration/referentiels/CAT/1.1";
    let page = walk.house.get_as(walk.who("keeper"), version).await.body;
    let (_, mentions) = page.split_once("est citée dans la FAQ").unwrap();
    assert!(mentions.contains("F.01") && mentions.contains("href=\"/faq/premiere\""));
    assert!(!mentions.contains("/faq/mots"));
}
