//! Objects whose octets are encrypted where they are kept: AES-256-GCM in chunks, so that a
//! range costs its chunks alone. Each object has a key of its own, derived from a key of the
//! installation and from its name: objects are written once under a name that nobody else
//! uses, so that no key meets the same counter twice, and none can be taken for another.

use std::{ops::Range, sync::Arc};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf::{HKDF_SHA256, KeyType, Salt},
};
use bytes::{Bytes, BytesMut};

use super::{
    BlobError,
    objects::{Doing, Object, Objects},
};
use crate::column::unhex;

/// What the names of encrypted objects end with.
pub(super) const ENDING: &str = ".sealed";

/// Octets encrypted together, and what their proof adds.
const CHUNK: u64 = 64 * 1024;
const PROOF: u64 = 16;

/// What an object begins with: which form this is, which key in sixteen octets, how many
/// octets there are to read in eight. Each chunk proves it too, so that none can be left out.
const FORM: &[u8; 8] = b"AVALGCM1";
const KEY_ID: usize = 16;
const HEADER: u64 = 32;

/// The keys of an installation: what is new is written with the first.
#[derive(Clone, Default)]
pub struct SealingKeys {
    keys: Vec<(String, [u8; 32])>,
}

impl std::fmt::Debug for SealingKeys {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_list()
            .entries(self.keys.iter().map(|(id, _)| id))
            .finish()
    }
}

impl SealingKeys {
    /// Reads keys, one a line: a name of at most sixteen letters, digits, `-` or `_`, a
    /// space, and 64 hexadecimal digits. The first one writes, all of them read. Empty lines
    /// and those that begin with `#` say nothing.
    ///
    /// # Errors
    /// [`BlobError::BadKeys`] when a line says something else, a name comes twice, or there
    /// is no key.
    pub fn read(text: &str) -> Result<Self, BlobError> {
        let mut keys: Vec<(String, [u8; 32])> = Vec::new();
        let lines = text.lines().map(str::trim);
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (id, digits) = line.split_once(' ').ok_or(BlobError::BadKeys)?;
            let named = !id.is_empty()
                && id.len() <= KEY_ID
                && id
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
            let secret = unhex(digits.trim()).and_then(|octets| octets.try_into().ok());
            match secret {
                Some(secret) if named && keys.iter().all(|(known, _)| known != id) => {
                    keys.push((id.to_owned(), secret));
                }
                _ => return Err(BlobError::BadKeys),
            }
        }
        if keys.is_empty() {
            return Err(BlobError::BadKeys);
        }
        Ok(Self { keys })
    }
}

/// Encrypts on the way in, decrypts on the way out; objects that were never encrypted pass
/// as they are.
#[derive(Debug)]
pub(super) struct SealedObjects {
    pub(super) inner: Arc<dyn Objects>,
    pub(super) keys: SealingKeys,
}

/// A key of 32 octets.
struct Length;

impl KeyType for Length {
    fn len(&self) -> usize {
        32
    }
}

/// The key of one object.
fn key(secret: &[u8; 32], name: &str) -> Result<LessSafeKey, BlobError> {
    let broken = |_| BlobError::Damaged;
    let mut octets = [0; 32];
    Salt::new(HKDF_SHA256, FORM)
        .extract(secret)
        .expand(&[name.as_bytes()], Length)
        .and_then(|derived| derived.fill(&mut octets))
        .map_err(broken)?;
    let unbound = UnboundKey::new(&AES_256_GCM, &octets).map_err(broken)?;
    Ok(LessSafeKey::new(unbound))
}

/// The counter of a chunk.
fn nonce(chunk: u64) -> Nonce {
    let mut octets = [0; NONCE_LEN];
    for (to, from) in octets.iter_mut().rev().zip(chunk.to_le_bytes()) {
        *to = from;
    }
    Nonce::assume_unique_for_key(octets)
}

fn header(id: &str, length: u64) -> Vec<u8> {
    let mut octets = FORM.to_vec();
    octets.extend(id.bytes().chain(std::iter::repeat(0)).take(KEY_ID));
    octets.extend(length.to_be_bytes());
    octets
}

/// Octets that an encrypted object of `stored` octets gives.
fn opened_size(stored: u64) -> u64 {
    let body = stored.saturating_sub(HEADER);
    body.saturating_sub(body.div_ceil(CHUNK + PROOF).saturating_mul(PROOF))
}

impl SealedObjects {
    fn seal(&self, name: &str, octets: &[u8]) -> Result<Bytes, BlobError> {
        let (id, secret) = self.keys.keys.first().ok_or(BlobError::BadKeys)?;
        let length = u64::try_from(octets.len()).map_err(|_| BlobError::Damaged)?;
        let (key, header) = (key(secret, name)?, header(id, length));
        let mut sealed = BytesMut::from(header.as_slice());
        let chunk = usize::try_from(CHUNK).unwrap_or(usize::MAX);
        for (rank, plain) in (0_u64..).zip(octets.chunks(chunk)) {
            let mut body = plain.to_vec();
            key.seal_in_place_append_tag(nonce(rank), Aad::from(&header), &mut body)
                .map_err(|_| BlobError::Damaged)?;
            sealed.extend_from_slice(&body);
        }
        Ok(sealed.freeze())
    }

    async fn open(&self, name: &str, range: Range<u64>) -> Result<Bytes, BlobError> {
        let header = self.inner.get(name, 0..HEADER).await?;
        let told = header.strip_prefix(FORM).ok_or(BlobError::Damaged)?;
        let (id, length) = told
            .split_first_chunk::<KEY_ID>()
            .ok_or(BlobError::Damaged)?;
        let length = length.try_into().map_err(|_| BlobError::Damaged)?;
        let length = u64::from_be_bytes(length);
        if range.end > length {
            return Err(BlobError::Damaged);
        }
        let id = String::from_utf8_lossy(id);
        let id = id.trim_end_matches('\0');
        let known = self.keys.keys.iter().find(|(known, _)| known == id);
        let (_, secret) = known.ok_or_else(|| BlobError::KeyMissing { id: id.to_owned() })?;
        let (first, end) = (range.start / CHUNK, range.end.div_ceil(CHUNK));
        let place = |chunk: u64| HEADER.saturating_add(chunk.saturating_mul(CHUNK + PROOF));
        let proofs = length.div_ceil(CHUNK).saturating_mul(PROOF);
        let whole = HEADER.saturating_add(length).saturating_add(proofs);
        let body = place(first)..place(end).min(whole);
        let body = self.inner.get(name, body).await?;
        let key = key(secret, name)?;
        let mut plain = BytesMut::new();
        let chunk = usize::try_from(CHUNK + PROOF).unwrap_or(usize::MAX);
        for (rank, sealed) in (first..).zip(body.chunks(chunk)) {
            let mut sealed = sealed.to_vec();
            let opened = key
                .open_in_place(nonce(rank), Aad::from(&header), &mut sealed)
                .map_err(|_| BlobError::Damaged)?;
            plain.extend_from_slice(opened);
        }
        let from = range.start.saturating_sub(first.saturating_mul(CHUNK));
        let to = from.saturating_add(range.end.saturating_sub(range.start));
        let span = usize::try_from(from).ok().zip(usize::try_from(to).ok());
        let (from, to) = span.ok_or(BlobError::Damaged)?;
        let plain = plain.freeze();
        if to <= plain.len() && from <= to {
            Ok(plain.slice(from..to))
        } else {
            Err(BlobError::Damaged)
        }
    }
}

impl Objects for SealedObjects {
    fn put<'a>(&'a self, name: &'a str, octets: Bytes) -> Doing<'a, ()> {
        Box::pin(async move {
            let octets = if name.ends_with(ENDING) {
                self.seal(name, &octets)?
            } else {
                octets
            };
            self.inner.put(name, octets).await
        })
    }

    fn get<'a>(&'a self, name: &'a str, range: Range<u64>) -> Doing<'a, Bytes> {
        Box::pin(async move {
            if !name.ends_with(ENDING) {
                return self.inner.get(name, range).await;
            }
            if range.is_empty() {
                return Ok(Bytes::new());
            }
            self.open(name, range).await
        })
    }

    fn delete<'a>(&'a self, name: &'a str) -> Doing<'a, ()> {
        self.inner.delete(name)
    }

    fn list<'a>(&'a self, folder: &'a str) -> Doing<'a, Vec<Object>> {
        Box::pin(async move {
            let mut listed = self.inner.list(folder).await?;
            for one in &mut listed {
                if one.name.ends_with(ENDING) {
                    one.size = opened_size(one.size);
                }
            }
            Ok(listed)
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::blobs::folder::FolderObjects;

    fn keys(text: &str) -> SealingKeys {
        SealingKeys::read(text).unwrap()
    }

    fn one() -> String {
        format!("one {}", "1a".repeat(32))
    }

    async fn sealed(root: &std::path::Path, text: &str) -> SealedObjects {
        SealedObjects {
            inner: Arc::new(FolderObjects::open(root).await.unwrap()),
            keys: keys(text),
        }
    }

    fn octets(length: usize) -> Vec<u8> {
        (0..length).map(|rank| (rank % 251) as u8).collect()
    }

    fn on_runtime<T>(work: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.unwrap().block_on(work)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn any_range_comes_back_and_an_altered_object_gives_no_wrong_octet(
            length in prop_oneof![0..40_usize, 65_500..65_600_usize, 131_000..200_000_usize],
            from in 0.0..=1.0_f64, to in 0.0..=1.0_f64, flip in 0.0..1.0_f64, bit in 0..8_u8,
            cut in 0.0..1.0_f64,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let content = octets(length);
            let ends = [(length as f64 * from) as usize, (length as f64 * to) as usize];
            let (start, end) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
            on_runtime(async {
                let store = sealed(folder.path(), &one()).await;
                let name = "parts/a.sealed";
                store.put(name, content.clone().into()).await.unwrap();
                let path = folder.path().join(name);
                let stored = std::fs::read(&path).unwrap();
                let listed = store.list("parts").await.unwrap();
                assert_eq!(listed[0].size, length as u64);
                let range = start as u64..end as u64;
                assert_eq!(store.get(name, range.clone()).await.unwrap(), content[start..end]);
                // One bit, then an end that is missing.
                let mut altered = stored.clone();
                let at = (stored.len() as f64 * flip) as usize;
                altered[at] ^= 1 << bit;
                let whole = 0..length as u64;
                for spoilt in [&altered[..], &stored[..(stored.len() as f64 * cut) as usize]] {
                    std::fs::write(&path, spoilt).unwrap();
                    if length > 0 {
                        assert!(store.get(name, whole.clone()).await.is_err());
                    }
                    if let Ok(part) = store.get(name, range.clone()).await {
                        assert_eq!(part, content[start..end]);
                    }
                }
            });
        }

        #[test]
        fn a_file_of_keys_is_read_whole_or_refused(
            lines in proptest::collection::vec(line(), 0..6),
        ) {
            let text: String = lines.iter().map(|(text, _)| format!("{text}\n")).collect();
            let named: Vec<&str> = lines
                .iter()
                .filter_map(|(_, told)| match told {
                    Told::Key(name) => Some(name.as_str()),
                    _ => None,
                })
                .collect();
            let mut once = named.clone();
            once.sort_unstable();
            once.dedup();
            let right = lines.iter().all(|(_, told)| *told != Told::Wrong)
                && !named.is_empty()
                && once.len() == named.len();
            match SealingKeys::read(&text) {
                Ok(read) => {
                    prop_assert!(right, "{text}");
                    let names: Vec<&str> = read.keys.iter().map(|(id, _)| id.as_str()).collect();
                    prop_assert_eq!(names, named);
                }
                Err(_) => prop_assert!(!right, "{text}"),
            }
        }
    }

    /// What a line of a file of keys says.
    #[derive(Clone, Debug, PartialEq, Eq)]
    enum Told {
        Key(String),
        Nothing,
        Wrong,
    }

    fn line() -> impl Strategy<Value = (String, Told)> {
        let key = |name: &'static str| (name, "[0-9a-f]{64}");
        prop_oneof![
            8 => key("[a-c]{1,2}")
                .prop_map(|(name, digits)| (format!("{name} {digits}"), Told::Key(name))),
            2 => "( *|#[ -~]{0,20})".prop_map(|text| (text, Told::Nothing)),
            1 => key("[a-z]{17,20}")
                .prop_map(|(name, digits)| (format!("{name} {digits}"), Told::Wrong)),
            1 => ("[a-c]", "([0-9a-f]{0,63}|[0-9a-f]{65,70}|[g-z]{64})")
                .prop_map(|(name, digits)| (format!("{name} {digits}"), Told::Wrong)),
        ]
    }

    #[test]
    fn an_old_key_reads_a_new_one_writes_and_another_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        on_runtime(async {
            let (name, content) = ("parts/a.sealed", octets(70_000));
            let old = sealed(folder.path(), &one()).await;
            old.put(name, content.clone().into()).await.unwrap();
            let two = format!("two {}", "2b".repeat(32));
            let both = sealed(folder.path(), &format!("# newest first\n{two}\n{}", one())).await;
            assert_eq!(both.get(name, 0..70_000).await.unwrap(), content);
            both.put("parts/b.sealed", content.clone().into())
                .await
                .unwrap();
            let missing = old.get("parts/b.sealed", 0..9).await;
            assert!(matches!(missing, Err(BlobError::KeyMissing { id }) if id == "two"));
            // Nor does an object pass for another one.
            let place = folder.path().join("parts");
            std::fs::copy(place.join("a.sealed"), place.join("b.sealed")).unwrap();
            let moved = both.get("parts/b.sealed", 0..9).await;
            assert!(matches!(moved, Err(BlobError::Damaged)));
            let wrong = sealed(folder.path(), &format!("one {}", "3c".repeat(32))).await;
            let wrong = wrong.get(name, 0..9).await;
            assert!(matches!(wrong, Err(BlobError::Damaged)));
        });
        for bad in ["", "one", "one 12", &format!("{}\n{}", one(), one())] {
            assert!(matches!(SealingKeys::read(bad), Err(BlobError::BadKeys)));
        }
    }
}
