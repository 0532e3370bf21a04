//! Small pictures of stored contents, by hash. They are drawn from a content and can be made
//! anew: no evidence. Who may see one is who may see the content, decided by the caller; how
//! it is drawn is the inspection's.

use std::collections::BTreeSet;

use crate::{
    Store, StoreError,
    database::{on_reader, on_tx},
    sql::{Sql, fetch_all},
};

/// Contents asked about at once: a page shows fewer.
const AT_ONCE: usize = 500;

impl Store {
    /// Keeps the small picture (JPEG) of a content, instead of an earlier one.
    pub async fn keep_thumbnail(&self, content_hash: &str, jpeg: &[u8]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query(
                "INSERT INTO thumbnail (content_hash, jpeg) VALUES ($1, $2) \
                 ON CONFLICT (content_hash) DO UPDATE SET jpeg = excluded.jpeg",
            )
            .bind(content_hash)
            .bind(jpeg)
            .execute(connection)
            .await?;
        });
        tx.commit().await
    }

    /// The small picture (JPEG) of a content, when there is one.
    pub async fn thumbnail(&self, content_hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let found: Option<(Vec<u8>,)> = on_reader!(self, connection => {
            sqlx::query_as("SELECT jpeg FROM thumbnail WHERE content_hash = $1")
                .bind(content_hash)
                .fetch_optional(connection)
                .await?
        });
        Ok(found.map(|(jpeg,)| jpeg))
    }

    /// Those of some contents that have a small picture; the first [`AT_ONCE`] are asked about.
    pub async fn with_thumbnail<'a>(
        &self,
        content_hashes: impl Iterator<Item = &'a str>,
    ) -> Result<BTreeSet<String>, StoreError> {
        let asked: BTreeSet<&str> = content_hashes.take(AT_ONCE).collect();
        if asked.is_empty() {
            return Ok(BTreeSet::new());
        }
        let mut sql = Sql::new("SELECT content_hash FROM thumbnail WHERE content_hash IN (");
        for (rank, hash) in asked.into_iter().enumerate() {
            if rank > 0 {
                sql.push(", ");
            }
            sql.text(hash);
        }
        sql.push(")");
        let rows: Vec<(String,)> = fetch_all!(self, sql);
        Ok(rows.into_iter().map(|(hash,)| hash).collect())
    }

    /// Forgets the small picture of a content that is erased.
    pub async fn forget_thumbnail(&self, content_hash: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query("DELETE FROM thumbnail WHERE content_hash = $1")
                .bind(content_hash)
                .execute(connection)
                .await?;
        });
        tx.commit().await
    }
}
