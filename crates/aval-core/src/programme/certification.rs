//! Certifications by other bodies, their statuses and what each step asks of them.

use super::{CertificationCode, Condition, SchemeCode, StatusCode, table::from_table};
use crate::catalogue::RequirementId;

/// A recognition by another body.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the glossary's term")]
pub struct Certification {
    pub code: CertificationCode,
    pub label: String,
    pub issuer: String,
    /// Codes of schemes; `*` is all of them.
    pub schemes: Vec<String>,
    /// Asked only when this holds.
    pub when: Option<Condition>,
    /// Requirements that it answers.
    pub requirements: Vec<RequirementId>,
}

from_table!(Certification {
    code: required,
    label: required,
    issuer: optional,
    schemes: required,
    when: optional,
    requirements: optional,
});

impl Certification {
    /// Whether the scheme may ask for it.
    pub fn concerns(&self, scheme: &SchemeCode) -> bool {
        self.schemes
            .iter()
            .any(|code| code == "*" || code == scheme.as_str())
    }
}

/// A status of a certification request.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the glossary's term")]
pub struct CertificationStatus {
    pub code: StatusCode,
    /// Greater is further; a refusal is 0.
    pub rank: i64,
    pub label: String,
    /// The label is the one used in public.
    pub public: bool,
    pub is_final: bool,
}

from_table!(CertificationStatus {
    code: required,
    rank: required,
    label: required,
    public: optional,
    is_final @ "final": optional,
});

/// The least status at each step.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the glossary's term")]
pub struct CertificationRules {
    pub eligibility_min_status: StatusCode,
    pub jalon_2_min_status: StatusCode,
    pub attribution_min_status: StatusCode,
}

from_table!(CertificationRules {
    eligibility_min_status: required,
    jalon_2_min_status: required,
    attribution_min_status: required,
});
