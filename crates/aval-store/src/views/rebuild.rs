//! Computing every view again from the journal, in one transaction: readers see the old
//! rows until the new ones are complete. Writers wait meanwhile.

use super::NEVER;
use crate::{
    Store, StoreError, Tx,
    column::signed,
    database::{Inner, on_tx},
    journal::{JournalRow, Recorded, Snapshot},
    projector::{Projector, fold},
};

/// Events read at a time.
const BATCH: usize = 500;

/// How far a rebuild is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RebuildProgress {
    /// Events folded so far.
    pub events: u64,
    /// Events in the journal.
    pub total: u64,
}

/// What a rebuild did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// Streams folded.
    pub streams: u64,
    /// Events folded.
    pub events: u64,
}

impl Store {
    /// Empties every view, folds every stream and writes its rows. Snapshots are written
    /// for streams of at least `snapshot_every` events (0: none).
    pub async fn rebuild<P: Projector>(
        &self,
        projector: &P,
        snapshot_every: u64,
        mut progress: impl FnMut(RebuildProgress) + Send,
    ) -> Result<Rebuilt, StoreError> {
        let mut tx = self.begin().await?;
        tx.hold_writers().await?;
        tx.empty_views().await?;
        let total: (i64,) = on_tx!(tx, connection => {
            sqlx::query_as("SELECT COUNT(*) FROM journal").fetch_one(connection).await?
        });
        let total = u64::try_from(total.0).unwrap_or(0);
        let mut done = Rebuilt {
            streams: 0,
            events: 0,
        };
        let mut current: Option<(String, u64, P::State)> = None;
        let mut after = (String::new(), -NEVER);
        loop {
            let rows = journal_rows(&mut tx, &after).await?;
            let last_batch = rows.len() < BATCH;
            for row in rows {
                let event = Recorded::try_from(row)?;
                current = match current.take() {
                    Some((stream, _, state)) if stream == event.stream => {
                        Some((stream, event.version, fold(projector, state, &event)?))
                    }
                    before => {
                        if let Some((stream, version, state)) = before {
                            tx.finish(projector, &stream, version, &state, snapshot_every)
                                .await?;
                        }
                        done.streams += 1;
                        let state = fold(projector, projector.start(), &event)?;
                        Some((event.stream.clone(), event.version, state))
                    }
                };
                done.events += 1;
                after = (event.stream, signed(event.version)?);
            }
            progress(RebuildProgress {
                events: done.events,
                total,
            });
            if last_batch {
                break;
            }
        }
        if let Some((stream, version, state)) = current {
            tx.finish(projector, &stream, version, &state, snapshot_every)
                .await?;
        }
        tx.commit().await?;
        Ok(done)
    }
}

impl Tx {
    async fn finish<P: Projector>(
        &mut self,
        projector: &P,
        stream: &str,
        version: u64,
        state: &P::State,
        snapshot_every: u64,
    ) -> Result<(), StoreError> {
        if let Some(views) = projector.views(stream, version, state) {
            self.put_views(&views).await?;
        }
        if snapshot_every > 0 && version >= snapshot_every {
            let state = projector
                .write_state(state)
                .map_err(|why| StoreError::Unfoldable {
                    stream: stream.to_owned(),
                    version,
                    why,
                })?;
            let schema = projector.schema().to_owned();
            self.put_snapshot(
                stream,
                &Snapshot {
                    version,
                    schema,
                    state,
                },
            )
            .await?;
        }
        Ok(())
    }

    /// Lets no event in until the end of this transaction. The head table comes first, as
    /// in an append: whoever holds it already will finish.
    async fn hold_writers(&mut self) -> Result<(), StoreError> {
        if let Inner::Postgres(transaction) = &mut self.inner {
            for statement in [
                "LOCK TABLE stream_head IN EXCLUSIVE MODE",
                "LOCK TABLE journal IN EXCLUSIVE MODE",
            ] {
                sqlx::query(statement).execute(&mut **transaction).await?;
            }
        }
        Ok(())
    }

    async fn empty_views(&mut self) -> Result<(), StoreError> {
        on_tx!(self, connection => {
            for statement in [
                "DELETE FROM application_word",
                "DELETE FROM team_task_view",
                "DELETE FROM assignment_view",
                "DELETE FROM evidence_use_view",
                "DELETE FROM listing_view",
                "DELETE FROM application_view",
                "DELETE FROM snapshot",
            ] {
                sqlx::query(statement).execute(&mut *connection).await?;
            }
        });
        Ok(())
    }
}

async fn journal_rows(tx: &mut Tx, after: &(String, i64)) -> Result<Vec<JournalRow>, StoreError> {
    let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
    Ok(on_tx!(tx, connection => {
        sqlx::query_as(
            "SELECT position, stream, version, kind, payload, actor, at, correlation, hash \
             FROM journal WHERE (stream, version) > ($1, $2) ORDER BY stream, version LIMIT $3",
        )
        .bind(after.0.as_str())
        .bind(after.1)
        .bind(limit)
        .fetch_all(connection)
        .await?
    }))
}
