//! Is this the document that was signed, and by the key of this certificate? Digests of long
//! prefixes are kept: the signatures of one file share them.

use std::{cell::RefCell, collections::BTreeMap, collections::HashMap};

use aws_lc_rs::digest;

use crate::{
    algorithm::{Hash, Scheme, ValueCheck, check_value},
    byterange::SignedRanges,
    cms::SignedAttributes,
    oid,
    signed_attributes::best_of,
    x509::Certificate,
};

/// Proof that the signed octets have the digest that the signature holds.
#[derive(Debug)]
pub(crate) struct DigestMatched(());

/// Proof that the value was made over the signed attributes with the certificate's key.
#[derive(Debug)]
pub(crate) struct ValueVerified(());

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IntegrityFailure {
    /// The message-digest attribute is absent or not single.
    Malformed,
    Mismatch,
    Invalid,
    Unsupported,
}

/// Digests of signed ranges of one file.
pub(crate) struct Digester<'a> {
    bytes: &'a [u8],
    prefixes: RefCell<HashMap<Hash, BTreeMap<usize, digest::Context>>>,
}

impl<'a> Digester<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            prefixes: RefCell::default(),
        }
    }

    /// `None` for a function that is not computed here or ranges outside the file.
    pub fn digest(&self, hash: Hash, ranges: &SignedRanges) -> Option<Vec<u8>> {
        let mut context = self.prefix(hash, ranges.before.end)?;
        context.update(self.bytes.get(ranges.after.clone())?);
        Some(context.finish().as_ref().to_vec())
    }

    fn prefix(&self, hash: Hash, end: usize) -> Option<digest::Context> {
        let mut prefixes = self.prefixes.borrow_mut();
        let known = prefixes.entry(hash).or_default();
        let (start, mut context) = match known.range(..=end).next_back() {
            Some((start, context)) => (*start, context.clone()),
            None => (0, digest::Context::new(hash.function()?)),
        };
        context.update(self.bytes.get(start..end)?);
        known.insert(end, context.clone());
        Some(context)
    }
}

pub(crate) fn match_digest(
    digester: &Digester<'_>,
    hash: Hash,
    ranges: &SignedRanges,
    attributes: &SignedAttributes<'_>,
) -> Result<DigestMatched, IntegrityFailure> {
    let expected = attributes
        .single(oid::MESSAGE_DIGEST)
        .ok()
        .flatten()
        .and_then(|value| value.string().ok())
        .ok_or(IntegrityFailure::Malformed)?;
    let digest = digester
        .digest(hash, ranges)
        .ok_or(IntegrityFailure::Unsupported)?;
    if expected.as_ref() == digest {
        Ok(DigestMatched(()))
    } else {
        Err(IntegrityFailure::Mismatch)
    }
}

pub(crate) fn verify_value(
    scheme: Scheme,
    certificate: &Certificate<'_>,
    attributes: &SignedAttributes<'_>,
    value: &[u8],
) -> Result<ValueVerified, IntegrityFailure> {
    let forms = attributes.signed_forms();
    let checks = forms
        .iter()
        .map(|form| check_value(scheme, &certificate.key, form, value));
    match best_of(checks) {
        Some(ValueCheck::Verified) => Ok(ValueVerified(())),
        Some(ValueCheck::Invalid) => Err(IntegrityFailure::Invalid),
        Some(ValueCheck::Unsupported) | None => Err(IntegrityFailure::Unsupported),
    }
}
