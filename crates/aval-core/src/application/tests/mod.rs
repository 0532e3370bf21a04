//! Tests of the rules: the journey told step by step, and random journeys against the
//! invariants of the house.

mod checked;
mod declared;
mod invariants;
mod journey;
mod refusals;
mod second_thoughts;
mod stage;
mod stored;
mod walk;
