//! People, sessions, sign-in.

use aval_store::{
    Account, AccountFilter, Identity, NewAccount, NewSession, Organisation, OrganisationKind,
    SignIn, SignInLimits, StoreError,
};
use jiff::SignedDuration;

use crate::{
    database::{Database, on_both},
    toy::{at, uuid},
};

on_both!(
    accounts_are_kept_searched_and_unique_by_email,
    a_session_ends_with_its_time_its_account_or_its_password,
    only_the_right_password_comes_in,
    failures_are_limited_by_email_and_by_address,
    the_list_of_people_is_filtered_and_read_page_by_page,
    one_closes_ones_other_sessions_and_nobody_elses,
);

fn organisation(number: u128) -> Organisation {
    Organisation {
        id: uuid(number),
        kind: OrganisationKind::Vendor,
        code: format!("org-{number}"),
        name: format!("Organisation {number}"),
        siren: Some("552100554".to_owned()),
        city: None,
    }
}

fn account(number: u128, email: &str, name: &str) -> Account {
    Account {
        id: uuid(number),
        email: email.to_owned(),
        name: name.to_owned(),
        organisation: uuid(1),
        title: "Cheffe de produit".to_owned(),
        roles: vec!["delegate".to_owned()],
        teams: Vec::new(),
        language: "fr".to_owned(),
        created_at: at(0),
        disabled_at: None,
    }
}

async fn put(
    database: &Database,
    account: &Account,
    password_hash: Option<&str>,
) -> Result<(), StoreError> {
    let new = NewAccount {
        account: account.clone(),
        password_hash: password_hash.map(str::to_owned),
    };
    database.store.put_account(&new).await
}

async fn accounts_are_kept_searched_and_unique_by_email(database: &Database) {
    let store = &database.store;
    assert_eq!(store.count_accounts().await.unwrap(), 0);
    store.put_organisation(&organisation(1)).await.unwrap();
    store.put_organisation(&organisation(2)).await.unwrap();
    let taken = Organisation {
        code: "org-1".to_owned(),
        ..organisation(3)
    };
    assert!(matches!(
        store.put_organisation(&taken).await,
        Err(StoreError::Duplicate { .. })
    ));
    assert_eq!(
        store.organisation(uuid(1)).await.unwrap(),
        Some(organisation(1))
    );
    assert_eq!(
        store.organisation_by_code("org-2").await.unwrap(),
        Some(organisation(2))
    );
    assert_eq!(
        store.organisations(10).await.unwrap(),
        [organisation(1), organisation(2)]
    );

    let first = account(10, " Élodie.Roy@Lac.example ", "Élodie Roy");
    put(database, &first, None).await.unwrap();
    let kept = Account {
        email: "élodie.roy@lac.example".to_owned(),
        ..first
    };
    assert_eq!(store.account(uuid(10)).await.unwrap(), Some(kept.clone()));
    assert_eq!(
        store
            .account_by_email("ÉLODIE.ROY@lac.example")
            .await
            .unwrap(),
        Some(kept.clone())
    );
    let twin = account(11, "élodie.ROY@lac.example", "Somebody");
    assert!(matches!(
        put(database, &twin, None).await,
        Err(StoreError::Duplicate { .. })
    ));
    let mut second = account(12, "bruno@lac.example", "Bruno Élias");
    second.organisation = uuid(2);
    put(database, &second, None).await.unwrap();
    assert_eq!(
        store.search_accounts(None, "ELI", 10).await.unwrap(),
        [second.clone()]
    );
    assert_eq!(
        store.search_accounts(None, "el", 10).await.unwrap(),
        [second.clone(), kept.clone()]
    );
    assert_eq!(
        store
            .search_accounts(Some(uuid(1)), "el", 10)
            .await
            .unwrap(),
        std::slice::from_ref(&kept)
    );
    assert_eq!(store.accounts_of(uuid(1), 10).await.unwrap(), [kept]);
    assert_eq!(store.count_accounts().await.unwrap(), 2);
    second.roles.push("legal_representative".to_owned());
    put(database, &second, None).await.unwrap();
    assert_eq!(store.account(uuid(12)).await.unwrap(), Some(second));
    store.set_language(uuid(12), "en").await.unwrap();
    assert_eq!(
        store.account(uuid(12)).await.unwrap().unwrap().language,
        "en"
    );
    assert!(matches!(
        store.set_language(uuid(99), "en").await,
        Err(StoreError::NotFound)
    ));
}

async fn a_session_ends_with_its_time_its_account_or_its_password(database: &Database) {
    let store = &database.store;
    store.put_organisation(&organisation(1)).await.unwrap();
    let mut person = account(10, "a@lac.example", "A");
    put(database, &person, None).await.unwrap();
    let open = async |token: &str| {
        store
            .open_session(&NewSession {
                token,
                account: uuid(10),
                csrf: "secret",
                created_at: at(0),
                expires_at: at(100),
            })
            .await
            .unwrap();
    };
    open("one").await;
    let session = store.session("one", at(99)).await.unwrap().unwrap();
    assert_eq!(
        (session.account, session.csrf.as_str()),
        (uuid(10), "secret")
    );
    assert_eq!(store.session("one", at(100)).await.unwrap(), None);
    assert_eq!(store.session("two", at(1)).await.unwrap(), None);
    assert!(
        !database
            .texts("SELECT token_hash FROM session")
            .await
            .contains(&"one".to_owned())
    );
    store.touch_session("one", at(50), at(200)).await.unwrap();
    assert_eq!(
        store
            .session("one", at(150))
            .await
            .unwrap()
            .unwrap()
            .last_seen_at,
        at(50)
    );
    // What has ended cannot be brought back.
    store.touch_session("one", at(300), at(400)).await.unwrap();
    assert_eq!(store.session("one", at(310)).await.unwrap(), None);
    store.close_session("one").await.unwrap();
    assert_eq!(store.session("one", at(1)).await.unwrap(), None);

    open("two").await;
    store.set_password(uuid(10), "$argon2id$…").await.unwrap();
    assert_eq!(store.session("two", at(1)).await.unwrap(), None);
    open("three").await;
    person.disabled_at = Some(at(2));
    put(database, &person, None).await.unwrap();
    assert_eq!(store.session("three", at(1)).await.unwrap(), None);
}

async fn only_the_right_password_comes_in(database: &Database) {
    let store = &database.store;
    store.put_organisation(&organisation(1)).await.unwrap();
    let identity = Identity::new(store.clone(), SignInLimits::default())
        .await
        .unwrap();
    let hash = identity.hash_password("un mot de passé").await.unwrap();
    assert!(
        hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{hash}"
    );
    assert_ne!(
        hash,
        identity.hash_password("un mot de passé").await.unwrap()
    );
    let mut person = account(10, "a@lac.example", "A");
    put(database, &person, Some(&hash)).await.unwrap();
    put(database, &account(11, "none@lac.example", "B"), None)
        .await
        .unwrap();
    let try_in = async |email: &str, password: &str| {
        identity
            .sign_in(email, password, "::1", at(1))
            .await
            .unwrap()
    };
    assert_eq!(
        try_in(" A@Lac.example", "un mot de passé").await,
        SignIn::Accepted(person.clone())
    );
    let long = "x".repeat(2000);
    for (email, password) in [
        ("a@lac.example", "un mot de passe"),
        ("a@lac.example", ""),
        ("a@lac.example", long.as_str()),
        ("none@lac.example", ""),
        ("nobody@lac.example", "decoy"),
    ] {
        assert_eq!(try_in(email, password).await, SignIn::Refused, "{email}");
    }
    assert!(identity.hash_password(&long).await.is_err());
    // Changing the account without a password keeps the password.
    person.title = "Directrice".to_owned();
    put(database, &person, None).await.unwrap();
    assert_eq!(
        try_in("a@lac.example", "un mot de passé").await,
        SignIn::Accepted(person.clone())
    );
    person.disabled_at = Some(at(3));
    put(database, &person, None).await.unwrap();
    assert_eq!(
        try_in("a@lac.example", "un mot de passé").await,
        SignIn::Refused
    );
}

async fn failures_are_limited_by_email_and_by_address(database: &Database) {
    let limits = SignInLimits {
        window: SignedDuration::from_secs(100),
        per_email: 3,
        per_address: 5,
    };
    let identity = Identity::new(database.store.clone(), limits).await.unwrap();
    let try_in = async |email: &str, address: &str, second| {
        identity
            .sign_in(email, "wrong", address, at(second))
            .await
            .unwrap()
    };
    for second in [0, 10, 20] {
        assert_eq!(
            try_in("a@x.example", "1.1.1.1", second).await,
            SignIn::Refused
        );
    }
    let too_many = try_in("A@x.example ", "2.2.2.2", 30).await;
    assert_eq!(too_many, SignIn::TooMany { retry_at: at(100) });
    // Others are not touched, until the address itself has tried too often.
    assert_eq!(try_in("b@x.example", "1.1.1.1", 31).await, SignIn::Refused);
    assert_eq!(try_in("c@x.example", "1.1.1.1", 32).await, SignIn::Refused);
    assert_eq!(
        try_in("d@x.example", "1.1.1.1", 33).await,
        SignIn::TooMany { retry_at: at(100) }
    );
    assert_eq!(try_in("d@x.example", "3.3.3.3", 33).await, SignIn::Refused);
    assert_eq!(
        try_in("a@x.example", "1.1.1.1", 99).await,
        SignIn::TooMany { retry_at: at(100) }
    );
    assert_eq!(try_in("a@x.example", "1.1.1.1", 100).await, SignIn::Refused);
}

async fn the_list_of_people_is_filtered_and_read_page_by_page(database: &Database) {
    let store = &database.store;
    store.put_organisation(&organisation(1)).await.unwrap();
    store.put_organisation(&organisation(2)).await.unwrap();
    for number in 0..5 {
        let mut one = account(100 + number, &format!("p{number}@lac.example"), "Ida Roy");
        if number == 3 {
            one.organisation = uuid(2);
            one.roles = vec!["member".to_owned()];
        }
        if number == 4 {
            one.name = "Alba Roy".to_owned();
            one.disabled_at = Some(at(1));
        }
        put(database, &one, None).await.unwrap();
    }
    let all = AccountFilter::default();
    let mut seen = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let page = store
            .account_page(&all, 2, cursor.as_deref())
            .await
            .unwrap();
        assert_eq!(page.total.count, 5);
        seen.extend(page.rows.iter().map(|account| account.id));
        match page.next {
            Some(next) => cursor = Some(next),
            None => {
                let back = page.previous.unwrap();
                let before = store.account_page(&all, 2, Some(&back)).await.unwrap();
                assert_eq!(before.rows.first().unwrap().id, seen[2]);
                break;
            }
        }
    }
    // The name first, then the identifier: nobody is met twice, nobody is left out.
    assert_eq!(
        seen,
        [uuid(104), uuid(100), uuid(101), uuid(102), uuid(103)]
    );
    let count = async |filter: AccountFilter| {
        store
            .account_page(&filter, 50, None)
            .await
            .unwrap()
            .total
            .count
    };
    let organisation = AccountFilter {
        organisation: Some(uuid(2)),
        ..AccountFilter::default()
    };
    let members = AccountFilter {
        role: Some("member".to_owned()),
        ..AccountFilter::default()
    };
    let closed = AccountFilter {
        text: "alb".to_owned(),
        closed: Some(true),
        ..AccountFilter::default()
    };
    assert_eq!(count(organisation).await, 1);
    assert_eq!(count(members).await, 1);
    assert_eq!(count(closed).await, 1);
    assert!(matches!(
        store.account_page(&all, 2, Some("zz")).await,
        Err(StoreError::BadCursor)
    ));
}

async fn one_closes_ones_other_sessions_and_nobody_elses(database: &Database) {
    let store = &database.store;
    store.put_organisation(&organisation(1)).await.unwrap();
    for (number, email) in [(10, "ida@lac.example"), (11, "ola@lac.example")] {
        put(database, &account(number, email, "Ida Roy"), None)
            .await
            .unwrap();
    }
    for (token, owner) in [("here", 10), ("phone", 10), ("tablet", 10), ("other", 11)] {
        let session = NewSession {
            token,
            account: uuid(owner),
            csrf: "c",
            created_at: at(0),
            expires_at: at(100),
        };
        store.open_session(&session).await.unwrap();
    }
    let open = store.sessions_of(uuid(10), at(1)).await.unwrap();
    assert_eq!(open.len(), 3);
    let phone = open.iter().find(|one| one.is_of("phone")).unwrap();
    // Somebody else's knowledge of the identifier closes nothing.
    store.close_session_of(uuid(11), &phone.id).await.unwrap();
    assert!(store.session("phone", at(1)).await.unwrap().is_some());
    store.close_session_of(uuid(10), &phone.id).await.unwrap();
    assert!(store.session("phone", at(1)).await.unwrap().is_none());
    store.close_other_sessions(uuid(10), "here").await.unwrap();
    assert!(store.session("here", at(1)).await.unwrap().is_some());
    assert!(store.session("tablet", at(1)).await.unwrap().is_none());
    assert!(store.session("other", at(1)).await.unwrap().is_some());
}
