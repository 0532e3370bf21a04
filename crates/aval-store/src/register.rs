//! The public register: search, facets, one entry. It holds nothing that is not public, so
//! that it is the only list that takes no scope.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Page, Store, StoreError, Total,
    column::{id, instant, micros, unsigned},
    cursor::{COUNT_MAX, Cursor, Key, PAGE_MAX, cut},
    sql::{Sql, fetch_all},
    views::{ListingRow, search_text, words},
};

/// What the register is narrowed to; an empty filter lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterFilter {
    /// Beginnings of words; all must be found.
    pub text: String,
    /// Codes of sectors.
    pub sectors: Vec<String>,
    /// Codes of schemes.
    pub schemes: Vec<String>,
    /// Codes of statuses.
    pub statuses: Vec<String>,
    /// Waves.
    pub waves: Vec<String>,
}

/// How many entries have one value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCount {
    /// Code.
    pub value: String,
    /// Entries, with the filter of the *other* facets.
    pub count: u64,
}

/// Counts for every facet of the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterFacets {
    /// By sector.
    pub sectors: Vec<FacetCount>,
    /// By scheme.
    pub schemes: Vec<FacetCount>,
    /// By status.
    pub statuses: Vec<FacetCount>,
    /// By wave.
    pub waves: Vec<FacetCount>,
}

const COLUMNS: &str = "number, application_id, vendor, product, technical_version, sector, \
     scheme, profiles, wave, decided_at, status, pilot_reports_validated, search_text, updated_at";

const LIST: &str = "register";

#[derive(sqlx::FromRow)]
struct ListingColumns {
    number: String,
    application_id: String,
    vendor: String,
    product: String,
    technical_version: String,
    sector: String,
    scheme: String,
    profiles: String,
    wave: String,
    decided_at: i64,
    status: String,
    pilot_reports_validated: i64,
    search_text: String,
    updated_at: i64,
}

impl TryFrom<ListingColumns> for ListingRow {
    type Error = StoreError;

    fn try_from(row: ListingColumns) -> Result<Self, StoreError> {
        Ok(Self {
            number: row.number,
            application_id: id(&row.application_id)?,
            vendor: row.vendor,
            product: row.product,
            technical_version: row.technical_version,
            sector: row.sector,
            scheme: row.scheme,
            profiles: serde_json::from_str(&row.profiles).map_err(|_| StoreError::Unreadable {
                what: "listing_view.profiles",
            })?,
            wave: row.wave,
            decided_at: instant(row.decided_at)?,
            status: row.status,
            pilot_reports_validated: u32::try_from(row.pilot_reports_validated).map_err(|_| {
                StoreError::Unreadable {
                    what: "listing_view",
                }
            })?,
            search_text: row.search_text,
            updated_at: instant(row.updated_at)?,
        })
    }
}

/// One facet of the register, left out of the condition while its own values are counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Facet {
    Sector,
    Scheme,
    Status,
    Wave,
}

impl Facet {
    const fn column(self) -> &'static str {
        match self {
            Self::Sector => "sector",
            Self::Scheme => "scheme",
            Self::Status => "status",
            Self::Wave => "wave",
        }
    }

    fn values(self, filter: &RegisterFilter) -> &[String] {
        match self {
            Self::Sector => &filter.sectors,
            Self::Scheme => &filter.schemes,
            Self::Status => &filter.statuses,
            Self::Wave => &filter.waves,
        }
    }
}

const FACETS: [Facet; 4] = [Facet::Sector, Facet::Scheme, Facet::Status, Facet::Wave];

fn narrow(sql: &mut Sql, filter: &RegisterFilter, except: Option<Facet>) {
    for facet in FACETS.into_iter().filter(|facet| Some(*facet) != except) {
        sql.and_one_of(facet.column(), facet.values(filter));
    }
    // Words hold letters and digits only: nothing in them means anything to LIKE.
    for word in words(&search_text([filter.text.as_str()])) {
        sql.push(" AND ' ' || search_text LIKE ");
        sql.text(format!("% {word}%"));
    }
}

impl Store {
    /// One page of the register, latest decision first.
    pub async fn register(
        &self,
        filter: &RegisterFilter,
        size: u32,
        cursor: Option<&str>,
    ) -> Result<Page<ListingRow>, StoreError> {
        let size = size.clamp(1, PAGE_MAX);
        let cursor = cursor.map(|text| Cursor::read(text, LIST)).transpose()?;
        let total = self.register_total(filter).await?;
        let forward = cursor.as_ref().is_none_or(|cursor| cursor.forward);
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS);
        sql.push(" FROM listing_view WHERE 1 = 1");
        narrow(&mut sql, filter, None);
        if let Some(cursor) = &cursor {
            let Key::Integer(key) = cursor.key else {
                return Err(StoreError::BadCursor);
            };
            sql.push(" AND (decided_at, number) ");
            sql.push(if forward { "< (" } else { "> (" });
            sql.integer(key);
            sql.push(", ");
            sql.text(cursor.id.as_str());
            sql.push(")");
        }
        sql.push(if forward {
            " ORDER BY decided_at DESC, number DESC LIMIT "
        } else {
            " ORDER BY decided_at, number LIMIT "
        });
        sql.integer(i64::from(size).saturating_add(1));
        let rows: Vec<ListingColumns> = fetch_all!(self, sql);
        let rows: Vec<ListingRow> = rows
            .into_iter()
            .map(ListingRow::try_from)
            .collect::<Result<_, _>>()?;
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        Ok(cut(rows, size, cursor.as_ref(), total, |row, forward| {
            Cursor {
                list: LIST.to_owned(),
                forward,
                key: Key::Integer(micros(row.decided_at)),
                id: row.number.clone(),
            }
        }))
    }

    async fn register_total(&self, filter: &RegisterFilter) -> Result<Total, StoreError> {
        let mut sql = Sql::new("SELECT COUNT(*) FROM (SELECT 1 FROM listing_view WHERE 1 = 1");
        narrow(&mut sql, filter, None);
        sql.push(" LIMIT ");
        sql.integer(
            i64::try_from(COUNT_MAX)
                .unwrap_or(i64::MAX)
                .saturating_add(1),
        );
        sql.push(") counted");
        let rows: Vec<(i64,)> = fetch_all!(self, sql);
        let count = unsigned(rows.first().map_or(0, |row| row.0))?;
        Ok(Total {
            count: count.min(COUNT_MAX),
            more: count > COUNT_MAX,
        })
    }

    /// How many entries each value of each facet would leave.
    pub async fn register_facets(
        &self,
        filter: &RegisterFilter,
    ) -> Result<RegisterFacets, StoreError> {
        let mut facets = RegisterFacets::default();
        for facet in FACETS {
            let column = facet.column();
            let mut sql = Sql::new("SELECT ");
            sql.push(column);
            sql.push(", COUNT(*) FROM listing_view WHERE 1 = 1");
            narrow(&mut sql, filter, Some(facet));
            sql.push(" GROUP BY ");
            sql.push(column);
            sql.push(" ORDER BY ");
            sql.push(column);
            let rows: Vec<(String, i64)> = fetch_all!(self, sql);
            let counts = rows
                .into_iter()
                .map(|(value, count)| {
                    Ok(FacetCount {
                        value,
                        count: unsigned(count)?,
                    })
                })
                .collect::<Result<Vec<_>, StoreError>>()?;
            match facet {
                Facet::Sector => facets.sectors = counts,
                Facet::Scheme => facets.schemes = counts,
                Facet::Status => facets.statuses = counts,
                Facet::Wave => facets.waves = counts,
            }
        }
        Ok(facets)
    }

    /// One entry by its number.
    pub async fn listing(&self, number: &str) -> Result<Option<ListingRow>, StoreError> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS);
        sql.push(" FROM listing_view WHERE number = ");
        sql.text(number);
        let rows: Vec<ListingColumns> = fetch_all!(self, sql);
        rows.into_iter()
            .next()
            .map(ListingRow::try_from)
            .transpose()
    }

    /// The entry of an application, if it has one.
    pub async fn listing_of(&self, application: Uuid) -> Result<Option<ListingRow>, StoreError> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS);
        sql.push(" FROM listing_view WHERE application_id = ");
        sql.text(application.to_string());
        let rows: Vec<ListingColumns> = fetch_all!(self, sql);
        rows.into_iter()
            .next()
            .map(ListingRow::try_from)
            .transpose()
    }

    /// When the register last changed: lets pages be cached.
    pub async fn register_changed_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let sql = Sql::new("SELECT MAX(updated_at) FROM listing_view");
        let rows: Vec<(Option<i64>,)> = fetch_all!(self, sql);
        rows.first().and_then(|row| row.0).map(instant).transpose()
    }
}
