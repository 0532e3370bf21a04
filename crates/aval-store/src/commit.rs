//! The write path of the house, in one method: events, views, outbox, snapshot and file
//! records in one transaction.

use crate::{
    InspectionMark, Store, StoreError,
    journal::{Appended, Meta, NewEvent, Snapshot},
    outbox::NewJob,
    views::Views,
};
use jiff::Timestamp;

/// Everything that one command writes.
#[derive(Clone, Debug)]
pub struct Batch<'a> {
    /// The stream.
    pub stream: &'a str,
    /// Version that the caller has read, 0 for a new stream.
    pub expected: u64,
    /// What happened.
    pub events: &'a [NewEvent],
    /// Who and when.
    pub meta: &'a Meta,
    /// Rows of the new state; `None` leaves the views alone.
    pub views: Option<&'a Views>,
    /// Jobs that follow.
    pub jobs: &'a [NewJob],
    /// A new snapshot, when one is due (see [`snapshot_is_due`]).
    pub snapshot: Option<&'a Snapshot>,
    /// Files that the events are the first to mention: hash and size in bytes.
    pub blobs: &'a [(String, u64)],
    /// What was known of the inspections, when the events were decided on it.
    pub inspected: Option<&'a InspectionMark>,
}

/// True when a state of `version` deserves a snapshot: at least `every` events after the
/// last one (0: never).
pub const fn snapshot_is_due(last: u64, version: u64, every: u64) -> bool {
    every > 0 && version.saturating_sub(last) >= every
}

impl Store {
    /// Writes one batch durably, or nothing at all.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the stream is not at the expected version any more, or
    /// when an inspection came that the events do not know.
    pub async fn commit(&self, batch: &Batch<'_>) -> Result<Appended, StoreError> {
        let mut tx = self.begin().await?;
        if let Some(mark) = batch.inspected
            && !tx.inspections_stand(mark).await?
        {
            return Err(StoreError::Conflict {
                stream: batch.stream.to_owned(),
                expected: batch.expected,
                actual: batch.expected,
            });
        }
        let appended = tx
            .append(batch.stream, batch.expected, batch.events, batch.meta)
            .await?;
        if let Some(views) = batch.views {
            tx.put_views(views).await?;
        }
        for job in batch.jobs {
            tx.enqueue(job, batch.meta.at).await?;
        }
        if let Some(snapshot) = batch.snapshot {
            tx.put_snapshot(batch.stream, snapshot).await?;
        }
        for (hash, size) in batch.blobs {
            tx.record_blob(hash, *size, batch.meta.at).await?;
            tx.ask_scan(hash, batch.meta.at, batch.stream, &batch.meta.actor)
                .await?;
        }
        tx.commit().await?;
        Ok(appended)
    }
}

impl crate::Tx {
    /// Remembers a stored file. The same content may be recorded again.
    pub async fn record_blob(
        &mut self,
        hash: &str,
        size: u64,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let size = crate::column::signed(size)?;
        crate::database::on_tx!(self, connection => {
            sqlx::query(
                "INSERT INTO blob (hash, size, created_at) VALUES ($1, $2, $3) \
                 ON CONFLICT (hash) DO NOTHING",
            )
            .bind(hash)
            .bind(size)
            .bind(crate::column::micros(at))
            .execute(connection)
            .await?;
        });
        Ok(())
    }
}
