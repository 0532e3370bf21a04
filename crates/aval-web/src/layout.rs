//! What every page shows around its own content: brand, navigation, account, messages, path and time.
//!
//! A page template has a field `layout: Layout` and extends `layout.html`. Who may see what is decided elsewhere:
//! the navigation only leaves out what would be refused anyway.

use std::borrow::Cow;
use std::fmt::Display;
use std::sync::Arc;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use jiff::{SignedDuration, Timestamp, civil};

use crate::assets;
use crate::locale::{Locale, Whole};
use crate::typography::{self, Zone};

/// The face of an installation.
#[derive(Debug, Clone)]
pub struct Brand {
    /// Name of the service, for instance « Aval ».
    pub name: String,
    /// Line under the name, possibly empty.
    pub tagline: String,
    /// Who runs it; shown in the footer.
    pub operator: String,
    /// Address of the logo; the wordmark of Aval by default.
    pub logo: String,
    /// Colours and marks.
    pub theme: Theme,
}

/// Colours of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Free of any mark of the State.
    #[default]
    Neutral,
    /// Colours of the French State, for administrations entitled to them.
    State,
}

impl Theme {
    /// The value of `data-av-theme`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::State => "state",
        }
    }
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            name: "Aval".to_owned(),
            tagline: String::new(),
            operator: String::new(),
            logo: assets::asset("img/aval.svg"),
            theme: Theme::Neutral,
        }
    }
}

/// Which part of the house a person works in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Files applications.
    Vendor,
    /// Invited to one slot of an application.
    External,
    /// Examines and decides.
    Operator,
}

/// The signed-in person, as the header shows them.
#[derive(Debug, Clone)]
pub struct Account {
    /// First and last name.
    pub name: String,
    /// Organisation they act for.
    pub organisation: String,
    /// Side they work on.
    pub side: Side,
    /// Names of their roles, in the reader's language.
    pub roles: Vec<String>,
    /// Whether administration pages are theirs.
    pub administrator: bool,
}

/// A link of the main navigation.
#[derive(Debug, Clone)]
pub struct NavItem {
    /// Address.
    pub href: String,
    /// Text.
    pub label: String,
    /// Whether the page shown is below this link.
    pub active: bool,
    /// How many things wait there, when known.
    pub count: Option<u64>,
}

/// A step of the path above the title; without address, the page itself.
#[derive(Debug, Clone)]
pub struct Crumb {
    /// Text.
    pub label: String,
    /// Address, empty for the page itself.
    pub href: String,
}

/// How a message or a badge is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Neutral state.
    Neutral,
    /// Something to know.
    Info,
    /// Done, conform.
    Success,
    /// To watch.
    Warning,
    /// Refused, wrong, late.
    Error,
    /// New, to do.
    New,
}

impl Tone {
    /// The ending of the style classes.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::New => "new",
        }
    }

    /// Whether a screen reader should be interrupted.
    #[must_use]
    pub fn is_error(self) -> bool {
        self == Self::Error
    }
}

/// A message about what just happened, shown once.
#[derive(Debug, Clone)]
pub struct Flash {
    /// How it is meant; errors interrupt a screen reader, the rest waits.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
}

/// Everything that `layout.html` needs.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Language; `l.t("key")` gives a text.
    pub l: Locale,
    /// Title of the page, without the name of the service.
    pub title: String,
    /// Path and query of the request.
    pub path: String,
    /// The signed-in person.
    pub user: Option<Account>,
    /// Token that forms send back.
    pub csrf: String,
    /// Main navigation.
    pub nav: Vec<NavItem>,
    /// Path above the title.
    pub crumbs: Vec<Crumb>,
    /// Banner of the programme, such as « Contenu illustratif ».
    pub banner: Option<String>,
    /// Messages about what just happened.
    pub flash: Vec<Flash>,
    /// Face of the installation.
    pub brand: Arc<Brand>,
    /// Time zone of the programme.
    pub zone: Zone,
    /// Instant of the answer.
    pub now: Timestamp,
    /// Version of the program.
    pub version: &'static str,
    /// Whether the content uses the whole width (working desks).
    pub wide: bool,
    /// Whether the hour of the server is shown; a page that is kept would show an old one.
    pub clock: bool,
}

impl Layout {
    /// The frame of a page seen by nobody in particular.
    ///
    /// `path` is the path and query of the request.
    #[must_use]
    pub fn new(l: Locale, brand: Arc<Brand>, now: Timestamp, path: impl Into<String>) -> Self {
        let mut layout = Self {
            l,
            title: String::new(),
            path: path.into(),
            user: None,
            csrf: String::new(),
            nav: Vec::new(),
            crumbs: Vec::new(),
            banner: None,
            flash: Vec::new(),
            brand,
            zone: Zone::paris(),
            now,
            version: env!("CARGO_PKG_VERSION"),
            wide: false,
            clock: true,
        };
        layout.nav = layout.navigation();
        layout
    }

    /// The frame for a signed-in person and the token of their session.
    #[must_use]
    pub fn signed_in(mut self, user: Account, csrf: impl Into<String>) -> Self {
        self.user = Some(user);
        self.csrf = csrf.into();
        self.nav = self.navigation();
        self
    }

    /// The token of an anonymous visit (sign-in form).
    #[must_use]
    pub fn with_csrf(mut self, csrf: impl Into<String>) -> Self {
        self.csrf = csrf.into();
        self
    }

    /// Sets the title.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Adds a step to the path above the title.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push(Crumb {
            label: label.into(),
            href: href.into(),
        });
        self
    }

    /// Adds a message.
    #[must_use]
    pub fn flash(mut self, tone: Tone, text: impl Into<String>) -> Self {
        self.flash.push(Flash {
            tone,
            text: text.into(),
        });
        self
    }

    /// Sets the banner of the programme.
    #[must_use]
    pub fn bannered(mut self, banner: Option<String>) -> Self {
        self.banner = banner;
        self
    }

    /// Sets the time zone of the programme.
    #[must_use]
    pub fn in_zone(mut self, zone: Zone) -> Self {
        self.zone = zone;
        self
    }

    /// Lets the content use the whole width.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// Leaves out the hour of the server.
    #[must_use]
    pub fn without_clock(mut self) -> Self {
        self.clock = false;
        self
    }

    /// Shows how many things wait behind a link of the navigation.
    #[must_use]
    pub fn waiting(mut self, href: &str, count: u64) -> Self {
        for item in &mut self.nav {
            if item.href == href {
                item.count = Some(count);
            }
        }
        self
    }

    fn navigation(&self) -> Vec<NavItem> {
        let mut items: Vec<(&str, &str)> = Vec::new();
        match self.user.as_ref().map(|user| user.side) {
            None => items.push(("/", "nav-home")),
            Some(Side::Vendor) => items.extend([
                ("/dossiers", "nav-applications"),
                ("/demandes", "nav-requests"),
                ("/equipe", "nav-team"),
            ]),
            Some(Side::External) => items.push(("/dossiers", "nav-applications")),
            Some(Side::Operator) => items.push(("/instruction", "nav-queue")),
        }
        if self.user.as_ref().is_some_and(|user| user.administrator) {
            items.push(("/administration", "nav-administration"));
        }
        items.push(("/registre", "nav-register"));
        items.push(("/faq", "nav-faq"));
        let path = self.path.split('?').next().unwrap_or("");
        items
            .into_iter()
            .map(|(href, key)| NavItem {
                href: href.to_owned(),
                label: self.l.t(key).into_owned(),
                active: path == href
                    || (href != "/"
                        && path
                            .strip_prefix(href)
                            .is_some_and(|rest| rest.starts_with('/'))),
                count: None,
            })
            .collect()
    }

    /// The title of the browser's tab.
    #[must_use]
    pub fn full_title(&self) -> String {
        if self.title.is_empty() {
            self.brand.name.clone()
        } else {
            format!("{} – {}", self.title, self.brand.name)
        }
    }

    /// The address of this page in the other language.
    #[must_use]
    pub fn switch_href(&self) -> String {
        let mark = if self.path.contains('?') { '&' } else { '?' };
        format!("{}{mark}lang={}", self.path, self.l.other().tag())
    }

    /// The address of a static file.
    #[must_use]
    pub fn asset(&self, path: &str) -> String {
        assets::asset(path)
    }

    /// An instant in words, in the programme's zone.
    #[must_use]
    pub fn date_time(&self, instant: &Timestamp) -> String {
        typography::date_time(self.l, *instant, &self.zone)
    }

    /// An instant for dense tables.
    #[must_use]
    pub fn short_date_time(&self, instant: &Timestamp) -> String {
        typography::short_date_time(self.l, *instant, &self.zone)
    }

    /// A day in words.
    #[must_use]
    pub fn date(&self, date: &civil::Date) -> String {
        typography::date(self.l, *date)
    }

    /// A day for dense tables.
    #[must_use]
    pub fn short_date(&self, date: &civil::Date) -> String {
        typography::short_date(self.l, *date)
    }

    /// A size in the reader's units.
    #[must_use]
    pub fn size(&self, bytes: impl Whole) -> String {
        typography::size(self.l, u64::try_from(bytes.whole()).unwrap_or(0))
    }

    /// A count with its digits grouped.
    #[must_use]
    pub fn count(&self, number: impl Whole) -> String {
        typography::count(self.l, number.whole())
    }

    /// A duration of its two largest units.
    #[must_use]
    pub fn duration(&self, duration: &SignedDuration) -> String {
        typography::duration(self.l, *duration)
    }

    /// The first characters of a SHA-256.
    #[must_use]
    pub fn short_hash(&self, hash: &str) -> String {
        typography::short_hash(hash)
    }

    /// A text of the locale files; same as `layout.l.t(key)`.
    #[must_use]
    pub fn t<'k>(&self, key: &'k str) -> Cow<'k, str> {
        self.l.t(key)
    }
}

/// One entry of a timeline or of a journal read by a person.
#[derive(Debug, Clone)]
pub struct TimelineEntry {
    /// Machine-readable instant (RFC 3339).
    pub instant: String,
    /// The instant, said for people.
    pub said: String,
    /// What happened, one sentence.
    pub title: String,
    /// Who did it.
    pub actor: String,
    /// More words, possibly empty.
    pub detail: String,
    /// How it is meant.
    pub tone: Tone,
}

/// One step of an application's way.
#[derive(Debug, Clone)]
pub struct Step {
    /// Name of the step.
    pub label: String,
    /// Address, empty when the step cannot be opened yet.
    pub href: String,
    /// Where it stands.
    pub state: StepState,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Finished.
    Done,
    /// In hand.
    Current,
    /// Later.
    Later,
}

impl StepState {
    /// The ending of the style class.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Current => "current",
            Self::Later => "later",
        }
    }

    /// Whether the step is in hand.
    #[must_use]
    pub fn is_current(self) -> bool {
        self == Self::Current
    }

    /// Whether the step is finished.
    #[must_use]
    pub fn is_done(self) -> bool {
        self == Self::Done
    }
}

/// Joins words for an attribute or a line: `join(&roles)`.
#[must_use]
pub fn join<T: Display>(parts: &[T]) -> String {
    parts
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

/// Turns a page into an answer. Pages are private and never kept by caches unless the handler says otherwise.
pub fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => {
            let mut response = (status, Html(html)).into_response();
            response
                .headers_mut()
                .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(path: &str) -> Layout {
        Layout::new(
            Locale::Fr,
            Arc::new(Brand::default()),
            Timestamp::UNIX_EPOCH,
            path,
        )
    }

    fn person(side: Side, administrator: bool) -> Account {
        Account {
            name: "Alix Moreau".into(),
            organisation: "Logiciels du Lac".into(),
            side,
            roles: vec![],
            administrator,
        }
    }

    fn addresses(layout: &Layout) -> Vec<&str> {
        layout.nav.iter().map(|item| item.href.as_str()).collect()
    }

    #[test]
    fn each_side_sees_its_own_doors() {
        assert_eq!(addresses(&frame("/")), ["/", "/registre", "/faq"]);
        let vendor = frame("/dossiers/12").signed_in(person(Side::Vendor, false), "t");
        assert_eq!(
            addresses(&vendor),
            ["/dossiers", "/demandes", "/equipe", "/registre", "/faq"]
        );
        assert!(vendor.nav[0].active && !vendor.nav[1].active);
        let chief = frame("/dossiersxyz").signed_in(person(Side::Operator, true), "t");
        assert_eq!(
            addresses(&chief),
            ["/instruction", "/administration", "/registre", "/faq"]
        );
        assert!(chief.nav.iter().all(|item| !item.active));
    }

    #[test]
    fn the_language_link_keeps_the_question_of_the_page() {
        assert_eq!(frame("/registre").switch_href(), "/registre?lang=en");
        assert_eq!(
            frame("/registre?q=a").switch_href(),
            "/registre?q=a&lang=en"
        );
        assert_eq!(
            frame("/registre").titled("Registre").full_title(),
            "Registre – Aval"
        );
    }
}
