//! A file of trust read before it counts: what it holds, its date, and each mistake with its
//! line or entry. A file with a mistake is taken in no part.

use aval_pentest::ProviderList;
use aval_signature::TrustStore;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::Purpose;

/// A mistake in a file of trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable code.
    pub code: String,
    /// Where, what, and what to do, in French.
    pub french: String,
    /// The same in English.
    pub english: String,
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examined {
    /// Mistakes; with one, the file cannot be imported.
    pub findings: Vec<Finding>,
    /// Certificates, services or organisations.
    pub entries: usize,
    /// The date that the file gives itself.
    pub dated: Option<Date>,
    /// When the next list was due.
    pub next_update: Option<Timestamp>,
    /// The first names of its entries, when they have one.
    pub names: Vec<String>,
}

impl Examined {
    /// The same at an instant: a list that should have been replaced since proves nothing of
    /// what is granted or withdrawn today (ETSI TS 119 612, 5.3.15).
    #[must_use]
    pub fn at(mut self, now: Timestamp) -> Self {
        if self.next_update.is_some_and(|due| due < now) {
            self.findings.push(Finding {
                code: "LIST_EXPIRED".to_owned(),
                french: "La liste de confiance est périmée : la suivante devait déjà paraître. Téléchargez la dernière liste publiée par l’organe de contrôle.".to_owned(),
                english: "The trusted list has expired: the next one was already due. Download the last list that the supervisory body published.".to_owned(),
            });
        }
        self
    }
}

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";

/// Reads a file. `operator` is the certificate that must have signed a trusted list, PEM.
pub fn examine(purpose: Purpose, octets: &[u8], operator: &str) -> Examined {
    match purpose {
        Purpose::Anchors => anchors(octets),
        Purpose::TrustedList => trusted_list(octets, operator),
        Purpose::Providers => providers(octets),
    }
}

fn anchors(octets: &[u8]) -> Examined {
    let text = String::from_utf8_lossy(octets);
    let starts: Vec<usize> = text.match_indices(BEGIN).map(|(at, _)| at).collect();
    let mut examined = Examined::default();
    if starts.is_empty()
        && let Err(error) = TrustStore::default().add_pem(octets)
    {
        examined.findings.push(Finding {
            code: error.code().to_owned(),
            french: error.french().to_owned(),
            english: error.to_string(),
        });
    }
    for (rank, start) in starts.iter().enumerate() {
        let end = starts.get(rank + 1).copied().unwrap_or(text.len());
        let entry = text.get(*start..end).unwrap_or_default();
        match TrustStore::default().add_pem(entry.as_bytes()) {
            Ok(count) => examined.entries += count,
            Err(error) => {
                let before = text.get(..*start).unwrap_or_default();
                let line = before.matches('\n').count() + 1;
                let number = rank + 1;
                examined.findings.push(Finding {
                    code: error.code().to_owned(),
                    french: format!(
                        "Certificat {number}, ligne {line} : illisible. Exportez-le de nouveau au format PEM."
                    ),
                    english: format!(
                        "Certificate {number}, line {line}: unreadable. Export it again as PEM."
                    ),
                });
            }
        }
    }
    examined
}

fn trusted_list(octets: &[u8], operator: &str) -> Examined {
    match TrustStore::default().add_trusted_list(octets, operator.as_bytes()) {
        Ok(summary) => Examined {
            entries: summary.services,
            dated: summary
                .issued
                .map(|issued| issued.to_zoned(TimeZone::UTC).date()),
            next_update: summary.next_update,
            names: summary.territory.into_iter().collect(),
            ..Examined::default()
        },
        Err(error) => Examined {
            findings: vec![Finding {
                code: error.code().to_owned(),
                french: error.french().to_owned(),
                english: error.to_string(),
            }],
            ..Examined::default()
        },
    }
}

fn providers(octets: &[u8]) -> Examined {
    const NAMED: usize = 12;
    let (list, mistakes) = ProviderList::read(octets);
    let mut findings: Vec<Finding> = mistakes
        .iter()
        .map(|mistake| Finding {
            code: mistake.code().to_owned(),
            french: mistake.french(),
            english: mistake.to_string(),
        })
        .collect();
    if list.providers.is_empty() && findings.is_empty() {
        findings.push(Finding {
            code: "providers.empty".to_owned(),
            french: "La liste ne contient aucun organisme. Vérifiez le fichier exporté.".to_owned(),
            english: "the list holds no organisation: check the exported file".to_owned(),
        });
    }
    Examined {
        findings,
        entries: list.providers.len(),
        dated: list.dated,
        next_update: None,
        names: list
            .providers
            .iter()
            .take(NAMED)
            .map(|provider| provider.name.clone())
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_line_of_a_list_is_named_and_the_list_is_not_taken() {
        let text = "nom;siren;qualification;valide_jusqu_au;date_liste\n\
                    Un;732829320;PASSI;;2026-01-02\n\
                    Deux;123456789;PASSI;;2026-01-02\n";
        let examined = examine(Purpose::Providers, text.as_bytes(), "");
        assert_eq!(examined.findings.len(), 1, "{examined:?}");
        assert!(
            examined.findings[0].french.contains("Ligne 3"),
            "{examined:?}"
        );
        assert_eq!(examined.dated, Some(jiff::civil::date(2026, 1, 2)));
    }

    #[test]
    fn a_broken_certificate_is_named_by_its_rank_and_its_line() {
        let text = format!("# authority\n{BEGIN}\nAAAA\n-----END CERTIFICATE-----\n");
        let examined = examine(Purpose::Anchors, text.as_bytes(), "");
        assert!(
            examined.findings[0]
                .french
                .contains("Certificat 1, ligne 2"),
            "{examined:?}"
        );
        assert_eq!(examined.entries, 0);
    }

    #[test]
    fn an_empty_file_is_a_mistake_for_every_purpose() {
        for purpose in Purpose::ALL {
            assert!(
                !examine(purpose, b"", "").findings.is_empty(),
                "{purpose:?}"
            );
        }
    }
}
