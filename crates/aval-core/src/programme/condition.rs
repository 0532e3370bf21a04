//! The small language of `when`: `declaration.hosting and not (profile.clinic or
//! declaration.kind = "web")`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{DeclarationCode, ProfileCode};

/// Deepest nesting accepted: data are hostile too.
const DEPTH_MAX: usize = 32;

/// The answer to a declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DeclarationValue {
    /// Yes or no.
    Boolean(bool),
    /// One of the options.
    Choice(String),
}

/// A condition on profiles and declarations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The profile is chosen.
    Profile(ProfileCode),
    /// The declaration is answered by yes.
    Declared(DeclarationCode),
    /// The declaration is answered by this option.
    Equals(DeclarationCode, String),
    /// The opposite.
    Not(Box<Condition>),
    /// All of them.
    All(Vec<Condition>),
    /// One of them at least.
    Any(Vec<Condition>),
}

/// Why a condition cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.french())]
pub enum ConditionError {
    /// Neither `profile.x` nor `declaration.x`.
    UnknownName(String),
    /// The text stops too early.
    Unfinished,
    /// A word too many.
    Unexpected(String),
    /// Too many parentheses inside one another.
    TooDeep,
}

impl ConditionError {
    /// For people, in French, without a full stop.
    pub fn french(&self) -> String {
        match self {
            Self::UnknownName(word) => format!(
                "dans la condition, «\u{a0}{}\u{a0}» n’est ni profile.… ni declaration.…",
                shown(word)
            ),
            Self::Unfinished => "la condition s’arrête trop tôt".to_owned(),
            Self::Unexpected(word) => {
                format!(
                    "dans la condition, «\u{a0}{}\u{a0}» est de trop",
                    shown(word)
                )
            }
            Self::TooDeep => "la condition est trop imbriquée".to_owned(),
        }
    }

    /// For people, in English, without a full stop.
    pub fn english(&self) -> String {
        match self {
            Self::UnknownName(word) => format!(
                "in the condition, “{}” is neither profile.… nor declaration.…",
                shown(word)
            ),
            Self::Unfinished => "the condition stops too early".to_owned(),
            Self::Unexpected(word) => {
                format!("in the condition, “{}” is a word too many", shown(word))
            }
            Self::TooDeep => "the condition has too many parentheses".to_owned(),
        }
    }
}

/// A word of the data, safe to repeat.
fn shown(word: &str) -> String {
    word.chars().filter(|c| !c.is_control()).take(40).collect()
}

impl Condition {
    /// Whether it holds.
    pub fn holds(
        &self,
        profiles: &BTreeSet<ProfileCode>,
        declarations: &BTreeMap<DeclarationCode, DeclarationValue>,
    ) -> bool {
        match self {
            Self::Profile(code) => profiles.contains(code),
            Self::Declared(code) => {
                declarations.get(code) == Some(&DeclarationValue::Boolean(true))
            }
            Self::Equals(code, option) => matches!(
                declarations.get(code),
                Some(DeclarationValue::Choice(chosen)) if chosen == option
            ),
            Self::Not(inner) => !inner.holds(profiles, declarations),
            Self::All(parts) => parts.iter().all(|part| part.holds(profiles, declarations)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(profiles, declarations)),
        }
    }

    /// Reads a condition.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        let tokens = tokens(text);
        let mut rest = tokens.as_slice();
        let condition = any(&mut rest, 0)?;
        match rest.first() {
            Some(token) => Err(ConditionError::Unexpected(token.clone())),
            None => Ok(condition),
        }
    }

    /// Everything that it looks at, in the order of the text.
    pub fn terms(&self) -> Vec<Term<'_>> {
        match self {
            Self::Profile(code) => vec![Term::Profile(code)],
            Self::Declared(code) => vec![Term::Declared(code)],
            Self::Equals(code, option) => vec![Term::Equals(code, option)],
            Self::Not(inner) => inner.terms(),
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::terms).collect(),
        }
    }
}

/// One thing that a condition looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term<'c> {
    /// A profile.
    Profile(&'c ProfileCode),
    /// A declaration answered by yes or no.
    Declared(&'c DeclarationCode),
    /// A declaration and one of its options.
    Equals(&'c DeclarationCode, &'c str),
}

fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    for c in text.chars() {
        if quoted {
            word.push(c);
            if c == '"' {
                quoted = false;
                tokens.push(std::mem::take(&mut word));
            }
            continue;
        }
        if c.is_whitespace() || matches!(c, '(' | ')' | '=' | '"') {
            if !word.is_empty() {
                tokens.push(std::mem::take(&mut word));
            }
            match c {
                '"' => {
                    quoted = true;
                    word.push(c);
                }
                '(' | ')' | '=' => tokens.push(c.to_string()),
                _ => {}
            }
        } else {
            word.push(c);
        }
    }
    if !word.is_empty() {
        tokens.push(word);
    }
    tokens
}

fn any(rest: &mut &[String], depth: usize) -> Result<Condition, ConditionError> {
    let mut parts = vec![all(rest, depth)?];
    while take(rest, "or") {
        parts.push(all(rest, depth)?);
    }
    Ok(single_or(parts, Condition::Any))
}

fn all(rest: &mut &[String], depth: usize) -> Result<Condition, ConditionError> {
    let mut parts = vec![one(rest, depth)?];
    while take(rest, "and") {
        parts.push(one(rest, depth)?);
    }
    Ok(single_or(parts, Condition::All))
}

fn single_or(mut parts: Vec<Condition>, many: fn(Vec<Condition>) -> Condition) -> Condition {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            many(parts)
        }
        None => many(parts),
    }
}

fn one(rest: &mut &[String], depth: usize) -> Result<Condition, ConditionError> {
    if depth > DEPTH_MAX {
        return Err(ConditionError::TooDeep);
    }
    if take(rest, "not") {
        return Ok(Condition::Not(Box::new(one(rest, depth + 1)?)));
    }
    if take(rest, "(") {
        let inner = any(rest, depth + 1)?;
        return if take(rest, ")") {
            Ok(inner)
        } else {
            Err(ConditionError::Unfinished)
        };
    }
    let Some((name, tail)) = rest.split_first() else {
        return Err(ConditionError::Unfinished);
    };
    *rest = tail;
    if let Some(code) = name
        .strip_prefix("profile.")
        .filter(|code| !code.is_empty())
    {
        return Ok(Condition::Profile(code.into()));
    }
    let Some(code) = name
        .strip_prefix("declaration.")
        .filter(|code| !code.is_empty())
    else {
        return Err(ConditionError::UnknownName(name.clone()));
    };
    if !take(rest, "=") {
        return Ok(Condition::Declared(code.into()));
    }
    let Some((option, tail)) = rest.split_first() else {
        return Err(ConditionError::Unfinished);
    };
    *rest = tail;
    let option = option
        .strip_prefix('"')
        .and_then(|option| option.strip_suffix('"'))
        .ok_or_else(|| ConditionError::Unexpected(option.clone()))?;
    Ok(Condition::Equals(code.into(), option.to_owned()))
}

fn take(rest: &mut &[String], word: &str) -> bool {
    match rest.split_first() {
        Some((first, tail)) if first == word => {
            *rest = tail;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn holds(text: &str, yes: &[&str], profiles: &[&str], choice: &str) -> bool {
        let profiles = profiles.iter().map(|code| (*code).into()).collect();
        let mut declarations: BTreeMap<DeclarationCode, DeclarationValue> = yes
            .iter()
            .map(|code| ((*code).into(), DeclarationValue::Boolean(true)))
            .collect();
        declarations.insert("kind".into(), DeclarationValue::Choice(choice.into()));
        Condition::parse(text)
            .unwrap()
            .holds(&profiles, &declarations)
    }

    #[test]
    fn and_binds_tighter_than_or_and_not_tighter_than_both() {
        let text = "declaration.a and not declaration.b or profile.p";
        assert!(holds(text, &["a"], &[], "web"));
        assert!(!holds(text, &["a", "b"], &[], "web"));
        assert!(holds(text, &["a", "b"], &["p"], "web"));
        assert!(!holds(
            "declaration.a and (declaration.b or profile.p)",
            &["a"],
            &[],
            "web"
        ));
        assert!(holds("declaration.kind = \"web\"", &[], &[], "web"));
        assert!(!holds("declaration.kind = \"web\"", &[], &[], "mobile"));
    }

    #[test]
    fn mistakes_are_named() {
        let wrong = |text: &str| Condition::parse(text).unwrap_err();
        assert_eq!(
            wrong("hosting"),
            ConditionError::UnknownName("hosting".into())
        );
        assert_eq!(wrong("declaration.a and"), ConditionError::Unfinished);
        assert_eq!(
            wrong("profile.a profile.b"),
            ConditionError::Unexpected("profile.b".into())
        );
        assert_eq!(wrong(&"(".repeat(100)), ConditionError::TooDeep);
    }

    /// Each line: a condition, and its value for (a, b) = no no, no yes, yes no, yes yes.
    #[test]
    fn truth_tables() {
        const TABLES: [(&str, [bool; 4]); 10] = [
            ("declaration.a", [false, false, true, true]),
            ("not declaration.a", [true, true, false, false]),
            ("not not declaration.a", [false, false, true, true]),
            (
                "declaration.a and declaration.b",
                [false, false, false, true],
            ),
            ("declaration.a or declaration.b", [false, true, true, true]),
            (
                "not declaration.a and declaration.b",
                [false, true, false, false],
            ),
            (
                "not (declaration.a and declaration.b)",
                [true, true, true, false],
            ),
            (
                "declaration.a and not declaration.b",
                [false, false, true, false],
            ),
            (
                "declaration.a and declaration.b or not declaration.b",
                [true, false, true, true],
            ),
            (
                "(declaration.a)and(declaration.b or not declaration.b)",
                [false, false, true, true],
            ),
        ];
        for (text, expected) in TABLES {
            let condition = Condition::parse(text).unwrap();
            let found =
                [(false, false), (false, true), (true, false), (true, true)].map(|(a, b)| {
                    let declarations = BTreeMap::from([
                        ("a".into(), DeclarationValue::Boolean(a)),
                        ("b".into(), DeclarationValue::Boolean(b)),
                    ]);
                    condition.holds(&BTreeSet::new(), &declarations)
                });
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn what_was_not_answered_is_no() {
        let holds = |text: &str| {
            Condition::parse(text)
                .unwrap()
                .holds(&BTreeSet::new(), &BTreeMap::new())
        };
        assert!(!holds("declaration.a"));
        assert!(!holds("declaration.a = \"web\""));
        assert!(!holds("profile.p"));
        assert!(holds("not declaration.a"));
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in ".{0,200}") {
            let _ = Condition::parse(&text);
        }

        #[test]
        fn no_heap_of_words_breaks_the_reader(
            words in prop::collection::vec(
                prop::sample::select(vec!["and", "or", "not", "(", ")", "=", "\"web\"", "\"", "declaration.a", "profile.p", "declaration."]),
                0..60,
            )
        ) {
            if let Ok(condition) = Condition::parse(&words.join(" ")) {
                condition.holds(&BTreeSet::new(), &BTreeMap::new());
                prop_assert!(!condition.terms().is_empty());
            }
        }
    }
}
