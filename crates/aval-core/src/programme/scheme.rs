//! Sectors and schemes.

use std::collections::BTreeMap;

use super::{SchemeCode, SectorCode, table::from_table};
use crate::catalogue::CatalogueCode;

/// A sector of care ("couloir").
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Sector {
    pub code: SectorCode,
    pub label: String,
}

from_table!(Sector {
    code: required,
    label: required
});

/// A kind of software with its own rules ("dispositif").
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct Scheme {
    pub code: SchemeCode,
    pub sector: SectorCode,
    pub group: Option<String>,
    pub label: String,
    /// Codes of the texts that rule it, by nature of text.
    pub documents: BTreeMap<String, String>,
    /// Absent when its catalogue is not delivered with the programme.
    pub catalogue: Option<CatalogueCode>,
    pub window_open: bool,
}

from_table!(Scheme {
    code: required,
    sector: required,
    group: optional,
    label: required,
    documents: optional,
    catalogue: optional,
    window_open: optional,
});
