//! One command: load, decide, append. A person whose page is stale on what they change is
//! told so; people who work on different things never notice each other.

use std::sync::Arc;

use aval_core::{
    access::{Actor, Right, allows},
    application::{
        Application, CatalogueRef, Command, Context, Event, ProofSlot, Recorded, Refusal,
        SiblingFacts, applicable_slots, decide, evolve,
    },
    catalogue::{CatalogueVersion, ChapterCode, ProofKey},
    ids::ApplicationId,
    listing::listing_number,
};
use aval_store::{
    Batch, InspectionMark, Meta, NewEvent, NewJob, Projector, Snapshot, StoreError, snapshot_is_due,
};

use super::projection::recorded;
use crate::house::House;

/// How many times a command is decided again when somebody else was faster.
const ATTEMPTS: u32 = 8;

/// An application with the catalogue version that it is attached to.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// Identifier.
    pub id: ApplicationId,
    /// The facts.
    pub state: Application,
    /// The catalogue version.
    pub catalogue: Arc<CatalogueVersion>,
}

impl Dossier {
    /// The slots, in the order of the catalogue.
    pub fn slots<'a>(&'a self, house: &House) -> Vec<ProofSlot<'a>> {
        applicable_slots(house.programme(), &self.catalogue, &self.state)
    }
}

/// What a command did.
#[derive(Clone, Debug)]
pub struct Done {
    /// The application afterwards.
    pub dossier: Dossier,
    /// What happened; empty when there was nothing to do.
    pub events: Vec<Event>,
    /// The same command was carried out before (double click).
    pub repeated: bool,
}

/// What a command would do.
#[derive(Clone, Debug)]
pub struct Rehearsal {
    /// The application as it is.
    pub before: Dossier,
    /// As it would be.
    pub after: Dossier,
}

/// What the rules said of a command.
struct Judged {
    before: Dossier,
    snapshot_version: u64,
    /// What was known of the inspections, when the rules asked.
    inspected: Option<InspectionMark>,
    events: Vec<Event>,
    repeated: bool,
}

fn folded(
    mut state: Application,
    events: &[Event],
    actor: &Actor,
    now: jiff::Timestamp,
) -> Application {
    let reference = actor.reference();
    for event in events {
        let recorded = Recorded {
            version: state.version + 1,
            at: now,
            actor: reference.clone(),
            event: event.clone(),
        };
        evolve(&mut state, &recorded);
    }
    state
}

/// Why a command had no effect.
#[derive(Debug)]
pub enum Failure {
    /// A rule says no.
    Refused(Refusal),
    /// The page was stale on what it changes: who changed it, and when.
    Stale {
        /// Name of the person.
        by: String,
        /// When.
        at: jiff::Timestamp,
    },
    /// The store could not.
    Store(StoreError),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl House {
    /// The application, if this person may see it.
    pub async fn dossier(&self, actor: &Actor, id: ApplicationId) -> Result<Dossier, Failure> {
        let loaded = self
            .store()
            .load(self.projection(), &id.to_string())
            .await?;
        let dossier = self.with_catalogue(id, loaded.state)?;
        allows(
            actor,
            &Right::View,
            &dossier.state,
            self.programme(),
            self.now(),
        )?;
        Ok(dossier)
    }

    fn with_catalogue(&self, id: ApplicationId, state: Application) -> Result<Dossier, Failure> {
        let opening = state.opening.as_ref().ok_or(Refusal::NotFound)?;
        let catalogue = self
            .catalogue(&opening.catalogue)
            .ok_or(Refusal::CatalogueMismatch)?;
        Ok(Dossier {
            id,
            state,
            catalogue,
        })
    }

    /// The whole history of an application, oldest first.
    pub async fn history(&self, id: ApplicationId) -> Result<Vec<Recorded>, StoreError> {
        const BATCH: u32 = 1000;
        let stream = id.to_string();
        let mut history = Vec::new();
        loop {
            let after = history.last().map_or(0, |last: &Recorded| last.version);
            let batch = self.store().events(&stream, after, BATCH).await?;
            let whole = batch.len() == usize::try_from(BATCH).unwrap_or(usize::MAX);
            for stored in &batch {
                let event = recorded(stored).map_err(|why| StoreError::Unfoldable {
                    stream: stream.clone(),
                    version: stored.version,
                    why,
                })?;
                history.push(event);
            }
            if !whole {
                return Ok(history);
            }
        }
    }

    /// Carries out a command at this instant. `seen`: version of the application shown on
    /// the page that the command comes from.
    pub async fn execute(
        &self,
        actor: &Actor,
        id: ApplicationId,
        command: Command,
        seen: Option<u64>,
    ) -> Result<Done, Failure> {
        self.execute_at(actor, id, command, seen, self.now()).await
    }

    /// The same, at another instant: for data that tells a story of the past.
    pub async fn execute_at(
        &self,
        actor: &Actor,
        id: ApplicationId,
        command: Command,
        seen: Option<u64>,
        now: jiff::Timestamp,
    ) -> Result<Done, Failure> {
        let mut attempt = 1;
        loop {
            match self
                .try_execute(actor, id, command.clone(), seen, now)
                .await
            {
                Err(Failure::Store(StoreError::Conflict { .. } | StoreError::Duplicate { .. }))
                    if attempt < ATTEMPTS =>
                {
                    attempt += 1;
                }
                result => return result,
            }
        }
    }

    async fn try_execute(
        &self,
        actor: &Actor,
        id: ApplicationId,
        command: Command,
        seen: Option<u64>,
        now: jiff::Timestamp,
    ) -> Result<Done, Failure> {
        let judged = self.judge(actor, id, command, seen, now).await?;
        let Judged { before, events, .. } = judged;
        if events.is_empty() {
            return Ok(Done {
                dossier: before,
                events,
                repeated: judged.repeated,
            });
        }
        let (version, stream) = (before.state.version, id.to_string());
        let state = folded(before.state, &events, actor, now);
        self.append(
            &stream,
            version,
            judged.snapshot_version,
            judged.inspected.as_ref(),
            &state,
            &events,
            actor,
            now,
        )
        .await?;
        let dossier = self.with_catalogue(id, state)?;
        Ok(Done {
            dossier,
            events,
            repeated: false,
        })
    }

    /// What a command would do at this instant; nothing is done.
    pub async fn rehearse(
        &self,
        actor: &Actor,
        id: ApplicationId,
        command: Command,
        seen: Option<u64>,
    ) -> Result<Rehearsal, Failure> {
        let now = self.now();
        let Judged { before, events, .. } = self.judge(actor, id, command, seen, now).await?;
        let after = folded(before.state.clone(), &events, actor, now);
        Ok(Rehearsal {
            after: self.with_catalogue(id, after)?,
            before,
        })
    }

    /// Loads the application and lets the rules decide.
    async fn judge(
        &self,
        actor: &Actor,
        id: ApplicationId,
        command: Command,
        seen: Option<u64>,
        now: jiff::Timestamp,
    ) -> Result<Judged, Failure> {
        let stream = id.to_string();
        let loaded = self.store().load(self.projection(), &stream).await?;
        let (version, state) = (loaded.version, loaded.state);
        let catalogue = self.catalogue_of(&state, &command)?;
        if state.opening.is_some() {
            allows(actor, &Right::View, &state, self.programme(), now)?;
        }
        if let Some(seen) = seen.filter(|seen| *seen < version) {
            self.refuse_stale(&stream, seen, &command, actor, &catalogue)
                .await?;
        }
        let siblings = self.siblings(id, &state, &command, now).await?;
        let (inspected, findings) = match &command {
            Command::SubmitChapter { .. } => {
                let (mark, told) = crate::inspection::told(self, id).await?;
                (
                    Some(mark),
                    told.into_iter().map(|one| one.finding).collect(),
                )
            }
            _ => (None, Vec::new()),
        };
        let context = Context {
            now,
            actor,
            programme: self.programme(),
            catalogue: &catalogue,
            siblings: &siblings,
            findings: &findings,
        };
        let (events, repeated) = match decide(&state, command, &context) {
            Err(Refusal::AlreadyDone) if state.opening.is_some() => (Vec::new(), true),
            other => (other?, false),
        };
        Ok(Judged {
            before: Dossier {
                id,
                state,
                catalogue,
            },
            snapshot_version: loaded.snapshot_version,
            inspected,
            events,
            repeated,
        })
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one batch")]
    async fn append(
        &self,
        stream: &str,
        expected: u64,
        snapshot_version: u64,
        inspected: Option<&InspectionMark>,
        state: &Application,
        events: &[Event],
        actor: &Actor,
        now: jiff::Timestamp,
    ) -> Result<(), Failure> {
        let unreadable = |why: serde_json::Error| StoreError::Unfoldable {
            stream: stream.to_owned(),
            version: expected,
            why: why.to_string(),
        };
        let mut written = Vec::with_capacity(events.len());
        for event in events {
            let (kind, payload) = event.encode().map_err(unreadable)?;
            written.push(NewEvent { kind, payload });
        }
        let meta = Meta {
            actor: serde_json::to_string(&actor.reference()).map_err(unreadable)?,
            at: now,
            correlation: self.id(),
        };
        let views = self.projection().views(stream, state.version, state);
        let due = snapshot_is_due(
            snapshot_version,
            state.version,
            self.settings().snapshot_every,
        );
        let snapshot = if due {
            let text =
                self.projection()
                    .write_state(state)
                    .map_err(|why| StoreError::Unfoldable {
                        stream: stream.to_owned(),
                        version: state.version,
                        why,
                    })?;
            Some(Snapshot {
                version: state.version,
                schema: self.projection().schema().to_owned(),
                state: text,
            })
        } else {
            None
        };
        let mut jobs = notices(stream, events, now);
        jobs.extend(crate::inspection::jobs(stream, events, now));
        jobs.extend(crate::dossier::erasure_jobs(stream, events, now));
        let batch = Batch {
            stream,
            expected,
            events: &written,
            meta: &meta,
            views: views.as_ref(),
            jobs: &jobs,
            snapshot: snapshot.as_ref(),
            blobs: &files(events),
            inspected,
        };
        self.store().commit(&batch).await?;
        if !batch.blobs.is_empty() {
            self.scans().wake();
        }
        if !jobs.is_empty() {
            self.work().notify_one();
        }
        Ok(())
    }

    /// The catalogue version under which a command is judged: the one it opens with or
    /// moves to, else the one of the application.
    fn catalogue_of(
        &self,
        state: &Application,
        command: &Command,
    ) -> Result<Arc<CatalogueVersion>, Failure> {
        let reference: &CatalogueRef = match (command, &state.opening) {
            (Command::OpenApplication { catalogue, .. }, None)
            | (Command::AdoptCatalogueVersion { catalogue }, Some(_)) => catalogue,
            (_, Some(opening)) => &opening.catalogue,
            (_, None) => return Err(Refusal::NotFound.into()),
        };
        Ok(self
            .catalogue(reference)
            .ok_or(Refusal::CatalogueMismatch)?)
    }

    async fn refuse_stale(
        &self,
        stream: &str,
        seen: u64,
        command: &Command,
        actor: &Actor,
        catalogue: &CatalogueVersion,
    ) -> Result<(), Failure> {
        let subject = command.subject();
        let chapter_of = |key: &ProofKey| -> Option<ChapterCode> {
            catalogue
                .proofs()
                .find(|(_, _, _, proof)| &proof.key == key)
                .map(|(chapter, ..)| chapter.code.clone())
        };
        for stored in self.store().events(stream, seen, 1000).await? {
            let Ok(event) = recorded(&stored) else {
                continue;
            };
            // One's own second click is judged by the rules, not by the age of the page.
            if event.actor.id != actor.id && event.event.subject().disturbs(&subject, chapter_of) {
                return Err(Failure::Stale {
                    by: event.actor.name,
                    at: event.at,
                });
            }
        }
        Ok(())
    }

    async fn siblings(
        &self,
        id: ApplicationId,
        state: &Application,
        command: &Command,
        now: jiff::Timestamp,
    ) -> Result<SiblingFacts, Failure> {
        let mut facts = SiblingFacts::default();
        if let (Command::AdoptCatalogueVersion { .. }, Some(opening)) = (command, &state.opening) {
            facts.former_catalogue = self.catalogue(&opening.catalogue);
        }
        if let Command::ReuseEvidence { source, .. } = command {
            // Whether this person may read it is for the rules to say.
            let loaded = self
                .store()
                .load(self.projection(), &source.to_string())
                .await?;
            facts.source = Some(Arc::new(loaded.state));
        }
        let (vendor, product, scheme) = match (command, &state.opening) {
            (
                Command::OpenApplication {
                    vendor,
                    product,
                    scheme,
                    ..
                },
                None,
            ) => (vendor.id.0, product.name.trim(), scheme),
            (
                Command::FillForm { .. }
                | Command::SubmitEligibility
                | Command::DeclareTechnicalVersion { .. }
                | Command::PublishListing,
                Some(opening),
            ) => (
                opening.vendor.id.0,
                opening.product.name.as_str(),
                &opening.scheme,
            ),
            _ => return Ok(facts),
        };
        for sibling in self.store().siblings(vendor, product).await? {
            if sibling.id == id.0 {
                continue;
            }
            let over = matches!(
                sibling.state.as_str(),
                "refused" | "abandoned" | "listed" | "suspended" | "withdrawn"
            );
            facts.another_open |= !over && sibling.scheme == scheme.as_str();
            // Another scheme may present the same version; the same scheme may not again.
            if sibling.scheme == scheme.as_str() && !sibling.technical_version.is_empty() {
                facts.versions_used.push(sibling.technical_version);
            }
        }
        if matches!(command, Command::PublishListing) {
            let year = now.to_zoned(self.programme().zone()).year();
            let pattern = &self.programme().listing.number_pattern;
            let mut sequence = self.store().listings_of(scheme.as_str()).await? + 1;
            facts.listing_number = listing_number(pattern, scheme, year, sequence);
            while self.store().listing_exists(&facts.listing_number).await? {
                sequence += 1;
                facts.listing_number = listing_number(pattern, scheme, year, sequence);
            }
        }
        Ok(facts)
    }
}

/// Files that these events are the first to name.
fn files(events: &[Event]) -> Vec<(String, u64)> {
    events
        .iter()
        .filter_map(|event| match event {
            Event::EvidenceFiled { content, .. }
            | Event::EvidenceReused { content, .. }
            | Event::EvidenceReplaced { content, .. } => content.file(),
            Event::FormFileAttached { file, .. } => Some(file),
            Event::CertificationRequestRecorded { request, .. } => request.evidence.as_ref(),
            Event::PilotSiteRecorded { report, .. } => report.as_ref(),
            _ => None,
        })
        .map(|file| (file.hash.clone(), file.size))
        .collect()
}

/// People are told of what concerns them by mail, after the fact and outside the request.
fn notices(stream: &str, events: &[Event], now: jiff::Timestamp) -> Vec<NewJob> {
    events
        .iter()
        .filter_map(|event| {
            let told = matches!(
                event,
                Event::EligibilitySubmitted {}
                    | Event::EligibilityTakenBack {}
                    | Event::EvidenceErased { .. }
                    | Event::SaleReminderSent { .. }
                    | Event::SaleOverdue {}
                    | Event::CompletionAsked { .. }
                    | Event::EligibilityDeclared {}
                    | Event::EligibilityRefused { .. }
                    | Event::ChapterSubmitted { .. }
                    | Event::ChapterReturned { .. }
                    | Event::ChapterValidated { .. }
                    | Event::ChapterReopened { .. }
                    | Event::InformationRequested { .. }
                    | Event::RequestAnswered { .. }
                    | Event::ExtensionAnswered { .. }
                    | Event::ReminderSent { .. }
                    | Event::RequestOverdue { .. }
                    | Event::MessageSent { .. }
                    | Event::DecisionTaken { .. }
                    | Event::ListingPublished { .. }
                    | Event::ListingSuspended { .. }
                    | Event::ListingReinstated { .. }
                    | Event::ListingWithdrawn { .. }
            );
            let (kind, _) = event.encode().ok().filter(|_| told)?;
            Some(NewJob {
                kind: "notice".to_owned(),
                payload: serde_json::json!({ "application": stream, "event": kind }),
                due_at: now,
            })
        })
        .collect()
}
