//! The journal: streams of events, appended with optimistic concurrency and chained by
//! hash. What an event means lives in `aval-core`; what is derived from it in `views`.

mod append;
mod chain;
mod read;
mod verify;

use jiff::Timestamp;
use uuid::Uuid;

pub(crate) use read::JournalRow;
pub use read::{Loaded, Snapshot};
pub use verify::{Fault, Flaw, Verified};

/// An event to append.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent {
    /// Stable name of the kind of event.
    pub kind: String,
    /// Its content.
    pub payload: serde_json::Value,
}

/// Who, when, and on which request: common to the events of one append.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// Who acted, as the journal shall remember it (a text of the caller's choice).
    pub actor: String,
    /// When; kept to the microsecond.
    pub at: Timestamp,
    /// Ties together what one request caused.
    pub correlation: Uuid,
}

/// An event of the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Rank in the whole journal, with holes. On PostgreSQL transactions may commit in
    /// another order than their ranks: good to sort, not to follow.
    pub position: i64,
    /// The stream.
    pub stream: String,
    /// Rank in the stream, from 1, without holes.
    pub version: u64,
    /// Kind of event.
    pub kind: String,
    /// Its content, exactly as stored and hashed.
    pub payload: String,
    /// Who acted.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// Ties together what one request caused.
    pub correlation: Uuid,
    /// Hash of this event, in hexadecimal.
    pub hash: String,
}

/// What an append did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Version of the stream afterwards.
    pub version: u64,
}
