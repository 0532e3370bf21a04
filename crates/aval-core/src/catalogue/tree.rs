//! Types of the catalogue tree. A version never changes once published.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps a text that is already in its final form.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    };
}
pub(crate) use text_id;

text_id! {
    /// Code of a catalogue, stable across its versions (`REM-MDV-LGC-Va2`).
    CatalogueCode
}
text_id! {
    /// Code of a chapter: the [`slug`] of its name, unique in a version.
    ChapterCode
}
text_id! {
    /// Identifier of a requirement (`SC.SSI/GEN.18`), as published.
    RequirementId
}
text_id! {
    /// What names one expected proof inside a catalogue version, and so a proof slot inside
    /// an application: its number, with `~2`, `~3`… when the workbook uses a number again,
    /// or the number of its scenario followed by `~` and its rank when it has none.
    ProofKey
}
text_id! {
    /// Text with simple markup (`p`, `ul`, `ol`, `li`, `br`, `em`, `strong`, `u`, `a`),
    /// already sanitised by whoever builds the catalogue; safe to put on a page as it is.
    Html
}

impl Html {
    /// True when there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words, without markup and with single spaces: what two texts are compared by. A tag
    /// parts words.
    ///
    /// ```
    /// let html = aval_core::catalogue::Html::new("<p>a &lt; b</p>\n<ul><li>c</li></ul>");
    /// assert_eq!(html.words(), "a < b c");
    /// ```
    pub fn words(&self) -> String {
        let mut text = String::with_capacity(self.0.len());
        let mut rest = self.0.as_str();
        while let Some((before, tag)) = rest.split_once('<') {
            text.push_str(before);
            text.push(' ');
            rest = tag.split_once('>').map_or("", |(_, after)| after);
        }
        text.push_str(rest);
        let words: Vec<&str> = text.split_whitespace().collect();
        words
            .join(" ")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&")
    }
}

/// One published version of a catalogue, never changed afterwards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CatalogueVersion {
    /// The catalogue that this is a version of.
    pub code: CatalogueCode,
    /// Version as published (`1.1`).
    pub version: String,
    /// Title for people, in the language of the programme.
    pub title: String,
    /// Day of publication, in the time zone of the programme.
    pub published: Option<Date>,
    /// Chapters in the order of the workbook.
    pub chapters: Vec<Chapter>,
}

/// The part of a catalogue that is submitted and validated as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chapter {
    /// Unique in the version.
    pub code: ChapterCode,
    /// Name as published; empty when the workbook has none.
    pub name: String,
    /// Function groups in order of first appearance.
    pub function_groups: Vec<FunctionGroup>,
}

/// A group of requirements inside a chapter ("Fonction").
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunctionGroup {
    /// Name as published; empty when the workbook has none.
    pub name: String,
    /// Requirements in the order of the workbook.
    pub requirements: Vec<Requirement>,
}

/// A rule that the software has to respect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Requirement {
    /// Identifier as published, spaces and slashes normalised.
    pub id: RequirementId,
    /// Wave or perimeter ("Vague 2").
    pub perimeter: String,
    /// The statement ("Exigence").
    pub statement: Html,
    /// Comment published to vendors.
    pub comment: Html,
    /// Labels of the profiles that ask for it; empty means every profile.
    pub profiles: Vec<String>,
    /// Labels of the profiles of the former wave ("Profil historique").
    pub former_profiles: Vec<String>,
    /// Importance.
    pub criticality: Criticality,
    /// Whether it is required or advised.
    pub nature: Nature,
    /// "Ordre" as written: a text in some workbooks, a number in others.
    pub order: Option<String>,
    /// Scenarios in the order of the workbook.
    pub scenarios: Vec<Scenario>,
}

/// Importance of a requirement ("Criticité").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criticality {
    /// Non définie.
    #[default]
    Undefined,
    /// Mineure.
    Minor,
    /// Majeure.
    Major,
    /// Critique.
    Critical,
}

/// Whether a requirement counts in the decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// "DOIT": has to be respected.
    #[default]
    Required,
    /// "PEUT", préconisation: advised, without effect on the decision.
    Recommended,
}

/// Steps that show that a requirement is respected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Number as published; may be empty.
    pub number: String,
    /// The steps.
    pub text: Html,
    /// Proofs that the scenario asks for, in the order of the workbook.
    pub proofs: Vec<ExpectedProof>,
}

/// What a scenario asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExpectedProof {
    /// Unique in the version.
    pub key: ProofKey,
    /// Number as published; may be empty, may be used twice.
    pub number: String,
    /// What is asked for.
    pub text: Html,
}

impl CatalogueVersion {
    /// Every requirement with the chapter and the function group that hold it.
    pub fn requirements(&self) -> impl Iterator<Item = (&Chapter, &FunctionGroup, &Requirement)> {
        self.chapters.iter().flat_map(|chapter| {
            chapter.function_groups.iter().flat_map(move |group| {
                group
                    .requirements
                    .iter()
                    .map(move |requirement| (chapter, group, requirement))
            })
        })
    }

    /// Every expected proof with its chapter, requirement and scenario.
    pub fn proofs(
        &self,
    ) -> impl Iterator<Item = (&Chapter, &Requirement, &Scenario, &ExpectedProof)> {
        self.requirements().flat_map(|(chapter, _, requirement)| {
            requirement.scenarios.iter().flat_map(move |scenario| {
                scenario
                    .proofs
                    .iter()
                    .map(move |proof| (chapter, requirement, scenario, proof))
            })
        })
    }

    /// The chapter of this code.
    pub fn chapter(&self, code: &ChapterCode) -> Option<&Chapter> {
        self.chapters.iter().find(|chapter| &chapter.code == code)
    }
}

/// A text as it may stand in an address: lower-case ASCII letters, digits and hyphens.
///
/// ```
/// assert_eq!(aval_core::catalogue::slug("Échanges via MS-Santé"), "echanges-via-ms-sante");
/// ```
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        let plain = match c {
            'à' | 'â' | 'ä' | 'á' | 'ã' => "a",
            'ç' => "c",
            'é' | 'è' | 'ê' | 'ë' => "e",
            'î' | 'ï' | 'í' => "i",
            'ô' | 'ö' | 'ó' | 'õ' => "o",
            'ù' | 'û' | 'ü' | 'ú' => "u",
            'ÿ' => "y",
            'ñ' => "n",
            'œ' => "oe",
            'æ' => "ae",
            c if c.is_ascii_alphanumeric() => {
                out.push(c);
                continue;
            }
            _ => {
                if !out.is_empty() && !out.ends_with('-') {
                    out.push('-');
                }
                continue;
            }
        };
        out.push_str(plain);
    }
    while out.ends_with('-') {
        out.pop();
    }
    out
}
