//! What is done to accounts: created, changed, closed, reopened, given a new password. Each
//! is judged on fresh rows and written with its trace; the pages are in `account_pages`.

use aval_core::application::Refusal;
use aval_store::{Account, AccountFilter, NewAccount, Organisation, OrganisationKind, StoreError};
use uuid::Uuid;

use super::{
    account_draft::{Draft, line, name_problem, refuse},
    act::{Act, Change, Outcome, carry_out, refuse_stale, was_done},
    event::{AdministrativeEvent, STREAM},
    password,
    roles::{Authority, RoleProblem, judge_loss, keeper},
};
use crate::{applications::Failure, form::FormState, house::House, posted::Posted};

/// What became of a form about an account.
pub(super) enum Judged {
    /// It is done, now or by an earlier click.
    Done(Outcome),
    /// It is refused: the form with what is wrong.
    Refused(Box<FormState>),
}

impl Judged {
    fn refused(form: FormState) -> Result<Self, Failure> {
        Ok(Self::Refused(Box::new(form)))
    }
}

/// Who asks, for what: common to every act on an account.
pub(super) struct Request<'a> {
    pub posted: &'a Posted,
    pub authority: &'a Authority,
    pub organisation: &'a Organisation,
}

impl Request<'_> {
    fn house(&self) -> &House {
        self.posted.person.house()
    }

    async fn repeated(&self) -> Result<bool, Failure> {
        Ok(was_done(self.house().store(), self.posted.key()).await?)
    }

    /// The version to judge on, once it is known that the page was not stale.
    async fn fresh(&self, account: Uuid) -> Result<u64, Failure> {
        let store = self.house().store();
        let expected = store.version_of(STREAM).await?;
        let subject = account.to_string();
        refuse_stale(store, &subject, self.posted.seen(), self.posted.key()).await?;
        Ok(expected)
    }

    async fn write(
        &self,
        expected: u64,
        events: Vec<AdministrativeEvent>,
        changes: Vec<Change>,
    ) -> Result<Judged, Failure> {
        let act = Act {
            key: self.posted.key(),
            expected,
            events,
            changes,
        };
        let actor = self.posted.person.actor.reference();
        let house = self.house();
        carry_out(house.store(), &actor, house.now(), &act)
            .await
            .map(Judged::Done)
    }

    fn form(&self) -> FormState {
        let mut form = self.posted.form();
        form.expected_version = self.posted.seen();
        form
    }

    /// The account as it is now, when it is within reach.
    async fn target(&self, account: Uuid) -> Result<Account, Failure> {
        self.house()
            .store()
            .account(account)
            .await?
            .filter(|account| account.organisation == self.organisation.id)
            .ok_or(Refusal::NotFound.into())
    }

    /// Open accounts that could look after the others if the target no longer does.
    async fn peers(&self) -> Result<Vec<Account>, Failure> {
        let store = self.house().store();
        if self.organisation.kind != OrganisationKind::Operator {
            return Ok(store.accounts_of(self.organisation.id, 5_000).await?);
        }
        let programme = self.house().programme();
        let Some(permission) = keeper(OrganisationKind::Operator) else {
            return Ok(Vec::new());
        };
        let mut peers = Vec::new();
        for role in &programme.roles {
            if role.can.contains(&permission.into()) {
                let filter = AccountFilter {
                    role: Some(role.code.to_string()),
                    closed: Some(false),
                    ..AccountFilter::default()
                };
                peers.extend(store.account_page(&filter, 200, None).await?.rows);
            }
        }
        Ok(peers)
    }

    async fn judge_loss(
        &self,
        target: &Account,
        roles: &[String],
    ) -> Result<Result<(), RoleProblem>, Failure> {
        // Whoever looks after everybody may leave a company without anybody.
        let foreign = self.authority == &Authority::Everywhere
            && self.organisation.kind != OrganisationKind::Operator;
        if foreign {
            return Ok(Ok(()));
        }
        let programme = self.house().programme();
        let actor = self.posted.person.actor.id.0;
        let kind = self.organisation.kind;
        let peers = self.peers().await?;
        Ok(judge_loss(programme, actor, kind, target, roles, &peers))
    }
}

/// Creates an account in an organisation, with the password shown on the form's answer.
pub(super) async fn create(request: &Request<'_>) -> Result<Judged, Failure> {
    if request.repeated().await? {
        return Ok(Judged::Done(Outcome::Repeated));
    }
    let (house, l) = (request.house(), request.posted.person.l());
    let store = house.store();
    let expected = store.version_of(STREAM).await?;
    let draft = Draft::of(request.posted);
    let mut form = request.form();
    let taken = store.account_by_email(&draft.email).await?.is_some();
    let kind = request.organisation.kind;
    draft.check(house, l, request.authority, kind, taken, &mut form);
    let secret = request.posted.value("initial_password");
    if let Some(key) = password::problem(secret, &draft.email, &draft.name) {
        form.refuse("", l.t(key));
    }
    if form.is_refused() {
        return Judged::refused(form);
    }
    let account = Account {
        id: house.id(),
        email: draft.email,
        name: draft.name,
        organisation: request.organisation.id,
        title: draft.title,
        roles: draft.roles,
        teams: draft.teams,
        language: draft.language,
        created_at: house.now(),
        disabled_at: None,
    };
    let event = AdministrativeEvent::AccountCreated {
        account: account.id,
        name: account.name.clone(),
        organisation: request.organisation.name.clone(),
        roles: account.roles.clone(),
        teams: account.teams.clone(),
    };
    let new = NewAccount {
        account,
        password_hash: Some(house.identity().hash_password(secret).await?),
    };
    let change = Change::Account(Box::new(new));
    match request.write(expected, vec![event], vec![change]).await {
        Err(Failure::Store(StoreError::Duplicate { .. })) => {
            form.refuse("email", l.t("account-email-taken"));
            Judged::refused(form)
        }
        result => result,
    }
}

/// Changes details, roles and teams.
pub(super) async fn change(request: &Request<'_>, account: Uuid) -> Result<Judged, Failure> {
    if request.repeated().await? {
        return Ok(Judged::Done(Outcome::Repeated));
    }
    let (house, l) = (request.house(), request.posted.person.l());
    let expected = request.fresh(account).await?;
    let target = request.target(account).await?;
    let draft = Draft::of(request.posted);
    let mut form = request.form();
    let kind = request.organisation.kind;
    let holder = house.store().account_by_email(&draft.email).await?;
    let taken = holder.is_some_and(|holder| holder.id != target.id);
    draft.check(house, l, request.authority, kind, taken, &mut form);
    let own = request.posted.person.actor.id.0 == target.id;
    if !request.authority.masters(&target) {
        refuse(&mut form, l, RoleProblem::NotYours);
    } else if draft.changes_roles(&target) {
        if own && request.authority != &Authority::Everywhere {
            // Nobody gives themself more than they were given.
            refuse(&mut form, l, RoleProblem::Yourself);
        } else if let Err(problem) = request.judge_loss(&target, &draft.roles).await? {
            refuse(&mut form, l, problem);
        }
    }
    if form.is_refused() {
        return Judged::refused(form);
    }
    let mut events = Vec::new();
    if draft.changes_details(&target) {
        events.push(AdministrativeEvent::AccountDetailsChanged {
            account: target.id,
            name: draft.name.clone(),
        });
    }
    if draft.changes_roles(&target) {
        events.push(AdministrativeEvent::RolesChanged {
            account: target.id,
            name: draft.name.clone(),
            roles_before: target.roles.clone(),
            roles: draft.roles.clone(),
            teams_before: target.teams.clone(),
            teams: draft.teams.clone(),
        });
    }
    if events.is_empty() {
        return Ok(Judged::Done(Outcome::Repeated));
    }
    let new = NewAccount {
        account: Account {
            name: draft.name,
            email: draft.email,
            title: draft.title,
            language: draft.language,
            roles: draft.roles,
            teams: draft.teams,
            ..target
        },
        password_hash: None,
    };
    let changed = request
        .write(expected, events, vec![Change::Account(Box::new(new))])
        .await;
    match changed {
        Err(Failure::Store(StoreError::Duplicate { .. })) => {
            form.refuse("email", l.t("account-email-taken"));
            Judged::refused(form)
        }
        result => result,
    }
}

/// Closes an account, with a reason; its sessions end.
pub(super) async fn close(request: &Request<'_>, account: Uuid) -> Result<Judged, Failure> {
    if request.repeated().await? {
        return Ok(Judged::Done(Outcome::Repeated));
    }
    let (house, l) = (request.house(), request.posted.person.l());
    let expected = request.fresh(account).await?;
    let target = request.target(account).await?;
    let reason = line(request.posted, "reason");
    let mut form = request.form();
    if let Some(key) = name_problem(&reason, true) {
        form.refuse("reason", l.t(key));
    }
    let judged = if request.authority.masters(&target) {
        request.judge_loss(&target, &[]).await?
    } else {
        Err(RoleProblem::NotYours)
    };
    if let Err(problem) = judged {
        form.refuse("", l.t(&format!("account-problem-{}", problem.code())));
    }
    if form.is_refused() {
        return Judged::refused(form);
    }
    if target.disabled_at.is_some() {
        return Ok(Judged::Done(Outcome::Repeated));
    }
    let event = AdministrativeEvent::AccountClosed {
        account: target.id,
        name: target.name.clone(),
        reason,
    };
    let new = NewAccount {
        account: Account {
            disabled_at: Some(house.now()),
            ..target
        },
        password_hash: None,
    };
    let change = Change::Account(Box::new(new));
    request.write(expected, vec![event], vec![change]).await
}

/// Opens a closed account again, with the password that it had.
pub(super) async fn reopen(request: &Request<'_>, account: Uuid) -> Result<Judged, Failure> {
    if request.repeated().await? {
        return Ok(Judged::Done(Outcome::Repeated));
    }
    let expected = request.fresh(account).await?;
    let target = request.target(account).await?;
    if !request.authority.masters(&target) {
        return Err(Refusal::NotFound.into());
    }
    if target.disabled_at.is_none() {
        return Ok(Judged::Done(Outcome::Repeated));
    }
    let event = AdministrativeEvent::AccountReopened {
        account: target.id,
        name: target.name.clone(),
    };
    let new = NewAccount {
        account: Account {
            disabled_at: None,
            ..target
        },
        password_hash: None,
    };
    let change = Change::Account(Box::new(new));
    request.write(expected, vec![event], vec![change]).await
}

/// Gives a new password, shown on the form's answer; the account's sessions end.
pub(super) async fn reset(request: &Request<'_>, account: Uuid) -> Result<Judged, Failure> {
    if request.repeated().await? {
        return Ok(Judged::Done(Outcome::Repeated));
    }
    let (house, l) = (request.house(), request.posted.person.l());
    let expected = request.fresh(account).await?;
    let target = request.target(account).await?;
    let secret = request.posted.value("initial_password");
    let mut form = request.form();
    if !request.authority.masters(&target) {
        let code = RoleProblem::NotYours.code();
        form.refuse("", l.t(&format!("account-problem-{code}")));
    }
    if let Some(key) = password::problem(secret, &target.email, &target.name) {
        form.refuse("", l.t(key));
    }
    if form.is_refused() {
        return Judged::refused(form);
    }
    let event = AdministrativeEvent::PasswordReset {
        account: target.id,
        name: target.name,
    };
    let hash = house.identity().hash_password(secret).await?;
    let change = Change::Password {
        account: target.id,
        hash,
        kept: None,
    };
    request.write(expected, vec![event], vec![change]).await
}
