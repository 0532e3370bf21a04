//! Whom the operator trusts: certificates given as PEM, and services of EU trusted lists with the
//! periods in which they were granted. Paths are built elsewhere.

use jiff::Timestamp;
use rustls_pki_types::{CertificateDer, pem::PemObject};

use crate::{trusted_list, x509::Certificate};

/// What an anchor may vouch for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnchorUse {
    /// Signatures and time-stamps.
    Any,
    /// A service that issues certificates (`CA/QC`).
    Signatures,
    /// A time-stamping service (`TSA/QTST`).
    TimeStamps,
}

/// A stretch of time in which a service was granted; open at the end when it still is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First instant.
    pub from: Timestamp,
    /// First instant after it.
    pub until: Option<Timestamp>,
}

/// One trusted certificate.
#[derive(Debug, Clone)]
pub struct Anchor {
    /// The certificate, DER.
    pub der: Vec<u8>,
    /// What it vouches for.
    pub usage: AnchorUse,
    /// When; empty means always.
    pub granted: Vec<Period>,
    /// Comes from a trusted list.
    pub listed: bool,
}

impl Anchor {
    pub(crate) fn is_granted_at(&self, time: Timestamp) -> bool {
        self.granted.is_empty()
            || self
                .granted
                .iter()
                .any(|p| p.from <= time && p.until.is_none_or(|until| time < until))
    }
}

/// All that the operator trusts. Without anchors nothing can be accepted.
#[derive(Debug, Clone, Default)]
pub struct TrustStore {
    anchors: Vec<Anchor>,
}

/// Why a source of trust was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// No certificate between `BEGIN CERTIFICATE` and `END CERTIFICATE`.
    #[error(
        "This file holds no certificate in PEM form. Give a file with “BEGIN CERTIFICATE” blocks."
    )]
    NoCertificate,
    /// A certificate that cannot be read.
    #[error("A certificate of this file cannot be read. Export it again as PEM.")]
    BadCertificate,
    /// Not a trusted list after ETSI TS 119 612.
    #[error(
        "This file is not a trusted list (ETSI TS 119 612). Download the list again from the supervisory body."
    )]
    NotATrustedList,
    /// The list has no signature.
    #[error("The trusted list is not signed: it proves nothing. Download the signed version.")]
    ListUnsigned,
    /// The signature of the list is not that of the operator, or the list was changed.
    #[error(
        "The signature of the trusted list is not that of the operator certificate given, or the list was changed. Check the certificate, then download the list again."
    )]
    ListSignature,
    /// The list is signed in a way that is not known here.
    #[error(
        "The trusted list is signed in a way that the platform cannot verify. Download the signed XML version that the supervisory body publishes, or tell the technical team."
    )]
    ListUnsupported,
}

impl TrustError {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoCertificate => "NO_CERTIFICATE",
            Self::BadCertificate => "BAD_CERTIFICATE",
            Self::NotATrustedList => "NOT_A_TRUSTED_LIST",
            Self::ListUnsigned => "LIST_UNSIGNED",
            Self::ListSignature => "LIST_SIGNATURE",
            Self::ListUnsupported => "LIST_UNSUPPORTED",
        }
    }

    /// What happened and what to do, in French.
    pub fn french(self) -> &'static str {
        match self {
            Self::NoCertificate => {
                "Ce fichier ne contient aucun certificat au format PEM. Donnez un fichier avec des blocs « BEGIN CERTIFICATE »."
            }
            Self::BadCertificate => {
                "Un certificat de ce fichier est illisible. Exportez-le de nouveau au format PEM."
            }
            Self::NotATrustedList => {
                "Ce fichier n’est pas une liste de confiance (ETSI TS 119 612). Téléchargez de nouveau la liste publiée par l’organe de contrôle."
            }
            Self::ListUnsigned => {
                "La liste de confiance n’est pas signée : elle ne prouve rien. Téléchargez la version signée."
            }
            Self::ListSignature => {
                "La signature de la liste de confiance ne correspond pas au certificat de l’opérateur donné, ou la liste a été modifiée. Vérifiez le certificat, puis téléchargez de nouveau la liste."
            }
            Self::ListUnsupported => {
                "La liste de confiance est signée d’une façon que la plateforme ne sait pas vérifier. Téléchargez la version XML signée publiée par l’organe de contrôle, ou signalez-le à l’équipe technique."
            }
        }
    }
}

/// What was read from a trusted list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedListSummary {
    /// Country code of the scheme.
    pub territory: Option<String>,
    /// When the list was issued.
    pub issued: Option<Timestamp>,
    /// When the next one was due: past it, the list is old.
    pub next_update: Option<Timestamp>,
    /// Services taken as anchors.
    pub services: usize,
}

impl TrustStore {
    /// Adds each certificate of a PEM text and says how many there were.
    pub fn add_pem(&mut self, pem: &[u8]) -> Result<usize, TrustError> {
        let certificates = certificates_of_pem(pem)?;
        let count = certificates.len();
        self.anchors
            .extend(certificates.into_iter().map(|der| Anchor {
                der,
                usage: AnchorUse::Any,
                granted: Vec::new(),
                listed: false,
            }));
        Ok(count)
    }

    /// Adds the services of a trusted list whose signature verifies with one of the operator's
    /// certificates in `operator_pem`. The certificate inside the list is never trusted.
    pub fn add_trusted_list(
        &mut self,
        xml: &[u8],
        operator_pem: &[u8],
    ) -> Result<TrustedListSummary, TrustError> {
        let operators = certificates_of_pem(operator_pem)?;
        let list = trusted_list::read(xml, &operators)?;
        let summary = TrustedListSummary {
            territory: list.territory,
            issued: list.issued,
            next_update: list.next_update,
            services: list.anchors.len(),
        };
        self.anchors.extend(list.anchors);
        Ok(summary)
    }

    /// The anchors, in the order in which they were added.
    pub fn anchors(&self) -> &[Anchor] {
        &self.anchors
    }
}

fn certificates_of_pem(pem: &[u8]) -> Result<Vec<Vec<u8>>, TrustError> {
    let mut certificates = Vec::new();
    for der in CertificateDer::pem_slice_iter(pem) {
        let der = der.map_err(|_| TrustError::BadCertificate)?.to_vec();
        Certificate::read(&der).map_err(|_| TrustError::BadCertificate)?;
        certificates.push(der);
    }
    if certificates.is_empty() {
        return Err(TrustError::NoCertificate);
    }
    Ok(certificates)
}
