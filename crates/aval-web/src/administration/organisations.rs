//! Organisations: list, entry, change. People are in `people`.

use askama::Template;
use aval_core::application::Refusal;
use aval_store::{Organisation, OrganisationKind, StoreError, search_text};
use axum::{extract::RawQuery, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{
    account_draft::{line, name_problem},
    act::{Act, Change, carry_out, refuse_stale, retrying, was_done},
    event::{AdministrativeEvent, STREAM},
    frame::{Tab, barred, frame, tabs},
    people::page_href,
    roles::MANAGE_STAFF,
    settled,
};
use crate::{
    address::Path,
    applications::Failure,
    error_page::Problem,
    form::{Choice, FormState},
    layout::{Layout, page},
    locale::Locale,
    posted::{Posted, pairs},
    visitor::{Person, done},
};

const HERE: &str = "/administration/organisations";
/// Rows of a page.
const SIZE: usize = 50;
/// Organisations read at most: beyond, this list needs pages of the database.
const MOST: u32 = 10_000;

struct Line {
    href: String,
    people_href: String,
    name: String,
    code: String,
    kind: String,
    siren: String,
    city: String,
}

#[derive(Template)]
#[template(path = "administration/organisations.html")]
struct OrganisationsPage {
    layout: Layout,
    tabs: Vec<Tab>,
    form: FormState,
    lines: Vec<Line>,
    total: String,
    previous: String,
    next: String,
    narrowed: bool,
}

#[derive(Template)]
#[template(path = "administration/organisation.html")]
struct OrganisationPage {
    layout: Layout,
    tabs: Vec<Tab>,
    form: FormState,
    kinds: Vec<Choice>,
    action: String,
    people_href: String,
    siren_hint: String,
}

fn kind_in_words(l: Locale, kind: OrganisationKind) -> String {
    l.t(&format!("organisation-kind-{}", kind.code()))
        .into_owned()
}

/// Nine digits in groups of three.
fn siren_in_words(siren: &str) -> String {
    let digits: Vec<char> = siren.chars().collect();
    digits
        .chunks(3)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("\u{a0}")
}

/// Whether nine digits hold the key of a SIREN (Luhn, as INSEE computes it).
fn has_siren_key(digits: &str) -> bool {
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|digit| digit.to_digit(10))
        .enumerate()
        .map(|(rank, digit)| {
            let doubled = if rank % 2 == 1 { digit * 2 } else { digit };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// What is wrong with a SIREN without blanks: the key of the sentence. A programme with
/// fictive content admits numbers that can belong to nobody.
fn siren_problem(siren: &str, fictive_allowed: bool) -> Option<&'static str> {
    if siren.is_empty() {
        None
    } else if siren.len() != 9 || !siren.chars().all(|c| c.is_ascii_digit()) {
        Some("field-siren")
    } else if !fictive_allowed && !has_siren_key(siren) {
        Some("organisation-siren-key")
    } else {
        None
    }
}

pub(super) async fn show(person: Person, RawQuery(query): RawQuery) -> Response {
    if let Some(answer) = barred(&person, MANAGE_STAFF) {
        return answer;
    }
    let l = person.l();
    let all = match person.house().store().organisations(MOST).await {
        Ok(all) => all,
        Err(error) => return person.failed(error.into(), None, "/administration"),
    };
    let asked = pairs(query.unwrap_or_default().as_bytes());
    let form = FormState::from_pairs("", asked.clone());
    let wanted = search_text([form.value("q")]);
    let words: Vec<&str> = wanted.split(' ').filter(|word| !word.is_empty()).collect();
    let found: Vec<&Organisation> = all
        .iter()
        .filter(|one| {
            let own = search_text([
                one.name.as_str(),
                one.code.as_str(),
                one.siren.as_deref().unwrap_or_default(),
                one.city.as_deref().unwrap_or_default(),
            ]);
            words
                .iter()
                .all(|word| own.split(' ').any(|mine| mine.starts_with(word)))
        })
        .collect();
    let rank = form.value("page").parse::<usize>().unwrap_or(1).max(1);
    let before = (rank - 1).saturating_mul(SIZE);
    let lines = found
        .iter()
        .skip(before)
        .take(SIZE)
        .map(|one| Line {
            href: format!("{HERE}/{}", one.id),
            people_href: format!("/administration/personnes?organisation={}", one.id),
            name: one.name.clone(),
            code: one.code.clone(),
            kind: kind_in_words(l, one.kind),
            siren: one.siren.as_deref().map(siren_in_words).unwrap_or_default(),
            city: one.city.clone().unwrap_or_default(),
        })
        .collect();
    let numbered = |rank: usize| page_href(HERE, &asked, Some(&rank.to_string()));
    let answer = page(
        StatusCode::OK,
        &OrganisationsPage {
            layout: frame(&person, HERE, ""),
            tabs: tabs(&person, HERE),
            total: l.n("list-count", found.len()).into_owned(),
            previous: if rank > 1 {
                numbered(rank - 1)
            } else {
                String::new()
            },
            next: if found.len() > before.saturating_add(SIZE) {
                numbered(rank + 1)
            } else {
                String::new()
            },
            narrowed: !words.is_empty(),
            form,
            lines,
        },
    );
    person.visitor.clear_flash(answer)
}

pub(super) async fn new(person: Person) -> Response {
    if let Some(answer) = barred(&person, MANAGE_STAFF) {
        return answer;
    }
    let mut form = FormState::new(person.house().id().to_string());
    form.set("kind", OrganisationKind::Vendor.code());
    drawn(&person, StatusCode::OK, None, form)
}

pub(super) async fn edit(person: Person, Path(id): Path<Uuid>) -> Response {
    if let Some(answer) = barred(&person, MANAGE_STAFF) {
        return answer;
    }
    let store = person.house().store();
    let read = async {
        Ok((
            store.organisation(id).await?,
            store.version_of(STREAM).await?,
        ))
    };
    let (organisation, version) = match read.await {
        Ok(read) => read,
        Err(error) => {
            let error: StoreError = error;
            return person.failed(error.into(), None, HERE);
        }
    };
    let Some(organisation) = organisation else {
        return person.visitor.problem(Problem::NotFound);
    };
    let mut form = FormState::new(person.house().id().to_string()).at_version(version);
    form.set("kind", organisation.kind.code());
    form.set("code", organisation.code.clone());
    form.set("name", organisation.name.clone());
    form.set("siren", organisation.siren.clone().unwrap_or_default());
    form.set("city", organisation.city.clone().unwrap_or_default());
    let answer = drawn(&person, StatusCode::OK, Some(&organisation), form);
    person.visitor.clear_flash(answer)
}

fn drawn(
    person: &Person,
    status: StatusCode,
    organisation: Option<&Organisation>,
    form: FormState,
) -> Response {
    let l = person.l();
    let title = organisation.map_or_else(
        || l.t("organisation-new").into_owned(),
        |organisation| organisation.name.clone(),
    );
    let kinds = [
        OrganisationKind::Vendor,
        OrganisationKind::Operator,
        OrganisationKind::Auditor,
    ];
    page(
        status,
        &OrganisationPage {
            layout: frame(person, HERE, &title),
            tabs: tabs(person, HERE),
            kinds: kinds
                .into_iter()
                .map(|kind| Choice::new(kind.code(), kind_in_words(l, kind)))
                .collect(),
            action: organisation.map_or_else(
                || HERE.to_owned(),
                |organisation| format!("{HERE}/{}", organisation.id),
            ),
            people_href: organisation.map_or_else(String::new, |organisation| {
                format!("/administration/personnes?organisation={}", organisation.id)
            }),
            siren_hint: l
                .t(if person.house().programme().illustrative {
                    "organisation-siren-fictive"
                } else {
                    "organisation-siren-hint"
                })
                .into_owned(),
            form,
        },
    )
}

/// What a form did.
enum Written {
    Done,
    Refused(FormState),
}

/// Reads the form into an organisation; `present` is the one being changed.
fn read(posted: &Posted, present: Option<&Organisation>, form: &mut FormState) -> Organisation {
    let house = posted.person.house();
    let l = posted.person.l();
    let name = line(posted, "name");
    if let Some(key) = name_problem(&name, true) {
        form.refuse("name", l.t(key));
    }
    let code = posted.value("code").trim().to_owned();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if code.is_empty() || code.len() > 40 || !code.chars().all(plain) {
        form.refuse("code", l.t("organisation-code-form"));
    }
    // What an organisation is decides the roles of its people: it is said once.
    let kind = present
        .map(|present| present.kind)
        .or_else(|| OrganisationKind::from_code(posted.value("kind")));
    if kind.is_none() {
        form.refuse("kind", l.t("field-missing"));
    }
    let siren: String = posted
        .value("siren")
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    if let Some(key) = siren_problem(&siren, house.programme().illustrative) {
        form.refuse("siren", l.t(key));
    }
    let city = line(posted, "city");
    if let Some(key) = name_problem(&city, false) {
        form.refuse("city", l.t(key));
    }
    Organisation {
        id: present.map_or_else(|| house.id(), |present| present.id),
        kind: kind.unwrap_or(OrganisationKind::Vendor),
        code,
        name,
        siren: Some(siren).filter(|siren| !siren.is_empty()),
        city: Some(city).filter(|city| !city.is_empty()),
    }
}

async fn write(posted: &Posted, id: Option<Uuid>) -> Result<Written, Failure> {
    let person = &posted.person;
    let (house, l) = (person.house(), person.l());
    let (store, key) = (house.store(), posted.key());
    if was_done(store, key).await? {
        return Ok(Written::Done);
    }
    let expected = store.version_of(STREAM).await?;
    let present = match id {
        Some(id) => {
            refuse_stale(store, &id.to_string(), posted.seen(), key).await?;
            Some(store.organisation(id).await?.ok_or(Refusal::NotFound)?)
        }
        None => None,
    };
    let mut form = posted.form();
    form.expected_version = posted.seen();
    let organisation = read(posted, present.as_ref(), &mut form);
    let holder = store.organisation_by_code(&organisation.code).await?;
    if holder.is_some_and(|holder| holder.id != organisation.id) {
        form.refuse("code", l.t("organisation-code-taken"));
    }
    if form.is_refused() {
        return Ok(Written::Refused(form));
    }
    if present.as_ref() == Some(&organisation) {
        return Ok(Written::Done);
    }
    let (id, code, name) = (
        organisation.id,
        organisation.code.clone(),
        organisation.name.clone(),
    );
    let event = if present.is_some() {
        AdministrativeEvent::OrganisationChanged {
            organisation: id,
            code,
            name,
        }
    } else {
        AdministrativeEvent::OrganisationCreated {
            organisation: id,
            code,
            name,
        }
    };
    let act = Act {
        key,
        expected,
        events: vec![event],
        changes: vec![Change::Organisation(Box::new(organisation))],
    };
    match carry_out(store, &person.actor.reference(), house.now(), &act).await {
        Ok(_) => Ok(Written::Done),
        Err(Failure::Store(StoreError::Duplicate { .. })) => {
            form.refuse("code", l.t("organisation-code-taken"));
            Ok(Written::Refused(form))
        }
        Err(failure) => Err(failure),
    }
}

pub(super) async fn create(posted: Posted) -> Response {
    let person = posted.person.clone();
    if let Some(answer) = barred(&person, MANAGE_STAFF) {
        return answer;
    }
    let result = retrying(|| write(&posted, None)).await;
    let answer = result.map(|written| match written {
        Written::Done => done(HERE, "organisation-created"),
        Written::Refused(form) => drawn(&person, StatusCode::UNPROCESSABLE_ENTITY, None, form),
    });
    settled(answer, &posted, HERE)
}

pub(super) async fn change(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let person = posted.person.clone();
    if let Some(answer) = barred(&person, MANAGE_STAFF) {
        return answer;
    }
    let back = format!("{HERE}/{id}");
    let present = match person.house().store().organisation(id).await {
        Ok(Some(present)) => present,
        Ok(None) => return person.visitor.problem(Problem::NotFound),
        Err(error) => return person.failed(error.into(), Some(&posted), HERE),
    };
    let result = retrying(|| write(&posted, Some(id))).await;
    let answer = result.map(|written| match written {
        Written::Done => done(&back, "organisation-changed"),
        Written::Refused(form) => drawn(
            &person,
            StatusCode::UNPROCESSABLE_ENTITY,
            Some(&present),
            form,
        ),
    });
    settled(answer, &posted, &back)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_siren_has_nine_digits_and_a_key_unless_all_is_fictive() {
        // 732 829 320 is INSEE’s own example of a valid key.
        assert_eq!(siren_problem("732829320", false), None);
        assert_eq!(
            siren_problem("732829321", false),
            Some("organisation-siren-key")
        );
        assert_eq!(siren_problem("732829321", true), None);
        assert_eq!(siren_problem("", false), None);
        for wrong in ["73282932", "7328293200", "73282932a", "٧٣٢٨٢٩٣٢٠"] {
            assert_eq!(siren_problem(wrong, true), Some("field-siren"), "{wrong}");
        }
    }
}
