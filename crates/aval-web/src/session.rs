//! Coming in and going out: the sign-in page, the session cookie, the way back to the page
//! or the form that asked for it. Who a password belongs to is `aval_store::Identity`.

use aval_store::{NewSession, SignIn};
use axum::{
    Router,
    body::to_bytes,
    extract::{Query, Request},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;

use crate::{
    error_page::Problem,
    house::House,
    layout::page,
    locale::Locale,
    posted::{Posted, pairs, same_origin},
    resume::{SignInPage, confirm},
    visitor::{SESSION_COOKIE, SESSION_LENGTH, Visitor, cookie, done, of_token},
};

/// Longest sign-in form, in octets: it may carry a form that waits.
const FORM_MAX: usize = 2 * 1024 * 1024;

/// Prefix of the fields of a form that waits for the sign-in.
const RESUMED: &str = "resume.";

/// Sign-in and sign-out.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/connexion", get(show).post(sign_in))
        .route("/deconnexion", post(sign_out))
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    suite: String,
}

async fn show(visitor: Visitor, Query(wanted): Query<Wanted>) -> Response {
    let next = on_this_site(&wanted.suite);
    if visitor.person.is_some() {
        return Redirect::to(&next).into_response();
    }
    let answer = drawn(
        &visitor,
        StatusCode::OK,
        &[("suite".to_owned(), next)],
        None,
    );
    visitor.clear_flash(answer)
}

fn drawn(
    visitor: &Visitor,
    status: StatusCode,
    fields: &[(String, String)],
    error: Option<String>,
) -> Response {
    let value = |name: &str| {
        fields
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.as_str())
    };
    let resumed = Some(value("resume_action"))
        .filter(|action| !action.is_empty())
        .map(|action| (on_this_site(action), waiting(fields)));
    page(
        status,
        &SignInPage {
            layout: visitor.layout().titled(visitor.l.t("sign-in-title")),
            next: on_this_site(value("suite")),
            email: value("email").chars().take(320).collect(),
            error,
            resumed,
            people: visitor.house.settings().demonstration_people.clone(),
        },
    )
}

fn waiting(fields: &[(String, String)]) -> Vec<(String, String)> {
    fields
        .iter()
        .filter_map(|(key, value)| Some((key.strip_prefix(RESUMED)?.to_owned(), value.clone())))
        .collect()
}

async fn sign_in(visitor: Visitor, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if !same_origin(&parts.headers) {
        return visitor.problem(Problem::Forbidden);
    }
    let Ok(body) = to_bytes(body, FORM_MAX).await else {
        return visitor.problem(Problem::TooLarge);
    };
    let fields = pairs(&body);
    let value = |name: &str| {
        fields
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.as_str())
    };
    let house = visitor.house.clone();
    let now = house.now();
    let answer = house
        .identity()
        .sign_in(value("email"), value("password"), &visitor.address, now)
        .await;
    let account = match answer {
        Ok(SignIn::Accepted(account)) => account,
        Ok(SignIn::Refused) => {
            let why = visitor.l.t("sign-in-refused").into_owned();
            return drawn(
                &visitor,
                StatusCode::UNPROCESSABLE_ENTITY,
                &fields,
                Some(why),
            );
        }
        Ok(SignIn::TooMany { retry_at }) => {
            let when = visitor.layout().date_time(&retry_at);
            let why = visitor.l.v("sign-in-too-many", when).into_owned();
            let mut answer = drawn(&visitor, StatusCode::TOO_MANY_REQUESTS, &fields, Some(why));
            let wait = retry_at.duration_since(now).as_secs().max(1);
            answer
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(wait));
            return answer;
        }
        Err(error) => {
            tracing::error!(%error, code = error.code(), "sign-in could not be checked");
            return visitor.problem(Problem::Unavailable);
        }
    };
    let token = house.secret();
    let csrf = house.secret();
    let session = NewSession {
        token: &token,
        account: account.id,
        csrf: &csrf,
        created_at: now,
        expires_at: now + SESSION_LENGTH,
    };
    if let Err(error) = house.store().open_session(&session).await {
        tracing::error!(%error, code = error.code(), "a session could not be opened");
        return visitor.problem(Problem::Unavailable);
    }
    let mut answer = match value("resume_action") {
        "" => Redirect::to(&start_of(&house, &token, value("suite")).await).into_response(),
        action => {
            let mut visitor = visitor.clone();
            visitor.person = of_token(&house, &token).await;
            confirm(&visitor, &on_this_site(action), &waiting(&fields))
        }
    };
    let secure = if house.settings().secure_cookies {
        "; Secure"
    } else {
        ""
    };
    let lasting = SESSION_LENGTH.as_secs();
    set_cookie(
        &mut answer,
        &format!(
            "{SESSION_COOKIE}={token}; Path=/; Max-Age={lasting}; HttpOnly; SameSite=Lax{secure}"
        ),
    );
    if let Some(language) = Locale::of_tag(&account.language)
        && cookie(&parts.headers, crate::locale::COOKIE).is_none()
        && language != visitor.l
    {
        set_cookie(
            &mut answer,
            &format!(
                "{}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
                crate::locale::COOKIE,
                language.tag()
            ),
        );
    }
    answer
}

/// Where a person starts: the page that asked for them, else the desk of their side.
async fn start_of(house: &House, token: &str, wanted: &str) -> String {
    let wanted = on_this_site(wanted);
    if wanted != "/" {
        return wanted;
    }
    let operator = of_token(house, token)
        .await
        .is_some_and(|person| person.actor.side == aval_core::access::Side::Operator);
    if operator {
        "/instruction".to_owned()
    } else {
        "/dossiers".to_owned()
    }
}

async fn sign_out(posted: Posted) -> Response {
    let person = &posted.person;
    if let Some(token) = &person.visitor.token
        && let Err(error) = person.house().store().close_session(token).await
    {
        tracing::error!(%error, code = error.code(), "a session could not be closed");
        return person.visitor.problem(Problem::Unavailable);
    }
    let mut answer = done("/", "signed-out");
    set_cookie(
        &mut answer,
        &format!("{SESSION_COOKIE}=; Path=/; Max-Age=0; HttpOnly"),
    );
    answer
}

fn set_cookie(answer: &mut Response, value: &str) {
    if let Ok(value) = value.parse() {
        answer.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// The address when it is a path of this site, else the home page.
fn on_this_site(address: &str) -> String {
    let inside = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains('\\')
        && !address.chars().any(char::is_control);
    if inside {
        address.to_owned()
    } else {
        "/".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_never_leaves_the_site() {
        assert_eq!(on_this_site("/dossiers?a=1"), "/dossiers?a=1");
        for elsewhere in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/a\r\nb",
        ] {
            assert_eq!(on_this_site(elsewhere), "/", "{elsewhere:?}");
        }
    }
}
