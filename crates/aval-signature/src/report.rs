//! What a check hands back: the verdict on the file, the ETSI indication of each signature
//! (EN 319 102-1), every reason, what was checked and what was not.

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::{
    byterange::Coverage,
    changes::ChangeKind,
    finding::{Effect, Finding},
    proof::Accepted,
};

/// The result for the file.
#[derive(Debug)]
pub enum Verdict {
    /// Every proof is there; the only way to this value is to have them all.
    Accept(Accepted),
    /// Sound as far as it goes; a person must look.
    Review,
    /// Cannot be accepted.
    Reject,
}

impl Verdict {
    /// `accept`, `review` or `reject`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Accept(_) => "accept",
            Self::Review => "review",
            Self::Reject => "reject",
        }
    }

    /// The label that people see, in French.
    pub fn french(&self) -> &'static str {
        match self {
            Self::Accept(_) => "Signature vérifiée",
            Self::Review => "À examiner",
            Self::Reject => "Refusé",
        }
    }

    /// The label that people see, in English.
    pub fn english(&self) -> &'static str {
        match self {
            Self::Accept(_) => "Signature verified",
            Self::Review => "To be examined",
            Self::Reject => "Refused",
        }
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// The main indication of ETSI EN 319 102-1, clause 5.1.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Indication {
    /// The signature holds.
    #[serde(rename = "TOTAL-PASSED")]
    TotalPassed,
    /// Not enough is known.
    #[serde(rename = "INDETERMINATE")]
    Indeterminate,
    /// The signature does not hold.
    #[serde(rename = "TOTAL-FAILED")]
    TotalFailed,
}

/// The sub-indications that this library gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "the names are those of EN 319 102-1, table 6")]
pub enum SubIndication {
    FormatFailure,
    HashFailure,
    SigCryptoFailure,
    Revoked,
    RevokedNoPoe,
    RevokedCaNoPoe,
    Expired,
    NotYetValid,
    SigConstraintsFailure,
    ChainConstraintsFailure,
    CertificateChainGeneralFailure,
    CryptoConstraintsFailure,
    NoSigningCertificateFound,
    NoCertificateChainFound,
    OutOfBoundsNoPoe,
    Generic,
}

/// What kind of signature a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureKind {
    /// Somebody signed.
    Signature,
    /// Existence at a time, nobody signed.
    DocumentTimestamp,
}

/// One signature of the file.
#[derive(Debug, Clone, Serialize)]
pub struct SignatureReport {
    /// Full name of the field. Text from a hostile file, as all names below.
    pub field: String,
    /// Signature or document time-stamp.
    pub kind: SignatureKind,
    /// Main indication.
    pub indication: Indication,
    /// Why it is not `TOTAL-PASSED`.
    pub sub_indication: Option<SubIndication>,
    /// `B-B` to `B-LTA`, or `PKCS7-B` to `PKCS7-LTA` for the older profile.
    pub level: Option<String>,
    /// How far the signed octets reach.
    pub coverage: Option<Coverage>,
    /// How many octets from the start the revision that it closes has, when it covers one.
    pub revision_end: Option<usize>,
    /// What changed after it.
    pub changes: Option<ChangeKind>,
    /// Common name of the signer.
    pub signer: Option<String>,
    /// Organisation in the certificate.
    pub organisation: Option<String>,
    /// Its identifier (2.5.4.97), for example `NTRFR-…`.
    pub organisation_identifier: Option<String>,
    /// The certificate says that it is a qualified one.
    pub qualified: bool,
    /// What the signer declares. It proves nothing.
    pub signing_time: Option<Timestamp>,
    /// The earliest time at which the signature is proven to exist.
    pub proven_time: Option<Timestamp>,
    /// Certification level (ISO 32000-2, table 257), when this is a certification signature.
    pub docmdp: Option<u8>,
    /// Codes of the findings.
    pub codes: Vec<&'static str>,
    /// Everything found.
    pub findings: Vec<Finding>,
}

/// What a check looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The PDF reads after the standard.
    Structure,
    /// The document is the one that was signed.
    Integrity,
    /// The signature was made with the key of the certificate.
    Value,
    /// The certificate leads to a trusted authority, at the time that counts.
    Certificate,
    /// The certificate was not revoked.
    Revocation,
    /// A time-stamp proves the date.
    Timestamp,
    /// Nothing else changed after the signature.
    Changes,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 7] = [
        Self::Structure,
        Self::Integrity,
        Self::Value,
        Self::Certificate,
        Self::Revocation,
        Self::Timestamp,
        Self::Changes,
    ];

    /// For people, in French.
    pub fn french(self) -> &'static str {
        match self {
            Self::Structure => "structure du PDF",
            Self::Integrity => "intégrité du document",
            Self::Value => "valeur de la signature",
            Self::Certificate => "certificat et autorité",
            Self::Revocation => "absence de révocation",
            Self::Timestamp => "date prouvée par horodatage",
            Self::Changes => "changements après la signature",
        }
    }

    /// For people, in English.
    pub fn english(self) -> &'static str {
        match self {
            Self::Structure => "structure of the PDF",
            Self::Integrity => "integrity of the document",
            Self::Value => "value of the signature",
            Self::Certificate => "certificate and authority",
            Self::Revocation => "no revocation",
            Self::Timestamp => "date proven by a time-stamp",
            Self::Changes => "changes after the signature",
        }
    }
}

/// The outcome of one check of one file.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The result.
    pub verdict: Verdict,
    /// Codes of all findings, of the file and of its signatures, each once.
    pub codes: Vec<&'static str>,
    /// Findings on the file itself.
    pub findings: Vec<Finding>,
    /// One entry a signature or document time-stamp, in the order of the form.
    pub signatures: Vec<SignatureReport>,
    /// Steps that were carried out on every signature.
    pub checked: Vec<Step>,
    /// Steps that were not: nothing is known about them.
    pub not_checked: Vec<Step>,
    /// The instant at which everything was judged.
    pub judged_at: Timestamp,
    /// Version of the rules.
    pub policy: &'static str,
}

impl Report {
    /// Every finding, of the file first.
    pub fn all_findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .chain(self.signatures.iter().flat_map(|s| s.findings.iter()))
    }

    /// The findings that decided: those of the heaviest weight, if any weighs at all.
    pub fn reasons(&self) -> impl Iterator<Item = &Finding> {
        let heaviest = self.all_findings().map(|finding| finding.effect).max();
        self.all_findings().filter(move |finding| {
            finding.effect > Effect::Remark && Some(finding.effect) == heaviest
        })
    }
}
