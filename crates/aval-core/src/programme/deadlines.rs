//! Delays of the programme. How they are counted is in `deadline`.

use super::{cell::choice, table::from_table};
use crate::deadline::DayKind;

/// Delays. Those that the journey does not count yet are kept as written.
#[derive(Clone, Debug)]
#[allow(
    missing_docs,
    reason = "each field is the key of programme.toml, its unit in its name"
)]
pub struct Deadlines {
    pub vendor_reply_days: u32,
    pub vendor_reply_day_kind: DayKind,
    pub vendor_reply_effect: ReplyEffect,
    pub vendor_reply_reminders: Vec<u32>,
    pub vendor_extension_days: u32,
    pub commercialisation_months: u8,
    /// Calendar days before the due date of the commercialisation.
    pub commercialisation_reminders: Vec<u32>,
    pub convention_effective: ConventionStart,
    pub funding_dispute_working_days: u32,
    pub corrective_maintenance_years: u8,
    pub identity_document_retention_years: u8,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            vendor_reply_days: 5,
            vendor_reply_day_kind: DayKind::Working,
            vendor_reply_effect: ReplyEffect::DelayWarning,
            vendor_reply_reminders: vec![3, 4],
            vendor_extension_days: 5,
            commercialisation_months: 2,
            commercialisation_reminders: vec![30, 7],
            convention_effective: ConventionStart::DecisionDate,
            funding_dispute_working_days: 10,
            corrective_maintenance_years: 5,
            identity_document_retention_years: 5,
        }
    }
}

from_table!(Deadlines defaults {
    vendor_reply_days,
    vendor_reply_day_kind,
    vendor_reply_effect,
    vendor_reply_reminders,
    vendor_extension_days,
    commercialisation_months,
    commercialisation_reminders,
    convention_effective,
    funding_dispute_working_days,
    corrective_maintenance_years,
    identity_document_retention_years,
});

choice!(DayKind { "working" => Working, "calendar" => Calendar });

/// What silence brings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReplyEffect {
    /// A flag; never a refusal.
    #[default]
    DelayWarning,
}

choice!(ReplyEffect { "delay_warning" => DelayWarning });

/// From when the delay of commercialisation runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConventionStart {
    /// The day of the decision.
    #[default]
    DecisionDate,
    /// The day of the publication.
    PublicationDate,
}

choice!(ConventionStart {
    "decision_date" => DecisionDate,
    "publication_date" => PublicationDate,
});
