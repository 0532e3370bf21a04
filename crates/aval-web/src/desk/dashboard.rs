//! The vendor's dashboard: whose turn it is, what is due when.

use askama::Template;
use aval_core::{
    access::{Scope as CoreScope, Side},
    ids::ApplicationId,
};
use aval_store::{ApplicationRow, QueueFilter, QueuePage, QueueSort, Scope, TurnColumn};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    dossier::{Head, deadline_in_words, head, state_in_words, state_tone},
    layout::{Layout, Tone, page},
    visitor::Person,
};

/// An application in a list.
pub(super) struct Line {
    pub href: String,
    pub number: String,
    pub product: String,
    pub vendor: String,
    pub scheme: String,
    pub state: String,
    pub tone: Tone,
    pub turn: String,
    pub mine: bool,
    pub since: String,
    pub due: String,
    pub late: bool,
    pub lead: String,
    pub settled: u32,
    pub total: u32,
}

#[derive(Template)]
#[template(path = "desk/dashboard.html")]
struct DashboardPage {
    layout: Layout,
    lines: Vec<Line>,
    mine: usize,
    may_open: bool,
}

struct RequestsOf {
    head: Head,
}

#[derive(Template)]
#[template(path = "desk/requests.html")]
struct RequestsPage {
    layout: Layout,
    dossiers: Vec<RequestsOf>,
}

/// The scope of a person, as the store compiles it.
pub(crate) fn scope(person: &Person) -> Scope {
    match CoreScope::of(&person.actor, person.house().programme()) {
        CoreScope::Operator => Scope::Operator,
        CoreScope::Vendor { organisation } => Scope::Vendor {
            organisation: organisation.0,
        },
        CoreScope::VendorMember {
            organisation,
            account,
        } => Scope::VendorMember {
            organisation: organisation.0,
            user: account.0,
        },
        CoreScope::Auditor { account } => Scope::Auditor { user: account.0 },
        CoreScope::Nobody => Scope::Public,
    }
}

pub(super) fn line(person: &Person, layout: &Layout, row: &ApplicationRow) -> Line {
    let house = person.house();
    let programme = house.programme();
    let operator = person.actor.side == Side::Operator;
    let turn = match (row.turn, operator) {
        (TurnColumn::None, _) if row.due_at.is_some() => "turn-afterwards",
        (TurnColumn::None, _) => "turn-nobody",
        (TurnColumn::Both, true) => "turn-both-operator",
        (TurnColumn::Both, false) => "turn-both",
        (TurnColumn::Vendor, true) => "turn-vendor",
        (TurnColumn::Vendor, false) => "turn-you",
        (TurnColumn::Operator, _) => "turn-teams",
    };
    Line {
        href: format!("/dossiers/{}", row.id),
        number: row.number.clone(),
        product: row.product_name.clone(),
        vendor: row.vendor_name.clone(),
        scheme: programme
            .scheme(&row.scheme.as_str().into())
            .map_or_else(|| row.scheme.clone(), |scheme| scheme.code.to_string()),
        state: state_in_words(layout.l, programme, &row.state),
        tone: state_tone(&row.state),
        turn: layout.l.t(turn).into_owned(),
        mine: match row.turn {
            TurnColumn::Both => true,
            TurnColumn::Vendor => !operator,
            TurnColumn::Operator => operator,
            TurnColumn::None => false,
        },
        since: layout.short_date_time(&row.waiting_since),
        due: row
            .due_at
            .map(|due| deadline_in_words(house, layout, due))
            .unwrap_or_default(),
        late: row.due_at.is_some_and(|due| due <= house.now()),
        lead: row.case_lead_name.clone().unwrap_or_default(),
        settled: row.slots_conform,
        total: row.slots_total,
    }
}

pub(super) async fn show(person: Person) -> Response {
    if person.actor.side == Side::Operator {
        return Redirect::to("/instruction").into_response();
    }
    let house = person.house();
    let order = QueuePage {
        sort: QueueSort::WaitingSince,
        descending: false,
        size: 200,
        cursor: None,
    };
    let found = house
        .store()
        .queue(
            &scope(&person),
            &QueueFilter::default(),
            &order,
            house.now(),
        )
        .await;
    let rows = match found {
        Ok(found) => found.rows,
        Err(error) => return person.failed(error.into(), None, "/"),
    };
    let layout = person.layout().titled(person.l().t("nav-applications"));
    let mut lines: Vec<Line> = rows.iter().map(|row| line(&person, &layout, row)).collect();
    lines.sort_by_key(|line| !line.mine);
    let answer = page(
        StatusCode::OK,
        &DashboardPage {
            mine: lines.iter().filter(|line| line.mine).count(),
            may_open: person.actor.can("attach_collaborators", house.programme()),
            lines,
            layout,
        },
    );
    person.visitor.clear_flash(answer)
}

/// Everything that waits for the reader, over all applications.
pub(super) async fn requests(person: Person) -> Response {
    let house = person.house();
    let order = QueuePage {
        sort: QueueSort::DueAt,
        descending: false,
        size: 50,
        cursor: None,
    };
    let filter = QueueFilter {
        turn: Some(TurnColumn::Vendor),
        ..QueueFilter::default()
    };
    let rows = match house
        .store()
        .queue(&scope(&person), &filter, &order, house.now())
        .await
    {
        Ok(found) => found.rows,
        Err(error) => return person.failed(error.into(), None, "/"),
    };
    let layout = person.layout().titled(person.l().t("nav-requests"));
    let mut dossiers = Vec::new();
    for row in rows {
        let Ok(dossier) = house.dossier(&person.actor, ApplicationId(row.id)).await else {
            continue;
        };
        if let Some(head) = head(&person, &layout, &dossier)
            && !head.own.is_empty()
        {
            dossiers.push(RequestsOf { head });
        }
    }
    page(StatusCode::OK, &RequestsPage { layout, dossiers })
}
