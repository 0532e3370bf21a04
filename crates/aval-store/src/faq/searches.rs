//! Searches that found something, and whether anything of it was opened. Those that found
//! nothing are counted in `faq`.

use jiff::Timestamp;

use crate::{
    Store, StoreError,
    column::{instant, micros, unsigned},
    database::{Inner, on_reader, on_tx},
};

/// A search as many people made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaqUnopened {
    /// As typed, lower case.
    pub text: String,
    /// Who searched it, each counted once a day.
    pub searches: u64,
    /// Those who opened nothing.
    pub unopened: u64,
    /// The last time that somebody opened nothing.
    pub last_at: Timestamp,
}

/// Searches read at most.
const ROWS_MAX: i64 = 500;

type UnopenedRow = (String, i64, i64, i64);

impl Store {
    /// Notes a search. Who opened something stays who opened something. False when this
    /// searcher holds as many texts as one may.
    pub async fn faq_searched(
        &self,
        text: &str,
        searcher: &str,
        opened: bool,
        texts_max: u32,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        if let Inner::Postgres(transaction) = &mut tx.inner {
            // Two searches of one source at the same moment would both find room.
            sqlx::query("SELECT pg_advisory_xact_lock(hashtext($1))")
                .bind(searcher)
                .execute(&mut **transaction)
                .await?;
        }
        let held: (i64,) = on_tx!(tx, connection => {
            sqlx::query_as("SELECT COUNT(*) FROM faq_search WHERE searcher = $1 AND text <> $2")
                .bind(searcher)
                .bind(text)
                .fetch_one(connection)
                .await?
        });
        if held.0 >= i64::from(texts_max) {
            return Ok(false);
        }
        on_tx!(tx, connection => {
            sqlx::query(
                "INSERT INTO faq_search (text, searcher, opened, at) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (text, searcher) DO UPDATE SET at = excluded.at, \
                 opened = CASE WHEN faq_search.opened = 1 THEN 1 ELSE excluded.opened END",
            )
            .bind(text)
            .bind(searcher)
            .bind(i64::from(opened))
            .bind(micros(now))
            .execute(connection)
            .await?;
        });
        tx.commit().await?;
        Ok(true)
    }

    /// Searches after which at least `least` people opened nothing, those before `since` left
    /// aside and thrown away; the most frequent first, at most 500.
    pub async fn faq_unopened(
        &self,
        least: u32,
        since: Timestamp,
    ) -> Result<Vec<FaqUnopened>, StoreError> {
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query("DELETE FROM faq_search WHERE at < $1")
                .bind(micros(since))
                .execute(connection)
                .await?;
        });
        tx.commit().await?;
        let rows: Vec<UnopenedRow> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT text, COUNT(*), CAST(SUM(1 - opened) AS BIGINT), \
                 MAX(CASE WHEN opened = 0 THEN at ELSE 0 END) FROM faq_search GROUP BY text \
                 HAVING SUM(1 - opened) >= $1 ORDER BY SUM(1 - opened) DESC, text LIMIT $2",
            )
            .bind(i64::from(least))
            .bind(ROWS_MAX)
            .fetch_all(connection)
            .await?
        });
        rows.into_iter()
            .map(|(text, searches, unopened, last_at)| {
                Ok(FaqUnopened {
                    text,
                    searches: unsigned(searches)?,
                    unopened: unsigned(unopened)?,
                    last_at: instant(last_at)?,
                })
            })
            .collect()
    }
}
