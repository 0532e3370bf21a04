//! What examiners do: verdicts, remarks, returning, validating and reopening chapters.

use askama::Template;
use aval_core::{
    access::{Right, Side},
    application::{Anchor, Command, RemarkDraft, Verdict, Viewpoint, slot_state},
    catalogue::{ChapterCode, ProofKey},
    ids::{ApplicationId, RemarkId, RequestId},
};
use axum::{http::StatusCode, response::Response};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    act,
    evidence::{SlotQuery, desk_address},
    head::{Head, may},
    overview::dossier_for,
    words::slot_in_words,
};
use crate::{
    address::{Path, Query},
    error_page::Problem,
    form::{Choice, FormState},
    layout::{Layout, page},
    posted::{Posted, application_path, new_form},
    visitor::Person,
};

async fn slot_page(posted: &Posted, id: ApplicationId, key: &ProofKey) -> Option<String> {
    let dossier = posted
        .person
        .house()
        .dossier(&posted.person.actor, id)
        .await
        .ok()?;
    desk_address(&dossier, key)
}

/// « p. 3 », « 1:25 », « l. 40 » or « 40 % 25 % » (from the left and from the top of an
/// image), as a reviewer types it.
fn place(text: &str) -> Option<Anchor> {
    let text = text.trim().to_lowercase();
    if let Some((left, rest)) = text.split_once('%') {
        return Some(Anchor::Zone {
            left: thousandths(left)?,
            top: thousandths(rest.split('%').next().unwrap_or_default())?,
            width: 0,
            height: 0,
        });
    }
    if let Some((minutes, seconds)) = text.split_once(':') {
        let minutes: u32 = minutes.trim().parse().ok()?;
        let seconds: u32 = seconds.trim().parse().ok()?;
        return Some(Anchor::Moment {
            seconds: minutes.checked_mul(60)?.checked_add(seconds)?,
        });
    }
    let number: u32 = text
        .chars()
        .filter(char::is_ascii_digit)
        .collect::<String>()
        .parse()
        .ok()
        .filter(|number| *number > 0)?;
    if text.starts_with('l') {
        Some(Anchor::Line { line: number })
    } else if text.ends_with('s') {
        Some(Anchor::Moment { seconds: number })
    } else {
        Some(Anchor::Page { page: number })
    }
}

fn thousandths(percents: &str) -> Option<u16> {
    let digits: String = percents.chars().filter(char::is_ascii_digit).collect();
    let percents: u16 = digits.parse().ok()?;
    (percents <= 100).then_some(percents * 10)
}

fn chosen(posted: &Posted) -> Verdict {
    match posted.value("verdict") {
        "conform" => Verdict::Conform,
        "na" => Verdict::NotApplicableAccepted,
        _ => Verdict::ChangesRequested,
    }
}

pub(super) async fn verdict(
    Path(id): Path<Uuid>,
    Query(query): Query<SlotQuery>,
    posted: Posted,
) -> Response {
    let id = ApplicationId(id);
    let slot = ProofKey::new(query.preuve);
    let Some(here) = slot_page(&posted, id, &slot).await else {
        return posted.person.visitor.problem(Problem::NotFound);
    };
    let verdict = chosen(&posted);
    let text = posted.value("remark").trim().to_owned();
    let remarks = if text.is_empty() {
        Vec::new()
    } else {
        vec![RemarkDraft {
            id: RemarkId(posted.key()),
            text,
            // What comes with a favourable verdict is an advice.
            blocking: verdict == Verdict::ChangesRequested && posted.value("advice").is_empty(),
            anchor: place(posted.value("place")),
        }]
    };
    let next = posted.value("next");
    let own = format!("{}/", application_path(id));
    // The way on goes to the next slot, on this site only.
    let back = if next.starts_with(&own) {
        next.to_owned()
    } else {
        here
    };
    let command = Command::GiveVerdict {
        slot,
        verdict,
        note: None,
        remarks,
    };
    act(&posted, id, command, &back, "verdict-saved").await
}

pub(super) async fn retract(
    Path(id): Path<Uuid>,
    Query(query): Query<SlotQuery>,
    posted: Posted,
) -> Response {
    let id = ApplicationId(id);
    let slot = ProofKey::new(query.preuve);
    let Some(back) = slot_page(&posted, id, &slot).await else {
        return posted.person.visitor.problem(Problem::NotFound);
    };
    act(
        &posted,
        id,
        Command::RetractVerdict { slot },
        &back,
        "verdict-retracted",
    )
    .await
}

pub(super) async fn second_opinion(
    Path(id): Path<Uuid>,
    Query(query): Query<SlotQuery>,
    posted: Posted,
) -> Response {
    let id = ApplicationId(id);
    let slot = ProofKey::new(query.preuve);
    let Some(back) = slot_page(&posted, id, &slot).await else {
        return posted.person.visitor.problem(Problem::NotFound);
    };
    if posted.value("verdict").is_empty() {
        let command = Command::AskSecondOpinion {
            slot,
            reason: posted.value("reason").to_owned(),
        };
        return act(&posted, id, command, &back, "second-asked").await;
    }
    let command = Command::GiveSecondOpinion {
        slot,
        verdict: chosen(&posted),
        reasons: posted.value("remark").to_owned(),
    };
    act(&posted, id, command, &back, "second-given").await
}

pub(super) async fn remark(
    Path((id, remark, action)): Path<(Uuid, Uuid, String)>,
    posted: Posted,
) -> Response {
    let id = ApplicationId(id);
    let remark = RemarkId(remark);
    let person = &posted.person;
    let slot = match person.house().dossier(&person.actor, id).await {
        Ok(dossier) => dossier
            .state
            .remarks
            .get(&remark)
            .map(|remark| remark.slot.clone()),
        Err(failure) => return person.failed(failure, Some(&posted), "/dossiers"),
    };
    let Some(slot) = slot else {
        return person.visitor.problem(Problem::NotFound);
    };
    let back = slot_page(&posted, id, &slot)
        .await
        .unwrap_or_else(|| application_path(id));
    match action.as_str() {
        "repondre" => {
            let command = Command::AnswerRemark {
                remark,
                body: posted.value("body").to_owned(),
            };
            if !posted.value("treated").is_empty() {
                let treated = Command::TreatRemark { remark };
                if let Err(failure) = person
                    .house()
                    .execute(&person.actor, id, treated, None)
                    .await
                {
                    return person.failed(failure, Some(&posted), &back);
                }
            }
            act(&posted, id, command, &back, "remark-answered").await
        }
        "traiter" => {
            act(
                &posted,
                id,
                Command::TreatRemark { remark },
                &back,
                "remark-done",
            )
            .await
        }
        "fermer" => {
            act(
                &posted,
                id,
                Command::CloseRemark { remark },
                &back,
                "remark-done",
            )
            .await
        }
        "retirer" => {
            act(
                &posted,
                id,
                Command::RetractRemark { remark },
                &back,
                "remark-done",
            )
            .await
        }
        _ => person.visitor.problem(Problem::NotFound),
    }
}

fn chapter_page(id: ApplicationId, chapter: &str) -> String {
    format!("{}/chapitres/{chapter}", application_path(id))
}

pub(super) async fn return_chapter(
    Path((id, chapter)): Path<(Uuid, String)>,
    posted: Posted,
) -> Response {
    let id = ApplicationId(id);
    let back = chapter_page(id, &chapter);
    let command = Command::ReturnChapter {
        chapter: ChapterCode::new(chapter),
        request: RequestId(posted.key()),
        message: posted.value("message").to_owned(),
    };
    act(&posted, id, command, &back, "chapter-returned").await
}

pub(super) async fn validate_chapter(
    Path((id, chapter)): Path<(Uuid, String)>,
    posted: Posted,
) -> Response {
    let id = ApplicationId(id);
    let back = chapter_page(id, &chapter);
    let command = Command::ValidateChapter {
        chapter: ChapterCode::new(chapter),
    };
    act(&posted, id, command, &back, "chapter-done").await
}

#[derive(Template)]
#[template(path = "dossier/reopen.html")]
struct ReopenPage {
    layout: Layout,
    head: Head,
    form: FormState,
    slots: Vec<Choice>,
    back: String,
}

#[derive(Deserialize)]
pub(super) struct ReopenQuery {
    /// The slot from which one comes.
    preuve: Option<String>,
}

/// Which proofs of a chapter are opened again, and why.
pub(super) async fn reopen_form(
    person: Person,
    Path((id, chapter)): Path<(Uuid, String)>,
    Query(query): Query<ReopenQuery>,
) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if person.actor.side != Side::Operator {
        return person.visitor.problem(Problem::NotFound);
    }
    if !may(&person, &person.actor, Right::ReturnChapters, &dossier) {
        return person.visitor.problem(Problem::Forbidden);
    }
    let house = person.house();
    let slots: Vec<Choice> = dossier
        .slots(house)
        .iter()
        .filter(|slot| slot.chapter.code.as_str() == chapter)
        .map(|slot| {
            let state = slot_state(dossier.state.slot(slot.key), Viewpoint::Operator);
            let said = slot_in_words(person.l(), house.programme(), state);
            Choice::new(slot.key.to_string(), format!("{} – {said}", slot.key))
        })
        .collect();
    if slots.is_empty() {
        return person.visitor.problem(Problem::NotFound);
    }
    let mut form = new_form(house, dossier.state.version);
    form.set_all("slot", query.preuve);
    page(
        StatusCode::OK,
        &ReopenPage {
            back: chapter_page(dossier.id, &chapter),
            layout: layout.crumb(person.l().t("reopen-title"), ""),
            slots,
            form,
            head,
        },
    )
}

pub(super) async fn reopen_chapter(
    Path((id, chapter)): Path<(Uuid, String)>,
    posted: Posted,
) -> Response {
    let id = ApplicationId(id);
    let back = chapter_page(id, &chapter);
    let command = Command::ReopenChapter {
        chapter: ChapterCode::new(chapter),
        slots: posted
            .values("slot")
            .into_iter()
            .map(ProofKey::new)
            .collect(),
        reason: posted.value("reason").to_owned(),
    };
    act(&posted, id, command, &back, "chapter-reopened").await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_reviewers_write_it() {
        assert_eq!(place("p. 3"), Some(Anchor::Page { page: 3 }));
        assert_eq!(place("1:25"), Some(Anchor::Moment { seconds: 85 }));
        assert_eq!(place("12 s"), Some(Anchor::Moment { seconds: 12 }));
        assert_eq!(place("l. 40"), Some(Anchor::Line { line: 40 }));
        let zone = Anchor::Zone {
            left: 400,
            top: 250,
            width: 0,
            height: 0,
        };
        assert_eq!(place("40 %, 25 %"), Some(zone));
        assert_eq!(place("140 % 25 %"), None);
        assert_eq!(place("40 %"), None);
        assert_eq!(place("ici"), None);
        assert_eq!(place("99999999999:00"), None);
    }
}
