//! Lists as CSV, the way spreadsheets write them in France: semicolons, UTF-8 with its mark, CRLF.

use crate::name::file_name;
use crate::scene::Scene;
use crate::{Error, Sample, wording};

/// A list of the caller's columns and rows (obsolete versions, inventory of accounts…), as CSV.
/// A last column repeats the proof number, so that each line stays traceable once copied elsewhere.
///
/// # Errors
/// [`Error::Csv`].
pub fn spreadsheet_or_csv(
    scene: &Scene,
    columns: &[String],
    rows: &[Vec<String>],
) -> Result<Sample, Error> {
    let mut octets = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(&mut octets);
    writer.write_record(columns.iter().map(String::as_str).chain([wording::PROOF]))?;
    for row in rows {
        let cells = (0..columns.len())
            .map(|rank| row.get(rank).map_or(String::new(), |cell| harmless(cell)));
        writer.write_record(cells.chain([scene.proof.clone()]))?;
    }
    writer.flush()?;
    drop(writer);
    Ok(Sample {
        name: file_name(wording::LIST, &scene.proof, "csv"),
        media_type: "text/csv",
        octets,
    })
}

/// A cell that a spreadsheet would run as a formula is made plain text.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
