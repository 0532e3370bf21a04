//! The journal of an application as people read it.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use aval_core::{
    access::Side,
    application::{Application, Content, Event, Recorded},
    catalogue::ProofKey,
    ids::EvidenceId,
};
use axum::{http::StatusCode, response::Response};
use uuid::Uuid;

use super::{
    chapter::gives_second_opinion, head::Head, overview::dossier_for, words::verdict_in_words,
};
use crate::{
    address::{Path, Query},
    error_page::Problem,
    layout::{Layout, TimelineEntry, Tone, page},
    visitor::Person,
};

#[derive(Template)]
#[template(path = "dossier/journal.html")]
struct JournalPage {
    layout: Layout,
    head: Head,
    entries: Vec<TimelineEntry>,
    total: usize,
    first: String,
    previous: String,
    next: String,
    /// Everything on one page, to be printed; empty when this is it.
    whole: String,
}

/// Entries on one page, the newest first.
const ENTRIES_A_PAGE: usize = 100;

#[derive(serde::Deserialize)]
pub(super) struct JournalQuery {
    /// The page shows what came before this place in the stream, so that a link stays true
    /// when entries are added.
    avant: Option<String>,
    /// `1`: everything, to be printed.
    tout: Option<String>,
}

/// What the vendor may not know yet: drafts of the teams.
fn hidden_from_vendor(event: &Event) -> bool {
    matches!(
        event,
        Event::VerdictGiven { .. }
            | Event::VerdictRetracted { .. }
            | Event::RemarkMade { .. }
            | Event::RemarkRepeated { .. }
            | Event::RemarkRetracted { .. }
    )
}

/// The slot that an exchange is about: who gives a second opinion on it has not read it.
fn exchanged_about<'a>(event: &'a Event, state: &'a Application) -> Option<&'a ProofKey> {
    match event {
        Event::VerdictGiven { slot, .. }
        | Event::VerdictRetracted { slot }
        | Event::RemarkMade { slot, .. }
        | Event::SecondOpinionAsked { slot, .. } => Some(slot),
        Event::RemarkRetracted { remark }
        | Event::RemarkAnswered { remark, .. }
        | Event::RemarkTreated { remark }
        | Event::RemarkClosed { remark }
        | Event::RemarkRepeated { remark, .. } => Some(&state.remarks.get(remark)?.slot),
        _ => None,
    }
}

pub(super) async fn show(
    person: Person,
    Path(id): Path<Uuid>,
    Query(query): Query<JournalQuery>,
) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if person.actor.side == Side::External {
        return person.visitor.problem(Problem::NotFound);
    }
    let history = match person.house().history(dossier.id).await {
        Ok(history) => history,
        Err(error) => return person.failed(error.into(), None, &head.path),
    };
    let operator = person.actor.side == Side::Operator;
    let slots = dossier.slots(person.house());
    let blind: BTreeSet<&ProofKey> = slots
        .iter()
        .filter(|slot| gives_second_opinion(&person, &dossier, slot))
        .map(|slot| slot.key)
        .collect();
    let told: Vec<&Recorded> = history
        .iter()
        .rev()
        .filter(|recorded| operator || !hidden_from_vendor(&recorded.event))
        .filter(|recorded| {
            !exchanged_about(&recorded.event, &dossier.state)
                .is_some_and(|slot| blind.contains(slot))
        })
        .collect();
    let total = told.len();
    let whole = query.tout.is_some();
    let start = if whole { 0 } else { start_of(&query, &told) };
    let end = if whole {
        total
    } else {
        total.min(start + ENTRIES_A_PAGE)
    };
    let window = told.get(start..end).unwrap_or_default();
    let entries = entries_of(&layout, &history, window);
    let path = format!("{}/journal", head.path);
    let page_at = |at: Option<usize>| match at {
        Some(0) => path.clone(),
        Some(at) => told
            .get(at)
            .map(|recorded| format!("{path}?avant={}", recorded.version + 1))
            .unwrap_or_default(),
        None => String::new(),
    };
    page(
        StatusCode::OK,
        &JournalPage {
            total,
            first: if start > ENTRIES_A_PAGE {
                path.clone()
            } else {
                String::new()
            },
            previous: page_at(
                Some(start)
                    .filter(|start| *start > 0)
                    .map(|start| start.saturating_sub(ENTRIES_A_PAGE)),
            ),
            next: page_at(Some(end)),
            whole: if whole || total <= ENTRIES_A_PAGE {
                String::new()
            } else {
                format!("{path}?tout=1")
            },
            layout,
            head,
            entries,
        },
    )
}

/// What each piece holds at this point of the history.
type Named = BTreeMap<EvidenceId, String>;

fn remember(named: &mut Named, event: &Event) {
    if let Event::EvidenceFiled {
        evidence, content, ..
    }
    | Event::EvidenceReused {
        evidence, content, ..
    }
    | Event::EvidenceReplaced {
        evidence, content, ..
    } = event
    {
        named.insert(*evidence, content_label(content));
    }
}

/// The entries of one page, the newest first. The whole history is walked, since what a piece
/// was called then depends on what came before.
fn entries_of(layout: &Layout, history: &[Recorded], page: &[&Recorded]) -> Vec<TimelineEntry> {
    let mut named = Named::new();
    let mut page = page.iter().rev().peekable();
    let mut entries = Vec::new();
    for recorded in history {
        remember(&mut named, &recorded.event);
        if page
            .next_if(|shown| shown.version == recorded.version)
            .is_some()
        {
            entries.push(entry(layout, &named, recorded));
        }
    }
    entries.reverse();
    entries
}

/// Where the page asked for starts; a number that means nothing is the first page.
fn start_of(query: &JournalQuery, told: &[&Recorded]) -> usize {
    let Some(before) = query
        .avant
        .as_deref()
        .and_then(|version| version.parse::<u64>().ok())
    else {
        return 0;
    };
    told.iter()
        .position(|recorded| recorded.version < before)
        .unwrap_or(0)
}

fn entry(layout: &Layout, named: &Named, recorded: &Recorded) -> TimelineEntry {
    let l = layout.l;
    let kind = recorded
        .event
        .encode()
        .map(|(kind, _)| kind)
        .unwrap_or_default();
    let (detail, tone) = told(layout, named, &recorded.event);
    TimelineEntry {
        instant: recorded.at.to_string(),
        said: layout.date_time(&recorded.at),
        title: l.t(&format!("event-{kind}")).into_owned(),
        actor: recorded.actor.name.clone(),
        detail,
        tone,
    }
}

fn content_label(content: &Content) -> String {
    match content.file() {
        Some(file) => format!("{} · SHA-256 {}", file.name, file.hash),
        None => content.label(),
    }
}

fn told(layout: &Layout, named: &Named, event: &Event) -> (String, Tone) {
    let l = layout.l;
    match event {
        Event::ApplicationOpened {
            number,
            product,
            catalogue,
            ..
        } => (
            format!(
                "{number} · {} · {} {}",
                product.name, catalogue.code, catalogue.version
            ),
            Tone::Info,
        ),
        Event::EvidenceFiled { slot, content, .. } => (
            format!("{slot} · {}", content_label(content)),
            Tone::Neutral,
        ),
        Event::EvidenceReused {
            slot,
            content,
            origin,
            ..
        } => (
            format!("{slot} · {} · {}", content_label(content), origin.number),
            Tone::Neutral,
        ),
        Event::EvidenceErased { file, reason, .. } => (
            format!(
                "{} · {} · SHA-256 {} · {reason}",
                file.name,
                layout.size(file.size),
                file.hash
            ),
            Tone::Warning,
        ),
        Event::SaleOverdue {} => (String::new(), Tone::Warning),
        Event::EvidenceReplaced {
            content, following, ..
        } => {
            let slots: Vec<String> = following.iter().map(ToString::to_string).collect();
            (
                format!("{} · {}", slots.join(", "), content_label(content)),
                Tone::Neutral,
            )
        }
        Event::EvidenceLinked { slot, evidence } | Event::EvidenceUnlinked { slot, evidence } => {
            let piece = named.get(evidence).map_or("", String::as_str);
            (format!("{slot} · {piece}"), Tone::Neutral)
        }
        Event::NotApplicableClaimWithdrawn { slot } | Event::VerdictRetracted { slot } => {
            (slot.to_string(), Tone::Neutral)
        }
        Event::NotApplicableClaimed {
            slot,
            justification,
        } => (format!("{slot} · {justification}"), Tone::Neutral),
        Event::VerdictGiven { slot, verdict, .. } => (
            format!("{slot} · {}", verdict_in_words(l, *verdict)),
            Tone::Neutral,
        ),
        Event::SecondOpinionGiven {
            slot,
            verdict,
            reasons,
            ..
        } => (
            format!("{slot} · {} · {reasons}", verdict_in_words(l, *verdict)),
            Tone::Info,
        ),
        Event::RemarkMade { slot, text, .. } => (format!("{slot} · {text}"), Tone::Neutral),
        Event::RemarkAnswered { body, .. } | Event::MessageSent { body, .. } => {
            (body.clone(), Tone::Neutral)
        }
        Event::ChapterSubmitted {
            chapter, receipt, ..
        } => {
            let reasons = receipt.items.iter().flat_map(|item| {
                let reasons = item.reasons.iter();
                reasons.map(|given| format!(" · {} ({}) : {}", item.slot, given.code, given.reason))
            });
            let detail = std::iter::once(chapter.to_string()).chain(reasons);
            (detail.collect(), Tone::Success)
        }
        Event::ChapterValidated { chapter } => (chapter.to_string(), Tone::Success),
        Event::ChapterReturned {
            chapter, message, ..
        } => (format!("{chapter} · {message}"), Tone::Warning),
        Event::ChapterReopened {
            chapter, reason, ..
        } => (format!("{chapter} · {reason}"), Tone::Warning),
        Event::CompletionAsked { points, .. } => (points.join(" · "), Tone::Warning),
        Event::EligibilityRefused { reasons } => (reasons.join(" · "), Tone::Error),
        Event::ApplicationAbandoned { reason }
        | Event::ApplicationWithdrawn { reason }
        | Event::ListingWithdrawn { reason } => (reason.clone(), Tone::Error),
        Event::ListingSuspended { reason } | Event::ListingReinstated { reason } => {
            (reason.clone(), Tone::Warning)
        }
        Event::InformationRequested { subject, .. } => (subject.clone(), Tone::Info),
        Event::RequestAnswered { body, .. } => (body.clone(), Tone::Info),
        Event::ExtensionAsked { until, reason, .. } => (format!("{until} · {reason}"), Tone::Info),
        Event::CaseLeadAssigned { name, .. }
        | Event::CollaboratorAttached { name, .. }
        | Event::AuditorInvited { name, .. } => (name.clone(), Tone::Neutral),
        Event::CertificationRequestRecorded {
            certification,
            request,
        } => (
            format!("{certification} · {}", request.status),
            Tone::Neutral,
        ),
        Event::DecisionTaken { reasons, .. } => (reasons.clone(), Tone::Success),
        Event::ListingPublished { number, .. } => (number.clone(), Tone::Success),
        Event::RequestOverdue { .. } => (String::new(), Tone::Warning),
        Event::EligibilityDeclared {} => (String::new(), Tone::Success),
        Event::TechnicalVersionDeclared { version, note } => {
            (format!("{version} · {note}"), Tone::Neutral)
        }
        Event::FormFilled { form, .. } => (form.to_string(), Tone::Neutral),
        _ => (String::new(), Tone::Neutral),
    }
}
