//! Certifications by other bodies, their statuses and what each step asks of them.

use serde::Deserialize;

use super::{CertificationCode, Condition, SchemeCode, StatusCode};
use crate::catalogue::RequirementId;

/// A recognition by another body.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the glossary's term")]
pub struct Certification {
    pub code: CertificationCode,
    pub label: String,
    #[serde(default)]
    pub issuer: String,
    /// Codes of schemes; `*` is all of them.
    pub schemes: Vec<String>,
    /// Asked only when this holds.
    #[serde(default)]
    pub when: Option<Condition>,
    /// Requirements that it answers.
    #[serde(default)]
    pub requirements: Vec<RequirementId>,
}

impl Certification {
    /// Whether the scheme may ask for it.
    pub fn concerns(&self, scheme: &SchemeCode) -> bool {
        self.schemes.iter().any(|code| code == "*" || code == scheme.as_str())
    }
}

/// A status of a certification request.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the glossary's term")]
pub struct CertificationStatus {
    pub code: StatusCode,
    /// Greater is further; a refusal is 0.
    pub rank: i64,
    pub label: String,
    /// The label is the one used in public.
    #[serde(default)]
    pub public: bool,
    #[serde(rename = "final", default)]
    pub is_final: bool,
}

/// The least status at each step.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the glossary's term")]
pub struct CertificationRules {
    pub eligibility_min_status: StatusCode,
    pub jalon_2_min_status: StatusCode,
    pub attribution_min_status: StatusCode,
}
