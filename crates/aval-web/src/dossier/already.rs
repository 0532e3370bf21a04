//! « Déjà déposé »: what can be put into a slot without being sent again, from this
//! application or, for the same expected proof, from another one of the vendor.

use askama::Template;
use aval_core::{
    access::{Right, Side, slot_visible},
    application::{Command, Content, ProofSlot, slot_is_open, slot_of},
    catalogue::{CatalogueVersion, ProofKey},
    ids::{ApplicationId, EvidenceId},
};
use aval_store::{StoreError, search_text};
use axum::{http::StatusCode, response::Response};
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    act,
    chapter::text_of,
    evidence::{SlotQuery, slot_address},
    head::{Head, may},
    overview::dossier_for,
    words::verdict_in_words,
};
use crate::{
    address::{Path, Query},
    applications::{Dossier, Failure},
    desk::scope,
    error_page::Problem,
    form::FormState,
    layout::{Layout, page},
    posted::{Posted, new_form},
    visitor::Person,
};

/// Pieces on a page.
const PAGE: usize = 25;

/// Other applications that are looked at, those changed last first.
const APPLICATIONS: u32 = 40;

/// Longest text shown of what a wording was.
const WORDING: usize = 1_000;

#[derive(Deserialize)]
pub(super) struct Asked {
    preuve: String,
    q: Option<String>,
    page: Option<usize>,
}

/// A piece that can be put into the slot.
struct Offer {
    evidence: EvidenceId,
    /// Another application that it is in; none for this one.
    source: Option<ApplicationId>,
    version: u32,
    name: String,
    size: u64,
    hash: String,
    at: Timestamp,
    by: String,
    /// Slots in which it stands, or the number of the other application.
    place: String,
    /// What was concluded there, in words.
    verdict: String,
    /// What was asked there, when it is not what is asked here: before and now.
    reworded: Vec<(String, String)>,
    searched: String,
}

/// The same, as the page shows it.
struct Line {
    action: &'static str,
    evidence: String,
    source: String,
    version: u32,
    href: String,
    name: String,
    size: u64,
    hash: String,
    at: String,
    by: String,
    place: String,
    elsewhere: bool,
    verdict: String,
    reworded: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "dossier/already.html")]
struct AlreadyPage {
    layout: Layout,
    head: Head,
    form: FormState,
    key: String,
    query: String,
    expected: String,
    sought: String,
    lines: Vec<Line>,
    total: usize,
    /// Said when not every application was looked at.
    unread: String,
    previous: String,
    next: String,
    back: String,
}

pub(super) async fn show(
    person: Person,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let house = person.house();
    let key = ProofKey::new(asked.preuve);
    let slots = dossier.slots(house);
    let Some(slot) = slot_of(&slots, &key).filter(|_| person.actor.side == Side::Vendor) else {
        return person.visitor.problem(Problem::NotFound);
    };
    let arrange = Right::Arrange(slot.chapter.code.clone());
    if !may(&person, &person.actor, arrange, &dossier) || !slot_is_open(&dossier.state, slot) {
        return person.visitor.problem(Problem::Forbidden);
    }
    let mut offers = of_this_application(&dossier, &slots, &key);
    let unread = match of_the_others(&person, &dossier, slot).await {
        Ok((others, unread)) => {
            offers.extend(others);
            unread
        }
        Err(error) => return person.failed(error.into(), None, &head.path),
    };
    let sought = asked.q.unwrap_or_default();
    let words = search_text([sought.as_str()]);
    offers.retain(|offer| words.split(' ').all(|word| offer.searched.contains(word)));
    let (total, number) = (offers.len(), asked.page.unwrap_or(1).max(1));
    let address = |number: usize| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("preuve", key.as_str());
        if !sought.is_empty() {
            query.append_pair("q", &sought);
        }
        query.append_pair("page", &number.to_string());
        format!("{}/deja-depose?{}", head.path, query.finish())
    };
    let before = number.saturating_sub(1).saturating_mul(PAGE);
    let lines: Vec<Line> = offers
        .into_iter()
        .skip(before)
        .take(PAGE)
        .map(|offer| line(&dossier, &layout, offer))
        .collect();
    page(
        StatusCode::OK,
        &AlreadyPage {
            form: new_form(house, dossier.state.version),
            query: form_urlencoded::byte_serialize(key.as_str().as_bytes()).collect(),
            expected: text_of(slot.proof.text.as_str(), 300),
            previous: if number > 1 {
                address(number - 1)
            } else {
                String::new()
            },
            next: if before.saturating_add(lines.len()) < total {
                address(number.saturating_add(1))
            } else {
                String::new()
            },
            back: slot_address(&dossier, &key),
            layout: layout.crumb(person.l().t("already-title"), ""),
            key: key.to_string(),
            sought,
            lines,
            unread: if unread {
                person
                    .l()
                    .n("already-unread", i64::from(APPLICATIONS))
                    .into_owned()
            } else {
                String::new()
            },
            total,
            head,
        },
    )
}

fn line(dossier: &Dossier, layout: &Layout, offer: Offer) -> Line {
    let home = offer.source.unwrap_or(dossier.id);
    Line {
        action: if offer.source.is_some() {
            "reprise"
        } else {
            "lier"
        },
        href: format!(
            "/dossiers/{home}/pieces/{}/{}",
            offer.evidence, offer.version
        ),
        evidence: offer.evidence.to_string(),
        source: offer
            .source
            .map(|source| source.to_string())
            .unwrap_or_default(),
        version: offer.version,
        name: offer.name,
        size: offer.size,
        hash: offer.hash,
        at: layout.short_date_time(&offer.at),
        by: offer.by,
        place: offer.place,
        elsewhere: offer.source.is_some(),
        verdict: offer.verdict,
        reworded: offer.reworded,
    }
}

/// Pieces of this application that are not in the slot yet, the newest first.
fn of_this_application(dossier: &Dossier, slots: &[ProofSlot], key: &ProofKey) -> Vec<Offer> {
    let state = &dossier.state;
    let here = |id: &EvidenceId| {
        state
            .slot(key)
            .is_some_and(|facts| facts.links.iter().any(|link| link.evidence == *id))
    };
    let mut offers: Vec<Offer> = state
        .evidence
        .iter()
        .filter(|(id, _)| !here(id))
        .filter_map(|(id, piece)| {
            let version = piece.versions.last().filter(|one| one.erased.is_none())?;
            let Content::File(file) = &version.content else {
                return None;
            };
            let places: Vec<&ProofKey> = state
                .slots
                .iter()
                .filter(|(_, facts)| facts.links.iter().any(|link| link.evidence == *id))
                .map(|(key, _)| key)
                .collect();
            let named = if places.is_empty() {
                vec![&piece.filed_in]
            } else {
                places
            };
            let requirements: Vec<&str> = slots
                .iter()
                .filter(|slot| named.contains(&slot.key))
                .map(|slot| slot.requirement.id.as_str())
                .collect();
            let place = named
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", ");
            Some(Offer {
                searched: search_text(
                    [file.name.as_str(), place.as_str()]
                        .into_iter()
                        .chain(requirements),
                ),
                evidence: *id,
                source: None,
                version: piece.latest(),
                name: file.name.clone(),
                size: file.size,
                hash: file.hash.clone(),
                at: version.at,
                by: version.by.name.clone(),
                place,
                verdict: String::new(),
                reworded: Vec::new(),
            })
        })
        .collect();
    offers.sort_by_key(|offer| std::cmp::Reverse(offer.at));
    offers
}

/// Files that stand in the same slot of the vendor's other applications, as far as this
/// person may read them there; and whether there are more applications than are looked at.
async fn of_the_others(
    person: &Person,
    dossier: &Dossier,
    slot: &ProofSlot<'_>,
) -> Result<(Vec<Offer>, bool), StoreError> {
    let house = person.house();
    let Some(opening) = &dossier.state.opening else {
        return Ok((Vec::new(), false));
    };
    let mut found = house
        .store()
        .applications_holding(
            &scope(person),
            opening.vendor.id.0,
            slot.key.as_str(),
            dossier.id.0,
            house.now(),
            APPLICATIONS + 1,
        )
        .await?;
    let most = usize::try_from(APPLICATIONS).unwrap_or(usize::MAX);
    let unread = found.len() > most;
    found.truncate(most);
    let mut offers = Vec::new();
    for id in found {
        match house.dossier(&person.actor, ApplicationId(id)).await {
            Ok(other) => offers.extend(of_another(person, dossier, &other, slot)),
            Err(Failure::Store(error)) => return Err(error),
            Err(_) => {}
        }
    }
    Ok((offers, unread))
}

fn of_another(person: &Person, dossier: &Dossier, other: &Dossier, slot: &ProofSlot) -> Vec<Offer> {
    let house = person.house();
    let state = &other.state;
    let readable = slot_visible(
        &person.actor,
        slot.key,
        state,
        house.programme(),
        house.now(),
    );
    let (Some(opening), Some(facts)) = (&state.opening, state.slot(slot.key)) else {
        return Vec::new();
    };
    if !readable {
        return Vec::new();
    }
    let verdict = facts
        .published_verdict()
        .filter(|verdict| !verdict.superseded)
        .map(|verdict| verdict_in_words(person.l(), verdict.verdict))
        .unwrap_or_default();
    let held: Vec<&Content> = dossier
        .state
        .slot(slot.key)
        .iter()
        .flat_map(|facts| &facts.links)
        .filter_map(|link| dossier.state.content(link))
        .collect();
    let reworded = reworded(&other.catalogue, slot);
    facts
        .links
        .iter()
        .filter_map(|link| {
            let version = state.evidence.get(&link.evidence)?.version(link.version)?;
            let file = version.content.file()?;
            if version.erased.is_some() || held.contains(&&version.content) {
                return None;
            }
            Some(Offer {
                searched: search_text([
                    file.name.as_str(),
                    opening.number.as_str(),
                    opening.product.name.as_str(),
                    slot.key.as_str(),
                    slot.requirement.id.as_str(),
                ]),
                evidence: link.evidence,
                source: Some(other.id),
                version: link.version,
                name: file.name.clone(),
                size: file.size,
                hash: file.hash.clone(),
                at: version.at,
                by: version.by.name.clone(),
                place: format!("{} – {}", opening.number, opening.product.name),
                verdict: verdict.clone(),
                reworded: reworded.clone(),
            })
        })
        .collect()
}

/// What was asked under this key in another version of a catalogue, where that is not what
/// is asked here: before and now.
fn reworded(there: &CatalogueVersion, slot: &ProofSlot) -> Vec<(String, String)> {
    let plain = |text: &str| text_of(text, WORDING);
    let now = [
        slot.requirement.statement.as_str(),
        slot.scenario.text.as_str(),
        slot.proof.text.as_str(),
    ];
    let before = there
        .proofs()
        .find(|(_, _, _, proof)| &proof.key == slot.key)
        .map(|(_, requirement, scenario, proof)| {
            [
                requirement.statement.as_str(),
                scenario.text.as_str(),
                proof.text.as_str(),
            ]
        })
        .unwrap_or_default();
    before
        .into_iter()
        .zip(now)
        .filter(|(before, now)| before != now)
        .map(|(before, now)| (plain(before), plain(now)))
        .collect()
}

pub(super) async fn reuse(
    Path(id): Path<Uuid>,
    Query(query): Query<SlotQuery>,
    posted: Posted,
) -> Response {
    let id = ApplicationId(id);
    let slot = ProofKey::new(query.preuve);
    let nobody = || Uuid::nil();
    let back = match posted
        .person
        .house()
        .dossier(&posted.person.actor, id)
        .await
    {
        Ok(dossier) => slot_address(&dossier, &slot),
        Err(failure) => return posted.person.failed(failure, Some(&posted), "/dossiers"),
    };
    let command = Command::ReuseEvidence {
        evidence: EvidenceId(posted.key()),
        slot,
        source: ApplicationId(posted.value("source").parse().unwrap_or_else(|_| nobody())),
        piece: EvidenceId(
            posted
                .value("evidence")
                .parse()
                .unwrap_or_else(|_| nobody()),
        ),
        version: posted.value("version").parse().unwrap_or(0),
    };
    act(&posted, id, command, &back, "evidence-reused").await
}
