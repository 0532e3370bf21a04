//! Certificate paths (RFC 5280, 6): arithmetic, validity, constraints by webpki at an instant of
//! our choice, then what webpki leaves out, key usages first. Revocation is judged elsewhere.

use std::time::Duration;

use jiff::Timestamp;
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter};

use crate::{
    algorithm::is_weak_key,
    oid,
    trust::{Anchor, AnchorUse, TrustStore},
    x509::Certificate,
};

/// More certificates than any chain needs.
const LARGEST_POOL: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Signature,
    TimeStamp,
}

/// Proof that a certificate leads to an anchor at an instant, for a purpose.
#[derive(Debug)]
pub(crate) struct Chain<'a> {
    /// From the end entity to the certificate of the anchor.
    pub certificates: Vec<Certificate<'a>>,
    /// The anchor is a service of a trusted list.
    pub listed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathFailure {
    Expired,
    NotYetValid,
    SelfSigned,
    /// The issuer is in the file or known, but nothing leads to an anchor.
    Untrusted,
    /// The issuer's certificate is nowhere: perhaps trusted, nobody can tell.
    IssuerMissing,
    /// Leads to a listed service that was not granted at that time.
    ServiceNotGranted,
    /// An authority of the path was outside its validity.
    AuthorityOutOfBounds,
    KeyUsage,
    /// A purpose that this platform does not know.
    UnknownPurpose,
    WeakKey,
    Constraints,
    Unsupported,
}

struct AnyPurpose;

impl ExtendedKeyUsageValidator for AnyPurpose {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        Ok(())
    }
}

pub(crate) fn build<'a>(
    leaf: &Certificate<'a>,
    pool: &[Certificate<'a>],
    store: &'a TrustStore,
    time: Timestamp,
    purpose: Purpose,
) -> Result<Chain<'a>, PathFailure> {
    if time > leaf.not_after {
        return Err(PathFailure::Expired);
    }
    if time < leaf.not_before {
        return Err(PathFailure::NotYetValid);
    }
    let usable = |anchor: &&Anchor| match (purpose, anchor.usage) {
        (_, AnchorUse::Any) => true,
        (Purpose::Signature, usage) => usage == AnchorUse::Signatures,
        (Purpose::TimeStamp, usage) => usage == AnchorUse::TimeStamps,
    };
    let all: Vec<&Anchor> = store.anchors().iter().filter(usable).collect();
    let granted: Vec<&Anchor> = all
        .iter()
        .copied()
        .filter(|anchor| anchor.is_granted_at(time))
        .collect();
    let chain = match reach(leaf, pool, &granted, time) {
        Ok(chain) => chain,
        Err(PathFailure::Untrusted) => {
            return Err(if reach(leaf, pool, &all, time).is_ok() {
                PathFailure::ServiceNotGranted
            } else if leaf.is_self_issued() {
                PathFailure::SelfSigned
            } else if pool.iter().any(|c| c.subject == leaf.issuer) {
                PathFailure::Untrusted
            } else {
                PathFailure::IssuerMissing
            });
        }
        Err(failure) => return Err(failure),
    };
    check_usages(&chain, purpose)?;
    if chain.certificates.iter().any(|c| is_weak_key(&c.key)) {
        return Err(PathFailure::WeakKey);
    }
    Ok(chain)
}

fn reach<'a>(
    leaf: &Certificate<'a>,
    pool: &[Certificate<'a>],
    anchors: &[&'a Anchor],
    time: Timestamp,
) -> Result<Chain<'a>, PathFailure> {
    let known: Vec<(Certificate<'a>, &'a Anchor)> = anchors
        .iter()
        .filter_map(|anchor| Some((Certificate::read(&anchor.der).ok()?, *anchor)))
        .collect();
    // A listed time-stamping unit is itself the anchor: key and name decide, not the file.
    if let Some((_, anchor)) = known
        .iter()
        .find(|(c, _)| c.key.der == leaf.key.der && c.subject == leaf.subject)
    {
        return Ok(Chain {
            certificates: vec![leaf.clone()],
            listed: anchor.listed,
        });
    }
    let leaf_der = CertificateDer::from(leaf.der);
    let entity = EndEntityCert::try_from(&leaf_der).map_err(failure)?;
    let anchor_ders: Vec<CertificateDer<'_>> = known
        .iter()
        .map(|(certificate, _)| CertificateDer::from(certificate.der))
        .collect();
    let trusted: Vec<TrustAnchor<'_>> = anchor_ders
        .iter()
        .filter_map(|der| webpki::anchor_from_trusted_cert(der).ok())
        .collect();
    let intermediates: Vec<CertificateDer<'_>> = pool
        .iter()
        .filter(|c| c.is_authority())
        .take(LARGEST_POOL)
        .map(|c| CertificateDer::from(c.der))
        .collect();
    let seconds = u64::try_from(time.as_second()).map_err(|_| PathFailure::NotYetValid)?;
    let path = entity
        .verify_for_usage(
            webpki::ALL_VERIFICATION_ALGS,
            &trusted,
            &intermediates,
            UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
            AnyPurpose,
            None,
            None,
        )
        .map_err(|error| match error {
            webpki::Error::NameConstraintViolation => name_constraints(leaf, pool),
            other => failure(other),
        })?;
    let mut certificates = vec![leaf.clone()];
    for intermediate in path.intermediate_certificates() {
        let der = intermediate.der();
        let found = pool.iter().find(|c| c.der == der.as_ref());
        certificates.push(found.cloned().ok_or(PathFailure::Constraints)?);
    }
    let top = certificates
        .last()
        .map(|c| c.issuer)
        .ok_or(PathFailure::Constraints)?;
    let spki = path.anchor().subject_public_key_info.as_ref();
    let (anchor_certificate, anchor) = known
        .iter()
        .find(|(c, _)| c.subject == top && asn1_contents(c.key.der) == Some(spki))
        .ok_or(PathFailure::Constraints)?;
    certificates.push(anchor_certificate.clone());
    Ok(Chain {
        certificates,
        listed: anchor.listed,
    })
}

fn asn1_contents(der: &[u8]) -> Option<&[u8]> {
    crate::asn1::Element::alone(der).ok().map(|e| e.contents)
}

/// webpki refuses every constraint on directory names; those it refused rightly are told apart
/// from those that it merely cannot judge.
fn name_constraints(leaf: &Certificate<'_>, pool: &[Certificate<'_>]) -> PathFailure {
    let respected = pool
        .iter()
        .filter_map(|authority| leaf.respects_directory_constraints(authority))
        .collect::<Vec<_>>();
    if !respected.is_empty() && respected.iter().all(|respected| *respected) {
        PathFailure::Unsupported
    } else {
        PathFailure::Constraints
    }
}

fn failure(error: webpki::Error) -> PathFailure {
    use webpki::Error;
    match error {
        Error::UnknownIssuer => PathFailure::Untrusted,
        Error::CertExpired { .. } | Error::CertNotValidYet { .. } => {
            PathFailure::AuthorityOutOfBounds
        }
        Error::UnsupportedSignatureAlgorithmContext(_)
        | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_)
        | Error::UnsupportedCriticalExtension => PathFailure::Unsupported,
        _ => PathFailure::Constraints,
    }
}

/// RFC 5280, 4.2.1.3 and 4.2.1.12, which webpki leaves to the caller.
fn check_usages(chain: &Chain<'_>, purpose: Purpose) -> Result<(), PathFailure> {
    let (leaf, authorities) = chain
        .certificates
        .split_first()
        .ok_or(PathFailure::Constraints)?;
    for authority in authorities {
        let usage = authority
            .key_usage()
            .map_err(|_| PathFailure::Constraints)?;
        if usage.is_some_and(|usage| !usage.certificate_signing()) {
            return Err(PathFailure::Constraints);
        }
    }
    let usage = leaf.key_usage().map_err(|_| PathFailure::Constraints)?;
    if usage.is_some_and(|u| !u.digital_signature() && !u.non_repudiation()) {
        return Err(PathFailure::KeyUsage);
    }
    match purpose {
        Purpose::TimeStamp if leaf.is_for_time_stamping_alone() => Ok(()),
        Purpose::TimeStamp => Err(PathFailure::KeyUsage),
        Purpose::Signature => check_signing_purpose(leaf),
    }
}

/// A certificate without purposes signs anything; otherwise one purpose must be about documents
/// or persons. Purposes known to be for something else refuse it.
fn check_signing_purpose(leaf: &Certificate<'_>) -> Result<(), PathFailure> {
    const SIGNING: [&[u8]; 6] = [
        oid::EKU_ANY,
        oid::EKU_EMAIL,
        oid::EKU_CLIENT,
        oid::EKU_DOCUMENT,
        oid::EKU_MS_DOCUMENT,
        oid::EKU_ADOBE,
    ];
    const OTHER: [&[u8]; 4] = [
        oid::EKU_SERVER,
        oid::EKU_CODE,
        oid::EKU_TIME_STAMPING,
        oid::EKU_OCSP,
    ];
    let Some(purposes) = leaf
        .extended_key_usage()
        .map_err(|_| PathFailure::Constraints)?
    else {
        return Ok(());
    };
    let is_server = purposes.contains(&oid::EKU_SERVER);
    let only_client = purposes
        .iter()
        .all(|p| *p == oid::EKU_CLIENT || *p == oid::EKU_SERVER);
    if purposes.iter().any(|p| SIGNING.contains(p)) && !(is_server && only_client) {
        Ok(())
    } else if purposes.iter().any(|p| OTHER.contains(p)) {
        Err(PathFailure::KeyUsage)
    } else {
        Err(PathFailure::UnknownPurpose)
    }
}
