//! A set of object numbers as bits: walks over tens of thousands of objects ask it for each.

/// Grows with the largest number that was put in; numbers are below 8,388,608 (ISO 32000-2,
/// annex C), so it never takes more than a megabyte.
#[derive(Default)]
pub(crate) struct Numbers {
    words: Vec<u64>,
}

impl Numbers {
    /// Puts a number in; `false` when it was there already. Numbers out of range are never new.
    pub fn insert(&mut self, number: u32) -> bool {
        const LARGEST: u32 = 8_388_607;
        let Ok(word) = usize::try_from(number / 64) else {
            return false;
        };
        if number > LARGEST {
            return false;
        }
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        let bit = 1u64 << (number % 64);
        match self.words.get_mut(word) {
            Some(bits) if *bits & bit == 0 => {
                *bits |= bit;
                true
            }
            _ => false,
        }
    }
}
