//! The proofs behind `Accept`. Each token can only be made by the module that checks what it
//! stands for, and `Accepted` only from one of each for every signature: what was skipped cannot
//! be accepted by mistake.

use crate::{
    byterange::RevisionCovered,
    finding::{Effect, Finding},
    integrity::{DigestMatched, ValueVerified},
    path::Chain,
    permission::ChangesPermitted,
    revocation::NotRevoked,
    structure::StructureSound,
};

/// A signature of which everything is proven and nothing found weighs.
#[derive(Debug)]
pub(crate) struct SoundSignature(());

impl SoundSignature {
    #[allow(
        clippy::too_many_arguments,
        reason = "one argument a proof is the point"
    )]
    pub fn new(
        _covered: &RevisionCovered,
        _digest: &DigestMatched,
        _value: &ValueVerified,
        _chain: &Chain<'_>,
        _revocation: &NotRevoked,
        _changes: &ChangesPermitted,
        findings: &[Finding],
    ) -> Option<Self> {
        nothing_weighs(findings).then_some(Self(()))
    }
}

/// Every signature of the file is sound, there is at least one, and the file reads in one way.
#[derive(Debug)]
pub struct Accepted {
    signatures: usize,
}

impl Accepted {
    pub(crate) fn new(
        _structure: &StructureSound,
        signatures: &[Option<SoundSignature>],
        findings: &[Finding],
    ) -> Option<Self> {
        let all = !signatures.is_empty() && signatures.iter().all(Option::is_some);
        (all && nothing_weighs(findings)).then_some(Self {
            signatures: signatures.len(),
        })
    }

    /// How many signatures were proven.
    pub fn signatures(&self) -> usize {
        self.signatures
    }
}

fn nothing_weighs(findings: &[Finding]) -> bool {
    findings
        .iter()
        .all(|finding| finding.effect == Effect::Remark)
}
