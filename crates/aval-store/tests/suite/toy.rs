//! A domain small enough to see through: the store must not care which one it serves.

use aval_store::{
    ApplicationRow, Assignment, AssignmentKind, ListingRow, Meta, NewEvent, Projector, Recorded,
    SlotContent, TeamTask, TurnColumn, Views, search_text,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

pub fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub fn meta(second: i64) -> Meta {
    Meta {
        actor: "Camille Réau".to_owned(),
        at: at(second),
        correlation: uuid(7),
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Happened {
    Opened { number: String, vendor: u64 },
    Renamed { product: String },
    Filed { slot: String, content: String },
    Removed { slot: String },
    Attached { user: u64 },
    Asked { team: String, open: u32 },
    Listed { number: String },
}

impl Happened {
    pub fn event(&self) -> NewEvent {
        let payload = serde_json::to_value(self).unwrap();
        let kind = payload["type"].as_str().unwrap().to_owned();
        NewEvent { kind, payload }
    }
}

pub fn events(happened: &[Happened]) -> Vec<NewEvent> {
    happened.iter().map(Happened::event).collect()
}

pub fn note(text: &str) -> NewEvent {
    Happened::Renamed {
        product: text.to_owned(),
    }
    .event()
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    pub number: String,
    pub vendor: u64,
    pub product: String,
    pub slots: Vec<(String, String)>,
    pub users: Vec<u64>,
    pub teams: Vec<(String, u32)>,
    pub listing: Option<String>,
    pub opened: Timestamp,
    pub changed: Timestamp,
}

pub struct Toy;

impl Toy {
    pub fn apply(mut state: State, happened: Happened, at: Timestamp) -> State {
        state.changed = at;
        match happened {
            Happened::Opened { number, vendor } => {
                state.number = number;
                state.vendor = vendor;
                state.opened = at;
            }
            Happened::Renamed { product } => state.product = product,
            Happened::Filed { slot, content } => {
                state.slots.retain(|(known, _)| *known != slot);
                state.slots.push((slot, content));
            }
            Happened::Removed { slot } => state.slots.retain(|(known, _)| *known != slot),
            Happened::Attached { user } => state.users.push(user),
            Happened::Asked { team, open } => {
                state.teams.retain(|(known, _)| *known != team);
                state.teams.push((team, open));
            }
            Happened::Listed { number } => state.listing = Some(number),
        }
        state
    }
}

impl Projector for Toy {
    type State = State;

    fn schema(&self) -> &str {
        "toy-1"
    }

    fn start(&self) -> State {
        State::default()
    }

    fn fold(&self, state: State, event: &Recorded) -> Result<State, String> {
        let happened = serde_json::from_str(&event.payload).map_err(|error| error.to_string())?;
        Ok(Self::apply(state, happened, event.at))
    }

    fn views(&self, stream: &str, version: u64, state: &State) -> Option<Views> {
        let id = Uuid::parse_str(stream.strip_prefix("application-")?).ok()?;
        let mut row = row(id, &state.number);
        row.vendor_id = uuid(state.vendor.into());
        row.product_name = state.product.clone();
        row.version = version;
        row.opened_at = state.opened;
        row.updated_at = state.changed;
        row.search_text = search_text([state.number.as_str(), state.product.as_str()]);
        Some(Views {
            application: row,
            tasks: state
                .teams
                .iter()
                .map(|(team, open)| TeamTask {
                    team: team.clone(),
                    open_count: *open,
                    since: state.opened,
                })
                .collect(),
            assignments: state
                .users
                .iter()
                .map(|user| Assignment {
                    user: uuid((*user).into()),
                    kind: AssignmentKind::Member,
                })
                .collect(),
            evidence: state
                .slots
                .iter()
                .map(|(slot, content)| SlotContent {
                    content_hash: content.clone(),
                    slot: slot.clone(),
                })
                .collect(),
            listing: state.listing.as_ref().map(|number| ListingRow {
                number: number.clone(),
                application_id: id,
                vendor: "Éditions du Lac".to_owned(),
                product: state.product.clone(),
                technical_version: "1.0".to_owned(),
                sector: "hop".to_owned(),
                scheme: "lgc".to_owned(),
                profiles: vec!["general".to_owned()],
                wave: "2".to_owned(),
                decided_at: state.changed,
                status: "listed".to_owned(),
                pilot_reports_validated: 0,
                search_text: search_text([state.product.as_str()]),
                updated_at: state.changed,
            }),
        })
    }

    fn write_state(&self, state: &State) -> Result<String, String> {
        serde_json::to_string(state).map_err(|error| error.to_string())
    }

    fn read_state(&self, text: &str) -> Result<State, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }
}

/// A plain row, to be changed where a test looks.
pub fn row(id: Uuid, number: &str) -> ApplicationRow {
    ApplicationRow {
        id,
        number: number.to_owned(),
        vendor_id: uuid(1),
        vendor_name: "Éditions du Lac".to_owned(),
        product_name: "Lac".to_owned(),
        technical_version: "1.0".to_owned(),
        scheme: "lgc".to_owned(),
        sector: "mdv".to_owned(),
        programme: "segur-v2".to_owned(),
        state: "draft".to_owned(),
        phase: "evidence".to_owned(),
        turn: TurnColumn::Vendor,
        waiting_since: at(0),
        due_at: None,
        case_lead: None,
        case_lead_name: None,
        chapters_total: 3,
        chapters_validated: 1,
        chapters_submitted: 1,
        slots_total: 10,
        slots_filled: 4,
        slots_conform: 2,
        version: 1,
        opened_at: at(0),
        updated_at: at(0),
        wake_at: None,
        search_text: search_text([number, "Éditions du Lac", "Lac"]),
    }
}

/// Views that hold nothing but the row.
pub fn only(row: ApplicationRow) -> Views {
    Views {
        application: row,
        tasks: Vec::new(),
        assignments: Vec::new(),
        evidence: Vec::new(),
        listing: None,
    }
}
