//! Beginning an upload: what it is bound to is decided here, once.

use aval_store::{NewUpload, Upload, UploadKind};
use axum::{
    extract::Request,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::{SignedDuration, Timestamp};

use super::{
    address::{Destination, command, judged, open_to, person},
    address_of,
    fault::Fault,
    filing,
    headers::{self, Concat},
    set,
    transfer::{self, OCTETS},
};
use crate::{
    dossier::{limit_of, plain_name},
    house::House,
    visitor::{Person, Visitor},
};

/// Until when an upload is kept if nothing more arrives.
pub(super) fn kept_until(house: &House, now: Timestamp) -> Timestamp {
    let days = i64::from(house.programme().upload.paused_kept_days);
    now.checked_add(SignedDuration::from_hours(days.saturating_mul(24)))
        .unwrap_or(Timestamp::MAX)
}

pub(super) async fn create(visitor: &Visitor, request: Request) -> Result<Response, Fault> {
    let fields = request.headers();
    headers::version(fields)?;
    let person = person(visitor, fields)?;
    let to = Destination::read(request.uri())?;
    let concat = headers::concat(fields)?;
    let metadata = headers::metadata(fields)?;
    if fields.contains_key("upload-defer-length") {
        return Err(Fault::LengthUnknown);
    }
    let length = headers::octets(fields, "upload-length")?;
    let house = visitor.house.clone();
    let now = house.now();
    let length = match (&concat, length) {
        (Concat::Final(parts), _) => parts_length(&house, &person, parts, now).await?,
        (_, Some(length)) => length,
        (_, None) => return Err(Fault::LengthUnknown),
    };
    let name = match (&metadata.name, &concat) {
        (Some(name), _) => plain_name(name),
        // A part has no name of its own.
        (None, Concat::Partial) => String::new(),
        (None, _) => return Err(Fault::NameMissing),
    };
    let key = to.slot.ok_or(Fault::Address)?;
    let dossier = house.dossier(&person.actor, to.application).await?;
    let slots = dossier.slots(&house);
    let slot = open_to(&person, &dossier, &slots, &key)?;
    let mut following = to.following;
    if to.replaces.is_some() && following.is_empty() {
        following.push(key.to_string());
    }
    let limit_mib = limit_of(&person, slot);
    let new = NewUpload {
        id: house.id(),
        kind: match &concat {
            Concat::None => UploadKind::Whole,
            Concat::Partial => UploadKind::Partial,
            Concat::Final(parts) => UploadKind::Final(parts.clone()),
        },
        application: to.application.0,
        slot: key.to_string(),
        replaces: to.replaces,
        following,
        account: person.actor.id.0,
        organisation: person.actor.organisation.0,
        name,
        metadata: metadata.raw,
        length,
        size_limit: limit_mib.saturating_mul(1024 * 1024),
        started_at: now,
        expires_at: kept_until(&house, now),
    };
    if length > new.size_limit {
        return Err(aval_core::application::Refusal::FileTooLarge { limit_mib }.into());
    }
    if new.kind != UploadKind::Partial {
        let as_if = Upload::beginning(&new);
        judged(&house, &person, &dossier, command(&as_if, String::new()))?;
    }
    let uploads = house.uploads();
    if let Concat::Final(parts) = concat {
        let hold = uploads.concatenate(&new, &parts, now).await?;
        let upload = filing::finish(&person, hold).await?;
        for part in parts {
            // Their octets are in the whole now; what cannot go now goes when it expires.
            if let Ok(part) = uploads.hold(part).await {
                part.remove().await?;
            }
        }
        return Ok(created(&upload));
    }
    let upload = uploads.create(&new).await?;
    let carries = fields
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == OCTETS);
    if !carries {
        return Ok(created(&upload));
    }
    match transfer::receive(&person, upload.id, 0, request).await {
        Ok(upload) => Ok(created(&upload)),
        // It exists, and what arrived counts: the client goes on from there.
        Err(Fault::Upload(aval_store::UploadError::Cut { .. })) => {
            let upload = uploads.find(upload.id).await?.unwrap_or(upload);
            Ok(created(&upload))
        }
        Err(fault) => Err(fault),
    }
}

/// Octets of parts that are this person's, and complete.
async fn parts_length(
    house: &House,
    person: &Person,
    parts: &[uuid::Uuid],
    now: Timestamp,
) -> Result<u64, Fault> {
    let mut length: u64 = 0;
    for id in parts {
        let part = house.uploads().find(*id).await?.ok_or(Fault::BadParts)?;
        let mine = part.account == person.actor.id.0 && part.expires_at > now;
        if !mine || !part.is_complete() {
            return Err(Fault::BadParts);
        }
        length = length.checked_add(part.length).ok_or(Fault::BadParts)?;
    }
    Ok(length)
}

fn created(upload: &Upload) -> Response {
    let mut answer = StatusCode::CREATED.into_response();
    let fields = answer.headers_mut();
    set(fields, "location", &address_of(upload));
    set(fields, "upload-offset", &upload.received.to_string());
    set(
        fields,
        "upload-expires",
        &headers::http_date(upload.expires_at),
    );
    answer
}
