//! Files copied from one place to another, each read again where it arrives. Which addresses
//! these are, and what is said about it, is the business of who asks; nothing is ever removed
//! from where files come from.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, ReadBuf};

use crate::{BlobError, BlobFault, Blobs, StoredBlob, column::hex};

/// Files copied at the same time: a store far away answers slowly, not seldom.
const AT_ONCE: usize = 4;

/// From one place to another.
#[derive(Clone, Debug)]
pub struct Moving {
    from: Blobs,
    to: Blobs,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// Copied, and read again where it arrived.
    Copied,
    /// There already, and read again.
    AlreadyThere,
    /// Removed where it was, since the list was made: an erased content.
    Gone,
    /// Not copied: it is not what was deposited.
    Faulty(BlobFault),
}

impl Moving {
    /// Between two places, each open.
    pub const fn new(from: Blobs, to: Blobs) -> Self {
        Self { from, to }
    }

    /// Every file where they come from, in the order of their hashes.
    pub async fn files(&self) -> Result<Vec<StoredBlob>, BlobError> {
        self.from.idle(Timestamp::MAX).await
    }

    /// The files that are where they go to and not where they come from: contents erased
    /// since they were copied, or of somebody else.
    pub async fn only_there(&self) -> Result<Vec<StoredBlob>, BlobError> {
        let mut only = self.to.idle(Timestamp::MAX).await?;
        let here = self.files().await?;
        only.retain(|file| {
            here.binary_search_by(|known| known.hash.cmp(&file.hash))
                .is_err()
        });
        Ok(only)
    }

    /// Removes one of those.
    pub async fn forget(&self, file: &StoredBlob) -> Result<bool, BlobError> {
        if self.from.exists(&file.hash).await? {
            return Ok(false);
        }
        self.to.remove_idle(&file.hash, Timestamp::MAX).await
    }

    /// True when a file of this hash and this size is there already; its octets are not read.
    pub async fn is_there(&self, file: &StoredBlob) -> Result<bool, BlobError> {
        match self.to.size(&file.hash).await {
            Ok(size) => Ok(size == file.size),
            Err(BlobError::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Copies files, several at once, and tells of each when it is done.
    ///
    /// # Errors
    /// Those of the place where files go to, and those that keep every file from being read:
    /// doing it again goes on.
    pub async fn copy(
        &self,
        files: &[StoredBlob],
        mut told: impl FnMut(&StoredBlob, Moved),
    ) -> Result<(), BlobError> {
        let mut copied = stream::iter(files)
            .map(async |file| Ok::<_, BlobError>((file, self.one(file).await?)))
            .buffer_unordered(AT_ONCE);
        while let Some((file, moved)) = copied.try_next().await? {
            told(file, moved);
        }
        Ok(())
    }

    async fn one(&self, file: &StoredBlob) -> Result<Moved, BlobError> {
        if self.is_well(file).await? {
            return Ok(Moved::AlreadyThere);
        }
        let source = match self.from.open_range(&file.hash, None).await {
            Ok(source) => source.reader,
            Err(error) => return self.fault(error).await,
        };
        let mut source = Proved {
            octets: source,
            hasher: Sha256::new(),
            hash: file.hash.clone(),
            proved: false,
        };
        match self.to.put(&mut source, u64::MAX).await {
            Ok(_) => {}
            Err(BlobError::Source(error)) => return self.fault(BlobError::disk(error)).await,
            Err(error) => return Err(error),
        }
        if self.to.verify(&file.hash).await? {
            Ok(Moved::Copied)
        } else {
            Err(BlobError::Damaged)
        }
    }

    /// True when the file is there and is what its name says.
    async fn is_well(&self, file: &StoredBlob) -> Result<bool, BlobError> {
        match self.to.verify(&file.hash).await {
            Err(BlobError::NotFound | BlobError::Damaged) => Ok(false),
            other => other,
        }
    }

    /// Of a file that cannot be read where it comes from.
    async fn fault(&self, error: BlobError) -> Result<Moved, BlobError> {
        Ok(match error {
            BlobError::NotFound => Moved::Gone,
            BlobError::Damaged => Moved::Faulty(BlobFault::Altered),
            error if self.from.probe().await.is_err() => return Err(error),
            _ => Moved::Faulty(BlobFault::Unreadable),
        })
    }
}

/// Octets that end with an error when they are not those of their name: whoever keeps them
/// keeps nothing then.
struct Proved<R> {
    octets: R,
    hasher: Sha256,
    hash: String,
    proved: bool,
}

impl<R: AsyncRead + Unpin> AsyncRead for Proved<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.octets).poll_read(context, buffer))?;
        let fresh = buffer.filled().get(before..).unwrap_or_default();
        if fresh.is_empty() && buffer.remaining() > 0 {
            // The end may be asked for again.
            if !self.proved && hex(&self.hasher.finalize_reset()) != self.hash {
                return Poll::Ready(Err(io::Error::other(BlobError::Damaged)));
            }
            self.proved = true;
        } else {
            self.hasher.update(fresh);
        }
        Poll::Ready(Ok(()))
    }
}
