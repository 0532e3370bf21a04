//! An archive of the FAQ as an editor sends it: what is shown is what is done, and nothing
//! else.

use std::io::Write;

use axum::http::StatusCode;
use jiff::SignedDuration;
use rawzip::{CompressionMethod, ZipArchiveWriter, path::EntryPath};

use super::{super::tests as writing, *};
use crate::house::testing::{Answer, Somebody, TestHouse};

const ONE: &str = "criticite-cvss";

fn packed(files: &[(String, String)]) -> Vec<u8> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (name, text) in files {
        let (mut entry, config) = archive
            .new_file(EntryPath::verbatim(name.as_bytes()))
            .compression_method(CompressionMethod::STORE)
            .start()
            .unwrap();
        let mut writer = config.wrap(&mut entry);
        writer.write_all(text.as_bytes()).unwrap();
        let (_, described) = writer.finish().unwrap();
        entry.finish(described).unwrap();
    }
    archive.finish().unwrap()
}

async fn text_of(house: &TestHouse, slug: &str) -> String {
    let held = house.house.store().faq_text(slug).await.unwrap().unwrap();
    held.published.unwrap()
}

/// The file of an entry with more at its end.
async fn file(house: &TestHouse, slug: &str, more: &str) -> (String, String) {
    let text = text_of(house, slug).await;
    (
        format!("faq/entries/{slug}.md"),
        format!("{text}\n{more}\n"),
    )
}

async fn sent(house: &TestHouse, who: &Somebody, archive: &[u8]) -> Answer {
    house
        .post_file_in(who, HERE, &[], "archive", ("faq.zip", archive))
        .await
}

/// Where the preview is, and what it says.
async fn previewed(
    house: &TestHouse,
    who: &Somebody,
    files: &[(String, String)],
) -> (String, String) {
    let answer = sent(house, who, &packed(files)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let at = answer.location().to_owned();
    let body = house.get_as(who, &at).await.body;
    (at, body)
}

fn digest(body: &str) -> &str {
    let (_, rest) = body.split_once("name=\"empreinte\" value=\"").unwrap();
    rest.split('"').next().unwrap()
}

async fn apply(house: &TestHouse, who: &Somebody, at: &str, digest: &str) -> Answer {
    let fields = [("acte", "appliquer"), ("empreinte", digest)];
    house.post_as(who, at, &fields).await
}

#[tokio::test]
async fn what_is_downloaded_comes_back_without_a_change() {
    let house = writing::house().await;
    let ana = writing::editor(&house, "ana@etat.example").await;
    let archive = house.octets_as(&ana, "/faq/redaction/dossier.zip").await;
    let answer = sent(&house, &ana, &archive).await;
    let page = house.get_as(&ana, answer.location()).await.body;
    assert!(page.contains("150 réponses identiques"), "{page}");
    assert!(page.contains("Cette archive ne change rien."));
    assert!(!page.contains("value=\"appliquer\""));
    assert!(!page.contains("ne sont pas importés"));
}

#[tokio::test]
async fn what_is_shown_is_applied_and_survives_the_next_start() {
    let house = writing::house().await;
    let ana = writing::editor(&house, "ana@etat.example").await;
    let fields = [("reponse", "En cours.")];
    let draft = "/faq/redaction/reponse/va-non-signee";
    writing::send(&house, &ana, draft, "enregistrer", &fields).await;
    let new = file(&house, ONE, "Neuve.").await.1;
    let files = [
        file(&house, ONE, "Du **zygomètre** officiel.").await,
        file(&house, "va-non-signee", "Autrement.").await,
        (
            "faq/entries/toute-neuve.md".to_owned(),
            new.replace(ONE, "toute-neuve"),
        ),
        ("faq/taxonomy.toml".to_owned(), "autre = 1".to_owned()),
    ];
    let (at, page) = previewed(&house, &ana, &files).await;
    for said in [
        "1 réponse modifiée ici",
        "brouillon en cours",
        "1 réponse changée",
        "<ins>",
        "1 nouvelle réponse",
        "148 réponses absentes de l’archive",
        "<code>taxonomy.toml</code>",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(
        !house
            .get(&format!("/faq/{ONE}"))
            .await
            .body
            .contains("zygomètre")
    );
    let done = apply(&house, &ana, &at, digest(&page)).await;
    assert_eq!(done.location(), PATH, "{}", done.body);
    assert!(
        house
            .get(&format!("/faq/{ONE}"))
            .await
            .body
            .contains("zygomètre")
    );
    assert_eq!(house.get("/faq/toute-neuve").await.status, StatusCode::OK);
    let waiting = house.get_as(&ana, draft).await.body;
    assert!(waiting.contains("En cours.") && waiting.contains("Autrement."));
    let history = format!("/faq/redaction/reponse/{ONE}/historique");
    assert!(house.get_as(&ana, &history).await.body.contains("Importée"));
    // Applied once.
    assert_eq!(house.get_as(&ana, &at).await.status, StatusCode::NOT_FOUND);
    // The folder of the programme does not undo it.
    let again = crate::faq::open(&house.house, &writing::folder())
        .await
        .unwrap();
    assert_eq!(again.delivered, Default::default());
    assert!(
        house
            .get(&format!("/faq/{ONE}"))
            .await
            .body
            .contains("zygomètre")
    );
}

#[tokio::test]
async fn what_changed_since_the_preview_is_shown_again_and_nothing_is_done() {
    let house = writing::house().await;
    let (ana, ben) = (
        writing::editor(&house, "ana@etat.example").await,
        writing::editor(&house, "ben@etat.example").await,
    );
    let files = [
        file(&house, ONE, "Du dossier.").await,
        file(&house, "va-non-signee", "Du dossier.").await,
    ];
    let (at, page) = previewed(&house, &ana, &files).await;
    let fields = [("reponse", "De Ben.")];
    writing::send(&house, &ben, writing::AT, "publier", &fields).await;
    let late = apply(&house, &ana, &at, digest(&page)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("rien n’a été appliqué"), "{}", late.body);
    assert!(late.body.contains("modifiée ici"));
    for slug in [ONE, "va-non-signee"] {
        assert!(
            !text_of(&house, slug).await.contains("Du dossier."),
            "{slug}"
        );
    }
    let forged = apply(&house, &ana, &at, "").await;
    assert_eq!(forged.status, StatusCode::CONFLICT);
    let done = apply(&house, &ana, &at, digest(&late.body)).await;
    assert_eq!(done.location(), PATH);
    assert!(text_of(&house, ONE).await.contains("De Ben."));
    assert!(
        text_of(&house, "va-non-signee")
            .await
            .contains("Du dossier.")
    );
}

#[tokio::test]
async fn a_mistake_names_its_file_and_line_and_keeps_everything_out() {
    let house = writing::house().await;
    let ana = writing::editor(&house, "ana@etat.example").await;
    let (name, text) = file(&house, ONE, "Bonne.").await;
    let files = [
        (name, text.clone()),
        (
            "faq/entries/va-non-signee.md".to_owned(),
            text.replace(ONE, "va-non-signee")
                .replace("status = \"published\"", "status = \"fini\""),
        ),
    ];
    let (at, page) = previewed(&house, &ana, &files).await;
    assert!(
        page.contains("entries/va-non-signee.md, ligne 11\u{a0}: "),
        "{page}"
    );
    assert!(page.contains("1 erreur") && page.contains("fini"));
    assert!(!page.contains("value=\"appliquer\""));
    let forced = apply(&house, &ana, &at, digest(&page)).await;
    assert_eq!(forced.status, StatusCode::CONFLICT);
    assert!(!text_of(&house, ONE).await.contains("Bonne."));
    let dropped = house.post_as(&ana, &at, &[("acte", "abandonner")]).await;
    assert_eq!(dropped.location(), PATH);
    assert_eq!(house.get_as(&ana, &at).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn hostile_archives_are_refused_in_words() {
    let house = writing::house().await;
    let ana = writing::editor(&house, "ana@etat.example").await;
    let answer = sent(&house, &ana, b"pas un zip").await;
    let page = house.get_as(&ana, answer.location()).await.body;
    assert!(page.contains("n’est pas une archive ZIP lisible"), "{page}");
    let out = [("faq/entries/../../<b>.md".to_owned(), "x".to_owned())];
    let (_, page) = previewed(&house, &ana, &out).await;
    assert!(page.contains("&#60;b&#62;.md") && page.contains("Préparez l’archive"));
    let empty = sent(&house, &ana, b"").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let heavy = sent(&house, &ana, &vec![0; ARCHIVE_MAX + 1]).await;
    assert_eq!(heavy.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(heavy.body.contains("trop grosse"));
    let vendor = house.person("a@lac.example", &["member"], &[]).await;
    let barred = sent(&house, &vendor, &packed(&out)).await;
    assert_eq!(barred.status, StatusCode::NOT_FOUND);
    let (at, _) = previewed(&house, &ana, &out).await;
    assert_eq!(
        house.get_as(&vendor, &at).await.status,
        StatusCode::NOT_FOUND
    );
    // Nobody applies it within a day: it is thrown away with the next one.
    house.clock.pass(SignedDuration::from_hours(25));
    let ana = house.again(&ana).await;
    previewed(&house, &ana, &out).await;
    assert_eq!(house.get_as(&ana, &at).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_people_import_when_the_programme_asks_for_it() {
    let house = writing::house_where(true).await;
    let (ana, ben) = (
        writing::editor(&house, "ana@etat.example").await,
        writing::editor(&house, "ben@etat.example").await,
    );
    let files = [file(&house, ONE, "À deux.").await];
    let (at, page) = previewed(&house, &ana, &files).await;
    assert!(page.contains("une autre que vous doit appliquer"));
    let alone = apply(&house, &ana, &at, digest(&page)).await;
    assert_eq!(alone.status, StatusCode::FORBIDDEN);
    assert!(!text_of(&house, ONE).await.contains("À deux."));
    let seen = house.get_as(&ben, &at).await.body;
    apply(&house, &ben, &at, digest(&seen)).await;
    assert!(text_of(&house, ONE).await.contains("À deux."));
}
