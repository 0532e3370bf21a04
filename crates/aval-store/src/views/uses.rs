//! Where else a content is used: look-ups of identical content, inside a scope.

use uuid::Uuid;

use crate::{
    Store, StoreError,
    column::id,
    scope::Scope,
    sql::{Sql, Test, fetch_all},
};
use jiff::Timestamp;

/// One use of a content.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
struct UseColumns {
    application_id: String,
    number: String,
    vendor_id: String,
    slot: String,
}

/// One use of a content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceUse {
    /// The application.
    pub application: Uuid,
    /// Its number.
    pub number: String,
    /// Its vendor.
    pub vendor: Uuid,
    /// The slot.
    pub slot: String,
}

impl Store {
    /// At most `limit` uses of a content in the applications of a scope, by number and slot.
    pub async fn evidence_uses(
        &self,
        scope: &Scope,
        content_hash: &str,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<EvidenceUse>, StoreError> {
        let mut sql = Sql::new(
            "SELECT u.application_id, a.number, u.vendor_id, u.slot FROM evidence_use_view u \
             JOIN application_view a ON a.id = u.application_id WHERE u.content_hash = ",
        );
        sql.text(content_hash);
        sql.scope(scope, now, Test::Each);
        sql.push(" ORDER BY a.number, u.slot LIMIT ");
        sql.integer(i64::from(limit));
        let rows: Vec<UseColumns> = fetch_all!(self, sql);
        rows.into_iter()
            .map(|row| {
                Ok(EvidenceUse {
                    application: id(&row.application_id)?,
                    number: row.number,
                    vendor: id(&row.vendor_id)?,
                    slot: row.slot,
                })
            })
            .collect()
    }
}
