//! Catalogue versions on their way between the database and the memory of an instance: the
//! published ones are read at start, those that come with a programme are put down once.

use aval_core::{access::Actor, catalogue::CatalogueVersion};
use aval_store::{Store, StoreError, StoredCatalogue};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use uuid::Uuid;

use super::{
    act::{Act, Change, Outcome, carry_out, retrying},
    event::{AdministrativeEvent, STREAM},
};
use crate::applications::{Catalogues, Failure};

/// The first instant of a day in a zone.
pub(super) fn start_of(day: Date, zone: &TimeZone) -> Result<Timestamp, StoreError> {
    day.to_zoned(zone.clone())
        .map(|zoned| zoned.timestamp())
        .map_err(|_| StoreError::OutOfRange { what: "date" })
}

/// A stored version as its tree, published on the day that was given when it was.
pub(super) fn tree_of(
    stored: &StoredCatalogue,
    zone: &TimeZone,
) -> Result<CatalogueVersion, StoreError> {
    let mut version: CatalogueVersion =
        serde_json::from_str(&stored.document).map_err(|_| StoreError::Unreadable {
            what: "catalogue_version.document",
        })?;
    version.published = stored
        .published_at
        .map(|at| at.to_zoned(zone.clone()).date());
    Ok(version)
}

/// Brings every published version into memory; those in preparation stay away from
/// applications. Says how many there are. Done at start, and again whenever another
/// instance may have published.
///
/// # Errors
/// When the database does not answer or holds a document that cannot be read.
pub async fn shelve(
    store: &Store,
    catalogues: &Catalogues,
    zone: &TimeZone,
) -> Result<usize, StoreError> {
    let mut shelved = 0;
    for entry in store.catalogues().await? {
        if entry.published_at.is_none() {
            continue;
        }
        if let Some(stored) = store.catalogue(&entry.code, &entry.version).await? {
            let tree = tree_of(&stored, zone).inspect_err(|error| {
                tracing::error!(
                    catalogue = entry.code,
                    version = entry.version,
                    code = error.code(),
                    "a published catalogue cannot be read"
                );
            })?;
            catalogues.insert(tree);
            shelved += 1;
        }
    }
    Ok(shelved)
}

/// Puts down a version that comes with a programme, published on its day, with its trace.
/// False when the version was there already: what is published does not change.
///
/// # Errors
/// When the database does not answer.
pub async fn deliver(
    store: &Store,
    version: &CatalogueVersion,
    source_hash: &str,
    at: Timestamp,
    zone: &TimeZone,
    key: Uuid,
) -> Result<bool, StoreError> {
    let put = || put_down(store, version, source_hash, at, zone, key);
    match retrying(put).await {
        Ok(outcome) => Ok(outcome == Outcome::Done),
        Err(Failure::Store(error)) => Err(error),
        Err(Failure::Refused(_) | Failure::Stale { .. }) => Ok(false),
    }
}

async fn put_down(
    store: &Store,
    version: &CatalogueVersion,
    source_hash: &str,
    at: Timestamp,
    zone: &TimeZone,
    key: Uuid,
) -> Result<Outcome, Failure> {
    // The version of the stream first: whoever comes in between is noticed at the end.
    let expected = store.version_of(STREAM).await?;
    let present = store
        .catalogue(version.code.as_str(), &version.version)
        .await?;
    if present.is_some() {
        return Ok(Outcome::Repeated);
    }
    let published = version.published;
    let mut document = version.clone();
    document.published = None;
    let document = serde_json::to_string(&document)
        .map_err(|_| StoreError::Unreadable { what: "catalogue" })?;
    let (code, number) = (version.code.to_string(), version.version.clone());
    let mut events = vec![AdministrativeEvent::CatalogueImported {
        code: code.clone(),
        version: number.clone(),
        hash: source_hash.to_owned(),
        requirements: version.requirements().count(),
        proofs: version.proofs().count(),
        warnings: 0,
    }];
    if let Some(on) = published {
        events.push(AdministrativeEvent::CataloguePublished {
            code: code.clone(),
            version: number.clone(),
            on,
        });
    }
    let stored = StoredCatalogue {
        code,
        version: number,
        document,
        source_hash: source_hash.to_owned(),
        imported_at: at,
        published_at: published.map(|day| start_of(day, zone)).transpose()?,
    };
    let act = Act {
        key,
        expected,
        events,
        changes: vec![Change::Catalogue(Box::new(stored))],
    };
    carry_out(store, &Actor::system().reference(), at, &act).await
}
