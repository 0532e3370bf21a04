//! Codes that lead to something else: it has to exist.

use std::collections::BTreeSet;

use crate::programme::{
    Mistake, Notion, Programme,
    delivered_rows::Delivered,
    document::{Document, Text},
    mistake::nearest,
    page::Page,
};

/// A key, what its codes lead to, and where those are written.
const REFERENCES: [(&str, Notion, &str); 17] = [
    ("schemes.sector", Notion::Sector, "sectors.code"),
    ("schemes.catalogue", Notion::Catalogue, "catalogues.code"),
    ("profiles.schemes", Notion::Scheme, "schemes.code"),
    ("certifications.schemes", Notion::Scheme, "schemes.code"),
    ("milestones.schemes", Notion::Scheme, "schemes.code"),
    ("phases.steps.team", Notion::Team, "teams.code"),
    ("phases.steps.teams", Notion::Team, "teams.code"),
    ("phases.steps.required_role", Notion::Role, "roles.code"),
    ("phases.steps.form", Notion::Form, "forms.code"),
    ("catalogue_rules.default_team", Notion::Team, "teams.code"),
    (
        "catalogue_rules.default_kinds",
        Notion::ProofKind,
        "proof_kinds.code",
    ),
    (
        "certification_rules.eligibility_min_status",
        Notion::CertificationStatus,
        "certification_statuses.code",
    ),
    (
        "certification_rules.jalon_2_min_status",
        Notion::CertificationStatus,
        "certification_statuses.code",
    ),
    (
        "certification_rules.attribution_min_status",
        Notion::CertificationStatus,
        "certification_statuses.code",
    ),
    (
        "forms.fields.min_status",
        Notion::CertificationStatus,
        "certification_statuses.code",
    ),
    ("roles.can", Notion::Permission, ""),
    ("milestones.steps", Notion::Step, "phases.steps.code"),
];

/// Keys whose codes are steps or phases.
const STEPS_OR_PHASES: [&str; 2] = ["teams.reviews_steps", "forms.step"];

/// Permissions that the access policy and the pages ask for.
pub(super) const PERMISSIONS: [&str; 25] = [
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
    "erase_content",
    "manage_programme",
    "manage_catalogue",
    "manage_faq",
    "manage_staff",
    "manage_trust",
];

/// Steps that the journey has in every programme, described or not.
pub(super) const STEPS: [&str; 6] = [
    "charter",
    "application",
    "eligibility",
    "eligibility_review",
    "deposit",
    "exchange",
];

pub(super) fn references(document: Document<'_>, page: &mut Page<'_>) {
    for (key, notion, target) in REFERENCES {
        let mut known: Vec<&str> = document
            .texts(target)
            .iter()
            .map(|text| text.text)
            .collect();
        match notion {
            Notion::Permission => known.extend(PERMISSIONS),
            Notion::Step => known.extend(STEPS),
            _ => {}
        }
        // "*" is every scheme.
        let every = notion == Notion::Scheme;
        let named = document
            .texts(key)
            .into_iter()
            .filter(|text| !(every && text.text == "*"));
        missing(key, notion, named, &known, page);
    }
    let known: Vec<&str> = document
        .texts("phases.steps.code")
        .into_iter()
        .chain(document.texts("phases.code"))
        .map(|text| text.text)
        .chain(STEPS)
        .collect();
    for key in STEPS_OR_PHASES {
        missing(
            key,
            Notion::Step,
            document.texts(key).into_iter(),
            &known,
            page,
        );
    }
}

fn missing<'d>(
    key: &str,
    notion: Notion,
    named: impl Iterator<Item = Text<'d>>,
    known: &[&str],
    page: &mut Page<'_>,
) {
    let set: BTreeSet<&str> = known.iter().copied().collect();
    for Text { text, offset } in named {
        if !set.contains(text) {
            let mistake = Mistake::UnknownReference {
                key: key.to_owned(),
                notion,
                code: text.to_owned(),
                near: nearest(text, known.iter().copied()),
            };
            page.tell(Some(offset), mistake);
        }
    }
}

/// Rules about requirements that no delivered catalogue has. Nothing is said while a
/// catalogue is not delivered as CSV: it may hold them.
pub(super) fn delivered_requirements(
    programme: &Programme,
    document: Document<'_>,
    delivered: &Delivered,
    page: &mut Page<'_>,
) {
    let complete = !programme.catalogues.is_empty()
        && programme.catalogues.iter().all(|catalogue| {
            !catalogue.versions.is_empty()
                && catalogue.versions.iter().all(|release| {
                    let version = (catalogue.code.to_string(), release.version.clone());
                    delivered.contains_key(&version)
                })
        });
    if !complete {
        return;
    }
    for key in ["applicability.requirement", "certifications.requirements"] {
        for Text { text, offset } in document.texts(key) {
            if !delivered
                .values()
                .any(|version| version.requirements.contains(text))
            {
                let mistake = Mistake::UndeliveredRequirement {
                    key: key.to_owned(),
                    notion: Notion::Requirement,
                    code: text.to_owned(),
                };
                page.tell(Some(offset), mistake);
            }
        }
    }
}
