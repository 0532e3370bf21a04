//! Hosts admitted for permanent links to test reports.

use serde::Deserialize;

use crate::application::Refusal;

/// A host that vendors are known to paste links of.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct InteropHost {
    pub host: String,
    #[serde(default)]
    pub purpose: String,
    pub accepted: bool,
    #[serde(default)]
    pub label: String,
    /// What to say when it is not accepted.
    #[serde(default)]
    pub refusal: Option<String>,
}

/// Why a link is not a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkRefusal {
    /// Not an absolute address.
    Malformed,
    /// Not https.
    NotSecure,
    /// Its host is not admitted; the sentence comes from the programme when it has one.
    Host(String),
}

impl From<LinkRefusal> for Refusal {
    fn from(refusal: LinkRefusal) -> Self {
        match refusal {
            LinkRefusal::Malformed => Self::LinkMalformed,
            LinkRefusal::NotSecure => Self::LinkNotSecure,
            LinkRefusal::Host(reason) => Self::LinkHostRefused { reason },
        }
    }
}

/// Judges a link by its scheme and its host. Without any declared host, every https link
/// is admitted.
pub(super) fn refusal(hosts: &[InteropHost], url: &str) -> Option<LinkRefusal> {
    let url = url.trim();
    if url.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
        return Some(LinkRefusal::Malformed);
    }
    let Some((scheme, rest)) = url.split_once("://") else { return Some(LinkRefusal::Malformed) };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // A name before "@" makes a link look like it leads elsewhere.
    if authority.contains('@') {
        return Some(LinkRefusal::Malformed);
    }
    let host = authority.split(':').next().unwrap_or_default().trim_end_matches('.');
    if host.is_empty() || !host.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c)) {
        return Some(LinkRefusal::Malformed);
    }
    if !scheme.eq_ignore_ascii_case("https") {
        return Some(LinkRefusal::NotSecure);
    }
    if hosts.is_empty() {
        return None;
    }
    match hosts.iter().find(|known| known.host.eq_ignore_ascii_case(host)) {
        Some(known) if known.accepted => None,
        Some(known) => Some(LinkRefusal::Host(known.refusal.clone().unwrap_or_default())),
        None => Some(LinkRefusal::Host(String::new())),
    }
}
