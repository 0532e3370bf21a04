//! Reading a stream back: its events, and the snapshot that shortens the fold. A snapshot
//! is only a shortcut: a state folded from the first event is always the same.

use uuid::Uuid;

use super::Recorded;
use crate::{
    Store, StoreError, Tx,
    column::{id, instant, signed, unsigned},
    database::{on_reader, on_tx},
    projector::{Projector, fold},
};

#[derive(sqlx::FromRow)]
pub(crate) struct JournalRow {
    pub(crate) position: i64,
    pub(crate) stream: String,
    pub(crate) version: i64,
    pub(crate) kind: String,
    pub(crate) payload: String,
    pub(crate) actor: String,
    pub(crate) at: i64,
    pub(crate) correlation: String,
    pub(crate) hash: String,
}

impl TryFrom<JournalRow> for Recorded {
    type Error = StoreError;

    fn try_from(row: JournalRow) -> Result<Self, StoreError> {
        Ok(Self {
            position: row.position,
            stream: row.stream,
            version: unsigned(row.version)?,
            kind: row.kind,
            payload: row.payload,
            actor: row.actor,
            at: instant(row.at)?,
            correlation: id(&row.correlation)?,
            hash: row.hash,
        })
    }
}

/// A full state, as of one version of its stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Version of the stream that the state includes.
    pub version: u64,
    /// Names the shape of the state; a snapshot of another shape is not used.
    pub schema: String,
    /// The state in JSON.
    pub state: String,
}

/// A folded stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded<S> {
    /// The state.
    pub state: S,
    /// Version of the stream, to expect when appending; 0 when the stream does not exist.
    pub version: u64,
    /// Version of the snapshot that was used, 0 without one.
    pub snapshot_version: u64,
}

impl Store {
    /// Events of a stream after a version, at most `limit`, in order.
    pub async fn events(
        &self,
        stream: &str,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Recorded>, StoreError> {
        let after = signed(after)?;
        let rows: Vec<JournalRow> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT position, stream, version, kind, payload, actor, at, correlation, hash \
                 FROM journal WHERE stream = $1 AND version > $2 ORDER BY version LIMIT $3",
            )
            .bind(stream)
            .bind(after)
            .bind(i64::from(limit))
            .fetch_all(connection)
            .await?
        });
        rows.into_iter().map(Recorded::try_from).collect()
    }

    /// Streams in which an event holds a text, such as the hash of a file. Every event is
    /// looked at: this is for what happens rarely.
    pub async fn streams_naming(&self, text: &str) -> Result<Vec<String>, StoreError> {
        // The text is looked for as it is: nothing in it stands for something else.
        let escaped: String = text
            .chars()
            .flat_map(|c| {
                matches!(c, '%' | '_' | '!')
                    .then_some('!')
                    .into_iter()
                    .chain([c])
            })
            .collect();
        let rows: Vec<(String,)> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT DISTINCT stream FROM journal WHERE payload LIKE $1 ESCAPE '!' \
                 ORDER BY stream",
            )
            .bind(format!("%{escaped}%"))
            .fetch_all(connection)
            .await?
        });
        Ok(rows.into_iter().map(|(stream,)| stream).collect())
    }

    /// Version of a stream, 0 when it does not exist.
    pub async fn version_of(&self, stream: &str) -> Result<u64, StoreError> {
        let head: Option<(i64,)> = on_reader!(self, connection => {
            sqlx::query_as("SELECT version FROM stream_head WHERE stream = $1")
                .bind(stream)
                .fetch_optional(connection)
                .await?
        });
        head.map_or(Ok(0), |(version,)| unsigned(version))
    }

    /// The events of a stream that one request caused, in order.
    pub async fn events_of(
        &self,
        stream: &str,
        correlation: Uuid,
    ) -> Result<Vec<Recorded>, StoreError> {
        let rows: Vec<JournalRow> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT position, stream, version, kind, payload, actor, at, correlation, hash \
                 FROM journal WHERE stream = $1 AND correlation = $2 ORDER BY version",
            )
            .bind(stream)
            .bind(correlation.to_string())
            .fetch_all(connection)
            .await?
        });
        rows.into_iter().map(Recorded::try_from).collect()
    }

    /// The snapshot of a stream, if there is one.
    pub async fn snapshot(&self, stream: &str) -> Result<Option<Snapshot>, StoreError> {
        let row: Option<(i64, String, String)> = on_reader!(self, connection => {
            sqlx::query_as("SELECT version, schema_id, state FROM snapshot WHERE stream = $1")
                .bind(stream)
                .fetch_optional(connection)
                .await?
        });
        row.map(|(version, schema, state)| {
            Ok(Snapshot {
                version: unsigned(version)?,
                schema,
                state,
            })
        })
        .transpose()
    }

    /// Folds a stream from its snapshot, or from its first event when there is none that
    /// this projector can read. A stream that does not exist gives the empty state.
    pub async fn load<P: Projector>(
        &self,
        projector: &P,
        stream: &str,
    ) -> Result<Loaded<P::State>, StoreError> {
        const BATCH: u32 = 1000;
        let start = match self.snapshot(stream).await? {
            Some(snapshot) if snapshot.schema == projector.schema() => projector
                .read_state(&snapshot.state)
                .ok()
                .map(|state| (state, snapshot.version)),
            _ => None,
        };
        let (mut state, snapshot_version) = start.unwrap_or_else(|| (projector.start(), 0));
        let mut version = snapshot_version;
        loop {
            let events = self.events(stream, version, BATCH).await?;
            let last_batch = events.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
            for event in &events {
                state = fold(projector, state, event)?;
                version = event.version;
            }
            if last_batch {
                return Ok(Loaded {
                    state,
                    version,
                    snapshot_version,
                });
            }
        }
    }
}

impl Tx {
    /// Replaces the snapshot of a stream.
    pub async fn put_snapshot(
        &mut self,
        stream: &str,
        snapshot: &Snapshot,
    ) -> Result<(), StoreError> {
        let version = signed(snapshot.version)?;
        on_tx!(self, connection => {
            sqlx::query(
                "INSERT INTO snapshot (stream, version, schema_id, state) \
                 VALUES ($1, $2, $3, $4) ON CONFLICT (stream) DO UPDATE SET \
                 version = excluded.version, schema_id = excluded.schema_id, \
                 state = excluded.state",
            )
            .bind(stream)
            .bind(version)
            .bind(snapshot.schema.as_str())
            .bind(snapshot.state.as_str())
            .execute(connection)
            .await?;
        });
        Ok(())
    }
}
