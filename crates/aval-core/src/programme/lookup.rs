//! Finding things in a programme by their code, and what its data imply.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, tz::TimeZone};

use super::{
    ApplicabilityRule, CatalogueEntry, Certification, CertificationCode, Contact, Declaration,
    DeclarationCode, DeclarationValue, FieldCode, Form, FormCode, InteropHost, LinkRefusal,
    Milestone, MilestoneKind, Profile, ProfileCode, Programme, ProofKind, ProofKindCode,
    ProofRequirement, Role, RoleCode, Scheme, SchemeCode, Sector, SectorCode, StatusCode, Step,
    Team, TeamCode, interop,
};
use crate::{
    catalogue::{CatalogueCode, ProofKey, RequirementId},
    deadline::{Holidays, local_instant},
};

impl Programme {
    /// The time zone in which its dates are written.
    pub fn zone(&self) -> TimeZone {
        self.zone.clone()
    }

    /// Its public holidays.
    pub fn holidays(&self) -> Holidays {
        self.calendar
    }

    /// A role.
    pub fn role(&self, code: &RoleCode) -> Option<&Role> {
        self.roles.iter().find(|role| &role.code == code)
    }

    /// A scheme.
    pub fn scheme(&self, code: &SchemeCode) -> Option<&Scheme> {
        self.schemes.iter().find(|scheme| &scheme.code == code)
    }

    /// A form.
    pub fn form(&self, code: &FormCode) -> Option<&Form> {
        self.forms.iter().find(|form| &form.code == code)
    }

    /// A declaration.
    pub fn declaration(&self, code: &DeclarationCode) -> Option<&Declaration> {
        self.declarations
            .iter()
            .find(|declaration| &declaration.code == code)
    }

    /// A certification.
    pub fn certification(&self, code: &CertificationCode) -> Option<&Certification> {
        self.certifications
            .iter()
            .find(|certification| &certification.code == code)
    }

    /// A nature of proof.
    pub fn proof_kind(&self, code: &ProofKindCode) -> Option<&ProofKind> {
        self.proof_kinds.iter().find(|kind| &kind.code == code)
    }

    /// Rank of a status of certification; greater is further.
    pub fn status_rank(&self, code: &StatusCode) -> Option<i64> {
        self.certification_statuses
            .iter()
            .find(|status| &status.code == code)
            .map(|status| status.rank)
    }

    /// Label of a status of certification, else its code.
    pub fn status_label<'a>(&'a self, code: &'a StatusCode) -> &'a str {
        self.certification_statuses
            .iter()
            .find(|status| &status.code == code)
            .map_or(code.as_str(), |status| &status.label)
    }

    /// A sector.
    pub fn sector(&self, code: &SectorCode) -> Option<&Sector> {
        self.sectors.iter().find(|sector| &sector.code == code)
    }

    /// A team of the operator.
    pub fn team(&self, code: &TeamCode) -> Option<&Team> {
        self.teams.iter().find(|team| &team.code == code)
    }

    /// A profile.
    pub fn profile(&self, code: &ProfileCode) -> Option<&Profile> {
        self.profiles.iter().find(|profile| &profile.code == code)
    }

    /// A contact.
    pub fn contact(&self, code: &str) -> Option<&Contact> {
        self.contacts.iter().find(|contact| contact.code == code)
    }

    /// The catalogue of a scheme, when it is delivered.
    pub fn catalogue_for(&self, scheme: &SchemeCode) -> Option<&CatalogueEntry> {
        let code = self.scheme(scheme)?.catalogue.as_ref()?;
        self.catalogues
            .iter()
            .find(|catalogue| &catalogue.code == code)
    }

    /// A host that the programme knows, accepted or not.
    pub fn interop_host(&self, host: &str) -> Option<&InteropHost> {
        self.interop_hosts
            .iter()
            .find(|known| known.host.eq_ignore_ascii_case(host))
    }

    /// The form that is filled at a step of the journey.
    pub fn form_of_step(&self, step: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.step == step)
    }

    /// A step of the journey, when the programme describes it.
    pub fn step(&self, code: &str) -> Option<&Step> {
        self.phases
            .iter()
            .flat_map(|phase| &phase.steps)
            .find(|step| step.code == code)
    }

    /// The team that a step of the operator belongs to: its own, else the one that reviews
    /// it, else the default team. Nothing without any team.
    pub fn team_of_step(&self, step: &str) -> Option<&TeamCode> {
        let own = self.step(step).and_then(|step| step.team.as_ref());
        let reviewing = || {
            self.teams
                .iter()
                .find(|team| team.reviews_steps.contains(step))
                .map(|team| &team.code)
        };
        let default =
            || Some(&self.catalogue_rules.default_team).filter(|team| self.team(team).is_some());
        own.or_else(reviewing).or_else(default)
    }

    /// Profiles that a scheme knows.
    pub fn profiles_of<'a>(&'a self, scheme: &'a SchemeCode) -> impl Iterator<Item = &'a Profile> {
        self.profiles.iter().filter(move |profile| {
            profile.schemes.contains("*") || profile.schemes.contains(scheme.as_str())
        })
    }

    /// Rules on a requirement.
    pub fn rules_for<'a>(
        &'a self,
        requirement: &'a RequirementId,
    ) -> impl Iterator<Item = &'a ApplicabilityRule> {
        self.applicability
            .iter()
            .filter(move |rule| &rule.requirement == requirement)
    }

    /// What an expected proof asks for, when the proof requirements know it. A version that
    /// they do not describe, imported later, asks what the last one described asked.
    pub fn proof_requirement(
        &self,
        catalogue: &CatalogueCode,
        version: &str,
        proof: &ProofKey,
    ) -> Option<&ProofRequirement> {
        let exact = self.proof_requirement_row(catalogue, version, proof);
        if exact.is_some() {
            return exact;
        }
        let described = self.versions_described(catalogue);
        if described.contains(&version) {
            return None;
        }
        described
            .into_iter()
            .rev()
            .find_map(|other| self.proof_requirement_row(catalogue, other, proof))
    }

    fn proof_requirement_row(
        &self,
        catalogue: &CatalogueCode,
        version: &str,
        proof: &ProofKey,
    ) -> Option<&ProofRequirement> {
        let index = self
            .proof_requirements
            .binary_search_by(|row| {
                (&row.catalogue, row.version.as_str(), &row.proof).cmp(&(catalogue, version, proof))
            })
            .ok()?;
        self.proof_requirements.get(index)
    }

    /// Versions of a catalogue that the proof requirements describe, in the order in which
    /// the programme delivers them.
    fn versions_described(&self, catalogue: &CatalogueCode) -> Vec<&str> {
        let rows = &self.proof_requirements;
        let mut versions = Vec::new();
        let mut next = rows.partition_point(|row| row.catalogue < *catalogue);
        while let Some(row) = rows.get(next).filter(|row| row.catalogue == *catalogue) {
            let version = row.version.as_str();
            versions.push(version);
            next = rows.partition_point(|row| {
                (&row.catalogue, row.version.as_str()) <= (catalogue, version)
            });
        }
        let delivered = self.catalogues.iter().find(|held| &held.code == catalogue);
        versions.sort_by_key(|version| {
            delivered.and_then(|held| held.versions.iter().position(|one| one.version == *version))
        });
        versions
    }

    /// Formats that any of these natures admits.
    pub fn formats_of(&self, kinds: &[ProofKindCode]) -> BTreeSet<String> {
        self.proof_kinds
            .iter()
            .filter(|kind| kinds.contains(&kind.code))
            .flat_map(|kind| kind.formats.iter().cloned())
            .collect()
    }

    /// Certifications that an application has to bring.
    pub fn certifications_required<'a>(
        &'a self,
        scheme: &'a SchemeCode,
        profiles: &'a BTreeSet<ProfileCode>,
        declarations: &'a BTreeMap<DeclarationCode, DeclarationValue>,
    ) -> impl Iterator<Item = &'a Certification> {
        self.certifications.iter().filter(move |certification| {
            certification.concerns(scheme)
                && certification
                    .when
                    .as_ref()
                    .is_none_or(|when| when.holds(profiles, declarations))
        })
    }

    /// The milestone that closes a step for a scheme, with its instant.
    pub fn milestone(
        &self,
        scheme: &SchemeCode,
        step: &str,
        kind: MilestoneKind,
    ) -> Option<(&Milestone, Timestamp)> {
        self.milestones_of(scheme).find(|(milestone, _)| {
            milestone.kind == kind && milestone.steps.iter().any(|held| held == step)
        })
    }

    /// The milestone that opens the window of a scheme.
    pub fn opening_milestone(&self, scheme: &SchemeCode) -> Option<(&Milestone, Timestamp)> {
        self.milestones_of(scheme)
            .find(|(milestone, _)| milestone.kind == MilestoneKind::Opening)
    }

    /// Milestones of a scheme, in the order of the file.
    pub fn milestones_of(
        &self,
        scheme: &SchemeCode,
    ) -> impl Iterator<Item = (&Milestone, Timestamp)> {
        self.milestones
            .iter()
            .filter(move |milestone| {
                milestone
                    .schemes
                    .iter()
                    .any(|code| code == "*" || code == scheme.as_str())
            })
            .map(|milestone| (milestone, local_instant(milestone.at, &self.zone)))
    }

    /// Why a link is not admitted as a proof; `None` when it is.
    pub fn link_refusal(&self, url: &str) -> Option<LinkRefusal> {
        interop::refusal(&self.interop_hosts, url)
    }

    /// The field that holds the technical version.
    pub fn technical_version_field(&self) -> Option<(&FormCode, &FieldCode)> {
        self.forms.iter().find_map(|form| {
            form.fields
                .iter()
                .find(|field| field.differs_from_previous())
                .map(|field| (&form.code, &field.code))
        })
    }

    /// Label of a state of an application, chapter or proof, in the programme's language.
    pub fn state_label<'a>(&'a self, machine: StateMachine, code: &'a str) -> &'a str {
        let labels = match machine {
            StateMachine::Application => &self.states.application,
            StateMachine::Chapter => &self.states.chapter,
            StateMachine::Proof => &self.states.proof,
        };
        labels
            .iter()
            .find(|state| state.code == code)
            .map_or(code, |state| &state.label)
    }
}

/// One of the three state machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateMachine {
    /// Of the application.
    Application,
    /// Of a chapter.
    Chapter,
    /// Of a slot.
    Proof,
}
