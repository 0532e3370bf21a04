//! The first page: what the programme is, how it goes, which windows are open, how many
//! solutions are in the register.

use askama::Template;
use aval_core::{
    access::Side,
    programme::{Milestone, MilestoneKind, Scheme},
};
use aval_store::RegisterFilter;
use axum::{http::StatusCode, response::Response};

use super::{frame, register::failed};
use crate::{
    dossier::deadline_in_words,
    layout::{Layout, page},
    visitor::Visitor,
};

/// Schemes that share the same milestones.
struct Window {
    schemes: Vec<WindowScheme>,
    milestones: Vec<Dated>,
}

struct WindowScheme {
    code: String,
    label: String,
    sector: String,
}

struct Dated {
    label: String,
    when: String,
    instant: String,
    past: bool,
}

struct Figure {
    number: String,
    label: String,
}

/// One of the steps, and who acts in it.
struct Step {
    title: String,
    text: String,
    actor: String,
}

#[derive(Template)]
#[template(path = "public/home.html")]
struct HomePage {
    layout: Layout,
    name: String,
    description: String,
    /// Language of the programme, in which its labels are.
    language: String,
    /// Where the programme keeps time.
    place: String,
    desk: String,
    steps: Vec<Step>,
    windows: Vec<Window>,
    figures: Vec<Figure>,
}

pub(super) async fn show(visitor: Visitor) -> Response {
    let house = &visitor.house;
    let programme = house.programme();
    let facets = match house
        .store()
        .register_facets(&RegisterFilter::default())
        .await
    {
        Ok(facets) => facets,
        Err(error) => return failed(&visitor, &error),
    };
    let l = visitor.l;
    let layout = frame(&visitor, "/");
    let of = |status: &str| -> u64 {
        let found = facets.statuses.iter().find(|facet| facet.value == status);
        found.map_or(0, |facet| facet.count)
    };
    let figure = |key: &'static str, number: u64| Figure {
        number: layout.count(number),
        label: l.n(key, number).into_owned(),
    };
    let open = programme
        .schemes
        .iter()
        .filter(|scheme| scheme.window_open)
        .count();
    let figures = vec![
        figure("home-listed", of("listed")),
        figure("home-suspended", of("suspended")),
        figure("home-open", u64::try_from(open).unwrap_or(u64::MAX)),
    ];
    let desk = match visitor.person.as_ref().map(|person| person.actor.side) {
        None => String::new(),
        Some(Side::Operator) => "/instruction".to_owned(),
        Some(_) => "/dossiers".to_owned(),
    };
    let answer = page(
        StatusCode::OK,
        &HomePage {
            name: programme.name.clone(),
            description: programme.description.clone(),
            language: programme.language.clone(),
            place: house.zone().place().to_owned(),
            desk,
            steps: steps(&layout),
            windows: windows(&visitor, &layout),
            figures,
            layout,
        },
    );
    visitor.clear_flash(answer)
}

fn steps(layout: &Layout) -> Vec<Step> {
    let l = layout.l;
    [
        ("step-charter", "home-step-charter", "home-by-vendor"),
        ("step-forms", "home-step-forms", "home-by-vendor"),
        (
            "step-eligibility",
            "home-step-eligibility",
            "home-by-operator",
        ),
        ("step-proofs", "home-step-proofs", "home-by-both"),
        ("step-decision", "home-step-decision", "home-by-operator"),
        ("step-register", "home-step-register", "home-by-operator"),
    ]
    .into_iter()
    .map(|(title, text, actor)| Step {
        title: l.t(title).into_owned(),
        text: l.t(text).into_owned(),
        actor: l.t(actor).into_owned(),
    })
    .collect()
}

/// Open windows, schemes with the same milestones together, in the order of the programme.
fn windows(visitor: &Visitor, layout: &Layout) -> Vec<Window> {
    let house = &visitor.house;
    let programme = house.programme();
    let mut grouped: Vec<(Vec<&Milestone>, Vec<&Scheme>)> = Vec::new();
    for scheme in programme.schemes.iter().filter(|scheme| scheme.window_open) {
        let mut milestones: Vec<&Milestone> = programme
            .milestones
            .iter()
            .filter(|milestone| {
                milestone
                    .schemes
                    .iter()
                    .any(|code| code == "*" || code == scheme.code.as_str())
            })
            .collect();
        milestones.sort_by_key(|milestone| milestone.at);
        let same = |known: &[&Milestone]| {
            known.len() == milestones.len()
                && known.iter().zip(&milestones).all(|(a, b)| a.code == b.code)
        };
        match grouped.iter_mut().find(|(known, _)| same(known)) {
            Some((_, schemes)) => schemes.push(scheme),
            None => grouped.push((milestones, vec![scheme])),
        }
    }
    grouped
        .into_iter()
        .map(|(milestones, schemes)| Window {
            schemes: schemes
                .into_iter()
                .map(|scheme| WindowScheme {
                    code: scheme.code.to_string(),
                    label: scheme.label.clone(),
                    sector: super::column::sector(programme, scheme.sector.as_str()),
                })
                .collect(),
            milestones: milestones
                .into_iter()
                .map(|milestone| dated(visitor, layout, milestone))
                .collect(),
        })
        .collect()
}

fn dated(visitor: &Visitor, layout: &Layout, milestone: &Milestone) -> Dated {
    let house = &visitor.house;
    let at = aval_core::deadline::local_instant(milestone.at, &house.programme().zone());
    let past = aval_core::deadline::has_passed(at, house.now());
    // An opening that lies behind is not a deadline that was missed.
    let when = if past && milestone.kind == MilestoneKind::Opening {
        layout
            .l
            .v("home-open-since", layout.date_time(&at))
            .into_owned()
    } else {
        deadline_in_words(house, layout, at)
    };
    Dated {
        label: milestone.label.clone(),
        when,
        instant: at.to_string(),
        past,
    }
}
