//! Votes on answers: one a person, changeable, bounded by source; searches that found
//! nothing add up; a salt lives one period.

use aval_store::{FaqClosed, FaqVote, FaqVoteLimits, FaqVoted, Store};

use crate::{
    database::{Database, on_both},
    toy::at,
};

on_both!(
    a_person_votes_once_and_may_change,
    a_source_that_votes_in_a_loop_is_stopped,
    a_salt_lives_one_period,
    searches_that_found_nothing_add_up,
    what_is_closed_is_kept_with_its_note,
);

const LIMITS: FaqVoteLimits = FaqVoteLimits {
    on_entry: 3,
    on_all: 5,
};

fn vote(slug: &str, voter: &str, useful: bool) -> FaqVote {
    FaqVote {
        slug: slug.to_owned(),
        voter: voter.to_owned(),
        source: "s".to_owned(),
        useful,
        reason: String::new(),
        sentence: String::new(),
    }
}

async fn cast(store: &Store, vote: &FaqVote) -> FaqVoted {
    store.faq_vote(vote, LIMITS, at(1)).await.unwrap()
}

async fn a_person_votes_once_and_may_change(database: &Database) {
    let store = &database.store;
    assert_eq!(cast(store, &vote("a", "v1", true)).await, FaqVoted::Counted);
    let mut no = vote("a", "v1", false);
    no.sentence = "Le lien manque.".to_owned();
    assert_eq!(cast(store, &no).await, FaqVoted::Counted);
    assert_eq!(cast(store, &vote("a", "v2", true)).await, FaqVoted::Counted);
    let votes = store.faq_votes().await.unwrap();
    assert_eq!(votes.len(), 1);
    assert_eq!((votes[0].useful, votes[0].useless), (1, 1));
    let remarks = store.faq_remarks().await.unwrap();
    assert_eq!(remarks.len(), 1);
    assert_eq!(remarks[0].sentence, "Le lien manque.");
}

async fn a_source_that_votes_in_a_loop_is_stopped(database: &Database) {
    let store = &database.store;
    for voter in ["v1", "v2", "v3"] {
        assert_eq!(
            cast(store, &vote("a", voter, false)).await,
            FaqVoted::Counted
        );
    }
    assert_eq!(
        cast(store, &vote("a", "v4", false)).await,
        FaqVoted::TooMany
    );
    // Changing one's own vote takes no room.
    assert_eq!(cast(store, &vote("a", "v3", true)).await, FaqVoted::Counted);
    assert_eq!(
        cast(store, &vote("b", "v1", false)).await,
        FaqVoted::Counted
    );
    assert_eq!(
        cast(store, &vote("c", "v1", false)).await,
        FaqVoted::Counted
    );
    assert_eq!(
        cast(store, &vote("d", "v1", false)).await,
        FaqVoted::TooMany
    );
    let mut elsewhere = vote("a", "v5", true);
    elsewhere.source = "t".to_owned();
    assert_eq!(cast(store, &elsewhere).await, FaqVoted::Counted);
}

async fn a_salt_lives_one_period(database: &Database) {
    let store = &database.store;
    assert_eq!(store.faq_salt("voter", "10", "x").await.unwrap(), "x");
    assert_eq!(store.faq_salt("voter", "10", "y").await.unwrap(), "x");
    assert_eq!(store.faq_salt("source", "1", "z").await.unwrap(), "z");
    assert_eq!(store.faq_salt("voter", "11", "y").await.unwrap(), "y");
}

async fn searches_that_found_nothing_add_up(database: &Database) {
    let store = &database.store;
    let owned = |text: &str, times| (text.to_owned(), times);
    let first = [owned("fax", 2), owned("minitel", 1)];
    store.faq_missed(&first, at(1)).await.unwrap();
    store
        .faq_missed(&[owned("minitel", 4)], at(2))
        .await
        .unwrap();
    let misses = store.faq_misses().await.unwrap();
    let said: Vec<(&str, u64)> = misses
        .iter()
        .map(|miss| (miss.text.as_str(), miss.times))
        .collect();
    assert_eq!(said, [("minitel", 5), ("fax", 2)]);
    assert_eq!(misses[0].last_at, at(2));
}

async fn what_is_closed_is_kept_with_its_note(database: &Database) {
    let store = &database.store;
    let mut closed = FaqClosed {
        kind: "search".to_owned(),
        subject: "fax".to_owned(),
        note: "Hors sujet.".to_owned(),
        author: "Alix".to_owned(),
        at: at(3),
    };
    store.faq_close(&closed).await.unwrap();
    closed.note = "Entrée écrite.".to_owned();
    closed.at = at(4);
    store.faq_close(&closed).await.unwrap();
    assert_eq!(store.faq_closed().await.unwrap(), [closed]);
}
