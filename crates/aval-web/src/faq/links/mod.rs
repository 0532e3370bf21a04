//! Whether the links of answers still lead somewhere: addresses of this service are judged on
//! sight, those of others are tried now and then. How one tries an address is behind
//! [`Probe`]; the report is a page of the editors.

mod inside;
mod outside;

use std::{collections::BTreeMap, pin::Pin};

pub use outside::{check_links, watch_links};

use super::Library;
use crate::house::House;

/// Tries addresses of others. Whoever implements it is polite, bounded in time and size, and
/// never led to a private network.
pub trait Probe: Send + Sync {
    /// What becomes of a reader who follows this address.
    fn reach(&self, address: String) -> Reaching<'_>;
}

/// A try under way.
pub type Reaching<'p> = Pin<Box<dyn Future<Output = Reached> + Send + 'p>>;

/// What becomes of a reader who follows a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reached {
    /// They read a page.
    Fine,
    /// They read a page that has another address for good.
    Moved(String),
    /// There is nothing; a status of HTTP, or what an address of ours misses.
    Dead(String),
    /// Nobody knows: no answer, or one that says nothing of the page.
    Unreachable(String),
}

impl Reached {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Moved(_) => "moved",
            Self::Dead(_) => "dead",
            Self::Unreachable(_) => "unreachable",
        }
    }

    /// The fact beside the state.
    pub fn detail(&self) -> &str {
        match self {
            Self::Fine => "",
            Self::Moved(detail) | Self::Dead(detail) | Self::Unreachable(detail) => detail,
        }
    }

    /// From the two texts above.
    pub fn from_parts(code: &str, detail: &str) -> Option<Self> {
        let detail = detail.to_owned();
        match code {
            "fine" => Some(Self::Fine),
            "moved" => Some(Self::Moved(detail)),
            "dead" => Some(Self::Dead(detail)),
            "unreachable" => Some(Self::Unreachable(detail)),
            _ => None,
        }
    }
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// An address of this service: path and question.
    Inside(String),
    /// An address of others.
    Outside(String),
}

/// Where a link of an answer leads; nothing for a mail address.
pub(super) fn target(written: &str) -> Option<Target> {
    let written = written.trim();
    let (whole, _) = written.split_once('#').unwrap_or((written, ""));
    let scheme = written.split_once(':').map(|(scheme, _)| scheme);
    match scheme.map(str::to_ascii_lowercase).as_deref() {
        Some("http" | "https") => Some(Target::Outside(whole.to_owned())),
        Some("mailto") => None,
        _ if whole.starts_with("//") => Some(Target::Outside(format!("https:{whole}"))),
        _ if whole.starts_with('/') => Some(Target::Inside(whole.to_owned())),
        // Answers stand at /faq/…: a bare name is another one.
        _ => Some(Target::Inside(format!("/faq/{whole}"))),
    }
}

/// Every link of the answers that people read, with the addresses of those answers.
pub(super) fn links_of(library: &Library) -> BTreeMap<Target, Vec<String>> {
    let mut found: BTreeMap<Target, Vec<String>> = BTreeMap::new();
    for entry in library.entries() {
        for target in aval_search::links(&entry.answer)
            .iter()
            .filter_map(|written| target(written))
        {
            let slugs = found.entry(target).or_default();
            if !slugs.contains(&entry.slug) {
                slugs.push(entry.slug.clone());
            }
        }
    }
    found
}

/// What an address of this service leads to; nothing when only a session could say.
pub(super) fn judged_inside(house: &House, library: &Library, address: &str) -> Option<Reached> {
    inside::judge(house, library, address)
}

#[cfg(test)]
mod tests;
