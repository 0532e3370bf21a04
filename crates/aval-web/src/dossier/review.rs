//! What examiners do: verdicts, remarks, returning, validating and reopening chapters.

use askama::Template;
use aval_core::{
    access::{Right, Side},
    application::{Anchor, Command, Refusal, RemarkDraft, Verdict, Viewpoint, slot_state},
    catalogue::{ChapterCode, ProofKey},
    ids::{ApplicationId, EvidenceId, RemarkId, RequestId},
};
use axum::{http::StatusCode, response::Response};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    act,
    evidence::{SlotQuery, desk_address},
    head::{Head, may},
    overview::dossier_for,
    pins::{NoPlace, read_place},
    words::slot_in_words,
};
use crate::{
    address::{Path, Query},
    applications::Failure,
    error_page::Problem,
    form::{Choice, FormState},
    layout::{Layout, page},
    posted::{Posted, application_path, new_form},
    viewer::Look,
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

/// The piece that the page showed, and the place in it that the form names.
async fn place_of(
    posted: &Posted,
    id: ApplicationId,
    slot: &ProofKey,
) -> Result<(Option<EvidenceId>, Option<Anchor>), Failure> {
    let evidence: Option<EvidenceId> = posted.value("evidence").parse().ok();
    let person = &posted.person;
    let dossier = person.house().dossier(&person.actor, id).await?;
    let look = dossier
        .state
        .slot(slot)
        .and_then(|facts| {
            let mut links = facts.links.iter();
            match evidence {
                Some(evidence) => links.find(|link| link.evidence == evidence),
                None => links.next(),
            }
        })
        .and_then(|link| dossier.state.content(link)?.file())
        .map_or(Look::Attachment, |file| Look::of(&file.name));
    let anchor = read_place(look, posted.value("place"), posted.value("zone"))
        .map_err(|NoPlace| Failure::Refused(Refusal::NoSuchPlace))?;
    Ok((evidence, anchor))
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
    let (piece, anchor) = match place_of(&posted, id, &slot).await {
        Ok(found) => found,
        Err(failure) => return posted.person.failed(failure, Some(&posted), &here),
    };
    let here = match piece {
        Some(evidence) => format!("{here}&piece={evidence}"),
        None => here,
    };
    let verdict = chosen(&posted);
    let alone = posted.value("verdict") == "remark";
    let text = posted.value("remark").trim().to_owned();
    let remark = RemarkDraft {
        id: RemarkId(posted.key()),
        // What comes with a favourable verdict is an advice.
        blocking: verdict == Verdict::ChangesRequested && posted.value("advice").is_empty(),
        text,
        piece,
        anchor,
    };
    if alone {
        let here = format!("{here}&remarque={}", remark.id);
        let command = Command::MakeRemark { slot, remark };
        return act(&posted, id, command, &here, "remark-made").await;
    }
    if remark.text.is_empty() && remark.anchor.is_some() {
        // A place without a word would be lost in silence.
        let refusal = Failure::Refused(Refusal::TextRequired);
        return posted.person.failed(refusal, Some(&posted), &here);
    }
    let remarks = match remark.text.is_empty() {
        true => Vec::new(),
        false => vec![remark],
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
        "repeter" => {
            let (piece, anchor) = match place_of(&posted, id, &slot).await {
                Ok(found) => found,
                Err(failure) => return person.failed(failure, Some(&posted), &back),
            };
            let command = Command::RepeatRemark {
                remark,
                piece,
                anchor,
            };
            act(&posted, id, command, &back, "remark-repeated").await
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
