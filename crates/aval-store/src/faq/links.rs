//! What became of the addresses that answers lead to. How an address is tried, and what a
//! state means, are not known here.

use jiff::Timestamp;

use crate::{
    Store, StoreError,
    column::{instant, micros},
    database::{on_reader, on_tx},
};

/// An address as it was found last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaqLink {
    /// The whole address.
    pub address: String,
    /// Code of the state; empty before the first check.
    pub state: String,
    /// A fact beside the state (where it moved, an HTTP status), possibly empty.
    pub detail: String,
    /// When it was tried last.
    pub checked_at: Option<Timestamp>,
    /// Since when it is in this state.
    pub since: Option<Timestamp>,
}

type LinkRow = (String, String, String, i64, i64);

impl Store {
    /// Every address that was tried or claimed.
    pub async fn faq_links(&self) -> Result<Vec<FaqLink>, StoreError> {
        let rows: Vec<LinkRow> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT address, state, detail, checked_at, since FROM faq_link ORDER BY address",
            )
            .fetch_all(connection)
            .await?
        });
        let when = |stored: i64| (stored > 0).then(|| instant(stored)).transpose();
        rows.into_iter()
            .map(|(address, state, detail, checked_at, since)| {
                Ok(FaqLink {
                    address,
                    state,
                    detail,
                    checked_at: when(checked_at)?,
                    since: when(since)?,
                })
            })
            .collect()
    }

    /// Takes an address to try it; false when another instance has it until later.
    pub async fn faq_claim_link(
        &self,
        address: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let rows = on_tx!(tx, connection => {
            sqlx::query(
                "INSERT INTO faq_link (address, state, detail, checked_at, since, claimed_until) \
                 VALUES ($1, '', '', 0, 0, $2) ON CONFLICT (address) DO UPDATE \
                 SET claimed_until = excluded.claimed_until WHERE faq_link.claimed_until <= $3",
            )
            .bind(address)
            .bind(micros(until))
            .bind(micros(now))
            .execute(connection)
            .await?
            .rows_affected()
        });
        tx.commit().await?;
        Ok(rows == 1)
    }

    /// Keeps what was found at an address, and gives it back.
    pub async fn faq_keep_link(
        &self,
        address: &str,
        state: &str,
        detail: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query(
                "UPDATE faq_link SET \
                 since = CASE WHEN state = $1 THEN since ELSE $2 END, \
                 state = $3, detail = $4, checked_at = $5, claimed_until = 0 WHERE address = $6",
            )
            .bind(state)
            .bind(micros(now))
            .bind(state)
            .bind(detail)
            .bind(micros(now))
            .bind(address)
            .execute(connection)
            .await?;
        });
        tx.commit().await
    }

    /// Every address is to be tried again; what was found stays shown until then.
    pub async fn faq_links_again(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query("UPDATE faq_link SET checked_at = 0")
                .execute(connection)
                .await?;
        });
        tx.commit().await
    }

    /// Forgets addresses to which no answer leads any more.
    pub async fn faq_forget_links(&self, addresses: &[String]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for address in addresses {
            on_tx!(tx, connection => {
                sqlx::query("DELETE FROM faq_link WHERE address = $1")
                    .bind(address.as_str())
                    .execute(connection)
                    .await?;
            });
        }
        tx.commit().await
    }
}
