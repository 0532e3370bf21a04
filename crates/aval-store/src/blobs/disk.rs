//! Files under their SHA-256 on the local disk: `aa/bb/<hash>` in one folder, written
//! through a temporary file, synced, then renamed. A file is there whole or not at all.
//! Which file belongs to what is the journal's business.
//!
//! Several processes may share a folder. Each holds a lock on what it is receiving; at its
//! start it removes what nobody holds any more. Files that arrive in several times wait in
//! a folder of their own, kept by `uploads`.

use std::{
    collections::BTreeSet,
    fs::{self, File, TryLockError},
    io::{self, Write},
    ops::Range,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::SystemTime,
};

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncSeekExt, SeekFrom},
    task::{JoinHandle, spawn_blocking},
};

use super::{BlobError, BlobRange, BlobReader, StoredBlob};
use crate::column::hex;

/// Bytes read before they are hashed and written.
const CHUNK: usize = 512 * 1024;

/// Folder of the files being received.
const INCOMING: &str = "incoming";

/// Folder, within [`INCOMING`], of the files that arrive in several times.
const UPLOADS: &str = "uploads";

/// Files on the local disk. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct DiskBlobs {
    root: Arc<Path>,
    serial: Arc<AtomicU64>,
}

/// A file being received; removed when it is dropped before it has its name.
struct Incoming {
    path: PathBuf,
    kept: bool,
}

impl Incoming {
    fn settle(mut self, target: &Path, root: &Path) -> io::Result<()> {
        adopt(&self.path, target, root)?;
        self.kept = true;
        Ok(())
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.kept {
            // Nobody is left to tell; the next start tries again.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// What goes back and forth between the reader and the blocking writer.
struct Writing {
    file: File,
    hasher: Sha256,
}

impl Writing {
    /// Gives the chunk back, empty, to be filled again.
    fn write(mut self, mut chunk: Vec<u8>) -> io::Result<(Self, Vec<u8>)> {
        self.hasher.update(&chunk);
        self.file.write_all(&chunk)?;
        chunk.clear();
        Ok((self, chunk))
    }
}

impl DiskBlobs {
    /// Opens a folder, created when missing, and removes unfinished files.
    pub(super) async fn open(root: &Path) -> Result<Self, BlobError> {
        let root: Arc<Path> = Arc::from(root);
        let folder = Arc::clone(&root);
        blocking(move || {
            let incoming = folder.join(INCOMING);
            fs::create_dir_all(incoming.join(UPLOADS))?;
            for entry in fs::read_dir(&incoming)? {
                let entry = entry?;
                if entry.file_type()?.is_file() {
                    remove_unless_held(&entry.path())?;
                }
            }
            sync_folder(&incoming)?;
            sync_folder(&folder)
        })
        .await?;
        Ok(Self {
            root,
            serial: Arc::new(AtomicU64::new(0)),
        })
    }

    /// Looks at the folder itself.
    pub(super) async fn probe(&self) -> Result<(), BlobError> {
        let root = Arc::clone(&self.root);
        blocking(move || fs::read_dir(root).map(|_| ())).await
    }

    /// Keeps what a source gives, up to `limit` bytes. Once this returns, the file survives
    /// a crash. The same content is kept once.
    pub(super) async fn put(
        &self,
        source: &mut (impl AsyncRead + Unpin + ?Sized),
        limit: u64,
    ) -> Result<StoredBlob, BlobError> {
        let (incoming, file) = self.begin().await?;
        let (file, hash, size) = receive(file, source, limit).await?;
        let target = self.path(&hash)?;
        let root = Arc::clone(&self.root);
        blocking(move || {
            file.sync_all()?;
            incoming.settle(&target, &root)
        })
        .await?;
        Ok(StoredBlob { hash, size })
    }

    /// A new file among those being received, held by a lock.
    async fn begin(&self) -> Result<(Incoming, File), BlobError> {
        loop {
            let serial = self.serial.fetch_add(1, Ordering::Relaxed);
            let path = self
                .root
                .join(INCOMING)
                .join(format!("{}-{serial}", std::process::id()));
            let begun = blocking(move || {
                let file = match File::options().write(true).create_new(true).open(&path) {
                    // Another process with our number, in a container of its own.
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(None),
                    other => other?,
                };
                let incoming = Incoming { path, kept: false };
                file.lock()?;
                // A process that starts may have taken it for a left-over before the lock.
                Ok(incoming.path.try_exists()?.then_some((incoming, file)))
            })
            .await?;
            if let Some(begun) = begun {
                return Ok(begun);
            }
        }
    }

    /// Gives a file that is complete and durable its name; `from` is gone afterwards.
    pub(crate) async fn settle(&self, from: PathBuf, hash: &str) -> Result<(), BlobError> {
        let target = self.path(hash)?;
        let root = Arc::clone(&self.root);
        blocking(move || adopt(&from, &target, &root)).await
    }

    /// Where a file that arrives in several times waits.
    pub(crate) fn upload_path(&self, id: uuid::Uuid) -> PathBuf {
        self.root.join(INCOMING).join(UPLOADS).join(id.to_string())
    }

    /// Removes what was received before an instant for uploads that are forgotten, unless
    /// somebody has it in hand.
    pub(super) async fn drop_strays(
        &self,
        before: Timestamp,
        waiting: &BTreeSet<uuid::Uuid>,
    ) -> Result<u64, BlobError> {
        let (folder, waiting) = (self.root.join(INCOMING).join(UPLOADS), waiting.clone());
        let before = SystemTime::from(before);
        blocking(move || {
            let mut dropped = 0;
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                let name = entry.file_name();
                let owner = name.to_str().and_then(|name| name.parse().ok());
                let stray = owner.is_some_and(|owner: uuid::Uuid| !waiting.contains(&owner));
                let touched = match entry.metadata() {
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    other => other?.modified()?,
                };
                if stray && touched < before {
                    remove_unless_held(&entry.path())?;
                    dropped += 1;
                }
            }
            Ok(dropped)
        })
        .await
    }

    /// Size of a file, in bytes.
    pub(crate) async fn size(&self, hash: &str) -> Result<u64, BlobError> {
        let path = self.path(hash)?;
        blocking(move || fs::metadata(path).map(|metadata| metadata.len())).await
    }

    /// Opens a part of a file (`None`: all of it). The end may lie beyond the file's.
    pub(super) async fn open_range(
        &self,
        hash: &str,
        range: Option<Range<u64>>,
    ) -> Result<BlobRange, BlobError> {
        let path = self.path(hash)?;
        let mut file = tokio::fs::File::open(path).await.map_err(BlobError::disk)?;
        let size = file.metadata().await.map_err(BlobError::disk)?.len();
        let (start, length) = match range {
            None => (0, size),
            Some(range) if range.start >= size => return Err(BlobError::OutOfRange { size }),
            Some(range) => (range.start, range.end.min(size).saturating_sub(range.start)),
        };
        if start > 0 {
            file.seek(SeekFrom::Start(start))
                .await
                .map_err(BlobError::disk)?;
        }
        file.set_max_buf_size(CHUNK);
        Ok(BlobRange {
            reader: BlobReader::new(file.take(length)),
            length,
            size,
        })
    }

    /// The files that nobody has deposited since `before`, in the order of their hashes.
    pub(super) async fn idle(&self, before: Timestamp) -> Result<Vec<StoredBlob>, BlobError> {
        let root = Arc::clone(&self.root);
        let before = SystemTime::from(before);
        let mut found = blocking(move || {
            let mut found = Vec::new();
            for outer in folders(&root)? {
                for inner in folders(&outer)? {
                    idle_in(&inner, before, &mut found)?;
                }
            }
            Ok(found)
        })
        .await?;
        // What does not have the place of a file of ours is not ours to remove.
        found.retain(|file| self.path(&file.hash).is_ok());
        found.sort_by(|one, other| one.hash.cmp(&other.hash));
        Ok(found)
    }

    /// Removes a file for good, unless it was deposited again since `before`. Says whether
    /// it did; who asks knows that nothing named it then.
    pub(super) async fn remove_idle(
        &self,
        hash: &str,
        before: Timestamp,
    ) -> Result<bool, BlobError> {
        let path = self.path(hash)?;
        let root = Arc::clone(&self.root);
        let before = SystemTime::from(before);
        blocking(move || {
            // Whoever deposits the same content waits until it is gone, or is seen here.
            let held = File::open(&root)?;
            held.lock()?;
            let touched = match fs::metadata(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
                other => other?.modified()?,
            };
            if touched >= before {
                return Ok(false);
            }
            fs::remove_file(&path)?;
            path.parent().map_or(Ok(()), sync_folder)?;
            Ok(true)
        })
        .await
    }

    /// Reads a file again and says whether it still is what its name says.
    pub(super) async fn verify(&self, hash: &str) -> Result<bool, BlobError> {
        let path = self.path(hash)?;
        let found = blocking(move || {
            let mut hasher = Sha256::new();
            let mut file = File::open(path)?;
            let mut chunk = vec![0; CHUNK];
            loop {
                match io::Read::read(&mut file, &mut chunk)? {
                    0 => return Ok(hex(&hasher.finalize())),
                    read => hasher.update(chunk.get(..read).unwrap_or_default()),
                }
            }
        })
        .await?;
        Ok(found == hash)
    }

    /// Where a file lies, for a process that only reads it.
    pub(super) fn path(&self, hash: &str) -> Result<PathBuf, BlobError> {
        let well_formed = hash.len() == 64
            && hash
                .bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        match (well_formed, hash.get(..2), hash.get(2..4)) {
            (true, Some(outer), Some(inner)) => Ok(self.root.join(outer).join(inner).join(hash)),
            _ => Err(BlobError::BadHash),
        }
    }
}

/// A chunk being written.
type Chunk = JoinHandle<io::Result<(Writing, Vec<u8>)>>;

/// Writes and hashes a source into an open file. While one chunk is written, the next one
/// is read: two chunks are all the memory that an upload takes. No thread waits for a slow
/// source.
async fn receive(
    file: File,
    source: &mut (impl AsyncRead + Unpin + ?Sized),
    limit: u64,
) -> Result<(File, String, u64), BlobError> {
    let mut idle = Some(Writing {
        file,
        hasher: Sha256::new(),
    });
    let mut busy: Option<Chunk> = None;
    let mut chunk = Vec::with_capacity(CHUNK);
    let mut size: u64 = 0;
    loop {
        fill(&mut chunk, source).await?;
        size = size.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if size > limit {
            return Err(BlobError::TooLarge { limit });
        }
        let (writing, spare) = match (idle.take(), busy.take()) {
            (Some(writing), _) => (writing, Vec::with_capacity(CHUNK)),
            (None, Some(work)) => finished(work).await?,
            (None, None) => return Err(BlobError::Disk(io::ErrorKind::Other.into())),
        };
        if chunk.is_empty() {
            return Ok((writing.file, hex(&writing.hasher.finalize()), size));
        }
        let full = std::mem::replace(&mut chunk, spare);
        busy = Some(spawn_blocking(move || writing.write(full)));
    }
}

/// Reads until the chunk is full or the source ends.
async fn fill(
    chunk: &mut Vec<u8>,
    source: &mut (impl AsyncRead + Unpin + ?Sized),
) -> Result<(), BlobError> {
    while chunk.len() < CHUNK {
        let room = u64::try_from(CHUNK.saturating_sub(chunk.len())).unwrap_or(0);
        let read = (&mut *source)
            .take(room)
            .read_buf(chunk)
            .await
            .map_err(BlobError::Source)?;
        if read == 0 {
            break;
        }
    }
    Ok(())
}

pub(crate) async fn finished<T>(work: JoinHandle<io::Result<T>>) -> Result<T, BlobError> {
    work.await
        .map_err(|stopped| BlobError::Disk(io::Error::other(stopped)))?
        .map_err(BlobError::disk)
}

/// Renames a received file to the name of its content, durably.
fn adopt(from: &Path, target: &Path, root: &Path) -> io::Result<()> {
    let folder = target.parent();
    // Nobody removes files of this name as forgotten ones meanwhile.
    let shared = File::open(root)?;
    shared.lock_shared()?;
    File::open(from)?.set_modified(SystemTime::now())?;
    if let Some(folder) = folder {
        fs::create_dir_all(folder)?;
    }
    // Also over a file that is there: it is as old as its last deposit, and one that the
    // disk has spoilt is well again.
    fs::rename(from, target)?;
    drop(shared);
    // The name is durable when each folder on its way is.
    let outer = folder.and_then(Path::parent);
    for folder in [folder, outer, Some(root)].into_iter().flatten() {
        sync_folder(folder)?;
    }
    Ok(())
}

/// The folders in a folder, but that of the files being received.
fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() && entry.file_name() != INCOMING {
            found.push(entry.path());
        }
    }
    Ok(found)
}

/// True when files, or uploads on their way, are kept in a folder as they are.
pub(super) fn holds_files(root: &Path) -> io::Result<bool> {
    let there = |folder: &Path| match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        other => other.map(Some),
    };
    for entry in there(root)?.into_iter().flatten() {
        let name = entry?.file_name();
        let octet = name.to_str().is_some_and(|name| {
            name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        if octet {
            return Ok(true);
        }
    }
    let uploads = there(&root.join(INCOMING).join(UPLOADS))?;
    Ok(uploads.is_some_and(|mut entries| entries.next().is_some()))
}

/// The files of one folder that are older than an instant.
fn idle_in(folder: &Path, before: SystemTime, found: &mut Vec<StoredBlob>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = match entry.metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            other => other?,
        };
        if metadata.is_file()
            && metadata.modified()? < before
            && let Ok(hash) = entry.file_name().into_string()
        {
            found.push(StoredBlob {
                hash,
                size: metadata.len(),
            });
        }
    }
    Ok(())
}

/// Removes what an interrupted process had begun to receive; one that lives holds a lock.
pub(super) fn remove_unless_held(path: &Path) -> io::Result<()> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other?,
    };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Ok(()),
        Err(TryLockError::Error(error)) => Err(error),
        Ok(()) => match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        },
    }
}

/// Makes the entries of a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, BlobError> {
    finished(spawn_blocking(work)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `/dev/full` answers every write as a full disk does.
    #[tokio::test]
    async fn a_full_disk_has_its_own_error() {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let error = receive(full, &mut [1_u8; 10].as_slice(), 100)
            .await
            .unwrap_err();
        assert!(matches!(error, BlobError::DiskFull), "{error:?}");
    }
}
