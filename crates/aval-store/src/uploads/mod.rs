//! Files that arrive in several times: what was received, for whom and for which slot, in
//! the database; the octets where the files are kept, until the rules take them. Any
//! instance that shares both goes on where another stopped.
//!
//! The protocol (tus) and the rules of deposits live above.

mod checksum;
mod hash_state;
mod hold;
mod record;
mod writing;

use std::{
    io::{self, SeekFrom},
    ops::Range,
    time::Duration,
};

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use uuid::Uuid;

pub use checksum::{Checksum, ChecksumAlgorithm};
pub use hold::Hold;
pub use record::{NewUpload, Upload, UploadKind};

use crate::{BlobError, BlobReader, Blobs, Store, StoreError, blobs::Kept, column::hex};

/// How long a transfer may say nothing before it counts as cut.
const PATIENCE: Duration = Duration::from_secs(20);

/// Octets after which what was received is made durable, even in the middle of a request: at
/// most so much is sent again after a crash.
pub const CHECKPOINT: u64 = 16 * 1024 * 1024;

/// Why an upload could not go on. What was received before stays.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UploadError {
    /// There is no such upload, or it has expired.
    #[error("Cet envoi n’existe pas, ou n’est plus gardé.")]
    NotFound,
    /// Another request writes into it.
    #[error("Cet envoi est en cours par une autre connexion.")]
    Locked,
    /// The octets do not follow those received.
    #[error("Cet envoi en est à l’octet {received}.")]
    WrongOffset {
        /// Where it stands.
        received: u64,
    },
    /// The octets do not have the checksum announced; they were dropped.
    #[error("La somme de contrôle ne correspond pas à ce qui a été reçu.")]
    WrongChecksum,
    /// More octets than announced at the beginning; those in excess were dropped.
    #[error("L’envoi dépasse la longueur annoncée ({length} octets).")]
    TooLong {
        /// The length announced.
        length: u64,
    },
    /// The transfer was cut, or fell silent.
    #[error("L’envoi s’est interrompu à l’octet {received}.")]
    Cut {
        /// Where it stands.
        received: u64,
    },
    /// Parts that cannot be put together: not complete, not parts, not of one person.
    #[error("Ces envois partiels ne peuvent pas être réunis.")]
    BadParts,
    /// The disk could not.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The database could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl UploadError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "upload.not_found",
            Self::Locked => "upload.locked",
            Self::WrongOffset { .. } => "upload.wrong_offset",
            Self::WrongChecksum => "upload.wrong_checksum",
            Self::TooLong { .. } => "upload.too_long",
            Self::Cut { .. } => "upload.cut",
            Self::BadParts => "upload.bad_parts",
            Self::Blob(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

impl From<io::Error> for UploadError {
    fn from(error: io::Error) -> Self {
        Self::Blob(BlobError::disk(error))
    }
}

/// The uploads of an installation. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Uploads {
    store: Store,
    blobs: Blobs,
    patience: Duration,
}

impl Uploads {
    /// Over a database and the place of the files.
    pub fn new(store: Store, blobs: Blobs) -> Self {
        Self {
            store,
            blobs,
            patience: PATIENCE,
        }
    }

    /// With another patience for silent transfers.
    #[must_use]
    pub const fn patient(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Puts complete parts together into the upload `new`, in their order. The result is
    /// held; the parts stay until they are removed or expire.
    ///
    /// # Errors
    /// [`UploadError::BadParts`] when one is not a complete part of the same person for the
    /// same slot; nothing is then left of the whole.
    pub async fn concatenate(
        &self,
        new: &NewUpload,
        parts: &[Uuid],
        now: Timestamp,
    ) -> Result<Hold, UploadError> {
        self.create(new).await?;
        match self.join(new, parts, now).await {
            Ok(hold) => Ok(hold),
            Err(error) => {
                if let Ok(hold) = self.hold(new.id).await {
                    hold.remove().await?;
                }
                Err(error)
            }
        }
    }

    async fn join(
        &self,
        new: &NewUpload,
        parts: &[Uuid],
        now: Timestamp,
    ) -> Result<Hold, UploadError> {
        let mut whole = self.hold(new.id).await?;
        for id in parts {
            let part = match self.hold(*id).await {
                Err(UploadError::NotFound) => return Err(UploadError::BadParts),
                other => other?,
            };
            if !part.upload().is_a_part_of(new) {
                return Err(UploadError::BadParts);
            }
            let mut file = self.octets(part.upload()).await?;
            let at = whole.upload().received;
            match whole
                .receive_within(
                    at,
                    part.upload().length,
                    &mut file,
                    None,
                    now,
                    new.expires_at,
                )
                .await
            {
                Ok(_) => {}
                Err(UploadError::TooLong { .. }) => return Err(UploadError::BadParts),
                Err(error) => return Err(error),
            }
        }
        if whole.upload().is_complete() {
            Ok(whole)
        } else {
            Err(UploadError::BadParts)
        }
    }

    /// SHA-256 of a part of what was received, to recognise the file elsewhere; `None` when
    /// the octets are not there any more.
    pub async fn sample(
        &self,
        upload: &Upload,
        range: Range<u64>,
    ) -> Result<Option<String>, UploadError> {
        let range = range.start..range.end.min(upload.received).max(range.start);
        let length = range.end.saturating_sub(range.start);
        let mut octets = match self.kept_octets(upload, range).await {
            Err(UploadError::Blob(BlobError::NotFound)) => return Ok(None),
            other => other?,
        };
        let (mut hasher, mut chunk, mut total) = (Sha256::new(), vec![0; 64 * 1024], 0_u64);
        loop {
            match octets.read(&mut chunk).await.map_err(BlobError::disk) {
                Ok(0) => return Ok((total == length).then(|| hex(&hasher.finalize()))),
                Ok(read) => {
                    hasher.update(chunk.get(..read).unwrap_or_default());
                    total = total.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
                }
                Err(BlobError::NotFound) => return Ok(None),
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Everything received so far.
    async fn octets(&self, upload: &Upload) -> Result<BlobReader, UploadError> {
        self.kept_octets(upload, 0..upload.received).await
    }

    async fn kept_octets(
        &self,
        upload: &Upload,
        range: Range<u64>,
    ) -> Result<BlobReader, UploadError> {
        match self.blobs.kept() {
            Kept::OnDisk(disk) => {
                let mut file = tokio::fs::File::open(disk.upload_path(upload.id)).await?;
                file.seek(SeekFrom::Start(range.start)).await?;
                let length = range.end.saturating_sub(range.start);
                Ok(BlobReader::new(file.take(length)))
            }
            Kept::InObjects(objects) => {
                let segments = self.segments(upload.id).await?;
                if segments.is_empty() && upload.received > 0 {
                    return Err(BlobError::NotFound.into());
                }
                Ok(objects.read_segments(segments, range))
            }
        }
    }

    /// Removes up to `limit` uploads that are not kept any more, with their octets. Says how
    /// many.
    pub async fn sweep(&self, now: Timestamp, limit: u32) -> Result<u64, UploadError> {
        let mut removed = 0;
        for id in self.expired(now, limit).await? {
            match self.hold(id).await {
                Ok(hold) => removed += u64::from(hold.expire(now).await?),
                // Taken up again meanwhile, or already gone.
                Err(UploadError::Locked | UploadError::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(removed)
    }
}

#[cfg(test)]
mod tests;
