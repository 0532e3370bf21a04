use crate::trust::{Anchor, TrustError};
use jiff::Timestamp;
pub(crate) struct TrustedList {
    pub anchors: Vec<Anchor>,
    pub territory: Option<String>,
    pub issued: Option<Timestamp>,
    pub next_update: Option<Timestamp>,
}
pub(crate) fn read(_xml: &[u8], _operators: &[Vec<u8>]) -> Result<TrustedList, TrustError> {
    Err(TrustError::ListUnsupported)
}
