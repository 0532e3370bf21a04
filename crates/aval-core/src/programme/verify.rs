//! Mistakes that types cannot catch: references that lead nowhere, codes used twice,
//! milestones out of order, thresholds that make no sense.

use std::collections::{BTreeMap, BTreeSet};

use super::{Condition, MilestoneKind, Programme, finding::Report, read::nearest};

pub(super) fn verify(programme: &Programme, text: &str, report: &mut Report) {
    let mut check = Check { text, report };
    check.duplicates(programme);
    check.schemes(programme);
    check.people(programme);
    check.applicability(programme);
    check.certifications(programme);
    check.milestones(programme);
    check.proof_kinds(programme);
}

struct Check<'r, 'a, 't> {
    text: &'t str,
    report: &'r mut Report<'a>,
}

/// Permissions that the access policy knows.
const PERMISSIONS: [&str; 25] = [
    "accept_charter",
    "manage_accounts",
    "create_legal_representative",
    "create_delegate",
    "create_member",
    "attach_collaborators",
    "submit",
    "upload",
    "upload_assigned_slot",
    "message",
    "message_vendor",
    "review",
    "request_changes",
    "propose_decision",
    "configure_test_space",
    "decide",
    "publish",
    "suspend",
    "withdraw",
    "manage_programme",
    "manage_catalogue",
    "manage_faq",
    "manage_staff",
    "view",
    "export",
];

impl Check<'_, '_, '_> {
    /// The line where a quoted code stands in a section, else where it first stands.
    fn line(&self, section: &str, code: &str) -> Option<usize> {
        let quoted = format!("\"{code}\"");

        let mut inside = false;
        let mut first = None;
        for (index, line) in self.text.lines().enumerate() {
            if line.starts_with('[') {
                inside = line.trim_start_matches("[").starts_with(section);
            }
            if line.contains(&quoted) {
                if inside {
                    return Some(index + 1);
                }
                first = first.or(Some(index + 1));
            }
        }
        first
    }

    fn unknown(&mut self, section: &str, what: &str, code: &str, known: &[&str]) {
        let hint = nearest(code, known)
            .map(|near| format!(" Vouliez-vous écrire «\u{a0}{near}\u{a0}»\u{a0}?"))
            .unwrap_or_default();
        let line = self.line(section, code);
        let message = format!("{section}\u{a0}: {what} «\u{a0}{code}\u{a0}» n’existe pas.{hint}");
        self.report.error(line, "unknown_reference", message);
    }

    fn once<'c>(&mut self, section: &str, codes: impl Iterator<Item = &'c str>) {
        let mut seen = BTreeSet::new();
        for code in codes {
            if code.is_empty() {
                let message = format!("{section}\u{a0}: un code est vide.");
                self.report.error(self.line(section, code), "empty_code", message);
            } else if !seen.insert(code) {
                let message = format!("{section}\u{a0}: le code «\u{a0}{code}\u{a0}» est employé deux fois.");
                self.report.error(self.line(section, code), "duplicate_code", message);
            }
        }
    }

    fn duplicates(&mut self, programme: &Programme) {
        self.once("teams", programme.teams.iter().map(|one| one.code.as_str()));
        self.once("roles", programme.roles.iter().map(|one| one.code.as_str()));
        self.once("sectors", programme.sectors.iter().map(|one| one.code.as_str()));
        self.once("schemes", programme.schemes.iter().map(|one| one.code.as_str()));
        self.once("catalogues", programme.catalogues.iter().map(|one| one.code.as_str()));
        self.once("profiles", programme.profiles.iter().map(|one| one.code.as_str()));
        self.once("declarations", programme.declarations.iter().map(|one| one.code.as_str()));
        self.once("forms", programme.forms.iter().map(|one| one.code.as_str()));
        self.once("milestones", programme.milestones.iter().map(|one| one.code.as_str()));
        self.once("proof_kinds", programme.proof_kinds.iter().map(|one| one.code.as_str()));
        self.once("certifications", programme.certifications.iter().map(|one| one.code.as_str()));
        for form in &programme.forms {
            self.once("forms.fields", form.fields.iter().map(|field| field.code.as_str()));
        }
    }

    fn schemes(&mut self, programme: &Programme) {
        let sectors: Vec<&str> = programme.sectors.iter().map(|one| one.code.as_str()).collect();
        let catalogues: Vec<&str> =
            programme.catalogues.iter().map(|one| one.code.as_str()).collect();
        let schemes: Vec<&str> = programme.schemes.iter().map(|one| one.code.as_str()).collect();
        for scheme in &programme.schemes {
            if !sectors.contains(&scheme.sector.as_str()) {
                self.unknown("schemes", "le couloir", scheme.sector.as_str(), &sectors);
            }
            if let Some(code) = &scheme.catalogue
                && !catalogues.contains(&code.as_str())
            {
                self.unknown("schemes", "le référentiel", code.as_str(), &catalogues);
            }
        }
        let named = programme
            .profiles
            .iter()
            .flat_map(|profile| profile.schemes.iter().map(|code| ("profiles", code)))
            .chain(programme.certifications.iter().flat_map(|certification| {
                certification.schemes.iter().map(|code| ("certifications", code))
            }))
            .chain(programme.milestones.iter().flat_map(|milestone| {
                milestone.schemes.iter().map(|code| ("milestones", code))
            }));
        for (section, code) in named {
            if code != "*" && !schemes.contains(&code.as_str()) {
                self.unknown(section, "le dispositif", code, &schemes);
            }
        }
    }

    fn people(&mut self, programme: &Programme) {
        let teams: Vec<&str> = programme.teams.iter().map(|one| one.code.as_str()).collect();
        let roles: Vec<&str> = programme.roles.iter().map(|one| one.code.as_str()).collect();
        let forms: Vec<&str> = programme.forms.iter().map(|one| one.code.as_str()).collect();
        for step in programme.phases.iter().flat_map(|phase| &phase.steps) {
            for team in step.teams.iter().chain(&step.team) {
                if !teams.contains(&team.as_str()) {
                    self.unknown("phases.steps", "l’équipe", team.as_str(), &teams);
                }
            }
            if let Some(role) = &step.required_role
                && !roles.contains(&role.as_str())
            {
                self.unknown("phases.steps", "le rôle", role.as_str(), &roles);
            }
            if let Some(form) = &step.form
                && !forms.contains(&form.as_str())
            {
                self.unknown("phases.steps", "le formulaire", form.as_str(), &forms);
            }
        }
        for role in &programme.roles {
            for permission in &role.can {
                if !PERMISSIONS.contains(&permission.as_str()) {
                    self.unknown("roles", "la permission", permission.as_str(), &PERMISSIONS);
                }
            }
        }
        let default_team = &programme.catalogue_rules.default_team;
        if !programme.teams.is_empty() && !teams.contains(&default_team.as_str()) {
            self.unknown("catalogue_rules", "l’équipe", default_team.as_str(), &teams);
        }
    }

    fn condition(&mut self, programme: &Programme, section: &str, condition: &Condition) {
        let known_profiles: Vec<&str> =
            programme.profiles.iter().map(|one| one.code.as_str()).collect();
        let known: Vec<&str> =
            programme.declarations.iter().map(|one| one.code.as_str()).collect();
        let (profiles, declarations) = condition.names();
        for code in profiles {
            if !known_profiles.contains(&code.as_str()) {
                self.unknown(section, "le profil", code.as_str(), &known_profiles);
            }
        }
        for code in declarations {
            if !known.contains(&code.as_str()) {
                self.unknown(section, "la déclaration", code.as_str(), &known);
            }
        }
    }

    fn applicability(&mut self, programme: &Programme) {
        for rule in &programme.applicability {
            self.condition(programme, "applicability", &rule.when);
        }
        for certification in &programme.certifications {
            if let Some(when) = &certification.when {
                self.condition(programme, "certifications", when);
            }
        }
        for declaration in &programme.declarations {
            if let Some(when) = &declaration.visible_when {
                self.condition(programme, "declarations", when);
            }
        }
        for field in programme.forms.iter().flat_map(|form| &form.fields) {
            for when in field.visible_when.iter().chain(&field.required_when) {
                self.condition(programme, "forms.fields", when);
            }
        }
    }

    fn certifications(&mut self, programme: &Programme) {
        if programme.certifications.is_empty() {
            return;
        }
        let known: Vec<&str> =
            programme.certification_statuses.iter().map(|one| one.code.as_str()).collect();
        let rules = &programme.certification_rules;
        for status in
            [&rules.eligibility_min_status, &rules.jalon_2_min_status, &rules.attribution_min_status]
        {
            if !known.contains(&status.as_str()) {
                self.unknown("certification_rules", "le statut", status.as_str(), &known);
            }
        }
        let rank = |code| programme.status_rank(code).unwrap_or_default();
        if rank(&rules.eligibility_min_status) > rank(&rules.attribution_min_status) {
            self.report.error(
                self.line("certification_rules", rules.eligibility_min_status.as_str()),
                "status_order",
                "certification_rules\u{a0}: l’éligibilité demande plus que l’attribution.",
            );
        }
    }

    fn milestones(&mut self, programme: &Programme) {
        for scheme in &programme.schemes {
            let mut last: BTreeMap<u8, &super::Milestone> = BTreeMap::new();
            for (milestone, _) in programme.milestones_of(&scheme.code) {
                let rank = match milestone.kind {
                    MilestoneKind::Opening => 0,
                    MilestoneKind::Deposit => 1,
                    MilestoneKind::Reply => 2,
                };
                let before = last.range(..rank).map(|(_, held)| held.at).max();
                if before.is_some_and(|before| before >= milestone.at) {
                    let line = self.line("milestones", milestone.code.as_str());
                    let message = format!(
                        "milestones\u{a0}: «\u{a0}{}\u{a0}» tombe avant une étape qui doit le précéder.",
                        milestone.code
                    );
                    self.report.error(line, "milestone_order", message);
                }
                last.insert(rank, milestone);
            }
        }
    }

    fn proof_kinds(&mut self, programme: &Programme) {
        let kinds: Vec<&str> =
            programme.proof_kinds.iter().map(|one| one.code.as_str()).collect();
        let teams: Vec<&str> = programme.teams.iter().map(|one| one.code.as_str()).collect();
        for kind in &programme.catalogue_rules.default_kinds {
            if !kinds.contains(&kind.as_str()) {
                self.unknown("catalogue_rules", "la nature de preuve", kind.as_str(), &kinds);
            }
        }
        let mut told = BTreeSet::new();
        for row in &programme.proof_requirements {
            let named = std::iter::once(&row.kind).chain(&row.alternative_kind);
            for kind in named {
                if !kinds.contains(&kind.as_str()) && told.insert(kind.as_str().to_owned()) {
                    self.unknown("proof_kinds", "la nature de preuve", kind.as_str(), &kinds);
                }
            }
            if !teams.contains(&row.team.as_str()) && told.insert(row.team.to_string()) {
                self.unknown("teams", "l’équipe", row.team.as_str(), &teams);
            }
            if let Some(condition) = &row.condition {
                self.condition(programme, "declarations", condition);
            }
        }
        if programme.slot_rules.not_applicable_min_chars > 5_000 {
            self.report.warning(
                self.line("slot_rules", "not_applicable_min_chars"),
                "threshold",
                "slot_rules.not_applicable_min_chars\u{a0}: cette longueur décourage toute justification.",
            );
        }
    }
}
