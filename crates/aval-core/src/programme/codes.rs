//! Codes of a programme: short, stable, written in English in the data.

use serde::{Deserialize, Serialize};

use super::cell::text_cells;
use crate::catalogue::{CatalogueCode, RequirementId, text_id};

text_id! {
    /// Code of a sector ("couloir").
    SectorCode
}
text_id! {
    /// Code of a scheme ("dispositif").
    SchemeCode
}
text_id! {
    /// Code of a profile.
    ProfileCode
}
text_id! {
    /// Code of a declaration.
    DeclarationCode
}
text_id! {
    /// Code of a team of the operator.
    TeamCode
}
text_id! {
    /// Code of a role.
    RoleCode
}
text_id! {
    /// Code of a certification by another body.
    CertificationCode
}
text_id! {
    /// Code of the status of a certification.
    StatusCode
}
text_id! {
    /// Code of a nature of proof.
    ProofKindCode
}
text_id! {
    /// Code of a milestone.
    MilestoneCode
}
text_id! {
    /// Code of a form.
    FormCode
}
text_id! {
    /// Code of a field of a form.
    FieldCode
}
text_id! {
    /// Something that a role may do.
    Permission
}

text_cells!(
    SectorCode,
    SchemeCode,
    ProfileCode,
    DeclarationCode,
    TeamCode,
    RoleCode,
    CertificationCode,
    StatusCode,
    ProofKindCode,
    MilestoneCode,
    FormCode,
    FieldCode,
    Permission,
    CatalogueCode,
    RequirementId,
);
