//! The answer that explains a refusal or a finding, by its code. Which answer explains which
//! code is data of the programme; the sentence of the code is said where it arises.

use std::collections::BTreeSet;

use aval_core::application::Refusal;
use serde_json::{Value, json};

use super::address;
use crate::{form::Help, house::House, pentest_form::PentestSetup};

/// What a chapter lacks, among all that can lack something: data explain it apart.
pub const INCOMPLETE_CHAPTER: &str = "incomplete.chapter";

/// The answer that explains a code, when there is one.
pub fn explanation(house: &House, code: &str) -> Option<Help> {
    let library = house.faq()?;
    let entry = library.explains(code)?;
    Some(Help {
        href: address(&entry.slug),
        question: entry.question.clone(),
        language: house.programme().language.clone(),
    })
}

/// The same for programs: `{"href", "title"}`, or null.
pub fn help_json(house: &House, code: &str) -> Value {
    explanation(house, code).map_or(
        Value::Null,
        |help| json!({ "href": help.href, "title": help.question }),
    )
}

/// Every code that the service may show: refusals, checks of files, rules of the form.
pub fn known_codes(form: Option<&PentestSetup>) -> BTreeSet<String> {
    let refusals = Refusal::SAID.iter().map(|said| said.code);
    let checks = aval_inspect::CODES.iter().copied();
    let rules = form.into_iter().flat_map(PentestSetup::codes);
    refusals
        .chain(checks)
        .chain(rules)
        .chain([INCOMPLETE_CHAPTER])
        .chain(crate::malware::CODES)
        .map(str::to_owned)
        .collect()
}
