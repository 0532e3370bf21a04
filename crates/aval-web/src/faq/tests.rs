//! The FAQ as visitors, crawlers and hostile addresses meet it, with the answers of the
//! project's own programme.

use std::path::{Path, PathBuf};

use aval_core::programme::Programme;
use aval_search::{Base, Known, read_folder};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use jiff::SignedDuration;

use super::Library;
use crate::{
    house::{
        Settings,
        testing::{Answer, TestHouse},
    },
    locale::Locale,
};

fn programme_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes/segur-v2")
}

fn base() -> Base {
    let files = read_folder(&programme_folder().join("faq")).unwrap();
    Base::read(&files, &Known::default()).0
}

async fn house() -> TestHouse {
    let files = |path: &str| std::fs::read(programme_folder().join(path)).ok();
    let (programme, _) = Programme::read(&files).expect("the programme loads");
    let house = TestHouse::under(programme, Settings::default()).await;
    let opened = crate::faq::open(&house.house, &programme_folder()).await;
    assert_eq!(opened.unwrap().findings, []);
    house
}

/// Questions of the page, in order, markup taken out.
fn questions(body: &str) -> Vec<String> {
    body.split("class=\"av-question__text\"")
        .skip(1)
        .map(|part| {
            let (_, text) = part.split_once('>').unwrap();
            let (text, _) = text.split_once("</span>").unwrap();
            text.replace("<mark>", "").replace("</mark>", "")
        })
        .collect()
}

fn count_said(body: &str) -> usize {
    let (_, rest) = body
        .split_once("role=\"status\"><h2 class=\"fr-h6\">")
        .unwrap();
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

#[tokio::test]
async fn a_question_typed_with_mistakes_finds_its_answer_first() {
    let house = house().await;
    let page = house.get("/faq?q=uplaod+coup%C3%A9").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(questions(&page.body)[0].starts_with("Mon envoi s’est interrompu"));
    assert!(page.body.contains("Lu aussi\u{a0}: upload"));
    assert!(page.body.contains("<mark>envoi</mark>"));
}

#[tokio::test]
async fn the_whole_base_is_walked_by_links() {
    let house = house().await;
    let mut seen = Vec::new();
    let mut path = "/faq".to_owned();
    loop {
        let page = house.get(&path).await.body;
        assert_eq!(count_said(&page), 150);
        seen.extend(questions(&page));
        let Some(part) = page.split("rel=\"next\" href=\"").nth(1) else {
            break;
        };
        path = part.split('"').next().unwrap().replace("&#38;", "&");
    }
    assert_eq!(seen.len(), 150);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 150);
}

#[tokio::test]
async fn counts_of_facets_say_what_choosing_would_show() {
    let house = house().await;
    let page = house.get("/faq?theme=mssante").await.body;
    let own = "f-theme-mssante";
    let said = |page: &str, id: &str| -> usize {
        let (_, rest) = page.split_once(&format!("for=\"{id}\"")).unwrap();
        let (_, rest) = rest.split_once("av-muted\">(").unwrap();
        rest.split(')').next().unwrap().parse().unwrap()
    };
    for (id, address) in [
        ("f-produit-mssante", "/faq?theme=mssante&produit=mssante"),
        ("f-couloir-IMG", "/faq?theme=mssante&couloir=IMG"),
        ("f-dispositif-LGO", "/faq?theme=mssante&dispositif=LGO"),
    ] {
        let narrowed = house.get(address).await.body;
        assert_eq!(said(&page, id), count_said(&narrowed), "{id}");
    }
    // Another value of the same facet widens.
    let both = house.get("/faq?theme=mssante&theme=dmp").await.body;
    assert_eq!(
        said(&both, own),
        count_said(&page),
        "the count of a value leaves its own facet aside"
    );
    assert!(count_said(&both) > count_said(&page));
}

#[tokio::test]
async fn an_answer_for_one_scheme_is_not_shown_for_another() {
    let house = house().await;
    let officine = "Comment supprimer un document du DMP depuis un logiciel d’officine";
    let with = house.get("/faq?q=officine&dispositif=LGO").await.body;
    assert!(questions(&with)[0].starts_with(officine));
    let without = house.get("/faq?q=officine&dispositif=RIS").await.body;
    assert_eq!(count_said(&without), 0);
    let (_, nearest) = without.split_once("Les réponses les plus proches").unwrap();
    assert!(
        questions(nearest)[0].starts_with(officine),
        "still shown as near"
    );
}

#[tokio::test]
async fn unknown_filters_are_ignored_and_said() {
    let house = house().await;
    let page = house
        .get("/faq?theme=cuisine&dispositif=%3Cb%3E")
        .await
        .body;
    assert_eq!(count_said(&page), 150);
    assert!(page.contains("Des filtres inconnus ont été ignorés"));
    assert!(page.contains("<code>cuisine</code>") && page.contains("<code>&#60;b&#62;</code>"));
}

#[tokio::test]
async fn nothing_found_gives_the_nearest_and_somebody_to_write_to() {
    let house = house().await;
    let page = house.get("/faq?q=zzinteropzz").await.body;
    assert_eq!(count_said(&page), 0);
    assert!(page.contains("Les réponses les plus proches"));
    assert!(page.contains("À qui écrire"));
    let nowhere = house.get("/faq?q=%F0%9F%A6%80&theme=cnda").await.body;
    assert!(nowhere.contains("contact.cnda@assurance-maladie.fr"));
}

#[tokio::test]
async fn any_address_is_answered() {
    let house = house().await;
    let long = format!("/faq?q={}", "pentset+".repeat(1_250));
    for path in [
        long.as_str(),
        "/faq?q=%00%01%1b%7f",
        "/faq?q=%ff%fe",
        "/faq?q=(a+OR+b)^9+AND+%22x%22~2+[*+TO+*]",
        "/faq?q=%D8%AA%D8%B9%D8%B0%D8%B1",
        "/faq?q=%F0%9F%91%A9%E2%80%8D%E2%9A%95%EF%B8%8F",
        "/faq?page=999999999999999999999",
        "/faq?page=-1",
        "/faq?&&&==&q",
        "/faq/suggestions?q=%00",
        "/faq/suggestions",
    ] {
        assert_eq!(house.get(path).await.status, StatusCode::OK, "{path}");
    }
    for path in ["/faq/inconnu", "/faq/%2e%2e", "/faq/%ff"] {
        let status = house.get(path).await.status;
        assert!(status.is_client_error(), "{path}: {status}");
    }
}

#[tokio::test]
async fn hostile_queries_are_answered_like_any_other() {
    let house = house().await;
    let long_word = "a".repeat(10_000);
    let many_words = "pentest ".repeat(1_250);
    let nested = "(".repeat(5_000);
    for text in [
        long_word.as_str(),
        many_words.as_str(),
        nested.as_str(),
        "\u{0}\u{1}\u{1b}[2Jpentest\u{7f}\u{85}",
        ".*(a+)+$|[^x]{1,9999}\\\\1",
        "question:pentest AND -slug:* OR \"a\"~9 ^2 [* TO *] {!func}",
        "'; DROP TABLE faq_entry; --",
        "\u{202e}tset-nep\u{202c} \u{200f}تعذر الوصول",
        "👩‍⚕️🦀🇫🇷",
        "e\u{301}\u{301}\u{301}\u{301}changes",
        "\u{a0}\u{202f}\u{200b}\u{feff}",
        "ﬁchier ½ Ⅷ",
    ] {
        let query: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        for path in [
            format!("/faq?q={query}"),
            format!("/faq?theme={query}&exigence={query}&page={query}"),
            format!("/faq/suggestions?q={query}"),
        ] {
            let answer = house.get(&path).await;
            let shown: String = path.chars().take(80).collect();
            assert_eq!(answer.status, StatusCode::OK, "{shown}");
            if !path.contains("suggestions") {
                count_said(&answer.body);
                assert!(answer.body.len() < 400_000, "{shown}");
            }
        }
        let slug = house.get(&format!("/faq/{query}")).await.status;
        assert!(slug.is_client_error() || slug == StatusCode::OK, "{slug}");
        let noted = left(&house, text, "non", "10.0.0.1").await;
        assert!(!noted.is_server_error(), "{noted}");
    }
    // What is meant is still found among the noise.
    let page = house
        .get("/faq?q=%22pentest%22+AND+(criticit%C3%A9%3A*)")
        .await;
    assert!(count_said(&page.body) > 0);
}

#[tokio::test]
async fn what_was_typed_is_never_markup() {
    let house = house().await;
    let page = house
        .get("/faq?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
        .await
        .body;
    assert!(!page.contains("<script>alert"));
}

#[tokio::test]
async fn an_answer_to_confirm_says_so() {
    let house = house().await;
    let waiting: Vec<String> = base()
        .entries
        .into_iter()
        .filter(|entry| entry.status == aval_search::Status::ToConfirm)
        .map(|entry| entry.slug)
        .collect();
    assert!(!waiting.is_empty());
    for slug in waiting {
        let page = house.get(&super::address(&slug)).await.body;
        assert!(page.contains("reste à confirmer par l’opérateur"), "{slug}");
    }
    let sure = house.get("/faq/criticite-cvss").await.body;
    assert!(!sure.contains("reste à confirmer par l’opérateur"));
}

#[tokio::test]
async fn pages_are_kept_by_whoever_has_no_session_and_not_by_others() {
    let house = house().await;
    for path in ["/faq", "/faq/criticite-cvss", "/faq/suggestions?q=cvss"] {
        let first = house.get(path).await;
        let etag = first.header("etag").to_owned();
        assert!(
            first.header("cache-control").starts_with("public"),
            "{path}"
        );
        let again = house.get_with(path, &[("if-none-match", &etag)]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
        assert_eq!(again.body, "");
        let english = house
            .get_with(path, &[("accept-language", "en"), ("if-none-match", &etag)])
            .await;
        if !path.contains("suggestions") {
            assert_eq!(english.status, StatusCode::OK, "{path}");
        }
    }
    let stranger = house
        .get_with("/faq", &[("cookie", "aval_session=autre")])
        .await;
    assert_eq!(stranger.header("cache-control"), "no-store");
}

#[tokio::test]
async fn every_answer_is_well_set_on_its_page() {
    let house = house().await;
    let base = base();
    let slugs: Vec<&str> = base
        .entries
        .iter()
        .map(|entry| entry.slug.as_str())
        .collect();
    for entry in &base.entries {
        let page = house.get(&super::address(&entry.slug)).await;
        assert_eq!(page.status, StatusCode::OK);
        let (_, rest) = page.body.split_once("<div class=\"av-answer\"").unwrap();
        let (_, rest) = rest.split_once('>').unwrap();
        let (html, _) = rest.split_once("</div>").unwrap();
        let text = plain(html);
        let slug = &entry.slug;
        // What Markdown left unread would stand as marks in the text.
        for mark in ["**", "__", "](", "|--", "| |", "\n#", "`"] {
            assert!(!text.contains(mark), "{slug}: {mark:?} is left in the text");
        }
        assert_eq!(
            html.matches("<tr>").count(),
            entry
                .answer
                .lines()
                .filter(|line| line.starts_with('|')
                    && !line.starts_with("|--")
                    && !line.starts_with("| --"))
                .count(),
            "{slug}: rows of tables"
        );
        let items = entry
            .answer
            .lines()
            .map(str::trim_start)
            .filter(|line| {
                let digits = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
                line.starts_with("- ") || (digits.len() < line.len() && digits.starts_with(". "))
            })
            .count();
        assert_eq!(
            html.matches("<li>").count(),
            items,
            "{slug}: items of lists"
        );
        french(slug, &text);
        french(slug, &entry.question);
        for link in html.split("href=\"").skip(1) {
            let link = link.split('"').next().unwrap();
            let inside = link
                .strip_prefix("/faq/")
                .is_none_or(|other| slugs.contains(&other));
            assert!(inside, "{slug}: {link} leads nowhere");
        }
    }
}

fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut code = false;
    for part in html.split('<') {
        let (tag, rest) = part.split_once('>').unwrap_or(("", part));
        match tag {
            "code" => code = true,
            "/code" => code = false,
            _ => {}
        }
        if !code {
            text.push_str(rest);
        }
    }
    text.replace("&nbsp;", "\u{a0}")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// French typography: curly apostrophes, no-break spaces before high marks and in quotes.
fn french(slug: &str, text: &str) {
    assert!(!text.contains('\''), "{slug}: straight apostrophe");
    assert!(!text.contains('"'), "{slug}: straight quotation mark");
    assert!(!text.contains("..."), "{slug}: three dots");
    let letters: Vec<char> = text.chars().collect();
    for pair in letters.windows(2) {
        let (before, mark) = (pair[0], pair[1]);
        let broken = match mark {
            ';' | '!' | '?' | '»' => !matches!(before, '\u{a0}' | '\u{202f}' | '!' | '?'),
            ':' => before == ' ',
            _ => before == '«' && !matches!(mark, '\u{a0}' | '\u{202f}'),
        };
        assert!(!broken, "{slug}: space around {before:?}{mark:?} in {text}");
    }
}

#[tokio::test]
async fn search_engines_read_the_answers_as_data() {
    let house = house().await;
    for path in ["/faq", "/faq/criticite-cvss"] {
        let page = house.get(path).await.body;
        let (_, rest) = page
            .split_once("<script type=\"application/ld+json\">")
            .unwrap();
        let (data, _) = rest.split_once("</script>").unwrap();
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        assert_eq!(data["@type"], "FAQPage");
        let first = &data["mainEntity"][0];
        assert!(!first["acceptedAnswer"]["text"].as_str().unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_feed_and_the_map_name_every_answer_by_its_whole_address() {
    let house = house().await;
    let host = [("host", "aval.example")];
    let feed = house.get_with("/faq.atom", &host).await;
    assert!(
        feed.header("content-type")
            .starts_with("application/atom+xml")
    );
    assert_eq!(feed.body.matches("<entry>").count(), 50);
    let (_, first) = feed.body.split_once("<entry>").unwrap();
    let newest = base()
        .entries
        .iter()
        .map(|entry| entry.updated)
        .max()
        .unwrap();
    assert!(first.contains(&format!("<updated>{newest}T00:00:00Z</updated>")));
    let map = house.get_with("/sitemap.xml", &host).await.body;
    assert_eq!(map.matches("<loc>https://aval.example/faq/").count(), 150);
}

#[tokio::test]
async fn suggestions_come_while_typing() {
    let house = house().await;
    let answer = house.get("/faq/suggestions?q=test+d%27intru").await;
    let data: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let suggestions = data["suggestions"].as_array().unwrap();
    assert!((1..=8).contains(&suggestions.len()));
    assert!(
        suggestions[0]["href"]
            .as_str()
            .unwrap()
            .starts_with("/faq/")
    );
}

#[tokio::test]
async fn both_languages_draw_the_pages_and_the_content_keeps_its_own() {
    let house = house().await;
    for l in Locale::ALL {
        for path in ["/faq", "/faq/criticite-cvss", "/faq?q=zzz"] {
            let page = house.get_with(path, &[("accept-language", l.tag())]).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.body.contains("lang=\"fr\""));
            assert!(!page.body.contains(">faq-"), "{path} shows a key");
        }
    }
}

#[tokio::test]
async fn a_house_without_answers_has_no_such_page() {
    let house = TestHouse::new().await;
    assert_eq!(house.get("/faq").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_new_base_is_shown_at_once() {
    let house = house().await;
    let mut changed = base();
    changed
        .entries
        .retain(|entry| entry.slug != "criticite-cvss");
    house.house.set_faq(Library::new(&changed).unwrap());
    let gone = house.get("/faq/criticite-cvss").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert_eq!(count_said(&house.get("/faq").await.body), 149);
}

/// A vote from a browser: its cookie, and what it answers.
async fn vote(house: &TestHouse, slug: &str, fields: &str, cookie: &str) -> Answer {
    let request = Request::builder()
        .method(Method::POST)
        .uri(format!("/faq/{slug}/avis"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("cookie", cookie)
        .body(Body::from(fields.to_owned()))
        .unwrap();
    house.send(request).await
}

fn given_cookie(answer: &Answer) -> String {
    answer
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_vote_needs_no_account_counts_once_and_may_change() {
    let house = house().await;
    let first = vote(&house, "criticite-cvss", "utile=oui", "").await;
    assert_eq!(first.location(), "/faq/criticite-cvss/avis?utile=oui");
    let cookie = given_cookie(&first);
    let thanks = house.get(first.location()).await;
    assert_eq!(thanks.status, StatusCode::OK);
    let fields = "utile=non&raison=outdated&phrase=Le+score+a+chang%C3%A9.";
    let again = vote(&house, "criticite-cvss", fields, &cookie).await;
    assert_eq!(again.location(), "/faq/criticite-cvss/avis?utile=non&dit=1");
    let votes = house.house.store().faq_votes().await.unwrap();
    assert_eq!((votes[0].useful, votes[0].useless), (0, 1));
    let remark = house.house.store().faq_remarks().await.unwrap().remove(0);
    assert_eq!(
        (remark.reason.as_str(), remark.sentence.as_str()),
        ("outdated", "Le score a changé.")
    );
}

#[tokio::test]
async fn a_script_that_votes_in_a_loop_is_stopped() {
    let house = house().await;
    let mut counted = 0;
    for _ in 0..50 {
        let answer = vote(&house, "criticite-cvss", "utile=non", "").await;
        counted += usize::from(answer.status == StatusCode::SEE_OTHER);
    }
    assert!(counted <= 5, "{counted} votes of one source");
    assert_eq!(
        house.house.store().faq_votes().await.unwrap()[0].useless,
        counted as u64
    );
}

#[tokio::test]
async fn votes_that_are_none_change_nothing() {
    let house = house().await;
    assert_eq!(
        vote(&house, "criticite-cvss", "utile=peut-etre", "")
            .await
            .status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        vote(&house, "inconnu", "utile=oui", "").await.status,
        StatusCode::NOT_FOUND
    );
    let elsewhere = Request::builder()
        .method(Method::POST)
        .uri("/faq/criticite-cvss/avis")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from("utile=non"))
        .unwrap();
    assert_eq!(house.send(elsewhere).await.status, StatusCode::FORBIDDEN);
    assert!(house.house.store().faq_votes().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_does_not_help_reaches_the_editors_and_is_closed_with_a_note() {
    let house = house().await;
    for _ in 0..3 {
        vote(&house, "criticite-cvss", "utile=non&phrase=Trop+court", "").await;
    }
    for _ in 0..2 {
        house.get("/faq?q=zzminitelzz").await;
    }
    let vendor = house.person("a@lac.example", &["member"], &[]).await;
    let barred = house.get_as(&vendor, "/faq/a-ameliorer").await;
    assert_eq!(barred.status, StatusCode::NOT_FOUND);
    let editor = house
        .person("e@etat.example", &["administrator"], &[])
        .await;
    let list = house.get_as(&editor, "/faq/a-ameliorer").await.body;
    let (answer, search) = (
        list.find("Comment est calculée la criticité").unwrap(),
        list.find("zzminitelzz").unwrap(),
    );
    assert!(
        answer < search,
        "three refusals press more than two searches"
    );
    assert!(list.contains("Trop court"));
    house.clock.pass(SignedDuration::from_secs(1));
    let note = [
        ("nature", "search"),
        ("sujet", "zzminitelzz"),
        ("note", "Hors sujet"),
    ];
    house.post_as(&editor, "/faq/a-ameliorer", &note).await;
    let list = house.get_as(&editor, "/faq/a-ameliorer").await.body;
    assert!(
        !list.contains("Cherché 2"),
        "a closed line is no longer to be done"
    );
    assert!(list.contains("Hors sujet"));
    house.clock.pass(SignedDuration::from_secs(1));
    house.get("/faq?q=zzminitelzz").await;
    let list = house.get_as(&editor, "/faq/a-ameliorer").await.body;
    assert!(
        list.contains("href=\"/faq?q=zzminitelzz\""),
        "a new search opens it again"
    );
}

/// The page of a search is left.
async fn left(house: &TestHouse, text: &str, opened: &str, from: &str) -> StatusCode {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("q", text)
        .append_pair("ouverte", opened)
        .finish();
    let mut request = Request::builder()
        .method(Method::POST)
        .uri("/faq/recherches")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(query))
        .unwrap();
    let from: std::net::SocketAddr = format!("{from}:7000").parse().unwrap();
    request
        .extensions_mut()
        .insert(axum::extract::ConnectInfo(from));
    house.send(request).await.status
}

#[tokio::test]
async fn a_search_of_which_nothing_is_opened_reaches_the_editors_until_it_is_closed() {
    let house = house().await;
    let editor = house
        .person("e@etat.example", &["administrator"], &[])
        .await;
    let list = async || house.get_as(&editor, "/faq/a-ameliorer").await.body;
    let said = |no: u32, all: u32| format!("{no} personnes sur {all} n’ont ouvert aucune");
    for from in ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.3", "10.0.0.3"] {
        let status = left(&house, "Upload coupé", "non", from).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
    }
    let page = list().await;
    assert!(page.contains(&said(3, 3)), "{page}");
    assert!(page.contains("upload coupé"));
    // Somebody who opens an answer after all opened one, whatever follows.
    left(&house, "upload coupé", "oui", "10.0.0.3").await;
    left(&house, "upload coupé", "non", "10.0.0.3").await;
    assert!(!list().await.contains("n’ont ouvert aucune"));
    left(&house, "upload coupé", "non", "10.0.0.4").await;
    assert!(list().await.contains(&said(3, 4)));
    house.clock.pass(SignedDuration::from_secs(1));
    let note = [
        ("nature", "unopened"),
        ("sujet", "upload coupé"),
        ("note", "Titre réécrit"),
    ];
    house.post_as(&editor, "/faq/a-ameliorer", &note).await;
    let page = list().await;
    assert!(!page.contains("n’ont ouvert aucune") && page.contains("Titre réécrit"));
    house.clock.pass(SignedDuration::from_secs(1));
    left(&house, "upload coupé", "non", "10.0.0.5").await;
    assert!(
        list().await.contains(&said(4, 5)),
        "a new one opens it again"
    );
    house.clock.pass(SignedDuration::from_hours(91 * 24));
    let editor = house.again(&editor).await;
    let page = house.get_as(&editor, "/faq/a-ameliorer").await.body;
    assert!(!page.contains("n’ont ouvert aucune"), "old searches fade");
}

#[tokio::test]
async fn what_is_noise_or_may_lead_to_a_person_is_not_kept() {
    let house = house().await;
    for text in [
        "",
        "?",
        "zzminitelzz",
        "upload de ana@lac.example",
        "upload 06 12 34 56 78",
        "upload 1 85 05 78 006 084",
        "upload\u{7}",
        &"upload ".repeat(20),
    ] {
        for from in ["10.0.0.1", "10.0.0.2", "10.0.0.3"] {
            assert_eq!(
                left(&house, text, "non", from).await,
                StatusCode::NO_CONTENT
            );
        }
        let query: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        house.get(&format!("/faq?q={query}")).await;
    }
    let now = house.house.now();
    let old = now - SignedDuration::from_hours(1);
    let store = house.house.store();
    assert_eq!(store.faq_unopened(1, old).await.unwrap(), []);
    crate::faq::keep_misses(&house.house).await.unwrap();
    let misses = store.faq_misses().await.unwrap();
    assert!(
        misses.iter().all(|miss| !miss.text.contains(['@', '6'])),
        "{misses:?}"
    );
    // A script of one source fills nothing.
    for rank in 0..100 {
        left(&house, &format!("upload {rank}"), "non", "10.0.0.9").await;
    }
    let kept = store.faq_unopened(1, old).await.unwrap().len();
    assert_eq!(kept, 60);
    let elsewhere = Request::builder()
        .method(Method::POST)
        .uri("/faq/recherches")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from("q=upload&ouverte=non"))
        .unwrap();
    assert_eq!(house.send(elsewhere).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_same_person_votes_anew_once_the_salt_of_the_month_is_thrown_away() {
    let house = house().await;
    let first = vote(&house, "criticite-cvss", "utile=oui", "").await;
    let cookie = given_cookie(&first);
    let counts = async || {
        let votes = house.house.store().faq_votes().await.unwrap();
        (votes[0].useful, votes[0].useless)
    };
    // It is October in Paris: the last evening of the month is the same person still.
    house.clock.pass(SignedDuration::from_hours(26 * 24));
    vote(&house, "criticite-cvss", "utile=non", &cookie).await;
    assert_eq!(counts().await, (0, 1), "changed");
    house.clock.pass(SignedDuration::from_hours(24));
    vote(&house, "criticite-cvss", "utile=oui", &cookie).await;
    assert_eq!(counts().await, (1, 1), "nothing links November to October");
    // The loop of a month ago gives no right to another one.
    let mut counted = 0;
    for _ in 0..50 {
        let answer = vote(&house, "criticite-cvss", "utile=non", "").await;
        counted += usize::from(answer.status == StatusCode::SEE_OTHER);
    }
    assert!(counted <= 4, "{counted}");
}

#[tokio::test]
async fn answers_stand_beside_the_requirement_and_the_scheme_that_raise_the_question() {
    let house = house().await;
    let library = house.house.faq().unwrap();
    let beside = |requirement: &str, scheme: &str| -> Vec<String> {
        let found = library.beside(house.house.programme(), requirement, scheme);
        found.iter().map(|entry| entry.slug.clone()).collect()
    };
    let cabinet = beside("INS/va1.53", "LGC");
    assert_eq!(cabinet[0], "ins-va1-53-preuve-lgc");
    assert!(!beside("INS/va1.53", "SGL").contains(&cabinet[0]));
    assert!(beside("SC.PSC.14", "LGC").contains(&"qui-doit-faire-test-intrusion".to_owned()));
    assert!(beside("AUTRE.01", "LGC").is_empty());
}
