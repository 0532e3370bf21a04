//! The files of a FAQ folder on disk, for those who keep it there. The only place of this
//! crate that touches a disk.

use std::{collections::BTreeMap, io, path::Path};

/// Reads `*.toml` of the folder and `entries/*.md`, by path inside the folder. Links are not
/// followed out of it.
///
/// # Errors
/// When the folder or one of these files cannot be read.
pub fn read_folder(folder: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for (below, ending) in [("", "toml"), ("entries", "md")] {
        for file in std::fs::read_dir(folder.join(below))? {
            let file = file?;
            let path = file.path();
            let wanted = path.extension().is_some_and(|found| found == ending);
            if !wanted || !file.file_type()?.is_file() {
                continue;
            }
            let name = file.file_name().to_string_lossy().into_owned();
            let inside = if below.is_empty() {
                name
            } else {
                format!("{below}/{name}")
            };
            files.insert(inside, std::fs::read(path)?);
        }
    }
    Ok(files)
}
