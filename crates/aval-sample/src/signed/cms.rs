//! The signature of a document and the time-stamp on it (RFC 5652, RFC 3161, ETSI EN 319 122).

use jiff::Timestamp;
use sha2::{Digest, Sha256, Sha512};

use super::{
    authority::{DemonstrationSigner, ED25519},
    der::{generalized_time, identifier, number, octets, sequence, set_of, tagged, tlv},
};

const DATA: [u64; 7] = [1, 2, 840, 113_549, 1, 7, 1];
const SIGNED_DATA: [u64; 7] = [1, 2, 840, 113_549, 1, 7, 2];
const TST_INFO: [u64; 9] = [1, 2, 840, 113_549, 1, 9, 16, 1, 4];
const CONTENT_TYPE: [u64; 7] = [1, 2, 840, 113_549, 1, 9, 3];
const MESSAGE_DIGEST: [u64; 7] = [1, 2, 840, 113_549, 1, 9, 4];
const SIGNING_CERTIFICATE_V2: [u64; 9] = [1, 2, 840, 113_549, 1, 9, 16, 2, 47];
const TIME_STAMP: [u64; 9] = [1, 2, 840, 113_549, 1, 9, 16, 2, 14];
const SHA_256: [u64; 9] = [2, 16, 840, 1, 101, 3, 4, 2, 1];
const SHA_512: [u64; 9] = [2, 16, 840, 1, 101, 3, 4, 2, 3];
/// A policy under the arc for examples (2.999).
const POLICY: [u64; 4] = [2, 999, 1842, 1];

fn attribute(kind: &[u64], value: &[u8]) -> Vec<u8> {
    sequence(&[&identifier(kind), &tlv(0x31, value)])
}

/// Attributes that are signed: of what, how it reads, and by whose certificate.
fn signed_attributes(kind: &[u64], content: &[u8], signer: &DemonstrationSigner) -> Vec<u8> {
    let certificate = octets(&Sha256::digest(&signer.certificate));
    set_of(vec![
        attribute(&CONTENT_TYPE, &identifier(kind)),
        // Ed25519 in CMS goes with SHA-512 (RFC 8419).
        attribute(&MESSAGE_DIGEST, &octets(&Sha512::digest(content))),
        attribute(
            &SIGNING_CERTIFICATE_V2,
            &sequence(&[&sequence(&[&sequence(&[&certificate])])]),
        ),
    ])
}

fn signer_info(
    signer: &DemonstrationSigner,
    attributes: &[u8],
    value: &[u8],
    more: &[u8],
) -> Vec<u8> {
    // Stored as [0], signed as a SET.
    let mut stored = attributes.to_vec();
    if let Some(tag) = stored.first_mut() {
        *tag = 0xa0;
    }
    sequence(&[
        &number(1),
        &sequence(&[&signer.issuer, &number(signer.serial)]),
        &sequence(&[&identifier(&SHA_512)]),
        &stored,
        &sequence(&[&identifier(&ED25519)]),
        &octets(value),
        more,
    ])
}

fn signed_data(
    kind: &[u64],
    version: u64,
    content: &[u8],
    signer: &DemonstrationSigner,
    root: &DemonstrationSigner,
    info: &[u8],
) -> Vec<u8> {
    let certificates = [signer.certificate.as_slice(), &root.certificate].concat();
    let data = sequence(&[
        &number(version),
        &tlv(0x31, &sequence(&[&identifier(&SHA_512)])),
        &sequence(&[&identifier(kind), content]),
        &tagged(0, &certificates),
        &tlv(0x31, info),
    ]);
    sequence(&[&identifier(&SIGNED_DATA), &tagged(0, &data)])
}

/// The detached signature of the octets, with a time-stamp on its value.
pub fn signature(
    signed: &[u8],
    signer: &DemonstrationSigner,
    root: &DemonstrationSigner,
    stamper: &DemonstrationSigner,
    at: Timestamp,
) -> Vec<u8> {
    let attributes = signed_attributes(&DATA, signed, signer);
    let value = signer.sign(&attributes);
    let stamp = attribute(&TIME_STAMP, &token(&value, stamper, root, at));
    let info = signer_info(signer, &attributes, &value, &tagged(1, &stamp));
    signed_data(&DATA, 1, &[], signer, root, &info)
}

/// A time-stamp token over the value of a signature.
fn token(
    value: &[u8],
    stamper: &DemonstrationSigner,
    root: &DemonstrationSigner,
    at: Timestamp,
) -> Vec<u8> {
    let imprint = Sha256::digest(value);
    let serial = imprint
        .iter()
        .take(7)
        .fold(0_u64, |sum, octet| (sum << 8) | u64::from(*octet));
    let content = sequence(&[
        &number(1),
        &identifier(&POLICY),
        &sequence(&[&sequence(&[&identifier(&SHA_256)]), &octets(&imprint)]),
        &number(serial),
        &generalized_time(at),
    ]);
    let attributes = signed_attributes(&TST_INFO, &content, stamper);
    let signature = stamper.sign(&attributes);
    let info = signer_info(stamper, &attributes, &signature, &[]);
    let content = tagged(0, &octets(&content));
    signed_data(&TST_INFO, 3, &content, stamper, root, &info)
}
