//! Measures what the architecture sets a bar for: the queue of 100,000 applications, the
//! durable write of one command, several writers, and an upload beside a plain write. One
//! JSON object a line on the standard output. `AVAL_BENCH_POSTGRES_URL` names an empty
//! PostgreSQL database; without it only SQLite is measured.
//!
//! Times are milliseconds of the whole call, seen by the caller. Data come from a fixed
//! seed. `AVAL_BENCH_POSTGRES_ONLY` leaves SQLite out, `AVAL_BENCH_UPLOADS_ONLY` stops after the uploads. The folder of the databases and files is `AVAL_BENCH_FOLDER`, or a temporary one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::{io::Write, time::Instant};

use aval_store::{
    ApplicationRow, Assignment, AssignmentKind, Batch, Blobs, CaseLeadFilter, Meta, NewEvent,
    NewJob, QueueFilter, QueuePage, QueueSort, Scope, SlotContent, Store, TeamTask, TurnColumn,
    Views, search_text,
};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::Connection;
use uuid::Uuid;

const APPLICATIONS: u64 = 100_000;
const NOW: i64 = 1_790_000_000;

/// A small generator with a fixed seed (SplitMix64).
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn pick<'a>(&mut self, values: &[&'a str]) -> &'a str {
        values[usize::try_from(self.below(values.len() as u64)).unwrap()]
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn vendor(number: u64) -> Uuid {
    Uuid::from_u128(0x1000 + u128::from(number))
}

fn views(seed: &mut Seeded, rank: u64) -> Views {
    // In order of creation, as version 7 identifiers are.
    let id = Uuid::from_u128((u128::from(rank) << 64) | u128::from(seed.next()));
    let organisation = seed.below(800);
    let vendor_name = format!(
        "{} {} {organisation}",
        seed.pick(&["Éditions", "Santé", "Logiciels", "Groupe"]),
        seed.pick(&["Lac", "Rhône", "Alpes", "Bretagne", "Garonne"])
    );
    let product_name = format!(
        "{} {}",
        seed.pick(&["Dossier", "Soins", "Pharma", "Imagerie", "Accueil"]),
        seed.below(5000)
    );
    let number = format!("SG2-{rank:06}");
    let waiting = NOW - i64::try_from(seed.below(90 * 86_400)).unwrap();
    let turn = [
        TurnColumn::Vendor,
        TurnColumn::Operator,
        TurnColumn::Both,
        TurnColumn::None,
    ][usize::try_from(seed.below(4)).unwrap()];
    let lead = seed.below(40);
    let application = ApplicationRow {
        id,
        search_text: search_text([number.as_str(), vendor_name.as_str(), product_name.as_str()]),
        number,
        vendor_id: vendor(organisation),
        vendor_name,
        product_name,
        technical_version: format!("{}.{}.0", seed.below(9), seed.below(30)),
        scheme: seed
            .pick(&[
                "lgc", "dui-pa", "dui-ph", "ris", "dpi", "rpps", "lgo", "sgl",
            ])
            .to_owned(),
        sector: seed
            .pick(&["mdv", "hop", "ms", "bio", "img", "off"])
            .to_owned(),
        programme: "segur-v2".to_owned(),
        state: seed
            .pick(&[
                "draft",
                "eligibility_submitted",
                "eligible",
                "under_review",
                "waiting_vendor",
                "ready_for_decision",
                "listed",
                "refused",
            ])
            .to_owned(),
        phase: "evidence".to_owned(),
        turn,
        waiting_since: at(waiting),
        due_at: (seed.below(3) > 0)
            .then(|| at(waiting + i64::try_from(seed.below(120 * 86_400)).unwrap())),
        case_lead: (lead < 30).then(|| Uuid::from_u128(0x9000 + u128::from(lead))),
        case_lead_name: (lead < 30).then(|| format!("Responsable {lead}")),
        chapters_total: 11,
        chapters_validated: u32::try_from(seed.below(12)).unwrap(),
        chapters_submitted: 0,
        slots_total: 300,
        slots_filled: u32::try_from(seed.below(301)).unwrap(),
        slots_conform: 0,
        version: 40,
        opened_at: at(waiting - 86_400),
        updated_at: at(waiting + i64::try_from(seed.below(86_400)).unwrap()),
        wake_at: None,
    };
    Views {
        tasks: (seed.below(3) == 0)
            .then(|| TeamTask {
                team: seed
                    .pick(&["review", "security", "interoperability"])
                    .to_owned(),
                open_count: 3,
                since: at(waiting),
            })
            .into_iter()
            .collect(),
        assignments: vec![Assignment {
            user: Uuid::from_u128(u128::from(seed.below(2000))),
            kind: AssignmentKind::Member,
        }],
        evidence: Vec::new(),
        listing: None,
        application,
    }
}

fn percentile(times: &mut [f64], percent: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    let rank = (times.len() as f64 * percent / 100.0).ceil() as usize;
    (times[rank.clamp(1, times.len()) - 1] * 1000.0).round() / 1000.0
}

fn say(line: &serde_json::Value) {
    println!("{line}");
    std::io::stdout().flush().unwrap();
}

async fn fill(store: &Store) {
    let started = Instant::now();
    let mut seed = Seeded(42);
    let mut rank = 0;
    while rank < APPLICATIONS {
        let mut tx = store.begin().await.unwrap();
        for _ in 0..5000.min(APPLICATIONS - rank) {
            tx.put_views(&views(&mut seed, rank)).await.unwrap();
            rank += 1;
        }
        tx.commit().await.unwrap();
    }
    say(
        &serde_json::json!({"bench": "fill", "backend": store.backend(), "rows": APPLICATIONS, "seconds": started.elapsed().as_secs_f64().round()}),
    );
}

async fn queue(store: &Store) {
    let text = |values: &[&str]| {
        values
            .iter()
            .map(|&value| value.to_owned())
            .collect::<Vec<_>>()
    };
    let any = QueueFilter::default();
    let filters = [
        ("everything", any.clone()),
        (
            "state",
            QueueFilter {
                states: text(&["under_review"]),
                ..any.clone()
            },
        ),
        (
            "state+scheme+turn",
            QueueFilter {
                states: text(&["under_review", "ready_for_decision"]),
                schemes: text(&["ris"]),
                turn: Some(TurnColumn::Operator),
                ..any.clone()
            },
        ),
        (
            "mine",
            QueueFilter {
                case_lead: CaseLeadFilter::Is(Uuid::from_u128(0x9003)),
                ..any.clone()
            },
        ),
        (
            "unassigned+sector",
            QueueFilter {
                case_lead: CaseLeadFilter::Unassigned,
                sectors: text(&["bio"]),
                ..any.clone()
            },
        ),
        (
            "team",
            QueueFilter {
                teams: text(&["security"]),
                ..any.clone()
            },
        ),
        (
            "team+state+overdue",
            QueueFilter {
                teams: text(&["security"]),
                states: text(&["eligible"]),
                overdue: true,
                ..any.clone()
            },
        ),
        (
            "vendor",
            QueueFilter {
                vendor: Some(vendor(17)),
                ..any.clone()
            },
        ),
        (
            "overdue",
            QueueFilter {
                overdue: true,
                ..any.clone()
            },
        ),
        (
            "text common",
            QueueFilter {
                text: "lac".to_owned(),
                ..any.clone()
            },
        ),
        (
            "text rare",
            QueueFilter {
                text: "sg2-0123".to_owned(),
                ..any.clone()
            },
        ),
        (
            "text two words+state",
            QueueFilter {
                text: "rhone pharma".to_owned(),
                states: text(&["listed"]),
                ..any.clone()
            },
        ),
        (
            "nothing found",
            QueueFilter {
                states: text(&["suspended"]),
                ..any.clone()
            },
        ),
        (
            "nothing found, text",
            QueueFilter {
                text: "introuvable".to_owned(),
                ..any
            },
        ),
    ];
    let mut all = Vec::new();
    for (name, filter) in &filters {
        let mut times = Vec::new();
        let mut rows = 0;
        for sort in [
            QueueSort::WaitingSince,
            QueueSort::DueAt,
            QueueSort::UpdatedAt,
            QueueSort::Number,
        ] {
            for descending in [false, true] {
                let mut page = QueuePage {
                    sort,
                    descending,
                    size: 50,
                    cursor: None,
                };
                for _ in 0..6 {
                    let started = Instant::now();
                    let read = store
                        .queue(&Scope::Operator, filter, &page, at(NOW))
                        .await
                        .unwrap();
                    times.push(started.elapsed().as_secs_f64() * 1000.0);
                    rows = read.total.count;
                    page.cursor = read.next;
                }
            }
        }
        all.extend(times.iter().copied());
        say(
            &serde_json::json!({"bench": "queue", "backend": store.backend(), "filter": name, "counted": rows, "pages": times.len(), "p50_ms": percentile(&mut times, 50.0), "p95_ms": percentile(&mut times, 95.0)}),
        );
    }
    say(
        &serde_json::json!({"bench": "queue", "backend": store.backend(), "filter": "all of them", "pages": all.len(), "p50_ms": percentile(&mut all, 50.0), "p95_ms": percentile(&mut all, 95.0), "bar_p95_ms": 20}),
    );
    for (name, scope) in [
        ("team", Scope::Team(text(&["interoperability"]))),
        (
            "vendor",
            Scope::Vendor {
                organisation: vendor(5),
            },
        ),
        (
            "member",
            Scope::VendorMember {
                organisation: vendor(5),
                user: Uuid::from_u128(5),
            },
        ),
        (
            "auditor",
            Scope::Auditor {
                user: Uuid::from_u128(5),
            },
        ),
    ] {
        let mut times = Vec::new();
        let page = QueuePage {
            sort: QueueSort::DueAt,
            descending: false,
            size: 50,
            cursor: None,
        };
        for _ in 0..20 {
            let started = Instant::now();
            store
                .queue(&scope, &QueueFilter::default(), &page, at(NOW))
                .await
                .unwrap();
            times.push(started.elapsed().as_secs_f64() * 1000.0);
        }
        say(
            &serde_json::json!({"bench": "queue scope", "backend": store.backend(), "scope": name, "p50_ms": percentile(&mut times, 50.0), "p95_ms": percentile(&mut times, 95.0)}),
        );
    }
}

/// One command on an application of 300 slots: a verdict, the row, one slot, a mail.
async fn command(store: &Store, mut views: Views, expected: u64, rank: u64) -> f64 {
    let stream = format!("application-{}", views.application.id);
    views.application.version = expected + 1;
    views.application.slots_conform = u32::try_from(rank % 300).unwrap();
    views.application.updated_at = at(NOW + i64::try_from(rank).unwrap());
    let slots = usize::try_from(rank % 300).unwrap();
    views.evidence[slots].content_hash = format!("{:064x}", Seeded(rank).next());
    let events = [NewEvent {
        kind: "verdict_given".to_owned(),
        payload: serde_json::json!({"slot": "12.3", "verdict": "conform", "remark": "Vu sur la vidéo, à 1 min 12."}),
    }];
    let meta = Meta {
        actor: "Inès Vidal".to_owned(),
        at: at(NOW),
        correlation: Uuid::from_u128(1),
    };
    let jobs = [NewJob {
        kind: "mail".to_owned(),
        payload: serde_json::json!({"to": "a@example.org"}),
        due_at: at(NOW),
    }];
    let started = Instant::now();
    store
        .commit(&Batch {
            stream: &stream,
            expected,
            events: &events,
            meta: &meta,
            views: Some(&views),
            jobs: &jobs,
            snapshot: None,
            blobs: &[],
            inspected: None,
        })
        .await
        .unwrap();
    started.elapsed().as_secs_f64() * 1000.0
}

fn big(seed: &mut Seeded, rank: u64) -> Views {
    let mut views = views(seed, rank);
    views.evidence = (0..300)
        .map(|slot| SlotContent {
            content_hash: format!("{:064x}", seed.next()),
            slot: format!("p{slot}"),
        })
        .collect();
    views
}

async fn commands(store: &Store) {
    let mut seed = Seeded(7);
    let views = big(&mut seed, APPLICATIONS + 1);
    let mut times = Vec::new();
    for rank in 0..520 {
        let time = command(store, views.clone(), rank, rank).await;
        if rank >= 20 {
            times.push(time);
        }
    }
    say(
        &serde_json::json!({"bench": "command, one writer", "backend": store.backend(), "commands": times.len(), "p50_ms": percentile(&mut times, 50.0), "p95_ms": percentile(&mut times, 95.0), "bar_p95_ms": 10}),
    );

    let started = Instant::now();
    let mut writers = Vec::new();
    for writer in 0..16_u64 {
        let store = store.clone();
        writers.push(tokio::spawn(async move {
            let mut seed = Seeded(1000 + writer);
            let views = big(&mut seed, APPLICATIONS + 10 + writer);
            let mut times = Vec::new();
            for rank in 0..150 {
                times.push(command(&store, views.clone(), rank, rank).await);
            }
            times
        }));
    }
    let mut times = Vec::new();
    for writer in writers {
        times.extend(writer.await.unwrap());
    }
    let per_second = times.len() as f64 / started.elapsed().as_secs_f64();
    say(
        &serde_json::json!({"bench": "command, 16 writers", "backend": store.backend(), "commands": times.len(), "per_second": per_second.round(), "p50_ms": percentile(&mut times, 50.0), "p95_ms": percentile(&mut times, 95.0), "bar_per_second_postgres": 300}),
    );
}

fn plain_write(path: &std::path::Path, bytes: &[u8], rounds: usize) -> f64 {
    let started = Instant::now();
    let mut file = std::fs::File::create(path).unwrap();
    let mut hasher = Sha256::new();
    for _ in 0..rounds {
        for chunk in bytes.chunks(256 * 1024) {
            hasher.update(chunk);
            file.write_all(chunk).unwrap();
        }
    }
    file.sync_all().unwrap();
    std::hint::black_box(hasher.finalize());
    (bytes.len() * rounds) as f64 / started.elapsed().as_secs_f64() / 1e6
}

/// Repeats a buffer, so that a long source needs no memory; the first bytes differ.
struct Repeat<'a> {
    bytes: &'a [u8],
    left: usize,
    tag: u64,
}

impl tokio::io::AsyncRead for Repeat<'_> {
    fn poll_read(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        buffer: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        if self.tag != 0 {
            let tag = std::mem::take(&mut self.tag);
            buffer.put_slice(&tag.to_be_bytes());
            return std::task::Poll::Ready(Ok(()));
        }
        let length = buffer.remaining().min(self.left).min(64 * 1024);
        buffer.put_slice(&self.bytes[..length]);
        self.left -= length;
        std::task::Poll::Ready(Ok(()))
    }
}

fn resident_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or("0 0");
    line.split_whitespace()
        .nth(1)
        .and_then(|kb| kb.parse::<f64>().ok())
        .unwrap_or(0.0)
        / 1024.0
}

async fn uploads(folder: &std::path::Path) {
    const LENGTH: usize = 256 * 1024 * 1024;
    let mut seed = Seeded(3);
    let bytes: Vec<u8> = (0..1024 * 1024 / 8)
        .flat_map(|_| seed.next().to_be_bytes())
        .collect();
    let blobs = Blobs::on_disk(&folder.join("blobs")).await.unwrap();
    let mut plain = Vec::new();
    let mut ours = Vec::new();
    for round in 1..=5_u64 {
        plain.push(plain_write(
            &folder.join(format!("plain-{round}")),
            &bytes,
            LENGTH / bytes.len(),
        ));
        let started = Instant::now();
        blobs
            .put(
                &mut Repeat {
                    bytes: &bytes,
                    left: LENGTH,
                    tag: round,
                },
                u64::MAX,
            )
            .await
            .unwrap();
        ours.push(LENGTH as f64 / started.elapsed().as_secs_f64() / 1e6);
    }
    let (plain, ours) = (percentile(&mut plain, 50.0), percentile(&mut ours, 50.0));
    say(
        &serde_json::json!({"bench": "upload of 256 MiB", "plain_mb_s": plain, "ours_mb_s": ours, "ratio": (ours / plain * 100.0).round() / 100.0, "bar_ratio": 0.8}),
    );
    let bytes: std::sync::Arc<[u8]> = bytes.into();
    let before = resident_mb();
    let mut tasks = Vec::new();
    for task in 0..50_u64 {
        let (blobs, bytes) = (blobs.clone(), bytes.clone());
        tasks.push(tokio::spawn(async move {
            blobs
                .put(
                    &mut Repeat {
                        bytes: &bytes[..64 * 1024],
                        left: 16 * 1024 * 1024,
                        tag: 100 + task,
                    },
                    u64::MAX,
                )
                .await
                .unwrap();
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    say(
        &serde_json::json!({"bench": "50 uploads at once", "peak_rss_mb_before": before.round(), "peak_rss_mb_after": resident_mb().round(), "bar_mb": 100}),
    );
}

#[tokio::main]
async fn main() {
    let temporary = tempfile::tempdir().unwrap();
    let folder =
        std::env::var("AVAL_BENCH_FOLDER").map_or_else(|_| temporary.path().to_owned(), Into::into);
    std::fs::create_dir_all(&folder).unwrap();
    uploads(&folder).await;
    if std::env::var_os("AVAL_BENCH_UPLOADS_ONLY").is_some() {
        return;
    }
    let mut stores = Vec::new();
    if std::env::var_os("AVAL_BENCH_POSTGRES_ONLY").is_none() {
        stores.push(
            Store::open(&format!("sqlite:{}", folder.join("bench.db").display()))
                .await
                .unwrap(),
        );
    }
    if let Ok(url) = std::env::var("AVAL_BENCH_POSTGRES_URL") {
        stores.push(Store::open(&url).await.unwrap());
    }
    for store in stores {
        commands(&store).await;
        fill(&store).await;
        if store.backend() == "postgres" {
            // What autovacuum does within a minute of such an import.
            let url = std::env::var("AVAL_BENCH_POSTGRES_URL").unwrap();
            let mut connection = sqlx::PgConnection::connect(&url).await.unwrap();
            sqlx::query("VACUUM ANALYZE")
                .execute(&mut connection)
                .await
                .unwrap();
        }
        queue(&store).await;
        commands_at_scale(&store).await;
        store.close().await;
    }
}

/// Commands once the views hold 100,000 applications.
async fn commands_at_scale(store: &Store) {
    let mut seed = Seeded(8);
    let views = big(&mut seed, APPLICATIONS + 500);
    let mut times = Vec::new();
    for rank in 0..320 {
        let time = command(store, views.clone(), rank, rank).await;
        if rank >= 20 {
            times.push(time);
        }
    }
    say(
        &serde_json::json!({"bench": "command, one writer, 100,000 rows", "backend": store.backend(), "commands": times.len(), "p50_ms": percentile(&mut times, 50.0), "p95_ms": percentile(&mut times, 95.0), "bar_p95_ms": 10}),
    );
}
