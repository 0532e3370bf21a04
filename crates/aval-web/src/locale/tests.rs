//! What is asked of the wording: both languages complete, printed with care, and nothing written elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::*;

fn headers(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (name.clone(), value.parse().unwrap()))
        .collect()
}

#[test]
fn the_cookie_wins_over_the_browser_and_french_is_the_default() {
    let english = (header::ACCEPT_LANGUAGE, "de, en-GB;q=0.8, fr;q=0.3");
    assert_eq!(Locale::of_headers(&headers(&[])), Locale::Fr);
    assert_eq!(
        Locale::of_headers(&headers(std::slice::from_ref(&english))),
        Locale::En
    );
    let chosen = (header::COOKIE, "a=b; aval_lang=fr");
    assert_eq!(Locale::of_headers(&headers(&[english, chosen])), Locale::Fr);
    for odd in ["", ";;;", "en;q=0", "en;q=x", "zz"] {
        let odd = (header::ACCEPT_LANGUAGE, odd);
        assert_eq!(Locale::of_headers(&headers(&[odd])), Locale::Fr);
    }
}

#[test]
fn switching_returns_to_the_same_page_of_this_site() {
    let case = |uri: &str| switched(&uri.parse().unwrap());
    assert_eq!(
        case("/registre?q=dmp&lang=en&page=2"),
        Some((Locale::En, "/registre?q=dmp&page=2".to_owned()))
    );
    assert_eq!(case("/?lang=fr"), Some((Locale::Fr, "/".to_owned())));
    assert_eq!(case("/registre?q=dmp"), None);
    assert_eq!(case("/?lang=zz"), None);
    let elsewhere: Uri = Uri::builder()
        .path_and_query("//exemple.test/a?lang=en")
        .build()
        .unwrap();
    assert_eq!(
        switched(&elsewhere),
        Some((Locale::En, "/exemple.test/a".to_owned()))
    );
}

#[test]
fn numbers_and_plurals_follow_the_language() {
    for (count, fr, en) in [
        (0, "0\u{a0}résultat", "0 results"),
        (1, "1\u{a0}résultat", "1 result"),
        (12_345, "12\u{202f}345\u{a0}résultats", "12,345 results"),
    ] {
        assert_eq!(Locale::Fr.n("list-count", count), fr);
        assert_eq!(Locale::En.n("list-count", count), en);
    }
    assert_eq!(Locale::Fr.t("no-such-key"), "no-such-key");
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Key (and attribute) → names of the arguments used.
fn keys(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for (room, french, english) in ROOMS {
        let text = match locale {
            Locale::Fr => french,
            Locale::En => english,
        };
        let parsed = fluent_syntax::parser::parse(*text)
            .unwrap_or_else(|(_, errors)| panic!("{}/{room}.ftl: {errors:?}", locale.tag()));
        for entry in &parsed.body {
            let Entry::Message(message) = entry else {
                assert!(
                    !matches!(entry, Entry::Junk { .. }),
                    "{}/{room}.ftl: {entry:?}",
                    locale.tag()
                );
                continue;
            };
            let mut args = BTreeSet::new();
            if let Some(pattern) = &message.value {
                of_pattern(pattern, &mut args);
            }
            let twice = found.insert(message.id.name.to_owned(), args);
            assert!(twice.is_none(), "{} is defined twice", message.id.name);
        }
    }
    found
}

fn of_pattern(pattern: &Pattern<&str>, args: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            of_expression(expression, args);
        }
    }
}

fn of_expression(expression: &Expression<&str>, args: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => of_inline(inline, args),
        Expression::Select { selector, variants } => {
            of_inline(selector, args);
            for variant in variants {
                of_pattern(&variant.value, args);
            }
        }
    }
}

fn of_inline(inline: &InlineExpression<&str>, args: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            args.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => of_expression(expression, args),
        _ => {}
    }
}

#[test]
fn both_languages_hold_the_same_keys_with_the_same_arguments() {
    let (french, english) = (keys(Locale::Fr), keys(Locale::En));
    let mut wrong = Vec::new();
    for key in french
        .keys()
        .chain(english.keys())
        .collect::<BTreeSet<&String>>()
    {
        match (french.get(key), english.get(key)) {
            (Some(fr), Some(en)) if fr == en => {}
            (Some(fr), Some(en)) => wrong.push(format!("{key}: arguments {fr:?} / {en:?}")),
            (Some(_), None) => wrong.push(format!("{key}: no English text")),
            _ => wrong.push(format!("{key}: no French text")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_locale_file_is_loaded() {
    for locale in Locale::ALL {
        for file in std::fs::read_dir(folder("locales").join(locale.tag())).unwrap() {
            let path = file.unwrap().path();
            let room = path.file_stem().unwrap().to_str().unwrap();
            assert!(
                ROOMS.iter().any(|(known, ..)| *known == room),
                "{} is not in ROOMS",
                path.display()
            );
        }
    }
}

/// The line as a French printer would set it; placeables, comments and selectors are left alone.
fn set_in_french(line: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_u32;
    let text = line.replace('\'', "’");
    let letters: Vec<char> = text.chars().collect();
    for (index, letter) in letters.iter().enumerate() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let next = letters.get(index + 1).copied();
        let before = index.checked_sub(1).and_then(|i| letters.get(i)).copied();
        let ends_word =
            |letter: Option<char>| letter.is_none_or(|l| l.is_whitespace() || l == '»' || l == ')');
        if depth == 0 && *letter == ' ' {
            let after_next = letters.get(index + 2).copied();
            let breaks = match next {
                Some(':' | ';' | '!' | '?') => ends_word(after_next) || after_next == Some('!'),
                Some('»' | '%') => true,
                _ => before == Some('«'),
            };
            out.push(if breaks { '\u{a0}' } else { ' ' });
        } else {
            let closes = matches!(letter, ':' | ';' | '!' | '?' | '»')
                && before.is_some_and(|l| l.is_alphanumeric() || matches!(l, '}' | '…' | ')'))
                && (*letter == '»' || ends_word(next));
            let follows_opening = before == Some('«') && !letter.is_whitespace();
            if depth == 0 && (closes || follows_opening) {
                out.push('\u{a0}');
            }
            out.push(*letter);
        }
    }
    out
}

/// `AVAL_TIDY=1 cargo test -p aval-web french_is_set` rewrites the French files instead of failing.
#[test]
fn french_is_set_with_curly_apostrophes_and_no_break_spaces() {
    assert_eq!(
        set_in_french("l'avis : « oui » ! https://a.fr { $a -> x } 10 %"),
        "l’avis\u{a0}: «\u{a0}oui\u{a0}»\u{a0}! https://a.fr { $a -> x } 10\u{a0}%"
    );
    let tidy = std::env::var_os("AVAL_TIDY").is_some();
    let mut wrong = Vec::new();
    for (room, ..) in ROOMS {
        let path = folder("locales/fr").join(format!("{room}.ftl"));
        let text = std::fs::read_to_string(&path).unwrap();
        let mut set = String::new();
        for (number, line) in text.lines().enumerate() {
            let good = if line.starts_with('#') {
                line.to_owned()
            } else {
                set_in_french(line)
            };
            if good != line && !tidy {
                wrong.push(format!(
                    "fr/{room}.ftl:{}: write {}",
                    number + 1,
                    good.replace('\u{a0}', "⍽")
                ));
            }
            set.push_str(&good);
            set.push('\n');
        }
        if tidy && set != text {
            std::fs::write(&path, set).unwrap();
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n(⍽ is U+00A0; AVAL_TIDY=1 corrects the files)",
        wrong.join("\n")
    );
}

#[test]
fn english_uses_curly_apostrophes_and_no_french_spacing() {
    for (room, _, english) in ROOMS {
        for (number, line) in english.lines().enumerate() {
            if line.starts_with('#') {
                continue;
            }
            assert!(
                !line.contains('\'') && !line.contains("\u{a0}:") && !line.contains('«'),
                "en/{room}.ftl:{}: {line}",
                number + 1
            );
        }
    }
}

fn files_under(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_under(&path, ending, found);
        } else if path.to_str().unwrap().ends_with(ending) {
            found.push(path);
        }
    }
}

/// The key that each call such as `.t("…")` names, when it is written out.
fn literal_keys(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for call in [".t(", ".with(", ".n(", ".v("] {
        for part in text.split(call).skip(1) {
            let key = part
                .trim_start()
                .strip_prefix('"')
                .and_then(|rest| rest.split_once('"'));
            found.extend(key.map(|(key, _)| key.to_owned()));
        }
    }
    // A message to the next page is named by the last text of its call.
    for call in ["done(", "said(", "act("] {
        for (at, _) in text.match_indices(call) {
            let (before, part) = (&text[..at], &text[at + call.len()..]);
            // The end of a longer name is another function.
            if before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let mut depth = 1_i32;
            let inside: String = part
                .chars()
                .take_while(|letter| {
                    depth += match letter {
                        '(' => 1,
                        ')' => -1,
                        _ => 0,
                    };
                    depth > 0
                })
                .collect();
            let texts: Vec<&str> = inside.split('"').skip(1).step_by(2).collect();
            let last = texts.last().filter(|text| !text.contains(['/', ' ']));
            found.extend(last.map(ToString::to_string));
        }
    }
    found
}

/// Rust sources and templates, without their comments and without these tests.
fn sources() -> Vec<(PathBuf, String)> {
    let mut paths = Vec::new();
    files_under(&folder("templates"), ".html", &mut paths);
    files_under(&folder("src"), ".rs", &mut paths);
    paths
        .into_iter()
        .filter(|path| !path.ends_with("locale/tests.rs"))
        .map(|path| {
            let text: String = std::fs::read_to_string(&path)
                .unwrap()
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .flat_map(|line| [line, "\n"])
                .collect();
            (path, text)
        })
        .collect()
}

#[test]
fn every_key_named_in_a_template_or_in_rust_exists() {
    assert_eq!(
        literal_keys("l.v(\n \"a-b\", x) done(&f(id), \"c-d_e\"), said(to, t, key) l.t(key)"),
        ["a-b", "c-d_e"]
    );
    let known = keys(Locale::Fr);
    let sources = sources();
    assert!(!sources.is_empty());
    let mut wrong = Vec::new();
    for (path, text) in sources {
        for key in literal_keys(&text) {
            let is_key = key
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c));
            if is_key && !["key", "no-such-key"].contains(&&*key) && !known.contains_key(&key) {
                wrong.push(format!("{}: {key}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Beginnings of keys put together at run time, such as `"state-{code}"`.
fn families(text: &str) -> Vec<String> {
    text.split('"')
        .filter_map(|piece| piece.split_once('{'))
        .map(|(start, _)| start)
        .filter(|start| start.len() > 3 && start.ends_with('-'))
        .filter(|start| {
            start
                .chars()
                .all(|c| c.is_ascii_lowercase() || "-_".contains(c))
        })
        .map(ToOwned::to_owned)
        .collect()
}

#[test]
fn no_text_stands_unused() {
    let texts: Vec<String> = sources().into_iter().map(|(_, text)| text).collect();
    let families: BTreeSet<String> = texts.iter().flat_map(|text| families(text)).collect();
    let unused: Vec<String> = keys(Locale::Fr)
        .into_keys()
        .filter(|key| !families.iter().any(|family| key.starts_with(family)))
        .filter(|key| {
            let written = format!("\"{key}\"");
            !texts.iter().any(|text| text.contains(&written))
        })
        .collect();
    assert!(unused.is_empty(), "{}", unused.join("\n"));
}

/// What remains of a template once tags, expressions, comments and attributes are gone.
fn raw_words(template: &str) -> Vec<String> {
    let mut text = template.to_owned();
    for (open, close) in [("{#", "#}"), ("{%", "%}"), ("{{", "}}"), ("<!--", "-->")] {
        let mut out = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once(open) {
            out.push_str(before);
            out.push(' ');
            rest = after.split_once(close).map_or("", |(_, after)| after);
        }
        out.push_str(rest);
        text = out;
    }
    let mut words = Vec::new();
    let mut spoken = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('<') {
        spoken.push_str(before);
        spoken.push('\n');
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        for attribute in ["aria-label=\"", "title=\"", "placeholder=\"", "alt=\""] {
            for part in tag.split(attribute).skip(1) {
                spoken.push_str(part.split('"').next().unwrap_or(""));
                spoken.push('\n');
            }
        }
        rest = after;
    }
    spoken.push_str(rest);
    for word in spoken.split_whitespace() {
        if word.starts_with('&') && word.ends_with(';') {
            continue;
        }
        if word.chars().filter(|c| c.is_alphabetic()).count() >= 2 {
            words.push(word.to_owned());
        }
    }
    words
}

/// Words that are the same in every language.
const UNIVERSAL: [&str; 6] = ["SHA-256", "Aval", "PDF", "CSV", "JSON", "XLSX"];

#[test]
fn templates_hold_no_words_of_their_own() {
    assert_eq!(
        raw_words("<p title=\"{{ x }}\">{# no #}Bonjour {{ name }}</p>"),
        ["Bonjour"]
    );
    let mut templates = Vec::new();
    files_under(&folder("templates"), ".html", &mut templates);
    let mut wrong = Vec::new();
    for path in templates {
        let text = std::fs::read_to_string(&path).unwrap();
        for word in raw_words(&text) {
            if !UNIVERSAL.contains(&word.as_str()) {
                wrong.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
