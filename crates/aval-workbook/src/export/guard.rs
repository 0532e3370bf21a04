//! Texts that a spreadsheet program would take for formulas, made harmless and given back.
//!
//! A text that starts with `=`, `+`, `-`, `@`, a tab or a line end gets an apostrophe in
//! front, as a person types it. A text that already has apostrophes there gets one more, so
//! that taking one off always gives the text back.

use std::borrow::Cow;

/// True when the text, apostrophes aside, starts like a formula.
fn starts_like_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}',
    ])
}

/// The text as it is written in a file.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    if starts_like_formula(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text that a file holds.
pub(crate) fn lifted(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if starts_like_formula(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_guard_comes_off_again(text in "'{0,2}[=+@\\-\t\ra]?.{0,8}") {
            let written = guarded(&text);
            prop_assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
            prop_assert_eq!(lifted(&written), text.as_str());
        }
    }

    #[test]
    fn a_text_that_starts_with_an_apostrophe_keeps_it() {
        assert_eq!(lifted("'L'éditeur"), "'L'éditeur");
        assert_eq!(guarded("'L'éditeur"), "'L'éditeur");
    }
}
