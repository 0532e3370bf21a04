//! E-mail addresses, and the domains that can belong to nobody (RFC 2606, RFC 6761).

use std::collections::BTreeSet;

use super::surroundings::{self, Passage, last};

const RESERVED: [&str; 7] = [
    "example",
    "test",
    "invalid",
    "localhost",
    "example.com",
    "example.net",
    "example.org",
];

/// Ends of the names of files: «logo@2x.png» is a picture for fine screens.
const FILES: [&str; 22] = [
    "png", "jpg", "jpeg", "gif", "webp", "svg", "ico", "css", "js", "mjs", "ts", "json", "xml",
    "html", "htm", "pdf", "md", "zip", "gz", "so", "dll", "jar",
];

/// Last part of names that machines have among themselves (RFC 6762, and usage).
const PRIVATE: [&str; 6] = [
    "local",
    "lan",
    "internal",
    "intranet",
    "localdomain",
    "home",
];

/// Fields of messages whose value has the shape of an address and is none (RFC 5322, 3.6.4).
const IDENTIFIERS: [&str; 5] = [
    "message-id",
    "in-reply-to",
    "references",
    "content-id",
    "x-google-original-message-id",
];

/// Addresses of a line, in lower case. An address in the parameters of a link is written
/// with `%40`.
pub(super) fn addresses(passage: &Passage<'_>) -> Vec<String> {
    let text = passage.text;
    let signs = text.match_indices('@').map(|(at, _)| (at, at + 1));
    let escaped = text.match_indices("%40").map(|(at, _)| (at, at + 3));
    signs
        .chain(escaped)
        .filter_map(|(start, end)| address(passage, start, end))
        .collect()
}

/// The address around the sign from `start` to `end`.
fn address(passage: &Passage<'_>, start: usize, end: usize) -> Option<String> {
    let local = |c: char| c.is_ascii_alphanumeric() || "._%+-'".contains(c);
    let domain = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    let text = passage.text;
    let before = text.get(..start)?;
    let length: usize = before
        .chars()
        .rev()
        .take_while(|c| local(*c))
        .take(65)
        .map(char::len_utf8)
        .sum();
    let (lead, name) = before.split_at(before.len() - length);
    let name = name.trim_start_matches('\'');
    let host: String = text
        .get(end..)?
        .chars()
        .take_while(|c| domain(*c))
        .take(254)
        .collect();
    let beyond = text.get(end + host.len()..)?;
    let host = host.trim_end_matches(['.', '-']);
    let (_, top) = host.rsplit_once('.')?;
    let whole = !name.is_empty()
        && name.len() <= 64
        && !name.starts_with('.')
        && !host.starts_with('.')
        && !host.contains("..")
        && (2..=24).contains(&top.len())
        && top.chars().all(|c| c.is_ascii_alphabetic());
    let lower = top.to_ascii_lowercase();
    let of_a_machine = FILES.contains(&lower.as_str())
        || PRIVATE.contains(&lower.as_str())
        || leads_to_a_server(lead, name, host, beyond)
        || is_an_identifier(passage, start);
    (whole && !of_a_machine).then(|| format!("{name}@{host}").to_lowercase())
}

/// Longest beginning of an address that is looked at, in octets.
const TOKEN_MAX: usize = 512;

/// The name before the sign opens a door rather than a mailbox: `scheme://name@host`,
/// `name@host:path`, `service/host@REALM`.
fn leads_to_a_server(lead: &str, name: &str, host: &str, beyond: &str) -> bool {
    let word = |c: char| c.is_whitespace() || "\"'<>()[]{},;|".contains(c);
    let token = last(lead, TOKEN_MAX)
        .rsplit(word)
        .next()
        .unwrap_or_default();
    let address = token
        .split_once("://")
        .is_some_and(|(_, rest)| !rest.contains(['/', '?']));
    let copied = beyond
        .strip_prefix(':')
        .and_then(|path| path.chars().next())
        .is_some_and(|c| c.is_alphanumeric() || c == '/' || c == '~');
    let realm = lead.ends_with('/') && !host.chars().any(|c| c.is_ascii_lowercase());
    address || copied || realm || (name == "git" && !beyond.starts_with(' '))
}

/// The value of a field that identifies a message or a part of one, folded lines included.
fn is_an_identifier(passage: &Passage<'_>, start: usize) -> bool {
    let (before, _) = passage.around(start, start);
    let cut = before
        .char_indices()
        .rev()
        .find(|(at, c)| {
            // A line that begins with a blank goes on with the one before.
            *c == '\n'
                && !before
                    .get(at + 1..)
                    .is_some_and(|line| line.starts_with([' ', '\t']))
        })
        .map_or(0, |(at, _)| at + 1);
    let field = before.get(cut..).unwrap_or_default().to_lowercase();
    let named = IDENTIFIERS.iter().any(|name| {
        field.rfind(name).is_some_and(|at| {
            let value = field.get(at + name.len()..).unwrap_or_default();
            value.trim_start().starts_with([':', '=', '"']) && !value.contains([';', ',', '&'])
        })
    });
    let near = surroundings::last(&field, 80);
    named
        || near
            .rsplit(|c: char| c.is_whitespace() || "\"'<(".contains(c))
            .next()
            .is_some_and(|token| token.starts_with("cid:"))
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
    use super::{surroundings::alone, *};

    #[test]
    fn addresses_are_read_out_of_their_surroundings() {
        assert_eq!(
            addresses(&alone(
                "De : <Jean.Martin@cabinet-du-lac.fr>, cc: a@b.example."
            )),
            ["jean.martin@cabinet-du-lac.fr", "a@b.example"]
        );
        for text in [
            "@media (print)",
            "user@localhost",
            "a@b",
            "x@1.2.3.4",
            "rev@{upstream}",
            "git@forge.fr:a/b.git",
            "ssh://git@forge.fr/a",
            "postgres://u:p@db.maison.fr:5432/x",
            "HTTP/srv.maison.fr@MAISON.FR",
            "logo@2x.png",
            "Message-ID: <12.ab@mx.maison.fr>",
            "src=\"cid:a.b@maison.fr\"",
        ] {
            assert!(addresses(&alone(text)).is_empty(), "{text}");
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
