//! Counts the SQL statements that a database carries out, as sqlx tells them to whoever
//! listens. One listener a process: what runs beside is counted too.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

static LISTENING: AtomicBool = AtomicBool::new(false);
static STATEMENTS: AtomicU64 = AtomicU64::new(0);

struct Listener;

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query" && LISTENING.load(Ordering::Relaxed)
    }

    fn register_callsite(
        &self,
        metadata: &'static Metadata<'static>,
    ) -> tracing::subscriber::Interest {
        if metadata.target() == "sqlx::query" {
            tracing::subscriber::Interest::sometimes()
        } else {
            tracing::subscriber::Interest::never()
        }
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut statement = Statement::default();
        event.record(&mut statement);
        STATEMENTS.fetch_add(u64::from(!statement.of_the_pool), Ordering::Relaxed);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// What a pool says to a connection that it opens or wakes is no statement of a page.
#[derive(Default)]
struct Statement {
    of_the_pool: bool,
}

impl Visit for Statement {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "summary" {
            let text = format!("{value:?}");
            let text = text.trim_start_matches('"').trim_start();
            self.of_the_pool |= text.starts_with("PRAGMA") || text.starts_with("/*");
        }
    }
}

/// Begins to listen; once in a process.
pub fn listen() {
    tracing::subscriber::set_global_default(Listener).unwrap();
}

/// The statements carried out during some work, and what it gives.
pub async fn during<T>(work: impl Future<Output = T>) -> (u64, T) {
    LISTENING.store(true, Ordering::Relaxed);
    let before = STATEMENTS.load(Ordering::Relaxed);
    let given = work.await;
    let after = STATEMENTS.load(Ordering::Relaxed);
    LISTENING.store(false, Ordering::Relaxed);
    (after - before, given)
}
