//! What can go wrong with an upload, and how it is said: one status, one code, one sentence
//! that says what happened and what to do, in the language of the person.

use aval_core::application::Refusal;
use aval_store::{BlobError, UploadError};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{capabilities, set};
use crate::{answer::explained, applications::Failure, faq::help_json, visitor::Visitor};

/// Why a request about an upload had no effect.
#[derive(Debug)]
pub(super) enum Fault {
    /// Nobody is signed in.
    SignInFirst,
    /// The request comes from another site.
    Elsewhere,
    /// The version of the protocol is not 1.0.0.
    Version,
    /// This method means nothing here.
    Method,
    /// The address does not name an application and a slot.
    Address,
    /// A field of the head is missing, twice, or not what it must be.
    Field(&'static str),
    /// The metadata is too long.
    MetadataTooLong { max: usize },
    /// The metadata has no name of file.
    NameMissing,
    /// The length must be known at the beginning.
    LengthUnknown,
    /// The body is not `application/offset+octet-stream`.
    MediaType,
    /// An algorithm that is not understood.
    Algorithm,
    /// The parts cannot be put together.
    BadParts,
    /// A file put together from parts receives nothing more.
    PutTogether,
    /// The upload has expired.
    Expired,
    /// The store says no.
    Upload(UploadError),
    /// A rule says no. The file, if it is there, is kept.
    Refused(Refusal),
    /// The database could not.
    Unavailable,
}

impl From<UploadError> for Fault {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::BadParts => Self::BadParts,
            error => Self::Upload(error),
        }
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::Refused(refusal),
            // Uploads never say which version they saw.
            Failure::Stale { .. } => Self::Unavailable,
            Failure::Store(error) => {
                tracing::error!(%error, code = error.code(), "an upload could not go on");
                Self::Unavailable
            }
        }
    }
}

/// Checksum mismatch (tus 1.0, checksum).
const CHECKSUM_MISMATCH: u16 = 460;

impl Fault {
    fn status(&self) -> StatusCode {
        match self {
            Self::SignInFirst => StatusCode::UNAUTHORIZED,
            Self::Elsewhere | Self::PutTogether | Self::Refused(Refusal::NotAllowed) => {
                StatusCode::FORBIDDEN
            }
            Self::Version => StatusCode::PRECONDITION_FAILED,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Address
            | Self::Field(_)
            | Self::MetadataTooLong { .. }
            | Self::NameMissing
            | Self::LengthUnknown
            | Self::Algorithm
            | Self::BadParts => StatusCode::BAD_REQUEST,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Expired => StatusCode::GONE,
            Self::Refused(Refusal::NotFound | Refusal::UnknownSlot)
            | Self::Upload(UploadError::NotFound) => StatusCode::NOT_FOUND,
            Self::Refused(Refusal::FileTooLarge { .. })
            | Self::Upload(UploadError::TooLong { .. }) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Upload(UploadError::WrongOffset { .. }) => StatusCode::CONFLICT,
            Self::Upload(UploadError::Locked) => StatusCode::LOCKED,
            Self::Upload(UploadError::WrongChecksum) => {
                StatusCode::from_u16(CHECKSUM_MISMATCH).unwrap_or(StatusCode::BAD_REQUEST)
            }
            Self::Upload(UploadError::Cut { .. }) => StatusCode::REQUEST_TIMEOUT,
            Self::Upload(UploadError::Blob(BlobError::DiskFull)) => {
                StatusCode::INSUFFICIENT_STORAGE
            }
            Self::Upload(_) | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::SignInFirst => "upload.sign_in_first",
            Self::Elsewhere => "upload.elsewhere",
            Self::Version => "upload.version",
            Self::Method => "upload.method",
            Self::Address => "upload.address",
            Self::Field(_) => "upload.field",
            Self::MetadataTooLong { .. } => "upload.metadata_too_long",
            Self::NameMissing => "upload.name_missing",
            Self::LengthUnknown => "upload.length_unknown",
            Self::MediaType => "upload.media_type",
            Self::Algorithm => "upload.algorithm",
            Self::BadParts => "upload.bad_parts",
            Self::PutTogether => "upload.put_together",
            Self::Expired => "upload.expired",
            Self::Upload(error) => error.code(),
            Self::Refused(refusal) => refusal.code(),
            Self::Unavailable => "upload.unavailable",
        }
    }

    fn sentence(&self, visitor: &Visitor) -> String {
        let l = visitor.l;
        let plain = |key: &str| l.t(key).into_owned();
        match self {
            Self::SignInFirst => plain("sending-sign-in-first"),
            Self::Elsewhere => plain("sending-elsewhere"),
            Self::Version => plain("sending-version"),
            Self::Method => plain("sending-method"),
            Self::Address => plain("sending-address"),
            Self::Field(name) => l.v("sending-field", (*name).to_owned()).into_owned(),
            Self::MetadataTooLong { max } => l
                .v(
                    "sending-metadata-too-long",
                    visitor.layout().size(*max as u64),
                )
                .into_owned(),
            Self::NameMissing => plain("sending-name-missing"),
            Self::LengthUnknown => plain("sending-length-unknown"),
            Self::MediaType => plain("sending-media-type"),
            Self::Algorithm => plain("sending-algorithm"),
            Self::BadParts => plain("sending-bad-parts"),
            Self::PutTogether => plain("sending-put-together"),
            Self::Expired => plain("sending-expired"),
            Self::Refused(refusal) => explained(l, refusal),
            Self::Unavailable => plain("sending-unavailable"),
            Self::Upload(error) => match error {
                UploadError::NotFound => plain("sending-not-found"),
                UploadError::Locked => plain("sending-locked"),
                UploadError::WrongOffset { received } => l
                    .v("sending-wrong-offset", received.to_string())
                    .into_owned(),
                UploadError::WrongChecksum => plain("sending-wrong-checksum"),
                UploadError::TooLong { length } => {
                    l.v("sending-too-long", length.to_string()).into_owned()
                }
                UploadError::Cut { .. } => plain("sending-cut"),
                UploadError::Blob(BlobError::DiskFull) => plain("sending-disk-full"),
                _ => plain("sending-unavailable"),
            },
        }
    }
}

/// The answer, as problem details (RFC 9457).
pub(super) fn refused(visitor: &Visitor, fault: &Fault) -> Response {
    let status = fault.status();
    if let Fault::Upload(error @ (UploadError::Blob(_) | UploadError::Store(_))) = fault {
        tracing::error!(%error, code = error.code(), "an upload could not go on");
    }
    let body = serde_json::json!({
        "type": format!("/aide/refus#{}", fault.code()),
        "title": fault.sentence(visitor),
        "status": status.as_u16(),
        "code": fault.code(),
        "detail": fault.sentence(visitor),
        "help": help_json(&visitor.house, fault.code()),
    });
    let mut answer = if matches!(fault, Fault::Version) {
        capabilities(&visitor.house, status)
    } else {
        status.into_response()
    };
    *answer.body_mut() = body.to_string().into();
    let fields = answer.headers_mut();
    fields.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    if let Fault::Upload(UploadError::WrongOffset { received }) = fault {
        set(fields, "upload-offset", &received.to_string());
    }
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::LOCKED) {
        fields.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    answer
}
