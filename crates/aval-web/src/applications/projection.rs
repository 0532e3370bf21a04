//! From the facts of an application to the rows that lists and searches read.

use std::sync::Arc;

use aval_core::{
    access::Side,
    application::{
        Application, ApplicationState, ChapterState, Content, Duty, DutyKind, Event, Recorded,
        SlotState, Turn, Viewpoint, applicable_slots, application_state, chapter_state,
        chapters_of, duties, slot_state, turn, wake_at,
    },
    deadline,
    listing::listing,
    programme::Programme,
};
use aval_store::{
    ApplicationRow, Assignment, AssignmentKind, ListingRow, Projector, SlotContent, TeamTask,
    TurnColumn, Views, Why, search_text,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Catalogues;

/// Shape of the saved state. Raised when an older saved state must not be read any more:
/// the journal is then folded again.
const STATE_SCHEMA: &str = "application/2";

/// Folds application streams and computes their rows.
#[derive(Clone, Debug)]
pub struct Projection {
    programme: Arc<Programme>,
    catalogues: Catalogues,
}

impl Projection {
    /// A projection under one programme.
    pub fn new(programme: Arc<Programme>, catalogues: Catalogues) -> Self {
        Self {
            programme,
            catalogues,
        }
    }
}

/// Reads an event of the journal.
pub(super) fn recorded(stored: &aval_store::Recorded) -> Result<Recorded, Why> {
    let payload = serde_json::from_str(&stored.payload).map_err(|error| error.to_string())?;
    let event = Event::decode(&stored.kind, payload).map_err(|error| error.to_string())?;
    let actor = serde_json::from_str(&stored.actor).map_err(|error| error.to_string())?;
    Ok(Recorded {
        version: stored.version,
        at: stored.at,
        actor,
        event,
    })
}

impl Projector for Projection {
    type State = Application;

    fn schema(&self) -> &str {
        STATE_SCHEMA
    }

    fn start(&self) -> Application {
        Application::default()
    }

    fn fold(
        &self,
        mut state: Application,
        event: &aval_store::Recorded,
    ) -> Result<Application, Why> {
        // Streams that are not an application's, such as what administrators did, have no
        // state and no rows.
        if event.stream.parse::<Uuid>().is_ok() {
            aval_core::application::evolve(&mut state, &recorded(event)?);
        }
        Ok(state)
    }

    fn write_state(&self, state: &Application) -> Result<String, Why> {
        serde_json::to_string(state).map_err(|error| error.to_string())
    }

    fn read_state(&self, text: &str) -> Result<Application, Why> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    fn views(&self, stream: &str, version: u64, state: &Application) -> Option<Views> {
        let id: Uuid = stream.parse().ok()?;
        let opening = state.opening.as_ref()?;
        let programme = &*self.programme;
        let catalogue = self.catalogues.get(&opening.catalogue)?;
        let slots = applicable_slots(programme, &catalogue, state);
        let duties = duties(programme, state, &slots);
        let current = application_state(state, &slots);
        let chapters = chapters_of(&slots);
        let chapters_in = |wanted: ChapterState| {
            count(
                chapters
                    .iter()
                    .filter(|(chapter, _)| chapter_state(state, &slots, &chapter.code) == wanted)
                    .count(),
            )
        };
        let slots_in = |wanted: fn(SlotState) -> bool| {
            count(
                slots
                    .iter()
                    .filter(|slot| wanted(slot_state(state.slot(slot.key), Viewpoint::Operator)))
                    .count(),
            )
        };
        let technical_version = programme
            .technical_version_field()
            .and_then(|(form, field)| state.field(form, field))
            .unwrap_or_default()
            .to_owned();
        let sector = programme
            .scheme(&opening.scheme)
            .map(|scheme| scheme.sector.to_string())
            .unwrap_or_default();
        let updated_at = state.updated_at.unwrap_or(opening.at);
        let lead = state.case_lead.as_ref();
        let application = ApplicationRow {
            id,
            number: opening.number.clone(),
            vendor_id: opening.vendor.id.0,
            vendor_name: opening.vendor.name.clone(),
            product_name: opening.product.name.clone(),
            scheme: opening.scheme.to_string(),
            sector: sector.clone(),
            programme: programme.code.to_string(),
            state: current.code().to_owned(),
            phase: phase(current).to_owned(),
            turn: turn_column(turn(&duties)),
            waiting_since: duties
                .iter()
                .map(|duty| duty.since)
                .min()
                .unwrap_or(updated_at),
            due_at: duties.iter().filter_map(|duty| duty.due_at).min(),
            case_lead: lead.map(|lead| lead.account.0),
            case_lead_name: lead.map(|lead| lead.name.clone()),
            chapters_total: count(chapters.len()),
            chapters_validated: chapters_in(ChapterState::Validated),
            chapters_submitted: chapters_in(ChapterState::Submitted),
            slots_total: count(slots.len()),
            slots_filled: slots_in(|slot| slot != SlotState::Missing),
            slots_conform: slots_in(SlotState::is_settled),
            version,
            opened_at: opening.at,
            updated_at,
            wake_at: wake_at(programme, state),
            search_text: search_text([
                opening.number.as_str(),
                &opening.vendor.name,
                &opening.product.name,
                &technical_version,
                opening.scheme.as_str(),
            ]),
            technical_version,
        };
        let zone = programme.zone();
        let members = state.collaborators.keys().map(|account| Assignment {
            user: account.0,
            kind: AssignmentKind::Member,
        });
        let auditors = state.auditors.iter().map(|access| Assignment {
            user: access.account.0,
            kind: AssignmentKind::Auditor {
                until: deadline::end_of_day(access.until, &zone),
            },
        });
        let mut assignments: Vec<_> = members.chain(auditors).collect();
        assignments.sort();
        assignments.dedup();
        Some(Views {
            application,
            tasks: tasks(programme, &duties),
            assignments,
            evidence: contents(state),
            listing: listing_row(programme, state, id, updated_at),
        })
    }
}

fn tasks(programme: &Programme, duties: &[Duty]) -> Vec<TeamTask> {
    let lead_team = programme.team_of_step("eligibility_review");
    let mut tasks: Vec<TeamTask> = Vec::new();
    for duty in duties.iter().filter(|duty| duty.side == Side::Operator) {
        let (team, waiting) = match &duty.kind {
            DutyKind::ReviewChapter { team, slots, .. } => (Some(team), count(*slots)),
            DutyKind::ReviewEligibility | DutyKind::Decide | DutyKind::PublishListing => {
                (lead_team, 1)
            }
            _ => (Some(&programme.catalogue_rules.default_team), 1),
        };
        let Some(team) = team else { continue };
        match tasks.iter_mut().find(|task| task.team == team.as_str()) {
            Some(task) => {
                task.open_count += waiting;
                task.since = task.since.min(duty.since);
            }
            None => tasks.push(TeamTask {
                team: team.to_string(),
                open_count: waiting,
                since: duty.since,
            }),
        }
    }
    tasks.sort();
    tasks
}

/// What identical contents have in common: the SHA-256 of a file, or of what was typed, in
/// hexadecimal. A link is the same whatever the case of its host and where in the page it leads.
pub(crate) fn content_key(content: &Content) -> String {
    let typed = match content {
        Content::File(file) => return file.hash.clone(),
        Content::Link { url } => {
            let url = url.trim();
            let whole = url.split('#').next().unwrap_or(url);
            let (scheme, rest) = whole.split_once("://").unwrap_or(("", whole));
            let cut = rest.find(['/', '?']).unwrap_or(rest.len());
            let (host, path) = rest.split_at(cut);
            let host = host.to_lowercase();
            let host = host.trim_end_matches(":443").trim_end_matches('.');
            format!(
                "link {}://{host}{}",
                scheme.to_lowercase(),
                path.trim_end_matches('/')
            )
        }
        Content::Number { value } => format!("number {value}"),
        Content::Text { text } => format!("text {}", text.trim()),
    };
    Sha256::digest(typed.as_bytes())
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect()
}

fn contents(state: &Application) -> Vec<SlotContent> {
    let mut contents: Vec<_> = state
        .slots
        .iter()
        .flat_map(|(slot, facts)| facts.links.iter().map(move |link| (slot, link)))
        .filter_map(|(slot, link)| {
            let version = state.evidence.get(&link.evidence)?.version(link.version)?;
            if version.erased.is_some() {
                return None;
            }
            Some(SlotContent {
                content_hash: content_key(&version.content),
                slot: slot.to_string(),
            })
        })
        .collect();
    contents.sort();
    contents.dedup();
    contents
}

fn listing_row(
    programme: &Programme,
    state: &Application,
    application_id: Uuid,
    updated_at: jiff::Timestamp,
) -> Option<ListingRow> {
    let entry = listing(programme, state)?;
    Some(ListingRow {
        search_text: search_text([
            &entry.number,
            &entry.vendor,
            &entry.product,
            &entry.technical_version,
            entry.scheme.as_str(),
        ]),
        number: entry.number,
        application_id,
        vendor: entry.vendor,
        product: entry.product,
        technical_version: entry.technical_version,
        sector: entry.sector,
        scheme: entry.scheme.to_string(),
        profiles: entry.profiles,
        wave: entry.wave,
        decided_at: entry.decided_at,
        status: entry.status.code().to_owned(),
        pilot_reports_validated: u32::from(entry.pilot_reports_validated),
        updated_at,
    })
}

fn phase(state: ApplicationState) -> &'static str {
    match state {
        ApplicationState::Draft
        | ApplicationState::EligibilitySubmitted
        | ApplicationState::EligibilityToComplete => "admin",
        ApplicationState::Eligible
        | ApplicationState::UnderReview
        | ApplicationState::WaitingVendor => "evidence",
        ApplicationState::ReadyForDecision => "decision",
        _ => "after",
    }
}

fn turn_column(turn: Turn) -> TurnColumn {
    match turn {
        Turn::Vendor => TurnColumn::Vendor,
        Turn::Operator => TurnColumn::Operator,
        Turn::Both => TurnColumn::Both,
        Turn::None => TurnColumn::None,
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
