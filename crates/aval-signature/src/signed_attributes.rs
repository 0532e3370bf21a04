//! What the signed attributes of a CMS say of its certificate (RFC 5035), and which of several
//! checks of one value counts.

use crate::{
    algorithm::{AlgorithmIdentifier, Hash, ValueCheck},
    asn1::{self, Element, Malformed, Result},
    cms::SignedAttributes,
    oid,
    x509::Certificate,
};

/// Whether signing-certificate or its second version names this certificate; `None` when neither
/// attribute is there.
pub(crate) fn names_certificate(
    attributes: &SignedAttributes<'_>,
    certificate: &Certificate<'_>,
) -> Result<Option<bool>> {
    let mut named = None;
    if let Some(value) = attributes.single(oid::SIGNING_CERTIFICATE_V2)? {
        named = Some(matches(first_identifier(value)?, certificate, None)?);
    }
    if let Some(value) = attributes.single(oid::SIGNING_CERTIFICATE)? {
        let first = matches(first_identifier(value)?, certificate, Some(Hash::Sha1))?;
        named = Some(named.unwrap_or(true) && first);
    }
    Ok(named)
}

/// The first identifier is that of the signer (RFC 5035, 3 and 4).
fn first_identifier(value: Element<'_>) -> Result<Element<'_>> {
    value.children().sequence()?.any()
}

fn matches(
    identifier: Element<'_>,
    certificate: &Certificate<'_>,
    fixed: Option<Hash>,
) -> Result<bool> {
    let mut fields = identifier.children();
    let hash = match fixed {
        Some(hash) => hash,
        None => match fields.optional(asn1::SEQUENCE)? {
            Some(algorithm) => {
                let algorithm = AlgorithmIdentifier::from_element(algorithm)?;
                Hash::from_oid(algorithm.oid).ok_or(Malformed)?
            }
            None => Hash::Sha256,
        },
    };
    let expected = fields.expect(asn1::OCTET_STRING)?.contents;
    if hash.digest(certificate.der).as_deref() != Some(expected) {
        return Ok(false);
    }
    let Some(issuer_serial) = fields.optional(asn1::SEQUENCE)? else {
        return Ok(true);
    };
    let mut pair = issuer_serial.children();
    pair.expect(asn1::SEQUENCE)?;
    Ok(pair.expect(asn1::INTEGER)?.contents == certificate.serial)
}

/// Verified when one form verifies; unsupported only when none could be tried.
pub(crate) fn best_of(checks: impl Iterator<Item = ValueCheck>) -> Option<ValueCheck> {
    let mut best = None;
    for check in checks {
        match check {
            ValueCheck::Verified => return Some(check),
            ValueCheck::Unsupported => best = best.or(Some(check)),
            ValueCheck::Invalid => best = Some(check),
        }
    }
    best
}
