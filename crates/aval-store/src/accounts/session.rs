//! Sessions. Only the SHA-256 of a token is kept: whoever reads the database cannot use it.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    Store, StoreError,
    column::{hex, id, instant, micros},
    database::{on_reader, on_tx},
};

/// A session to open. The token and the CSRF secret are drawn by the caller.
#[derive(Clone, Debug)]
pub struct NewSession<'a> {
    /// What the browser shall present; at least 128 random bits.
    pub token: &'a str,
    /// The account.
    pub account: Uuid,
    /// Secret repeated by each form.
    pub csrf: &'a str,
    /// Now.
    pub created_at: Timestamp,
    /// End, if nothing prolongs it.
    pub expires_at: Timestamp,
}

/// An open session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The account.
    pub account: Uuid,
    /// Secret repeated by each form.
    pub csrf: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Last use recorded.
    pub last_seen_at: Timestamp,
    /// End.
    pub expires_at: Timestamp,
}

pub(super) fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

impl Store {
    /// Opens a session, and forgets those that have ended.
    pub async fn open_session(&self, session: &NewSession<'_>) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query("DELETE FROM session WHERE expires_at <= $1")
                .bind(micros(session.created_at))
                .execute(&mut *connection)
                .await?;
            sqlx::query(
                "INSERT INTO session (token_hash, account_id, csrf, created_at, last_seen_at, \
                 expires_at) VALUES ($1, $2, $3, $4, $4, $5)",
            )
            .bind(token_hash(session.token))
            .bind(session.account.to_string())
            .bind(session.csrf)
            .bind(micros(session.created_at))
            .bind(micros(session.expires_at))
            .execute(connection)
            .await?;
        });
        tx.commit().await
    }

    /// The session of a token, unless it has ended or its account is closed.
    pub async fn session(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError> {
        let row: Option<(String, String, i64, i64, i64)> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT s.account_id, s.csrf, s.created_at, s.last_seen_at, s.expires_at \
                 FROM session s JOIN account c ON c.id = s.account_id \
                 WHERE s.token_hash = $1 AND s.expires_at > $2 AND c.disabled_at IS NULL",
            )
            .bind(token_hash(token))
            .bind(micros(now))
            .fetch_optional(connection)
            .await?
        });
        row.map(|(account, csrf, created_at, last_seen_at, expires_at)| {
            Ok(Session {
                account: id(&account)?,
                csrf,
                created_at: instant(created_at)?,
                last_seen_at: instant(last_seen_at)?,
                expires_at: instant(expires_at)?,
            })
        })
        .transpose()
    }

    /// Records a use and moves the end. Not worth a write at each request: once a minute
    /// is enough, which is for the caller to judge from [`Session::last_seen_at`].
    pub async fn touch_session(
        &self,
        token: &str,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query(
                "UPDATE session SET last_seen_at = $2, expires_at = $3 \
                 WHERE token_hash = $1 AND expires_at > $2",
            )
            .bind(token_hash(token))
            .bind(micros(now))
            .bind(micros(expires_at))
            .execute(connection)
            .await?;
        });
        tx.commit().await
    }

    /// Ends one session.
    pub async fn close_session(&self, token: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query("DELETE FROM session WHERE token_hash = $1")
                .bind(token_hash(token))
                .execute(connection)
                .await?;
        });
        tx.commit().await
    }

    /// Ends every session of an account.
    pub async fn close_sessions_of(&self, account: Uuid) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query("DELETE FROM session WHERE account_id = $1")
                .bind(account.to_string())
                .execute(connection)
                .await?;
        });
        tx.commit().await
    }

    /// Open sessions of an account, the last used first, each with the identifier by which
    /// its owner may close it (never the token).
    pub async fn sessions_of(
        &self,
        account: Uuid,
        now: Timestamp,
    ) -> Result<Vec<OpenSession>, StoreError> {
        let rows: Vec<(String, i64, i64, i64)> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT token_hash, created_at, last_seen_at, expires_at FROM session \
                 WHERE account_id = $1 AND expires_at > $2 \
                 ORDER BY last_seen_at DESC, token_hash LIMIT 200",
            )
            .bind(account.to_string())
            .bind(micros(now))
            .fetch_all(connection)
            .await?
        });
        rows.into_iter()
            .map(|(id, created_at, last_seen_at, expires_at)| {
                Ok(OpenSession {
                    id,
                    created_at: instant(created_at)?,
                    last_seen_at: instant(last_seen_at)?,
                    expires_at: instant(expires_at)?,
                })
            })
            .collect()
    }

    /// Ends one session of an account, by its identifier. Ending it twice changes nothing.
    pub async fn close_session_of(&self, account: Uuid, id: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query("DELETE FROM session WHERE account_id = $1 AND token_hash = $2")
                .bind(account.to_string())
                .bind(id)
                .execute(connection)
                .await?;
        });
        tx.commit().await
    }

    /// Ends every session of an account but the one of this token.
    pub async fn close_other_sessions(&self, account: Uuid, token: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query("DELETE FROM session WHERE account_id = $1 AND token_hash <> $2")
                .bind(account.to_string())
                .bind(token_hash(token))
                .execute(connection)
                .await?;
        });
        tx.commit().await
    }
}

/// An open session as its owner sees it in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// Names it; says nothing of the token.
    pub id: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Last use recorded.
    pub last_seen_at: Timestamp,
    /// End.
    pub expires_at: Timestamp,
}

impl OpenSession {
    /// True for the session of this token.
    pub fn is_of(&self, token: &str) -> bool {
        self.id == token_hash(token)
    }
}
