//! A database of its own for each test, on SQLite and on PostgreSQL.

use aval_store::Store;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};
use tempfile::TempDir;
use uuid::Uuid;

/// An empty database, removed at the end.
pub struct Database {
    pub store: Store,
    pub url: String,
    server: Option<(String, String)>,
    _folder: TempDir,
}

impl Database {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("aval.db").display());
        let store = Store::open(&url).await.unwrap();
        Self {
            store,
            url,
            server: None,
            _folder: folder,
        }
    }

    /// `None`, said aloud, when no server was given.
    pub async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("AVAL_TEST_POSTGRES_URL") else {
            println!("skipped: AVAL_TEST_POSTGRES_URL is not set");
            return None;
        };
        let name = format!("aval_{}", Uuid::now_v7().simple());
        let mut connection = PgConnection::connect(&server).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .execute(&mut connection)
            .await
            .unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        let url = format!("{base}/{name}");
        let store = Store::open(&url).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        Some(Self {
            store,
            url,
            server: Some((server, name)),
            _folder: folder,
        })
    }

    pub async fn remove(self) {
        self.store.close().await;
        if let Some((server, name)) = self.server {
            let mut connection = PgConnection::connect(&server).await.unwrap();
            sqlx::query(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)")))
                .execute(&mut connection)
                .await
                .unwrap();
        }
    }

    /// Runs a statement behind the store's back.
    pub async fn execute(&self, statement: &str) {
        let statement = AssertSqlSafe(statement.to_owned());
        if self.server.is_some() {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            sqlx::query(statement)
                .execute(&mut connection)
                .await
                .unwrap();
        } else {
            let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
            sqlx::query(statement)
                .execute(&mut connection)
                .await
                .unwrap();
        }
    }

    /// Rows of one text column, behind the store's back.
    pub async fn texts(&self, query: &str) -> Vec<String> {
        let query = AssertSqlSafe(query.to_owned());
        if self.server.is_some() {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            let rows = sqlx::query(query).fetch_all(&mut connection).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        } else {
            let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
            let rows = sqlx::query(query).fetch_all(&mut connection).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        }
    }
}

/// Runs a test (`async fn(&Database)`) once on each database.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                let database = crate::database::Database::sqlite().await;
                super::$name(&database).await;
                database.remove().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                if let Some(database) = crate::database::Database::postgres().await {
                    super::$name(&database).await;
                    database.remove().await;
                }
            }
        }
    )+};
}
pub(crate) use on_both;

/// Runs many generated cases of an asynchronous property, the same ones each time.
pub async fn for_cases<S: proptest::strategy::Strategy>(
    cases: usize,
    strategy: S,
    mut property: impl AsyncFnMut(S::Value),
) {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..cases {
        let value = strategy.new_tree(&mut runner).unwrap().current();
        property(value).await;
    }
}
