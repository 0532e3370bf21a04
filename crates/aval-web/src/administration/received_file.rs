//! A file that an administrator sends with a form: received on the disk once the form has
//! proven itself, noted, and followed by the page of what was read in it. What the file may
//! be, and its reading, are in `import` (workbooks) and `trust`.

use aval_store::{BlobError, StoredBlob};
use axum::{
    extract::Multipart,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use futures_util::TryStreamExt;
use tokio_util::io::StreamReader;
use uuid::Uuid;

use super::{act::retrying, frame::barred};
use crate::{
    applications::Failure,
    error_page::Problem,
    form::FormState,
    posted::{same_origin, same_secret},
    visitor::Person,
};

/// Largest file received, in MiB: real ones weigh less than one.
pub(super) const LIMIT_MIB: u64 = 32;

/// Fields kept of a form; ours have fewer.
const FIELDS_MAX: usize = 20;

/// The fields of the multipart form, and the file, already on disk.
pub(super) struct Sent {
    pub fields: Vec<(String, String)>,
    pub file: Option<(String, StoredBlob)>,
    pub too_large: bool,
}

impl Sent {
    pub(super) fn value(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }
}

/// Receives a file for the page `here`. `keep` notes it, or gives the form back when
/// something is missing, which `again` then shows.
pub(super) async fn receive(
    person: &Person,
    permission: &'static str,
    headers: &HeaderMap,
    multipart: Multipart,
    here: &str,
    keep: impl AsyncFn(&Person, &Sent, Uuid) -> Result<Option<FormState>, Failure>,
    again: impl AsyncFn(&Person, StatusCode, FormState) -> Response,
) -> Response {
    if let Some(answer) = barred(person, permission) {
        return answer;
    }
    if !same_origin(headers) {
        return person.visitor.problem(Problem::Forbidden);
    }
    let sent = match read(person, multipart).await {
        Ok(sent) => sent,
        Err(problem) => return person.visitor.problem(problem),
    };
    let key = sent
        .value("idempotency_key")
        .parse()
        .unwrap_or_else(|_| person.house().id());
    match retrying(|| keep(person, &sent, key)).await {
        Ok(None) => Redirect::to(&format!("{here}/imports/{key}")).into_response(),
        Ok(Some(form)) => {
            let status = if sent.too_large {
                StatusCode::PAYLOAD_TOO_LARGE
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            again(person, status, form).await
        }
        Err(failure) => person.failed(failure, None, here),
    }
}

/// Reads the form. Its secret stands before the file: nothing is written for somebody who
/// does not hold it.
async fn read(person: &Person, mut multipart: Multipart) -> Result<Sent, Problem> {
    let mut sent = Sent {
        fields: Vec::new(),
        file: None,
        too_large: false,
    };
    let mut proven = false;
    while let Some(field) = multipart
        .next_field()
        .await
        .map_err(|_| Problem::Unreadable)?
    {
        let name = field.name().unwrap_or_default().to_owned();
        let Some(file_name) = field.file_name().map(str::to_owned) else {
            let text = field.text().await.map_err(|_| Problem::Unreadable)?;
            if name == "csrf" {
                proven = same_secret(&text, &person.csrf);
            } else if sent.fields.len() < FIELDS_MAX {
                sent.fields.push((name, text));
            }
            continue;
        };
        if !proven {
            return Err(Problem::Forbidden);
        }
        if file_name.is_empty() || sent.file.is_some() {
            continue;
        }
        let mut reader = StreamReader::new(field.map_err(std::io::Error::other));
        let limit = LIMIT_MIB * 1024 * 1024;
        match person.house().blobs().put(&mut reader, limit).await {
            Ok(stored) => sent.file = Some((plain_name(&file_name), stored)),
            Err(BlobError::TooLarge { .. }) => {
                sent.too_large = true;
                return Ok(sent);
            }
            Err(BlobError::Source(_)) => return Err(Problem::Unreadable),
            Err(error) => {
                tracing::error!(%error, code = error.code(), "a received file could not be kept");
                return Err(Problem::Unavailable);
            }
        }
    }
    if proven {
        Ok(sent)
    } else {
        Err(Problem::Forbidden)
    }
}

/// The last part of a file name, without what could mislead a reader.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| {
            !c.is_control()
                && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
        })
        .take(200)
        .collect();
    if clean.trim().is_empty() {
        "classeur".to_owned()
    } else {
        clean.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn a_file_name_keeps_its_last_part_and_hides_nothing() {
        assert_eq!(plain_name("C:\\Mes documents\\rem.xlsx"), "rem.xlsx");
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("rem\u{202e}xslx.exe"), "remxslx.exe");
        assert_eq!(plain_name("dossier/"), "classeur");
        assert_eq!(plain_name(&"é".repeat(500)).chars().count(), 200);
    }
}
