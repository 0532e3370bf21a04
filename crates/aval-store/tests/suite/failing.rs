//! A bucket that is full, slow, silent or away, at every moment of an upload: the cause is
//! told, nothing that was acknowledged is lost, and everything goes on once it is well. In
//! front of the real server of `scripts/s3-for-tests` stands one that spoils the answers.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use aval_store::{Blobs, Custody, Patience, Store, Uploads};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use crate::{
    database::Database,
    objects::bucket,
    toy::{at, uuid},
    uploads::{new, octets, receive},
};

/// What becomes of a request.
#[derive(Clone, Copy, Debug)]
enum Answer {
    /// That of the real server.
    True,
    /// A refusal: the status, and the code of its text.
    Refusal(&'static str, &'static str),
    /// None: the line stays open.
    Silence,
    /// None: the line is cut.
    Cut,
    /// The server did it, and its answer is lost.
    Lost,
}

const FULL: Answer = Answer::Refusal("507 Insufficient Storage", "XMinioStorageFull");
const QUOTA: Answer = Answer::Refusal("403 Forbidden", "QuotaExceeded");
const SLOW: Answer = Answer::Refusal("503 Slow Down", "SlowDown");
const DENIED: Answer = Answer::Refusal("403 Forbidden", "AccessDenied");

const FAILURES: [(Answer, &str); 7] = [
    (FULL, "blob.disk_full"),
    (QUOTA, "blob.disk_full"),
    (SLOW, "blob.unreachable"),
    (DENIED, "blob.refused"),
    (Answer::Silence, "blob.unreachable"),
    (Answer::Cut, "blob.unreachable"),
    (Answer::Lost, "blob.unreachable"),
];

/// Stands between Aval and the server.
struct Between {
    answer: Arc<Mutex<Answer>>,
    lines: Arc<Mutex<JoinSet<()>>>,
    endpoint: String,
    _accepting: JoinSet<()>,
}

impl Between {
    async fn new(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let server = server.trim_start_matches("http://").to_owned();
        let answer = Arc::new(Mutex::new(Answer::True));
        let lines = Arc::new(Mutex::new(JoinSet::new()));
        let mut accepting = JoinSet::new();
        let (told, kept) = (Arc::clone(&answer), Arc::clone(&lines));
        accepting.spawn(async move {
            loop {
                let (line, _) = listener.accept().await.unwrap();
                let answer = *told.lock().unwrap();
                kept.lock()
                    .unwrap()
                    .spawn(serve(line, answer, server.clone()));
            }
        });
        Self {
            answer,
            lines,
            endpoint,
            _accepting: accepting,
        }
    }

    /// From now on; the lines that are open are cut.
    fn set(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
        self.lines.lock().unwrap().abort_all();
    }
}

async fn serve(mut line: TcpStream, answer: Answer, server: String) {
    match answer {
        Answer::True => {
            let mut server = TcpStream::connect(server).await.unwrap();
            let _ = copy_bidirectional(&mut line, &mut server).await;
        }
        Answer::Refusal(status, code) => {
            let length = request(&mut line).await.map_or(0, |request| request.len());
            if length == 0 {
                return;
            }
            let text = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code></Error>");
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-type: application/xml\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                text.len()
            );
            let _ = line.write_all((head + &text).as_bytes()).await;
            let _ = line.shutdown().await;
        }
        Answer::Silence => {
            let mut read = [0; 4096];
            while line.read(&mut read).await.is_ok_and(|read| read > 0) {}
            std::future::pending::<()>().await;
        }
        Answer::Cut => {
            let _ = line.read(&mut [0; 16]).await;
        }
        Answer::Lost => {
            let Some(request) = request(&mut line).await else {
                return;
            };
            let mut server = TcpStream::connect(server).await.unwrap();
            server.write_all(&request).await.unwrap();
            let _ = server.read(&mut [0; 16]).await;
        }
    }
}

/// A whole request: its head, and as many octets as that announces.
async fn request(line: &mut TcpStream) -> Option<Vec<u8>> {
    let (mut request, mut read) = (Vec::new(), vec![0; 64 * 1024]);
    loop {
        let count = line.read(&mut read).await.ok()?;
        if count == 0 {
            return None;
        }
        request.extend_from_slice(&read[..count]);
        let Some(end) = request.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&request[..end]).to_lowercase();
        let length = head
            .lines()
            .find_map(|field| field.strip_prefix("content-length:"))
            .map_or(0, |length| length.trim().parse::<usize>().unwrap());
        if request.len() >= end + 4 + length {
            return Some(request);
        }
    }
}

/// Short enough for a test; a server of this machine answers well before.
const SHORT: Patience = Patience {
    connect: Duration::from_secs(2),
    answer: Duration::from_secs(2),
    whole: Duration::from_millis(1),
};

/// A bucket behind one that spoils the answers; none without a server.
async fn behind() -> Option<(Between, Blobs)> {
    let Ok(server) = std::env::var("AVAL_TEST_S3_ENDPOINT") else {
        eprintln!("skipped: AVAL_TEST_S3_ENDPOINT names no server");
        return None;
    };
    let between = Between::new(&server).await;
    let (address, mut access) = bucket(&between.endpoint);
    access.patience = SHORT;
    let blobs = Blobs::open(&address, &access, None).await.unwrap();
    Some((between, blobs))
}

const LENGTH: usize = 6_000_000;

/// When the bucket fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    /// Before the first octet.
    First,
    /// After some were acknowledged.
    Later,
    /// When the file gets its name.
    Name,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whenever_the_bucket_fails_the_cause_is_told_and_nothing_acknowledged_is_lost() {
    let Some((between, blobs)) = behind().await else {
        return;
    };
    let database = Database::sqlite().await;
    let uploads = Uploads::new(database.store.clone(), blobs.clone());
    let moments = [Moment::First, Moment::Later, Moment::Name];
    let cases = FAILURES
        .iter()
        .flat_map(|failure| moments.map(|moment| (*failure, moment)));
    for (id, ((answer, code), moment)) in (9..).zip(cases) {
        let content = octets(LENGTH, id as u8);
        uploads.create(&new(id, LENGTH as u64)).await.unwrap();
        let until = match moment {
            Moment::First => 0,
            Moment::Later => 1_500_000,
            Moment::Name => LENGTH,
        };
        if until > 0 {
            receive(&uploads, id, 0, &content[..until]).await.unwrap();
        }
        // In hand already: what fails is the writing.
        let mut hold = uploads.hold(uuid(id)).await.unwrap();
        between.set(answer);
        let mut rest = &content[until..];
        let failed = match moment {
            Moment::Name => hold.settle().await.map(|_| ()),
            _ => hold
                .receive(until as u64, &mut rest, None, at(1), at(9))
                .await
                .map(|_| ()),
        };
        drop(hold);
        let told = failed.expect_err("the bucket fails");
        assert_eq!(told.code(), code, "{answer:?} {moment:?} {told:?}");
        // An instance that was not there knows as much as that one.
        let other = Uploads::new(Store::open(&database.url).await.unwrap(), blobs.clone());
        let standing = other.find(uuid(id)).await.unwrap().unwrap().received;
        assert!(standing >= until as u64, "{answer:?} {moment:?}");
        between.set(Answer::True);
        let hold = other.hold(uuid(id)).await.unwrap();
        assert_eq!(hold.upload().received, standing, "{answer:?} {moment:?}");
        drop(hold);
        let rest = &content[standing as usize..];
        receive(&other, id, standing, rest).await.unwrap();
        let mut hold = other.hold(uuid(id)).await.unwrap();
        let stored = hold.settle().await.unwrap();
        hold.filed(&stored.hash).await.unwrap();
        assert_eq!(blobs.content(&stored.hash).await.unwrap(), content);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_that_cannot_be_read_now_is_told_at_once_and_is_no_missing_one() {
    let Some((between, blobs)) = behind().await else {
        return;
    };
    let database = Database::sqlite().await;
    let stored = blobs.put(&mut b"here".as_slice(), 10).await.unwrap();
    let mut tx = database.store.begin().await.unwrap();
    tx.record_blob(&stored.hash, 4, at(0)).await.unwrap();
    tx.commit().await.unwrap();
    let custody = Custody::new(database.store.clone(), blobs.clone());
    for (answer, code) in FAILURES {
        between.set(answer);
        let read = blobs.open_range(&stored.hash, None).await;
        assert_eq!(read.unwrap_err().code(), code, "{answer:?}");
        let refused = blobs.put(&mut b"more".as_slice(), 10).await;
        assert_eq!(refused.unwrap_err().code(), code, "{answer:?}");
        // Whatever it answers to all, no file is worse for it.
        if code != "blob.disk_full" {
            let round = custody.read_again(1, at(1)).await.unwrap();
            assert_eq!(round.files, 0, "{answer:?}");
            assert_eq!(custody.faults(9).await.unwrap(), []);
        }
    }
    between.set(Answer::True);
    assert!(blobs.verify(&stored.hash).await.unwrap());
    assert_eq!(custody.read_again(1, at(2)).await.unwrap().files, 1);
}
