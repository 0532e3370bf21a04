//! Static files, embedded in the binary and served under an address that changes with their content.
//!
//! One hash covers the whole tree, so relative addresses inside stylesheets and ES modules stay right.
//! Deposited files never pass here: they are hostile and have their own path.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{LazyLock, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use flate2::Compression;
use flate2::write::GzEncoder;
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

static TREE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/static");
static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::read);

struct Asset {
    bytes: &'static [u8],
    media_type: &'static str,
    gzip: OnceLock<Option<Vec<u8>>>,
}

struct Assets {
    hash: String,
    files: BTreeMap<&'static str, Asset>,
}

impl Assets {
    fn read() -> Self {
        let mut files = BTreeMap::new();
        collect(&TREE, &mut files);
        let mut digest = Sha256::new();
        for (path, asset) in &files {
            digest.update(path.as_bytes());
            digest.update([0]);
            digest.update(asset.bytes);
        }
        let hash = digest
            .finalize()
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self { hash, files }
    }
}

fn collect(dir: &Dir<'static>, files: &mut BTreeMap<&'static str, Asset>) {
    for file in dir.files() {
        if let (Some(path), Some(media_type)) = (file.path().to_str(), media_type(file.path())) {
            files.insert(
                path,
                Asset {
                    bytes: file.contents(),
                    media_type,
                    gzip: OnceLock::new(),
                },
            );
        }
    }
    for child in dir.dirs() {
        collect(child, files);
    }
}

/// Only kinds listed here are served: notes and licences beside the files stay private.
fn media_type(path: &std::path::Path) -> Option<&'static str> {
    match path.extension()?.to_str()? {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        "woff2" => Some("font/woff2"),
        // Type 1, read by a script alone.
        "pfb" => Some("application/octet-stream"),
        _ => None,
    }
}

/// The address of a static file, for instance `asset("css/aval.css")`.
///
/// An unknown name gives an address that answers 404; a test walks the templates for such names.
#[must_use]
pub fn asset(path: &str) -> String {
    format!("/static/{}/{path}", ASSETS.hash)
}

/// Whether a static file of this name is embedded.
#[must_use]
pub fn exists(path: &str) -> bool {
    ASSETS.files.contains_key(path)
}

/// The routes that serve the embedded files.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/static/{hash}/{*path}", get(serve))
}

async fn serve(Path((hash, path)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.files.get(path.as_str()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let etag = format!("\"{}\"", ASSETS.hash);
    // A page of an older version may ask for its own hash: answer, but let nobody keep the mismatch.
    let caching = if hash == ASSETS.hash {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let mut response = if holds(&headers, header::IF_NONE_MATCH, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let compressed = if holds(&headers, header::ACCEPT_ENCODING, "gzip") {
            asset.gzip.get_or_init(|| gzip(asset)).as_deref()
        } else {
            None
        };
        let mut response = Response::new(match compressed {
            Some(bytes) => Body::from(bytes.to_vec()),
            None => Body::from(asset.bytes),
        });
        if compressed.is_some() {
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(asset.media_type),
        );
        response
    };
    let fields = response.headers_mut();
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(value) = HeaderValue::from_str(&etag) {
        fields.insert(header::ETAG, value);
    }
    response
}

fn holds(headers: &HeaderMap, name: header::HeaderName, part: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .any(|value| value.to_str().is_ok_and(|text| text.contains(part)))
}

fn gzip(asset: &Asset) -> Option<Vec<u8>> {
    if asset.media_type == "image/png" || asset.media_type == "font/woff2" {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(asset.bytes).ok()?;
    let bytes = encoder.finish().ok()?;
    (bytes.len() < asset.bytes.len()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn fetch(hash: &str, path: &str, headers: HeaderMap) -> Response {
        serve(Path((hash.into(), path.into())), headers).await
    }

    #[tokio::test]
    async fn a_current_address_may_be_kept_for_ever_and_an_old_one_not() {
        let now = fetch(&ASSETS.hash, "css/aval.css", HeaderMap::new()).await;
        assert_eq!(now.status(), StatusCode::OK);
        assert_eq!(now.headers()["content-type"], "text/css; charset=utf-8");
        assert!(
            now.headers()["cache-control"]
                .to_str()
                .unwrap()
                .contains("immutable")
        );
        let old = fetch("000000000000", "css/aval.css", HeaderMap::new()).await;
        assert_eq!(old.status(), StatusCode::OK);
        assert_eq!(old.headers()["cache-control"], "no-cache");
    }

    #[tokio::test]
    async fn a_known_file_is_not_sent_again() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::IF_NONE_MATCH,
            format!("\"{}\"", ASSETS.hash).parse().unwrap(),
        );
        let answer = fetch(&ASSETS.hash, "css/aval.css", headers).await;
        assert_eq!(answer.status(), StatusCode::NOT_MODIFIED);
    }

    #[tokio::test]
    async fn text_travels_compressed_when_the_reader_accepts_it() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, "gzip, br".parse().unwrap());
        let answer = fetch(&ASSETS.hash, "css/aval.css", headers).await;
        assert_eq!(answer.headers()["content-encoding"], "gzip");
    }

    #[tokio::test]
    async fn notes_beside_the_files_are_not_public() {
        for path in [
            "vendor/README.md",
            "vendor/build.mjs",
            "../Cargo.toml",
            "absent.css",
        ] {
            let answer = fetch(&ASSETS.hash, path, HeaderMap::new()).await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn every_address_inside_a_stylesheet_leads_to_an_embedded_file() {
        for (path, asset) in &ASSETS.files {
            if !path.ends_with(".css") {
                continue;
            }
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let text = std::str::from_utf8(asset.bytes).unwrap();
            for part in text.split("url(").skip(1) {
                let target = part.split(')').next().unwrap().trim_matches(['"', '\'']);
                if target.starts_with("data:") || target.starts_with('#') {
                    continue;
                }
                let mut at: Vec<&str> = folder.split('/').collect();
                for step in target.split('/') {
                    if step == ".." {
                        at.pop();
                    } else {
                        at.push(step);
                    }
                }
                assert!(exists(&at.join("/")), "{path} asks for {target}");
            }
        }
    }

    #[test]
    fn no_mark_of_the_state_is_embedded() {
        for path in ASSETS.files.keys() {
            let name = path.to_lowercase();
            assert!(
                !name.contains("marianne") && !name.contains("spectral"),
                "{path}"
            );
        }
    }
}
