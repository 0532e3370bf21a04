//! SHA-256 in the middle of a file, as a column: ten gigabytes are not read again because
//! the line was cut. A state written by another version of the library is not trusted: the
//! octets on the disk then are.

use sha2::{
    Digest, Sha256,
    digest::common::hazmat::{SerializableState, SerializedState},
};

use crate::column::{hex, unhex};

/// Which library wrote a state; it changes when the library does.
const WRITER: &str = "sha2-0.11:";

pub(super) fn write(hasher: &Sha256) -> String {
    format!("{WRITER}{}", hex(&hasher.serialize()))
}

pub(super) fn read(text: &str) -> Option<Sha256> {
    let octets = unhex(text.strip_prefix(WRITER)?)?;
    let state = SerializedState::<Sha256>::try_from(octets.as_slice()).ok()?;
    Sha256::deserialize(&state).ok()
}

pub(super) fn digest(hasher: &Sha256) -> String {
    hex(&hasher.clone().finalize())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_hash_interrupted_anywhere_ends_the_same(
            octets in proptest::collection::vec(any::<u8>(), 0..400),
            at in 0.0..=1.0_f64,
        ) {
            let (before, after) = octets.split_at((octets.len() as f64 * at) as usize);
            let mut hasher = read(&write(&Sha256::new_with_prefix(before))).unwrap();
            hasher.update(after);
            prop_assert_eq!(digest(&hasher), hex(&Sha256::digest(&octets)));
        }

        #[test]
        fn a_state_that_is_not_ours_is_not_read(text in "\\PC{0,300}") {
            prop_assert!(read(&text).is_none());
        }
    }

    #[test]
    fn the_state_of_another_version_is_not_read() {
        let ours = write(&Sha256::new());
        assert!(read(&ours).is_some());
        assert!(read(&ours.replace("0.11", "0.12")).is_none());
        assert!(read(&ours[..ours.len() - 2]).is_none());
    }
}
