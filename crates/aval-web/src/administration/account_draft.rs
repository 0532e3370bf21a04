//! The fields of an account as somebody typed them, and what is wrong with them. Roles are
//! judged in `roles`.

use aval_store::{Account, OrganisationKind};

use super::roles::{Authority, RoleProblem};
use crate::{form::FormState, house::House, locale::Locale, posted::Posted};

/// Longest name, position or code, in characters.
const LONGEST: usize = 120;
/// Longest e-mail (RFC 5321, 4.5.3.1.3: a path of 256 octets with its brackets).
const LONGEST_EMAIL: usize = 254;

/// An account as typed.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub name: String,
    pub email: String,
    pub title: String,
    pub language: String,
    pub roles: Vec<String>,
    pub teams: Vec<String>,
}

/// The text of a field in one line, blanks tidied.
pub(super) fn line(posted: &Posted, name: &str) -> String {
    posted
        .value(name)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Why a text is not admitted as a name: the key of the sentence.
pub(super) fn name_problem(text: &str, required: bool) -> Option<&'static str> {
    if text.is_empty() && required {
        Some("field-missing")
    } else if text.chars().count() > LONGEST {
        Some("field-too-long")
    } else if text.chars().any(is_hidden) {
        Some("field-characters")
    } else {
        None
    }
}

/// Control characters and marks that turn the direction of a line.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Whether a text can be an e-mail: one `@`, something before it, a domain after it.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let labels: Vec<&str> = domain.split('.').collect();
    text.len() <= LONGEST_EMAIL
        && !local.is_empty()
        && !local.contains('@')
        && labels.len() > 1
        && labels.iter().all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
        && !text
            .chars()
            .any(|c| c.is_whitespace() || is_hidden(c) || "<>()[],;:\\\"".contains(c))
}

impl Draft {
    /// Reads a form.
    pub fn of(posted: &Posted) -> Self {
        let codes = |name: &str| {
            let mut codes = posted.values(name);
            codes.retain(|code| !code.is_empty());
            codes.sort();
            codes.dedup();
            codes
        };
        Self {
            name: line(posted, "name"),
            email: posted.value("email").trim().to_lowercase(),
            title: line(posted, "title"),
            language: posted.value("language").to_owned(),
            roles: codes("role"),
            teams: codes("team"),
        }
    }

    /// What is wrong, beside each field. Another account may hold the e-mail: `taken`.
    pub fn check(
        &self,
        house: &House,
        l: Locale,
        authority: &Authority,
        kind: OrganisationKind,
        taken: bool,
        form: &mut FormState,
    ) {
        if let Some(key) = name_problem(&self.name, true) {
            form.refuse("name", l.t(key));
        }
        if !is_email(&self.email) {
            form.refuse("email", l.t("field-email"));
        } else if taken {
            form.refuse("email", l.t("account-email-taken"));
        }
        if let Some(key) = name_problem(&self.title, false) {
            form.refuse("title", l.t(key));
        }
        if Locale::of_tag(&self.language).is_none() {
            form.refuse("language", l.t("field-missing"));
        }
        if let Err(problem) = authority.judge(house.programme(), kind, &self.roles, &self.teams) {
            refuse(form, l, problem);
        }
    }

    /// Whether somebody's details would change.
    pub fn changes_details(&self, account: &Account) -> bool {
        (&self.name, &self.email, &self.title, &self.language)
            != (
                &account.name,
                &account.email,
                &account.title,
                &account.language,
            )
    }

    /// Whether somebody's roles or teams would change.
    pub fn changes_roles(&self, account: &Account) -> bool {
        let sorted = |codes: &[String]| {
            let mut codes = codes.to_vec();
            codes.sort();
            codes
        };
        self.roles != sorted(&account.roles) || self.teams != sorted(&account.teams)
    }
}

/// Shows a refused role beside its field.
pub(super) fn refuse(form: &mut FormState, l: Locale, problem: RoleProblem) {
    let key = format!("account-problem-{}", problem.code());
    form.refuse(problem.field(), l.t(&key));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_from_what_only_looks_like_one() {
        for good in [
            "ida.roy@lac.example",
            "i+a@sous.lac.example",
            "é@lac.example",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "@",
            "ida",
            "ida@",
            "@lac.example",
            "ida@lac",
            "ida@lac..example",
            "a b@lac.example",
            "a@b@lac.example",
            "ida@lac.example\n",
            "ida\u{202e}@lac.example",
            "<ida@lac.example>",
        ] {
            assert!(!is_email(bad), "{bad:?}");
        }
        assert!(!is_email(&format!("{}@lac.example", "a".repeat(260))));
    }
}
