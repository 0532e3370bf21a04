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

/// Where in a proof a remark points to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Anchor {
    /// A page of a document, from 1.
    Page {
        /// Page number.
        page: u32,
    },
    /// A moment of a video.
    Moment {
        /// Seconds from the start.
        seconds: u32,
    },
    /// A zone of an image, in thousandths of its width and of its height from the top left
    /// corner; a point when it has no size.
    Zone {
        /// From the left.
        left: u16,
        /// From the top.
        top: u16,
        /// Width of the zone.
        width: u16,
        /// Height of the zone.
        height: u16,
    },
    /// A line of a text, from 1.
    Line {
        /// Line number.
        line: u32,
    },
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
