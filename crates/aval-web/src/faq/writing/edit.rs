//! The form of an entry: preview, draft, publication at once or at an hour, archive. A text
//! that somebody else changed meanwhile is shown beside what was typed.

use askama::Template;
use aval_search::{EVERY, Entry, Status, Term, to_html};
use aval_store::{FaqAct, FaqAuthor, FaqRevision, FaqText, FaqWritten, StoreError};
use axum::{http::StatusCode, response::Response};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};

use super::{
    ALIKE_FROM, PATH, author_name, draft, edit_path, failed, library,
    words::{Run, differences},
};
use crate::{
    address::Path,
    error_page::Problem,
    faq::{Library, address, answer::Link},
    layout::{Layout, Tone, page},
    posted::Posted,
    visitor::{Person, done, said},
};

/// Entries shown as alike, at most.
const ALIKE: usize = 4;

struct Choice {
    id: String,
    value: String,
    label: String,
    chosen: bool,
}

struct Group {
    name: &'static str,
    legend: String,
    choices: Vec<Choice>,
}

/// A text that stands against the one of the form.
struct Other {
    said: String,
    text: String,
    runs: Vec<Run>,
}

#[derive(Template)]
#[template(path = "faq/writing_edit.html")]
struct EditPage {
    layout: Layout,
    csrf: String,
    language: String,
    /// Where the form is sent.
    action: String,
    is_new: bool,
    version: u64,
    entry: Entry,
    requirements: String,
    groups: Vec<Group>,
    statuses: Vec<Choice>,
    when: String,
    mistakes: Vec<String>,
    /// Safe HTML.
    preview: Option<String>,
    alike: Vec<Link>,
    two_people: bool,
    has_draft: bool,
    is_published: bool,
    state: String,
    conflict: Option<Other>,
    offered: Option<Other>,
    public_href: String,
    history_href: String,
}

/// What a drawing of the form needs beside the entry.
#[derive(Default)]
struct Drawn<'f> {
    held: Option<&'f FaqText>,
    mistakes: Vec<String>,
    previewed: bool,
    when: String,
    /// The version that the form was first drawn from, kept when it is drawn again.
    seen: Option<u64>,
    /// Another text was found than the one of this version.
    conflict: bool,
    /// What was done last, in a conflict.
    last: Option<FaqRevision>,
}

pub(super) async fn begin(person: Person) -> Response {
    match library(&person) {
        Ok(library) => {
            let entry = draft::blank(today(&person));
            draw(&person, &library, StatusCode::OK, entry, Drawn::default())
        }
        Err(problem) => person.visitor.problem(problem),
    }
}

pub(super) async fn show(person: Person, Path(slug): Path<String>) -> Response {
    let library = match library(&person) {
        Ok(library) => library,
        Err(problem) => return person.visitor.problem(problem),
    };
    let held = match person.house().store().faq_text(&slug).await {
        Ok(Some(held)) => held,
        Ok(None) => return person.visitor.problem(Problem::NotFound),
        Err(error) => return failed(&person.visitor, &error),
    };
    let entry = match current(&person, &library, &held) {
        Some(entry) => entry,
        None if written_text(&held).is_none() => Entry {
            slug,
            ..draft::blank(today(&person))
        },
        // An empty form over a text that is there would replace it.
        None => {
            tracing::error!(slug, "the text of an answer cannot be read");
            return person.visitor.problem(Problem::Internal);
        }
    };
    let drawn = Drawn {
        held: Some(&held),
        ..Drawn::default()
    };
    let answer = draw(&person, &library, StatusCode::OK, entry, drawn);
    person.visitor.clear_flash(answer)
}

pub(super) async fn create(posted: Posted) -> Response {
    let slug = posted.value("slug").trim().to_lowercase();
    write(&posted, slug, true).await
}

pub(super) async fn change(Path(slug): Path<String>, posted: Posted) -> Response {
    write(&posted, slug, false).await
}

async fn write(posted: &Posted, slug: String, is_new: bool) -> Response {
    let person = &posted.person;
    let library = match library(person) {
        Ok(library) => library,
        Err(problem) => return person.visitor.problem(problem),
    };
    let held = match person.house().store().faq_text(&slug).await {
        Ok(held) => held,
        Err(error) => return failed(&person.visitor, &error),
    };
    if held.is_none() && !is_new {
        return person.visitor.problem(Problem::NotFound);
    }
    match written(posted, &library, &slug, held, is_new).await {
        Ok(response) => response,
        Err(error) => failed(&person.visitor, &error),
    }
}

async fn written(
    posted: &Posted,
    library: &Library,
    slug: &str,
    held: Option<FaqText>,
    is_new: bool,
) -> Result<Response, StoreError> {
    let person = &posted.person;
    let house = person.house();
    let store = house.store();
    let l = person.l();
    let act = posted.value("acte");
    let mut seen = if is_new {
        0
    } else {
        posted.value("version").parse().unwrap_or(0)
    };
    let me = FaqAuthor {
        id: person.actor.id.0,
        name: person.actor.name.clone(),
    };
    let mut entry = draft::read(posted, slug, today(person));
    if act == "archiver" {
        entry.status = Status::Archived;
    }
    let again = |status, entry: Entry, held: Option<&FaqText>, mistakes| {
        let drawn = Drawn {
            // A new entry has nothing behind it, whatever already bears its address.
            held: held.filter(|_| !is_new),
            mistakes,
            previewed: act == "apercu",
            when: posted.value("quand").to_owned(),
            seen: Some(seen),
            ..Drawn::default()
        };
        draw(person, library, status, entry, drawn)
    };
    let conflict = async |entry: Entry, held: Option<Box<FaqText>>| {
        let drawn = Drawn {
            held: held.as_deref(),
            previewed: true,
            when: posted.value("quand").to_owned(),
            conflict: true,
            last: store.faq_history(slug).await?.into_iter().next(),
            ..Drawn::default()
        };
        let status = StatusCode::CONFLICT;
        Ok::<_, StoreError>(draw(person, library, status, entry, drawn))
    };
    let simple = match act {
        "abandonner" => Some((FaqAct::Discard, "faq-write-discarded")),
        "reprendre" => Some((FaqAct::Take, "faq-write-taken")),
        "laisser" => Some((FaqAct::Leave, "faq-write-left")),
        _ => None,
    };
    if let Some((act, key)) = simple {
        return Ok(
            match store.faq_write(slug, seen, &act, &me, house.now()).await? {
                FaqWritten::Done(_) => done(&edit_path(slug), key),
                FaqWritten::Nothing => done(&edit_path(slug), "faq-write-nothing"),
                // These two carry nothing that somebody typed.
                FaqWritten::Conflict(_) if matches!(act, FaqAct::Take | FaqAct::Leave) => {
                    said(&edit_path(slug), Tone::Warning, "faq-write-moved")
                }
                FaqWritten::Conflict(held) => conflict(entry, held).await?,
            },
        );
    }
    let mut mistakes = draft::mistakes(library.taxonomy(), house.programme(), &entry, l);
    if is_new && let Some(key) = draft::slug_mistake(slug) {
        mistakes.push(l.t(key).into_owned());
    }
    if is_new && held.is_some() {
        mistakes.push(l.t("faq-write-slug-taken").into_owned());
    }
    let at = match act {
        "programmer" => match instant(person, posted.value("quand")) {
            Some(at) if at > house.now() => Some(at),
            _ => {
                mistakes.push(l.t("faq-write-when-wrong").into_owned());
                None
            }
        },
        _ => None,
    };
    if act == "apercu" {
        return Ok(again(StatusCode::OK, entry, held.as_ref(), mistakes));
    }
    if !mistakes.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(again(status, entry, held.as_ref(), mistakes));
    }
    let before = held.as_ref().and_then(written_text);
    let known = held
        .as_ref()
        .and_then(|held| current(person, library, held));
    let text = draft::text(&entry, known.as_ref().zip(before));
    let conflicting = held.as_ref().map_or(0, |held| held.version) != seen;
    let changed = before != Some(text.as_str());
    let mut author = held.as_ref().map(|held| held.draft_by.clone());
    if changed || conflicting {
        let save = FaqAct::Save(&text);
        match store.faq_write(slug, seen, &save, &me, house.now()).await? {
            FaqWritten::Done(version) => seen = version,
            FaqWritten::Nothing => {}
            // A double click meets its own text.
            FaqWritten::Conflict(now)
                if now.as_deref().and_then(written_text) == Some(text.as_str()) =>
            {
                return Ok(done(&edit_path(slug), "faq-write-saved"));
            }
            FaqWritten::Conflict(now) => return conflict(entry, now).await,
        }
        author = Some(me.clone());
    }
    let act = match (act, at) {
        ("publier" | "archiver", _) => FaqAct::Publish,
        ("programmer", Some(at)) => FaqAct::Schedule(at),
        _ => return Ok(done(&edit_path(slug), "faq-write-saved")),
    };
    if two_people(person) && author.is_none_or(|author| author.id == me.id) {
        return Ok(done(&edit_path(slug), "faq-write-second-needed"));
    }
    match store.faq_write(slug, seen, &act, &me, house.now()).await? {
        FaqWritten::Done(_) => {}
        FaqWritten::Nothing => return Ok(done(&edit_path(slug), "faq-write-nothing")),
        FaqWritten::Conflict(now)
            if now.as_deref().and_then(|now| now.published.as_deref()) == Some(text.as_str()) =>
        {
            return Ok(done(&edit_path(slug), "faq-write-published"));
        }
        FaqWritten::Conflict(now) => return conflict(entry, now).await,
    }
    if act != FaqAct::Publish {
        return Ok(done(&edit_path(slug), "faq-write-scheduled"));
    }
    if let Err(error) = crate::faq::follow(house).await {
        // It is published: the clock reads it again.
        tracing::error!(%error, code = error.code(), "a publication was not read at once");
    }
    Ok(done(&edit_path(slug), "faq-write-published"))
}

fn two_people(person: &Person) -> bool {
    let faq = person.house().programme().faq.as_ref();
    faq.is_some_and(|faq| faq.two_people)
}

fn today(person: &Person) -> Date {
    let zone = person.house().programme().zone();
    person.house().now().to_zoned(zone).date()
}

/// An hour as people type it, in the zone of the programme.
fn instant(person: &Person, typed: &str) -> Option<Timestamp> {
    let civil: DateTime = typed.trim().parse().ok()?;
    let zoned = civil.to_zoned(person.house().programme().zone()).ok()?;
    Some(zoned.timestamp())
}

/// The text that is being written, else the one that people read.
fn written_text(held: &FaqText) -> Option<&str> {
    held.draft.as_deref().or(held.published.as_deref())
}

/// The entry that is being written, else the one that people read.
fn current(person: &Person, library: &Library, held: &FaqText) -> Option<Entry> {
    let text = written_text(held)?;
    draft::of_text(
        library.taxonomy(),
        person.house().programme(),
        &held.slug,
        text,
    )
}

fn draw(
    person: &Person,
    library: &Library,
    status: StatusCode,
    entry: Entry,
    drawn: Drawn<'_>,
) -> Response {
    let l = person.l();
    let held = drawn.held;
    let is_new = held.is_none();
    let title = if is_new {
        l.t("faq-write-new-title").into_owned()
    } else {
        l.v("faq-write-edit-title", &entry.slug).into_owned()
    };
    let layout = person
        .layout()
        .titled(title.clone())
        .crumb(l.t("faq-title"), "/faq")
        .crumb(l.t("faq-write-title"), PATH)
        .crumb(title, "");
    let against = |text: &str, said: String| Other {
        said,
        runs: differences(text, &entry.document()),
        text: text.to_owned(),
    };
    let conflict = held.filter(|_| drawn.conflict).and_then(|held| {
        let said = drawn.last.as_ref().map(|last| {
            let at = layout.short_date_time(&last.at);
            let values = [
                ("who", author_name(l, &last.author).into()),
                ("at", at.into()),
            ];
            l.with("faq-write-conflict-by", &values).into_owned()
        });
        Some(against(written_text(held)?, said.unwrap_or_default()))
    });
    let offered = held
        .and_then(|held| held.offered.as_deref())
        .map(|text| against(text, String::new()));
    let alike = library
        .search()
        .alike(&entry.question, &entry.answer, ALIKE + 1)
        .into_iter()
        .filter(|(found, likeness)| found.slug != entry.slug && *likeness >= ALIKE_FROM)
        .take(ALIKE)
        .map(|(found, _)| Link {
            href: address(&found.slug),
            text: found.question.clone(),
        })
        .collect();
    let state = held.map_or_else(String::new, |held| said_state(&layout, held));
    let template = EditPage {
        csrf: person.csrf.clone(),
        language: person.house().programme().language.clone(),
        action: if is_new {
            format!("{PATH}/nouvelle")
        } else {
            edit_path(&entry.slug)
        },
        is_new,
        version: drawn
            .seen
            .unwrap_or_else(|| held.map_or(0, |held| held.version)),
        requirements: entry.requirements.join("\n"),
        groups: groups(person, library, &entry),
        statuses: statuses(person, &entry),
        when: drawn.when,
        mistakes: drawn.mistakes,
        preview: drawn.previewed.then(|| to_html(&entry.answer)),
        alike,
        two_people: two_people(person),
        has_draft: held.is_some_and(|held| held.draft.is_some()),
        is_published: library.entry(&entry.slug).is_some(),
        state,
        conflict,
        offered,
        public_href: address(&entry.slug),
        history_href: format!("{}/historique", edit_path(&entry.slug)),
        entry,
        layout,
    };
    page(status, &template)
}

/// Where an entry stands, in a sentence.
fn said_state(layout: &Layout, held: &FaqText) -> String {
    let l = layout.l;
    if let Some(at) = &held.publish_at {
        let at = layout.short_date_time(at);
        let values = [
            ("at", at.into()),
            ("who", author_name(l, &held.publish_by).into()),
        ];
        return l.with("faq-write-state-scheduled", &values).into_owned();
    }
    if held.draft.is_some() {
        let at = layout.short_date_time(&held.changed_at);
        let values = [
            ("at", at.into()),
            ("who", author_name(l, &held.draft_by).into()),
        ];
        return l.with("faq-write-state-draft", &values).into_owned();
    }
    let key = if held.published.is_some() {
        "faq-write-state-published"
    } else {
        "faq-write-state-empty"
    };
    l.t(key).into_owned()
}

fn groups(person: &Person, library: &Library, entry: &Entry) -> Vec<Group> {
    let l = person.l();
    let programme = person.house().programme();
    let taxonomy = library.taxonomy();
    let group = |name: &'static str, key: &str, chosen: &[String], all: Vec<(String, String)>| {
        let choices = all
            .into_iter()
            .map(|(value, label)| Choice {
                id: format!("f-{name}-{}", if value == EVERY { "tous" } else { &value }),
                chosen: chosen.contains(&value),
                value,
                label,
            })
            .collect();
        Group {
            name,
            legend: l.t(key).into_owned(),
            choices,
        }
    };
    let terms = |terms: &[Term]| -> Vec<(String, String)> {
        let pair = |term: &Term| (term.code.clone(), term.label.clone());
        terms.iter().map(pair).collect()
    };
    let every = || (EVERY.to_owned(), l.t("faq-write-every").into_owned());
    let themes = taxonomy
        .themes
        .iter()
        .map(|theme| (theme.code.clone(), theme.label.clone()))
        .collect();
    let sectors = std::iter::once(every())
        .chain(
            programme
                .sectors
                .iter()
                .map(|one| (one.code.to_string(), one.label.clone())),
        )
        .collect();
    let schemes = std::iter::once(every())
        .chain(
            programme
                .schemes
                .iter()
                .map(|one| (one.code.to_string(), one.label.clone())),
        )
        .collect();
    let mut groups = vec![
        group("themes", "faq-facet-theme", &entry.themes, themes),
        group("sectors", "faq-write-sectors", &entry.sectors, sectors),
        group("schemes", "faq-write-schemes", &entry.schemes, schemes),
        group(
            "products",
            "faq-facet-product",
            &entry.products,
            terms(&taxonomy.products),
        ),
        group(
            "offers",
            "faq-facet-offer",
            &entry.offers,
            terms(&taxonomy.offers),
        ),
    ];
    groups.retain(|group| !group.choices.is_empty());
    groups
}

fn statuses(person: &Person, entry: &Entry) -> Vec<Choice> {
    [
        (Status::Published, "faq-write-status-published"),
        (Status::ToConfirm, "faq-write-status-to-confirm"),
        (Status::Archived, "faq-write-status-archived"),
    ]
    .into_iter()
    .map(|(status, key)| Choice {
        id: format!("f-statut-{}", status.code()),
        value: status.code().to_owned(),
        label: person.l().t(key).into_owned(),
        chosen: entry.status == status,
    })
    .collect()
}
