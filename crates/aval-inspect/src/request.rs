//! What is asked about one file. Everything that a check may need comes in here, so that
//! the child process needs nothing else.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// A trusted list (ETSI TS 119 612), with the certificate that must have signed it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedList {
    /// The list, XML, as published.
    pub xml: String,
    /// Certificates of its operator, PEM.
    pub operator: String,
}

/// One file to look at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Name given by the vendor; it proves nothing.
    pub name: String,
    /// Codes of the proof kinds that the slot admits.
    pub kinds: Vec<String>,
    /// Extensions accepted by the slot.
    pub formats: BTreeSet<String>,
    /// Codes of the checks that the proof kinds ask for.
    pub checks: BTreeSet<String>,
    /// Instant of the deposit, RFC 3339.
    pub deposited_at: String,
    /// Whether personal data are looked for.
    pub personal_data: bool,
    /// E-mail domains and identifiers of test sets: never personal data.
    pub test_words: BTreeSet<String>,
    /// Trusted certificates, PEM, for signed files.
    pub anchors: Vec<String>,
    /// EU trusted lists whose services are trusted for signed files.
    #[serde(default)]
    pub trusted_lists: Vec<TrustedList>,
    /// Anything else, by name, for the checks of one kind.
    pub parameters: BTreeMap<String, String>,
}
