//! Candidature and eligibility: opening, charter, forms, certifications, and what the
//! administrative team answers.

use std::collections::{BTreeMap, BTreeSet};

use super::{Case, reason, reasons};
use crate::{
    access::Right,
    application::{
        CatalogueRef, CertificationRequest, Event, FileContent, ProductRef, Refusal, VendorRef,
        effects::wording, eligibility_gaps, refusal::FieldProblem,
    },
    catalogue::{CatalogueVersion, Html, ProofKey},
    deadline,
    ids::RequestId,
    programme::{
        CertificationCode, DeclarationCode, DeclarationValue, FieldCode, FieldType, FormCode,
        MilestoneKind, ProfileCode, SchemeCode,
    },
};

/// Longest value of a form field, in characters.
const FIELD_MAX: usize = 2_000;

pub(super) fn open(
    case: &Case,
    number: String,
    vendor: VendorRef,
    product: ProductRef,
    scheme: SchemeCode,
    catalogue: CatalogueRef,
) -> Result<Vec<Event>, Refusal> {
    case.allow(Right::Open)?;
    if case.state.opening.is_some() {
        return Err(Refusal::AlreadyDone);
    }
    if vendor.id != case.context.actor.organisation {
        return Err(Refusal::NotAllowed);
    }
    let programme = case.programme();
    let known = programme.scheme(&scheme).ok_or(Refusal::UnknownScheme)?;
    let expected = known.catalogue.as_ref().ok_or(Refusal::UnknownScheme)?;
    if !known.window_open {
        return Err(Refusal::WindowClosed);
    }
    if expected != &catalogue.code
        || case.context.catalogue.code != catalogue.code
        || case.context.catalogue.version != catalogue.version
    {
        return Err(Refusal::CatalogueMismatch);
    }
    let name = product.name.trim();
    if name.is_empty() {
        return Err(Refusal::TextRequired);
    }
    if name.chars().count() > 200 {
        return Err(Refusal::TextTooLong { max: 200 });
    }
    if case.context.siblings.another_open {
        return Err(Refusal::AnotherApplicationExists);
    }
    if let Some((milestone, at)) = programme.opening_milestone(&scheme)
        && !deadline::has_passed(at, case.now())
    {
        return Err(Refusal::MilestoneNotReached(milestone.code.clone(), at));
    }
    if let Some((milestone, at)) =
        programme.milestone(&scheme, "application", MilestoneKind::Deposit)
        && deadline::has_passed(at, case.now())
    {
        return Err(Refusal::MilestonePassed(milestone.code.clone(), at));
    }
    let product = ProductRef {
        reference: product.reference,
        name: name.to_owned(),
    };
    Ok(vec![Event::ApplicationOpened {
        number,
        vendor,
        product,
        scheme,
        catalogue,
    }])
}

pub(super) fn accept_charter(case: &Case) -> Result<Vec<Event>, Refusal> {
    case.still_open()?;
    case.allow(Right::AcceptCharter)?;
    if case.state.charter_accepted.is_some() {
        return Err(Refusal::CharterAlreadyAccepted);
    }
    case.before_milestone("charter", MilestoneKind::Deposit, case.now())?;
    Ok(vec![Event::CharterAccepted {}])
}

/// Forms can be changed until they are with the administrative team, and again when the
/// team asked to complete them.
fn forms_open(case: &Case) -> Result<(), Refusal> {
    fillable(case)?;
    if case.state.eligible.is_some() {
        return Err(Refusal::AlreadyEligible);
    }
    with_the_vendor(case)
}

/// Profiles and declarations follow the forms, and can still be changed while proofs are
/// deposited: what was deposited stays, the slots follow.
fn scope_open(case: &Case) -> Result<(), Refusal> {
    fillable(case)?;
    if case.state.eligible.is_some() {
        return case.before_milestone("deposit", MilestoneKind::Deposit, case.now());
    }
    with_the_vendor(case)
}

fn fillable(case: &Case) -> Result<(), Refusal> {
    case.still_open()?;
    case.allow(Right::FillForms)?;
    if case.state.charter_accepted.is_none() {
        return Err(Refusal::CharterFirst);
    }
    Ok(())
}

fn with_the_vendor(case: &Case) -> Result<(), Refusal> {
    if case.state.eligibility_submitted.is_some() && case.state.completion_asked.is_none() {
        return Err(Refusal::FormLocked);
    }
    before_form_milestone(case)
}

/// A completion asked by the operator has its own due date.
fn before_form_milestone(case: &Case) -> Result<(), Refusal> {
    if case.state.completion_asked.is_some() {
        return Ok(());
    }
    case.before_milestone("eligibility", MilestoneKind::Deposit, case.now())
}

pub(super) fn fill_form(
    case: &Case,
    form: FormCode,
    values: BTreeMap<FieldCode, String>,
) -> Result<Vec<Event>, Refusal> {
    fillable(case)?;
    let definition = case.programme().form(&form).ok_or(Refusal::UnknownField)?;
    // Once eligible, only the number of the technical version may still change.
    let version_only = case.state.eligible.is_some()
        && !values.is_empty()
        && values.iter().all(|(code, value)| {
            !value.trim().is_empty()
                && definition
                    .fields
                    .iter()
                    .any(|field| &field.code == code && field.differs_from_previous())
        });
    if !version_only {
        forms_open(case)?;
    }
    let mut kept = BTreeMap::new();
    for (code, value) in values {
        let field = definition
            .fields
            .iter()
            .find(|field| field.code == code)
            .ok_or(Refusal::UnknownField)?;
        let value = value.trim().to_owned();
        if let Some(problem) = field_problem(field.field_type, &value) {
            return Err(Refusal::InvalidField {
                field: code.as_str().to_owned(),
                reason: problem,
            });
        }
        if field.differs_from_previous() && case.context.siblings.versions_used.contains(&value) {
            return Err(Refusal::InvalidField {
                field: code.as_str().to_owned(),
                reason: FieldProblem::NotNew,
            });
        }
        if case.state.forms.get(&form).and_then(|held| held.get(&code)) != Some(&value) {
            kept.insert(code, value);
        }
    }
    if kept.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Event::FormFilled { form, values: kept }])
}

/// An empty value is never wrong: it is missing, which only matters when submitting.
fn field_problem(kind: FieldType, value: &str) -> Option<FieldProblem> {
    if value.chars().count() > FIELD_MAX {
        return Some(FieldProblem::TooLong);
    }
    if value
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        return Some(FieldProblem::Characters);
    }
    if value.is_empty() {
        return None;
    }
    match kind {
        FieldType::Siren => {
            let digits: String = value.chars().filter(|c| !c.is_whitespace()).collect();
            let nine = digits.len() == 9 && digits.chars().all(|c| c.is_ascii_digit());
            (!nine).then_some(FieldProblem::Siren)
        }
        _ => None,
    }
}

pub(super) fn attach_form_file(
    case: &Case,
    form: FormCode,
    field: FieldCode,
    file: FileContent,
) -> Result<Vec<Event>, Refusal> {
    forms_open(case)?;
    let definition = case
        .programme()
        .form(&form)
        .and_then(|form| form.fields.iter().find(|candidate| candidate.code == field))
        .ok_or(Refusal::UnknownField)?;
    if definition.field_type != FieldType::FileOrNone {
        return Err(Refusal::UnknownField);
    }
    if file.size == 0 {
        return Err(Refusal::FileEmpty);
    }
    super::evidence::extension_accepted(&file.name, &definition.formats)?;
    Ok(vec![Event::FormFileAttached { form, field, file }])
}

pub(super) fn choose_profiles(
    case: &Case,
    profiles: BTreeSet<ProfileCode>,
) -> Result<Vec<Event>, Refusal> {
    scope_open(case)?;
    let scheme = &case.opening()?.scheme;
    let offered = offered_profiles(case, scheme);
    for profile in &profiles {
        if !offered.contains(profile) {
            return Err(match case.programme().profile(profile) {
                Some(_) => Refusal::ProfileNotOffered,
                None => Refusal::UnknownProfile,
            });
        }
    }
    let imposed = case
        .programme()
        .profiles_of(scheme)
        .filter(|profile| !profile.is_optional())
        .map(|profile| profile.code.clone());
    let profiles: BTreeSet<_> = profiles.into_iter().chain(imposed).collect();
    if profiles == case.state.profiles {
        return Ok(Vec::new());
    }
    Ok(vec![Event::ProfilesChosen { profiles }])
}

/// Profiles of the programme, and those that only the catalogue names.
fn offered_profiles(case: &Case, scheme: &SchemeCode) -> BTreeSet<ProfileCode> {
    let declared = case
        .programme()
        .profiles_of(scheme)
        .map(|profile| profile.code.clone());
    let named = case
        .context
        .catalogue
        .requirements()
        .flat_map(|(_, _, requirement)| requirement.profiles.iter())
        .filter(|label| {
            !case
                .programme()
                .profiles
                .iter()
                .any(|profile| &&profile.label == label)
        })
        .map(|label| ProfileCode::new(crate::catalogue::slug(label)));
    declared.chain(named).collect()
}

pub(super) fn declare(
    case: &Case,
    declarations: BTreeMap<DeclarationCode, DeclarationValue>,
) -> Result<Vec<Event>, Refusal> {
    scope_open(case)?;
    for (code, value) in &declarations {
        let declaration = case
            .programme()
            .declaration(code)
            .ok_or(Refusal::UnknownDeclaration)?;
        if !declaration.accepts(value) {
            return Err(Refusal::InvalidDeclaration);
        }
    }
    let mut merged = case.state.declarations.clone();
    merged.extend(declarations);
    if merged == case.state.declarations {
        return Ok(Vec::new());
    }
    Ok(vec![Event::DeclarationsMade {
        declarations: merged,
    }])
}

/// Profiles and declarations together, so that the slots follow once.
pub(super) fn change_scope(
    case: &Case,
    profiles: BTreeSet<ProfileCode>,
    declarations: BTreeMap<DeclarationCode, DeclarationValue>,
) -> Result<Vec<Event>, Refusal> {
    let mut events = choose_profiles(case, profiles)?;
    events.extend(declare(case, declarations)?);
    Ok(events)
}

/// The status of a certification moves on during the whole journey, not only in the form.
pub(super) fn record_certification(
    case: &Case,
    certification: CertificationCode,
    request: CertificationRequest,
) -> Result<Vec<Event>, Refusal> {
    case.still_open()?;
    case.allow(Right::FillForms)?;
    if case.state.charter_accepted.is_none() {
        return Err(Refusal::CharterFirst);
    }
    let programme = case.programme();
    let scheme = &case.opening()?.scheme;
    let known = programme
        .certification(&certification)
        .ok_or(Refusal::UnknownCertification)?;
    if !known.concerns(scheme) {
        return Err(Refusal::UnknownCertification);
    }
    if programme.status_rank(&request.status).is_none() {
        return Err(Refusal::UnknownStatus);
    }
    if request.status_date.is_some_and(|day| day > case.today()) {
        return Err(Refusal::StatusDateInFuture);
    }
    if let Some(file) = &request.evidence {
        certification_evidence(case, file)?;
    }
    for value in [&request.product, &request.version, &request.nil] {
        if let Some(reason) = field_problem(FieldType::Text, value) {
            let field = certification.as_str().to_owned();
            return Err(Refusal::InvalidField { field, reason });
        }
    }
    if case.state.certifications.get(&certification) == Some(&request) {
        return Ok(Vec::new());
    }
    Ok(vec![Event::CertificationRequestRecorded {
        certification,
        request,
    }])
}

/// The screenshot or certificate of a request, in a format that the form admits.
fn certification_evidence(case: &Case, file: &FileContent) -> Result<(), Refusal> {
    if file.size == 0 {
        return Err(Refusal::FileEmpty);
    }
    let formats: BTreeSet<String> = case
        .programme()
        .forms
        .iter()
        .flat_map(|form| &form.fields)
        .filter(|field| field.field_type == FieldType::CertificationRequests)
        .flat_map(|field| field.evidence_formats.iter().cloned())
        .collect();
    if !formats.is_empty() {
        super::evidence::extension_accepted(&file.name, &formats)?;
    }
    Ok(())
}

pub(super) fn submit_eligibility(case: &Case) -> Result<Vec<Event>, Refusal> {
    case.still_open()?;
    case.allow(Right::SubmitForms)?;
    if case.state.eligible.is_some() {
        return Err(Refusal::AlreadyEligible);
    }
    if case.state.eligibility_submitted.is_some() && case.state.completion_asked.is_none() {
        return Err(Refusal::AlreadyDone);
    }
    before_form_milestone(case)?;
    let gaps = eligibility_gaps(
        case.programme(),
        case.state,
        &case.context.siblings.versions_used,
    );
    if !gaps.is_empty() {
        return Err(Refusal::Incomplete(gaps));
    }
    Ok(vec![Event::EligibilitySubmitted {}])
}

fn awaiting_eligibility(case: &Case) -> Result<(), Refusal> {
    case.still_open()?;
    case.allow(Right::ReviewEligibility)?;
    let waiting = case.state.eligibility_submitted.is_some()
        && case.state.completion_asked.is_none()
        && case.state.eligible.is_none();
    if waiting {
        Ok(())
    } else {
        Err(Refusal::NotAwaitingEligibility)
    }
}

pub(super) fn ask_to_complete(
    case: &Case,
    request: RequestId,
    points: Vec<String>,
) -> Result<Vec<Event>, Refusal> {
    case.opening()?;
    case.allow(Right::ReviewEligibility)?;
    if case.state.request(request).is_some() {
        return Err(Refusal::AlreadyDone);
    }
    awaiting_eligibility(case)?;
    let points = reasons(points)?;
    Ok(vec![Event::CompletionAsked {
        request,
        points,
        due_at: case.reply_due()?,
    }])
}

/// A form can be taken back until somebody has begun to examine it, and only while there is
/// still time to send it again.
pub(super) fn take_back(case: &Case) -> Result<Vec<Event>, Refusal> {
    case.still_open()?;
    case.allow(Right::SubmitForms)?;
    if case.state.eligible.is_some() {
        return Err(Refusal::AlreadyEligible);
    }
    if case.state.eligibility_submitted.is_none() || case.state.completion_asked.is_some() {
        return Err(Refusal::NotAwaitingEligibility);
    }
    if case.state.eligibility_review.is_some() {
        return Err(Refusal::ReviewStarted);
    }
    before_form_milestone(case)?;
    Ok(vec![Event::EligibilityTakenBack {}])
}

pub(super) fn start_review(case: &Case) -> Result<Vec<Event>, Refusal> {
    awaiting_eligibility(case)?;
    if case.state.eligibility_review.is_some() {
        return Err(Refusal::AlreadyDone);
    }
    Ok(vec![Event::EligibilityReviewStarted {}])
}

pub(super) fn declare_eligible(case: &Case) -> Result<Vec<Event>, Refusal> {
    awaiting_eligibility(case)?;
    Ok(vec![Event::EligibilityDeclared {}])
}

pub(super) fn refuse_eligibility(case: &Case, list: Vec<String>) -> Result<Vec<Event>, Refusal> {
    awaiting_eligibility(case)?;
    Ok(vec![Event::EligibilityRefused {
        reasons: reasons(list)?,
    }])
}

pub(super) fn abandon(case: &Case, body: String) -> Result<Vec<Event>, Refusal> {
    case.still_open()?;
    case.allow(Right::Decide)?;
    Ok(vec![Event::ApplicationAbandoned {
        reason: reason(&body)?,
    }])
}

pub(super) fn withdraw(case: &Case, body: String) -> Result<Vec<Event>, Refusal> {
    case.still_open()?;
    case.allow(Right::Withdraw)?;
    Ok(vec![Event::ApplicationWithdrawn {
        reason: reason(&body)?,
    }])
}

/// Moves the application to the version carried by the context, once somebody has read
/// what it changes. What was deposited stays; verdicts of unchanged slots too. A slot whose
/// wording changed is to be looked at again; so is every slot when the caller cannot show
/// the version left behind.
pub(super) fn adopt_catalogue_version(
    case: &Case,
    catalogue: CatalogueRef,
) -> Result<Vec<Event>, Refusal> {
    case.still_open()?;
    case.allow(Right::SubmitForms)?;
    let held = &case.opening()?.catalogue;
    if held.code != catalogue.code
        || case.context.catalogue.code != catalogue.code
        || case.context.catalogue.version != catalogue.version
    {
        return Err(Refusal::CatalogueMismatch);
    }
    if held.version == catalogue.version {
        return Err(Refusal::AlreadyDone);
    }
    let former = case
        .context
        .siblings
        .former_catalogue
        .as_deref()
        .filter(|former| former.code == held.code && former.version == held.version);
    let changed = case
        .state
        .slots
        .keys()
        .filter(|key| {
            let now = asked(case.context.catalogue, key);
            now.is_some() && former.is_none_or(|former| asked(former, key) != now)
        })
        .cloned()
        .collect();
    Ok(vec![Event::CatalogueVersionAdopted { catalogue, changed }])
}

fn asked<'c>(catalogue: &'c CatalogueVersion, key: &ProofKey) -> Option<[&'c Html; 3]> {
    catalogue
        .proofs()
        .find(|(.., proof)| &proof.key == key)
        .map(|(_, requirement, scenario, proof)| wording(requirement, scenario, proof))
}
