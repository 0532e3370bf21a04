//! The fictional authorities that every test starts from.

use aval_signature::{Policy, Report, TrustStore, verify};

use super::{
    pdf::{Pdf, Slot},
    pki::{Identity, KeyKind, Profile},
    signing::{self, Style},
};

pub struct World {
    pub root: Identity,
    pub authority: Identity,
    pub signer: Identity,
    pub stamper: Identity,
    pub trust: TrustStore,
}

pub const AT: &str = "2026-11-20T12:00:00Z";
pub const SIGNED: &str = "2026-09-15T10:00:00Z";

impl World {
    pub fn new() -> Self {
        Self::with_signer(&Profile::signer(), KeyKind::P256)
    }

    pub fn with_signer(profile: &Profile, kind: KeyKind) -> Self {
        let root = Identity::new(&Profile::authority("Racine", 1), KeyKind::P256, None);
        let authority = Identity::new(
            &Profile::authority("AC Signature", 2),
            KeyKind::P256,
            Some(&root),
        );
        let signer = Identity::new(profile, kind, Some(&authority));
        let stamper = Identity::new(&Profile::stamper(), KeyKind::P256, Some(&authority));
        let mut trust = TrustStore::default();
        trust.add_pem(root.pem().as_bytes()).unwrap();
        Self {
            root,
            authority,
            signer,
            stamper,
            trust,
        }
    }

    pub fn cms(&self, signed: &[u8], style: &Style<'_>) -> Vec<u8> {
        signing::sign(signed, &self.signer, &[&self.authority], style)
    }

    /// A form signed once.
    pub fn signed(&self, style: &Style<'_>) -> Pdf {
        self.signed_in(&Slot::default(), style)
    }

    pub fn signed_in(&self, slot: &Slot<'_>, style: &Style<'_>) -> Pdf {
        let mut pdf = Pdf::form();
        pdf.sign(slot, |signed| self.cms(signed, style));
        pdf
    }

    pub fn judge(&self, pdf: &Pdf) -> Report {
        self.judge_octets(&pdf.bytes)
    }

    pub fn judge_octets(&self, bytes: &[u8]) -> Report {
        verify(bytes, &self.trust, &Policy::default(), AT.parse().unwrap())
    }

    /// The verdict must be this one, for a reason with this code.
    #[track_caller]
    pub fn expect(&self, pdf: &Pdf, verdict: &str, code: &str) {
        let report = self.judge(pdf);
        assert_eq!(report.verdict.code(), verdict, "{:?}", report.codes);
        assert!(
            code.is_empty() || report.codes.contains(&code),
            "{code} is not among {:?}",
            report.codes
        );
    }
}
