//! Measures the house as a visitor meets it: pages of an application with 300 slots and 300
//! remarks, the queue of 100,000 applications, commands, start and idle memory. One JSON
//! object a line on the standard output; kept under `results/`.
//!
//! Times are milliseconds of the whole request, from the router to the last octet, without
//! network. Data come from a fixed seed. Variables of the environment:
//! - `AVAL_BENCH_FOLDER`: folder of the databases, else a temporary one;
//! - `AVAL_BENCH_POSTGRES_URL`: an empty, durable PostgreSQL; without it, SQLite alone;
//! - `AVAL_BENCH_BINARY`: the binary whose start is measured; without it, no start;
//! - `AVAL_BENCH_ONLY`: one of `pages`, `commands`, `postgres`, `queue`, `start`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
#![allow(missing_docs, reason = "a bench is read, not called")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::{Command as Process, Stdio},
    time::{Duration, Instant},
};

use aval_core::{
    access::Actor,
    application::{Command, Verdict},
    ids::{ApplicationId, MessageId},
};
use aval_store::{ApplicationRow, Store, TeamTask, TurnColumn, Views, search_text};
use aval_web::{house::House, site::site};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use common::{
    Seeded,
    application::{Until, application, examiner, signed_in},
    catalogue, house, owner, proof_key, statements,
};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

const APPLICATIONS: u64 = 100_000;
const NOW: i64 = 1_790_000_000;

fn percentile(times: &[f64], percent: f64) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    let rank = (times.len() as f64 * percent / 100.0).ceil() as usize;
    (times[rank.clamp(1, times.len()) - 1] * 1000.0).round() / 1000.0
}

fn say(line: &Value) {
    println!("{line}");
    std::io::stdout().flush().unwrap();
}

fn timed(name: &str, times: &[f64], more: Value) {
    let mut line = json!({
        "bench": name,
        "times": times.len(),
        "p50_ms": percentile(times, 50.0),
        "p95_ms": percentile(times, 95.0),
    });
    for (key, value) in more.as_object().unwrap() {
        line[key] = value.clone();
    }
    say(&line);
}

fn wanted(part: &str) -> bool {
    std::env::var("AVAL_BENCH_ONLY").map_or(true, |only| only == part)
}

/// Asks for a page and reads it to the end. Milliseconds and octets.
async fn page(site: &Router, cookie: &str, path: &str) -> (f64, usize) {
    let request = Request::get(path)
        .header("cookie", cookie)
        .body(Body::empty())
        .unwrap();
    let started = Instant::now();
    let answer = site.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 64 << 20).await.unwrap();
    let time = started.elapsed().as_secs_f64() * 1000.0;
    assert_eq!(status, StatusCode::OK, "{path}");
    (time, body.len())
}

/// A plain read of one row by its key, on the same database: the floor of any page.
async fn select_by_key(url: &str, id: ApplicationId) -> f64 {
    let pool = sqlx::SqlitePool::connect(url).await.unwrap();
    let mut times = Vec::new();
    for _ in 0..300 {
        let started = Instant::now();
        sqlx::query("SELECT * FROM application_view WHERE id = $1")
            .bind(id.to_string())
            .fetch_one(&pool)
            .await
            .unwrap();
        times.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    pool.close().await;
    timed("peer: SELECT by key", &times, json!({"backend": "sqlite"}));
    percentile(&times, 50.0)
}

async fn pages(folder: &Path) {
    for (shape, chapters, proofs) in [
        ("10 chapters of 30 slots", 10, 30),
        ("1 chapter of 300 slots", 1, 300),
    ] {
        let url = format!(
            "sqlite:{}",
            folder.join(format!("pages-{chapters}.db")).display()
        );
        let house = house(&url, &folder.join("files"), catalogue(chapters, proofs), 1).await;
        let vendor = signed_in(&house, &owner()).await;
        let reviewer = signed_in(&house, &examiner()).await;
        let id = application(&house, 1, &owner(), Until::Returned).await;
        let site = site(house.clone());
        let floor = select_by_key(&url, id).await;
        let own = format!("/dossiers/{id}");
        let chapter = format!("{own}/chapitres/chapter-1");
        let desk = format!("{chapter}?preuve={}", proof_key(1, 2));
        for (name, path) in [
            ("application", &own),
            ("chapters", &format!("{own}/chapitres")),
            ("chapter", &chapter),
            ("slot", &desk),
            ("journal", &format!("{own}/journal")),
            ("exchanges", &format!("{own}/echanges")),
        ] {
            for (who, cookie) in [("vendor", &vendor), ("examiner", &reviewer)] {
                let (queries, (_, octets)) = statements::during(page(&site, cookie, path)).await;
                let mut times = Vec::new();
                // A slow machine measures fewer rounds, never none.
                let began = Instant::now();
                for round in 0..220 {
                    let (time, _) = page(&site, cookie, path).await;
                    if round >= 20 || began.elapsed() > Duration::from_secs(2) {
                        times.push(time);
                    }
                    if round >= 20 && began.elapsed() > Duration::from_secs(3) {
                        break;
                    }
                }
                let ratio = (percentile(&times, 50.0) / floor).round();
                timed(
                    &format!("page: {name}"),
                    &times,
                    json!({
                        "shape": shape, "who": who, "slots": 300, "remarks": 300,
                        "html_kb": (octets as f64 / 1000.0).round(), "statements": queries,
                        "p50_to_select": ratio, "bar_p95_ms": 30, "bar_html_kb": 250,
                    }),
                );
            }
        }
        house.store().close().await;
    }
}

/// The floor of a durable command: a small write and its sync, on the same disk.
fn fsync_write(folder: &Path) -> f64 {
    let mut file = std::fs::File::create(folder.join("plain")).unwrap();
    let mut times = Vec::new();
    for _ in 0..300 {
        let started = Instant::now();
        file.write_all(&[7; 8192]).unwrap();
        file.sync_data().unwrap();
        times.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    timed("peer: write of 8 KiB and fdatasync", &times, json!({}));
    percentile(&times, 50.0)
}

/// Messages and verdicts in turn on one application of 300 slots; milliseconds of each.
async fn commands(house: &House, id: ApplicationId, count: u32) -> Vec<f64> {
    let mut times = Vec::new();
    for turn in 0..count {
        let (actor, command): (Actor, Command) = match turn % 3 {
            0 => (
                owner(),
                Command::SendMessage {
                    message: MessageId(house.id()),
                    body: "Bonjour, la capture de la liste a été refaite ce matin.".into(),
                },
            ),
            _ => (
                examiner(),
                Command::GiveVerdict {
                    slot: proof_key(1 + turn / 30 % 10, 1 + turn % 30).as_str().into(),
                    verdict: Verdict::Conform,
                    note: Some(format!("Vu sur la capture, tour {turn}.")),
                    remarks: Vec::new(),
                },
            ),
        };
        let started = Instant::now();
        let done = house.execute(&actor, id, command, None).await.unwrap();
        times.push(started.elapsed().as_secs_f64() * 1000.0);
        assert!(!done.repeated);
    }
    times
}

/// Writers beside each other, each on an application of its own.
async fn writers(house: &House, first: u32, count: u32, each: u32, backend: &str) {
    let mut ids = Vec::new();
    for writer in 0..count {
        ids.push(application(house, first + writer, &owner(), Until::Submitted).await);
    }
    let started = Instant::now();
    let tasks: Vec<_> = ids
        .into_iter()
        .map(|id| {
            let house = house.clone();
            tokio::spawn(async move { commands(&house, id, each).await })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.unwrap());
    }
    let per_second = times.len() as f64 / started.elapsed().as_secs_f64();
    timed(
        &format!("command, {count} writers"),
        &times,
        json!({"backend": backend, "slots": 300, "per_second": per_second.round(), "bar_per_second_postgres": 300}),
    );
}

async fn sqlite_commands(folder: &Path) {
    let url = format!("sqlite:{}", folder.join("commands.db").display());
    let house = house(&url, &folder.join("files"), catalogue(10, 30), 2).await;
    let id = application(&house, 1, &owner(), Until::Submitted).await;
    commands(&house, id, 30).await;
    let before = fsync_write(folder);
    let times = commands(&house, id, 500).await;
    let after = fsync_write(folder);
    let ratio = percentile(&times, 50.0) / f64::midpoint(before, after);
    timed(
        "command",
        &times,
        json!({"backend": "sqlite", "slots": 300, "p50_to_fsync": (ratio * 10.0).round() / 10.0, "bar_p95_ms": 10}),
    );
    writers(&house, 1000, 16, 60, "sqlite").await;
    house.store().close().await;
}

async fn postgres_commands(folder: &Path) {
    let Ok(url) = std::env::var("AVAL_BENCH_POSTGRES_URL") else {
        return;
    };
    let house = house(&url, &folder.join("files"), catalogue(10, 30), 3).await;
    let id = application(&house, 1, &owner(), Until::Submitted).await;
    commands(&house, id, 30).await;
    fsync_write(folder);
    let times = commands(&house, id, 300).await;
    timed(
        "command",
        &times,
        json!({"backend": "postgres", "slots": 300, "bar_p95_ms": 10}),
    );
    for round in 0..3 {
        writers(&house, 1000 + round * 100, 16, 100, "postgres").await;
    }
    house.store().close().await;
}

fn row(seed: &mut Seeded, rank: u64) -> Views {
    let mut pick = |values: &[&str]| -> String {
        values[usize::try_from(seed.below(values.len() as u64)).unwrap()].to_owned()
    };
    let vendor_name = format!(
        "{} {}",
        pick(&["Éditions", "Santé", "Logiciels", "Groupe"]),
        pick(&["Lac", "Rhône", "Alpes", "Bretagne", "Garonne"])
    );
    let product_name = pick(&["Dossier", "Soins", "Pharma", "Imagerie", "Accueil"]);
    let state = pick(&[
        "draft",
        "eligibility_submitted",
        "eligible",
        "under_review",
        "waiting_vendor",
        "ready_for_decision",
        "listed",
        "refused",
    ]);
    let team = pick(&["desk", "laboratory", "locks"]);
    let number = format!("SG2-{rank:06}");
    let at = |second: i64| jiff::Timestamp::from_second(second).unwrap();
    let waiting = NOW - i64::try_from(seed.below(90 * 86_400)).unwrap();
    let turn = [
        TurnColumn::Vendor,
        TurnColumn::Operator,
        TurnColumn::Both,
        TurnColumn::None,
    ][usize::try_from(seed.below(4)).unwrap()];
    let lead = seed.below(40);
    let application = ApplicationRow {
        id: Uuid::from_u128((u128::from(rank) << 64) | u128::from(seed.next())),
        search_text: search_text([number.as_str(), &vendor_name, &product_name]),
        number,
        vendor_id: Uuid::from_u128(0x1000 + u128::from(seed.below(800))),
        vendor_name,
        product_name,
        technical_version: format!("{}.{}.0", seed.below(9), seed.below(30)),
        scheme: "BOX".to_owned(),
        sector: "STORAGE".to_owned(),
        programme: "small".to_owned(),
        state,
        phase: "evidence".to_owned(),
        turn,
        waiting_since: at(waiting),
        due_at: (seed.below(3) > 0)
            .then(|| at(waiting + i64::try_from(seed.below(120 * 86_400)).unwrap())),
        case_lead: (lead < 30).then(|| Uuid::from_u128(0x31 + u128::from(lead))),
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
                team,
                open_count: 3,
                since: at(waiting),
            })
            .into_iter()
            .collect(),
        assignments: Vec::new(),
        evidence: Vec::new(),
        listing: None,
        application,
    }
}

async fn fill(store: &Store) {
    let started = Instant::now();
    let mut seed = Seeded(42);
    let mut rank = store.count_applications().await.unwrap();
    let already = rank;
    while rank < APPLICATIONS {
        let mut tx = store.begin().await.unwrap();
        for _ in 0..5000.min(APPLICATIONS - rank) {
            tx.put_views(&row(&mut seed, rank)).await.unwrap();
            rank += 1;
        }
        tx.commit().await.unwrap();
    }
    say(&json!({
        "bench": "fill", "rows": APPLICATIONS - already,
        "seconds": started.elapsed().as_secs_f64().round(),
    }));
}

/// The address of the next page, as the page itself gives it.
fn next_page(html: &str) -> Option<String> {
    let link = &html[html.find("rel=\"next\"")?..];
    let start = link.find("href=\"")? + 6;
    let end = start + link[start..].find('"')?;
    Some(link[start..end].replace("&amp;", "&").replace("&#38;", "&"))
}

async fn queue(folder: &Path) {
    let url = format!("sqlite:{}", folder.join("queue.db").display());
    let house = house(&url, &folder.join("files"), catalogue(2, 3), 4).await;
    fill(house.store()).await;
    let cookie = signed_in(&house, &examiner()).await;
    let site = site(house.clone());
    let id = application(&house, 1, &owner(), Until::Submitted).await;
    let floor = select_by_key(&url, id).await;
    let mut all = Vec::new();
    for (name, path) in [
        ("own team", "/instruction"),
        ("everything", "/instruction?tout=1"),
        ("state", "/instruction?etat=under_review"),
        (
            "state+turn",
            "/instruction?etat=under_review&etat=ready_for_decision&tour=operator",
        ),
        ("mine", "/instruction?referent=moi"),
        (
            "unassigned+team",
            "/instruction?referent=personne&equipe=locks",
        ),
        (
            "team+state+late",
            "/instruction?equipe=locks&etat=eligible&retard=yes",
        ),
        ("late", "/instruction?retard=yes"),
        ("text common", "/instruction?q=lac"),
        ("text rare", "/instruction?q=sg2-0123"),
        (
            "text two words+state",
            "/instruction?q=rhone+pharma&etat=listed",
        ),
        ("nothing found", "/instruction?etat=suspended"),
    ] {
        let mut times = Vec::new();
        let mut size = 0;
        let mut queries = 0;
        for sort in ["waiting_since", "due_at", "updated_at", "number"] {
            let join = if path.contains('?') { '&' } else { '?' };
            let mut address = if name == "own team" {
                path.to_owned()
            } else {
                format!("{path}{join}tri={sort}")
            };
            for _ in 0..8 {
                let request = Request::get(&address)
                    .header("cookie", &cookie)
                    .body(Body::empty())
                    .unwrap();
                let started = Instant::now();
                let answer = site.clone().oneshot(request).await.unwrap();
                assert_eq!(answer.status(), StatusCode::OK, "{address}");
                let body = to_bytes(answer.into_body(), 64 << 20).await.unwrap();
                times.push(started.elapsed().as_secs_f64() * 1000.0);
                size = body.len().max(size);
                let Some(next) = next_page(&String::from_utf8_lossy(&body)) else {
                    break;
                };
                address = next;
            }
            (queries, _) = statements::during(page(&site, &cookie, &address)).await;
        }
        all.extend(times.iter().copied());
        timed(
            "queue page",
            &times,
            json!({
                "filter": name, "rows": APPLICATIONS, "html_kb": (size as f64 / 1000.0).round(),
                "statements": queries,
            }),
        );
    }
    let ratio = (percentile(&all, 50.0) / floor).round();
    timed(
        "queue page",
        &all,
        json!({"filter": "all of them", "rows": APPLICATIONS, "p50_to_select": ratio, "bar_p95_ms": 20}),
    );
    let big = house.clone();
    let times = commands_on_few_slots(&big, id).await;
    timed(
        "command, 100,000 applications beside",
        &times,
        json!({"backend": "sqlite", "slots": 6, "bar_p95_ms": 10}),
    );
    house.store().close().await;
}

async fn commands_on_few_slots(house: &House, id: ApplicationId) -> Vec<f64> {
    let mut times = Vec::new();
    for _ in 0..300 {
        let message = Command::SendMessage {
            message: MessageId(house.id()),
            body: "Bonjour, la capture de la liste a été refaite ce matin.".into(),
        };
        let started = Instant::now();
        house.execute(&owner(), id, message, None).await.unwrap();
        times.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    times
}

fn answers(port: u16) -> bool {
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], port));
    let Ok(mut stream) = TcpStream::connect_timeout(&address, Duration::from_millis(200)) else {
        return false;
    };
    let ask = "GET /sante HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let mut answer = String::new();
    stream.write_all(ask.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn resident_mb(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .unwrap_or("0 0");
    let kib: f64 = line
        .split_whitespace()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0.0);
    (kib / 102.4).round() / 10.0
}

/// From the start of the process to its first answer, on an empty database each time.
fn start(folder: &Path) {
    let Ok(binary) = std::env::var("AVAL_BENCH_BINARY") else {
        return;
    };
    let mut floor = Vec::new();
    for _ in 0..20 {
        let started = Instant::now();
        Process::new("true").status().unwrap();
        floor.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    timed("peer: start and end of `true`", &floor, json!({}));
    let programmes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes/segur-v2");
    let mut times = Vec::new();
    let mut memory = Vec::new();
    let mut again = Vec::new();
    for round in 0..20_u16 {
        let home = folder.join(format!("start-{round}"));
        for kept in [&mut times, &mut again] {
            let port = free_port();
            let started = Instant::now();
            let mut child = Process::new(&binary)
                .arg("serve")
                .args(["--listen", &format!("127.0.0.1:{port}"), "--plain-http"])
                .env(
                    "AVAL_DATABASE",
                    format!("sqlite:{}", home.join("aval.db").display()),
                )
                .env("AVAL_FILES", home.join("files"))
                .env("AVAL_PROGRAMME", &programmes)
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            while !answers(port) {
                assert!(started.elapsed() < Duration::from_secs(20), "no answer");
                std::thread::sleep(Duration::from_millis(1));
            }
            kept.push(started.elapsed().as_secs_f64() * 1000.0);
            std::thread::sleep(Duration::from_millis(700));
            memory.push(resident_mb(child.id()));
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
    timed(
        "start to ready, empty database",
        &times,
        json!({"bar_ms": 300}),
    );
    timed("start to ready, second start", &again, json!({}));
    say(&json!({
        "bench": "idle memory", "times": memory.len(), "p50_rss_mb": percentile(&memory, 50.0),
        "max_rss_mb": percentile(&memory, 100.0), "bar_mb": 60,
    }));
}

fn load() -> String {
    std::fs::read_to_string("/proc/loadavg")
        .unwrap_or_default()
        .trim()
        .to_owned()
}

#[tokio::main]
async fn main() {
    statements::listen();
    let temporary = tempfile::tempdir().unwrap();
    let folder =
        std::env::var("AVAL_BENCH_FOLDER").map_or_else(|_| temporary.path().to_owned(), Into::into);
    std::fs::create_dir_all(&folder).unwrap();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let profile = if cfg!(debug_assertions) {
        "dev"
    } else {
        "release"
    };
    say(&json!({"bench": "machine", "cores": cores, "profile": profile, "load_before": load()}));
    if wanted("start") {
        start(&folder);
    }
    if wanted("pages") {
        pages(&folder).await;
    }
    if wanted("commands") {
        sqlite_commands(&folder).await;
    }
    if wanted("postgres") {
        postgres_commands(&folder).await;
    }
    if wanted("queue") {
        queue(&folder).await;
    }
    say(&json!({"bench": "machine", "load_after": load()}));
}
