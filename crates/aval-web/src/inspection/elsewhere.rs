//! Where else the same evidence, or evidence that looks like it, was deposited: in other slots
//! and in other applications. For the operator's side alone: a vendor never learns anything
//! about another one, not even that there is one.

use aval_core::{
    access::Side,
    application::{Content, EvidenceLink},
    catalogue::ProofKey,
};
use aval_inspect::Likeness;
use aval_store::{KeptLikeness, StoreError};

use crate::{
    applications::{Dossier, content_key},
    desk::scope,
    dossier::desk_address,
    layout::{Layout, Tone},
    posted::application_path,
    visitor::Person,
};

/// Uses looked at, at most.
const LOOKED_AT: u32 = 500;

/// Lines told, at most.
const TOLD: usize = 12;

/// A text shorter than this is the same by chance.
const TEXT_MIN: usize = 200;

/// One place where the same evidence, or nearly, also is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// Colour.
    pub tone: Tone,
    /// What is the same, and where.
    pub sentence: String,
    /// Address of the place.
    pub href: String,
}

impl Elsewhere {
    /// Its colour in a word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self.tone {
            Tone::Warning => "elsewhere-to-watch",
            _ => "elsewhere-to-know",
        }
    }
}

/// One use, whether identical or alike.
struct Found {
    application: uuid::Uuid,
    number: String,
    vendor: uuid::Uuid,
    slot: String,
    /// Hundredths; none when identical.
    alike: Option<u8>,
}

/// The row of the store for what a content looks like.
pub(super) fn kept_likeness(
    content_hash: &str,
    likeness: &Likeness,
) -> serde_json::Result<KeptLikeness> {
    Ok(KeptLikeness {
        content_hash: content_hash.to_owned(),
        kind: likeness.kind().to_owned(),
        likeness: serde_json::to_string(likeness)?,
        bands: likeness.bands().to_vec(),
    })
}

/// Where else; nothing for whoever is not of the operator's side.
///
/// # Errors
/// When the store cannot answer.
pub async fn elsewhere(
    person: &Person,
    layout: &Layout,
    dossier: &Dossier,
    slot: &ProofKey,
    link: &EvidenceLink,
) -> Result<Vec<Elsewhere>, StoreError> {
    let (Side::Operator, Some(content)) = (person.actor.side, dossier.state.content(link)) else {
        return Ok(Vec::new());
    };
    if matches!(content, Content::Text { text } if text.chars().count() < TEXT_MIN) {
        return Ok(Vec::new());
    }
    let house = person.house();
    let (scope, now) = (scope(person), house.now());
    let key = content_key(content);
    let mut found: Vec<Found> = house
        .store()
        .evidence_uses(&scope, &key, now, LOOKED_AT)
        .await?
        .into_iter()
        .map(|used| Found {
            application: used.application,
            number: used.number,
            vendor: used.vendor,
            slot: used.slot,
            alike: None,
        })
        .collect();
    let likeness: Option<Likeness> = house
        .store()
        .likeness(&key)
        .await?
        .and_then(|text| serde_json::from_str(&text).ok());
    if let Some(likeness) = likeness
        && let Ok(kept) = kept_likeness(&key, &likeness)
    {
        let candidates = house
            .store()
            .look_alikes(&scope, &kept, now, LOOKED_AT)
            .await?;
        found.extend(candidates.into_iter().filter_map(|candidate| {
            let other: Likeness = serde_json::from_str(&candidate.likeness).ok()?;
            Some(Found {
                alike: Some(likeness.alike(&other)?),
                application: candidate.application,
                number: candidate.number,
                vendor: candidate.vendor,
                slot: candidate.slot,
            })
        }));
    }
    Ok(told(layout, dossier, slot, link, content, found))
}

fn told(
    layout: &Layout,
    dossier: &Dossier,
    slot: &ProofKey,
    link: &EvidenceLink,
    content: &Content,
    found: Vec<Found>,
) -> Vec<Elsewhere> {
    let l = layout.l;
    let vendor = dossier
        .state
        .opening
        .as_ref()
        .map(|opening| opening.vendor.id.0);
    let what = match content {
        Content::File(_) => "file",
        Content::Link { .. } => "link",
        Content::Number { .. } => "number",
        Content::Text { .. } => "text",
    };
    let mut lines: Vec<(u8, Elsewhere)> = found
        .into_iter()
        .filter_map(|found| {
            let here = found.application == dossier.id.0;
            let key = ProofKey::new(found.slot.clone());
            // The piece itself, or the same piece linked to another slot on purpose.
            if here && (key == *slot || holds(dossier, &key, link)) {
                return None;
            }
            let (rank, place, tone) = if here {
                (1, "here", Tone::Warning)
            } else if Some(found.vendor) == vendor {
                (2, "same-vendor", Tone::Neutral)
            } else {
                (0, "other-vendor", Tone::Warning)
            };
            let name = match found.alike {
                None => format!("elsewhere-same-{what}-{place}"),
                Some(_) => format!("elsewhere-alike-{place}"),
            };
            let sentence = l
                .with(
                    &name,
                    &[
                        ("number", found.number.into()),
                        ("slot", found.slot.into()),
                        ("percent", found.alike.unwrap_or(100).into()),
                    ],
                )
                .into_owned();
            let href = if here {
                desk_address(dossier, &key).unwrap_or_else(|| application_path(dossier.id))
            } else {
                application_path(aval_core::ids::ApplicationId(found.application))
            };
            Some((
                rank,
                Elsewhere {
                    tone,
                    sentence,
                    href,
                },
            ))
        })
        .collect();
    lines.sort_by_key(|(rank, _)| *rank);
    lines.into_iter().map(|(_, line)| line).take(TOLD).collect()
}

fn holds(dossier: &Dossier, slot: &ProofKey, link: &EvidenceLink) -> bool {
    dossier.state.slot(slot).is_some_and(|facts| {
        facts
            .links
            .iter()
            .any(|held| held.evidence == link.evidence)
    })
}
