//! The hash chain: what exactly is hashed. Written for somebody who wants to check a
//! journal without this program.
//!
//! Chain format 1. The hash of an event is the SHA-256 of, in this order:
//! 1. the 16 bytes `aval.journal.v1` followed by one zero byte;
//! 2. stream, kind, payload, actor, correlation: each as its length in bytes (unsigned, 8
//!    bytes, big endian), then its UTF-8 bytes exactly as stored;
//! 3. version (unsigned, 8 bytes, big endian);
//! 4. instant in microseconds since 1970-01-01T00:00:00Z (signed, 8 bytes, big endian);
//! 5. the 32 bytes of the hash of the event before it in the stream, 32 zero bytes for the
//!    first one.

use sha2::{Digest, Sha256};

use crate::column::hex;

/// The chain format written today.
pub(crate) const FORMAT: i64 = 1;

/// What stands for the hash before the first event.
pub(crate) const GENESIS: [u8; 32] = [0; 32];

/// What the hash of one event covers.
pub(crate) struct Link<'a> {
    pub(crate) stream: &'a str,
    pub(crate) version: u64,
    pub(crate) kind: &'a str,
    pub(crate) payload: &'a str,
    pub(crate) actor: &'a str,
    pub(crate) correlation: &'a str,
    pub(crate) at: i64,
    pub(crate) previous: &'a [u8],
}

impl Link<'_> {
    /// SHA-256 of chain format 1.
    pub(crate) fn hash(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(b"aval.journal.v1\0");
        for text in [
            self.stream,
            self.kind,
            self.payload,
            self.actor,
            self.correlation,
        ] {
            let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
            hasher.update(length.to_be_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.update(self.version.to_be_bytes());
        hasher.update(self.at.to_be_bytes());
        hasher.update(self.previous);
        hasher.finalize().into()
    }
}

/// The hash before the first event, as stored.
pub(crate) fn genesis() -> String {
    hex(&GENESIS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A published vector: whoever writes another verifier can start from it.
    #[test]
    fn first_event_has_the_documented_hash() {
        let link = Link {
            stream: "s",
            version: 1,
            kind: "k",
            payload: "{}",
            actor: "a",
            correlation: "c",
            at: -1,
            previous: &GENESIS,
        };
        let mut bytes = b"aval.journal.v1\0".to_vec();
        for text in ["s", "k", "{}", "a", "c"] {
            bytes.extend([0, 0, 0, 0, 0, 0, 0, text.len() as u8]);
            bytes.extend(text.as_bytes());
        }
        bytes.extend([0, 0, 0, 0, 0, 0, 0, 1]);
        bytes.extend([0xff; 8]);
        bytes.extend([0; 32]);
        let expected: [u8; 32] = Sha256::digest(&bytes).into();
        assert_eq!(link.hash(), expected);
    }
}
