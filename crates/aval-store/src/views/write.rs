//! Writing the rows of one application. Small sets are compared with what is there, so
//! that a command on an application of 300 slots writes the row that it changes.

use std::collections::BTreeSet;

use super::{ApplicationRow, AssignmentKind, ListingRow, NEVER, Views, words};
use crate::{
    StoreError, Tx,
    column::{micros, signed},
    database::on_tx,
};

/// Compares the rows of a table for one application with the wanted ones, then removes and
/// inserts what differs. All columns but the application are texts or integers.
macro_rules! replace_set {
    ($tx:expr, $application:expr, $wanted:expr, [$($kind:ty),+],
     $select:literal, $delete:literal, $insert:literal) => {{
        let wanted: BTreeSet<($($kind,)+)> = $wanted;
        let present: Vec<($($kind,)+)> = on_tx!($tx, connection => {
            sqlx::query_as($select).bind($application).fetch_all(connection).await?
        });
        let present: BTreeSet<($($kind,)+)> = present.into_iter().collect();
        for row in present.difference(&wanted) {
            on_tx!($tx, connection => {
                replace_set!(@bind sqlx::query($delete).bind($application), row, [$($kind),+])
                    .execute(connection)
                    .await?;
            });
        }
        for row in wanted.difference(&present) {
            on_tx!($tx, connection => {
                replace_set!(@bind sqlx::query($insert).bind($application), row, [$($kind),+])
                    .execute(connection)
                    .await?;
            });
        }
    }};
    (@bind $query:expr, $row:ident, [$a:ty]) => { $query.bind($row.0.clone()) };
    (@bind $query:expr, $row:ident, [$a:ty, $b:ty]) => {
        $query.bind($row.0.clone()).bind($row.1.clone())
    };
    (@bind $query:expr, $row:ident, [$a:ty, $b:ty, $c:ty]) => {
        $query.bind($row.0.clone()).bind($row.1.clone()).bind($row.2.clone())
    };
}

impl Tx {
    /// Replaces every row of one application by these.
    pub async fn put_views(&mut self, views: &Views) -> Result<(), StoreError> {
        let row = &views.application;
        let application = row.id.to_string();
        let application = application.as_str();
        self.put_application(row).await?;
        replace_set!(
            self,
            application,
            words(&row.search_text)
                .into_iter()
                .map(|word| (word,))
                .collect(),
            [String],
            "SELECT word FROM application_word WHERE application_id = $1",
            "DELETE FROM application_word WHERE application_id = $1 AND word = $2",
            "INSERT INTO application_word (application_id, word) VALUES ($1, $2)"
        );
        replace_set!(
            self,
            application,
            views
                .tasks
                .iter()
                .map(|task| (
                    task.team.clone(),
                    i64::from(task.open_count),
                    micros(task.since)
                ))
                .collect(),
            [String, i64, i64],
            "SELECT team, open_count, since FROM team_task_view WHERE application_id = $1",
            "DELETE FROM team_task_view WHERE application_id = $1 AND team = $2 \
             AND open_count = $3 AND since = $4",
            "INSERT INTO team_task_view (application_id, team, open_count, since) \
             VALUES ($1, $2, $3, $4)"
        );
        replace_set!(
            self,
            application,
            views
                .assignments
                .iter()
                .map(|assignment| {
                    let (kind, until) = match assignment.kind {
                        AssignmentKind::Member => ("member", NEVER),
                        AssignmentKind::Auditor { until } => ("auditor", micros(until)),
                    };
                    (assignment.user.to_string(), kind.to_owned(), until)
                })
                .collect(),
            [String, String, i64],
            "SELECT user_id, kind, until_at FROM assignment_view WHERE application_id = $1",
            "DELETE FROM assignment_view WHERE application_id = $1 AND user_id = $2 \
             AND kind = $3 AND until_at = $4",
            "INSERT INTO assignment_view (application_id, user_id, kind, until_at) \
             VALUES ($1, $2, $3, $4)"
        );
        let vendor = row.vendor_id.to_string();
        replace_set!(
            self,
            application,
            views
                .evidence
                .iter()
                .map(|used| (used.content_hash.clone(), vendor.clone(), used.slot.clone()))
                .collect(),
            [String, String, String],
            "SELECT content_hash, vendor_id, slot FROM evidence_use_view \
             WHERE application_id = $1",
            "DELETE FROM evidence_use_view WHERE application_id = $1 AND content_hash = $2 \
             AND vendor_id = $3 AND slot = $4",
            "INSERT INTO evidence_use_view (application_id, content_hash, vendor_id, slot) \
             VALUES ($1, $2, $3, $4)"
        );
        match &views.listing {
            Some(listing) => self.put_listing(listing).await,
            None => {
                on_tx!(self, connection => {
                    sqlx::query("DELETE FROM listing_view WHERE application_id = $1")
                        .bind(application)
                        .execute(connection)
                        .await?;
                });
                Ok(())
            }
        }
    }

    async fn put_application(&mut self, row: &ApplicationRow) -> Result<(), StoreError> {
        let version = signed(row.version)?;
        on_tx!(self, connection => {
            sqlx::query(
                "INSERT INTO application_view (id, number, vendor_id, vendor_name, \
                 product_name, technical_version, scheme, sector, programme, state, phase, \
                 turn, waiting_since, due_at, due_key, case_lead, case_lead_name, \
                 chapters_total, chapters_validated, chapters_submitted, slots_total, \
                 slots_filled, slots_conform, version, opened_at, updated_at, wake_at, \
                 search_text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
                 $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28) \
                 ON CONFLICT (id) DO UPDATE SET number = excluded.number, \
                 vendor_id = excluded.vendor_id, vendor_name = excluded.vendor_name, \
                 product_name = excluded.product_name, \
                 technical_version = excluded.technical_version, scheme = excluded.scheme, \
                 sector = excluded.sector, programme = excluded.programme, \
                 state = excluded.state, phase = excluded.phase, turn = excluded.turn, \
                 waiting_since = excluded.waiting_since, due_at = excluded.due_at, \
                 due_key = excluded.due_key, case_lead = excluded.case_lead, \
                 case_lead_name = excluded.case_lead_name, \
                 chapters_total = excluded.chapters_total, \
                 chapters_validated = excluded.chapters_validated, \
                 chapters_submitted = excluded.chapters_submitted, \
                 slots_total = excluded.slots_total, slots_filled = excluded.slots_filled, \
                 slots_conform = excluded.slots_conform, version = excluded.version, \
                 opened_at = excluded.opened_at, updated_at = excluded.updated_at, \
                 wake_at = excluded.wake_at, search_text = excluded.search_text",
            )
            .bind(row.id.to_string())
            .bind(row.number.as_str())
            .bind(row.vendor_id.to_string())
            .bind(row.vendor_name.as_str())
            .bind(row.product_name.as_str())
            .bind(row.technical_version.as_str())
            .bind(row.scheme.as_str())
            .bind(row.sector.as_str())
            .bind(row.programme.as_str())
            .bind(row.state.as_str())
            .bind(row.phase.as_str())
            .bind(row.turn.code())
            .bind(micros(row.waiting_since))
            .bind(row.due_at.map(micros))
            .bind(row.due_at.map_or(NEVER, micros))
            .bind(row.case_lead.map(|lead| lead.to_string()))
            .bind(row.case_lead_name.as_deref())
            .bind(i64::from(row.chapters_total))
            .bind(i64::from(row.chapters_validated))
            .bind(i64::from(row.chapters_submitted))
            .bind(i64::from(row.slots_total))
            .bind(i64::from(row.slots_filled))
            .bind(i64::from(row.slots_conform))
            .bind(version)
            .bind(micros(row.opened_at))
            .bind(micros(row.updated_at))
            .bind(row.wake_at.map(micros))
            .bind(row.search_text.as_str())
            .execute(connection)
            .await?;
        });
        Ok(())
    }

    async fn put_listing(&mut self, row: &ListingRow) -> Result<(), StoreError> {
        let application = row.application_id.to_string();
        let profiles = serde_json::Value::from(row.profiles.clone()).to_string();
        on_tx!(self, connection => {
            // The number of a listing never changes once given, but a rebuild after a
            // correction of the projection may give another one.
            sqlx::query("DELETE FROM listing_view WHERE application_id = $1 AND number <> $2")
                .bind(application.as_str())
                .bind(row.number.as_str())
                .execute(&mut *connection)
                .await?;
            sqlx::query(
                "INSERT INTO listing_view (number, application_id, vendor, product, \
                 technical_version, sector, scheme, profiles, wave, decided_at, status, \
                 pilot_reports_validated, search_text, updated_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
                 ON CONFLICT (application_id) DO UPDATE SET vendor = excluded.vendor, \
                 product = excluded.product, technical_version = excluded.technical_version, \
                 sector = excluded.sector, scheme = excluded.scheme, \
                 profiles = excluded.profiles, wave = excluded.wave, \
                 decided_at = excluded.decided_at, status = excluded.status, \
                 pilot_reports_validated = excluded.pilot_reports_validated, \
                 search_text = excluded.search_text, updated_at = excluded.updated_at",
            )
            .bind(row.number.as_str())
            .bind(application.as_str())
            .bind(row.vendor.as_str())
            .bind(row.product.as_str())
            .bind(row.technical_version.as_str())
            .bind(row.sector.as_str())
            .bind(row.scheme.as_str())
            .bind(profiles)
            .bind(row.wave.as_str())
            .bind(micros(row.decided_at))
            .bind(row.status.as_str())
            .bind(i64::from(row.pilot_reports_validated))
            .bind(row.search_text.as_str())
            .bind(micros(row.updated_at))
            .execute(connection)
            .await?;
        });
        Ok(())
    }
}
