//! The public register: search, facets, pages.

use aval_store::{ListingRow, RegisterFilter, search_text};

use crate::{
    database::{Database, on_both},
    toy::{at, only, row, uuid},
};

on_both!(
    the_register_is_searched_counted_and_paged,
    a_listing_follows_its_application
);

fn listing(number: u128) -> ListingRow {
    let rank = i64::try_from(number).unwrap();
    let product = if number.is_multiple_of(5) {
        "Élan santé"
    } else {
        "Lac"
    };
    ListingRow {
        number: format!("R-{number:03}"),
        application_id: uuid(number),
        vendor: "Éditions du Lac".to_owned(),
        product: product.to_owned(),
        technical_version: "1.0".to_owned(),
        sector: ["mdv", "hop"][(rank % 2) as usize].to_owned(),
        scheme: ["lgc", "dui", "ris"][(rank % 3) as usize].to_owned(),
        profiles: vec!["general".to_owned(), "ahi".to_owned()],
        wave: "2".to_owned(),
        decided_at: at(rank / 4),
        status: "listed".to_owned(),
        pilot_reports_validated: 2,
        search_text: search_text([product, "Éditions du Lac"]),
        updated_at: at(rank),
    }
}

async fn put(database: &Database, number: u128, listing: Option<ListingRow>) {
    let mut views = only(row(uuid(number), &format!("SG2-{number}")));
    views.listing = listing;
    let mut tx = database.store.begin().await.unwrap();
    tx.put_views(&views).await.unwrap();
    tx.commit().await.unwrap();
}

async fn the_register_is_searched_counted_and_paged(database: &Database) {
    let store = &database.store;
    for number in 0..30 {
        put(database, number, Some(listing(number))).await;
    }
    let mut expected: Vec<_> = (0..30).map(listing).collect();
    expected.sort_by_key(|row| std::cmp::Reverse((row.decided_at, row.number.clone())));

    let all = RegisterFilter::default();
    let (mut read, mut cursor) = (Vec::new(), None);
    loop {
        let page = store.register(&all, 7, cursor.as_deref()).await.unwrap();
        assert_eq!(page.total.count, 30);
        read.extend(page.rows);
        match page.next {
            Some(next) => cursor = Some(next),
            None => {
                let before = store
                    .register(&all, 7, page.previous.as_deref())
                    .await
                    .unwrap();
                assert_eq!(before.rows, expected[21..28]);
                break;
            }
        }
    }
    assert_eq!(read, expected);

    let filter = RegisterFilter {
        text: "elan SANTÉ".to_owned(),
        ..all.clone()
    };
    assert_eq!(
        store.register(&filter, 50, None).await.unwrap().rows.len(),
        6
    );
    let filter = RegisterFilter {
        sectors: vec!["hop".to_owned()],
        schemes: vec!["dui".to_owned()],
        ..all
    };
    let found = store.register(&filter, 50, None).await.unwrap().rows;
    assert!(
        found
            .iter()
            .all(|row| row.sector == "hop" && row.scheme == "dui")
    );
    assert_eq!(found.len(), 5);
    let facets = store.register_facets(&filter).await.unwrap();
    // A facet counts what choosing another of its values would show.
    let counts: Vec<_> = facets
        .schemes
        .iter()
        .map(|facet| (facet.value.as_str(), facet.count))
        .collect();
    assert_eq!(counts, [("dui", 5), ("lgc", 5), ("ris", 5)]);
    let counts: Vec<_> = facets
        .sectors
        .iter()
        .map(|facet| (facet.value.as_str(), facet.count))
        .collect();
    assert_eq!(counts, [("hop", 5), ("mdv", 5)]);
    assert_eq!(store.register_changed_at().await.unwrap(), Some(at(29)));
    assert!(store.register(&filter, 5, Some("00")).await.is_err());
}

async fn a_listing_follows_its_application(database: &Database) {
    let store = &database.store;
    put(database, 1, Some(listing(1))).await;
    assert_eq!(store.listing("R-001").await.unwrap(), Some(listing(1)));
    assert_eq!(store.listing_of(uuid(1)).await.unwrap(), Some(listing(1)));
    let suspended = ListingRow {
        status: "suspended".to_owned(),
        ..listing(1)
    };
    put(database, 1, Some(suspended.clone())).await;
    assert_eq!(store.listing("R-001").await.unwrap(), Some(suspended));
    put(database, 1, None).await;
    assert_eq!(store.listing("R-001").await.unwrap(), None);
    assert_eq!(store.register_changed_at().await.unwrap(), None);
}
