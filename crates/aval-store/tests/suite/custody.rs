//! Files after their deposit: a missing or altered one is noticed and told until it is
//! well; only what nothing names goes, and only after a delay.

use std::{fs, time::SystemTime};

use aval_store::{
    BlobFault, Blobs, BucketAccess, Custody, CustodyError, FilesAddress, Meta, NewEvent,
};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use crate::{
    database::{Database, on_both},
    objects::keys,
    toy::{at, uuid},
};

on_both!(
    a_missing_or_altered_file_is_told_until_it_is_well,
    a_round_goes_on_where_another_instance_left_it,
    two_who_read_a_round_at_once_pass_over_no_file,
    an_erased_content_is_not_missed,
    one_object_that_cannot_be_read_does_not_stop_the_round,
    only_what_nothing_names_goes_after_a_delay,
    a_content_deposited_again_is_not_forgotten,
    the_database_of_another_folder_removes_nothing,
    a_database_that_knows_little_of_a_folder_removes_nothing_unless_told,
);

const EVERYTHING: u64 = u64::MAX;

struct Vault<'a> {
    database: &'a Database,
    folder: TempDir,
    blobs: Blobs,
}

impl<'a> Vault<'a> {
    async fn new(database: &'a Database) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::on_disk(folder.path()).await.unwrap();
        Self {
            database,
            folder,
            blobs,
        }
    }

    fn custody(&self) -> Custody {
        Custody::new(self.database.store.clone(), self.blobs.clone())
    }

    async fn put(&self, content: &str) -> String {
        let mut source = content.as_bytes();
        self.blobs.put(&mut source, 1000).await.unwrap().hash
    }

    /// Deposited, and held by an application.
    async fn hold(&self, content: &str) -> String {
        let hash = self.put(content).await;
        let mut tx = self.database.store.begin().await.unwrap();
        let size = content.len() as u64;
        tx.record_blob(&hash, size, at(0)).await.unwrap();
        tx.commit().await.unwrap();
        hash
    }

    /// An event that names a hash and nothing else.
    async fn tell(&self, hash: &str) {
        let mut tx = self.database.store.begin().await.unwrap();
        let event = NewEvent {
            kind: "told".to_owned(),
            payload: serde_json::json!({ "file": { "hash": hash } }),
        };
        let meta = Meta {
            actor: "someone".to_owned(),
            at: at(0),
            correlation: uuid(9),
        };
        tx.append("stream", 0, &[event], &meta).await.unwrap();
        tx.commit().await.unwrap();
    }

    fn age(&self, hash: &str, days: i64) {
        let path = self.blobs.path(hash).unwrap();
        let then = Timestamp::now() - SignedDuration::from_hours(24 * days);
        let file = fs::File::open(path).unwrap();
        file.set_modified(SystemTime::from(then)).unwrap();
    }

    async fn faults(&self) -> Vec<(String, BlobFault)> {
        let faults = self.custody().faults(100).await.unwrap();
        faults
            .into_iter()
            .map(|one| (one.hash, one.fault))
            .collect()
    }

    /// A whole round.
    async fn read_all(&self) {
        while self
            .custody()
            .read_again(EVERYTHING, at(1))
            .await
            .unwrap()
            .ended_at
            .is_none()
        {}
    }
}

fn thirty_days_ago() -> Timestamp {
    Timestamp::now() - SignedDuration::from_hours(24 * 30)
}

async fn a_missing_or_altered_file_is_told_until_it_is_well(database: &Database) {
    let vault = Vault::new(database).await;
    let (well, altered, missing) = (
        vault.hold("well").await,
        vault.hold("original").await,
        vault.hold("gone").await,
    );
    vault.read_all().await;
    assert_eq!(vault.faults().await, []);

    // As long as before: the size alone says nothing.
    fs::write(vault.blobs.path(&altered).unwrap(), "0riginal").unwrap();
    fs::remove_file(vault.blobs.path(&missing).unwrap()).unwrap();
    vault.read_all().await;
    let mut told = vec![
        (altered.clone(), BlobFault::Altered),
        (missing.clone(), BlobFault::Missing),
    ];
    told.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(vault.faults().await, told);
    assert!(vault.blobs.verify(&well).await.unwrap());

    // Deposited again: the same content heals both.
    vault.put("original").await;
    vault.put("gone").await;
    vault.read_all().await;
    assert_eq!(vault.faults().await, []);
}

async fn a_round_goes_on_where_another_instance_left_it(database: &Database) {
    let vault = Vault::new(database).await;
    for content in ["a", "bb", "ccc"] {
        vault.hold(content).await;
    }
    for files in 1..=3 {
        let round = vault.custody().read_again(1, at(files)).await.unwrap();
        assert_eq!((round.files, round.ended_at), (files as u64, None));
        assert_eq!(round.started_at, Some(at(1)));
    }
    let ended = vault.custody().read_again(1, at(4)).await.unwrap();
    assert_eq!((ended.files, ended.octets), (3, 6));
    assert_eq!(ended.ended_at, Some(at(4)));
    assert_eq!(vault.custody().round().await.unwrap(), ended);
    let next = vault.custody().read_again(1, at(5)).await.unwrap();
    assert_eq!((next.files, next.started_at), (1, Some(at(5))));
}

async fn two_who_read_a_round_at_once_pass_over_no_file(database: &Database) {
    let vault = Vault::new(database).await;
    for content in ["a", "bb", "ccc", "dddd", "eeeee", "ffffff"] {
        vault.hold(content).await;
    }
    let custody = vault.custody();
    let to_the_end = async |now: i64| loop {
        let round = custody.read_again(1, at(now)).await.unwrap();
        if round.ended_at.is_some() {
            return round;
        }
    };
    // Somebody is slow, and is overtaken at every instant of the reading of a file.
    for instant in 0..60 {
        let now = 1000 * (instant + 1);
        for _ in 0..3 {
            custody.read_again(1, at(now)).await.unwrap();
        }
        let other = vault.custody();
        let slow = other.read_again(1, at(now + 1));
        tokio::pin!(slow);
        let mut done = false;
        for _ in 0..instant {
            tokio::select! {
                biased;
                read = &mut slow, if !done => { read.unwrap(); done = true; }
                () = tokio::task::yield_now() => {}
            }
        }
        let overtaking = async {
            to_the_end(now + 2).await;
            custody.read_again(1, at(now + 3)).await.unwrap();
        };
        tokio::pin!(overtaking);
        // Who was stopped while holding the only writer of SQLite goes on until it lets go: there,
        // nobody overtakes.
        let mut turns = 1;
        loop {
            tokio::select! {
                biased;
                () = &mut overtaking => break,
                read = &mut slow, if !done && turns == 0 => { read.unwrap(); done = true; }
                () = tokio::task::yield_now() => turns = (turns + 1) % 100_000,
            }
        }
        if !done {
            slow.await.unwrap();
        }
        let round = to_the_end(now + 4).await;
        assert_eq!(round.started_at, Some(at(now + 3)), "at instant {instant}");
        assert_eq!((round.files, round.octets), (6, 21));
    }
}

async fn an_erased_content_is_not_missed(database: &Database) {
    let vault = Vault::new(database).await;
    let erased = vault.hold("secret").await;
    fs::remove_file(vault.blobs.path(&erased).unwrap()).unwrap();
    vault.read_all().await;
    assert_eq!(vault.faults().await.len(), 1);
    database.store.forget_content(&erased).await.unwrap();
    assert_eq!(vault.faults().await, []);
    vault.read_all().await;
    assert_eq!(vault.faults().await, []);
}

async fn one_object_that_cannot_be_read_does_not_stop_the_round(database: &Database) {
    let folder = tempfile::tempdir().unwrap();
    let address = FilesAddress::Folder(folder.path().to_owned());
    let blobs = Blobs::open(&address, &BucketAccess::default(), Some(keys())).await;
    let blobs = blobs.unwrap();
    let vault = Vault {
        database,
        folder,
        blobs,
    };
    let mut held = Vec::new();
    for content in ["a", "bb", "ccc"] {
        held.push(vault.hold(content).await);
    }
    held.sort();
    // The name of the key that its header tells is no key of ours any more.
    let place = vault.folder.path().join("held").join(&held[0][..2]);
    let manifest = fs::read_dir(place.join(&held[0])).unwrap().next();
    let manifest = manifest.unwrap().unwrap().path();
    let mut octets = fs::read(&manifest).unwrap();
    octets[10] ^= 1;
    fs::write(&manifest, octets).unwrap();
    let mut rounds = 0;
    while vault.custody().round().await.unwrap().ended_at.is_none() {
        vault.custody().read_again(1, at(rounds)).await.unwrap();
        rounds += 1;
        assert!(rounds <= 4, "the round does not end");
    }
    assert_eq!(
        vault.faults().await,
        [(held[0].clone(), BlobFault::Unreadable)]
    );
    assert_eq!(vault.custody().round().await.unwrap().files, 3);
}

async fn only_what_nothing_names_goes_after_a_delay(database: &Database) {
    let vault = Vault::new(database).await;
    let (held, told, young, old) = (
        vault.hold("held").await,
        vault.put("told").await,
        vault.put("young").await,
        vault.put("old").await,
    );
    vault.tell(&told).await;
    for hash in [&held, &told, &old] {
        vault.age(hash, 40);
    }
    // Not ours: neither listed nor removed.
    let stranger = vault.folder.path().join("ab/cd");
    fs::create_dir_all(&stranger).unwrap();
    fs::write(stranger.join("notes.txt"), "kept").unwrap();
    let notes = fs::File::open(stranger.join("notes.txt")).unwrap();
    notes.set_modified(SystemTime::UNIX_EPOCH).unwrap();

    let custody = vault.custody();
    let unnamed = custody.unnamed(thirty_days_ago()).await.unwrap();
    assert_eq!(unnamed.len(), 1);
    assert_eq!(
        (unnamed[0].hash.as_str(), unnamed[0].size),
        (old.as_str(), 3)
    );
    assert!(vault.blobs.exists(&old).await.unwrap(), "only looked at");

    assert_eq!(custody.collect(thirty_days_ago()).await.unwrap(), unnamed);
    assert!(!vault.blobs.exists(&old).await.unwrap());
    for hash in [&held, &told, &young] {
        assert!(vault.blobs.verify(hash).await.unwrap());
    }
    assert!(stranger.join("notes.txt").exists());
    assert_eq!(custody.collect(thirty_days_ago()).await.unwrap(), []);
}

async fn a_content_deposited_again_is_not_forgotten(database: &Database) {
    let vault = Vault::new(database).await;
    let hash = vault.put("again").await;
    vault.age(&hash, 40);
    vault.put("again").await;
    let gone = vault.custody().collect(thirty_days_ago()).await.unwrap();
    assert_eq!(gone, []);
    assert!(vault.blobs.verify(&hash).await.unwrap());
}

async fn the_database_of_another_folder_removes_nothing(database: &Database) {
    let vault = Vault::new(database).await;
    let hash = vault.put("of another").await;
    vault.age(&hash, 400);
    let refused = vault.custody().collect(thirty_days_ago()).await;
    assert!(matches!(refused, Err(CustodyError::NothingInCommon)));
    assert!(vault.blobs.exists(&hash).await.unwrap());
}

async fn a_database_that_knows_little_of_a_folder_removes_nothing_unless_told(database: &Database) {
    let vault = Vault::new(database).await;
    // One workbook that both installations imported, and two proofs of the other one.
    let (shared, one, other) = (
        vault.hold("shared").await,
        vault.put("of another").await,
        vault.put("of another too").await,
    );
    for hash in [&shared, &one, &other] {
        vault.age(hash, 400);
    }
    let refused = vault.custody().collect(thirty_days_ago()).await;
    let counts = match refused {
        Err(CustodyError::MostUnnamed { named, unnamed }) => (named, unnamed),
        other => panic!("{other:?}"),
    };
    assert_eq!(counts, (1, 2));
    assert!(vault.blobs.exists(&one).await.unwrap());
    let told = vault.custody().even_most();
    assert_eq!(told.collect(thirty_days_ago()).await.unwrap().len(), 2);
    assert!(vault.blobs.exists(&shared).await.unwrap());
}
