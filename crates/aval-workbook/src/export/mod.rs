//! A catalogue written back as the fourteen columns, in XLSX or CSV, so that reading it again
//! gives the same catalogue.

pub(crate) mod guard;
mod table;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use aval_core::{catalogue::CatalogueVersion, programme::CatalogueRules};

use crate::cell::Sheet;

/// Why a catalogue cannot be written.
#[derive(Debug)]
pub enum ExportError {
    /// A text is longer than a spreadsheet cell can hold. No imported catalogue has one.
    CellTooLong {
        /// Identifier of the requirement.
        requirement: String,
    },
    /// The writer of the format failed.
    Writer(String),
}

impl ExportError {
    /// Stable code, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CellTooLong { .. } => "cell_too_long",
            Self::Writer(_) => "export_failed",
        }
    }

    /// What happened and what to do, in French.
    pub fn french(&self) -> String {
        match self {
            Self::CellTooLong { requirement } => format!(
                "Un texte de l’exigence {requirement} dépasse ce qu’une cellule de tableur peut garder. Exportez en CSV, ou raccourcissez-le."
            ),
            Self::Writer(cause) => format!("Le fichier n’a pas pu être écrit ({cause})."),
        }
    }

    /// What happened and what to do, in English.
    pub fn english(&self) -> String {
        match self {
            Self::CellTooLong { requirement } => format!(
                "A text of the requirement {requirement} is longer than a spreadsheet cell can hold. Export to CSV, or shorten it."
            ),
            Self::Writer(cause) => format!("The file could not be written ({cause})."),
        }
    }
}

impl std::fmt::Display for ExportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.english())
    }
}

impl std::error::Error for ExportError {}

impl From<XlsxError> for ExportError {
    fn from(error: XlsxError) -> Self {
        Self::Writer(error.to_string())
    }
}

/// Writes the fourteen columns as CSV: UTF-8 with a byte order mark, semicolons, as a French
/// spreadsheet program opens it without a question.
///
/// # Errors
///
/// [`ExportError::Writer`] when the writer fails, which it does not in memory.
pub fn write_csv(
    catalogue: &CatalogueVersion,
    rules: &CatalogueRules,
) -> Result<Vec<u8>, ExportError> {
    let failed = |error: &dyn std::error::Error| ExportError::Writer(error.to_string());
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    for row in table::rows(catalogue, rules) {
        writer
            .write_record(
                row.cells
                    .iter()
                    .map(|cell| guard::guarded(cell).into_owned()),
            )
            .map_err(|error| failed(&error))?;
    }
    writer.into_inner().map_err(|error| failed(error.error()))
}

/// Writes the fourteen columns as a workbook. The same catalogue always gives the same bytes.
///
/// # Errors
///
/// [`ExportError::CellTooLong`] when a text does not fit in a cell.
pub fn write_xlsx(
    catalogue: &CatalogueVersion,
    rules: &CatalogueRules,
) -> Result<Vec<u8>, ExportError> {
    let mut workbook = Workbook::new();
    // The day of the export is no part of the catalogue.
    let epoch = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&epoch));
    let text = Format::new().set_num_format("@").set_text_wrap();
    let title = Format::new().set_bold().set_text_wrap();
    let sheet = workbook.add_worksheet();
    sheet.set_name(Sheet::Requirements.name())?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, width) in table::WIDTHS.iter().enumerate() {
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        sheet.set_column_width(column, *width)?;
    }
    for (row, line) in (0_u32..).zip(table::rows(catalogue, rules)) {
        let format = if row == 0 { &title } else { &text };
        for (column, cell) in (0_u16..).zip(&line.cells) {
            if cell.is_empty() {
                continue;
            }
            sheet
                .write_string_with_format(row, column, guard::guarded(cell), format)
                .map_err(|error| match error {
                    XlsxError::MaxStringLengthExceeded => ExportError::CellTooLong {
                        requirement: line.requirement.clone(),
                    },
                    error => error.into(),
                })?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}
