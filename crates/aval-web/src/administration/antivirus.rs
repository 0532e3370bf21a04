//! The page of the antivirus: whether it answers, what is set aside, what was not scanned,
//! and the acts on one content: to give it back, or to have it scanned again.

use askama::Template;
use aval_core::application::{ActorRef, Refusal};
use aval_store::{Scan, ScanState, StoreError};
use axum::{http::StatusCode, response::Response};
use uuid::Uuid;

use super::{
    act::{Act, Change, carry_out, retrying},
    event::{AdministrativeEvent, STREAM},
    frame::{Tab, barred, frame, tabs},
    roles::MANAGE_PROGRAMME,
    settled,
};
use crate::{
    address::Path,
    applications::Failure,
    error_page::Problem,
    form::FormState,
    layout::{Layout, Tone, page},
    malware::reason_key,
    posted::Posted,
    visitor::{Person, done},
};

pub(super) const HERE: &str = "/administration/antivirus";

/// Contents shown of each state; with more, the antivirus itself is to be looked at.
const SHOWN: u32 = 100;

/// Where a content is in a slot: number of the application, the slot, and its page.
struct Place {
    number: String,
    slot: String,
    href: String,
}

struct Line {
    href: String,
    hash: String,
    tone: Tone,
    state: String,
    /// The name found, or why nothing was scanned.
    detail: String,
    deposited: String,
    by: String,
    scanned: String,
    places: Vec<Place>,
}

#[derive(Template)]
#[template(path = "administration/antivirus.html")]
struct AntivirusPage {
    layout: Layout,
    tabs: Vec<Tab>,
    form: FormState,
    tone: Tone,
    standing: String,
    facts: Vec<(String, String)>,
    set_aside: Vec<Line>,
    released: Vec<Line>,
    unscanned: Vec<Line>,
}

#[derive(Template)]
#[template(path = "administration/antivirus_content.html")]
struct ContentPage {
    layout: Layout,
    tabs: Vec<Tab>,
    form: FormState,
    again: FormState,
    line: Line,
    facts: Vec<(String, String)>,
    set_aside: bool,
    /// The antivirus is there to be asked.
    askable: bool,
    answers: Vec<(String, String, String)>,
}

/// How many contents are set aside, and how many were not scanned though they should be.
pub(super) async fn told(person: &Person) -> Result<(u64, u64), StoreError> {
    let house = person.house();
    let counts = house.store().scan_counts().await?;
    let unscanned = match house.settings().clamd {
        Some(_) => counts.unscanned,
        None => 0,
    };
    Ok((counts.found, unscanned))
}

fn state_in_words(layout: &Layout, scan: &Scan) -> (Tone, String, String) {
    let word = |key: &'static str| layout.t(key).into_owned();
    match &scan.state {
        ScanState::Found {
            name,
            released_at: None,
        } => (Tone::Warning, word("malware-set-aside"), name.clone()),
        ScanState::Found { name, .. } => (Tone::Success, word("malware-given-back"), name.clone()),
        ScanState::Unscanned { why } => (
            Tone::Neutral,
            word("malware-unscanned"),
            layout.t(reason_key(why)).into_owned(),
        ),
        ScanState::Waiting => (Tone::Neutral, word("malware-waiting"), String::new()),
        ScanState::Clean => (Tone::Success, word("malware-clean"), String::new()),
    }
}

async fn lines(person: &Person, layout: &Layout, scans: &[Scan]) -> Result<Vec<Line>, StoreError> {
    let hashes: Vec<String> = scans.iter().map(|scan| scan.hash.clone()).collect();
    let mut places = person.house().store().content_places(&hashes).await?;
    Ok(scans
        .iter()
        .map(|scan| {
            let (tone, state, detail) = state_in_words(layout, scan);
            let by = serde_json::from_str::<ActorRef>(&scan.asked_by);
            let held = places.remove(&scan.hash).unwrap_or_default();
            Line {
                href: format!("{HERE}/{}", scan.hash),
                hash: scan.hash.clone(),
                tone,
                state,
                detail,
                deposited: layout.date_time(&scan.asked_at),
                by: by.map(|by| by.name).unwrap_or_default(),
                scanned: scan
                    .scanned_at
                    .as_ref()
                    .map(|at| layout.date_time(at))
                    .unwrap_or_default(),
                places: held
                    .into_iter()
                    .map(|(application, number, slot)| Place {
                        href: format!("/dossiers/{application}"),
                        number,
                        slot,
                    })
                    .collect(),
            }
        })
        .collect())
}

pub(super) async fn show(person: Person) -> Response {
    if let Some(answer) = barred(&person, MANAGE_PROGRAMME) {
        return answer;
    }
    match listed(&person).await {
        Ok(answer) => person.visitor.clear_flash(answer),
        Err(error) => person.failed(error.into(), None, "/administration"),
    }
}

async fn listed(person: &Person) -> Result<Response, StoreError> {
    let house = person.house();
    let store = house.store();
    let counts = store.scan_counts().await?;
    let told = store.scans_to_tell(SHOWN).await?;
    let layout = frame(person, HERE, "");
    let (mut set_aside, mut released, mut unscanned) = (Vec::new(), Vec::new(), Vec::new());
    for scan in told {
        match scan.state {
            ScanState::Found {
                released_at: None, ..
            } => set_aside.push(scan),
            ScanState::Found { .. } => released.push(scan),
            ScanState::Unscanned { .. } => unscanned.push(scan),
            ScanState::Waiting | ScanState::Clean => {}
        }
    }
    let (tone, standing, mut facts) = standing(person, &layout);
    if house.settings().clamd.is_some() {
        for (key, count) in [
            ("malware-count-waiting", counts.waiting),
            ("malware-count-unscanned", counts.unscanned),
        ] {
            facts.push((layout.t(key).into_owned(), layout.count(count)));
        }
    } else {
        // Nothing is promised where nobody scans.
        unscanned.clear();
    }
    Ok(page(
        StatusCode::OK,
        &AntivirusPage {
            tabs: tabs(person, HERE),
            form: FormState::new(house.id().to_string()),
            tone,
            standing,
            facts,
            set_aside: lines(person, &layout, &set_aside).await?,
            released: lines(person, &layout, &released).await?,
            unscanned: lines(person, &layout, &unscanned).await?,
            layout,
        },
    ))
}

/// Whether there is an antivirus and whether it answers, as this instance knows it.
fn standing(person: &Person, layout: &Layout) -> (Tone, String, Vec<(String, String)>) {
    let house = person.house();
    let word = |key: &'static str| layout.t(key).into_owned();
    let Some(clamd) = &house.settings().clamd else {
        return (Tone::Warning, word("malware-standing-off"), Vec::new());
    };
    let mut facts = vec![(word("malware-address"), clamd.address().to_string())];
    let heard = house.scans().heard();
    if let Some(heard) = &heard {
        facts.push((word("malware-heard"), layout.date_time(&heard.at)));
    }
    match heard.map(|heard| heard.said) {
        Some(Ok(engine)) => {
            facts.push((word("malware-engine"), engine));
            (Tone::Success, word("malware-standing-well"), facts)
        }
        Some(Err(_)) => (Tone::Error, word("malware-standing-away"), facts),
        None => (Tone::Neutral, word("malware-standing-unasked"), facts),
    }
}

pub(super) async fn content(person: Person, Path(hash): Path<String>) -> Response {
    if let Some(answer) = barred(&person, MANAGE_PROGRAMME) {
        return answer;
    }
    let form = FormState::new(person.house().id().to_string());
    let answer = one(&person, StatusCode::OK, &hash, form).await;
    person.visitor.clear_flash(answer)
}

async fn one(person: &Person, status: StatusCode, hash: &str, form: FormState) -> Response {
    match drawn(person, status, hash, form).await {
        Ok(Some(answer)) => answer,
        Ok(None) => person.visitor.problem(Problem::NotFound),
        Err(error) => person.failed(error.into(), None, HERE),
    }
}

async fn drawn(
    person: &Person,
    status: StatusCode,
    hash: &str,
    form: FormState,
) -> Result<Option<Response>, StoreError> {
    let house = person.house();
    let store = house.store();
    let Some(scan) = store.scan(hash).await? else {
        return Ok(None);
    };
    let layout = frame(person, HERE, person.l().t("malware-content").as_ref());
    let Some(line) = lines(person, &layout, std::slice::from_ref(&scan))
        .await?
        .pop()
    else {
        return Ok(None);
    };
    let word = |key: &'static str| layout.t(key).into_owned();
    let answers = store.scan_answers(hash).await?;
    let answers = answers
        .into_iter()
        .map(|past| {
            let said = Scan {
                state: match past.state {
                    ScanState::Found { name, .. } => ScanState::Found {
                        name,
                        released_at: None,
                    },
                    other => other,
                },
                ..scan.clone()
            };
            let (_, state, detail) = match &said.state {
                ScanState::Found { name, .. } => {
                    (Tone::Warning, word("malware-answer-found"), name.clone())
                }
                _ => state_in_words(&layout, &said),
            };
            let text = format!("{state} {detail}").trim().to_owned();
            (layout.date_time(&past.at), text, past.engine)
        })
        .collect();
    let mut facts = vec![
        (word("malware-deposited"), line.deposited.clone()),
        (word("malware-by"), line.by.clone()),
        (word("malware-scanned-at"), line.scanned.clone()),
        (word("malware-engine"), scan.engine.clone()),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    Ok(Some(page(
        status,
        &ContentPage {
            tabs: tabs(person, HERE),
            again: FormState::new(house.id().to_string()),
            set_aside: matches!(
                scan.state,
                ScanState::Found {
                    released_at: None,
                    ..
                }
            ),
            askable: house.settings().clamd.is_some(),
            form,
            facts,
            answers,
            line,
            layout,
        },
    )))
}

/// Gives a content back to those who may read it: what was found is a mistake.
pub(super) async fn release(Path(hash): Path<String>, posted: Posted) -> Response {
    let person = posted.person.clone();
    if let Some(answer) = barred(&person, MANAGE_PROGRAMME) {
        return answer;
    }
    let reason = posted.value("reason").trim().to_owned();
    if reason.is_empty() {
        let mut form = posted.form();
        form.refuse("reason", person.l().t("malware-reason-missing"));
        return one(&person, StatusCode::UNPROCESSABLE_ENTITY, &hash, form).await;
    }
    let back = format!("{HERE}/{hash}");
    let answer = retrying(|| async {
        let store = person.house().store();
        // What the administrator saw: another name found since is another question.
        let name = match store.scan(&hash).await?.map(|scan| scan.state) {
            Some(ScanState::Found { name, .. }) if name == posted.value("found") => name,
            Some(_) => {
                return Err(Failure::Stale {
                    by: person.l().t("malware-title").into_owned(),
                    at: person.house().now(),
                });
            }
            None => return Err(Refusal::NotFound.into()),
        };
        let event = AdministrativeEvent::ContentReleased {
            hash: hash.clone(),
            name: name.clone(),
            reason: reason.clone(),
        };
        let change = Change::ReleaseContent(hash.clone(), name);
        carry(&person, posted.key(), event, change).await
    })
    .await
    .map(|()| done(&back, "malware-release-done"));
    settled(answer, &posted, &back)
}

/// Has a content scanned again; what is known stands until the answer.
pub(super) async fn again(Path(hash): Path<String>, posted: Posted) -> Response {
    let person = posted.person.clone();
    if let Some(answer) = barred(&person, MANAGE_PROGRAMME) {
        return answer;
    }
    let back = format!("{HERE}/{hash}");
    let answer = retrying(|| async {
        if person.house().store().scan(&hash).await?.is_none() {
            return Err(Refusal::NotFound.into());
        }
        let event = AdministrativeEvent::ScanAsked { hash: hash.clone() };
        carry(
            &person,
            posted.key(),
            event,
            Change::ScanAgain(hash.clone()),
        )
        .await
    })
    .await
    .map(|()| done(&back, "malware-again-done"));
    settled(answer, &posted, &back)
}

/// Has everything scanned that was not.
pub(super) async fn all_again(posted: Posted) -> Response {
    let person = posted.person.clone();
    if let Some(answer) = barred(&person, MANAGE_PROGRAMME) {
        return answer;
    }
    let answer = retrying(|| async {
        let event = AdministrativeEvent::ScansAsked;
        carry(&person, posted.key(), event, Change::ScanUnscanned).await
    })
    .await
    .map(|()| done(HERE, "malware-again-done"));
    settled(answer, &posted, HERE)
}

async fn carry(
    person: &Person,
    key: Uuid,
    event: AdministrativeEvent,
    change: Change,
) -> Result<(), Failure> {
    let house = person.house();
    let store = house.store();
    let act = Act {
        key,
        expected: store.version_of(STREAM).await?,
        events: vec![event],
        changes: vec![change],
    };
    carry_out(store, &person.actor.reference(), house.now(), &act).await?;
    house.scans().wake();
    Ok(())
}
