//! The pages of one application, at one address for everybody: what a person sees and may
//! do there follows from the access policy. Lists of applications are in `desk`.

mod already;
mod chapter;
mod chapter_pages;
mod compare;
mod course;
mod decision;
mod declared;
mod edition;
mod effects;
mod erasure;
mod evidence;
mod exchange;
mod export;
mod folder;
mod forms;
mod head;
mod journal;
mod milestones;
mod naming;
mod overview;
mod pins;
mod receipt;
mod review;
mod revisions;
mod scope;
mod submission;
mod team;
mod words;

use aval_core::{application::Command, ids::ApplicationId};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    response::Response,
    routing::{get, post},
};

pub(crate) use erasure::{JOB as ERASE, jobs as erasure_jobs, run as erase};
pub(crate) use evidence::{desk_address, limit_of, media_type, plain_name, slot_address};
pub use head::{Head, head};
pub(crate) use revisions::{address as revisions_address, signed_end};
pub use words::{deadline_in_words, state_in_words, state_tone};

use crate::{house::House, posted::Posted, visitor::done};

/// Every address below `/dossiers/{id}`.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/dossiers/{id}", get(overview::show))
        .route("/dossiers/{id}/charte", post(course::accept_charter))
        .route("/dossiers/{id}/retrait", post(course::withdraw))
        .route("/dossiers/{id}/abandon", post(course::abandon))
        .route("/dossiers/{id}/referent", post(course::assign))
        .route(
            "/dossiers/{id}/candidature",
            get(forms::application).post(forms::save_application),
        )
        .route(
            "/dossiers/{id}/eligibilite",
            get(forms::eligibility).post(forms::save_eligibility),
        )
        .route("/dossiers/{id}/eligibilite/soumettre", post(forms::submit))
        .route(
            "/dossiers/{id}/eligibilite/reprendre",
            post(forms::take_back),
        )
        .route(
            "/dossiers/{id}/eligibilite/examen",
            post(forms::start_review),
        )
        .route(
            "/dossiers/{id}/version-technique",
            post(forms::save_version),
        )
        .route("/dossiers/{id}/jalons.ics", get(milestones::calendar))
        .route(
            "/dossiers/{id}/edition",
            get(edition::show).post(edition::change),
        )
        .route(
            "/dossiers/{id}/profils",
            get(scope::show).post(scope::change),
        )
        .route("/dossiers/{id}/eligibilite/decision", post(forms::decide))
        .route("/dossiers/{id}/fichiers/{field}", get(forms::form_file))
        .route(
            "/dossiers/{id}/homologations/{certification}",
            get(forms::certification_file).post(forms::certification),
        )
        .route("/dossiers/{id}/chapitres", get(chapter::list))
        .route("/dossiers/{id}/chapitres/{chapter}", get(chapter::show))
        .route(
            "/dossiers/{id}/chapitres/{chapter}/soumettre",
            post(submission::submit),
        )
        .route(
            "/dossiers/{id}/chapitres/{chapter}/renvoyer",
            post(review::return_chapter),
        )
        .route(
            "/dossiers/{id}/chapitres/{chapter}/valider",
            post(review::validate_chapter),
        )
        .route(
            "/dossiers/{id}/chapitres/{chapter}/rouvrir",
            get(review::reopen_form).post(review::reopen_chapter),
        )
        .route("/dossiers/{id}/deposer", get(folder::show))
        .route("/dossiers/{id}/depot", post(evidence::upload))
        .route("/dossiers/{id}/saisie", post(evidence::enter))
        .route("/dossiers/{id}/lier", post(evidence::link))
        .route("/dossiers/{id}/deja-depose", get(already::show))
        .route("/dossiers/{id}/reprise", post(already::reuse))
        .route("/dossiers/{id}/retirer", post(evidence::unlink))
        .route(
            "/dossiers/{id}/remplacer/{evidence}",
            get(evidence::replace_form),
        )
        .route(
            "/dossiers/{id}/remplacer/{evidence}",
            post(evidence::replace),
        )
        .route("/dossiers/{id}/non-applicable", post(evidence::claim))
        .route(
            "/dossiers/{id}/non-applicable/annuler",
            post(evidence::withdraw_claim),
        )
        .route(
            "/dossiers/{id}/pieces/{evidence}/{version}",
            get(evidence::content),
        )
        .route("/dossiers/{id}/comparer", get(compare::show))
        .route(
            "/dossiers/{id}/revisions/{evidence}/{version}",
            get(revisions::show),
        )
        .route(
            "/dossiers/{id}/effacer/{evidence}/{version}",
            get(erasure::show).post(erasure::erase),
        )
        .route(
            "/dossiers/{id}/declaration/{evidence}",
            get(declared::show).post(declared::declare),
        )
        .route("/dossiers/{id}/verdict", post(review::verdict))
        .route("/dossiers/{id}/verdict/annuler", post(review::retract))
        .route(
            "/dossiers/{id}/remarques/{remark}/{action}",
            post(review::remark),
        )
        .route("/dossiers/{id}/second-avis", post(review::second_opinion))
        .route("/dossiers/{id}/echanges", get(exchange::show))
        .route("/dossiers/{id}/echanges/message", post(exchange::message))
        .route("/dossiers/{id}/echanges/demande", post(exchange::request))
        .route(
            "/dossiers/{id}/demandes/{request}/reponse",
            post(exchange::answer),
        )
        .route(
            "/dossiers/{id}/demandes/{request}/prolongation",
            post(exchange::extension),
        )
        .route(
            "/dossiers/{id}/demandes/{request}/prolongation/reponse",
            post(exchange::extension_answer),
        )
        .route("/dossiers/{id}/equipe", get(team::show).post(team::attach))
        .route("/dossiers/{id}/equipe/retirer", post(team::detach))
        .route("/dossiers/{id}/equipe/auditeur", post(team::invite))
        .route("/dossiers/{id}/archive", get(export::archive))
        .route("/dossiers/{id}/journal", get(journal::show))
        .route("/dossiers/{id}/accuses/{version}", get(receipt::receipt))
        .route(
            "/dossiers/{id}/decision",
            get(decision::show).post(decision::decide),
        )
        .route(
            "/dossiers/{id}/referencement/{action}",
            post(decision::listing),
        )
        // Files are streamed to disk; each slot has its own limit.
        .layer(DefaultBodyLimit::disable())
}

/// Carries out the command of a form, then shows `back` with a message.
async fn act(
    posted: &Posted,
    id: ApplicationId,
    command: Command,
    back: &str,
    said: &str,
) -> Response {
    let person = &posted.person;
    match person
        .house()
        .execute(&person.actor, id, command, posted.seen())
        .await
    {
        Ok(_) => done(back, said),
        Err(failure) => person.failed(failure, Some(posted), back),
    }
}
