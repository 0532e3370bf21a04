//! Texts of the FAQ that come from outside of the editors' pages: the programme's folder at
//! each start, and what an editor or a command imports. What becomes of each text is decided
//! in one place, for who asks beforehand and for who does it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::writing::{FaqAuthor, FaqDelivered, unwritten};
use crate::{
    Store, StoreError, Tx,
    column::{micros, signed, unsigned},
    database::{on_reader, on_tx},
};

/// Where texts come from. Each remembers its own last text: an import is not undone by the
/// programme's folder at the next start, nor the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaqSource {
    /// The folder of the programme.
    Programme,
    /// A folder or an archive that somebody imports.
    Import,
}

/// What becomes of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaqFate {
    /// There is no such entry yet: it is published.
    Added,
    /// Nobody edited the entry here: the text replaces what people read.
    Updated,
    /// The entry was edited here, or has a draft: the text waits for an editor.
    Offered,
    /// It waits already.
    Waiting,
    /// It came before, and the entry was edited here since: nothing happens.
    Known,
    /// People read it already.
    Same,
}

impl FaqFate {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Updated => "updated",
            Self::Offered => "offered",
            Self::Waiting => "waiting",
            Self::Known => "known",
            Self::Same => "same",
        }
    }
}

/// What becomes of each text, by address, and the version of the entry that it was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FaqPlan {
    /// Fate and version; zero for an entry that is not there.
    pub fates: BTreeMap<String, (FaqFate, u64)>,
}

impl FaqPlan {
    /// The same for the same plan: what somebody saw and agreed to.
    pub fn digest(&self) -> String {
        let mut digest = Sha256::new();
        for (slug, (fate, version)) in &self.fates {
            digest.update(format!("{slug}\n{}\n{version}\n", fate.code()));
        }
        let octets = digest.finalize();
        octets.iter().map(|octet| format!("{octet:02x}")).collect()
    }
}

/// An archive that an editor sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaqUpload {
    /// Identifier.
    pub id: Uuid,
    /// Account of who sent it.
    pub account: Uuid,
    /// Its name, for people.
    pub file_name: String,
    /// Its octets.
    pub archive: Vec<u8>,
    /// When.
    pub received_at: Timestamp,
}

/// An entry as a text from outside meets it.
struct Standing {
    version: u64,
    published: Option<String>,
    has_draft: bool,
    delivered: Option<String>,
    imported: Option<String>,
    offered: Option<String>,
}

type StandingRow = (
    String,
    i64,
    Option<String>,
    i64,
    Option<String>,
    Option<String>,
    Option<String>,
);
type UploadRow = (String, String, Vec<u8>, i64);

const STANDING: &str = "SELECT slug, version, published, \
                        CASE WHEN draft IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END, \
                        delivered, imported, offered FROM faq_entry";

fn standings(rows: Vec<StandingRow>) -> Result<BTreeMap<String, Standing>, StoreError> {
    rows.into_iter()
        .map(
            |(slug, version, published, draft, delivered, imported, offered)| {
                let standing = Standing {
                    version: unsigned(version)?,
                    published,
                    has_draft: draft != 0,
                    delivered,
                    imported,
                    offered,
                };
                Ok((slug, standing))
            },
        )
        .collect()
}

impl Standing {
    /// Whether what people read is what somebody edited here.
    fn is_edited(&self) -> bool {
        self.has_draft || (self.published != self.delivered && self.published != self.imported)
    }

    fn fate(&self, source: FaqSource, text: &str) -> FaqFate {
        let is = |held: &Option<String>| held.as_deref() == Some(text);
        if is(&self.published) {
            return FaqFate::Same;
        }
        if is(&self.offered) {
            return FaqFate::Waiting;
        }
        match source {
            // At each start again: what it brought once, it does not bring over an import.
            FaqSource::Programme if is(&self.delivered) => FaqFate::Known,
            FaqSource::Programme if self.published != self.delivered => FaqFate::Offered,
            FaqSource::Import
                if self.is_edited() && (is(&self.imported) || is(&self.delivered)) =>
            {
                FaqFate::Known
            }
            _ if self.is_edited() => FaqFate::Offered,
            _ => FaqFate::Updated,
        }
    }

    /// The text that a source brought last.
    fn last_of(&self, source: FaqSource) -> Option<&str> {
        match source {
            FaqSource::Programme => self.delivered.as_deref(),
            FaqSource::Import => self.imported.as_deref(),
        }
    }
}

fn planned(
    source: FaqSource,
    held: &BTreeMap<String, Standing>,
    texts: &BTreeMap<String, String>,
) -> FaqPlan {
    let fates = texts.iter().map(|(slug, text)| {
        let fate = held.get(slug).map_or((FaqFate::Added, 0), |standing| {
            (standing.fate(source, text), standing.version)
        });
        (slug.clone(), fate)
    });
    FaqPlan {
        fates: fates.collect(),
    }
}

impl Store {
    /// What bringing in these texts would do; nothing is changed.
    pub async fn faq_foretell(
        &self,
        source: FaqSource,
        texts: &BTreeMap<String, String>,
    ) -> Result<FaqPlan, StoreError> {
        let rows: Vec<StandingRow> = on_reader!(self, connection => {
            sqlx::query_as(STANDING).fetch_all(connection).await?
        });
        Ok(planned(source, &standings(rows)?, texts))
    }

    /// Brings in the texts of the programme's folder, by address. An entry that was edited
    /// here keeps its text, and the one of the folder waits beside it.
    pub async fn faq_deliver(
        &self,
        texts: &BTreeMap<String, String>,
        by: &FaqAuthor,
        now: Timestamp,
    ) -> Result<FaqDelivered, StoreError> {
        let brought = self
            .faq_bring(FaqSource::Programme, texts, None, by, now)
            .await?;
        Ok(brought.unwrap_or_default())
    }

    /// Brings in texts that somebody imports. When `seen` is the digest of a plan, that plan
    /// is carried out or nothing at all: none says that entries changed since.
    pub async fn faq_import(
        &self,
        texts: &BTreeMap<String, String>,
        seen: Option<&str>,
        by: &FaqAuthor,
        now: Timestamp,
    ) -> Result<Option<FaqDelivered>, StoreError> {
        self.faq_bring(FaqSource::Import, texts, seen, by, now)
            .await
    }

    async fn faq_bring(
        &self,
        source: FaqSource,
        texts: &BTreeMap<String, String>,
        seen: Option<&str>,
        by: &FaqAuthor,
        now: Timestamp,
    ) -> Result<Option<FaqDelivered>, StoreError> {
        let mut done = FaqDelivered::default();
        let mut tx = self.begin().await?;
        let rows: Vec<StandingRow> = on_tx!(tx, connection => {
            sqlx::query_as(STANDING).fetch_all(connection).await?
        });
        let held = standings(rows)?;
        let plan = planned(source, &held, texts);
        if seen.is_some_and(|seen| seen != plan.digest()) {
            return Ok(None);
        }
        for (slug, (fate, version)) in &plan.fates {
            let Some(text) = texts.get(slug) else {
                continue;
            };
            let done_to = match fate {
                FaqFate::Added => &mut done.added,
                FaqFate::Updated => &mut done.updated,
                FaqFate::Offered => &mut done.offered,
                FaqFate::Same => {
                    let last = held.get(slug).and_then(|standing| standing.last_of(source));
                    if last != Some(text.as_str()) {
                        tx.faq_settle(source, slug, text).await?;
                    }
                    continue;
                }
                FaqFate::Waiting | FaqFate::Known => continue,
            };
            let kept = match fate {
                FaqFate::Offered => tx.faq_offer(source, slug, *version, text).await?,
                _ => {
                    tx.faq_publish_brought(source, slug, *version, text, by, now)
                        .await?
                }
            };
            if kept {
                done_to.push(slug.clone());
            } else if seen.is_some() {
                tx.rollback().await?;
                return Ok(None);
            }
        }
        if !done.added.is_empty() || !done.updated.is_empty() {
            tx.faq_published_something().await?;
        }
        tx.commit().await?;
        Ok(Some(done))
    }

    /// Keeps an archive that an editor sent; those received before `stale` are thrown away.
    pub async fn faq_keep_upload(
        &self,
        upload: &FaqUpload,
        stale: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query("DELETE FROM faq_upload WHERE received_at < $1")
                .bind(micros(stale))
                .execute(&mut *connection)
                .await?;
            sqlx::query(
                "INSERT INTO faq_upload (id, account, file_name, archive, received_at) \
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(upload.id.to_string())
            .bind(upload.account.to_string())
            .bind(upload.file_name.as_str())
            .bind(upload.archive.as_slice())
            .bind(micros(upload.received_at))
            .execute(connection)
            .await?;
        });
        tx.commit().await
    }

    /// An archive that an editor sent.
    pub async fn faq_upload(&self, id: Uuid) -> Result<Option<FaqUpload>, StoreError> {
        let row: Option<UploadRow> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT account, file_name, archive, received_at FROM faq_upload WHERE id = $1",
            )
            .bind(id.to_string())
            .fetch_optional(connection)
            .await?
        });
        row.map(|(account, file_name, archive, received_at)| {
            Ok(FaqUpload {
                id,
                account: account.parse().unwrap_or_default(),
                file_name,
                archive,
                received_at: crate::column::instant(received_at)?,
            })
        })
        .transpose()
    }

    /// Throws an archive away.
    pub async fn faq_drop_upload(&self, id: Uuid) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query("DELETE FROM faq_upload WHERE id = $1")
                .bind(id.to_string())
                .execute(connection)
                .await?;
        });
        tx.commit().await
    }
}

impl Tx {
    /// The source will not bring that text again, and its offer is over.
    async fn faq_settle(
        &mut self,
        source: FaqSource,
        slug: &str,
        text: &str,
    ) -> Result<(), StoreError> {
        let statement = match source {
            FaqSource::Programme => {
                "UPDATE faq_entry SET delivered = $1, \
                 offered = CASE WHEN offered_by_import = 0 THEN NULL ELSE offered END \
                 WHERE slug = $2"
            }
            FaqSource::Import => {
                "UPDATE faq_entry SET imported = $1, \
                 offered = CASE WHEN offered_by_import = 1 THEN NULL ELSE offered END \
                 WHERE slug = $2"
            }
        };
        on_tx!(self, connection => {
            sqlx::query(statement)
                .bind(text)
                .bind(slug)
                .execute(connection)
                .await?;
        });
        Ok(())
    }

    /// An offer was taken or left: whoever made it does not make it again.
    pub(super) async fn faq_settle_offer(
        &mut self,
        slug: &str,
        text: &str,
    ) -> Result<(), StoreError> {
        on_tx!(self, connection => {
            sqlx::query(
                "UPDATE faq_entry SET \
                 delivered = CASE WHEN offered_by_import = 0 THEN $1 ELSE delivered END, \
                 imported = CASE WHEN offered_by_import = 1 THEN $2 ELSE imported END, \
                 offered = NULL, offered_by_import = 0 WHERE slug = $3",
            )
            .bind(text)
            .bind(text)
            .bind(slug)
            .execute(connection)
            .await?;
        });
        Ok(())
    }

    /// False when the entry is no longer at the version seen.
    async fn faq_offer(
        &mut self,
        source: FaqSource,
        slug: &str,
        seen: u64,
        text: &str,
    ) -> Result<bool, StoreError> {
        let (seen, by_import) = (signed(seen)?, i64::from(source == FaqSource::Import));
        // Another version: who takes or leaves an offer has seen this very one.
        let rows = on_tx!(self, connection => {
            sqlx::query(
                "UPDATE faq_entry SET offered = $1, offered_by_import = $2, \
                 version = version + 1 WHERE slug = $3 AND version = $4",
            )
            .bind(text)
            .bind(by_import)
            .bind(slug)
            .bind(seen)
            .execute(connection)
            .await?
            .rows_affected()
        });
        Ok(rows == 1)
    }

    /// False when the entry is no longer at the version seen.
    async fn faq_publish_brought(
        &mut self,
        source: FaqSource,
        slug: &str,
        seen: u64,
        text: &str,
        by: &FaqAuthor,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut next = unwritten(slug, now);
        next.published = Some(text.to_owned());
        next.version = seen + 1;
        let (delivered, imported, act) = match source {
            FaqSource::Programme => (Some(text), None, "deliver"),
            FaqSource::Import => (None, Some(text), "import"),
        };
        if !self.faq_keep(&next, seen, delivered).await? {
            return Ok(false);
        }
        if imported.is_some() {
            self.faq_settle(source, slug, text).await?;
        }
        self.faq_note(&next, act, text, by, now).await?;
        Ok(true)
    }
}
