//! What is left when the store fails in the middle of something.

use std::sync::atomic::{AtomicU32, Ordering};

use jiff::SignedDuration;

use super::*;
use crate::blobs::{bucket::BucketObjects, objects::Doing};

/// A store in memory that fails once, after some requests.
#[derive(Debug)]
struct Failing {
    inner: BucketObjects,
    after: AtomicU32,
}

impl Failing {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            inner: BucketObjects::new(Arc::new(object_store::memory::InMemory::new()), ""),
            after: AtomicU32::new(u32::MAX),
        })
    }

    fn fail_after(&self, requests: u32) {
        self.after.store(requests, Ordering::SeqCst);
    }

    fn pass(&self) -> Result<(), BlobError> {
        let left = self.after.load(Ordering::SeqCst);
        self.after.store(left.wrapping_sub(1), Ordering::SeqCst);
        if left == 0 {
            return Err(BlobError::Unreachable("cut".into()));
        }
        Ok(())
    }
}

impl Objects for Failing {
    fn put<'a>(&'a self, name: &'a str, octets: Bytes) -> Doing<'a, ()> {
        Box::pin(async move {
            self.pass()?;
            self.inner.put(name, octets).await
        })
    }

    fn get<'a>(&'a self, name: &'a str, range: Range<u64>) -> Doing<'a, Bytes> {
        Box::pin(async move {
            self.pass()?;
            self.inner.get(name, range).await
        })
    }

    fn delete<'a>(&'a self, name: &'a str) -> Doing<'a, ()> {
        Box::pin(async move {
            self.pass()?;
            self.inner.delete(name).await
        })
    }

    fn list<'a>(&'a self, folder: &'a str) -> Doing<'a, Vec<Object>> {
        Box::pin(async move {
            self.pass()?;
            self.inner.list(folder).await
        })
    }
}

async fn names(objects: &Failing) -> Vec<String> {
    let mut names = Vec::new();
    for folder in [HELD, PARTS] {
        let listed = objects.inner.list(folder).await.unwrap();
        names.extend(listed.into_iter().map(|one| one.name));
    }
    names
}

#[tokio::test]
async fn an_erasure_that_says_it_is_done_left_no_octet_wherever_it_was_cut_before() {
    let later = Timestamp::now() + SignedDuration::from_hours(1);
    let secret = vec![7; SEGMENT + 10];
    for cut in 0..10 {
        let objects = Failing::new();
        let blobs = SegmentedBlobs::new(Arc::clone(&objects) as Arc<dyn Objects>, "");
        let stored = blobs.put(&mut secret.as_slice(), u64::MAX).await.unwrap();
        assert_eq!(names(&objects).await.len(), 3);
        objects.fail_after(cut);
        let first = blobs.remove_idle(&stored.hash, later).await;
        objects.fail_after(u32::MAX);
        // A job that failed is tried again.
        if first.is_err() {
            assert!(blobs.remove_idle(&stored.hash, later).await.unwrap());
        }
        assert_eq!(names(&objects).await, Vec::<String>::new(), "cut at {cut}");
    }
}
