//! Measures uploads that arrive in several times beside a plain write plus SHA-256 of the
//! same disk, taking turns in one run; then the memory of fifty at once, what a resumption
//! costs, and the first octet of a range. One JSON object a line on the standard output.
//!
//! `AVAL_BENCH_FOLDER` is the folder of the files, or a temporary one; `AVAL_BENCH_MIB` the
//! size of one file (256 by default).

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::{
    fs::File,
    io::Write,
    path::Path,
    pin::Pin,
    task::{Context, Poll},
    time::Instant,
};

use aval_store::{Blobs, NewUpload, Store, UploadKind, Uploads};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};
use uuid::Uuid;

/// Gives a pattern again and again, each pass made different by a tag.
struct Repeat<'a> {
    bytes: &'a [u8],
    at: usize,
    left: u64,
}

impl AsyncRead for Repeat<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        if self.at == self.bytes.len() {
            self.at = 0;
        }
        let some = (self.bytes.len() - self.at)
            .min(buffer.remaining())
            .min(usize::try_from(self.left).unwrap());
        buffer.put_slice(&self.bytes[self.at..self.at + some]);
        self.at += some;
        self.left -= some as u64;
        Poll::Ready(Ok(()))
    }
}

fn say(line: &serde_json::Value) {
    println!("{line}");
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn percentile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * share).round() as usize]
}

/// Megabytes a second of a write, SHA-256 and one sync, 256 KiB at a time.
fn plain_write(path: &Path, bytes: &[u8], length: u64) -> f64 {
    let started = Instant::now();
    let mut file = File::create(path).unwrap();
    let mut hasher = Sha256::new();
    let mut left = length;
    while left > 0 {
        for chunk in bytes.chunks(256 * 1024) {
            let some = chunk.len().min(usize::try_from(left).unwrap());
            file.write_all(&chunk[..some]).unwrap();
            hasher.update(&chunk[..some]);
            left -= some as u64;
        }
    }
    file.sync_all().unwrap();
    std::hint::black_box(hasher.finalize());
    let speed = length as f64 / started.elapsed().as_secs_f64() / 1e6;
    std::fs::remove_file(path).unwrap();
    speed
}

fn new(number: u128, length: u64) -> NewUpload {
    let now = Timestamp::from_second(1_790_000_000).unwrap();
    NewUpload {
        id: Uuid::from_u128(number),
        kind: UploadKind::Whole,
        application: Uuid::from_u128(1),
        slot: "F.01.a".to_owned(),
        replaces: None,
        following: Vec::new(),
        account: Uuid::from_u128(2),
        organisation: Uuid::from_u128(3),
        name: "film.mp4".to_owned(),
        metadata: String::new(),
        length,
        size_limit: length,
        started_at: now,
        expires_at: now,
    }
}

/// Megabytes a second of a whole upload, in requests of `piece` octets.
async fn upload(uploads: &Uploads, number: u128, bytes: &[u8], length: u64, piece: u64) -> f64 {
    let started = Instant::now();
    let new = new(number, length);
    uploads.create(&new).await.unwrap();
    let mut at = 0;
    while at < length {
        let mut hold = uploads.hold(new.id).await.unwrap();
        let mut source = Repeat {
            bytes,
            at: 0,
            left: piece.min(length - at),
        };
        at = hold
            .receive(at, &mut source, None, new.started_at, new.expires_at)
            .await
            .unwrap();
    }
    let mut hold = uploads.hold(new.id).await.unwrap();
    let stored = hold.settle().await.unwrap();
    hold.filed(&stored.hash).await.unwrap();
    length as f64 / started.elapsed().as_secs_f64() / 1e6
}

fn peak_mb() -> f64 {
    std::fs::read_to_string("/proc/self/status")
        .unwrap_or_default()
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok())
        .unwrap_or(0.0)
        / 1024.0
}

#[tokio::main]
async fn main() {
    let temporary = tempfile::tempdir().unwrap();
    let folder =
        std::env::var("AVAL_BENCH_FOLDER").map_or_else(|_| temporary.path().to_owned(), Into::into);
    std::fs::create_dir_all(&folder).unwrap();
    let mib: u64 = std::env::var("AVAL_BENCH_MIB")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(256);
    let length = mib * 1024 * 1024;
    let mut word = 3_u64;
    let bytes: Vec<u8> = (0..1024 * 1024 / 8)
        .flat_map(|_| {
            word = word.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            (word >> 7).to_be_bytes()
        })
        .collect();
    let url = format!("sqlite:{}", folder.join("bench.db").display());
    let store = Store::open(&url).await.unwrap();
    let blobs = Blobs::on_disk(&folder.join("files")).await.unwrap();
    let uploads = Uploads::new(store, blobs.clone());

    // Fifty at once first: the peak of memory is of the whole process.
    let before = peak_mb();
    let mut tasks = Vec::new();
    let shared: std::sync::Arc<[u8]> = bytes.clone().into();
    for task in 0..50_u128 {
        let (uploads, shared) = (uploads.clone(), shared.clone());
        tasks.push(tokio::spawn(async move {
            let mut own = shared[..512 * 1024].to_vec();
            own[0] = u8::try_from(task).unwrap();
            upload(&uploads, 1000 + task, &own, 24 << 20, 8 << 20).await
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let after = peak_mb();
    say(
        &serde_json::json!({"bench": "50 uploads of 24 MiB at once", "peak_rss_mb_before": before.round(), "peak_rss_mb": after.round(), "bar_mb": 100}),
    );

    let (mut plain, mut whole, mut pieces) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..5_u128 {
        let mut own = bytes.clone();
        own[0] = u8::try_from(round).unwrap();
        plain.push(plain_write(&folder.join("plain"), &own, length));
        own[1] = 1;
        whole.push(upload(&uploads, 1 + round, &own, length, length).await);
        own[1] = 2;
        pieces.push(upload(&uploads, 100 + round, &own, length, 16 << 20).await);
    }
    let raw =
        serde_json::json!({"plain": plain, "one request": whole, "requests of 16 MiB": pieces});
    let (plain, whole, pieces) = (median(&mut plain), median(&mut whole), median(&mut pieces));
    say(
        &serde_json::json!({"bench": format!("upload of {mib} MiB"), "plain_mb_s": plain.round(), "one_request_mb_s": whole.round(), "pieces_mb_s": pieces.round(), "one_request_ratio": (whole / plain * 100.0).round() / 100.0, "pieces_ratio": (pieces / plain * 100.0).round() / 100.0, "bar_ratio": 0.8, "raw": raw}),
    );

    // Resuming: the state of SHA-256 is in the row, nothing is read again.
    let new = new(777, length + 1);
    uploads.create(&new).await.unwrap();
    let mut hold = uploads.hold(new.id).await.unwrap();
    let mut source = Repeat {
        bytes: &bytes,
        at: 0,
        left: length,
    };
    hold.receive(0, &mut source, None, new.started_at, new.expires_at)
        .await
        .unwrap();
    drop(hold);
    let mut times = Vec::new();
    for _ in 0..200 {
        let started = Instant::now();
        drop(uploads.hold(new.id).await.unwrap());
        times.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    say(
        &serde_json::json!({"bench": format!("take up an upload of {mib} MiB"), "p50_ms": percentile(&mut times, 0.5), "p95_ms": percentile(&mut times, 0.95)}),
    );

    let stored = blobs
        .put(
            &mut Repeat {
                bytes: &bytes,
                at: 0,
                left: length,
            },
            u64::MAX,
        )
        .await
        .unwrap();
    let mut times = Vec::new();
    for rank in 0..500_u64 {
        let from = (rank * 7_919_111) % length;
        let started = Instant::now();
        let mut part = blobs
            .open_range(&stored.hash, Some(from..length))
            .await
            .unwrap();
        let mut octet = [0; 1];
        part.reader.read_exact(&mut octet).await.unwrap();
        times.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    say(
        &serde_json::json!({"bench": "first octet of a range", "p50_ms": percentile(&mut times, 0.5), "p95_ms": percentile(&mut times, 0.95), "bar_p95_ms": 10}),
    );
}
