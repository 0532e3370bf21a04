//! The links of answers, with a network that says what a test wants.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use aval_search::{Base, Known};
use axum::http::StatusCode;
use jiff::SignedDuration;

use super::*;
use crate::house::testing::TestHouse;

/// A network in which each address has its fate; others do not answer.
#[derive(Default)]
struct Network {
    fates: BTreeMap<&'static str, Reached>,
    asked: Mutex<Vec<String>>,
}

impl Network {
    fn asked(&self) -> Vec<String> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *asked)
    }
}

impl Probe for Network {
    fn reach(&self, address: String) -> Reaching<'_> {
        let fate = self.fates.get(address.as_str()).cloned();
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.push(address);
        Box::pin(async move { fate.unwrap_or_else(|| Reached::Unreachable("timeout".to_owned())) })
    }
}

fn library(answer: &str) -> Library {
    let entry = |slug: &str, answer: &str| {
        let text = format!(
            "+++\nslug = \"{slug}\"\nquestion = \"Où ?\"\nthemes = [\"t\"]\noffers = []\nsectors = [\"*\"]\nschemes = [\"*\"]\nproducts = []\nrequirements = []\nupdated = 2026-01-15\nstatus = \"published\"\n+++\n\n{answer}\n"
        );
        (format!("entries/{slug}.md"), text.into_bytes())
    };
    let taxonomy = "schema = \"aval.faq-taxonomy/1\"\n[[themes]]\ncode = \"t\"\nlabel = \"T\"\n";
    let files = [
        entry("une", answer),
        entry(
            "deux",
            "Voir [une](/faq/une#plus) et <https://a.example/fine>.",
        ),
        ("taxonomy.toml".to_owned(), taxonomy.as_bytes().to_vec()),
    ];
    let (base, findings) = Base::read(&files.into(), &Known::default());
    assert_eq!(findings, []);
    Library::new(&base).unwrap()
}

const OUTSIDE: &str = "[a](https://a.example/fine) [b](https://b.example/old) \
                       [c](https://c.example/gone) [d](http://d.example/slow#x) [e](mailto:a@b.fr)";

fn network() -> Network {
    Network {
        fates: [
            ("https://a.example/fine", Reached::Fine),
            (
                "https://b.example/old",
                Reached::Moved("https://b.example/new".to_owned()),
            ),
            ("https://c.example/gone", Reached::Dead("404".to_owned())),
        ]
        .into(),
        ..Network::default()
    }
}

#[tokio::test]
async fn each_address_is_tried_once_then_when_it_is_due() {
    let house = TestHouse::new().await;
    house.house.set_faq(library(OUTSIDE));
    let network = network();
    assert_eq!(check_links(&house.house, &network).await.unwrap(), 4);
    assert_eq!(
        network.asked(),
        [
            "http://d.example/slow",
            "https://a.example/fine",
            "https://b.example/old",
            "https://c.example/gone",
        ]
    );
    assert_eq!(check_links(&house.house, &network).await.unwrap(), 0);
    house.clock.pass(SignedDuration::from_hours(24));
    check_links(&house.house, &network).await.unwrap();
    assert_eq!(network.asked().len(), 3, "a fine one waits for a week");
    house.clock.pass(SignedDuration::from_hours(6 * 24));
    check_links(&house.house, &network).await.unwrap();
    assert_eq!(network.asked().len(), 4);
    house.house.store().faq_links_again().await.unwrap();
    check_links(&house.house, &network).await.unwrap();
    assert_eq!(network.asked().len(), 4, "an editor asked");
    house.house.set_faq(library("Plus de lien."));
    check_links(&house.house, &network).await.unwrap();
    let left = house.house.store().faq_links().await.unwrap();
    assert_eq!(left.len(), 1, "the others are forgotten: {left:?}");
}

#[tokio::test]
async fn an_address_of_this_service_is_judged_on_sight() {
    let house = TestHouse::new().await;
    let library = library("Rien.");
    let judged = |address: &str| {
        let Some(Target::Inside(address)) = target(address) else {
            panic!("{address} is not inside");
        };
        judged_inside(&house.house, &library, &address)
    };
    for address in [
        "/faq/une",
        "une",
        "deux#plus",
        "/faq",
        "/faq?theme=t&q=mot",
        "/registre",
        "/",
        "/aide",
        "/faq?exigence=F.01",
    ] {
        assert_eq!(judged(address), Some(Reached::Fine), "{address}");
    }
    for (address, missing) in [
        ("/faq/trois", "trois"),
        ("trois.md", "trois.md"),
        ("/faq?theme=cuisine&theme=t", "cuisine"),
        ("/nulle-part", "/nulle-part"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ] {
        assert_eq!(
            judged(address),
            Some(Reached::Dead(missing.to_owned())),
            "{address}"
        );
    }
    assert_eq!(judged("/dossiers/7"), None, "only a session could say");
    house.house.catalogues().insert(empty_catalogue());
    assert_eq!(
        judged("/faq?exigence=F.01"),
        Some(Reached::Dead("F.01".to_owned()))
    );
}

fn empty_catalogue() -> aval_core::catalogue::CatalogueVersion {
    aval_core::catalogue::CatalogueVersion {
        code: "CAT".into(),
        version: "1.0".to_owned(),
        title: "C".into(),
        published: None,
        chapters: Vec::new(),
    }
}

#[tokio::test]
async fn the_report_says_the_worst_first_and_where_it_stands() {
    let files = |path: &str| {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        std::fs::read(root.join("../../programmes/segur-v2").join(path)).ok()
    };
    let (programme, _) = aval_core::programme::Programme::read(&files).unwrap();
    let house = TestHouse::under(programme, crate::house::Settings::default()).await;
    let editor = house
        .person("ana@etat.example", &["administrator"], &[])
        .await;
    house
        .house
        .set_faq(library(&format!("{OUTSIDE} [f](/faq/perdue)")));
    let at = "/faq/redaction/liens";
    let before = house.get_as(&editor, at).await.body;
    assert!(before.contains("Pas encore contrôlé"));
    check_links(&house.house, &network()).await.unwrap();
    let page = house.get_as(&editor, at).await.body;
    let places: Vec<usize> = [
        "perdue\u{a0}» n’existe pas ici",
        "Le site répond 404",
        "Remplacez-le par https://b.example/new",
        "n’a pas répondu à temps",
        "href=\"https://a.example/fine\"",
    ]
    .iter()
    .map(|said| page.find(said).unwrap_or_else(|| panic!("{said}: {page}")))
    .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(page.contains("/faq/redaction/reponse/une"));
    assert!(page.contains("/faq/redaction/reponse/deux"));
    let asked = house.post_as(&editor, at, &[]).await;
    assert_eq!(asked.location(), at);
    let links = house.house.store().faq_links().await.unwrap();
    assert!(links.iter().all(|link| link.checked_at.is_none()));
    let stranger = house.person("v@lac.example", &["member"], &[]).await;
    let barred = house.post_as(&stranger, at, &[]).await;
    assert_eq!(barred.status, StatusCode::NOT_FOUND);
}
