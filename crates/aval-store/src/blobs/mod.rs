//! Files under their SHA-256, wherever an installation keeps them: one way in, one way out,
//! whatever stands behind. How a place keeps octets is in the modules below; which file
//! belongs to what is the journal's business.

mod address;
mod bucket;
mod disk;
mod folder;
mod objects;
mod sealed;
mod segments;
mod sought;

use std::{
    collections::BTreeSet,
    fmt, io,
    ops::Range,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use jiff::Timestamp;
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

pub use address::{BucketAccess, FilesAddress, Patience};
pub(crate) use disk::{DiskBlobs, blocking, finished, sync_folder};
pub use sealed::SealingKeys;
pub(crate) use segments::{SEGMENT, SHORT, Segment, SegmentedBlobs};
pub use sought::SoughtBlob;

use folder::FolderObjects;
use objects::Objects;

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
    /// The store of objects does not answer, or not in time.
    #[error(
        "Le stockage des fichiers ne répond pas. Rien de ce qui était acquis n’est perdu : réessayez dans un instant."
    )]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The store of objects does not accept our keys.
    #[error("Le stockage des fichiers refuse l’accès : vérifiez ses clés.")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The store of objects answers, and knows no such bucket.
    #[error(
        "Le stockage des fichiers répond, mais ne connaît pas ce bucket : vérifiez le nom qui suit « s3:// »."
    )]
    NoBucket(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What is kept is not what was written.
    #[error("Le fichier conservé est altéré ou incomplet.")]
    Damaged,
    /// The address of the files is not one that the store knows.
    #[error(
        "L’adresse des fichiers doit être un dossier, « file:DOSSIER » ou « s3://BUCKET/PRÉFIXE »."
    )]
    BadAddress,
    /// The folder holds encrypted files, and no keys were given.
    #[error(
        "Ce dossier garde des fichiers chiffrés : indiquez le fichier des clés avec --seal-key-file."
    )]
    SealedFolder,
    /// Keys were given, and the folder holds files as they are.
    #[error(
        "Ce dossier garde des fichiers en clair : copiez-les dans un dossier neuf avec « aval blobs move », qui les chiffre, ou ouvrez-le sans --seal-key-file."
    )]
    PlainFolder,
    /// The file of keys does not hold keys.
    #[error(
        "Le fichier des clés de chiffrement doit porter, par ligne, un nom de clé, une espace et 64 chiffres hexadécimaux."
    )]
    BadKeys,
    /// What is kept was encrypted with a key that we were not given.
    #[error("La clé de chiffrement « {id} » manque : ajoutez-la au fichier des clés.")]
    KeyMissing {
        /// Its name.
        id: String,
    },
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
            Self::Unreachable(_) => "blob.unreachable",
            Self::Refused(_) => "blob.refused",
            Self::NoBucket(_) => "blob.no_bucket",
            Self::Damaged => "blob.damaged",
            Self::BadAddress => "blob.bad_address",
            Self::SealedFolder => "blob.sealed_folder",
            Self::PlainFolder => "blob.plain_folder",
            Self::BadKeys => "blob.bad_keys",
            Self::KeyMissing { .. } => "blob.key_missing",
        }
    }

    /// The cause behind an error of the system, which may be one of ours on its way out of
    /// a reader.
    pub(crate) fn disk(error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(ours) => ours,
            Err(error) => match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
                io::ErrorKind::NotFound => Self::NotFound,
                _ => Self::Disk(error),
            },
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
    /// Objects.
    Objects(SegmentedBlobs),
}

/// The same, for who writes a file in several times.
pub(crate) enum Kept<'a> {
    OnDisk(&'a DiskBlobs),
    InObjects(&'a SegmentedBlobs),
}

impl Blobs {
    /// Plain files in a folder, made when missing; what an interrupted process left
    /// unfinished is removed.
    ///
    /// # Errors
    /// [`BlobError::SealedFolder`] when the files of that folder are encrypted.
    pub async fn on_disk(root: &Path) -> Result<Self, BlobError> {
        if FolderObjects::is_one(root) {
            return Err(BlobError::SealedFolder);
        }
        Ok(Self {
            place: Place::Disk(DiskBlobs::open(root).await?),
        })
    }

    /// Opens the files at an address; with keys, what is new is encrypted where it is kept.
    /// A bucket is asked once, so that a mistake in its address or its keys is told at the
    /// start.
    ///
    /// # Errors
    /// [`BlobError::PlainFolder`] for keys with a folder of plain files,
    /// [`BlobError::SealedFolder`] for a folder of encrypted ones without keys.
    pub async fn open(
        address: &FilesAddress,
        access: &BucketAccess,
        keys: Option<SealingKeys>,
    ) -> Result<Self, BlobError> {
        match address {
            FilesAddress::Folder(root) if keys.is_none() => Self::on_disk(root).await,
            FilesAddress::Folder(root) => {
                let objects = FolderObjects::open(root).await?;
                Ok(Self::in_objects(Arc::new(objects), keys))
            }
            FilesAddress::Bucket { bucket, prefix } => {
                let objects = address::bucket(bucket, prefix, access)?;
                let blobs = Self::in_objects(Arc::new(objects), keys);
                blobs.probe().await?;
                Ok(blobs)
            }
        }
    }

    /// Objects in memory, as a bucket keeps them.
    #[cfg(test)]
    pub(crate) fn in_memory(keys: Option<SealingKeys>) -> Self {
        let store = Arc::new(object_store::memory::InMemory::new());
        Self::in_objects(Arc::new(bucket::BucketObjects::new(store, "")), keys)
    }

    fn in_objects(objects: Arc<dyn Objects>, keys: Option<SealingKeys>) -> Self {
        let ending = keys.as_ref().map_or("", |_| sealed::ENDING);
        // Also without a key: what was encrypted before asks for its own.
        let objects = sealed::SealedObjects {
            inner: objects,
            keys: keys.unwrap_or_default(),
        };
        Self {
            place: Place::Objects(SegmentedBlobs::new(Arc::new(objects), ending)),
        }
    }

    /// Asks the place of the files for something small: does it answer at all?
    pub(crate) async fn probe(&self) -> Result<(), BlobError> {
        match &self.place {
            Place::Disk(disk) => disk.probe().await,
            Place::Objects(objects) => objects.probe().await,
        }
    }

    pub(crate) const fn kept(&self) -> Kept<'_> {
        match &self.place {
            Place::Disk(disk) => Kept::OnDisk(disk),
            Place::Objects(objects) => Kept::InObjects(objects),
        }
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
            Place::Objects(objects) => objects.put(source, limit).await,
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
            Place::Objects(objects) => objects.size(hash).await,
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
            Place::Objects(objects) => objects.open_range(hash, range).await,
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

    /// A file to be read back and forth, without a copy of it; from a thread that may block,
    /// within the runtime where this was asked.
    pub async fn sought(&self, hash: &str) -> Result<SoughtBlob, BlobError> {
        match &self.place {
            Place::Disk(disk) => {
                let path = disk.path(hash)?;
                let opened = blocking(move || {
                    let file = std::fs::File::open(path)?;
                    let size = file.metadata()?.len();
                    Ok(SoughtBlob::on_disk(file, size))
                });
                opened.await
            }
            Place::Objects(objects) => objects.sought(hash).await,
        }
    }

    /// A file as one of this machine, for who must go back and forth in it.
    pub async fn local(&self, hash: &str) -> Result<LocalBlob, BlobError> {
        match &self.place {
            Place::Disk(disk) => {
                disk.size(hash).await?;
                Ok(LocalBlob {
                    path: disk.path(hash)?,
                    _copy: None,
                })
            }
            Place::Objects(_) => self.copy(hash).await,
        }
    }

    async fn copy(&self, hash: &str) -> Result<LocalBlob, BlobError> {
        let mut whole = self.open_range(hash, None).await?;
        let (file, path) = tempfile::NamedTempFile::new()
            .map_err(BlobError::disk)?
            .into_parts();
        let mut file = tokio::fs::File::from_std(file);
        let copied = tokio::io::copy(&mut whole.reader, &mut file).await;
        copied.map_err(BlobError::disk)?;
        tokio::io::AsyncWriteExt::flush(&mut file)
            .await
            .map_err(BlobError::disk)?;
        Ok(LocalBlob {
            path: path.to_path_buf(),
            _copy: Some(path),
        })
    }

    /// Removes the octets written before an instant that belong to no file and to none of
    /// the uploads `waiting`. Says how many files or objects went.
    pub(crate) async fn drop_strays(
        &self,
        before: Timestamp,
        waiting: &BTreeSet<uuid::Uuid>,
    ) -> Result<u64, BlobError> {
        match &self.place {
            Place::Disk(disk) => disk.drop_strays(before, waiting).await,
            Place::Objects(objects) => objects.drop_strays(before, waiting).await,
        }
    }

    /// The files that nobody has deposited since `before`, in the order of their hashes.
    pub(crate) async fn idle(&self, before: Timestamp) -> Result<Vec<StoredBlob>, BlobError> {
        match &self.place {
            Place::Disk(disk) => disk.idle(before).await,
            Place::Objects(objects) => objects.idle(before).await,
        }
    }

    /// Removes a file for good, unless it was deposited again since `before`. Says whether
    /// it did; who asks knows that nothing named it then.
    pub async fn remove_idle(&self, hash: &str, before: Timestamp) -> Result<bool, BlobError> {
        match &self.place {
            Place::Disk(disk) => disk.remove_idle(hash, before).await,
            Place::Objects(objects) => objects.remove_idle(hash, before).await,
        }
    }

    /// Reads a file again and says whether it still is what its name says.
    pub async fn verify(&self, hash: &str) -> Result<bool, BlobError> {
        match &self.place {
            Place::Disk(disk) => disk.verify(hash).await,
            Place::Objects(objects) => objects.verify(hash).await,
        }
    }

    /// Where a file lies as it is on this machine.
    ///
    /// # Errors
    /// [`BlobError::NotFound`] when it is kept elsewhere or otherwise.
    pub fn path(&self, hash: &str) -> Result<PathBuf, BlobError> {
        match &self.place {
            Place::Disk(disk) => disk.path(hash),
            Place::Objects(_) => Err(BlobError::NotFound),
        }
    }
}

/// A file of this machine with the content of a stored one; a copy is removed when this is
/// dropped.
#[derive(Debug)]
pub struct LocalBlob {
    path: PathBuf,
    _copy: Option<tempfile::TempPath>,
}

impl LocalBlob {
    /// Where it is.
    pub fn path(&self) -> PathBuf {
        self.path.clone()
    }
}

/// The first octet of a well-formed hash, as its two digits.
fn well_formed(hash: &str) -> Result<&str, BlobError> {
    let digits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if hash.len() == 64 && hash.bytes().all(digits) {
        hash.get(..2).ok_or(BlobError::BadHash)
    } else {
        Err(BlobError::BadHash)
    }
}
