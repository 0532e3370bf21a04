//! The files after their deposit: read again in the background and compared with their
//! name, and removed when nothing has named them for long. Asking somebody what to do
//! about it is elsewhere; so is the erasure that somebody asks for.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{
    BlobError, Blobs, Store, StoreError, StoredBlob,
    column::{id, instant, micros, signed, unsigned},
    database::{on_reader, on_tx},
};

/// Files looked up at once.
const AT_ONCE: u32 = 64;

/// Events looked up at once.
const EVENTS: i64 = 1000;

/// Shortest delay before a file that nothing names may go. An upload that is complete waits
/// up to seven days for the rules to take it: its file must still be there.
pub const SHORTEST_GRACE: SignedDuration = SignedDuration::from_hours(8 * 24);

/// What is wrong with a file that an application holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobFault {
    /// There is no file of this hash.
    Missing,
    /// The content is not the one that was deposited.
    Altered,
    /// The disk or the store does not give it, or its key is missing.
    Unreadable,
}

impl BlobFault {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Altered => "altered",
            Self::Unreadable => "unreadable",
        }
    }

    fn from_code(code: &str) -> Result<Self, StoreError> {
        [Self::Missing, Self::Altered, Self::Unreadable]
            .into_iter()
            .find(|fault| fault.code() == code)
            .ok_or(StoreError::Unreadable {
                what: "custody_fault.fault",
            })
    }
}

/// A file that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultyBlob {
    /// SHA-256 that was deposited.
    pub hash: String,
    /// Size that was deposited, in bytes.
    pub size: u64,
    /// What is wrong.
    pub fault: BlobFault,
    /// When it was first noticed.
    pub found_at: Timestamp,
}

/// How far the reading is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// When the round began; `None` before the first.
    pub started_at: Option<Timestamp>,
    /// When it ended; `None` while it goes on.
    pub ended_at: Option<Timestamp>,
    /// Files read so far in this round.
    pub files: u64,
    /// Bytes read so far in this round.
    pub octets: u64,
    /// Hash after which it goes on.
    after: String,
}

/// Why files could not be looked after.
#[derive(Debug, thiserror::Error)]
pub enum CustodyError {
    /// The database.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The files.
    #[error("{0}")]
    Blobs(#[from] BlobError),
    /// The database names none of the files of the folder: it belongs to another one.
    #[error(
        "La base de données ne nomme aucun des fichiers de ce dossier : ce n’est sans doute pas la sienne. Rien n’a été supprimé. Vérifiez les deux adresses."
    )]
    NothingInCommon,
    /// More of the old files are unnamed than named: an older or another database, unless
    /// who asks says otherwise.
    #[error(
        "La base de données nomme {named} des anciens fichiers de ce stockage et en ignore {unnamed} : elle est peut-être plus ancienne, ou celle d’une autre installation. Rien n’a été supprimé. Vérifiez les deux adresses ; si ce sont les bonnes, ajoutez --even-most."
    )]
    MostUnnamed {
        /// Old files that something names.
        named: usize,
        /// Old files that nothing names.
        unnamed: usize,
    },
}

impl CustodyError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Blobs(error) => error.code(),
            Self::NothingInCommon => "custody.nothing_in_common",
            Self::MostUnnamed { .. } => "custody.most_unnamed",
        }
    }
}

/// Looks after the files of a store.
#[derive(Clone, Debug)]
pub struct Custody {
    store: Store,
    blobs: Blobs,
    even_most: bool,
}

impl Custody {
    /// Over a database and its files.
    pub const fn new(store: Store, blobs: Blobs) -> Self {
        Self {
            store,
            blobs,
            even_most: false,
        }
    }

    /// Reads the next files of the round again, until about `octets` bytes are read, and
    /// keeps what is wrong with them. A file that is well again loses its mention. Begins a
    /// round when none goes on; gives the round, ended when every file was read. While the
    /// store of the files does not answer, the round stays where it is.
    pub async fn read_again(&self, octets: u64, now: Timestamp) -> Result<Round, StoreError> {
        let before = self.round().await?;
        let mut round = match &before {
            round if round.started_at.is_some() && round.ended_at.is_none() => round.clone(),
            _ => Round {
                started_at: Some(now),
                ..Round::default()
            },
        };
        let held = self.held(&round.after).await?;
        if held.is_empty() {
            round.ended_at = Some(now);
        }
        let mut read: u64 = 0;
        for (hash, size) in held {
            if !self.judge(&hash, size, now).await? {
                break;
            }
            read = read.saturating_add(size);
            round.files = round.files.saturating_add(1);
            round.octets = round.octets.saturating_add(size);
            round.after = hash;
            if read >= octets {
                break;
            }
        }
        if self.keep(&round, &before).await? {
            Ok(round)
        } else {
            self.round().await
        }
    }

    /// The same, for who knows that most of the old files are rightly unnamed.
    #[must_use]
    pub fn even_most(mut self) -> Self {
        self.even_most = true;
        self
    }

    /// How far the reading is.
    pub async fn round(&self) -> Result<Round, StoreError> {
        let row: Option<(String, i64, i64, i64, Option<i64>)> = on_reader!(self.store, connection => {
            sqlx::query_as("SELECT after_hash, started_at, files, octets, ended_at FROM custody_round")
                .fetch_optional(connection)
                .await?
        });
        let Some((after, started_at, files, octets, ended_at)) = row else {
            return Ok(Round::default());
        };
        Ok(Round {
            started_at: Some(instant(started_at)?),
            ended_at: ended_at.map(instant).transpose()?,
            files: unsigned(files)?,
            octets: unsigned(octets)?,
            after,
        })
    }

    /// What is wrong, the oldest first, `limit` at most. Contents erased since are left out.
    pub async fn faults(&self, limit: u32) -> Result<Vec<FaultyBlob>, StoreError> {
        let rows: Vec<(String, i64, String, i64)> = on_reader!(self.store, connection => {
            sqlx::query_as(
                "SELECT f.hash, b.size, f.fault, f.found_at FROM custody_fault f \
                 JOIN blob b ON b.hash = f.hash ORDER BY f.found_at, f.hash LIMIT $1",
            )
            .bind(i64::from(limit))
            .fetch_all(connection)
            .await?
        });
        rows.into_iter()
            .map(|(hash, size, fault, found_at)| {
                Ok(FaultyBlob {
                    hash,
                    size: unsigned(size)?,
                    fault: BlobFault::from_code(&fault)?,
                    found_at: instant(found_at)?,
                })
            })
            .collect()
    }

    /// The files that nothing names and that nobody has deposited since `before`, in the
    /// order of their hashes.
    ///
    /// # Errors
    /// [`CustodyError::NothingInCommon`] when not one of the old files is named, and
    /// [`CustodyError::MostUnnamed`] when most are not: a database given by mistake must not
    /// empty the folder of another.
    pub async fn unnamed(&self, before: Timestamp) -> Result<Vec<StoredBlob>, CustodyError> {
        // The folder first: what is named meanwhile is seen by the second look.
        let idle = self.blobs.idle(before).await?;
        if idle.is_empty() {
            return Ok(Vec::new());
        }
        let named = self.named().await?;
        let known = idle
            .iter()
            .filter(|file| named.contains(&file.hash))
            .count();
        let unnamed = idle.len() - known;
        if known == 0 {
            return Err(CustodyError::NothingInCommon);
        }
        if unnamed > known && !self.even_most {
            return Err(CustodyError::MostUnnamed {
                named: known,
                unnamed,
            });
        }
        Ok(idle
            .into_iter()
            .filter(|file| !named.contains(&file.hash))
            .collect())
    }

    /// Removes those files for good and says which. One that was deposited again meanwhile
    /// stays.
    pub async fn collect(&self, before: Timestamp) -> Result<Vec<StoredBlob>, CustodyError> {
        let mut gone = Vec::new();
        for file in self.unnamed(before).await? {
            if self.blobs.remove_idle(&file.hash, before).await? {
                gone.push(file);
            }
        }
        let strays = self
            .blobs
            .drop_strays(before, &self.uploading().await?)
            .await?;
        if strays > 0 {
            tracing::info!(strays, "octets of forgotten uploads were removed");
        }
        Ok(gone)
    }

    /// Uploads on their way.
    async fn uploading(&self) -> Result<BTreeSet<Uuid>, StoreError> {
        let rows: Vec<(String,)> = on_reader!(self.store, connection => {
            sqlx::query_as("SELECT id FROM upload").fetch_all(connection).await?
        });
        rows.iter().map(|(text,)| id(text)).collect()
    }

    /// Files that applications hold, after a hash.
    async fn held(&self, after: &str) -> Result<Vec<(String, u64)>, StoreError> {
        let rows: Vec<(String, i64)> = on_reader!(self.store, connection => {
            sqlx::query_as("SELECT hash, size FROM blob WHERE hash > $1 ORDER BY hash LIMIT $2")
                .bind(after)
                .bind(i64::from(AT_ONCE))
                .fetch_all(connection)
                .await?
        });
        rows.into_iter()
            .map(|(hash, size)| Ok((hash, unsigned(size)?)))
            .collect()
    }

    /// False when nothing can be said of any file, because their store does not answer: the
    /// round waits for it.
    async fn judge(&self, hash: &str, size: u64, now: Timestamp) -> Result<bool, StoreError> {
        let fault = match self.blobs.verify(hash).await {
            Ok(true) => return self.well(hash).await.map(|()| true),
            Ok(false) | Err(BlobError::Damaged) => BlobFault::Altered,
            Err(BlobError::NotFound | BlobError::BadHash) => BlobFault::Missing,
            // One file that cannot be read must not keep the others from being read.
            Err(
                error
                @ (BlobError::Unreachable(_) | BlobError::Refused(_) | BlobError::NoBucket(_)),
            ) if self.blobs.probe().await.is_err() => {
                tracing::error!(%error, code = error.code(), "files cannot be read again");
                return Ok(false);
            }
            Err(error) => {
                tracing::error!(hash, %error, code = error.code(), "a file cannot be read");
                BlobFault::Unreadable
            }
        };
        let mut tx = self.store.begin().await?;
        // A content erased while it was looked for is not missing.
        let noted = on_tx!(tx, connection => {
            sqlx::query(
                "INSERT INTO custody_fault (hash, fault, found_at) \
                 SELECT hash, $2, $3 FROM blob WHERE hash = $1 \
                 ON CONFLICT (hash) DO UPDATE SET fault = excluded.fault",
            )
            .bind(hash)
            .bind(fault.code())
            .bind(micros(now))
            .execute(connection)
            .await?
            .rows_affected()
        });
        tx.commit().await?;
        if noted > 0 {
            tracing::error!(
                hash,
                size,
                fault = fault.code(),
                "a deposited file is not what it was"
            );
        }
        Ok(true)
    }

    async fn well(&self, hash: &str) -> Result<(), StoreError> {
        let known: Option<(i64,)> = on_reader!(self.store, connection => {
            sqlx::query_as("SELECT found_at FROM custody_fault WHERE hash = $1")
                .bind(hash)
                .fetch_optional(connection)
                .await?
        });
        if known.is_none() {
            return Ok(());
        }
        let mut tx = self.store.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query("DELETE FROM custody_fault WHERE hash = $1")
                .bind(hash)
                .execute(connection)
                .await?;
        });
        tx.commit().await
    }

    /// Moves the round on from where it was read; false when somebody else, the service or
    /// the command, moved it meanwhile: theirs stands, or files would be passed over.
    async fn keep(&self, round: &Round, before: &Round) -> Result<bool, StoreError> {
        let (files, octets) = (signed(round.files)?, signed(round.octets)?);
        let known = signed(before.files)?;
        let mut tx = self.store.begin().await?;
        let kept = on_tx!(tx, connection => {
            sqlx::query(
                "INSERT INTO custody_round (id, after_hash, started_at, files, octets, ended_at) \
                 VALUES (1, $1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE SET \
                 after_hash = excluded.after_hash, started_at = excluded.started_at, \
                 files = excluded.files, octets = excluded.octets, ended_at = excluded.ended_at \
                 WHERE custody_round.started_at = $6 AND custody_round.files = $7 \
                 AND custody_round.after_hash = $8 \
                 AND (custody_round.ended_at IS NULL) = $9",
            )
            .bind(round.after.as_str())
            .bind(round.started_at.map(micros))
            .bind(files)
            .bind(octets)
            .bind(round.ended_at.map(micros))
            .bind(before.started_at.map(micros))
            .bind(known)
            .bind(before.after.as_str())
            .bind(before.ended_at.is_none())
            .execute(connection)
            .await?
            .rows_affected()
        });
        tx.commit().await?;
        Ok(kept > 0)
    }

    /// Every hash that something names. Whatever looks like one counts: a file too many on
    /// the disk is nothing, a file too few is a proof lost.
    async fn named(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut named = BTreeSet::new();
        let texts: Vec<(String,)> = on_reader!(self.store, connection => {
            sqlx::query_as(
                "SELECT hash FROM blob \
                 UNION ALL SELECT filed FROM upload WHERE filed IS NOT NULL \
                 UNION ALL SELECT settled FROM upload WHERE settled IS NOT NULL \
                 UNION ALL SELECT source_hash FROM catalogue_version \
                 UNION ALL SELECT payload FROM outbox WHERE done_at IS NULL",
            )
            .fetch_all(connection)
            .await?
        });
        for (text,) in &texts {
            named.extend(hashes(text).map(str::to_owned));
        }
        let mut after: i64 = 0;
        loop {
            let events: Vec<(i64, String)> = on_reader!(self.store, connection => {
                sqlx::query_as(
                    "SELECT position, payload FROM journal WHERE position > $1 \
                     ORDER BY position LIMIT $2",
                )
                .bind(after)
                .bind(EVENTS)
                .fetch_all(connection)
                .await?
            });
            let Some((last, _)) = events.last() else {
                return Ok(named);
            };
            after = *last;
            for (_, payload) in &events {
                named.extend(hashes(payload).map(str::to_owned));
            }
        }
    }
}

/// The runs of 64 hexadecimal digits of a text.
fn hashes(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !matches!(c, '0'..='9' | 'a'..='f'))
        .filter(|run| run.len() == 64)
}
