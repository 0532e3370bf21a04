//! The FAQ as the archive of a folder, ready for Git: what was published, archived answers
//! included, and nothing that is still being written.

use std::io::Write;

use aval_search::entry_path;
use axum::response::Response;
use rawzip::{CompressionMethod, ZipArchiveWriter};

use super::{failed, library};
use crate::{error_page::Problem, faq::Library, public::attachment, visitor::Person};

pub(super) async fn send(person: Person) -> Response {
    let library = match library(&person) {
        Ok(library) => library,
        Err(problem) => return person.visitor.problem(problem),
    };
    let texts = match person.house().store().faq_published().await {
        Ok(texts) => texts,
        Err(error) => return failed(&person.visitor, &error),
    };
    match packed(&library, &texts) {
        Ok(octets) => attachment(octets, "application/zip", "faq.zip"),
        Err(error) => {
            tracing::error!(%error, "the folder of the FAQ could not be packed");
            person.visitor.problem(Problem::Internal)
        }
    }
}

fn packed(library: &Library, texts: &[(String, String)]) -> Result<Vec<u8>, rawzip::Error> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    let tables = library
        .tables()
        .iter()
        .map(|(path, octets)| (path.clone(), octets.as_slice()));
    let entries = texts
        .iter()
        .map(|(slug, text)| (entry_path(slug), text.as_bytes()));
    for (path, octets) in tables.chain(entries) {
        let (mut entry, config) = archive
            .new_file(&path)
            .compression_method(CompressionMethod::STORE)
            .start()?;
        let mut writer = config.wrap(&mut entry);
        writer.write_all(octets)?;
        let (_, described) = writer.finish()?;
        entry.finish(described)?;
    }
    archive.finish()
}
