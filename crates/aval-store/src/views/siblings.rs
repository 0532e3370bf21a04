//! What other applications of the same vendor say, and numbers already taken.

use uuid::Uuid;

use crate::{
    Store, StoreError,
    column::{id, unsigned},
    database::on_reader,
};

/// Another application of the same vendor for the same product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sibling {
    /// The application.
    pub id: Uuid,
    /// Code of its scheme.
    pub scheme: String,
    /// Code of its state.
    pub state: String,
    /// Technical version presented, empty when not given yet.
    pub technical_version: String,
}

impl Store {
    /// Applications of a vendor for one product, whatever their state.
    pub async fn siblings(&self, vendor: Uuid, product: &str) -> Result<Vec<Sibling>, StoreError> {
        let rows: Vec<(String, String, String, String)> = on_reader!(self, connection => {
            sqlx::query_as(
                "SELECT id, scheme, state, technical_version FROM application_view \
                 WHERE vendor_id = $1 AND product_name = $2 ORDER BY id LIMIT 500",
            )
            .bind(vendor.to_string())
            .bind(product)
            .fetch_all(connection)
            .await?
        });
        rows.into_iter()
            .map(|(application, scheme, state, technical_version)| {
                Ok(Sibling {
                    id: id(&application)?,
                    scheme,
                    state,
                    technical_version,
                })
            })
            .collect()
    }

    /// How many applications there are.
    pub async fn count_applications(&self) -> Result<u64, StoreError> {
        let (count,): (i64,) = on_reader!(self, connection => {
            sqlx::query_as("SELECT COUNT(*) FROM application_view").fetch_one(connection).await?
        });
        unsigned(count)
    }

    /// How many entries of the register belong to a scheme.
    pub async fn listings_of(&self, scheme: &str) -> Result<u64, StoreError> {
        let (count,): (i64,) = on_reader!(self, connection => {
            sqlx::query_as("SELECT COUNT(*) FROM listing_view WHERE scheme = $1")
                .bind(scheme)
                .fetch_one(connection)
                .await?
        });
        unsigned(count)
    }

    /// True when the register has an entry of this number.
    pub async fn listing_exists(&self, number: &str) -> Result<bool, StoreError> {
        Ok(self.listing(number).await?.is_some())
    }
}
