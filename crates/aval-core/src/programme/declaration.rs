//! Declarations: questions to the vendor whose answers command what applies.

use super::{Condition, DeclarationCode, DeclarationValue, cell::choice, table::from_table};

/// A question to the vendor whose answer commands what applies.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the glossary's term")]
pub struct Declaration {
    pub code: DeclarationCode,
    pub label: String,
    pub declaration_type: DeclarationType,
    pub options: Vec<String>,
    pub required: bool,
    pub visible_when: Option<Condition>,
    pub help: Option<String>,
}

from_table!(Declaration {
    code: required,
    label: required,
    declaration_type @ "type": optional,
    options: optional,
    required: optional,
    visible_when: optional,
    help: optional,
});

impl Declaration {
    /// Whether this is a possible answer.
    pub fn accepts(&self, value: &DeclarationValue) -> bool {
        match (self.declaration_type, value) {
            (DeclarationType::Boolean, DeclarationValue::Boolean(_)) => true,
            (DeclarationType::Choice, DeclarationValue::Choice(option)) => {
                self.options.contains(option)
            }
            _ => false,
        }
    }
}

/// How a declaration is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeclarationType {
    /// Yes or no.
    #[default]
    Boolean,
    /// One of the options.
    Choice,
}

choice!(DeclarationType { "boolean" => Boolean, "choice" => Choice });
