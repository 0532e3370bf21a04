//! Files copied from any place to any other, cut in the middle, and never taken from where
//! they come from.

use aval_store::{BlobFault, Moved, Moving, StoredBlob};

use crate::{
    objects::{Place, places},
    uploads::octets,
};

async fn put(place: &Place, content: &[u8]) -> StoredBlob {
    let mut source = content;
    place.blobs.put(&mut source, 100_000_000).await.unwrap()
}

async fn copied(moving: &Moving, files: &[StoredBlob]) -> Vec<(StoredBlob, Moved)> {
    let mut told = Vec::new();
    let copied = moving.copy(files, |file, moved| told.push((file.clone(), moved)));
    copied.await.unwrap();
    told
}

async fn all(moving: &Moving) -> Vec<(StoredBlob, Moved)> {
    let mut told = copied(moving, &moving.files().await.unwrap()).await;
    told.sort_by(|one, other| one.0.hash.cmp(&other.0.hash));
    told
}

fn contents() -> [Vec<u8>; 4] {
    [
        Vec::new(),
        b"small".to_vec(),
        octets(1_048_576, 1),
        octets(5_000_001, 2),
    ]
}

#[tokio::test]
async fn every_file_arrives_from_any_place_to_any_other_and_stays_where_it_was() {
    let count = places().await.len();
    for from in 0..count {
        for to in 0..count {
            // From and to plain files; what else is in objects comes and goes alike.
            if from > 0 && to > 0 {
                continue;
            }
            let (mut here, mut there) = (places().await, places().await);
            let (here, there) = (here.swap_remove(from), there.swap_remove(to));
            let mut files = Vec::new();
            for content in contents() {
                files.push(put(&here, &content).await);
            }
            let before = here.stored();
            let moving = Moving::new(here.blobs.clone(), there.blobs.clone());
            // Stopped after two: what is there is not copied again.
            let listed = moving.files().await.unwrap();
            copied(&moving, &listed[..2]).await;
            let told = all(&moving).await;
            let count = |wanted: Moved| told.iter().filter(|(_, moved)| *moved == wanted).count();
            assert_eq!((count(Moved::AlreadyThere), count(Moved::Copied)), (2, 2));
            for (file, content) in files.iter().zip(contents()) {
                assert_eq!(there.blobs.content(&file.hash).await.unwrap(), content);
            }
            let stored = there.stored();
            assert!(
                all(&moving)
                    .await
                    .iter()
                    .all(|(_, moved)| *moved == Moved::AlreadyThere)
            );
            assert_eq!(there.stored(), stored);
            assert_eq!(here.stored(), before, "nothing moves where it comes from");
            assert_eq!(moving.only_there().await.unwrap(), []);
        }
    }
}

#[tokio::test]
async fn a_spoilt_file_is_told_and_no_copy_of_it_is_kept() {
    let (here, there) = (Place::folder().await, Place::folder().await);
    let file = put(&here, b"original").await;
    let well = put(&here, b"well").await;
    std::fs::write(here.blobs.path(&file.hash).unwrap(), b"0riginal").unwrap();
    let moving = Moving::new(here.blobs.clone(), there.blobs.clone());
    let told = all(&moving).await;
    assert!(told.contains(&(file.clone(), Moved::Faulty(BlobFault::Altered))));
    assert!(told.contains(&(well.clone(), Moved::Copied)));
    there.assert_stored(1);
    // A copy that was spoilt where it is takes the place of none: it is copied again.
    std::fs::write(there.blobs.path(&well.hash).unwrap(), b"w3ll").unwrap();
    assert!(moving.is_there(&well).await.unwrap());
    assert!(all(&moving).await.contains(&(well.clone(), Moved::Copied)));
    assert!(there.blobs.verify(&well.hash).await.unwrap());
}

#[tokio::test]
async fn a_content_erased_between_two_copies_is_told_and_goes_when_asked() {
    let (here, there) = (Place::folder().await, Place::folder().await);
    let (secret, kept) = (put(&here, b"secret").await, put(&here, b"kept").await);
    let moving = Moving::new(here.blobs.clone(), there.blobs.clone());
    let listed = moving.files().await.unwrap();
    all(&moving).await;
    std::fs::remove_file(here.blobs.path(&secret.hash).unwrap()).unwrap();
    assert_eq!(
        moving.only_there().await.unwrap(),
        std::slice::from_ref(&secret)
    );
    assert!(!moving.forget(&kept).await.unwrap());
    assert!(moving.forget(&secret).await.unwrap());
    there.assert_stored(1);
    // Listed before it was erased.
    let told = copied(&moving, &listed).await;
    assert!(told.contains(&(secret, Moved::Gone)));
}
