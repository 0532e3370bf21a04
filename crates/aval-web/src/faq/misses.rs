//! Searches that found nothing, counted in memory and kept now and then: a crawler that
//! searches for noise does not reach the database.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use aval_store::StoreError;

use crate::house::House;

/// Different texts held between two keepings; further ones are not counted.
const TEXTS_MAX: usize = 200;
/// Longest text counted, in characters: longer ones are noise.
const TEXT_MAX: usize = 80;
/// Digits of an identifier of the field at most; a telephone number has ten.
const DIGITS_MAX: usize = 8;

/// The counts since they were last kept.
#[derive(Debug, Default)]
pub struct Misses {
    counts: Mutex<BTreeMap<String, u64>>,
}

impl Misses {
    /// Counts one.
    pub(super) fn note(&self, text: &str) {
        let Some(text) = countable(text) else {
            return;
        };
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() < TEXTS_MAX || counts.contains_key(&text) {
            *counts.entry(text).or_default() += 1;
        }
    }

    fn take(&self) -> Vec<(String, u64)> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *counts).into_iter().collect()
    }

    fn give_back(&self, missed: Vec<(String, u64)>) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for (text, times) in missed {
            *counts.entry(text).or_default() += times;
        }
    }
}

/// A text as it is counted; nothing for noise, and for what may lead to a person (an address,
/// a telephone or identity number).
pub(super) fn countable(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let count = |wanted: fn(&char) -> bool| text.chars().filter(wanted).count();
    let letters = count(|letter| letter.is_alphanumeric());
    let digits = count(|letter| letter.is_numeric());
    let is_noise =
        letters < 2 || text.chars().count() > TEXT_MAX || text.chars().any(char::is_control);
    let is_personal = text.contains('@') || digits > DIGITS_MAX;
    (!is_noise && !is_personal).then_some(text)
}

/// Writes down what was counted.
///
/// # Errors
/// When the database does not answer; the counts are then kept for the next time.
pub async fn keep_misses(house: &House) -> Result<(), StoreError> {
    let missed = house.faq_misses().take();
    if missed.is_empty() {
        return Ok(());
    }
    let kept = house.store().faq_missed(&missed, house.now()).await;
    if kept.is_err() {
        house.faq_misses().give_back(missed);
    }
    kept
}
