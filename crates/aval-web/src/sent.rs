//! A form that may carry files. When the session has ended, or is another one, nothing of
//! the files is kept and the person is told so; what was typed comes back after the sign-in.

use axum::{
    body::to_bytes,
    extract::{FromRequest, FromRequestParts, Multipart, Request},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};

use crate::{
    answer::field_label,
    error_page::Problem,
    house::House,
    posted::{FORM_MAX, pairs, same_origin, same_secret},
    resume,
    visitor::{Person, Visitor},
};

/// Octets of a form that nobody will keep, read so that the browser gets to the answer.
const DRAINED: usize = 256 * 1024 * 1024;

/// Octets of text that are kept of such a form.
const TYPED: usize = 256 * 1024;

/// A form that may carry files, sent by a signed-in person.
pub struct Sent {
    /// Who sent it.
    pub person: Person,
    /// Where the form stands, to come back to.
    pub page: String,
    /// What it holds.
    pub form: SentForm,
}

/// How a form came.
pub enum SentForm {
    /// With files; the secret of the form is still to be compared.
    Parts(Multipart),
    /// Fields only, taken up again after a sign-in; the secret was the right one.
    Fields(Vec<(String, String)>),
}

impl FromRequest<House> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, house: &House) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visitor = match Visitor::from_request_parts(&mut parts, house).await {
            Ok(visitor) => visitor,
            Err(never) => match never {},
        };
        if !same_origin(&parts.headers) {
            return Err(visitor.problem(Problem::Forbidden));
        }
        let page = page_of(&parts.headers, &visitor.path);
        let with_files = parts
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.starts_with("multipart/"));
        let form = if with_files {
            let request = Request::from_parts(parts, body);
            match Multipart::from_request(request, house).await {
                Ok(multipart) => SentForm::Parts(multipart),
                Err(_) => return Err(visitor.problem(Problem::Unreadable)),
            }
        } else {
            let Ok(body) = to_bytes(body, FORM_MAX).await else {
                return Err(visitor.problem(Problem::TooLarge));
            };
            SentForm::Fields(pairs(&body))
        };
        let Some(signed) = visitor.person.clone() else {
            return Err(lost(&visitor, form, &page).await);
        };
        let person = Person {
            visitor,
            actor: signed.actor,
            csrf: signed.csrf,
        };
        let form = match form {
            SentForm::Fields(mut fields) => {
                let secret = fields.iter().find(|(name, _)| name == "csrf");
                if !secret.is_some_and(|(_, value)| same_secret(value, &person.csrf)) {
                    return Err(resume::confirm(
                        &person.visitor,
                        &person.visitor.path,
                        &fields,
                    ));
                }
                fields.retain(|(name, _)| name != "csrf");
                SentForm::Fields(fields)
            }
            parts => parts,
        };
        Ok(Self { person, page, form })
    }
}

/// The page that a form was on: the browser says it for our own pages. Without it, the
/// application that the address is about.
fn page_of(headers: &HeaderMap, path: &str) -> String {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).unwrap_or_default();
    let said = text(header::REFERER)
        .and_then(|referer| referer.split_once("://"))
        .and_then(|(_, rest)| rest.strip_prefix(host))
        .filter(|page| !host.is_empty() && page.starts_with('/') && !page.starts_with("//"));
    match said {
        Some(page) => page.to_owned(),
        None => path.split('/').take(3).collect::<Vec<_>>().join("/"),
    }
}

/// What was typed in a form whose files are left, and the names of these files.
struct Left {
    typed: Vec<(String, String)>,
    files: Vec<String>,
}

/// Reads a form to its end, or as far as is reasonable, and keeps no file of it.
async fn drain(mut multipart: Multipart, mut left: Left) -> Left {
    let (mut read, mut kept) = (0_usize, 0_usize);
    while let Ok(Some(mut field)) = multipart.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(str::to_owned);
        let mut text = Vec::new();
        while let Ok(Some(chunk)) = field.chunk().await {
            read = read.saturating_add(chunk.len());
            if file.is_none() && kept.saturating_add(chunk.len()) <= TYPED {
                kept = kept.saturating_add(chunk.len());
                text.extend_from_slice(&chunk);
            }
            if read > DRAINED {
                return left;
            }
        }
        match file {
            None => left
                .typed
                .push((name, String::from_utf8_lossy(&text).into_owned())),
            Some(file) if file.is_empty() => {}
            Some(file) => left.files.push(crate::dossier::plain_name(&file)),
        }
    }
    left
}

async fn lost(visitor: &Visitor, form: SentForm, page: &str) -> Response {
    let nothing = Left {
        typed: Vec::new(),
        files: Vec::new(),
    };
    match form {
        SentForm::Fields(fields) => {
            resume::sign_in_first(visitor, &fields, StatusCode::UNAUTHORIZED)
        }
        SentForm::Parts(multipart) => {
            let left = drain(multipart, nothing).await;
            resume::files_lost(
                visitor,
                if worth_it(visitor, &left.typed) {
                    &left.typed
                } else {
                    &[]
                },
                &left.files,
                page,
            )
        }
    }
}

/// True when a person typed something, beside what the page set for itself.
fn worth_it(visitor: &Visitor, typed: &[(String, String)]) -> bool {
    typed.iter().any(|(name, value)| {
        !value.is_empty() && field_label(visitor.l, visitor.house.programme(), name).is_some()
    })
}

/// The form was drawn for another session of the same person: its files are left, what was
/// typed is given back to be sent again. `typed` was read already.
pub async fn of_another_session(
    person: &Person,
    multipart: Multipart,
    typed: Vec<(String, String)>,
    page: &str,
) -> Response {
    let begun = Left {
        typed,
        files: Vec::new(),
    };
    let left = drain(multipart, begun).await;
    let visitor = &person.visitor;
    if worth_it(visitor, &left.typed) {
        resume::confirm_without_files(visitor, &visitor.path, &left.typed, &left.files)
    } else {
        resume::choose_again(visitor, &left.files, page)
    }
}
