//! Everybody's own account: password, language, open sessions.

use askama::Template;
use aval_store::SignIn;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};

use super::{
    act::{Act, Change, carry_out, retrying, was_done},
    event::{AdministrativeEvent, STREAM},
    password, settled,
};
use crate::{
    applications::Failure,
    error_page::Problem,
    form::{Choice, FormState},
    layout::{Layout, Tone, page},
    locale::{self, Locale},
    posted::Posted,
    visitor::{Person, done, said},
};

const HERE: &str = "/compte";

struct SessionLine {
    id: String,
    since: String,
    last: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "administration/own_account.html")]
struct OwnPage {
    layout: Layout,
    form: FormState,
    name: String,
    email: String,
    organisation: String,
    roles: Vec<String>,
    languages: Vec<Choice>,
    sessions: Vec<SessionLine>,
    others: usize,
}

pub(super) async fn show(person: Person) -> Response {
    let mut form = FormState::new(person.house().id().to_string());
    form.set("language", person.l().tag());
    let answer = drawn(&person, StatusCode::OK, form).await;
    person.visitor.clear_flash(answer)
}

async fn drawn(person: &Person, status: StatusCode, form: FormState) -> Response {
    let house = person.house();
    let layout = person.layout().titled(person.l().t("own-title"));
    let open = match house
        .store()
        .sessions_of(person.actor.id.0, house.now())
        .await
    {
        Ok(open) => open,
        Err(error) => return person.failed(error.into(), None, "/"),
    };
    let token = person.visitor.token.clone().unwrap_or_default();
    let sessions: Vec<SessionLine> = open
        .into_iter()
        .map(|one| SessionLine {
            since: layout.date_time(&one.created_at),
            last: layout.date_time(&one.last_seen_at),
            here: one.is_of(&token),
            id: one.id,
        })
        .collect();
    let signed = person.visitor.person.as_ref();
    page(
        status,
        &OwnPage {
            name: person.actor.name.clone(),
            email: signed.map(|one| one.email.clone()).unwrap_or_default(),
            organisation: signed
                .map(|one| one.organisation.clone())
                .unwrap_or_default(),
            roles: layout
                .user
                .as_ref()
                .map(|user| user.roles.clone())
                .unwrap_or_default(),
            languages: Locale::ALL
                .iter()
                .map(|language| Choice::new(language.tag(), language.own_name()))
                .collect(),
            others: sessions.iter().filter(|one| !one.here).count(),
            sessions,
            form,
            layout,
        },
    )
}

pub(super) async fn language(posted: Posted) -> Response {
    let person = &posted.person;
    let Some(language) = Locale::of_tag(posted.value("language")) else {
        let mut form = posted.form();
        form.refuse("language", person.l().t("field-missing"));
        return drawn(person, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let store = person.house().store();
    if let Err(error) = store.set_language(person.actor.id.0, language.tag()).await {
        return person.failed(error.into(), Some(&posted), HERE);
    }
    let mut answer = done(HERE, "own-language-changed");
    let cookie = format!(
        "{}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
        locale::COOKIE,
        language.tag()
    );
    if let Ok(cookie) = cookie.parse() {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

/// What a try to change one's password did.
enum Changed {
    Done,
    Refused(FormState),
    TooMany(jiff::Timestamp),
}

async fn try_password(posted: &Posted) -> Result<Changed, Failure> {
    let person = &posted.person;
    let (house, l) = (person.house(), person.l());
    let (store, now) = (house.store(), house.now());
    if was_done(store, posted.key()).await? {
        return Ok(Changed::Done);
    }
    let expected = store.version_of(STREAM).await?;
    let email = person
        .visitor
        .person
        .as_ref()
        .map_or("", |one| one.email.as_str());
    let new = posted.value("new_password");
    let mut form = FormState::new(posted.key().to_string());
    form.set("language", l.tag());
    if let Some(key) = password::problem(new, email, &person.actor.name) {
        form.refuse("new_password", l.t(key));
    } else if new != posted.value("new_password_again") {
        form.refuse("new_password_again", l.t("password-not-same"));
    }
    if form.is_refused() {
        return Ok(Changed::Refused(form));
    }
    let present = posted.value("present_password");
    let address = &person.visitor.address;
    match house
        .identity()
        .sign_in(email, present, address, now)
        .await?
    {
        SignIn::Accepted(account) if account.id == person.actor.id.0 => {}
        SignIn::TooMany { retry_at } => return Ok(Changed::TooMany(retry_at)),
        SignIn::Accepted(_) | SignIn::Refused => {
            form.refuse("present_password", l.t("password-wrong"));
            return Ok(Changed::Refused(form));
        }
    }
    let act = Act {
        key: posted.key(),
        expected,
        events: vec![AdministrativeEvent::PasswordChanged {
            account: person.actor.id.0,
            name: person.actor.name.clone(),
        }],
        changes: vec![Change::Password {
            account: person.actor.id.0,
            hash: house.identity().hash_password(new).await?,
            kept: person.visitor.token.clone(),
        }],
    };
    carry_out(store, &person.actor.reference(), now, &act).await?;
    Ok(Changed::Done)
}

pub(super) async fn password(posted: Posted) -> Response {
    let person = posted.person.clone();
    let (house, l) = (person.house(), person.l());
    let result = retrying(|| try_password(&posted)).await;
    let changed = match result {
        Ok(changed) => changed,
        Err(failure) => return settled(Err(failure), &posted, HERE),
    };
    match changed {
        Changed::Done => done(HERE, "own-password-changed"),
        Changed::Refused(form) => drawn(&person, StatusCode::UNPROCESSABLE_ENTITY, form).await,
        Changed::TooMany(retry_at) => {
            let mut form = FormState::new(posted.key().to_string());
            let when = person.layout().date_time(&retry_at);
            form.refuse("present_password", l.v("sign-in-too-many", when));
            let mut answer = drawn(&person, StatusCode::TOO_MANY_REQUESTS, form).await;
            let wait = retry_at.duration_since(house.now()).as_secs().max(1);
            answer
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(wait));
            answer
        }
    }
}

pub(super) async fn close_sessions(posted: Posted) -> Response {
    let person = &posted.person;
    let store = person.house().store();
    let account = person.actor.id.0;
    let Some(token) = &person.visitor.token else {
        return person.visitor.problem(Problem::Forbidden);
    };
    let closed = match posted.value("session") {
        "others" => store.close_other_sessions(account, token).await,
        "" => return said(HERE, Tone::Warning, "own-session-which"),
        id => store.close_session_of(account, id).await,
    };
    match closed {
        Ok(()) => done(HERE, "own-session-closed"),
        Err(error) => person.failed(error.into(), None, HERE),
    }
}
