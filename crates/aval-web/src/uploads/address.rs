//! What an upload is for, read from the address of its creation and judged by the rules
//! before the first octet.

use aval_core::{
    access::{Right, allows},
    application::{
        Command, Content, Context, FileContent, ProofSlot, Refusal, SiblingFacts, decide, slot_of,
    },
    catalogue::ProofKey,
    ids::{ApplicationId, EvidenceId},
};
use aval_store::Upload;
use axum::http::Uri;
use uuid::Uuid;

use super::fault::Fault;
use crate::{
    applications::Dossier,
    dossier::media_type,
    house::House,
    posted::{pairs, same_origin},
    visitor::{Person, Visitor},
};

/// Where a file goes.
#[derive(Clone, Debug)]
pub(super) struct Destination {
    pub application: ApplicationId,
    /// None only when uploads are listed.
    pub slot: Option<ProofKey>,
    /// The piece whose next version it is.
    pub replaces: Option<Uuid>,
    pub following: Vec<String>,
}

impl Destination {
    pub(super) fn read(uri: &Uri) -> Result<Self, Fault> {
        let pairs = pairs(uri.query().unwrap_or_default().as_bytes());
        let all = |name: &'static str| {
            pairs
                .iter()
                .filter(move |(key, value)| key == name && !value.is_empty())
                .map(|(_, value)| value.as_str())
        };
        let application = all("dossier")
            .next()
            .and_then(|id| id.parse().ok())
            .ok_or(Fault::Address)?;
        let replaces = match all("remplace").next() {
            None => None,
            Some(piece) => Some(piece.parse().map_err(|_| Fault::Address)?),
        };
        Ok(Self {
            application: ApplicationId(application),
            slot: all("preuve").next().map(ProofKey::from),
            replaces,
            following: all("suit").map(str::to_owned).collect(),
        })
    }
}

/// The person, when somebody is signed in and our own pages or a program of theirs asks.
pub(super) fn person(visitor: &Visitor, headers: &axum::http::HeaderMap) -> Result<Person, Fault> {
    if !same_origin(headers) {
        return Err(Fault::Elsewhere);
    }
    let signed = visitor.person.clone().ok_or(Fault::SignInFirst)?;
    Ok(Person {
        visitor: visitor.clone(),
        actor: signed.actor,
        csrf: signed.csrf,
    })
}

/// The slot, when this person may deposit in it now.
pub(super) fn open_to<'a>(
    person: &Person,
    dossier: &Dossier,
    slots: &'a [ProofSlot<'a>],
    key: &ProofKey,
) -> Result<&'a ProofSlot<'a>, Fault> {
    let house = person.house();
    let slot = slot_of(slots, key).ok_or(Refusal::UnknownSlot)?;
    let right = Right::Upload(slot.chapter.code.clone(), slot.key.clone());
    allows(
        &person.actor,
        &right,
        &dossier.state,
        house.programme(),
        house.now(),
    )?;
    Ok(slot)
}

/// What the journal is asked to remember once every octet is there. The piece has the
/// identifier of the upload: asking twice is asking once.
pub(super) fn command(upload: &Upload, hash: String) -> Command {
    let content = Content::File(FileContent {
        hash,
        name: upload.name.clone(),
        size: upload.length,
        media_type: media_type(&upload.name).to_owned(),
    });
    match upload.replaces {
        None => Command::FileEvidence {
            evidence: EvidenceId(upload.id),
            slot: ProofKey::from(upload.slot.as_str()),
            content,
            started_at: upload.started_at,
        },
        Some(piece) => Command::ReplaceEvidence {
            evidence: EvidenceId(piece),
            content,
            following: upload
                .following
                .iter()
                .map(|key| ProofKey::from(key.as_str()))
                .collect(),
            started_at: upload.started_at,
        },
    }
}

/// What the rules would say now; nothing changes.
pub(super) fn judged(
    house: &House,
    person: &Person,
    dossier: &Dossier,
    command: Command,
) -> Result<(), Refusal> {
    let siblings = SiblingFacts::default();
    let context = Context {
        now: house.now(),
        actor: &person.actor,
        programme: house.programme(),
        catalogue: &dossier.catalogue,
        siblings: &siblings,
        findings: &[],
    };
    match decide(&dossier.state, command, &context) {
        Ok(_) | Err(Refusal::AlreadyDone) => Ok(()),
        Err(refusal) => Err(refusal),
    }
}
