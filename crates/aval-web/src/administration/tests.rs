//! What administration owes: to whom it opens, that one form has one effect, that nothing is
//! overwritten, that nobody is shut out, and that everything leaves a trace.

use std::path::Path;

use aval_core::programme::Programme;
use aval_store::{OrganisationKind, SignIn};
use axum::http::StatusCode;

use super::event::{AdministrativeEvent, STREAM};
use crate::house::{
    Settings,
    testing::{PASSWORD, Somebody, TestHouse},
};

fn segur() -> Programme {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes/segur-v2");
    let files = |path: &str| std::fs::read(root.join(path)).ok();
    let (programme, _) = Programme::read(&files).expect("the delivered programme loads");
    programme
}

async fn house() -> TestHouse {
    TestHouse::under(segur(), Settings::default()).await
}

async fn administrator(house: &TestHouse) -> Somebody {
    house
        .person("admin@agence.example", &["administrator"], &[])
        .await
}

async fn trace(house: &TestHouse) -> Vec<AdministrativeEvent> {
    house
        .house
        .store()
        .events(STREAM, 0, 1000)
        .await
        .unwrap()
        .iter()
        .map(|stored| AdministrativeEvent::decode(&stored.kind, &stored.payload).unwrap())
        .collect()
}

/// The value of a hidden field of a page.
fn hidden<'a>(page: &'a str, name: &str) -> &'a str {
    let mark = format!("name=\"{name}\" value=\"");
    page.split_once(&mark)
        .and_then(|(_, rest)| rest.split_once('"'))
        .map_or_else(|| panic!("no field {name} in {page}"), |(value, _)| value)
}

/// Every address of these rooms, with the method that it answers to. A route that is not
/// here fails `every_route_is_walked`.
const ROUTES: [(&str, &str); 37] = [
    ("get", "/administration"),
    ("get", "/administration/journal"),
    ("get", "/administration/personnes"),
    ("get", "/administration/personnes/nouveau"),
    ("post", "/administration/personnes/creer"),
    ("get", "/administration/personnes/{account}"),
    ("post", "/administration/personnes/{account}"),
    ("get", "/administration/personnes/{account}/fermer"),
    ("post", "/administration/personnes/{account}/fermer"),
    ("post", "/administration/personnes/{account}/rouvrir"),
    ("get", "/administration/personnes/{account}/mot-de-passe"),
    ("post", "/administration/personnes/{account}/mot-de-passe"),
    ("get", "/administration/organisations"),
    ("post", "/administration/organisations"),
    ("get", "/administration/organisations/nouvelle"),
    ("get", "/administration/organisations/{organisation}"),
    ("post", "/administration/organisations/{organisation}"),
    ("get", "/administration/nulle-part"),
    ("get", "/administration/referentiels"),
    ("file", "/administration/referentiels/importer"),
    ("get", "/administration/referentiels/imports/{import}"),
    ("post", "/administration/referentiels/imports/{import}"),
    (
        "get",
        "/administration/referentiels/imports/{import}/constats.csv",
    ),
    ("get", "/administration/referentiels/{code}/{version}"),
    (
        "post",
        "/administration/referentiels/{code}/{version}/publier",
    ),
    (
        "post",
        "/administration/referentiels/{code}/{version}/retirer",
    ),
    (
        "get",
        "/administration/referentiels/{code}/{version}/{file}",
    ),
    ("get", "/administration/antivirus"),
    ("post", "/administration/antivirus/relancer"),
    ("get", "/administration/antivirus/{content}"),
    ("post", "/administration/antivirus/{content}"),
    ("post", "/administration/antivirus/{content}/analyser"),
    ("get", "/administration/confiance"),
    ("file", "/administration/confiance/importer"),
    ("post", "/administration/confiance/reverifier"),
    ("get", "/administration/confiance/imports/{import}"),
    ("post", "/administration/confiance/imports/{import}"),
];

#[tokio::test]
async fn administration_opens_to_administrators_alone() {
    let house = house().await;
    let admin = administrator(&house).await;
    let reviewer = house
        .person(
            "instruction@agence.example",
            &["reviewer"],
            &["instruction"],
        )
        .await;
    let decider = house
        .person("decision@agence.example", &["decision_maker"], &[])
        .await;
    let company = house.organisation(OrganisationKind::Vendor, "Lac").await;
    let mut outsiders = vec![reviewer, decider];
    for role in ["legal_representative", "delegate", "member"] {
        let email = format!("{role}@lac.example");
        outsiders.push(house.person_of(company, &email, &[role], &[]).await);
    }
    outsiders.push(
        house
            .person("audit@audit.example", &["external_auditor"], &[])
            .await,
    );
    let target = house
        .person_of(company, "x@lac.example", &["member"], &[])
        .await;
    let import = sent(&house, &admin, "1.0", GOOD).await;
    keep(&house, &admin, &import, &[]).await;
    let content = "ab".repeat(32);
    let (store, now) = (house.house.store(), house.house.now());
    let mut tx = store.begin().await.unwrap();
    tx.ask_scan(&content, now, "", "").await.unwrap();
    tx.commit().await.unwrap();
    let before = trace(&house).await;
    for (method, route) in ROUTES {
        let path = route
            .replace("/administration/referentiels/imports/{import}", &import)
            .replace("{code}", CODE)
            .replace("{version}", "1.0")
            .replace("{file}", "export.csv")
            .replace("{content}", &content)
            .replace("{account}", &target.actor.id.0.to_string())
            .replace("{organisation}", &company.to_string());
        for who in &outsiders {
            let answer = match method {
                "get" => house.get_as(who, &path).await,
                "file" => house.post_file_as(who, &path, &[], ("a.csv", b"ID")).await,
                _ => house.post_as(who, &path, &[]).await,
            };
            assert_eq!(
                answer.status,
                StatusCode::NOT_FOUND,
                "{method} {path} as {:?}",
                who.actor.roles
            );
        }
        if method == "get" {
            let nobody = house.get(&path).await;
            let led = nobody.location().starts_with("/connexion?suite=")
                || nobody.status == StatusCode::NOT_FOUND;
            assert!(led, "{path} as nobody: {}", nobody.status);
            let own = house.get_as(&admin, &path).await;
            // The import at hand is a workbook: it is none of trust.
            let expected = if path.ends_with("nulle-part") || path.contains("confiance/imports") {
                StatusCode::NOT_FOUND
            } else {
                StatusCode::OK
            };
            assert_eq!(own.status, expected, "{path} as administrator");
        }
    }
    assert_eq!(trace(&house).await, before);
}

#[test]
fn every_route_is_walked() {
    let sources = [include_str!("mod.rs"), include_str!("account_pages.rs")];
    for source in sources {
        for address in source
            .split('"')
            .filter(|text| text.starts_with("/administration"))
        {
            assert!(
                ROUTES.iter().any(|(_, route)| route
                    .replace("{import}", "{id}")
                    .replace("{account}", "{id}")
                    .replace("{content}", "{id}")
                    .replace("{organisation}", "{id}")
                    == address),
                "{address} is not walked by administration_opens_to_administrators_alone"
            );
        }
    }
}

#[tokio::test]
async fn a_new_account_comes_in_with_the_password_shown_once_and_a_double_click_makes_one() {
    let house = house().await;
    let admin = administrator(&house).await;
    let company = house.organisation(OrganisationKind::Vendor, "Lac").await;
    let company = company.to_string();
    let form = house
        .get_as(
            &admin,
            &format!("/administration/personnes/nouveau?organisation={company}"),
        )
        .await;
    // The roles offered are those of a vendor.
    assert!(form.body.contains("value=\"delegate\""));
    assert!(!form.body.contains("value=\"reviewer\""));
    let fields = [
        ("idempotency_key", hidden(&form.body, "idempotency_key")),
        ("organisation", company.as_str()),
        ("initial_password", hidden(&form.body, "initial_password")),
        ("name", "  Ida   Roy "),
        ("email", "Ida.Roy@Lac.example"),
        ("title", "Cheffe de produit"),
        ("language", "fr"),
        ("role", "delegate"),
    ];
    let path = "/administration/personnes/creer";
    let first = house.post_as(&admin, path, &fields).await;
    let second = house.post_as(&admin, path, &fields).await;
    let password = hidden(&form.body, "initial_password");
    for answer in [&first, &second] {
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.body.contains(password));
    }
    let created = trace(&house).await;
    assert_eq!(created.len(), 1, "{created:?}");
    let signed = house
        .house
        .identity()
        .sign_in("ida.roy@lac.example", password, "", house.house.now())
        .await
        .unwrap();
    let SignIn::Accepted(account) = signed else {
        panic!("the password does not open");
    };
    assert_eq!(account.name, "Ida Roy");
    assert_eq!(account.roles, ["delegate"]);
    // The same address again, by another form, is told beside the field and loses nothing.
    let mut again = fields;
    again[0].1 = "00000000-0000-7000-8000-0000000000ff";
    let refused = house.post_as(&admin, path, &again).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("id=\"f-email-error\""));
    assert!(refused.body.contains("Cheffe de produit"));
    let list = house
        .get_as(&admin, "/administration/personnes?q=ida")
        .await;
    assert!(list.body.contains("Ida Roy"));
    assert!(!list.body.contains("<td>admin@agence.example</td>"));
}

#[tokio::test]
async fn roles_of_another_side_unknown_teams_and_weak_passwords_are_refused() {
    let house = house().await;
    let admin = administrator(&house).await;
    let company = house.organisation(OrganisationKind::Vendor, "Lac").await;
    let company = company.to_string();
    let path = "/administration/personnes/creer";
    let valid = [
        ("organisation", company.as_str()),
        ("initial_password", "une phrase assez longue"),
        ("name", "Ida Roy"),
        ("email", "ida@lac.example"),
        ("language", "fr"),
        ("role", "delegate"),
    ];
    for (field, value) in [
        ("role", "reviewer"),
        ("role", "of_another_planet"),
        ("role", ""),
        ("initial_password", "court"),
        ("email", "ida"),
        ("name", " "),
        ("name", "Ida\u{202e}yoR"),
        ("language", "tlh"),
    ] {
        let fields: Vec<_> = valid
            .iter()
            .map(|(name, present)| (*name, if *name == field { value } else { *present }))
            .collect();
        let answer = house.post_as(&admin, path, &fields).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{field} = {value:?}"
        );
    }
    let mut with_team = valid.to_vec();
    with_team.push(("team", "security"));
    let answer = house.post_as(&admin, path, &with_team).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(trace(&house).await, []);
}

#[tokio::test]
async fn a_stale_page_does_not_undo_what_another_administrator_did() {
    let house = house().await;
    let admin = administrator(&house).await;
    let other = house
        .person_of(
            admin.actor.organisation.0,
            "autre@agence.example",
            &["administrator"],
            &[],
        )
        .await;
    let target = house
        .person("revue@agence.example", &["reviewer"], &["instruction"])
        .await;
    let path = format!("/administration/personnes/{}", target.actor.id.0);
    let (mine, theirs) = (
        house.get_as(&admin, &path).await,
        house.get_as(&other, &path).await,
    );
    let fields = |page: &str, team: &str| {
        [
            (
                "idempotency_key",
                hidden(page, "idempotency_key").to_owned(),
            ),
            (
                "expected_version",
                hidden(page, "expected_version").to_owned(),
            ),
            ("name", "Prénom de revue".to_owned()),
            ("email", "revue@agence.example".to_owned()),
            ("language", "fr".to_owned()),
            ("role", "reviewer".to_owned()),
            ("team", team.to_owned()),
        ]
    };
    let send = async |who: &Somebody, fields: &[(&str, String)]| {
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        house.post_as(who, &path, &fields).await
    };
    let first = fields(&theirs.body, "security");
    assert_eq!(send(&other, &first).await.location(), path);
    // Twice the same form is not a stale one.
    assert_eq!(send(&other, &first).await.location(), path);
    let stale = send(&admin, &fields(&mine.body, "interoperability")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.body.contains(&other.actor.name), "{}", stale.body);
    let kept = house
        .house
        .store()
        .account(target.actor.id.0)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.teams, ["security"]);
    let done = trace(&house).await;
    assert!(
        matches!(
            done.as_slice(),
            [
                AdministrativeEvent::AccountDetailsChanged { .. },
                AdministrativeEvent::RolesChanged { teams_before, teams, .. }
            ] if teams_before == &["instruction"] && teams == &["security"]
        ),
        "{done:?}"
    );
    let journal = house.get_as(&admin, "/administration/journal").await;
    assert!(journal.body.contains("Instruction") && journal.body.contains("Sécurité"));
}

#[tokio::test]
async fn a_closed_account_is_out_at_once_and_the_last_administrator_stays() {
    let house = house().await;
    let admin = administrator(&house).await;
    let operator = admin.actor.organisation.0;
    let reviewer = house
        .person_of(
            operator,
            "revue@agence.example",
            &["reviewer"],
            &["instruction"],
        )
        .await;
    let path = format!("/administration/personnes/{}", reviewer.actor.id.0);
    let close = format!("{path}/fermer");
    assert_eq!(house.get_as(&admin, &close).await.status, StatusCode::OK);
    let without_reason = house.post_as(&admin, &close, &[]).await;
    assert_eq!(without_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
    let closed = house
        .post_as(&admin, &close, &[("reason", "Départ de l’agence")])
        .await;
    assert_eq!(closed.location(), path);
    assert!(
        house
            .get_as(&reviewer, "/instruction")
            .await
            .location()
            .starts_with("/connexion")
    );
    house.post_as(&admin, &format!("{path}/rouvrir"), &[]).await;
    let signed = house
        .house
        .identity()
        .sign_in("revue@agence.example", PASSWORD, "", house.house.now())
        .await
        .unwrap();
    assert!(matches!(signed, SignIn::Accepted(_)));

    // Nobody closes themself, nor takes their own keys away.
    let own = format!("/administration/personnes/{}", admin.actor.id.0);
    let answer = house
        .post_as(&admin, &format!("{own}/fermer"), &[("reason", "Essai")])
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        ("name", "Admin"),
        ("email", "admin@agence.example"),
        ("language", "fr"),
        ("role", "reviewer"),
    ];
    let answer = house.post_as(&admin, &own, &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);

    // Of two administrators who close each other, one stays.
    let second = house
        .person_of(operator, "autre@agence.example", &["administrator"], &[])
        .await;
    let reason = [("reason", "Départ")];
    let theirs = format!("/administration/personnes/{}/fermer", second.actor.id.0);
    let first = house.post_as(&admin, &theirs, &reason).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    house
        .post_as(&second, &format!("{own}/fermer"), &reason)
        .await;
    assert_eq!(
        house.get_as(&admin, "/administration").await.status,
        StatusCode::OK
    );
    assert!(matches!(
        trace(&house).await.last(),
        Some(AdministrativeEvent::AccountClosed { reason, .. }) if reason == "Départ"
    ));
}

#[tokio::test]
async fn a_company_looks_after_its_own_people_and_nobody_elses() {
    let house = house().await;
    let company = house.organisation(OrganisationKind::Vendor, "Lac").await;
    let delegate = house
        .person_of(company, "ida@lac.example", &["delegate"], &[])
        .await;
    let member = house
        .person_of(company, "ola@lac.example", &["member"], &[])
        .await;
    let stranger = house.person("z@mont.example", &["delegate"], &[]).await;

    let list = house.get_as(&member, "/equipe").await;
    assert!(list.body.contains("ida@lac.example") && !list.body.contains("/equipe/nouveau"));
    for path in [
        "/equipe/nouveau".to_owned(),
        format!("/equipe/{}", delegate.actor.id.0),
    ] {
        assert_eq!(
            house.get_as(&member, &path).await.status,
            StatusCode::NOT_FOUND
        );
    }
    let foreign = format!("/equipe/{}", stranger.actor.id.0);
    assert_eq!(
        house.get_as(&delegate, &foreign).await.status,
        StatusCode::NOT_FOUND
    );
    let answer = house
        .post_as(
            &delegate,
            &format!("{foreign}/fermer"),
            &[("reason", "Concurrent")],
        )
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);

    // Whatever organisation the form names, the account is one of the company.
    let elsewhere = stranger.actor.organisation.0.to_string();
    let fields = [
        ("organisation", elsewhere.as_str()),
        ("initial_password", "une phrase assez longue"),
        ("name", "Noé Lac"),
        ("email", "noe@lac.example"),
        ("language", "fr"),
        ("role", "member"),
    ];
    let answer = house.post_as(&delegate, "/equipe/creer", &fields).await;
    assert_eq!(answer.status, StatusCode::OK);
    let created = house
        .house
        .store()
        .account_by_email("noe@lac.example")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(created.organisation, company);
    let mut operator = fields;
    operator[3].1 = "noe2@lac.example";
    operator[5].1 = "administrator";
    let answer = house.post_as(&delegate, "/equipe/creer", &operator).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);

    // One raises a colleague, never oneself.
    let raise = |email: &'static str, role: &'static str| {
        [
            ("name", "Ida"),
            ("email", email),
            ("language", "fr"),
            ("role", role),
        ]
    };
    let own = format!("/equipe/{}", delegate.actor.id.0);
    let answer = house
        .post_as(
            &delegate,
            &own,
            &raise("ida@lac.example", "legal_representative"),
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let theirs = format!("/equipe/{}", member.actor.id.0);
    let answer = house
        .post_as(&delegate, &theirs, &raise("ola@lac.example", "delegate"))
        .await;
    assert_eq!(answer.location(), theirs);
    assert_eq!(
        house.get_as(&member, "/equipe/nouveau").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn ones_own_password_is_changed_with_the_present_one_and_other_sessions_end() {
    let house = house().await;
    let vendor = house.person("ida@lac.example", &["delegate"], &[]).await;
    let page = house.get_as(&vendor, "/compte").await;
    assert_eq!(page.status, StatusCode::OK);
    let new = "une autre phrase longue";
    let send = async |present: &str, again: &str| {
        let fields = [
            ("present_password", present),
            ("new_password", new),
            ("new_password_again", again),
        ];
        house
            .post_as(&vendor, "/compte/mot-de-passe", &fields)
            .await
    };
    let wrong = send("pas le bon du tout", new).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("f-present_password-error"));
    assert!(!wrong.body.contains(new));
    let differs = send(PASSWORD, "une autre phrase longe").await;
    assert!(differs.body.contains("f-new_password_again-error"));
    let changed = send(PASSWORD, new).await;
    assert_eq!(changed.location(), "/compte");
    // The browser that changed it stays in.
    assert_eq!(
        house.get_as(&vendor, "/compte").await.status,
        StatusCode::OK
    );
    let signed = house
        .house
        .identity()
        .sign_in("ida@lac.example", new, "", house.house.now())
        .await
        .unwrap();
    assert!(matches!(signed, SignIn::Accepted(_)));
    assert!(matches!(
        trace(&house).await.as_slice(),
        [AdministrativeEvent::PasswordChanged { .. }]
    ));
}

#[tokio::test]
async fn organisations_are_entered_once_and_their_siren_is_checked() {
    let house = house().await;
    let admin = administrator(&house).await;
    let path = "/administration/organisations";
    let fields = [
        ("idempotency_key", "00000000-0000-7000-8000-000000000001"),
        ("name", "Éditions du Lac"),
        ("code", "LAC"),
        ("kind", "vendor"),
        ("siren", "900 000 012"),
        ("city", "Annecy"),
    ];
    for _ in 0..2 {
        let answer = house.post_as(&admin, path, &fields).await;
        assert_eq!(answer.location(), path);
    }
    let mut wrong = fields;
    wrong[0].1 = "00000000-0000-7000-8000-000000000002";
    let taken = house.post_as(&admin, path, &wrong).await;
    assert!(taken.body.contains("f-code-error"));
    wrong[2].1 = "LAC2";
    wrong[4].1 = "900 000 01";
    let short = house.post_as(&admin, path, &wrong).await;
    assert!(short.body.contains("f-siren-error"));
    assert!(short.body.contains("900 000 01"));
    let found = house.get_as(&admin, &format!("{path}?q=editions")).await;
    assert!(found.body.contains("Éditions du Lac"));
    assert!(found.body.contains("900\u{a0}000\u{a0}012"));
    assert_eq!(trace(&house).await.len(), 1);
}

#[tokio::test]
async fn an_empty_house_gets_one_first_administrator() {
    let house = house().await;
    let first = super::FirstAdministrator {
        email: "Admin@agence.example",
        name: "Première Personne",
        password: "une phrase assez longue",
        at: house.house.now(),
        ids: [house.house.id(), house.house.id(), house.house.id()],
    };
    let (store, identity) = (house.house.store(), house.house.identity());
    let programme = house.house.programme();
    let weak = super::FirstAdministrator {
        password: "court",
        ..first.clone()
    };
    assert!(
        super::first_administrator(store, identity, programme, &weak)
            .await
            .is_err()
    );
    let open = async || {
        super::first_administrator(store, identity, programme, &first)
            .await
            .unwrap()
    };
    assert!(open().await);
    assert!(!open().await);
    let account = store
        .account_by_email("admin@agence.example")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(account.roles, ["administrator"]);
    // The stream of administration is no application: a rebuild folds the rest all the same.
    store
        .rebuild(house.house.projection(), 40, |_| ())
        .await
        .unwrap();
}

const CODE: &str = "REM-MDV-LGC-Va2";

const HEAD: &str = "Périmètre;ID;Chapitre;Fonction;Exigence;Commentaire;Profil;N° scénario;\
    Scénario de conformité;N° preuve;Preuve;Profil historique;Criticité;Ordre\n";

/// One requirement with one scenario and one proof; nothing to say about it.
const GOOD: &str = "Vague 2;SC.INS.01;Identité;Recherche;Le système DOIT chercher.;;Général;\
    INS.01.01;Chercher;INS.01.01.01;Une vidéo;;Majeure;10\n";

/// The same with another requirement, whose criticality is missing: a warning.
const WARNED: &str = "Vague 2;SC.INS.01;Identité;Recherche;Le système DOIT chercher.;;Général;\
    INS.01.01;Chercher;INS.01.01.01;Une vidéo;;Majeure;10\n\
    Vague 2;SC.INS.02;Identité;Recherche;Le système DOIT dater.;;Général;\
    INS.02.01;Dater;INS.02.01.01;Un écran;;;20\n";

/// Two rows of one requirement that do not say the same: an error.
const WRONG: &str = "Vague 2;SC.INS.01;Identité;Recherche;Le système DOIT chercher.;;Général;\
    INS.01.01;Chercher;INS.01.01.01;Une vidéo;;Majeure;10\n\
    Vague 2;SC.INS.01;Identité;Recherche;Le système DOIT trouver.;;Général;\
    INS.01.01;Chercher;INS.01.01.02;Un écran;;Majeure;10\n";

/// Sends a workbook; the address of what was read in it.
async fn sent(house: &TestHouse, who: &Somebody, version: &str, rows: &str) -> String {
    let text = format!("{HEAD}{rows}");
    let fields = [("code", CODE), ("version", version)];
    let file = ("rem.csv", text.as_bytes());
    let answer = house
        .post_file_as(who, "/administration/referentiels/importer", &fields, file)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.location().to_owned()
}

/// Agrees to an import.
async fn keep(
    house: &TestHouse,
    who: &Somebody,
    import: &str,
    fields: &[(&str, &str)],
) -> StatusCode {
    house.post_as(who, import, fields).await.status
}

fn newest(house: &TestHouse) -> Option<String> {
    house
        .house
        .catalogue_for(&"LGC".into())
        .map(|version| version.version.clone())
}

#[tokio::test]
async fn a_workbook_with_an_error_is_shown_with_its_cells_and_nothing_is_kept() {
    let house = house().await;
    let admin = administrator(&house).await;
    let import = sent(&house, &admin, "1.0", WRONG).await;
    let shown = house.get_as(&admin, &import).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(
        shown.body.contains("requirement_conflict"),
        "{}",
        shown.body
    );
    assert!(shown.body.contains("E3"), "{}", shown.body);
    assert!(!shown.body.contains("name=\"expected_version\""));
    let refused = keep(&house, &admin, &import, &[("warnings", "yes")]).await;
    assert_eq!(refused, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(house.house.store().catalogues().await.unwrap().is_empty());
    let file = house
        .get_as(&admin, &format!("{import}/constats.csv"))
        .await;
    assert!(file.body.contains("E3;"), "{}", file.body);
    let narrowed = house
        .get_as(&admin, &format!("{import}?gravite=warning"))
        .await;
    assert!(
        !narrowed
            .body
            .contains("<td class=\"av-mono\">requirement_conflict")
    );
}

#[tokio::test]
async fn warnings_wait_for_a_click_and_a_published_version_never_changes() {
    let house = house().await;
    let admin = administrator(&house).await;
    let import = sent(&house, &admin, "1.0", WARNED).await;
    let refused = keep(&house, &admin, &import, &[]).await;
    assert_eq!(refused, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(house.house.store().catalogues().await.unwrap().is_empty());
    let click = [
        ("idempotency_key", "00000000-0000-7000-8000-0000000000aa"),
        ("warnings", "yes"),
    ];
    for _ in 0..2 {
        assert_eq!(
            keep(&house, &admin, &import, &click).await,
            StatusCode::SEE_OTHER
        );
    }
    // In preparation, it is for nobody.
    assert_eq!(newest(&house), None);
    let page = format!("/administration/referentiels/{CODE}/1.0");
    let publish = format!("{page}/publier");
    let unsure = house
        .post_as(&admin, &publish, &[("on", "2026-10-05")])
        .await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(newest(&house), None);
    let sure = [("on", "2026-10-05"), ("sure", "yes")];
    let published = house.post_as(&admin, &publish, &sure).await;
    assert_eq!(published.location(), page);
    assert_eq!(newest(&house).as_deref(), Some("1.0"));

    // Neither a new workbook, nor another day, nor a removal touches it any more.
    let fields = [("code", CODE), ("version", "1.0")];
    let text = format!("{HEAD}{GOOD}");
    let again = house
        .post_file_as(
            &admin,
            "/administration/referentiels/importer",
            &fields,
            ("rem.csv", text.as_bytes()),
        )
        .await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("f-version-error"));
    let other_day = [("on", "2027-01-01"), ("sure", "yes")];
    let moved = house.post_as(&admin, &publish, &other_day).await;
    assert_eq!(moved.status, StatusCode::UNPROCESSABLE_ENTITY);
    let discard = house
        .post_as(&admin, &format!("{page}/retirer"), &[("discard", "yes")])
        .await;
    assert_eq!(discard.status, StatusCode::UNPROCESSABLE_ENTITY);

    // The next version says what changed; published later, it counts later.
    let next = sent(&house, &admin, "1.1", GOOD).await;
    let shown = house.get_as(&admin, &next).await;
    assert!(shown.body.contains("SC.INS.02"), "{}", shown.body);
    keep(&house, &admin, &next, &[]).await;
    let later = [("on", "2026-11-02"), ("sure", "yes")];
    let path = format!("/administration/referentiels/{CODE}/1.1/publier");
    assert_eq!(
        house.post_as(&admin, &path, &later).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(newest(&house).as_deref(), Some("1.0"));
    house.clock.pass(jiff::SignedDuration::from_hours(24 * 40));
    assert_eq!(newest(&house).as_deref(), Some("1.1"));

    // A restart finds the same.
    let shelf = crate::applications::Catalogues::default();
    let zone = house.house.zone().time_zone();
    let store = house.house.store();
    assert_eq!(super::shelve(store, &shelf, zone).await.unwrap(), 2);
    let on = |month, day| {
        shelf
            .newest(&CODE.into(), jiff::civil::date(2026, month, day))
            .map(|version| version.version.clone())
    };
    assert_eq!(on(10, 4), None);
    assert_eq!(on(11, 1).as_deref(), Some("1.0"));
    assert_eq!(on(11, 2).as_deref(), Some("1.1"));
    let kinds: Vec<String> = store
        .events(STREAM, 0, 100)
        .await
        .unwrap()
        .into_iter()
        .map(|event| event.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            "workbook_received",
            "catalogue_imported",
            "catalogue_published",
            "workbook_received",
            "catalogue_imported",
            "catalogue_published"
        ]
    );
}

#[tokio::test]
async fn an_export_reads_back_as_the_same_catalogue() {
    let house = house().await;
    let admin = administrator(&house).await;
    let import = sent(&house, &admin, "1.0", GOOD).await;
    keep(&house, &admin, &import, &[]).await;
    let page = format!("/administration/referentiels/{CODE}/1.0");
    let file = house.get_as(&admin, &format!("{page}/export.csv")).await;
    assert!(
        file.header("content-disposition")
            .contains("REM-MDV-LGC-Va2-1.0.csv")
    );
    let fields = [("code", CODE), ("version", "1.0")];
    let again = house
        .post_file_as(
            &admin,
            "/administration/referentiels/importer",
            &fields,
            ("export.csv", file.body.as_bytes()),
        )
        .await;
    let shown = house.get_as(&admin, again.location()).await;
    // The same content under the same number is told, not kept twice.
    assert!(
        shown.body.contains(&format!("href=\"{page}\"")),
        "{}",
        shown.body
    );
    let workbook = house.get_as(&admin, &format!("{page}/export.xlsx")).await;
    assert_eq!(workbook.status, StatusCode::OK);
    let nothing = house.get_as(&admin, &format!("{page}/export.exe")).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_file_that_is_missing_empty_or_not_a_workbook_is_told_and_kept_out() {
    let house = house().await;
    let admin = administrator(&house).await;
    let path = "/administration/referentiels/importer";
    for (fields, file) in [
        ([("code", CODE), ("version", "1.0")], ("", &b""[..])),
        ([("code", CODE), ("version", "1.0")], ("rem.xlsx", &b""[..])),
        (
            [("code", CODE), ("version", "1/0")],
            ("rem.xlsx", &b"PK"[..]),
        ),
        (
            [("code", "AUTRE"), ("version", "1.0")],
            ("rem.xlsx", &b"PK"[..]),
        ),
    ] {
        let answer = house.post_file_as(&admin, path, &fields, file).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{fields:?}"
        );
    }
    assert_eq!(trace(&house).await, []);
    let fields = [("code", CODE), ("version", "1.0")];
    let answer = house
        .post_file_as(&admin, path, &fields, ("rem.xlsx", b"pas un classeur"))
        .await;
    let shown = house.get_as(&admin, answer.location()).await;
    assert!(shown.body.contains("not_a_workbook"), "{}", shown.body);
}

#[tokio::test]
async fn nobody_gives_a_role_or_touches_its_holder_beyond_what_the_programme_lets_them() {
    let mut programme = segur();
    for role in &mut programme.roles {
        if role.code == "delegate".into() {
            role.can.remove(&"create_legal_representative".into());
        }
    }
    let house = TestHouse::under(programme, Settings::default()).await;
    let company = house.organisation(OrganisationKind::Vendor, "Lac").await;
    let delegate = house
        .person_of(company, "ida@lac.example", &["delegate"], &[])
        .await;
    let head = house
        .person_of(company, "ana@lac.example", &["legal_representative"], &[])
        .await;
    let member = house
        .person_of(company, "ola@lac.example", &["member"], &[])
        .await;
    let path = format!("/equipe/{}", member.actor.id.0);
    let fields = [
        ("name", "Ola"),
        ("email", "ola@lac.example"),
        ("language", "fr"),
        ("role", "legal_representative"),
    ];
    let raised = house.post_as(&delegate, &path, &fields).await;
    assert_eq!(raised.status, StatusCode::UNPROCESSABLE_ENTITY);
    let above = format!("/equipe/{}", head.actor.id.0);
    let shut = house
        .post_as(
            &delegate,
            &format!("{above}/fermer"),
            &[("reason", "Départ")],
        )
        .await;
    assert_eq!(shut.status, StatusCode::UNPROCESSABLE_ENTITY);
    let password = [("initial_password", "une phrase assez longue")];
    let taken = house
        .post_as(&delegate, &format!("{above}/mot-de-passe"), &password)
        .await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(trace(&house).await, []);
}

#[tokio::test]
async fn a_list_of_trust_counts_once_agreed_to_and_a_faulty_one_never_does() {
    let house = house().await;
    let admin = administrator(&house).await;
    let send = async |text: &str| {
        let fields = [("purpose", "providers"), ("origin", "Liste publiée")];
        let answer = house
            .post_file_as(
                &admin,
                "/administration/confiance/importer",
                &fields,
                ("liste.csv", text.as_bytes()),
            )
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        answer.location().to_owned()
    };
    let material = async || crate::trust::current(&house.house).await.unwrap();
    let none = material().await;
    assert!(none.providers.is_none() && none.digest.is_empty());

    let faulty = send("nom,siren,date_liste\nUn,123456789,2026-01-02\n").await;
    let page = house.get_as(&admin, &faulty).await;
    assert!(page.body.contains("providers.siren"), "{}", page.body);
    let refused = house.post_as(&admin, &faulty, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(material().await.providers.is_none());

    let good = send("nom,siren,date_liste\nUn,732829320,2026-01-02\n").await;
    assert!(material().await.providers.is_none());
    let kept = house.post_as(&admin, &good, &[]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    let now = material().await;
    assert_eq!(now.providers.as_ref().unwrap().providers.len(), 1);
    assert_eq!(now.digest.len(), 64);
    let page = house.get_as(&admin, "/administration/confiance").await;
    assert!(page.body.contains("Liste publiée"), "{}", page.body);
    // What was judged before is looked at again.
    let jobs = house
        .house
        .store()
        .claim(
            10,
            jiff::SignedDuration::from_mins(1),
            house.house.now(),
            house.house.id(),
        )
        .await
        .unwrap();
    assert!(jobs.iter().any(|job| job.kind == crate::inspection::AGAIN));
}

#[tokio::test]
async fn an_altered_file_is_an_alarm_on_the_page_and_nothing_breaks() {
    let world = house().await;
    let admin = administrator(&world).await;
    let house = &world.house;
    let quiet = world.get_as(&admin, "/administration").await;
    assert_eq!(quiet.status, StatusCode::OK);
    assert!(quiet.body.contains("Aucune relecture n’a encore commencé."));

    let mut content = "a deposited proof".as_bytes();
    let stored = house.blobs().put(&mut content, 100).await.unwrap();
    let mut tx = house.store().begin().await.unwrap();
    tx.record_blob(&stored.hash, stored.size, house.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    std::fs::write(house.blobs().path(&stored.hash).unwrap(), "changed").unwrap();
    assert!(crate::custody::look(house).await.unwrap());

    let alarmed = world.get_as(&admin, "/administration").await;
    assert_eq!(alarmed.status, StatusCode::OK);
    for told in [
        "Des fichiers déposés ne sont plus ce qu’ils étaient",
        "Contenu modifié",
        &stored.hash,
    ] {
        assert!(alarmed.body.contains(told), "{told}");
    }
}
