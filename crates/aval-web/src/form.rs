//! What a form remembers between two tries: the values typed and the errors found.
//!
//! Checking the values belongs to the handlers and the rules; drawing the fields to `macros/form.html`.

use std::collections::BTreeMap;

/// An error beside a field, or about the whole form when `field` is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field, as in the markup.
    pub field: String,
    /// Sentence in the reader's language, saying what to do.
    pub message: String,
}

/// The answer of the FAQ that explains a refusal or a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    /// Its address.
    pub href: String,
    /// Its question.
    pub question: String,
    /// The language in which it is written, as a BCP 47 tag.
    pub language: String,
}

/// Values and errors of one form, kept so that nothing typed is lost.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormState {
    values: BTreeMap<String, Vec<String>>,
    errors: Vec<FieldError>,
    help: Vec<Help>,
    /// Sent back with the form: the same key twice has one effect (double click).
    pub idempotency_key: String,
    /// Version of the thing that the form was drawn from; a stale one leads to the conflict page.
    pub expected_version: Option<u64>,
}

impl FormState {
    /// An empty form with the key that makes its submission count once.
    #[must_use]
    pub fn new(idempotency_key: impl Into<String>) -> Self {
        Self {
            idempotency_key: idempotency_key.into(),
            ..Self::default()
        }
    }

    /// A form refilled with what was received, in order, repeated names included.
    #[must_use]
    pub fn from_pairs(
        idempotency_key: impl Into<String>,
        pairs: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let mut form = Self::new(idempotency_key);
        for (name, value) in pairs {
            form.values.entry(name).or_default().push(value);
        }
        form
    }

    /// The version of the thing being edited, sent back as a hidden field.
    #[must_use]
    pub fn at_version(mut self, version: u64) -> Self {
        self.expected_version = Some(version);
        self
    }

    /// Sets the value shown in a field.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.values.insert(name.to_owned(), vec![value.into()]);
    }

    /// Sets the boxes ticked under one name.
    pub fn set_all(&mut self, name: &str, values: impl IntoIterator<Item = String>) {
        self.values
            .insert(name.to_owned(), values.into_iter().collect());
    }

    /// Adds an error; an empty field name speaks of the whole form.
    pub fn refuse(&mut self, field: &str, message: impl Into<String>) {
        self.errors.push(FieldError {
            field: field.to_owned(),
            message: message.into(),
        });
    }

    /// Adds the answer that explains an error.
    pub fn explain(&mut self, help: Option<Help>) {
        if let Some(help) = help.filter(|help| !self.help.contains(help)) {
            self.help.push(help);
        }
    }

    /// The answers that explain the errors.
    #[must_use]
    pub fn help(&self) -> &[Help] {
        &self.help
    }

    /// The first value of a field, empty when absent.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.values
            .get(name)
            .and_then(|values| values.first())
            .map_or("", String::as_str)
    }

    /// All values of a field.
    #[must_use]
    pub fn values(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a box or an option is the one chosen.
    #[must_use]
    pub fn chosen(&self, name: &str, value: &str) -> bool {
        self.values(name).iter().any(|one| one == value)
    }

    /// The first error of a field.
    #[must_use]
    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors
            .iter()
            .find(|error| error.field == name)
            .map(|error| error.message.as_str())
    }

    /// All errors, in the order found.
    #[must_use]
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// Whether something was refused.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        !self.errors.is_empty()
    }
}

/// One answer of a list, a radio group or a group of boxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A line of explanation, possibly empty.
    pub hint: String,
}

impl Choice {
    /// A choice without explanation.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: String::new(),
        }
    }

    /// Adds a line of explanation.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_with_the_errors_beside_it() {
        let mut form = FormState::from_pairs(
            "k1",
            [("profil", "AHI"), ("profil", "SC"), ("nie", " 12 ")]
                .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        form.refuse("nie", "Écrivez treize chiffres.");
        assert_eq!(form.value("nie"), " 12 ");
        assert!(form.chosen("profil", "AHI") && form.chosen("profil", "SC"));
        assert_eq!(form.error("nie"), Some("Écrivez treize chiffres."));
        assert_eq!(form.error("profil"), None);
        assert_eq!(form.value("absent"), "");
        assert!(form.is_refused());
    }
}
