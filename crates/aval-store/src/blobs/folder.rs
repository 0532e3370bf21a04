//! Objects as files of a folder of this machine, or of one that several machines share.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::Bytes;
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    BlobError, blocking,
    objects::{Doing, Object, Objects},
    sync_folder,
};

/// What a name ends with while its octets are written.
const UNFINISHED: &str = ".unfinished";

/// A folder.
#[derive(Clone, Debug)]
pub(super) struct FolderObjects {
    root: Arc<Path>,
}

impl FolderObjects {
    /// Objects below a folder that exists.
    pub(super) fn new(root: &Path) -> Self {
        Self {
            root: Arc::from(root),
        }
    }

    fn place(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }
}

impl Objects for FolderObjects {
    fn put<'a>(&'a self, name: &'a str, octets: Bytes) -> Doing<'a, ()> {
        let (path, root) = (self.place(name), Arc::clone(&self.root));
        let unfinished = self.place(&format!("{name}-{}{UNFINISHED}", Uuid::new_v4()));
        Box::pin(blocking(move || {
            let written = write(&unfinished, &path, &root, &octets);
            if written.is_err() {
                // Nobody is left to tell; what remains is forgotten with its upload.
                let _ = fs::remove_file(&unfinished);
            }
            written
        }))
    }

    fn get<'a>(&'a self, name: &'a str, range: Range<u64>) -> Doing<'a, Bytes> {
        let path = self.place(name);
        Box::pin(async move {
            let wanted = range.end.saturating_sub(range.start);
            let octets = blocking(move || {
                let mut file = File::open(path)?;
                file.seek(SeekFrom::Start(range.start))?;
                let mut octets = Vec::with_capacity(usize::try_from(wanted).unwrap_or(0));
                file.take(wanted).read_to_end(&mut octets)?;
                Ok(octets)
            })
            .await?;
            if u64::try_from(octets.len()) == Ok(wanted) {
                Ok(Bytes::from(octets))
            } else {
                Err(BlobError::Damaged)
            }
        })
    }

    fn delete<'a>(&'a self, name: &'a str) -> Doing<'a, ()> {
        let path = self.place(name);
        Box::pin(blocking(move || match fs::remove_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
            Ok(()) => {
                let folder = path.parent();
                // The last one takes its folder with it; others keep theirs.
                let emptied = folder.is_some_and(|folder| fs::remove_dir(folder).is_ok());
                match folder {
                    Some(folder) if !emptied => sync_folder(folder),
                    _ => Ok(()),
                }
            }
        }))
    }

    fn list<'a>(&'a self, folder: &'a str) -> Doing<'a, Vec<Object>> {
        let (root, first) = (Arc::clone(&self.root), self.place(folder));
        Box::pin(blocking(move || {
            let (mut found, mut folders) = (Vec::new(), vec![first]);
            while let Some(folder) = folders.pop() {
                let entries = match fs::read_dir(&folder) {
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    other => other?,
                };
                for entry in entries {
                    let path = entry?.path();
                    let metadata = match fs::symlink_metadata(&path) {
                        Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                        other => other?,
                    };
                    let name = path.strip_prefix(&root).ok().and_then(Path::to_str);
                    match name {
                        _ if metadata.is_dir() => folders.push(path),
                        Some(name) if metadata.is_file() => found.push(Object {
                            name: name.to_owned(),
                            size: metadata.len(),
                            written: Timestamp::try_from(metadata.modified()?)
                                .map_err(io::Error::other)?,
                        }),
                        _ => {}
                    }
                }
            }
            Ok(found)
        }))
    }
}

/// Through a name of its own, so that an object is there whole or not at all.
fn write(unfinished: &Path, path: &Path, root: &Path, octets: &[u8]) -> io::Result<()> {
    let mut file = loop {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        match File::options()
            .write(true)
            .create_new(true)
            .open(unfinished)
        {
            // The folder was just emptied, and went with its last object.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            other => break other?,
        }
    };
    file.write_all(octets)?;
    file.sync_all()?;
    fs::rename(unfinished, path)?;
    // The name is durable when each folder on its way is.
    for folder in path.ancestors().skip(1) {
        sync_folder(folder)?;
        if folder == root {
            break;
        }
    }
    Ok(())
}
