//! People's accounts. An account is disabled, never removed: the journal names it.

use jiff::Timestamp;
use uuid::Uuid;

use super::session::token_hash;
use crate::{
    Page, Store, StoreError, Total, Tx,
    column::{id, instant, micros},
    cursor::{COUNT_MAX, Cursor, Key, PAGE_MAX, cut},
    database::on_tx,
    sql::{Sql, fetch_all},
    views::{search_text, words},
};

/// A person's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Identifier.
    pub id: Uuid,
    /// E-mail, in lower case.
    pub email: String,
    /// Name.
    pub name: String,
    /// Organisation.
    pub organisation: Uuid,
    /// Position in the organisation.
    pub title: String,
    /// Codes of the roles held.
    pub roles: Vec<String>,
    /// Codes of the teams, for the operator's people.
    pub teams: Vec<String>,
    /// Language of the pages (`fr`, `en`).
    pub language: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Since when it is closed.
    pub disabled_at: Option<Timestamp>,
}

/// An account to create or to change as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// The account; its e-mail is put in lower case.
    pub account: Account,
    /// Made by [`crate::Identity::hash_password`]; `None` keeps the present one.
    pub password_hash: Option<String>,
}

/// What a list of accounts is narrowed to; an empty filter lets everybody through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountFilter {
    /// Beginnings of words of the name, the e-mail or the title; all must be found.
    pub text: String,
    /// People of one organisation.
    pub organisation: Option<Uuid>,
    /// Code of a role that they hold.
    pub role: Option<String>,
    /// Only closed accounts, or only open ones.
    pub closed: Option<bool>,
}

/// Name of the list in the addresses of its pages.
const LIST: &str = "account.name.up";

impl AccountFilter {
    fn add(&self, sql: &mut Sql) {
        if let Some(organisation) = self.organisation {
            sql.push(" AND organisation_id = ");
            sql.text(organisation.to_string());
        }
        if let Some(role) = &self.role {
            // Codes are kept as a JSON list of texts: the quotes delimit a whole code.
            sql.push(" AND roles LIKE ");
            sql.text(format!("%{}%", serde_json::Value::from(role.as_str())));
        }
        match self.closed {
            Some(true) => sql.push(" AND disabled_at IS NOT NULL"),
            Some(false) => sql.push(" AND disabled_at IS NULL"),
            None => {}
        }
        for word in words(&search_text([self.text.as_str()])) {
            sql.push(" AND ' ' || search_text LIKE ");
            sql.text(format!("% {word}%"));
        }
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct AccountColumns {
    id: String,
    email: String,
    name: String,
    organisation_id: String,
    title: String,
    roles: String,
    teams: String,
    language: String,
    created_at: i64,
    disabled_at: Option<i64>,
}

fn codes(column: &str) -> Result<Vec<String>, StoreError> {
    serde_json::from_str(column).map_err(|_| StoreError::Unreadable {
        what: "account.roles",
    })
}

impl TryFrom<AccountColumns> for Account {
    type Error = StoreError;

    fn try_from(row: AccountColumns) -> Result<Self, StoreError> {
        Ok(Self {
            id: id(&row.id)?,
            email: row.email,
            name: row.name,
            organisation: id(&row.organisation_id)?,
            title: row.title,
            roles: codes(&row.roles)?,
            teams: codes(&row.teams)?,
            language: row.language,
            created_at: instant(row.created_at)?,
            disabled_at: row.disabled_at.map(instant).transpose()?,
        })
    }
}

/// How an e-mail is compared: without regard to case or surrounding blanks.
pub(super) fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

const SELECT: &str = "SELECT id, email, name, organisation_id, title, roles, teams, language, \
     created_at, disabled_at FROM account WHERE 1 = 1";

impl Store {
    /// Adds an account, or changes the one with this identifier (its creation date stays).
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when another account has the e-mail.
    pub async fn put_account(&self, new: &NewAccount) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.put_account(new).await?;
        tx.commit().await
    }

    /// Replaces a password; every session of the account ends.
    pub async fn set_password(&self, account: Uuid, hash: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.set_password(account, hash, None).await?;
        tx.commit().await
    }

    /// Changes the language of the pages.
    pub async fn set_language(&self, account: Uuid, language: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let changed = on_tx!(tx, connection => {
            sqlx::query("UPDATE account SET language = $2 WHERE id = $1")
                .bind(account.to_string())
                .bind(language)
                .execute(connection)
                .await?
                .rows_affected()
        });
        tx.commit().await?;
        if changed == 1 {
            Ok(())
        } else {
            Err(StoreError::NotFound)
        }
    }

    /// One account.
    pub async fn account(&self, account: Uuid) -> Result<Option<Account>, StoreError> {
        let mut sql = Sql::new(SELECT);
        sql.push(" AND id = ");
        sql.text(account.to_string());
        self.accounts(sql)
            .await
            .map(|accounts| accounts.into_iter().next())
    }

    /// One account by its e-mail.
    pub async fn account_by_email(&self, email: &str) -> Result<Option<Account>, StoreError> {
        let mut sql = Sql::new(SELECT);
        sql.push(" AND email = ");
        sql.text(email_key(email));
        self.accounts(sql)
            .await
            .map(|accounts| accounts.into_iter().next())
    }

    /// Accounts of one organisation by name, at most `limit`.
    pub async fn accounts_of(
        &self,
        organisation: Uuid,
        limit: u32,
    ) -> Result<Vec<Account>, StoreError> {
        let mut sql = Sql::new(SELECT);
        sql.push(" AND organisation_id = ");
        sql.text(organisation.to_string());
        sql.push(" ORDER BY name, id LIMIT ");
        sql.integer(i64::from(limit));
        self.accounts(sql).await
    }

    /// Accounts in which every typed word begins a word of the name, the e-mail or the
    /// title, in one organisation or, for administrators, in all; by name, at most `limit`.
    pub async fn search_accounts(
        &self,
        organisation: Option<Uuid>,
        text: &str,
        limit: u32,
    ) -> Result<Vec<Account>, StoreError> {
        let mut sql = Sql::new(SELECT);
        if let Some(organisation) = organisation {
            sql.push(" AND organisation_id = ");
            sql.text(organisation.to_string());
        }
        for word in words(&search_text([text])) {
            sql.push(" AND ' ' || search_text LIKE ");
            sql.text(format!("% {word}%"));
        }
        sql.push(" ORDER BY name, id LIMIT ");
        sql.integer(i64::from(limit));
        self.accounts(sql).await
    }

    /// One page of the accounts that pass a filter, by name. For administrators.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`] when the address of the page was altered.
    pub async fn account_page(
        &self,
        filter: &AccountFilter,
        size: u32,
        cursor: Option<&str>,
    ) -> Result<Page<Account>, StoreError> {
        let size = size.clamp(1, PAGE_MAX);
        let cursor = cursor.map(|text| Cursor::read(text, LIST)).transpose()?;
        let mut counting = Sql::new("SELECT COUNT(*) FROM (SELECT 1 FROM account WHERE 1 = 1");
        filter.add(&mut counting);
        counting.limit(COUNT_MAX.saturating_add(1));
        counting.push(") found");
        let rows: Vec<(i64,)> = fetch_all!(self, counting);
        let count = crate::column::unsigned(rows.first().map_or(0, |row| row.0))?;
        let total = Total {
            count: count.min(COUNT_MAX),
            more: count > COUNT_MAX,
        };
        let mut sql = Sql::new(SELECT);
        filter.add(&mut sql);
        let forward = cursor.as_ref().is_none_or(|cursor| cursor.forward);
        if let Some(cursor) = &cursor {
            let Key::Text(name) = &cursor.key else {
                return Err(StoreError::BadCursor);
            };
            sql.push(if forward {
                " AND (name, id) > ("
            } else {
                " AND (name, id) < ("
            });
            sql.text(name.as_str());
            sql.push(", ");
            sql.text(cursor.id.as_str());
            sql.push(")");
        }
        sql.push(if forward {
            " ORDER BY name, id"
        } else {
            " ORDER BY name DESC, id DESC"
        });
        sql.limit(u64::from(size).saturating_add(1));
        let found = self.accounts(sql).await?;
        Ok(cut(
            found,
            usize::try_from(size).unwrap_or(usize::MAX),
            cursor.as_ref(),
            total,
            |account, forward| Cursor {
                list: LIST.to_owned(),
                forward,
                key: Key::Text(account.name.clone()),
                id: account.id.to_string(),
            },
        ))
    }

    /// How many accounts there are: none means that the first administrator is missing.
    pub async fn count_accounts(&self) -> Result<u64, StoreError> {
        let sql = Sql::new("SELECT COUNT(*) FROM account");
        let rows: Vec<(i64,)> = fetch_all!(self, sql);
        crate::column::unsigned(rows.first().map_or(0, |row| row.0))
    }

    async fn accounts(&self, sql: Sql) -> Result<Vec<Account>, StoreError> {
        let rows: Vec<AccountColumns> = fetch_all!(self, sql);
        rows.into_iter().map(Account::try_from).collect()
    }

    /// Account and password hash behind an e-mail.
    pub(super) async fn secret_of(
        &self,
        email: &str,
    ) -> Result<Option<(Uuid, Option<String>)>, StoreError> {
        let mut sql = Sql::new(
            "SELECT id, password_hash FROM account WHERE disabled_at IS NULL AND email = ",
        );
        sql.text(email_key(email));
        let rows: Vec<(String, Option<String>)> = fetch_all!(self, sql);
        rows.into_iter()
            .next()
            .map(|(account, hash)| Ok((id(&account)?, hash)))
            .transpose()
    }
}

impl Tx {
    /// [`Store::put_account`] as a part of something larger.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when another account has the e-mail.
    pub async fn put_account(&mut self, new: &NewAccount) -> Result<(), StoreError> {
        let account = &new.account;
        let email = email_key(&account.email);
        on_tx!(self, connection => {
            sqlx::query(
                "INSERT INTO account (id, email, name, organisation_id, title, roles, teams, \
                 password_hash, language, created_at, disabled_at, search_text) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
                 ON CONFLICT (id) DO UPDATE SET email = excluded.email, name = excluded.name, \
                 organisation_id = excluded.organisation_id, title = excluded.title, \
                 roles = excluded.roles, teams = excluded.teams, \
                 password_hash = COALESCE(excluded.password_hash, account.password_hash), \
                 language = excluded.language, disabled_at = excluded.disabled_at, \
                 search_text = excluded.search_text",
            )
            .bind(account.id.to_string())
            .bind(email.as_str())
            .bind(account.name.as_str())
            .bind(account.organisation.to_string())
            .bind(account.title.as_str())
            .bind(serde_json::Value::from(account.roles.clone()).to_string())
            .bind(serde_json::Value::from(account.teams.clone()).to_string())
            .bind(new.password_hash.as_deref())
            .bind(account.language.as_str())
            .bind(micros(account.created_at))
            .bind(account.disabled_at.map(micros))
            .bind(search_text([account.name.as_str(), email.as_str(), account.title.as_str()]))
            .execute(&mut *connection)
            .await
            .map_err(|error| StoreError::duplicate_or(error, "adresse électronique"))?;
            // Whoever is shut out is shut out now, on every device.
            if account.disabled_at.is_some() {
                sqlx::query("DELETE FROM session WHERE account_id = $1")
                    .bind(account.id.to_string())
                    .execute(connection)
                    .await?;
            }
        });
        Ok(())
    }

    /// [`Store::set_password`] as a part of something larger. The session of the token
    /// `kept` goes on: whoever changes their own password stays where they are.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such account.
    pub async fn set_password(
        &mut self,
        account: Uuid,
        hash: &str,
        kept: Option<&str>,
    ) -> Result<(), StoreError> {
        let changed = on_tx!(self, connection => {
            sqlx::query("DELETE FROM session WHERE account_id = $1 AND token_hash <> $2")
                .bind(account.to_string())
                .bind(kept.map(token_hash).unwrap_or_default())
                .execute(&mut *connection)
                .await?;
            sqlx::query("UPDATE account SET password_hash = $2 WHERE id = $1")
                .bind(account.to_string())
                .bind(hash)
                .execute(connection)
                .await?
                .rows_affected()
        });
        if changed == 1 {
            Ok(())
        } else {
            Err(StoreError::NotFound)
        }
    }
}
