//! Mistakes that types cannot catch: codes, what they lead to, time, thresholds, and what
//! the platform does not do. Each check works on its own, so that all of them speak at once.

mod codes;
mod conditions;
mod honoured;
mod references;
mod requirements;
mod thresholds;
mod time;

use super::{Programme, delivered_rows::Delivered, document::Document, page::Page};

pub(super) use requirements::requirements;

/// Everything on `programme.toml`.
pub(super) fn verify(
    programme: &Programme,
    document: Document<'_>,
    delivered: &Delivered,
    page: &mut Page<'_>,
) {
    codes::codes(document, page);
    references::references(document, page);
    references::delivered_requirements(programme, document, delivered, page);
    conditions::conditions(document, page);
    time::milestones(programme, document, page);
    time::reminders(programme, document, page);
    thresholds::thresholds(programme, document, page);
    honoured::honoured(programme, document, page);
}
