//! The first page of an application: steps, charter, chapters with their progress,
//! milestones.

use askama::Template;
use aval_core::{
    access::{Right, Side},
    application::{
        ChapterState, ReviewTime, SlotState, Viewpoint, application_state, chapter_state,
        chapters_of, review_time, slot_state,
    },
    ids::ApplicationId,
    programme::MilestoneKind,
};
use axum::{http::StatusCode, response::Response};
use jiff::SignedDuration;
use uuid::Uuid;

use super::{
    edition::newer_editions,
    head::{Head, head, may},
    words::{chapter_in_words, chapter_tone, deadline_in_words},
};
use crate::{
    address::Path,
    applications::Dossier,
    error_page::Problem,
    form::{Choice, FormState},
    layout::{Layout, Step, StepState, Tone, page},
    locale::Locale,
    posted::new_form,
    visitor::Person,
};

/// A chapter with its progress.
pub(super) struct ChapterLine {
    pub name: String,
    pub href: String,
    pub state: String,
    pub tone: Tone,
    pub filled: usize,
    pub settled: usize,
    pub total: usize,
    pub to_correct: usize,
}

struct MilestoneLine {
    label: String,
    when: String,
}

#[derive(Template)]
#[template(path = "dossier/overview.html")]
struct OverviewPage {
    layout: Layout,
    head: Head,
    form: FormState,
    steps: Vec<Step>,
    chapters: Vec<ChapterLine>,
    milestones: Vec<MilestoneLine>,
    charter_open: bool,
    charter_waits: bool,
    may_withdraw: bool,
    may_abandon: bool,
    leads: Vec<Choice>,
    decision: Option<(String, String)>,
    listing: Option<String>,
    /// Where the milestones are for a calendar; not for an invited auditor.
    calendar: String,
    /// The newest edition of the catalogue, when it is not the one held and may be adopted.
    newest_edition: String,
    /// How long the teams have had the application, and how long they waited for the vendor.
    review_time: String,
}

/// Loads the application for a page, or the page to show instead.
pub(super) async fn dossier_for(
    person: &Person,
    id: Uuid,
) -> Result<(Dossier, Layout, Head), Response> {
    let id = ApplicationId(id);
    let dossier = match person.house().dossier(&person.actor, id).await {
        Ok(dossier) => dossier,
        Err(failure) => return Err(person.failed(failure, None, "/dossiers")),
    };
    let (list, key) = match person.actor.side {
        Side::Operator => ("/instruction", "nav-queue"),
        _ => ("/dossiers", "nav-applications"),
    };
    let mut layout = person.layout().crumb(person.l().t(key), list);
    let Some(head) = head(person, &layout, &dossier) else {
        return Err(person.visitor.problem(Problem::NotFound));
    };
    layout = layout
        .crumb(head.number.clone(), head.path.clone())
        .titled(format!("{} – {}", head.product, head.number));
    Ok((dossier, layout, head))
}

pub(super) fn viewpoint(person: &Person) -> Viewpoint {
    if person.actor.side == Side::Operator {
        Viewpoint::Operator
    } else {
        Viewpoint::Vendor
    }
}

pub(super) fn chapter_lines(person: &Person, dossier: &Dossier) -> Vec<ChapterLine> {
    let house = person.house();
    let slots = dossier.slots(house);
    let seen_by = viewpoint(person);
    let visible = |key| {
        aval_core::access::slot_visible(
            &person.actor,
            key,
            &dossier.state,
            house.programme(),
            house.now(),
        )
    };
    chapters_of(&slots)
        .into_iter()
        .filter(|(_, held)| held.iter().any(|slot| visible(slot.key)))
        .map(|(chapter, held)| {
            let state = chapter_state(&dossier.state, &slots, &chapter.code);
            let count = |wanted: fn(SlotState) -> bool| {
                held.iter()
                    .filter(|slot| wanted(slot_state(dossier.state.slot(slot.key), seen_by)))
                    .count()
            };
            ChapterLine {
                name: if chapter.name.is_empty() {
                    chapter.code.to_string()
                } else {
                    chapter.name.clone()
                },
                href: format!("/dossiers/{}/chapitres/{}", dossier.id, chapter.code),
                state: chapter_in_words(person.l(), house.programme(), state),
                tone: chapter_tone(state),
                filled: count(|slot| slot != SlotState::Missing),
                settled: count(SlotState::is_settled),
                to_correct: if state == ChapterState::ChangesRequested {
                    count(|slot| slot == SlotState::ChangesRequested)
                } else {
                    0
                },
                total: held.len(),
            }
        })
        .collect()
}

pub(super) async fn show(person: Person, Path(id): Path<Uuid>) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let house = person.house();
    let state = &dossier.state;
    let may = |right| may(&person, &person.actor, right, &dossier);
    let no_charter = state.charter_accepted.is_none() && !state.is_closed();
    let milestones = state
        .opening
        .as_ref()
        .map(|opening| {
            house
                .programme()
                .milestones_of(&opening.scheme)
                .map(|(milestone, at)| MilestoneLine {
                    label: milestone.label.clone(),
                    when: if milestone.kind == MilestoneKind::Opening && at <= house.now() {
                        person
                            .l()
                            .v("home-open-since", layout.date_time(&at))
                            .into_owned()
                    } else {
                        deadline_in_words(house, &layout, at)
                    },
                })
                .collect()
        })
        .unwrap_or_default();
    let leads = if may(Right::Assign) {
        operator_people(&person).await
    } else {
        Vec::new()
    };
    let answer = page(
        StatusCode::OK,
        &OverviewPage {
            form: new_form(house, state.version),
            steps: steps(&person, &dossier),
            chapters: if state.eligible.is_some() {
                chapter_lines(&person, &dossier)
            } else {
                Vec::new()
            },
            milestones,
            charter_open: no_charter && may(Right::AcceptCharter),
            charter_waits: no_charter && !may(Right::AcceptCharter),
            may_withdraw: !state.is_closed() && may(Right::Withdraw),
            may_abandon: !state.is_closed() && may(Right::Decide),
            leads,
            decision: state.decision.as_ref().map(|decision| {
                let key = match decision.outcome {
                    aval_core::application::Outcome::Granted => "outcome-granted",
                    aval_core::application::Outcome::GrantedWithReservations => "outcome-reserved",
                    aval_core::application::Outcome::Refused => "outcome-refused",
                };
                (person.l().t(key).into_owned(), decision.reasons.clone())
            }),
            listing: state.listing.as_ref().map(|listing| listing.number.clone()),
            newest_edition: if !state.is_closed() && may(Right::SubmitForms) {
                newer_editions(house, &layout, &dossier)
                    .first()
                    .map(|choice| choice.value.clone())
                    .unwrap_or_default()
            } else {
                String::new()
            },
            calendar: if person.actor.side == Side::External {
                String::new()
            } else {
                format!("{}/jalons.ics", head.path)
            },
            review_time: review_time(state, house.now())
                .filter(|_| person.actor.side != Side::External)
                .map(|time| review_time_in_words(person.l(), time))
                .unwrap_or_default(),
            layout,
            head,
        },
    );
    person.visitor.clear_flash(answer)
}

/// Whole days: the hours of a review say nothing.
fn review_time_in_words(l: Locale, time: ReviewTime) -> String {
    let days = |duration: SignedDuration| duration.as_hours().max(0) / 24;
    l.with(
        "review-time",
        &[
            ("reviewed", days(time.reviewed).into()),
            ("waited", days(time.waited).into()),
        ],
    )
    .into_owned()
}

async fn operator_people(person: &Person) -> Vec<Choice> {
    let house = person.house();
    house
        .store()
        .accounts_of(person.actor.organisation.0, 500)
        .await
        .unwrap_or_default()
        .into_iter()
        .filter(|account| account.disabled_at.is_none() && !account.teams.is_empty())
        .map(|account| Choice::new(account.id.to_string(), account.name))
        .collect()
}

fn steps(person: &Person, dossier: &Dossier) -> Vec<Step> {
    let house = person.house();
    let state = &dossier.state;
    let slots = dossier.slots(house);
    let path = format!("/dossiers/{}", dossier.id);
    let all_validated = application_state(state, &slots).code() == "ready_for_decision";
    let submitted = state.eligibility_submitted.is_some() && state.completion_asked.is_none();
    let done = [
        state.charter_accepted.is_some(),
        submitted || state.eligible.is_some(),
        state.eligible.is_some(),
        all_validated || state.decision.is_some(),
        state.decision.is_some(),
        state.listing.is_some(),
    ];
    let labels = [
        ("step-charter", path.clone()),
        ("step-forms", format!("{path}/eligibilite")),
        ("step-eligibility", format!("{path}/eligibilite")),
        ("step-proofs", format!("{path}/chapitres")),
        ("step-decision", format!("{path}/decision")),
        ("step-register", String::new()),
    ];
    let current = done.iter().position(|done| !done).unwrap_or(done.len());
    labels
        .into_iter()
        .zip(done)
        .enumerate()
        .map(|(rank, ((key, href), done))| {
            let step = if rank == current {
                StepState::Current
            } else if done {
                StepState::Done
            } else {
                StepState::Later
            };
            // An invited auditor goes to the proofs alone.
            let invited = person.actor.side == Side::External;
            let reachable = step != StepState::Later
                && (rank != 4 || state.decision.is_some())
                && (rank == 3 || !invited);
            Step {
                label: person.l().t(key).into_owned(),
                href: if reachable { href } else { String::new() },
                state: step,
            }
        })
        .collect()
}
