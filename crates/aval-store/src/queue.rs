//! Lists of applications: filters, sort orders, keyset pages, counts. Every read takes a
//! [`Scope`]; what an application holds beyond its row is folded from the journal.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Page, Store, StoreError, Total,
    column::micros,
    cursor::{COUNT_MAX, Cursor, Key, PAGE_MAX, cut},
    database::Pools,
    scope::Scope,
    sql::{Sql, Test, fetch_all},
    views::{
        APPLICATION_COLUMNS, ApplicationColumns, ApplicationRow, NEVER, TurnColumn, search_text,
        words,
    },
};

/// What a list of applications is narrowed to; an empty filter lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Beginnings of words of the number, the vendor, the product…; all must be found.
    pub text: String,
    /// Codes of states.
    pub states: Vec<String>,
    /// Codes of schemes.
    pub schemes: Vec<String>,
    /// Codes of sectors.
    pub sectors: Vec<String>,
    /// Teams of which at least one has something to examine.
    pub teams: Vec<String>,
    /// Who leads the case.
    pub case_lead: CaseLeadFilter,
    /// Whose turn it is; `Vendor` and `Operator` include `Both`.
    pub turn: Option<TurnColumn>,
    /// One vendor.
    pub vendor: Option<Uuid>,
    /// Only what is past its limit.
    pub overdue: bool,
}

/// Who leads the case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaseLeadFilter {
    /// Anybody or nobody.
    #[default]
    Any,
    /// Nobody yet.
    Unassigned,
    /// This person.
    Is(Uuid),
}

/// What a list is sorted by; equal values follow the identifier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueueSort {
    /// Since when somebody is waited for.
    #[default]
    WaitingSince,
    /// The nearest limit; applications without one come last.
    DueAt,
    /// Last change.
    UpdatedAt,
    /// Number.
    Number,
}

impl QueueSort {
    /// Stable code, for addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WaitingSince => "waiting_since",
            Self::DueAt => "due_at",
            Self::UpdatedAt => "updated_at",
            Self::Number => "number",
        }
    }

    /// From the text of [`QueueSort::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        [
            Self::WaitingSince,
            Self::DueAt,
            Self::UpdatedAt,
            Self::Number,
        ]
        .into_iter()
        .find(|sort| sort.code() == code)
    }

    const fn column(self) -> &'static str {
        match self {
            Self::WaitingSince => "waiting_since",
            Self::DueAt => "due_key",
            Self::UpdatedAt => "updated_at",
            Self::Number => "number",
        }
    }

    const fn index(self) -> &'static str {
        match self {
            Self::WaitingSince => "application_by_waiting",
            Self::DueAt => "application_by_due",
            Self::UpdatedAt => "application_by_update",
            Self::Number => "application_by_number",
        }
    }

    const fn has_key(self, key: &Key) -> bool {
        matches!((self, key), (Self::Number, Key::Text(_)))
            || (!matches!(self, Self::Number) && matches!(key, Key::Integer(_)))
    }

    fn key(self, row: &ApplicationRow) -> Key {
        match self {
            Self::WaitingSince => Key::Integer(micros(row.waiting_since)),
            Self::DueAt => Key::Integer(row.due_at.map_or(NEVER, micros)),
            Self::UpdatedAt => Key::Integer(micros(row.updated_at)),
            Self::Number => Key::Text(row.number.clone()),
        }
    }
}

/// Which page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuePage {
    /// What the list is sorted by.
    pub sort: QueueSort,
    /// Greatest first.
    pub descending: bool,
    /// Rows wanted, kept between 1 and [`PAGE_MAX`].
    pub size: u32,
    /// Address from a neighbouring page; none for the first one.
    pub cursor: Option<String>,
}

/// Applications in one state, waiting for one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateCount {
    /// Code of the scheme.
    pub scheme: String,
    /// Code of the state.
    pub state: String,
    /// Whose turn.
    pub turn: TurnColumn,
    /// How many.
    pub count: u64,
}

impl Store {
    /// One page of the applications of a scope that pass a filter. `now` decides what is
    /// overdue and which invitations have ended.
    pub async fn queue(
        &self,
        scope: &Scope,
        filter: &QueueFilter,
        page: &QueuePage,
        now: Timestamp,
    ) -> Result<Page<ApplicationRow>, StoreError> {
        let size = page.size.clamp(1, PAGE_MAX);
        let list = format!(
            "queue.{}.{}",
            page.sort.code(),
            if page.descending { "down" } else { "up" }
        );
        let cursor = page
            .cursor
            .as_deref()
            .map(|text| Cursor::read(text, &list))
            .transpose()?;
        if cursor
            .as_ref()
            .is_some_and(|cursor| !page.sort.has_key(&cursor.key))
        {
            return Err(StoreError::BadCursor);
        }
        let narrowing = Narrowing {
            searched: self.searched(filter).await?,
            filter,
            scope,
            now,
        };
        let forward = cursor.as_ref().is_none_or(|cursor| cursor.forward);
        let down = page.descending == forward;
        let found = self.first_found(&narrowing, page.sort).await?;
        let count = u64::try_from(found.len()).unwrap_or(u64::MAX);
        let total = Total {
            count: count.min(COUNT_MAX),
            more: count > COUNT_MAX,
        };
        let wanted = usize::try_from(size)
            .unwrap_or(usize::MAX)
            .saturating_add(1);
        let ids = if total.more {
            self.walk(&narrowing, page.sort, cursor.as_ref(), down, wanted)
                .await?
        } else {
            edge_of(found, cursor.as_ref(), down, wanted)
        };
        let rows = self.rows_in_order(&ids).await?;
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        Ok(cut(rows, size, cursor.as_ref(), total, |row, forward| {
            Cursor {
                list: list.clone(),
                forward,
                key: page.sort.key(row),
                id: row.id.to_string(),
            }
        }))
    }

    /// One application, if the scope lets it be found.
    pub async fn find(
        &self,
        scope: &Scope,
        application: Uuid,
        now: Timestamp,
    ) -> Result<Option<ApplicationRow>, StoreError> {
        let mut sql = Sql::new("SELECT ");
        sql.push(APPLICATION_COLUMNS);
        sql.push(" FROM application_view a WHERE a.id = ");
        sql.text(application.to_string());
        sql.scope(scope, now, Test::Each);
        let rows: Vec<ApplicationColumns> = fetch_all!(self, sql);
        rows.into_iter()
            .next()
            .map(ApplicationRow::try_from)
            .transpose()
    }

    /// One application by its number, if the scope lets it be found.
    pub async fn find_by_number(
        &self,
        scope: &Scope,
        number: &str,
        now: Timestamp,
    ) -> Result<Option<ApplicationRow>, StoreError> {
        let mut sql = Sql::new("SELECT ");
        sql.push(APPLICATION_COLUMNS);
        sql.push(" FROM application_view a WHERE a.number = ");
        sql.text(number);
        sql.scope(scope, now, Test::Each);
        let rows: Vec<ApplicationColumns> = fetch_all!(self, sql);
        rows.into_iter()
            .next()
            .map(ApplicationRow::try_from)
            .transpose()
    }

    /// How many applications of a scope are in which state, by scheme.
    pub async fn count_by_state(
        &self,
        scope: &Scope,
        now: Timestamp,
    ) -> Result<Vec<StateCount>, StoreError> {
        let mut sql = Sql::new(
            "SELECT a.scheme, a.state, a.turn, COUNT(*) FROM application_view a WHERE 1 = 1",
        );
        sql.scope(scope, now, Test::Start);
        sql.push(" GROUP BY a.scheme, a.state, a.turn ORDER BY a.scheme, a.state, a.turn");
        let rows: Vec<(String, String, String, i64)> = fetch_all!(self, sql);
        rows.into_iter()
            .map(|(scheme, state, turn, count)| {
                Ok(StateCount {
                    scheme,
                    state,
                    turn: TurnColumn::from_code(&turn).ok_or(StoreError::Unreadable {
                        what: "application_view.turn",
                    })?,
                    count: crate::column::unsigned(count)?,
                })
            })
            .collect()
    }

    /// Applications that the clock has to look at again, the latest first in need. For the
    /// clock alone, which acts for nobody: it needs no scope.
    pub async fn to_wake(&self, now: Timestamp, limit: u32) -> Result<Vec<Uuid>, StoreError> {
        let mut sql = Sql::new("SELECT id FROM application_view WHERE wake_at <= ");
        sql.integer(micros(now));
        sql.push(" ORDER BY wake_at LIMIT ");
        sql.integer(i64::from(limit));
        let rows: Vec<(String,)> = fetch_all!(self, sql);
        rows.iter().map(|(id,)| crate::column::id(id)).collect()
    }

    /// Up to `limit` applications after one, by identifier. For jobs of the house, which act
    /// for nobody; like [`Store::to_wake`], without a scope.
    pub async fn applications_after(
        &self,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<Uuid>, StoreError> {
        let mut sql = Sql::new("SELECT id FROM application_view WHERE id > ");
        sql.text(after.map(|id| id.to_string()).unwrap_or_default());
        sql.push(" ORDER BY id LIMIT ");
        sql.integer(i64::from(limit));
        let rows: Vec<(String,)> = fetch_all!(self, sql);
        rows.iter().map(|(id,)| crate::column::id(id)).collect()
    }

    /// Up to one more application than a list counts, in no order.
    async fn first_found(
        &self,
        narrowing: &Narrowing<'_>,
        sort: QueueSort,
    ) -> Result<Vec<(Key, String)>, StoreError> {
        let mut sql = Sql::new("SELECT ");
        sql.push(sort.column());
        if let Pools::Sqlite { .. } = self.pools {
            // The inner query is answered by an index alone; only what it lets through is
            // fetched for its sort key.
            sql.push(", id FROM (SELECT a.id AS found_id FROM application_view a WHERE 1 = 1");
            narrowing.add(&mut sql, Test::Start);
            sql.limit(COUNT_MAX.saturating_add(1));
            sql.push(") found JOIN application_view ON id = found_id");
        } else {
            // PostgreSQL fetches the row to know that it may be seen, index or not, and
            // would answer the join by reading the whole table.
            sql.push(", a.id FROM application_view a WHERE 1 = 1");
            narrowing.add(&mut sql, Test::Start);
            sql.limit(COUNT_MAX.saturating_add(1));
        }
        if sort == QueueSort::Number {
            let rows: Vec<(String, String)> = fetch_all!(self, sql);
            Ok(rows
                .into_iter()
                .map(|(key, id)| (Key::Text(key), id))
                .collect())
        } else {
            let rows: Vec<(i64, String)> = fetch_all!(self, sql);
            Ok(rows
                .into_iter()
                .map(|(key, id)| (Key::Integer(key), id))
                .collect())
        }
    }

    /// The next identifiers in order, beyond the edge of a page. For lists so long that
    /// walking in order soon meets enough rows.
    async fn walk(
        &self,
        narrowing: &Narrowing<'_>,
        sort: QueueSort,
        cursor: Option<&Cursor>,
        down: bool,
        wanted: usize,
    ) -> Result<Vec<String>, StoreError> {
        let direction = if down { " DESC" } else { "" };
        let mut sql = Sql::new("SELECT a.id FROM application_view a");
        if let Pools::Sqlite { .. } = self.pools {
            // Without statistics SQLite would rather use any index that begins with a
            // filter, and sort most of the table.
            sql.push(" INDEXED BY ");
            sql.push(sort.index());
        }
        sql.push(" WHERE 1 = 1");
        narrowing.add(&mut sql, Test::Each);
        if let Some(cursor) = cursor {
            sql.push(" AND (a.");
            sql.push(sort.column());
            sql.push(if down { ", a.id) < (" } else { ", a.id) > (" });
            match &cursor.key {
                Key::Integer(key) => sql.integer(*key),
                Key::Text(key) => sql.text(key.as_str()),
            }
            sql.push(", ");
            sql.text(cursor.id.as_str());
            sql.push(")");
        }
        sql.push(" ORDER BY a.");
        sql.push(sort.column());
        sql.push(direction);
        sql.push(", a.id");
        sql.push(direction);
        sql.limit(u64::try_from(wanted).unwrap_or(u64::MAX));
        let rows: Vec<(String,)> = fetch_all!(self, sql);
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// The rows of a page, in the order of their identifiers here.
    async fn rows_in_order(&self, ids: &[String]) -> Result<Vec<ApplicationRow>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new("SELECT ");
        sql.push(APPLICATION_COLUMNS);
        sql.push(" FROM application_view a WHERE 1 = 1");
        sql.and_one_of("a.id", ids);
        let columns: Vec<ApplicationColumns> = fetch_all!(self, sql);
        let mut rows = BTreeMap::new();
        for column in columns {
            let row = ApplicationRow::try_from(column)?;
            rows.insert(row.id.to_string(), row);
        }
        Ok(ids.iter().filter_map(|id| rows.remove(id)).collect())
    }

    /// The typed words, each with the better way to test it.
    async fn searched(&self, filter: &QueueFilter) -> Result<Vec<(String, Test)>, StoreError> {
        let mut searched = Vec::new();
        let mut started = false;
        for word in words(&search_text([filter.text.as_str()])) {
            // A rare word is a short list to start from. Only a count tells which is rare.
            let mut sql = Sql::new("SELECT COUNT(*) FROM (SELECT 1 FROM application_word m WHERE ");
            word_range(&mut sql, &word);
            sql.limit(FEW.saturating_add(1));
            sql.push(") few");
            let rows: Vec<(i64,)> = fetch_all!(self, sql);
            let few = rows
                .first()
                .and_then(|(found,)| u64::try_from(*found).ok())
                .is_some_and(|found| found <= FEW);
            let test = if few && !started {
                Test::Start
            } else {
                Test::Each
            };
            started |= few;
            searched.push((word, test));
        }
        Ok(searched)
    }
}

/// A word found in at most this many applications is "rare".
const FEW: u64 = 5000;

/// Everything that narrows one list.
struct Narrowing<'a> {
    searched: Vec<(String, Test)>,
    filter: &'a QueueFilter,
    scope: &'a Scope,
    now: Timestamp,
}

impl Narrowing<'_> {
    fn add(&self, sql: &mut Sql, test: Test) {
        let filter = self.filter;
        sql.and_one_of("a.state", &filter.states);
        sql.and_one_of("a.scheme", &filter.schemes);
        sql.and_one_of("a.sector", &filter.sectors);
        sql.team(&filter.teams, test);
        match filter.case_lead {
            CaseLeadFilter::Any => {}
            CaseLeadFilter::Unassigned => sql.push(" AND a.case_lead IS NULL"),
            CaseLeadFilter::Is(lead) => {
                sql.push(" AND a.case_lead = ");
                sql.text(lead.to_string());
            }
        }
        match filter.turn {
            None => {}
            Some(TurnColumn::Vendor) => sql.push(" AND a.turn IN ('vendor', 'both')"),
            Some(TurnColumn::Operator) => sql.push(" AND a.turn IN ('operator', 'both')"),
            Some(TurnColumn::Both) => sql.push(" AND a.turn = 'both'"),
            Some(TurnColumn::None) => sql.push(" AND a.turn = 'none'"),
        }
        if let Some(vendor) = filter.vendor {
            sql.push(" AND a.vendor_id = ");
            sql.text(vendor.to_string());
        }
        if filter.overdue {
            sql.push(" AND a.due_at < ");
            sql.integer(micros(self.now));
        }
        for (word, best) in &self.searched {
            let test = if test == Test::Start { *best } else { test };
            sql.member("application_word m", test);
            word_range(sql, word);
            sql.push(")");
        }
        sql.scope(self.scope, self.now, test);
    }
}

/// The next identifiers beyond the edge of a page, from a whole list.
fn edge_of(
    mut found: Vec<(Key, String)>,
    cursor: Option<&Cursor>,
    down: bool,
    wanted: usize,
) -> Vec<String> {
    found.sort();
    if down {
        found.reverse();
    }
    let edge = cursor.map(|cursor| (cursor.key.clone(), cursor.id.clone()));
    found
        .into_iter()
        .filter(|row| match &edge {
            None => true,
            Some(edge) if down => row < edge,
            Some(edge) => row > edge,
        })
        .map(|(_, id)| id)
        .take(wanted)
        .collect()
}

/// `word` begins with what was typed.
fn word_range(sql: &mut Sql, typed: &str) {
    sql.push("m.word >= ");
    sql.text(typed);
    sql.push(" AND m.word < ");
    sql.text(format!("{typed}\u{10ffff}"));
}
