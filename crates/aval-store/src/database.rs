//! One database behind one type, SQLite or PostgreSQL, chosen by an address; transactions
//! and the two macros that expand one body for both. The tables live in the other modules.

use std::{path::PathBuf, str::FromStr, time::Duration};

use sqlx::{
    Connection, PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::StoreError;

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// How long a writer waits for its turn before it gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// Connections that read at the same time on SQLite.
const SQLITE_READERS: u32 = 8;

/// Bytes of the database file that readers map, 1 GiB; pages beyond are read as usual.
const SQLITE_MAPPED: &str = "1073741824";

/// Cache of the writing connection at most, in KiB (negative for SQLite): a rebuild of many
/// applications touches pages all over their indexes.
const SQLITE_WRITER_CACHE: &str = "-16384";

/// Connections of one instance to PostgreSQL, unless told otherwise.
const POSTGRES_CONNECTIONS: u32 = 20;

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) pools: Pools,
}

#[derive(Clone, Debug)]
pub(crate) enum Pools {
    /// One writer, because SQLite has one: waiting in our queue is fair, its own is not.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// A transaction that writes. Dropped without [`Tx::commit`], it leaves nothing.
#[derive(Debug)]
pub struct Tx {
    pub(crate) inner: Inner,
}

#[derive(Debug)]
pub(crate) enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one body on a reading connection of either database.
macro_rules! on_reader {
    ($store:expr, $connection:ident => $body:block) => {
        match &$store.pools {
            $crate::database::Pools::Sqlite { readers, .. } => {
                let mut held = readers.acquire().await?;
                let $connection = &mut *held;
                $body
            }
            $crate::database::Pools::Postgres(pool) => {
                let mut held = pool.acquire().await?;
                let $connection = &mut *held;
                $body
            }
        }
    };
}
pub(crate) use on_reader;

/// Runs one body on the connection of a transaction of either database.
macro_rules! on_tx {
    ($tx:expr, $connection:ident => $body:block) => {
        match &mut $tx.inner {
            $crate::database::Inner::Sqlite(transaction) => {
                let $connection = &mut **transaction;
                $body
            }
            $crate::database::Inner::Postgres(transaction) => {
                let $connection = &mut **transaction;
                $body
            }
        }
    };
}
pub(crate) use on_tx;

impl Store {
    /// Opens the database at `sqlite:PATH` (created when missing) or `postgres://…`, and
    /// brings its schema up to date.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let store = Self::connect(url).await?;
        store.migrate().await?;
        Ok(store)
    }

    async fn connect(url: &str) -> Result<Self, StoreError> {
        let pools = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            // Conflicts are found by rows that did not change, which needs each statement
            // to see what others have committed, whatever the server's default is.
            let options = PgConnectOptions::from_str(url)?
                .options([("default_transaction_isolation", "read committed")]);
            let pool = PgPoolOptions::new()
                .max_connections(POSTGRES_CONNECTIONS)
                .acquire_timeout(PATIENCE)
                .connect_with(options)
                .await?;
            Pools::Postgres(pool)
        } else if let Some(path) = url.strip_prefix("sqlite:") {
            if path.is_empty() || path.contains(":memory:") {
                return Err(StoreError::UnknownUrl);
            }
            let path = PathBuf::from(path.strip_prefix("//").unwrap_or(path));
            let options = SqliteConnectOptions::new()
                .filename(&path)
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // FULL, not NORMAL: in WAL mode only FULL syncs at each commit.
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(PATIENCE);
            let writer = SqlitePoolOptions::new()
                .max_connections(1)
                .acquire_timeout(PATIENCE)
                // On a full disk SQLite gives the transaction up by itself; the library
                // believes that it goes on and would refuse every later one.
                .before_acquire(|connection, _| {
                    Box::pin(async move { Ok(!connection.is_in_transaction()) })
                })
                .connect_with(options.clone().pragma("cache_size", SQLITE_WRITER_CACHE))
                .await?;
            let readers = SqlitePoolOptions::new()
                .max_connections(SQLITE_READERS)
                .acquire_timeout(PATIENCE)
                .connect_with(
                    options
                        .create_if_missing(false)
                        .pragma("query_only", "ON")
                        // Long lists read many pages: mapped, they are not copied.
                        .pragma("mmap_size", SQLITE_MAPPED),
                )
                .await?;
            Pools::Sqlite { writer, readers }
        } else {
            return Err(StoreError::UnknownUrl);
        };
        Ok(Self { pools })
    }

    async fn migrate(&self) -> Result<(), StoreError> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => SQLITE_MIGRATIONS.run(writer).await?,
            // sqlx holds an advisory lock: instances that start together take turns.
            Pools::Postgres(pool) => POSTGRES_MIGRATIONS.run(pool).await?,
        }
        Ok(())
    }

    /// Starts a transaction that writes.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let inner = match &self.pools {
            // IMMEDIATE takes the write lock now: a later upgrade could fail half-way.
            Pools::Sqlite { writer, .. } => {
                Inner::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            Pools::Postgres(pool) => Inner::Postgres(pool.begin().await?),
        };
        Ok(Tx { inner })
    }

    /// Starts a transaction that reads one unmoving state of the whole database.
    pub(crate) async fn begin_still(&self) -> Result<Tx, StoreError> {
        let inner = match &self.pools {
            Pools::Sqlite { readers, .. } => Inner::Sqlite(readers.begin().await?),
            Pools::Postgres(pool) => Inner::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                    .await?,
            ),
        };
        Ok(Tx { inner })
    }

    /// Answers when the database does.
    pub async fn ping(&self) -> Result<(), StoreError> {
        on_reader!(self, connection => {
            sqlx::query("SELECT 1").execute(connection).await?;
        });
        Ok(())
    }

    /// Writes a consistent copy of an SQLite database to a new file, while it is in use.
    pub async fn backup(&self, path: &std::path::Path) -> Result<(), StoreError> {
        let Pools::Sqlite { writer, .. } = &self.pools else {
            return Err(StoreError::SqliteOnly);
        };
        let target = path
            .to_str()
            .ok_or(StoreError::OutOfRange { what: "chemin" })?;
        sqlx::query("VACUUM INTO $1")
            .bind(target)
            .execute(writer)
            .await?;
        Ok(())
    }

    /// Name of the database in use, for logs and health pages.
    pub const fn backend(&self) -> &'static str {
        match &self.pools {
            Pools::Sqlite { .. } => "sqlite",
            Pools::Postgres(_) => "postgres",
        }
    }

    /// Waits for running work, then closes every connection.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes everything durable, or nothing.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.inner {
            Inner::Sqlite(transaction) => transaction.commit().await?,
            Inner::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    /// Gives everything up at once, instead of when the connection is used again.
    pub async fn rollback(self) -> Result<(), StoreError> {
        match self.inner {
            Inner::Sqlite(transaction) => transaction.rollback().await?,
            Inner::Postgres(transaction) => transaction.rollback().await?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;
    use crate::{Meta, NewEvent};

    async fn write(store: &Store, after: u64, octets: usize) -> Result<u64, StoreError> {
        let events = [NewEvent {
            kind: "noted".to_owned(),
            payload: serde_json::json!({ "text": "é".repeat(octets / 2) }),
        }];
        let meta = Meta {
            actor: "Camille Réau".to_owned(),
            at: jiff::Timestamp::UNIX_EPOCH,
            correlation: uuid::Uuid::nil(),
        };
        let mut tx = store.begin().await?;
        let appended = tx.append("a", after, &events, &meta).await?;
        tx.commit().await?;
        Ok(appended.version)
    }

    async fn pages_at_most(store: &Store, pages: i64) {
        let Pools::Sqlite { writer, .. } = &store.pools else {
            panic!("a test of SQLite");
        };
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "PRAGMA max_page_count = {pages}"
        )))
        .execute(writer)
        .await
        .unwrap();
    }

    /// SQLite held to the pages that it has answers as it does on a full disk.
    #[tokio::test]
    async fn a_full_disk_has_its_own_error_and_leaves_the_journal_whole() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("aval.db").display());
        let store = Store::open(&url).await.unwrap();
        assert_eq!(write(&store, 0, 20).await.unwrap(), 1);

        pages_at_most(&store, 1).await;
        let refused = write(&store, 1, 4 << 20).await.unwrap_err();
        assert!(
            matches!(refused, StoreError::DatabaseFull(_)),
            "{refused:?}"
        );
        let verified = store.verify(|_| {}).await.unwrap();
        assert_eq!((verified.events, verified.flaw), (1, None));

        pages_at_most(&store, 1 << 30).await;
        assert_eq!(write(&store, 1, 4 << 20).await.unwrap(), 2);
        store.close().await;
    }
}
