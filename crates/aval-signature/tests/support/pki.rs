//! A small authority: certificates, revocation lists, OCSP answers.

use aws_lc_rs::{
    digest,
    encoding::AsDer,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RsaKeyPair},
};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::der::{bits, boolean, explicit, int, null, octets, oid, seq, time, tlv, utf8};

pub enum Key {
    Ec(EcdsaKeyPair, &'static str, &'static str),
    Rsa(Box<RsaKeyPair>, bool),
    Ed25519(Ed25519KeyPair),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    P256,
    P384,
    P521,
    Rsa,
    RsaPss,
    Ed25519,
}

impl Key {
    pub fn new(kind: KeyKind) -> Self {
        let ec = |algorithm: &'static EcdsaSigningAlgorithm, curve, scheme| {
            Self::Ec(EcdsaKeyPair::generate(algorithm).unwrap(), curve, scheme)
        };
        match kind {
            KeyKind::P256 => ec(
                &signature::ECDSA_P256_SHA256_ASN1_SIGNING,
                "1.2.840.10045.3.1.7",
                "1.2.840.10045.4.3.2",
            ),
            KeyKind::P384 => ec(
                &signature::ECDSA_P384_SHA384_ASN1_SIGNING,
                "1.3.132.0.34",
                "1.2.840.10045.4.3.3",
            ),
            KeyKind::P521 => ec(
                &signature::ECDSA_P521_SHA512_ASN1_SIGNING,
                "1.3.132.0.35",
                "1.2.840.10045.4.3.4",
            ),
            KeyKind::Rsa | KeyKind::RsaPss => Self::Rsa(
                Box::new(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()),
                kind == KeyKind::RsaPss,
            ),
            KeyKind::Ed25519 => Self::Ed25519(Ed25519KeyPair::generate().unwrap()),
        }
    }

    pub fn spki(&self) -> Vec<u8> {
        match self {
            Self::Ec(key, curve, _) => seq(&[
                &seq(&[&oid("1.2.840.10045.2.1"), &oid(curve)]),
                &bits(key.public_key().as_ref()),
            ]),
            Self::Rsa(key, _) => key.public_key().as_der().unwrap().as_ref().to_vec(),
            Self::Ed25519(key) => seq(&[
                &seq(&[&oid("1.3.101.112")]),
                &bits(key.public_key().as_ref()),
            ]),
        }
    }

    pub fn algorithm(&self) -> Vec<u8> {
        match self {
            Self::Ec(_, _, scheme) => seq(&[&oid(scheme)]),
            Self::Rsa(_, false) => seq(&[&oid("1.2.840.113549.1.1.11"), &null()]),
            Self::Rsa(_, true) => {
                let sha256 = seq(&[&oid("2.16.840.1.101.3.4.2.1"), &null()]);
                let mgf = seq(&[&oid("1.2.840.113549.1.1.8"), &sha256]);
                let parameters = seq(&[
                    &explicit(0, &sha256),
                    &explicit(1, &mgf),
                    &explicit(2, &int(32)),
                ]);
                seq(&[&oid("1.2.840.113549.1.1.10"), &parameters])
            }
            Self::Ed25519(_) => seq(&[&oid("1.3.101.112")]),
        }
    }

    /// The digest that goes with the key.
    pub fn digest(&self) -> (&'static str, &'static digest::Algorithm) {
        match self {
            Self::Ec(_, "1.3.132.0.34", _) => ("2.16.840.1.101.3.4.2.2", &digest::SHA384),
            Self::Ec(_, "1.3.132.0.35", _) | Self::Ed25519(_) => {
                ("2.16.840.1.101.3.4.2.3", &digest::SHA512)
            }
            _ => ("2.16.840.1.101.3.4.2.1", &digest::SHA256),
        }
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Ec(key, _, _) => key.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Rsa(key, pss) => {
                let mut value = vec![0; key.public_modulus_len()];
                let padding: &'static dyn signature::RsaEncoding = if *pss {
                    &signature::RSA_PSS_SHA256
                } else {
                    &signature::RSA_PKCS1_SHA256
                };
                key.sign(padding, &random, message, &mut value).unwrap();
                value
            }
            Self::Ed25519(key) => key.sign(message).as_ref().to_vec(),
        }
    }
}

/// Who holds a key, and the certificate about it.
pub struct Identity {
    pub key: Key,
    pub certificate: Vec<u8>,
    pub name: Vec<u8>,
    pub issuer: Vec<u8>,
    pub serial: u64,
}

/// What goes into a certificate.
#[derive(Clone)]
pub struct Profile {
    pub common_name: &'static str,
    pub organisation: Option<&'static str>,
    pub serial: u64,
    pub from: &'static str,
    pub until: &'static str,
    /// `None`: no basicConstraints at all; path length inside for an authority.
    pub authority: Option<Option<u64>>,
    /// First octet of keyUsage.
    pub key_usage: Option<u8>,
    pub purposes: &'static [&'static str],
    /// Whole extensions, already encoded.
    pub more: Vec<Vec<u8>>,
}

pub const NON_REPUDIATION: u8 = 0x40;
pub const DIGITAL_SIGNATURE: u8 = 0x80;
pub const KEY_ENCIPHERMENT: u8 = 0x20;
pub const AUTHORITY: u8 = 0x06;
pub const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";

impl Profile {
    pub fn signer() -> Self {
        Self {
            common_name: "Camille Testeur",
            organisation: Some("Audit Cyber Exemple SAS"),
            serial: 1001,
            from: "2024-01-01T00:00:00Z",
            until: "2029-01-01T00:00:00Z",
            authority: None,
            key_usage: Some(NON_REPUDIATION),
            purposes: &[],
            more: vec![],
        }
    }

    pub fn stamper() -> Self {
        Self {
            common_name: "Horodatage Exemple",
            serial: 2001,
            purposes: &[TIME_STAMPING],
            key_usage: Some(DIGITAL_SIGNATURE),
            ..Self::signer()
        }
    }

    pub fn authority(common_name: &'static str, serial: u64) -> Self {
        Self {
            common_name,
            organisation: Some("Tiers de Confiance Exemple"),
            serial,
            from: "2015-01-01T00:00:00Z",
            until: "2045-01-01T00:00:00Z",
            authority: Some(None),
            key_usage: Some(AUTHORITY),
            purposes: &[],
            more: vec![],
        }
    }
}

fn name(profile: &Profile) -> Vec<u8> {
    let attribute = |kind: &str, text: &str| tlv(0x31, &seq(&[&oid(kind), &utf8(text)]));
    let mut parts = vec![];
    if let Some(organisation) = profile.organisation {
        parts.push(attribute("2.5.4.10", organisation));
    }
    parts.push(attribute("2.5.4.3", profile.common_name));
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    seq(&parts)
}

fn extension(kind: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    if critical {
        seq(&[&oid(kind), &boolean(true), &octets(value)])
    } else {
        seq(&[&oid(kind), &octets(value)])
    }
}

fn extensions(profile: &Profile) -> Vec<u8> {
    let mut all = profile.more.clone();
    if let Some(length) = profile.authority {
        let length = length.map(int).unwrap_or_default();
        let value = seq(&[&boolean(true), &length]);
        all.push(extension("2.5.29.19", true, &value));
    }
    if let Some(usage) = profile.key_usage {
        let unused = usage.trailing_zeros() as u8;
        all.push(extension("2.5.29.15", true, &tlv(3, &[unused, usage])));
    }
    if !profile.purposes.is_empty() {
        let purposes: Vec<u8> = profile.purposes.iter().flat_map(|p| oid(p)).collect();
        all.push(extension("2.5.29.37", true, &tlv(0x30, &purposes)));
    }
    if all.is_empty() {
        return Vec::new();
    }
    explicit(3, &tlv(0x30, &all.concat()))
}

impl Identity {
    /// A certificate from `issuer`, or from itself.
    pub fn new(profile: &Profile, kind: KeyKind, issuer: Option<&Self>) -> Self {
        let key = Key::new(kind);
        let subject = name(profile);
        let issuer_name = issuer.map_or(&subject, |issuer| &issuer.name).clone();
        let signer = issuer.map_or(&key, |issuer| &issuer.key);
        let tbs = seq(&[
            &explicit(0, &int(2)),
            &int(profile.serial),
            &signer.algorithm(),
            &issuer_name,
            &seq(&[&time(profile.from), &time(profile.until)]),
            &subject,
            &key.spki(),
            &extensions(profile),
        ]);
        let certificate = seq(&[&tbs, &signer.algorithm(), &bits(&signer.sign(&tbs))]);
        Self {
            certificate,
            name: subject,
            issuer: issuer_name,
            serial: profile.serial,
            key,
        }
    }

    pub fn pem(&self) -> String {
        format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            STANDARD.encode(&self.certificate)
        )
    }

    /// A revocation list of this authority.
    pub fn list(&self, this: &str, next: &str, revoked: &[(u64, &str)]) -> Vec<u8> {
        let entries: Vec<u8> = revoked
            .iter()
            .flat_map(|(serial, since)| seq(&[&int(*serial), &time(since)]))
            .collect();
        let entries = if entries.is_empty() {
            Vec::new()
        } else {
            tlv(0x30, &entries)
        };
        let tbs = seq(&[
            &int(1),
            &self.key.algorithm(),
            &self.name,
            &time(this),
            &time(next),
            &entries,
        ]);
        seq(&[&tbs, &self.key.algorithm(), &bits(&self.key.sign(&tbs))])
    }

    /// An OCSP answer of this authority about one of its certificates.
    pub fn answer(&self, serial: u64, this: &str, next: &str, revoked: Option<&str>) -> Vec<u8> {
        let sha1 = |data: &[u8]| digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, data);
        let spki = self.key.spki();
        let key_bits = key_bits(&spki);
        let identifier = seq(&[
            &seq(&[&oid("1.3.14.3.2.26"), &null()]),
            &octets(sha1(&self.name).as_ref()),
            &octets(sha1(key_bits).as_ref()),
            &int(serial),
        ]);
        let status = match revoked {
            None => tlv(0x80, &[]),
            Some(since) => explicit(1, &time(since)),
        };
        let single = seq(&[&identifier, &status, &time(this), &explicit(0, &time(next))]);
        let data = seq(&[&explicit(1, &self.name), &time(this), &seq(&[&single])]);
        let basic = seq(&[&data, &self.key.algorithm(), &bits(&self.key.sign(&data))]);
        let typed = seq(&[&oid("1.3.6.1.5.5.7.48.1.1"), &octets(&basic)]);
        seq(&[&tlv(0x0a, &[0]), &explicit(0, &typed)])
    }
}

/// Contents of the bit string at the end of a SubjectPublicKeyInfo.
fn key_bits(spki: &[u8]) -> &[u8] {
    let header = |at: usize| -> (usize, usize) {
        match spki[at + 1] {
            n @ 0..=127 => (at + 2, usize::from(n)),
            0x81 => (at + 3, usize::from(spki[at + 2])),
            _ => (
                at + 4,
                usize::from(spki[at + 2]) * 256 + usize::from(spki[at + 3]),
            ),
        }
    };
    let (inside, _) = header(0);
    let (algorithm, length) = header(inside);
    let (start, length) = header(algorithm + length);
    &spki[start + 1..start + length]
}
