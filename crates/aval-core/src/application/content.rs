//! What a vendor hands in: files, links, numbers, texts, and the status of certifications.
//! The octets of a file live in the blob store, under the hash named here.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::programme::StatusCode;

/// The content of one version of a piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Content {
    /// A stored file.
    File(FileContent),
    /// A permanent link to a test report.
    Link {
        /// Absolute address.
        url: String,
    },
    /// A number, such as a test execution identifier.
    Number {
        /// Strictly positive.
        value: u64,
    },
    /// A free text.
    Text {
        /// As typed.
        text: String,
    },
}

/// A file of the blob store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileContent {
    /// SHA-256 of the octets, 64 lower-case hexadecimal digits.
    pub hash: String,
    /// Name given by the depositor, without any folder.
    pub name: String,
    /// Size in octets.
    pub size: u64,
    /// Media type found by looking at the octets.
    pub media_type: String,
}

impl Content {
    /// The stored file, if this is one.
    pub fn file(&self) -> Option<&FileContent> {
        match self {
            Self::File(file) => Some(file),
            _ => None,
        }
    }

    /// The text a person recognises it by.
    pub fn label(&self) -> String {
        match self {
            Self::File(file) => file.name.clone(),
            Self::Link { url } => url.clone(),
            Self::Number { value } => value.to_string(),
            Self::Text { text } => {
                let mut short: String = text.chars().take(80).collect();
                if short.len() < text.len() {
                    short.push('…');
                }
                short
            }
        }
    }
}

/// The state of a procedure with another body ("demande d'homologation").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificationRequest {
    /// Product as named by the other body.
    pub product: String,
    /// Version as named by the other body.
    pub version: String,
    /// NIL under which it runs.
    pub nil: String,
    /// Status reached.
    pub status: StatusCode,
    /// Day on which that status was reached.
    pub status_date: Option<Date>,
    /// Screenshot or certificate.
    pub evidence: Option<FileContent>,
}
