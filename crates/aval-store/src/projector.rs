//! What the store asks of the domain: how to fold a stream, and which rows it gives. Pure,
//! so that a rebuild from the journal gives the rows that the commits gave.

use crate::{StoreError, journal::Recorded, views::Views};

/// Why a projector cannot fold an event or read a state; for logs.
pub type Why = String;

/// The domain's side of the store.
pub trait Projector: Send + Sync {
    /// State of one stream.
    type State: Send;

    /// Names the shape of the state: changed whenever an older snapshot must not be read.
    fn schema(&self) -> &str;

    /// State before the first event.
    fn start(&self) -> Self::State;

    /// State after an event.
    fn fold(&self, state: Self::State, event: &Recorded) -> Result<Self::State, Why>;

    /// The rows that a stream gives, once folded; `None` for a stream without rows.
    /// `version` is the version of the stream.
    fn views(&self, stream: &str, version: u64, state: &Self::State) -> Option<Views>;

    /// A state in JSON, for a snapshot.
    fn write_state(&self, state: &Self::State) -> Result<String, Why>;

    /// A state from a snapshot.
    fn read_state(&self, text: &str) -> Result<Self::State, Why>;
}

pub(crate) fn fold<P: Projector>(
    projector: &P,
    state: P::State,
    event: &Recorded,
) -> Result<P::State, StoreError> {
    projector
        .fold(state, event)
        .map_err(|why| StoreError::Unfoldable {
            stream: event.stream.clone(),
            version: event.version,
            why,
        })
}
