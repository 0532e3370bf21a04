//! Organisations: vendors, the operator, audit firms.

use uuid::Uuid;

use crate::{
    Store, StoreError, Tx,
    column::id,
    database::on_tx,
    sql::{Sql, fetch_all},
};

/// What an organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrganisationKind {
    /// Presents software.
    Vendor,
    /// Runs the programme.
    Operator,
    /// Invited from outside.
    Auditor,
}

impl OrganisationKind {
    /// Text in the column.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Operator => "operator",
            Self::Auditor => "auditor",
        }
    }

    /// From the text of [`OrganisationKind::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Vendor, Self::Operator, Self::Auditor]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// An organisation known to the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Identifier.
    pub id: Uuid,
    /// What it is.
    pub kind: OrganisationKind,
    /// Short unique code.
    pub code: String,
    /// Name.
    pub name: String,
    /// French company number, nine digits.
    pub siren: Option<String>,
    /// City.
    pub city: Option<String>,
}

#[derive(sqlx::FromRow)]
struct OrganisationColumns {
    id: String,
    kind: String,
    code: String,
    name: String,
    siren: Option<String>,
    city: Option<String>,
}

impl TryFrom<OrganisationColumns> for Organisation {
    type Error = StoreError;

    fn try_from(row: OrganisationColumns) -> Result<Self, StoreError> {
        Ok(Self {
            id: id(&row.id)?,
            kind: OrganisationKind::from_code(&row.kind).ok_or(StoreError::Unreadable {
                what: "organisation.kind",
            })?,
            code: row.code,
            name: row.name,
            siren: row.siren,
            city: row.city,
        })
    }
}

const SELECT: &str = "SELECT id, kind, code, name, siren, city FROM organisation";

impl Store {
    /// Adds an organisation, or changes the one with this identifier.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when another organisation has the code.
    pub async fn put_organisation(&self, organisation: &Organisation) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.put_organisation(organisation).await?;
        tx.commit().await
    }

    /// One organisation.
    pub async fn organisation(&self, id: Uuid) -> Result<Option<Organisation>, StoreError> {
        let mut sql = Sql::new(SELECT);
        sql.push(" WHERE id = ");
        sql.text(id.to_string());
        let rows: Vec<OrganisationColumns> = fetch_all!(self, sql);
        rows.into_iter()
            .next()
            .map(Organisation::try_from)
            .transpose()
    }

    /// One organisation by its code.
    pub async fn organisation_by_code(
        &self,
        code: &str,
    ) -> Result<Option<Organisation>, StoreError> {
        let mut sql = Sql::new(SELECT);
        sql.push(" WHERE code = ");
        sql.text(code);
        let rows: Vec<OrganisationColumns> = fetch_all!(self, sql);
        rows.into_iter()
            .next()
            .map(Organisation::try_from)
            .transpose()
    }

    /// Every organisation by name, at most `limit`. For administrators.
    pub async fn organisations(&self, limit: u32) -> Result<Vec<Organisation>, StoreError> {
        let mut sql = Sql::new(SELECT);
        sql.push(" ORDER BY name, id LIMIT ");
        sql.integer(i64::from(limit));
        let rows: Vec<OrganisationColumns> = fetch_all!(self, sql);
        rows.into_iter().map(Organisation::try_from).collect()
    }
}

impl Tx {
    /// [`Store::put_organisation`] as a part of something larger.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when another organisation has the code.
    pub async fn put_organisation(
        &mut self,
        organisation: &Organisation,
    ) -> Result<(), StoreError> {
        on_tx!(self, connection => {
            sqlx::query(
                "INSERT INTO organisation (id, kind, code, name, siren, city) \
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET \
                 kind = excluded.kind, code = excluded.code, name = excluded.name, \
                 siren = excluded.siren, city = excluded.city",
            )
            .bind(organisation.id.to_string())
            .bind(organisation.kind.code())
            .bind(organisation.code.as_str())
            .bind(organisation.name.as_str())
            .bind(organisation.siren.as_deref())
            .bind(organisation.city.as_deref())
            .execute(connection)
            .await
            .map_err(|error| StoreError::duplicate_or(error, "code de l’organisation"))?;
        });
        Ok(())
    }
}
