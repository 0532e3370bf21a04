//! The codes of checks, for data that name some. The codes of the rules of a form are in
//! those rules.

/// Every code that a check of this crate may bear, in order.
pub const CODES: &[&str] = &[
    "archive.broken",
    "archive.excessive",
    "archive.password",
    "archive.readable",
    "archive.unsafe_entry",
    "cda.root",
    "cda.templates",
    "cda.type_id",
    "file.empty",
    "format.accepted",
    "hl7.malformed",
    "hl7.well_formed",
    "inspect.stopped",
    "inspect.too_large",
    "inspect.too_long",
    "json.malformed",
    "json.well_formed",
    "link.admitted",
    "link.not_opened",
    "link.permanent",
    "number.not_looked_up",
    "number.positive",
    "office.broken",
    "office.macros",
    "office.no_macros",
    "pdf.password",
    "pdf.readable",
    "pdf.text_unread",
    "pdf.unreadable",
    "pentest.declared",
    "pentest.no_rules",
    "personal_data.email",
    "personal_data.more",
    "personal_data.nir",
    "personal_data.no_text",
    "personal_data.none",
    "personal_data.telephone",
    "picture.broken",
    "picture.decoded",
    "picture.too_large",
    "signature.age",
    "signature.no_instant",
    "signature.not_checked",
    "signature.verdict",
    "text.not_utf8",
    "video.broken",
    "video.frames",
    "video.header",
    "video.no_duration",
    "video.no_picture",
    "video.truncated",
    "xdm.document_missing",
    "xdm.document_unread",
    "xdm.documents_left",
    "xdm.hash",
    "xdm.hashes",
    "xdm.layout",
    "xdm.metadata",
    "xdm.metadata_too_large",
    "xdm.no_document",
    "xdm.no_hash",
    "xdm.no_size",
    "xdm.no_uri",
    "xdm.size",
    "xml.malformed",
    "xml.well_formed",
];

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::CODES;

    /// What looks like a code of a check and is none: errors of the worker, names of hosts
    /// and of files.
    const OTHERS: [&str; 9] = [
        "inspect.start",
        "inspect.source",
        "example.com",
        "example.net",
        "example.org",
        "content.xml",
        "rules.toml",
        "controls.csv",
        "maison.test",
    ];

    fn looks_like_a_code(text: &str) -> bool {
        let word = |part: &str| {
            part.starts_with(|first: char| first.is_ascii_lowercase())
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        let parts: Vec<&str> = text.split('.').collect();
        parts.len() == 2 && parts.iter().all(|part| word(part))
    }

    fn written(folder: &Path, found: &mut BTreeSet<String>) {
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                written(&path, found);
            } else if !path.ends_with("codes.rs") {
                let text = fs::read_to_string(&path).unwrap();
                // Quotes that are letters shift the pairs: whatever stands between two counts.
                let quoted = text.split('"');
                let codes = quoted.filter(|text| looks_like_a_code(text));
                found.extend(codes.map(str::to_owned));
            }
        }
    }

    #[test]
    fn each_code_of_the_checks_is_listed_once() {
        let mut found = BTreeSet::new();
        written(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut found,
        );
        let listed: BTreeSet<String> = CODES.iter().map(|&code| code.to_owned()).collect();
        let unlisted: Vec<&String> = found
            .iter()
            .filter(|code| !OTHERS.contains(&code.as_str()) && !listed.contains(*code))
            .collect();
        assert!(unlisted.is_empty(), "add to CODES: {unlisted:?}");
        assert_eq!(listed.len(), CODES.len(), "a code is listed twice");
    }
}
