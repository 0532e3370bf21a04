//! Opening an application: a product and a scheme.

use askama::Template;
use aval_core::{
    application::{CatalogueRef, Command, ProductRef, Refusal, VendorRef},
    ids::ApplicationId,
    programme::SchemeCode,
};
use axum::{http::StatusCode, response::Response};

use crate::{
    answer::explained,
    applications::Failure,
    error_page::Problem,
    faq::explanation,
    form::{Choice, FormState},
    layout::{Layout, page},
    posted::{Posted, application_path},
    visitor::{Person, done},
};

#[derive(Template)]
#[template(path = "desk/opening.html")]
struct OpeningPage {
    layout: Layout,
    form: FormState,
    schemes: Vec<Choice>,
}

pub(super) async fn form(person: Person) -> Response {
    if !person
        .actor
        .can("attach_collaborators", person.house().programme())
    {
        return person.visitor.problem(Problem::NotFound);
    }
    let form = FormState::new(person.house().id().to_string());
    drawn(&person, StatusCode::OK, form)
}

fn drawn(person: &Person, status: StatusCode, form: FormState) -> Response {
    let house = person.house();
    let l = person.l();
    let schemes = house
        .programme()
        .schemes
        .iter()
        .filter(|scheme| scheme.window_open && house.catalogue_for(&scheme.code).is_some())
        .map(|scheme| Choice::new(scheme.code.to_string(), scheme.label.clone()))
        .collect();
    let layout = person
        .layout()
        .titled(l.t("opening-title"))
        .crumb(l.t("nav-applications"), "/dossiers")
        .crumb(l.t("opening-title"), "");
    page(
        status,
        &OpeningPage {
            layout,
            form,
            schemes,
        },
    )
}

pub(super) async fn open(posted: Posted) -> Response {
    let person = posted.person.clone();
    let house = person.house();
    let l = person.l();
    let scheme = SchemeCode::new(posted.value("scheme"));
    let mut form = posted.form();
    if posted.value("product").trim().is_empty() {
        form.refuse("product", l.t("opening-product-missing").into_owned());
    }
    let catalogue = house.catalogue_for(&scheme);
    if catalogue.is_none() {
        form.refuse("scheme", l.t("opening-scheme-missing").into_owned());
    }
    let Some(catalogue) = catalogue.filter(|_| !form.is_refused()) else {
        return drawn(&person, StatusCode::UNPROCESSABLE_ENTITY, form);
    };
    // The key of the form is the identifier: a second click finds what the first one opened.
    let id = ApplicationId(posted.key());
    let count = match house.store().count_applications().await {
        Ok(count) => count,
        Err(error) => return person.failed(error.into(), Some(&posted), "/dossiers"),
    };
    let organisation = house
        .store()
        .organisation(person.actor.organisation.0)
        .await
        .ok()
        .flatten();
    let Some(organisation) = organisation else {
        return person.visitor.problem(Problem::NotFound);
    };
    for attempt in 1..=50 {
        let command = Command::OpenApplication {
            number: format!("D-{:04}", count + attempt),
            vendor: VendorRef {
                id: person.actor.organisation,
                name: organisation.name.clone(),
            },
            product: ProductRef {
                reference: format!("P-{}", &id.to_string().chars().take(8).collect::<String>()),
                name: posted.value("product").to_owned(),
            },
            scheme: scheme.clone(),
            catalogue: CatalogueRef {
                code: catalogue.code.clone(),
                version: catalogue.version.clone(),
            },
        };
        match house.execute(&person.actor, id, command, None).await {
            Ok(_) => return done(&application_path(id), "opening-done"),
            // Somebody took this number in the meantime: take the next one.
            Err(Failure::Store(aval_store::StoreError::Duplicate { .. })) => {}
            Err(Failure::Refused(Refusal::NotFound | Refusal::NotAllowed)) => {
                return person.visitor.problem(Problem::NotFound);
            }
            Err(Failure::Refused(refusal)) => {
                form.refuse("", explained(l, &refusal));
                form.explain(explanation(house, refusal.code()));
                return drawn(&person, StatusCode::UNPROCESSABLE_ENTITY, form);
            }
            Err(failure) => return person.failed(failure, Some(&posted), "/dossiers"),
        }
    }
    person.visitor.problem(Problem::Unavailable)
}
