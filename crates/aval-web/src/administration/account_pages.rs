//! The pages of one account: new, shown, closed, given a password. The same pages serve the
//! administrator for everybody and a company's representatives for their own people.

use askama::Template;
use aval_core::access::Side;
use aval_store::{Account, Organisation};
use axum::{
    Router,
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    account_acts::{self, Judged, Request},
    act::{Outcome, retrying},
    event::STREAM,
    frame::{Tab, frame, tabs},
    password,
    roles::{Authority, authority},
    settled,
};
use crate::{
    address::{Path, Query},
    applications::Failure,
    error_page::Problem,
    form::{Choice, FormState},
    house::House,
    layout::{Layout, Tone, page},
    locale::Locale,
    posted::Posted,
    visitor::{Person, done, said},
};

/// Where the pages stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// Administration: everybody.
    Administration,
    /// The page of a company's people.
    Team,
}

/// The pages of one account in a room.
pub(super) fn routes(room: Room) -> Router<House> {
    let base = room.base();
    let create = match room {
        // The list itself is a page of its own.
        Room::Administration => Router::new().route(
            "/administration/personnes/creer",
            post(move |posted| create(room, posted)),
        ),
        Room::Team => {
            Router::new().route("/equipe/creer", post(move |posted| create(room, posted)))
        }
    };
    create
        .route(
            &format!("{base}/nouveau"),
            get(move |person, query| new(room, person, query)),
        )
        .route(
            &format!("{base}/{{id}}"),
            get(move |person, id| show(room, person, id))
                .post(move |id, posted| change(room, id, posted)),
        )
        .route(
            &format!("{base}/{{id}}/fermer"),
            get(move |person, id| ask(room, Asked::Close, person, id))
                .post(move |id, posted| close(room, id, posted)),
        )
        .route(
            &format!("{base}/{{id}}/rouvrir"),
            post(move |id, posted| reopen(room, id, posted)),
        )
        .route(
            &format!("{base}/{{id}}/mot-de-passe"),
            get(move |person, id| ask(room, Asked::Password, person, id))
                .post(move |id, posted| reset(room, id, posted)),
        )
}

impl Room {
    const fn base(self) -> &'static str {
        match self {
            Self::Administration => "/administration/personnes",
            Self::Team => "/equipe",
        }
    }

    /// What somebody may do here; nothing is here for those who may do nothing.
    fn authority(self, person: &Person) -> Option<Authority> {
        let found = authority(&person.actor, person.house().programme());
        match (self, found) {
            (Self::Administration, Some(authority @ Authority::Everywhere))
            | (Self::Team, Some(authority @ Authority::Company { .. })) => Some(authority),
            _ => None,
        }
    }

    fn layout(self, person: &Person, title: &str) -> Layout {
        match self {
            Self::Administration => frame(person, self.base(), title),
            Self::Team => person
                .layout()
                .titled(title)
                .crumb(person.l().t("nav-team"), self.base())
                .crumb(title, ""),
        }
    }

    fn tabs(self, person: &Person) -> Vec<Tab> {
        match self {
            Self::Administration => tabs(person, self.base()),
            Self::Team => Vec::new(),
        }
    }
}

#[derive(Template)]
#[template(path = "administration/account_new.html")]
struct NewPage {
    layout: Layout,
    tabs: Vec<Tab>,
    base: &'static str,
    form: FormState,
    organisation: Option<Organisation>,
    organisations: Vec<Choice>,
    fields: Fields,
    password: String,
}

#[derive(Template)]
#[template(path = "administration/account.html")]
struct AccountPage {
    layout: Layout,
    tabs: Vec<Tab>,
    base: &'static str,
    form: FormState,
    organisation: Organisation,
    fields: Fields,
    id: Uuid,
    created: String,
    closed: Option<String>,
    own: bool,
    mastered: bool,
}

#[derive(Template)]
#[template(path = "administration/account_ask.html")]
struct AskPage {
    layout: Layout,
    tabs: Vec<Tab>,
    action: String,
    back: String,
    form: FormState,
    name: String,
    asked: Asked,
    password: String,
}

#[derive(Template)]
#[template(path = "administration/password_shown.html")]
struct PasswordPage {
    layout: Layout,
    tabs: Vec<Tab>,
    back: &'static str,
    name: String,
    email: String,
    password: String,
}

/// What a page asks to confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Close,
    Password,
}

impl Asked {
    const fn key(self) -> &'static str {
        match self {
            Self::Close => "account-close",
            Self::Password => "account-reset",
        }
    }

    const fn address(self) -> &'static str {
        match self {
            Self::Close => "fermer",
            Self::Password => "mot-de-passe",
        }
    }

    fn closes(&self) -> bool {
        matches!(self, Self::Close)
    }
}

/// What the lists of the form offer.
struct Fields {
    roles: Vec<Choice>,
    teams: Vec<Choice>,
    languages: Vec<Choice>,
}

fn fields(person: &Person, authority: &Authority, organisation: Option<&Organisation>) -> Fields {
    let programme = person.house().programme();
    let l = person.l();
    let mut offered = Fields {
        roles: Vec::new(),
        teams: Vec::new(),
        languages: Locale::ALL
            .iter()
            .map(|language| Choice::new(language.tag(), language.own_name()))
            .collect(),
    };
    let Some(organisation) = organisation else {
        return offered;
    };
    offered.roles = authority
        .grantable(programme, organisation.kind)
        .map(|role| {
            Choice::new(role.code.to_string(), role.label.clone())
                .hint(super::overview::permissions_in_words(l, role))
        })
        .collect();
    if organisation.kind == aval_store::OrganisationKind::Operator {
        offered.teams = programme
            .teams
            .iter()
            .map(|team| {
                Choice::new(team.code.to_string(), team.label.clone()).hint(team.scope.clone())
            })
            .collect();
    }
    offered
}

/// The organisation whose accounts are meant, when it is within reach.
async fn organisation_of(
    person: &Person,
    authority: &Authority,
    wanted: Option<Uuid>,
) -> Result<Option<Organisation>, Response> {
    let id = match authority {
        Authority::Company { organisation, .. } => Some(*organisation),
        Authority::Everywhere => wanted,
    };
    let Some(id) = id else {
        return Ok(None);
    };
    match person.house().store().organisation(id).await {
        Ok(Some(organisation)) => Ok(Some(organisation)),
        Ok(None) => Err(person.visitor.problem(Problem::NotFound)),
        Err(error) => Err(person.failed(error.into(), None, "/")),
    }
}

/// An account within reach and its organisation.
async fn found(
    room: Room,
    person: &Person,
    id: Uuid,
) -> Result<(Authority, Account, Organisation), Response> {
    let nothing = || person.visitor.problem(Problem::NotFound);
    let authority = room.authority(person).ok_or_else(nothing)?;
    let store = person.house().store();
    let account = match store.account(id).await {
        Ok(account) => account,
        Err(error) => return Err(person.failed(error.into(), None, room.base())),
    };
    let account = account
        .filter(|account| authority.reaches(account.organisation))
        .ok_or_else(nothing)?;
    let organisation = match store.organisation(account.organisation).await {
        Ok(organisation) => organisation.ok_or_else(nothing)?,
        Err(error) => return Err(person.failed(error.into(), None, room.base())),
    };
    Ok((authority, account, organisation))
}

#[derive(Deserialize)]
struct Where {
    organisation: Option<Uuid>,
}

async fn new(room: Room, person: Person, Query(query): Query<Where>) -> Response {
    let Some(authority) = room.authority(&person) else {
        return person.visitor.problem(Problem::NotFound);
    };
    let organisation = match organisation_of(&person, &authority, query.organisation).await {
        Ok(organisation) => organisation,
        Err(answer) => return answer,
    };
    let mut form = FormState::new(person.house().id().to_string());
    form.set("language", "fr");
    form.set(
        "initial_password",
        password::drawn(&person.house().secret()),
    );
    new_page(
        room,
        &person,
        StatusCode::OK,
        &authority,
        organisation,
        form,
    )
    .await
}

async fn new_page(
    room: Room,
    person: &Person,
    status: StatusCode,
    authority: &Authority,
    organisation: Option<Organisation>,
    form: FormState,
) -> Response {
    let mut organisations = Vec::new();
    if organisation.is_none() {
        match person.house().store().organisations(10_000).await {
            Ok(all) => {
                organisations = all
                    .into_iter()
                    .map(|one| {
                        Choice::new(one.id.to_string(), format!("{} ({})", one.name, one.code))
                    })
                    .collect();
            }
            Err(error) => return person.failed(error.into(), None, room.base()),
        }
    }
    let title = person.l().t("account-new");
    page(
        status,
        &NewPage {
            layout: room.layout(person, &title),
            tabs: room.tabs(person),
            base: room.base(),
            fields: fields(person, authority, organisation.as_ref()),
            password: form.value("initial_password").to_owned(),
            form,
            organisation,
            organisations,
        },
    )
}

async fn create(room: Room, posted: Posted) -> Response {
    let person = posted.person.clone();
    let Some(authority) = room.authority(&person) else {
        return person.visitor.problem(Problem::NotFound);
    };
    let wanted = posted.value("organisation").parse().ok();
    let organisation = match organisation_of(&person, &authority, wanted).await {
        Ok(Some(organisation)) => organisation,
        Ok(None) => return person.visitor.problem(Problem::NotFound),
        Err(answer) => return answer,
    };
    let request = Request {
        posted: &posted,
        authority: &authority,
        organisation: &organisation,
    };
    let result = retrying(|| account_acts::create(&request)).await;
    let answer = match result {
        Ok(Judged::Done(_)) => Ok(password_page(
            room,
            &person,
            posted.value("name"),
            posted.value("email"),
            posted.value("initial_password"),
        )),
        Ok(Judged::Refused(form)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let organisation = Some(organisation.clone());
            Ok(new_page(room, &person, status, &authority, organisation, *form).await)
        }
        Err(failure) => Err(failure),
    };
    settled(answer, &posted, room.base())
}

fn password_page(room: Room, person: &Person, name: &str, email: &str, password: &str) -> Response {
    let title = person.l().t("password-shown-title");
    page(
        StatusCode::OK,
        &PasswordPage {
            layout: room.layout(person, &title),
            tabs: room.tabs(person),
            back: room.base(),
            name: name.to_owned(),
            email: email.trim().to_lowercase(),
            password: password.to_owned(),
        },
    )
}

async fn show(room: Room, person: Person, Path(id): Path<Uuid>) -> Response {
    let (authority, account, organisation) = match found(room, &person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let house = person.house();
    let version = match house.store().version_of(STREAM).await {
        Ok(version) => version,
        Err(error) => return person.failed(error.into(), None, room.base()),
    };
    let mut form = FormState::new(house.id().to_string()).at_version(version);
    form.set("name", account.name.clone());
    form.set("email", account.email.clone());
    form.set("title", account.title.clone());
    form.set("language", account.language.clone());
    form.set_all("role", account.roles.iter().cloned());
    form.set_all("team", account.teams.iter().cloned());
    let answer = shown(
        room,
        &person,
        StatusCode::OK,
        &authority,
        &account,
        organisation,
        form,
    );
    person.visitor.clear_flash(answer)
}

fn shown(
    room: Room,
    person: &Person,
    status: StatusCode,
    authority: &Authority,
    account: &Account,
    organisation: Organisation,
    form: FormState,
) -> Response {
    let layout = room.layout(person, &account.name);
    page(
        status,
        &AccountPage {
            tabs: room.tabs(person),
            base: room.base(),
            fields: fields(person, authority, Some(&organisation)),
            organisation,
            id: account.id,
            created: layout.date_time(&account.created_at),
            closed: account.disabled_at.map(|at| layout.date_time(&at)),
            own: account.id == person.actor.id.0,
            mastered: authority.masters(account),
            form,
            layout,
        },
    )
}

async fn change(room: Room, Path(id): Path<Uuid>, posted: Posted) -> Response {
    let person = posted.person.clone();
    let (authority, account, organisation) = match found(room, &person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let back = format!("{}/{id}", room.base());
    let request = Request {
        posted: &posted,
        authority: &authority,
        organisation: &organisation,
    };
    let result = retrying(|| account_acts::change(&request, id)).await;
    let answer = result.map(|judged| match judged {
        Judged::Done(_) => done(&back, "account-changed"),
        Judged::Refused(form) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let organisation = organisation.clone();
            shown(
                room,
                &person,
                status,
                &authority,
                &account,
                organisation,
                *form,
            )
        }
    });
    settled(answer, &posted, &back)
}

async fn ask(room: Room, asked: Asked, person: Person, Path(id): Path<Uuid>) -> Response {
    let account = match found(room, &person, id).await {
        Ok((_, account, _)) => account,
        Err(answer) => return answer,
    };
    let house = person.house();
    if account.id == person.actor.id.0 {
        // One's own password is changed with the present one; one does not close oneself.
        return said("/compte", Tone::Info, "account-own");
    }
    let version = match house.store().version_of(STREAM).await {
        Ok(version) => version,
        Err(error) => return person.failed(error.into(), None, room.base()),
    };
    let mut form = FormState::new(house.id().to_string()).at_version(version);
    form.set("initial_password", password::drawn(&house.secret()));
    asking(room, asked, &person, StatusCode::OK, &account, form)
}

fn asking(
    room: Room,
    asked: Asked,
    person: &Person,
    status: StatusCode,
    account: &Account,
    form: FormState,
) -> Response {
    let title = person.l().v(asked.key(), &account.name);
    let back = format!("{}/{}", room.base(), account.id);
    page(
        status,
        &AskPage {
            layout: room.layout(person, &title),
            tabs: room.tabs(person),
            action: format!("{back}/{}", asked.address()),
            back,
            password: form.value("initial_password").to_owned(),
            form,
            name: account.name.clone(),
            asked,
        },
    )
}

async fn close(room: Room, Path(id): Path<Uuid>, posted: Posted) -> Response {
    let person = posted.person.clone();
    let (authority, account, organisation) = match found(room, &person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let back = format!("{}/{id}", room.base());
    let request = Request {
        posted: &posted,
        authority: &authority,
        organisation: &organisation,
    };
    let result = retrying(|| account_acts::close(&request, id)).await;
    let answer = result.map(|judged| match judged {
        Judged::Done(_) => done(&back, "account-closed"),
        Judged::Refused(form) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            asking(room, Asked::Close, &person, status, &account, *form)
        }
    });
    settled(answer, &posted, &back)
}

async fn reopen(room: Room, Path(id): Path<Uuid>, posted: Posted) -> Response {
    let person = posted.person.clone();
    let (authority, _, organisation) = match found(room, &person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let back = format!("{}/{id}", room.base());
    let request = Request {
        posted: &posted,
        authority: &authority,
        organisation: &organisation,
    };
    let result: Result<Judged, Failure> = retrying(|| account_acts::reopen(&request, id)).await;
    let answer = result.map(|_| done(&back, "account-reopened"));
    settled(answer, &posted, &back)
}

async fn reset(room: Room, Path(id): Path<Uuid>, posted: Posted) -> Response {
    let person = posted.person.clone();
    let (authority, account, organisation) = match found(room, &person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if account.id == person.actor.id.0 {
        return said("/compte", Tone::Info, "account-own");
    }
    let back = format!("{}/{id}", room.base());
    let request = Request {
        posted: &posted,
        authority: &authority,
        organisation: &organisation,
    };
    let result = retrying(|| account_acts::reset(&request, id)).await;
    let answer = result.map(|judged| match judged {
        Judged::Done(Outcome::Done | Outcome::Repeated) => password_page(
            room,
            &person,
            &account.name,
            &account.email,
            posted.value("initial_password"),
        ),
        Judged::Refused(form) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            asking(room, Asked::Password, &person, status, &account, *form)
        }
    });
    settled(answer, &posted, &back)
}

/// Whether somebody manages the accounts of their own company.
pub(crate) fn manages_team(person: &Person) -> bool {
    person.actor.side == Side::Vendor && Room::Team.authority(person).is_some()
}
