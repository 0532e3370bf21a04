//! Appending. Two writers of one stream are told apart twice: by the head row, which only
//! one of them can move from the version that both have read, and by the unique pair
//! (stream, version) of the journal.

use super::{
    Appended, Meta, NewEvent,
    chain::{FORMAT, Link, genesis},
};
use crate::{
    StoreError, Tx,
    column::{hex, micros, signed, unhex, unsigned},
    database::on_tx,
};

impl Tx {
    /// Appends events after version `expected` of a stream (0: the stream is new).
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the stream is at another version. The transaction is
    /// then still usable, and has written nothing for this stream.
    pub async fn append(
        &mut self,
        stream: &str,
        expected: u64,
        events: &[NewEvent],
        meta: &Meta,
    ) -> Result<Appended, StoreError> {
        let conflict = |actual| StoreError::Conflict {
            stream: stream.to_owned(),
            expected,
            actual,
        };
        let (version, head_hash) = self.head(stream).await?;
        if version != expected {
            return Err(conflict(version));
        }
        let mut previous = unhex(&head_hash).ok_or(StoreError::Unreadable {
            what: "stream_head.hash",
        })?;
        let at = micros(meta.at);
        let correlation = meta.correlation.to_string();
        let mut rows = Vec::with_capacity(events.len());
        let mut version = expected;
        for event in events {
            version = version
                .checked_add(1)
                .ok_or(StoreError::OutOfRange { what: "version" })?;
            let payload = event.payload.to_string();
            let hash = Link {
                stream,
                version,
                kind: &event.kind,
                payload: &payload,
                actor: &meta.actor,
                correlation: &correlation,
                at,
                previous: &previous,
            }
            .hash();
            let previous_hash = hex(&previous);
            previous = hash.to_vec();
            rows.push((
                signed(version)?,
                event.kind.as_str(),
                payload,
                previous_hash,
            ));
        }
        if rows.is_empty() {
            return Ok(Appended { version: expected });
        }
        if !self
            .move_head(stream, expected, version, &hex(&previous))
            .await?
        {
            let (actual, _) = self.head(stream).await?;
            return Err(conflict(actual));
        }
        let mut hashes = rows
            .iter()
            .skip(1)
            .map(|row| row.3.clone())
            .collect::<Vec<_>>();
        hashes.push(hex(&previous));
        for ((version, kind, payload, previous_hash), hash) in rows.iter().zip(&hashes) {
            let inserted = on_tx!(self, connection => {
                sqlx::query(
                    "INSERT INTO journal (stream, version, kind, payload, actor, at, \
                     correlation, chain, previous_hash, hash) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
                     ON CONFLICT (stream, version) DO NOTHING",
                )
                .bind(stream)
                .bind(*version)
                .bind(*kind)
                .bind(payload.as_str())
                .bind(meta.actor.as_str())
                .bind(at)
                .bind(correlation.as_str())
                .bind(FORMAT)
                .bind(previous_hash.as_str())
                .bind(hash.as_str())
                .execute(connection)
                .await?
                .rows_affected()
            });
            if inserted != 1 {
                return Err(conflict(unsigned(*version)?));
            }
        }
        Ok(Appended { version })
    }

    async fn head(&mut self, stream: &str) -> Result<(u64, String), StoreError> {
        let head: Option<(i64, String)> = on_tx!(self, connection => {
            sqlx::query_as("SELECT version, hash FROM stream_head WHERE stream = $1")
                .bind(stream)
                .fetch_optional(connection)
                .await?
        });
        match head {
            Some((version, hash)) => Ok((unsigned(version)?, hash)),
            None => Ok((0, genesis())),
        }
    }

    /// Moves the head from exactly `from`; false when somebody else moved it first. On
    /// PostgreSQL both statements wait for the other writer's end before they answer.
    async fn move_head(
        &mut self,
        stream: &str,
        from: u64,
        to: u64,
        hash: &str,
    ) -> Result<bool, StoreError> {
        let (from, to) = (signed(from)?, signed(to)?);
        let moved = on_tx!(self, connection => {
            if from == 0 {
                sqlx::query(
                    "INSERT INTO stream_head (stream, version, hash) VALUES ($1, $2, $3) \
                     ON CONFLICT (stream) DO NOTHING",
                )
                .bind(stream)
                .bind(to)
                .bind(hash)
                .execute(connection)
                .await?
                .rows_affected()
            } else {
                sqlx::query(
                    "UPDATE stream_head SET version = $2, hash = $3 \
                     WHERE stream = $1 AND version = $4",
                )
                .bind(stream)
                .bind(to)
                .bind(hash)
                .bind(from)
                .execute(connection)
                .await?
                .rows_affected()
            }
        });
        Ok(moved == 1)
    }
}
