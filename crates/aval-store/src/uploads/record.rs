//! The rows: what an upload is bound to at its creation and how far it is.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{UploadError, Uploads, hash_state};
use crate::{
    Store, StoreError,
    blobs::Segment,
    column::{id, instant, micros, signed, unsigned},
    database::{on_reader, on_tx},
};

/// What an upload is for (tus 1.0, concatenation).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadKind {
    /// A file.
    Whole,
    /// A part of a file, to be put together with others.
    Partial,
    /// A file put together from parts, in their order.
    Final(Vec<Uuid>),
}

/// What an upload is bound to, for ever, at its creation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUpload {
    /// Identifier.
    pub id: Uuid,
    /// Whole, part or put together.
    pub kind: UploadKind,
    /// The application that it goes to.
    pub application: Uuid,
    /// The slot that it goes to.
    pub slot: String,
    /// The piece whose next version it is, if any.
    pub replaces: Option<Uuid>,
    /// The slots that follow the new version.
    pub following: Vec<String>,
    /// Who sends it.
    pub account: Uuid,
    /// Their organisation.
    pub organisation: Uuid,
    /// Name of the file.
    pub name: String,
    /// `Upload-Metadata` as it was sent.
    pub metadata: String,
    /// Octets announced.
    pub length: u64,
    /// The most that the slot admitted then, in octets.
    pub size_limit: u64,
    /// When it began; what the rules judge a deadline by.
    pub started_at: Timestamp,
    /// Until when it is kept if nothing more arrives.
    pub expires_at: Timestamp,
}

/// An upload as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields of NewUpload say the same")]
pub struct Upload {
    pub id: Uuid,
    pub kind: UploadKind,
    pub application: Uuid,
    pub slot: String,
    pub replaces: Option<Uuid>,
    pub following: Vec<String>,
    pub account: Uuid,
    pub organisation: Uuid,
    pub name: String,
    pub metadata: String,
    pub length: u64,
    pub size_limit: u64,
    pub started_at: Timestamp,
    pub expires_at: Timestamp,
    /// Octets on the disk for good.
    pub received: u64,
    /// When something arrived last.
    pub touched_at: Timestamp,
    /// SHA-256 of the file, once the rules have taken it.
    pub filed: Option<String>,
    /// Code of the rule that did not take it, when it was complete.
    pub refused: Option<String>,
    /// SHA-256 of the file, once its octets have their name and wait for the rules.
    pub settled: Option<String>,
    pub(super) hash_state: String,
}

impl Upload {
    /// An upload of which nothing has arrived.
    pub fn beginning(new: &NewUpload) -> Self {
        let new = new.clone();
        Self {
            id: new.id,
            kind: new.kind,
            application: new.application,
            slot: new.slot,
            replaces: new.replaces,
            following: new.following,
            account: new.account,
            organisation: new.organisation,
            name: new.name,
            metadata: new.metadata,
            length: new.length,
            size_limit: new.size_limit,
            started_at: new.started_at,
            expires_at: new.expires_at,
            received: 0,
            touched_at: new.started_at,
            filed: None,
            refused: None,
            settled: None,
            hash_state: hash_state::write(&Sha256::new()),
        }
    }

    /// True when every octet announced has arrived.
    pub const fn is_complete(&self) -> bool {
        self.received == self.length
    }

    /// SHA-256 of the octets received so far; `None` when only the disk can tell.
    pub fn hash_so_far(&self) -> Option<String> {
        hash_state::read(&self.hash_state).map(|hasher| hash_state::digest(&hasher))
    }

    pub(super) fn is_a_part_of(&self, whole: &NewUpload) -> bool {
        self.kind == UploadKind::Partial
            && self.is_complete()
            && self.application == whole.application
            && self.slot == whole.slot
            && self.account == whole.account
    }
}

#[derive(sqlx::FromRow)]
struct Columns {
    id: String,
    kind: String,
    parts: String,
    application: String,
    slot: String,
    replaces: Option<String>,
    following: String,
    account: String,
    organisation: String,
    name: String,
    metadata: String,
    length: i64,
    size_limit: i64,
    received: i64,
    hash_state: String,
    started_at: i64,
    touched_at: i64,
    expires_at: i64,
    filed: Option<String>,
    refused: Option<String>,
    settled: Option<String>,
}

/// Every column; the texts of statements are whole and fixed.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, kind, parts, application, slot, replaces, following, account, \
             organisation, name, metadata, length, size_limit, received, hash_state, \
             started_at, touched_at, expires_at, filed, refused, settled FROM upload ",
            $rest
        )
    };
}

const UNREADABLE: StoreError = StoreError::Unreadable { what: "upload" };

impl TryFrom<Columns> for Upload {
    type Error = StoreError;

    fn try_from(row: Columns) -> Result<Self, StoreError> {
        let kind = match row.kind.as_str() {
            "whole" => UploadKind::Whole,
            "partial" => UploadKind::Partial,
            "final" => UploadKind::Final(serde_json::from_str(&row.parts).map_err(|_| UNREADABLE)?),
            _ => return Err(UNREADABLE),
        };
        Ok(Self {
            id: id(&row.id)?,
            kind,
            application: id(&row.application)?,
            slot: row.slot,
            replaces: row.replaces.as_deref().map(id).transpose()?,
            following: serde_json::from_str(&row.following).map_err(|_| UNREADABLE)?,
            account: id(&row.account)?,
            organisation: id(&row.organisation)?,
            name: row.name,
            metadata: row.metadata,
            length: unsigned(row.length)?,
            size_limit: unsigned(row.size_limit)?,
            started_at: instant(row.started_at)?,
            expires_at: instant(row.expires_at)?,
            received: unsigned(row.received)?,
            touched_at: instant(row.touched_at)?,
            filed: row.filed,
            refused: row.refused,
            settled: row.settled,
            hash_state: row.hash_state,
        })
    }
}

impl Uploads {
    /// Remembers an upload that begins.
    pub async fn create(&self, new: &NewUpload) -> Result<Upload, UploadError> {
        let (kind, parts) = match &new.kind {
            UploadKind::Whole => ("whole", Vec::new()),
            UploadKind::Partial => ("partial", Vec::new()),
            UploadKind::Final(parts) => ("final", parts.clone()),
        };
        let json = |error: serde_json::Error| StoreError::Disk(std::io::Error::other(error));
        let parts = serde_json::to_string(&parts).map_err(json)?;
        let following = serde_json::to_string(&new.following).map_err(json)?;
        let (length, limit) = (signed(new.length)?, signed(new.size_limit)?);
        let mut tx = self.store.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query(
                "INSERT INTO upload (id, kind, parts, application, slot, replaces, following, \
                 account, organisation, name, metadata, length, size_limit, received, \
                 hash_state, started_at, touched_at, expires_at) VALUES ($1, $2, $3, $4, $5, \
                 $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, $15, $15, $16)",
            )
            .bind(new.id.to_string())
            .bind(kind)
            .bind(parts)
            .bind(new.application.to_string())
            .bind(new.slot.as_str())
            .bind(new.replaces.map(|piece| piece.to_string()))
            .bind(following)
            .bind(new.account.to_string())
            .bind(new.organisation.to_string())
            .bind(new.name.as_str())
            .bind(new.metadata.as_str())
            .bind(length)
            .bind(limit)
            .bind(hash_state::write(&Sha256::new()))
            .bind(micros(new.started_at))
            .bind(micros(new.expires_at))
            .execute(connection)
            .await
            .map_err(|error| StoreError::duplicate_or(error, "envoi"))?;
        });
        tx.commit().await?;
        Ok(Upload::beginning(new))
    }

    /// An upload, expired or not.
    pub async fn find(&self, id: Uuid) -> Result<Option<Upload>, UploadError> {
        Ok(self.row(id).await?)
    }

    async fn row(&self, id: Uuid) -> Result<Option<Upload>, StoreError> {
        let store: &Store = &self.store;
        let row: Option<Columns> = on_reader!(store, connection => {
            sqlx::query_as(select!("WHERE id = $1"))
                .bind(id.to_string())
                .fetch_optional(connection)
                .await?
        });
        row.map(Upload::try_from).transpose()
    }

    /// What a person has not finished sending for an application, oldest first, parts left
    /// out; `slot` narrows it to one.
    pub async fn unfinished(
        &self,
        account: Uuid,
        application: Uuid,
        slot: Option<&str>,
        now: Timestamp,
    ) -> Result<Vec<Upload>, UploadError> {
        Ok(self.rows(account, application, slot, now).await?)
    }

    async fn rows(
        &self,
        account: Uuid,
        application: Uuid,
        slot: Option<&str>,
        now: Timestamp,
    ) -> Result<Vec<Upload>, StoreError> {
        let store: &Store = &self.store;
        let rows: Vec<Columns> = on_reader!(store, connection => {
            sqlx::query_as(select!(
                "WHERE account = $1 AND application = $2 AND ($3 = '' OR slot = $3) \
                 AND filed IS NULL AND kind <> 'partial' AND expires_at > $4 \
                 ORDER BY started_at, id LIMIT 500"
            ))
            .bind(account.to_string())
            .bind(application.to_string())
            .bind(slot.unwrap_or_default())
            .bind(micros(now))
            .fetch_all(connection)
            .await?
        });
        rows.into_iter().map(Upload::try_from).collect()
    }

    pub(super) async fn expired(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Uuid>, StoreError> {
        let store: &Store = &self.store;
        let rows: Vec<(String,)> = on_reader!(store, connection => {
            sqlx::query_as(
                "SELECT id FROM upload WHERE expires_at <= $1 ORDER BY expires_at, id LIMIT $2",
            )
            .bind(micros(now))
            .bind(i64::from(limit))
            .fetch_all(connection)
            .await?
        });
        rows.iter().map(|(text,)| id(text)).collect()
    }

    /// Moves an upload on, with the segments that hold what arrived; false when it was not
    /// where it was believed to be.
    pub(super) async fn record(
        &self,
        upload: &Upload,
        received: u64,
        hasher: &Sha256,
        segments: &[(u64, Segment)],
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = self.store.begin().await?;
        let (before, after) = (signed(upload.received)?, signed(received)?);
        let changed = on_tx!(tx, connection => {
            sqlx::query(
                "UPDATE upload SET received = $1, hash_state = $2, touched_at = $3, \
                 expires_at = $4 WHERE id = $5 AND received = $6 AND filed IS NULL \
                 AND settled IS NULL",
            )
            .bind(after)
            .bind(hash_state::write(hasher))
            .bind(micros(now))
            .bind(micros(expires_at))
            .bind(upload.id.to_string())
            .bind(before)
            .execute(connection)
            .await?
            .rows_affected()
        });
        if changed != 1 {
            return Ok(false);
        }
        // What begins where the new ones do gives way to them; what is beyond is lost.
        let from = segments.first().map_or(received, |(at, _)| *at);
        let from = signed(from.min(received))?;
        on_tx!(tx, connection => {
            sqlx::query("DELETE FROM upload_segment WHERE upload = $1 AND begins >= $2")
                .bind(upload.id.to_string())
                .bind(from)
                .execute(connection)
                .await?;
        });
        for (at, segment) in segments {
            let (at, length) = (signed(*at)?, signed(segment.length)?);
            on_tx!(tx, connection => {
                sqlx::query(
                    "INSERT INTO upload_segment (upload, begins, length, name) \
                     VALUES ($1, $2, $3, $4)",
                )
                .bind(upload.id.to_string())
                .bind(at)
                .bind(length)
                .bind(segment.name.as_str())
                .execute(connection)
                .await?;
            });
        }
        tx.commit().await?;
        Ok(true)
    }

    /// The segments of an upload, in their order, up to the first gap.
    pub(super) async fn segments(&self, id: Uuid) -> Result<Vec<Segment>, StoreError> {
        let store: &Store = &self.store;
        let rows: Vec<(i64, i64, String)> = on_reader!(store, connection => {
            sqlx::query_as(
                "SELECT begins, length, name FROM upload_segment WHERE upload = $1 \
                 ORDER BY begins",
            )
            .bind(id.to_string())
            .fetch_all(connection)
            .await?
        });
        let (mut segments, mut end) = (Vec::new(), 0_u64);
        for (begins, length, name) in rows {
            let length = unsigned(length)?;
            if unsigned(begins)? != end {
                break;
            }
            end = end.saturating_add(length);
            segments.push(Segment { name, length });
        }
        Ok(segments)
    }

    /// Says that the octets of a complete upload have, or are about to have, their name;
    /// false when it was removed meanwhile.
    pub(super) async fn settled(&self, upload: &Upload, hash: &str) -> Result<bool, StoreError> {
        let mut tx = self.store.begin().await?;
        let length = signed(upload.length)?;
        let changed = on_tx!(tx, connection => {
            sqlx::query(
                "UPDATE upload SET settled = $1 WHERE id = $2 AND received = $3 \
                 AND (settled IS NULL OR settled = $1)",
            )
            .bind(hash)
            .bind(upload.id.to_string())
            .bind(length)
            .execute(connection)
            .await?
            .rows_affected()
        });
        tx.commit().await?;
        Ok(changed == 1)
    }

    /// Says that the content which an upload had given its name is not there any more.
    pub(super) async fn unsettle(&self, id: Uuid) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query("UPDATE upload SET settled = NULL WHERE id = $1 AND filed IS NULL")
                .bind(id.to_string())
                .execute(connection)
                .await?;
        });
        tx.commit().await
    }

    /// Says that the rules have taken the file, whose manifest or name holds its octets now.
    pub(super) async fn mark_filed(&self, id: Uuid, hash: &str) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query("UPDATE upload SET filed = $1, refused = NULL WHERE id = $2")
                .bind(hash)
                .bind(id.to_string())
                .execute(connection)
                .await?;
        });
        on_tx!(tx, connection => {
            sqlx::query("DELETE FROM upload_segment WHERE upload = $1")
                .bind(id.to_string())
                .execute(connection)
                .await?;
        });
        tx.commit().await
    }

    /// Says which rule did not take the file; nothing when another instance filed it.
    pub(super) async fn mark_refused(&self, id: Uuid, code: &str) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query("UPDATE upload SET refused = $1 WHERE id = $2 AND filed IS NULL")
                .bind(code)
                .bind(id.to_string())
                .execute(connection)
                .await?;
        });
        tx.commit().await
    }

    /// Forgets an upload kept until `now` at the latest. Says whether it went, and whether
    /// its octets had no name yet: nobody else needs them then.
    pub(super) async fn delete(&self, id: Uuid, now: Timestamp) -> Result<Forgotten, StoreError> {
        let mut tx = self.store.begin().await?;
        let mut forgotten = Forgotten::Kept;
        for (statement, then) in [
            (
                "DELETE FROM upload WHERE id = $1 AND expires_at <= $2 AND settled IS NULL",
                Forgotten::WithOctets,
            ),
            (
                "DELETE FROM upload WHERE id = $1 AND expires_at <= $2",
                Forgotten::RowAlone,
            ),
        ] {
            let changed = on_tx!(tx, connection => {
                sqlx::query(statement)
                    .bind(id.to_string())
                    .bind(micros(now))
                    .execute(connection)
                    .await?
                    .rows_affected()
            });
            if changed > 0 {
                forgotten = then;
                break;
            }
        }
        if forgotten != Forgotten::Kept {
            on_tx!(tx, connection => {
                sqlx::query("DELETE FROM upload_segment WHERE upload = $1")
                    .bind(id.to_string())
                    .execute(connection)
                    .await?;
            });
        }
        tx.commit().await?;
        Ok(forgotten)
    }
}

/// What became of an upload that was to be forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Forgotten {
    /// Gone on with meanwhile, or not there.
    Kept,
    /// Its octets belong to nothing any more.
    WithOctets,
    /// Its octets have, or are about to have, the name of a file.
    RowAlone,
}
