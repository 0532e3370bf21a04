//! What checks said about pieces, kept beside them and never overwritten. Running checks is
//! the caller's; the report is kept as the text that it is.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Store, StoreError,
    column::{id, instant, micros, signed, unsigned},
    database::{on_reader, on_tx},
};

/// One inspection of one version of a piece in one slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// Identifier.
    pub id: Uuid,
    /// The application.
    pub application: Uuid,
    /// Key of the slot.
    pub slot: String,
    /// The piece.
    pub evidence: Uuid,
    /// Its version, from 1.
    pub version: u32,
    /// SHA-256 of the content, in hexadecimal.
    pub content_hash: String,
    /// Name and version of the checker.
    pub checker: String,
    /// When.
    pub inspected_at: Timestamp,
    /// Code of the worst outcome.
    pub outcome: String,
    /// The whole report, in JSON.
    pub report: String,
}

/// The latest outcome for a piece in a slot, without its report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectionOutcome {
    /// Key of the slot.
    pub slot: String,
    /// The piece.
    pub evidence: Uuid,
    /// Its version.
    pub version: u32,
    /// Code of the worst outcome.
    pub outcome: String,
}

/// How far the inspections of an application are known: another one makes another mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectionMark {
    application: Uuid,
    count: i64,
    newest: i64,
}

const MARK: &str = "SELECT COUNT(*), COALESCE(MAX(inspected_at), 0) FROM inspection \
     WHERE application_id = $1";

/// The newest inspection of each version of each piece, in the order of the slots.
macro_rules! newest {
    ($columns:literal, $among:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM inspection i WHERE i.application_id = $1 ",
            $among,
            " AND NOT EXISTS (SELECT 1 FROM inspection later \
             WHERE later.application_id = i.application_id AND later.slot = i.slot \
             AND later.evidence_id = i.evidence_id AND later.version = i.version \
             AND (later.inspected_at > i.inspected_at \
             OR (later.inspected_at = i.inspected_at AND later.id > i.id))) \
             ORDER BY i.slot, i.evidence_id, i.version"
        )
    };
}

#[derive(sqlx::FromRow)]
struct InspectionColumns {
    id: String,
    application_id: String,
    slot: String,
    evidence_id: String,
    version: i64,
    content_hash: String,
    checker: String,
    inspected_at: i64,
    outcome: String,
    report: String,
}

impl TryFrom<InspectionColumns> for Inspection {
    type Error = StoreError;

    fn try_from(row: InspectionColumns) -> Result<Self, StoreError> {
        Ok(Self {
            id: id(&row.id)?,
            application: id(&row.application_id)?,
            slot: row.slot,
            evidence: id(&row.evidence_id)?,
            version: version(row.version)?,
            content_hash: row.content_hash,
            checker: row.checker,
            inspected_at: instant(row.inspected_at)?,
            outcome: row.outcome,
            report: row.report,
        })
    }
}

fn version(number: i64) -> Result<u32, StoreError> {
    u32::try_from(unsigned(number)?).map_err(|_| StoreError::Unreadable {
        what: "inspection.version",
    })
}

impl Store {
    /// Adds an inspection. The same identifier again changes nothing: a worker may repeat
    /// itself.
    pub async fn add_inspection(&self, inspection: &Inspection) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query(
                "INSERT INTO inspection (id, application_id, slot, evidence_id, version, \
                 content_hash, checker, inspected_at, outcome, report) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING",
            )
            .bind(inspection.id.to_string())
            .bind(inspection.application.to_string())
            .bind(inspection.slot.as_str())
            .bind(inspection.evidence.to_string())
            .bind(signed(u64::from(inspection.version))?)
            .bind(inspection.content_hash.as_str())
            .bind(inspection.checker.as_str())
            .bind(micros(inspection.inspected_at))
            .bind(inspection.outcome.as_str())
            .bind(inspection.report.as_str())
            .execute(connection)
            .await?;
        });
        tx.commit().await
    }

    /// By which rules every piece of an application was last looked at: slot, piece, version
    /// and mark. The caller has checked that the reader may see the application.
    pub async fn inspection_marks(
        &self,
        application: Uuid,
    ) -> Result<Vec<(String, Uuid, u32, String)>, StoreError> {
        let rows: Vec<(String, String, i64, String)> = on_reader!(self, connection => {
            sqlx::query_as(newest!("i.slot, i.evidence_id, i.version, i.checker", ""))
            .bind(application.to_string())
            .fetch_all(connection)
            .await?
        });
        rows.into_iter()
            .map(|(slot, evidence, number, mark)| {
                Ok((slot, id(&evidence)?, version(number)?, mark))
            })
            .collect()
    }

    /// Every inspection of a piece in a slot, the latest first. The caller has checked that
    /// the reader may see the application.
    pub async fn inspections(
        &self,
        application: Uuid,
        slot: &str,
        evidence: Uuid,
        version: u32,
    ) -> Result<Vec<Inspection>, StoreError> {
        let rows: Vec<InspectionColumns> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT id, application_id, slot, evidence_id, version, content_hash, checker, \
                 inspected_at, outcome, report FROM inspection WHERE application_id = $1 \
                 AND slot = $2 AND evidence_id = $3 AND version = $4 \
                 ORDER BY inspected_at DESC, id DESC LIMIT 50",
            )
            .bind(application.to_string())
            .bind(slot)
            .bind(evidence.to_string())
            .bind(i64::from(version))
            .fetch_all(connection)
            .await?
        });
        rows.into_iter().map(Inspection::try_from).collect()
    }

    /// The latest outcome of every piece of an application, in one query. The caller has
    /// checked that the reader may see the application.
    pub async fn inspection_outcomes(
        &self,
        application: Uuid,
    ) -> Result<Vec<InspectionOutcome>, StoreError> {
        let rows: Vec<(String, String, i64, String)> = on_reader!(self, connection => {
            sqlx::query_as(newest!("i.slot, i.evidence_id, i.version, i.outcome", ""))
            .bind(application.to_string())
            .fetch_all(connection)
            .await?
        });
        rows.into_iter()
            .map(|(slot, evidence, number, outcome)| {
                Ok(InspectionOutcome {
                    slot,
                    evidence: id(&evidence)?,
                    version: version(number)?,
                    outcome,
                })
            })
            .collect()
    }

    /// The latest inspection of every piece of an application where something was found, with
    /// its report, and how far inspections are known. The caller has checked that the reader
    /// may see the application.
    pub async fn telling_inspections(
        &self,
        application: Uuid,
    ) -> Result<(InspectionMark, Vec<Inspection>), StoreError> {
        let (mark, rows): ((i64, i64), Vec<InspectionColumns>) = on_reader!(self, connection => {
            // The mark first: what comes in between makes it an old one.
            let mark = sqlx::query_as(MARK)
                .bind(application.to_string())
                .fetch_one(&mut *connection)
                .await?;
            let rows = sqlx::query_as(newest!(
                "i.id, i.application_id, i.slot, i.evidence_id, i.version, i.content_hash, \
                 i.checker, i.inspected_at, i.outcome, i.report",
                "AND i.outcome IN ('warning', 'failure')"
            ))
            .bind(application.to_string())
            .fetch_all(connection)
            .await?;
            (mark, rows)
        });
        let mark = InspectionMark {
            application,
            count: mark.0,
            newest: mark.1,
        };
        let rows: Result<_, _> = rows.into_iter().map(Inspection::try_from).collect();
        Ok((mark, rows?))
    }
}

impl crate::Tx {
    /// Remembers the rules that checks run by; says whether they are others than before.
    pub async fn inspect_by(&mut self, mark: &str) -> Result<bool, StoreError> {
        let changed = on_tx!(self, connection => {
            sqlx::query(
                "INSERT INTO inspection_rules (id, mark) VALUES (1, $1) \
                 ON CONFLICT (id) DO UPDATE SET mark = excluded.mark \
                 WHERE inspection_rules.mark <> excluded.mark",
            )
            .bind(mark)
            .execute(connection)
            .await?
            .rows_affected()
        });
        Ok(changed > 0)
    }

    /// Whether inspections are still known as far as that.
    pub(crate) async fn inspections_stand(
        &mut self,
        mark: &InspectionMark,
    ) -> Result<bool, StoreError> {
        let now: (i64, i64) = on_tx!(self, connection => {
            sqlx::query_as(MARK)
                .bind(mark.application.to_string())
                .fetch_one(connection)
                .await?
        });
        Ok(now == (mark.count, mark.newest))
    }
}
