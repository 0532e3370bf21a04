//! What was acknowledged survives `kill -9`: a process that writes commands and files is
//! killed fifty times on the same folder, at moments drawn from a seed.
//!
//! The process is this very test, started again with a folder in its environment: the test
//! `the_writer` does nothing without it. It prints a line for each thing that the house has
//! acknowledged, as an answer to a person would be sent.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command as Process, Stdio},
};

use aval_core::{
    application::{CatalogueRef, Command, Event, FileContent, ProductRef, VendorRef},
    ids::{ApplicationId, MessageId},
};
use aval_web::house::House;
use common::{Seeded, catalogue, house, owner};
use sqlx::{Row, SqlitePool};
use uuid::Uuid;

const FOLDER: &str = "AVAL_SURVIVAL_FOLDER";
const LIFE: &str = "AVAL_SURVIVAL_LIFE";
const LIVES: u64 = 50;
const SEED: u64 = 20_261_005;

async fn house_in(folder: &Path, life: u64) -> House {
    let url = format!("sqlite:{}", folder.join("aval.sqlite").display());
    house(&url, &folder.join("files"), catalogue(2, 3), life).await
}

/// One line for one acknowledged command: application, version of its stream, a word that
/// the event of this version holds.
fn acknowledge(id: ApplicationId, version: u64, word: &str) {
    println!("done {id} {version} {word}");
}

/// Opens applications, accepts charters, attaches files and writes messages, without end.
async fn write_without_end(house: House, life: u64, writer: u64) {
    let actor = owner();
    let mut seed = Seeded(SEED ^ (life << 8) ^ writer);
    let mut known = Vec::new();
    for turn in 0_u64.. {
        let id = ApplicationId(house.id());
        let number = format!("D-{life}-{writer}-{turn}");
        let open = Command::OpenApplication {
            number: number.clone(),
            vendor: VendorRef {
                id: actor.organisation,
                name: "Vendor".into(),
            },
            product: ProductRef {
                reference: format!("P-{number}"),
                name: format!("Product {number}"),
            },
            scheme: "BOX".into(),
            catalogue: CatalogueRef {
                code: "CAT".into(),
                version: "1.0".into(),
            },
        };
        let done = house.execute(&actor, id, open, None).await.unwrap();
        acknowledge(id, done.dossier.state.version, &number);
        known.push(id);
        let done = house
            .execute(&actor, id, Command::AcceptCharter, None)
            .await
            .unwrap();
        acknowledge(id, done.dossier.state.version, "");
        for part in 0..1 + seed.below(3) {
            let length = usize::try_from(1 + seed.below(300_000)).unwrap();
            let octets: Vec<u8> = (0..length).map(|_| seed.next().to_be_bytes()[0]).collect();
            let stored = house
                .blobs()
                .put(&mut octets.as_slice(), u64::MAX)
                .await
                .unwrap();
            let attach = Command::AttachFormFile {
                form: "box".into(),
                field: "old_releases".into(),
                file: FileContent {
                    hash: stored.hash.clone(),
                    name: format!("versions-{part}.pdf"),
                    size: stored.size,
                    media_type: "application/pdf".into(),
                },
            };
            let done = house.execute(&actor, id, attach, None).await.unwrap();
            acknowledge(id, done.dossier.state.version, &stored.hash);
        }
        for message in 0..seed.below(6) {
            let among = usize::try_from(seed.below(known.len() as u64)).unwrap();
            let to = *known.get(among).unwrap();
            let word = format!("message-{life}-{writer}-{turn}-{message}");
            let send = Command::SendMessage {
                message: MessageId(house.id()),
                body: word.clone(),
            };
            let done = house.execute(&actor, to, send, None).await.unwrap();
            acknowledge(to, done.dossier.state.version, &word);
        }
    }
}

/// The process that is killed. Without a folder in its environment there is nothing to do.
#[test]
fn the_writer() {
    let (Ok(folder), Ok(life)) = (std::env::var(FOLDER), std::env::var(LIFE)) else {
        return;
    };
    let life = life.parse().unwrap();
    println!("\nstarted");
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(async {
            let house = house_in(Path::new(&folder), life).await;
            println!("opened");
            let writers: Vec<_> = (1..=3)
                .map(|writer| tokio::spawn(write_without_end(house.clone(), life, writer)))
                .collect();
            for writer in writers {
                writer.await.unwrap();
            }
        });
}

struct Writer {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Writer {
    fn start(folder: &Path, life: u64) -> Self {
        let mut child = Process::new(std::env::current_exe().unwrap())
            .args(["--exact", "the_writer", "--nocapture"])
            .env(FOLDER, folder)
            .env(LIFE, life.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// The next whole line; `None` at the end, where the last one may be cut.
    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line.strip_suffix('\n').map(str::to_owned)
    }
}

#[derive(Clone, Debug)]
struct Acknowledged {
    id: Uuid,
    version: u64,
    word: String,
}

fn read(line: &str) -> Option<Acknowledged> {
    let mut parts = line.strip_prefix("done ")?.splitn(3, ' ');
    Some(Acknowledged {
        id: parts.next()?.parse().ok()?,
        version: parts.next()?.parse().ok()?,
        word: parts.next()?.to_owned(),
    })
}

/// Lets a writer live until it has said `count` lines and a little longer, kills it, and
/// returns all that it had acknowledged.
fn one_life(folder: &Path, life: u64, seed: &mut Seeded) -> Vec<Acknowledged> {
    let mut writer = Writer::start(folder, life);
    let mut said = Vec::new();
    // Every seventh dies while it opens the house, or soon after.
    let count = if life.is_multiple_of(7) {
        seed.below(4)
    } else {
        4 + seed.below(60)
    };
    while (said.len() as u64) < count {
        let line = writer.line().expect("the writer ended by itself");
        if line == "started" || line == "opened" || line.starts_with("done ") {
            said.push(line);
        }
    }
    for _ in 0..seed.below(3_000_000) {
        std::hint::spin_loop();
    }
    // SIGKILL: nothing of the process runs any more.
    writer.child.kill().unwrap();
    // What it said before it died was acknowledged too.
    while let Some(line) = writer.line() {
        said.push(line);
    }
    let ended = writer.child.wait().unwrap();
    assert!(!ended.success(), "the writer ended by itself");
    said.iter().filter_map(|line| read(line)).collect()
}

/// Everything acknowledged is in the journal, at its version, and files are whole. A file
/// that the journal names is there even when nobody was told.
async fn nothing_is_missing(house: &House, acknowledged: &[Acknowledged], life: u64) {
    let mut by_application: BTreeMap<Uuid, Vec<&Acknowledged>> = BTreeMap::new();
    for one in acknowledged {
        by_application.entry(one.id).or_default().push(one);
    }
    for (id, acknowledged) in by_application {
        let history = house.history(ApplicationId(id)).await.unwrap();
        for one in acknowledged {
            let event = history
                .iter()
                .find(|event| event.version == one.version)
                .unwrap_or_else(|| panic!("life {life}: {one:?} was acknowledged and is lost"));
            let (_, payload) = event.event.encode().unwrap();
            assert!(
                payload.to_string().contains(&one.word),
                "life {life}: {one:?} was acknowledged, the journal holds {payload}"
            );
        }
        for event in &history {
            if let Event::FormFileAttached { file, .. } = &event.event {
                assert!(
                    house.blobs().verify(&file.hash).await.unwrap(),
                    "life {life}: the octets of {} are not what was stored",
                    file.hash
                );
                assert_eq!(house.blobs().size(&file.hash).await.unwrap(), file.size);
            }
        }
    }
}

const VIEWS: [&str; 6] = [
    "application_view",
    "application_word",
    "assignment_view",
    "evidence_use_view",
    "listing_view",
    "team_task_view",
];

/// Every row of every view, as text.
async fn rows(folder: &Path) -> BTreeMap<&'static str, Vec<String>> {
    let url = format!("sqlite:{}", folder.join("aval.sqlite").display());
    let pool = SqlitePool::connect(&url).await.unwrap();
    let mut all = BTreeMap::new();
    for view in VIEWS {
        let columns: Vec<String> = sqlx::query("SELECT name FROM pragma_table_info($1)")
            .bind(view)
            .fetch_all(&pool)
            .await
            .unwrap()
            .iter()
            .map(|row| format!("quote(\"{}\")", row.get::<String, _>(0)))
            .collect();
        assert!(!columns.is_empty(), "{view} is no table");
        let every = format!(
            "SELECT {} AS row FROM {view} ORDER BY row",
            columns.join("||' '||")
        );
        let found = sqlx::query(sqlx::AssertSqlSafe(every))
            .fetch_all(&pool)
            .await
            .unwrap();
        all.insert(view, found.iter().map(|row| row.get(0)).collect());
    }
    pool.close().await;
    all
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed_fifty_times() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut seed = Seeded(SEED);
    let mut everything = Vec::new();
    for life in 1..=LIVES {
        let acknowledged = one_life(folder, life, &mut seed);
        runtime.block_on(async {
            let house = house_in(folder, 1_000 + life).await;
            let verified = house.store().verify(|_| {}).await.unwrap();
            assert_eq!(verified.flaw, None, "after life {life}");
            nothing_is_missing(&house, &acknowledged, life).await;
            house.store().close().await;
        });
        everything.extend(acknowledged);
    }
    assert!(
        everything.len() > 500,
        "only {} commands were acknowledged in {LIVES} lives",
        everything.len()
    );
    runtime.block_on(async {
        let house = house_in(folder, 2_000).await;
        nothing_is_missing(&house, &everything, LIVES).await;
        let kept = rows(folder).await;
        house
            .store()
            .rebuild(house.projection(), house.settings().snapshot_every, |_| {})
            .await
            .unwrap();
        let rebuilt = rows(folder).await;
        assert!(!kept["application_view"].is_empty());
        for (view, rows) in kept {
            assert_eq!(rows, rebuilt[view], "{view} is not what the journal gives");
        }
        house.store().close().await;
    });
}
