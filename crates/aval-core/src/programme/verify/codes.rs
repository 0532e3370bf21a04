//! Codes: their letters, and that each is used once.

use std::collections::BTreeMap;

use crate::programme::{
    Mistake,
    document::{Document, Text},
    page::Page,
};

/// Keys whose values are codes of their own, unique in the whole file.
const UNIQUE: [&str; 15] = [
    "contacts.code",
    "teams.code",
    "roles.code",
    "sectors.code",
    "schemes.code",
    "catalogues.code",
    "profiles.code",
    "declarations.code",
    "forms.code",
    "certifications.code",
    "certification_statuses.code",
    "milestones.code",
    "proof_kinds.code",
    "phases.code",
    "phases.steps.code",
];

/// Keys whose values are codes unique inside one element of a section.
const UNIQUE_INSIDE: [(&str, &str); 3] = [
    ("forms", "fields.code"),
    ("catalogues", "versions.version"),
    ("declarations", "options"),
];

const STATES: [&str; 3] = [
    "states.application.code",
    "states.chapter.code",
    "states.proof.code",
];

pub(super) fn codes(document: Document<'_>, page: &mut Page<'_>) {
    for key in UNIQUE.into_iter().chain(STATES).chain(["programme.code"]) {
        let texts = document.texts(key);
        spelled(key, &texts, page);
        once(key, &texts, page);
    }
    for (section, key) in UNIQUE_INSIDE {
        for element in document.tables(section) {
            let texts = element.texts(key);
            let key = format!("{section}.{key}");
            if section == "forms" {
                spelled(&key, &texts, page);
            }
            once(&key, &texts, page);
        }
    }
    once(
        "interop_hosts.host",
        &document.texts("interop_hosts.host"),
        page,
    );
}

/// A code stands in addresses and in conditions.
fn spelled(key: &str, texts: &[Text<'_>], page: &mut Page<'_>) {
    for Text { text, offset } in texts {
        let letters = text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        if text.is_empty() || text.len() > 64 || !letters {
            let mistake = Mistake::BadCode {
                key: key.to_owned(),
                code: (*text).to_owned(),
            };
            page.tell(Some(*offset), mistake);
        }
    }
}

fn once(key: &str, texts: &[Text<'_>], page: &mut Page<'_>) {
    let mut seen = BTreeMap::new();
    for Text { text, offset } in texts {
        match seen.get(text) {
            Some(first) => {
                let mistake = Mistake::DuplicateCode {
                    key: key.to_owned(),
                    code: (*text).to_owned(),
                    first_line: page.line(*first),
                };
                page.tell(Some(*offset), mistake);
            }
            None => {
                seen.insert(*text, *offset);
            }
        }
    }
}
