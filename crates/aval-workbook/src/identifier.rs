//! Identifiers as people and spreadsheets spoil them, put back in their published form.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// The identifier without white space and invisible characters, its slashes and hyphens made
/// plain.
///
/// Working spreadsheets hold leading non-breaking spaces, trailing line feeds and division
/// slashes (U+2215); an identifier never holds white space.
pub(crate) fn normalised(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.nfc()
            .filter(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(*c))
            .map(plain)
            .collect(),
    )
}

fn plain(c: char) -> char {
    match c {
        '\u{2044}' | '\u{2215}' | '\u{29F8}' | '\u{FF0F}' => '/',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' => '-',
        '\u{2024}' | '\u{FF0E}' => '.',
        '\u{FF3F}' => '_',
        c => c,
    }
}

/// Characters that leave no trace on a screen: soft hyphen, zero width, direction marks.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
    )
}

/// True when a spreadsheet program has visibly turned the identifier into a date.
pub(crate) fn looks_like_date(id: &str) -> bool {
    let parts: Vec<&str> = id.split(['/', '-']).collect();
    let digits = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    match parts.as_slice() {
        [day, month, year] => {
            (digits(day, 1..=2)
                && digits(month, 1..=2)
                && (digits(year, 2..=2) || digits(year, 4..=4)))
                || (digits(day, 4..=4) && digits(month, 1..=2) && digits(year, 1..=2))
        }
        // "08-janv" is what a French spreadsheet makes of 08.01.
        [day, month] => digits(day, 1..=2) && is_month(month),
        _ => false,
    }
}

fn is_month(text: &str) -> bool {
    let text = text.trim_end_matches('.').to_lowercase();
    [
        "janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc",
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "dec",
    ]
    .contains(&text.as_str())
}

/// True when a spreadsheet program has visibly turned the identifier into a number.
pub(crate) fn looks_like_number(id: &str) -> bool {
    id.split_once(',').is_some_and(|(whole, decimals)| {
        !whole.is_empty()
            && !decimals.is_empty()
            && whole
                .bytes()
                .chain(decimals.bytes())
                .all(|byte| byte.is_ascii_digit())
    })
}

/// True when the number of a child starts with the number of its parent: `INS.01.02` under
/// `INS.01`. A prefix of letters (`SC.`, `LGC.`) that only one of them carries does not count.
pub(crate) fn continues(child: &str, parent: &str, common_core_prefix: &str) -> bool {
    compare(child, parent, common_core_prefix, |rest| {
        rest.starts_with('.') && rest.len() > 1
    })
}

/// The same, or the number of the parent itself: the only scenario of a requirement may carry
/// the number of the requirement.
pub(crate) fn repeats(child: &str, parent: &str, common_core_prefix: &str) -> bool {
    compare(child, parent, common_core_prefix, |rest| {
        rest.is_empty() || rest.starts_with('.')
    })
}

/// Compares what follows the parent in the child, with and without their prefixes.
fn compare(child: &str, parent: &str, core: &str, accept: impl Fn(&str) -> bool) -> bool {
    fn forms<'a>(id: &'a str, core: &str) -> impl Iterator<Item = &'a str> {
        let without_core = Some(core)
            .filter(|core| !core.is_empty())
            .and_then(|core| id.strip_prefix(core));
        [Some(id), without_core, without_prefix(id)]
            .into_iter()
            .flatten()
    }
    forms(parent, core).any(|parent| {
        forms(child, core).any(|child| child.strip_prefix(parent).is_some_and(&accept))
    })
}

/// `MSS/va1.31` of `RIS.MSS/va1.31`; nothing of `PSC.01`, whose first part is not a prefix.
fn without_prefix(id: &str) -> Option<&str> {
    let (prefix, rest) = id.split_once('.')?;
    (!prefix.is_empty()
        && prefix.bytes().all(|byte| byte.is_ascii_uppercase())
        && rest.contains('.')
        && rest.starts_with(|c: char| c.is_ascii_alphabetic()))
    .then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_and_look_alikes_go_away() {
        assert_eq!(normalised("\u{A0}APCV.01"), "APCV.01");
        assert_eq!(normalised("DMP∕CONF.03\n"), "DMP/CONF.03");
        assert_eq!(normalised("SSI / GEN.18"), "SSI/GEN.18");
        assert_eq!(normalised("VI‑SO.01\u{200B}"), "VI-SO.01");
        assert!(matches!(normalised("VACC/NOTE.04.01p"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_a_spreadsheet_did_is_recognised() {
        for date in ["08/01/2023", "2023-01-08", "8-janv", "08-janv.", "1/4/02"] {
            assert!(looks_like_date(date), "{date}");
        }
        for id in [
            "08.01",
            "01",
            "SSI/IE.42",
            "MSS/va1.31",
            "01.04.02",
            "CDA/VISU.01/02",
        ] {
            assert!(!looks_like_date(id), "{id}");
            assert!(!looks_like_number(id), "{id}");
        }
        assert!(looks_like_number("39,01"));
    }

    #[test]
    fn a_number_continues_its_parent_whatever_the_prefix() {
        assert!(continues("INS.01.02", "INS.01", ""));
        assert!(continues("MSS/va1.31.01", "RIS.MSS/va1.31", ""));
        assert!(continues("SSI/GEN.14.01", "SC.SSI/GEN.14", "SC."));
        assert!(continues("VACC/NOTE.04.01p", "VACC/NOTE.04", ""));
        assert!(!continues("SCN_LGC/CO.01.01", "LGC.MSS/UX.05", "SC."));
        assert!(!continues("01", "DB.CO.50", ""));
        assert!(!continues("PSC.01.01.02", "PSC.01.02", ""));
        assert!(!continues("SSI/IAM.80.01", "SSI/IAM.80.01", ""));
        assert!(!continues("INS.010", "INS.01", ""));
        assert!(repeats("DMP/HISTO.04", "SC.DMP/HISTO.04", "SC."));
        assert!(!repeats("DMP/HISTO.041", "DMP/HISTO.04", ""));
    }
}
