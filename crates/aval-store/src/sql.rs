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
    pub(crate) fn scope(&mut self, scope: &Scope, now: Timestamp) {
        match scope {
            Scope::Operator => {}
            Scope::Public => self.push(" AND 1 = 0"),
            Scope::Team(teams) if teams.is_empty() => self.push(" AND 1 = 0"),
            Scope::Team(teams) => self.team(teams),
            Scope::Vendor { organisation } => {
                self.push(" AND a.vendor_id = ");
                self.text(organisation.to_string());
            }
            Scope::VendorMember { organisation, user } => {
                self.push(" AND a.vendor_id = ");
                self.text(organisation.to_string());
                self.push(" AND EXISTS (SELECT 1 FROM assignment_view s WHERE s.user_id = ");
                self.text(user.to_string());
                self.push(" AND s.kind = 'member' AND s.application_id = a.id)");
            }
            Scope::Auditor { user } => {
                self.push(" AND EXISTS (SELECT 1 FROM assignment_view s WHERE s.user_id = ");
                self.text(user.to_string());
                self.push(" AND s.kind = 'auditor' AND s.application_id = a.id AND s.until_at > ");
                self.integer(micros(now));
                self.push(")");
            }
        }
    }

    /// `AND …`: one of the teams has something to examine on the application `a`.
    pub(crate) fn team(&mut self, teams: &[String]) {
        if teams.is_empty() {
            return;
        }
        self.push(
            " AND EXISTS (SELECT 1 FROM team_task_view t WHERE t.application_id = a.id \
                   AND t.open_count > 0 AND t.team IN (",
        );
        self.list(teams);
        self.push("))");
    }
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
