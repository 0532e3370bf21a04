//! Files: whole or not at all, once, in parts, and nothing left behind.

use std::{
    fs, io,
    path::Path,
    pin::Pin,
    task::{Context, Poll},
};

use aval_store::{BlobError, Blobs};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

use crate::database::for_cases;

const LIMIT: u64 = 10_000_000;

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn files(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(
                    path.strip_prefix(root)
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .to_owned(),
                );
            }
        }
    }
    found.sort();
    found
}

async fn read(blobs: &Blobs, hash: &str, range: Option<std::ops::Range<u64>>) -> Vec<u8> {
    let mut part = blobs.open_range(hash, range).await.unwrap();
    let mut bytes = Vec::new();
    part.reader.read_to_end(&mut bytes).await.unwrap();
    assert_eq!(part.length, bytes.len() as u64);
    bytes
}

#[tokio::test]
async fn a_file_comes_back_whole_and_in_parts() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::on_disk(folder.path()).await.unwrap();
    let cases = (
        prop_oneof![0..10_usize, 524_200..524_400_usize, 0..1_300_000_usize],
        any::<u8>(),
        0.0..1.0_f64,
        0.0..1.2_f64,
    );
    for_cases(40, cases, async |(length, seed, from, to)| {
        let bytes: Vec<u8> = (0..length)
            .map(|rank| (rank as u8).wrapping_mul(31).wrapping_add(seed) ^ (rank >> 8) as u8)
            .collect();
        let stored = blobs.put(&mut bytes.as_slice(), LIMIT).await.unwrap();
        assert_eq!(
            (stored.hash.as_str(), stored.size),
            (sha256(&bytes).as_str(), length as u64)
        );
        assert_eq!(blobs.size(&stored.hash).await.unwrap(), length as u64);
        assert!(blobs.exists(&stored.hash).await.unwrap());
        assert!(blobs.verify(&stored.hash).await.unwrap());
        assert_eq!(read(&blobs, &stored.hash, None).await, bytes);
        let start = (length as f64 * from) as usize;
        let end = ((length as f64 * to) as usize).max(start);
        if start < length {
            let part = read(&blobs, &stored.hash, Some(start as u64..end as u64)).await;
            assert_eq!(part, bytes[start..end.min(length)]);
        }
    })
    .await;
}

#[tokio::test]
async fn the_same_content_is_kept_once_even_at_the_same_time() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::on_disk(folder.path()).await.unwrap();
    let mut tasks = Vec::new();
    for _ in 0..20 {
        let blobs = blobs.clone();
        tasks.push(tokio::spawn(async move {
            blobs
                .put(&mut [7_u8; 300_000].as_slice(), LIMIT)
                .await
                .unwrap()
        }));
    }
    let mut hashes = Vec::new();
    for task in tasks {
        hashes.push(task.await.unwrap().hash);
    }
    let hash = sha256(&[7; 300_000]);
    assert!(hashes.iter().all(|found| *found == hash));
    assert_eq!(
        files(folder.path()),
        [format!("{}/{}/{hash}", &hash[..2], &hash[2..4])]
    );
}

#[tokio::test]
async fn a_file_over_the_limit_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::on_disk(folder.path()).await.unwrap();
    let bytes = vec![1; 400_000];
    let refused = blobs.put(&mut bytes.as_slice(), 399_999).await;
    assert!(matches!(
        refused,
        Err(BlobError::TooLarge { limit: 399_999 })
    ));
    assert_eq!(files(folder.path()), Vec::<String>::new());
    assert_eq!(
        blobs
            .put(&mut bytes.as_slice(), 400_000)
            .await
            .unwrap()
            .size,
        400_000
    );
}

/// Gives some bytes, then breaks.
struct Broken(u32);

impl AsyncRead for Broken {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.0 == 0 {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        self.0 -= 1;
        buffer.put_slice(&vec![3; buffer.remaining().min(100_000)]);
        Poll::Ready(Ok(()))
    }
}

/// Gives some bytes, then nothing more, for ever.
struct Stalled(u32);

impl AsyncRead for Stalled {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.0 == 0 {
            return Poll::Pending;
        }
        self.0 -= 1;
        buffer.put_slice(&vec![3; buffer.remaining().min(100_000)]);
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn an_interrupted_transfer_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::on_disk(folder.path()).await.unwrap();
    let broken = blobs.put(&mut Broken(10), LIMIT).await;
    assert!(matches!(broken, Err(BlobError::Source(_))));
    assert_eq!(files(folder.path()), Vec::<String>::new());

    let mut stalled = Stalled(10);
    {
        let mut put = Box::pin(blobs.put(&mut stalled, LIMIT));
        // Until it waits for the source with something on the disk, then it is given up.
        while !files(folder.path())
            .iter()
            .any(|file| file.starts_with("incoming/"))
        {
            tokio::select! {
                biased;
                _ = &mut put => unreachable!("the source never ends"),
                () = tokio::task::yield_now() => {}
            }
        }
    }
    assert_eq!(files(folder.path()), Vec::<String>::new());
}

#[tokio::test]
async fn a_start_removes_what_was_never_finished_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::on_disk(folder.path()).await.unwrap();
    let kept = blobs.put(&mut b"kept".as_slice(), LIMIT).await.unwrap();
    fs::write(folder.path().join("incoming/left-over"), b"half").unwrap();
    let blobs = Blobs::on_disk(folder.path()).await.unwrap();
    assert_eq!(files(folder.path()).len(), 1);
    assert_eq!(read(&blobs, &kept.hash, None).await, b"kept");
}

#[tokio::test]
async fn what_does_not_exist_or_is_no_hash_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::on_disk(&folder.path().join("blobs")).await.unwrap();
    fs::write(folder.path().join("secret"), b"secret").unwrap();
    let unknown = "ab".repeat(32);
    assert!(!blobs.exists(&unknown).await.unwrap());
    assert!(matches!(
        blobs.open_range(&unknown, None).await,
        Err(BlobError::NotFound)
    ));
    for hostile in [
        "",
        "../secret",
        "../../etc/passwd",
        "é",
        &"AB".repeat(32),
        &format!("{}/", "a".repeat(63)),
    ] {
        assert!(
            matches!(
                blobs.open_range(hostile, None).await,
                Err(BlobError::BadHash)
            ),
            "{hostile}"
        );
    }
    let stored = blobs
        .put(&mut b"0123456789".as_slice(), LIMIT)
        .await
        .unwrap();
    let beyond = blobs.open_range(&stored.hash, Some(10..20)).await;
    assert!(matches!(beyond, Err(BlobError::OutOfRange { size: 10 })));
    assert_eq!(read(&blobs, &stored.hash, Some(8..99)).await, b"89");
}

#[tokio::test]
async fn a_damaged_file_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::on_disk(folder.path()).await.unwrap();
    let stored = blobs.put(&mut b"original".as_slice(), LIMIT).await.unwrap();
    fs::write(blobs.path(&stored.hash).unwrap(), b"falsified").unwrap();
    assert!(!blobs.verify(&stored.hash).await.unwrap());
}

#[tokio::test]
async fn a_removed_file_is_gone_and_its_content_may_come_again() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::on_disk(folder.path()).await.unwrap();
    let stored = blobs.put(&mut b"secret".as_slice(), LIMIT).await.unwrap();
    let date = fs::metadata(blobs.path(&stored.hash).unwrap())
        .unwrap()
        .modified()
        .unwrap();
    let deposited = jiff::Timestamp::try_from(date).unwrap();
    let later = deposited + jiff::SignedDuration::from_secs(1);
    // What is deposited after somebody decided stays.
    assert!(!blobs.remove_idle(&stored.hash, deposited).await.unwrap());
    assert!(blobs.exists(&stored.hash).await.unwrap());
    assert!(blobs.remove_idle(&stored.hash, later).await.unwrap());
    assert!(!blobs.exists(&stored.hash).await.unwrap());
    assert!(!blobs.remove_idle(&stored.hash, later).await.unwrap());
    blobs.put(&mut b"secret".as_slice(), LIMIT).await.unwrap();
    assert!(blobs.verify(&stored.hash).await.unwrap());
}
