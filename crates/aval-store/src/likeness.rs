//! What stored files look like, and which other files look like one of them, inside a scope.
//! How likeness is computed and compared is the caller's: here are a text and keys.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Store, StoreError,
    column::id,
    database::{on_reader, on_tx},
    scope::Scope,
    sql::{Sql, Test, fetch_all},
};

/// What a content looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptLikeness {
    /// SHA-256 of the content, in hexadecimal.
    pub content_hash: String,
    /// Kinds are never compared with each other.
    pub kind: String,
    /// As the caller wrote it.
    pub likeness: String,
    /// Keys under which look-alikes are found.
    pub bands: Vec<u16>,
}

/// A use of a content that shares a key with another: perhaps a look-alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The application.
    pub application: Uuid,
    /// Its number.
    pub number: String,
    /// Its vendor.
    pub vendor: Uuid,
    /// The slot.
    pub slot: String,
    /// SHA-256 of the content, in hexadecimal.
    pub content_hash: String,
    /// What it looks like, as the caller wrote it.
    pub likeness: String,
}

#[derive(sqlx::FromRow)]
struct CandidateColumns {
    application_id: String,
    number: String,
    vendor_id: String,
    slot: String,
    content_hash: String,
    likeness: String,
}

impl Store {
    /// Keeps what a content looks like. The same content again is written anew: a later
    /// checker may see better.
    pub async fn keep_likeness(&self, kept: &KeptLikeness) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query(
                "INSERT INTO likeness (content_hash, kind, likeness) VALUES ($1, $2, $3) \
                 ON CONFLICT (content_hash) DO UPDATE SET kind = excluded.kind, \
                 likeness = excluded.likeness",
            )
            .bind(kept.content_hash.as_str())
            .bind(kept.kind.as_str())
            .bind(kept.likeness.as_str())
            .execute(&mut *connection)
            .await?;
            sqlx::query("DELETE FROM likeness_band WHERE content_hash = $1")
                .bind(kept.content_hash.as_str())
                .execute(&mut *connection)
                .await?;
            for band in &kept.bands {
                sqlx::query(
                    "INSERT INTO likeness_band (kind, band, content_hash) VALUES ($1, $2, $3) \
                     ON CONFLICT DO NOTHING",
                )
                .bind(kept.kind.as_str())
                .bind(i64::from(*band))
                .bind(kept.content_hash.as_str())
                .execute(&mut *connection)
                .await?;
            }
        });
        tx.commit().await
    }

    /// What a content looks like, as the caller wrote it.
    pub async fn likeness(&self, content_hash: &str) -> Result<Option<String>, StoreError> {
        let found: Option<(String,)> = on_reader!(self, connection => {
            sqlx::query_as("SELECT likeness FROM likeness WHERE content_hash = $1")
                .bind(content_hash)
                .fetch_optional(connection)
                .await?
        });
        Ok(found.map(|(likeness,)| likeness))
    }

    /// Forgets what a content looks like: the content is erased, and this is drawn from it.
    pub async fn forget_likeness(&self, content_hash: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query("DELETE FROM likeness WHERE content_hash = $1")
                .bind(content_hash)
                .execute(connection)
                .await?;
        });
        tx.commit().await
    }

    /// At most `limit` uses, in the applications of a scope, of other contents that share a
    /// key with this one; by number and slot.
    pub async fn look_alikes(
        &self,
        scope: &Scope,
        kept: &KeptLikeness,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Candidate>, StoreError> {
        if kept.bands.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new(
            "SELECT u.application_id, a.number, u.vendor_id, u.slot, l.content_hash, l.likeness \
             FROM likeness l JOIN evidence_use_view u ON u.content_hash = l.content_hash \
             JOIN application_view a ON a.id = u.application_id \
             WHERE l.content_hash IN (SELECT b.content_hash FROM likeness_band b WHERE b.kind = ",
        );
        sql.text(kept.kind.as_str());
        sql.push(" AND b.band IN (");
        for (rank, band) in kept.bands.iter().enumerate() {
            if rank > 0 {
                sql.push(", ");
            }
            sql.integer(i64::from(*band));
        }
        sql.push(")) AND l.content_hash <> ");
        sql.text(kept.content_hash.as_str());
        sql.scope(scope, now, Test::Each);
        sql.push(" ORDER BY a.number, u.slot, l.content_hash LIMIT ");
        sql.integer(i64::from(limit));
        let rows: Vec<CandidateColumns> = fetch_all!(self, sql);
        rows.into_iter()
            .map(|row| {
                Ok(Candidate {
                    application: id(&row.application_id)?,
                    number: row.number,
                    vendor: id(&row.vendor_id)?,
                    slot: row.slot,
                    content_hash: row.content_hash,
                    likeness: row.likeness,
                })
            })
            .collect()
    }
}
