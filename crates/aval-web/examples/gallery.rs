//! Every component on one page, for the eye and for the accessibility checks: `cargo run -p aval-web --example gallery`.
//!
//! Sample sentences live in the example's own templates: they are no wording of the product.

use std::sync::Arc;

use askama::Template;
use aval_web::error_page::{Problem, Typed, conflict, problem};
use aval_web::form::{Choice, FormState};
use aval_web::layout::{Account, Brand, Layout, Side, Step, StepState, TimelineEntry, Tone, page};
use aval_web::locale::{self, Locale};
use aval_web::{assets, security_headers};
use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use axum::routing::get;
use jiff::Timestamp;

#[derive(Template)]
#[template(path = "gallery.html")]
struct Gallery {
    layout: Layout,
    form: FormState,
    drop_form: FormState,
    choices: Vec<Choice>,
    steps: Vec<Step>,
    entries: Vec<TimelineEntry>,
    tones: Vec<Tone>,
    deadline: Timestamp,
}

#[derive(Template)]
#[template(path = "gallery_desk.html")]
struct Desk {
    layout: Layout,
    form: FormState,
}

fn frame(l: Locale, uri: &str) -> Layout {
    let brand = Brand {
        tagline: "Ségur numérique, vague 2".into(),
        operator: "Opérateur de démonstration".into(),
        ..Brand::default()
    };
    let now: Timestamp = "2026-11-23T08:30:00Z".parse().unwrap_or_default();
    let account = Account {
        name: "Alix Moreau".into(),
        organisation: "Équipe instruction".into(),
        side: Side::Operator,
        roles: vec!["Instructrice".into(), "Référente".into()],
        administrator: true,
    };
    Layout::new(l, Arc::new(brand), now, uri)
        .signed_in(account, "jeton")
        .waiting("/instruction", 12)
        .bannered(Some(
            "Contenu illustratif : organisations, personnes et dossiers sont fictifs.".into(),
        ))
        .crumb(l.t("nav-home"), "/")
}

async fn gallery(l: Locale, uri: Uri) -> Response {
    let mut form = FormState::from_pairs(
        "clef-1",
        [("nie", "12"), ("profil", "AHI"), ("scheme", "LGC")]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    )
    .at_version(7);
    form.refuse("nie", "Écrivez les treize chiffres du NIE.");
    form.refuse("charter", "Acceptez la charte pour continuer.");
    let step = |label: &str, state| Step {
        label: label.into(),
        href: "#".into(),
        state,
    };
    let entry = |said: &str, title: &str, tone| TimelineEntry {
        instant: "2026-11-20T13:00:00Z".into(),
        said: said.into(),
        title: title.into(),
        actor: "Sacha Petit".into(),
        detail: "Chapitre Sécurité, 12 preuves.".into(),
        tone,
    };
    page(
        StatusCode::OK,
        &Gallery {
            layout: frame(l, &uri.to_string())
                .titled("Galerie")
                .crumb("Galerie", "")
                .flash(Tone::Success, "Le chapitre a été soumis.")
                .flash(Tone::Error, "Le fichier est vide."),
            form,
            drop_form: FormState::new("clef-2"),
            choices: vec![
                Choice::new("LGC", "Logiciel de gestion de cabinet").hint("Médecine de ville"),
                Choice::new("AHI", "Annuaire et habilitations"),
                Choice::new("SC", "Socle commun"),
            ],
            steps: vec![
                step("Candidature", StepState::Done),
                step("Éligibilité", StepState::Done),
                step("Preuves", StepState::Current),
                step("Décision", StepState::Later),
            ],
            entries: vec![
                entry("20 nov. 2026, 14 h 00", "Chapitre soumis", Tone::Info),
                entry(
                    "19 nov. 2026, 9 h 12",
                    "Éligibilité déclarée",
                    Tone::Success,
                ),
                entry("18 nov. 2026, 17 h 40", "Complément demandé", Tone::Warning),
            ],
            tones: vec![
                Tone::Neutral,
                Tone::Info,
                Tone::Success,
                Tone::Warning,
                Tone::Error,
                Tone::New,
            ],
            deadline: "2026-11-24T13:00:00Z".parse().unwrap_or_default(),
        },
    )
}

async fn desk(l: Locale, uri: Uri) -> Response {
    page(
        StatusCode::OK,
        &Desk {
            layout: frame(l, &uri.to_string())
                .titled("Examen")
                .crumb("Dossier SC-0042", "#")
                .crumb("SC.SSI/GEN.18", "")
                .wide(),
            form: FormState::new("clef-3"),
        },
    )
}

async fn failure(l: Locale, Path(code): Path<u16>, uri: Uri) -> Response {
    let layout = frame(l, &uri.to_string());
    if code == 409 {
        let typed = vec![Typed {
            name: "remark".into(),
            label: Some("Remarque".into()),
            value: "La capture ne montre pas l’heure.".into(),
        }];
        return conflict(layout, "", typed, "/bureau");
    }
    let case = Problem::ALL
        .into_iter()
        .find(|one| one.status().as_u16() == code)
        .unwrap_or(Problem::NotFound);
    problem(layout, case, None, Some("01JD-7F3A".into()))
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "127.0.0.1:8099".into());
    let app: Router = Router::new()
        .route("/", get(gallery))
        .route("/bureau", get(desk))
        .route("/erreur/{code}", get(failure))
        .merge(assets::routes());
    let app = security_headers::secured(locale::switchable(app));
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("http://{address}/");
    axum::serve(listener, app).await
}
