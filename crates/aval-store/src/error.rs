//! What can go wrong in the store, one variant a cause. The text is the sentence for
//! people; what a database driver said stays in `source` and goes to the log only.

use std::io;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The address of the database is not one that the store knows.
    #[error("L’adresse de la base doit commencer par « sqlite: » ou par « postgres:// ».")]
    UnknownUrl,
    /// Somebody else wrote to this stream meanwhile. Nothing was written.
    #[error("Le dossier a été modifié entre-temps. Relisez-le, puis recommencez.")]
    Conflict {
        /// The stream.
        stream: String,
        /// Version that the caller had read.
        expected: u64,
        /// Version found; equal to `expected` only when the other writer left no trace yet.
        actual: u64,
    },
    /// The database did not answer in time, or two transactions blocked each other.
    #[error("La base de données est trop sollicitée. Réessayez dans un instant.")]
    Busy(#[source] sqlx::Error),
    /// The disk of the database is full. Nothing was written.
    #[error("L’espace disque de la base est épuisé : rien n’a été enregistré.")]
    DatabaseFull(#[source] sqlx::Error),
    /// The database refused or broke.
    #[error("La base de données ne répond pas correctement.")]
    Database(#[source] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("La mise à jour du schéma de la base a échoué.")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row cannot be read back: the database was altered outside of the platform.
    #[error("Une donnée de la base est illisible : {what}.")]
    Unreadable {
        /// Table and column.
        what: &'static str,
    },
    /// An event could not be folded, while loading or rebuilding.
    #[error("L’événement {version} du flux {stream} ne peut pas être relu : {why}")]
    Unfoldable {
        /// The stream.
        stream: String,
        /// Version of the event.
        version: u64,
        /// What the projector said.
        why: String,
    },
    /// A number or a date is out of what the database can hold.
    #[error("Une valeur dépasse ce que la base peut enregistrer : {what}.")]
    OutOfRange {
        /// Which value.
        what: &'static str,
    },
    /// A page address was altered, or belongs to another list.
    #[error("L’adresse de cette page de la liste n’est plus valable.")]
    BadCursor,
    /// Something with this unique value exists already.
    #[error("Cette valeur est déjà utilisée : {what}.")]
    Duplicate {
        /// Which value.
        what: &'static str,
    },
    /// The row to change does not exist.
    #[error("L’élément demandé n’existe pas.")]
    NotFound,
    /// A published catalogue version would change.
    #[error("La version {version} du référentiel {code} existe déjà avec un autre contenu.")]
    CatalogueChanged {
        /// Code of the catalogue.
        code: String,
        /// Its version.
        version: String,
    },
    /// A password could not be hashed or its record is malformed.
    #[error("Le mot de passe ne peut pas être vérifié.")]
    Password,
    /// A background computation stopped early.
    #[error("Un traitement s’est interrompu.")]
    Interrupted,
    /// The embedded database is not available for this operation.
    #[error("Cette opération n’existe que pour la base SQLite.")]
    SqliteOnly,
    /// A file of the store could not be used.
    #[error("Le dossier de données ne peut pas être utilisé.")]
    Disk(#[source] io::Error),
}

impl StoreError {
    /// Stable code, for logs and for the problem JSON.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownUrl => "store.unknown_url",
            Self::Conflict { .. } => "store.conflict",
            Self::Busy(_) => "store.busy",
            Self::DatabaseFull(_) => "store.full",
            Self::Database(_) => "store.database",
            Self::Migration(_) => "store.migration",
            Self::Unreadable { .. } => "store.unreadable",
            Self::Unfoldable { .. } => "store.unfoldable",
            Self::OutOfRange { .. } => "store.out_of_range",
            Self::BadCursor => "store.bad_cursor",
            Self::Duplicate { .. } => "store.duplicate",
            Self::NotFound => "store.not_found",
            Self::CatalogueChanged { .. } => "store.catalogue_changed",
            Self::Password => "store.password",
            Self::Interrupted => "store.interrupted",
            Self::SqliteOnly => "store.sqlite_only",
            Self::Disk(_) => "store.disk",
        }
    }

    /// True when the same call may succeed if it is simply made again.
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Busy(_))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::PoolTimedOut) {
            return Self::Busy(error);
        }
        let code = error
            .as_database_error()
            .and_then(|database| database.code())
            .map(|code| code.into_owned());
        match code.as_deref() {
            // SQLite: BUSY, LOCKED and BUSY_SNAPSHOT; PostgreSQL: serialisation failure,
            // deadlock, lock not available.
            Some("5" | "6" | "517" | "40001" | "40P01" | "55P03") => Self::Busy(error),
            // SQLITE_FULL; PostgreSQL: disk_full.
            Some("13" | "53100") => Self::DatabaseFull(error),
            _ => Self::Database(error),
        }
    }
}

impl StoreError {
    /// A unique value that is taken, or another failure.
    pub(crate) fn duplicate_or(error: sqlx::Error, what: &'static str) -> Self {
        match error.as_database_error() {
            Some(database) if database.is_unique_violation() => Self::Duplicate { what },
            _ => error.into(),
        }
    }
}
