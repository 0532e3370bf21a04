//! Forgetting what checks said of a content that was erased. What it looks like is
//! forgotten in `likeness` and `thumbnail`; the file itself is removed in `blobs`; what happened stays in the journal.

use uuid::Uuid;

use crate::{Store, StoreError, column::signed, database::on_tx};

impl Store {
    /// Forgets what checks said about one version of a piece: their reports may repeat what
    /// they found.
    pub async fn forget_inspections(
        &self,
        application: Uuid,
        evidence: Uuid,
        version: u32,
    ) -> Result<(), StoreError> {
        let version = signed(u64::from(version))?;
        let mut tx = self.begin().await?;
        on_tx!(tx, connection => {
            sqlx::query(
                "DELETE FROM inspection \
                 WHERE application_id = $1 AND evidence_id = $2 AND version = $3",
            )
            .bind(application.to_string())
            .bind(evidence.to_string())
            .bind(version)
            .execute(connection)
            .await?;
        });
        tx.commit().await
    }

    /// Forgets the record of a content that nothing names any more, and every check of it.
    pub async fn forget_content(&self, hash: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for statement in [
            "DELETE FROM inspection WHERE content_hash = $1",
            "DELETE FROM blob WHERE hash = $1",
            "DELETE FROM custody_fault WHERE hash = $1",
            "DELETE FROM malware_scan WHERE hash = $1",
            "DELETE FROM malware_answer WHERE hash = $1",
        ] {
            on_tx!(tx, connection => {
                sqlx::query(statement).bind(hash).execute(connection).await?;
            });
        }
        tx.commit().await
    }
}
