//! Whom the house trusts for signed proofs: authorities, trusted lists and qualified
//! organisations, as delivered with the programme or imported by its administrators.
//! Pages are in `administration::trust`; verifying signatures is `aval-signature`.

mod examine;
mod shelf;

pub use examine::{Examined, Finding, examine};
pub use shelf::{Import, Shelf, current, history};

use aval_inspect::TrustedList;
use aval_pentest::ProviderList;
use serde::{Deserialize, Serialize};

/// What a file of trust is for. An import takes the place of the one before of its purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Certificates of authorities, PEM.
    Anchors,
    /// A trusted list (ETSI TS 119 612), XML.
    TrustedList,
    /// Qualified organisations, CSV.
    Providers,
}

impl Purpose {
    /// All of them, in the order of pages.
    pub const ALL: [Self; 3] = [Self::Anchors, Self::TrustedList, Self::Providers];

    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Anchors => "anchors",
            Self::TrustedList => "trusted_list",
            Self::Providers => "providers",
        }
    }

    /// From the text of [`Purpose::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }
}

/// A file of trust that comes with the programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// What it is for.
    pub purpose: Purpose,
    /// Its place in the folder of the programme.
    pub path: &'static str,
    /// Its content.
    pub octets: Vec<u8>,
    /// Certificate of the operator of a trusted list, PEM; empty for the others.
    pub operator: String,
}

/// Where each file stands in the folder of a programme.
const PLACES: [(Purpose, &str); 4] = [
    (Purpose::Anchors, "trust/anchors.pem"),
    (Purpose::TrustedList, "trust/trusted-list.xml"),
    (Purpose::Providers, "trust/providers.csv"),
    (Purpose::Providers, "pentest-form/providers.csv"),
];

/// Where the certificate of the operator of the trusted list stands.
const OPERATOR: &str = "trust/trusted-list-operator.pem";

/// Reads what a programme delivers; nothing when it has no such files.
///
/// # Errors
/// Every mistake, with its file and place, in French: a house does not start on half of
/// what it should trust.
pub fn delivered(files: &dyn Fn(&str) -> Option<Vec<u8>>) -> Result<Vec<Delivered>, Vec<String>> {
    let (mut found, mut mistakes): (Vec<Delivered>, Vec<String>) = (Vec::new(), Vec::new());
    for (purpose, path) in PLACES {
        let Some(octets) = files(path).filter(|_| !found.iter().any(|one| one.purpose == purpose))
        else {
            continue;
        };
        let operator = if purpose == Purpose::TrustedList {
            files(OPERATOR)
                .map(|octets| String::from_utf8_lossy(&octets).into_owned())
                .unwrap_or_default()
        } else {
            String::new()
        };
        if purpose == Purpose::TrustedList && operator.trim().is_empty() {
            mistakes.push(format!(
                "{OPERATOR} manque ou est vide : {path} ne vaut que signé par ce certificat. Ajoutez-le au format PEM. [NO_OPERATOR]"
            ));
            continue;
        }
        let examined = examine(purpose, &octets, &operator);
        mistakes.extend(
            examined
                .findings
                .iter()
                .map(|finding| format!("{path} : {} [{}]", finding.french, finding.code)),
        );
        found.push(Delivered {
            purpose,
            path,
            octets,
            operator,
        });
    }
    if mistakes.is_empty() {
        Ok(found)
    } else {
        Err(mistakes)
    }
}

/// What an inspection is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Material {
    /// Certificates of authorities, PEM.
    pub anchors: Vec<String>,
    /// Trusted lists.
    pub trusted_lists: Vec<TrustedList>,
    /// Qualified organisations; none when no list is known.
    pub providers: Option<ProviderList>,
    /// SHA-256 over the files, in hexadecimal: names this material in a report. Empty when
    /// there is none.
    pub digest: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_programme_without_files_of_trust_starts_and_one_with_a_broken_file_does_not() {
        assert_eq!(delivered(&|_| None), Ok(Vec::new()));
        let broken = |path: &str| (path == "trust/anchors.pem").then(|| b"nothing".to_vec());
        let mistakes = delivered(&broken).unwrap_err();
        assert!(mistakes[0].starts_with("trust/anchors.pem"), "{mistakes:?}");
    }

    #[test]
    fn the_folder_of_trust_wins_over_the_older_place_of_the_list() {
        let files = |path: &str| match path {
            "trust/providers.csv" => Some(b"nom,date_liste\nUn,2026-01-02\n".to_vec()),
            "pentest-form/providers.csv" => Some(b"nom\nDeux\n".to_vec()),
            _ => None,
        };
        let found = delivered(&files).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "trust/providers.csv");
    }
}
