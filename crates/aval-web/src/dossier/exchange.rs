//! The conversation of an application: messages, requests with their due date, extensions.

use askama::Template;
use aval_core::{
    access::{Right, Side},
    application::{Command, ExtensionOutcome, RequestCause, is_paused},
    deadline::{self, DayKind},
    ids::{ApplicationId, MessageId, RequestId},
};
use axum::{http::StatusCode, response::Response};
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    act,
    head::{Head, may},
    overview::dossier_for,
    words::deadline_in_words,
};
use crate::{
    address::{Path, Query},
    error_page::Problem,
    faq::{Beside, beside},
    form::FormState,
    house::House,
    layout::{Layout, page},
    posted::{Posted, application_path, new_form},
    visitor::Person,
};

struct MessageLine {
    by: String,
    at: String,
    body: String,
    own: bool,
}

struct RequestLine {
    id: String,
    title: String,
    lines: Vec<String>,
    by: String,
    at: String,
    due: String,
    late: bool,
    answer: Option<(String, String, String)>,
    answerable: bool,
    extendable: bool,
    extension: Option<String>,
    extension_pending: bool,
    to_vendor: bool,
    /// The delay in force, for a request to the vendor.
    delay: String,
    /// The clock stands still while a second opinion is awaited.
    paused: bool,
    /// The day usually asked for, ready for a field.
    usual_day: String,
}

#[derive(Template)]
#[template(path = "dossier/exchange.html")]
struct ExchangePage {
    layout: Layout,
    head: Head,
    form: FormState,
    request_form: FormState,
    messages: Vec<MessageLine>,
    requests: Vec<RequestLine>,
    open_requests: usize,
    may_message: bool,
    may_answer_extension: bool,
    operator: bool,
    /// The form of a request is open, on a slot.
    asking: bool,
    /// Answers of the FAQ about its requirement.
    beside: Vec<Beside>,
    /// Field that takes the answers that are cited; empty for who writes none.
    cite: &'static str,
    /// Language of the programme, in which answers are written.
    content_language: String,
}

#[derive(Deserialize)]
pub(super) struct About {
    /// Slot that a request will be about.
    preuve: Option<String>,
}

pub(super) async fn show(
    person: Person,
    Path(id): Path<Uuid>,
    Query(about): Query<About>,
) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if person.actor.side == Side::External {
        return person.visitor.problem(Problem::NotFound);
    }
    let house = person.house();
    let l = person.l();
    let state = &dossier.state;
    let operator = person.actor.side == Side::Operator;
    let may_message = may(&person, &person.actor, Right::Message, &dossier);
    let requests: Vec<RequestLine> = state
        .requests
        .iter()
        .rev()
        .map(|request| {
            let (title, lines, question) = match &request.cause {
                RequestCause::Question {
                    subject,
                    body,
                    slot,
                } => {
                    let title = match slot {
                        Some(slot) => format!("{subject} ({slot})"),
                        None => subject.clone(),
                    };
                    (title, vec![body.clone()], true)
                }
                RequestCause::Completion { points } => {
                    (l.t("completion-title").into_owned(), points.clone(), false)
                }
                RequestCause::Changes { chapter, message } => {
                    let name = dossier
                        .catalogue
                        .chapter(chapter)
                        .map_or_else(|| chapter.to_string(), |chapter| chapter.name.clone());
                    (
                        l.v("request-changes", name).into_owned(),
                        vec![message.clone()],
                        false,
                    )
                }
            };
            let open = request.answered.is_none() && !state.is_closed();
            let addressed = request.addressee == person.actor.side;
            let pending = request
                .extension
                .as_ref()
                .is_some_and(|extension| extension.outcome.is_none());
            RequestLine {
                id: request.id.to_string(),
                title,
                lines: lines.into_iter().filter(|line| !line.is_empty()).collect(),
                by: request.asked_by.name.clone(),
                at: layout.short_date_time(&request.asked_at),
                due: request
                    .due_at
                    .map(|due| deadline_in_words(house, &layout, due))
                    .unwrap_or_default(),
                late: request.overdue_at.is_some() && request.answered.is_none(),
                answer: request.answered.as_ref().map(|answer| {
                    (
                        answer.by.name.clone(),
                        layout.short_date_time(&answer.at),
                        answer.body.clone(),
                    )
                }),
                answerable: open && question && addressed && may_message,
                extendable: open
                    && request.addressee == Side::Vendor
                    && person.actor.side == Side::Vendor
                    && !pending
                    && may_message
                    && request.due_at.is_some_and(|due| due > house.now()),
                extension: request.extension.as_ref().map(|extension| {
                    let until = layout.date(&extension.until);
                    match &extension.outcome {
                        None => l
                            .with(
                                "extension-asked",
                                &[
                                    ("until", until.into()),
                                    ("reason", extension.reason.clone().into()),
                                ],
                            )
                            .into_owned(),
                        Some((ExtensionOutcome::Accepted, _)) => {
                            l.t("extension-accepted").into_owned()
                        }
                        Some((ExtensionOutcome::CounterProposed, why)) => {
                            l.v("extension-countered", why).into_owned()
                        }
                        Some((ExtensionOutcome::Refused, why)) => {
                            l.v("extension-refused", why).into_owned()
                        }
                    }
                }),
                extension_pending: open && pending,
                to_vendor: request.addressee == Side::Vendor,
                delay: if request.addressee == Side::Vendor && request.due_at.is_some() {
                    delay_in_words(&person)
                } else {
                    String::new()
                },
                paused: open && is_paused(state, request),
                usual_day: request
                    .due_at
                    .map(|due| usual_day(house, due))
                    .unwrap_or_default(),
            }
        })
        .collect();
    let slots = dossier.slots(house);
    let about = about
        .preuve
        .filter(|_| operator && may_message)
        .and_then(|key| slots.iter().find(|slot| slot.key.as_str() == key));
    let mut request_form = new_form(house, state.version);
    if let Some(slot) = about {
        request_form.set("slot", slot.key.as_str());
    }
    let beside = about
        .zip(state.opening.as_ref())
        .map(|(slot, opening)| {
            let requirement = slot.requirement.id.as_str();
            beside(house, requirement, opening.scheme.as_str())
        })
        .unwrap_or_default();
    let answer = page(
        StatusCode::OK,
        &ExchangePage {
            form: new_form(house, state.version),
            request_form,
            asking: about.is_some(),
            beside,
            cite: if operator { "f-request-body" } else { "" },
            content_language: house.programme().language.clone(),
            messages: state
                .messages
                .iter()
                .map(|message| MessageLine {
                    by: message.by.name.clone(),
                    at: layout.date_time(&message.at),
                    body: message.body.clone(),
                    own: message.by.side == person.actor.side,
                })
                .collect(),
            open_requests: requests
                .iter()
                .filter(|request| request.answer.is_none())
                .count(),
            requests,
            may_message,
            may_answer_extension: operator
                && (may(&person, &person.actor, Right::ReturnChapters, &dossier)
                    || may(&person, &person.actor, Right::ReviewEligibility, &dossier)),
            operator,
            layout,
            head,
        },
    );
    person.visitor.clear_flash(answer)
}

/// The delay of an answer, as the programme sets it.
fn delay_in_words(person: &Person) -> String {
    let deadlines = &person.house().programme().deadlines;
    let key = match deadlines.vendor_reply_day_kind {
        DayKind::Working => "request-delay-working",
        DayKind::Calendar => "request-delay-calendar",
    };
    person
        .l()
        .n(key, i64::from(deadlines.vendor_reply_days))
        .into_owned()
}

/// The day that an extension usually leads to: the usual days, after the last day of the
/// present due date.
fn usual_day(house: &House, due: Timestamp) -> String {
    let programme = house.programme();
    let deadlines = &programme.deadlines;
    let last = deadline::last_day(due, &programme.zone());
    deadline::add_days(
        last,
        deadlines.vendor_extension_days,
        deadlines.vendor_reply_day_kind,
        programme.holidays(),
    )
    .to_string()
}

fn back(id: ApplicationId) -> String {
    format!("{}/echanges", application_path(id))
}

pub(super) async fn message(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let command = Command::SendMessage {
        message: MessageId(posted.key()),
        body: posted.value("body").to_owned(),
    };
    act(&posted, id, command, &back(id), "message-sent").await
}

pub(super) async fn request(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let addressee = match posted.person.actor.side {
        Side::Operator => Side::Vendor,
        _ => Side::Operator,
    };
    let command = Command::RequestInformation {
        request: RequestId(posted.key()),
        addressee,
        subject: posted.value("subject").to_owned(),
        body: posted.value("body").to_owned(),
        slot: Some(posted.value("slot").trim())
            .filter(|slot| !slot.is_empty())
            .map(Into::into),
    };
    act(&posted, id, command, &back(id), "request-sent").await
}

pub(super) async fn answer(Path((id, request)): Path<(Uuid, Uuid)>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let command = Command::AnswerRequest {
        request: RequestId(request),
        body: posted.value("body").to_owned(),
    };
    act(&posted, id, command, &back(id), "request-answered").await
}

pub(super) async fn extension(Path((id, request)): Path<(Uuid, Uuid)>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let Ok(until) = posted.value("until").parse() else {
        return crate::visitor::said(&back(id), crate::layout::Tone::Warning, "extension-no-date");
    };
    let command = Command::AskExtension {
        request: RequestId(request),
        until,
        reason: posted.value("reason").to_owned(),
    };
    act(&posted, id, command, &back(id), "extension-sent").await
}

pub(super) async fn extension_answer(
    Path((id, request)): Path<(Uuid, Uuid)>,
    posted: Posted,
) -> Response {
    let id = ApplicationId(id);
    let outcome = match posted.value("outcome") {
        "accept" => ExtensionOutcome::Accepted,
        "counter" => ExtensionOutcome::CounterProposed,
        _ => ExtensionOutcome::Refused,
    };
    let command = Command::AnswerExtension {
        request: RequestId(request),
        outcome,
        until: posted.value("until").parse().ok(),
        reason: posted.value("reason").to_owned(),
    };
    act(&posted, id, command, &back(id), "extension-answered").await
}
