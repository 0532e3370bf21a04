//! Two of the versions that stood in a slot, side by side: images, lines, pages, and what is
//! known of each. Every filing can be chosen, the first one included.

use askama::Template;
use aval_core::{
    access::slot_visible,
    application::{EvidenceLink, EvidenceVersion, FileContent, SlotFacts},
    catalogue::ProofKey,
};
use axum::{http::StatusCode, response::Response};
use serde::Deserialize;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::{
    chapter::encoded, evidence::desk_address, head::Head, overview::dossier_for, pins::Pins,
};
use crate::{
    address::{Path, Query},
    applications::Dossier,
    error_page::Problem,
    inspection,
    layout::{Layout, page},
    malware::{Reader, Unread},
    posted::application_path,
    viewer::{Compared, Look, compare, compare_pages, too_long},
    visitor::Person,
};

#[derive(Deserialize)]
pub(super) struct CompareQuery {
    #[serde(default)]
    preuve: String,
    /// Ranks among all that stood in the slot, from 1 for the first filing.
    avant: Option<usize>,
    apres: Option<usize>,
}

/// A filing that can be chosen.
struct Filing {
    rank: usize,
    label: String,
    before: bool,
    after: bool,
}

/// One side of the comparison.
struct SideShown {
    label: String,
    /// Address of the file; empty when there is none any more.
    href: String,
    when: String,
    by: String,
    size: u64,
    hash: String,
}

/// A fact on both sides.
struct Fact {
    label: String,
    before: String,
    after: String,
}

impl Fact {
    fn differs(&self) -> bool {
        self.before != self.after
    }
}

#[derive(Template)]
#[template(path = "dossier/compare.html")]
struct ComparePage {
    layout: Layout,
    head: Head,
    slot: String,
    filings: Vec<Filing>,
    before: SideShown,
    after: SideShown,
    /// How both are looked at; "facts" when they are not of one kind.
    kind: &'static str,
    /// Remarks are pinned elsewhere.
    no_pins: Pins,
    same: bool,
    /// Why one of them is not shown; empty when both are.
    kept_back: String,
    compared: Option<Compared>,
    /// The text of one of two documents cannot be read.
    wordless: bool,
    facts: Vec<Fact>,
    back: String,
}

/// The address of the comparison of a slot.
pub(super) fn compare_address(dossier: &Dossier, slot: &ProofKey) -> String {
    let path = application_path(dossier.id);
    format!("{path}/comparer?preuve={}", encoded(slot.as_str()))
}

/// The last one, and the one before it, of the same piece when there is one; the first filing
/// alone is beside itself.
fn usual(facts: &SlotFacts) -> Option<(usize, usize)> {
    let last = facts.past.len().checked_sub(1)?;
    let piece = facts.past.get(last)?.evidence;
    let earlier = facts.past.get(..last).unwrap_or_default();
    let same = earlier.iter().rposition(|link| link.evidence == piece);
    let before = same.or(last.checked_sub(1)).unwrap_or(last);
    Some((before.saturating_add(1), last.saturating_add(1)))
}

pub(super) async fn show(
    person: Person,
    Path(id): Path<Uuid>,
    Query(query): Query<CompareQuery>,
) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let house = person.house();
    let slot = ProofKey::new(query.preuve);
    let visible = slot_visible(
        &person.actor,
        &slot,
        &dossier.state,
        house.programme(),
        house.now(),
    );
    let facts = dossier.state.slot(&slot).filter(|_| visible);
    let chosen = facts.and_then(|facts| {
        let usual = usual(facts)?;
        let ranks = (
            query.avant.unwrap_or(usual.0),
            query.apres.unwrap_or(usual.1),
        );
        let at = |rank: usize| facts.past.get(rank.checked_sub(1)?);
        Some((facts, ranks, at(ranks.0)?, at(ranks.1)?))
    });
    let Some((facts, ranks, before, after)) = chosen else {
        return person.visitor.problem(Problem::NotFound);
    };
    let version = |link: &EvidenceLink| dossier.state.evidence_version(link.evidence, link.version);
    let (Some(old), Some(new)) = (version(before), version(after)) else {
        return person.visitor.problem(Problem::NotFound);
    };
    let kind = match (look(old), look(new)) {
        (Some(old), Some(new)) if old == new => old.code(),
        _ => "facts",
    };
    let back = kept_back(&person, old, new).await;
    let kind = if back.is_empty() { kind } else { "facts" };
    let compared = if kind == Look::Lines.code() {
        texts(&person, old, new).await
    } else if kind == Look::Pdf.code() {
        words(&person, old, new).await
    } else {
        None
    };
    let facts_told = told(
        &person,
        &layout,
        &dossier,
        &slot,
        (before, old),
        (after, new),
    )
    .await;
    let filings = facts
        .past
        .iter()
        .enumerate()
        .filter_map(|(index, link)| {
            let rank = index.saturating_add(1);
            let held = version(link)?;
            Some(Filing {
                rank,
                label: format!(
                    "{rank} · {} · {}",
                    held.content.label(),
                    layout.short_date_time(&link.at)
                ),
                before: rank == ranks.0,
                after: rank == ranks.1,
            })
        })
        .collect();
    page(
        StatusCode::OK,
        &ComparePage {
            slot: slot.to_string(),
            filings,
            same: old.content == new.content
                || old
                    .content
                    .file()
                    .zip(new.content.file())
                    .is_some_and(|(old, new)| old.hash == new.hash),
            before: side(&layout, &dossier, before, old),
            after: side(&layout, &dossier, after, new),
            kind,
            no_pins: Pins::default(),
            kept_back: back,
            wordless: kind == Look::Pdf.code() && compared.is_none(),
            compared,
            facts: facts_told,
            back: desk_address(&dossier, &slot).unwrap_or_else(|| head.path.clone()),
            layout: layout
                .crumb(person.l().t("compare-title").into_owned(), "")
                .wide(),
            head,
        },
    )
}

/// How a version can be looked at; nothing for what is no file, or is erased.
fn look(version: &EvidenceVersion) -> Option<Look> {
    version
        .content
        .file()
        .filter(|_| version.erased.is_none())
        .map(|file| Look::of(&file.name))
}

fn side(
    layout: &Layout,
    dossier: &Dossier,
    link: &EvidenceLink,
    version: &EvidenceVersion,
) -> SideShown {
    let file = version.content.file();
    let path = application_path(dossier.id);
    SideShown {
        label: version.content.label(),
        href: match file.filter(|_| version.erased.is_none()) {
            Some(_) => format!("{path}/pieces/{}/{}", link.evidence, link.version),
            None => String::new(),
        },
        when: layout.short_date_time(&version.at),
        by: version.by.name.clone(),
        size: file.map_or(0, |file| file.size),
        hash: file.map(|file| file.hash.clone()).unwrap_or_default(),
    }
}

/// Why one of two versions is not shown, in words; empty when both are.
async fn kept_back(person: &Person, old: &EvidenceVersion, new: &EvidenceVersion) -> String {
    for version in [old, new] {
        let Some(file) = version.content.file() else {
            continue;
        };
        let reader = Reader::from(person);
        if let Err(Unread::KeptBack(why)) = person.house().readable(reader, &file.hash).await {
            let (_, text) = why.keys();
            return person.l().t(text).into_owned();
        }
    }
    String::new()
}

/// The lines of two documents that changed; nothing when one of them gives no text: scanned
/// pages, a password, a file that the child could not read.
async fn words(person: &Person, old: &EvidenceVersion, new: &EvidenceVersion) -> Option<Compared> {
    let (old, new) = (old.content.file()?, new.content.file()?);
    let (before, after) = (pages(person, old).await?, pages(person, new).await?);
    Some(compare_pages(&before, &after))
}

async fn pages(person: &Person, file: &FileContent) -> Option<Vec<String>> {
    let house = person.house();
    let worker = house.settings().inspector.as_ref()?;
    let readable = house
        .readable(Reader::from(person), &file.hash)
        .await
        .ok()?;
    let part = readable.open_range(None).await.ok()?;
    let pages = worker
        .pages(part.reader, file.size)
        .await
        .inspect_err(|error| tracing::error!(%error, code = error.code(), "no text of a document"))
        .ok()??;
    let says_something = pages.iter().any(|page| !page.trim().is_empty());
    says_something.then_some(pages)
}

/// The lines that changed; nothing when the store cannot give them.
async fn texts(person: &Person, old: &EvidenceVersion, new: &EvidenceVersion) -> Option<Compared> {
    let (old, new) = (old.content.file()?.clone(), new.content.file()?.clone());
    // Before they are fetched.
    if too_long(old.size, new.size) {
        return Some(Compared::TooLong);
    }
    let (house, reader) = (person.house(), Reader::from(person));
    let before = house.readable(reader, &old.hash).await.ok()?;
    let after = house.readable(reader, &new.hash).await.ok()?;
    let (before, after) = (before.local().await.ok()?, after.local().await.ok()?);
    let compared =
        spawn_blocking(move || compare((&before.path(), &old.name), (&after.path(), &new.name)))
            .await;
    match compared
        .map_err(std::io::Error::other)
        .and_then(|found| found)
    {
        Ok(compared) => Some(compared),
        Err(error) => {
            tracing::error!(%error, "stored texts cannot be compared");
            None
        }
    }
}

/// What the checks on arrival saw of each, by label. What was seen of an erased content may
/// repeat it, and is not told.
async fn told(
    person: &Person,
    layout: &Layout,
    dossier: &Dossier,
    slot: &ProofKey,
    before: (&EvidenceLink, &EvidenceVersion),
    after: (&EvidenceLink, &EvidenceVersion),
) -> Vec<Fact> {
    let mut sides = Vec::new();
    for (link, version) in [before, after] {
        let found = match version.erased {
            Some(_) => Ok(None),
            None => inspection::latest(person.house(), layout, dossier, slot, link).await,
        };
        sides.push(match found {
            Ok(found) => found.map(|found| found.facts).unwrap_or_default(),
            Err(error) => {
                tracing::error!(%error, code = error.code(), "inspections cannot be read");
                Vec::new()
            }
        });
    }
    let after = sides.pop().unwrap_or_default();
    let before = sides.pop().unwrap_or_default();
    let mut labels: Vec<&String> = Vec::new();
    for (label, _) in before.iter().chain(&after) {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    let values = |side: &[(String, String)], wanted: &str| {
        let held = side.iter().filter(|(label, _)| label == wanted);
        held.map(|(_, value)| value.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    labels
        .into_iter()
        .map(|label| Fact {
            label: label.clone(),
            before: values(&before, label),
            after: values(&after, label),
        })
        .collect()
}
