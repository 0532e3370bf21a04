//! Sectors, schemes, catalogues, and the rules on slots, listing and uploads.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use super::{ProofKindCode, SchemeCode, SectorCode, TeamCode};
use crate::catalogue::CatalogueCode;

/// A sector of care ("couloir").
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Sector {
    pub code: SectorCode,
    pub label: String,
}

/// A kind of software with its own rules ("dispositif").
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Scheme {
    pub code: SchemeCode,
    pub sector: SectorCode,
    #[serde(default)]
    pub group: Option<String>,
    pub label: String,
    #[serde(default)]
    pub documents: BTreeMap<String, String>,
    #[serde(default)]
    pub catalogue: Option<CatalogueCode>,
    #[serde(default)]
    pub window_open: bool,
}

/// A catalogue delivered with the programme.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct CatalogueEntry {
    pub code: CatalogueCode,
    pub title: String,
    #[serde(default)]
    pub versions: Vec<CatalogueRelease>,
}

/// One version of a catalogue delivered with the programme.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct CatalogueRelease {
    pub version: String,
    #[serde(deserialize_with = "local_date")]
    pub published: Date,
    #[serde(default)]
    pub csv: Option<String>,
    #[serde(default)]
    pub xlsx: Option<String>,
    #[serde(default)]
    pub changes: Option<String>,
}

fn local_date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let written = toml::value::Datetime::deserialize(deserializer)?;
    written.to_string().parse().map_err(|_| serde::de::Error::custom("une date est attendue"))
}

/// How catalogues are read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct CatalogueRules {
    /// Path of the proof requirements, inside the programme's folder.
    pub proof_kinds: Option<String>,
    pub id_pattern: Option<String>,
    pub scenario_prefix_rule: String,
    pub proof_prefix_rule: String,
    pub common_core_prefix: String,
    pub chapter_order: Vec<String>,
    pub mandatory_word: String,
    pub recommended_word: String,
    pub html_allowed: Vec<String>,
    /// Team of a proof that the proof requirements do not know.
    pub default_team: TeamCode,
    /// Natures admitted for a proof that the proof requirements do not know.
    pub default_kinds: Vec<ProofKindCode>,
}

impl Default for CatalogueRules {
    fn default() -> Self {
        Self {
            proof_kinds: None,
            id_pattern: None,
            scenario_prefix_rule: "warning".to_owned(),
            proof_prefix_rule: "warning".to_owned(),
            common_core_prefix: String::new(),
            chapter_order: Vec::new(),
            mandatory_word: String::new(),
            recommended_word: String::new(),
            html_allowed: Vec::new(),
            default_team: TeamCode::from("instruction"),
            default_kinds: Vec::new(),
        }
    }
}

/// Rules on slots.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct SlotRules {
    pub one_slot_per_proof: bool,
    pub single_document_for_everything: bool,
    pub one_file_many_slots: bool,
    pub not_applicable: String,
    /// Shortest justification, in characters.
    pub not_applicable_min_chars: usize,
    pub hash: String,
    pub versions_kept: bool,
}

impl Default for SlotRules {
    fn default() -> Self {
        Self {
            one_slot_per_proof: true,
            single_document_for_everything: false,
            one_file_many_slots: true,
            not_applicable: "justification_required".to_owned(),
            not_applicable_min_chars: 30,
            hash: "sha-256".to_owned(),
            versions_kept: true,
        }
    }
}

/// The register of the programme.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct ListingRules {
    pub number_pattern: String,
    pub public_columns: Vec<String>,
    pub statuses: Vec<String>,
    pub mark: String,
    pub payment_operator: String,
    pub pilot_report_steps: Vec<String>,
}

impl Default for ListingRules {
    fn default() -> Self {
        Self {
            number_pattern: "{scheme}-{year}-{seq:4}".to_owned(),
            public_columns: Vec::new(),
            statuses: Vec::new(),
            mark: String::new(),
            payment_operator: String::new(),
            pilot_report_steps: Vec::new(),
        }
    }
}

/// Rules on uploads.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Upload {
    pub resumable: bool,
    pub paused_kept_days: u32,
    pub scan_watchdog_minutes: u32,
    pub server_clock_shown: bool,
}

impl Default for Upload {
    fn default() -> Self {
        Self {
            resumable: true,
            paused_kept_days: 7,
            scan_watchdog_minutes: 15,
            server_clock_shown: true,
        }
    }
}

/// Labels of the three state machines.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct States {
    pub application: Vec<StateLabel>,
    pub chapter: Vec<StateLabel>,
    pub proof: Vec<StateLabel>,
}

/// The label of one state.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct StateLabel {
    pub code: String,
    pub label: String,
    #[serde(default)]
    pub turn: Option<String>,
}
