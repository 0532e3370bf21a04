//! Who is at the door: language, session and the frame of their pages.
//!
//! `Visitor` is anybody, `Person` is signed in. What a person may do is decided by the
//! access policy of `aval-core`; here one only learns who they are.

use std::{convert::Infallible, net::SocketAddr};

use aval_core::{
    access::{Actor, Side},
    ids::{AccountId, OrganisationId},
    programme::RoleSide,
};
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use jiff::SignedDuration;

use crate::{
    error_page::{Problem, problem},
    house::House,
    layout::{Account as ShownAccount, Flash, Layout, Side as ShownSide, Tone},
    locale::Locale,
};

/// Name of the cookie that carries the session.
pub const SESSION_COOKIE: &str = "aval_session";
/// Name of the cookie that carries one message to the next page.
pub const FLASH_COOKIE: &str = "aval_flash";
/// How long a session lasts after its last use.
pub const SESSION_LENGTH: SignedDuration = SignedDuration::from_hours(12);

/// Anybody.
#[derive(Clone)]
pub struct Visitor {
    /// What the house shares.
    pub house: House,
    /// Language.
    pub l: Locale,
    /// Path and query of the request.
    pub path: String,
    /// The signed-in person.
    pub person: Option<SignedIn>,
    /// Network address, for the limit on sign-in.
    pub address: String,
    /// Token of the session, as the browser presented it.
    pub token: Option<String>,
    /// Message of the previous page: key of the text.
    flash: Option<(Tone, String)>,
}

/// A signed-in person.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// As the access policy knows them.
    pub actor: Actor,
    /// E-mail.
    pub email: String,
    /// Name of the organisation.
    pub organisation: String,
    /// Secret repeated by each form.
    pub csrf: String,
}

/// A signed-in person at the door; others are led to the sign-in page and back.
#[derive(Clone)]
pub struct Person {
    /// The visit.
    pub visitor: Visitor,
    /// Who it is.
    pub actor: Actor,
    /// Secret repeated by each form.
    pub csrf: String,
}

impl Visitor {
    /// The frame of a page.
    pub fn layout(&self) -> Layout {
        let programme = self.house.programme();
        let banner = programme
            .illustrative
            .then(|| programme.banner.clone())
            .flatten();
        let mut layout = Layout::new(
            self.l,
            self.house.brand(),
            self.house.now(),
            self.path.clone(),
        )
        .bannered(banner)
        .in_zone(self.house.zone().clone());
        if let Some(person) = &self.person {
            let roles = person
                .actor
                .roles
                .iter()
                .filter_map(|role| programme.role(role))
                .map(|role| role.label.clone())
                .collect();
            let side = match person.actor.side {
                Side::Operator => ShownSide::Operator,
                Side::External => ShownSide::External,
                _ => ShownSide::Vendor,
            };
            let account = ShownAccount {
                name: person.actor.name.clone(),
                organisation: person.organisation.clone(),
                side,
                roles,
                administrator: crate::administration::administers(&person.actor, programme),
            };
            layout = layout.signed_in(account, person.csrf.clone());
        }
        if let Some((tone, key)) = &self.flash {
            layout.flash.push(Flash {
                tone: *tone,
                text: self.l.t(key).into_owned(),
            });
        }
        layout
    }

    /// A page that says what went wrong.
    pub fn problem(&self, kind: Problem) -> Response {
        self.clear_flash(problem(self.layout(), kind, None, None))
    }

    /// The message of the previous page is shown once.
    pub fn clear_flash(&self, mut response: Response) -> Response {
        if self.flash.is_some()
            && let Ok(value) = format!("{FLASH_COOKIE}=; Path=/; Max-Age=0; HttpOnly").parse()
        {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        response
    }
}

impl Person {
    /// The frame of a page.
    pub fn layout(&self) -> Layout {
        self.visitor.layout()
    }

    /// What the house shares.
    pub fn house(&self) -> &House {
        &self.visitor.house
    }

    /// Language.
    pub fn l(&self) -> Locale {
        self.visitor.l
    }
}

/// The value of a cookie.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// Leads to another page after something was done, with a message by the key of its text.
pub fn done(to: &str, key: &str) -> Response {
    said(to, Tone::Success, key)
}

/// Leads to another page with a message.
pub fn said(to: &str, tone: Tone, key: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    let cookie = format!(
        "{FLASH_COOKIE}={}.{key}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax",
        tone.code()
    );
    if let Ok(value) = cookie.parse() {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

fn flash(headers: &HeaderMap, l: Locale) -> Option<(Tone, String)> {
    let value = cookie(headers, FLASH_COOKIE)?;
    let (tone, key) = value.split_once('.')?;
    let tone = [Tone::Info, Tone::Success, Tone::Warning, Tone::Error]
        .into_iter()
        .find(|known| known.code() == tone)?;
    // The cookie comes from outside: only a text of ours is ever shown.
    l.has(key).then(|| (tone, key.to_owned()))
}

/// The person whose session this token opens, and keeps open.
pub async fn of_token(house: &House, token: &str) -> Option<SignedIn> {
    let now = house.now();
    let store = house.store();
    let session = store.session(token, now).await.ok().flatten()?;
    let account = store.account(session.account).await.ok().flatten()?;
    let organisation = store
        .organisation(account.organisation)
        .await
        .ok()
        .flatten()?;
    if now.duration_since(session.last_seen_at) > SignedDuration::from_mins(1) {
        let _ = store.touch_session(token, now, now + SESSION_LENGTH).await;
    }
    let roles: std::collections::BTreeSet<_> = account
        .roles
        .iter()
        .map(|role| role.as_str().into())
        .collect();
    let side = roles
        .iter()
        .filter_map(|role| house.programme().role(role))
        .map(|role| role.side)
        .next()?;
    let side = match side {
        RoleSide::Vendor => Side::Vendor,
        RoleSide::External => Side::External,
        RoleSide::Operator => Side::Operator,
    };
    Some(SignedIn {
        actor: Actor {
            id: AccountId(account.id),
            name: account.name,
            side,
            organisation: OrganisationId(account.organisation),
            roles,
            teams: account
                .teams
                .iter()
                .map(|team| team.as_str().into())
                .collect(),
        },
        email: account.email,
        organisation: organisation.name,
        csrf: session.csrf,
    })
}

impl FromRequestParts<House> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Infallible> {
        let l = Locale::of_headers(&parts.headers);
        let path = parts
            .uri
            .path_and_query()
            .map_or_else(|| "/".to_owned(), |path| path.as_str().to_owned());
        let address = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or_else(String::new, |info| info.0.ip().to_string());
        let token = cookie(&parts.headers, SESSION_COOKIE);
        let person = match &token {
            Some(token) => of_token(house, token).await,
            None => None,
        };
        Ok(Self {
            house: house.clone(),
            l,
            path,
            person,
            address,
            token,
            flash: flash(&parts.headers, l),
        })
    }
}

impl FromRequestParts<House> for Person {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Response> {
        let visitor = match Visitor::from_request_parts(parts, house).await {
            Ok(visitor) => visitor,
            Err(never) => match never {},
        };
        match visitor.person.clone() {
            Some(person) => Ok(Self {
                visitor,
                actor: person.actor,
                csrf: person.csrf,
            }),
            None => {
                let back: String =
                    form_urlencoded::byte_serialize(visitor.path.as_bytes()).collect();
                Err(Redirect::to(&format!("/connexion?suite={back}")).into_response())
            }
        }
    }
}
