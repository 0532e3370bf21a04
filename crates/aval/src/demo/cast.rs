//! The invented people, organisations and applications of a demonstration, as data
//! (`people/demo.toml` of the programme). How they come to life is in `story`.

use std::collections::BTreeMap;

use aval_core::programme::DeclarationValue;
use jiff::civil::{Date, Time};
use serde::Deserialize;

/// The whole file.
#[derive(Debug, Deserialize)]
pub struct Cast {
    pub clock: StageClock,
    pub organisations: Vec<Company>,
    pub users: Vec<Character>,
    pub applications: Vec<Tale>,
}

/// The day around which everything is told.
#[derive(Debug, Deserialize)]
pub struct StageClock {
    /// The day on which the milestones of the programme are told from: the demonstration
    /// moves them by whole weeks, so that it never comes too late.
    #[serde(deserialize_with = "toml_date")]
    pub pinned_day: Date,
}

#[derive(Debug, Deserialize)]
pub struct Company {
    pub code: String,
    pub kind: String,
    pub name: String,
    pub siren: Option<String>,
    pub city: Option<String>,
    /// What a list of qualified organisations says of it.
    #[serde(default)]
    pub qualifications: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Character {
    pub code: String,
    pub name: String,
    pub organisation: String,
    pub email: String,
    pub roles: Vec<String>,
    #[serde(default)]
    pub teams: Vec<String>,
    #[serde(default)]
    pub title: String,
    /// Numbers of the applications to which a member is attached.
    #[serde(default)]
    pub applications: Vec<String>,
    /// Slots to which an auditor is invited.
    #[serde(default)]
    pub slots: Vec<Invitation>,
}

#[derive(Debug, Deserialize)]
pub struct Invitation {
    pub application: String,
    pub proof: String,
    pub access_until_day: i32,
}

/// An application and how far it has come.
#[derive(Debug, Deserialize)]
pub struct Tale {
    pub code: String,
    pub vendor: String,
    pub product: String,
    pub product_reference: String,
    pub scheme: String,
    pub catalogue: String,
    pub catalogue_version: String,
    pub profiles: Vec<String>,
    pub state: String,
    pub referent: String,
    pub opened: Instant,
    pub charter_accepted: SignedInstant,
    pub eligible: Option<SignedInstant>,
    #[serde(default)]
    pub form: BTreeMap<String, String>,
    #[serde(default)]
    pub declarations: BTreeMap<String, DeclarationValue>,
    /// Requests to certification bodies.
    #[serde(default)]
    pub certification_requests: Vec<Certification>,
    #[serde(default)]
    pub chapters: Vec<ChapterTold>,
    #[serde(default)]
    pub proofs: Vec<ProofTold>,
    #[serde(default)]
    pub messages: Vec<Letter>,
    pub decision: Option<DecisionTold>,
}

/// A day relative to the day of loading (negative: before), at an hour of the programme.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Instant {
    pub day: i32,
    #[serde(deserialize_with = "hour")]
    pub time: Time,
}

#[derive(Clone, Debug, Deserialize)]
pub struct SignedInstant {
    #[serde(flatten)]
    pub at: Instant,
    pub by: String,
}

#[derive(Debug, Deserialize)]
pub struct Certification {
    pub certification: String,
    pub status: String,
    pub status_day: i32,
}

#[derive(Debug, Deserialize)]
pub struct ChapterTold {
    /// `*` means every chapter.
    pub name: String,
    pub state: String,
}

#[derive(Debug, Deserialize)]
pub struct ProofTold {
    pub proof: String,
    pub state: String,
    pub file: Option<String>,
    /// What the form tells, where one is asked.
    pub form: Option<super::forms::Telling>,
    pub url: Option<String>,
    pub integer: Option<u64>,
    pub linked_from: Option<String>,
    pub justification: Option<String>,
    pub remark: Option<String>,
    #[serde(default)]
    pub blocking: bool,
}

#[derive(Debug, Deserialize)]
pub struct Letter {
    pub from: String,
    #[serde(flatten)]
    pub at: Instant,
    #[serde(default)]
    pub expects_reply: bool,
    pub body: String,
}

#[derive(Debug, Deserialize)]
pub struct DecisionTold {
    #[serde(flatten)]
    pub at: Instant,
    pub by: String,
    pub marketed_day: Option<i32>,
}

fn toml_date<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<Date, D::Error> {
    let written = toml::value::Datetime::deserialize(reader)?;
    written
        .to_string()
        .parse()
        .map_err(serde::de::Error::custom)
}

fn hour<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<Time, D::Error> {
    let written = String::deserialize(reader)?;
    format!("{written}:00")
        .parse()
        .map_err(serde::de::Error::custom)
}
