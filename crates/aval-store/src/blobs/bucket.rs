//! Objects in a bucket that speaks the protocol of S3. Which one, and with which keys, is
//! said by the settings (`address`).

use std::{ops::Range, sync::Arc};

use bytes::Bytes;
use futures_util::TryStreamExt;
use jiff::Timestamp;
use object_store::{ObjectStore, ObjectStoreExt, path::Path};

use super::{
    BlobError,
    objects::{Doing, Object, Objects},
};

/// A bucket, or a part of one.
#[derive(Clone, Debug)]
pub(super) struct BucketObjects {
    store: Arc<dyn ObjectStore>,
    /// Folder in the bucket; empty for all of it. As the store writes it: some characters
    /// have another form there.
    prefix: Path,
}

impl BucketObjects {
    /// Objects below a folder of a bucket.
    pub(super) fn new(store: Arc<dyn ObjectStore>, prefix: &str) -> Self {
        Self {
            store,
            prefix: Path::from(prefix),
        }
    }

    fn place(&self, name: &str) -> Path {
        self.prefix
            .parts()
            .chain(Path::from(name).parts())
            .collect()
    }
}

impl Objects for BucketObjects {
    fn put<'a>(&'a self, name: &'a str, octets: Bytes) -> Doing<'a, ()> {
        Box::pin(async move {
            self.store
                .put(&self.place(name), octets.into())
                .await
                .map_err(told)?;
            Ok(())
        })
    }

    fn get<'a>(&'a self, name: &'a str, range: Range<u64>) -> Doing<'a, Bytes> {
        Box::pin(async move {
            let wanted = range.end.saturating_sub(range.start);
            let (place, end) = (self.place(name), range.end);
            let octets = match self.store.get_range(&place, range).await {
                Ok(octets) => octets,
                Err(error @ object_store::Error::Generic { .. }) => {
                    // A range beyond the end is told as any failure: the size tells them apart.
                    let there = self.store.head(&place).await.map_err(told)?;
                    return Err(if there.size < end {
                        BlobError::Damaged
                    } else {
                        told(error)
                    });
                }
                Err(error) => return Err(told(error)),
            };
            if u64::try_from(octets.len()) == Ok(wanted) {
                Ok(octets)
            } else {
                Err(BlobError::Damaged)
            }
        })
    }

    fn delete<'a>(&'a self, name: &'a str) -> Doing<'a, ()> {
        Box::pin(async move {
            match self.store.delete(&self.place(name)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(told(error)),
            }
        })
    }

    fn list<'a>(&'a self, folder: &'a str) -> Doing<'a, Vec<Object>> {
        Box::pin(async move {
            let place = self.place(folder);
            let mut found = Vec::new();
            let mut listed = self.store.list(Some(&place));
            while let Some(meta) = listed.try_next().await.map_err(told)? {
                let Some(steps) = meta.location.prefix_match(&self.prefix) else {
                    continue;
                };
                let name: Path = steps.collect();
                found.push(Object {
                    name: name.into(),
                    size: meta.size,
                    written: Timestamp::from_microsecond(meta.last_modified.timestamp_micros())
                        .map_err(|_| BlobError::Damaged)?,
                });
            }
            Ok(found)
        })
    }
}

/// What a bucket answered, as a cause of ours.
fn told(error: object_store::Error) -> BlobError {
    /// How the servers in use say that there is no room left.
    const FULL: [&str; 4] = [
        "StorageFull",
        "QuotaExceeded",
        "InsufficientStorage",
        "507 Insufficient Storage",
    ];
    /// How they say that our keys are not theirs, where the client does not tell it apart.
    const REFUSED: [&str; 4] = [
        "SignatureDoesNotMatch",
        "InvalidAccessKeyId",
        "AccessDenied",
        "403 Forbidden",
    ];
    let mut said = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        said.push_str(&inner.to_string());
        cause = inner.source();
    }
    let says = |words: &[&str]| words.iter().any(|words| said.contains(words));
    match error {
        _ if says(&FULL) => BlobError::DiskFull,
        other if says(&["NoSuchBucket"]) => BlobError::NoBucket(Box::new(other)),
        object_store::Error::NotFound { .. } => BlobError::NotFound,
        object_store::Error::PermissionDenied { .. }
        | object_store::Error::Unauthenticated { .. } => BlobError::Refused(Box::new(error)),
        other if says(&REFUSED) => BlobError::Refused(Box::new(other)),
        other => BlobError::Unreachable(Box::new(other)),
    }
}

#[cfg(test)]
mod tests {
    use object_store::memory::InMemory;

    use super::*;

    #[tokio::test]
    async fn any_folder_of_a_bucket_gives_its_objects_back_and_no_other() {
        for prefix in [
            "",
            "a",
            "a/b/",
            "/a",
            "a//b",
            "dépôts/été 2026",
            "a%20b",
            "x~y#z",
        ] {
            let store = Arc::new(InMemory::new());
            let other = BucketObjects::new(Arc::clone(&store) as _, "autre");
            other.put("held/z", Bytes::from_static(b"z")).await.unwrap();
            let bucket = BucketObjects::new(store, prefix);
            bucket
                .put("held/00/a", Bytes::from_static(b"01"))
                .await
                .unwrap();
            let listed = bucket.list("held").await.unwrap();
            let names: Vec<_> = listed.iter().map(|one| one.name.as_str()).collect();
            assert_eq!(names, ["held/00/a"], "{prefix}");
            assert_eq!(bucket.get(&listed[0].name, 1..2).await.unwrap(), "1");
            bucket.delete(&listed[0].name).await.unwrap();
            assert_eq!(bucket.list("held").await.unwrap(), []);
        }
    }
}
