//! The small trait that a store of objects keeps: four verbs on names and octets. An object
//! is written once, whole, under a name that nobody else uses, and never changed; what is
//! made of them (files, uploads on their way) is `segments`.

use std::{fmt::Debug, ops::Range, pin::Pin};

use bytes::Bytes;
use jiff::Timestamp;

use super::BlobError;

/// An answer that a store takes its time to give.
pub(crate) type Doing<'a, T> = Pin<Box<dyn Future<Output = Result<T, BlobError>> + Send + 'a>>;

/// An object as a list tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Object {
    /// Its name, folders separated by `/`.
    pub(crate) name: String,
    /// Octets that can be read from it.
    pub(crate) size: u64,
    /// When it was written, by the clock of the store.
    pub(crate) written: Timestamp,
}

/// A place for objects, which several instances may share.
pub(crate) trait Objects: Debug + Send + Sync {
    /// Writes an object. Once this returns, it survives a crash.
    fn put<'a>(&'a self, name: &'a str, octets: Bytes) -> Doing<'a, ()>;

    /// Reads exactly a range of an object.
    ///
    /// # Errors
    /// [`BlobError::NotFound`] without such an object, [`BlobError::Damaged`] when it ends
    /// before the range does.
    fn get<'a>(&'a self, name: &'a str, range: Range<u64>) -> Doing<'a, Bytes>;

    /// Removes an object; one that is not there is removed already.
    fn delete<'a>(&'a self, name: &'a str) -> Doing<'a, ()>;

    /// Every object under a folder (`a/b`, without the last separator), in no order.
    fn list<'a>(&'a self, folder: &'a str) -> Doing<'a, Vec<Object>>;
}
