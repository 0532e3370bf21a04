//! Checking the whole journal, in bounded memory, on one unmoving state of the database.
//! Finds any change of a row, a removed row, a removed tail and a removed stream. Somebody
//! who rewrites a stream with all its hashes *and* its head is found by comparing the
//! fingerprint with one that was kept elsewhere.

use sha2::{Digest, Sha256};

use super::chain::{FORMAT, Link, genesis};
use crate::{
    Store, StoreError, Tx,
    column::{hex, unhex, unsigned},
    database::on_tx,
};

/// Events read at a time.
const BATCH: usize = 500;

/// What a check of the whole journal found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Streams read until the end or the flaw.
    pub streams: u64,
    /// Events read until the end or the flaw.
    pub events: u64,
    /// SHA-256 over the heads of all streams in order: changes with any event. Kept
    /// elsewhere, it proves later that nothing was rewritten as a whole.
    pub fingerprint: String,
    /// The first flaw, in the order of streams and versions.
    pub flaw: Option<Flaw>,
}

/// Where the journal is not what was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Flux {stream}, version {version} : {fault}")]
pub struct Flaw {
    /// The stream.
    pub stream: String,
    /// The first version that is wrong or missing.
    pub version: u64,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// An event is missing before another one.
    #[error("un événement manque")]
    Gap,
    /// The event does not name the hash of the event before it.
    #[error("le lien avec l’événement précédent est rompu")]
    BrokenLink,
    /// The content was changed: its hash, which the next event confirms, is another.
    #[error("le contenu a été modifié")]
    Altered,
    /// The hash was changed: it fits neither the content nor the next event.
    #[error("l’empreinte ne correspond pas au contenu")]
    HashMismatch,
    /// The events of the end were removed.
    #[error("la fin du flux a été supprimée")]
    TailRemoved,
    /// The stream has events beyond its recorded end, or its end was changed.
    #[error("la fin enregistrée du flux ne correspond pas au dernier événement")]
    HeadMismatch,
    /// The order of insertion disagrees with the order of versions.
    #[error("l’ordre des événements a été modifié")]
    Reordered,
    /// A value has a shape that the platform never writes.
    #[error("une valeur est illisible")]
    Unreadable,
}

impl Fault {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::BrokenLink => "broken_link",
            Self::Altered => "altered",
            Self::HashMismatch => "hash_mismatch",
            Self::TailRemoved => "tail_removed",
            Self::HeadMismatch => "head_mismatch",
            Self::Reordered => "reordered",
            Self::Unreadable => "unreadable",
        }
    }
}

#[derive(sqlx::FromRow)]
struct ChainRow {
    position: i64,
    stream: String,
    version: i64,
    kind: String,
    payload: String,
    actor: String,
    at: i64,
    correlation: String,
    chain: i64,
    previous_hash: String,
    hash: String,
    head_version: Option<i64>,
    head_hash: Option<String>,
}

/// Where the walk is inside a stream.
#[derive(Default)]
struct Walk {
    stream: Option<String>,
    version: i64,
    position: i64,
    hash: String,
    head: Option<(i64, String)>,
    /// An event whose own hash is wrong, until its successor says what was changed.
    suspect: Option<i64>,
}

impl Store {
    /// Walks every stream. `progress` hears the number of events read so far, a batch at
    /// a time.
    pub async fn verify(&self, mut progress: impl FnMut(u64)) -> Result<Verified, StoreError> {
        let mut tx = self.begin_still().await?;
        let mut report = Verified {
            streams: 0,
            events: 0,
            fingerprint: String::new(),
            flaw: None,
        };
        let mut walk = Walk::default();
        let mut after = (String::new(), i64::MIN);
        loop {
            let rows = chain_rows(&mut tx, &after).await?;
            let last_batch = rows.len() < BATCH;
            for row in rows {
                if walk.stream.as_deref() != Some(row.stream.as_str()) {
                    report.flaw = walk.end();
                    if report.flaw.is_some() {
                        return Ok(report);
                    }
                    report.streams += 1;
                    walk = Walk::enter(&row);
                }
                report.flaw = walk.step(&row);
                if report.flaw.is_some() {
                    return Ok(report);
                }
                report.events += 1;
                after = (row.stream, row.version);
            }
            progress(report.events);
            if last_batch {
                break;
            }
        }
        report.flaw = walk.end();
        if report.flaw.is_none() {
            report.flaw = removed_stream(&mut tx).await?;
        }
        if report.flaw.is_none() {
            report.fingerprint = fingerprint(&mut tx).await?;
        }
        Ok(report)
    }
}

impl Walk {
    fn enter(row: &ChainRow) -> Self {
        Self {
            stream: Some(row.stream.clone()),
            version: 0,
            position: i64::MIN,
            hash: genesis(),
            head: row.head_version.zip(row.head_hash.clone()),
            suspect: None,
        }
    }

    fn flaw(&self, version: i64, fault: Fault) -> Option<Flaw> {
        Some(Flaw {
            stream: self.stream.clone().unwrap_or_default(),
            version: unsigned(version).unwrap_or(0),
            fault,
        })
    }

    fn step(&mut self, row: &ChainRow) -> Option<Flaw> {
        let expected = self.version.saturating_add(1);
        if let Some(suspect) = self.suspect {
            let confirmed = row.version == expected && row.previous_hash == self.hash;
            return self.flaw(
                suspect,
                if confirmed {
                    Fault::Altered
                } else {
                    Fault::HashMismatch
                },
            );
        }
        if row.version != expected {
            let fault = if row.version < 1 {
                Fault::Unreadable
            } else {
                Fault::Gap
            };
            return self.flaw(expected, fault);
        }
        if row.previous_hash != self.hash {
            return self.flaw(row.version, Fault::BrokenLink);
        }
        if row.chain != FORMAT {
            return self.flaw(row.version, Fault::Unreadable);
        }
        if row.position <= self.position {
            return self.flaw(row.version, Fault::Reordered);
        }
        let (Some(previous), Ok(version)) = (unhex(&row.previous_hash), unsigned(row.version))
        else {
            return self.flaw(row.version, Fault::Unreadable);
        };
        let computed = Link {
            stream: &row.stream,
            version,
            kind: &row.kind,
            payload: &row.payload,
            actor: &row.actor,
            correlation: &row.correlation,
            at: row.at,
            previous: &previous,
        }
        .hash();
        if hex(&computed) != row.hash {
            self.suspect = Some(row.version);
        }
        self.version = row.version;
        self.position = row.position;
        self.hash.clone_from(&row.hash);
        None
    }

    fn end(&self) -> Option<Flaw> {
        self.stream.as_ref()?;
        let head = self.head.as_ref();
        if let Some(suspect) = self.suspect {
            let confirmed = head.is_some_and(|(_, hash)| *hash == self.hash);
            return self.flaw(
                suspect,
                if confirmed {
                    Fault::Altered
                } else {
                    Fault::HashMismatch
                },
            );
        }
        match head {
            Some((version, _)) if *version > self.version => {
                self.flaw(self.version.saturating_add(1), Fault::TailRemoved)
            }
            Some((version, hash)) if *version == self.version && *hash == self.hash => None,
            _ => self.flaw(self.version, Fault::HeadMismatch),
        }
    }
}

async fn chain_rows(tx: &mut Tx, after: &(String, i64)) -> Result<Vec<ChainRow>, StoreError> {
    let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
    Ok(on_tx!(tx, connection => {
        sqlx::query_as(
            "SELECT j.position, j.stream, j.version, j.kind, j.payload, j.actor, j.at, \
             j.correlation, j.chain, j.previous_hash, j.hash, \
             h.version AS head_version, h.hash AS head_hash \
             FROM journal j LEFT JOIN stream_head h ON h.stream = j.stream \
             WHERE (j.stream, j.version) > ($1, $2) ORDER BY j.stream, j.version LIMIT $3",
        )
        .bind(after.0.as_str())
        .bind(after.1)
        .bind(limit)
        .fetch_all(connection)
        .await?
    }))
}

async fn removed_stream(tx: &mut Tx) -> Result<Option<Flaw>, StoreError> {
    let stream: Option<(String,)> = on_tx!(tx, connection => {
        sqlx::query_as(
            "SELECT stream FROM stream_head h WHERE NOT EXISTS \
             (SELECT 1 FROM journal j WHERE j.stream = h.stream) ORDER BY stream LIMIT 1",
        )
        .fetch_optional(connection)
        .await?
    });
    Ok(stream.map(|(stream,)| Flaw {
        stream,
        version: 1,
        fault: Fault::TailRemoved,
    }))
}

async fn fingerprint(tx: &mut Tx) -> Result<String, StoreError> {
    let mut hasher = Sha256::new();
    let mut after = None::<String>;
    loop {
        let heads: Vec<(String, i64, String)> = on_tx!(tx, connection => {
            sqlx::query_as(
                "SELECT stream, version, hash FROM stream_head \
                 WHERE $1 = 1 OR stream > $2 ORDER BY stream LIMIT 1000",
            )
            .bind(i64::from(after.is_none()))
            .bind(after.clone().unwrap_or_default())
            .fetch_all(connection)
            .await?
        });
        let Some((last, ..)) = heads.last() else {
            return Ok(hex(&hasher.finalize()));
        };
        after = Some(last.clone());
        for (stream, version, hash) in &heads {
            hasher.update(format!("{}\0{version}\0{hash}\n", hex(stream.as_bytes())));
        }
    }
}
