//! The checksum that a client announces for one request (tus 1.0, checksum).

use sha1::Sha1;
use sha2::{Digest, Sha256};

/// Algorithms that are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChecksumAlgorithm {
    /// SHA-1: against accidents of the line only.
    Sha1,
    /// SHA-256.
    Sha256,
}

impl ChecksumAlgorithm {
    /// Every algorithm, the preferred one first.
    pub const ALL: [Self; 2] = [Self::Sha256, Self::Sha1];

    /// Name in the protocol.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
        }
    }
}

/// What the octets of a request must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checksum {
    /// How it was computed.
    pub algorithm: ChecksumAlgorithm,
    /// The digest.
    pub digest: Vec<u8>,
}

/// A checksum being computed.
#[derive(Clone, Debug)]
pub(super) enum Running {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Running {
    pub(super) fn new(algorithm: ChecksumAlgorithm) -> Self {
        match algorithm {
            ChecksumAlgorithm::Sha1 => Self::Sha1(Sha1::new()),
            ChecksumAlgorithm::Sha256 => Self::Sha256(Sha256::new()),
        }
    }

    pub(super) fn update(&mut self, octets: &[u8]) {
        match self {
            Self::Sha1(hasher) => hasher.update(octets),
            Self::Sha256(hasher) => hasher.update(octets),
        }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        match self {
            Self::Sha1(hasher) => hasher.finalize().to_vec(),
            Self::Sha256(hasher) => hasher.finalize().to_vec(),
        }
    }
}
