//! One upload: where it stands, octets that arrive, its end before the end.

use aval_core::ids::ApplicationId;
use aval_store::{Upload, UploadError, UploadKind};
use axum::{
    extract::{Path, Request},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::TryStreamExt;
use tokio_util::io::StreamReader;
use uuid::Uuid;

use super::{
    ADDRESS,
    address::{open_to, person},
    creation::kept_until,
    described,
    fault::{Fault, refused},
    filing, headers, set,
};
use crate::visitor::{Person, Visitor};

/// Media type of octets that continue a file.
pub(super) const OCTETS: &str = "application/offset+octet-stream";

pub(super) async fn at_an_upload(
    visitor: Visitor,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let answer = match headers::method(&request) {
        Method::OPTIONS => Ok(super::capabilities(&visitor.house, StatusCode::NO_CONTENT)),
        Method::HEAD => head(&visitor, &id, request.headers()).await,
        Method::PATCH => patch(&visitor, &id, request).await,
        Method::DELETE => delete(&visitor, &id, request.headers()).await,
        Method::GET => described::one(&visitor, &id).await,
        _ => Err(Fault::Method),
    };
    answer.unwrap_or_else(|fault| refused(&visitor, &fault))
}

/// An upload of this person, for a slot that they still may deposit in. Somebody else's
/// does not exist.
pub(super) async fn mine(person: &Person, id: &str) -> Result<Upload, Fault> {
    let unknown = || Fault::Upload(UploadError::NotFound);
    let id: Uuid = id.parse().map_err(|_| unknown())?;
    let house = person.house();
    let upload = house
        .uploads()
        .find(id)
        .await?
        .filter(|upload| upload.account == person.actor.id.0)
        .ok_or_else(unknown)?;
    let dossier = house
        .dossier(&person.actor, ApplicationId(upload.application))
        .await?;
    let slots = dossier.slots(house);
    open_to(person, &dossier, &slots, &upload.slot.as_str().into())?;
    if upload.expires_at <= house.now() {
        return Err(Fault::Expired);
    }
    Ok(upload)
}

async fn head(visitor: &Visitor, id: &str, fields: &HeaderMap) -> Result<Response, Fault> {
    headers::version(fields)?;
    let upload = mine(&person(visitor, fields)?, id).await?;
    if let Some(code) = &upload.refused {
        // Complete, and not taken: a client that read "complete" would believe it deposited.
        let mut answer = StatusCode::UNPROCESSABLE_ENTITY.into_response();
        set(answer.headers_mut(), "aval-refusal", code);
        return Ok(answer);
    }
    let mut answer = StatusCode::OK.into_response();
    let fields = answer.headers_mut();
    set(fields, "upload-offset", &upload.received.to_string());
    set(fields, "upload-length", &upload.length.to_string());
    set(
        fields,
        "upload-expires",
        &headers::http_date(upload.expires_at),
    );
    if !upload.metadata.is_empty() {
        set(fields, "upload-metadata", &upload.metadata);
    }
    match &upload.kind {
        UploadKind::Whole => {}
        UploadKind::Partial => set(fields, "upload-concat", "partial"),
        UploadKind::Final(parts) => {
            let parts: Vec<_> = parts.iter().map(|id| format!("{ADDRESS}/{id}")).collect();
            set(
                fields,
                "upload-concat",
                &format!("final;{}", parts.join(" ")),
            );
        }
    }
    Ok(answer)
}

async fn patch(visitor: &Visitor, id: &str, request: Request) -> Result<Response, Fault> {
    let fields = request.headers();
    headers::version(fields)?;
    let person = person(visitor, fields)?;
    let upload = mine(&person, id).await?;
    if fields
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind != OCTETS)
    {
        return Err(Fault::MediaType);
    }
    if matches!(upload.kind, UploadKind::Final(_)) && !upload.is_complete() {
        return Err(Fault::PutTogether);
    }
    let offset = headers::octets(fields, "upload-offset")?.ok_or(Fault::Field("upload-offset"))?;
    let upload = receive(&person, upload.id, offset, request).await?;
    let mut answer = StatusCode::NO_CONTENT.into_response();
    let fields = answer.headers_mut();
    set(fields, "upload-offset", &upload.received.to_string());
    set(
        fields,
        "upload-expires",
        &headers::http_date(upload.expires_at),
    );
    if let Some(hash) = &upload.filed {
        set(fields, "aval-sha256", hash);
    }
    Ok(answer)
}

/// Receives the body of a request and, when the file is then complete, deposits it.
pub(super) async fn receive(
    person: &Person,
    id: Uuid,
    offset: u64,
    request: Request,
) -> Result<Upload, Fault> {
    let house = person.house();
    let fields = request.headers();
    let checksum = headers::checksum(fields)?;
    let announced = headers::octets(fields, "content-length")?.unwrap_or(0);
    let uploads = house.uploads();
    let mut hold = uploads.hold(id).await?;
    let (received, length) = (hold.upload().received, hold.upload().length);
    if offset != received {
        return Err(UploadError::WrongOffset { received }.into());
    }
    if announced > length.saturating_sub(received) {
        return Err(UploadError::TooLong { length }.into());
    }
    let now = house.now();
    let expires_at = kept_until(house, now);
    let person = person.clone();
    // A task of its own: when the line is cut, the server drops the request, and what has
    // arrived must be written down all the same.
    let work = tokio::spawn(async move {
        let body = request.into_body().into_data_stream();
        let mut source = StreamReader::new(body.map_err(std::io::Error::other));
        hold.receive(offset, &mut source, checksum, now, expires_at)
            .await?;
        filing::finish(&person, hold).await
    });
    work.await.map_err(|stopped| {
        tracing::error!(%stopped, "an upload stopped unexpectedly");
        Fault::Unavailable
    })?
}

async fn delete(visitor: &Visitor, id: &str, fields: &HeaderMap) -> Result<Response, Fault> {
    headers::version(fields)?;
    let upload = mine(&person(visitor, fields)?, id).await?;
    filing::forget_one(visitor, upload.id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
