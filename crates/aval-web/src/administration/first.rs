//! The first administrator: without one, nobody could let anybody else in.

use aval_core::{
    access::Actor,
    programme::{Programme, RoleSide},
};
use aval_store::{
    Account, Identity, NewAccount, Organisation, OrganisationKind, Store, StoreError,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    account_draft::is_email,
    act::{Act, Change, Outcome, carry_out},
    event::{AdministrativeEvent, STREAM},
    password,
    roles::{MANAGE_CATALOGUE, MANAGE_PROGRAMME, MANAGE_STAFF, allow},
};
use crate::applications::Failure;

/// Who becomes the first administrator. Identifiers are drawn by the caller.
#[derive(Clone, Debug)]
pub struct FirstAdministrator<'a> {
    /// E-mail.
    pub email: &'a str,
    /// Name.
    pub name: &'a str,
    /// Password, twelve characters at least.
    pub password: &'a str,
    /// Now.
    pub at: Timestamp,
    /// Identifiers of the account, of the operator's organisation when it is missing, and
    /// of the act.
    pub ids: [Uuid; 3],
}

/// Why there is no first administrator.
#[derive(Debug, thiserror::Error)]
pub enum FirstAdministratorError {
    /// The e-mail is not one.
    #[error("L’adresse électronique du premier administrateur n’est pas complète.")]
    Email,
    /// The password is too short, too long or too easily guessed.
    #[error(
        "Le mot de passe du premier administrateur doit compter au moins douze caractères et ne pas reprendre son nom ni son adresse."
    )]
    Password,
    /// No role of the programme on the operator's side manages people.
    #[error("Le programme ne donne à aucun rôle de l’opérateur le droit « manage_staff ».")]
    NoRole,
    /// The store could not.
    #[error("La base n’a pas pu enregistrer le premier administrateur.")]
    Store(#[source] StoreError),
}

impl FirstAdministratorError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Email => "first_administrator.email",
            Self::Password => "first_administrator.password",
            Self::NoRole => "first_administrator.no_role",
            Self::Store(_) => "first_administrator.store",
        }
    }
}

impl From<StoreError> for FirstAdministratorError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Gives an empty house its first administrator, in the operator's organisation. True when
/// one was created; false when there are accounts already, which changes nothing.
///
/// # Errors
/// Nothing is written then.
pub async fn first_administrator(
    store: &Store,
    identity: &Identity,
    programme: &Programme,
    first: &FirstAdministrator<'_>,
) -> Result<bool, FirstAdministratorError> {
    if store.count_accounts().await? > 0 {
        return Ok(false);
    }
    if !is_email(first.email.trim()) {
        return Err(FirstAdministratorError::Email);
    }
    if password::problem(first.password, first.email, first.name).is_some() {
        return Err(FirstAdministratorError::Password);
    }
    let roles = administrator_roles(programme);
    if !allow(programme, &roles, MANAGE_STAFF) {
        return Err(FirstAdministratorError::NoRole);
    }
    let [account, organisation, key] = first.ids;
    let code = if programme.operator.code.is_empty() {
        "operator"
    } else {
        &programme.operator.code
    };
    let present = store.organisation_by_code(code).await?;
    let mut changes = Vec::new();
    let mut events = Vec::new();
    let operator = present.unwrap_or_else(|| {
        let name = if programme.operator.name.is_empty() {
            &programme.name
        } else {
            &programme.operator.name
        };
        let operator = Organisation {
            id: organisation,
            kind: OrganisationKind::Operator,
            code: code.to_owned(),
            name: name.clone(),
            siren: None,
            city: None,
        };
        events.push(AdministrativeEvent::OrganisationCreated {
            organisation,
            code: operator.code.clone(),
            name: operator.name.clone(),
        });
        changes.push(Change::Organisation(Box::new(operator.clone())));
        operator
    });
    events.push(AdministrativeEvent::AccountCreated {
        account,
        name: first.name.to_owned(),
        organisation: operator.name.clone(),
        roles: roles.clone(),
        teams: Vec::new(),
    });
    let new = NewAccount {
        account: Account {
            id: account,
            email: first.email.trim().to_lowercase(),
            name: first.name.to_owned(),
            organisation: operator.id,
            title: String::new(),
            roles,
            teams: Vec::new(),
            language: "fr".to_owned(),
            created_at: first.at,
            disabled_at: None,
        },
        password_hash: Some(identity.hash_password(first.password).await?),
    };
    changes.push(Change::Account(Box::new(new)));
    let act = Act {
        key,
        expected: store.version_of(STREAM).await?,
        events,
        changes,
    };
    match carry_out(store, &Actor::system().reference(), first.at, &act).await {
        Ok(outcome) => Ok(outcome == Outcome::Done),
        // Another instance that started at the same time was faster.
        Err(Failure::Store(StoreError::Conflict { .. } | StoreError::Duplicate { .. })) => {
            Ok(false)
        }
        Err(Failure::Store(error)) => Err(error.into()),
        Err(Failure::Refused(_) | Failure::Stale { .. }) => Ok(false),
    }
}

/// The operator's roles that administer.
fn administrator_roles(programme: &Programme) -> Vec<String> {
    let administers = [MANAGE_PROGRAMME, MANAGE_CATALOGUE, MANAGE_STAFF];
    programme
        .roles
        .iter()
        .filter(|role| role.side == RoleSide::Operator)
        .filter(|role| {
            administers
                .iter()
                .any(|permission| role.can.contains(&(*permission).into()))
        })
        .map(|role| role.code.to_string())
        .collect()
}
