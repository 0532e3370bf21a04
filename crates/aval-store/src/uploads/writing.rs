//! Where the octets of an upload go while they arrive: a file that grows, or segments in a
//! store of objects.

use std::{
    fs::File,
    io::{self, Seek, SeekFrom, Write},
};

use sha2::{Digest, Sha256};
use tokio::task::{JoinHandle, spawn_blocking};
use uuid::Uuid;

use super::checksum::Running;
use crate::{
    BlobError,
    blobs::{SEGMENT, SHORT, Segment, SegmentedBlobs, blocking, finished},
};

/// What goes back and forth between the reader and the writer.
#[derive(Debug)]
pub(super) struct Writing {
    pub(super) hasher: Sha256,
    pub(super) checksum: Option<Running>,
    pub(super) place: Place,
}

/// The octets on their way to the store.
#[derive(Debug)]
pub(super) enum Place {
    /// Grows; carries the lock.
    File(File),
    /// Written one after the other.
    Segments(Segments),
}

/// Segments that the database does not know yet, and octets that are none yet.
#[derive(Debug)]
pub(super) struct Segments {
    blobs: SegmentedBlobs,
    owner: Uuid,
    buffer: Vec<u8>,
    /// Where the buffer begins in the file.
    at: u64,
    /// The segment that the buffer begins with, when it is a short one being written again.
    again: Option<Segment>,
    fresh: Fresh,
}

/// Segments written since the database was told.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    /// Each with where it begins, without a gap. Those of the database from the first
    /// beginning on give way to them.
    pub(super) segments: Vec<(u64, Segment)>,
    /// Segments that gave way.
    pub(super) replaced: Vec<Segment>,
}

/// A chunk being written.
pub(super) type Chunk = JoinHandle<io::Result<(Writing, Vec<u8>)>>;

impl Segments {
    /// Goes on at `at`, after `last` when that one is short and read again.
    pub(super) fn new(
        blobs: SegmentedBlobs,
        owner: Uuid,
        at: u64,
        last: Option<(Segment, Vec<u8>)>,
    ) -> Self {
        let (again, buffer) = last.map_or((None, Vec::new()), |(segment, octets)| {
            (Some(segment), octets)
        });
        let before = u64::try_from(buffer.len()).unwrap_or(u64::MAX);
        Self {
            blobs,
            owner,
            at: at.saturating_sub(before),
            buffer,
            again,
            fresh: Fresh::default(),
        }
    }

    /// Writes what is there; a short end stays at hand to be written again with more.
    async fn flush(&mut self) -> Result<(), BlobError> {
        let held = self.again.as_ref().map_or(0, |segment| segment.length);
        if u64::try_from(self.buffer.len()) == Ok(held) {
            return Ok(());
        }
        let octets = std::mem::take(&mut self.buffer);
        let short = octets.len() < SHORT;
        let octets = bytes::Bytes::from(octets);
        let segment = self.blobs.write(self.owner, octets.clone()).await?;
        // What was written of this stretch before gives way.
        self.fresh.replaced.extend(self.again.take());
        self.fresh.segments.retain(|(at, _)| *at < self.at);
        self.fresh.segments.push((self.at, segment.clone()));
        if short {
            self.buffer = octets.to_vec();
            self.again = Some(segment);
        } else {
            self.at = self.at.saturating_add(segment.length);
        }
        Ok(())
    }
}

impl Writing {
    pub(super) const fn new(place: Place, hasher: Sha256) -> Self {
        Self {
            hasher,
            checksum: None,
            place,
        }
    }

    /// True when the next chunk fills a segment, which the database must know.
    pub(super) fn fills_a_segment(&self, chunk: usize) -> bool {
        match &self.place {
            Place::File(_) => false,
            Place::Segments(segments) => segments.buffer.len().saturating_add(chunk) >= SEGMENT,
        }
    }

    /// Begins to make durable what a file holds, `at` octets, while more are written behind.
    pub(super) fn begin_securing(&self, at: u64) -> io::Result<Option<Securing>> {
        let Place::File(file) = &self.place else {
            return Ok(None);
        };
        let file = file.try_clone()?;
        Ok(Some(Securing {
            at,
            hasher: self.hasher.clone(),
            work: spawn_blocking(move || file.sync_data()),
        }))
    }

    /// Writes a chunk away from who reads the next one, and gives it back, empty, to be
    /// filled again.
    pub(super) fn start(mut self, mut chunk: Vec<u8>) -> Chunk {
        match &self.place {
            Place::File(_) => spawn_blocking(move || {
                self.digest(&chunk);
                if let Place::File(file) = &mut self.place {
                    file.write_all(&chunk)?;
                }
                chunk.clear();
                Ok((self, chunk))
            }),
            Place::Segments(_) => tokio::spawn(async move {
                self.digest(&chunk);
                if let Place::Segments(segments) = &mut self.place {
                    segments.buffer.extend_from_slice(&chunk);
                    if segments.buffer.len() >= SEGMENT {
                        segments.flush().await.map_err(io::Error::other)?;
                    }
                }
                chunk.clear();
                Ok((self, chunk))
            }),
        }
    }

    fn digest(&mut self, chunk: &[u8]) {
        self.hasher.update(chunk);
        if let Some(checksum) = &mut self.checksum {
            checksum.update(chunk);
        }
    }

    /// Makes what is written durable.
    pub(super) async fn secure(mut self) -> Result<Self, BlobError> {
        match &mut self.place {
            Place::File(_) => {
                blocking(move || {
                    if let Place::File(file) = &self.place {
                        file.sync_data()?;
                    }
                    Ok(self)
                })
                .await
            }
            Place::Segments(segments) => {
                segments.flush().await?;
                Ok(self)
            }
        }
    }

    /// Back to an earlier state; what came after was never acknowledged.
    pub(super) async fn rewind(mut self, to: u64, hasher: Sha256) -> Result<Self, BlobError> {
        self.hasher = hasher;
        self.checksum = None;
        match &mut self.place {
            Place::File(_) => {
                blocking(move || {
                    if let Place::File(file) = &mut self.place {
                        file.set_len(to)?;
                        file.seek(SeekFrom::Start(to))?;
                        file.sync_all()?;
                    }
                    Ok(self)
                })
                .await
            }
            Place::Segments(segments) => {
                let fresh = std::mem::take(&mut segments.fresh);
                let dropped: Vec<Segment> = fresh
                    .segments
                    .into_iter()
                    .map(|(_, segment)| segment)
                    .collect();
                segments.blobs.drop_segments(&dropped).await;
                segments.buffer.clear();
                segments.again = None;
                segments.at = to;
                Ok(self)
            }
        }
    }

    /// What the database must be told of.
    pub(super) fn take_fresh(&mut self) -> Fresh {
        match &mut self.place {
            Place::File(_) => Fresh::default(),
            Place::Segments(segments) => std::mem::take(&mut segments.fresh),
        }
    }
}

/// The disk at work on the first octets of a file.
#[derive(Debug)]
pub(super) struct Securing {
    /// How many.
    pub(super) at: u64,
    /// Their hash so far.
    pub(super) hasher: Sha256,
    work: JoinHandle<io::Result<()>>,
}

impl Securing {
    pub(super) fn is_finished(&self) -> bool {
        self.work.is_finished()
    }

    /// Waits for the disk; its errors are told here and nowhere else.
    pub(super) async fn finish(self) -> Result<(u64, Sha256), BlobError> {
        finished(self.work).await?;
        Ok((self.at, self.hasher))
    }
}

pub(super) async fn written(work: Chunk) -> Result<(Writing, Vec<u8>), BlobError> {
    finished(work).await
}
