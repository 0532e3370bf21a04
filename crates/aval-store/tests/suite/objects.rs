//! Files and uploads wherever they may be kept: in a folder, encrypted or not, always, and on
//! a real S3 server when `AVAL_TEST_S3_ENDPOINT` names one (see `scripts/s3-for-tests`).

use std::path::{Path, PathBuf};

use aval_store::{
    BlobError, Blobs, BucketAccess, Custody, FilesAddress, Patience, SealingKeys, Store,
    UploadError, UploadKind, Uploads,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio::io::AsyncReadExt;
use uuid::Uuid;

use crate::{
    database::{Database, for_cases, on_both},
    toy::{at, uuid},
    uploads::{new, octets, receive},
};

on_both!(
    a_file_comes_back_whole_and_in_parts_and_is_kept_once,
    a_file_goes_only_when_nobody_deposited_it_since,
    an_upload_goes_on_on_any_instance_and_gets_its_name,
    of_two_writers_one_is_acknowledged_and_the_content_is_whole,
    parts_become_one_file_and_what_is_forgotten_leaves_nothing,
    a_file_settled_and_never_filed_is_not_taken_for_a_forgotten_one,
    a_content_erased_while_its_upload_waits_is_asked_for_again,
    what_no_file_and_no_upload_needs_goes_and_nothing_else,
);

/// A place for files, new for each test.
pub struct Place {
    pub blobs: Blobs,
    /// Where what is kept can be looked at; none for a server that does not tell.
    pub root: Option<PathBuf>,
    /// Tells its uploads from those of the other places in one database.
    rank: u128,
    address: FilesAddress,
    access: BucketAccess,
    keys: Option<SealingKeys>,
    _folder: TempDir,
}

impl Place {
    async fn new(
        rank: u128,
        address: Option<FilesAddress>,
        access: BucketAccess,
        keys: Option<SealingKeys>,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = match &address {
            None => Some(folder.path().to_owned()),
            Some(FilesAddress::Bucket { bucket, prefix }) => std::env::var("AVAL_TEST_S3_FOLDER")
                .ok()
                .map(|server| Path::new(&server).join(bucket).join(prefix)),
            Some(FilesAddress::Folder(folder)) => Some(folder.clone()),
        };
        let address = address.unwrap_or_else(|| FilesAddress::Folder(folder.path().to_owned()));
        Self {
            blobs: Blobs::open(&address, &access, keys.clone()).await.unwrap(),
            root,
            rank,
            address,
            access,
            keys,
            _folder: folder,
        }
    }

    /// A folder of plain files.
    pub async fn folder() -> Self {
        Self::new(0, None, BucketAccess::default(), None).await
    }

    /// The same place as another instance opens it.
    pub async fn again(&self) -> Blobs {
        let keys = self.keys.clone();
        Blobs::open(&self.address, &self.access, keys)
            .await
            .unwrap()
    }

    pub fn in_a_bucket(&self) -> bool {
        matches!(self.address, FilesAddress::Bucket { .. })
    }

    pub fn in_objects(&self) -> bool {
        self.keys.is_some() || self.in_a_bucket()
    }

    fn id(&self, rank: u128) -> u128 {
        1000 * (self.rank + 1) + rank
    }

    /// What is kept there, by name; nothing that a server adds for itself.
    pub fn stored(&self) -> Option<Vec<PathBuf>> {
        let root = self.root.as_ref()?;
        let (mut found, mut folders) = (Vec::new(), vec![root.clone()]);
        while let Some(folder) = folders.pop() {
            let Ok(entries) = std::fs::read_dir(folder) else {
                continue;
            };
            for entry in entries {
                let path = entry.unwrap().path();
                let hidden = path.file_name().unwrap().to_str().unwrap().starts_with('.');
                match hidden {
                    true => {}
                    false if path.is_dir() => folders.push(path),
                    false => found.push(path),
                }
            }
        }
        Some(found)
    }

    /// How many files or objects there are; who cannot look believes what is expected.
    pub fn assert_stored(&self, expected: usize) {
        if let Some(stored) = self.stored() {
            assert_eq!(stored.len(), expected, "{stored:?}");
        }
    }

    /// As [`Self::assert_stored`], with other counts where files are plain files.
    fn assert_kept(&self, plain: usize, objects: usize) {
        self.assert_stored(if self.in_objects() { objects } else { plain });
    }
}

/// A folder, an encrypted one, and the same of a bucket when there is a server.
pub async fn places() -> Vec<Place> {
    let mut places = Vec::new();
    for keys in [None, Some(keys())] {
        places.push(Place::new(places.len() as u128, None, BucketAccess::default(), keys).await);
    }
    match std::env::var("AVAL_TEST_S3_ENDPOINT") {
        Ok(endpoint) => {
            for keys in [None, Some(keys())] {
                let rank = places.len() as u128;
                let (address, access) = bucket(&endpoint);
                places.push(Place::new(rank, Some(address), access, keys).await);
            }
        }
        Err(_) => eprintln!("skipped on S3: AVAL_TEST_S3_ENDPOINT names no server"),
    }
    places
}

pub fn keys() -> SealingKeys {
    SealingKeys::read(&format!("test {}", "5e".repeat(32))).unwrap()
}

/// A part of the bucket of the tests that nobody else uses.
pub fn bucket(endpoint: &str) -> (FilesAddress, BucketAccess) {
    let access = BucketAccess {
        endpoint: Some(endpoint.to_owned()),
        region: None,
        key: Some(("aval".to_owned(), "aval-secret".to_owned())),
        patience: Patience::default(),
    };
    let address = FilesAddress::read(&format!("s3://aval/{}", Uuid::new_v4())).unwrap();
    (address, access)
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

async fn a_file_comes_back_whole_and_in_parts_and_is_kept_once(_: &Database) {
    for place in places().await {
        let blobs = &place.blobs;
        for length in [0, 1, 1_048_576, 9_500_001] {
            let bytes = octets(length, 3);
            let stored = blobs.put(&mut bytes.as_slice(), 10_000_000).await.unwrap();
            assert_eq!(stored.hash, sha256(&bytes));
            let before = place.stored().map(|stored| stored.len());
            blobs.put(&mut bytes.as_slice(), 10_000_000).await.unwrap();
            assert_eq!(place.stored().map(|stored| stored.len()), before);
            assert_eq!(blobs.size(&stored.hash).await.unwrap(), length as u64);
            assert!(blobs.verify(&stored.hash).await.unwrap());
            assert_eq!(read(blobs, &stored.hash, None).await, bytes);
            let (start, end) = (length / 3, length * 2 / 3 + 1);
            if length > 0 {
                let part = read(blobs, &stored.hash, Some(start as u64..end as u64)).await;
                assert_eq!(part, bytes[start..end.min(length)]);
            }
            let copy = blobs.local(&stored.hash).await.unwrap();
            assert_eq!(std::fs::read(copy.path()).unwrap(), bytes);
            let beyond = blobs.open_range(&stored.hash, Some(length as u64..u64::MAX));
            assert!(matches!(beyond.await, Err(BlobError::OutOfRange { .. })));
        }
        let unknown = "ab".repeat(32);
        assert!(!blobs.exists(&unknown).await.unwrap());
        let before = place.stored();
        let large = blobs.put(&mut octets(100, 1).as_slice(), 99).await;
        assert!(matches!(large, Err(BlobError::TooLarge { limit: 99 })));
        assert_eq!(place.stored(), before);
    }
}

async fn a_file_goes_only_when_nobody_deposited_it_since(_: &Database) {
    for place in places().await {
        let blobs = &place.blobs;
        let stored = blobs.put(&mut b"secret".as_slice(), 100).await.unwrap();
        let (past, future) = (
            Timestamp::now() - SignedDuration::from_hours(1),
            Timestamp::now() + SignedDuration::from_hours(1),
        );
        assert!(!blobs.remove_idle(&stored.hash, past).await.unwrap());
        assert!(blobs.verify(&stored.hash).await.unwrap());
        assert!(blobs.remove_idle(&stored.hash, future).await.unwrap());
        assert!(!blobs.exists(&stored.hash).await.unwrap());
        place.assert_stored(0);
        blobs.put(&mut b"secret".as_slice(), 100).await.unwrap();
        assert!(blobs.verify(&stored.hash).await.unwrap());
    }
}

/// Two instances, each with its own connection to the database.
async fn instances(database: &Database, place: &Place) -> [Uploads; 2] {
    let other = Store::open(&database.url).await.unwrap();
    [
        Uploads::new(database.store.clone(), place.blobs.clone()),
        Uploads::new(other, place.again().await),
    ]
}

async fn an_upload_goes_on_on_any_instance_and_gets_its_name(database: &Database) {
    for place in places().await {
        let id = |rank| place.id(rank);
        let [here, there] = instances(database, &place).await;
        let content = octets(11_000_003, 7);
        here.create(&new(id(9), content.len() as u64))
            .await
            .unwrap();
        let mut offset = 0;
        // Small and large pieces, by turns.
        for (turn, piece) in [10, 700_000, 5_000_000, 1, 4_194_304, 1_105_688]
            .into_iter()
            .enumerate()
        {
            let uploads = if turn % 2 == 0 { &here } else { &there };
            let sent = &content[offset..offset + piece];
            let received = receive(uploads, id(9), offset as u64, sent).await.unwrap();
            offset += piece;
            assert_eq!(received, offset as u64);
            let behind = receive(uploads, id(9), 0, b"again").await;
            assert!(matches!(behind, Err(UploadError::WrongOffset { .. })));
        }
        let found = here.find(uuid(id(9))).await.unwrap().unwrap();
        assert_eq!(
            here.sample(&found, 5..900_000).await.unwrap(),
            Some(sha256(&content[5..900_000]))
        );
        let first = here
            .hold(uuid(id(9)))
            .await
            .unwrap()
            .settle()
            .await
            .unwrap();
        assert_eq!(first.hash, sha256(&content));
        // The answer was lost: the other instance is asked again.
        let mut hold = there.hold(uuid(id(9))).await.unwrap();
        assert_eq!(hold.settle().await.unwrap(), first);
        hold.filed(&first.hash).await.unwrap();
        assert!(place.blobs.verify(&first.hash).await.unwrap());
        assert_eq!(read(&place.blobs, &first.hash, None).await, content);
        there
            .hold(uuid(id(9)))
            .await
            .unwrap()
            .remove()
            .await
            .unwrap();
        assert!(place.blobs.verify(&first.hash).await.unwrap());
    }
}

async fn of_two_writers_one_is_acknowledged_and_the_content_is_whole(database: &Database) {
    for place in places().await {
        let id = |rank| place.id(rank);
        let [here, there] = instances(database, &place).await;
        here.create(&new(id(9), 8)).await.unwrap();
        if !place.in_objects() {
            // A folder of plain files has locks: see the tests of uploads.
            continue;
        }
        let mut slow = here.hold(uuid(id(9))).await.unwrap();
        assert_eq!(receive(&there, id(9), 0, b"01234567").await.unwrap(), 8);
        let late = slow
            .receive(0, &mut b"zzzz".as_slice(), None, at(1), at(9))
            .await;
        assert!(matches!(late, Err(UploadError::Locked)));
        let stored = here
            .hold(uuid(id(9)))
            .await
            .unwrap()
            .settle()
            .await
            .unwrap();
        assert_eq!(stored.hash, sha256(b"01234567"));
        assert!(place.blobs.verify(&stored.hash).await.unwrap());
        // Nothing of who came late is left.
        place.assert_stored(2);
    }
}

async fn parts_become_one_file_and_what_is_forgotten_leaves_nothing(database: &Database) {
    for place in places().await {
        let id = |rank| place.id(rank);
        let [here, _] = instances(database, &place).await;
        for (rank, content) in [(10, b"0123".as_slice()), (11, b"456")] {
            let part = aval_store::NewUpload {
                kind: UploadKind::Partial,
                ..new(id(rank), content.len() as u64)
            };
            here.create(&part).await.unwrap();
            receive(&here, id(rank), 0, content).await.unwrap();
        }
        let parts = [uuid(id(10)), uuid(id(11))];
        let whole = aval_store::NewUpload {
            kind: UploadKind::Final(parts.to_vec()),
            ..new(id(12), 7)
        };
        let mut hold = here.concatenate(&whole, &parts, at(2)).await.unwrap();
        let stored = hold.settle().await.unwrap();
        assert_eq!(stored.hash, sha256(b"0123456"));
        // The file, and each part.
        place.assert_kept(3, 2 + 2);
        for id in parts {
            here.hold(id).await.unwrap().remove().await.unwrap();
        }
        place.assert_kept(1, 2);
        assert!(place.blobs.verify(&stored.hash).await.unwrap());
    }
}

async fn a_file_settled_and_never_filed_is_not_taken_for_a_forgotten_one(database: &Database) {
    for place in places().await {
        let id = |rank| place.id(rank);
        let [here, _] = instances(database, &place).await;
        here.create(&new(id(9), 4)).await.unwrap();
        receive(&here, id(9), 0, b"0123").await.unwrap();
        let stored = here
            .hold(uuid(id(9)))
            .await
            .unwrap()
            .settle()
            .await
            .unwrap();
        let custody = Custody::new(database.store.clone(), place.blobs.clone());
        let future = Timestamp::now() + SignedDuration::from_hours(1);
        assert_eq!(custody.collect(future).await.unwrap(), []);
        assert!(place.blobs.verify(&stored.hash).await.unwrap());
    }
}

async fn a_content_erased_while_its_upload_waits_is_asked_for_again(database: &Database) {
    for place in places().await {
        let id = |rank| place.id(rank);
        let [here, there] = instances(database, &place).await;
        here.create(&new(id(9), 4)).await.unwrap();
        receive(&here, id(9), 0, b"0123").await.unwrap();
        let stored = here
            .hold(uuid(id(9)))
            .await
            .unwrap()
            .settle()
            .await
            .unwrap();
        // The rules did not take it; the same content is erased elsewhere meanwhile.
        let future = Timestamp::now() + SignedDuration::from_hours(1);
        let held = there.hold(uuid(id(9))).await.unwrap();
        assert!(place.blobs.remove_idle(&stored.hash, future).await.unwrap());
        // Who had it in hand names nothing that is not there.
        let mut held = held;
        assert!(held.settle().await.is_err());
        drop(held);

        let mut hold = there.hold(uuid(id(9))).await.unwrap();
        assert_eq!(hold.upload().received, 0);
        assert!(matches!(hold.settle().await, Err(UploadError::Cut { .. })));
        drop(hold);
        assert_eq!(receive(&here, id(9), 0, b"0123").await.unwrap(), 4);
        let again = here
            .hold(uuid(id(9)))
            .await
            .unwrap()
            .settle()
            .await
            .unwrap();
        assert_eq!(again, stored);
        assert!(place.blobs.verify(&stored.hash).await.unwrap());
    }
}

async fn what_no_file_and_no_upload_needs_goes_and_nothing_else(database: &Database) {
    for place in places().await {
        let id = |rank| place.id(rank);
        let [here, _] = instances(database, &place).await;
        for rank in [7, 8, 9] {
            here.create(&new(id(rank), 8)).await.unwrap();
            let content = format!("{rank}234");
            receive(&here, id(rank), 0, content.as_bytes())
                .await
                .unwrap();
        }
        receive(&here, id(7), 4, b"5678").await.unwrap();
        let file = here.hold(uuid(id(7))).await.unwrap().settle().await;
        let file = file.unwrap();
        // An instance that died after the row of an upload went.
        let forgotten = uuid(id(8));
        for (table, column) in [("upload_segment", "upload"), ("upload", "id")] {
            database
                .execute(&format!(
                    "DELETE FROM {table} WHERE {column} = '{forgotten}'"
                ))
                .await;
        }
        let (past, future) = (
            Timestamp::now() - SignedDuration::from_hours(1),
            Timestamp::now() + SignedDuration::from_hours(1),
        );
        let custody = Custody::new(database.store.clone(), place.blobs.clone());
        let before = place.stored().map(|stored| stored.len());
        custody.collect(past).await.unwrap();
        assert_eq!(place.stored().map(|stored| stored.len()), before, "young");
        custody.collect(future).await.unwrap();
        assert_eq!(
            place.stored().map(|stored| stored.len()),
            before.map(|count| count - 1)
        );
        assert!(place.blobs.verify(&file.hash).await.unwrap());
        assert_eq!(receive(&here, id(9), 4, b"5678").await.unwrap(), 8);
    }
}

/// As a page reads a text from its middle, or an archive from its end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_read_back_and_forth_without_a_copy() {
    use std::io::{Read, Seek, SeekFrom};

    let content = octets(5_300_000, 5);
    let moves = proptest::collection::vec((0..3_u8, 0.0..1.1_f64, 0..2_500_000_usize), 1..8);
    let mut every = Vec::new();
    for place in places().await {
        let stored = place.blobs.put(&mut content.as_slice(), u64::MAX).await;
        every.push((place, stored.unwrap().hash));
    }
    for_cases(12, moves, async |moves| {
        for (place, hash) in &every {
            let mut file = place.blobs.sought(hash).await.unwrap();
            assert_eq!(file.size(), content.len() as u64);
            let (content, moves) = (content.clone(), moves.clone());
            let read = move || {
                let mut at = 0_i64;
                for (from, share, count) in moves {
                    let wanted = (content.len() as f64 * share) as i64;
                    let to = match from {
                        0 => SeekFrom::Start(wanted as u64),
                        1 => SeekFrom::End(wanted - content.len() as i64),
                        _ => SeekFrom::Current(wanted - at),
                    };
                    assert_eq!(file.seek(to).unwrap(), wanted as u64);
                    let mut read = Vec::new();
                    (&mut file)
                        .take(count as u64)
                        .read_to_end(&mut read)
                        .unwrap();
                    let start = content.len().min(wanted as usize);
                    let end = content.len().min(start + count);
                    assert!(read == content[start..end], "{from} {share} {count}");
                    at = wanted + read.len() as i64;
                }
                assert!(file.seek(SeekFrom::Current(-at - 1)).is_err());
            };
            tokio::task::spawn_blocking(read).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn a_store_that_is_not_there_or_refuses_says_so() {
    let (address, access) = bucket("http://127.0.0.1:1");
    let gone = Blobs::open(&address, &access, None).await;
    assert!(matches!(gone, Err(BlobError::Unreachable(_))), "{gone:?}");
    if let Ok(endpoint) = std::env::var("AVAL_TEST_S3_ENDPOINT") {
        let (address, access) = bucket(&endpoint);
        let wrong = BucketAccess {
            key: Some(("aval".to_owned(), "wrong".to_owned())),
            ..access.clone()
        };
        let refused = Blobs::open(&address, &wrong, None).await;
        assert!(matches!(refused, Err(BlobError::Refused(_))), "{refused:?}");
        let mistyped = FilesAddress::read("s3://avail/x").unwrap();
        let nothing = Blobs::open(&mistyped, &access, None).await;
        assert!(
            matches!(nothing, Err(BlobError::NoBucket(_))),
            "{nothing:?}"
        );
    }
}

#[tokio::test]
async fn what_is_encrypted_is_not_readable_where_it_is_kept_nor_without_its_key() {
    let secret = octets(300_000, 9);
    for place in places().await {
        if place.keys.is_none() {
            continue;
        }
        let stored = place.blobs.put(&mut secret.as_slice(), 1_000_000).await;
        let stored = stored.unwrap();
        for path in place.stored().unwrap_or_default() {
            let octets = std::fs::read(&path).unwrap();
            assert!(!octets.windows(32).any(|window| window == &secret[..32]));
            assert!(!octets.windows(8).any(|window| window == b"segments"));
        }
        let other = SealingKeys::read(&format!("other {}", "6f".repeat(32))).unwrap();
        let other = Blobs::open(&place.address, &place.access, Some(other)).await;
        let without = other.unwrap().open_range(&stored.hash, None).await;
        assert!(matches!(without, Err(BlobError::KeyMissing { id }) if id == "test"));
    }
}

#[tokio::test]
async fn a_setting_of_keys_that_does_not_fit_a_folder_is_told_and_changes_nothing() {
    for place in places().await {
        place
            .blobs
            .put(&mut b"before".as_slice(), 100)
            .await
            .unwrap();
        let opposite = match place.keys {
            None => Some(keys()),
            Some(_) => None,
        };
        let before = place.stored();
        let opened = Blobs::open(&place.address, &place.access, opposite).await;
        if place.in_a_bucket() {
            assert!(opened.is_ok());
        } else if place.keys.is_none() {
            assert!(matches!(opened, Err(BlobError::PlainFolder)));
        } else {
            assert!(matches!(opened, Err(BlobError::SealedFolder)));
        }
        assert_eq!(place.stored(), before);
    }
}

#[tokio::test]
async fn what_was_kept_before_there_were_keys_still_reads() {
    for place in places().await {
        if place.in_a_bucket() && place.keys.is_none() {
            let before = place.blobs.put(&mut b"before".as_slice(), 100).await;
            let sealed = Blobs::open(&place.address, &place.access, Some(keys())).await;
            let (before, sealed) = (before.unwrap(), sealed.unwrap());
            assert_eq!(read(&sealed, &before.hash, None).await, b"before");
            assert!(sealed.verify(&before.hash).await.unwrap());
        }
    }
}

/// One bit, or an end that is missing, anywhere in what a folder keeps encrypted.
#[tokio::test]
async fn what_is_spoilt_in_an_encrypted_folder_is_told_and_never_read_as_something_else() {
    let cases = (
        prop_oneof![1..100_usize, 65_500..65_600_usize, 131_000..200_000_usize],
        (0.0..1.0_f64, 0.0..1.0_f64),
        0.0..1.0_f64,
        prop_oneof![(0..8_u8).prop_map(Some), Just(None)],
        any::<bool>(),
    );
    for_cases(
        40,
        cases,
        async |(length, (from, to), place_of, bit, manifest)| {
            let folder = tempfile::tempdir().unwrap();
            let address = FilesAddress::Folder(folder.path().to_owned());
            let blobs = Blobs::open(&address, &BucketAccess::default(), Some(keys())).await;
            let blobs = blobs.unwrap();
            let content = octets(length, 3);
            let stored = blobs.put(&mut content.as_slice(), 1_000_000).await.unwrap();
            let ends = [
                (length as f64 * from) as usize,
                (length as f64 * to) as usize,
            ];
            let range = ends[0].min(ends[1])..ends[0].max(ends[1]) + 1;
            let part = range.start as u64..range.end as u64;
            assert_eq!(
                read(&blobs, &stored.hash, Some(part.clone())).await,
                content[range.clone()]
            );
            let kind = if manifest { "held" } else { "parts" };
            let mut path = folder.path().join(kind);
            while path.is_dir() {
                path = std::fs::read_dir(path)
                    .unwrap()
                    .next()
                    .unwrap()
                    .unwrap()
                    .path();
            }
            let mut octets = std::fs::read(&path).unwrap();
            let at = (octets.len() as f64 * place_of) as usize;
            match bit {
                Some(bit) => octets[at] ^= 1 << bit,
                None => octets.truncate(at),
            }
            std::fs::write(&path, octets).unwrap();
            assert!(!matches!(blobs.verify(&stored.hash).await, Ok(true)));
            if let Ok(mut opened) = blobs.open_range(&stored.hash, Some(part)).await {
                let mut read = Vec::new();
                if opened.reader.read_to_end(&mut read).await.is_ok() {
                    assert_eq!(read, content[range]);
                }
            }
            // Deposited again, it is well again.
            blobs.put(&mut content.as_slice(), 1_000_000).await.unwrap();
            assert!(blobs.verify(&stored.hash).await.unwrap());
        },
    )
    .await;
}
