//! Catalogue versions in memory. They never change once published, so every request shares
//! the same ones.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use aval_core::{
    application::CatalogueRef,
    catalogue::{CatalogueCode, CatalogueVersion},
};
use jiff::civil::Date;

/// The catalogue versions known to this instance. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Catalogues {
    versions: Arc<RwLock<BTreeMap<CatalogueRef, Arc<CatalogueVersion>>>>,
}

impl Catalogues {
    /// Adds a version.
    pub fn insert(&self, version: CatalogueVersion) {
        let reference = CatalogueRef {
            code: version.code.clone(),
            version: version.version.clone(),
        };
        self.versions
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(reference, Arc::new(version));
    }

    /// One version.
    pub fn get(&self, reference: &CatalogueRef) -> Option<Arc<CatalogueVersion>> {
        self.versions
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(reference)
            .cloned()
    }

    /// Every version of a catalogue, oldest publication first.
    pub fn of(&self, code: &CatalogueCode) -> Vec<Arc<CatalogueVersion>> {
        let mut found: Vec<_> = self
            .versions
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .filter(|version| &version.code == code)
            .cloned()
            .collect();
        found.sort_by(|a, b| (a.published, &a.version).cmp(&(b.published, &b.version)));
        found
    }

    /// The newest version published on a day or before; versions without a day count as old.
    pub fn newest(&self, code: &CatalogueCode, today: Date) -> Option<Arc<CatalogueVersion>> {
        self.of(code)
            .into_iter()
            .rfind(|version| version.published.is_none_or(|published| published <= today))
    }

    /// Every version of every catalogue.
    pub fn all(&self) -> Vec<Arc<CatalogueVersion>> {
        self.versions
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect()
    }
}
