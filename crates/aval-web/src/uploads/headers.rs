//! The fields of the protocol, read from hostile text into values.

use aval_store::{Checksum, ChecksumAlgorithm};
use axum::{
    extract::Request,
    http::{HeaderMap, Method},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};
use uuid::Uuid;

use super::{ADDRESS, VERSION, fault::Fault};

/// Longest `Upload-Metadata`, in octets: a name of 255 characters fits many times.
const METADATA_MAX: usize = 8 * 1024;

/// Most parts of one file.
const PARTS_MAX: usize = 1_000;

/// Some clients cannot send every method.
pub(super) fn method(request: &Request) -> Method {
    request
        .headers()
        .get("x-http-method-override")
        .filter(|_| request.method() == Method::POST)
        .and_then(|name| Method::from_bytes(name.as_bytes()).ok())
        .unwrap_or_else(|| request.method().clone())
}

/// The only version that is spoken. Because no form and no other site can send this field,
/// it also proves that a page of ours or a program of the person asks.
pub(super) fn version(headers: &HeaderMap) -> Result<(), Fault> {
    match text(headers, "tus-resumable")? {
        Some(VERSION) => Ok(()),
        _ => Err(Fault::Version),
    }
}

/// A field, when it is there; it must be visible ASCII and stand once.
pub(super) fn text<'a>(
    headers: &'a HeaderMap,
    name: &'static str,
) -> Result<Option<&'a str>, Fault> {
    let mut found = headers.get_all(name).iter();
    match (found.next(), found.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| Fault::Field(name)),
        (Some(_), Some(_)) => Err(Fault::Field(name)),
    }
}

/// A count of octets: digits alone, and no more than a file can have.
pub(super) fn octets(headers: &HeaderMap, name: &'static str) -> Result<Option<u64>, Fault> {
    let Some(text) = text(headers, name)? else {
        return Ok(None);
    };
    let digits = !text.is_empty() && text.len() <= 19 && text.bytes().all(|c| c.is_ascii_digit());
    match text.parse::<u64>() {
        Ok(count) if digits && i64::try_from(count).is_ok() => Ok(Some(count)),
        _ => Err(Fault::Field(name)),
    }
}

/// `Upload-Metadata` as sent, and the name of the file in it.
pub(super) struct Metadata {
    pub raw: String,
    pub name: Option<String>,
}

pub(super) fn metadata(headers: &HeaderMap) -> Result<Metadata, Fault> {
    const NAME: &str = "upload-metadata";
    let raw = text(headers, NAME)?.unwrap_or_default();
    if raw.len() > METADATA_MAX {
        return Err(Fault::MetadataTooLong { max: METADATA_MAX });
    }
    let mut name = None;
    let mut keys = Vec::new();
    for pair in raw
        .split(',')
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
    {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        if keys.contains(&key) {
            return Err(Fault::Field(NAME));
        }
        keys.push(key);
        let decoded = BASE64_STANDARD
            .decode(value.trim())
            .map_err(|_| Fault::Field(NAME))?;
        if key == "filename" || (key == "name" && name.is_none()) {
            let text = String::from_utf8(decoded).map_err(|_| Fault::Field(NAME))?;
            name = Some(text).filter(|text| !text.trim().is_empty());
        }
    }
    Ok(Metadata {
        raw: raw.to_owned(),
        name,
    })
}

pub(super) fn checksum(headers: &HeaderMap) -> Result<Option<Checksum>, Fault> {
    const NAME: &str = "upload-checksum";
    let Some(text) = text(headers, NAME)? else {
        return Ok(None);
    };
    let (name, digest) = text.split_once(' ').ok_or(Fault::Field(NAME))?;
    let algorithm = ChecksumAlgorithm::ALL
        .into_iter()
        .find(|algorithm| algorithm.name() == name)
        .ok_or(Fault::Algorithm)?;
    let digest = BASE64_STANDARD
        .decode(digest.trim())
        .map_err(|_| Fault::Field(NAME))?;
    Ok(Some(Checksum { algorithm, digest }))
}

/// What `Upload-Concat` asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Concat {
    None,
    Partial,
    Final(Vec<Uuid>),
}

pub(super) fn concat(headers: &HeaderMap) -> Result<Concat, Fault> {
    const NAME: &str = "upload-concat";
    match text(headers, NAME)? {
        None => Ok(Concat::None),
        Some("partial") => Ok(Concat::Partial),
        Some(text) => {
            let list = text.strip_prefix("final;").ok_or(Fault::Field(NAME))?;
            let parts: Option<Vec<Uuid>> = list.split_ascii_whitespace().map(part).collect();
            match parts {
                Some(parts) if !parts.is_empty() && parts.len() <= PARTS_MAX => {
                    Ok(Concat::Final(parts))
                }
                _ => Err(Fault::BadParts),
            }
        }
    }
}

/// The upload that an address names, absolute or not.
fn part(address: &str) -> Option<Uuid> {
    let (before, id) = address.rsplit_once('/')?;
    before.ends_with(ADDRESS).then_some(())?;
    id.parse().ok()
}

/// An instant as HTTP writes it (RFC 9110, section 5.6.7).
pub(super) fn http_date(instant: Timestamp) -> String {
    DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&instant)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn with(name: &'static str, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        headers
    }

    #[test]
    fn a_length_is_digits_and_fits_a_file() {
        let read = |text| octets(&with("upload-length", text), "upload-length");
        assert_eq!(read("0").unwrap(), Some(0));
        assert_eq!(read("10737418240").unwrap(), Some(10_737_418_240));
        assert_eq!(octets(&HeaderMap::new(), "upload-length").unwrap(), None);
        for wrong in [
            "-1",
            "+1",
            " 1x",
            "1.5",
            "1e9",
            "",
            "0x10",
            "9223372036854775808",
            "99999999999999999999999",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_name_of_the_file_is_found_among_the_metadata() {
        let read = |text: &str| metadata(&with("upload-metadata", text)).map(|found| found.name);
        let name = BASE64_STANDARD.encode("écran 1.png");
        assert_eq!(
            read(&format!(
                "filetype aW1hZ2UvcG5n,filename {name},is_confidential"
            ))
            .unwrap(),
            Some("écran 1.png".to_owned())
        );
        assert_eq!(read("").unwrap(), None);
        assert_eq!(read("filename").unwrap(), None);
        for wrong in [
            "filename @@@",
            "filename YQ==,filename Yg==",
            "filename /w==",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(matches!(
            read(&format!("filename {}", "A".repeat(1 << 20))),
            Err(Fault::MetadataTooLong { .. })
        ));
    }

    #[test]
    fn parts_are_addresses_of_this_server() {
        let id = Uuid::from_u128(5);
        let read = |text: &str| concat(&with("upload-concat", text));
        assert_eq!(
            read(&format!(
                "final;/envois/{id} https://aval.example/envois/{id}"
            ))
            .unwrap(),
            Concat::Final(vec![id, id])
        );
        assert_eq!(read("partial").unwrap(), Concat::Partial);
        for wrong in ["final;", "final;/files/1", &format!("final;{id}"), "whole"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_field_makes_the_reading_fall_over(text in "[\\x20-\\x7e]{0,200}") {
            for name in ["upload-metadata", "upload-checksum", "upload-concat", "upload-length"] {
                let headers = with(name, &text);
                let _ = (metadata(&headers), checksum(&headers), concat(&headers));
                let _ = octets(&headers, "upload-length");
            }
        }
    }
}
