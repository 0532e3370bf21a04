//! The columns of `application_view` and the way back to an [`ApplicationRow`].

use super::{ApplicationRow, TurnColumn};
use crate::{
    StoreError,
    column::{id, instant, unsigned},
};

/// In the order in which they are written.
pub(crate) const APPLICATION_COLUMNS: &str = "id, number, vendor_id, vendor_name, product_name, \
     technical_version, scheme, sector, programme, state, phase, turn, waiting_since, due_at, \
     case_lead, case_lead_name, chapters_total, chapters_validated, chapters_submitted, \
     slots_total, slots_filled, slots_conform, version, opened_at, updated_at, wake_at, \
     search_text";

#[derive(sqlx::FromRow)]
pub(crate) struct ApplicationColumns {
    id: String,
    number: String,
    vendor_id: String,
    vendor_name: String,
    product_name: String,
    technical_version: String,
    scheme: String,
    sector: String,
    programme: String,
    state: String,
    phase: String,
    turn: String,
    waiting_since: i64,
    due_at: Option<i64>,
    case_lead: Option<String>,
    case_lead_name: Option<String>,
    chapters_total: i64,
    chapters_validated: i64,
    chapters_submitted: i64,
    slots_total: i64,
    slots_filled: i64,
    slots_conform: i64,
    version: i64,
    opened_at: i64,
    updated_at: i64,
    wake_at: Option<i64>,
    search_text: String,
}

fn count(column: i64) -> Result<u32, StoreError> {
    u32::try_from(column).map_err(|_| StoreError::Unreadable {
        what: "application_view",
    })
}

impl TryFrom<ApplicationColumns> for ApplicationRow {
    type Error = StoreError;

    fn try_from(row: ApplicationColumns) -> Result<Self, StoreError> {
        Ok(Self {
            id: id(&row.id)?,
            number: row.number,
            vendor_id: id(&row.vendor_id)?,
            vendor_name: row.vendor_name,
            product_name: row.product_name,
            technical_version: row.technical_version,
            scheme: row.scheme,
            sector: row.sector,
            programme: row.programme,
            state: row.state,
            phase: row.phase,
            turn: TurnColumn::from_code(&row.turn).ok_or(StoreError::Unreadable {
                what: "application_view.turn",
            })?,
            waiting_since: instant(row.waiting_since)?,
            due_at: row.due_at.map(instant).transpose()?,
            case_lead: row.case_lead.as_deref().map(id).transpose()?,
            case_lead_name: row.case_lead_name,
            chapters_total: count(row.chapters_total)?,
            chapters_validated: count(row.chapters_validated)?,
            chapters_submitted: count(row.chapters_submitted)?,
            slots_total: count(row.slots_total)?,
            slots_filled: count(row.slots_filled)?,
            slots_conform: count(row.slots_conform)?,
            version: unsigned(row.version)?,
            opened_at: instant(row.opened_at)?,
            updated_at: instant(row.updated_at)?,
            wake_at: row.wake_at.map(instant).transpose()?,
            search_text: row.search_text,
        })
    }
}
