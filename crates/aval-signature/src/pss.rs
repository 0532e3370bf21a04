//! EMSA-PSS-VERIFY (RFC 8017, 9.1.2) for the salts and masks that the cryptographic library does
//! not take. Public numbers only: nothing here has a secret to leak.

use num_bigint::BigUint;

use crate::{
    algorithm::{Hash, ValueCheck, rsa_bits, rsa_parts},
    x509::PublicKey,
};

/// Largest modulus in octets; larger ones only cost time.
const LARGEST: usize = 1024;

pub(crate) fn check(
    key: &PublicKey<'_>,
    hash: Hash,
    mask: Hash,
    salt: usize,
    message: &[u8],
    value: &[u8],
) -> ValueCheck {
    match recover(key, value).and_then(|encoded| {
        let bits = rsa_bits(key)?.checked_sub(1)?;
        matches(&encoded, bits, hash, mask, salt, message)
    }) {
        Some(true) => ValueCheck::Verified,
        _ => ValueCheck::Invalid,
    }
}

/// RSAVP1: the encoded message, as long as the modulus less one bit.
fn recover(key: &PublicKey<'_>, value: &[u8]) -> Option<Vec<u8>> {
    let (modulus, exponent) = rsa_parts(key)?;
    if modulus.len() > LARGEST || exponent.len() > 8 || value.len() != modulus.len() {
        return None;
    }
    let modulus_number = BigUint::from_bytes_be(modulus);
    let number = BigUint::from_bytes_be(value);
    if number >= modulus_number {
        return None;
    }
    let octets = number
        .modpow(&BigUint::from_bytes_be(exponent), &modulus_number)
        .to_bytes_be();
    let length = rsa_bits(key)?.checked_sub(1)?.div_ceil(8);
    let mut encoded = vec![0; length.checked_sub(octets.len())?];
    encoded.extend(octets);
    Some(encoded)
}

fn matches(
    encoded: &[u8],
    bits: usize,
    hash: Hash,
    mask: Hash,
    salt: usize,
    message: &[u8],
) -> Option<bool> {
    let digest = hash.digest(message)?;
    let (rest, trailer) = encoded.split_at_checked(encoded.len().checked_sub(1)?)?;
    let (masked, expected) = rest.split_at_checked(rest.len().checked_sub(digest.len())?)?;
    let unused = (8 * encoded.len()).checked_sub(bits)?;
    let first_mask = 0xffu8.checked_shr(u32::try_from(unused).ok()?)?;
    if trailer != [0xbc] || masked.first()? & !first_mask != 0 {
        return Some(false);
    }
    let generated = mgf1(mask, expected, masked.len())?;
    let mut block: Vec<u8> = masked.iter().zip(&generated).map(|(a, b)| a ^ b).collect();
    *block.first_mut()? &= first_mask;
    let zeros = block.len().checked_sub(salt)?.checked_sub(1)?;
    let (padding, rest) = block.split_at_checked(zeros)?;
    let (one, salt) = rest.split_first()?;
    if padding.iter().any(|octet| *octet != 0) || *one != 1 {
        return Some(false);
    }
    let mut prefixed = vec![0; 8];
    prefixed.extend_from_slice(&digest);
    prefixed.extend_from_slice(salt);
    Some(hash.digest(&prefixed)? == expected)
}

fn mgf1(hash: Hash, seed: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut mask = Vec::with_capacity(length);
    let mut counter = 0u32;
    while mask.len() < length {
        let mut block = seed.to_vec();
        block.extend_from_slice(&counter.to_be_bytes());
        mask.extend(hash.digest(&block)?);
        counter = counter.checked_add(1)?;
    }
    mask.truncate(length);
    Some(mask)
}
