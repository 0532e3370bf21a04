//! What an inspection says: checks with their outcome and reason, facts, and what was not
//! looked at. Stored beside the proof as it is, never overwritten.

use serde::{Deserialize, Serialize};

use crate::likeness::Likeness;

/// How a check ended. "Not checked" is never "wrong".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// What was looked for is there.
    Pass,
    /// Could not be looked at; the reason says why.
    NotChecked,
    /// A person should look, and the vendor say why it is so.
    Warning,
    /// The proof cannot be what it is meant to be.
    Failure,
}

impl Outcome {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::NotChecked => "not_checked",
            Self::Warning => "warning",
            Self::Failure => "failure",
        }
    }

    /// From the text of [`Outcome::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Pass, Self::NotChecked, Self::Warning, Self::Failure]
            .into_iter()
            .find(|outcome| outcome.code() == code)
    }
}

/// Where in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Line of a text, from 1.
    Line(u64),
    /// Page of a document, from 1.
    Page(u32),
    /// Entry of an archive.
    Entry(String),
}

/// One thing looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Stable code (`format.accepted`).
    pub code: String,
    /// How it ended.
    pub outcome: Outcome,
    /// What was found and what to do, in French.
    pub french: String,
    /// The same in English.
    pub english: String,
    /// Where, when it is somewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

impl Check {
    /// A check about the whole file.
    pub fn new(
        code: &str,
        outcome: Outcome,
        french: impl Into<String>,
        english: impl Into<String>,
    ) -> Self {
        Self {
            code: code.to_owned(),
            outcome,
            french: french.into(),
            english: english.into(),
            place: None,
        }
    }

    /// The same, somewhere.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }
}

/// Something learned about the file, for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Stable code (`dimensions`, `duration`, `signer`).
    pub code: String,
    /// As it is shown (`960 × 600`).
    pub value: String,
}

/// What an inspection found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Name and version of the checker: a report is compared only with its own kind.
    pub checker: String,
    /// Media type found in the octets.
    pub media_type: String,
    /// What was looked at, in order.
    pub checks: Vec<Check>,
    /// What was learned.
    pub facts: Vec<Fact>,
    /// What the file looks like, to find it again elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likeness: Option<Likeness>,
    /// A small picture of it (JPEG, in base 64), for lists. Kept apart, as likeness is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<String>,
}

impl Report {
    /// A file that could not be looked at, and why.
    pub fn not_checked(code: &str, french: impl Into<String>, english: impl Into<String>) -> Self {
        Self {
            checker: crate::CHECKER.to_owned(),
            media_type: "application/octet-stream".to_owned(),
            checks: vec![Check::new(code, Outcome::NotChecked, french, english)],
            facts: Vec::new(),
            likeness: None,
            thumbnail: None,
        }
    }

    /// What deserves attention first: the worst of faults and warnings; else "pass" when
    /// something was checked, even if something else was not.
    pub fn outcome(&self) -> Outcome {
        let outcomes = || self.checks.iter().map(|check| check.outcome);
        outcomes()
            .filter(|outcome| *outcome >= Outcome::Warning)
            .max()
            .or_else(|| outcomes().min())
            .unwrap_or(Outcome::NotChecked)
    }

    /// Remembers a fact.
    pub fn fact(&mut self, code: &str, value: impl Into<String>) {
        self.facts.push(Fact {
            code: code.to_owned(),
            value: value.into(),
        });
    }
}
