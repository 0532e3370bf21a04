//! The page of trust: what is trusted for signed proofs, imports with a preview, their
//! history, and the order to look again. Reading the files is `crate::trust`.

use askama::Template;
use aval_core::application::Refusal;
use axum::{
    extract::Multipart,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use uuid::Uuid;

use super::{
    act::{Act, Change, carry_out, refuse_stale, retrying, was_done},
    event::{AdministrativeEvent, STREAM, trust_subject},
    frame::{Tab, barred, frame, tabs},
    received_file::{LIMIT_MIB, Sent, receive},
    roles::MANAGE_TRUST,
    settled,
};
use crate::{
    address::Path,
    applications::Failure,
    error_page::Problem,
    form::{Choice, FormState},
    house::House,
    inspection,
    layout::{Layout, Tone, page},
    locale::Locale,
    posted::Posted,
    trust::{Examined, Import, Purpose, examine, history},
    visitor::{Person, done},
};

const HERE: &str = "/administration/confiance";

/// Key of the name of a purpose.
pub(super) const fn name_of(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Anchors => "trust-anchors",
        Purpose::TrustedList => "trust-trusted-list",
        Purpose::Providers => "trust-providers",
    }
}

/// Key of the count of the entries of a purpose.
const fn count_of(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Anchors => "trust-anchors-count",
        Purpose::TrustedList => "trust-trusted-list-count",
        Purpose::Providers => "trust-providers-count",
    }
}

/// What counts now for one purpose.
struct Standing {
    name: String,
    facts: Vec<(String, String)>,
    warning: String,
}

struct HistoryLine {
    at: String,
    name: String,
    file_name: String,
    hash: String,
    dated: String,
    origin: String,
    entries: String,
    by: String,
}

#[derive(Template)]
#[template(path = "administration/trust.html")]
struct TrustPage {
    layout: Layout,
    tabs: Vec<Tab>,
    form: FormState,
    again: FormState,
    purposes: Vec<Choice>,
    standing: Vec<Standing>,
    history: Vec<HistoryLine>,
    limit: u64,
}

#[derive(Template)]
#[template(path = "administration/trust_import.html")]
struct PreviewPage {
    layout: Layout,
    tabs: Vec<Tab>,
    form: FormState,
    here: String,
    name: String,
    file_name: String,
    tone: Tone,
    outcome: String,
    refused: bool,
    warning: String,
    facts: Vec<(String, String)>,
    findings: Vec<(String, String)>,
}

fn is_old(house: &House, purpose: Purpose, dated: Date, next_update: Option<Timestamp>) -> bool {
    let zone = house.zone().time_zone().clone();
    let today = house.now().to_zoned(zone).date();
    // The rules say how long a list of organisations holds. Certificates carry their own end,
    // and a trusted list the date of the next one.
    let pentest = house.settings().pentest.as_deref();
    let aged = pentest
        .filter(|_| purpose == Purpose::Providers)
        .is_some_and(|setup| dated.saturating_add(setup.list_stale_days().days()) < today);
    aged || next_update.is_some_and(|due| due < house.now())
}

/// The file of an import, read again.
async fn content(house: &House, hash: &str) -> Result<Vec<u8>, Problem> {
    house.blobs().content(hash).await.map_err(|error| {
        tracing::error!(%error, "a file of trust cannot be opened");
        Problem::Unavailable
    })
}

/// Reads a file away from the threads that answer.
async fn examined(
    purpose: Purpose,
    octets: Vec<u8>,
    operator: String,
) -> Result<Examined, Problem> {
    tokio::task::spawn_blocking(move || examine(purpose, &octets, &operator))
        .await
        .map_err(|error| {
            tracing::error!(%error, "the reading of a file of trust stopped");
            Problem::Internal
        })
}

pub(super) async fn show(person: Person) -> Response {
    if let Some(answer) = barred(&person, MANAGE_TRUST) {
        return answer;
    }
    let form = FormState::new(person.house().id().to_string());
    let answer = listed(&person, StatusCode::OK, form).await;
    person.visitor.clear_flash(answer)
}

async fn listed(person: &Person, status: StatusCode, form: FormState) -> Response {
    let house = person.house();
    let imports = match history(house).await {
        Ok(imports) => imports,
        Err(error) => return person.failed(error.into(), None, "/administration"),
    };
    let layout = frame(person, HERE, "");
    let mut standing = Vec::new();
    for purpose in Purpose::ALL {
        let last = imports.iter().rev().find(|one| one.purpose == purpose);
        standing.push(standing_of(house, &layout, purpose, last).await);
    }
    let l = layout.l;
    page(
        status,
        &TrustPage {
            tabs: tabs(person, HERE),
            again: FormState::new(house.id().to_string()),
            purposes: Purpose::ALL
                .into_iter()
                .map(|purpose| Choice::new(purpose.code(), l.t(name_of(purpose)).into_owned()))
                .collect(),
            standing,
            history: imports
                .iter()
                .rev()
                .map(|one| HistoryLine {
                    at: layout.date_time(&one.at),
                    name: l.t(name_of(one.purpose)).into_owned(),
                    file_name: one.file_name.clone(),
                    hash: one.hash.clone(),
                    dated: layout.date(&one.dated),
                    origin: one.origin.clone(),
                    entries: l.n(count_of(one.purpose), one.entries).into_owned(),
                    by: one.by.clone(),
                })
                .collect(),
            limit: LIMIT_MIB * 1024 * 1024,
            form,
            layout,
        },
    )
}

async fn standing_of(
    house: &House,
    layout: &Layout,
    purpose: Purpose,
    last: Option<&Import>,
) -> Standing {
    let l = layout.l;
    let name = l.t(name_of(purpose)).into_owned();
    let label = |key: &'static str| l.t(key).into_owned();
    if let Some(import) = last {
        let warning = match content(house, &import.hash).await {
            Ok(octets) => {
                let read = examined(purpose, octets, import.operator.clone()).await;
                let next_update = read.ok().and_then(|read| read.next_update);
                is_old(house, purpose, import.dated, next_update).then_some("trust-old")
            }
            Err(_) => Some("trust-unreadable"),
        };
        return Standing {
            warning: warning.map(label).unwrap_or_default(),
            facts: vec![
                (
                    label("trust-holds"),
                    l.n(count_of(purpose), import.entries).into_owned(),
                ),
                (label("trust-dated"), layout.date(&import.dated)),
                (label("trust-origin"), import.origin.clone()),
                (
                    label("trust-imported"),
                    format!("{} – {}", layout.date_time(&import.at), import.by),
                ),
                (label("trust-hash"), import.hash.clone()),
            ],
            name,
        };
    }
    let delivered = house
        .settings()
        .trust
        .iter()
        .find(|one| one.purpose == purpose);
    let Some(delivered) = delivered else {
        return Standing {
            name,
            facts: Vec::new(),
            warning: label("trust-none"),
        };
    };
    let (octets, operator) = (delivered.octets.clone(), delivered.operator.clone());
    let read = examined(purpose, octets, operator)
        .await
        .unwrap_or_default();
    let mut facts = vec![
        (
            label("trust-holds"),
            l.n(count_of(purpose), read.entries).into_owned(),
        ),
        (
            label("trust-origin"),
            l.v("trust-delivered", delivered.path).into_owned(),
        ),
    ];
    if let Some(dated) = read.dated {
        facts.insert(1, (label("trust-dated"), layout.date(&dated)));
    }
    let old = read
        .dated
        .is_some_and(|dated| is_old(house, purpose, dated, read.next_update));
    Standing {
        name,
        facts,
        warning: if old {
            label("trust-old")
        } else {
            String::new()
        },
    }
}

/// Receives a file, then leads to what was read in it.
pub(super) async fn upload(person: Person, headers: HeaderMap, multipart: Multipart) -> Response {
    receive(
        &person,
        MANAGE_TRUST,
        &headers,
        multipart,
        HERE,
        keep,
        listed,
    )
    .await
}

/// Notes that a file was received; the form again when something is missing.
async fn keep(person: &Person, sent: &Sent, key: Uuid) -> Result<Option<FormState>, Failure> {
    const ORIGIN_MAX: usize = 500;
    let (house, l) = (person.house(), person.l());
    let store = house.store();
    if was_done(store, key).await? {
        return Ok(None);
    }
    let expected = store.version_of(STREAM).await?;
    let mut form = FormState::from_pairs(key.to_string(), sent.fields.clone());
    let purpose = Purpose::from_code(sent.value("purpose"));
    let (origin, operator) = (sent.value("origin").trim(), sent.value("operator").trim());
    if purpose.is_none() {
        form.refuse("purpose", l.t("field-missing"));
    }
    if origin.is_empty() || origin.chars().count() > ORIGIN_MAX {
        form.refuse("origin", l.t("trust-origin-missing"));
    }
    let listed = purpose == Some(Purpose::TrustedList);
    if listed
        && !examine(Purpose::Anchors, operator.as_bytes(), "")
            .findings
            .is_empty()
    {
        form.refuse("operator", l.t("trust-operator-missing"));
    }
    let dated = match sent.value("dated").trim() {
        "" => None,
        text => match text.parse::<Date>() {
            Ok(date) => Some(date),
            Err(_) => {
                form.refuse("dated", l.t("trust-date-unread"));
                None
            }
        },
    };
    if purpose == Some(Purpose::Anchors) && dated.is_none() && form.error("dated").is_none() {
        form.refuse("dated", l.t("trust-date-missing"));
    }
    let file = sent.file.as_ref().filter(|(_, stored)| stored.size > 0);
    if sent.too_large {
        let limit = person.layout().size(LIMIT_MIB * 1024 * 1024);
        form.refuse("file", l.v("import-too-large", limit));
    } else if file.is_none() {
        form.refuse("file", l.t("trust-no-file"));
    }
    let (Some((file_name, stored)), Some(purpose), false) = (file, purpose, form.is_refused())
    else {
        return Ok(Some(form));
    };
    let act = Act {
        key,
        expected,
        events: vec![AdministrativeEvent::TrustReceived {
            purpose,
            hash: stored.hash.clone(),
            file_name: file_name.clone(),
            size: stored.size,
            operator: if listed {
                operator.to_owned()
            } else {
                String::new()
            },
            origin: origin.to_owned(),
            dated,
        }],
        changes: vec![Change::File(stored.hash.clone(), stored.size)],
    };
    carry_out(store, &person.actor.reference(), house.now(), &act).await?;
    Ok(None)
}

/// A file that was received, and what was read in it.
struct Received {
    purpose: Purpose,
    hash: String,
    file_name: String,
    size: u64,
    operator: String,
    origin: String,
    dated: Option<Date>,
    examined: Examined,
}

async fn received(person: &Person, id: Uuid) -> Result<Result<Received, Problem>, Failure> {
    let house = person.house();
    let events = house.store().events_of(STREAM, id).await?;
    let found = events.iter().find_map(|stored| {
        match AdministrativeEvent::decode(&stored.kind, &stored.payload).ok()? {
            AdministrativeEvent::TrustReceived {
                purpose,
                hash,
                file_name,
                size,
                operator,
                origin,
                dated,
            } => Some(Received {
                purpose,
                hash,
                file_name,
                size,
                operator,
                origin,
                dated,
                examined: Examined::default(),
            }),
            _ => None,
        }
    });
    let Some(mut found) = found else {
        return Err(Refusal::NotFound.into());
    };
    let octets = match content(house, &found.hash).await {
        Ok(octets) => octets,
        Err(problem) => return Ok(Err(problem)),
    };
    match examined(found.purpose, octets, found.operator.clone()).await {
        Ok(examined) => {
            let examined = examined.at(house.now());
            // The date that a list gives itself wins over the one typed.
            found.dated = examined.dated.or(found.dated);
            found.examined = examined;
            Ok(Ok(found))
        }
        Err(problem) => Ok(Err(problem)),
    }
}

pub(super) async fn preview(person: Person, Path(id): Path<Uuid>) -> Response {
    if let Some(answer) = barred(&person, MANAGE_TRUST) {
        return answer;
    }
    let version = match person.house().store().version_of(STREAM).await {
        Ok(version) => version,
        Err(error) => return person.failed(error.into(), None, HERE),
    };
    let received = match received(&person, id).await {
        Ok(Ok(received)) => received,
        Ok(Err(problem)) => return person.visitor.problem(problem),
        Err(failure) => return person.failed(failure, None, HERE),
    };
    let form = FormState::new(person.house().id().to_string()).at_version(version);
    let answer = shown(&person, StatusCode::OK, id, received, form);
    person.visitor.clear_flash(answer)
}

fn shown(
    person: &Person,
    status: StatusCode,
    id: Uuid,
    received: Received,
    form: FormState,
) -> Response {
    let house = person.house();
    let name = person.l().t(name_of(received.purpose)).into_owned();
    let layout = frame(person, HERE, &name);
    let l = layout.l;
    let label = |key: &'static str| l.t(key).into_owned();
    let examined = &received.examined;
    let refused = !examined.findings.is_empty() || received.dated.is_none();
    let mut facts = vec![
        (
            label("trust-holds"),
            l.n(count_of(received.purpose), examined.entries)
                .into_owned(),
        ),
        (label("trust-origin"), received.origin.clone()),
        (
            label("trust-hash"),
            format!("{} – {}", received.hash, layout.size(received.size)),
        ),
    ];
    if let Some(dated) = &received.dated {
        facts.push((label("trust-dated"), layout.date(dated)));
    }
    if let Some(due) = &examined.next_update {
        facts.push((label("trust-next-update"), layout.date_time(due)));
    }
    if !examined.names.is_empty() {
        facts.push((label("trust-names"), examined.names.join(", ")));
    }
    let mut findings: Vec<(String, String)> = examined
        .findings
        .iter()
        .map(|finding| {
            let sentence = match l {
                Locale::Fr => finding.french.clone(),
                Locale::En => finding.english.clone(),
            };
            (sentence, finding.code.clone())
        })
        .collect();
    if received.dated.is_none() {
        findings.push((label("trust-date-missing"), "trust.undated".to_owned()));
    }
    let old = received
        .dated
        .is_some_and(|dated| is_old(house, received.purpose, dated, examined.next_update));
    page(
        status,
        &PreviewPage {
            tabs: tabs(person, HERE),
            here: format!("{HERE}/imports/{id}"),
            file_name: received.file_name.clone(),
            tone: if refused { Tone::Error } else { Tone::Success },
            outcome: label(if refused {
                "trust-refused"
            } else {
                "trust-readable"
            }),
            refused,
            warning: if old {
                label("trust-old")
            } else {
                String::new()
            },
            facts,
            findings,
            name,
            form,
            layout,
        },
    )
}

async fn try_import(posted: &Posted, received: &Received) -> Result<bool, Failure> {
    let person = &posted.person;
    let house = person.house();
    let (store, key) = (house.store(), posted.key());
    if was_done(store, key).await? {
        return Ok(true);
    }
    let expected = store.version_of(STREAM).await?;
    let subject = trust_subject(received.purpose);
    refuse_stale(store, &subject, posted.seen(), key).await?;
    let Some(dated) = received
        .dated
        .filter(|_| received.examined.findings.is_empty())
    else {
        return Ok(false);
    };
    let act = Act {
        key,
        expected,
        events: vec![AdministrativeEvent::TrustImported {
            purpose: received.purpose,
            hash: received.hash.clone(),
            file_name: received.file_name.clone(),
            operator: received.operator.clone(),
            origin: received.origin.clone(),
            dated,
            entries: received.examined.entries,
        }],
        // What was judged with the former material is looked at again.
        changes: vec![Change::Job(inspection::again(house.now()))],
    };
    carry_out(store, &person.actor.reference(), house.now(), &act).await?;
    house.work().notify_one();
    Ok(true)
}

/// Lets the file count, whole or not at all.
pub(super) async fn confirm(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let person = posted.person.clone();
    if let Some(answer) = barred(&person, MANAGE_TRUST) {
        return answer;
    }
    let received = match received(&person, id).await {
        Ok(Ok(received)) => received,
        Ok(Err(problem)) => return person.visitor.problem(problem),
        Err(failure) => return person.failed(failure, Some(&posted), HERE),
    };
    let answer = match retrying(|| try_import(&posted, &received)).await {
        Ok(true) => Ok(done(HERE, "trust-done")),
        Ok(false) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let mut form = posted.form();
            form.refuse("", person.l().t("trust-refused"));
            Ok(shown(&person, status, id, received, form))
        }
        Err(failure) => Err(failure),
    };
    settled(answer, &posted, &format!("{HERE}/imports/{id}"))
}

/// Puts the signed proofs of open applications back into inspection.
pub(super) async fn check_again(posted: Posted) -> Response {
    let person = posted.person.clone();
    if let Some(answer) = barred(&person, MANAGE_TRUST) {
        return answer;
    }
    let house = person.house();
    let store = house.store();
    let ask = || async {
        let act = Act {
            key: posted.key(),
            expected: store.version_of(STREAM).await?,
            events: vec![AdministrativeEvent::ChecksAskedAgain],
            changes: vec![Change::Job(inspection::again(house.now()))],
        };
        carry_out(store, &person.actor.reference(), house.now(), &act).await
    };
    let answer = retrying(ask).await.map(|_| {
        house.work().notify_one();
        done(HERE, "trust-again-done")
    });
    settled(answer, &posted, HERE)
}
