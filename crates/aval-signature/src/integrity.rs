//! Is this the document that was signed, and by the key of this certificate? Digests of long
//! prefixes are kept: the signatures of one file share them. Those of a large file are computed
//! on a thread of their own while the file is being read.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    thread::{self, Scope, ScopedJoinHandle},
};

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

/// States of digest functions after prefixes of one file.
#[derive(Default)]
struct Prefixes(HashMap<Hash, BTreeMap<usize, digest::Context>>);

impl Prefixes {
    /// Goes on from the longest prefix known.
    fn up_to(&mut self, bytes: &[u8], hash: Hash, end: usize) -> Option<digest::Context> {
        let known = self.0.entry(hash).or_default();
        let (start, mut context) = match known.range(..=end).next_back() {
            Some((start, context)) => (*start, context.clone()),
            None => (0, digest::Context::new(hash.function()?)),
        };
        context.update(bytes.get(start..end)?);
        known.insert(end, context.clone());
        Some(context)
    }
}

/// Below this many octets a thread costs more than it saves.
const WORTH_A_THREAD: usize = 256 << 10;

/// Digests of signed ranges of one file.
pub(crate) struct Digester<'s, 'a> {
    bytes: &'a [u8],
    prefixes: RefCell<Prefixes>,
    ahead: RefCell<Option<ScopedJoinHandle<'s, Prefixes>>>,
}

impl<'s, 'a: 's> Digester<'s, 'a> {
    /// Begins at once with the prefixes that will be asked for, in one pass of the file for each
    /// function. Where no thread may be started, each is computed when it is asked for.
    pub fn ahead(
        scope: &'s Scope<'s, '_>,
        bytes: &'a [u8],
        wanted: BTreeSet<(Hash, usize)>,
    ) -> Self {
        let is_worth_it = wanted.iter().any(|(_, end)| *end >= WORTH_A_THREAD);
        let started = is_worth_it.then(|| {
            thread::Builder::new().spawn_scoped(scope, move || {
                let mut prefixes = Prefixes::default();
                for (hash, end) in wanted {
                    prefixes.up_to(bytes, hash, end);
                }
                prefixes
            })
        });
        Self {
            bytes,
            prefixes: RefCell::default(),
            ahead: RefCell::new(started.and_then(Result::ok)),
        }
    }
}

impl Digester<'_, '_> {
    /// `None` for a function that is not computed here or ranges outside the file.
    pub fn digest(&self, hash: Hash, ranges: &SignedRanges) -> Option<Vec<u8>> {
        let mut prefixes = self.prefixes.borrow_mut();
        if let Some(ahead) = self.ahead.borrow_mut().take() {
            *prefixes = ahead.join().unwrap_or_default();
        }
        let mut context = prefixes.up_to(self.bytes, hash, ranges.before.end)?;
        context.update(self.bytes.get(ranges.after.clone())?);
        Some(context.finish().as_ref().to_vec())
    }
}

pub(crate) fn match_digest(
    digester: &Digester<'_, '_>,
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
