//! A strict, revision-aware PDF reader: it keeps where each object lies and which revision
//! defines it, and it never repairs what a viewer would guess. What a file means as a signature
//! is not decided here.

pub(crate) mod crypt;
pub(crate) mod document;
pub(crate) mod fields;
pub(crate) mod lex;
pub(crate) mod numbers;
pub(crate) mod object;
pub(crate) mod text;
pub(crate) mod xref;

pub(crate) use document::{Document, Loaded, Revision};
pub(crate) use object::{Dictionary, Object, Reference};

/// Why a part of the file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ReadError {
    /// Not the syntax of ISO 32000 at this octet.
    #[error("syntax at octet {0}")]
    Syntax(usize),
    /// Nested deeper than any sound document.
    #[error("nested too deep")]
    Depth,
    /// More objects, sections or inflated octets than the limits allow.
    #[error("over a limit")]
    Limit,
    /// The chain of cross-reference sections comes back to itself.
    #[error("cross-reference loop")]
    Loop,
    /// A stream is compressed or encrypted in a way that this reader does not know.
    #[error("unsupported filter")]
    Filter,
    /// A password is needed to open the file.
    #[error("password needed")]
    Password,
}
