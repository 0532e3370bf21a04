//! The operator's queue: filters, sort, search, keyset pages, all in the address.

use askama::Template;
use aval_core::{access::Side, application::ApplicationState};
use aval_store::{CaseLeadFilter, QueueFilter, QueuePage, QueueSort, StoreError, TurnColumn};
use axum::{
    extract::RawQuery,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::dashboard::{Line, line, scope};
use crate::{
    dossier::state_in_words,
    form::{Choice, FormState},
    layout::{Layout, page},
    posted::pairs,
    visitor::Person,
};

/// The choice of all of one's own teams at once.
const OWN_TEAMS: &str = "miennes";

#[derive(Template)]
#[template(path = "desk/queue.html")]
struct QueueView {
    layout: Layout,
    form: FormState,
    lines: Vec<Line>,
    total: String,
    states: Vec<Choice>,
    schemes: Vec<Choice>,
    teams: Vec<Choice>,
    turns: Vec<Choice>,
    leads: Vec<Choice>,
    sorts: Vec<Choice>,
    first: String,
    previous: String,
    next: String,
    narrowed: bool,
}

pub(super) async fn show(person: Person, RawQuery(query): RawQuery) -> Response {
    if person.actor.side != Side::Operator {
        return Redirect::to("/dossiers").into_response();
    }
    let house = person.house();
    let programme = house.programme();
    let l = person.l();
    let asked = pairs(query.unwrap_or_default().as_bytes());
    let fresh = asked.is_empty();
    let mut form = FormState::from_pairs("", asked.clone());
    // The first look is at what one's own teams have to do.
    if fresh && !person.actor.teams.is_empty() {
        form.set("equipe", OWN_TEAMS);
    }
    let list = |name: &str| -> Vec<String> {
        form.values(name)
            .iter()
            .filter(|value| !value.is_empty())
            .cloned()
            .collect()
    };
    let filter = QueueFilter {
        text: form.value("q").chars().take(200).collect(),
        states: list("etat"),
        schemes: list("dispositif"),
        sectors: Vec::new(),
        teams: if form.chosen("equipe", OWN_TEAMS) {
            person.actor.teams.iter().map(ToString::to_string).collect()
        } else {
            list("equipe")
        },
        case_lead: match form.value("referent") {
            "moi" => CaseLeadFilter::Is(person.actor.id.0),
            "personne" => CaseLeadFilter::Unassigned,
            _ => CaseLeadFilter::Any,
        },
        turn: match form.value("tour") {
            "operator" => Some(TurnColumn::Operator),
            "vendor" => Some(TurnColumn::Vendor),
            _ => None,
        },
        vendor: None,
        overdue: form.value("retard") == "yes",
    };
    let sort = QueueSort::from_code(form.value("tri")).unwrap_or_default();
    form.set("tri", sort.code());
    let order = QueuePage {
        sort,
        descending: matches!(sort, QueueSort::UpdatedAt | QueueSort::Number),
        size: 50,
        cursor: Some(form.value("page").to_owned()).filter(|cursor| !cursor.is_empty()),
    };
    let found = house
        .store()
        .queue(&scope(&person), &filter, &order, house.now())
        .await;
    let found = match found {
        Ok(found) => found,
        // The address of a page was altered: start again, with the same filters.
        Err(StoreError::BadCursor) => {
            return Redirect::to(&address(&asked, None)).into_response();
        }
        Err(error) => return person.failed(error.into(), None, "/"),
    };
    let layout = person.layout().titled(l.t("nav-queue")).wide();
    let total = if found.total.more {
        l.v("queue-more", layout.count(found.total.count))
            .into_owned()
    } else {
        l.n("queue-count", found.total.count).into_owned()
    };
    let shown: Vec<(String, String)> = if fresh {
        vec![("equipe".to_owned(), form.value("equipe").to_owned())]
    } else {
        asked
    };
    let page_of = |cursor: Option<String>| {
        cursor
            .map(|cursor| address(&shown, Some(&cursor)))
            .unwrap_or_default()
    };
    let view = QueueView {
        lines: found
            .rows
            .iter()
            .map(|row| line(&person, &layout, row))
            .collect(),
        total,
        states: ApplicationState::ALL
            .iter()
            .map(|state| Choice::new(state.code(), state_in_words(l, programme, state.code())))
            .collect(),
        schemes: programme
            .schemes
            .iter()
            .filter(|scheme| scheme.catalogue.is_some())
            .map(|scheme| Choice::new(scheme.code.to_string(), scheme.code.to_string()))
            .collect(),
        teams: (!person.actor.teams.is_empty())
            .then(|| Choice::new(OWN_TEAMS, l.t("queue-own-teams").into_owned()))
            .into_iter()
            .chain(
                programme
                    .teams
                    .iter()
                    .map(|team| Choice::new(team.code.to_string(), team.label.clone())),
            )
            .collect(),
        turns: vec![
            Choice::new("operator", l.t("turn-teams").into_owned()),
            Choice::new("vendor", l.t("turn-vendor").into_owned()),
        ],
        leads: vec![
            Choice::new("moi", l.t("lead-me").into_owned()),
            Choice::new("personne", l.t("lead-nobody").into_owned()),
        ],
        sorts: vec![
            Choice::new("waiting_since", l.t("sort-waiting").into_owned()),
            Choice::new("due_at", l.t("sort-due").into_owned()),
            Choice::new("updated_at", l.t("sort-updated").into_owned()),
            Choice::new("number", l.t("sort-number").into_owned()),
        ],
        first: if order.cursor.is_some() {
            address(&shown, None)
        } else {
            String::new()
        },
        previous: page_of(found.previous),
        next: page_of(found.next),
        narrowed: filter != QueueFilter::default(),
        form,
        layout,
    };
    let answer = page(StatusCode::OK, &view);
    person.visitor.clear_flash(answer)
}

fn address(pairs: &[(String, String)], cursor: Option<&str>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs
        .iter()
        .filter(|(name, value)| name != "page" && !value.is_empty())
    {
        query.append_pair(name, value);
    }
    if let Some(cursor) = cursor {
        query.append_pair("page", cursor);
    }
    let query = query.finish();
    if query.is_empty() {
        "/instruction?tout=1".to_owned()
    } else {
        format!("/instruction?{query}")
    }
}
