//! Links of the FAQ: one instance at a time tries an address, and the day on which its state
//! changed is kept.

use jiff::SignedDuration;

use crate::{
    database::{Database, on_both},
    toy::at,
};

on_both!(
    one_instance_tries_an_address,
    a_state_keeps_its_first_day,
    what_no_answer_leads_to_is_forgotten,
);

const ADDRESS: &str = "https://a.example/b?c=d";

async fn one_instance_tries_an_address(database: &Database) {
    let store = &database.store;
    let until = at(1) + SignedDuration::from_mins(5);
    assert!(store.faq_claim_link(ADDRESS, at(1), until).await.unwrap());
    assert!(!store.faq_claim_link(ADDRESS, at(2), until).await.unwrap());
    let links = store.faq_links().await.unwrap();
    assert_eq!((links.len(), links[0].checked_at), (1, None));
    // An instance that stopped in between keeps nobody away for long.
    assert!(store.faq_claim_link(ADDRESS, until, until).await.unwrap());
    store
        .faq_keep_link(ADDRESS, "fine", "", at(9))
        .await
        .unwrap();
    assert!(store.faq_claim_link(ADDRESS, at(9), at(10)).await.unwrap());
}

async fn a_state_keeps_its_first_day(database: &Database) {
    let store = &database.store;
    store.faq_claim_link(ADDRESS, at(1), at(1)).await.unwrap();
    for (moment, state) in [(2, "fine"), (3, "dead"), (4, "dead")] {
        store
            .faq_keep_link(ADDRESS, state, "404", at(moment))
            .await
            .unwrap();
    }
    let link = store.faq_links().await.unwrap().remove(0);
    assert_eq!((link.state.as_str(), link.detail.as_str()), ("dead", "404"));
    assert_eq!((link.since, link.checked_at), (Some(at(3)), Some(at(4))));
    store.faq_links_again().await.unwrap();
    let link = store.faq_links().await.unwrap().remove(0);
    assert_eq!((link.state.as_str(), link.checked_at), ("dead", None));
}

async fn what_no_answer_leads_to_is_forgotten(database: &Database) {
    let store = &database.store;
    for address in [ADDRESS, "https://z.example/"] {
        store.faq_claim_link(address, at(1), at(1)).await.unwrap();
    }
    store.faq_forget_links(&[ADDRESS.to_owned()]).await.unwrap();
    let left = store.faq_links().await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].address, "https://z.example/");
}
