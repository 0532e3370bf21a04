//! The programme as it is loaded, in words, and how many applications are where.

use std::collections::BTreeMap;

use askama::Template;
use aval_core::{
    access::Side,
    programme::{ParameterValue, Programme, Role, RoleSide, Severity},
};
use aval_store::{FaultyBlob, Round, Scope, StoreError};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    frame::{Tab, barred, first_section, frame, tabs},
    roles::MANAGE_PROGRAMME,
};
use crate::{
    answer::language,
    dossier::{deadline_in_words, state_in_words, state_tone},
    layout::{Layout, Tone, page},
    locale::Locale,
    pentest_form::PentestSetup,
    visitor::Person,
};

const HERE: &str = "/administration";

struct SchemeLine {
    code: String,
    label: String,
    open: bool,
    catalogue: String,
    documents: String,
}

struct SectorBlock {
    code: String,
    label: String,
    schemes: Vec<SchemeLine>,
}

struct MilestoneLine {
    label: String,
    schemes: String,
    at: String,
    machine: String,
    left: String,
    past: bool,
}

struct RoleLine {
    label: String,
    side: String,
    permissions: String,
    note: String,
}

struct FindingLine {
    tone: Tone,
    severity: String,
    place: String,
    code: &'static str,
    sentence: String,
}

struct FaultLine {
    fault: String,
    hash: String,
    size: String,
    since: String,
}

/// What is known of the files after their deposit.
struct CustodyBlock {
    progress: String,
    /// True once a file was read.
    read: bool,
    faults: Vec<FaultLine>,
}

struct StateLine {
    href: String,
    label: String,
    tone: Tone,
    count: String,
}

#[derive(Template)]
#[template(path = "administration/overview.html")]
struct OverviewPage {
    layout: Layout,
    tabs: Vec<Tab>,
    name: String,
    facts: Vec<(String, String)>,
    total: String,
    states: Vec<StateLine>,
    sectors: Vec<SectorBlock>,
    milestones: Vec<MilestoneLine>,
    teams: Vec<(String, String)>,
    roles: Vec<RoleLine>,
    parameters: Vec<(String, String)>,
    findings: Vec<FindingLine>,
    custody: CustodyBlock,
    /// What the antivirus asks an administrator to look at; empty when nothing.
    antivirus: Vec<String>,
    antivirus_href: &'static str,
}

/// What a role allows, in words.
pub(super) fn permissions_in_words(l: Locale, role: &Role) -> String {
    role.can
        .iter()
        .map(|permission| {
            let code = permission.to_string();
            let key = format!("permission-{}", code.replace('_', "-"));
            // A programme may name permissions that only it knows.
            if l.has(&key) {
                l.t(&key).into_owned()
            } else {
                code
            }
        })
        .collect::<Vec<_>>()
        .join(", ")
}

pub(super) async fn show(person: Person) -> Response {
    let house = person.house();
    let programme = house.programme();
    if let Some(answer) = barred(&person, MANAGE_PROGRAMME) {
        return match first_section(&person.actor, programme) {
            Some(section) => Redirect::to(section).into_response(),
            None => answer,
        };
    }
    debug_assert_eq!(person.actor.side, Side::Operator);
    let counted = house
        .store()
        .count_by_state(&Scope::Operator, house.now())
        .await;
    let counted = match counted {
        Ok(counted) => counted,
        Err(error) => return person.failed(error.into(), None, "/"),
    };
    let (round, faults) = match looked_after(&person).await {
        Ok(found) => found,
        Err(error) => return person.failed(error.into(), None, "/"),
    };
    let (aside, unscanned) = match super::antivirus::told(&person).await {
        Ok(told) => told,
        Err(error) => return person.failed(error.into(), None, "/"),
    };
    let mut by_state: BTreeMap<String, u64> = BTreeMap::new();
    for one in counted {
        *by_state.entry(one.state).or_default() += one.count;
    }
    let layout = frame(&person, HERE, "");
    let l = layout.l;
    let answer = page(
        StatusCode::OK,
        &OverviewPage {
            tabs: tabs(&person, HERE),
            name: programme.name.clone(),
            facts: facts(l, programme),
            total: l
                .n("admin-applications", by_state.values().sum::<u64>())
                .into_owned(),
            states: by_state
                .iter()
                .map(|(state, count)| StateLine {
                    href: format!("/instruction?etat={state}"),
                    label: state_in_words(l, programme, state),
                    tone: state_tone(state),
                    count: layout.count(*count),
                })
                .collect(),
            sectors: sectors(&person),
            milestones: milestones(&person, &layout),
            teams: programme
                .teams
                .iter()
                .map(|team| (team.label.clone(), team.scope.clone()))
                .collect(),
            roles: programme
                .roles
                .iter()
                .map(|role| RoleLine {
                    label: role.label.clone(),
                    side: l.t(side_key(role.side)).into_owned(),
                    permissions: permissions_in_words(l, role),
                    note: role.note.clone(),
                })
                .collect(),
            parameters: parameters(l, programme, house.settings().pentest.as_deref()),
            findings: findings(&person),
            custody: custody(&layout, &round, &faults),
            antivirus: [
                ("malware-aside-count", aside),
                ("malware-unscanned-count", unscanned),
            ]
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(key, count)| l.n(key, count).into_owned())
            .collect(),
            antivirus_href: super::antivirus::HERE,
            layout,
        },
    );
    person.visitor.clear_flash(answer)
}

/// Faults shown; with more, the disk as a whole is to be looked at.
const FAULTS: u32 = 200;

async fn looked_after(person: &Person) -> Result<(Round, Vec<FaultyBlob>), StoreError> {
    let custody = person.house().custody();
    Ok((custody.round().await?, custody.faults(FAULTS).await?))
}

fn custody(layout: &Layout, round: &Round, faults: &[FaultyBlob]) -> CustodyBlock {
    let l = layout.l;
    let amounts = |key: &str, name: &'static str, at: &jiff::Timestamp| {
        l.with(
            key,
            &[
                (name, layout.date_time(at).into()),
                ("files", layout.count(round.files).into()),
                ("octets", layout.size(round.octets).into()),
            ],
        )
        .into_owned()
    };
    CustodyBlock {
        progress: match (&round.ended_at, &round.started_at) {
            (Some(ended), _) => amounts("custody-done", "ended", ended),
            (None, Some(started)) => amounts("custody-going", "started", started),
            (None, None) => l.t("custody-before").into_owned(),
        },
        read: round.files > 0,
        faults: faults
            .iter()
            .map(|one| FaultLine {
                fault: l.t(&format!("custody-{}", one.fault.code())).into_owned(),
                hash: one.hash.clone(),
                size: layout.size(one.size),
                since: layout.date_time(&one.found_at),
            })
            .collect(),
    }
}

const fn side_key(side: RoleSide) -> &'static str {
    match side {
        RoleSide::Vendor => "admin-side-vendor",
        RoleSide::External => "admin-side-external",
        RoleSide::Operator => "admin-side-operator",
    }
}

fn facts(l: Locale, programme: &Programme) -> Vec<(String, String)> {
    [
        ("admin-fact-code", programme.code.as_str()),
        ("admin-fact-description", &programme.description),
        ("admin-fact-wave", &programme.wave),
        ("admin-fact-operator", &programme.operator.name),
        ("admin-fact-zone", &programme.timezone),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| (l.t(key).into_owned(), value.to_owned()))
    .collect()
}

fn sectors(person: &Person) -> Vec<SectorBlock> {
    let house = person.house();
    let (programme, l) = (house.programme(), person.l());
    programme
        .sectors
        .iter()
        .map(|sector| SectorBlock {
            code: sector.code.to_string(),
            label: sector.label.clone(),
            schemes: programme
                .schemes
                .iter()
                .filter(|scheme| scheme.sector == sector.code)
                .map(|scheme| SchemeLine {
                    code: scheme.code.to_string(),
                    label: scheme.label.clone(),
                    open: scheme.window_open,
                    catalogue: match (&scheme.catalogue, house.catalogue_for(&scheme.code)) {
                        (Some(code), Some(version)) => format!("{code} {}", version.version),
                        (Some(code), None) => l.v("admin-catalogue-awaited", code).into_owned(),
                        (None, _) => String::new(),
                    },
                    documents: scheme
                        .documents
                        .values()
                        .cloned()
                        .collect::<Vec<_>>()
                        .join(", "),
                })
                .collect(),
        })
        .collect()
}

fn milestones(person: &Person, layout: &Layout) -> Vec<MilestoneLine> {
    let house = person.house();
    let programme = house.programme();
    let mut dated: Vec<_> = programme
        .milestones
        .iter()
        .map(|milestone| {
            let at = aval_core::deadline::local_instant(milestone.at, &programme.zone());
            (at, milestone)
        })
        .collect();
    dated.sort_by_key(|(at, _)| *at);
    dated
        .into_iter()
        .map(|(at, milestone)| MilestoneLine {
            label: milestone.label.clone(),
            schemes: milestone.schemes.join(", "),
            at: layout.date_time(&at),
            machine: at.to_string(),
            left: if at > house.now() {
                deadline_in_words(house, layout, at)
            } else {
                String::new()
            },
            past: at <= house.now(),
        })
        .collect()
}

fn parameters(
    l: Locale,
    programme: &Programme,
    pentest: Option<&PentestSetup>,
) -> Vec<(String, String)> {
    let delays = &programme.deadlines;
    let days = |count: u32| l.n("admin-days", count).into_owned();
    let mut listed = vec![
        (
            l.t("admin-parameter-reply").into_owned(),
            days(delays.vendor_reply_days),
        ),
        (
            l.t("admin-parameter-reminders").into_owned(),
            delays
                .vendor_reply_reminders
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", "),
        ),
        (
            l.t("admin-parameter-extension").into_owned(),
            days(delays.vendor_extension_days),
        ),
        (
            l.t("admin-parameter-commercialisation").into_owned(),
            l.n("admin-months", delays.commercialisation_months)
                .into_owned(),
        ),
    ];
    if let Some(setup) = pentest {
        listed.push((
            l.t("admin-parameter-pentest").into_owned(),
            l.n("admin-months", setup.validity_months()).into_owned(),
        ));
    }
    listed.extend(programme.parameters.iter().map(|(name, value)| {
        let value = match value {
            ParameterValue::Text(text) => text.clone(),
            ParameterValue::Integer(number) => number.to_string(),
            ParameterValue::Boolean(true) => l.t("yes").into_owned(),
            ParameterValue::Boolean(false) => l.t("no").into_owned(),
        };
        (name.clone(), value)
    }));
    listed
}

fn findings(person: &Person) -> Vec<FindingLine> {
    let l = person.l();
    let french = language(l) == aval_core::application::Language::French;
    person
        .house()
        .settings()
        .programme_findings
        .iter()
        .map(|finding| {
            let (tone, key) = match finding.severity() {
                Severity::Warning => (Tone::Warning, "tone-warning"),
                Severity::Error => (Tone::Error, "tone-error"),
            };
            let line = finding.line.map(|line| format!(":{line}"));
            FindingLine {
                tone,
                severity: l.t(key).into_owned(),
                place: format!("{}{}", finding.file, line.unwrap_or_default()),
                code: finding.code(),
                sentence: if french {
                    finding.french()
                } else {
                    finding.english()
                },
            }
        })
        .collect()
}
