//! Which applications of a vendor hold a file in a slot: look-ups inside a scope, to take
//! over what was deposited there.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Store, StoreError,
    column::id,
    scope::Scope,
    sql::{Sql, Test, fetch_all},
};

impl Store {
    /// At most `limit` applications of one vendor, in a scope, that hold a file in a slot,
    /// without the application `but`; those changed last come first.
    pub async fn applications_holding(
        &self,
        scope: &Scope,
        vendor: Uuid,
        slot: &str,
        but: Uuid,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Uuid>, StoreError> {
        let mut sql = Sql::new(
            "SELECT a.id FROM application_view a WHERE EXISTS (SELECT 1 FROM \
             evidence_use_view u WHERE u.application_id = a.id AND u.vendor_id = ",
        );
        sql.text(vendor.to_string());
        sql.push(" AND u.slot = ");
        sql.text(slot);
        sql.push(") AND a.id <> ");
        sql.text(but.to_string());
        sql.scope(scope, now, Test::Each);
        sql.push(" ORDER BY a.updated_at DESC, a.id LIMIT ");
        sql.integer(i64::from(limit));
        let rows: Vec<(String,)> = fetch_all!(self, sql);
        rows.iter().map(|(application,)| id(application)).collect()
    }
}
