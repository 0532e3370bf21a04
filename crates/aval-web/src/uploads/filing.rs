//! The end of an upload: a complete file becomes a piece of its slot, under the same rules
//! as any other deposit. What the rules do not take stays, with their reason.

use aval_core::ids::ApplicationId;
use aval_store::{Hold, Upload, UploadError, UploadKind};
use axum::{extract::Path, response::Response};
use uuid::Uuid;

use super::{
    address::{command, judged},
    fault::{Fault, refused},
    transfer::mine,
};
use crate::{
    applications::Failure,
    dossier::slot_address,
    layout::Tone,
    posted::Posted,
    visitor::{Person, Visitor, said},
};

/// Deposits the file if it is complete and none of the parts of another.
pub(super) async fn finish(person: &Person, mut hold: Hold) -> Result<Upload, Fault> {
    let upload = hold.upload().clone();
    let over = !upload.is_complete() || upload.filed.is_some();
    if over || upload.kind == UploadKind::Partial {
        return Ok(upload);
    }
    let house = person.house();
    let id = ApplicationId(upload.application);
    let hash = hold.hash().ok_or(Fault::Unavailable)?;
    let asked = command(&upload, hash);
    // Asked first: a file that the rules would not take stays among the uploads, where it
    // expires; one that moves among the files stays for ever.
    let dossier = house.dossier(&person.actor, id).await?;
    if let Err(refusal) = judged(house, person, &dossier, asked.clone()) {
        hold.refused(refusal.code()).await?;
        return Err(refusal.into());
    }
    let stored = hold.settle().await?;
    match house.execute(&person.actor, id, asked, None).await {
        Ok(_) => {
            hold.filed(&stored.hash).await?;
            Ok(hold.upload().clone())
        }
        Err(Failure::Refused(refusal)) => {
            hold.refused(refusal.code()).await?;
            Err(refusal.into())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Forgets an upload that has not become a piece.
pub(super) async fn forget_one(visitor: &Visitor, id: Uuid) -> Result<(), Fault> {
    let hold = visitor.house.uploads().hold(id).await?;
    hold.remove().await?;
    Ok(())
}

/// Asks the rules again about a complete file that they did not take.
pub(super) async fn again(Path(id): Path<String>, posted: Posted) -> Response {
    let person = &posted.person;
    match once_more(person, &id).await {
        Ok(upload) => said(&back(person, &upload).await, Tone::Success, "file-received"),
        Err(Fault::Refused(refusal)) => {
            let back = match mine(person, &id).await {
                Ok(upload) => back(person, &upload).await,
                Err(_) => "/dossiers".to_owned(),
            };
            person.failed(Failure::Refused(refusal), None, &back)
        }
        Err(fault) => refused(&person.visitor, &fault),
    }
}

async fn once_more(person: &Person, id: &str) -> Result<Upload, Fault> {
    let upload = mine(person, id).await?;
    let hold = person.house().uploads().hold(upload.id).await?;
    // Its content may have been erased since the rules did not take it.
    if !hold.upload().is_complete() {
        return Err(Fault::Upload(UploadError::Cut {
            received: hold.upload().received,
        }));
    }
    finish(person, hold).await
}

/// Forgets an upload, from a page.
pub(super) async fn forget(Path(id): Path<String>, posted: Posted) -> Response {
    let person = &posted.person;
    let result = async {
        let upload = mine(person, &id).await?;
        forget_one(&person.visitor, upload.id).await?;
        Ok::<_, Fault>(upload)
    };
    match result.await {
        Ok(upload) => said(
            &back(person, &upload).await,
            Tone::Success,
            "sending-forgotten",
        ),
        Err(fault) => refused(&person.visitor, &fault),
    }
}

async fn back(person: &Person, upload: &Upload) -> String {
    let id = ApplicationId(upload.application);
    match person.house().dossier(&person.actor, id).await {
        Ok(dossier) => slot_address(&dossier, &upload.slot.as_str().into()),
        Err(_) => "/dossiers".to_owned(),
    }
}
