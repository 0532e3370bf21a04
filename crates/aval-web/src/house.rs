//! What every handler shares: the store, the programme, the clock, the source of identifiers
//! and the face of the installation. Built once by the binary; nothing global.

use std::{
    collections::BTreeSet,
    sync::{Arc, PoisonError, RwLock},
};

use aval_core::{
    application::CatalogueRef,
    catalogue::CatalogueVersion,
    programme::{Finding, Programme, SchemeCode},
};
use aval_store::{Blobs, Identity, Store, Uploads};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    applications::{Catalogues, Projection},
    faq::{Library, Misses},
    layout::Brand,
    typography::Zone,
};

#[cfg(test)]
pub(crate) mod testing;

/// Tells the time; the only clock of the house.
pub trait Clock: Send + Sync {
    /// Now, in UTC.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Draws identifiers and secrets.
pub trait Draws: Send + Sync {
    /// A new identifier, ordered in time.
    fn id(&self) -> Uuid;
    /// 128 random bits or more, as a text for a cookie or a form.
    fn secret(&self) -> String;
}

/// The random source of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemDraws;

impl Draws for SystemDraws {
    fn id(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn secret(&self) -> String {
        format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
    }
}

/// Shared by every handler; cheap to clone.
#[derive(Clone)]
pub struct House {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    blobs: Blobs,
    identity: Identity,
    programme: Arc<Programme>,
    catalogues: Catalogues,
    projection: Projection,
    clock: Arc<dyn Clock>,
    draws: Arc<dyn Draws>,
    brand: Arc<Brand>,
    zone: Zone,
    settings: Settings,
    work: tokio::sync::Notify,
    faq: RwLock<Option<Arc<Library>>>,
    faq_misses: Misses,
    trust: tokio::sync::Mutex<crate::trust::Shelf>,
    scans: crate::malware::Rounds,
}

/// What an installation may choose.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether cookies are only sent over HTTPS.
    pub secure_cookies: bool,
    /// Content and people are fictive, and the sign-in page offers them.
    pub demonstration: bool,
    /// Addresses of people to try the demonstration with: e-mail and what they do.
    pub demonstration_people: Vec<(String, String)>,
    /// A state is saved in full at most every so many events.
    pub snapshot_every: u64,
    /// What the check of the programme found when it was loaded, for its administrators.
    pub programme_findings: Vec<Finding>,
    /// Looks at files as they arrive; none: they are said to be not checked.
    pub inspector: Option<Arc<aval_inspect::Worker>>,
    /// The antivirus that deposited contents are shown to; none: they are said to be not checked.
    pub clamd: Option<crate::malware::Clamd>,
    /// Files of trust for signed proofs that come with the programme.
    pub trust: Vec<crate::trust::Delivered>,
    /// The penetration-test form of the programme, when it has one.
    pub pentest: Option<Arc<crate::pentest_form::PentestSetup>>,
    /// Domains and identities of public test sets: never taken for personal data.
    pub test_words: BTreeSet<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            secure_cookies: true,
            demonstration: false,
            demonstration_people: Vec::new(),
            snapshot_every: 40,
            inspector: None,
            clamd: None,
            trust: Vec::new(),
            pentest: None,
            test_words: BTreeSet::new(),
            programme_findings: Vec::new(),
        }
    }
}

impl House {
    /// Puts the parts together. Catalogue versions of the store must be loaded already.
    #[expect(clippy::too_many_arguments, reason = "each part is a different thing")]
    pub fn new(
        store: Store,
        blobs: Blobs,
        identity: Identity,
        programme: Arc<Programme>,
        catalogues: Catalogues,
        clock: Arc<dyn Clock>,
        draws: Arc<dyn Draws>,
        brand: Brand,
        settings: Settings,
    ) -> Self {
        let zone = Zone::named(&programme.timezone).unwrap_or_else(|_| Zone::paris());
        let projection = Projection::new(Arc::clone(&programme), catalogues.clone());
        Self {
            inner: Arc::new(Inner {
                store,
                blobs,
                identity,
                programme,
                catalogues,
                projection,
                clock,
                draws,
                brand: Arc::new(brand),
                zone,
                settings,
                work: tokio::sync::Notify::new(),
                faq: RwLock::default(),
                faq_misses: Misses::default(),
                trust: tokio::sync::Mutex::default(),
                scans: crate::malware::Rounds::default(),
            }),
        }
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The files.
    pub fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    /// The files that arrive in several times.
    pub fn uploads(&self) -> Uploads {
        Uploads::new(self.store().clone(), self.blobs().clone())
    }

    /// How people prove who they are.
    pub fn identity(&self) -> &Identity {
        &self.inner.identity
    }

    /// The programme.
    pub fn programme(&self) -> &Programme {
        &self.inner.programme
    }

    /// The catalogue versions in memory.
    pub fn catalogues(&self) -> &Catalogues {
        &self.inner.catalogues
    }

    /// The fold of applications and their rows.
    pub fn projection(&self) -> &Projection {
        &self.inner.projection
    }

    /// Told whenever a command left jobs in the outbox; looked at by `clockwork`.
    pub fn work(&self) -> &tokio::sync::Notify {
        &self.inner.work
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// A new identifier.
    pub fn id(&self) -> Uuid {
        self.inner.draws.id()
    }

    /// A new secret.
    pub fn secret(&self) -> String {
        self.inner.draws.secret()
    }

    /// The face of the installation.
    pub fn brand(&self) -> Arc<Brand> {
        Arc::clone(&self.inner.brand)
    }

    /// The time zone of the programme.
    pub fn zone(&self) -> &Zone {
        &self.inner.zone
    }

    /// The choices of the installation.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// The answers of the FAQ, absent until [`House::set_faq`].
    pub fn faq(&self) -> Option<Arc<Library>> {
        let faq = self
            .inner
            .faq
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        faq.clone()
    }

    /// Searches of the FAQ that found nothing, until they are kept.
    pub fn faq_misses(&self) -> &Misses {
        &self.inner.faq_misses
    }

    /// What is trusted for signed proofs, as far as it was read; see `trust::current`.
    pub fn trust_shelf(&self) -> &tokio::sync::Mutex<crate::trust::Shelf> {
        &self.inner.trust
    }

    /// What the antivirus of this instance is at; see `malware::watch`.
    pub fn scans(&self) -> &crate::malware::Rounds {
        &self.inner.scans
    }

    /// Changes the answers of the FAQ. Whoever reads keeps the old ones until done.
    pub fn set_faq(&self, library: Library) {
        let mut faq = self
            .inner
            .faq
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *faq = Some(Arc::new(library));
    }

    /// The newest version of the catalogue of a scheme that is published today.
    pub fn catalogue_for(&self, scheme: &SchemeCode) -> Option<Arc<CatalogueVersion>> {
        let code = self.programme().scheme(scheme)?.catalogue.clone()?;
        let today = self.now().to_zoned(self.zone().time_zone().clone()).date();
        self.catalogues().newest(&code, today)
    }

    /// The catalogue version that an application is attached to.
    pub fn catalogue(&self, reference: &CatalogueRef) -> Option<Arc<CatalogueVersion>> {
        self.catalogues().get(reference)
    }
}
