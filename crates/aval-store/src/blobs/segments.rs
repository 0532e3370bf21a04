//! Files made of objects. The octets are in segments, written as they arrive and never moved;
//! a small manifest, named after the SHA-256, lists them: a file of ten gigabytes gets its
//! name in one request, whichever instances received it. Decision record 51 says why.
//!
//! No object is ever changed: who finds a manifest may read what it lists, and who removes
//! one removes that one only, whatever another instance deposits meanwhile.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    ops::Range,
    sync::Arc,
};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    runtime::Handle,
};
use tokio_util::io::StreamReader;
use uuid::Uuid;

use super::{
    BlobError, BlobRange, BlobReader, StoredBlob,
    objects::{Object, Objects},
    sought::SoughtBlob,
};
use crate::column::hex;

/// Octets of a segment at most; one that is being filled and one that is being written are
/// the memory of an upload.
pub(crate) const SEGMENT: usize = 4 * 1024 * 1024;

/// A last segment shorter than this is read back and written again with what follows: many
/// small requests do not make many small objects.
pub(crate) const SHORT: usize = 1024 * 1024;

/// Octets asked for at once by a reader, and all the memory it takes.
const WINDOW: u64 = 1024 * 1024;

/// Folder of the manifests.
pub(super) const HELD: &str = "held";

/// Folder of the segments.
pub(super) const PARTS: &str = "parts";

/// Octets of a manifest at most: a hundred thousand segments.
const MANIFEST: u64 = 16 * 1024 * 1024;

/// Some octets of a file, in an object of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Segment {
    /// Name of the object.
    pub(crate) name: String,
    /// Its octets.
    pub(crate) length: u64,
}

/// What the object named after a hash says.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    hash: String,
    size: u64,
    segments: Vec<Segment>,
}

/// A manifest that a list told of.
#[derive(Clone, Debug)]
struct Found {
    object: Object,
    size: u64,
}

/// Files in a place for objects. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct SegmentedBlobs {
    objects: Arc<dyn Objects>,
    /// What the names of new objects end with.
    ending: &'static str,
}

/// A file that is being read.
pub(super) struct Reading {
    blobs: SegmentedBlobs,
    hash: String,
    manifest: String,
    segments: Vec<Segment>,
    at: u64,
    end: u64,
}

impl SegmentedBlobs {
    pub(super) fn new(objects: Arc<dyn Objects>, ending: &'static str) -> Self {
        Self { objects, ending }
    }

    /// Lists what is never much.
    pub(super) async fn probe(&self) -> Result<(), BlobError> {
        self.objects.list(&format!("{HELD}/00")).await.map(|_| ())
    }

    /// Writes some octets of the file that `owner` stands for, for good.
    pub(crate) async fn write(&self, owner: Uuid, octets: Bytes) -> Result<Segment, BlobError> {
        let length = u64::try_from(octets.len()).unwrap_or(u64::MAX);
        let name = format!("{PARTS}/{owner}/{}{}", Uuid::new_v4(), self.ending);
        self.objects.put(&name, octets).await?;
        Ok(Segment { name, length })
    }

    /// Forgets segments that no manifest lists. What cannot be removed now goes with the
    /// forgotten ones later.
    pub(crate) async fn drop_segments(&self, segments: &[Segment]) {
        for segment in segments {
            if let Err(error) = self.objects.delete(&segment.name).await {
                tracing::warn!(%error, name = segment.name, "a segment was left behind");
            }
        }
    }

    pub(super) async fn put(
        &self,
        source: &mut (impl AsyncRead + Unpin + Send + ?Sized),
        limit: u64,
    ) -> Result<StoredBlob, BlobError> {
        let (owner, mut segments) = (Uuid::new_v4(), Vec::new());
        let kept = match self.receive(owner, source, limit, &mut segments).await {
            Ok(stored) => self
                .adopt(&stored.hash, stored.size, &segments)
                .await
                .map(|()| stored),
            Err(error) => Err(error),
        };
        if kept.is_err() {
            self.drop_segments(&segments).await;
        }
        kept
    }

    async fn receive(
        &self,
        owner: Uuid,
        source: &mut (impl AsyncRead + Unpin + Send + ?Sized),
        limit: u64,
        segments: &mut Vec<Segment>,
    ) -> Result<StoredBlob, BlobError> {
        let (mut hasher, mut size) = (Sha256::new(), 0_u64);
        loop {
            let mut chunk = Vec::new();
            let room = u64::try_from(SEGMENT).unwrap_or(u64::MAX);
            (&mut *source)
                .take(room)
                .read_to_end(&mut chunk)
                .await
                .map_err(BlobError::Source)?;
            if chunk.is_empty() {
                let hash = hex(&hasher.finalize());
                return Ok(StoredBlob { hash, size });
            }
            size = size.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
            if size > limit {
                return Err(BlobError::TooLarge { limit });
            }
            hasher.update(&chunk);
            segments.push(self.write(owner, chunk.into()).await?);
        }
    }

    /// Makes a file of segments. The same content that was there before gives way, so that
    /// one that the store has spoilt is well again.
    ///
    /// # Errors
    /// [`BlobError::Damaged`] when the segments are not as long as the file.
    pub(crate) async fn adopt(
        &self,
        hash: &str,
        size: u64,
        segments: &[Segment],
    ) -> Result<(), BlobError> {
        if total(segments) != Some(size) {
            return Err(BlobError::Damaged);
        }
        let before = self.manifests(hash).await?;
        let manifest = serde_json::to_vec(&Manifest {
            hash: hash.to_owned(),
            size,
            segments: segments.to_vec(),
        })
        .map_err(|error| BlobError::Disk(io::Error::other(error)))?;
        let name = format!("{}/{size}-{}{}", folder(hash)?, Uuid::now_v7(), self.ending);
        self.objects.put(&name, manifest.into()).await?;
        for old in before {
            // A file settled twice lists the same segments twice.
            let shared: BTreeSet<&str> = segments.iter().map(|one| one.name.as_str()).collect();
            if let Err(error) = self.forget(&old, &shared).await {
                tracing::warn!(%error, hash, "an older copy was left behind");
            }
        }
        Ok(())
    }

    /// Removes the segments of a manifest but those that somebody keeps, then the manifest:
    /// whatever stops it, what is left can be found again. Of a manifest that cannot be
    /// understood, `aval blobs gc` removes the segments.
    async fn forget(&self, old: &Found, keep: &BTreeSet<&str>) -> Result<(), BlobError> {
        let segments = match self.manifest(old).await {
            Ok(manifest) => manifest.segments,
            Err(BlobError::NotFound) => return Ok(()),
            Err(BlobError::Damaged) => Vec::new(),
            Err(error) => return Err(error),
        };
        for segment in segments {
            if !keep.contains(segment.name.as_str()) {
                self.objects.delete(&segment.name).await?;
            }
        }
        self.objects.delete(&old.object.name).await
    }

    /// The manifests of a hash, the oldest first: one, but for an instant.
    async fn manifests(&self, hash: &str) -> Result<Vec<Found>, BlobError> {
        let folder = folder(hash)?;
        let mut found: Vec<Found> = self
            .objects
            .list(&folder)
            .await?
            .into_iter()
            .filter_map(found)
            .map(|(_, found)| found)
            .collect();
        // Identifiers of their kind follow time; the clock of the store counts whole seconds.
        found.sort_by(|one, other| serial(one).cmp(serial(other)));
        Ok(found)
    }

    async fn latest(&self, hash: &str) -> Result<Found, BlobError> {
        self.manifests(hash).await?.pop().ok_or(BlobError::NotFound)
    }

    async fn manifest(&self, found: &Found) -> Result<Manifest, BlobError> {
        if found.object.size > MANIFEST {
            return Err(BlobError::Damaged);
        }
        let octets = self
            .objects
            .get(&found.object.name, 0..found.object.size)
            .await?;
        let manifest: Manifest = serde_json::from_slice(&octets).map_err(|_| BlobError::Damaged)?;
        let folder = folder(&manifest.hash);
        let ours = folder.is_ok_and(|folder| found.object.name.starts_with(&folder))
            && manifest
                .segments
                .iter()
                .all(|one| one.name.starts_with(PARTS));
        if ours && manifest.size == found.size && total(&manifest.segments) == Some(found.size) {
            Ok(manifest)
        } else {
            Err(BlobError::Damaged)
        }
    }

    pub(super) async fn size(&self, hash: &str) -> Result<u64, BlobError> {
        Ok(self.latest(hash).await?.size)
    }

    /// The first octets are read before this returns: who asks is told at once when the
    /// store is not there.
    pub(super) async fn open_range(
        &self,
        hash: &str,
        range: Option<Range<u64>>,
    ) -> Result<BlobRange, BlobError> {
        let mut reading = self.reading(hash).await?;
        let size = reading.end;
        let (at, length) = match range {
            None => (0, size),
            Some(range) if range.start >= size => return Err(BlobError::OutOfRange { size }),
            Some(range) => (range.start, range.end.min(size).saturating_sub(range.start)),
        };
        reading.go_to(at);
        reading.end = at.saturating_add(length);
        let first = reading.next().await?;
        let octets = stream::iter(first.map(Ok)).chain(reading.octets());
        Ok(BlobRange {
            reader: BlobReader::new(StreamReader::new(Box::pin(octets))),
            length,
            size,
        })
    }

    /// A file from its beginning to its end.
    async fn reading(&self, hash: &str) -> Result<Reading, BlobError> {
        let found = self.latest(hash).await?;
        Ok(Reading {
            blobs: self.clone(),
            hash: hash.to_owned(),
            segments: self.manifest(&found).await?.segments,
            manifest: found.object.name,
            at: 0,
            end: found.size,
        })
    }

    /// A file to be read back and forth.
    pub(super) async fn sought(&self, hash: &str) -> Result<SoughtBlob, BlobError> {
        let reading = self.reading(hash).await?;
        let size = reading.end;
        Ok(SoughtBlob::in_objects(reading, size, Handle::current()))
    }

    /// The segments that the store has of an upload, with their octets.
    pub(crate) async fn sizes_of(&self, owner: Uuid) -> Result<BTreeMap<String, u64>, BlobError> {
        let listed = self.objects.list(&format!("{PARTS}/{owner}")).await?;
        Ok(listed.into_iter().map(|one| (one.name, one.size)).collect())
    }

    /// Forgets every segment of an upload.
    pub(crate) async fn drop_all_of(&self, owner: Uuid) -> Result<(), BlobError> {
        for name in self.sizes_of(owner).await?.into_keys() {
            self.objects.delete(&name).await?;
        }
        Ok(())
    }

    /// Octets of segments that are not a file yet.
    pub(crate) fn read_segments(&self, segments: Vec<Segment>, range: Range<u64>) -> BlobReader {
        let reading = Reading {
            blobs: self.clone(),
            hash: String::new(),
            manifest: String::new(),
            segments,
            at: range.start,
            end: range.end,
        };
        BlobReader::new(StreamReader::new(Box::pin(reading.octets())))
    }

    pub(super) async fn verify(&self, hash: &str) -> Result<bool, BlobError> {
        let mut whole = self.open_range(hash, None).await?;
        let (mut hasher, mut chunk) = (Sha256::new(), vec![0; 128 * 1024]);
        loop {
            let read = whole.reader.read(&mut chunk).await;
            match read.map_err(BlobError::disk)? {
                0 => return Ok(hex(&hasher.finalize()) == hash),
                read => hasher.update(chunk.get(..read).unwrap_or_default()),
            }
        }
    }

    pub(super) async fn idle(&self, before: Timestamp) -> Result<Vec<StoredBlob>, BlobError> {
        let listed = self.objects.list(HELD).await?;
        let all: Vec<_> = listed.into_iter().filter_map(found).collect();
        let fresh: BTreeSet<&str> = all
            .iter()
            .filter(|(_, found)| found.object.written >= before)
            .map(|(hash, _)| hash.as_str())
            .collect();
        let mut idle: Vec<StoredBlob> = all
            .iter()
            .filter(|(hash, _)| !fresh.contains(hash.as_str()))
            .map(|(hash, found)| StoredBlob {
                hash: hash.clone(),
                size: found.size,
            })
            .collect();
        idle.sort_by(|one, other| one.hash.cmp(&other.hash));
        idle.dedup_by(|one, other| one.hash == other.hash);
        Ok(idle)
    }

    pub(super) async fn remove_idle(
        &self,
        hash: &str,
        before: Timestamp,
    ) -> Result<bool, BlobError> {
        let manifests = self.manifests(hash).await?;
        let there = !manifests.is_empty();
        let (old, new): (Vec<Found>, Vec<Found>) = manifests
            .into_iter()
            .partition(|found| found.object.written < before);
        let mut keep = BTreeSet::new();
        for found in &new {
            keep.extend(
                self.manifest(found)
                    .await?
                    .segments
                    .into_iter()
                    .map(|one| one.name),
            );
        }
        let keep: BTreeSet<&str> = keep.iter().map(String::as_str).collect();
        for found in &old {
            self.forget(found, &keep).await?;
        }
        Ok(there && new.is_empty())
    }

    /// Removes the segments written before an instant that belong to no file and to none of
    /// the uploads on their way. Says how many.
    pub(super) async fn drop_strays(
        &self,
        before: Timestamp,
        waiting: &BTreeSet<Uuid>,
    ) -> Result<u64, BlobError> {
        // The segments first: one that becomes a file meanwhile is then seen in its manifest.
        let parts = self.objects.list(PARTS).await?;
        let mut listed = BTreeSet::new();
        for (_, found) in self.objects.list(HELD).await?.into_iter().filter_map(found) {
            // Without what one manifest says, no segment is known to be forgotten.
            match self.manifest(&found).await {
                Ok(manifest) => listed.extend(manifest.segments.into_iter().map(|one| one.name)),
                Err(BlobError::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        let mut dropped = 0;
        for part in parts {
            let owner = part.name.split('/').nth(1).and_then(|id| id.parse().ok());
            let stray = part.written < before
                && !listed.contains(&part.name)
                && owner.is_none_or(|owner: Uuid| !waiting.contains(&owner));
            if stray {
                self.objects.delete(&part.name).await?;
                dropped += 1;
            }
        }
        Ok(dropped)
    }
}

impl Reading {
    /// What is left, as it comes.
    fn octets(self) -> impl Stream<Item = io::Result<Bytes>> {
        stream::try_unfold(self, |mut reading| async {
            let octets = reading.next().await.map_err(io::Error::other)?;
            Ok(octets.map(|octets| (octets, reading)))
        })
    }

    /// Goes on from there.
    pub(super) const fn go_to(&mut self, at: u64) {
        self.at = at;
    }

    /// The next octets; none at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, BlobError> {
        if self.at >= self.end {
            return Ok(None);
        }
        let octets = match self.window().await {
            // The content was deposited again, and this copy gave way to that one.
            Err(BlobError::NotFound) if self.moved().await? => self.window().await?,
            other => other?,
        };
        self.at = self
            .at
            .saturating_add(u64::try_from(octets.len()).unwrap_or(u64::MAX));
        Ok(Some(octets))
    }

    async fn moved(&mut self) -> Result<bool, BlobError> {
        if self.hash.is_empty() {
            return Ok(false);
        }
        let found = self.blobs.latest(&self.hash).await?;
        if found.object.name == self.manifest {
            return Ok(false);
        }
        self.segments = self.blobs.manifest(&found).await?.segments;
        self.manifest = found.object.name;
        Ok(true)
    }

    async fn window(&self) -> Result<Bytes, BlobError> {
        let mut start = 0_u64;
        for segment in &self.segments {
            let end = start.saturating_add(segment.length);
            if self.at < end {
                let from = self.at.saturating_sub(start);
                let to = end
                    .min(self.end)
                    .min(self.at.saturating_add(WINDOW))
                    .saturating_sub(start);
                return self.blobs.objects.get(&segment.name, from..to).await;
            }
            start = end;
        }
        Err(BlobError::Damaged)
    }
}

/// The octets of segments together.
fn total(segments: &[Segment]) -> Option<u64> {
    segments
        .iter()
        .try_fold(0_u64, |sum, one| sum.checked_add(one.length))
}

/// The folder of the manifests of a hash.
fn folder(hash: &str) -> Result<String, BlobError> {
    let outer = super::well_formed(hash)?;
    Ok(format!("{HELD}/{outer}/{hash}"))
}

/// The hash and the manifest that an object is, when it is one.
fn found(object: Object) -> Option<(String, Found)> {
    let mut steps = object.name.strip_prefix(HELD)?.split('/').skip(2);
    let (hash, name) = (steps.next()?.to_owned(), steps.next()?);
    super::well_formed(&hash).ok()?;
    let (size, rest) = name.split_once('-')?;
    let size = size.parse().ok()?;
    // What is half written has a longer name.
    let serial = rest.split('.').next()?;
    Uuid::parse_str(serial).ok()?;
    Some((hash, Found { object, size }))
}

fn serial(found: &Found) -> &str {
    let name = found.object.name.rsplit('/').next().unwrap_or_default();
    name.split_once('-').map_or(name, |(_, serial)| serial)
}

#[cfg(test)]
mod tests;
