//! Phases and steps, delays, milestones.

use jiff::civil::DateTime;
use serde::Deserialize;

use super::{FormCode, MilestoneCode, RoleCode, TeamCode};
use crate::deadline::DayKind;

/// A phase of the journey.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Phase {
    pub code: String,
    pub order: i64,
    pub label: String,
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// A step of a phase.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Step {
    pub code: String,
    pub order: i64,
    pub label: String,
    pub actor: String,
    #[serde(default)]
    pub required_role: Option<RoleCode>,
    #[serde(default)]
    pub team: Option<TeamCode>,
    #[serde(default)]
    pub teams: Vec<TeamCode>,
    #[serde(default)]
    pub form: Option<FormCode>,
    #[serde(default)]
    pub unit: Option<String>,
    #[serde(default)]
    pub output: Option<String>,
    #[serde(default)]
    pub outcomes: Vec<String>,
    #[serde(default)]
    pub requires: Vec<String>,
}

/// Delays. Those that the journey does not count yet are kept as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each field is the key of programme.toml, its unit in its name")]
pub struct Deadlines {
    pub vendor_reply_days: u32,
    pub vendor_reply_day_kind: DayKind,
    pub vendor_reply_effect: String,
    pub vendor_reply_reminders: Vec<u32>,
    pub vendor_extension_days: u32,
    pub commercialisation_months: u8,
    pub convention_effective: ConventionStart,
    pub pentest_validity_months: u8,
    pub pentest_medium_no_max: u32,
    pub funding_dispute_working_days: u32,
    pub corrective_maintenance_years: u8,
    pub identity_document_retention_years: u8,
    pub motco_identifier_delay_hours: u32,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            vendor_reply_days: 5,
            vendor_reply_day_kind: DayKind::Working,
            vendor_reply_effect: "delay_warning".to_owned(),
            vendor_reply_reminders: vec![3, 4],
            vendor_extension_days: 5,
            commercialisation_months: 2,
            convention_effective: ConventionStart::DecisionDate,
            pentest_validity_months: 12,
            pentest_medium_no_max: 10,
            funding_dispute_working_days: 10,
            corrective_maintenance_years: 5,
            identity_document_retention_years: 5,
            motco_identifier_delay_hours: 24,
        }
    }
}

/// From when the delay of commercialisation runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConventionStart {
    /// The day of the decision.
    #[default]
    DecisionDate,
    /// The day of the publication.
    PublicationDate,
}

/// A date and an hour set by the programme.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Milestone {
    pub code: MilestoneCode,
    pub label: String,
    pub kind: MilestoneKind,
    #[serde(default)]
    pub steps: Vec<String>,
    pub schemes: Vec<String>,
    /// Local time of the programme.
    #[serde(deserialize_with = "local_date_time")]
    pub at: DateTime,
}

/// What a milestone closes or opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MilestoneKind {
    /// Opens the window.
    Opening,
    /// Closes deposits.
    Deposit,
    /// Closes replies.
    Reply,
}

fn local_date_time<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<DateTime, D::Error> {
    let written = toml::value::Datetime::deserialize(deserializer)?;
    written.to_string().parse().map_err(|_| {
        serde::de::Error::custom("une date et une heure locales sont attendues, sans décalage")
    })
}
