//! Reading a catalogue delivered with a programme: its workbook, its findings, its
//! fingerprint. The reading itself is `aval-workbook`.

use aval_core::{
    catalogue::CatalogueVersion,
    programme::{CatalogueEntry, CatalogueRelease, Programme},
};
use aval_workbook::{Format, Options, Release, read as read_workbook};
use sha2::{Digest, Sha256};

/// A version as delivered, and the SHA-256 of its file in hexadecimal.
///
/// # Errors
/// The sentences of the findings when one of them is an error.
pub fn read(
    programme: &Programme,
    entry: &CatalogueEntry,
    release: &CatalogueRelease,
    file: &str,
    octets: &[u8],
) -> Result<(CatalogueVersion, String), Vec<String>> {
    let options = Options {
        rules: programme.catalogue_rules.clone(),
        release: Release {
            code: entry.code.clone(),
            version: release.version.clone(),
            title: entry.title.clone(),
            published: Some(release.published),
        },
        ..Options::default()
    };
    let import = read_workbook(octets, Format::from_name(file), &options);
    let sentences = || -> Vec<String> {
        let errors = import.findings.iter().filter(|finding| finding.is_error());
        errors
            .map(|finding| format!("{file} : {}", finding.french()))
            .collect()
    };
    let version = import.catalogue.clone().ok_or_else(sentences)?;
    let hash = Sha256::digest(octets)
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect();
    Ok((version, hash))
}
