//! A programme as data: everything that `programme.toml` and its proof requirements say.
//!
//! Reading files is the caller's; what the data imply for one application is in
//! `application`. Nothing here, nor anywhere else in Rust, names a particular programme.

mod applicability;
mod cell;
mod certification;
mod codes;
mod condition;
mod deadlines;
mod declaration;
mod delivered;
mod delivered_rows;
mod document;
mod finding;
mod form;
mod interop;
mod listing_rules;
mod lookup;
mod milestone;
mod mistake;
mod page;
mod parameter;
mod people;
mod phase;
mod profile;
mod proof_kind;
mod proof_requirement;
mod read;
mod scheme;
mod slot_rules;
mod states;
mod table;
mod verify;

pub use applicability::{ApplicabilityRule, Effect};
pub use certification::{Certification, CertificationRules, CertificationStatus};
pub use codes::{
    CertificationCode, DeclarationCode, FieldCode, FormCode, MilestoneCode, Permission,
    ProfileCode, ProofKindCode, RoleCode, SchemeCode, SectorCode, StatusCode, TeamCode,
};
pub use condition::{Condition, ConditionError, DeclarationValue, Term};
pub use deadlines::{ConventionStart, Deadlines, ReplyEffect};
pub use declaration::{Declaration, DeclarationType};
pub use delivered::{CatalogueEntry, CatalogueRelease, CatalogueRules, IdPattern, PrefixRule};
pub use finding::{Finding, Severity};
pub use form::{Field, FieldRule, FieldType, Form};
pub use interop::{InteropHost, InteropRules, LinkKind, LinkRefusal, LinkScheme};
pub use listing_rules::{FaqFiles, ListingRules};
pub use lookup::StateMachine;
pub use milestone::{LateDeposit, Milestone, MilestoneKind, MilestoneRules, UploadGrace};
pub use mistake::{Mistake, Notion, ValueKind};
pub use parameter::ParameterValue;
pub use people::{Contact, Operator, Role, RoleSide, Team};
pub use phase::{Phase, Step, StepActor, StepUnit};
pub use profile::{Profile, Selection};
pub use proof_kind::ProofKind;
pub use proof_requirement::ProofRequirement;
pub use read::Files;
pub use scheme::{Scheme, Sector};
pub use slot_rules::{HashRule, NotApplicableRule, SlotRules, SubmissionRules, TestSets, Upload};
pub use states::{StateLabel, StateTurn, States};

use std::collections::BTreeMap;

use crate::deadline::Holidays;

/// A whole programme. Field names are the keys of `programme.toml`.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the glossary's term")]
pub struct Programme {
    pub code: String,
    pub name: String,
    pub short_name: String,
    pub description: String,
    /// Language of its labels, as a BCP 47 tag.
    pub language: String,
    /// IANA name of the time zone in which its dates are written.
    pub timezone: String,
    pub wave: String,
    /// Code of the programme in the taxonomy of the FAQ.
    pub offer: Option<String>,
    /// Its content is fictive: a banner says so on every page.
    pub illustrative: bool,
    pub banner: Option<String>,
    /// What an application is unique for.
    pub one_application_per: Vec<String>,
    pub calendar: Holidays,
    pub operator: Operator,
    pub contacts: Vec<Contact>,
    pub teams: Vec<Team>,
    pub roles: Vec<Role>,
    pub sectors: Vec<Sector>,
    pub schemes: Vec<Scheme>,
    pub catalogues: Vec<CatalogueEntry>,
    pub catalogue_rules: CatalogueRules,
    pub profiles: Vec<Profile>,
    pub declarations: Vec<Declaration>,
    pub applicability: Vec<ApplicabilityRule>,
    pub phases: Vec<Phase>,
    pub states: States,
    pub forms: Vec<Form>,
    pub certifications: Vec<Certification>,
    pub certification_statuses: Vec<CertificationStatus>,
    pub certification_rules: CertificationRules,
    pub deadlines: Deadlines,
    pub milestones: Vec<Milestone>,
    pub milestone_rules: MilestoneRules,
    pub interop_hosts: Vec<InteropHost>,
    pub interop_rules: InteropRules,
    pub proof_kinds: Vec<ProofKind>,
    pub slot_rules: SlotRules,
    pub listing: ListingRules,
    pub faq: Option<FaqFiles>,
    pub upload: Upload,
    pub submission: SubmissionRules,
    pub test_sets: TestSets,
    /// Values that only this programme knows, by name.
    pub parameters: BTreeMap<String, ParameterValue>,
    /// Rows of the file named by `catalogue_rules.proof_kinds`.
    pub proof_requirements: Vec<ProofRequirement>,
    pub(crate) zone: jiff::tz::TimeZone,
}

#[cfg(test)]
mod tests;
