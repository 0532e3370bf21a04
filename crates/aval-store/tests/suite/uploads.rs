//! Uploads that are cut anywhere, by the line or by the death of the process, and go on.

use std::{
    fs,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use aval_store::{
    CHECKPOINT, Checksum, ChecksumAlgorithm, NewUpload, Store, UploadError, UploadKind, Uploads,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, ReadBuf};
use uuid::Uuid;

use crate::{
    database::{Database, for_cases},
    objects::{Place, places},
    toy::{at, uuid},
};

/// Octets of one object at most.
const SEGMENT: u64 = 4 * 1024 * 1024;

pub const SEVEN_DAYS: SignedDuration = SignedDuration::from_hours(7 * 24);

struct Vault {
    database: Database,
    place: Place,
}

impl Vault {
    /// Plain files of a folder.
    async fn new() -> Self {
        Self::at(Place::folder().await).await
    }

    /// One for each place where files may be kept.
    async fn each() -> Vec<Self> {
        let mut vaults = Vec::new();
        for place in places().await {
            vaults.push(Self::at(place).await);
        }
        vaults
    }

    async fn at(place: Place) -> Self {
        Self {
            database: Database::sqlite().await,
            place,
        }
    }

    /// Another instance over the same database and the same place.
    async fn instance(&self) -> Uploads {
        let store = Store::open(&self.database.url).await.unwrap();
        Uploads::new(store, self.place.again().await)
    }

    fn waiting(&self, id: Uuid) -> std::path::PathBuf {
        let folder = self.place.root.as_ref().unwrap();
        folder.join("incoming/uploads").join(id.to_string())
    }
}

pub fn new(id: u128, length: u64) -> NewUpload {
    NewUpload {
        id: uuid(id),
        kind: UploadKind::Whole,
        application: uuid(1),
        slot: "F.01.a".to_owned(),
        replaces: None,
        following: Vec::new(),
        account: uuid(2),
        organisation: uuid(3),
        name: "vidéo.mp4".to_owned(),
        metadata: String::new(),
        length,
        size_limit: length,
        started_at: at(0),
        expires_at: at(0) + SEVEN_DAYS,
    }
}

pub fn octets(length: usize, seed: u8) -> Vec<u8> {
    (0..length)
        .map(|rank| (rank as u8).wrapping_mul(31).wrapping_add(seed) ^ (rank >> 8) as u8)
        .collect()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Gives its octets, then breaks or says nothing more.
struct Line<'a> {
    octets: &'a [u8],
    silent: bool,
}

impl AsyncRead for Line<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        if self.octets.is_empty() {
            if self.silent {
                return Poll::Pending;
            }
            return Poll::Ready(Err(std::io::ErrorKind::ConnectionReset.into()));
        }
        let (now, later) = self
            .octets
            .split_at(self.octets.len().min(buffer.remaining()).min(70_000));
        buffer.put_slice(now);
        self.octets = later;
        Poll::Ready(Ok(()))
    }
}

pub async fn receive(
    uploads: &Uploads,
    id: u128,
    offset: u64,
    mut octets: &[u8],
) -> Result<u64, UploadError> {
    let mut hold = uploads.hold(uuid(id)).await?;
    hold.receive(offset, &mut octets, None, at(1), at(1) + SEVEN_DAYS)
        .await
}

/// What happens to a transfer.
#[derive(Clone, Copy, Debug)]
enum Accident {
    /// The line breaks after so many octets.
    Cut(usize),
    /// The process dies after so many octets: only what was made durable counts, and the
    /// disk may hold some of what came after.
    Kill(usize, usize),
}

fn accidents() -> impl Strategy<Value = Vec<Accident>> {
    let one = prop_oneof![
        4 => (0..400_000_usize).prop_map(Accident::Cut),
        1 => (0..400_000_usize, 0..300_000_usize).prop_map(|(a, b)| Accident::Kill(a, b)),
    ];
    proptest::collection::vec(one, 0..25)
}

#[tokio::test]
async fn cut_or_killed_anywhere_the_file_arrives_whole_and_nothing_acknowledged_is_sent_again() {
    // A server that is really there takes its time.
    for (rank, place) in places().await.iter().enumerate() {
        let count = if place.in_a_bucket() { 6 } else { 24 };
        let cases = (0..2_000_000_usize, any::<u8>(), accidents());
        for_cases(count, cases, async |(length, seed, accidents)| {
            let mut places = places().await;
            let vault = Vault::at(places.swap_remove(rank)).await;
            arrives_whole(&vault, length, seed, &accidents).await;
        })
        .await;
    }
}

async fn arrives_whole(vault: &Vault, length: usize, seed: u8, accidents: &[Accident]) {
    let content = octets(length, seed);
    let mut uploads = vault.instance().await;
    uploads.create(&new(9, length as u64)).await.unwrap();
    for accident in accidents.iter().copied() {
        let received = uploads.find(uuid(9)).await.unwrap().unwrap().received;
        let rest = &content[received as usize..];
        match accident {
            Accident::Cut(after) => {
                let sent = &rest[..after.min(rest.len())];
                let mut hold = uploads.hold(uuid(9)).await.unwrap();
                let mut line = Line {
                    octets: sent,
                    silent: false,
                };
                let result = hold
                    .receive(received, &mut line, None, at(1), at(1) + SEVEN_DAYS)
                    .await;
                // Whatever arrived before the cut counts: nothing is sent again.
                let standing = received + sent.len() as u64;
                assert!(
                    matches!(result, Err(UploadError::Cut { received }) if received == standing)
                        || (sent.len() == rest.len() && result.is_ok()),
                    "{result:?}"
                );
                assert_eq!(hold.upload().received, standing);
            }
            Accident::Kill(after, stray) => {
                // Octets that reached the disk and were never acknowledged.
                if !vault.place.in_objects() {
                    let mut file = fs::File::options()
                        .append(true)
                        .create(true)
                        .open(vault.waiting(uuid(9)))
                        .unwrap();
                    let stray = &rest[..rest.len().min(after.min(stray))];
                    std::io::Write::write_all(&mut file, stray).unwrap();
                }
                uploads = vault.instance().await;
                let after = uploads.find(uuid(9)).await.unwrap().unwrap().received;
                assert_eq!(after, received);
            }
        }
    }
    let received = uploads.find(uuid(9)).await.unwrap().unwrap().received;
    let end = receive(&uploads, 9, received, &content[received as usize..]).await;
    assert_eq!(end.unwrap(), length as u64);
    let mut hold = uploads.hold(uuid(9)).await.unwrap();
    let stored = hold.settle().await.unwrap();
    assert_eq!(stored.hash, sha256(&content));
    hold.filed(&stored.hash).await.unwrap();
    assert_eq!(
        vault.place.blobs.content(&stored.hash).await.unwrap(),
        content
    );
    if !vault.place.in_objects() {
        vault.place.assert_stored(1);
    }
}

#[tokio::test]
async fn a_long_request_is_made_durable_on_its_way() {
    for vault in Vault::each().await {
        let uploads = vault.instance().await.patient(Duration::from_millis(1));
        let length = CHECKPOINT as usize + 3_000_000;
        let content = octets(length, 5);
        uploads.create(&new(9, length as u64 + 1)).await.unwrap();
        let other = vault.instance().await;
        let mut hold = uploads.hold(uuid(9)).await.unwrap();
        let mut line = Line {
            octets: &content,
            silent: true,
        };
        let mut seen = 0;
        {
            let work = hold.receive(0, &mut line, None, at(1), at(1) + SEVEN_DAYS);
            tokio::pin!(work);
            while seen == 0 {
                tokio::select! {
                    biased;
                    result = &mut work => unreachable!("not before a checkpoint: {result:?}"),
                    found = other.find(uuid(9)) => seen = found.unwrap().unwrap().received,
                }
            }
            // The process dies here.
        }
        let stride = match vault.place.in_objects() {
            true => SEGMENT,
            // One half is made durable while the other one arrives.
            false => CHECKPOINT / 2 - CHECKPOINT / 16,
        };
        let length = length as u64;
        assert!(seen >= stride && seen < length, "{seen} octets are durable");
        assert!(length - seen <= CHECKPOINT, "{seen} of {length}");
    }
}

#[tokio::test]
async fn a_silent_line_counts_as_cut_and_keeps_what_it_gave() {
    for vault in Vault::each().await {
        let uploads = vault.instance().await.patient(Duration::ZERO);
        uploads.create(&new(9, 1000)).await.unwrap();
        let mut hold = uploads.hold(uuid(9)).await.unwrap();
        let content = octets(600, 1);
        let mut line = Line {
            octets: &content,
            silent: true,
        };
        let cut = hold
            .receive(0, &mut line, None, at(1), at(1) + SEVEN_DAYS)
            .await;
        assert!(matches!(cut, Err(UploadError::Cut { received: 600 })));
    }
}

#[tokio::test]
async fn one_writer_at_a_time_on_all_instances() {
    let vault = Vault::new().await;
    let (here, there) = (vault.instance().await, vault.instance().await);
    here.create(&new(9, 10)).await.unwrap();
    let hold = here.hold(uuid(9)).await.unwrap();
    for other in [&here, &there] {
        assert!(matches!(
            other.hold(uuid(9)).await,
            Err(UploadError::Locked)
        ));
        // Looking needs no lock.
        assert_eq!(other.find(uuid(9)).await.unwrap().unwrap().received, 0);
    }
    drop(hold);
    assert_eq!(receive(&there, 9, 0, b"0123").await.unwrap(), 4);
    let behind = receive(&here, 9, 0, b"0123").await;
    assert!(matches!(
        behind,
        Err(UploadError::WrongOffset { received: 4 })
    ));
}

#[tokio::test]
async fn a_start_removes_neither_what_waits_nor_what_another_instance_receives() {
    let vault = Vault::new().await;
    let uploads = vault.instance().await;
    uploads.create(&new(9, 10)).await.unwrap();
    receive(&uploads, 9, 0, b"0123").await.unwrap();
    let blobs = vault.place.again().await;
    let mut line = Line {
        octets: &octets(900_000, 1),
        silent: true,
    };
    let put = blobs.put(&mut line, 1_000_000);
    tokio::pin!(put);
    let arriving = || {
        fs::read_dir(vault.place.root.as_ref().unwrap().join("incoming"))
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().path().is_file())
            .count()
    };
    while arriving() == 0 {
        tokio::select! {
            biased;
            _ = &mut put => unreachable!("the source never ends"),
            () = tokio::task::yield_now() => {}
        }
    }
    // Long enough for the lock, which follows the creation.
    for _ in 0..100 {
        tokio::select! {
            biased;
            _ = &mut put => unreachable!("the source never ends"),
            () = tokio::task::yield_now() => {}
        }
    }
    let again = vault.instance().await;
    assert_eq!(arriving(), 1);
    assert_eq!(receive(&again, 9, 4, b"456789").await.unwrap(), 10);
}

#[tokio::test]
async fn a_wrong_checksum_drops_its_octets_and_only_them() {
    for vault in Vault::each().await {
        let uploads = vault.instance().await;
        uploads.create(&new(9, 8)).await.unwrap();
        receive(&uploads, 9, 0, b"0123").await.unwrap();
        for algorithm in ChecksumAlgorithm::ALL {
            let wrong = Checksum {
                algorithm,
                digest: vec![0; 32],
            };
            let mut hold = uploads.hold(uuid(9)).await.unwrap();
            let result = hold
                .receive(4, &mut b"zzzz".as_slice(), Some(wrong), at(1), at(9))
                .await;
            assert!(matches!(result, Err(UploadError::WrongChecksum)));
            assert_eq!(hold.upload().received, 4);
        }
        let right = Checksum {
            algorithm: ChecksumAlgorithm::Sha256,
            digest: Sha256::digest(b"4567").to_vec(),
        };
        let mut hold = uploads.hold(uuid(9)).await.unwrap();
        let mut line = Line {
            octets: b"45",
            silent: false,
        };
        let cut = hold
            .receive(4, &mut line, Some(right.clone()), at(1), at(9))
            .await;
        // Half of what a checksum covers proves nothing.
        assert!(matches!(cut, Err(UploadError::Cut { received: 4 })));
        hold.receive(4, &mut b"4567".as_slice(), Some(right), at(1), at(9))
            .await
            .unwrap();
        assert_eq!(hold.settle().await.unwrap().hash, sha256(b"01234567"));
    }
}

#[tokio::test]
async fn more_octets_than_announced_are_refused_and_dropped() {
    for vault in Vault::each().await {
        let uploads = vault.instance().await;
        uploads.create(&new(9, 8)).await.unwrap();
        receive(&uploads, 9, 0, b"0123").await.unwrap();
        let lie = receive(&uploads, 9, 4, b"456789").await;
        assert!(matches!(lie, Err(UploadError::TooLong { length: 8 })));
        assert_eq!(receive(&uploads, 9, 4, b"4567").await.unwrap(), 8);
        let lie = receive(&uploads, 9, 8, b"8").await;
        assert!(matches!(lie, Err(UploadError::TooLong { length: 8 })));
        assert_eq!(receive(&uploads, 9, 8, b"").await.unwrap(), 8);
    }
}

#[tokio::test]
async fn octets_lost_by_the_disk_are_asked_for_again() {
    let vault = Vault::new().await;
    let uploads = vault.instance().await;
    uploads.create(&new(9, 8)).await.unwrap();
    receive(&uploads, 9, 0, b"012345").await.unwrap();
    fs::write(vault.waiting(uuid(9)), b"012").unwrap();
    assert!(matches!(
        receive(&uploads, 9, 6, b"67").await,
        Err(UploadError::WrongOffset { received: 3 })
    ));
    assert_eq!(receive(&uploads, 9, 3, b"34567").await.unwrap(), 8);
    let mut hold = uploads.hold(uuid(9)).await.unwrap();
    assert_eq!(hold.settle().await.unwrap().hash, sha256(b"01234567"));
}

#[tokio::test]
async fn a_segment_lost_by_the_store_is_asked_for_again_and_what_is_before_it_is_not() {
    for vault in Vault::each().await {
        if !vault.place.in_objects() {
            continue;
        }
        let uploads = vault.instance().await;
        let content = octets(4_000_000, 3);
        uploads.create(&new(9, 4_000_000)).await.unwrap();
        receive(&uploads, 9, 0, &content[..2_000_000])
            .await
            .unwrap();
        let Some(before) = vault.place.stored() else {
            continue;
        };
        receive(&uploads, 9, 2_000_000, &content[2_000_000..])
            .await
            .unwrap();
        for path in vault.place.stored().unwrap() {
            if !before.contains(&path) {
                fs::remove_file(path).unwrap();
            }
        }
        let hold = uploads.hold(uuid(9)).await.unwrap();
        assert_eq!(hold.upload().received, 2_000_000);
        drop(hold);
        receive(&uploads, 9, 2_000_000, &content[2_000_000..])
            .await
            .unwrap();
        let mut hold = uploads.hold(uuid(9)).await.unwrap();
        assert_eq!(hold.settle().await.unwrap().hash, sha256(&content));
    }
}

#[tokio::test]
async fn a_death_between_the_name_and_the_journal_loses_nothing() {
    let vault = Vault::new().await;
    let uploads = vault.instance().await;
    uploads.create(&new(9, 4)).await.unwrap();
    receive(&uploads, 9, 0, b"0123").await.unwrap();
    let first = uploads.hold(uuid(9)).await.unwrap().settle().await.unwrap();
    let mut hold = vault.instance().await.hold(uuid(9)).await.unwrap();
    assert!(hold.upload().is_complete());
    assert_eq!(hold.settle().await.unwrap(), first);
    assert!(!vault.waiting(uuid(9)).exists());
}

#[tokio::test]
async fn parts_become_one_file_only_when_they_belong_together() {
    for vault in Vault::each().await {
        let uploads = vault.instance().await;
        let part = |id, length| NewUpload {
            kind: UploadKind::Partial,
            ..new(id, length)
        };
        uploads.create(&part(10, 4)).await.unwrap();
        uploads.create(&part(11, 3)).await.unwrap();
        receive(&uploads, 10, 0, b"0123").await.unwrap();
        let whole = |parts: &[Uuid]| NewUpload {
            kind: UploadKind::Final(parts.to_vec()),
            ..new(12, 7)
        };
        let parts = [uuid(10), uuid(11)];
        let early = uploads.concatenate(&whole(&parts), &parts, at(2)).await;
        assert!(matches!(early, Err(UploadError::BadParts)));
        assert!(uploads.find(uuid(12)).await.unwrap().is_none());

        receive(&uploads, 11, 0, b"456").await.unwrap();
        let stranger = NewUpload {
            account: uuid(77),
            ..whole(&parts)
        };
        let stolen = uploads.concatenate(&stranger, &parts, at(2)).await;
        assert!(matches!(stolen, Err(UploadError::BadParts)));
        for wrong in [vec![uuid(10)], vec![uuid(10), uuid(10)], vec![uuid(13)]] {
            let refused = uploads.concatenate(&whole(&wrong), &wrong, at(2)).await;
            assert!(matches!(refused, Err(UploadError::BadParts)), "{wrong:?}");
        }
        let mut hold = uploads
            .concatenate(&whole(&parts), &parts, at(2))
            .await
            .unwrap();
        assert_eq!(hold.settle().await.unwrap().hash, sha256(b"0123456"));
    }
}

#[tokio::test]
async fn what_is_abandoned_is_forgotten_after_its_time_and_not_before() {
    for vault in Vault::each().await {
        let uploads = vault.instance().await;
        uploads.create(&new(9, 8)).await.unwrap();
        uploads.create(&new(8, 8)).await.unwrap();
        receive(&uploads, 9, 0, b"0123").await.unwrap();
        let last = |time: Timestamp| time + SEVEN_DAYS;
        assert_eq!(uploads.sweep(last(at(0)), 10).await.unwrap(), 1);
        assert!(uploads.find(uuid(8)).await.unwrap().is_none());
        vault.place.assert_stored(1);
        let mine = |now| uploads.unfinished(uuid(2), uuid(1), None, now);
        assert_eq!(mine(at(5)).await.unwrap().len(), 1);
        assert!(mine(last(at(1))).await.unwrap().is_empty());
        if !vault.place.in_objects() {
            // In somebody's hands, it waits for the next round.
            let hold = uploads.hold(uuid(9)).await.unwrap();
            assert_eq!(uploads.sweep(last(at(1)), 10).await.unwrap(), 0);
            drop(hold);
        }
        assert_eq!(uploads.sweep(last(at(1)), 10).await.unwrap(), 1);
        vault.place.assert_stored(0);
        assert!(matches!(
            uploads.hold(uuid(9)).await,
            Err(UploadError::NotFound)
        ));
    }
}
