//! What conditions look at has to exist, and be asked in the same way.

use std::collections::BTreeMap;

use crate::programme::{
    Condition, Mistake, Notion,
    condition::Term,
    document::{Document, Text},
    mistake::nearest,
    page::Page,
};

const CONDITIONS: [&str; 5] = [
    "applicability.when",
    "certifications.when",
    "declarations.visible_when",
    "forms.fields.visible_when",
    "forms.fields.required_when",
];

pub(super) fn conditions(document: Document<'_>, page: &mut Page<'_>) {
    let questions = Questions::of(document);
    for key in CONDITIONS {
        for Text { text, offset } in document.texts(key) {
            // A condition that cannot be read is already told.
            let Ok(condition) = Condition::parse(text) else {
                continue;
            };
            for mistake in questions.mistakes(key, &condition) {
                page.tell(Some(offset), mistake);
            }
        }
    }
    for declaration in document.tables("declarations") {
        let choice = declaration
            .text("type")
            .is_some_and(|text| text.text == "choice");
        if choice && declaration.cells("options").is_empty() {
            let code = declaration.text("code");
            let mistake = Mistake::WithoutOptions {
                declaration: code.map(|text| text.text.to_owned()).unwrap_or_default(),
            };
            page.tell(declaration.offset("type"), mistake);
        }
    }
}

/// What conditions may look at.
pub(super) struct Questions<'d> {
    profiles: Vec<&'d str>,
    /// Code of each declaration, with its options when it is a choice.
    declarations: BTreeMap<&'d str, Option<Vec<&'d str>>>,
}

impl<'d> Questions<'d> {
    pub fn of(document: Document<'d>) -> Self {
        let profiles = document
            .texts("profiles.code")
            .iter()
            .map(|text| text.text)
            .collect();
        let declarations = document
            .tables("declarations")
            .into_iter()
            .filter_map(|declaration| {
                let code = declaration.text("code")?.text;
                let choice = declaration
                    .text("type")
                    .is_some_and(|text| text.text == "choice");
                let options = declaration
                    .texts("options")
                    .iter()
                    .map(|text| text.text)
                    .collect();
                Some((code, choice.then_some(options)))
            })
            .collect();
        Self {
            profiles,
            declarations,
        }
    }

    pub fn mistakes(&self, key: &str, condition: &Condition) -> Vec<Mistake> {
        condition
            .terms()
            .into_iter()
            .filter_map(|term| self.mistake(key, term))
            .collect()
    }

    fn mistake(&self, key: &str, term: Term<'_>) -> Option<Mistake> {
        let key = key.to_owned();
        let (declaration, option) = match term {
            Term::Profile(code) => {
                let known = self.profiles.contains(&code.as_str());
                return (!known).then(|| Mistake::UnknownReference {
                    key,
                    notion: Notion::Profile,
                    code: code.to_string(),
                    near: nearest(code.as_str(), self.profiles.iter().copied()),
                });
            }
            Term::Declared(code) => (code, None),
            Term::Equals(code, option) => (code, Some(option)),
        };
        let code = declaration.to_string();
        match (self.declarations.get(declaration.as_str()), option) {
            (None, _) => Some(Mistake::UnknownReference {
                key,
                notion: Notion::Declaration,
                near: nearest(&code, self.declarations.keys().copied()),
                code,
            }),
            (Some(None), Some(_)) => Some(Mistake::NotAChoice {
                key,
                declaration: code,
            }),
            (Some(Some(_)), None) => Some(Mistake::NotAYesOrNo {
                key,
                declaration: code,
            }),
            (Some(Some(options)), Some(option)) if !options.contains(&option) => {
                Some(Mistake::UnknownOption {
                    key,
                    declaration: code,
                    option: option.to_owned(),
                    near: nearest(option, options.iter().copied()),
                })
            }
            _ => None,
        }
    }
}
