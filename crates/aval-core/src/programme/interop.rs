//! Hosts admitted for permanent links to test reports.

use super::{cell::choice, table::from_table};
use crate::application::Refusal;

/// A host that vendors are known to paste links of.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct InteropHost {
    pub host: String,
    pub purpose: String,
    pub accepted: bool,
    pub label: String,
    /// What to say when it is not accepted.
    pub refusal: Option<String>,
}

from_table!(InteropHost {
    host: required,
    purpose: optional,
    accepted: required,
    label: optional,
    refusal: optional,
});

/// Rules on permanent links and test identifiers.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct InteropRules {
    pub link_kind: LinkKind,
    pub one_document_type_is_enough: bool,
    pub scheme_required: LinkScheme,
    pub record_validator_version: bool,
}

impl Default for InteropRules {
    fn default() -> Self {
        Self {
            link_kind: LinkKind::Permanent,
            one_document_type_is_enough: true,
            scheme_required: LinkScheme::Https,
            record_validator_version: true,
        }
    }
}

from_table!(InteropRules defaults {
    link_kind,
    one_document_type_is_enough,
    scheme_required,
    record_validator_version,
});

/// Links that prove something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkKind {
    /// Links whose address does not change.
    #[default]
    Permanent,
}

choice!(LinkKind { "permanent" => Permanent });

/// How links are reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkScheme {
    /// Over TLS only.
    #[default]
    Https,
}

choice!(LinkScheme { "https" => Https });

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
    if url
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || c == '\\')
    {
        return Some(LinkRefusal::Malformed);
    }
    let Some((scheme, rest)) = url.split_once("://") else {
        return Some(LinkRefusal::Malformed);
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // A name before "@" makes a link look like it leads elsewhere.
    if authority.contains('@') {
        return Some(LinkRefusal::Malformed);
    }
    let host = authority
        .split(':')
        .next()
        .unwrap_or_default()
        .trim_end_matches('.');
    if host.is_empty()
        || !host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-.".contains(c))
    {
        return Some(LinkRefusal::Malformed);
    }
    if !scheme.eq_ignore_ascii_case("https") {
        return Some(LinkRefusal::NotSecure);
    }
    if hosts.is_empty() {
        return None;
    }
    match hosts
        .iter()
        .find(|known| known.host.eq_ignore_ascii_case(host))
    {
        Some(known) if known.accepted => None,
        Some(known) => Some(LinkRefusal::Host(known.refusal.clone().unwrap_or_default())),
        None => Some(LinkRefusal::Host(String::new())),
    }
}
