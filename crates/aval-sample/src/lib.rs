//! Sample evidence: small, real, valid files made from words, for the demonstration, tests and benches.
//! The words (product, proof, requirement, people) come from the caller, so any programme can be shown; only the
//! furniture of a page («\u{a0}Preuve\u{a0}», «\u{a0}Exigence\u{a0}») is worded here, in [`wording`].
//! The same [`Scene`] always gives the same octets, and two proofs never give the same file.

mod canvas;
mod cda;
mod draw;
mod h264;
mod lettering;
mod mp4;
mod name;
mod pdf;
mod record;
mod scene;
mod screen;
mod signed;
mod table;
mod video;
mod wording;
mod xdm;

pub use cda::cda;
pub use pdf::{Part, Section, Signatory, attestation, document, form_pdf};
pub use record::{json, log, mail};
pub use scene::{Scene, Subject, View};
pub use screen::screen;
pub use signed::{DemonstrationAuthority, DemonstrationSigner, with_field};
pub use table::spreadsheet_or_csv;
pub use video::video;
pub use xdm::xdm_zip;

/// A file as a vendor would deposit it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Suggested file name: what it is, then the proof number, ASCII lower case, with its extension
    /// (`capture-ssi-gen-18-01-01.png`).
    pub name: String,
    /// Media type as it would be declared in an upload.
    pub media_type: &'static str,
    /// The file itself.
    pub octets: Vec<u8>,
}

/// The kinds of file that one [`Scene`] is enough to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// PNG picture of an application's screen.
    Screen,
    /// MP4 film of an application, twelve seconds.
    Video,
    /// Technical log, plain text.
    Log,
    /// Exchange trace, JSON.
    Json,
    /// E-mail message, EML.
    Mail,
    /// Procedure, PDF.
    Document,
    /// Signed-by-hand statement, PDF.
    Attestation,
    /// Clinical document, CDA R2 XML.
    Cda,
    /// Clinical document in an IHE XDM archive, ZIP.
    Xdm,
    /// List, CSV.
    Table,
}

impl Kind {
    /// Every kind, in the order of declaration.
    pub const ALL: [Self; 10] = [
        Self::Screen,
        Self::Video,
        Self::Log,
        Self::Json,
        Self::Mail,
        Self::Document,
        Self::Attestation,
        Self::Cda,
        Self::Xdm,
        Self::Table,
    ];
}

/// Makes the file of that kind for a scene, with contents that follow from the scene alone.
///
/// # Errors
/// [`Error`] when an encoder refuses; no wording of a scene can cause it.
pub fn make(kind: Kind, scene: &Scene) -> Result<Sample, Error> {
    match kind {
        Kind::Screen => screen(scene),
        Kind::Video => video(scene, 12),
        Kind::Log => Ok(log(scene)),
        Kind::Json => json(scene),
        Kind::Mail => Ok(mail(scene)),
        Kind::Document => document(scene, &Section::procedure(scene)),
        Kind::Attestation => attestation(scene, &Signatory::of(scene)),
        Kind::Cda => Ok(cda(scene)),
        Kind::Xdm => xdm_zip(scene),
        Kind::Table => {
            spreadsheet_or_csv(scene, &Scene::steps_as_columns(), &scene.steps_as_rows())
        }
    }
}

/// Why a sample could not be made: a fault of this crate or of an encoder, never of the words.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The embedded typeface could not be read.
    #[error("embedded typeface: {0}")]
    Typeface(#[from] ab_glyph::InvalidFont),
    /// The PNG encoder refused.
    #[error("PNG: {0}")]
    Png(#[from] png::EncodingError),
    /// The octets could not be gathered.
    #[error("writing: {0}")]
    Write(#[from] std::io::Error),
    /// The ZIP writer refused.
    #[error("ZIP: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// The CSV writer refused.
    #[error("CSV: {0}")]
    Csv(#[from] csv::Error),
    /// The cryptographic library refused a key.
    #[error("key: {0}")]
    Key(#[from] aws_lc_rs::error::KeyRejected),
    /// A document cannot be read.
    #[error("PDF: {0}")]
    Pdf(#[from] lopdf::Error),
    /// A signature does not fit into the room kept for it.
    #[error("the signature does not fit into the document")]
    Room,
    /// The JSON writer refused.
    #[error("JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl Error {
    /// Stable code of the cause.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Typeface(_) => "sample.typeface",
            Self::Png(_) => "sample.png",
            Self::Write(_) => "sample.write",
            Self::Zip(_) => "sample.zip",
            Self::Csv(_) => "sample.csv",
            Self::Json(_) => "sample.json",
            Self::Key(_) => "sample.key",
            Self::Pdf(_) => "sample.pdf",
            Self::Room => "sample.room",
        }
    }
}
