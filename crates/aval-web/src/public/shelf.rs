//! Answers kept in memory for whoever has no session: by question, language and form.
//!
//! The register says when it last changed; that is asked at most every few seconds, and
//! everything kept is then thrown away. Visits with a session are never kept nor answered
//! from here.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::{question::Question, wants_json};
use crate::{
    house::House,
    locale::Locale,
    visitor::{FLASH_COOKIE, SESSION_COOKIE, cookie},
};

/// The register is asked whether it changed at most this often.
const ASK_EVERY: SignedDuration = SignedDuration::from_secs(3);
/// What was kept is drawn again after this long: deadlines are said in days from now.
const FRESH_FOR: SignedDuration = SignedDuration::from_secs(60);
/// Answers kept at most.
const ANSWERS_MAX: usize = 512;
/// Octets kept at most.
const OCTETS_MAX: usize = 32 * 1024 * 1024;
/// Octets of one answer kept at most; a larger one is drawn each time.
const ANSWER_MAX: usize = 4 * 1024 * 1024;
/// Octets of one answer at most.
const BODY_MAX: usize = 512 * 1024 * 1024;
/// Answers drawn at the same time: whoever walks through every question waits in line
/// instead of keeping the database from people at work.
const DRAWN_AT_ONCE: usize = 2;
/// Browsers ask again each time, which costs nothing when nothing changed; a shared cache
/// may wait a little.
const CACHING: &str = "public, max-age=0, s-maxage=30, must-revalidate";

/// What an answer depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    address: String,
    language: Locale,
    json: bool,
    host: String,
}

impl Key {
    /// The question of a request, unless its answer is for one person.
    fn of(request: &Request) -> Option<Self> {
        let headers = request.headers();
        let personal = [SESSION_COOKIE, FLASH_COOKIE]
            .iter()
            .any(|name| cookie(headers, name).is_some());
        if personal || ![Method::GET, Method::HEAD].contains(request.method()) {
            return None;
        }
        let path = request.uri().path();
        let address = match path {
            "/registre" | "/registre.csv" | "/registre.json" => {
                Question::read(request.uri().query()).address(path)
            }
            _ => path.to_owned(),
        };
        let host = match path {
            // They name this host; nothing else does.
            "/robots.txt" | "/sitemap.xml" => super::crawlers::host(headers).unwrap_or_default(),
            _ => String::new(),
        };
        Some(Self {
            address,
            language: Locale::of_headers(headers),
            json: wants_json(headers),
            host,
        })
    }
}

#[derive(Debug)]
struct Kept {
    headers: HeaderMap,
    body: Bytes,
    etag: String,
    drawn_at: Timestamp,
}

impl Kept {
    fn answer(&self, asked: &Asked) -> Response {
        let mut response = if asked.knows(&self.etag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else if asked.head {
            StatusCode::OK.into_response()
        } else {
            Body::from(self.body.clone()).into_response()
        };
        let fields = response.headers_mut();
        if !asked.knows(&self.etag) {
            fields.extend(self.headers.clone());
            fields.insert(header::CONTENT_LENGTH, HeaderValue::from(self.body.len()));
        }
        if let Ok(etag) = HeaderValue::from_str(&self.etag) {
            fields.insert(header::ETAG, etag);
        }
        fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHING));
        fields.insert(
            header::VARY,
            HeaderValue::from_static("cookie, accept-language, accept"),
        );
        response
    }
}

/// What remains of a request once it is handed on.
struct Asked {
    head: bool,
    known: String,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let known = request
            .headers()
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect::<Vec<_>>()
            .join(",");
        Self {
            head: request.method() == Method::HEAD,
            known,
        }
    }

    fn knows(&self, etag: &str) -> bool {
        self.known
            .split(',')
            .map(|known| known.trim().trim_start_matches("W/"))
            .any(|known| known == etag || known == "*")
    }
}

#[derive(Default)]
struct Contents {
    /// Last change of the register that was seen; nothing before the first look.
    changed: Option<Option<Timestamp>>,
    looked_at: Option<Timestamp>,
    /// Counts the times everything was thrown away.
    round: u64,
    kept: HashMap<Key, Arc<Kept>>,
    /// Oldest first.
    order: VecDeque<Key>,
    octets: usize,
}

impl Contents {
    fn throw_away(&mut self) {
        self.round += 1;
        self.kept.clear();
        self.order.clear();
        self.octets = 0;
    }

    fn remove(&mut self, key: &Key) {
        if let Some(old) = self.kept.remove(key) {
            self.octets = self.octets.saturating_sub(old.body.len());
            self.order.retain(|known| known != key);
        }
    }

    fn put(&mut self, key: Key, kept: Arc<Kept>) {
        self.remove(&key);
        self.octets += kept.body.len();
        self.order.push_back(key.clone());
        self.kept.insert(key, kept);
        while self.order.len() > ANSWERS_MAX || self.octets > OCTETS_MAX {
            let Some(oldest) = self.order.front().cloned() else {
                return;
            };
            self.remove(&oldest);
        }
    }
}

/// The answers kept by one instance. Cheap to clone.
#[derive(Clone)]
pub(super) struct Shelf {
    house: House,
    contents: Arc<Mutex<Contents>>,
    turns: Arc<Semaphore>,
}

impl Shelf {
    pub(super) fn new(house: House) -> Self {
        Self {
            house,
            contents: Arc::default(),
            turns: Arc::new(Semaphore::new(DRAWN_AT_ONCE)),
        }
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Throws everything away when the register changed.
    async fn look(&self) {
        let now = self.house.now();
        {
            let mut contents = self.contents();
            let recent = contents
                .looked_at
                .is_some_and(|at| now.duration_since(at).abs() < ASK_EVERY);
            if recent {
                return;
            }
            contents.looked_at = Some(now);
        }
        match self.house.store().register_changed_at().await {
            Ok(changed) => {
                let mut contents = self.contents();
                if contents.changed != Some(changed) {
                    contents.throw_away();
                    contents.changed = Some(changed);
                }
            }
            // What is kept is still the best answer there is.
            Err(error) => {
                tracing::error!(%error, code = error.code(), "the register does not answer");
            }
        }
    }

    fn find(&self, key: &Key) -> Option<Arc<Kept>> {
        self.contents().kept.get(key).cloned()
    }

    fn is_fresh(&self, kept: &Kept) -> bool {
        self.house.now().duration_since(kept.drawn_at).abs() < FRESH_FOR
    }
}

/// Answers from what is kept, else lets the page be drawn and keeps it.
pub(super) async fn keep(State(shelf): State<Shelf>, request: Request, next: Next) -> Response {
    let Some(key) = Key::of(&request) else {
        return next.run(request).await;
    };
    let asked = Asked::of(&request);
    shelf.look().await;
    if let Some(kept) = shelf.find(&key).filter(|kept| shelf.is_fresh(kept)) {
        return kept.answer(&asked);
    }
    // The semaphore is never closed.
    let _turn = shelf.turns.acquire().await;
    let old = shelf.find(&key);
    if let Some(kept) = old.as_ref().filter(|kept| shelf.is_fresh(kept)) {
        return kept.answer(&asked);
    }
    let round = shelf.contents().round;
    let (mut parts, body) = request.into_parts();
    parts.method = Method::GET;
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.status().is_server_error()
        && let Some(kept) = old
    {
        return kept.answer(&asked);
    }
    if response.status() != StatusCode::OK {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, BODY_MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut headers = parts.headers;
    headers.remove(header::CACHE_CONTROL);
    let kept = Arc::new(Kept {
        etag: etag(&body),
        headers,
        body,
        drawn_at: shelf.house.now(),
    });
    let mut contents = shelf.contents();
    // Drawn before a change and put away after it, a page would be wrong for a long time.
    if contents.round == round && kept.body.len() <= ANSWER_MAX {
        contents.put(key, Arc::clone(&kept));
    }
    drop(contents);
    kept.answer(&asked)
}

fn etag(body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    let hex: String = digest
        .iter()
        .take(16)
        .map(|octet| format!("{octet:02x}"))
        .collect();
    format!("\"{hex}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(octets: usize) -> Arc<Kept> {
        Arc::new(Kept {
            headers: HeaderMap::new(),
            body: Bytes::from(vec![b'a'; octets]),
            etag: String::new(),
            drawn_at: Timestamp::UNIX_EPOCH,
        })
    }

    fn key(address: usize) -> Key {
        Key {
            address: address.to_string(),
            language: Locale::Fr,
            json: false,
            host: String::new(),
        }
    }

    #[test]
    fn what_is_kept_stays_within_its_bounds_and_the_oldest_leaves_first() {
        let mut contents = Contents::default();
        for address in 0..ANSWERS_MAX + 10 {
            contents.put(key(address), kept(10));
        }
        assert_eq!(contents.kept.len(), ANSWERS_MAX);
        assert!(!contents.kept.contains_key(&key(9)));
        assert!(contents.kept.contains_key(&key(10)));
        for address in 0..20 {
            contents.put(key(address), kept(ANSWER_MAX));
        }
        assert!(contents.octets <= OCTETS_MAX);
        assert_eq!(contents.order.len(), contents.kept.len());
        let octets: usize = contents.kept.values().map(|kept| kept.body.len()).sum();
        assert_eq!(octets, contents.octets);
        contents.throw_away();
        assert_eq!((contents.octets, contents.kept.len()), (0, 0));
    }
}
