//! What administrators did, as the journal keeps it: one stream for the whole house. The
//! sentences for people are in the locale files, the act itself in `act`.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::trust::Purpose;

/// Name of the stream.
pub const STREAM: &str = "administration";

/// Something that an administrator did, or that a person did to their own account. E-mails
/// and passwords stay out: the journal is never erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AdministrativeEvent {
    /// Somebody got an account.
    AccountCreated {
        /// The account.
        account: Uuid,
        /// Name of the person.
        name: String,
        /// Name of the organisation.
        organisation: String,
        /// Codes of the roles.
        roles: Vec<String>,
        /// Codes of the teams.
        teams: Vec<String>,
    },
    /// Name, e-mail, position or language changed.
    AccountDetailsChanged {
        /// The account.
        account: Uuid,
        /// Name of the person, afterwards.
        name: String,
    },
    /// Roles or teams changed.
    RolesChanged {
        /// The account.
        account: Uuid,
        /// Name of the person.
        name: String,
        /// Codes of the roles before.
        roles_before: Vec<String>,
        /// Codes of the roles afterwards.
        roles: Vec<String>,
        /// Codes of the teams before.
        teams_before: Vec<String>,
        /// Codes of the teams afterwards.
        teams: Vec<String>,
    },
    /// Nobody comes in with this account any more.
    AccountClosed {
        /// The account.
        account: Uuid,
        /// Name of the person.
        name: String,
        /// Why.
        reason: String,
    },
    /// The account is open again.
    AccountReopened {
        /// The account.
        account: Uuid,
        /// Name of the person.
        name: String,
    },
    /// Somebody else gave the account a new password.
    PasswordReset {
        /// The account.
        account: Uuid,
        /// Name of the person.
        name: String,
    },
    /// The person chose a new password.
    PasswordChanged {
        /// The account.
        account: Uuid,
        /// Name of the person.
        name: String,
    },
    /// An organisation was entered.
    OrganisationCreated {
        /// The organisation.
        organisation: Uuid,
        /// Its code.
        code: String,
        /// Its name.
        name: String,
    },
    /// The facts of an organisation changed.
    OrganisationChanged {
        /// The organisation.
        organisation: Uuid,
        /// Its code, afterwards.
        code: String,
        /// Its name, afterwards.
        name: String,
    },
    /// A workbook was received to be read; nothing of it counts yet.
    WorkbookReceived {
        /// SHA-256 of the file, in hexadecimal.
        hash: String,
        /// Name of the file, without any path.
        file_name: String,
        /// Size of the file, in bytes.
        size: u64,
        /// Code of the catalogue that it is meant for.
        code: String,
        /// Version that it is meant to be.
        version: String,
    },
    /// A version came into preparation.
    CatalogueImported {
        /// Code of the catalogue.
        code: String,
        /// Version.
        version: String,
        /// SHA-256 of the workbook.
        hash: String,
        /// How many requirements it has.
        requirements: usize,
        /// How many expected proofs it has.
        proofs: usize,
        /// How many warnings were accepted.
        warnings: usize,
    },
    /// A version in preparation was taken back.
    CatalogueDiscarded {
        /// Code of the catalogue.
        code: String,
        /// Version.
        version: String,
    },
    /// A version counts from a day on.
    CataloguePublished {
        /// Code of the catalogue.
        code: String,
        /// Version.
        version: String,
        /// The day.
        on: Date,
    },
    /// A file of trust was received to be read; nothing of it counts yet.
    TrustReceived {
        /// What it is for.
        purpose: Purpose,
        /// SHA-256 of the file, in hexadecimal.
        hash: String,
        /// Name of the file, without any path.
        file_name: String,
        /// Size of the file, in bytes.
        size: u64,
        /// Certificate that must have signed a trusted list, PEM; public.
        operator: String,
        /// Where the file comes from.
        origin: String,
        /// Date of the list as typed, when the file gives none.
        dated: Option<Date>,
    },
    /// A file of trust counts from now on, in place of the one before.
    TrustImported {
        /// What it is for.
        purpose: Purpose,
        /// SHA-256 of the file, in hexadecimal.
        hash: String,
        /// Name of the file.
        file_name: String,
        /// Certificate that signed a trusted list, PEM; public.
        operator: String,
        /// Where the file comes from.
        origin: String,
        /// Date of the list.
        dated: Date,
        /// How many certificates, services or organisations.
        entries: usize,
    },
    /// Signed proofs of open applications were put back into inspection.
    ChecksAskedAgain,
    /// What an antivirus found in a content was a mistake: it may be read again.
    ContentReleased {
        /// SHA-256 of the content, in hexadecimal.
        hash: String,
        /// The name that was found.
        name: String,
        /// Why.
        reason: String,
    },
    /// A content was given to the antivirus again.
    ScanAsked {
        /// SHA-256 of the content, in hexadecimal.
        hash: String,
    },
    /// Everything that was not scanned was given to the antivirus again.
    ScansAsked,
}

impl AdministrativeEvent {
    /// Name and content for the journal.
    ///
    /// # Errors
    /// Only when the content cannot be written in JSON.
    pub fn encode(&self) -> Result<(String, Value), serde_json::Error> {
        let mut payload = serde_json::to_value(self)?;
        let kind = payload
            .as_object_mut()
            .and_then(|fields| fields.remove("kind"))
            .and_then(|kind| kind.as_str().map(str::to_owned))
            .unwrap_or_default();
        Ok((kind, payload))
    }

    /// From the name and the content of the journal.
    ///
    /// # Errors
    /// When a newer version of the program wrote something that this one does not know.
    pub fn decode(kind: &str, payload: &str) -> Result<Self, serde_json::Error> {
        let mut value: Value = serde_json::from_str(payload)?;
        if let Some(fields) = value.as_object_mut() {
            fields.insert("kind".to_owned(), Value::from(kind));
        }
        serde_json::from_value(value)
    }

    /// What was changed, when a stale page could undo it. A new password undoes nothing.
    pub fn subject(&self) -> Option<String> {
        match self {
            Self::AccountDetailsChanged { account, .. }
            | Self::RolesChanged { account, .. }
            | Self::AccountClosed { account, .. }
            | Self::AccountReopened { account, .. } => Some(account.to_string()),
            Self::OrganisationChanged { organisation, .. } => Some(organisation.to_string()),
            Self::CatalogueImported { code, version, .. }
            | Self::CatalogueDiscarded { code, version }
            | Self::CataloguePublished { code, version, .. } => {
                Some(catalogue_subject(code, version))
            }
            Self::TrustImported { purpose, .. } => Some(trust_subject(*purpose)),
            Self::AccountCreated { .. }
            | Self::PasswordReset { .. }
            | Self::PasswordChanged { .. }
            | Self::OrganisationCreated { .. }
            | Self::WorkbookReceived { .. }
            | Self::TrustReceived { .. }
            | Self::ChecksAskedAgain
            | Self::ContentReleased { .. }
            | Self::ScanAsked { .. }
            | Self::ScansAsked => None,
        }
    }
}

/// Names a purpose of trust among the subjects.
pub fn trust_subject(purpose: Purpose) -> String {
    format!("trust {}", purpose.code())
}

/// Names a version of a catalogue among the subjects.
pub fn catalogue_subject(code: &str, version: &str) -> String {
    format!("{code} {version}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_comes_back_from_the_journal_as_it_was_written() {
        let event = AdministrativeEvent::CataloguePublished {
            code: "REM".to_owned(),
            version: "1.1".to_owned(),
            on: jiff::civil::date(2026, 11, 2),
        };
        let (kind, payload) = event.encode().unwrap();
        assert_eq!(kind, "catalogue_published");
        assert_eq!(
            payload.to_string(),
            r#"{"code":"REM","on":"2026-11-02","version":"1.1"}"#
        );
        let back = AdministrativeEvent::decode(&kind, &payload.to_string()).unwrap();
        assert_eq!(back, event);
        assert!(AdministrativeEvent::decode("of_tomorrow", "{}").is_err());
    }
}
