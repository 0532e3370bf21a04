//! The register as a file: CSV for a spreadsheet, JSON for a program. The same filters as
//! the page, every entry at once.

use std::borrow::Cow;

use aval_store::{ListingRow, PAGE_MAX, RegisterFilter, Store, StoreError};
use axum::{
    extract::RawQuery,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use super::{
    column::{Column, told},
    frame,
    question::Question,
    register::failed,
};
use crate::{error_page::Problem, locale::Locale, visitor::Visitor};

async fn every(store: &Store, filter: &RegisterFilter) -> Result<Vec<ListingRow>, StoreError> {
    let (mut rows, mut place) = (Vec::new(), None);
    loop {
        let page = store.register(filter, PAGE_MAX, place.as_deref()).await?;
        rows.extend(page.rows);
        match page.next {
            Some(next) => place = Some(next),
            None => return Ok(rows),
        }
    }
}

/// The rows of a question, as a file of comma-separated values.
pub(super) async fn csv(visitor: Visitor, RawQuery(query): RawQuery) -> Response {
    let question = Question::read(query.as_deref());
    let rows = match every(visitor.house.store(), &question.filter).await {
        Ok(rows) => rows,
        Err(error) => return failed(&visitor, &error),
    };
    match written(&visitor, &rows) {
        Ok(text) => attachment(text, "text/csv; charset=utf-8", "registre.csv"),
        Err(error) => {
            tracing::error!(%error, "the register could not be written");
            visitor.problem(Problem::Internal)
        }
    }
}

fn written(visitor: &Visitor, rows: &[ListingRow]) -> Result<Vec<u8>, csv::Error> {
    let layout = frame(visitor, "/registre");
    let columns = Column::of(visitor.house.programme());
    // Spreadsheets guess the encoding from the mark, and the separator from their language.
    let separator = match visitor.l {
        Locale::Fr => b';',
        Locale::En => b',',
    };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator)
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(columns.iter().map(|column| column.label(visitor.l)))?;
    for row in rows {
        writer.write_record(columns.iter().map(|column| {
            let cell = column.cell(&visitor.house, &layout, row);
            harmless(&cell).into_owned()
        }))?;
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

/// A cell that no spreadsheet takes for a formula: vendors choose these names, others open
/// the file. An apostrophe in front, as spreadsheets themselves write it (OWASP, CSV
/// injection).
pub(crate) fn harmless(cell: &str) -> Cow<'_, str> {
    // Spreadsheets pass over blanks and what does not show.
    let unseen = |letter: char| {
        letter.is_whitespace()
            || letter.is_control()
            || ('\u{200b}'..='\u{200f}').contains(&letter)
            || letter == '\u{feff}'
    };
    let start = cell.trim_start_matches(unseen);
    let formula = start.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%']);
    if formula || cell.starts_with(['\t', '\r', '\n']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The rows of a question, for a program.
pub(super) async fn json(visitor: Visitor, RawQuery(query): RawQuery) -> Response {
    let question = Question::read(query.as_deref());
    let house = &visitor.house;
    let rows = match every(house.store(), &question.filter).await {
        Ok(rows) => rows,
        Err(error) => return failed(&visitor, &error),
    };
    let programme = house.programme();
    let entries: Vec<_> = rows.iter().map(|row| told(house, row)).collect();
    let body = serde_json::json!({
        "programme": { "code": programme.code, "name": programme.name, "illustrative": programme.illustrative },
        "count": entries.len(),
        "entries": entries,
    });
    machine_readable(body.to_string())
}

/// An answer in JSON, which any site may read: nothing in it is private.
pub(super) fn machine_readable(body: String) -> Response {
    let mut response = body.into_response();
    let fields = response.headers_mut();
    fields.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    fields.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    fields.insert(
        header::HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A file to be kept rather than shown.
pub(crate) fn attachment(body: Vec<u8>, media_type: &'static str, name: &str) -> Response {
    let mut response = body.into_response();
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        fields.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_that_looks_like_a_formula_is_put_out_of_harm() {
        for cell in [
            "=1+1", "+33", "-2", "@SUM(A1)", "\t=1", " =1", "＝1", "|cmd",
        ] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        for cell in ["", "Lac", "1.0", "A=B", "2026-01-01"] {
            assert_eq!(harmless(cell), cell);
        }
    }

    proptest! {
        #[test]
        fn no_cell_begins_like_a_formula_and_none_loses_a_letter(cell in ".{0,40}") {
            let safe = harmless(&cell);
            prop_assert!(safe.ends_with(&cell));
            prop_assert!(!safe.trim_start().starts_with(['=', '+', '-', '@']) );
        }
    }
}
