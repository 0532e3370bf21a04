//! The list « à améliorer » of editors: answers that do not help, searches that find nothing
//! and searches of which nothing is opened, the most pressing first, each closable with a note. What happens after the note
//! opens the line again.

use std::collections::BTreeMap;

use askama::Template;
use aval_store::{FaqClosed, FaqRemark, StoreError};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::{SignedDuration, Timestamp};

use super::{address, keep_misses, library::Library, question::Question, votes::reason_key};
use crate::{
    error_page::Problem,
    house::House,
    layout::{Layout, page},
    locale::Locale,
    posted::Posted,
    visitor::{Person, Visitor},
};

/// Permission of those who write the FAQ.
const MANAGE_FAQ: &str = "manage_faq";
/// Address of the list.
const PATH: &str = "/faq/a-ameliorer";
/// An answer is to be improved from this share of “no” on, in percent. Choice of the house.
const USELESS_PERCENT: u64 = 30;
/// Votes below which a share says nothing.
const VOTES_MIN: u64 = 3;
/// People who opened nothing below whom a search says nothing.
const UNOPENED_MIN: u32 = 3;
/// A search is to be improved from this share of people who open nothing on, in percent: some
/// only wanted to read a title. Choice of the house.
const UNOPENED_PERCENT: u64 = 60;
/// Searches older than this say nothing of the answers of today.
const SEARCHES_KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Remarks shown with one answer.
const REMARKS: usize = 5;
/// Longest note, in characters.
const NOTE_MAX: usize = 500;

struct Remark {
    reason: String,
    sentence: String,
}

struct Line {
    kind: &'static str,
    subject: String,
    title: String,
    href: String,
    said: String,
    remarks: Vec<Remark>,
    /// For the order.
    weight: u64,
}

struct Closed {
    subject: String,
    note: String,
    author: String,
    at: String,
}

#[derive(Template)]
#[template(path = "faq/improvements.html")]
struct ImprovementsPage {
    layout: Layout,
    csrf: String,
    lines: Vec<Line>,
    closed: Vec<Closed>,
    language: String,
}

fn may_write(person: &Person) -> bool {
    person
        .actor
        .can(MANAGE_FAQ, person.visitor.house.programme())
}

/// Whether the list is for this visitor.
pub(super) fn writes(visitor: &Visitor) -> bool {
    let programme = visitor.house.programme();
    let person = visitor.person.as_ref();
    person.is_some_and(|person| person.actor.can(MANAGE_FAQ, programme))
}

pub(super) async fn show(person: Person) -> Response {
    if !may_write(&person) {
        return person.visitor.problem(Problem::NotFound);
    }
    let Some(library) = person.visitor.house.faq() else {
        return person.visitor.problem(Problem::NotFound);
    };
    let l = person.visitor.l;
    let layout = person
        .layout()
        .titled(l.t("faq-improve-title"))
        .crumb(l.t("faq-title"), "/faq")
        .crumb(l.t("faq-improve-title"), "");
    match gathered(&person.visitor.house, &library, l, &layout).await {
        Ok((lines, closed)) => page(
            StatusCode::OK,
            &ImprovementsPage {
                csrf: person.csrf.clone(),
                lines,
                closed,
                language: person.visitor.house.programme().language.clone(),
                layout,
            },
        ),
        Err(error) => failed(&person.visitor, &error),
    }
}

pub(super) async fn close(posted: Posted) -> Response {
    let person = &posted.person;
    if !may_write(person) {
        return person.visitor.problem(Problem::NotFound);
    }
    let cut = |text: &str| text.trim().chars().take(NOTE_MAX).collect::<String>();
    let (kind, subject) = (posted.value("nature"), cut(posted.value("sujet")));
    if !["entry", "search", "unopened"].contains(&kind) || subject.is_empty() {
        return person.visitor.problem(Problem::Unreadable);
    }
    let closed = FaqClosed {
        kind: kind.to_owned(),
        subject,
        note: cut(posted.value("note")),
        author: person.actor.name.clone(),
        at: person.visitor.house.now(),
    };
    match person.visitor.house.store().faq_close(&closed).await {
        Ok(()) => Redirect::to(PATH).into_response(),
        Err(error) => failed(&person.visitor, &error),
    }
}

fn failed(visitor: &Visitor, error: &StoreError) -> Response {
    tracing::error!(%error, code = error.code(), "the votes do not answer");
    visitor.problem(if error.is_transient() {
        Problem::Unavailable
    } else {
        Problem::Internal
    })
}

async fn gathered(
    house: &House,
    library: &Library,
    l: Locale,
    layout: &Layout,
) -> Result<(Vec<Line>, Vec<Closed>), StoreError> {
    keep_misses(house).await?;
    let store = house.store();
    let closed = store.faq_closed().await?;
    let remarks = store.faq_remarks().await?;
    let closed_at: BTreeMap<(&str, &str), Timestamp> = closed
        .iter()
        .map(|one| ((one.kind.as_str(), one.subject.as_str()), one.at))
        .collect();
    let is_open = |kind: &str, subject: &str, last: Timestamp| {
        closed_at.get(&(kind, subject)).is_none_or(|at| last > *at)
    };
    let mut lines: Vec<Line> = Vec::new();
    for votes in store.faq_votes().await? {
        let all = votes.useful + votes.useless;
        let helps = votes.useless * 100 < all * USELESS_PERCENT;
        if all < VOTES_MIN || helps || !is_open("entry", &votes.slug, votes.last_at) {
            continue;
        }
        let Some(entry) = library.entry(&votes.slug) else {
            continue;
        };
        let numbers = [("no", votes.useless.into()), ("all", all.into())];
        lines.push(Line {
            kind: "entry",
            title: entry.question.clone(),
            href: address(&votes.slug),
            said: l.with("faq-improve-votes", &numbers).into_owned(),
            remarks: said_of(&votes.slug, &remarks, l),
            weight: votes.useless,
            subject: votes.slug,
        });
    }
    for miss in store.faq_misses().await? {
        let found = !library.search().search(&miss.text).hits.is_empty();
        if found || !is_open("search", &miss.text, miss.last_at) {
            continue;
        }
        lines.push(Line {
            kind: "search",
            title: miss.text.clone(),
            href: searched(&miss.text),
            said: l.n("faq-improve-missed", miss.times).into_owned(),
            remarks: Vec::new(),
            weight: miss.times,
            subject: miss.text,
        });
    }
    let since = house.now() - SEARCHES_KEPT;
    for search in store.faq_unopened(UNOPENED_MIN, since).await? {
        let opens = search.unopened * 100 < search.searches * UNOPENED_PERCENT;
        if opens || !is_open("unopened", &search.text, search.last_at) {
            continue;
        }
        let numbers = [
            ("no", search.unopened.into()),
            ("all", search.searches.into()),
        ];
        lines.push(Line {
            kind: "unopened",
            title: search.text.clone(),
            href: searched(&search.text),
            said: l.with("faq-improve-unopened", &numbers).into_owned(),
            remarks: Vec::new(),
            weight: search.unopened,
            subject: search.text,
        });
    }
    lines.sort_by(|one, other| {
        let more = other.weight.cmp(&one.weight);
        more.then_with(|| one.subject.cmp(&other.subject))
    });
    let closed = closed
        .into_iter()
        .map(|one| Closed {
            at: layout.short_date_time(&one.at),
            subject: one.subject,
            note: one.note,
            author: one.author,
        })
        .collect();
    Ok((lines, closed))
}

/// Address of a search.
fn searched(text: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("q", text)
        .finish();
    Question::read(Some(&query)).address()
}

fn said_of(slug: &str, remarks: &[FaqRemark], l: Locale) -> Vec<Remark> {
    remarks
        .iter()
        .filter(|remark| remark.slug == slug)
        .take(REMARKS)
        .map(|remark| Remark {
            reason: reason_key(&remark.reason)
                .map_or_else(String::new, |key| l.t(key).into_owned()),
            sentence: remark.sentence.clone(),
        })
        .collect()
}
