//! The parts of an XLSX workbook (ECMA-376), streamed: which sheets there are, their texts,
//! which formats are dates, and the cells. Only what a catalogue needs is kept.

mod part;
mod sheet;
mod strings;
mod styles;
mod workbook;

use crate::{
    archive::Archive,
    cell::Sheet,
    finding::Problem,
    grid::{Grid, Texts},
    limits::Limits,
};

/// The tables of a workbook, and what there is to say about the file as a whole.
pub(crate) struct Book {
    pub requirements: Grid,
    pub steps: Option<Grid>,
    pub problems: Vec<Problem>,
    /// First hidden row of the main sheet.
    pub hidden_row: Option<u32>,
}

/// Reads a workbook; the error is the one cause that keeps it from being read.
pub(crate) fn read(bytes: &[u8], texts: &mut Texts, limits: &Limits) -> Result<Book, Problem> {
    let mut archive = Archive::open(bytes, limits)?;
    let mut problems = Vec::new();
    workbook::refuse_macros(&mut archive)?;
    part::refuse_doctypes(&mut archive)?;
    let contents = workbook::read(&mut archive)?;
    if workbook::has_external_links(&archive) {
        problems.push(Problem::ExternalLink);
    }
    let Some(main) = contents.sheet(Sheet::Requirements) else {
        let found = contents.sheets.iter().map(|sheet| sheet.name.clone());
        return Err(Problem::MissingSheet {
            found: found.collect(),
        });
    };
    if main.hidden {
        problems.push(Problem::HiddenSheet {
            sheet: main.name.clone(),
        });
    }
    let strings = strings::read(&mut archive, &contents.strings, texts)?;
    let dates = styles::date_formats(&mut archive, &contents.styles)?;
    let mut cells_left = limits.cells;
    let requirements = sheet::read(
        &mut archive,
        &main.path,
        &strings,
        &dates,
        texts,
        &mut cells_left,
    )?;
    let steps = contents
        .sheet(Sheet::Steps)
        .map(|found| {
            sheet::read(
                &mut archive,
                &found.path,
                &strings,
                &dates,
                texts,
                &mut cells_left,
            )
        })
        .transpose()?;
    Ok(Book {
        steps: steps.map(|steps| steps.grid),
        hidden_row: requirements.hidden_row,
        requirements: requirements.grid,
        problems,
    })
}
