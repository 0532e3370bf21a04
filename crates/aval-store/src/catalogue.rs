//! Published versions of catalogues, kept as documents and never changed. Reading and
//! checking a workbook lives in `aval-workbook`, the tree in `aval-core`.

use jiff::Timestamp;

use crate::{
    Store, StoreError, Tx,
    column::{instant, micros},
    database::{on_reader, on_tx},
};

/// A version of a catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCatalogue {
    /// Code of the catalogue.
    pub code: String,
    /// Version.
    pub version: String,
    /// The tree, in JSON.
    pub document: String,
    /// SHA-256 of the file that it was read from, in hexadecimal.
    pub source_hash: String,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// When it was published; `None` for a version in preparation.
    pub published_at: Option<Timestamp>,
}

/// A version of a catalogue without its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueEntry {
    /// Code of the catalogue.
    pub code: String,
    /// Version.
    pub version: String,
    /// SHA-256 of the file that it was read from.
    pub source_hash: String,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// When it was published.
    pub published_at: Option<Timestamp>,
}

/// What an insertion did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inserted {
    /// The version is new.
    New,
    /// The same version, with the same document, was there.
    Same,
}

impl Store {
    /// Keeps a version. Inserting the same document again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::CatalogueChanged`] when the version exists with another document.
    pub async fn put_catalogue(&self, catalogue: &StoredCatalogue) -> Result<Inserted, StoreError> {
        let mut tx = self.begin().await?;
        let inserted = tx.put_catalogue(catalogue).await?;
        tx.commit().await?;
        Ok(inserted)
    }

    /// Publishes a version in preparation. A date given once stays.
    pub async fn publish_catalogue(
        &self,
        code: &str,
        version: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.publish_catalogue(code, version, at).await?;
        tx.commit().await
    }

    /// One version with its document.
    pub async fn catalogue(
        &self,
        code: &str,
        version: &str,
    ) -> Result<Option<StoredCatalogue>, StoreError> {
        let row: Option<(String, String, i64, Option<i64>)> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT document, source_hash, imported_at, published_at \
                 FROM catalogue_version WHERE code = $1 AND version = $2",
            )
            .bind(code)
            .bind(version)
            .fetch_optional(connection)
            .await?
        });
        row.map(|(document, source_hash, imported_at, published_at)| {
            Ok(StoredCatalogue {
                code: code.to_owned(),
                version: version.to_owned(),
                document,
                source_hash,
                imported_at: instant(imported_at)?,
                published_at: published_at.map(instant).transpose()?,
            })
        })
        .transpose()
    }

    /// Every version, by code, the latest import first.
    pub async fn catalogues(&self) -> Result<Vec<CatalogueEntry>, StoreError> {
        let rows: Vec<(String, String, String, i64, Option<i64>)> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT code, version, source_hash, imported_at, published_at \
                 FROM catalogue_version ORDER BY code, imported_at DESC, version DESC",
            )
            .fetch_all(connection)
            .await?
        });
        rows.into_iter()
            .map(|(code, version, source_hash, imported_at, published_at)| {
                Ok(CatalogueEntry {
                    code,
                    version,
                    source_hash,
                    imported_at: instant(imported_at)?,
                    published_at: published_at.map(instant).transpose()?,
                })
            })
            .collect()
    }
}

impl Tx {
    /// [`Store::put_catalogue`] as a part of something larger.
    ///
    /// # Errors
    /// [`StoreError::CatalogueChanged`] when the version exists with another document.
    pub async fn put_catalogue(
        &mut self,
        catalogue: &StoredCatalogue,
    ) -> Result<Inserted, StoreError> {
        let inserted = on_tx!(self, connection => {
            sqlx::query(
                "INSERT INTO catalogue_version (code, version, document, source_hash, \
                 imported_at, published_at) VALUES ($1, $2, $3, $4, $5, $6) \
                 ON CONFLICT (code, version) DO NOTHING",
            )
            .bind(catalogue.code.as_str())
            .bind(catalogue.version.as_str())
            .bind(catalogue.document.as_str())
            .bind(catalogue.source_hash.as_str())
            .bind(micros(catalogue.imported_at))
            .bind(catalogue.published_at.map(micros))
            .execute(connection)
            .await?
            .rows_affected()
        });
        if inserted == 1 {
            return Ok(Inserted::New);
        }
        let same: Option<(String,)> = on_tx!(self, connection => {
            sqlx::query_as(
                "SELECT document FROM catalogue_version WHERE code = $1 AND version = $2",
            )
            .bind(catalogue.code.as_str())
            .bind(catalogue.version.as_str())
            .fetch_optional(connection)
            .await?
        });
        if same.is_some_and(|(document,)| document == catalogue.document) {
            return Ok(Inserted::Same);
        }
        Err(StoreError::CatalogueChanged {
            code: catalogue.code.clone(),
            version: catalogue.version.clone(),
        })
    }

    /// [`Store::publish_catalogue`] as a part of something larger.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such version.
    pub async fn publish_catalogue(
        &mut self,
        code: &str,
        version: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let changed = on_tx!(self, connection => {
            sqlx::query(
                "UPDATE catalogue_version SET published_at = COALESCE(published_at, $3) \
                 WHERE code = $1 AND version = $2",
            )
            .bind(code)
            .bind(version)
            .bind(micros(at))
            .execute(connection)
            .await?
            .rows_affected()
        });
        if changed == 1 {
            Ok(())
        } else {
            Err(StoreError::NotFound)
        }
    }

    /// Removes a version in preparation, so that a corrected one may take its number.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such version in preparation: a published
    /// one is never removed.
    pub async fn discard_catalogue(&mut self, code: &str, version: &str) -> Result<(), StoreError> {
        let removed = on_tx!(self, connection => {
            sqlx::query(
                "DELETE FROM catalogue_version \
                 WHERE code = $1 AND version = $2 AND published_at IS NULL",
            )
            .bind(code)
            .bind(version)
            .execute(connection)
            .await?
            .rows_affected()
        });
        if removed == 1 {
            Ok(())
        } else {
            Err(StoreError::NotFound)
        }
    }
}
