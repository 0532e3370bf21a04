//! Verifies the electronic signatures of a PDF: integrity, certificate, time, revocation and what
//! changed afterwards. A pure library: no network, no clock, no file access. Rules about who must
//! have signed what, and how long ago, belong to the caller.
#![forbid(unsafe_code)]

mod algorithm;
mod asn1;
mod assess;
mod byterange;
mod canonical_xml;
mod changes;
mod cms;
mod finding;
mod integrity;
mod oid;
mod path;
mod pdf;
mod permission;
mod policy;
mod proof;
mod pss;
mod report;
mod revocation;
mod signed_attributes;
mod structure;
mod time_stamp;
mod trust;
mod trusted_list;
mod validation_data;
mod verify;
mod x509;

pub use byterange::Coverage;
pub use changes::ChangeKind;
pub use finding::{Code, Effect, Finding};
pub use policy::{POLICY_VERSION, Policy, RequiredTrust};
pub use proof::Accepted;
pub use report::{
    Indication, Report, SignatureKind, SignatureReport, Step, SubIndication, Verdict,
};
pub use trust::{Anchor, AnchorUse, Period, TrustError, TrustStore, TrustedListSummary};
pub use verify::verify;
