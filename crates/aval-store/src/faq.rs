//! What readers of the FAQ leave behind: votes on answers and searches that found nothing,
//! and what editors closed. What editors write is in `writing`, what became of links in
//! `links`.

mod bringing;
mod links;
mod searches;
mod writing;

pub use bringing::{FaqFate, FaqPlan, FaqSource, FaqUpload};
pub use links::FaqLink;
pub use searches::FaqUnopened;
pub use writing::{FaqAct, FaqAuthor, FaqDelivered, FaqRevision, FaqText, FaqWritten};

use jiff::Timestamp;

use crate::{
    Store, StoreError,
    column::{instant, micros, unsigned},
    database::{Inner, on_reader, on_tx},
};

/// A vote on an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaqVote {
    /// Address of the entry.
    pub slug: String,
    /// Salted hash of who votes; the same for the same person while the salt lives.
    pub voter: String,
    /// Salted hash of where the vote comes from, for the limits.
    pub source: String,
    /// “Was this answer useful?”
    pub useful: bool,
    /// Code of the reason, possibly empty.
    pub reason: String,
    /// A sentence, possibly empty.
    pub sentence: String,
}

/// How many votes one source may hold.
#[derive(Clone, Copy, Debug)]
pub struct FaqVoteLimits {
    /// On one entry.
    pub on_entry: u32,
    /// On all entries.
    pub on_all: u32,
}

/// What became of a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaqVoted {
    /// It counts, or replaces the earlier vote of the same person.
    Counted,
    /// Too many votes come from the same place.
    TooMany,
}

/// The votes on one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaqVotes {
    /// Address of the entry.
    pub slug: String,
    /// “Yes.”
    pub useful: u64,
    /// “No.”
    pub useless: u64,
    /// When the last vote came.
    pub last_at: Timestamp,
}

/// What somebody wrote with a vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaqRemark {
    /// Address of the entry.
    pub slug: String,
    /// Code of the reason, possibly empty.
    pub reason: String,
    /// A sentence, possibly empty.
    pub sentence: String,
    /// When.
    pub at: Timestamp,
}

/// A search that found nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaqMiss {
    /// As typed, lower case.
    pub text: String,
    /// How many times.
    pub times: u64,
    /// The last time.
    pub last_at: Timestamp,
}

/// Something to improve that an editor closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaqClosed {
    /// `entry` or `search`.
    pub kind: String,
    /// Address of the entry, or text of the search.
    pub subject: String,
    /// What was done about it.
    pub note: String,
    /// Name of the editor.
    pub author: String,
    /// When.
    pub at: Timestamp,
}

/// Remarks and searches read at most.
const ROWS_MAX: i64 = 500;

type VotesRow = (String, i64, i64, i64);
type RemarkRow = (String, String, String, i64);
type MissRow = (String, i64, i64);
type ClosedRow = (String, String, String, String, i64);

impl Store {
    /// The salt of a kind for a period; `drawn` becomes the salt when the period is new, and
    /// the salt of the period before is gone for good.
    pub async fn faq_salt(
        &self,
        kind: &str,
        period: &str,
        drawn: &str,
    ) -> Result<String, StoreError> {
        let mut tx = self.begin().await?;
        let salt: (String,) = on_tx!(tx, connection => {
            sqlx::query(
                "INSERT INTO faq_salt (kind, period, salt) VALUES ($1, $2, $3) \
                 ON CONFLICT (kind) DO UPDATE SET period = excluded.period, salt = excluded.salt \
                 WHERE faq_salt.period <> excluded.period",
            )
            .bind(kind)
            .bind(period)
            .bind(drawn)
            .execute(&mut *connection)
            .await?;
            sqlx::query_as("SELECT salt FROM faq_salt WHERE kind = $1")
                .bind(kind)
                .fetch_one(connection)
                .await?
        });
        tx.commit().await?;
        Ok(salt.0)
    }

    /// Counts a vote, or changes the one that the same person gave to the same entry.
    pub async fn faq_vote(
        &self,
        vote: &FaqVote,
        limits: FaqVoteLimits,
        now: Timestamp,
    ) -> Result<FaqVoted, StoreError> {
        let mut tx = self.begin().await?;
        if let Inner::Postgres(transaction) = &mut tx.inner {
            // Two votes of one source at the same moment would both find room.
            sqlx::query("SELECT pg_advisory_xact_lock(hashtext($1))")
                .bind(vote.source.as_str())
                .execute(&mut **transaction)
                .await?;
        }
        let held: (i64, i64) = on_tx!(tx, connection => {
            sqlx::query_as(
                "SELECT COALESCE(SUM(CASE WHEN slug = $1 THEN 1 ELSE 0 END), 0), COUNT(*) \
                 FROM faq_vote WHERE source = $2 AND NOT (slug = $3 AND voter = $4)",
            )
            .bind(vote.slug.as_str())
            .bind(vote.source.as_str())
            .bind(vote.slug.as_str())
            .bind(vote.voter.as_str())
            .fetch_one(connection)
            .await?
        });
        if held.0 >= i64::from(limits.on_entry) || held.1 >= i64::from(limits.on_all) {
            return Ok(FaqVoted::TooMany);
        }
        on_tx!(tx, connection => {
            sqlx::query(
                "INSERT INTO faq_vote (slug, voter, source, useful, reason, sentence, at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7) \
                 ON CONFLICT (slug, voter) DO UPDATE SET source = excluded.source, \
                 useful = excluded.useful, reason = excluded.reason, \
                 sentence = excluded.sentence, at = excluded.at",
            )
            .bind(vote.slug.as_str())
            .bind(vote.voter.as_str())
            .bind(vote.source.as_str())
            .bind(i64::from(vote.useful))
            .bind(vote.reason.as_str())
            .bind(vote.sentence.as_str())
            .bind(micros(now))
            .execute(connection)
            .await?;
        });
        tx.commit().await?;
        Ok(FaqVoted::Counted)
    }

    /// The votes on every entry that has some, by address.
    pub async fn faq_votes(&self) -> Result<Vec<FaqVotes>, StoreError> {
        let rows: Vec<VotesRow> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT slug, CAST(SUM(useful) AS BIGINT), CAST(SUM(1 - useful) AS BIGINT), \
                 MAX(at) FROM faq_vote GROUP BY slug ORDER BY slug",
            )
            .fetch_all(connection)
            .await?
        });
        rows.into_iter()
            .map(|(slug, useful, useless, last_at)| {
                Ok(FaqVotes {
                    slug,
                    useful: unsigned(useful)?,
                    useless: unsigned(useless)?,
                    last_at: instant(last_at)?,
                })
            })
            .collect()
    }

    /// What was written with votes, the latest first; at most 500.
    pub async fn faq_remarks(&self) -> Result<Vec<FaqRemark>, StoreError> {
        let rows: Vec<RemarkRow> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT slug, reason, sentence, at FROM faq_vote \
                 WHERE reason <> '' OR sentence <> '' ORDER BY at DESC, slug LIMIT $1",
            )
            .bind(ROWS_MAX)
            .fetch_all(connection)
            .await?
        });
        rows.into_iter()
            .map(|(slug, reason, sentence, at)| {
                Ok(FaqRemark {
                    slug,
                    reason,
                    sentence,
                    at: instant(at)?,
                })
            })
            .collect()
    }

    /// Adds searches that found nothing: text and times.
    pub async fn faq_missed(
        &self,
        missed: &[(String, u64)],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for (text, times) in missed {
            let times = i64::try_from(*times).unwrap_or(i64::MAX);
            on_tx!(tx, connection => {
                sqlx::query(
                    "INSERT INTO faq_miss (text, times, last_at) VALUES ($1, $2, $3) \
                     ON CONFLICT (text) DO UPDATE SET times = faq_miss.times + excluded.times, \
                     last_at = excluded.last_at",
                )
                .bind(text.as_str())
                .bind(times)
                .bind(micros(now))
                .execute(connection)
                .await?;
            });
        }
        tx.commit().await
    }

    /// Searches that found nothing, the most frequent first; at most 500.
    pub async fn faq_misses(&self) -> Result<Vec<FaqMiss>, StoreError> {
        let rows: Vec<MissRow> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT text, times, last_at FROM faq_miss ORDER BY times DESC, text LIMIT $1",
            )
            .bind(ROWS_MAX)
            .fetch_all(connection)
            .await?
        });
        rows.into_iter()
            .map(|(text, times, last_at)| {
                Ok(FaqMiss {
                    text,
                    times: unsigned(times)?,
                    last_at: instant(last_at)?,
                })
            })
            .collect()
    }

    /// Closes something to improve; what happens later opens it again.
    pub async fn faq_close(&self, closed: &FaqClosed) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query(
                "INSERT INTO faq_closed (kind, subject, note, author, at) \
                 VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (kind, subject) DO UPDATE SET note = excluded.note, \
                 author = excluded.author, at = excluded.at",
            )
            .bind(closed.kind.as_str())
            .bind(closed.subject.as_str())
            .bind(closed.note.as_str())
            .bind(closed.author.as_str())
            .bind(micros(closed.at))
            .execute(connection)
            .await?;
        });
        tx.commit().await
    }

    /// What was closed, the latest first; at most 500.
    pub async fn faq_closed(&self) -> Result<Vec<FaqClosed>, StoreError> {
        let rows: Vec<ClosedRow> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT kind, subject, note, author, at FROM faq_closed \
                 ORDER BY at DESC, subject LIMIT $1",
            )
            .bind(ROWS_MAX)
            .fetch_all(connection)
            .await?
        });
        rows.into_iter()
            .map(|(kind, subject, note, author, at)| {
                Ok(FaqClosed {
                    kind,
                    subject,
                    note,
                    author,
                    at: instant(at)?,
                })
            })
            .collect()
    }
}
