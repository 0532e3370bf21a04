//! Objects as files of a folder of this machine, or of one that several machines share: what
//! an installation with keys keeps in a folder. Encrypting is done above, in `sealed`.

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
    BlobError, blocking, disk,
    objects::{Doing, Object, Objects},
    segments::{HELD, PARTS},
    sync_folder,
};

/// Folder of the objects being written.
const UNFINISHED: &str = "unfinished";

/// A folder.
#[derive(Clone, Debug)]
pub(super) struct FolderObjects {
    root: Arc<Path>,
}

impl FolderObjects {
    /// Opens a folder, made when missing, and removes what an interrupted process had begun.
    ///
    /// # Errors
    /// [`BlobError::PlainFolder`] when files are kept there as they are.
    pub(super) async fn open(root: &Path) -> Result<Self, BlobError> {
        let root: Arc<Path> = Arc::from(root);
        let folder = Arc::clone(&root);
        let plain = blocking(move || {
            if disk::holds_files(&folder)? {
                return Ok(true);
            }
            // Made now: who opens it without keys is told even before the first file.
            for name in [HELD, PARTS, UNFINISHED] {
                fs::create_dir_all(folder.join(name))?;
            }
            for entry in fs::read_dir(folder.join(UNFINISHED))? {
                disk::remove_unless_held(&entry?.path())?;
            }
            sync_folder(&folder)?;
            Ok(false)
        });
        if plain.await? {
            return Err(BlobError::PlainFolder);
        }
        Ok(Self { root })
    }

    /// True when a folder is one of objects.
    pub(super) fn is_one(root: &Path) -> bool {
        root.join(HELD).is_dir()
    }

    fn place(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }
}

impl Objects for FolderObjects {
    fn put<'a>(&'a self, name: &'a str, octets: Bytes) -> Doing<'a, ()> {
        let (path, root) = (self.place(name), Arc::clone(&self.root));
        let unfinished = root.join(UNFINISHED).join(Uuid::new_v4().to_string());
        Box::pin(blocking(move || {
            let written = write(&unfinished, &path, &root, &octets);
            if written.is_err() {
                // Nobody is left to tell; the next start tries again.
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
    let mut file = File::create_new(unfinished)?;
    // Whoever starts meanwhile removes what nobody holds.
    file.lock()?;
    file.write_all(octets)?;
    file.sync_all()?;
    loop {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        match fs::rename(unfinished, path) {
            // The folder was just emptied, and went with its last object.
            Err(error) if error.kind() == io::ErrorKind::NotFound && unfinished.exists() => {}
            other => break other?,
        }
    }
    // The name is durable when each folder on its way is.
    for folder in path.ancestors().skip(1) {
        match sync_folder(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            other => other?,
        }
        if folder == root {
            break;
        }
    }
    Ok(())
}
