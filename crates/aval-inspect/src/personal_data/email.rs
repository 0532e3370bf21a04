//! E-mail addresses, and the domains that can belong to nobody (RFC 2606, RFC 6761).

use std::collections::BTreeSet;

const RESERVED: [&str; 7] = [
    "example",
    "test",
    "invalid",
    "localhost",
    "example.com",
    "example.net",
    "example.org",
];

/// Addresses of a text, in lower case.
pub(super) fn addresses(text: &str) -> Vec<String> {
    let local = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    let domain = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    text.match_indices('@')
        .filter_map(|(at, _)| {
            let name: String = text
                .get(..at)?
                .chars()
                .rev()
                .take_while(|c| local(*c))
                .take(65)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            let host: String = text
                .get(at + 1..)?
                .chars()
                .take_while(|c| domain(*c))
                .take(254)
                .collect();
            let host = host.trim_end_matches(['.', '-']);
            let (_, top) = host.rsplit_once('.')?;
            let whole = !name.is_empty()
                && name.len() <= 64
                && !name.starts_with('.')
                && !host.starts_with('.')
                && !host.contains("..")
                && (2..=24).contains(&top.len())
                && top.chars().all(|c| c.is_ascii_alphabetic());
            whole.then(|| format!("{name}@{host}").to_lowercase())
        })
        .collect()
}

/// True when the domain, or one above it, is reserved or belongs to a test set.
pub(super) fn is_for_tests(address: &str, test_words: &BTreeSet<String>) -> bool {
    let host = address.rsplit('@').next().unwrap_or_default();
    let mut rest = Some(host);
    while let Some(domain) = rest {
        if RESERVED.contains(&domain) || test_words.contains(domain) {
            return true;
        }
        rest = domain.split_once('.').map(|(_, above)| above);
    }
    test_words.contains(address)
}

/// Enough to find it again.
pub(super) fn masked(address: &str) -> String {
    let (name, host) = address.split_once('@').unwrap_or((address, ""));
    let first: String = name.chars().take(1).collect();
    format!("{first}…@{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_out_of_their_surroundings() {
        assert_eq!(
            addresses("De : <Jean.Martin@cabinet-du-lac.fr>, cc: a@b.example."),
            ["jean.martin@cabinet-du-lac.fr", "a@b.example"]
        );
        for text in [
            "@media (print)",
            "user@localhost",
            "a@b",
            "x@1.2.3.4",
            "rev@{upstream}",
        ] {
            assert!(addresses(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn reserved_domains_belong_to_nobody() {
        let words = BTreeSet::from(["mssante-test.fr".to_owned()]);
        for address in [
            "a@b.example",
            "a@example.com",
            "a@sub.mssante-test.fr",
            "a@x.test",
        ] {
            assert!(is_for_tests(address, &words), "{address}");
        }
        assert!(!is_for_tests("a@notexample.com", &words));
    }
}
