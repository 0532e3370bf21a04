//! The longest application still fits a bad network: each page of 300 slots and 300 remarks
//! stays under 250 KB, and its pages together show every slot and every entry once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::collections::BTreeSet;

use aval_core::ids::ApplicationId;
use aval_web::{house::House, site::site};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use common::{
    application::{Until, application, examiner, signed_in},
    catalogue, house, owner, proof_key,
};
use tower::ServiceExt;

const SLOTS: u32 = 300;
const HEAVIEST: usize = 250_000;

struct Long {
    house: House,
    site: Router,
    own: String,
    vendor: String,
    examiner: String,
    _folder: tempfile::TempDir,
}

impl Long {
    async fn application() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("aval.sqlite").display());
        let house = house(&url, &folder.path().join("files"), catalogue(1, SLOTS), 1).await;
        let vendor = signed_in(&house, &owner()).await;
        let examiner = signed_in(&house, &examiner()).await;
        let id: ApplicationId = application(&house, 1, &owner(), Until::Returned).await;
        Self {
            site: site(house.clone()),
            own: format!("/dossiers/{id}"),
            house,
            vendor,
            examiner,
            _folder: folder,
        }
    }

    async fn page(&self, cookie: &str, path: &str) -> String {
        let request = Request::get(path)
            .header("cookie", cookie)
            .body(Body::empty())
            .unwrap();
        let answer = self.site.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let body = to_bytes(answer.into_body(), 64 << 20).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }

    /// The page and those that follow it, by their own links.
    async fn pages(&self, cookie: &str, path: &str) -> Vec<String> {
        let mut pages = vec![self.page(cookie, path).await];
        while let Some(next) = next_page(pages.last().unwrap()) {
            assert!(pages.len() < 100, "pages without end");
            pages.push(self.page(cookie, &next).await);
        }
        pages
    }
}

fn next_page(html: &str) -> Option<String> {
    let (_, link) = html.split_once("rel=\"next\" href=\"")?;
    let (address, _) = link.split_once('"')?;
    Some(address.replace("&#38;", "&").replace("&amp;", "&"))
}

/// What stands between `before` and the next quotation mark, each time.
fn named(html: &str, before: &str) -> Vec<String> {
    html.split(before)
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(name, _)| name.to_owned())
        .collect()
}

#[tokio::test]
async fn the_longest_application_fits_a_bad_network() {
    let long = Long::application().await;
    let chapter = format!("{}/chapitres/chapter-1", long.own);
    let slot = format!("{chapter}?preuve={}", proof_key(1, 2));
    for path in [
        long.own.clone(),
        format!("{}/chapitres", long.own),
        chapter.clone(),
        slot,
        format!("{}/journal", long.own),
        format!("{}/echanges", long.own),
    ] {
        for (who, cookie) in [("vendor", &long.vendor), ("examiner", &long.examiner)] {
            let octets = long.page(cookie, &path).await.len();
            assert!(octets < HEAVIEST, "{path} for the {who}: {octets} octets");
        }
    }
    long.house.store().close().await;
}

#[tokio::test]
async fn the_pages_of_a_chapter_show_every_slot_once_and_a_link_lands_on_the_page_of_its_slot() {
    let long = Long::application().await;
    let chapter = format!("{}/chapitres/chapter-1", long.own);
    let pages = long.pages(&long.vendor, &chapter).await;
    let shown: Vec<String> = pages
        .iter()
        .flat_map(|html| named(html, "<li class=\"av-slot\" id=\""))
        .collect();
    assert!(pages.len() > 1, "one page of {} slots", shown.len());
    assert_eq!(shown.len(), SLOTS as usize);
    assert_eq!(shown.iter().collect::<BTreeSet<_>>().len(), shown.len());

    let last = proof_key(1, SLOTS);
    let html = long
        .page(&long.vendor, &format!("{chapter}?place={last}"))
        .await;
    let anchors = named(&html, "<li class=\"av-slot\" id=\"");
    assert_eq!(anchors.last(), shown.last());

    // What is missing elsewhere is one click away; what is missing here, no reload.
    let first = pages.first().unwrap();
    let here: BTreeSet<String> = named(first, "<li class=\"av-slot\" id=\"")
        .into_iter()
        .collect();
    let gaps = first.split_once("id=\"manques\"").unwrap().1;
    for address in named(gaps, "<li><a href=\"") {
        let (page, anchor) = address.split_once('#').unwrap();
        assert_eq!(page.is_empty(), here.contains(anchor), "{address}");
        if !page.is_empty() {
            let html = long.page(&long.vendor, page).await;
            assert!(html.contains(&format!("id=\"{anchor}\"")), "{address}");
            break;
        }
    }
    long.house.store().close().await;
}

#[tokio::test]
async fn the_pages_of_the_journal_show_every_entry_once_and_one_page_prints_them_all() {
    let long = Long::application().await;
    let journal = format!("{}/journal", long.own);
    let entries = |html: &str| html.matches("av-timeline__when").count();
    let pages = long.pages(&long.examiner, &journal).await;
    let paged: usize = pages.iter().map(|html| entries(html)).sum();
    let whole = long
        .page(&long.examiner, &format!("{journal}?tout=1"))
        .await;
    assert!(pages.len() > 1);
    assert!(paged > 2 * SLOTS as usize, "{paged} entries");
    assert_eq!(paged, entries(&whole));
    assert_eq!(next_page(&whole), None);

    // A number that means nothing is the first page.
    let strange = long
        .page(&long.examiner, &format!("{journal}?avant=-3"))
        .await;
    assert_eq!(entries(&strange), entries(pages.first().unwrap()));
    long.house.store().close().await;
}
