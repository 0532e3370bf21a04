//! What an antivirus said of each deposited content, and which contents still wait for it.
//! A content is scanned once, whatever holds it. Asking an antivirus, and what its answer
//! means for people, are the caller's.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{
    Store, StoreError, Tx,
    column::{id, instant, micros, unsigned},
    database::{Inner, on_reader, on_tx},
    sql::{Sql, fetch_all},
    views::duration_micros,
};

/// Contents looked up in one statement.
const AT_ONCE: usize = 500;

/// What is known of a content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScanState {
    /// No answer yet.
    Waiting,
    /// Nothing was found.
    Clean,
    /// Something was found, which has this name.
    Found {
        /// The name, as the antivirus gave it.
        name: String,
        /// When an administrator said that this name is a mistake here.
        released_at: Option<Timestamp>,
    },
    /// No answer could be had, for a reason that has this code.
    Unscanned {
        /// Stable code of the reason, the caller's.
        why: String,
    },
}

/// One content and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// SHA-256 of the content, in hexadecimal.
    pub hash: String,
    /// What is known.
    pub state: ScanState,
    /// What the antivirus calls itself, with its signatures; empty before any answer.
    pub engine: String,
    /// When it was deposited first.
    pub asked_at: Timestamp,
    /// The stream of that deposit; empty when it was not kept.
    pub stream: String,
    /// Who deposited it first, as the journal writes actors; empty when it was not kept.
    pub asked_by: String,
    /// When the antivirus answered last.
    pub scanned_at: Option<Timestamp>,
}

/// A content in the hands of somebody who asks the antivirus, until the lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanOrder {
    /// SHA-256 of the content, in hexadecimal.
    pub hash: String,
    /// How many times it was taken since the last answer, this one included.
    pub attempts: u32,
    /// Proves that the lease is held.
    pub lease: Uuid,
}

/// What came of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScanAnswer {
    /// Nothing was found.
    Clean,
    /// Something was found, which has this name.
    Found(String),
    /// No answer could be had.
    Unscanned {
        /// Stable code of the reason.
        why: &'static str,
        /// When to try again; `None`: when somebody asks for it.
        again: Option<Timestamp>,
    },
}

/// An answer of the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastAnswer {
    /// When.
    pub at: Timestamp,
    /// What was known then; a release is not part of it.
    pub state: ScanState,
    /// What the antivirus called itself.
    pub engine: String,
}

/// How many contents are in each state that asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScanCounts {
    /// Without an answer yet.
    pub waiting: u64,
    /// Found and not released.
    pub found: u64,
    /// Not scanned.
    pub unscanned: u64,
}

#[derive(sqlx::FromRow)]
struct ScanColumns {
    hash: String,
    state: String,
    detail: String,
    engine: String,
    asked_at: i64,
    stream: String,
    asked_by: String,
    scanned_at: Option<i64>,
    released: Option<String>,
    released_at: Option<i64>,
}

const COLUMNS: &str = "SELECT hash, state, detail, engine, asked_at, stream, asked_by, \
     scanned_at, released, released_at FROM malware_scan";

fn state_of(
    state: &str,
    detail: String,
    released: Option<Timestamp>,
) -> Result<ScanState, StoreError> {
    Ok(match state {
        "waiting" => ScanState::Waiting,
        "clean" => ScanState::Clean,
        "found" => ScanState::Found {
            name: detail,
            released_at: released,
        },
        "unscanned" => ScanState::Unscanned { why: detail },
        _ => {
            return Err(StoreError::Unreadable {
                what: "malware_scan.state",
            });
        }
    })
}

impl TryFrom<ScanColumns> for Scan {
    type Error = StoreError;

    fn try_from(row: ScanColumns) -> Result<Self, StoreError> {
        // A release is of the name that was found then; another name is found anew.
        let released = row
            .released_at
            .filter(|_| row.released.as_ref() == Some(&row.detail))
            .map(instant)
            .transpose()?;
        Ok(Self {
            state: state_of(&row.state, row.detail, released)?,
            hash: row.hash,
            engine: row.engine,
            asked_at: instant(row.asked_at)?,
            stream: row.stream,
            asked_by: row.asked_by,
            scanned_at: row.scanned_at.map(instant).transpose()?,
        })
    }
}

impl Tx {
    /// A content was deposited and waits for the antivirus. One that is known already keeps
    /// what is known of it.
    pub async fn ask_scan(
        &mut self,
        hash: &str,
        at: Timestamp,
        stream: &str,
        by: &str,
    ) -> Result<(), StoreError> {
        on_tx!(self, connection => {
            sqlx::query(
                "INSERT INTO malware_scan (hash, state, detail, engine, asked_at, stream, \
                 asked_by, due_at, attempts) VALUES ($1, 'waiting', '', '', $2, $3, $4, $2, 0) \
                 ON CONFLICT (hash) DO NOTHING",
            )
            .bind(hash)
            .bind(micros(at))
            .bind(stream)
            .bind(by)
            .execute(connection)
            .await?;
        });
        Ok(())
    }

    /// A content is to be scanned again; what is known stands until the answer. False when
    /// there is no such content.
    pub async fn scan_again(&mut self, hash: &str, at: Timestamp) -> Result<bool, StoreError> {
        let changed = on_tx!(self, connection => {
            sqlx::query(
                "UPDATE malware_scan SET due_at = $2, attempts = 0, lease = NULL WHERE hash = $1",
            )
            .bind(hash)
            .bind(micros(at))
            .execute(connection)
            .await?
            .rows_affected()
        });
        Ok(changed > 0)
    }

    /// Every content that was not scanned is to be tried again now. Says how many.
    pub async fn scan_unscanned_again(&mut self, at: Timestamp) -> Result<u64, StoreError> {
        Ok(on_tx!(self, connection => {
            sqlx::query(
                "UPDATE malware_scan SET due_at = $1, attempts = 0, lease = NULL \
                 WHERE state = 'unscanned'",
            )
            .bind(micros(at))
            .execute(connection)
            .await?
            .rows_affected()
        }))
    }

    /// What was found in a content under this name is a mistake. False when something else
    /// stands there now.
    pub async fn release_content(
        &mut self,
        hash: &str,
        name: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let changed = on_tx!(self, connection => {
            sqlx::query(
                "UPDATE malware_scan SET released = $2, released_at = $3 \
                 WHERE hash = $1 AND state = 'found' AND detail = $2",
            )
            .bind(hash)
            .bind(name)
            .bind(micros(at))
            .execute(connection)
            .await?
            .rows_affected()
        });
        Ok(changed > 0)
    }
}

impl Store {
    /// What is known of some contents; one that was never deposited is absent.
    pub async fn scans(&self, hashes: &[String]) -> Result<BTreeMap<String, Scan>, StoreError> {
        let mut known = BTreeMap::new();
        for some in hashes.chunks(AT_ONCE) {
            let mut sql = Sql::new(COLUMNS);
            sql.push(" WHERE 1 = 1");
            sql.and_one_of("hash", some);
            let rows: Vec<ScanColumns> = fetch_all!(self, sql);
            for row in rows {
                let scan = Scan::try_from(row)?;
                known.insert(scan.hash.clone(), scan);
            }
        }
        Ok(known)
    }

    /// What is known of a content.
    pub async fn scan(&self, hash: &str) -> Result<Option<Scan>, StoreError> {
        let mut known = self.scans(&[hash.to_owned()]).await?;
        Ok(known.remove(hash))
    }

    /// Contents where something was found, or that were not scanned, or that wait: those that
    /// were found first, then by the date of their deposit, the latest first; `limit` of each
    /// at most.
    pub async fn scans_to_tell(&self, limit: u32) -> Result<Vec<Scan>, StoreError> {
        let mut told = Vec::new();
        for state in ["found", "unscanned", "waiting"] {
            let mut sql = Sql::new(COLUMNS);
            sql.push(" WHERE state <> 'clean' AND state = ");
            sql.text(state);
            sql.push(" ORDER BY asked_at DESC, hash");
            sql.limit(u64::from(limit));
            let rows: Vec<ScanColumns> = fetch_all!(self, sql);
            for row in rows {
                told.push(Scan::try_from(row)?);
            }
        }
        Ok(told)
    }

    /// How many contents ask for attention.
    pub async fn scan_counts(&self) -> Result<ScanCounts, StoreError> {
        let rows: Vec<(String, i64)> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT state, COUNT(*) FROM malware_scan WHERE state <> 'clean' \
                 AND (state <> 'found' OR released IS NULL OR released <> detail) GROUP BY state",
            )
            .fetch_all(connection)
            .await?
        });
        let mut counts = ScanCounts::default();
        for (state, count) in rows {
            let count = unsigned(count)?;
            match state.as_str() {
                "waiting" => counts.waiting = count,
                "found" => counts.found = count,
                _ => counts.unscanned = count,
            }
        }
        Ok(counts)
    }

    /// The last answers about a content, the latest first.
    pub async fn scan_answers(&self, hash: &str) -> Result<Vec<PastAnswer>, StoreError> {
        let rows: Vec<(i64, String, String, String)> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT answered_at, state, detail, engine FROM malware_answer WHERE hash = $1 \
                 ORDER BY answered_at DESC, id DESC LIMIT 50",
            )
            .bind(hash)
            .fetch_all(connection)
            .await?
        });
        rows.into_iter()
            .map(|(at, state, detail, engine)| {
                Ok(PastAnswer {
                    at: instant(at)?,
                    state: state_of(&state, detail, None)?,
                    engine,
                })
            })
            .collect()
    }

    /// Takes up to `limit` contents that are due, those deposited last first: who waits at
    /// the door goes before what an old installation never scanned. An order whose lease
    /// ended without an answer is due again. `lease` is drawn by the caller, once a call.
    pub async fn take_scans(
        &self,
        limit: u32,
        length: SignedDuration,
        now: Timestamp,
        lease: Uuid,
    ) -> Result<Vec<ScanOrder>, StoreError> {
        const SQLITE: &str = "UPDATE malware_scan SET due_at = $1, lease = $2, \
             attempts = attempts + 1 WHERE hash IN (SELECT hash FROM malware_scan \
             WHERE due_at <= $3 ORDER BY asked_at DESC, hash LIMIT $4) RETURNING hash, attempts";
        const POSTGRES: &str = "UPDATE malware_scan SET due_at = $1, lease = $2, \
             attempts = attempts + 1 WHERE hash IN (SELECT hash FROM malware_scan \
             WHERE due_at <= $3 ORDER BY asked_at DESC, hash LIMIT $4 FOR UPDATE SKIP LOCKED) \
             RETURNING hash, attempts";
        // Nothing due costs no writer anything.
        let due: Option<(i64,)> = on_reader!(self, connection => {
            sqlx::query_as("SELECT due_at FROM malware_scan WHERE due_at <= $1 LIMIT 1")
                .bind(micros(now))
                .fetch_optional(connection)
                .await?
        });
        if due.is_none() {
            return Ok(Vec::new());
        }
        let mut tx = self.begin().await?;
        let statement = match &tx.inner {
            Inner::Sqlite(_) => SQLITE,
            Inner::Postgres(_) => POSTGRES,
        };
        let rows: Vec<(String, i64)> = on_tx!(tx, connection => {
            sqlx::query_as(statement)
                .bind(micros(now).saturating_add(duration_micros(length)))
                .bind(lease.to_string())
                .bind(micros(now))
                .bind(i64::from(limit))
                .fetch_all(connection)
                .await?
        });
        tx.commit().await?;
        Ok(rows
            .into_iter()
            .map(|(hash, attempts)| ScanOrder {
                hash,
                attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
                lease,
            })
            .collect())
    }

    /// Keeps what came of an order. False when the lease had passed to somebody else, or the
    /// content was erased meanwhile: nothing is kept then.
    pub async fn answer_scan(
        &self,
        order: &ScanOrder,
        answer: &ScanAnswer,
        engine: &str,
        answer_id: Uuid,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (state, detail, again) = match answer {
            ScanAnswer::Clean => ("clean", "", None),
            ScanAnswer::Found(name) => ("found", name.as_str(), None),
            ScanAnswer::Unscanned { why, again } => ("unscanned", *why, *again),
        };
        let mut tx = self.begin().await?;
        // What was found stays found while no answer comes: a scan that fails says nothing
        // of what another one saw.
        let changed = on_tx!(tx, connection => {
            sqlx::query(
                "UPDATE malware_scan SET \
                 state = CASE WHEN $1 = 'unscanned' AND state IN ('found', 'clean') THEN state ELSE $1 END, \
                 detail = CASE WHEN $1 = 'unscanned' AND state IN ('found', 'clean') THEN detail ELSE $2 END, \
                 engine = CASE WHEN $1 = 'unscanned' THEN engine ELSE $3 END, \
                 scanned_at = CASE WHEN $1 = 'unscanned' THEN scanned_at ELSE $4 END, \
                 attempts = CASE WHEN $1 = 'unscanned' THEN attempts ELSE 0 END, \
                 due_at = $5, lease = NULL WHERE hash = $6 AND lease = $7",
            )
            .bind(state)
            .bind(detail)
            .bind(engine)
            .bind(micros(now))
            .bind(again.map(micros))
            .bind(order.hash.as_str())
            .bind(order.lease.to_string())
            .execute(&mut *connection)
            .await?
            .rows_affected()
        });
        if changed > 0 {
            on_tx!(tx, connection => {
                sqlx::query(
                    "INSERT INTO malware_answer (id, hash, answered_at, state, detail, engine) \
                     VALUES ($1, $2, $3, $4, $5, $6)",
                )
                .bind(answer_id.to_string())
                .bind(order.hash.as_str())
                .bind(micros(now))
                .bind(state)
                .bind(detail)
                .bind(engine)
                .execute(connection)
                .await?;
            });
        }
        tx.commit().await?;
        Ok(changed > 0)
    }

    /// Gives back the orders of a lease that will not be carried out: they are due at once.
    pub async fn give_back_scans(&self, lease: Uuid, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query(
                "UPDATE malware_scan SET due_at = $2, lease = NULL, attempts = attempts - 1 \
                 WHERE lease = $1",
            )
            .bind(lease.to_string())
            .bind(micros(now))
            .execute(connection)
            .await?;
        });
        tx.commit().await
    }

    /// Says of the contents deposited before an instant that still wait that they were not
    /// scanned, for a reason that has this code; they stay due. Says how many.
    pub async fn stop_waiting_for_scans(
        &self,
        before: Timestamp,
        why: &str,
    ) -> Result<u64, StoreError> {
        let late: Option<(i64,)> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT asked_at FROM malware_scan WHERE state = 'waiting' AND state <> 'clean' \
                 AND asked_at <= $1 LIMIT 1",
            )
            .bind(micros(before))
            .fetch_optional(connection)
            .await?
        });
        if late.is_none() {
            return Ok(0);
        }
        let mut tx = self.begin().await?;
        let changed = on_tx!(tx, connection => {
            sqlx::query(
                "UPDATE malware_scan SET state = 'unscanned', detail = $2 \
                 WHERE state = 'waiting' AND state <> 'clean' AND asked_at <= $1",
            )
            .bind(micros(before))
            .bind(why)
            .execute(connection)
            .await?
            .rows_affected()
        });
        tx.commit().await?;
        Ok(changed)
    }

    /// Where contents are in slots: for each content, the application, its number and the
    /// slot. For administrators, who see every application.
    pub async fn content_places(
        &self,
        hashes: &[String],
    ) -> Result<BTreeMap<String, Vec<(Uuid, String, String)>>, StoreError> {
        let mut places: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for some in hashes.chunks(AT_ONCE) {
            let mut sql = Sql::new(
                "SELECT u.content_hash, u.application_id, a.number, u.slot \
                 FROM evidence_use_view u JOIN application_view a ON a.id = u.application_id \
                 WHERE 1 = 1",
            );
            sql.and_one_of("u.content_hash", some);
            sql.push(" ORDER BY u.content_hash, a.number, u.slot");
            sql.limit(2000);
            let rows: Vec<(String, String, String, String)> = fetch_all!(self, sql);
            for (hash, application, number, slot) in rows {
                let place = (id(&application)?, number, slot);
                places.entry(hash).or_default().push(place);
            }
        }
        Ok(places)
    }
}
