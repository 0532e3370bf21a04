//! The rows derived from each stream: what they hold. How they are written is in `write`,
//! how all of them are computed again in `rebuild`; lists are read in `queue` and `register`.

mod holders;
mod rebuild;
mod row;
mod siblings;
mod uses;
mod words;
mod write;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

pub use rebuild::{RebuildProgress, Rebuilt};
pub(crate) use row::{APPLICATION_COLUMNS, ApplicationColumns};
pub use siblings::Sibling;
pub use uses::EvidenceUse;
pub use words::search_text;
pub(crate) use words::words;

/// Every row of one application. What is absent here is removed from the views.
#[derive(Clone, Debug, PartialEq)]
pub struct Views {
    /// The application itself.
    pub application: ApplicationRow,
    /// What each team has to examine.
    pub tasks: Vec<TeamTask>,
    /// Who is attached.
    pub assignments: Vec<Assignment>,
    /// Which contents its slots use.
    pub evidence: Vec<SlotContent>,
    /// Its place in the public register.
    pub listing: Option<ListingRow>,
}

/// One application in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationRow {
    /// The application.
    pub id: Uuid,
    /// Number for people, unique.
    pub number: String,
    /// The vendor.
    pub vendor_id: Uuid,
    /// Its name.
    pub vendor_name: String,
    /// The product.
    pub product_name: String,
    /// Its technical version, empty when not given yet.
    pub technical_version: String,
    /// Code of the scheme.
    pub scheme: String,
    /// Code of the sector.
    pub sector: String,
    /// Code of the programme.
    pub programme: String,
    /// Code of the state.
    pub state: String,
    /// Code of the phase of the journey.
    pub phase: String,
    /// Whose turn it is.
    pub turn: TurnColumn,
    /// Since when.
    pub waiting_since: Timestamp,
    /// The nearest limit, if there is one.
    pub due_at: Option<Timestamp>,
    /// Account of the case lead.
    pub case_lead: Option<Uuid>,
    /// Name of the case lead.
    pub case_lead_name: Option<String>,
    /// Chapters.
    pub chapters_total: u32,
    /// Chapters validated.
    pub chapters_validated: u32,
    /// Chapters submitted and not validated yet.
    pub chapters_submitted: u32,
    /// Slots required or open.
    pub slots_total: u32,
    /// Slots filled.
    pub slots_filled: u32,
    /// Slots conform.
    pub slots_conform: u32,
    /// Version of the stream.
    pub version: u64,
    /// When the application was opened.
    pub opened_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When the clock has to look at it again.
    pub wake_at: Option<Timestamp>,
    /// What a search looks into; made by [`search_text`].
    pub search_text: String,
}

/// Whose turn it is, as filtered and sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TurnColumn {
    /// The vendor.
    Vendor,
    /// The operator's teams.
    Operator,
    /// Both sides.
    Both,
    /// Nothing is pending.
    None,
}

impl TurnColumn {
    /// Text in the column.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Operator => "operator",
            Self::Both => "both",
            Self::None => "none",
        }
    }

    /// From the text of [`TurnColumn::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Vendor, Self::Operator, Self::Both, Self::None]
            .into_iter()
            .find(|turn| turn.code() == code)
    }
}

/// What one team has to examine on an application.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TeamTask {
    /// Code of the team; once in a [`Views`].
    pub team: String,
    /// Slots waiting for it.
    pub open_count: u32,
    /// Since when.
    pub since: Timestamp,
}

/// Somebody attached to an application.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Assignment {
    /// The account.
    pub user: Uuid,
    /// As what.
    pub kind: AssignmentKind,
}

/// As what somebody is attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AssignmentKind {
    /// Member of the vendor.
    Member,
    /// External auditor, until an instant (not included).
    Auditor {
        /// End of the invitation.
        until: Timestamp,
    },
}

/// A content used by a slot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SlotContent {
    /// SHA-256 of the content, lower-case hexadecimal.
    pub content_hash: String,
    /// The slot.
    pub slot: String,
}

/// One entry of the public register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListingRow {
    /// Number of the listing, unique.
    pub number: String,
    /// The application that it comes from.
    pub application_id: Uuid,
    /// Name of the vendor.
    pub vendor: String,
    /// Name of the product.
    pub product: String,
    /// Technical version listed.
    pub technical_version: String,
    /// Code of the sector.
    pub sector: String,
    /// Code of the scheme.
    pub scheme: String,
    /// Codes of the profiles.
    pub profiles: Vec<String>,
    /// Wave of the programme.
    pub wave: String,
    /// When the decision was taken.
    pub decided_at: Timestamp,
    /// Code of the status (listed, suspended, withdrawn).
    pub status: String,
    /// Reports of pilot sites that were validated.
    pub pilot_reports_validated: u32,
    /// What a search looks into; made by [`search_text`].
    pub search_text: String,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// An instant later than any date of the platform.
pub(crate) const NEVER: i64 = i64::MAX;

/// Converts a duration to microseconds.
pub(crate) fn duration_micros(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
