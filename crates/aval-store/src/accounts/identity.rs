//! How a person proves who they are: e-mail and password for now. Everything that signs a
//! person in goes through [`Identity`], so that stronger means come in here alone.

use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Semaphore;

use super::account::{Account, email_key};
use crate::{
    Store, StoreError,
    column::{instant, micros},
    database::on_tx,
    views::duration_micros,
};

/// Memory of one argon2id computation, in KiB: OWASP's first choice (19 MiB, two passes,
/// one lane) at the time of writing, about 20 ms on a small server.
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over that memory.
const PASSES: u32 = 2;
/// Lanes.
const LANES: u32 = 1;
/// Computations at the same time: bounds memory when many people sign in at once.
const AT_ONCE: usize = 4;
/// Longer passwords are refused unread, in bytes: hashing them is work for nothing.
const LONGEST_PASSWORD: usize = 1024;

/// How many failures are borne in a window of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignInLimits {
    /// Length of the window.
    pub window: SignedDuration,
    /// Failures for one e-mail.
    pub per_email: u32,
    /// Failures from one address; several people may share it.
    pub per_address: u32,
}

impl Default for SignInLimits {
    fn default() -> Self {
        Self {
            window: SignedDuration::from_mins(15),
            per_email: 10,
            per_address: 50,
        }
    }
}

/// The answer to somebody who wants to come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// Who it is.
    Accepted(Account),
    /// Unknown e-mail, wrong password or closed account: the answer does not say which.
    Refused,
    /// Too many failures.
    TooMany {
        /// When to try again.
        retry_at: Timestamp,
    },
}

/// Signs people in. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Identity {
    store: Store,
    limits: SignInLimits,
    turns: Arc<Semaphore>,
    /// Verified when there is nothing to verify, so that an unknown e-mail takes as long.
    decoy: Arc<str>,
}

fn argon2() -> Result<Argon2<'static>, StoreError> {
    let parameters =
        Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| StoreError::Password)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters))
}

impl Identity {
    /// On a store, with limits on failures.
    pub async fn new(store: Store, limits: SignInLimits) -> Result<Self, StoreError> {
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        let decoy = tokio::task::spawn_blocking(|| hash(b"decoy"))
            .await
            .map_err(|_| StoreError::Interrupted)??;
        Ok(Self {
            store,
            limits,
            turns,
            decoy: decoy.into(),
        })
    }

    /// Checks an e-mail and a password presented from a network address.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<SignIn, StoreError> {
        // The failure is counted before the password is looked at: attempts in parallel
        // cannot slip under the limit together.
        if let Some(retry_at) = self.count_attempt(email, address, now).await? {
            return Ok(SignIn::TooMany { retry_at });
        }
        let secret = self.store.secret_of(email).await?;
        let (account, record) = match secret {
            Some((account, Some(record))) => (Some(account), record),
            _ => (None, self.decoy.to_string()),
        };
        let matches = self.matches(password, record).await?;
        let Some(account) = account.filter(|_| matches) else {
            return Ok(SignIn::Refused);
        };
        let Some(account) = self.store.account(account).await? else {
            return Ok(SignIn::Refused);
        };
        self.forget_attempts(email).await?;
        Ok(SignIn::Accepted(account))
    }

    /// Hashes a password with a salt drawn by the operating system.
    pub async fn hash_password(&self, password: &str) -> Result<String, StoreError> {
        if password.len() > LONGEST_PASSWORD {
            return Err(StoreError::Password);
        }
        let _turn = self
            .turns
            .acquire()
            .await
            .map_err(|_| StoreError::Interrupted)?;
        let password = password.as_bytes().to_vec();
        tokio::task::spawn_blocking(move || hash(&password))
            .await
            .map_err(|_| StoreError::Interrupted)?
    }

    async fn matches(&self, password: &str, record: String) -> Result<bool, StoreError> {
        if password.len() > LONGEST_PASSWORD {
            return Ok(false);
        }
        let _turn = self
            .turns
            .acquire()
            .await
            .map_err(|_| StoreError::Interrupted)?;
        let password = password.as_bytes().to_vec();
        tokio::task::spawn_blocking(move || {
            argon2().map(|argon2| argon2.verify_password(&password, record.as_str()).is_ok())
        })
        .await
        .map_err(|_| StoreError::Interrupted)?
    }

    /// Records an attempt, unless there were too many: then says when to come back.
    async fn count_attempt(
        &self,
        email: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let email = email_key(email).chars().take(320).collect::<String>();
        let window = duration_micros(self.limits.window);
        let since = micros(now).saturating_sub(window);
        let mut tx = self.store.begin().await?;
        let mut worst: Option<i64> = None;
        let statements = [
            (
                "SELECT at FROM sign_in_attempt WHERE email = $1 AND at > $2 \
                 ORDER BY at DESC LIMIT 1 OFFSET $3",
                email.as_str(),
                self.limits.per_email,
            ),
            (
                "SELECT at FROM sign_in_attempt WHERE address = $1 AND at > $2 \
                 ORDER BY at DESC LIMIT 1 OFFSET $3",
                address,
                self.limits.per_address,
            ),
        ];
        for (statement, who, limit) in statements {
            // The failure that has to leave the window before another is borne.
            let row: Option<(i64,)> = on_tx!(tx, connection => {
                sqlx::query_as(statement)
                    .bind(who)
                    .bind(since)
                    .bind(i64::from(limit.max(1)).saturating_sub(1))
                    .fetch_optional(connection)
                    .await?
            });
            worst = worst.max(row.map(|(at,)| at.saturating_add(window)));
        }
        if let Some(retry_at) = worst {
            tx.rollback().await?;
            return instant(retry_at).map(Some);
        }
        on_tx!(tx, connection => {
            sqlx::query("DELETE FROM sign_in_attempt WHERE at <= $1")
                .bind(since)
                .execute(&mut *connection)
                .await?;
            sqlx::query("INSERT INTO sign_in_attempt (email, address, at) VALUES ($1, $2, $3)")
                .bind(email.as_str())
                .bind(address)
                .bind(micros(now))
                .execute(connection)
                .await?;
        });
        tx.commit().await?;
        Ok(None)
    }

    async fn forget_attempts(&self, email: &str) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query("DELETE FROM sign_in_attempt WHERE email = $1")
                .bind(email_key(email))
                .execute(connection)
                .await?;
        });
        tx.commit().await
    }
}

fn hash(password: &[u8]) -> Result<String, StoreError> {
    argon2()?
        .hash_password(password)
        .map(|record| record.to_string())
        .map_err(|_| StoreError::Password)
}
