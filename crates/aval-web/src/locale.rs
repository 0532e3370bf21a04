//! The reader's language and the wording of every page, from the Fluent files of `locales/`.
//!
//! No sentence for people lives in Rust or in a template: a key does, and the tests below compare both languages.

use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::typography;

/// Name of the cookie that keeps the language.
pub const COOKIE: &str = "aval_lang";

macro_rules! rooms {
    ($($room:literal),+ $(,)?) => {
        /// Locale files by room: name, French text, English text.
        const ROOMS: &[(&str, &str, &str)] = &[$((
            $room,
            include_str!(concat!("../locales/fr/", $room, ".ftl")),
            include_str!(concat!("../locales/en/", $room, ".ftl")),
        )),+];
    };
}
rooms![
    "admin",
    "common",
    "corrections",
    "custody",
    "evidence",
    "faq",
    "faq-upkeep",
    "faq-writing",
    "forms",
    "looking",
    "malware",
    "operator",
    "public",
    "refusals",
    "submission",
    "trust",
    "uploads",
    "vendor"
];

/// A language that every page exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Locale {
    /// French, the default.
    #[default]
    Fr,
    /// English.
    En,
}

type Bundle = FluentBundle<FluentResource>;

static FRENCH: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::Fr));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::En));

fn bundle(locale: Locale) -> Bundle {
    let language: LanguageIdentifier = locale.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![language]);
    // Direction marks around arguments would end up in titles and in copied text.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match locale {
        Locale::Fr => |value, _| spaced_number(Locale::Fr, value),
        Locale::En => |value, _| spaced_number(Locale::En, value),
    }));
    for (room, french, english) in ROOMS {
        let text = match locale {
            Locale::Fr => french,
            Locale::En => english,
        };
        // A broken entry is left out and its key shows on the page: the tests refuse it long before.
        let resource =
            FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(kept, errors)| {
                tracing::error!(room, ?errors, "locale file with broken entries");
                kept
            });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(room, ?errors, "locale file with keys defined twice");
        }
    }
    bundle
}

fn spaced_number(locale: Locale, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 => {
            format!("{:.0}", number.value)
                .parse()
                .ok()
                .map(|whole| typography::count(locale, whole))
        }
        _ => None,
    }
}

/// A whole number of any size, by value or by reference: templates pass references.
pub trait Whole {
    /// The number itself.
    fn whole(&self) -> i128;
}

impl<T: Whole + ?Sized> Whole for &T {
    fn whole(&self) -> i128 {
        (**self).whole()
    }
}

macro_rules! whole {
    ($($number:ty),+) => {
        $(impl Whole for $number {
            fn whole(&self) -> i128 {
                i128::from(*self)
            }
        })+
    };
}
whole!(u8, u16, u32, u64, i8, i16, i32, i64);

impl Whole for usize {
    fn whole(&self) -> i128 {
        i128::try_from(*self).unwrap_or(i128::MAX)
    }
}

impl Locale {
    /// Every language, the default first.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The BCP 47 tag, for `lang` and for cookies.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The language's own name.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Fr => "Français",
            Self::En => "English",
        }
    }

    /// The language of a tag such as `fr-CH`.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or("").trim();
        Self::ALL
            .into_iter()
            .find(|locale| locale.tag().eq_ignore_ascii_case(primary))
    }

    /// The other language.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Fr => Self::En,
            Self::En => Self::Fr,
        }
    }

    /// The language of a request: the cookie of an earlier choice, then `Accept-Language`, then French.
    #[must_use]
    pub fn of_headers(headers: &HeaderMap) -> Self {
        from_cookie(headers)
            .or_else(|| from_accept_language(headers))
            .unwrap_or_default()
    }

    /// The text of a key. A key that does not exist is shown as it is.
    #[must_use]
    pub fn t<'k>(self, key: &'k str) -> Cow<'k, str> {
        self.format(key, None)
    }

    /// The text of a key with its arguments, plural rules included:
    /// `l.with("queue-count", &[("count", n.into())])`.
    #[must_use]
    pub fn with<'k>(self, key: &'k str, args: &[(&str, FluentValue<'_>)]) -> Cow<'k, str> {
        let mut fluent = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            fluent.set((*name).to_owned(), value.clone());
        }
        self.format(key, Some(&fluent))
    }

    /// Short form of [`Locale::with`] for a text whose only argument is `$count`.
    #[must_use]
    pub fn n<'k>(self, key: &'k str, count: impl Whole) -> Cow<'k, str> {
        let count = i64::try_from(count.whole()).unwrap_or(i64::MAX);
        self.with(key, &[("count", count.into())])
    }

    /// Short form of [`Locale::with`] for a text whose only argument is `$value`, a text.
    #[must_use]
    pub fn v<'k>(self, key: &'k str, value: impl std::fmt::Display) -> Cow<'k, str> {
        self.with(key, &[("value", value.to_string().into())])
    }

    /// Whether the key exists.
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        self.bundle().has_message(key)
    }

    fn bundle(self) -> &'static Bundle {
        match self {
            Self::Fr => &FRENCH,
            Self::En => &ENGLISH,
        }
    }

    fn format<'k>(self, key: &'k str, args: Option<&FluentArgs<'_>>) -> Cow<'k, str> {
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::warn!(key, locale = self.tag(), "text without a translation");
            return Cow::Borrowed(key);
        };
        let mut errors = Vec::new();
        let text = bundle
            .format_pattern(pattern, args, &mut errors)
            .into_owned();
        if !errors.is_empty() {
            tracing::warn!(key, ?errors, "text with missing arguments");
        }
        Cow::Owned(text)
    }
}

fn from_cookie(headers: &HeaderMap) -> Option<Locale> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .and_then(|(_, tag)| Locale::of_tag(tag))
}

fn from_accept_language(headers: &HeaderMap) -> Option<Locale> {
    let line = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(f32, Locale)> = None;
    for part in line.split(',') {
        let mut fields = part.split(';');
        let Some(locale) = fields.next().and_then(Locale::of_tag) else {
            continue;
        };
        let weight = fields
            .find_map(|field| field.trim().strip_prefix("q="))
            .map_or(Some(1.0), |text| text.parse::<f32>().ok())
            .unwrap_or(0.0);
        if weight > 0.0 && best.is_none_or(|(known, _)| weight > known) {
            best = Some((weight, locale));
        }
    }
    best.map(|(_, locale)| locale)
}

impl<S: Send + Sync> FromRequestParts<S> for Locale {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of_headers(&parts.headers))
    }
}

/// Makes `?lang=en` work on every page: the choice goes to a cookie and the reader returns to the same page.
pub fn switchable<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router.layer(middleware::from_fn(switch))
}

async fn switch(request: Request, next: Next) -> Response {
    if *request.method() != Method::GET {
        return next.run(request).await;
    }
    match switched(request.uri()) {
        Some((locale, back)) => {
            let cookie = format!(
                "{COOKIE}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
                locale.tag()
            );
            let mut response = StatusCode::SEE_OTHER.into_response();
            let fields = response.headers_mut();
            if let (Ok(cookie), Ok(back)) =
                (HeaderValue::from_str(&cookie), HeaderValue::from_str(&back))
            {
                fields.insert(header::SET_COOKIE, cookie);
                fields.insert(header::LOCATION, back);
            }
            fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        None => next.run(request).await,
    }
}

/// The language asked for and the address without the question, always on this site.
fn switched(uri: &Uri) -> Option<(Locale, String)> {
    let mut chosen = None;
    let mut rest = Vec::new();
    for pair in uri.query()?.split('&') {
        match pair.strip_prefix("lang=").and_then(Locale::of_tag) {
            Some(locale) => chosen = Some(locale),
            None if pair.is_empty() => {}
            None => rest.push(pair),
        }
    }
    // Two slashes at the start would name another host.
    let path = format!("/{}", uri.path().trim_start_matches(['/', '\\']));
    let back = if rest.is_empty() {
        path
    } else {
        format!("{path}?{}", rest.join("&"))
    };
    chosen.map(|locale| (locale, back))
}

#[cfg(test)]
mod tests;
