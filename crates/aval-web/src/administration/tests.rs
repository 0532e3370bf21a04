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
const ROUTES: [(&str, &str); 18] = [
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
    for (method, route) in ROUTES {
        let path = route
            .replace("{account}", &target.actor.id.0.to_string())
            .replace("{organisation}", &company.to_string());
        for who in &outsiders {
            let answer = match method {
                "get" => house.get_as(who, &path).await,
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
            let expected = if path.ends_with("nulle-part") {
                StatusCode::NOT_FOUND
            } else {
                StatusCode::OK
            };
            assert_eq!(own.status, expected, "{path} as administrator");
        }
    }
    assert_eq!(trace(&house).await, []);
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
                    .replace("{account}", "{id}")
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
