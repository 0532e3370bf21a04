//! How the sentences and facts of a report are read: in the language of the reader, with dates
//! in the words of every other page. Reports keep the dates as they were written.

use aval_inspect::{Check, Fact, Outcome};
use jiff::{Timestamp, civil::Date};

use super::findings::{SUMMARY, is_detail};
use crate::{layout::Layout, locale::Locale};

/// What was found and what to do.
pub fn sentence(layout: &Layout, check: &Check) -> String {
    dated(
        layout,
        match layout.l {
            Locale::Fr => &check.french,
            Locale::En => &check.english,
        },
    )
}

/// The value of a fact: a date is said in words, all else as it was found.
pub(super) fn value(layout: &Layout, fact: &Fact) -> String {
    let is_date = fact.code.ends_with("_time") || fact.code.ends_with("_date");
    is_date
        .then(|| words(layout, fact.value.trim()))
        .flatten()
        .unwrap_or_else(|| fact.value.clone())
}

/// A verdict that only sums up is said with the first of its reasons, which then needs no line
/// of its own: alone above them it would tell nothing.
pub(super) fn summed(mut checks: Vec<Check>) -> Vec<Check> {
    let Some(at) = checks
        .iter()
        .position(|check| check.code == SUMMARY && check.outcome >= Outcome::Warning)
    else {
        return checks;
    };
    let worst = |outcome: Outcome| {
        checks
            .iter()
            .position(|check| is_detail(check) && check.outcome == outcome)
    };
    let Some(first) = worst(checks.get(at).map_or(Outcome::Warning, |one| one.outcome)) else {
        return checks;
    };
    let mut reason = checks.remove(first);
    let at = if first < at { at - 1 } else { at };
    if let Some(summary) = checks.get_mut(at) {
        reason.french = format!("{}. {}", summary.french, reason.french);
        reason.english = format!("{}. {}", summary.english, reason.english);
        *summary = reason;
    }
    checks
}

/// A text with its dates in words. What stands in quotation marks is the file's own, or is to
/// be written so, and stays.
pub(super) fn dated(layout: &Layout, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quoted = 0_usize;
    for piece in text.split_inclusive(char::is_whitespace) {
        let opened = piece.matches(['«', '“']).count();
        let core = piece.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, '(' | ')' | ',' | '.' | ':' | ';')
        });
        let said = (quoted + opened == 0)
            .then(|| words(layout, core))
            .flatten();
        match said {
            Some(said) => out.push_str(&piece.replacen(core, &said, 1)),
            None => out.push_str(piece),
        }
        quoted = (quoted + opened).saturating_sub(piece.matches(['»', '”']).count());
    }
    out
}

/// A day or an instant in words; none for anything else.
fn words(layout: &Layout, text: &str) -> Option<String> {
    if let Some(day) = day(text) {
        return Some(layout.date(&day));
    }
    let instant: Timestamp = text.parse().ok()?;
    Some(layout.date_time(&instant))
}

/// `2026-05-04` alone: other spellings of a date are somebody's own.
fn day(text: &str) -> Option<Date> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(at, octet)| match at {
            4 | 7 => octet == b'-',
            _ => octet.is_ascii_digit(),
        });
    shaped.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::layout::Brand;

    fn layout(l: Locale) -> Layout {
        Layout::new(l, Arc::new(Brand::default()), Timestamp::UNIX_EPOCH, "/")
    }

    fn check(code: &str, outcome: Outcome, text: &str) -> Check {
        Check::new(code, outcome, text, text)
    }

    #[test]
    fn dates_of_a_sentence_are_said_in_words_in_both_languages() {
        let text = "Signé le 2026-05-04 (prouvée), déposé le 2026-06-01.";
        let said = dated(&layout(Locale::Fr), text);
        assert_eq!(
            said,
            "Signé le lundi 4\u{a0}mai 2026 (prouvée), déposé le lundi 1er\u{a0}juin 2026."
        );
        let said = dated(
            &layout(Locale::En),
            "Valid (2026-05-04T10:00:00Z\u{a0}– 2027-05-04).",
        );
        assert!(
            said.starts_with("Valid (Monday 4\u{a0}May 2026 at "),
            "{said}"
        );
        assert!(
            said.ends_with("\u{a0}– Tuesday 4\u{a0}May 2027)."),
            "{said}"
        );
        assert!(!said.contains("2026-05"), "{said}");
    }

    #[test]
    fn what_is_quoted_or_part_of_a_name_stays_as_it_is() {
        let l = layout(Locale::Fr);
        for kept in [
            "Le fichier rapport-2026-05-04.pdf est vide.",
            "Entrée 2026-05-04.pdf illisible.",
            "Champ « 2026-05-04 » → « 2026-05-05 ».",
            "The date “2026-05-04” is not one. Write it as “2026-12-31”.",
            "Le 2026-13-45 n’existe pas, 12026-05-04 non plus.",
            "Lien https://tests.example/2026-05-04",
            "«",
            "",
        ] {
            assert_eq!(dated(&l, kept), kept);
        }
        // After the quotation, dates are said again.
        let said = dated(&l, "« a » le 2026-05-04");
        assert_eq!(said, "« a » le lundi 4\u{a0}mai 2026");
    }

    #[test]
    fn only_facts_that_are_dates_are_said_in_words() {
        let noted = |code: &str, value: &str| Fact {
            code: code.to_owned(),
            value: value.to_owned(),
        };
        let l = layout(Locale::Fr);
        assert!(value(&l, &noted("proven_time", "2026-05-04T10:00:00Z")).starts_with("lundi 4"));
        for kept in [
            noted("pentest_form_date", "04/05/2026"),
            noted("link_identifier", "2026-05-04"),
            noted("duration", "PT1M"),
        ] {
            assert_eq!(value(&l, &kept), kept.value);
        }
    }

    #[test]
    fn a_verdict_that_sums_up_is_said_with_its_first_reason() {
        let checks = vec![
            check("format.accepted", Outcome::Pass, "PDF."),
            check(SUMMARY, Outcome::Failure, "Refusé"),
            check("signature.SELF_SIGNED", Outcome::Warning, "Auto-signé."),
            check("signature.HASH_MISMATCH", Outcome::Failure, "Modifié."),
            check("signature.age", Outcome::Pass, "Récent."),
        ];
        let said: Vec<String> = summed(checks)
            .into_iter()
            .map(|check| format!("{} {}", check.code, check.french))
            .collect();
        assert_eq!(
            said,
            [
                "format.accepted PDF.",
                "signature.HASH_MISMATCH Refusé. Modifié.",
                "signature.SELF_SIGNED Auto-signé.",
                "signature.age Récent.",
            ]
        );
        // Nothing to say with it, or nothing to explain: it stays.
        for alone in [
            vec![check(SUMMARY, Outcome::Warning, "À examiner")],
            vec![
                check(SUMMARY, Outcome::Pass, "Vérifiée"),
                check("signature.LTV_ADDED", Outcome::Pass, "Normal."),
            ],
        ] {
            assert_eq!(summed(alone.clone()), alone);
        }
    }
}
