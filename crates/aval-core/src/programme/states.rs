//! Labels of the three state machines. The machines themselves are in `application`.

use super::{cell::choice, table::from_table};

/// Labels of the three state machines.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct States {
    pub application: Vec<StateLabel>,
    pub chapter: Vec<StateLabel>,
    pub proof: Vec<StateLabel>,
}

from_table!(States defaults { application, chapter, proof });

/// The label of one state.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the key of programme.toml")]
pub struct StateLabel {
    pub code: String,
    pub label: String,
    pub turn: Option<StateTurn>,
}

from_table!(StateLabel {
    code: required,
    label: required,
    turn: optional
});

/// Who usually acts in a state. The turn of an application is derived from what is open, in
/// `application`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words of programme.toml")]
pub enum StateTurn {
    Vendor,
    Operator,
    Both,
    None,
}

choice!(StateTurn { "vendor" => Vendor, "operator" => Operator, "both" => Both, "none" => None });
