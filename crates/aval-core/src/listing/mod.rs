//! The register entry: what the public may read of an application, and its number.
//!
//! The life of an entry (suspension, withdrawal…) is decided in `application`.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    application::{Application, effective_profiles},
    programme::{Programme, SchemeCode},
};

/// Status of an entry of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListingStatus {
    /// « Référencé ».
    Listed,
    /// « Suspendu ».
    Suspended,
    /// « Retiré »: stays readable, with its dates.
    Withdrawn,
}

impl ListingStatus {
    /// Code used in views and addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Suspended => "suspended",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// The public columns of one entry: no proof, no message, no person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each field is the glossary's term")]
pub struct Listing {
    pub number: String,
    pub vendor: String,
    pub product: String,
    pub technical_version: String,
    pub sector: String,
    pub scheme: SchemeCode,
    pub profiles: Vec<String>,
    pub wave: String,
    pub decided_at: Timestamp,
    pub status: ListingStatus,
    pub reservations: Vec<String>,
    pub pilot_reports_validated: bool,
}

/// The register entry of an application, once published.
pub fn listing(programme: &Programme, application: &Application) -> Option<Listing> {
    let opening = application.opening.as_ref()?;
    let state = application.listing.as_ref()?;
    let decision = application.decision.as_ref()?;
    let scheme = programme.scheme(&opening.scheme)?;
    let status = match (&state.withdrawn, &state.suspended) {
        (Some(_), _) => ListingStatus::Withdrawn,
        (None, Some(_)) => ListingStatus::Suspended,
        (None, None) => ListingStatus::Listed,
    };
    let profiles = effective_profiles(programme, application)
        .iter()
        .map(|code| {
            programme
                .profiles
                .iter()
                .find(|profile| &profile.code == code)
                .map_or_else(|| code.to_string(), |profile| profile.label.clone())
        })
        .collect();
    Some(Listing {
        number: state.number.clone(),
        vendor: opening.vendor.name.clone(),
        product: opening.product.name.clone(),
        technical_version: state.technical_version.clone(),
        sector: scheme.sector.to_string(),
        scheme: opening.scheme.clone(),
        profiles,
        wave: programme.wave.clone(),
        decided_at: decision.at,
        status,
        reservations: decision.reservations.clone(),
        pilot_reports_validated: state.pilot_reports_validated,
    })
}

/// Fills a pattern such as `S2-{scheme}-{year}-{seq:4}`.
pub fn listing_number(pattern: &str, scheme: &SchemeCode, year: i16, sequence: u64) -> String {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            break;
        };
        match name.split_once(':').unwrap_or((name, "")) {
            ("scheme", _) => out.push_str(scheme.as_str()),
            ("year", _) => {
                let _ = write!(out, "{year}");
            }
            ("seq", width) => {
                let width = width.parse().unwrap_or(1).min(12);
                let _ = write!(out, "{sequence:0width$}");
            }
            _ => {
                let _ = write!(out, "{{{name}}}");
            }
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_follows_the_pattern_of_the_programme() {
        let scheme = SchemeCode::from("DUI-AHI");
        let number = listing_number("S2-{scheme}-{year}-{seq:4}", &scheme, 2026, 7);
        assert_eq!(number, "S2-DUI-AHI-2026-0007");
        assert_eq!(
            listing_number("N{seq}-{other}{", &scheme, 2026, 12),
            "N12-{other}{"
        );
    }
}
