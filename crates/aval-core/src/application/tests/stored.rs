//! An old journal always loads: the events of the first written schema, kept as a file.

use super::{super::*, stage::*};

#[test]
fn a_whole_journey_survives_the_journal() {
    let mut stage = Stage::new().ready();
    stage.done(&decider(), stage.grant());
    stage.done(&decider(), Command::PublishListing);
    for recorded in &stage.journal {
        let (kind, data) = recorded.event.encode().unwrap();
        assert_eq!(Event::decode(&kind, data).unwrap(), recorded.event);
    }
}

#[test]
fn an_unknown_kind_is_named_rather_than_skipped() {
    let error = Event::decode("proof_burnt", serde_json::json!({})).unwrap_err();
    assert_eq!(error.kind, "proof_burnt");
}

#[test]
fn the_journal_of_the_first_schema_still_loads() {
    let written = include_str!("journal-schema-1.jsonl");
    let journal: Vec<Recorded> = written
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let state = fold(&journal);
    assert_eq!(state.version, journal.len() as u64);
    assert_eq!(state.listing.unwrap().number, "T-1");
}
