//! Texts: logs, JSON, e-mail sources, HL7 v2 messages.

use super::Texts;
use crate::{
    Request,
    report::{Check, Outcome, Place, Report},
};

pub(super) fn look(octets: &[u8], request: &Request, report: &mut Report, texts: &mut Texts) {
    let (text, whole) = match std::str::from_utf8(octets) {
        Ok(text) => (text.to_owned(), true),
        // An eight-bit set: letters may be wrong, digits and addresses are not.
        Err(_) => (octets.iter().copied().map(char::from).collect(), false),
    };
    report.fact("lines", text.lines().count().to_string());
    if !whole {
        report.checks.push(Check::new(
            "text.not_utf8",
            Outcome::Warning,
            "Le texte n’est pas en UTF-8 : des accents peuvent s’afficher de travers.",
            "The text is not UTF-8: accents may show wrongly.",
        ));
    }
    let claims = |extension: &str| {
        request
            .name
            .to_ascii_lowercase()
            .ends_with(&format!(".{extension}"))
    };
    if claims("json") {
        report.checks.push(json(&text));
    }
    if text.starts_with("MSH|") || claims("hl7") {
        report.checks.push(hl7(&text));
    }
    texts.add(text, Place::Line(1));
}

fn json(text: &str) -> Check {
    // A log may hold one value a line.
    let one = serde_json::from_str::<serde::de::IgnoredAny>(text);
    let lines = || {
        text.lines()
            .filter(|line| !line.trim().is_empty())
            .all(|line| serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok())
    };
    match one {
        Ok(_) => well_formed("json.well_formed", "JSON"),
        Err(_) if lines() => well_formed("json.well_formed", "JSON"),
        Err(error) => Check::new(
            "json.malformed",
            Outcome::Failure,
            format!(
                "Le JSON est mal formé à partir de la ligne {}.",
                error.line()
            ),
            format!("The JSON is malformed from line {} on.", error.line()),
        )
        .at(Place::Line(u64::try_from(error.line()).unwrap_or(1))),
    }
}

/// HL7 v2 (chapter 2): MSH first, then segments of three characters and a separator.
fn hl7(text: &str) -> Check {
    let separator = text.chars().nth(3).unwrap_or('|');
    let bad = text
        .split(['\r', '\n'])
        .zip(1_u64..)
        .filter(|(segment, _)| !segment.trim().is_empty())
        .find(|(segment, rank)| {
            let name: String = segment.chars().take(3).collect();
            let named = name.len() == 3
                && name
                    .chars()
                    .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
            let first = *rank == 1 && name != "MSH";
            !named || first || segment.chars().nth(3).is_some_and(|c| c != separator)
        });
    match bad {
        None => well_formed("hl7.well_formed", "HL7 v2"),
        Some((_, line)) => Check::new(
            "hl7.malformed",
            Outcome::Warning,
            format!("La ligne {line} n’est pas un segment HL7 v2."),
            format!("Line {line} is not an HL7 v2 segment."),
        )
        .at(Place::Line(line)),
    }
}

fn well_formed(code: &str, what: &str) -> Check {
    Check::new(
        code,
        Outcome::Pass,
        format!("Le contenu {what} est bien formé."),
        format!("The {what} content is well formed."),
    )
}
