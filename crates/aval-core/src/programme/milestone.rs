//! Milestones: dates and hours set by the programme.

use jiff::civil::DateTime;

use super::{MilestoneCode, cell::choice, table::from_table};

/// A date and an hour set by the programme.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Milestone {
    pub code: MilestoneCode,
    pub label: String,
    pub kind: MilestoneKind,
    /// Codes of the steps that it closes.
    pub steps: Vec<String>,
    /// Codes of schemes; `*` is all of them.
    pub schemes: Vec<String>,
    /// Local time of the programme; the first second out of time.
    pub at: DateTime,
}

from_table!(Milestone {
    code: required,
    label: required,
    kind: required,
    steps: optional,
    schemes: required,
    at: required,
});

/// What a milestone closes or opens, in the order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MilestoneKind {
    /// Opens the window.
    Opening,
    /// Closes deposits.
    Deposit,
    /// Closes replies.
    Reply,
}

choice!(MilestoneKind { "opening" => Opening, "deposit" => Deposit, "reply" => Reply });

/// What milestones do to what comes late.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct MilestoneRules {
    pub late_deposit: LateDeposit,
    pub resumed_upload_grace: UploadGrace,
    pub reply_closing_is_separate: bool,
}

impl Default for MilestoneRules {
    fn default() -> Self {
        Self {
            late_deposit: LateDeposit::Refused,
            resumed_upload_grace: UploadGrace::StartedBefore,
            reply_closing_is_separate: true,
        }
    }
}

from_table!(MilestoneRules defaults {
    late_deposit,
    resumed_upload_grace,
    reply_closing_is_separate,
});

/// What happens to a deposit out of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LateDeposit {
    /// It is refused, to the second.
    #[default]
    Refused,
}

choice!(LateDeposit { "refused" => Refused });

/// Whether an upload may end after the hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UploadGrace {
    /// When it was started before.
    #[default]
    StartedBefore,
}

choice!(UploadGrace { "started_before" => StartedBefore });
