//! One administrative act: its rows and its trace in one transaction, once per form however
//! often the form is sent, and never over somebody else's change. Who may do what is in
//! `roles`; what was done, in `event`.

use std::future::Future;

use aval_core::application::ActorRef;
use aval_store::{
    Meta, NewAccount, NewEvent, NewJob, Organisation, Store, StoreError, StoredCatalogue,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::event::{AdministrativeEvent, STREAM};
use crate::applications::Failure;

/// How many times an act is tried again when another administrator was faster.
const ATTEMPTS: u32 = 8;

/// A row that an act writes.
#[derive(Clone, Debug)]
pub enum Change {
    /// An account as a whole.
    Account(Box<NewAccount>),
    /// A password.
    Password {
        /// The account; its sessions end.
        account: Uuid,
        /// The hash of the password.
        hash: String,
        /// Token of the one session that goes on.
        kept: Option<String>,
    },
    /// An organisation as a whole.
    Organisation(Box<Organisation>),
    /// A version of a catalogue.
    Catalogue(Box<StoredCatalogue>),
    /// A version in preparation, by code and version, is taken back.
    Discard(String, String),
    /// A version, by code and version, is published at an instant.
    Publish(String, String, Timestamp),
    /// A job for the outbox.
    Job(NewJob),
    /// What was found in a content, by hash, under a name is a mistake.
    ReleaseContent(String, String),
    /// A content, by hash, is to be scanned again.
    ScanAgain(String),
    /// Everything that was not scanned is to be tried again.
    ScanUnscanned,
    /// A file is worth keeping: hash and size in bytes.
    File(String, u64),
}

/// Everything that one form does.
#[derive(Clone, Debug)]
pub struct Act {
    /// The identifier of the form: twice the same has one effect.
    pub key: Uuid,
    /// Version of the stream that the act was judged on.
    pub expected: u64,
    /// What happened.
    pub events: Vec<AdministrativeEvent>,
    /// The rows.
    pub changes: Vec<Change>,
}

/// What became of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// The same form had done it before.
    Repeated,
}

/// True when this form had its effect already.
pub async fn was_done(store: &Store, key: Uuid) -> Result<bool, StoreError> {
    Ok(!store.events_of(STREAM, key).await?.is_empty())
}

/// Writes an act, or nothing at all.
///
/// # Errors
/// [`StoreError::Conflict`] when another act came in between: judge again, then try again.
pub async fn carry_out(
    store: &Store,
    actor: &ActorRef,
    at: Timestamp,
    act: &Act,
) -> Result<Outcome, Failure> {
    if was_done(store, act.key).await? {
        return Ok(Outcome::Repeated);
    }
    let unreadable = |why: serde_json::Error| StoreError::Unfoldable {
        stream: STREAM.to_owned(),
        version: act.expected,
        why: why.to_string(),
    };
    let mut events = Vec::with_capacity(act.events.len());
    for event in &act.events {
        let (kind, payload) = event.encode().map_err(unreadable)?;
        events.push(NewEvent { kind, payload });
    }
    let meta = Meta {
        actor: serde_json::to_string(actor).map_err(unreadable)?,
        at,
        correlation: act.key,
    };
    let mut tx = store.begin().await?;
    tx.append(STREAM, act.expected, &events, &meta).await?;
    for change in &act.changes {
        match change {
            Change::Account(account) => tx.put_account(account).await?,
            Change::Password {
                account,
                hash,
                kept,
            } => tx.set_password(*account, hash, kept.as_deref()).await?,
            Change::Organisation(organisation) => tx.put_organisation(organisation).await?,
            Change::Catalogue(catalogue) => {
                tx.put_catalogue(catalogue).await?;
            }
            Change::Discard(code, version) => tx.discard_catalogue(code, version).await?,
            Change::Publish(code, version, at) => {
                tx.publish_catalogue(code, version, *at).await?;
            }
            Change::Job(job) => tx.enqueue(job, at).await?,
            Change::ReleaseContent(hash, name) => {
                tx.release_content(hash, name, at).await?;
            }
            Change::ScanAgain(hash) => {
                tx.scan_again(hash, at).await?;
            }
            Change::ScanUnscanned => {
                tx.scan_unscanned_again(at).await?;
            }
            Change::File(hash, size) => tx.record_blob(hash, *size, at).await?,
        }
    }
    tx.commit().await?;
    Ok(Outcome::Done)
}

/// Refuses a form drawn before somebody changed the same thing.
///
/// # Errors
/// [`Failure::Stale`], with who and when.
pub async fn refuse_stale(
    store: &Store,
    subject: &str,
    seen: Option<u64>,
    key: Uuid,
) -> Result<(), Failure> {
    const BATCH: u32 = 1000;
    let Some(mut after) = seen else {
        return Ok(());
    };
    loop {
        let events = store.events(STREAM, after, BATCH).await?;
        let last_batch = events.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
        for stored in events {
            after = stored.version;
            let disturbs = AdministrativeEvent::decode(&stored.kind, &stored.payload)
                .ok()
                .and_then(|event| event.subject())
                .is_some_and(|changed| changed == subject);
            if disturbs && stored.correlation != key {
                let actor: Option<ActorRef> = serde_json::from_str(&stored.actor).ok();
                return Err(Failure::Stale {
                    by: actor.map(|actor| actor.name).unwrap_or_default(),
                    at: stored.at,
                });
            }
        }
        if last_batch {
            return Ok(());
        }
    }
}

/// Judges and writes again while other administrators are faster.
///
/// # Errors
/// Whatever the last try met.
pub async fn retrying<T, Trying>(mut attempt: impl FnMut() -> Trying) -> Result<T, Failure>
where
    Trying: Future<Output = Result<T, Failure>>,
{
    let mut tries = 1;
    loop {
        match attempt().await {
            Err(Failure::Store(StoreError::Conflict { .. })) if tries < ATTEMPTS => tries += 1,
            result => return result,
        }
    }
}
