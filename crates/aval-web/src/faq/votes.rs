//! “Was this answer useful?”: a vote without an account, changeable, from which nothing leads
//! to a person. Who votes and where from are hashes whose salts are thrown away, after a
//! month and after a day: the same person may thus vote again on the same answer in another
//! month, and one source never holds more votes than the limits in one day.

use askama::Template;
use aval_store::{FaqVote, FaqVoteLimits, FaqVoted, StoreError};
use axum::{
    body::{Body, to_bytes},
    extract::{RawQuery, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::{address, list::frame};
use crate::{
    address::Path,
    error_page::Problem,
    house::House,
    layout::{Layout, page},
    posted::{pairs, same_origin},
    visitor::{Visitor, cookie},
};

/// Holds a random text, so that the same browser changes its vote instead of adding one.
const COOKIE: &str = "aval_avis";
/// A form of a few fields.
const FORM_MAX: usize = 16 * 1024;
/// Longest sentence kept, in characters.
const SENTENCE_MAX: usize = 500;

/// Colleagues behind one address may vote; a loop may not. Choice of the house.
const LIMITS: FaqVoteLimits = FaqVoteLimits {
    on_entry: 5,
    on_all: 60,
};

/// Why an answer did not help.
const REASONS: [(&str, &str); 4] = [
    ("unclear", "faq-reason-unclear"),
    ("incomplete", "faq-reason-incomplete"),
    ("outdated", "faq-reason-outdated"),
    ("other", "faq-reason-other"),
];

/// What people read for the code of a reason.
pub(super) fn reason_key(code: &str) -> Option<&'static str> {
    REASONS
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, key)| *key)
}

struct Reason {
    code: &'static str,
    label: String,
}

#[derive(Template)]
#[template(path = "faq/vote.html")]
struct VotePage {
    layout: Layout,
    question: String,
    language: String,
    href: String,
    /// Absent before any vote.
    useful: Option<bool>,
    told: bool,
    reasons: Vec<Reason>,
}

/// Thanks, and asks for a reason; also where a vote is changed.
pub(super) async fn show(
    visitor: Visitor,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(question) = question(&visitor.house, &slug) else {
        return visitor.problem(Problem::NotFound);
    };
    let asked = pairs(query.unwrap_or_default().as_bytes());
    let value = |name: &str| asked.iter().find(|(key, _)| key == name);
    let l = visitor.l;
    let layout = frame(&visitor, &format!("{}/avis", address(&slug)))
        .titled(l.t("faq-vote-title"))
        .crumb(l.t("faq-title"), "/faq")
        .crumb(question.as_str(), address(&slug));
    page(
        StatusCode::OK,
        &VotePage {
            question,
            language: visitor.house.programme().language.clone(),
            href: address(&slug),
            useful: value("utile").map(|(_, value)| value == "oui"),
            told: value("dit").is_some(),
            reasons: REASONS
                .iter()
                .map(|(code, key)| Reason {
                    code,
                    label: l.t(key).into_owned(),
                })
                .collect(),
            layout,
        },
    )
}

fn question(house: &House, slug: &str) -> Option<String> {
    let library = house.faq()?;
    library.entry(slug).map(|entry| entry.question.clone())
}

pub(super) async fn cast(
    State(house): State<House>,
    visitor: Visitor,
    Path(slug): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    if !same_origin(&parts.headers) {
        return visitor.problem(Problem::Forbidden);
    }
    if question(&house, &slug).is_none() {
        return visitor.problem(Problem::NotFound);
    }
    let Some(ballot) = read(body).await else {
        return visitor.problem(Problem::Unreadable);
    };
    let (token, is_new) = token(&house, &parts.headers);
    match count(&visitor, &slug, &ballot, &token).await {
        Ok(FaqVoted::Counted) => {
            let said = if ballot.useful { "oui" } else { "non" };
            let told = if ballot.says_more() { "&dit=1" } else { "" };
            let back = format!("{}/avis?utile={said}{told}", address(&slug));
            let mut response = Redirect::to(&back).into_response();
            if is_new {
                keep_token(&house, &token, &mut response);
            }
            response
        }
        Ok(FaqVoted::TooMany) => visitor.problem(Problem::TooManyRequests),
        Err(error) => {
            tracing::error!(%error, code = error.code(), "a vote could not be kept");
            visitor.problem(if error.is_transient() {
                Problem::Unavailable
            } else {
                Problem::Internal
            })
        }
    }
}

struct Ballot {
    useful: bool,
    reason: String,
    sentence: String,
}

impl Ballot {
    fn says_more(&self) -> bool {
        !self.reason.is_empty() || !self.sentence.is_empty()
    }
}

async fn read(body: Body) -> Option<Ballot> {
    let body = to_bytes(body, FORM_MAX).await.ok()?;
    let fields = pairs(&body);
    let value = |name: &str| {
        let found = fields.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.trim())
    };
    let useful = match value("utile") {
        "oui" => true,
        "non" => false,
        _ => return None,
    };
    let reason = value("raison");
    let clean = |letter: &char| !letter.is_control() || *letter == '\n';
    Some(Ballot {
        useful,
        reason: reason_key(reason).map_or_else(String::new, |_| reason.to_owned()),
        sentence: value("phrase")
            .chars()
            .filter(clean)
            .take(SENTENCE_MAX)
            .collect(),
    })
}

async fn count(
    visitor: &Visitor,
    slug: &str,
    ballot: &Ballot,
    token: &str,
) -> Result<FaqVoted, StoreError> {
    let house = &visitor.house;
    let store = house.store();
    let today = house.now().to_zoned(house.programme().zone()).date();
    let of_voter = store
        .faq_salt("voter", &month(today), &house.secret())
        .await?;
    let who = match &visitor.person {
        Some(person) => person.actor.id.to_string(),
        None => token.to_owned(),
    };
    let vote = FaqVote {
        slug: slug.to_owned(),
        voter: salted(&of_voter, &who),
        source: of_source(visitor).await?,
        useful: ballot.useful,
        reason: ballot.reason.clone(),
        sentence: ballot.sentence.clone(),
    };
    store.faq_vote(&vote, LIMITS, house.now()).await
}

/// Where a visitor comes from, as a hash whose salt is thrown away after a day.
pub(super) async fn of_source(visitor: &Visitor) -> Result<String, StoreError> {
    let house = &visitor.house;
    let today = house.now().to_zoned(house.programme().zone()).date();
    let salt = house
        .store()
        .faq_salt("source", &today.to_string(), &house.secret())
        .await?;
    Ok(salted(&salt, &visitor.address))
}

fn month(date: Date) -> String {
    format!("{}-{:02}", date.year(), date.month())
}

fn salted(salt: &str, text: &str) -> String {
    let mut digest = Sha256::new();
    digest.update(salt.as_bytes());
    digest.update([0]);
    digest.update(text.as_bytes());
    digest
        .finalize()
        .iter()
        .take(16)
        .map(|octet| format!("{octet:02x}"))
        .collect()
}

fn token(house: &House, headers: &HeaderMap) -> (String, bool) {
    let known = cookie(headers, COOKIE).filter(|token| (32..=128).contains(&token.len()));
    match known {
        Some(token) => (token, false),
        None => (house.secret(), true),
    }
}

fn keep_token(house: &House, token: &str, response: &mut Response) {
    let secure = if house.settings().secure_cookies {
        "; Secure"
    } else {
        ""
    };
    // A month, like the salt: after that it means nothing.
    let text =
        format!("{COOKIE}={token}; Path=/faq; Max-Age=2678400; HttpOnly; SameSite=Lax{secure}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
