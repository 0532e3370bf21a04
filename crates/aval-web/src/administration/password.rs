//! Passwords as people meet them: what a new one must be, and the first one that an
//! administrator hands over. Hashing and checking are `aval_store::Identity`.

use sha2::{Digest, Sha256};

/// Shortest password, in characters (ANSSI, recommandations relatives à
/// l’authentification: length before composition).
pub(super) const SHORTEST: usize = 12;
/// Longest password that is hashed, in bytes.
const LONGEST: usize = 1024;

/// Letters and digits that are not mistaken for each other when read aloud.
const ALPHABET: [char; 32] = [
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j', 'k', 'm', 'n', 'p', 'q', 'r', 's', 't', 'u', 'v',
    'w', 'x', 'y', 'z', '2', '3', '4', '5', '6', '7', '8', '9', '@',
];

/// A password to hand over, from a drawn secret: twenty characters, 100 bits.
pub(super) fn drawn(secret: &str) -> String {
    let digest = Sha256::digest(secret.as_bytes());
    let mut password = String::with_capacity(24);
    for (rank, byte) in digest.iter().take(20).enumerate() {
        if rank > 0 && rank % 5 == 0 {
            password.push('-');
        }
        if let Some(letter) = ALPHABET.get(usize::from(byte & 31)) {
            password.push(*letter);
        }
    }
    password
}

/// Key of the sentence that says why a password is not admitted.
pub(super) fn problem(password: &str, email: &str, name: &str) -> Option<&'static str> {
    let plain = |text: &str| text.trim().to_lowercase();
    let spoken = plain(password);
    if password.chars().count() < SHORTEST {
        Some("password-too-short")
    } else if password.len() > LONGEST {
        Some("password-too-long")
    } else if spoken == plain(email) || spoken == plain(name) || one_letter(&spoken) {
        Some("password-guessable")
    } else {
        None
    }
}

fn one_letter(text: &str) -> bool {
    let mut letters = text.chars();
    let first = letters.next();
    letters.all(|letter| Some(letter) == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_password_is_admitted_and_another_secret_gives_another() {
        let password = drawn("secret");
        assert_eq!(password.chars().count(), 23);
        assert_eq!(problem(&password, "a@b.example", "Ida Roy"), None);
        assert_ne!(password, drawn("secret2"));
    }

    #[test]
    fn what_anybody_would_try_is_refused() {
        let refused = |password: &str| problem(password, "ida.roy@lac.example", "Ida Roy Martin");
        assert_eq!(refused("onze-signes"), Some("password-too-short"));
        assert_eq!(refused("IDA.ROY@lac.example"), Some("password-guessable"));
        assert_eq!(refused("ida roy martin"), Some("password-guessable"));
        assert_eq!(refused("aaaaaaaaaaaaaaa"), Some("password-guessable"));
        assert_eq!(refused(&"é".repeat(513)), Some("password-too-long"));
        assert_eq!(refused("pluie d’été douce"), None);
    }
}
