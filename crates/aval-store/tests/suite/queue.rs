//! Lists against a plain filter and sort in memory: pages, filters, search, scopes.

use std::collections::BTreeSet;

use aval_store::{
    ApplicationRow, Assignment, AssignmentKind, CaseLeadFilter, QueueFilter, QueuePage, QueueSort,
    Scope, Store, StoreError, TeamTask, TurnColumn, Views, search_text,
};
use proptest::{prelude::*, sample::select};
use uuid::Uuid;

use crate::{
    database::{Database, for_cases, on_both},
    toy::{at, only, row, uuid},
};

on_both!(
    pages_in_both_directions_equal_the_sorted_list,
    every_scope_sees_exactly_its_rows,
    a_search_takes_beginnings_of_words_without_accents,
    rare_and_common_words_give_the_same_rows,
    long_lists_are_walked_in_order,
    an_address_of_another_list_is_refused,
    counts_follow_the_scope,
    a_count_stops_at_its_limit,
);

const NOW: i64 = 1000;

/// Applications whose values repeat, so that every order has equal keys.
fn applications(count: u128) -> Vec<Views> {
    (0..count)
        .map(|number| {
            let mut application = row(
                uuid(number * 7919 % 10_007 + 1),
                &format!("SG2-{:04}", number * 37 % count),
            );
            let rank = i64::try_from(number).unwrap();
            application.vendor_id = uuid(number % 4);
            application.state =
                ["draft", "eligible", "under_review"][(rank % 3) as usize].to_owned();
            application.scheme = ["lgc", "dui"][(rank % 2) as usize].to_owned();
            application.sector = ["mdv", "hop", "ms"][(rank / 2 % 3) as usize].to_owned();
            application.turn = [
                TurnColumn::Vendor,
                TurnColumn::Operator,
                TurnColumn::Both,
                TurnColumn::None,
            ][(rank / 3 % 4) as usize];
            application.waiting_since = at(rank / 9);
            application.updated_at = at(rank % 11);
            application.due_at = (rank % 5 != 0).then(|| at(NOW - 50 + rank));
            application.case_lead = (rank % 3 == 0).then(|| uuid(number % 2 + 70));
            let mut views = only(application);
            if rank % 2 == 0 {
                views.tasks.push(TeamTask {
                    team: "security".to_owned(),
                    open_count: (rank % 3) as u32,
                    since: at(1),
                });
            }
            if rank % 5 == 0 {
                views.tasks.push(TeamTask {
                    team: "review".to_owned(),
                    open_count: 2,
                    since: at(1),
                });
            }
            if rank % 4 == 1 {
                views.assignments.push(Assignment {
                    user: uuid(80),
                    kind: AssignmentKind::Member,
                });
            }
            if rank % 6 == 0 {
                let until = at(NOW - 3 + rank % 7);
                views.assignments.push(Assignment {
                    user: uuid(81),
                    kind: AssignmentKind::Auditor { until },
                });
            }
            views
        })
        .collect()
}

async fn put(store: &Store, all: &[Views]) {
    let mut tx = store.begin().await.unwrap();
    for views in all {
        tx.put_views(views).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn waits_for(views: &Views, teams: &[String]) -> bool {
    views
        .tasks
        .iter()
        .any(|task| task.open_count > 0 && teams.contains(&task.team))
}

fn in_scope(views: &Views, scope: &Scope) -> bool {
    let attached = |user: &Uuid, auditor: bool| {
        views.assignments.iter().any(|assignment| {
            assignment.user == *user
                && match assignment.kind {
                    AssignmentKind::Member => !auditor,
                    AssignmentKind::Auditor { until } => auditor && until > at(NOW),
                }
        })
    };
    match scope {
        Scope::Operator => true,
        Scope::Team(teams) => waits_for(views, teams),
        Scope::Vendor { organisation } => views.application.vendor_id == *organisation,
        Scope::VendorMember { organisation, user } => {
            views.application.vendor_id == *organisation && attached(user, false)
        }
        Scope::Auditor { user } => attached(user, true),
        Scope::Public => false,
    }
}

fn passes(views: &Views, filter: &QueueFilter) -> bool {
    let row = &views.application;
    let one_of = |values: &[String], value: &String| values.is_empty() || values.contains(value);
    one_of(&filter.states, &row.state)
        && one_of(&filter.schemes, &row.scheme)
        && one_of(&filter.sectors, &row.sector)
        && (filter.teams.is_empty() || waits_for(views, &filter.teams))
        && match filter.case_lead {
            CaseLeadFilter::Any => true,
            CaseLeadFilter::Unassigned => row.case_lead.is_none(),
            CaseLeadFilter::Is(lead) => row.case_lead == Some(lead),
        }
        && match filter.turn {
            None => true,
            Some(turn @ (TurnColumn::Vendor | TurnColumn::Operator)) => {
                row.turn == turn || row.turn == TurnColumn::Both
            }
            Some(turn) => row.turn == turn,
        }
        && filter.vendor.is_none_or(|vendor| vendor == row.vendor_id)
        && (!filter.overdue || row.due_at.is_some_and(|due| due < at(NOW)))
        && search_text([filter.text.as_str()])
            .split(' ')
            .filter(|word| !word.is_empty())
            .all(|typed| {
                row.search_text
                    .split(' ')
                    .any(|word| word.starts_with(typed))
            })
}

fn sorted(
    all: &[Views],
    scope: &Scope,
    filter: &QueueFilter,
    sort: QueueSort,
    descending: bool,
) -> Vec<Uuid> {
    let mut rows: Vec<&ApplicationRow> = all
        .iter()
        .filter(|views| in_scope(views, scope) && passes(views, filter))
        .map(|views| &views.application)
        .collect();
    rows.sort_by_key(|row| {
        let key = match sort {
            QueueSort::WaitingSince => format!("{:020}", row.waiting_since.as_microsecond()),
            QueueSort::UpdatedAt => format!("{:020}", row.updated_at.as_microsecond()),
            QueueSort::DueAt => format!(
                "{:020}",
                row.due_at.map_or(i64::MAX, |due| due.as_microsecond())
            ),
            QueueSort::Number => row.number.clone(),
        };
        (key, row.id.to_string())
    });
    if descending {
        rows.reverse();
    }
    rows.into_iter().map(|row| row.id).collect()
}

async fn walk(store: &Store, scope: &Scope, filter: &QueueFilter, page: &QueuePage) -> Vec<Uuid> {
    let mut page = page.clone();
    let mut forward = Vec::new();
    let mut pages = Vec::new();
    loop {
        let read = store.queue(scope, filter, &page, at(NOW)).await.unwrap();
        assert!(read.rows.len() <= page.size as usize);
        pages.push(read.rows.iter().map(|row| row.id).collect::<Vec<_>>());
        forward.extend(read.rows.iter().map(|row| row.id));
        assert_eq!(
            read.previous.is_some(),
            page.cursor.is_some() && !read.rows.is_empty()
        );
        match read.next {
            Some(next) => page.cursor = Some(next),
            None => {
                assert_eq!(read.total.count as usize, forward.len().min(1000));
                assert_eq!(read.total.more, forward.len() > 1000);
                // And back again, page by page.
                let mut previous = read.previous;
                let mut rank = pages.len() - 1;
                while let Some(cursor) = previous {
                    rank -= 1;
                    page.cursor = Some(cursor);
                    let read = store.queue(scope, filter, &page, at(NOW)).await.unwrap();
                    assert_eq!(
                        read.rows.iter().map(|row| row.id).collect::<Vec<_>>(),
                        pages[rank]
                    );
                    assert!(read.next.is_some());
                    previous = read.previous;
                }
                assert_eq!(rank, 0);
                return forward;
            }
        }
    }
}

fn some<T: Clone + std::fmt::Debug + 'static>(values: Vec<T>) -> impl Strategy<Value = Vec<T>> {
    prop_oneof![6 => Just(Vec::new()), 1 => prop::sample::subsequence(values.clone(), 1..=values.len())]
}

fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|&value| value.to_owned()).collect()
}

fn scopes() -> Vec<Scope> {
    vec![
        Scope::Operator,
        Scope::Team(texts(&["security"])),
        Scope::Team(texts(&["security", "review"])),
        Scope::Team(Vec::new()),
        Scope::Vendor {
            organisation: uuid(1),
        },
        Scope::VendorMember {
            organisation: uuid(1),
            user: uuid(80),
        },
        Scope::VendorMember {
            organisation: uuid(2),
            user: uuid(80),
        },
        Scope::VendorMember {
            organisation: uuid(0),
            user: uuid(81),
        },
        Scope::Auditor { user: uuid(81) },
        Scope::Auditor { user: uuid(80) },
        Scope::Public,
    ]
}

fn filters() -> impl Strategy<Value = QueueFilter> {
    (
        prop_oneof![12 => Just(""), 1 => Just("sg2 00"), 1 => Just("lac éditions"), 1 => Just("sg2 0101"), 1 => Just("zzz")],
        some(texts(&["draft", "eligible", "under_review"])),
        some(texts(&["lgc", "dui"])),
        some(texts(&["mdv", "hop", "ms"])),
        some(texts(&["security", "review"])),
        select(vec![
            CaseLeadFilter::Any,
            CaseLeadFilter::Any,
            CaseLeadFilter::Any,
            CaseLeadFilter::Any,
            CaseLeadFilter::Unassigned,
            CaseLeadFilter::Is(uuid(70)),
        ]),
        select(vec![None, None, Some(TurnColumn::Vendor), Some(TurnColumn::Operator), Some(TurnColumn::Both), Some(TurnColumn::None)]),
        select(vec![None, None, None, None, Some(uuid(2))]),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(text, states, schemes, sectors, teams, case_lead, turn, vendor, overdue)| QueueFilter {
            text: text.to_owned(),
            states,
            schemes,
            sectors,
            teams,
            case_lead,
            turn,
            vendor,
            overdue,
        })
}

async fn pages_in_both_directions_equal_the_sorted_list(database: &Database) {
    let all = applications(120);
    put(&database.store, &all).await;
    let cases = (
        select(scopes()),
        filters(),
        select(vec![
            QueueSort::WaitingSince,
            QueueSort::DueAt,
            QueueSort::UpdatedAt,
            QueueSort::Number,
        ]),
        any::<bool>(),
        select(vec![1_u32, 7, 50, 200]),
    );
    let mut seen = 0;
    for_cases(
        150,
        cases,
        async |(scope, filter, sort, descending, size)| {
            let page = QueuePage {
                sort,
                descending,
                size,
                cursor: None,
            };
            let expected = sorted(&all, &scope, &filter, sort, descending);
            seen += expected.len();
            assert_eq!(
                walk(&database.store, &scope, &filter, &page).await,
                expected,
                "{scope:?} {filter:?} {page:?}"
            );
        },
    )
    .await;
    assert!(
        seen > 500,
        "the filters let almost nothing through: the test shows nothing"
    );
    for sort in [
        QueueSort::WaitingSince,
        QueueSort::DueAt,
        QueueSort::UpdatedAt,
        QueueSort::Number,
    ] {
        let page = QueuePage {
            sort,
            descending: false,
            size: 7,
            cursor: None,
        };
        let expected = sorted(&all, &Scope::Operator, &QueueFilter::default(), sort, false);
        assert_eq!(expected.len(), 120);
        assert_eq!(
            walk(
                &database.store,
                &Scope::Operator,
                &QueueFilter::default(),
                &page
            )
            .await,
            expected
        );
    }
}

async fn every_scope_sees_exactly_its_rows(database: &Database) {
    let all = applications(120);
    put(&database.store, &all).await;
    let page = QueuePage {
        sort: QueueSort::Number,
        descending: false,
        size: 200,
        cursor: None,
    };
    for scope in scopes() {
        let read = database
            .store
            .queue(&scope, &QueueFilter::default(), &page, at(NOW))
            .await
            .unwrap();
        let read: BTreeSet<_> = read.rows.iter().map(|row| row.id).collect();
        for views in &all {
            let id = views.application.id;
            let visible = in_scope(views, &scope);
            assert_eq!(read.contains(&id), visible, "{scope:?}");
            let found = database.store.find(&scope, id, at(NOW)).await.unwrap();
            assert_eq!(found.is_some(), visible, "{scope:?}");
            let number = &views.application.number;
            let found = database
                .store
                .find_by_number(&scope, number, at(NOW))
                .await
                .unwrap();
            assert_eq!(found.is_some(), visible, "{scope:?}");
        }
    }
}

async fn numbers(store: &Store, text: &str) -> Vec<String> {
    let filter = QueueFilter {
        text: text.to_owned(),
        ..QueueFilter::default()
    };
    let page = QueuePage {
        sort: QueueSort::Number,
        descending: false,
        size: 50,
        cursor: None,
    };
    let read = store
        .queue(&Scope::Operator, &filter, &page, at(NOW))
        .await
        .unwrap();
    assert_eq!(read.total.count as usize, read.rows.len());
    read.rows.into_iter().map(|row| row.number).collect()
}

async fn a_search_takes_beginnings_of_words_without_accents(database: &Database) {
    let store = &database.store;
    for (number, product) in [
        (1, "Dossier d’Élodie"),
        (2, "Cœur-santé"),
        (3, "100 % libre_x"),
    ] {
        let mut views = only(row(uuid(number), &format!("SG2-{number}")));
        views.application.search_text = search_text([views.application.number.as_str(), product]);
        put(store, &[views]).await;
    }
    assert_eq!(numbers(store, "élo").await, ["SG2-1"]);
    assert_eq!(numbers(store, "ELODIE dossier").await, ["SG2-1"]);
    assert_eq!(numbers(store, "coeur").await, ["SG2-2"]);
    assert_eq!(numbers(store, "sg2-2").await, ["SG2-2"]);
    assert_eq!(numbers(store, "%").await.len(), 3);
    assert_eq!(numbers(store, "lodie").await.len(), 0);
    assert_eq!(numbers(store, "'; DROP TABLE journal; --").await.len(), 0);
    // A renamed product is not found under its old name any more.
    let mut views = only(row(uuid(2), "SG2-2"));
    views.application.search_text = search_text(["SG2-2", "Autre"]);
    put(store, &[views]).await;
    assert_eq!(numbers(store, "coeur").await.len(), 0);
    assert_eq!(numbers(store, "autre").await, ["SG2-2"]);
}

async fn rare_and_common_words_give_the_same_rows(database: &Database) {
    let all: Vec<Views> = (0..2300_u128)
        .map(|number| {
            let mut views = only(row(uuid(number + 1), &format!("N{number:04}")));
            views.application.search_text =
                search_text(["commun", if number % 100 == 3 { "rare" } else { "courant" }]);
            views
        })
        .collect();
    put(&database.store, &all).await;
    for text in ["commun", "rare", "com rar", "courant com"] {
        let filter = QueueFilter {
            text: text.to_owned(),
            ..QueueFilter::default()
        };
        for sort in [QueueSort::WaitingSince, QueueSort::Number] {
            let page = QueuePage {
                sort,
                descending: true,
                size: 200,
                cursor: None,
            };
            let expected = sorted(&all, &Scope::Operator, &filter, sort, true);
            assert!(!expected.is_empty());
            assert_eq!(
                walk(&database.store, &Scope::Operator, &filter, &page).await,
                expected
            );
        }
    }
}

async fn long_lists_are_walked_in_order(database: &Database) {
    let all = applications(3000);
    put(&database.store, &all).await;
    let any = QueueFilter::default();
    let cases = [
        (Scope::Operator, any.clone()),
        (
            Scope::Operator,
            QueueFilter {
                states: texts(&["draft", "eligible"]),
                ..any.clone()
            },
        ),
        (
            Scope::Operator,
            QueueFilter {
                turn: Some(TurnColumn::Vendor),
                ..any.clone()
            },
        ),
        (
            Scope::Operator,
            QueueFilter {
                teams: texts(&["security", "review"]),
                ..any.clone()
            },
        ),
        (
            Scope::Operator,
            QueueFilter {
                overdue: false,
                text: "edit".to_owned(),
                ..any.clone()
            },
        ),
        (Scope::Team(texts(&["security", "review"])), any.clone()),
        (
            Scope::Vendor {
                organisation: uuid(1),
            },
            any,
        ),
    ];
    let mut long = 0;
    for (scope, filter) in cases {
        for sort in [
            QueueSort::WaitingSince,
            QueueSort::DueAt,
            QueueSort::UpdatedAt,
            QueueSort::Number,
        ] {
            for descending in [false, true] {
                let page = QueuePage {
                    sort,
                    descending,
                    size: 170,
                    cursor: None,
                };
                let expected = sorted(&all, &scope, &filter, sort, descending);
                long += usize::from(expected.len() > 1000);
                assert_eq!(
                    walk(&database.store, &scope, &filter, &page).await,
                    expected
                );
            }
        }
    }
    assert!(long >= 40, "{long} lists were long enough to be walked");
}

async fn an_address_of_another_list_is_refused(database: &Database) {
    put(&database.store, &applications(120)).await;
    let mut page = QueuePage {
        sort: QueueSort::Number,
        descending: false,
        size: 5,
        cursor: None,
    };
    let filter = QueueFilter::default();
    let read = database
        .store
        .queue(&Scope::Operator, &filter, &page, at(NOW))
        .await
        .unwrap();
    page.cursor = read.next.clone();
    page.sort = QueueSort::DueAt;
    let altered = [
        read.next.unwrap(),
        "00".to_owned(),
        "é".to_owned(),
        "a".repeat(100_000),
    ];
    for cursor in altered {
        page.cursor = Some(cursor);
        let refused = database
            .store
            .queue(&Scope::Operator, &filter, &page, at(NOW))
            .await;
        assert!(matches!(refused, Err(StoreError::BadCursor)));
    }
}

async fn counts_follow_the_scope(database: &Database) {
    let all = applications(120);
    put(&database.store, &all).await;
    for scope in scopes() {
        let counts = database
            .store
            .count_by_state(&scope, at(NOW))
            .await
            .unwrap();
        let counted: u64 = counts.iter().map(|count| count.count).sum();
        let expected = all.iter().filter(|views| in_scope(views, &scope)).count();
        assert_eq!(counted, u64::try_from(expected).unwrap(), "{scope:?}");
    }
}

async fn a_count_stops_at_its_limit(database: &Database) {
    put(&database.store, &[only(row(uuid(1), "first"))]).await;
    // Copies of one row with other numbers: 1 005 in all.
    database
        .execute(
            "INSERT INTO application_view SELECT '00000000-0000-0000-0001-' || (100000000000 + d.n), \
             'x' || d.n, vendor_id, vendor_name, \
             product_name, technical_version, scheme, sector, programme, state, phase, turn, \
             waiting_since, due_at, due_key, case_lead, case_lead_name, chapters_total, \
             chapters_validated, chapters_submitted, slots_total, slots_filled, slots_conform, \
             version, opened_at, updated_at, wake_at, search_text FROM application_view, \
             (WITH RECURSIVE c(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM c WHERE n < 1005) \
             SELECT n FROM c) d",
        )
        .await;
    let page = QueuePage {
        sort: QueueSort::Number,
        descending: false,
        size: 1,
        cursor: None,
    };
    let filter = QueueFilter::default();
    let read = database
        .store
        .queue(&Scope::Operator, &filter, &page, at(NOW))
        .await
        .unwrap();
    assert_eq!((read.total.count, read.total.more), (1_000, true));
}
