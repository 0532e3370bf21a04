//! A house for tests and benches from outside the crate: the small programme, a catalogue of
//! any length, a clock that stands still, identifiers that count up. No test lives here.

#![allow(dead_code, reason = "each test and bench takes what it needs")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod application;
pub mod statements;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use aval_core::{
    access::{Actor, Side},
    catalogue::{
        CatalogueVersion, Chapter, Criticality, ExpectedProof, FunctionGroup, Html, Nature,
        Requirement, Scenario,
    },
    ids::{AccountId, OrganisationId},
    programme::Programme,
};
use aval_store::{Blobs, Identity, SignInLimits, Store};
use aval_web::{
    applications::Catalogues,
    house::{Clock, Draws, House, Settings},
    layout::Brand,
};
use jiff::Timestamp;
use uuid::Uuid;

/// A small generator with a fixed seed (SplitMix64).
pub struct Seeded(pub u64);

impl Seeded {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
}

/// A clock that stands still on a Monday, mid-morning in Paris.
pub struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        "2026-10-05T08:00:00Z".parse().unwrap()
    }
}

/// Identifiers that count up from a base, so that two lives of a house never share one.
pub struct Counted {
    base: u128,
    next: AtomicU64,
}

impl Counted {
    pub fn from(base: u64) -> Self {
        Self {
            base: u128::from(base) << 64,
            next: AtomicU64::new(1),
        }
    }
}

impl Draws for Counted {
    fn id(&self) -> Uuid {
        Uuid::from_u128(self.base | u128::from(self.next.fetch_add(1, Ordering::Relaxed)))
    }

    fn secret(&self) -> String {
        format!("secret-{:032}", self.id().as_u128())
    }
}

/// The second programme of the tests.
pub fn small_programme() -> Programme {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../aval-core/tests/programmes/small");
    let files = |path: &str| std::fs::read(root.join(path)).ok();
    let (programme, _) = Programme::read(&files).expect("the small programme loads");
    programme
}

/// A catalogue of `chapters` chapters of `proofs` required proofs each, with statements as
/// long as those of published workbooks.
pub fn catalogue(chapters: u32, proofs: u32) -> CatalogueVersion {
    let statement = "<p>Le système DOIT permettre à l’utilisateur d’afficher l’état et la date \
                     de chaque document transmis, puis d’en reprendre l’envoi.</p>";
    let requirement = |chapter: u32, rank: u32| Requirement {
        id: format!("R.{chapter:02}.{rank:02}").as_str().into(),
        perimeter: "1".into(),
        statement: Html::new(statement),
        comment: Html::new(""),
        profiles: Vec::new(),
        former_profiles: Vec::new(),
        criticality: Criticality::Major,
        nature: Nature::Required,
        order: None,
        scenarios: vec![Scenario {
            number: format!("R.{chapter:02}.{rank:02}.01"),
            text: Html::new("<p>Ouvrir un dossier, transmettre un document, relire son état.</p>"),
            proofs: vec![ExpectedProof {
                key: proof_key(chapter, rank).as_str().into(),
                number: proof_key(chapter, rank),
                text: Html::new("<p>Copie d’écran de la liste après l’envoi.</p>"),
            }],
        }],
    };
    CatalogueVersion {
        code: "CAT".into(),
        version: "1.0".into(),
        title: "Small catalogue".into(),
        published: None,
        chapters: (1..=chapters)
            .map(|chapter| Chapter {
                code: format!("chapter-{chapter}").as_str().into(),
                name: format!("Chapter {chapter}"),
                function_groups: vec![FunctionGroup {
                    name: format!("Functions {chapter}"),
                    requirements: (1..=proofs)
                        .map(|rank| requirement(chapter, rank))
                        .collect(),
                }],
            })
            .collect(),
    }
}

/// The key of a proof of [`catalogue`]; chapters and ranks count from 1.
pub fn proof_key(chapter: u32, rank: u32) -> String {
    format!("R.{chapter:02}.{rank:02}.a")
}

/// A house over a database and a folder of files, under the small programme.
pub async fn house(url: &str, files: &Path, catalogue: CatalogueVersion, base: u64) -> House {
    house_with(url, files, catalogue, base, Settings::default()).await
}

/// The same, with other choices.
pub async fn house_with(
    url: &str,
    files: &Path,
    catalogue: CatalogueVersion,
    base: u64,
    settings: Settings,
) -> House {
    house_of(small_programme(), url, files, catalogue, base, settings).await
}

/// The same, of another programme.
pub async fn house_of(
    programme: Programme,
    url: &str,
    files: &Path,
    catalogue: CatalogueVersion,
    base: u64,
    settings: Settings,
) -> House {
    let store = Store::open(url).await.unwrap();
    let blobs = Blobs::on_disk(files).await.unwrap();
    let identity = Identity::new(store.clone(), SignInLimits::default())
        .await
        .unwrap();
    let catalogues = Catalogues::default();
    catalogues.insert(catalogue);
    House::new(
        store,
        blobs,
        identity,
        Arc::new(programme),
        catalogues,
        Arc::new(Still),
        Arc::new(Counted::from(base)),
        Brand::default(),
        settings,
    )
}

/// Somebody as the rules know them.
pub fn actor(id: u128, side: Side, organisation: u128, roles: &[&str], teams: &[&str]) -> Actor {
    Actor {
        id: AccountId(Uuid::from_u128(id)),
        name: format!("Person {id}"),
        side,
        organisation: OrganisationId(Uuid::from_u128(organisation)),
        roles: roles.iter().map(|role| (*role).into()).collect(),
        teams: teams.iter().map(|team| (*team).into()).collect(),
    }
}

/// The legal representative of the vendor.
pub fn owner() -> Actor {
    actor(0x11, Side::Vendor, 0x10, &["owner"], &[])
}
