//! A programme as data: everything that `programme.toml` and its proof requirements say.
//!
//! Reading files is the caller's; what the data imply for one application is in
//! `application`. Nothing here, nor anywhere else in Rust, names a particular programme.

mod applicability;
mod certification;
mod codes;
mod condition;
mod finding;
mod form;
mod interop;
mod lookup;
mod people;
mod proof_kind;
mod read;
mod schedule;
mod scheme;
mod verify;

pub use applicability::{ApplicabilityRule, Declaration, DeclarationType, Effect, Profile, Selection};
pub use certification::{Certification, CertificationRules, CertificationStatus};
pub use codes::{
    CertificationCode, DeclarationCode, FieldCode, FormCode, MilestoneCode, Permission,
    ProfileCode, ProofKindCode, RoleCode, SchemeCode, SectorCode, StatusCode, TeamCode,
};
pub use condition::{Condition, ConditionError, DeclarationValue};
pub use finding::{Finding, Severity};
pub use form::{Field, FieldType, Form};
pub use lookup::StateMachine;
pub use interop::{InteropHost, LinkRefusal};
pub use people::{Contact, Operator, Role, RoleSide, Team};
pub use proof_kind::{ProofKind, ProofRequirement};
pub use read::Files;
pub use schedule::{ConventionStart, Deadlines, Milestone, MilestoneKind, Phase, Step};
pub use scheme::{
    CatalogueEntry, CatalogueRelease, CatalogueRules, ListingRules, Scheme, Sector, SlotRules,
    StateLabel, States, Upload,
};

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
    /// Its content is fictive: a banner says so on every page.
    pub illustrative: bool,
    pub banner: Option<String>,
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
    pub interop_hosts: Vec<InteropHost>,
    pub proof_kinds: Vec<ProofKind>,
    pub slot_rules: SlotRules,
    pub listing: ListingRules,
    pub upload: Upload,
    /// Rows of the file named by `catalogue_rules.proof_kinds`.
    pub proof_requirements: Vec<ProofRequirement>,
    pub(crate) zone: jiff::tz::TimeZone,
}

#[cfg(test)]
mod tests;
