//! Uploads as people and pages read them: what is not finished, how far it is, and enough of
//! its content to recognise the same file on another computer.

use aval_core::ids::ApplicationId;
use aval_store::Upload;
use axum::{
    Json,
    http::{HeaderMap, Uri},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{
    address::{Destination, person},
    address_of,
    fault::Fault,
    transfer::mine,
};
use crate::{
    applications::Dossier,
    layout::Layout,
    visitor::{Person, Visitor},
};

/// Octets at each end of what was received that are compared.
const SAMPLE: u64 = 1024 * 1024;

#[derive(Serialize)]
struct Described {
    url: String,
    application: String,
    slot: String,
    name: String,
    length: u64,
    received: u64,
    started_at: String,
    expires_at: String,
    /// `receiving`, `refused` or `filed`.
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<String>,
    /// SHA-256 of the octets received.
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    samples: Vec<Sample>,
}

#[derive(Serialize)]
struct Sample {
    from: u64,
    to: u64,
    sha256: String,
}

fn described(upload: &Upload) -> Described {
    Described {
        url: address_of(upload),
        application: upload.application.to_string(),
        slot: upload.slot.clone(),
        name: upload.name.clone(),
        length: upload.length,
        received: upload.received,
        started_at: upload.started_at.to_string(),
        expires_at: upload.expires_at.to_string(),
        state: match (&upload.filed, &upload.refused) {
            (Some(_), _) => "filed",
            (None, Some(_)) => "refused",
            (None, None) => "receiving",
        },
        refusal: upload.refused.clone(),
        sha256: upload.filed.clone().or_else(|| upload.hash_so_far()),
        samples: Vec::new(),
    }
}

/// What this person has not finished for an application, or one slot of it.
pub(super) async fn list(visitor: &Visitor, uri: &Uri) -> Result<Response, Fault> {
    let person = person(visitor, &HeaderMap::new())?;
    let of = Destination::read(uri)?;
    let house = person.house();
    house.dossier(&person.actor, of.application).await?;
    let slot = of.slot.as_ref().map(|key| key.as_str());
    let uploads = house
        .uploads()
        .unfinished(person.actor.id.0, of.application.0, slot, house.now())
        .await?;
    let uploads: Vec<_> = uploads.iter().map(described).collect();
    Ok(Json(serde_json::json!({ "uploads": uploads })).into_response())
}

pub(super) async fn one(visitor: &Visitor, id: &str) -> Result<Response, Fault> {
    let person = person(visitor, &HeaderMap::new())?;
    let upload = mine(&person, id).await?;
    let mut told = described(&upload);
    if upload.filed.is_none() {
        let end = upload.received;
        let first = 0..end.min(SAMPLE);
        let last = end.saturating_sub(SAMPLE)..end;
        for range in [first, last] {
            if let Some(sha256) = house_sample(&person, &upload, range.clone()).await? {
                told.samples.push(Sample {
                    from: range.start,
                    to: range.end,
                    sha256,
                });
            }
        }
    }
    Ok(Json(told).into_response())
}

async fn house_sample(
    person: &Person,
    upload: &Upload,
    range: std::ops::Range<u64>,
) -> Result<Option<String>, Fault> {
    if range.is_empty() {
        return Ok(None);
    }
    Ok(person.house().uploads().sample(upload, range).await?)
}

/// An unfinished upload on a page.
pub(crate) struct PausedLine {
    pub address: String,
    pub name: String,
    pub received: String,
    pub length: String,
    pub percent: u64,
    pub until: String,
    /// Complete, and not taken by the rules.
    pub refused: bool,
}

/// What this person has not finished for a slot; empty when it cannot be looked up.
pub(crate) async fn paused(
    person: &Person,
    layout: &Layout,
    dossier: &Dossier,
    slot: &str,
) -> Vec<PausedLine> {
    let house = person.house();
    let ApplicationId(application) = dossier.id;
    let found = house
        .uploads()
        .unfinished(person.actor.id.0, application, Some(slot), house.now())
        .await;
    match found {
        Ok(uploads) => uploads
            .iter()
            .map(|upload| PausedLine {
                address: address_of(upload),
                name: upload.name.clone(),
                received: layout.size(upload.received),
                length: layout.size(upload.length),
                percent: upload.received.saturating_mul(100) / upload.length.max(1),
                until: layout.short_date_time(&upload.expires_at),
                refused: upload.refused.is_some(),
            })
            .collect(),
        Err(error) => {
            tracing::error!(%error, code = error.code(), "unfinished uploads cannot be listed");
            Vec::new()
        }
    }
}
