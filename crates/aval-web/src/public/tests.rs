//! The public pages as visitors, programs and crawlers meet them, hostile ones included.

use aval_core::application::Event;
use aval_store::{Batch, ListingRow, Meta, NewEvent, search_text};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use jiff::SignedDuration;

use crate::{
    house::testing::{TestHouse, listing, opening_time},
    locale::Locale,
};

const ENGLISH: (&str, &str) = ("accept-language", "en");

fn renamed(rank: u32, product: &str, change: impl FnOnce(&mut ListingRow)) -> ListingRow {
    let mut row = listing(rank, product);
    change(&mut row);
    row.search_text = search_text([row.number.as_str(), &row.vendor, &row.product]);
    row
}

/// Opens the doors of time: what was kept may be asked for again.
fn later(house: &TestHouse) {
    house.clock.pass(SignedDuration::from_secs(4));
}

#[tokio::test]
async fn every_public_page_speaks_both_languages_and_shows_no_key() {
    let house = TestHouse::new().await;
    house.list(listing(1, "Lac")).await;
    let pages = [
        "/",
        "/registre",
        "/registre?q=introuvable",
        "/registre/BOX-2026-0001",
        "/registre/BOX-2026-0001/attestation",
        "/aide",
        "/aide/refus",
        "/mentions",
        "/accessibilite",
        "/connexion",
    ];
    let families = [
        "home-",
        "register-",
        "column-",
        "entry-",
        "history-",
        "certificate-",
        "help-",
        "legal-",
        "accessibility-",
        "sign-in-",
        "footer-",
        "status-",
        "warning-",
    ];
    for path in pages {
        for l in Locale::ALL {
            let answer = house.get_with(path, &[("accept-language", l.tag())]).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert!(answer.body.contains(&format!("<html lang=\"{}\"", l.tag())));
            for piece in answer.body.split(['>', '"']) {
                let shown = piece.split('<').next().unwrap_or_default().trim();
                let key = families.iter().any(|family| shown.starts_with(family))
                    && !shown.contains([' ', '#']);
                // Anchors of the page itself are named like keys.
                assert!(
                    !key || ["home-search", "home-how", "home-windows"].contains(&shown),
                    "{path}: {shown}"
                );
            }
        }
    }
}

#[tokio::test]
async fn the_footer_leads_somewhere() {
    let house = TestHouse::new().await;
    let home = house.get("/").await.body;
    let footer = home.split("<footer").nth(1).unwrap();
    let links: Vec<&str> = footer
        .split("href=\"")
        .skip(1)
        .map(|part| part.split('"').next().unwrap())
        .collect();
    assert!(links.len() >= 3);
    for link in links {
        assert_eq!(house.get(link).await.status, StatusCode::OK, "{link}");
    }
}

#[tokio::test]
async fn home_says_the_milestones_of_open_windows_and_counts_the_register() {
    let house = TestHouse::new().await;
    house.list(listing(1, "Lac")).await;
    house.list(listing(2, "Mont")).await;
    let home = house.get("/").await.body.replace('\u{a0}', " ");
    assert!(home.contains("ouvert depuis le lundi 8 juin 2026 à 9 h 00"));
    assert!(home.contains("mardi 15 décembre 2026 à 14 h 00, dans 50 jours ouvrés"));
    assert!(home.contains("<span class=\"av-figure\">2</span> solutions référencées"));
    assert!(home.contains("action=\"/registre\""));
}

#[tokio::test]
async fn an_empty_register_says_what_will_be_there() {
    let house = TestHouse::new().await;
    let page = house.get("/registre").await.body;
    assert!(page.contains("Le registre est encore vide"));
    let searched = house.get("/registre?q=lac").await.body;
    assert!(searched.contains("Aucune solution ne correspond"));
}

#[tokio::test]
async fn the_register_is_searched_narrowed_and_paged_by_its_address() {
    let house = TestHouse::new().await;
    for rank in 1..=60 {
        let row = renamed(rank, if rank % 2 == 0 { "Élan" } else { "Lac" }, |row| {
            if rank % 3 == 0 {
                row.status = "suspended".to_owned();
            }
        });
        house.list(row).await;
    }
    let all = house.get("/registre").await.body;
    assert!(all.contains("60\u{a0}référencements"));
    assert!(all.contains("BOX-2026-0060") && !all.contains("BOX-2026-0035"));
    let next = all
        .split("rel=\"next\" href=\"")
        .nth(1)
        .and_then(|part| part.split('"').next())
        .unwrap()
        .replace("&#38;", "&");
    let second = house.get(&next).await.body;
    assert!(second.contains("BOX-2026-0035") && !second.contains("BOX-2026-0060"));

    let found = house.get("/registre?q=elan&statut=suspended").await.body;
    assert!(found.contains("10\u{a0}référencements"));
    // Counts say what choosing another value would show.
    assert!(found.contains("Référencé <span class=\"av-muted\">(20)</span>"));
    assert!(found.contains("Suspendu <span class=\"av-muted\">(10)</span>"));
    assert!(found.contains("value=\"suspended\" checked"));
    // Each filter can be taken off alone.
    assert!(found.contains("href=\"/registre?statut=suspended\""));
    assert!(found.contains("href=\"/registre?q=elan\""));
}

#[tokio::test]
async fn a_hostile_name_is_shown_as_text_everywhere() {
    let house = TestHouse::new().await;
    let evil = "<script>alert(1)</script>\"><img src=x>";
    house
        .list(renamed(1, evil, |row| {
            row.vendor = "=cmd|' /C calc'!A0".to_owned();
            row.technical_version = "1.0<b>".to_owned();
        }))
        .await;
    for path in [
        "/registre",
        "/registre?q=script",
        "/registre/BOX-2026-0001",
        "/registre/BOX-2026-0001/attestation",
    ] {
        let body = house.get(path).await.body;
        assert!(!body.contains("<script>alert"), "{path}");
        assert!(!body.contains("<img src=x"), "{path}");
        assert!(body.contains("&#60;script&#62;"), "{path}");
    }
    let asked = house
        .get("/registre?q=%3Cscript%3Ealert(1)%3C/script%3E&couloir=%22%3E%3Cb%3E")
        .await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(!asked.body.contains("<script>alert") && !asked.body.contains("\"><b>"));
    let csv = house.get("/registre.csv").await;
    assert!(csv.body.contains("'=cmd|"));
    let json = house.get("/registre.json").await;
    let read: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(read["entries"][0]["solution"], evil);
}

#[tokio::test]
async fn odd_questions_get_a_page_and_never_a_failure() {
    let house = TestHouse::new().await;
    house.list(listing(1, "Lac")).await;
    let long: String = (0..2_000).map(|rank| format!("mot{rank}%20")).collect();
    let many = "&couloir=X".repeat(3_000);
    for query in [
        format!("q={long}"),
        format!("q={}", "a".repeat(10_000)),
        format!("q=lac{many}"),
        "couloir=INCONNU&dispositif=%00&statut='%20OR%201=1--".to_owned(),
        "q=%25_%27%22%5C&vague=%F0%9F%A6%80".to_owned(),
        "%ff%fe=%80&q=%c3".to_owned(),
        "&&==&q".to_owned(),
    ] {
        let answer = house.get(&format!("/registre?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query:.60}");
        assert!(answer.body.len() < 200_000, "{query:.60}");
    }
    // An unknown value finds nothing, and says which filter to take off.
    let unknown = house.get("/registre?couloir=INCONNU").await.body;
    assert!(unknown.contains("INCONNU") && unknown.contains("Aucune solution ne correspond"));
    // The place of another list, or an altered one: the list starts again.
    for place in ["zz", "7b7d", &"ab".repeat(3_000)] {
        let answer = house.get(&format!("/registre?q=lac&page={place}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{place:.20}");
        assert_eq!(answer.location(), "/registre?q=lac");
    }
}

#[tokio::test]
async fn an_unknown_number_is_not_found_in_any_form() {
    let house = TestHouse::new().await;
    for path in [
        "/registre/INCONNU",
        "/registre/INCONNU.json",
        "/registre/INCONNU/attestation",
        "/registre/%2e%2e%2fetc",
        "/registre/%00",
    ] {
        assert_eq!(
            house.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

async fn happen(house: &TestHouse, row: &ListingRow, events: &[(Event, i64)]) {
    for (version, (event, day)) in events.iter().enumerate() {
        let (kind, payload) = event.encode().unwrap();
        let meta = Meta {
            actor: serde_json::to_string(&aval_core::access::Actor::system().reference()).unwrap(),
            at: opening_time() + SignedDuration::from_hours(24 * day),
            correlation: house.house.id(),
        };
        house
            .house
            .store()
            .commit(&Batch {
                stream: &row.application_id.to_string(),
                expected: u64::try_from(version).unwrap(),
                events: &[NewEvent { kind, payload }],
                meta: &meta,
                views: None,
                jobs: &[],
                snapshot: None,
                blobs: &[],
                inspected: None,
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_suspended_entry_says_so_with_its_dates_and_no_reasons() {
    let house = TestHouse::new().await;
    let row = renamed(1, "Lac", |row| row.status = "suspended".to_owned());
    house.list(row.clone()).await;
    let reason = "Motif confidentiel".to_owned();
    happen(
        &house,
        &row,
        &[
            (
                Event::ListingSuspended {
                    reason: reason.clone(),
                },
                1,
            ),
            (
                Event::ListingReinstated {
                    reason: reason.clone(),
                },
                2,
            ),
            (Event::ListingSuspended { reason }, 7),
        ],
    )
    .await;
    let page = house.get("/registre/BOX-2026-0001").await.body;
    let plain = page.replace('\u{a0}', " ");
    assert!(plain.contains("suspendu depuis le lundi 12 octobre 2026"));
    assert_eq!(plain.matches("<strong>Suspension</strong>").count(), 2);
    assert_eq!(plain.matches("<strong>Rétablissement</strong>").count(), 1);
    assert!(!page.contains("confidentiel"));
    let certificate = house.get("/registre/BOX-2026-0001/attestation").await.body;
    assert!(certificate.contains("n’est pas une attestation valable"));
    assert!(!certificate.contains("est référencée dans le dispositif"));
    assert!(!certificate.contains("confidentiel"));
    let json = house.get("/registre/BOX-2026-0001.json").await;
    let read: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(read["status"], "suspended");
    assert_eq!(read["history"][3]["event"], "suspended");
    assert_eq!(read["history"][3]["date"], "2026-10-12");
    assert!(!json.body.contains("confidentiel"));
}

#[tokio::test]
async fn a_certificate_names_what_it_endorses() {
    let house = TestHouse::new().await;
    house.list(listing(1, "Lac")).await;
    let page = house.get("/registre/BOX-2026-0001/attestation").await.body;
    for part in [
        "BOX-2026-0001",
        "«\u{a0}Lac\u{a0}», version 1.0",
        "Éditions du Lac",
        "Boxes",
        "General",
        "Attestation de référencement",
        "href=\"/registre/BOX-2026-0001\"",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let withdrawn = renamed(2, "Mont", |row| row.status = "withdrawn".to_owned());
    house.list(withdrawn).await;
    let page = house.get("/registre/BOX-2026-0002/attestation").await.body;
    assert!(page.contains("a été retiré") && !page.contains("Attestation de référencement<"));
}

#[tokio::test]
async fn the_whole_register_can_be_taken_away() {
    let house = TestHouse::new().await;
    for rank in 1..=230 {
        house.list(listing(rank, "Lac")).await;
    }
    let csv = house.get("/registre.csv").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(csv.header("content-disposition").contains("registre.csv"));
    assert!(csv.body.starts_with("\u{feff}Numéro;Solution;"));
    assert_eq!(csv.body.lines().count(), 231);
    let english = house.get_with("/registre.csv", &[ENGLISH]).await;
    assert!(english.body.starts_with("\u{feff}Number,Solution,"));
    let json = house.get("/registre.json?statut=suspended").await;
    let read: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(read["count"], 0);
    let by_accept = house
        .get_with("/registre", &[("accept", "application/json")])
        .await;
    let read: serde_json::Value = serde_json::from_str(&by_accept.body).unwrap();
    assert_eq!(read["entries"].as_array().unwrap().len(), 230);
    assert_eq!(read["entries"][0]["scheme_label"], "Boxes");
}

#[tokio::test]
async fn a_second_visit_does_not_reach_the_database() {
    let house = TestHouse::new().await;
    house.list(listing(1, "Lac")).await;
    let paths = [
        "/",
        "/registre",
        "/registre/BOX-2026-0001",
        "/registre.json",
    ];
    for path in paths {
        assert_eq!(house.get(path).await.status, StatusCode::OK);
    }
    house.house.store().close().await;
    for path in paths {
        assert_eq!(house.get(path).await.status, StatusCode::OK, "{path}");
    }
    let odd = house.get("/registre?utm_source=robot&page=").await;
    assert_eq!(odd.status, StatusCode::OK, "the same question");
    // What is old is better than nothing.
    house.clock.pass(SignedDuration::from_hours(2));
    assert_eq!(house.get("/registre").await.status, StatusCode::OK);
    assert_ne!(house.get("/registre?q=neuf").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_change_of_the_register_is_seen_within_seconds() {
    let house = TestHouse::new().await;
    house.list(listing(1, "Lac")).await;
    let first = house.get("/registre").await;
    let etag = first.header("etag").to_owned();
    assert!(first.header("cache-control").contains("public"));
    let known = [("if-none-match", etag.as_str())];
    let again = house.get_with("/registre", &known).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert!(again.body.is_empty());
    let head = Request::head("/registre").body(Body::empty()).unwrap();
    let head = house.send(head).await;
    assert_eq!((head.header("etag"), head.body.as_str()), (&*etag, ""));
    let english = house.get_with("/registre", &[known[0], ENGLISH]).await;
    assert_eq!(english.status, StatusCode::OK);

    house
        .list(renamed(2, "Mont", |row| row.updated_at = opening_time()))
        .await;
    later(&house);
    let changed = house.get_with("/registre", &known).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert!(changed.body.contains("Mont"));
}

#[tokio::test]
async fn the_page_of_a_person_is_theirs_alone() {
    let house = TestHouse::new().await;
    house.list(listing(1, "Lac")).await;
    let person = house.person("a@lac.example", &["agent"], &[]).await;
    for path in ["/registre", "/", "/registre/BOX-2026-0001"] {
        let own = house.get_as(&person, path).await;
        assert!(own.body.contains("Prénom de a@lac.example"), "{path}");
        assert_eq!(own.header("cache-control"), "no-store", "{path}");
        let other = house.get(path).await;
        assert!(!other.body.contains("a@lac.example"), "{path}");
    }
}

#[tokio::test]
async fn a_message_is_shown_once_and_never_to_others() {
    let house = TestHouse::new().await;
    let told = house
        .get_with("/", &[("cookie", "aval_flash=success.signed-out")])
        .await;
    assert!(told.body.contains("Vous êtes déconnecté"));
    assert_eq!(told.header("cache-control"), "no-store");
    assert!(told.header("set-cookie").contains("aval_flash=;"));
    assert!(!house.get("/").await.body.contains("déconnecté"));
}

#[tokio::test]
async fn crawlers_are_told_where_to_go_on_this_host_only() {
    let house = TestHouse::new().await;
    house.list(listing(1, "Lac")).await;
    house
        .list(renamed(2, "Mont", |row| {
            "A&B <2>/é".clone_into(&mut row.number)
        }))
        .await;
    let host = [("host", "registre.example")];
    let robots = house.get_with("/robots.txt", &host).await;
    assert!(robots.body.contains("Disallow: /dossiers\n"));
    assert!(
        robots
            .body
            .contains("Sitemap: https://registre.example/sitemap.xml")
    );
    let map = house.get_with("/sitemap.xml", &host).await;
    assert!(
        map.body
            .contains("<loc>https://registre.example/registre/BOX-2026-0001</loc>")
    );
    assert!(
        map.body
            .contains("/registre/A%26B%20%3C2%3E%2F%C3%A9</loc>")
    );
    let other = house
        .get_with("/robots.txt", &[("host", "autre.example")])
        .await;
    assert!(other.body.contains("https://autre.example/"));
    let forged = house.get_with("/robots.txt", &[("host", "x\"><b>")]).await;
    assert!(!forged.body.contains("Sitemap"));
    let odd = house.get("/registre/A%26B%20%3C2%3E%2F%C3%A9").await;
    assert_eq!(odd.status, StatusCode::OK);
}
