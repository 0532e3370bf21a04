//! Choices made from words instead of chance: the same words always draw the same numbers.

use sha2::{Digest, Sha256};

/// A stream of numbers that follows from the words it was made from.
#[derive(Debug, Clone)]
pub struct Draw {
    key: [u8; 32],
    drawn: u64,
}

impl Draw {
    /// Starts a stream. Words are separated, so that `["ab", "c"]` and `["a", "bc"]` differ.
    pub fn from_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hash = Sha256::new();
        for word in words {
            hash.update((word.len() as u64).to_be_bytes());
            hash.update(word.as_bytes());
        }
        Self {
            key: hash.finalize().into(),
            drawn: 0,
        }
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        let block: [u8; 32] = Sha256::new()
            .chain_update(self.key)
            .chain_update(self.drawn.to_be_bytes())
            .finalize()
            .into();
        self.drawn += 1;
        block
            .iter()
            .take(8)
            .fold(0, |number, octet| number << 8 | u64::from(*octet))
    }

    /// The next number below `bound`; zero when `bound` is zero.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.number().checked_rem(bound).unwrap_or(0)
    }

    /// One of the choices.
    pub fn one_of<T: Copy>(&mut self, first: T, others: &[T]) -> T {
        let rank = self.below(others.len() as u64 + 1);
        usize::try_from(rank)
            .ok()
            .and_then(|rank| rank.checked_sub(1))
            .and_then(|rank| others.get(rank))
            .copied()
            .unwrap_or(first)
    }

    /// A version 4 UUID in its usual writing.
    pub fn uuid(&mut self) -> String {
        let (high, low) = (self.number(), self.number());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xfff,
            low >> 48 & 0x3fff | 0x8000,
            low & 0xffff_ffff_ffff
        )
    }
}
