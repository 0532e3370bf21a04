//! The material that counts now, read again only when the journal of administration tells of
//! an import: every instance of the house then uses the same.

use std::sync::Arc;

use aval_core::application::ActorRef;
use aval_inspect::TrustedList;
use aval_pentest::ProviderList;
use aval_store::StoreError;
use jiff::{Timestamp, civil::Date};
use sha2::{Digest, Sha256};

use super::{Material, Purpose};
use crate::{
    administration::{AdministrativeEvent, STREAM},
    house::House,
};

/// An import that counted from its instant on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// What it is for.
    pub purpose: Purpose,
    /// SHA-256 of the file, in hexadecimal.
    pub hash: String,
    /// Name of the file.
    pub file_name: String,
    /// Certificate of the operator of a trusted list, PEM.
    pub operator: String,
    /// Where the file comes from, in words or as an address.
    pub origin: String,
    /// Date of the list.
    pub dated: Date,
    /// Certificates, services or organisations.
    pub entries: usize,
    /// Who imported it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What was read so far.
#[derive(Debug, Default)]
pub struct Shelf {
    seen: u64,
    imports: Vec<Import>,
    material: Option<Arc<Material>>,
}

const BATCH: u32 = 1000;

impl Shelf {
    async fn catch_up(&mut self, house: &House) -> Result<(), StoreError> {
        loop {
            let events = house.store().events(STREAM, self.seen, BATCH).await?;
            let last = events.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
            for stored in events {
                self.seen = stored.version;
                let Ok(AdministrativeEvent::TrustImported {
                    purpose,
                    hash,
                    file_name,
                    operator,
                    origin,
                    dated,
                    entries,
                }) = AdministrativeEvent::decode(&stored.kind, &stored.payload)
                else {
                    continue;
                };
                let by: Option<ActorRef> = serde_json::from_str(&stored.actor).ok();
                self.material = None;
                self.imports.push(Import {
                    purpose,
                    hash,
                    file_name,
                    operator,
                    origin,
                    dated,
                    entries,
                    by: by.map(|actor| actor.name).unwrap_or_default(),
                    at: stored.at,
                });
            }
            if last {
                return Ok(());
            }
        }
    }

    async fn gather(&self, house: &House) -> Result<Material, String> {
        let mut material = Material::default();
        let mut digest = Sha256::new();
        let mut empty = true;
        for purpose in Purpose::ALL {
            let imported = self.imports.iter().rev().find(|one| one.purpose == purpose);
            let (octets, operator) = if let Some(import) = imported {
                let octets = house
                    .blobs()
                    .content(&import.hash)
                    .await
                    .map_err(|error| error.to_string())?;
                (octets, import.operator.clone())
            } else {
                let delivered = house.settings().trust.iter();
                match delivered.into_iter().find(|one| one.purpose == purpose) {
                    Some(one) => (one.octets.clone(), one.operator.clone()),
                    None => continue,
                }
            };
            empty = false;
            digest.update(purpose.code());
            digest.update(Sha256::digest(&octets));
            digest.update(Sha256::digest(operator.as_bytes()));
            let text = || String::from_utf8_lossy(&octets).into_owned();
            match purpose {
                Purpose::Anchors => material.anchors.push(text()),
                Purpose::TrustedList => material.trusted_lists.push(TrustedList {
                    xml: text(),
                    operator,
                }),
                Purpose::Providers => {
                    let mut list = ProviderList::read(&octets).0;
                    list.dated = list.dated.or(imported.map(|import| import.dated));
                    material.providers = Some(list);
                }
            }
        }
        if !empty {
            material.digest = hex(&digest.finalize());
        }
        Ok(material)
    }
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// The material that counts now.
///
/// # Errors
/// A sentence for the log, when the journal or a file cannot be read.
pub async fn current(house: &House) -> Result<Arc<Material>, String> {
    let mut shelf = house.trust_shelf().lock().await;
    shelf
        .catch_up(house)
        .await
        .map_err(|error| format!("{}: {error}", error.code()))?;
    if let Some(material) = &shelf.material {
        return Ok(Arc::clone(material));
    }
    let material = Arc::new(shelf.gather(house).await?);
    shelf.material = Some(Arc::clone(&material));
    Ok(material)
}

/// Every import, the first first.
///
/// # Errors
/// When the journal cannot be read.
pub async fn history(house: &House) -> Result<Vec<Import>, StoreError> {
    let mut shelf = house.trust_shelf().lock().await;
    shelf.catch_up(house).await?;
    Ok(shelf.imports.clone())
}
