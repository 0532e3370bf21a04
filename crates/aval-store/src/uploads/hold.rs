//! One upload in the hands of one request: the lock, the octets that arrive, the end.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Read, Seek, SeekFrom},
    time::Duration,
};

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncReadExt};
use uuid::Uuid;

use super::{
    CHECKPOINT, Checksum, Upload, UploadError, Uploads,
    checksum::Running,
    hash_state,
    record::Forgotten,
    writing::{Chunk, Fresh, Place, Securing, Segments, Writing, written},
};
use crate::{
    BlobError, StoredBlob,
    blobs::{DiskBlobs, Kept, SHORT, Segment, SegmentedBlobs, blocking, sync_folder},
};

/// Octets read before they are hashed and written; two of these are the memory of an upload.
const CHUNK: usize = 256 * 1024;

/// The disk keeps so many octets while as many arrive; with the chunks in hand, no more than a
/// checkpoint is ever at risk.
const SECURED_TOGETHER: u64 = CHECKPOINT / 2 - 2 * CHUNK as u64;

/// An upload in hand. On a disk nobody else can write into it until this is dropped, on any
/// instance; in a store of objects, which has no locks, whoever is acknowledged first goes on
/// and the others are told that it is [`UploadError::Locked`].
#[derive(Debug)]
pub struct Hold {
    uploads: Uploads,
    upload: Upload,
    /// None once the file has its name, or after the store failed.
    writing: Option<Writing>,
}

/// Why a reading stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The chunk is full, there may be more.
    NotYet,
    /// The request was read to its end.
    Complete,
    /// There is more than announced.
    Excess,
    /// The line was cut, or fell silent.
    Cut,
}

impl Uploads {
    /// Takes an upload in hand.
    ///
    /// # Errors
    /// [`UploadError::Locked`] when another request has it, on this instance or another.
    pub async fn hold(&self, id: Uuid) -> Result<Hold, UploadError> {
        let found = self.find(id).await?.ok_or(UploadError::NotFound)?;
        if found.filed.is_some() {
            return Ok(self.without_file(found));
        }
        match self.blobs.kept() {
            Kept::OnDisk(disk) => self.hold_file(found, disk).await,
            Kept::InObjects(objects) => self.hold_segments(found, objects).await,
        }
    }

    async fn hold_file(&self, found: Upload, disk: &DiskBlobs) -> Result<Hold, UploadError> {
        let path = disk.upload_path(found.id);
        let opened = path.clone();
        let locked = blocking(move || {
            let file = File::options()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(&opened)?;
            match file.try_lock() {
                Ok(()) => Ok(Some(file)),
                Err(TryLockError::WouldBlock) => Ok(None),
                Err(TryLockError::Error(error)) => Err(error),
            }
        })
        .await?;
        let file = locked.ok_or(UploadError::Locked)?;
        // The lock may have been waited for behind the request that ended it all.
        let upload = match self.find(found.id).await? {
            Some(upload) if upload.filed.is_none() => upload,
            ended => {
                blocking(move || fs::remove_file(path)).await?;
                return ended
                    .map(|upload| self.without_file(upload))
                    .ok_or(UploadError::NotFound);
            }
        };
        if self.is_settled(&upload, &file).await? {
            blocking(move || fs::remove_file(path)).await?;
            return Ok(self.without_file(upload));
        }
        self.take_up(upload, file).await
    }

    /// Goes on after the segments that the database knows and the store still has.
    async fn hold_segments(
        &self,
        upload: Upload,
        objects: &SegmentedBlobs,
    ) -> Result<Hold, UploadError> {
        if let Some(settled) = &upload.settled
            && self.blobs.exists(settled).await?
        {
            return Ok(self.without_file(upload));
        }
        let there = self.segments_there(upload.id, objects).await?;
        let length = there.iter().map(|segment| segment.length).sum::<u64>();
        let hasher = match hash_state::read(&upload.hash_state) {
            Some(hasher) if length == upload.received => hasher,
            _ => hash_of_stream(objects.read_segments(there.clone(), 0..length)).await?,
        };
        let last = match there.last() {
            Some(last) if usize::try_from(last.length).is_ok_and(|length| length < SHORT) => {
                let mut octets = Vec::new();
                let from = length.saturating_sub(last.length);
                let mut reader = objects.read_segments(there.clone(), from..length);
                let read = reader.read_to_end(&mut octets).await;
                read.map_err(BlobError::disk)?;
                Some((last.clone(), octets))
            }
            _ => None,
        };
        let received = upload.received;
        let segments = Segments::new(objects.clone(), upload.id, length, last);
        let mut hold = Hold {
            uploads: self.clone(),
            writing: Some(Writing::new(Place::Segments(segments), hasher.clone())),
            upload,
        };
        if length < received {
            hold.tell_of_lost(length, &hasher).await?;
        }
        Ok(hold)
    }

    /// The segments that the database knows, up to the first that the store has not.
    async fn segments_there(
        &self,
        id: Uuid,
        objects: &SegmentedBlobs,
    ) -> Result<Vec<Segment>, UploadError> {
        let known = self.segments(id).await?;
        let stored = objects.sizes_of(id).await?;
        Ok(known
            .into_iter()
            .take_while(|segment| stored.get(&segment.name) == Some(&segment.length))
            .collect())
    }

    /// True when the file has its name already and only the journal did not come.
    async fn is_settled(&self, upload: &Upload, file: &File) -> Result<bool, UploadError> {
        if !upload.is_complete() || file.metadata()?.len() == upload.length {
            return Ok(false);
        }
        let Some(hash) = upload.hash_so_far() else {
            return Ok(false);
        };
        match self.blobs.size(&hash).await {
            Ok(size) => Ok(size == upload.length),
            Err(BlobError::NotFound) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn without_file(&self, upload: Upload) -> Hold {
        Hold {
            uploads: self.clone(),
            upload,
            writing: None,
        }
    }

    /// Places the file where the row says that it ends. Octets beyond were never
    /// acknowledged. Octets missing were lost by the disk: what is left counts.
    async fn take_up(&self, upload: Upload, mut file: File) -> Result<Hold, UploadError> {
        let (received, known) = (upload.received, hash_state::read(&upload.hash_state));
        let (file, there, hasher) = blocking(move || {
            let there = file.metadata()?.len().min(received);
            let hasher = match known {
                Some(hasher) if there == received => hasher,
                _ => hash_of(&mut file, there)?,
            };
            file.set_len(there)?;
            file.seek(SeekFrom::Start(there))?;
            Ok((file, there, hasher))
        })
        .await?;
        let mut hold = Hold {
            uploads: self.clone(),
            writing: Some(Writing::new(Place::File(file), hasher.clone())),
            upload,
        };
        if there < received {
            hold.tell_of_lost(there, &hasher).await?;
        }
        Ok(hold)
    }
}

async fn hash_of_stream(mut octets: impl AsyncRead + Unpin) -> Result<Sha256, BlobError> {
    let (mut hasher, mut chunk) = (Sha256::new(), vec![0; CHUNK]);
    loop {
        match octets.read(&mut chunk).await.map_err(BlobError::disk)? {
            0 => return Ok(hasher),
            read => hasher.update(chunk.get(..read).unwrap_or_default()),
        }
    }
}

fn hash_of(file: &mut File, length: u64) -> io::Result<Sha256> {
    file.seek(SeekFrom::Start(0))?;
    let mut hasher = Sha256::new();
    let mut rest = file.take(length);
    let mut chunk = vec![0; CHUNK];
    loop {
        match rest.read(&mut chunk)? {
            0 => return Ok(hasher),
            read => hasher.update(chunk.get(..read).unwrap_or_default()),
        }
    }
}

impl Hold {
    /// The upload as it stands.
    pub const fn upload(&self) -> &Upload {
        &self.upload
    }

    /// What the store has lost is asked for again; so is a content that had its name and
    /// was erased under it.
    async fn tell_of_lost(&mut self, there: u64, hasher: &Sha256) -> Result<(), UploadError> {
        if self.upload.settled.take().is_some() {
            self.uploads.unsettle(self.upload.id).await?;
        }
        tracing::error!(
            upload = %self.upload.id,
            received = self.upload.received,
            there,
            "octets of an upload are missing in the store"
        );
        let (at, until) = (self.upload.touched_at, self.upload.expires_at);
        self.record(there, hasher, Fresh::default(), at, until)
            .await
    }

    /// Receives octets that begin at `at`. When this returns, with or without error, what
    /// [`Upload::received`] counts survives a crash. Octets with a checksum count together
    /// or not at all.
    pub async fn receive(
        &mut self,
        at: u64,
        source: &mut (impl AsyncRead + Unpin + ?Sized),
        checksum: Option<Checksum>,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<u64, UploadError> {
        let room = self.upload.length.saturating_sub(self.upload.received);
        self.receive_within(at, room, source, checksum, now, expires_at)
            .await
    }

    /// The same, `room` octets at most.
    pub(super) async fn receive_within(
        &mut self,
        at: u64,
        room: u64,
        source: &mut (impl AsyncRead + Unpin + ?Sized),
        checksum: Option<Checksum>,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<u64, UploadError> {
        if at != self.upload.received {
            return Err(UploadError::WrongOffset {
                received: self.upload.received,
            });
        }
        let length = self.upload.length;
        let room = room.min(length.saturating_sub(at));
        let Some(mut writing) = self.writing.take() else {
            // Filed already: there is nothing left to receive.
            return self.nothing_more(source).await;
        };
        writing.checksum = checksum
            .as_ref()
            .map(|checksum| Running::new(checksum.algorithm));
        // What to go back to, and from where.
        let mut kept = (at, writing.hasher.clone());
        let mut idle = Some(writing);
        let mut busy: Option<Chunk> = None;
        let mut securing: Option<Securing> = None;
        let mut chunk = Vec::with_capacity(CHUNK);
        let mut taken = at;
        let mut end = End::NotYet;
        while end == End::NotYet {
            let left = at.saturating_add(room).saturating_sub(taken);
            end = fill(&mut chunk, source, left, self.uploads.patience).await;
            let (writing, spare) = match (idle.take(), busy.take()) {
                (Some(writing), _) => (writing, Vec::with_capacity(CHUNK)),
                (None, Some(work)) => written(work).await?,
                (None, None) => return Err(io::Error::from(io::ErrorKind::Other).into()),
            };
            if chunk.is_empty() {
                idle = Some(writing);
                continue;
            }
            let begun = securing.as_ref().map_or(kept.0, |securing| securing.at);
            let is_due = checksum.is_none() && taken.saturating_sub(begun) >= SECURED_TOGETHER;
            if let Some(secured) = securing.take_if(|securing| is_due || securing.is_finished()) {
                kept = secured.finish().await?;
                self.record(kept.0, &kept.1, Fresh::default(), now, expires_at)
                    .await?;
            }
            if is_due {
                securing = writing.begin_securing(taken)?;
            }
            taken = taken.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
            let fills_a_segment = checksum.is_none() && writing.fills_a_segment(chunk.len());
            let work = writing.start(std::mem::replace(&mut chunk, spare));
            if fills_a_segment {
                let (mut writing, _) = written(work).await?;
                kept = (taken, writing.hasher.clone());
                let fresh = writing.take_fresh();
                self.record(taken, &kept.1, fresh, now, expires_at).await?;
                idle = Some(writing);
            } else {
                busy = Some(work);
            }
        }
        let mut writing = match (idle, busy) {
            (Some(writing), _) => writing,
            (None, Some(work)) => written(work).await?.0,
            (None, None) => return Err(io::Error::from(io::ErrorKind::Other).into()),
        };
        if let Some(securing) = securing {
            let secured = securing.finish().await?;
            if end == End::Excess {
                kept = secured;
                self.record(kept.0, &kept.1, Fresh::default(), now, expires_at)
                    .await?;
            }
        }
        let found = writing.checksum.take().map(Running::finish);
        let wrong = checksum.is_some_and(|checksum| found.as_ref() != Some(&checksum.digest));
        if end == End::Excess || wrong {
            let (to, hasher) = kept;
            self.writing = Some(writing.rewind(to, hasher).await?);
            return Err(match end {
                End::Excess => UploadError::TooLong { length },
                End::Cut => UploadError::Cut { received: to },
                _ => UploadError::WrongChecksum,
            });
        }
        if taken > kept.0 {
            writing = writing.secure().await?;
            let (hasher, fresh) = (writing.hasher.clone(), writing.take_fresh());
            self.record(taken, &hasher, fresh, now, expires_at).await?;
        }
        self.writing = Some(writing);
        if end == End::Cut {
            Err(UploadError::Cut { received: taken })
        } else {
            Ok(taken)
        }
    }

    async fn nothing_more(
        &self,
        source: &mut (impl AsyncRead + Unpin + ?Sized),
    ) -> Result<u64, UploadError> {
        let mut none = Vec::new();
        match fill(&mut none, source, 0, self.uploads.patience).await {
            End::Excess => Err(UploadError::TooLong {
                length: self.upload.length,
            }),
            _ => Ok(self.upload.received),
        }
    }

    async fn record(
        &mut self,
        received: u64,
        hasher: &Sha256,
        fresh: Fresh,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), UploadError> {
        let moved = self
            .uploads
            .record(
                &self.upload,
                received,
                hasher,
                &fresh.segments,
                now,
                expires_at,
            )
            .await?;
        if !moved {
            // There is no lock, or the disk does not hold it, and somebody else went on.
            self.writing = None;
            self.drop_segments(fresh.segments.into_iter().map(|(_, segment)| segment))
                .await;
            return Err(UploadError::Locked);
        }
        self.drop_segments(fresh.replaced).await;
        self.upload.received = received;
        self.upload.hash_state = hash_state::write(hasher);
        self.upload.touched_at = now;
        self.upload.expires_at = expires_at;
        Ok(())
    }

    async fn drop_segments(&self, segments: impl IntoIterator<Item = Segment>) {
        if let Kept::InObjects(objects) = self.uploads.blobs.kept() {
            let segments: Vec<Segment> = segments.into_iter().collect();
            objects.drop_segments(&segments).await;
        }
    }

    /// SHA-256 of the octets received.
    pub fn hash(&self) -> Option<String> {
        match (&self.upload.filed, &self.writing) {
            (Some(filed), _) => Some(filed.clone()),
            (None, Some(writing)) => Some(hash_state::digest(&writing.hasher)),
            (None, None) => self.upload.hash_so_far(),
        }
    }

    /// Moves a complete file among the files that the journal names. It survives a crash;
    /// doing it twice is doing it once.
    pub async fn settle(&mut self) -> Result<StoredBlob, UploadError> {
        let (true, Some(hash)) = (self.upload.is_complete(), self.hash()) else {
            return Err(UploadError::Cut {
                received: self.upload.received,
            });
        };
        if self.upload.filed.is_none() {
            let again = self.upload.settled.is_some();
            if !self.uploads.settled(&self.upload, &hash).await? {
                // Removed, or gone on with, by another instance.
                return Err(UploadError::Locked);
            }
            self.upload.settled = Some(hash.clone());
            self.name(&hash, again).await?;
        }
        Ok(StoredBlob {
            hash,
            size: self.upload.length,
        })
    }

    /// Gives the content its name; `again` when that was begun before.
    async fn name(&mut self, hash: &str, again: bool) -> Result<(), UploadError> {
        let id = self.upload.id;
        match self.uploads.blobs.kept() {
            Kept::OnDisk(disk) if self.writing.is_some() => {
                disk.settle(disk.upload_path(id), hash).await?;
            }
            // Without a file in hand it had its name, unless it was erased since.
            Kept::OnDisk(disk) => {
                disk.size(hash).await?;
            }
            Kept::InObjects(_) if again && self.uploads.blobs.exists(hash).await? => {}
            Kept::InObjects(objects) => {
                let segments = self.uploads.segments_there(id, objects).await?;
                objects.adopt(hash, self.upload.length, &segments).await?;
            }
        }
        Ok(())
    }

    /// The rules have taken the file.
    pub async fn filed(&mut self, hash: &str) -> Result<(), UploadError> {
        let id = self.upload.id;
        self.uploads.mark_filed(id, hash).await?;
        self.upload.filed = Some(hash.to_owned());
        self.upload.refused = None;
        Ok(())
    }

    /// The rules have not taken the file, which is kept.
    pub async fn refused(&mut self, code: &str) -> Result<(), UploadError> {
        let id = self.upload.id;
        self.uploads.mark_refused(id, code).await?;
        self.upload.refused = Some(code.to_owned());
        Ok(())
    }

    /// Forgets the upload and its octets; what was filed stays filed.
    pub async fn remove(self) -> Result<(), UploadError> {
        self.expire(Timestamp::MAX).await.map(|_| ())
    }

    /// The same for an upload that is not kept any more at `now`; false when it is, because
    /// somebody went on with it since it was taken in hand.
    pub(super) async fn expire(self, now: Timestamp) -> Result<bool, UploadError> {
        let id = self.upload.id;
        // The row first: another instance makes a file of these octets no more.
        let forgotten = self.uploads.delete(id, now).await?;
        match self.uploads.blobs.kept() {
            Kept::OnDisk(disk) if forgotten != Forgotten::Kept && self.upload.filed.is_none() => {
                let path = disk.upload_path(id);
                blocking(move || match fs::remove_file(&path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                    _ => path.parent().map_or(Ok(()), sync_folder),
                })
                .await?;
            }
            Kept::InObjects(objects) if forgotten == Forgotten::WithOctets => {
                objects.drop_all_of(id).await?;
            }
            _ => {}
        }
        Ok(forgotten != Forgotten::Kept)
    }
}

/// Reads until the chunk is full, the source ends, or `room` octets are there.
async fn fill(
    chunk: &mut Vec<u8>,
    source: &mut (impl AsyncRead + Unpin + ?Sized),
    room: u64,
    patience: Duration,
) -> End {
    let mut room = room;
    while chunk.len() < CHUNK {
        // One octet more than the room would be an excess: it is asked for, never kept.
        let free = u64::try_from(CHUNK.saturating_sub(chunk.len())).unwrap_or(0);
        let read = async {
            if room == 0 {
                let mut beyond = [0; 1];
                source.read(&mut beyond).await
            } else {
                (&mut *source).take(free.min(room)).read_buf(chunk).await
            }
        };
        match tokio::time::timeout(patience, read).await {
            Err(_) | Ok(Err(_)) => return End::Cut,
            Ok(Ok(0)) => return End::Complete,
            Ok(Ok(_)) if room == 0 => return End::Excess,
            Ok(Ok(read)) => {
                room = room.saturating_sub(u64::try_from(read).unwrap_or(u64::MAX));
            }
        }
    }
    End::NotYet
}
