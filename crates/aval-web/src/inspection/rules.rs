//! By which rules a piece was looked at: the checker, what the proof kinds of its slot ask and
//! the rules of the penetration-test form, or the admitted hosts for a link, in one short mark
//! that is kept with each report.

use aval_core::application::{Content, ProofSlot};
use aval_inspect::CHECKER;
use aval_store::StoreError;
use sha2::{Digest, Sha256};

use super::again;
use crate::{house::House, pentest_form};

/// The mark of a content in a slot: name and version of the checker, then eight digits of the
/// rules that can change its verdict.
pub(super) fn mark(house: &House, slot: &ProofSlot<'_>, content: &Content) -> String {
    let mut digest = Sha256::new();
    match content {
        Content::File(_) => add_slot(&mut digest, house, slot),
        Content::Link { .. } => add_hosts(&mut digest, house),
        Content::Number { .. } | Content::Text { .. } => {}
    }
    marked(&digest.finalize())
}

fn add_slot(digest: &mut Sha256, house: &House, slot: &ProofSlot<'_>) {
    for format in &slot.formats {
        add(digest, format);
    }
    for kind in &slot.kinds {
        for check in house
            .programme()
            .proof_kind(kind)
            .into_iter()
            .flat_map(|kind| &kind.checks)
        {
            add(digest, check);
        }
    }
    if pentest_form::is_asked(house, slot)
        && let Some(setup) = house.settings().pentest.as_deref()
    {
        add(digest, setup.digest());
    }
}

/// Everything that a report on a link says of the programme, the name of a host included.
fn add_hosts(digest: &mut Sha256, house: &House) {
    let programme = house.programme();
    add(digest, &format!("{:?}", programme.interop_rules));
    for known in &programme.interop_hosts {
        add(digest, &known.host.to_lowercase());
        add(
            digest,
            if known.accepted {
                "accepted"
            } else {
                "refused"
            },
        );
        add(digest, &known.label);
        add(digest, known.refusal.as_deref().unwrap_or_default());
    }
}

/// The mark of every rule of the programme.
fn whole(house: &House) -> String {
    let mut digest = Sha256::new();
    for kind in &house.programme().proof_kinds {
        add(&mut digest, kind.code.as_str());
        for word in kind.formats.iter().chain(&kind.checks) {
            add(&mut digest, word);
        }
    }
    add_hosts(&mut digest, house);
    if let Some(setup) = house.settings().pentest.as_deref() {
        add(&mut digest, setup.digest());
    }
    marked(&digest.finalize())
}

fn add(digest: &mut Sha256, word: &str) {
    digest.update(word.as_bytes());
    digest.update([0]);
}

fn marked(digest: &[u8]) -> String {
    let digits: String = digest
        .iter()
        .take(4)
        .map(|octet| format!("{octet:02x}"))
        .collect();
    format!("{CHECKER}+{digits}")
}

/// Puts pieces back into inspection when the rules are not those of the last start; several
/// instances that start together do so once. Says whether they are put back.
///
/// # Errors
/// When the store cannot answer.
pub async fn follow_rules(house: &House) -> Result<bool, StoreError> {
    let now = house.now();
    let mut tx = house.store().begin().await?;
    let changed = tx.inspect_by(&whole(house)).await?;
    if changed {
        tx.enqueue(&again::by_other_rules(now), now).await?;
    }
    tx.commit().await?;
    if changed {
        house.work().notify_one();
    }
    Ok(changed)
}
