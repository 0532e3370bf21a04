//! The report on the links of answers: what is dead, moved, out of reach, and where it stands.

use askama::Template;
use aval_store::{FaqLink, StoreError};
use axum::{http::StatusCode, response::Response};

use super::{PATH, edit_path, failed, library};
use crate::{
    faq::{
        Library,
        answer::Link,
        links::{Reached, Target, judged_inside, links_of},
    },
    house::House,
    layout::{Layout, Tone, page},
    locale::Locale,
    posted::Posted,
    visitor::{Person, done},
};

const LINKS: &str = "/faq/redaction/liens";

struct LinkLine {
    address: String,
    /// Where a reader is led; empty for what must not be followed.
    href: String,
    tone: Tone,
    state: String,
    detail: String,
    when: String,
    answers: Vec<Link>,
    rank: u8,
}

#[derive(Template)]
#[template(path = "faq/writing_links.html")]
struct LinksPage {
    layout: Layout,
    csrf: String,
    language: String,
    counts: Vec<(String, String)>,
    lines: Vec<LinkLine>,
    /// Whether there is an address of others to try.
    outside: bool,
}

pub(super) async fn show(person: Person) -> Response {
    let library = match library(&person) {
        Ok(library) => library,
        Err(problem) => return person.visitor.problem(problem),
    };
    let known = match person.house().store().faq_links().await {
        Ok(known) => known,
        Err(error) => return failed(&person.visitor, &error),
    };
    let l = person.l();
    let layout = person
        .layout()
        .titled(l.t("faq-links-title"))
        .crumb(l.t("faq-title"), "/faq")
        .crumb(l.t("faq-write-title"), PATH)
        .crumb(l.t("faq-links-title"), "");
    let lines = lines(person.house(), &library, &known, l, &layout);
    let counts = ["dead", "moved", "unreachable", "unchecked", "fine"]
        .iter()
        .enumerate()
        .map(|(rank, code)| {
            let count = lines
                .iter()
                .filter(|line| usize::from(line.rank) == rank)
                .count();
            (state_in_words(l, code), layout.count(count))
        })
        .collect();
    let template = LinksPage {
        csrf: person.csrf.clone(),
        language: person.house().programme().language.clone(),
        outside: lines.iter().any(|line| !line.href.starts_with('/')),
        counts,
        lines,
        layout,
    };
    person.visitor.clear_flash(page(StatusCode::OK, &template))
}

/// Has every address of others tried again, soon.
pub(super) async fn again(posted: Posted) -> Response {
    let person = &posted.person;
    if let Err(problem) = library(person) {
        return person.visitor.problem(problem);
    }
    let asked: Result<(), StoreError> = person.house().store().faq_links_again().await;
    match asked {
        Ok(()) => done(LINKS, "faq-links-asked"),
        Err(error) => failed(&person.visitor, &error),
    }
}

/// The worst first.
fn lines(
    house: &House,
    library: &Library,
    known: &[FaqLink],
    l: Locale,
    layout: &Layout,
) -> Vec<LinkLine> {
    let mut lines: Vec<LinkLine> = links_of(library)
        .into_iter()
        .map(|(target, slugs)| {
            let answers = slugs
                .iter()
                .filter_map(|slug| library.entry(slug))
                .map(|entry| Link {
                    href: edit_path(&entry.slug),
                    text: entry.question.clone(),
                })
                .collect();
            let (address, reached, when) = match target {
                Target::Inside(address) => {
                    let reached = judged_inside(house, library, &address);
                    (address, reached, String::new())
                }
                Target::Outside(address) => {
                    let link = known.iter().find(|link| link.address == address);
                    let reached =
                        link.and_then(|link| Reached::from_parts(&link.state, &link.detail));
                    let when = link.map(|link| when(l, layout, link)).unwrap_or_default();
                    (address, reached, when)
                }
            };
            drawn(l, address, reached.as_ref(), when, answers)
        })
        .collect();
    lines.sort_by(|one, other| (one.rank, &one.address).cmp(&(other.rank, &other.address)));
    lines
}

fn drawn(
    l: Locale,
    address: String,
    reached: Option<&Reached>,
    when: String,
    answers: Vec<Link>,
) -> LinkLine {
    let (tone, rank) = match reached {
        Some(Reached::Dead(_)) => (Tone::Error, 0),
        Some(Reached::Moved(_)) => (Tone::Warning, 1),
        Some(Reached::Unreachable(_)) => (Tone::Warning, 2),
        None => (Tone::Neutral, 3),
        Some(Reached::Fine) => (Tone::Success, 4),
    };
    LinkLine {
        href: address.clone(),
        address,
        tone,
        rank,
        state: state_in_words(l, reached.map_or("unchecked", Reached::code)),
        detail: reached
            .map(|reached| detail(l, reached))
            .unwrap_or_default(),
        when,
        answers,
    }
}

fn state_in_words(l: Locale, code: &str) -> String {
    l.t(match code {
        "fine" => "faq-links-fine",
        "moved" => "faq-links-moved",
        "dead" => "faq-links-dead",
        "unreachable" => "faq-links-unreachable",
        _ => "faq-links-unchecked",
    })
    .into_owned()
}

fn detail(l: Locale, reached: &Reached) -> String {
    let said = |key: &'static str, value: &str| l.v(key, value.to_owned()).into_owned();
    let plain = |key: &'static str| l.t(key).into_owned();
    match reached {
        Reached::Fine => String::new(),
        Reached::Moved(to) => said("faq-links-moved-to", to),
        Reached::Dead(status) if is_status(status) => said("faq-links-status", status),
        Reached::Dead(missing) => said("faq-links-missing", missing),
        Reached::Unreachable(why) => match why.as_str() {
            status if is_status(status) => said("faq-links-status", status),
            "timeout" => plain("faq-links-timeout"),
            "name" => plain("faq-links-name"),
            "tls" => plain("faq-links-tls"),
            "private" => plain("faq-links-private"),
            "redirection" => plain("faq-links-redirection"),
            "address" => plain("faq-links-address"),
            _ => plain("faq-links-connection"),
        },
    }
}

fn is_status(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|octet| octet.is_ascii_digit())
}

fn when(l: Locale, layout: &Layout, link: &FaqLink) -> String {
    let (Some(checked), Some(since)) = (&link.checked_at, &link.since) else {
        return String::new();
    };
    let values = [
        ("checked", layout.short_date_time(checked).into()),
        ("since", layout.short_date_time(since).into()),
    ];
    l.with("faq-links-when", &values).into_owned()
}
