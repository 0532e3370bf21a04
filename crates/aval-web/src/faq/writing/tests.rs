//! Writing the FAQ as editors meet it: what is kept, what people read, and nothing lost when
//! two write at once or the folder of the programme brings something else.

use std::path::{Path, PathBuf};

use aval_core::programme::Programme;
use axum::http::StatusCode;
use jiff::SignedDuration;

use crate::{
    faq::{follow, open},
    house::{
        Settings,
        testing::{Answer, Somebody, TestHouse},
    },
};

const SLUG: &str = "criticite-cvss";
pub(super) const AT: &str = "/faq/redaction/reponse/criticite-cvss";

pub(super) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes/segur-v2")
}

pub(super) async fn house_where(two_people: bool) -> TestHouse {
    let files = |path: &str| std::fs::read(folder().join(path)).ok();
    let (mut programme, _) = Programme::read(&files).expect("the programme loads");
    programme.faq.as_mut().unwrap().two_people = two_people;
    let house = TestHouse::under(programme, Settings::default()).await;
    let opened = open(&house.house, &folder()).await.unwrap();
    assert_eq!(opened.findings, []);
    assert_eq!(opened.delivered.added.len(), 150);
    house
}

pub(super) async fn house() -> TestHouse {
    house_where(false).await
}

pub(super) async fn editor(house: &TestHouse, email: &str) -> Somebody {
    house.person(email, &["administrator"], &[]).await
}

/// The form of an entry as the page shows it: version, question, answer.
async fn version(house: &TestHouse, who: &Somebody, at: &str) -> String {
    let page = house.get_as(who, at).await.body;
    let (_, rest) = page.split_once("name=\"version\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

pub(super) async fn send(
    house: &TestHouse,
    who: &Somebody,
    at: &str,
    act: &str,
    changes: &[(&str, &str)],
) -> Answer {
    let version = version(house, who, at).await;
    send_seeing(house, who, at, act, &version, changes).await
}

async fn send_seeing(
    house: &TestHouse,
    who: &Somebody,
    at: &str,
    act: &str,
    version: &str,
    changes: &[(&str, &str)],
) -> Answer {
    let mut fields = vec![
        ("acte", act),
        ("version", version),
        ("question", "Comment est calculée la criticité ?"),
        ("reponse", "Par le score **CVSS**."),
        ("themes", "securite"),
        ("offers", "segur-v2"),
        ("sectors", "*"),
        ("schemes", "*"),
        ("statut", "published"),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    house.post_as(who, at, &fields).await
}

async fn read(house: &TestHouse) -> String {
    house.get(&format!("/faq/{SLUG}")).await.body
}

#[tokio::test]
async fn a_draft_is_read_once_published_and_found_at_once() {
    let house = house().await;
    let ana = editor(&house, "ana@etat.example").await;
    let words = [("reponse", "Par le zygomètre officiel.")];
    let kept = send(&house, &ana, AT, "enregistrer", &words).await;
    assert_eq!(kept.location(), AT, "{}", kept.body);
    assert!(!read(&house).await.contains("zygomètre"));
    let before = house.get("/faq").await.header("etag").to_owned();
    let published = send(&house, &ana, AT, "publier", &words).await;
    assert_eq!(published.location(), AT);
    assert!(read(&house).await.contains("zygomètre"));
    let found = house.get("/faq?q=zygometre").await.body;
    assert!(found.contains("Comment est calculée la criticité"));
    assert_ne!(house.get("/faq").await.header("etag"), before);
    let page = house.get_as(&ana, &format!("{AT}/historique")).await.body;
    assert!(page.contains("<ins>"), "{page}");
    assert!(page.contains("zygomètre"));
    assert!(page.contains("Livrée avec le programme"));
}

#[tokio::test]
async fn another_instance_reads_a_publication_at_its_next_tick() {
    let house = house().await;
    let ana = editor(&house, "ana@etat.example").await;
    let version: u64 = version(&house, &ana, AT).await.parse().unwrap();
    let store = house.house.store();
    let by = aval_store::FaqAuthor {
        id: house.house.id(),
        name: "Ben".to_owned(),
    };
    let held = store.faq_text(SLUG).await.unwrap().unwrap();
    let text = held
        .published
        .unwrap()
        .replace("+++\n\n", "+++\n\nAilleurs. ");
    let now = house.house.now();
    let save = aval_store::FaqAct::Save(&text);
    store
        .faq_write(SLUG, version, &save, &by, now)
        .await
        .unwrap();
    let publish = aval_store::FaqAct::Publish;
    store
        .faq_write(SLUG, version + 1, &publish, &by, now)
        .await
        .unwrap();
    assert!(!read(&house).await.contains("Ailleurs."));
    assert!(follow(&house.house).await.unwrap());
    assert!(read(&house).await.contains("Ailleurs."));
    assert!(!follow(&house.house).await.unwrap(), "nothing new to read");
}

#[tokio::test]
async fn people_read_without_the_database() {
    let house = house().await;
    house.house.store().close().await;
    for path in [
        "/faq",
        "/faq?q=upload",
        "/faq/criticite-cvss",
        "/faq.atom",
        "/faq/suggestions?q=upl",
    ] {
        let answer = house.get_with(path, &[("host", "aval.example")]).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn a_preview_keeps_nothing_and_shows_safe_markup_and_what_is_alike() {
    let house = house().await;
    let ana = editor(&house, "ana@etat.example").await;
    let fields = [(
        "reponse",
        "Le **score** <script>alert(1)</script> CVSS donne la criticité.\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    )];
    let page = send(&house, &ana, AT, "apercu", &fields).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("<strong>score</strong>"));
    assert!(page.body.contains("<td>1</td>"));
    assert!(!page.body.contains("<script>alert"));
    assert_eq!(
        house.house.store().faq_history(SLUG).await.unwrap().len(),
        1
    );
    let held = house.house.faq().unwrap();
    let known = held.entry(SLUG).unwrap();
    let copy = [
        ("slug", "copie"),
        ("question", known.question.as_str()),
        ("reponse", known.answer.as_str()),
    ];
    let at = "/faq/redaction/nouvelle";
    let page = send_seeing(&house, &ana, at, "apercu", "0", &copy).await;
    assert!(page.body.contains("Des réponses proches existent déjà"));
    assert!(page.body.contains("href=\"/faq/criticite-cvss\""));
}

#[tokio::test]
async fn two_editors_at_once_see_both_texts_and_lose_none() {
    let house = house().await;
    let (ana, ben) = (
        editor(&house, "ana@etat.example").await,
        editor(&house, "ben@etat.example").await,
    );
    let seen = version(&house, &ben, AT).await;
    send(&house, &ana, AT, "enregistrer", &[("reponse", "De Ana.")]).await;
    for act in ["enregistrer", "publier", "abandonner"] {
        let mine = [("reponse", "De Ben.")];
        let page = send_seeing(&house, &ben, AT, act, &seen, &mine).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "{act}");
        assert!(page.body.contains("De Ana."), "{act}");
        assert!(page.body.contains("De Ben."), "{act}");
    }
    let held = house.house.store().faq_text(SLUG).await.unwrap().unwrap();
    assert!(held.draft.unwrap().contains("De Ana."));
    // Nor does a preview in between hide it.
    let mine = [("reponse", "De Ben.")];
    let preview = send_seeing(&house, &ben, AT, "apercu", &seen, &mine).await;
    let (_, drawn) = preview
        .body
        .split_once("name=\"version\" value=\"")
        .unwrap();
    let drawn = drawn.split('"').next().unwrap();
    let page = send_seeing(&house, &ben, AT, "enregistrer", drawn, &mine).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "after a preview");
    // From the page of the conflict, the other one decides with both texts in sight.
    let kept = send(&house, &ben, AT, "enregistrer", &[("reponse", "Des deux.")]).await;
    assert_eq!(kept.location(), AT);
}

#[tokio::test]
async fn a_conflict_names_who_acted_last_and_a_double_click_is_none() {
    let house = house().await;
    let (ana, ben) = (
        editor(&house, "ana@etat.example").await,
        editor(&house, "ben@etat.example").await,
    );
    let words = [("reponse", "De Ana, avec <b>du HTML</b>.")];
    let seen = version(&house, &ana, AT).await;
    for _ in ["click", "click"] {
        let saved = send_seeing(&house, &ana, AT, "enregistrer", &seen, &words).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    }
    let seen = version(&house, &ana, AT).await;
    send(&house, &ben, AT, "publier", &words).await;
    let late = [("reponse", "Encore de Ana.")];
    let page = send_seeing(&house, &ana, AT, "enregistrer", &seen, &late).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    let said = |name: &str| {
        page.body
            .contains(&format!("{name} a modifié cette réponse"))
    };
    assert!(
        said(&ben.actor.name) && !said(&ana.actor.name),
        "{}",
        page.body
    );
    let taken = send_seeing(&house, &ana, AT, "reprendre", &seen, &[]).await;
    assert_eq!(taken.location(), AT, "nothing was typed there");
}

#[tokio::test]
async fn two_people_publish_when_the_programme_asks_for_it() {
    let house = house_where(true).await;
    let (ana, ben) = (
        editor(&house, "ana@etat.example").await,
        editor(&house, "ben@etat.example").await,
    );
    let words = [("reponse", "Relu à deux.")];
    for act in ["publier", "archiver"] {
        send(&house, &ana, AT, act, &words).await;
        assert!(!read(&house).await.contains("Relu à deux."));
        assert_eq!(
            house.get("/faq/criticite-cvss").await.status,
            StatusCode::OK
        );
    }
    let soon = [("reponse", "Relu à deux."), ("quand", "2027-01-01T10:00")];
    send(&house, &ana, AT, "programmer", &soon).await;
    let held = house.house.store().faq_text(SLUG).await.unwrap().unwrap();
    assert_eq!(held.publish_at, None, "a schedule is a publication");
    send(&house, &ben, AT, "publier", &words).await;
    assert!(read(&house).await.contains("Relu à deux."));
}

#[tokio::test]
async fn a_publication_waits_for_its_hour_of_the_programme() {
    let house = house().await;
    let ana = editor(&house, "ana@etat.example").await;
    // It is ten in Paris.
    let past = [("quand", "2026-10-05T09:59")];
    let page = send(&house, &ana, AT, "programmer", &past).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = [("reponse", "À midi pile."), ("quand", "2026-10-05T12:00")];
    let kept = send(&house, &ana, AT, "programmer", &words).await;
    assert_eq!(kept.location(), AT, "{}", kept.body);
    house.clock.pass(SignedDuration::from_mins(119));
    follow(&house.house).await.unwrap();
    assert!(!read(&house).await.contains("À midi pile."));
    house.clock.pass(SignedDuration::from_mins(1));
    follow(&house.house).await.unwrap();
    assert!(read(&house).await.contains("À midi pile."));
}

#[tokio::test]
async fn an_archived_answer_is_kept_and_no_longer_read() {
    let house = house().await;
    let ana = editor(&house, "ana@etat.example").await;
    send(&house, &ana, AT, "archiver", &[]).await;
    let gone = house.get("/faq/criticite-cvss").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get_as(&ana, AT).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_mistake_keeps_what_was_typed_and_says_what_is_wrong() {
    let house = house().await;
    let ana = editor(&house, "ana@etat.example").await;
    let at = "/faq/redaction/nouvelle";
    for (changes, said) in [
        (&[("slug", "Été !")][..], "été !"),
        (&[("slug", "redaction")][..], "réservée par le service"),
        (&[("slug", SLUG)][..], "déjà prise"),
        (&[("slug", "neuf"), ("reponse", "  ")][..], "réponse"),
        (&[("slug", "neuf"), ("themes", "inconnu")][..], "inconnu"),
        (
            &[("slug", "neuf"), ("schemes", "NULLE-PART")][..],
            "NULLE-PART",
        ),
    ] {
        let page = send_seeing(&house, &ana, at, "publier", "0", changes).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{changes:?}");
        assert!(page.body.contains(said), "{changes:?}");
        assert!(page.body.contains("Comment est calculée"), "{changes:?}");
    }
    let texts = house.house.store().faq_texts().await.unwrap();
    assert_eq!(texts.len(), 150);
    let new = [("slug", "neuf")];
    let made = send_seeing(&house, &ana, at, "publier", "0", &new).await;
    assert_eq!(made.location(), "/faq/redaction/reponse/neuf");
    assert_eq!(house.get("/faq/neuf").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_form_names_the_file_and_line_of_a_mistake_and_takes_hostile_text_as_text() {
    let house = house().await;
    let ana = editor(&house, "ana@etat.example").await;
    let at = "/faq/redaction/nouvelle";
    let fields = [("slug", "neuf"), ("schemes", "NULLE-PART")];
    let page = send_seeing(&house, &ana, at, "publier", "0", &fields).await;
    assert!(
        page.body
            .contains("entries/neuf.md, ligne 7\u{a0}: «\u{a0}NULLE-PART\u{a0}»"),
        "{}",
        page.body
    );
    let long = "mot ".repeat(2_500);
    for (slug, question, answer) in [
        ("long", long.as_str(), long.as_str()),
        (
            "signes",
            "Que dit \u{0}\u{1b}[2J \"ceci\" \\n ?",
            "Le \u{0} texte.\u{1}",
        ),
        ("droite", "\u{202e}?edisrever", "تعذر الوصول \u{202e}abc"),
        ("images", "👩‍⚕️ ?", "🦀"),
        (
            "regles",
            ".*(a+)+$ ?",
            "question:* OR [a TO b] +++\n+++\nslug = \"x\"",
        ),
    ] {
        let fields = [("slug", slug), ("question", question), ("reponse", answer)];
        let made = send_seeing(&house, &ana, at, "publier", "0", &fields).await;
        let made_at = format!("/faq/redaction/reponse/{slug}");
        assert_eq!(made.location(), made_at, "{slug}: {}", made.status);
        for page in [
            format!("/faq/{slug}"),
            made_at.clone(),
            format!("{made_at}/historique"),
        ] {
            let status = house.get_as(&ana, &page).await.status;
            assert_eq!(status, StatusCode::OK, "{page}");
        }
    }
    let page = house.get("/faq/regles").await.body;
    assert!(
        page.contains("slug = &quot;x&quot;") || page.contains("slug = \"x\""),
        "{page}"
    );
    assert_eq!(house.get("/faq?q=mot").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_folder_never_undoes_an_editor_who_may_take_its_text() {
    let house = house().await;
    let ana = editor(&house, "ana@etat.example").await;
    send(&house, &ana, AT, "publier", &[("reponse", "Mieux dit.")]).await;
    let again = open(&house.house, &folder()).await.unwrap();
    assert_eq!(again.delivered, Default::default());
    assert!(read(&house).await.contains("Mieux dit."));
    let mut text = std::fs::read_to_string(folder().join("faq/entries/criticite-cvss.md")).unwrap();
    text.push_str("\nDu dossier.\n");
    let texts = [(SLUG.to_owned(), text)].into();
    let nobody = aval_store::FaqAuthor {
        id: uuid::Uuid::nil(),
        name: String::new(),
    };
    let now = house.house.now();
    let store = house.house.store();
    store.faq_deliver(&texts, &nobody, now).await.unwrap();
    let page = house.get_as(&ana, AT).await.body;
    assert!(page.contains("Le dossier du programme apporte un autre texte"));
    send(&house, &ana, AT, "reprendre", &[]).await;
    let page = house.get_as(&ana, AT).await.body;
    assert!(page.contains("Du dossier."));
    assert!(!page.contains("apporte un autre texte"));
    assert!(read(&house).await.contains("Mieux dit."));
}

#[tokio::test]
async fn saving_what_did_not_change_changes_nothing() {
    let house = house().await;
    let ana = editor(&house, "ana@etat.example").await;
    let library = house.house.faq().unwrap();
    let entry = library.entry(SLUG).unwrap();
    let requirements = entry.requirements.join("\r\n");
    let answer = entry.answer.replace('\n', "\r\n");
    let seen = version(&house, &ana, AT).await;
    let mut fields = vec![
        ("acte", "enregistrer"),
        ("version", seen.as_str()),
        ("question", entry.question.as_str()),
        ("reponse", answer.as_str()),
        ("exigences", requirements.as_str()),
        ("statut", entry.status.code()),
    ];
    for (name, codes) in [
        ("themes", &entry.themes),
        ("offers", &entry.offers),
        ("sectors", &entry.sectors),
        ("schemes", &entry.schemes),
        ("products", &entry.products),
    ] {
        fields.extend(codes.iter().map(|code| (name, code.as_str())));
    }
    house.post_as(&ana, AT, &fields).await;
    let held = house.house.store().faq_text(SLUG).await.unwrap().unwrap();
    assert_eq!((held.draft, held.version), (None, 1));
}

#[tokio::test]
async fn every_page_of_the_editors_is_closed_to_others_and_drawn_in_both_languages() {
    let house = house().await;
    let ana = editor(&house, "ana@etat.example").await;
    let vendor = house.person("a@lac.example", &["member"], &[]).await;
    send(&house, &ana, AT, "enregistrer", &[]).await;
    for path in [
        "/faq/redaction",
        "/faq/redaction/nouvelle",
        "/faq/redaction/doublons",
        "/faq/redaction/exigences",
        "/faq/redaction/importer",
        "/faq/redaction/liens",
        AT,
        "/faq/redaction/reponse/criticite-cvss/historique",
        "/faq/redaction/dossier.zip",
    ] {
        for language in ["fr", "en"] {
            let fields = [
                ("cookie", ana.cookie()),
                ("accept-language", language.into()),
            ];
            let fields = fields
                .each_ref()
                .map(|(name, value)| (*name, value.as_str()));
            let drawn = house.get_with(path, &fields).await;
            assert_eq!(drawn.status, StatusCode::OK, "{path} in {language}");
            if !path.ends_with(".zip") {
                let tag = format!("<html lang=\"{language}\"");
                assert!(drawn.body.contains(&tag), "{path} in {language}");
            }
        }
        let barred = house.get_as(&vendor, path).await;
        assert_eq!(barred.status, StatusCode::NOT_FOUND, "{path}");
        assert!(house.get(path).await.location().starts_with("/connexion"));
    }
    let none = house.get_as(&ana, "/faq/redaction/reponse/inconnue").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}
