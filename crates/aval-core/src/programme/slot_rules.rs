//! Rules on slots, on uploads, and on what is looked for in a deposit.

use std::collections::BTreeSet;

use super::{cell::choice, table::from_table};

/// Rules on slots.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct SlotRules {
    pub one_slot_per_proof: bool,
    pub single_document_for_everything: bool,
    pub one_file_many_slots: bool,
    pub not_applicable: NotApplicableRule,
    /// Shortest justification, in characters; 30 by default.
    pub not_applicable_min_chars: usize,
    pub hash: HashRule,
    pub versions_kept: bool,
}

impl Default for SlotRules {
    fn default() -> Self {
        Self {
            one_slot_per_proof: true,
            single_document_for_everything: false,
            one_file_many_slots: true,
            not_applicable: NotApplicableRule::JustificationRequired,
            not_applicable_min_chars: 30,
            hash: HashRule::Sha256,
            versions_kept: true,
        }
    }
}

from_table!(SlotRules defaults {
    one_slot_per_proof,
    single_document_for_everything,
    one_file_many_slots,
    not_applicable,
    not_applicable_min_chars,
    hash,
    versions_kept,
});

/// How "not applicable" is claimed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NotApplicableRule {
    /// With a justification that a reviewer accepts or refuses.
    #[default]
    JustificationRequired,
}

choice!(NotApplicableRule { "justification_required" => JustificationRequired });

/// The fingerprint of deposited files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HashRule {
    /// SHA-256 (FIPS 180-4).
    #[default]
    Sha256,
}

choice!(HashRule { "sha-256" => Sha256 });

/// Rules on uploads.
#[derive(Clone, Debug)]
#[allow(
    missing_docs,
    reason = "each field is the key of programme.toml, its unit in its name"
)]
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

from_table!(Upload defaults {
    resumable,
    paused_kept_days,
    scan_watchdog_minutes,
    server_clock_shown,
});

/// What a failed check on arrival does to the submission of a chapter.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct SubmissionRules {
    /// Codes of the checks whose failure asks for a reason and does not block; a `*` at the
    /// end stands for every code that begins so.
    pub reason_suffices: BTreeSet<String>,
}

impl SubmissionRules {
    /// Whether a chapter can be submitted in spite of the failure of this check, with a reason.
    pub fn reason_suffices(&self, code: &str) -> bool {
        self.reason_suffices
            .iter()
            .any(|named| match named.strip_suffix('*') {
                Some(start) => code.starts_with(start),
                None => code == named,
            })
    }
}

from_table!(SubmissionRules defaults { reason_suffices });

/// What belongs to public test sets, and so is nobody's personal data.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct TestSets {
    /// Authorities (OID) that assign identities of test sets only.
    pub authorities: BTreeSet<String>,
    /// Domains of mail that reaches nobody.
    pub domains: BTreeSet<String>,
    /// Numbers and addresses of the identities themselves.
    pub identities: BTreeSet<String>,
}

impl TestSets {
    /// Everything, in lower case.
    pub fn words(&self) -> impl Iterator<Item = String> {
        [&self.authorities, &self.domains, &self.identities]
            .into_iter()
            .flatten()
            .map(|word| word.trim().to_lowercase())
    }
}

from_table!(TestSets defaults {
    authorities,
    domains,
    identities,
});
