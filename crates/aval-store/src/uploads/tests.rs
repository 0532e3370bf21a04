//! What two instances do to one upload at the same time, where nothing locks it.

use jiff::SignedDuration;

use super::*;

const SEVEN_DAYS: SignedDuration = SignedDuration::from_hours(7 * 24);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn new(length: u64) -> NewUpload {
    NewUpload {
        id: Uuid::from_u128(9),
        kind: UploadKind::Whole,
        application: Uuid::from_u128(1),
        slot: "F.01.a".to_owned(),
        replaces: None,
        following: Vec::new(),
        account: Uuid::from_u128(2),
        organisation: Uuid::from_u128(3),
        name: "a.pdf".to_owned(),
        metadata: String::new(),
        length,
        size_limit: length,
        started_at: at(0),
        expires_at: at(0) + SEVEN_DAYS,
    }
}

async fn uploads(folder: &std::path::Path) -> Uploads {
    let url = format!("sqlite:{}", folder.join("aval.db").display());
    Uploads::new(Store::open(&url).await.unwrap(), Blobs::in_memory(None))
}

#[tokio::test]
async fn the_sweep_forgets_nothing_that_was_gone_on_with_under_it() {
    let folder = tempfile::tempdir().unwrap();
    let uploads = uploads(folder.path()).await;
    uploads.create(&new(8)).await.unwrap();
    let end = at(0) + SEVEN_DAYS;
    // The sweep has it in hand when the person comes back, just in time.
    let swept = uploads.hold(new(8).id).await.unwrap();
    let mut hold = uploads.hold(new(8).id).await.unwrap();
    hold.receive(0, &mut b"0123".as_slice(), None, end, end + SEVEN_DAYS)
        .await
        .unwrap();
    drop(hold);
    assert!(!swept.expire(end).await.unwrap());
    let mut hold = uploads.hold(new(8).id).await.unwrap();
    hold.receive(4, &mut b"4567".as_slice(), None, end, end + SEVEN_DAYS)
        .await
        .unwrap();
    // Settled while another sweep has it in hand: the file keeps its octets.
    let swept = uploads.hold(new(8).id).await.unwrap();
    let stored = hold.settle().await.unwrap();
    assert!(swept.expire(end + SEVEN_DAYS).await.unwrap());
    assert!(uploads.blobs.verify(&stored.hash).await.unwrap());
}

#[tokio::test]
async fn what_one_instance_filed_another_cannot_call_refused() {
    let folder = tempfile::tempdir().unwrap();
    let uploads = uploads(folder.path()).await;
    uploads.create(&new(4)).await.unwrap();
    let mut hold = uploads.hold(new(4).id).await.unwrap();
    hold.receive(0, &mut b"0123".as_slice(), None, at(1), at(9))
        .await
        .unwrap();
    let mut late = uploads.hold(new(4).id).await.unwrap();
    let stored = hold.settle().await.unwrap();
    hold.filed(&stored.hash).await.unwrap();
    late.refused("milestone.closed").await.unwrap();
    let found = uploads.find(new(4).id).await.unwrap().unwrap();
    assert_eq!((found.filed, found.refused), (Some(stored.hash), None));
}
