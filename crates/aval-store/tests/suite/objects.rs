//! Files and uploads in a store of objects: the layout on a folder always, and on a real S3
//! server when `AVAL_TEST_S3_ENDPOINT` names one (see `scripts/s3-for-tests`).

use aval_store::{
    BlobError, Blobs, BucketAccess, Custody, FilesAddress, SealingKeys, Store, UploadError,
    UploadKind, Uploads,
};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio::io::AsyncReadExt;
use uuid::Uuid;

use crate::{
    database::Database,
    toy::{at, uuid},
    uploads::{new, octets, receive},
};

/// One place for objects, new for each test.
struct Place {
    _folder: TempDir,
    blobs: Blobs,
}

async fn places() -> Vec<Place> {
    let folder = tempfile::tempdir().unwrap();
    let mut places = vec![Place {
        blobs: Blobs::as_objects(folder.path(), None),
        _folder: folder,
    }];
    let folder = tempfile::tempdir().unwrap();
    places.push(Place {
        blobs: Blobs::as_objects(folder.path(), Some(keys())),
        _folder: folder,
    });
    match std::env::var("AVAL_TEST_S3_ENDPOINT") {
        Ok(endpoint) => {
            for keys in [None, Some(keys())] {
                places.push(Place {
                    blobs: bucket(&endpoint, keys).await.unwrap(),
                    _folder: tempfile::tempdir().unwrap(),
                });
            }
        }
        Err(_) => eprintln!("skipped on S3: AVAL_TEST_S3_ENDPOINT names no server"),
    }
    places
}

pub fn keys() -> SealingKeys {
    SealingKeys::read(&format!("test {}", "5e".repeat(32))).unwrap()
}

async fn bucket(endpoint: &str, keys: Option<SealingKeys>) -> Result<Blobs, BlobError> {
    let address = FilesAddress::read(&format!("s3://aval/{}", Uuid::new_v4())).unwrap();
    let access = BucketAccess {
        endpoint: Some(endpoint.to_owned()),
        region: None,
        key: Some(("aval".to_owned(), "aval-secret".to_owned())),
    };
    Blobs::open(&address, &access, keys).await
}

async fn read(blobs: &Blobs, hash: &str, range: Option<std::ops::Range<u64>>) -> Vec<u8> {
    let mut part = blobs.open_range(hash, range).await.unwrap();
    let mut bytes = Vec::new();
    part.reader.read_to_end(&mut bytes).await.unwrap();
    assert_eq!(part.length, bytes.len() as u64);
    bytes
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[tokio::test]
async fn a_file_comes_back_whole_and_in_parts_and_is_kept_once() {
    for place in places().await {
        let blobs = place.blobs;
        for length in [0, 1, 1_048_576, 9_500_001] {
            let bytes = octets(length, 3);
            let stored = blobs.put(&mut bytes.as_slice(), 10_000_000).await.unwrap();
            assert_eq!(stored.hash, sha256(&bytes));
            blobs.put(&mut bytes.as_slice(), 10_000_000).await.unwrap();
            assert_eq!(blobs.size(&stored.hash).await.unwrap(), length as u64);
            assert!(blobs.verify(&stored.hash).await.unwrap());
            assert_eq!(read(&blobs, &stored.hash, None).await, bytes);
            let (start, end) = (length / 3, length * 2 / 3 + 1);
            if length > 0 {
                let part = read(&blobs, &stored.hash, Some(start as u64..end as u64)).await;
                assert_eq!(part, bytes[start..end.min(length)]);
            }
            let copy = blobs.local(&stored.hash).await.unwrap();
            assert_eq!(std::fs::read(copy.path()).unwrap(), bytes);
            let beyond = blobs.open_range(&stored.hash, Some(length as u64..u64::MAX));
            assert!(matches!(beyond.await, Err(BlobError::OutOfRange { .. })));
        }
        let unknown = "ab".repeat(32);
        assert!(!blobs.exists(&unknown).await.unwrap());
        let large = blobs.put(&mut octets(100, 1).as_slice(), 99).await;
        assert!(matches!(large, Err(BlobError::TooLarge { limit: 99 })));
    }
}

#[tokio::test]
async fn a_file_goes_only_when_nobody_deposited_it_since() {
    for place in places().await {
        let blobs = place.blobs;
        let stored = blobs.put(&mut b"secret".as_slice(), 100).await.unwrap();
        let (past, future) = (
            Timestamp::now() - SignedDuration::from_hours(1),
            Timestamp::now() + SignedDuration::from_hours(1),
        );
        assert!(!blobs.remove_idle(&stored.hash, past).await.unwrap());
        assert!(blobs.verify(&stored.hash).await.unwrap());
        assert!(blobs.remove_idle(&stored.hash, future).await.unwrap());
        assert!(!blobs.exists(&stored.hash).await.unwrap());
        blobs.put(&mut b"secret".as_slice(), 100).await.unwrap();
        assert!(blobs.verify(&stored.hash).await.unwrap());
    }
}

/// Two instances, each with its own connection to the database.
async fn instances(database: &Database, blobs: &Blobs) -> [Uploads; 2] {
    let other = Store::open(&database.url).await.unwrap();
    [
        Uploads::new(database.store.clone(), blobs.clone()),
        Uploads::new(other, blobs.clone()),
    ]
}

#[tokio::test]
async fn an_upload_goes_on_on_any_instance_and_gets_its_name() {
    for place in places().await {
        let database = Database::sqlite().await;
        let [here, there] = instances(&database, &place.blobs).await;
        let content = octets(11_000_003, 7);
        here.create(&new(9, content.len() as u64)).await.unwrap();
        let mut offset = 0;
        // Small and large pieces, by turns.
        for (turn, piece) in [10, 700_000, 5_000_000, 1, 4_194_304, 1_105_688]
            .into_iter()
            .enumerate()
        {
            let uploads = if turn % 2 == 0 { &here } else { &there };
            let sent = &content[offset..offset + piece];
            let received = receive(uploads, 9, offset as u64, sent).await.unwrap();
            offset += piece;
            assert_eq!(received, offset as u64);
            let behind = receive(uploads, 9, 0, b"again").await;
            assert!(matches!(behind, Err(UploadError::WrongOffset { .. })));
        }
        let found = here.find(uuid(9)).await.unwrap().unwrap();
        assert_eq!(
            here.sample(&found, 5..900_000).await.unwrap(),
            Some(sha256(&content[5..900_000]))
        );
        let first = here.hold(uuid(9)).await.unwrap().settle().await.unwrap();
        assert_eq!(first.hash, sha256(&content));
        // The answer was lost: the other instance is asked again.
        let mut hold = there.hold(uuid(9)).await.unwrap();
        assert_eq!(hold.settle().await.unwrap(), first);
        hold.filed(&first.hash).await.unwrap();
        assert!(place.blobs.verify(&first.hash).await.unwrap());
        assert_eq!(read(&place.blobs, &first.hash, None).await, content);
        there.hold(uuid(9)).await.unwrap().remove().await.unwrap();
        assert!(place.blobs.verify(&first.hash).await.unwrap());
    }
}

#[tokio::test]
async fn of_two_writers_one_is_acknowledged_and_the_content_is_whole() {
    for place in places().await {
        let database = Database::sqlite().await;
        let [here, there] = instances(&database, &place.blobs).await;
        here.create(&new(9, 8)).await.unwrap();
        let mut slow = here.hold(uuid(9)).await.unwrap();
        assert_eq!(receive(&there, 9, 0, b"01234567").await.unwrap(), 8);
        let late = slow
            .receive(0, &mut b"zzzz".as_slice(), None, at(1), at(9))
            .await;
        assert!(matches!(late, Err(UploadError::Locked)));
        let stored = here.hold(uuid(9)).await.unwrap().settle().await.unwrap();
        assert_eq!(stored.hash, sha256(b"01234567"));
        assert!(place.blobs.verify(&stored.hash).await.unwrap());
    }
}

#[tokio::test]
async fn parts_become_one_file_and_what_is_forgotten_leaves_nothing() {
    for place in places().await {
        let database = Database::sqlite().await;
        let [here, _] = instances(&database, &place.blobs).await;
        for (id, content) in [(10, b"0123".as_slice()), (11, b"456")] {
            let part = aval_store::NewUpload {
                kind: UploadKind::Partial,
                ..new(id, content.len() as u64)
            };
            here.create(&part).await.unwrap();
            receive(&here, id, 0, content).await.unwrap();
        }
        let parts = [uuid(10), uuid(11)];
        let whole = aval_store::NewUpload {
            kind: UploadKind::Final(parts.to_vec()),
            ..new(12, 7)
        };
        let mut hold = here.concatenate(&whole, &parts, at(2)).await.unwrap();
        let stored = hold.settle().await.unwrap();
        assert_eq!(stored.hash, sha256(b"0123456"));
        for id in parts {
            here.hold(id).await.unwrap().remove().await.unwrap();
        }
        assert!(place.blobs.verify(&stored.hash).await.unwrap());
    }
}

#[tokio::test]
async fn a_file_settled_and_never_filed_is_not_taken_for_a_forgotten_one() {
    for place in places().await {
        let database = Database::sqlite().await;
        let [here, _] = instances(&database, &place.blobs).await;
        here.create(&new(9, 4)).await.unwrap();
        receive(&here, 9, 0, b"0123").await.unwrap();
        let stored = here.hold(uuid(9)).await.unwrap().settle().await.unwrap();
        let custody = Custody::new(database.store.clone(), place.blobs.clone());
        let future = Timestamp::now() + SignedDuration::from_hours(1);
        assert_eq!(custody.collect(future).await.unwrap(), []);
        assert!(place.blobs.verify(&stored.hash).await.unwrap());
    }
}

#[tokio::test]
async fn a_content_erased_while_its_upload_waits_is_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut places = places().await;
    places.push(Place {
        blobs: Blobs::on_disk(folder.path()).await.unwrap(),
        _folder: folder,
    });
    for place in places {
        let database = Database::sqlite().await;
        let [here, there] = instances(&database, &place.blobs).await;
        here.create(&new(9, 4)).await.unwrap();
        receive(&here, 9, 0, b"0123").await.unwrap();
        let stored = here.hold(uuid(9)).await.unwrap().settle().await.unwrap();
        // The rules did not take it; the same content is erased elsewhere meanwhile.
        let future = Timestamp::now() + SignedDuration::from_hours(1);
        let held = there.hold(uuid(9)).await.unwrap();
        assert!(place.blobs.remove_idle(&stored.hash, future).await.unwrap());
        // Who had it in hand names nothing that is not there.
        let mut held = held;
        assert!(held.settle().await.is_err());
        drop(held);

        let mut hold = there.hold(uuid(9)).await.unwrap();
        assert_eq!(hold.upload().received, 0);
        assert!(matches!(hold.settle().await, Err(UploadError::Cut { .. })));
        drop(hold);
        assert_eq!(receive(&here, 9, 0, b"0123").await.unwrap(), 4);
        let again = here.hold(uuid(9)).await.unwrap().settle().await.unwrap();
        assert_eq!(again, stored);
        assert!(place.blobs.verify(&stored.hash).await.unwrap());
    }
}

#[tokio::test]
async fn a_store_that_is_not_there_or_refuses_says_so() {
    let gone = bucket("http://127.0.0.1:1", None).await;
    assert!(matches!(gone, Err(BlobError::Unreachable(_))), "{gone:?}");
    if let Ok(endpoint) = std::env::var("AVAL_TEST_S3_ENDPOINT") {
        let access = BucketAccess {
            endpoint: Some(endpoint),
            region: None,
            key: Some(("aval".to_owned(), "wrong".to_owned())),
        };
        let address = FilesAddress::read("s3://aval/x").unwrap();
        let refused = Blobs::open(&address, &access, None).await;
        assert!(matches!(refused, Err(BlobError::Refused(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn what_is_encrypted_is_not_readable_where_it_is_kept_nor_without_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let plain = Blobs::as_objects(folder.path(), None);
    let before = plain.put(&mut b"before".as_slice(), 100).await.unwrap();
    let sealed = Blobs::as_objects(folder.path(), Some(keys()));
    let secret = octets(300_000, 9);
    let after = sealed.put(&mut secret.as_slice(), 1_000_000).await.unwrap();
    // What came before the setting still reads.
    assert_eq!(read(&sealed, &before.hash, None).await, b"before");
    assert!(sealed.verify(&after.hash).await.unwrap());
    let without = plain.open_range(&after.hash, None).await;
    assert!(matches!(without, Err(BlobError::KeyMissing { id }) if id == "test"));
    let mut folders = vec![folder.path().to_owned()];
    let mut files = 0;
    while let Some(one) = folders.pop() {
        for entry in std::fs::read_dir(one).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_str().unwrap().ends_with(".sealed") {
                files += 1;
                let stored = std::fs::read(&path).unwrap();
                assert!(!stored.windows(32).any(|window| window == &secret[..32]));
                assert!(!stored.windows(8).any(|window| window == b"segments"));
                // A bit of it, and the scrubber says so.
                let mut altered = stored.clone();
                altered[40] ^= 1;
                std::fs::write(&path, altered).unwrap();
                let found = sealed.verify(&after.hash).await;
                assert!(matches!(found, Err(BlobError::Damaged)), "{found:?}");
                std::fs::write(&path, stored).unwrap();
            }
        }
    }
    assert_eq!(files, 2);
    assert!(sealed.verify(&after.hash).await.unwrap());
}
