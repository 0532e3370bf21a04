//! Reads and writes catalogue workbooks: XLSX and CSV in, findings that name their cell and
//! one [`CatalogueVersion`](aval_core::catalogue::CatalogueVersion) out, and back.
//!
//! What is not here: the tree itself (`aval_core::catalogue`), what applies to one
//! application, and any file, network or clock. Bytes come in, values go out.
//!
//! ```
//! use aval_workbook::{Format, Options, Outcome, read};
//!
//! let text = "Périmètre;ID;Chapitre;Fonction;Exigence;Commentaire;Profil;N° scénario;\
//!     Scénario de conformité;N° preuve;Preuve;Profil historique;Criticité;Ordre\n\
//!     Vague 2;INS.01;Identité;Recherche;Le système DOIT chercher.;;Général;INS.01.01;\
//!     Chercher;INS.01.01.01;Une vidéo;;Majeure;10\n";
//! let import = read(text.as_bytes(), Format::from_name("rem.csv"), &Options::default());
//! assert_eq!(import.outcome, Outcome::Ok);
//! assert_eq!(import.counts.proofs, 1);
//! assert!(import.catalogue.is_some());
//! ```
//!
//! - [`read`] never fails and never panics: whatever is wrong is a [`Finding`] with a stable
//!   code, a severity, a cell and a sentence in French and in English. One error and
//!   [`Import::catalogue`] is `None`: nothing is imported by halves.
//! - [`Options::rules`] are the `[catalogue_rules]` of the programme, [`Options::release`]
//!   names the version that is made, [`Options::limits`] bound memory and time.
//! - [`write_xlsx`] and [`write_csv`] write the fourteen columns back; reading them again
//!   gives the same catalogue.

mod archive;
mod assemble;
mod cell;
mod csv_text;
mod export;
mod finding;
mod grid;
mod identifier;
mod import;
mod layout;
mod limits;
mod markup;
mod row;
mod steps;
mod xlsx;

pub use cell::{CellRef, Sheet};
pub use export::{ExportError, write_csv, write_xlsx};
pub use finding::{Finding, Problem, Severity};
pub use import::{Counts, Format, Import, Options, Outcome, Release, read};
pub use layout::Layout;
pub use limits::Limits;
