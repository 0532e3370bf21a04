//! The authority of the demonstration: one root, the people whom it certifies, and a
//! time-stamping service. Keys are Ed25519 drawn from published words, so that the same
//! document signed at the same instant has the same octets.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{
    cms,
    der::{bits, identifier, number, octets, sequence, tagged, text, tlv, truth, utc_time},
    revision,
};
use crate::Error;

/// What every private key of the demonstration is drawn from: no secret.
const PUBLISHED: &str = "Aval demonstration only: a public key pair that proves nothing";

pub const ED25519: [u64; 4] = [1, 3, 101, 112];
const ORGANISATION: [u64; 4] = [2, 5, 4, 10];
const COMMON_NAME: [u64; 4] = [2, 5, 4, 3];
const BASIC_CONSTRAINTS: [u64; 4] = [2, 5, 29, 19];
const KEY_USAGE: [u64; 4] = [2, 5, 29, 15];
const EXTENDED_KEY_USAGE: [u64; 4] = [2, 5, 29, 37];
const TIME_STAMPING: [u64; 9] = [1, 3, 6, 1, 5, 5, 7, 3, 8];

/// Certificates hold during the whole life of a demonstration.
const FROM: i64 = 1_577_836_800; // 2020-01-01
const UNTIL: i64 = 2_366_841_600; // 2045-01-01

/// What a certificate is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Authority,
    Signature,
    TimeStamping,
}

impl Use {
    /// Unused bits and first octet of keyUsage (RFC 5280, 4.2.1.3).
    const fn bits(self) -> [u8; 2] {
        match self {
            Self::Authority => [1, 0x06],
            Self::Signature => [6, 0x40],
            Self::TimeStamping => [7, 0x80],
        }
    }
}

/// Somebody whom the authority of the demonstration certifies.
pub struct DemonstrationSigner {
    key: Ed25519KeyPair,
    pub(super) certificate: Vec<u8>,
    subject: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) serial: u64,
}

impl DemonstrationSigner {
    fn new(
        name: &str,
        organisation: &str,
        purpose: Use,
        issuer: Option<&Self>,
    ) -> Result<Self, Error> {
        let told = format!("{PUBLISHED}, of {name}, {organisation}");
        let seed = Sha256::digest(told.as_bytes());
        let key = Ed25519KeyPair::from_seed_unchecked(&seed)?;
        let serial = seed
            .iter()
            .take(7)
            .fold(0_u64, |sum, octet| (sum << 8) | u64::from(*octet))
            | 1;
        let subject = distinguished(name, organisation);
        let issued_by = issuer.map_or(&subject, |issuer| &issuer.subject).clone();
        let signer = issuer.map_or(&key, |issuer| &issuer.key);
        let algorithm = sequence(&[&identifier(&ED25519)]);
        let instant = |seconds| Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
        let to_sign = sequence(&[
            &tagged(0, &number(2)),
            &number(serial),
            &algorithm,
            &issued_by,
            &sequence(&[&utc_time(instant(FROM)), &utc_time(instant(UNTIL))]),
            &subject,
            &sequence(&[&algorithm, &bits(key.public_key().as_ref())]),
            &extensions(purpose),
        ]);
        let signature = signer.sign(&to_sign);
        let certificate = sequence(&[&to_sign, &algorithm, &bits(signature.as_ref())]);
        Ok(Self {
            key,
            certificate,
            subject,
            issuer: issued_by,
            serial,
        })
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.key.sign(message).as_ref().to_vec()
    }
}

fn distinguished(name: &str, organisation: &str) -> Vec<u8> {
    let part = |kind: &[u64], words: &str| tlv(0x31, &sequence(&[&identifier(kind), &text(words)]));
    sequence(&[
        &part(&ORGANISATION, organisation),
        &part(&COMMON_NAME, name),
    ])
}

fn extensions(purpose: Use) -> Vec<u8> {
    let critical =
        |kind: &[u64], value: &[u8]| sequence(&[&identifier(kind), &truth(), &octets(value)]);
    let mut all = critical(&KEY_USAGE, &tlv(3, &purpose.bits()));
    match purpose {
        Use::Authority => {
            let value = sequence(&[&truth()]);
            all.extend(critical(&BASIC_CONSTRAINTS, &value));
        }
        Use::TimeStamping => {
            let value = sequence(&[&identifier(&TIME_STAMPING)]);
            all.extend(critical(&EXTENDED_KEY_USAGE, &value));
        }
        Use::Signature => {}
    }
    tagged(3, &tlv(0x30, &all))
}

/// The authority of the demonstration. It is worth nothing, on purpose.
pub struct DemonstrationAuthority {
    root: DemonstrationSigner,
    stamper: DemonstrationSigner,
}

impl DemonstrationAuthority {
    /// The authority, always the same.
    ///
    /// # Errors
    /// When the cryptographic library refuses a key.
    pub fn new() -> Result<Self, Error> {
        let organisation = "Aval, démonstration seulement (fictif)";
        let root = DemonstrationSigner::new(
            "Autorité de démonstration, sans valeur",
            organisation,
            Use::Authority,
            None,
        )?;
        let stamper = DemonstrationSigner::new(
            "Horodatage de démonstration, sans valeur",
            organisation,
            Use::TimeStamping,
            Some(&root),
        )?;
        Ok(Self { root, stamper })
    }

    /// Its certificate, to be trusted by a demonstration.
    pub fn anchor_pem(&self) -> String {
        let encoded = STANDARD.encode(&self.root.certificate);
        let lines: String = encoded
            .as_bytes()
            .chunks(64)
            .map(|line| format!("{}\n", String::from_utf8_lossy(line)))
            .collect();
        format!("-----BEGIN CERTIFICATE-----\n{lines}-----END CERTIFICATE-----\n")
    }

    /// Certifies somebody of an organisation.
    ///
    /// # Errors
    /// When the cryptographic library refuses a key.
    pub fn signer(&self, name: &str, organisation: &str) -> Result<DemonstrationSigner, Error> {
        DemonstrationSigner::new(name, organisation, Use::Signature, Some(&self.root))
    }

    /// The document with a revision that signs it as a whole, time-stamped at that instant
    /// (PAdES B-T).
    ///
    /// # Errors
    /// When the document cannot be read.
    pub fn sign(
        &self,
        document: &[u8],
        signer: &DemonstrationSigner,
        at: Timestamp,
    ) -> Result<Vec<u8>, Error> {
        revision::signed(document, at, |octets| {
            cms::signature(octets, signer, &self.root, &self.stamper, at)
        })
    }
}
