//! Runs inspections in a child process of the same program, so that a hostile file costs one
//! check and never the service. The file goes in as standard input: the child opens nothing.

use std::{path::PathBuf, process::Stdio, time::Duration};

use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    process::Command,
    sync::Semaphore,
};

use crate::{cage, report::Report, request::Request};

/// What one inspection may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// Address space of the child, in octets.
    pub memory: u64,
    /// Processor time of the child, in seconds.
    pub cpu_seconds: u64,
    /// Time on the clock, in seconds, after which the child is ended.
    pub wall_seconds: u64,
    /// Largest part of a file that is looked at, in octets.
    pub file: u64,
    /// Largest report, in octets.
    pub report: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            memory: 1 << 30,
            cpu_seconds: 20,
            wall_seconds: 60,
            file: 256 << 20,
            report: 1 << 20,
        }
    }
}

/// Why no child could be asked at all: to be tried again later.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The child could not be started.
    #[error("the inspection process cannot be started: {0}")]
    Start(#[source] std::io::Error),
    /// The file could not be read from the store.
    #[error("the file cannot be read: {0}")]
    Source(#[source] std::io::Error),
}

impl WorkerError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Start(_) => "inspect.start",
            Self::Source(_) => "inspect.source",
        }
    }
}

/// Starts children, a bounded number at a time.
#[derive(Debug)]
pub struct Worker {
    program: PathBuf,
    arguments: Vec<String>,
    bounds: Bounds,
    turns: Semaphore,
}

/// What the child reads first, on one line.
#[derive(Serialize, Deserialize)]
struct Order {
    bounds: Bounds,
    wish: Wish,
}

/// What is wanted of a file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Wish {
    /// A report.
    Report(Box<Request>),
    /// The text of the pages of a PDF.
    Pages,
}

/// Text of a PDF that is given, in octets.
const PAGES_TEXT: usize = 2 << 20;

/// Longest answer with the text of pages, in octets: JSON writes some characters in six.
const PAGES_ANSWER: u64 = 16 << 20;

/// What came back from a child.
enum Answered {
    /// Nothing was asked: the file is larger than what is looked at.
    TooLarge,
    /// It was ended.
    TooLong,
    /// What it wrote, perhaps nothing.
    Said(Vec<u8>),
}

impl Worker {
    /// A worker that runs `program arguments…`, which must call [`answer`].
    pub fn new(program: PathBuf, arguments: Vec<String>, bounds: Bounds, at_once: usize) -> Self {
        Self {
            program,
            arguments,
            bounds,
            turns: Semaphore::new(at_once.max(1)),
        }
    }

    /// Looks at a file in a child. Whatever the child does (crash, endless loop, too much
    /// memory, nonsense) is a report that says "not checked" and why.
    ///
    /// # Errors
    /// When no child could be asked: nothing is known about the file, try again.
    pub async fn inspect(
        &self,
        source: impl AsyncRead + Unpin,
        size: u64,
        request: &Request,
    ) -> Result<Report, WorkerError> {
        let wish = Wish::Report(Box::new(request.clone()));
        Ok(
            match self.ask(source, size, wish, self.bounds.report).await? {
                Answered::TooLarge => too_large(size),
                Answered::TooLong => stopped("inspect.too_long"),
                Answered::Said(text) => {
                    serde_json::from_slice(&text).unwrap_or_else(|_| stopped("inspect.stopped"))
                }
            },
        )
    }

    /// The text of each page of a PDF, read in a child: empty for a page that is a picture.
    /// None for what is no PDF that can be read, is too large, or brought the child to its end.
    ///
    /// # Errors
    /// When no child could be asked.
    pub async fn pages(
        &self,
        source: impl AsyncRead + Unpin,
        size: u64,
    ) -> Result<Option<Vec<String>>, WorkerError> {
        Ok(
            match self.ask(source, size, Wish::Pages, PAGES_ANSWER).await? {
                Answered::TooLarge | Answered::TooLong => None,
                Answered::Said(text) => serde_json::from_slice(&text).unwrap_or_default(),
            },
        )
    }

    async fn ask(
        &self,
        source: impl AsyncRead + Unpin,
        size: u64,
        wish: Wish,
        most: u64,
    ) -> Result<Answered, WorkerError> {
        let Ok(_turn) = self.turns.acquire().await else {
            return Err(WorkerError::Start(std::io::Error::other("closing")));
        };
        if size > self.bounds.file {
            return Ok(Answered::TooLarge);
        }
        let order = Order {
            bounds: self.bounds,
            wish,
        };
        let mut line =
            serde_json::to_vec(&order).map_err(|error| WorkerError::Start(error.into()))?;
        line.push(b'\n');
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(WorkerError::Start)?;
        let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(WorkerError::Start(std::io::Error::other("no pipe")));
        };
        let exchange = async {
            let mut source = source.take(self.bounds.file);
            let give = async {
                let given = async {
                    stdin.write_all(&line).await?;
                    tokio::io::copy(&mut source, &mut stdin).await?;
                    stdin.shutdown().await
                }
                .await;
                // The child may end before it has read everything.
                drop(stdin);
                given
            };
            let take = async {
                let mut text = Vec::new();
                stdout.take(most).read_to_end(&mut text).await.map(|_| text)
            };
            tokio::join!(give, take)
        };
        let wall = Duration::from_secs(self.bounds.wall_seconds);
        let Ok((given, taken)) = tokio::time::timeout(wall, exchange).await else {
            return Ok(Answered::TooLong);
        };
        if let Err(error) = &given
            && error.kind() != std::io::ErrorKind::BrokenPipe
        {
            return Err(WorkerError::Source(std::io::Error::new(
                error.kind(),
                error.to_string(),
            )));
        }
        Ok(Answered::Said(taken.unwrap_or_default()))
    }
}

fn too_large(size: u64) -> Report {
    let mib = size >> 20;
    Report::not_checked(
        "inspect.too_large",
        format!(
            "Le fichier ({mib} Mio) est trop volumineux pour être vérifié à l’arrivée ; une personne l’examinera."
        ),
        format!(
            "The file ({mib} MiB) is too large to be checked on arrival; a person will look at it."
        ),
    )
}

fn stopped(code: &str) -> Report {
    Report::not_checked(
        code,
        "La vérification a dû être arrêtée : le fichier demande trop de mémoire ou de temps, ou il est mal formé. Il n’a pas été vérifié ; une personne l’examinera.",
        "The check had to be stopped: the file needs too much memory or time, or is malformed. It was not checked; a person will look at it.",
    )
}

/// The child's side: reads the order and the file from standard input, bounds itself, looks,
/// and writes the report to standard output.
///
/// # Errors
/// When standard input or output broke; the parent then says "not checked".
pub fn answer(
    input: &mut impl std::io::BufRead,
    output: &mut impl std::io::Write,
) -> std::io::Result<()> {
    let mut line = Vec::new();
    std::io::BufRead::read_until(&mut *input, b'\n', &mut line)?;
    let order: Order = serde_json::from_slice(&line)?;
    let cage = cage::enter(order.bounds.memory, order.bounds.cpu_seconds);
    let mut octets = Vec::new();
    std::io::Read::read_to_end(
        &mut std::io::Read::take(&mut *input, order.bounds.file),
        &mut octets,
    )?;
    match order.wish {
        Wish::Report(request) => {
            let mut report = crate::inspect(&octets, &request);
            if !cage.missing.is_empty() {
                report.fact("isolation_missing", cage.missing.join(" ; "));
            }
            serde_json::to_writer(&mut *output, &report)?;
        }
        Wish::Pages => {
            let pages = crate::kinds::pages_of(&octets, PAGES_TEXT);
            serde_json::to_writer(&mut *output, &pages)?;
        }
    }
    output.flush()
}
