//! The catalogues delivered with a programme, and how their workbooks are read. The tree of
//! a catalogue is in `catalogue`.

use jiff::civil::Date;

use super::{
    Mistake, ProofKindCode, TeamCode,
    cell::{Cell, FromCell, choice},
    page::Page,
    table::from_table,
};
use crate::catalogue::CatalogueCode;

/// A catalogue delivered with the programme.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct CatalogueEntry {
    pub code: CatalogueCode,
    pub title: String,
    pub versions: Vec<CatalogueRelease>,
}

from_table!(CatalogueEntry {
    code: required,
    title: required,
    versions: optional
});

/// One version of a catalogue delivered with the programme.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct CatalogueRelease {
    pub version: String,
    pub published: Date,
    pub csv: Option<String>,
    pub xlsx: Option<String>,
    pub changes: Option<String>,
}

from_table!(CatalogueRelease {
    version: required,
    published: required,
    csv: optional,
    xlsx: optional,
    changes: optional,
});

/// How catalogues are read.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct CatalogueRules {
    /// Path of the proof requirements, inside the programme's folder.
    pub proof_kinds: Option<String>,
    /// What the identifier of a requirement looks like; absent: anything.
    pub id_pattern: Option<IdPattern>,
    /// A scenario whose number does not start like its requirement.
    pub scenario_prefix_rule: PrefixRule,
    /// A proof whose number does not start like its scenario.
    pub proof_prefix_rule: PrefixRule,
    pub common_core_prefix: String,
    pub chapter_order: Vec<String>,
    pub mandatory_word: String,
    pub recommended_word: String,
    pub html_allowed: Vec<String>,
    /// Team of a proof that the proof requirements do not know. By default the first team
    /// that reviews a step or a phase of code `evidence`, else the first team.
    pub default_team: TeamCode,
    /// Natures admitted for a proof that the proof requirements do not know. By default
    /// every nature of the programme.
    pub default_kinds: Vec<ProofKindCode>,
}

impl Default for CatalogueRules {
    fn default() -> Self {
        Self {
            proof_kinds: None,
            id_pattern: None,
            scenario_prefix_rule: PrefixRule::Warning,
            proof_prefix_rule: PrefixRule::Warning,
            common_core_prefix: String::new(),
            chapter_order: Vec::new(),
            mandatory_word: String::new(),
            recommended_word: String::new(),
            html_allowed: Vec::new(),
            default_team: TeamCode::from(""),
            default_kinds: Vec::new(),
        }
    }
}

from_table!(CatalogueRules defaults {
    proof_kinds,
    id_pattern,
    scenario_prefix_rule,
    proof_prefix_rule,
    common_core_prefix,
    chapter_order,
    mandatory_word,
    recommended_word,
    html_allowed,
    default_team,
    default_kinds,
});

/// What a number out of the common habit is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PrefixRule {
    /// Nothing is said.
    Off,
    /// A warning.
    #[default]
    Warning,
    /// An error: the workbook is not imported.
    Error,
}

choice!(PrefixRule { "off" => Off, "warning" => Warning, "error" => Error });

/// A regular expression that identifiers of requirements follow.
#[derive(Clone, Debug)]
pub struct IdPattern(regex::Regex);

impl IdPattern {
    /// Whether an identifier follows it.
    pub fn admits(&self, id: &str) -> bool {
        self.0.is_match(id)
    }

    /// The expression as written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromCell for IdPattern {
    fn from_cell(cell: &Cell<'_>, key: &str, page: &mut Page<'_>) -> Option<Self> {
        let text = String::from_cell(cell, key, page)?;
        match regex::RegexBuilder::new(&text).size_limit(1 << 20).build() {
            Ok(expression) => Some(Self(expression)),
            Err(error) => {
                // The last line says what is wrong; those before draw the expression.
                let said = error.to_string();
                let reason = said.lines().last().unwrap_or_default();
                let reason = reason.trim_start_matches("error: ").to_owned();
                let mistake = Mistake::BadPattern {
                    key: "catalogue_rules.id_pattern",
                    reason,
                };
                page.tell(Some(cell.span().start), mistake);
                None
            }
        }
    }
}
