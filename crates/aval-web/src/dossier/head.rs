//! What stands at the top of every page of an application: what it is, its state, whose
//! turn it is and what is pending, and the way to its other pages.

use aval_core::{
    access::{Actor, Right, Side, allows, slot_visible},
    application::{
        Duty, DutyKind, ProofSlot, RequestCause, Turn, application_state, duties, is_paused,
        slot_is_open, turn,
    },
    catalogue::ChapterCode,
    deadline::has_passed,
};

use super::words::{deadline_in_words, state_in_words, state_tone};
use crate::{
    applications::Dossier,
    house::House,
    layout::{Layout, NavItem, Tone},
    visitor::Person,
};

/// The top of the page.
pub struct Head {
    /// Number for people.
    pub number: String,
    /// Product.
    pub product: String,
    /// Vendor.
    pub vendor: String,
    /// Label of the scheme.
    pub scheme: String,
    /// Catalogue and version.
    pub catalogue: String,
    /// Case lead, if there is one.
    pub case_lead: String,
    /// State in words.
    pub state: String,
    /// How it is shown.
    pub tone: Tone,
    /// The reader has to act.
    pub mine: bool,
    /// Whose turn, in words.
    pub whose: String,
    /// What is pending on the reader's side.
    pub own: Vec<Pending>,
    /// What is pending on the other side.
    pub other: Vec<Pending>,
    /// Pages of the application.
    pub tabs: Vec<NavItem>,
    /// Address of the application.
    pub path: String,
}

/// One thing to do.
pub struct Pending {
    /// What.
    pub text: String,
    /// Where.
    pub href: String,
    /// Since when, in words.
    pub since: String,
    /// Until when, in words; empty without a limit.
    pub due: String,
    /// The limit has passed.
    pub late: bool,
}

/// Builds the top of the page for a person.
pub fn head(person: &Person, layout: &Layout, dossier: &Dossier) -> Option<Head> {
    let house = person.house();
    let programme = house.programme();
    let state = &dossier.state;
    let opening = state.opening.as_ref()?;
    let slots = dossier.slots(house);
    let duties = duties(programme, state, &slots);
    let whose = turn(&duties);
    let own_side = if person.actor.side == Side::Operator {
        Side::Operator
    } else {
        Side::Vendor
    };
    let path = format!("/dossiers/{}", dossier.id);
    let line = |duty: &Duty| pending(house, layout, dossier, &path, duty);
    let (own, other): (Vec<_>, Vec<_>) = duties.iter().partition(|duty| duty.side == own_side);
    let mine = match own_side {
        Side::Operator => matches!(whose, Turn::Operator | Turn::Both),
        _ => matches!(whose, Turn::Vendor | Turn::Both),
    };
    let whose = match (whose, own_side) {
        // What is left is no turn: putting a listed version on the market.
        (Turn::None, _) if !duties.is_empty() => "turn-afterwards",
        (Turn::None, _) => "turn-nobody",
        (Turn::Both, Side::Operator) => "turn-both-operator",
        (Turn::Both, _) => "turn-both",
        (Turn::Vendor, Side::Operator) => "turn-vendor",
        (Turn::Vendor, _) => "turn-you",
        (Turn::Operator, _) => "turn-teams",
    };
    let (own, other) = (
        own.into_iter().map(line).collect(),
        other.into_iter().map(line).collect(),
    );
    let (own, other, mine, whose) = if person.actor.side == Side::External {
        let invited = invitations(person, layout, dossier, &slots, &path);
        let mine = !invited.is_empty();
        let whose = if mine { "turn-you" } else { "turn-nobody" };
        (invited, Vec::new(), mine, whose)
    } else {
        (own, other, mine, whose)
    };
    let code = application_state(state, &slots).code();
    Some(Head {
        number: opening.number.clone(),
        product: opening.product.name.clone(),
        vendor: opening.vendor.name.clone(),
        scheme: programme
            .scheme(&opening.scheme)
            .map_or_else(|| opening.scheme.to_string(), |scheme| scheme.label.clone()),
        catalogue: format!("{} {}", opening.catalogue.code, opening.catalogue.version),
        case_lead: state
            .case_lead
            .as_ref()
            .map(|lead| lead.name.clone())
            .unwrap_or_default(),
        state: state_in_words(layout.l, programme, code),
        tone: state_tone(code),
        mine,
        whose: layout.l.t(whose).into_owned(),
        own,
        other,
        tabs: tabs(person, layout, dossier, &path),
        path,
    })
}

/// What an invited auditor has to do: deposit in the open slots that were entrusted to them.
/// The rest of the application does not concern them.
fn invitations(
    person: &Person,
    layout: &Layout,
    dossier: &Dossier,
    slots: &[ProofSlot],
    path: &str,
) -> Vec<Pending> {
    let house = person.house();
    slots
        .iter()
        .filter(|slot| {
            slot_visible(
                &person.actor,
                slot.key,
                &dossier.state,
                house.programme(),
                house.now(),
            ) && slot_is_open(&dossier.state, slot)
        })
        .map(|slot| Pending {
            text: layout
                .l
                .v("slot-deposit", slot.key.to_string())
                .into_owned(),
            href: format!("{path}/chapitres/{}", slot.chapter.code),
            since: String::new(),
            due: String::new(),
            late: false,
        })
        .collect()
}

fn tabs(person: &Person, layout: &Layout, dossier: &Dossier, path: &str) -> Vec<NavItem> {
    let mut tabs = vec![("", "tab-overview")];
    let auditor = person.actor.side == Side::External;
    if !auditor {
        tabs.push(("/candidature", "tab-application"));
        tabs.push(("/eligibilite", "tab-eligibility"));
    }
    if dossier.state.eligible.is_some() {
        tabs.push(("/chapitres", "tab-chapters"));
    }
    if !auditor {
        tabs.push(("/echanges", "tab-exchange"));
        tabs.push(("/equipe", "tab-team"));
        let deciding =
            may(person, &person.actor, Right::Decide, dossier) || dossier.state.decision.is_some();
        if deciding {
            tabs.push(("/decision", "tab-decision"));
        }
        tabs.push(("/journal", "tab-journal"));
    }
    let here = layout.path.split('?').next().unwrap_or_default();
    tabs.into_iter()
        .map(|(end, key)| {
            let href = format!("{path}{end}");
            let below = !end.is_empty() && here.starts_with(&format!("{href}/"));
            NavItem {
                active: here == href || below,
                label: layout.l.t(key).into_owned(),
                href,
                count: None,
            }
        })
        .collect()
}

/// Whether a person may do something on this application now.
pub(super) fn may(person: &Person, actor: &Actor, right: Right, dossier: &Dossier) -> bool {
    let house = person.house();
    allows(
        actor,
        &right,
        &dossier.state,
        house.programme(),
        house.now(),
    )
    .is_ok()
}

fn chapter_name(dossier: &Dossier, code: &ChapterCode) -> String {
    dossier
        .catalogue
        .chapter(code)
        .map(|chapter| chapter.name.clone())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| code.to_string())
}

fn pending(house: &House, layout: &Layout, dossier: &Dossier, path: &str, duty: &Duty) -> Pending {
    let l = layout.l;
    let chapter = |code: &ChapterCode| format!("{path}/chapitres/{code}");
    let (text, href) = match &duty.kind {
        DutyKind::AcceptCharter => (l.t("duty-charter").into_owned(), path.to_owned()),
        DutyKind::CompleteForms => (
            l.t("duty-forms").into_owned(),
            format!("{path}/eligibilite"),
        ),
        DutyKind::ReviewEligibility => (
            l.t("duty-eligibility").into_owned(),
            format!("{path}/eligibilite"),
        ),
        DutyKind::FillChapters { left } => (
            l.n("duty-chapters", *left).into_owned(),
            format!("{path}/chapitres"),
        ),
        DutyKind::CorrectChapter(code) => (
            l.v("duty-correct", chapter_name(dossier, code))
                .into_owned(),
            chapter(code),
        ),
        DutyKind::FinishReopenedChapter(code) => (
            l.v("duty-reopened", chapter_name(dossier, code))
                .into_owned(),
            chapter(code),
        ),
        DutyKind::ReviewChapter {
            chapter: code,
            team,
            slots,
        } => {
            let team = house
                .programme()
                .teams
                .iter()
                .find(|one| &one.code == team)
                .map_or_else(|| team.to_string(), |team| team.label.clone());
            let text = l.with(
                "duty-review",
                &[
                    ("chapter", chapter_name(dossier, code).into()),
                    ("team", team.into()),
                    ("count", (*slots).into()),
                ],
            );
            (text.into_owned(), chapter(code))
        }
        DutyKind::ConcludeChapter(code) => (
            l.v("duty-conclude", chapter_name(dossier, code))
                .into_owned(),
            chapter(code),
        ),
        DutyKind::AnswerRequest(id) => (
            l.t("duty-answer").into_owned(),
            format!("{path}/echanges#demande-{id}"),
        ),
        DutyKind::AnswerExtension(id) => (
            l.t("duty-extension").into_owned(),
            format!("{path}/echanges#demande-{id}"),
        ),
        DutyKind::GiveSecondOpinion(key) => {
            let code = dossier
                .catalogue
                .proofs()
                .find(|(_, _, _, proof)| &proof.key == key)
                .map(|(chapter, ..)| chapter.code.clone());
            let href = code.map_or_else(|| path.to_owned(), |code| chapter(&code));
            (
                l.v("duty-second-opinion", key.to_string()).into_owned(),
                href,
            )
        }
        DutyKind::Decide => (l.t("duty-decide").into_owned(), format!("{path}/decision")),
        DutyKind::PublishListing => (l.t("duty-publish").into_owned(), format!("{path}/decision")),
        DutyKind::Commercialise => (
            l.t("duty-commercialise").into_owned(),
            format!("{path}/decision"),
        ),
    };
    let paused = dossier
        .state
        .requests
        .iter()
        .filter(|request| request.answered.is_none() && is_paused(&dossier.state, request))
        .any(|request| match (&duty.kind, &request.cause) {
            (DutyKind::AnswerRequest(id), _) => *id == request.id,
            (DutyKind::CorrectChapter(code), RequestCause::Changes { chapter, .. }) => {
                code == chapter
            }
            _ => false,
        });
    Pending {
        text,
        href,
        since: layout.short_date_time(&duty.since),
        due: match duty.due_at {
            Some(_) if paused => l.t("request-paused").into_owned(),
            Some(due) => deadline_in_words(house, layout, due),
            None => String::new(),
        },
        late: !paused && duty.due_at.is_some_and(|due| has_passed(due, house.now())),
    }
}
