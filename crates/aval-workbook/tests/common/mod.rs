//! Where the shared workbooks are, when they are there, and workbooks made by the tests.
#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod workbook;

use std::{fs, path::PathBuf};

/// The folder of real and broken workbooks; `None`, and a line that says so, when a clone of
/// the project stands alone.
pub fn fixtures() -> Option<PathBuf> {
    let root = std::env::var_os("AVAL_FIXTURES").map_or_else(
        || {
            PathBuf::from(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../../shared/fixtures"
            ))
        },
        PathBuf::from,
    );
    let folder = root.join("rem");
    if folder.join("manifest.json").is_file() {
        return Some(folder);
    }
    eprintln!("skipped: no workbooks under {}", folder.display());
    None
}

/// A manifest as JSON.
pub fn manifest(path: PathBuf) -> serde_json::Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}
