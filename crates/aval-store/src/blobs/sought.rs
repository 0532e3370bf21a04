//! A stored file read back and forth by a thread that may wait, without a copy of it: a text
//! of which one window is shown, an archive of which the directory is at the end.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

use bytes::Bytes;
use tokio::runtime::Handle;

use super::segments::Reading;

/// A stored file. Reading blocks: on a thread of its own.
pub struct SoughtBlob {
    place: Place,
    size: u64,
}

enum Place {
    Disk(File),
    Objects(Window),
}

/// What was read last of objects, and where one is.
struct Window {
    reading: Reading,
    runtime: Handle,
    octets: Bytes,
    begins: u64,
    at: u64,
}

impl SoughtBlob {
    pub(super) const fn on_disk(file: File, size: u64) -> Self {
        Self {
            place: Place::Disk(file),
            size,
        }
    }

    pub(super) const fn in_objects(reading: Reading, size: u64, runtime: Handle) -> Self {
        Self {
            place: Place::Objects(Window {
                reading,
                runtime,
                octets: Bytes::new(),
                begins: 0,
                at: 0,
            }),
            size,
        }
    }

    /// Size of the file, in bytes.
    pub const fn size(&self) -> u64 {
        self.size
    }
}

impl std::fmt::Debug for SoughtBlob {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("SoughtBlob")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

impl Window {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.here().is_empty() {
            self.reading.go_to(self.at);
            let next = self.runtime.block_on(self.reading.next());
            self.octets = next.map_err(io::Error::other)?.unwrap_or_default();
            self.begins = self.at;
        }
        let here = self.here();
        let count = here.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(here) {
            *to = *from;
        }
        self.at = self
            .at
            .saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        Ok(count)
    }

    /// What is at hand from where one is.
    fn here(&self) -> &[u8] {
        self.at
            .checked_sub(self.begins)
            .and_then(|passed| usize::try_from(passed).ok())
            .and_then(|passed| self.octets.get(passed..))
            .unwrap_or_default()
    }
}

impl Read for SoughtBlob {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.place {
            Place::Disk(file) => file.read(buffer),
            Place::Objects(_) if buffer.is_empty() => Ok(0),
            Place::Objects(window) => window.read(buffer),
        }
    }
}

impl Seek for SoughtBlob {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let window = match &mut self.place {
            Place::Disk(file) => return file.seek(to),
            Place::Objects(window) => window,
        };
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(after) => self.size.checked_add_signed(after),
            SeekFrom::Current(after) => window.at.checked_add_signed(after),
        };
        window.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(window.at)
    }
}
