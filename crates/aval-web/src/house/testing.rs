//! A whole house in a temporary folder, for the tests of pages: a small programme, an empty
//! SQLite database, a clock that only moves when told, identifiers that count up.
//!
//! `house.get("/…").await` is a visit by nobody; `house.person(…).await` opens a session for
//! somebody, who then visits with `get_as` and sends forms with `post_as`.

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use aval_core::{
    access::{Actor, Side},
    ids::{AccountId, OrganisationId},
    programme::{Programme, RoleSide},
};
use aval_store::{
    Account, ApplicationRow, Blobs, Identity, ListingRow, NewAccount, NewSession, Organisation,
    OrganisationKind, SignInLimits, Store, TurnColumn, Views, search_text,
};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tower::ServiceExt;
use uuid::Uuid;

use crate::{
    applications::Catalogues,
    house::{Clock, Draws, House, Settings},
    layout::Brand,
    site::site,
    visitor::{SESSION_COOKIE, SESSION_LENGTH},
};

/// Password of everybody who is given one.
pub const PASSWORD: &str = "une phrase assez longue";

static HASHED: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();

/// A clock that stands still until it is moved.
pub struct StillClock(Mutex<Timestamp>);

impl StillClock {
    /// Moves it forward.
    pub fn pass(&self, time: SignedDuration) {
        *self.0.lock().unwrap() += time;
    }
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// Identifiers and secrets that count up.
#[derive(Default)]
struct Counted(AtomicU64);

impl Draws for Counted {
    fn id(&self) -> Uuid {
        Uuid::from_u128(0x1000 + u128::from(self.0.fetch_add(1, Ordering::Relaxed)))
    }

    fn secret(&self) -> String {
        format!("secret-{:032}", self.0.fetch_add(1, Ordering::Relaxed))
    }
}

/// The house, and what the tests hold of it.
pub struct TestHouse {
    /// The house itself.
    pub house: House,
    /// Its clock.
    pub clock: Arc<StillClock>,
    site: Router,
    _folder: TempDir,
}

/// Somebody with an open session.
#[derive(Clone, Debug)]
pub struct Somebody {
    /// As the rules know them.
    pub actor: Actor,
    /// Secret repeated by each form.
    pub csrf: String,
    token: String,
}

impl Somebody {
    /// Somebody's browser once their session is over.
    pub fn nobody(of: &Self) -> Self {
        Self {
            token: "over".to_owned(),
            ..of.clone()
        }
    }

    /// The field `Cookie` of their requests.
    pub fn cookie(&self) -> String {
        format!("{SESSION_COOKIE}={}", self.token)
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Fields of the head.
    pub headers: HeaderMap,
    /// The body, read as text.
    pub body: String,
}

impl Answer {
    /// A field of the head, empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Where a redirection leads.
    pub fn location(&self) -> &str {
        self.header("location")
    }
}

/// The instant at which every test house opens: a Monday, mid-morning in Paris.
pub fn opening_time() -> Timestamp {
    "2026-10-05T08:00:00Z".parse().unwrap()
}

/// The second programme, as small as possible.
pub fn small_programme() -> Programme {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../aval-core/tests/programmes/small");
    let files = |path: &str| std::fs::read(root.join(path)).ok();
    let (programme, _) = Programme::read(&files).expect("the small programme loads");
    programme
}

impl TestHouse {
    /// An empty house under the small programme.
    pub async fn new() -> Self {
        Self::under(small_programme(), Settings::default()).await
    }

    /// An empty house under a programme.
    pub async fn under(programme: Programme, settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("aval.sqlite");
        let store = Store::open(&format!("sqlite:{}", database.display()))
            .await
            .unwrap();
        let blobs = Blobs::on_disk(&folder.path().join("files")).await.unwrap();
        let identity = Identity::new(store.clone(), SignInLimits::default())
            .await
            .unwrap();
        let clock = Arc::new(StillClock(Mutex::new(opening_time())));
        let house = House::new(
            store,
            blobs,
            identity,
            Arc::new(programme),
            Catalogues::default(),
            clock.clone(),
            Arc::new(Counted::default()),
            Brand::default(),
            settings,
        );
        Self {
            site: site(house.clone()),
            house,
            clock,
            _folder: folder,
        }
    }

    /// An organisation.
    pub async fn organisation(&self, kind: OrganisationKind, name: &str) -> Uuid {
        let id = self.house.id();
        let organisation = Organisation {
            id,
            kind,
            code: format!("ORG-{id}"),
            name: name.to_owned(),
            siren: None,
            city: None,
        };
        self.house
            .store()
            .put_organisation(&organisation)
            .await
            .unwrap();
        id
    }

    fn side(&self, roles: &[&str]) -> Side {
        let role = roles
            .iter()
            .find_map(|role| self.house.programme().role(&(*role).into()))
            .expect("a role of the programme");
        match role.side {
            RoleSide::Vendor => Side::Vendor,
            RoleSide::External => Side::External,
            RoleSide::Operator => Side::Operator,
        }
    }

    /// Somebody of a new organisation, signed in. Roles are those of the small programme:
    /// `owner`, `agent`, `helper` for a vendor; `examiner`, `locksmith`, `chair` and
    /// `keeper` (the administrator) for the operator; `inspector` from outside.
    pub async fn person(&self, email: &str, roles: &[&str], teams: &[&str]) -> Somebody {
        let kind = match self.side(roles) {
            Side::Vendor => OrganisationKind::Vendor,
            Side::External => OrganisationKind::Auditor,
            _ => OrganisationKind::Operator,
        };
        let organisation = self.organisation(kind, &format!("Maison de {email}")).await;
        self.person_of(organisation, email, roles, teams).await
    }

    /// Somebody of an organisation, signed in.
    pub async fn person_of(
        &self,
        organisation: Uuid,
        email: &str,
        roles: &[&str],
        teams: &[&str],
    ) -> Somebody {
        let owned = |codes: &[&str]| codes.iter().map(ToString::to_string).collect();
        let now = self.house.now();
        let account = Account {
            id: self.house.id(),
            email: email.to_owned(),
            name: format!("Prénom de {email}"),
            organisation,
            title: String::new(),
            roles: owned(roles),
            teams: owned(teams),
            language: "fr".to_owned(),
            created_at: now,
            disabled_at: None,
        };
        // Slow on purpose, so once for everybody.
        let password = HASHED
            .get_or_init(async || self.house.identity().hash_password(PASSWORD).await.unwrap())
            .await
            .clone();
        let new = NewAccount {
            account: account.clone(),
            password_hash: Some(password),
        };
        self.house.store().put_account(&new).await.unwrap();
        let (token, csrf) = (self.house.secret(), self.house.secret());
        let session = NewSession {
            token: &token,
            account: account.id,
            csrf: &csrf,
            created_at: now,
            expires_at: now + SESSION_LENGTH,
        };
        self.house.store().open_session(&session).await.unwrap();
        let actor = Actor {
            id: AccountId(account.id),
            name: account.name,
            side: self.side(roles),
            organisation: OrganisationId(organisation),
            roles: roles.iter().map(|role| (*role).into()).collect(),
            teams: teams.iter().map(|team| (*team).into()).collect(),
        };
        Somebody { actor, csrf, token }
    }

    /// The same person, signed in once more.
    pub async fn again(&self, who: &Somebody) -> Somebody {
        let (token, csrf) = (self.house.secret(), self.house.secret());
        let now = self.house.now();
        let session = NewSession {
            token: &token,
            account: who.actor.id.0,
            csrf: &csrf,
            created_at: now,
            expires_at: now + SESSION_LENGTH,
        };
        self.house.store().open_session(&session).await.unwrap();
        Somebody {
            actor: who.actor.clone(),
            csrf,
            token,
        }
    }

    /// Any request.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.site.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 64 << 20).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// A visit by nobody in particular, in French.
    pub async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    /// A visit by nobody in particular, with fields of the head.
    pub async fn get_with(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(Method::GET).uri(path);
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// A visit by somebody.
    pub async fn get_as(&self, who: &Somebody, path: &str) -> Answer {
        let cookie = format!("{SESSION_COOKIE}={}", who.token);
        self.get_with(path, &[("cookie", &cookie)]).await
    }

    /// The octets behind an address, as somebody gets them.
    pub async fn octets_as(&self, who: &Somebody, path: &str) -> Vec<u8> {
        let request = Request::builder()
            .uri(path)
            .header(header::COOKIE, who.cookie())
            .body(Body::empty())
            .unwrap();
        let response = self.site.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        to_bytes(response.into_body(), 64 << 20)
            .await
            .unwrap()
            .to_vec()
    }

    /// A form sent by somebody from one of our pages.
    pub async fn post_as(&self, who: &Somebody, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", &who.csrf)
            .extend_pairs(fields)
            .finish();
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, format!("{SESSION_COOKIE}={}", who.token))
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// A form with a file sent by somebody from one of our pages; the file is named
    /// `workbook` in the form.
    pub async fn post_file_as(
        &self,
        who: &Somebody,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &[u8]),
    ) -> Answer {
        self.post_file_in(who, path, fields, "workbook", file).await
    }

    /// The same, the field of the file being named.
    pub async fn post_file_in(
        &self,
        who: &Somebody,
        path: &str,
        fields: &[(&str, &str)],
        field: &str,
        file: (&str, &[u8]),
    ) -> Answer {
        const EDGE: &str = "edge-of-the-parts";
        let mut body = Vec::new();
        for (name, value) in [("csrf", who.csrf.as_str())].iter().chain(fields) {
            let part = format!(
                "--{EDGE}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.as_bytes());
        }
        let (name, bytes) = file;
        let part = format!(
            "--{EDGE}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend(part.as_bytes());
        body.extend(bytes);
        body.extend(format!("\r\n--{EDGE}--\r\n").as_bytes());
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(
                header::CONTENT_TYPE,
                format!("multipart/form-data; boundary={EDGE}"),
            )
            .header(header::COOKIE, format!("{SESSION_COOKIE}={}", who.token))
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// Puts an entry into the register, as a publication would.
    pub async fn list(&self, listing: ListingRow) {
        let views = Views {
            application: application(&listing),
            tasks: Vec::new(),
            assignments: Vec::new(),
            evidence: Vec::new(),
            listing: Some(listing),
        };
        let mut tx = self.house.store().begin().await.unwrap();
        tx.put_views(&views).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// An entry of the register, to be varied.
pub fn listing(rank: u32, product: &str) -> ListingRow {
    let number = format!("BOX-2026-{rank:04}");
    let vendor = "Éditions du Lac".to_owned();
    let decided_at = opening_time() - SignedDuration::from_hours(24 * 60 - i64::from(rank));
    ListingRow {
        application_id: Uuid::from_u128(0xA000 + u128::from(rank)),
        search_text: search_text([&number, &vendor, product, "1.0", "BOX"]),
        product: product.to_owned(),
        technical_version: "1.0".to_owned(),
        sector: "STORAGE".to_owned(),
        scheme: "BOX".to_owned(),
        profiles: vec!["General".to_owned()],
        wave: "1".to_owned(),
        decided_at,
        status: "listed".to_owned(),
        pilot_reports_validated: 0,
        updated_at: decided_at,
        number,
        vendor,
    }
}

fn application(listing: &ListingRow) -> ApplicationRow {
    ApplicationRow {
        id: listing.application_id,
        number: format!("D-{}", listing.number),
        vendor_id: Uuid::from_u128(0xB000),
        vendor_name: listing.vendor.clone(),
        product_name: listing.product.clone(),
        technical_version: listing.technical_version.clone(),
        scheme: listing.scheme.clone(),
        sector: listing.sector.clone(),
        programme: "small".to_owned(),
        state: "listed".to_owned(),
        phase: "after".to_owned(),
        turn: TurnColumn::None,
        waiting_since: listing.updated_at,
        due_at: None,
        case_lead: None,
        case_lead_name: None,
        chapters_total: 0,
        chapters_validated: 0,
        chapters_submitted: 0,
        slots_total: 0,
        slots_filled: 0,
        slots_conform: 0,
        version: 1,
        opened_at: listing.decided_at,
        updated_at: listing.updated_at,
        wake_at: None,
        search_text: listing.search_text.clone(),
    }
}

#[tokio::test]
async fn the_house_opens_and_knows_who_is_at_the_door() {
    let house = TestHouse::new().await;
    assert_eq!(house.get("/sante").await.body, "ok\n");
    assert_eq!(house.get("/nulle-part").await.status, StatusCode::NOT_FOUND);
    let asked = house.get("/dossiers").await;
    assert!(asked.location().starts_with("/connexion?suite="));
    let vendor = house.person("a@lac.example", &["agent"], &[]).await;
    assert_eq!(vendor.actor.side, Side::Vendor);
    let desk = house.get_as(&vendor, "/dossiers").await;
    assert_eq!(desk.status, StatusCode::OK);
    let left = house.post_as(&vendor, "/deconnexion", &[]).await;
    assert_eq!(left.location(), "/");
    let after = house.get_as(&vendor, "/dossiers").await;
    assert!(after.location().starts_with("/connexion"));
}
