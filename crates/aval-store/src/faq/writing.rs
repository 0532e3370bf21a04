//! Entries of the FAQ as editors write them: drafts, publications, history. Texts that come
//! from elsewhere are in `bringing`; what a text means is not known here.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Store, StoreError, Tx,
    column::{instant, micros, signed, unsigned},
    database::{on_reader, on_tx},
};

/// Who writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaqAuthor {
    /// Their account; nil for the folder of the programme.
    pub id: Uuid,
    /// Their name.
    pub name: String,
}

/// An entry as editors hold it. A text is the whole Markdown file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaqText {
    /// Its address.
    pub slug: String,
    /// Changes with every act.
    pub version: u64,
    /// What people read.
    pub published: Option<String>,
    /// What is being written.
    pub draft: Option<String>,
    /// Who wrote the draft last.
    pub draft_by: FaqAuthor,
    /// When the draft becomes what people read.
    pub publish_at: Option<Timestamp>,
    /// Who decided it.
    pub publish_by: FaqAuthor,
    /// A text of the programme's folder, or of an import, that waits because the entry was
    /// edited here.
    pub offered: Option<String>,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// What is done to an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaqAct<'a> {
    /// Keeps a draft; a publication that was scheduled for an earlier draft is given up.
    Save(&'a str),
    /// The draft becomes what people read.
    Publish,
    /// The draft becomes what people read at that instant.
    Schedule(Timestamp),
    /// The draft is given up.
    Discard,
    /// The text that the folder offers becomes the draft.
    Take,
    /// The text that the folder offers is left aside for good.
    Leave,
}

impl FaqAct<'_> {
    /// The word of the history.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Save(_) => "save",
            Self::Publish => "publish",
            Self::Schedule(_) => "schedule",
            Self::Discard => "discard",
            Self::Take => "take",
            Self::Leave => "leave",
        }
    }
}

/// What became of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaqWritten {
    /// Done; the new version.
    Done(u64),
    /// Somebody else changed the entry since: as it stands now, nothing when it is not there.
    Conflict(Option<Box<FaqText>>),
    /// There is nothing to publish, to give up or to take.
    Nothing,
}

/// One line of the history of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaqRevision {
    /// Version that it made.
    pub number: u64,
    /// `deliver`, `import`, or the code of a [`FaqAct`].
    pub act: String,
    /// The text as the act left it.
    pub text: String,
    /// Who.
    pub author: FaqAuthor,
    /// When.
    pub at: Timestamp,
}

/// What bringing texts in did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FaqDelivered {
    /// New entries.
    pub added: Vec<String>,
    /// Entries that nobody edited here, brought up to date.
    pub updated: Vec<String>,
    /// Entries edited here: the text of the folder waits for an editor.
    pub offered: Vec<String>,
}

type TextRow = (
    String,
    i64,
    Option<String>,
    Option<String>,
    String,
    String,
    Option<i64>,
    String,
    String,
    Option<String>,
    i64,
);
type RevisionRow = (i64, String, String, String, String, i64);
const TEXT: &str = "SELECT slug, version, published, draft, draft_by, draft_name, publish_at, \
                    publish_by, publish_name, offered, changed_at FROM faq_entry";

fn text(row: TextRow) -> Result<FaqText, StoreError> {
    Ok(FaqText {
        slug: row.0,
        version: unsigned(row.1)?,
        published: row.2,
        draft: row.3,
        draft_by: author(&row.4, row.5),
        publish_at: row.6.map(instant).transpose()?,
        publish_by: author(&row.7, row.8),
        offered: row.9,
        changed_at: instant(row.10)?,
    })
}

fn author(id: &str, name: String) -> FaqAuthor {
    // Empty when nobody wrote yet.
    let id = Uuid::parse_str(id).unwrap_or_default();
    FaqAuthor { id, name }
}

impl Store {
    /// Every entry as editors hold it, by address.
    pub async fn faq_texts(&self) -> Result<Vec<FaqText>, StoreError> {
        let statement = format!("{TEXT} ORDER BY slug");
        let rows: Vec<TextRow> = on_reader!(self, connection => {
            sqlx::query_as(sqlx::AssertSqlSafe(statement)).fetch_all(connection).await?
        });
        rows.into_iter().map(text).collect()
    }

    /// One entry as editors hold it.
    pub async fn faq_text(&self, slug: &str) -> Result<Option<FaqText>, StoreError> {
        let statement = format!("{TEXT} WHERE slug = $1");
        let row: Option<TextRow> = on_reader!(self, connection => {
            sqlx::query_as(sqlx::AssertSqlSafe(statement))
                .bind(slug)
                .fetch_optional(connection)
                .await?
        });
        row.map(text).transpose()
    }

    /// What people read: address and text.
    pub async fn faq_published(&self) -> Result<Vec<(String, String)>, StoreError> {
        Ok(on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT slug, published FROM faq_entry WHERE published IS NOT NULL ORDER BY slug",
            )
            .fetch_all(connection)
            .await?
        }))
    }

    /// The number of the last change to what people read.
    pub async fn faq_publication(&self) -> Result<u64, StoreError> {
        let number: (i64,) = on_reader!(self, connection => {
            sqlx::query_as("SELECT number FROM faq_publication WHERE one = 1")
                .fetch_one(connection)
                .await?
        });
        unsigned(number.0)
    }

    /// The history of an entry, the latest first.
    pub async fn faq_history(&self, slug: &str) -> Result<Vec<FaqRevision>, StoreError> {
        let rows: Vec<RevisionRow> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT number, act, text, author, name, at FROM faq_revision \
                 WHERE slug = $1 ORDER BY number DESC",
            )
            .bind(slug)
            .fetch_all(connection)
            .await?
        });
        rows.into_iter()
            .map(|(number, act, text, by, name, at)| {
                Ok(FaqRevision {
                    number: unsigned(number)?,
                    act,
                    text,
                    author: author(&by, name),
                    at: instant(at)?,
                })
            })
            .collect()
    }

    /// Does something to an entry whose version `seen` was on the page; zero for an entry
    /// that is new.
    pub async fn faq_write(
        &self,
        slug: &str,
        seen: u64,
        act: &FaqAct<'_>,
        by: &FaqAuthor,
        now: Timestamp,
    ) -> Result<FaqWritten, StoreError> {
        let mut tx = self.begin().await?;
        let held = tx.faq_text(slug).await?;
        if held.as_ref().map_or(0, |held| held.version) != seen {
            return Ok(FaqWritten::Conflict(held.map(Box::new)));
        }
        let mut next = held.unwrap_or_else(|| unwritten(slug, now));
        let Some(left) = applied(&mut next, act, by) else {
            return Ok(FaqWritten::Nothing);
        };
        next.version = seen + 1;
        next.changed_at = now;
        if !tx.faq_keep(&next, seen, None).await? {
            // The other one committed between our reading and our writing.
            tx.rollback().await?;
            let held = self.faq_text(slug).await?;
            return Ok(FaqWritten::Conflict(held.map(Box::new)));
        }
        if matches!(act, FaqAct::Leave | FaqAct::Take) {
            tx.faq_settle_offer(slug, &left).await?;
        }
        tx.faq_note(&next, act.code(), &left, by, now).await?;
        if *act == FaqAct::Publish {
            tx.faq_published_something().await?;
        }
        tx.commit().await?;
        Ok(FaqWritten::Done(next.version))
    }

    /// Publishes the drafts whose hour has come. Their addresses.
    pub async fn faq_publish_due(&self, now: Timestamp) -> Result<Vec<String>, StoreError> {
        let statement = format!("{TEXT} WHERE publish_at <= $1 ORDER BY publish_at, slug");
        let due: Vec<TextRow> = on_reader!(self, connection => {
            sqlx::query_as(sqlx::AssertSqlSafe(statement))
                .bind(micros(now))
                .fetch_all(connection)
                .await?
        });
        let mut published = Vec::new();
        for row in due {
            let due = text(row)?;
            let written = self
                .faq_write(
                    &due.slug,
                    due.version,
                    &FaqAct::Publish,
                    &due.publish_by,
                    now,
                )
                .await?;
            // Otherwise another instance did it, or an editor changed the draft.
            if matches!(written, FaqWritten::Done(_)) {
                published.push(due.slug);
            }
        }
        Ok(published)
    }
}

pub(super) fn unwritten(slug: &str, now: Timestamp) -> FaqText {
    let nobody = FaqAuthor {
        id: Uuid::nil(),
        name: String::new(),
    };
    FaqText {
        slug: slug.to_owned(),
        version: 0,
        published: None,
        draft: None,
        draft_by: nobody.clone(),
        publish_at: None,
        publish_by: nobody,
        offered: None,
        changed_at: now,
    }
}

/// Applies an act; gives the text that it is about, nothing when there is none.
fn applied(entry: &mut FaqText, act: &FaqAct<'_>, by: &FaqAuthor) -> Option<String> {
    match act {
        FaqAct::Save(written) => {
            entry.draft = Some((*written).to_owned());
            entry.draft_by = by.clone();
            entry.publish_at = None;
            entry.draft.clone()
        }
        FaqAct::Publish => {
            entry.published = Some(entry.draft.take()?);
            entry.publish_at = None;
            entry.published.clone()
        }
        FaqAct::Schedule(at) => {
            let draft = entry.draft.clone()?;
            entry.publish_at = Some(*at);
            entry.publish_by = by.clone();
            Some(draft)
        }
        FaqAct::Discard => {
            entry.publish_at = None;
            entry.draft.take()
        }
        FaqAct::Take => {
            let offered = entry.offered.take()?;
            entry.draft = Some(offered.clone());
            entry.draft_by = by.clone();
            entry.publish_at = None;
            Some(offered)
        }
        FaqAct::Leave => entry.offered.take(),
    }
}

impl Tx {
    async fn faq_text(&mut self, slug: &str) -> Result<Option<FaqText>, StoreError> {
        let statement = format!("{TEXT} WHERE slug = $1");
        let row: Option<TextRow> = on_tx!(self, connection => {
            sqlx::query_as(sqlx::AssertSqlSafe(statement))
                .bind(slug)
                .fetch_optional(connection)
                .await?
        });
        row.map(text).transpose()
    }

    /// False when the entry is no longer at the version seen.
    pub(super) async fn faq_keep(
        &mut self,
        next: &FaqText,
        seen: u64,
        delivered: Option<&str>,
    ) -> Result<bool, StoreError> {
        let statement = if seen == 0 {
            "INSERT INTO faq_entry (version, published, draft, draft_by, draft_name, publish_at, \
             publish_by, publish_name, offered, changed_at, delivered, slug) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
             ON CONFLICT (slug) DO NOTHING"
        } else {
            "UPDATE faq_entry SET version = $1, published = $2, draft = $3, draft_by = $4, \
             draft_name = $5, publish_at = $6, publish_by = $7, publish_name = $8, \
             offered = $9, changed_at = $10, delivered = COALESCE($11, delivered) \
             WHERE slug = $12 AND version = $13"
        };
        let (version, seen_column) = (signed(next.version)?, signed(seen)?);
        let rows = on_tx!(self, connection => {
            let mut query = sqlx::query(statement)
                .bind(version)
                .bind(next.published.as_deref())
                .bind(next.draft.as_deref())
                .bind(next.draft_by.id.to_string())
                .bind(next.draft_by.name.as_str())
                .bind(next.publish_at.map(micros))
                .bind(next.publish_by.id.to_string())
                .bind(next.publish_by.name.as_str())
                .bind(next.offered.as_deref())
                .bind(micros(next.changed_at))
                .bind(delivered)
                .bind(next.slug.as_str());
            if seen > 0 {
                query = query.bind(seen_column);
            }
            query.execute(connection).await?.rows_affected()
        });
        Ok(rows == 1)
    }

    pub(super) async fn faq_note(
        &mut self,
        entry: &FaqText,
        act: &str,
        left: &str,
        by: &FaqAuthor,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let number = signed(entry.version)?;
        on_tx!(self, connection => {
            sqlx::query(
                "INSERT INTO faq_revision (slug, number, act, text, author, name, at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(entry.slug.as_str())
            .bind(number)
            .bind(act)
            .bind(left)
            .bind(by.id.to_string())
            .bind(by.name.as_str())
            .bind(micros(now))
            .execute(connection)
            .await?;
        });
        Ok(())
    }

    pub(super) async fn faq_published_something(&mut self) -> Result<(), StoreError> {
        on_tx!(self, connection => {
            sqlx::query("UPDATE faq_publication SET number = number + 1 WHERE one = 1")
                .execute(connection)
                .await?;
        });
        Ok(())
    }
}
