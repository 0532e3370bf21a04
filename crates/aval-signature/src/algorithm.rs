//! The algorithms that a signature may use (ETSI TS 119 312, RFC 8017, RFC 5758, RFC 8419): an
//! allow-list. What is not in it is "not supported", never "invalid"; what is broken is "weak".

use aws_lc_rs::{
    digest,
    signature::{self, UnparsedPublicKey, VerificationAlgorithm},
};

use crate::{
    asn1::{self, Element, Malformed, Reader},
    oid, pss,
    x509::PublicKey,
};

/// RSA keys below this many bits are no longer accepted (ETSI TS 119 312).
const SHORTEST_RSA: usize = 2048;

#[derive(Debug, Clone, Copy)]
pub(crate) struct AlgorithmIdentifier<'a> {
    pub raw: &'a [u8],
    pub oid: &'a [u8],
    pub parameters: Option<Element<'a>>,
}

impl<'a> AlgorithmIdentifier<'a> {
    pub fn read(reader: &mut Reader<'a>) -> asn1::Result<Self> {
        Self::from_element(reader.expect(asn1::SEQUENCE)?)
    }

    pub fn from_element(element: Element<'a>) -> asn1::Result<Self> {
        let mut fields = element.children();
        let oid = fields.oid()?;
        let parameters = if fields.is_empty() {
            None
        } else {
            Some(fields.any()?)
        };
        Ok(Self {
            raw: element.raw,
            oid,
            parameters,
        })
    }
}

/// Digest functions known by name; only SHA-2 from 256 bits on is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Hash {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

/// Why an algorithm is not one to verify with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AlgorithmError {
    Unsupported,
    Malformed,
}

impl From<Malformed> for AlgorithmError {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

impl Hash {
    pub fn from_oid(oid: &[u8]) -> Option<Self> {
        Some(match oid {
            oid::MD5 => Self::Md5,
            oid::SHA1 => Self::Sha1,
            oid::SHA224 => Self::Sha224,
            oid::SHA256 => Self::Sha256,
            oid::SHA384 => Self::Sha384,
            oid::SHA512 => Self::Sha512,
            _ => return None,
        })
    }

    /// The digest inside the name of a signature algorithm.
    pub fn of_signature_oid(oid: &[u8]) -> Option<Self> {
        Some(match oid {
            oid::RSA_MD5 => Self::Md5,
            oid::RSA_SHA1 | oid::ECDSA_SHA1 => Self::Sha1,
            oid::RSA_SHA224 | oid::ECDSA_SHA224 => Self::Sha224,
            oid::RSA_SHA256 | oid::ECDSA_SHA256 => Self::Sha256,
            oid::RSA_SHA384 | oid::ECDSA_SHA384 => Self::Sha384,
            oid::RSA_SHA512 | oid::ECDSA_SHA512 => Self::Sha512,
            _ => return None,
        })
    }

    pub fn is_weak(self) -> bool {
        matches!(self, Self::Md5 | Self::Sha1)
    }

    /// `None` for MD5, which nothing here computes for a signature.
    pub fn function(self) -> Option<&'static digest::Algorithm> {
        Some(match self {
            Self::Md5 => return None,
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha224 => &digest::SHA224,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        })
    }

    pub fn digest(self, message: &[u8]) -> Option<Vec<u8>> {
        self.function()
            .map(|function| digest::digest(function, message).as_ref().to_vec())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    RsaPkcs1(Hash),
    RsaPss { hash: Hash, mask: Hash, salt: usize },
    Ecdsa(Hash),
    Ed25519,
}

impl Scheme {
    /// The scheme of a signatureAlgorithm; plain key types take the digest from elsewhere.
    pub fn read(
        algorithm: &AlgorithmIdentifier<'_>,
        digest: Option<Hash>,
    ) -> Result<Self, AlgorithmError> {
        let named = Hash::of_signature_oid(algorithm.oid);
        match algorithm.oid {
            oid::RSA => digest
                .map(Self::RsaPkcs1)
                .ok_or(AlgorithmError::Unsupported),
            oid::EC => digest.map(Self::Ecdsa).ok_or(AlgorithmError::Unsupported),
            oid::RSA_PSS => read_pss(algorithm),
            oid::ED25519 => Ok(Self::Ed25519),
            oid::RSA_MD5
            | oid::RSA_SHA1
            | oid::RSA_SHA224
            | oid::RSA_SHA256
            | oid::RSA_SHA384
            | oid::RSA_SHA512 => named.map(Self::RsaPkcs1).ok_or(AlgorithmError::Unsupported),
            _ => named.map(Self::Ecdsa).ok_or(AlgorithmError::Unsupported),
        }
    }

    /// The digest that the signature value is made with; Ed25519 has none of its own.
    pub fn hash(self) -> Option<Hash> {
        match self {
            Self::RsaPkcs1(hash) | Self::Ecdsa(hash) | Self::RsaPss { hash, .. } => Some(hash),
            Self::Ed25519 => None,
        }
    }

    /// Weak by its digest.
    pub fn is_weak(self) -> bool {
        self.hash().is_some_and(Hash::is_weak)
            || matches!(self, Self::RsaPss { mask, .. } if mask.is_weak())
    }
}

/// RSASSA-PSS-params (RFC 4055, 3.1); every default is SHA-1.
fn read_pss(algorithm: &AlgorithmIdentifier<'_>) -> Result<Scheme, AlgorithmError> {
    let (mut hash, mut mask, mut salt) = (Hash::Sha1, Hash::Sha1, 20usize);
    if let Some(parameters) = algorithm.parameters {
        let mut fields = parameters.children();
        if let Some(field) = fields.optional(asn1::context(0))? {
            let digest = AlgorithmIdentifier::read(&mut field.children())?;
            hash = Hash::from_oid(digest.oid).ok_or(AlgorithmError::Unsupported)?;
        }
        if let Some(field) = fields.optional(asn1::context(1))? {
            let generator = AlgorithmIdentifier::read(&mut field.children())?;
            let inner = generator
                .parameters
                .filter(|_| generator.oid == oid::MGF1)
                .ok_or(AlgorithmError::Unsupported)?;
            let digest = AlgorithmIdentifier::from_element(inner)?;
            mask = Hash::from_oid(digest.oid).ok_or(AlgorithmError::Unsupported)?;
        }
        if let Some(field) = fields.optional(asn1::context(2))? {
            let length = field.children().any()?.small_integer()?;
            salt = usize::try_from(length).map_err(|_| AlgorithmError::Malformed)?;
        }
        if let Some(field) = fields.optional(asn1::context(3))?
            && field.children().any()?.small_integer()? != 1
        {
            return Err(AlgorithmError::Unsupported);
        }
    }
    Ok(Scheme::RsaPss { hash, mask, salt })
}

/// What came of checking a signature value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueCheck {
    Verified,
    Invalid,
    Unsupported,
}

/// Bits of an RSA modulus; `None` for other keys.
pub(crate) fn rsa_bits(key: &PublicKey<'_>) -> Option<usize> {
    if key.algorithm.oid != oid::RSA && key.algorithm.oid != oid::RSA_PSS {
        return None;
    }
    let (modulus, _) = rsa_parts(key)?;
    let first = modulus.first()?;
    Some((modulus.len() * 8).saturating_sub(usize::try_from(first.leading_zeros()).ok()?))
}

/// Modulus without leading zeros, and public exponent.
pub(crate) fn rsa_parts<'a>(key: &PublicKey<'a>) -> Option<(&'a [u8], &'a [u8])> {
    let mut numbers = Element::alone(key.bits).ok()?.children();
    let modulus = numbers.expect(asn1::INTEGER).ok()?.contents;
    let exponent = numbers.expect(asn1::INTEGER).ok()?.contents;
    let zeros = modulus.iter().take_while(|octet| **octet == 0).count();
    Some((modulus.get(zeros..)?, exponent))
}

/// The key is too short to prove anything.
pub(crate) fn is_weak_key(key: &PublicKey<'_>) -> bool {
    rsa_bits(key).is_some_and(|bits| bits < SHORTEST_RSA)
}

pub(crate) fn check_value(
    scheme: Scheme,
    key: &PublicKey<'_>,
    message: &[u8],
    value: &[u8],
) -> ValueCheck {
    let short = rsa_bits(key).is_some_and(|bits| bits < SHORTEST_RSA);
    let is_rsa = key.algorithm.oid == oid::RSA || key.algorithm.oid == oid::RSA_PSS;
    let is_ec = key.algorithm.oid == oid::EC;
    let algorithm: &'static dyn VerificationAlgorithm = match scheme {
        Scheme::RsaPkcs1(hash) if key.algorithm.oid == oid::RSA => match (hash, short) {
            (Hash::Sha256, false) => &signature::RSA_PKCS1_2048_8192_SHA256,
            (Hash::Sha384, false) => &signature::RSA_PKCS1_2048_8192_SHA384,
            (Hash::Sha512, false) => &signature::RSA_PKCS1_2048_8192_SHA512,
            (Hash::Sha256, true) => &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
            (Hash::Sha512, true) => &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
            (Hash::Sha1, _) => &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
            _ => return ValueCheck::Unsupported,
        },
        Scheme::RsaPss { hash, mask, salt } if is_rsa => {
            let natural = hash == mask
                && hash
                    .function()
                    .is_some_and(|function| function.output_len() == salt);
            match (hash, natural && !short) {
                (Hash::Sha256, true) => &signature::RSA_PSS_2048_8192_SHA256,
                (Hash::Sha384, true) => &signature::RSA_PSS_2048_8192_SHA384,
                (Hash::Sha512, true) => &signature::RSA_PSS_2048_8192_SHA512,
                _ => return pss::check(key, hash, mask, salt, message, value),
            }
        }
        Scheme::Ecdsa(hash) if is_ec => {
            let curve = key.algorithm.parameters.map(|curve| curve.contents);
            match (curve, hash) {
                (Some(oid::P256), Hash::Sha1) => &signature::ECDSA_P256_SHA1_ASN1,
                (Some(oid::P256), Hash::Sha256) => &signature::ECDSA_P256_SHA256_ASN1,
                (Some(oid::P256), Hash::Sha384) => &signature::ECDSA_P256_SHA384_ASN1,
                (Some(oid::P256), Hash::Sha512) => &signature::ECDSA_P256_SHA512_ASN1,
                (Some(oid::P384), Hash::Sha256) => &signature::ECDSA_P384_SHA256_ASN1,
                (Some(oid::P384), Hash::Sha384) => &signature::ECDSA_P384_SHA384_ASN1,
                (Some(oid::P384), Hash::Sha512) => &signature::ECDSA_P384_SHA512_ASN1,
                (Some(oid::P521), Hash::Sha1) => &signature::ECDSA_P521_SHA1_ASN1,
                (Some(oid::P521), Hash::Sha256) => &signature::ECDSA_P521_SHA256_ASN1,
                (Some(oid::P521), Hash::Sha384) => &signature::ECDSA_P521_SHA384_ASN1,
                (Some(oid::P521), Hash::Sha512) => &signature::ECDSA_P521_SHA512_ASN1,
                _ => return ValueCheck::Unsupported,
            }
        }
        Scheme::Ed25519 if key.algorithm.oid == oid::ED25519 => &signature::ED25519,
        // A value made by another kind of key than the certificate has.
        _ => return ValueCheck::Invalid,
    };
    match UnparsedPublicKey::new(algorithm, key.bits).verify(message, value) {
        Ok(()) => ValueCheck::Verified,
        Err(_) => ValueCheck::Invalid,
    }
}
