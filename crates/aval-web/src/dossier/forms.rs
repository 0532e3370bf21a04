//! The administrative form and the eligibility, drawn from the programme: for the vendor to
//! fill, for the administrative team to judge.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use aval_core::{
    access::{Right, Side},
    application::{
        Application, CertificationRequest, Command, FieldProblem, FileContent, Refusal,
        effective_profiles, eligibility_gaps,
    },
    catalogue::slug,
    ids::{ApplicationId, RequestId},
    programme::{
        Condition, Declaration, DeclarationCode, DeclarationType, DeclarationValue, Field,
        FieldCode, FieldType, FormCode, MilestoneKind, ProfileCode, Programme,
    },
};
use axum::{
    http::{HeaderMap, StatusCode},
    response::Response,
};
use uuid::Uuid;

use super::{
    act,
    evidence::{receive, serve},
    head::{Head, may},
    overview::dossier_for,
    words::deadline_in_words,
};
use crate::{
    address::Path,
    answer::{explained, missing_in_words},
    applications::{Dossier, Failure},
    error_page::Problem,
    faq::explanation,
    form::{Choice, FormState},
    layout::{Layout, page},
    locale::Locale,
    posted::{Posted, application_path, new_form},
    sent::Sent,
    visitor::{Person, done},
};

/// One field as it is drawn.
struct Drawn {
    name: String,
    label: String,
    hint: String,
    required: bool,
    kind: &'static str,
    value: String,
    none_label: String,
    file: String,
    file_href: String,
    dependence: Dependence,
}

/// On which answers it depends that something is asked.
struct Dependence {
    /// The condition, for a script; empty when it is always asked.
    when: String,
    /// It is asked with the answers as they are saved.
    holds: bool,
}

impl Dependence {
    fn of(condition: Option<&Condition>, programme: &Programme, state: &Application) -> Self {
        let profiles = effective_profiles(programme, state);
        Self {
            when: condition
                .map(|when| for_a_script(when).to_string())
                .unwrap_or_default(),
            holds: condition.is_none_or(|when| when.holds(&profiles, &state.declarations)),
        }
    }
}

/// A condition as `when.js` reads it.
fn for_a_script(condition: &Condition) -> serde_json::Value {
    let all = |parts: &[Condition]| parts.iter().map(for_a_script).collect::<Vec<_>>();
    match condition {
        Condition::Profile(code) => serde_json::json!({ "profile": code.as_str() }),
        Condition::Declared(code) => serde_json::json!({ "declared": code.as_str() }),
        Condition::Equals(code, option) => {
            serde_json::json!({ "equals": [code.as_str(), option] })
        }
        Condition::Not(inner) => serde_json::json!({ "not": for_a_script(inner) }),
        Condition::All(parts) => serde_json::json!({ "all": all(parts) }),
        Condition::Any(parts) => serde_json::json!({ "any": all(parts) }),
    }
}

struct CertificationLine {
    code: String,
    label: String,
    issuer: String,
    form: FormState,
    status: String,
    date: String,
    evidence: String,
    evidence_href: String,
}

struct Answer {
    label: String,
    value: String,
    /// Address of the file answered with; empty otherwise.
    href: String,
}

#[derive(Template)]
#[template(path = "dossier/form.html")]
struct FormPage {
    layout: Layout,
    head: Head,
    form: FormState,
    fields: Vec<Drawn>,
    editable: bool,
    saved: bool,
    action: String,
    heading: String,
}

#[derive(Template)]
#[template(path = "dossier/eligibility.html")]
struct EligibilityPage {
    layout: Layout,
    head: Head,
    form: FormState,
    editable: bool,
    saved: bool,
    may_submit: bool,
    may_decide: bool,
    certifiable: bool,
    fields: Vec<Drawn>,
    profiles: Vec<Choice>,
    declarations: Vec<DeclarationField>,
    /// Profiles and declarations can still be changed, once their effects are read.
    may_rescope: bool,
    /// What alone of the form can still be changed then.
    lasting: Vec<Drawn>,
    lasting_form: FormState,
    /// The form can be taken back; until when it has to be sent again, when there is a limit.
    taken_back: Option<String>,
    /// When and by whom the review was begun.
    review_started: String,
    may_start_review: bool,
    certifications: Vec<CertificationLine>,
    statuses: Vec<Choice>,
    gaps: Vec<(String, String)>,
    points: Vec<String>,
    answers: Vec<Answer>,
}

/// One declaration as it is asked.
pub(super) struct DeclarationField {
    pub name: String,
    pub label: String,
    pub required: bool,
    pub choices: Vec<Choice>,
    /// The condition, for a script; empty when it is always asked.
    pub when: String,
    /// It is asked with the answers as they are saved.
    pub asked: bool,
}

/// The answer of a list, in words when the programme or the interface has some.
fn option_in_words(l: Locale, option: &str) -> String {
    let key = format!("option-{option}");
    if l.has(&key) {
        l.t(&key).into_owned()
    } else {
        option.to_owned()
    }
}

/// The declarations of the programme, each with its answers.
pub(super) fn declaration_fields(person: &Person, dossier: &Dossier) -> Vec<DeclarationField> {
    let l = person.l();
    let programme = person.house().programme();
    let dependence = |declaration: &Declaration| {
        Dependence::of(declaration.visible_when.as_ref(), programme, &dossier.state)
    };
    programme
        .declarations
        .iter()
        .map(|declaration| (declaration, dependence(declaration)))
        .map(|(declaration, dependence)| DeclarationField {
            name: format!("declaration.{}", declaration.code),
            label: declaration.label.clone(),
            required: declaration.required && dependence.holds,
            asked: dependence.holds,
            when: dependence.when,
            choices: match declaration.declaration_type {
                DeclarationType::Boolean => vec![
                    Choice::new("yes", l.t("yes").into_owned()),
                    Choice::new("no", l.t("no").into_owned()),
                ],
                DeclarationType::Choice => declaration
                    .options
                    .iter()
                    .map(|option| Choice::new(option.clone(), option_in_words(l, option)))
                    .collect(),
            },
        })
        .collect()
}

/// Profiles and declarations as they are now.
pub(super) fn scope_form(house: &crate::house::House, dossier: &Dossier) -> FormState {
    let state = &dossier.state;
    let mut form = new_form(house, state.version);
    let imposed = state
        .opening
        .iter()
        .flat_map(|opening| house.programme().profiles_of(&opening.scheme))
        .filter(|profile| !profile.is_optional())
        .map(|profile| profile.code.to_string());
    form.set_all(
        "profile",
        state
            .profiles
            .iter()
            .map(ToString::to_string)
            .chain(imposed),
    );
    for (code, value) in &state.declarations {
        let value = match value {
            DeclarationValue::Boolean(true) => "yes".to_owned(),
            DeclarationValue::Boolean(false) => "no".to_owned(),
            DeclarationValue::Choice(option) => option.clone(),
        };
        form.set(&format!("declaration.{code}"), value);
    }
    form
}

/// The declarations that a form sent.
pub(super) fn declared(
    programme: &Programme,
    posted: &Posted,
) -> BTreeMap<DeclarationCode, DeclarationValue> {
    posted
        .prefixed("declaration.")
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(code, value)| {
            let code = DeclarationCode::new(code);
            let boolean = programme
                .declaration(&code)
                .is_some_and(|one| one.declaration_type == DeclarationType::Boolean);
            let value = match value.as_str() {
                "yes" if boolean => DeclarationValue::Boolean(true),
                "no" if boolean => DeclarationValue::Boolean(false),
                _ => DeclarationValue::Choice(value),
            };
            (code, value)
        })
        .collect()
}

/// Largest file of a form, in MiB.
const FORM_FILE_MIB: u64 = 100;

/// What stands before the code of a field in the name of the file that answers it.
const FILE_OF: &str = "file.";

/// The code of the form of a step: each programme has its own.
fn form_at(programme: &Programme, step: &str) -> FormCode {
    programme
        .form_of_step(step)
        .map_or_else(|| step.into(), |form| form.code.clone())
}

fn editable(person: &Person, dossier: &Dossier) -> bool {
    let state = &dossier.state;
    !state.is_closed()
        && state.charter_accepted.is_some()
        && state.eligible.is_none()
        && (state.eligibility_submitted.is_none() || state.completion_asked.is_some())
        && may(person, &person.actor, Right::FillForms, dossier)
}

fn drawn(
    field: &Field,
    form: &FormCode,
    programme: &Programme,
    state: &Application,
    path: &str,
) -> Drawn {
    let profiles = effective_profiles(programme, state);
    let dependence = Dependence::of(field.visible_when.as_ref(), programme, state);
    let required = field.required
        || field
            .required_when
            .as_ref()
            .is_some_and(|when| when.holds(&profiles, &state.declarations));
    let hint = [field.help.as_deref(), field.pattern_help.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    let kind = match field.field_type {
        FieldType::FileOrNone => "file",
        FieldType::Profiles | FieldType::Declarations | FieldType::CertificationRequests => "",
        _ => "text",
    };
    Drawn {
        name: field.code.to_string(),
        label: field.label.clone(),
        hint,
        // Something folded away cannot be asked for by a browser.
        required: required && dependence.holds,
        kind,
        value: state
            .field(form, &field.code)
            .unwrap_or_default()
            .to_owned(),
        none_label: field.none_label.clone().unwrap_or_default(),
        file: state
            .form_files
            .get(&field.code)
            .map(|file| file.name.clone())
            .unwrap_or_default(),
        file_href: format!("{path}/fichiers/{}", field.code),
        dependence,
    }
}

fn fields_of(programme: &Programme, code: &FormCode, dossier: &Dossier) -> Vec<Drawn> {
    let state = &dossier.state;
    let path = application_path(dossier.id);
    let Some(form) = programme.form(code) else {
        return Vec::new();
    };
    form.fields
        .iter()
        .map(|field| drawn(field, code, programme, state, &path))
        .collect()
}

/// The fields that may still change once the application is eligible.
fn lasting_fields(programme: &Programme, code: &FormCode, dossier: &Dossier) -> Vec<Drawn> {
    let lasting: BTreeSet<&str> = programme
        .form(code)
        .iter()
        .flat_map(|form| &form.fields)
        .filter(|field| field.differs_from_previous())
        .map(|field| field.code.as_str())
        .collect();
    fields_of(programme, code, dossier)
        .into_iter()
        .filter(|field| lasting.contains(field.name.as_str()))
        .collect()
}

/// The number of the technical version, which may still change once eligible.
pub(super) async fn save_version(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let programme = posted.person.house().programme();
    let form = form_at(programme, "eligibility");
    let values = values_for(programme, &form, &posted);
    let back = format!("{}/eligibilite", application_path(id));
    act(
        &posted,
        id,
        Command::FillForm { form, values },
        &back,
        "form-saved",
    )
    .await
}

fn filled(house: &crate::house::House, dossier: &Dossier, fields: &[Drawn]) -> FormState {
    let mut form = new_form(house, dossier.state.version);
    for field in fields {
        form.set(&field.name, field.value.clone());
    }
    form
}

/// A refusal that belongs to a field, beside this field.
fn refuse_beside(form: &mut FormState, person: &Person, refusal: &Refusal) {
    let (house, l) = (person.house(), person.l());
    match refusal {
        Refusal::InvalidField { field, reason } => {
            let key = match reason {
                FieldProblem::Siren => "field-siren",
                FieldProblem::Email => "field-email",
                FieldProblem::TooLong => "field-too-long",
                FieldProblem::NotNew => "field-not-new",
                FieldProblem::Characters => "field-characters",
            };
            form.refuse(field, l.t(key).into_owned());
        }
        other => form.refuse("", explained(l, other)),
    }
    form.explain(explanation(house, refusal.code()));
}

pub(super) async fn application(person: Person, Path(id): Path<Uuid>) -> Response {
    show_application(person, id, None).await
}

async fn show_application(person: Person, id: Uuid, refused: Option<FormState>) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if person.actor.side == Side::External {
        return person.visitor.problem(Problem::NotFound);
    }
    let code = form_at(person.house().programme(), "application");
    let fields = fields_of(person.house().programme(), &code, &dossier);
    let status = if refused.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let heading = person
        .house()
        .programme()
        .form(&code)
        .map(|form| form.label.clone());
    let answer = page(
        status,
        &FormPage {
            form: refused.unwrap_or_else(|| filled(person.house(), &dossier, &fields)),
            editable: editable(&person, &dossier),
            saved: !layout.flash.is_empty(),
            action: format!("{}/candidature", head.path),
            heading: heading.unwrap_or_default(),
            fields,
            layout,
            head,
        },
    );
    person.visitor.clear_flash(answer)
}

fn values_for(
    programme: &Programme,
    code: &FormCode,
    posted: &Posted,
) -> BTreeMap<FieldCode, String> {
    programme
        .form(code)
        .map(|form| {
            form.fields
                .iter()
                .filter(|field| {
                    posted
                        .pairs
                        .iter()
                        .any(|(name, _)| name == field.code.as_str())
                })
                .map(|field| {
                    // A box comes after the empty answer that stands for it when it is not ticked.
                    let last = posted.values(field.code.as_str()).pop();
                    (field.code.clone(), last.unwrap_or_default())
                })
                .collect()
        })
        .unwrap_or_default()
}

pub(super) async fn save_application(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let code = form_at(posted.person.house().programme(), "application");
    let person = posted.person.clone();
    let values = values_for(person.house().programme(), &code, &posted);
    let back = format!("{}/candidature", application_path(ApplicationId(id)));
    let command = Command::FillForm { form: code, values };
    match person
        .house()
        .execute(&person.actor, ApplicationId(id), command, posted.seen())
        .await
    {
        Ok(_) => done(&back, "form-saved"),
        Err(Failure::Refused(refusal @ Refusal::InvalidField { .. })) => {
            let mut form = posted.form();
            refuse_beside(&mut form, &person, &refusal);
            show_application(person, id, Some(form)).await
        }
        Err(failure) => person.failed(failure, Some(&posted), &back),
    }
}

pub(super) async fn eligibility(person: Person, Path(id): Path<Uuid>) -> Response {
    show_eligibility(person, id, None).await
}

pub(super) fn profile_choices(person: &Person, dossier: &Dossier) -> Vec<Choice> {
    let programme = person.house().programme();
    let Some(opening) = &dossier.state.opening else {
        return Vec::new();
    };
    let mut choices: Vec<Choice> = programme
        .profiles_of(&opening.scheme)
        .map(|profile| {
            Choice::new(profile.code.to_string(), profile.label.clone())
                .hint(profile.help.clone().unwrap_or_default())
        })
        .collect();
    let mut named = BTreeSet::new();
    for (_, _, requirement) in dossier.catalogue.requirements() {
        for label in &requirement.profiles {
            let known = programme
                .profiles
                .iter()
                .any(|profile| &profile.label == label);
            if !known && named.insert(label.clone()) {
                choices.push(Choice::new(slug(label), label.clone()));
            }
        }
    }
    choices
}

async fn show_eligibility(person: Person, id: Uuid, refused: Option<FormState>) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if person.actor.side == Side::External {
        return person.visitor.problem(Problem::NotFound);
    }
    let house = person.house();
    let programme = house.programme();
    let l = person.l();
    let state = &dossier.state;
    let code = form_at(programme, "eligibility");
    let fields: Vec<Drawn> = fields_of(programme, &code, &dossier)
        .into_iter()
        .filter(|field| !field.kind.is_empty())
        .collect();
    let mut form = scope_form(house, &dossier);
    for field in &fields {
        form.set(&field.name, field.value.clone());
    }
    let status = if refused.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let form = refused.unwrap_or(form);
    let declarations = declaration_fields(&person, &dossier);
    let gaps = eligibility_gaps(programme, state, &[])
        .iter()
        .map(|gap| missing_in_words(l, programme, gap))
        .collect();
    let open = editable(&person, &dossier);
    let points = state
        .requests
        .iter()
        .filter(|request| request.answered.is_none())
        .filter_map(|request| match &request.cause {
            aval_core::application::RequestCause::Completion { points } => Some(points.clone()),
            _ => None,
        })
        .flatten()
        .collect();
    let waiting = state.eligibility_submitted.is_some()
        && state.completion_asked.is_none()
        && state.eligible.is_none()
        && !state.is_closed();
    let answer = page(
        status,
        &EligibilityPage {
            editable: open,
            saved: !layout.flash.is_empty(),
            lasting: if state.eligible.is_some()
                && !state.is_closed()
                && may(&person, &person.actor, Right::FillForms, &dossier)
            {
                lasting_fields(programme, &code, &dossier)
            } else {
                Vec::new()
            },
            lasting_form: filled(house, &dossier, &lasting_fields(programme, &code, &dossier)),
            may_rescope: state.eligible.is_some()
                && !state.is_closed()
                && may(&person, &person.actor, Right::FillForms, &dossier),
            taken_back: (waiting
                && state.eligibility_review.is_none()
                && may(&person, &person.actor, Right::SubmitForms, &dossier))
            .then(|| form_limit(&person, &layout, &dossier)),
            review_started: state
                .eligibility_review
                .as_ref()
                .filter(|_| waiting)
                .map(|signed| {
                    let when = layout.date_time(&signed.at);
                    let name = signed.by.name.clone();
                    l.with(
                        "review-started-on",
                        &[("when", when.into()), ("name", name.into())],
                    )
                    .into_owned()
                })
                .unwrap_or_default(),
            may_start_review: waiting
                && state.eligibility_review.is_none()
                && may(&person, &person.actor, Right::ReviewEligibility, &dossier),
            may_submit: open && may(&person, &person.actor, Right::SubmitForms, &dossier),
            may_decide: waiting && may(&person, &person.actor, Right::ReviewEligibility, &dossier),
            certifiable: !state.is_closed()
                && state.charter_accepted.is_some()
                && may(&person, &person.actor, Right::FillForms, &dossier),
            profiles: profile_choices(&person, &dossier),
            declarations,
            certifications: certification_lines(&person, &layout, &dossier),
            statuses: programme
                .certification_statuses
                .iter()
                .map(|status| Choice::new(status.code.to_string(), status.label.clone()))
                .collect(),
            gaps: if open { gaps } else { Vec::new() },
            points,
            answers: answers(&person, &dossier, &fields),
            fields,
            form,
            layout,
            head,
        },
    );
    person.visitor.clear_flash(answer)
}

/// Until when the form can be sent, in words; empty without a limit.
fn form_limit(person: &Person, layout: &Layout, dossier: &Dossier) -> String {
    let house = person.house();
    dossier
        .state
        .opening
        .as_ref()
        .and_then(|opening| {
            house
                .programme()
                .milestone(&opening.scheme, "eligibility", MilestoneKind::Deposit)
        })
        .map(|(_, at)| deadline_in_words(house, layout, at))
        .unwrap_or_default()
}

/// The file of a form, for whoever may see the application as a whole.
pub(super) async fn form_file(
    person: Person,
    Path((id, field)): Path<(Uuid, String)>,
    headers: HeaderMap,
) -> Response {
    whole(&person, id, &headers, |state| {
        state.form_files.get(&FieldCode::from(field.as_str()))
    })
    .await
}

/// The capture of a certification request.
pub(super) async fn certification_file(
    person: Person,
    Path((id, certification)): Path<(Uuid, String)>,
    headers: HeaderMap,
) -> Response {
    whole(&person, id, &headers, |state| {
        let request = state.certifications.get(&certification.as_str().into())?;
        request.evidence.as_ref()
    })
    .await
}

async fn whole(
    person: &Person,
    id: Uuid,
    headers: &HeaderMap,
    pick: impl Fn(&Application) -> Option<&FileContent>,
) -> Response {
    let found = person
        .house()
        .dossier(&person.actor, ApplicationId(id))
        .await;
    let dossier = match found {
        Ok(dossier) => dossier,
        Err(failure) => return person.failed(failure, None, "/dossiers"),
    };
    match pick(&dossier.state) {
        Some(file) if person.actor.side != Side::External => {
            serve(person, file, headers, false).await
        }
        _ => person.visitor.problem(Problem::NotFound),
    }
}

/// What was answered, for people who read.
fn answers(person: &Person, dossier: &Dossier, fields: &[Drawn]) -> Vec<Answer> {
    let l = person.l();
    let programme = person.house().programme();
    let state = &dossier.state;
    let mut answers: Vec<Answer> = fields
        .iter()
        .map(|field| Answer {
            label: field.label.clone(),
            href: if field.file.is_empty() {
                String::new()
            } else {
                field.file_href.clone()
            },
            value: if field.kind == "file" {
                if field.file.is_empty() {
                    field.none_label.clone()
                } else {
                    field.file.clone()
                }
            } else {
                field.value.clone()
            },
        })
        .collect();
    let profiles: Vec<String> = profile_choices(person, dossier)
        .into_iter()
        .filter(|choice| {
            state
                .profiles
                .contains(&ProfileCode::new(choice.value.clone()))
        })
        .map(|choice| choice.label)
        .collect();
    answers.push(Answer {
        label: l.t("profiles").into_owned(),
        value: profiles.join(", "),
        href: String::new(),
    });
    for declaration in &programme.declarations {
        let value = match state.declarations.get(&declaration.code) {
            Some(DeclarationValue::Boolean(true)) => l.t("yes").into_owned(),
            Some(DeclarationValue::Boolean(false)) => l.t("no").into_owned(),
            Some(DeclarationValue::Choice(option)) => option_in_words(l, option),
            None => continue,
        };
        answers.push(Answer {
            label: declaration.label.clone(),
            value,
            href: String::new(),
        });
    }
    answers.retain(|answer| !answer.value.is_empty());
    answers
}

fn certification_lines(
    person: &Person,
    layout: &Layout,
    dossier: &Dossier,
) -> Vec<CertificationLine> {
    let house = person.house();
    let programme = house.programme();
    let state = &dossier.state;
    let Some(opening) = &state.opening else {
        return Vec::new();
    };
    programme
        .certifications_required(&opening.scheme, &state.profiles, &state.declarations)
        .map(|certification| {
            let request = state.certifications.get(&certification.code);
            let mut form = new_form(house, state.version);
            if let Some(request) = request {
                form.set("product", request.product.clone());
                form.set("version", request.version.clone());
                form.set("nil", request.nil.clone());
                form.set("status", request.status.to_string());
                if let Some(day) = request.status_date {
                    form.set("status_date", day.to_string());
                }
            }
            let status = request.and_then(|request| {
                programme
                    .certification_statuses
                    .iter()
                    .find(|one| one.code == request.status)
            });
            let evidence = request.and_then(|request| request.evidence.as_ref());
            CertificationLine {
                code: certification.code.to_string(),
                label: certification.label.clone(),
                issuer: certification.issuer.clone(),
                form,
                status: status
                    .map(|status| status.label.clone())
                    .unwrap_or_default(),
                date: request
                    .and_then(|request| request.status_date)
                    .map(|day| layout.date(&day))
                    .unwrap_or_default(),
                evidence: evidence.map(|file| file.name.clone()).unwrap_or_default(),
                evidence_href: format!(
                    "{}/homologations/{}",
                    application_path(dossier.id),
                    certification.code
                ),
            }
        })
        .collect()
}

/// Saves every answer with the files that came along, then submits when that was asked.
pub(super) async fn save_eligibility(Path(id): Path<Uuid>, sent: Sent) -> Response {
    let id = ApplicationId(id);
    let person = sent.person;
    let house = person.house();
    let programme = house.programme();
    let back = format!("{}/eligibilite", application_path(id));
    let dossier = match for_filling(&person, id, &back).await {
        Ok(dossier) => dossier,
        Err(answer) => return answer,
    };
    let received = match receive(&person, (sent.form, &sent.page), FORM_FILE_MIB).await {
        Ok(received) => received,
        Err(answer) => return answer,
    };
    let posted = Posted {
        person: person.clone(),
        pairs: received.fields,
    };
    // From then on, profiles change on their own page, once the effects are read: a page that
    // was open since before must not change them unseen.
    if dossier.state.eligible.is_some() {
        return person.failed(Refusal::AlreadyEligible.into(), Some(&posted), &back);
    }
    let code = form_at(programme, "eligibility");
    let profiles: BTreeSet<ProfileCode> = posted
        .values("profile")
        .into_iter()
        .map(ProfileCode::new)
        .collect();
    let declarations = declared(programme, &posted);
    let values = values_for(programme, &code, &posted);
    let commands = [
        Command::Declare { declarations },
        Command::ChooseProfiles { profiles },
        Command::FillForm {
            form: code.clone(),
            values,
        },
    ];
    // A file that does not fit keeps no answer back: the rest is saved, then it is said.
    let mut refused = Vec::new();
    for (name, file) in received.file_fields.iter().zip(received.files) {
        let Some(field) = name.strip_prefix(FILE_OF) else {
            continue;
        };
        let command = Command::AttachFormFile {
            form: code.clone(),
            field: field.into(),
            file,
        };
        match house
            .execute(&person.actor, id, command, posted.seen())
            .await
        {
            Ok(_) => {}
            Err(Failure::Refused(
                refusal @ (Refusal::FormatNotAccepted { .. } | Refusal::FileEmpty),
            )) => {
                let help = explanation(person.house(), refusal.code());
                refused.push((field.to_owned(), explained(person.l(), &refusal), help));
            }
            Err(failure) => return person.failed(failure, Some(&posted), &back),
        }
    }
    for command in commands {
        // One person's own changes are no conflict with the page that they made them from.
        match house
            .execute(&person.actor, id, command, posted.seen())
            .await
        {
            Ok(_) => {}
            Err(Failure::Refused(refusal @ Refusal::InvalidField { .. })) => {
                let mut form = posted.form();
                refuse_beside(&mut form, &person, &refusal);
                return show_eligibility(person, id.0, Some(form)).await;
            }
            Err(failure) => return person.failed(failure, Some(&posted), &back),
        }
    }
    if !refused.is_empty() {
        let mut form = posted.form();
        for (field, why, help) in refused {
            form.explain(help);
            form.refuse(&field, why);
        }
        return show_eligibility(person, id.0, Some(form)).await;
    }
    if posted.value("then") == "submit" {
        return submit_now(&posted, id, &back).await;
    }
    done(&back, "form-saved")
}

async fn submit_now(posted: &Posted, id: ApplicationId, back: &str) -> Response {
    let person = posted.person.clone();
    match person
        .house()
        .execute(&person.actor, id, Command::SubmitEligibility, None)
        .await
    {
        Ok(_) => done(&application_path(id), "eligibility-submitted"),
        Err(Failure::Refused(Refusal::Incomplete(gaps))) => {
            let mut form = posted.form();
            for gap in &gaps {
                let (text, anchor) = missing_in_words(person.l(), person.house().programme(), gap);
                form.refuse(anchor.strip_prefix("f-").unwrap_or_default(), text);
            }
            show_eligibility(person, id.0, Some(form)).await
        }
        Err(failure) => person.failed(failure, Some(posted), back),
    }
}

pub(super) async fn submit(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let back = format!("{}/eligibilite", application_path(id));
    act(
        &posted,
        id,
        Command::SubmitEligibility,
        &back,
        "eligibility-submitted",
    )
    .await
}

/// The form comes back to the vendor, as long as nobody has begun to examine it.
pub(super) async fn take_back(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let back = format!("{}/eligibilite", application_path(id));
    act(
        &posted,
        id,
        Command::TakeBackEligibility,
        &back,
        "taken-back",
    )
    .await
}

pub(super) async fn start_review(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let back = format!("{}/eligibilite", application_path(id));
    act(
        &posted,
        id,
        Command::StartEligibilityReview,
        &back,
        "review-started",
    )
    .await
}

pub(super) async fn decide(Path(id): Path<Uuid>, posted: Posted) -> Response {
    let id = ApplicationId(id);
    let back = format!("{}/eligibilite", application_path(id));
    let lines = || -> Vec<String> { posted.value("points").lines().map(str::to_owned).collect() };
    let (command, said) = match posted.value("outcome") {
        "eligible" => (Command::DeclareEligible, "eligibility-declared"),
        "refuse" => (
            Command::RefuseEligibility { reasons: lines() },
            "eligibility-refused",
        ),
        _ => (
            Command::AskToComplete {
                request: RequestId(posted.key()),
                points: lines(),
            },
            "completion-asked",
        ),
    };
    act(&posted, id, command, &back, said).await
}

/// The application, for somebody who may fill its forms: asked before a file is received, so
/// that nobody else can fill the disk.
async fn for_filling(person: &Person, id: ApplicationId, back: &str) -> Result<Dossier, Response> {
    let found = person.house().dossier(&person.actor, id).await;
    let dossier = found.map_err(|failure| person.failed(failure, None, back))?;
    if may(person, &person.actor, Right::FillForms, &dossier) {
        Ok(dossier)
    } else {
        Err(person.failed(Refusal::NotAllowed.into(), None, back))
    }
}

pub(super) async fn certification(
    Path((id, certification)): Path<(Uuid, String)>,
    sent: Sent,
) -> Response {
    let person = sent.person;
    let id = ApplicationId(id);
    let back = format!("{}/eligibilite", application_path(id));
    let dossier = match for_filling(&person, id, &back).await {
        Ok(dossier) => dossier,
        Err(answer) => return answer,
    };
    let received = match receive(&person, (sent.form, &sent.page), 50).await {
        Ok(received) => received,
        Err(answer) => return answer,
    };
    let held = dossier
        .state
        .certifications
        .get(&certification.as_str().into());
    let evidence: Option<FileContent> = received
        .files
        .first()
        .cloned()
        .or_else(|| held.and_then(|request| request.evidence.clone()));
    let command = Command::RecordCertificationRequest {
        certification: certification.as_str().into(),
        request: CertificationRequest {
            product: received.value("product").to_owned(),
            version: received.value("version").to_owned(),
            nil: received.value("nil").to_owned(),
            status: received.value("status").into(),
            status_date: received.value("status_date").parse().ok(),
            evidence,
        },
    };
    match person
        .house()
        .execute(&person.actor, id, command, None)
        .await
    {
        Ok(_) => done(&back, "certification-saved"),
        Err(failure) => person.failed(failure, None, &back),
    }
}
