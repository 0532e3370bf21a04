//! The decision, the register entry and its life.

use jiff::{ToSpan, civil::Date};

use super::{Case, reason};
use crate::{
    access::Right,
    application::{Event, FileContent, ListingState, Outcome, Refusal, unmet_for_decision},
    programme::ConventionStart,
};

pub(super) fn decide(
    case: &Case,
    outcome: Outcome,
    reasons: String,
    reservations: Vec<String>,
) -> Result<Vec<Event>, Refusal> {
    case.opening()?;
    case.allow(Right::Decide)?;
    if case.state.decision.is_some() {
        return Err(Refusal::AlreadyDecided);
    }
    case.eligible()?;
    let reasons = reason(&reasons)?;
    let reservations = match outcome {
        Outcome::GrantedWithReservations => super::reasons(reservations)?,
        _ => Vec::new(),
    };
    if outcome != Outcome::Refused {
        let gaps = unmet_for_decision(case.programme(), case.state, &case.slots);
        if !gaps.is_empty() {
            return Err(Refusal::Incomplete(gaps));
        }
    }
    Ok(vec![Event::DecisionTaken {
        outcome,
        reasons,
        reservations,
    }])
}

pub(super) fn publish(case: &Case) -> Result<Vec<Event>, Refusal> {
    case.opening()?;
    case.allow(Right::Publish)?;
    let decision = case.state.decision.as_ref().ok_or(Refusal::NotGranted)?;
    if decision.outcome == Outcome::Refused {
        return Err(Refusal::NotGranted);
    }
    if case.state.listing.is_some() {
        return Err(Refusal::AlreadyListed);
    }
    let programme = case.programme();
    let start = match programme.deadlines.convention_effective {
        ConventionStart::DecisionDate => decision.at,
        ConventionStart::PublicationDate => case.now(),
    };
    let commercialisation_due = start
        .to_zoned(programme.zone())
        .date()
        .saturating_add(i32::from(programme.deadlines.commercialisation_months).months());
    let technical_version = programme
        .technical_version_field()
        .and_then(|(form, field)| case.state.field(form, field))
        .unwrap_or_default()
        .to_owned();
    Ok(vec![Event::ListingPublished {
        number: case.context.siblings.listing_number.clone(),
        technical_version,
        commercialisation_due,
    }])
}

fn listed<'a>(case: &Case<'a>, right: Right) -> Result<&'a ListingState, Refusal> {
    case.opening()?;
    case.allow(right)?;
    let listing = case.state.listing.as_ref().ok_or(Refusal::NotListed)?;
    if listing.withdrawn.is_some() {
        Err(Refusal::NotListed)
    } else {
        Ok(listing)
    }
}

pub(super) fn suspend(case: &Case, body: String) -> Result<Vec<Event>, Refusal> {
    if listed(case, Right::Suspend)?.suspended.is_some() {
        return Err(Refusal::AlreadySuspended);
    }
    Ok(vec![Event::ListingSuspended {
        reason: reason(&body)?,
    }])
}

pub(super) fn reinstate(case: &Case, body: String) -> Result<Vec<Event>, Refusal> {
    if listed(case, Right::Suspend)?.suspended.is_none() {
        return Err(Refusal::NotSuspended);
    }
    Ok(vec![Event::ListingReinstated {
        reason: reason(&body)?,
    }])
}

pub(super) fn withdraw_listing(case: &Case, body: String) -> Result<Vec<Event>, Refusal> {
    listed(case, Right::WithdrawListing)?;
    Ok(vec![Event::ListingWithdrawn {
        reason: reason(&body)?,
    }])
}

pub(super) fn record_commercialisation(case: &Case, on: Date) -> Result<Vec<Event>, Refusal> {
    let listing = listed(case, Right::FillForms)?;
    if on > case.today() {
        return Err(Refusal::DateInFuture);
    }
    if listing.commercialised_on == Some(on) {
        return Err(Refusal::AlreadyDone);
    }
    Ok(vec![Event::Commercialised { on }])
}

pub(super) fn record_pilot_site(
    case: &Case,
    name: String,
    report: Option<FileContent>,
) -> Result<Vec<Event>, Refusal> {
    let listing = listed(case, Right::FillForms)?;
    let name = super::text(&name)?;
    if listing
        .pilot_sites
        .iter()
        .any(|site| site.name == name && site.report == report)
    {
        return Err(Refusal::AlreadyDone);
    }
    Ok(vec![Event::PilotSiteRecorded { name, report }])
}

pub(super) fn validate_pilot_reports(case: &Case) -> Result<Vec<Event>, Refusal> {
    let listing = listed(case, Right::Publish)?;
    if listing.pilot_reports_validated {
        return Err(Refusal::AlreadyDone);
    }
    Ok(vec![Event::PilotReportsValidated {}])
}

/// A later version is declared, not endorsed: the listing keeps the version decided upon.
pub(super) fn declare_technical_version(
    case: &Case,
    version: String,
    note: String,
) -> Result<Vec<Event>, Refusal> {
    let listing = listed(case, Right::FillForms)?;
    let version = super::text(&version)?;
    let used = version == listing.technical_version
        || listing
            .later_versions
            .iter()
            .any(|(held, _)| *held == version)
        || case.context.siblings.versions_used.contains(&version);
    if used {
        return Err(Refusal::VersionNotNew);
    }
    Ok(vec![Event::TechnicalVersionDeclared {
        version,
        note: note.trim().to_owned(),
    }])
}
