//! Papers that are kept for years: headings, paragraphs, facts and tables, as a PDF/A-2a that
//! is also PDF/UA-1 (archives open it in thirty years, a screen reader reads its tables).
//! What a paper says is the caller's; its look lives here.

mod layout;
mod lettering;
mod pen;

use jiff::Timestamp;

/// A paper and everything it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Shown first, and the title of the document.
    pub title: String,
    /// BCP 47 language of the whole.
    pub language: String,
    /// At the foot of each page, before its number.
    pub footer: String,
    /// When it was made: given, so that the same paper has the same octets.
    pub made_at: Timestamp,
    /// Its content, in reading order.
    pub blocks: Vec<Block>,
}

/// A part of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The title of a part.
    Heading(String),
    /// Words; line ends are kept.
    Paragraph(String),
    /// Names and what they are.
    Facts(Vec<(String, String)>),
    /// Rows; the first cell names its row.
    Table(Table),
}

/// A table whose head comes again on each page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Says what the table holds.
    pub caption: String,
    /// Its columns, from the left.
    pub columns: Vec<Column>,
    /// Cells of each row. Cells beyond the columns are not shown; missing ones are empty.
    pub rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Heads the column.
    pub title: String,
    /// Share of the width; shares are added up.
    pub share: u16,
    /// Hashes and codes, whose letters are compared one by one.
    pub code: bool,
}

/// Why a paper could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The fonts of the program do not read.
    #[error("the fonts cannot be read")]
    Fonts,
    /// The writer of PDFs refused: its own words.
    #[error("the PDF cannot be written: {0}")]
    Writer(String),
}

impl PaperError {
    /// Stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Fonts => "paper.fonts",
            Self::Writer(_) => "paper.writer",
        }
    }
}

impl Paper {
    /// The paper as a PDF. The same paper always gives the same octets.
    ///
    /// # Errors
    /// [`PaperError`]; no content is refused: letters that the fonts lack are shown as `\u{fffd}`.
    pub fn pdf(&self) -> Result<Vec<u8>, PaperError> {
        let letters = lettering::Lettering::new()?;
        let laid = layout::lay_out(self, &letters);
        pen::write(self, &laid, &letters)
    }
}
