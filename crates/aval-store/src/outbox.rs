//! Jobs (mail, inspection, webhook) that leave in the same transaction as the events that
//! ask for them, and are then claimed by one worker at a time. What a job does lives with
//! the worker. A job may run twice when its worker dies: workers must bear it.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{
    Store, StoreError, Tx,
    column::{instant, micros},
    database::{Inner, on_tx},
    views::duration_micros,
};

/// A job to add.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    /// Kind of job.
    pub kind: String,
    /// What the worker needs.
    pub payload: serde_json::Value,
    /// Not before.
    pub due_at: Timestamp,
}

/// A job in the hands of a worker, until its lease ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Rank of the job.
    pub id: i64,
    /// Kind of job.
    pub kind: String,
    /// What the worker needs.
    pub payload: serde_json::Value,
    /// When it was added.
    pub created_at: Timestamp,
    /// How many times it was claimed, this one included.
    pub attempts: u32,
    /// Why it failed last.
    pub last_error: Option<String>,
    /// Proves that this worker holds the lease.
    pub lease: Uuid,
}

#[derive(sqlx::FromRow)]
struct JobColumns {
    id: i64,
    kind: String,
    payload: String,
    created_at: i64,
    attempts: i64,
    last_error: Option<String>,
}

impl Tx {
    /// Adds a job; it exists once this transaction is committed.
    pub async fn enqueue(&mut self, job: &NewJob, now: Timestamp) -> Result<(), StoreError> {
        let payload = job.payload.to_string();
        on_tx!(self, connection => {
            sqlx::query(
                "INSERT INTO outbox (kind, payload, created_at, due_at) VALUES ($1, $2, $3, $4)",
            )
            .bind(job.kind.as_str())
            .bind(payload)
            .bind(micros(now))
            .bind(micros(job.due_at))
            .execute(connection)
            .await?;
        });
        Ok(())
    }
}

impl Store {
    /// Takes up to `limit` due jobs for the length of a lease. A job whose lease ended
    /// without an answer is due again. `lease_token` is drawn by the caller, once a call.
    pub async fn claim(
        &self,
        limit: u32,
        lease: SignedDuration,
        now: Timestamp,
        lease_token: Uuid,
    ) -> Result<Vec<Job>, StoreError> {
        // due_at moves to the end of the lease: "due" and "lease over" are one condition.
        const SQLITE: &str = "UPDATE outbox SET due_at = $1, lease_token = $2, \
             attempts = attempts + 1 WHERE id IN (SELECT id FROM outbox WHERE done_at IS NULL \
             AND parked_at IS NULL AND due_at <= $3 ORDER BY due_at, id LIMIT $4) \
             RETURNING id, kind, payload, created_at, attempts, last_error";
        const POSTGRES: &str = "UPDATE outbox SET due_at = $1, lease_token = $2, \
             attempts = attempts + 1 WHERE id IN (SELECT id FROM outbox WHERE done_at IS NULL \
             AND parked_at IS NULL AND due_at <= $3 ORDER BY due_at, id LIMIT $4 \
             FOR UPDATE SKIP LOCKED) \
             RETURNING id, kind, payload, created_at, attempts, last_error";
        let until = micros(now).saturating_add(duration_micros(lease));
        let mut tx = self.begin().await?;
        let statement = match &tx.inner {
            Inner::Sqlite(_) => SQLITE,
            Inner::Postgres(_) => POSTGRES,
        };
        let mut rows: Vec<JobColumns> = on_tx!(tx, connection => {
            sqlx::query_as(statement)
                .bind(until)
                .bind(lease_token.to_string())
                .bind(micros(now))
                .bind(i64::from(limit))
                .fetch_all(connection)
                .await?
        });
        tx.commit().await?;
        rows.sort_by_key(|row| row.id);
        rows.into_iter()
            .map(|row| {
                Ok(Job {
                    id: row.id,
                    kind: row.kind,
                    payload: serde_json::from_str(&row.payload).map_err(|_| {
                        StoreError::Unreadable {
                            what: "outbox.payload",
                        }
                    })?,
                    created_at: instant(row.created_at)?,
                    attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
                    last_error: row.last_error,
                    lease: lease_token,
                })
            })
            .collect()
    }

    /// The job is done. False when the lease had passed to another worker.
    pub async fn done(&self, job: &Job, now: Timestamp) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let changed = on_tx!(tx, connection => {
            sqlx::query(
                "UPDATE outbox SET done_at = $1, lease_token = NULL \
                 WHERE id = $2 AND lease_token = $3",
            )
            .bind(micros(now))
            .bind(job.id)
            .bind(job.lease.to_string())
            .execute(connection)
            .await?
            .rows_affected()
        });
        tx.commit().await?;
        Ok(changed == 1)
    }

    /// The job failed: try again at `retry_at`, or park it for a person when `None`.
    /// False when the lease had passed to another worker.
    pub async fn failed(
        &self,
        job: &Job,
        error: &str,
        retry_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let parked_at = retry_at.is_none().then(|| micros(now));
        let mut tx = self.begin().await?;
        let changed = on_tx!(tx, connection => {
            sqlx::query(
                "UPDATE outbox SET due_at = $1, last_error = $2, parked_at = $3, \
                 lease_token = NULL WHERE id = $4 AND lease_token = $5",
            )
            .bind(micros(retry_at.unwrap_or(now)))
            .bind(error)
            .bind(parked_at)
            .bind(job.id)
            .bind(job.lease.to_string())
            .execute(connection)
            .await?
            .rows_affected()
        });
        tx.commit().await?;
        Ok(changed == 1)
    }
}
