//! A statement put together from fixed pieces and bound values; the only place where a
//! scope becomes SQL. Values never enter the text.

use jiff::Timestamp;

use crate::{column::micros, scope::Scope};

/// A value to bind.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(String),
    Integer(i64),
}

/// A statement in the making. The application view is always called `a` in it.
#[derive(Clone, Debug)]
pub(crate) struct Sql {
    pub(crate) text: String,
    pub(crate) values: Vec<Value>,
}

impl Sql {
    pub(crate) fn new(text: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            values: Vec::new(),
        }
    }

    /// Adds a piece of this program, never a value.
    pub(crate) fn push(&mut self, piece: &'static str) {
        self.text.push_str(piece);
    }

    pub(crate) fn text(&mut self, value: impl Into<String>) {
        self.bind(Value::Text(value.into()));
    }

    pub(crate) fn integer(&mut self, value: i64) {
        self.bind(Value::Integer(value));
    }

    /// ` LIMIT n`, in the text: PostgreSQL plans for a tenth of the table when it cannot see
    /// that a few rows are enough.
    pub(crate) fn limit(&mut self, rows: u64) {
        self.text.push_str(&format!(" LIMIT {rows}"));
    }

    fn bind(&mut self, value: Value) {
        self.values.push(value);
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
    }

    /// `AND column IN (…)`; nothing when the list is empty, which means "any".
    pub(crate) fn and_one_of(&mut self, column: &'static str, values: &[String]) {
        if values.is_empty() {
            return;
        }
        self.push(" AND ");
        self.push(column);
        self.push(" IN (");
        self.list(values);
        self.push(")");
    }

    fn list(&mut self, values: &[String]) {
        for (rank, value) in values.iter().enumerate() {
            if rank > 0 {
                self.push(", ");
            }
            self.text(value.as_str());
        }
    }

    /// `AND …`: the application `a` is in the scope.
    pub(crate) fn scope(&mut self, scope: &Scope, now: Timestamp, test: Test) {
        match scope {
            Scope::Operator => {}
            Scope::Public => self.push(" AND 1 = 0"),
            Scope::Team(teams) if teams.is_empty() => self.push(" AND 1 = 0"),
            Scope::Team(teams) => self.team(teams, test),
            Scope::Vendor { organisation } => {
                self.push(" AND a.vendor_id = ");
                self.text(organisation.to_string());
            }
            Scope::VendorMember { organisation, user } => {
                self.push(" AND a.vendor_id = ");
                self.text(organisation.to_string());
                self.member("assignment_view m", test);
                self.push("m.kind = 'member' AND m.user_id = ");
                self.text(user.to_string());
                self.push(")");
            }
            Scope::Auditor { user } => {
                self.member("assignment_view m", test);
                self.push("m.kind = 'auditor' AND m.user_id = ");
                self.text(user.to_string());
                self.push(" AND m.until_at > ");
                self.integer(micros(now));
                self.push(")");
            }
        }
    }

    /// `AND …`: one of the teams has something to examine on the application `a`.
    pub(crate) fn team(&mut self, teams: &[String], test: Test) {
        if teams.is_empty() {
            return;
        }
        self.member("team_task_view m", test);
        self.push("m.open_count > 0 AND m.team IN (");
        self.list(teams);
        self.push("))");
    }

    /// Opens `AND …(`: the application `a` has a row `m` in a table such that…
    pub(crate) fn member(&mut self, table: &'static str, test: Test) {
        self.push(match test {
            Test::Start => " AND a.id IN (SELECT m.application_id FROM ",
            Test::Each => " AND EXISTS (SELECT 1 FROM ",
        });
        self.push(table);
        self.push(match test {
            Test::Start => " WHERE ",
            Test::Each => " WHERE m.application_id = a.id AND ",
        });
    }
}

/// How rows of another table narrow a list; the result is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    /// The other table is read first: good when it names few applications.
    Start,
    /// Each application is looked up there: good when most of those read pass.
    Each,
}

/// Fetches every row of a statement, on a reading connection.
macro_rules! fetch_all {
    ($store:expr, $sql:expr) => {{
        let sql = $sql;
        crate::database::on_reader!($store, connection => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.text));
            for value in sql.values {
                query = match value {
                    crate::sql::Value::Text(text) => query.bind(text),
                    crate::sql::Value::Integer(number) => query.bind(number),
                };
            }
            query.fetch_all(connection).await?
        })
    }};
}
pub(crate) use fetch_all;
