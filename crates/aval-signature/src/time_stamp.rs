//! Time-stamp tokens (RFC 3161): a token proves a time only when its imprint, its signature, its
//! certificate and the chain at that very time all hold.

use jiff::Timestamp;

use crate::{
    algorithm::{AlgorithmIdentifier, Hash, Scheme, ValueCheck, check_value, is_weak_key},
    asn1::{self, Element, Malformed, Reader},
    cms::SignedData,
    oid,
    path::{self, Chain, PathFailure, Purpose},
    signed_attributes,
    trust::TrustStore,
    x509::Certificate,
};

/// Proof that something existed at a time.
#[derive(Debug)]
pub(crate) struct ProvenTime {
    pub time: Timestamp,
}

/// A token taken apart; nothing is checked yet.
pub(crate) struct Token<'a> {
    pub signed: SignedData<'a>,
    pub time: Timestamp,
    imprint_hash: Option<Hash>,
    imprint: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenFailure {
    Malformed,
    /// The token stamps something else.
    Imprint,
    Signature,
    Weak,
    Unsupported,
    Untrusted,
    /// Names a certificate that is not there or is not for time-stamping.
    Certificate,
    /// Later than the time of the check.
    Future,
    Revoked,
}

impl From<Malformed> for TokenFailure {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

impl<'a> Token<'a> {
    pub fn read(octets: &'a [u8]) -> Result<Self, TokenFailure> {
        let signed = SignedData::read(octets)?;
        if signed.content_type != oid::TST_INFO {
            return Err(TokenFailure::Malformed);
        }
        let content = signed.content.as_deref().ok_or(TokenFailure::Malformed)?;
        let (time, imprint_hash, imprint) = read_info(content)?;
        Ok(Self {
            signed,
            time,
            imprint_hash,
            imprint,
        })
    }

    /// The digest function of the imprint.
    pub fn hash(&self) -> Result<Hash, TokenFailure> {
        match self.imprint_hash {
            None => Err(TokenFailure::Unsupported),
            Some(hash) if hash.is_weak() => Err(TokenFailure::Weak),
            Some(hash) => Ok(hash),
        }
    }

    /// Checks all but revocation. `digest` is that of the stamped octets with `self.hash()`.
    pub fn prove(
        &self,
        digest: &[u8],
        pool: &[Certificate<'a>],
        store: &'a TrustStore,
        at: Timestamp,
    ) -> Result<(ProvenTime, Chain<'a>), TokenFailure> {
        if digest != self.imprint {
            return Err(TokenFailure::Imprint);
        }
        let signer = self
            .signed
            .signing_certificate()
            .or_else(|| pool.iter().find(|c| self.signed.signer.identifier.names(c)))
            .ok_or(TokenFailure::Certificate)?;
        self.check_signature(signer)?;
        if self.time > at {
            return Err(TokenFailure::Future);
        }
        let mut known = self.signed.certificates.clone();
        known.extend(pool.iter().cloned());
        let chain = path::build(signer, &known, store, self.time, Purpose::TimeStamp).map_err(
            |failure| match failure {
                PathFailure::KeyUsage | PathFailure::UnknownPurpose => TokenFailure::Certificate,
                PathFailure::WeakKey => TokenFailure::Weak,
                _ => TokenFailure::Untrusted,
            },
        )?;
        Ok((ProvenTime { time: self.time }, chain))
    }

    fn check_signature(&self, signer: &Certificate<'_>) -> Result<(), TokenFailure> {
        let info = &self.signed.signer;
        let attributes = info.signed.as_ref().ok_or(TokenFailure::Malformed)?;
        let hash = Hash::from_oid(info.digest.oid).ok_or(TokenFailure::Unsupported)?;
        let scheme =
            Scheme::read(&info.algorithm, Some(hash)).map_err(|_| TokenFailure::Unsupported)?;
        if hash.is_weak() || scheme.is_weak() || is_weak_key(&signer.key) {
            return Err(TokenFailure::Weak);
        }
        let content_type = attributes
            .single(oid::CONTENT_TYPE)?
            .ok_or(TokenFailure::Malformed)?;
        if content_type.contents != oid::TST_INFO {
            return Err(TokenFailure::Malformed);
        }
        let content = self.signed.content.as_deref().unwrap_or_default();
        let expected = attributes
            .single(oid::MESSAGE_DIGEST)?
            .ok_or(TokenFailure::Malformed)?;
        let digest = hash.digest(content).ok_or(TokenFailure::Unsupported)?;
        if expected.string()?.as_ref() != digest {
            return Err(TokenFailure::Signature);
        }
        match signed_attributes::names_certificate(attributes, signer) {
            Ok(Some(true)) => {}
            // RFC 3161, 2.4.2: the token must name its certificate.
            Ok(_) | Err(_) => return Err(TokenFailure::Certificate),
        }
        let forms = attributes.signed_forms();
        let checks = forms
            .iter()
            .map(|form| check_value(scheme, &signer.key, form, &info.value));
        signed_attributes::best_of(checks).map_or(Err(TokenFailure::Unsupported), |check| {
            match check {
                ValueCheck::Verified => Ok(()),
                ValueCheck::Invalid => Err(TokenFailure::Signature),
                ValueCheck::Unsupported => Err(TokenFailure::Unsupported),
            }
        })
    }
}

fn read_info(content: &[u8]) -> asn1::Result<(Timestamp, Option<Hash>, Vec<u8>)> {
    let mut fields = Element::alone(content)?.children();
    fields.expect(asn1::INTEGER)?;
    fields.oid()?;
    let mut imprint: Reader<'_> = fields.sequence()?;
    let algorithm = AlgorithmIdentifier::read(&mut imprint)?;
    let digest = imprint.expect(asn1::OCTET_STRING)?.contents.to_vec();
    fields.expect(asn1::INTEGER)?;
    let time = fields.expect(asn1::GENERALIZED_TIME)?.time()?;
    Ok((time, Hash::from_oid(algorithm.oid), digest))
}
