//! The standard security handler (ISO 32000-2, 7.6) for files that open without a password. Any
//! other password makes the file one that nobody can examine.

use aws_lc_rs::{
    cipher::{
        AES_128, AES_256, DecryptingKey, DecryptionContext, PaddedBlockEncryptingKey,
        UnboundCipherKey,
    },
    digest,
    iv::FixedLength,
};
use md5::{Digest, Md5};

use super::{
    ReadError,
    object::{Dictionary, Object, Reference},
};

/// ISO 32000-2, algorithm 2, step a: what stands for an absent password.
const PADDING: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08,
    0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Identity,
    Rc4,
    Aes128,
    Aes256,
}

#[derive(Debug)]
pub(crate) struct Crypt {
    key: Vec<u8>,
    streams: Method,
    texts: Method,
}

impl Crypt {
    pub fn with_empty_password(encrypt: &Dictionary, id: &[u8]) -> Result<Self, ReadError> {
        if encrypt.name(b"Filter") != Some(b"Standard") {
            return Err(ReadError::Password);
        }
        let version = encrypt.integer(b"V").unwrap_or(0);
        let revision = encrypt.integer(b"R").unwrap_or(0);
        let (streams, texts) = match version {
            1 | 2 => (Method::Rc4, Method::Rc4),
            4 | 5 => (method(encrypt, b"StmF")?, method(encrypt, b"StrF")?),
            _ => return Err(ReadError::Filter),
        };
        let key = match revision {
            2..=4 => legacy_key(encrypt, id, version, revision)?,
            5 | 6 => aes256_key(encrypt, revision)?,
            _ => return Err(ReadError::Filter),
        };
        Ok(Self {
            key,
            streams,
            texts,
        })
    }

    pub fn decrypt_stream(&self, holder: Reference, data: &[u8]) -> Result<Vec<u8>, ReadError> {
        self.decrypt(self.streams, holder, data)
    }

    pub fn decrypt_text(&self, holder: Reference, data: &[u8]) -> Result<Vec<u8>, ReadError> {
        self.decrypt(self.texts, holder, data)
    }

    fn decrypt(
        &self,
        method: Method,
        holder: Reference,
        data: &[u8],
    ) -> Result<Vec<u8>, ReadError> {
        match method {
            Method::Identity => Ok(data.to_vec()),
            Method::Rc4 => Ok(rc4(&self.object_key(holder, b""), data)),
            Method::Aes128 => aes_cbc(&self.object_key(holder, b"sAlT"), data),
            Method::Aes256 => aes_cbc(&self.key, data),
        }
    }

    /// ISO 32000-2, algorithm 1.
    fn object_key(&self, holder: Reference, salt: &[u8]) -> Vec<u8> {
        let number = holder.number.to_le_bytes();
        let generation = holder.generation.to_le_bytes();
        let mut hasher = Md5::new();
        hasher.update(&self.key);
        hasher.update(number.get(..3).unwrap_or_default());
        hasher.update(generation.get(..2).unwrap_or_default());
        hasher.update(salt);
        let mut key = hasher.finalize().to_vec();
        key.truncate((self.key.len() + 5).min(16));
        key
    }
}

fn method(encrypt: &Dictionary, which: &[u8]) -> Result<Method, ReadError> {
    let Some(filter) = encrypt.name(which).filter(|name| *name != b"Identity") else {
        return Ok(Method::Identity);
    };
    let method = encrypt
        .get(b"CF")
        .and_then(Object::as_dictionary)
        .and_then(|filters| filters.get(filter))
        .and_then(Object::as_dictionary)
        .and_then(|filter| filter.name(b"CFM"));
    match method {
        Some(b"V2") => Ok(Method::Rc4),
        Some(b"AESV2") => Ok(Method::Aes128),
        Some(b"AESV3") => Ok(Method::Aes256),
        Some(b"None") => Ok(Method::Identity),
        _ => Err(ReadError::Filter),
    }
}

fn octets<'d>(encrypt: &'d Dictionary, key: &[u8]) -> Result<&'d [u8], ReadError> {
    encrypt
        .get(key)
        .and_then(Object::as_text)
        .map(|text| text.octets.as_ref())
        .ok_or(ReadError::Filter)
}

/// ISO 32000-2, algorithms 2, 4, 5 and 6.
fn legacy_key(
    encrypt: &Dictionary,
    id: &[u8],
    version: i64,
    revision: i64,
) -> Result<Vec<u8>, ReadError> {
    let length = match (version, revision) {
        (_, 2) | (1, _) => 5,
        (4, _) => 16,
        _ => usize::try_from(encrypt.integer(b"Length").unwrap_or(40) / 8)
            .ok()
            .filter(|length| (5..=16).contains(length))
            .ok_or(ReadError::Filter)?,
    };
    let permissions = encrypt.integer(b"P").ok_or(ReadError::Filter)?;
    let mut hasher = Md5::new();
    hasher.update(PADDING);
    hasher.update(octets(encrypt, b"O")?.get(..32).ok_or(ReadError::Filter)?);
    // /P is a 32-bit set of flags, written signed or unsigned.
    hasher.update((permissions as u32).to_le_bytes());
    hasher.update(id);
    if revision >= 4 && encrypt.get(b"EncryptMetadata") == Some(&Object::Bool(false)) {
        hasher.update([0xff; 4]);
    }
    let mut key = hasher.finalize().to_vec();
    key.truncate(length);
    if revision >= 3 {
        for _ in 0..50 {
            key = Md5::digest(&key).to_vec();
            key.truncate(length);
        }
    }
    let user = octets(encrypt, b"U")?;
    let opens = if revision == 2 {
        user.get(..32) == Some(rc4(&key, &PADDING).as_slice())
    } else {
        let mut hasher = Md5::new();
        hasher.update(PADDING);
        hasher.update(id);
        let mut check = hasher.finalize().to_vec();
        for round in 0..20u8 {
            let round_key: Vec<u8> = key.iter().map(|octet| octet ^ round).collect();
            check = rc4(&round_key, &check);
        }
        user.get(..16) == Some(check.as_slice())
    };
    if opens {
        Ok(key)
    } else {
        Err(ReadError::Password)
    }
}

/// ISO 32000-2, algorithms 2.A and 11 for the empty user password.
fn aes256_key(encrypt: &Dictionary, revision: i64) -> Result<Vec<u8>, ReadError> {
    let user = octets(encrypt, b"U")?;
    let part = |range: std::ops::Range<usize>| user.get(range).ok_or(ReadError::Filter);
    let hash = |salt: &[u8]| match revision {
        5 => Ok(sha(&digest::SHA256, salt)),
        _ => hardened_hash(salt),
    };
    if hash(part(32..40)?)?.as_slice() != part(0..32)? {
        return Err(ReadError::Password);
    }
    let wrapping = hash(part(40..48)?)?;
    let wrapped = octets(encrypt, b"UE")?.get(..32).ok_or(ReadError::Filter)?;
    aes_cbc_blocks(&wrapping, &[0; 16], wrapped)
}

fn sha(algorithm: &'static digest::Algorithm, data: &[u8]) -> Vec<u8> {
    digest::digest(algorithm, data).as_ref().to_vec()
}

/// ISO 32000-2, algorithm 2.B with an empty password and no owner data.
fn hardened_hash(salt: &[u8]) -> Result<Vec<u8>, ReadError> {
    let mut key = sha(&digest::SHA256, salt);
    let mut round = 0u32;
    loop {
        let repeated = key.repeat(64);
        let (aes_key, iv) = key.split_at_checked(16).ok_or(ReadError::Filter)?;
        let iv = iv.get(..16).ok_or(ReadError::Filter)?;
        let encrypted = aes_cbc_encrypt(aes_key, iv, &repeated)?;
        let remainder = encrypted
            .get(..16)
            .unwrap_or_default()
            .iter()
            .map(|octet| u32::from(*octet))
            .sum::<u32>()
            % 3;
        key = match remainder {
            0 => sha(&digest::SHA256, &encrypted),
            1 => sha(&digest::SHA384, &encrypted),
            _ => sha(&digest::SHA512, &encrypted),
        };
        round += 1;
        let last = encrypted.last().copied().map_or(0, u32::from);
        if round >= 64 && last <= round - 32 {
            key.truncate(32);
            return Ok(key);
        }
    }
}

/// AES-128-CBC without padding: the padded form, less its last block.
fn aes_cbc_encrypt(key: &[u8], iv: &[u8], data: &[u8]) -> Result<Vec<u8>, ReadError> {
    let key = UnboundCipherKey::new(&AES_128, key).map_err(|_| ReadError::Filter)?;
    let key = PaddedBlockEncryptingKey::cbc_pkcs7(key).map_err(|_| ReadError::Filter)?;
    let iv: [u8; 16] = iv.try_into().map_err(|_| ReadError::Filter)?;
    let mut out = data.to_vec();
    key.less_safe_encrypt(
        &mut out,
        aws_lc_rs::cipher::EncryptionContext::Iv128(FixedLength::from(iv)),
    )
    .map_err(|_| ReadError::Filter)?;
    out.truncate(data.len());
    Ok(out)
}

fn aes_cbc(key: &[u8], data: &[u8]) -> Result<Vec<u8>, ReadError> {
    if data.is_empty() {
        return Ok(Vec::new());
    }
    let (iv, blocks) = data.split_at_checked(16).ok_or(ReadError::Filter)?;
    let mut plain = aes_cbc_blocks(key, iv, blocks)?;
    let padding = plain.last().copied().map_or(0, usize::from);
    if padding == 0 || padding > 16 || padding > plain.len() {
        return Err(ReadError::Filter);
    }
    plain.truncate(plain.len() - padding);
    Ok(plain)
}

fn aes_cbc_blocks(key: &[u8], iv: &[u8], blocks: &[u8]) -> Result<Vec<u8>, ReadError> {
    if !blocks.len().is_multiple_of(16) {
        return Err(ReadError::Filter);
    }
    let algorithm = if key.len() == 32 { &AES_256 } else { &AES_128 };
    let key = UnboundCipherKey::new(algorithm, key).map_err(|_| ReadError::Filter)?;
    let key = DecryptingKey::ecb(key).map_err(|_| ReadError::Filter)?;
    let mut plain = blocks.to_vec();
    key.decrypt(&mut plain, DecryptionContext::None)
        .map_err(|_| ReadError::Filter)?;
    for (octet, before) in plain.iter_mut().zip(iv.iter().chain(blocks)) {
        *octet ^= before;
    }
    Ok(plain)
}

/// RC4 is broken and only undoes what old writers did.
fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|i| i as u8);
    let mut j = 0u8;
    let swap = |a: u8, b: u8, state: &mut [u8; 256]| state.swap(usize::from(a), usize::from(b));
    let at = |state: &[u8; 256], i: u8| state.get(usize::from(i)).copied().unwrap_or_default();
    for (i, k) in (0..=255u8).zip(key.iter().cycle()) {
        j = j.wrapping_add(at(&state, i)).wrapping_add(*k);
        swap(i, j, &mut state);
    }
    let (mut i, mut j) = (0u8, 0u8);
    data.iter()
        .map(|octet| {
            i = i.wrapping_add(1);
            j = j.wrapping_add(at(&state, i));
            swap(i, j, &mut state);
            octet ^ at(&state, at(&state, i).wrapping_add(at(&state, j)))
        })
        .collect()
}
