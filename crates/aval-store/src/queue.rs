//! Lists of applications: filters, sort orders, keyset pages, counts. Every read takes a
//! [`Scope`]; what an application holds beyond its row is folded from the journal.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Page, Store, StoreError, Total,
    column::micros,
    cursor::{COUNT_MAX, Cursor, Key, PAGE_MAX, cut},
    scope::Scope,
    sql::{Sql, fetch_all},
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
        let condition = self.condition(filter).await?;
        let mut counted =
            Sql::new("SELECT COUNT(*) FROM (SELECT 1 FROM application_view a WHERE 1 = 1");
        condition.add(&mut counted, scope, filter, now);
        let total = self.total(counted).await?;
        let forward = cursor.as_ref().is_none_or(|cursor| cursor.forward);
        let down = page.descending == forward;
        let direction = if down { " DESC" } else { "" };
        let column = page.sort.column();

        // The narrow query walks an index that holds all it needs; only the rows of the
        // page are then fetched.
        let mut sql = Sql::new("SELECT ");
        sql.push(APPLICATION_COLUMNS);
        sql.push(" FROM (SELECT a.id AS page_id FROM application_view a WHERE 1 = 1");
        condition.add(&mut sql, scope, filter, now);
        if let Some(cursor) = &cursor {
            sql.push(" AND (a.");
            sql.push(column);
            sql.push(if down { ", a.id) < (" } else { ", a.id) > (" });
            match &cursor.key {
                Key::Integer(key) if page.sort != QueueSort::Number => sql.integer(*key),
                Key::Text(key) if page.sort == QueueSort::Number => sql.text(key.as_str()),
                _ => return Err(StoreError::BadCursor),
            }
            sql.push(", ");
            sql.text(cursor.id.as_str());
            sql.push(")");
        }
        sql.push(" ORDER BY ");
        condition.order(&mut sql, column, direction);
        sql.push(" LIMIT ");
        sql.integer(i64::from(size).saturating_add(1));
        sql.push(") page JOIN application_view ON id = page_id ORDER BY ");
        sql.push(column);
        sql.push(direction);
        sql.push(", id");
        sql.push(direction);

        let rows: Vec<ApplicationColumns> = fetch_all!(self, sql);
        let rows: Vec<ApplicationRow> = rows
            .into_iter()
            .map(ApplicationRow::try_from)
            .collect::<Result<_, _>>()?;
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
        sql.scope(scope, now);
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
        sql.scope(scope, now);
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
        sql.scope(scope, now);
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
    /// clock alone, which acts for nobody: it is the only list without a scope.
    pub async fn to_wake(&self, now: Timestamp, limit: u32) -> Result<Vec<Uuid>, StoreError> {
        let mut sql = Sql::new("SELECT id FROM application_view WHERE wake_at <= ");
        sql.integer(micros(now));
        sql.push(" ORDER BY wake_at LIMIT ");
        sql.integer(i64::from(limit));
        let rows: Vec<(String,)> = fetch_all!(self, sql);
        rows.iter().map(|(id,)| crate::column::id(id)).collect()
    }

    async fn condition(&self, filter: &QueueFilter) -> Result<Condition, StoreError> {
        let searched = words(&search_text([filter.text.as_str()]))
            .into_iter()
            .collect();
        let mut condition = Condition {
            searched,
            few: None,
        };
        // A rare word is a short list to start from; a common one is better tested while
        // walking in order. Only a count of the range tells them apart.
        for rank in 0..condition.searched.len() {
            let Some(word) = condition.searched.get(rank) else {
                continue;
            };
            let mut sql = Sql::new("SELECT COUNT(*) FROM (SELECT 1 FROM application_word w WHERE ");
            word_range(&mut sql, word);
            sql.push(" LIMIT ");
            sql.integer(FEW.saturating_add(1));
            sql.push(") few");
            let rows: Vec<(i64,)> = fetch_all!(self, sql);
            if rows.first().is_some_and(|(found,)| *found <= FEW) {
                condition.few = Some(rank);
                break;
            }
        }
        Ok(condition)
    }

    /// Ends a counting statement, so that it stops early on a long list.
    async fn total(&self, mut sql: Sql) -> Result<Total, StoreError> {
        let limit = i64::try_from(COUNT_MAX).unwrap_or(i64::MAX);
        sql.push(" LIMIT ");
        sql.integer(limit.saturating_add(1));
        sql.push(") counted");
        let rows: Vec<(i64,)> = fetch_all!(self, sql);
        let count = crate::column::unsigned(rows.first().map_or(0, |row| row.0))?;
        Ok(Total {
            count: count.min(COUNT_MAX),
            more: count > COUNT_MAX,
        })
    }
}

/// A word found in at most this many applications is "rare".
const FEW: i64 = 500;

/// The filter of one request.
struct Condition {
    searched: Vec<String>,
    /// Rank of a rare word among them.
    few: Option<usize>,
}

impl Condition {
    fn add(&self, sql: &mut Sql, scope: &Scope, filter: &QueueFilter, now: Timestamp) {
        sql.and_one_of("a.state", &filter.states);
        sql.and_one_of("a.scheme", &filter.schemes);
        sql.and_one_of("a.sector", &filter.sectors);
        sql.team(&filter.teams);
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
            sql.integer(micros(now));
        }
        for (rank, word) in self.searched.iter().enumerate() {
            if self.few == Some(rank) {
                sql.push(" AND a.id IN (SELECT w.application_id FROM application_word w WHERE ");
                word_range(sql, word);
                sql.push(")");
            } else {
                sql.push(
                    " AND EXISTS (SELECT 1 FROM application_word w \
                     WHERE w.application_id = a.id AND ",
                );
                word_range(sql, word);
                sql.push(")");
            }
        }
        sql.scope(scope, now);
    }

    /// The order; hidden from the planner when the rows come from a short list anyway, so
    /// that it does not walk the whole sorted index to find a few of them.
    fn order(&self, sql: &mut Sql, column: &'static str, direction: &'static str) {
        let numeric = column != "number";
        sql.push("a.");
        sql.push(column);
        match (self.few.is_some(), numeric) {
            (true, true) => sql.push(" + 0"),
            (true, false) => sql.push(" || ''"),
            _ => {}
        }
        sql.push(direction);
        sql.push(", a.id");
        sql.push(direction);
    }
}

/// `word` begins with what was typed.
fn word_range(sql: &mut Sql, typed: &str) {
    sql.push("w.word >= ");
    sql.text(typed);
    sql.push(" AND w.word < ");
    sql.text(format!("{typed}\u{10ffff}"));
}
