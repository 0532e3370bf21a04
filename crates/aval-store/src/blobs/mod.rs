//! Files under their SHA-256, wherever an installation keeps them: one way in, one way out,
//! whatever stands behind. How a place keeps octets is in the modules below; which file
//! belongs to what is the journal's business.

mod disk;

use std::{
    fmt, io,
    ops::Range,
    path::{Path, PathBuf},
    pin::Pin,
    task::{Context, Poll},
};

use jiff::Timestamp;
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

use disk::DiskBlobs;
pub(crate) use disk::{blocking, finished, sync_folder};

/// Why a file could not be kept or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BlobError {
    /// The file is longer than allowed; nothing was kept.
    #[error("Le fichier dépasse la taille admise ({limit} octets) : rien n’a été conservé.")]
    TooLarge {
        /// The limit, in bytes.
        limit: u64,
    },
    /// The disk is full; nothing was kept.
    #[error("L’espace disque est épuisé : le fichier n’a pas été conservé.")]
    DiskFull,
    /// The transfer stopped before its end; nothing was kept.
    #[error("L’envoi s’est interrompu : rien n’a été conservé.")]
    Source(#[source] io::Error),
    /// There is no file of this hash.
    #[error("Ce fichier n’existe pas.")]
    NotFound,
    /// What was given is not a SHA-256 in hexadecimal.
    #[error("L’empreinte n’est pas valable.")]
    BadHash,
    /// The range begins after the end of the file.
    #[error("La partie demandée est hors du fichier, qui compte {size} octets.")]
    OutOfRange {
        /// Size of the file, in bytes.
        size: u64,
    },
    /// The disk failed.
    #[error("Le disque a refusé l’opération.")]
    Disk(#[source] io::Error),
}

impl BlobError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "blob.too_large",
            Self::DiskFull => "blob.disk_full",
            Self::Source(_) => "blob.source",
            Self::NotFound => "blob.not_found",
            Self::BadHash => "blob.bad_hash",
            Self::OutOfRange { .. } => "blob.out_of_range",
            Self::Disk(_) => "blob.disk",
        }
    }

    pub(crate) fn disk(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::NotFound => Self::NotFound,
            _ => Self::Disk(error),
        }
    }
}

/// A file that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBlob {
    /// SHA-256, lower-case hexadecimal.
    pub hash: String,
    /// Size in bytes.
    pub size: u64,
}

/// The octets of a file, in their order, from wherever they are kept.
pub struct BlobReader(Pin<Box<dyn AsyncRead + Send>>);

impl BlobReader {
    pub(crate) fn new(octets: impl AsyncRead + Send + 'static) -> Self {
        Self(Box::pin(octets))
    }
}

impl fmt::Debug for BlobReader {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("BlobReader")
    }
}

impl AsyncRead for BlobReader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.0.as_mut().poll_read(context, buffer)
    }
}

/// A part of a file, ready to be read.
#[derive(Debug)]
pub struct BlobRange {
    /// Reads exactly the part.
    pub reader: BlobReader,
    /// Bytes that the reader gives.
    pub length: u64,
    /// Size of the whole file, in bytes.
    pub size: u64,
}

/// The files of an installation. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Blobs {
    place: Place,
}

/// Where files are kept.
#[derive(Clone, Debug)]
enum Place {
    /// Plain files of a folder of this machine, or of one that several machines share.
    Disk(DiskBlobs),
}

impl Blobs {
    /// Plain files in a folder, made when missing; what an interrupted process left
    /// unfinished is removed.
    pub async fn on_disk(root: &Path) -> Result<Self, BlobError> {
        Ok(Self {
            place: Place::Disk(DiskBlobs::open(root).await?),
        })
    }

    /// Keeps what a source gives, up to `limit` bytes. Once this returns, the file survives
    /// a crash. The same content is kept once.
    pub async fn put(
        &self,
        source: &mut (impl AsyncRead + Unpin + Send + ?Sized),
        limit: u64,
    ) -> Result<StoredBlob, BlobError> {
        match &self.place {
            Place::Disk(disk) => disk.put(source, limit).await,
        }
    }

    /// True when a file of this hash is kept.
    pub async fn exists(&self, hash: &str) -> Result<bool, BlobError> {
        match self.size(hash).await {
            Ok(_) => Ok(true),
            Err(BlobError::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Size of a file, in bytes.
    pub async fn size(&self, hash: &str) -> Result<u64, BlobError> {
        match &self.place {
            Place::Disk(disk) => disk.size(hash).await,
        }
    }

    /// Opens a part of a file (`None`: all of it). The end may lie beyond the file's.
    pub async fn open_range(
        &self,
        hash: &str,
        range: Option<Range<u64>>,
    ) -> Result<BlobRange, BlobError> {
        match &self.place {
            Place::Disk(disk) => disk.open_range(hash, range).await,
        }
    }

    /// A whole file in memory: for those whose size was bounded when they came in.
    pub async fn content(&self, hash: &str) -> Result<Vec<u8>, BlobError> {
        let mut whole = self.open_range(hash, None).await?;
        let mut octets = Vec::new();
        whole
            .reader
            .read_to_end(&mut octets)
            .await
            .map_err(BlobError::disk)?;
        Ok(octets)
    }

    /// A file as one of this machine, for who must go back and forth in it.
    pub async fn local(&self, hash: &str) -> Result<LocalBlob, BlobError> {
        match &self.place {
            Place::Disk(disk) => {
                disk.size(hash).await?;
                Ok(LocalBlob {
                    path: disk.path(hash)?,
                })
            }
        }
    }

    /// The files that nobody has deposited since `before`, in the order of their hashes.
    pub(crate) async fn idle(&self, before: Timestamp) -> Result<Vec<StoredBlob>, BlobError> {
        match &self.place {
            Place::Disk(disk) => disk.idle(before).await,
        }
    }

    /// Removes a file for good, unless it was deposited again since `before`. Says whether
    /// it did; who asks knows that nothing named it then.
    pub async fn remove_idle(&self, hash: &str, before: Timestamp) -> Result<bool, BlobError> {
        match &self.place {
            Place::Disk(disk) => disk.remove_idle(hash, before).await,
        }
    }

    /// Reads a file again and says whether it still is what its name says.
    pub async fn verify(&self, hash: &str) -> Result<bool, BlobError> {
        match &self.place {
            Place::Disk(disk) => disk.verify(hash).await,
        }
    }

    /// Gives an upload that is complete and durable its name; it waits no more afterwards.
    pub(crate) async fn settle(&self, from: PathBuf, hash: &str) -> Result<(), BlobError> {
        match &self.place {
            Place::Disk(disk) => disk.settle(from, hash).await,
        }
    }

    /// Where a file that arrives in several times waits.
    pub(crate) fn upload_path(&self, id: uuid::Uuid) -> PathBuf {
        match &self.place {
            Place::Disk(disk) => disk.upload_path(id),
        }
    }

    /// Where a file lies as it is on this machine.
    ///
    /// # Errors
    /// [`BlobError::NotFound`] when it is kept elsewhere or otherwise.
    pub fn path(&self, hash: &str) -> Result<PathBuf, BlobError> {
        match &self.place {
            Place::Disk(disk) => disk.path(hash),
        }
    }
}

/// A file of this machine with the content of a stored one; a copy is removed when this is
/// dropped.
#[derive(Debug)]
pub struct LocalBlob {
    path: PathBuf,
}

impl LocalBlob {
    /// Where it is.
    pub fn path(&self) -> PathBuf {
        self.path.clone()
    }
}
