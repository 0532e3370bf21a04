//! One entry of the register: its public columns, its dates, its certificate, the same for
//! a program. Reasons and names of people are not public.

use askama::Template;
use aval_core::{application::Event, ids::ApplicationId};
use aval_store::ListingRow;
use axum::{
    http::{HeaderMap, StatusCode},
    response::Response,
};
use jiff::{Timestamp, civil::Date};

use super::{
    column::{Column, address, day, scheme, status, status_tone, told},
    downloads::machine_readable,
    frame,
    register::failed,
    wants_json,
};
use crate::{
    address::Path,
    error_page::Problem,
    house::House,
    layout::{Layout, Tone, page},
    locale::Locale,
    visitor::Visitor,
};

/// Something that happened to an entry, as far as it is public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Happened {
    Decided,
    Published,
    Suspended,
    Reinstated,
    Withdrawn,
}

impl Happened {
    const fn code(self) -> &'static str {
        match self {
            Self::Decided => "decided",
            Self::Published => "published",
            Self::Suspended => "suspended",
            Self::Reinstated => "reinstated",
            Self::Withdrawn => "withdrawn",
        }
    }

    fn said(self, l: Locale) -> String {
        match self {
            Self::Decided => l.t("history-decided"),
            Self::Published => l.t("history-published"),
            Self::Suspended => l.t("history-suspended"),
            Self::Reinstated => l.t("history-reinstated"),
            Self::Withdrawn => l.t("history-withdrawn"),
        }
        .into_owned()
    }

    fn tone(self) -> Tone {
        match self {
            Self::Decided => Tone::Neutral,
            Self::Published | Self::Reinstated => Tone::Success,
            Self::Suspended => Tone::Warning,
            Self::Withdrawn => Tone::Error,
        }
    }
}

/// One date of the history.
struct Moment {
    date: String,
    said: String,
    title: String,
    tone: Tone,
}

struct Shown {
    label: String,
    value: String,
}

#[derive(Template)]
#[template(path = "public/entry.html")]
struct EntryPage {
    layout: Layout,
    product: String,
    vendor: String,
    status: String,
    tone: Tone,
    /// What a status other than listed means, in a sentence; empty when listed.
    warning: String,
    columns: Vec<Shown>,
    history: Vec<Moment>,
    certificate: String,
    json: String,
}

#[derive(Template)]
#[template(path = "public/certificate.html")]
struct CertificatePage {
    layout: Layout,
    programme: String,
    operator: String,
    /// The entry is listed: the page endorses.
    stands: bool,
    statement: String,
    warning: String,
    columns: Vec<Shown>,
    as_of: String,
    entry: String,
}

pub(super) async fn show(
    visitor: Visitor,
    headers: HeaderMap,
    Path(number): Path<String>,
) -> Response {
    let (number, json) = match number.strip_suffix(".json") {
        Some(number) => (number, true),
        None => (number.as_str(), wants_json(&headers)),
    };
    let row = match found(&visitor, number).await {
        Ok(row) => row,
        Err(answer) => return *answer,
    };
    let house = &visitor.house;
    let history = history(house, &row).await;
    if json {
        return machine_readable(for_a_program(house, &row, &history));
    }
    let l = visitor.l;
    let path = address(&row.number);
    let layout = frame(&visitor, &path)
        .titled(format!("{} – {}", row.product, row.number))
        .crumb(l.t("register-title"), "/registre")
        .crumb(row.number.clone(), "");
    let answer = page(
        StatusCode::OK,
        &EntryPage {
            product: row.product.clone(),
            vendor: row.vendor.clone(),
            status: status(l, house.programme(), &row.status),
            tone: status_tone(&row.status),
            warning: warning(&layout, &row, &history),
            columns: shown(house, &layout, &row),
            history: history
                .iter()
                .map(|(happened, date)| Moment {
                    date: date.to_string(),
                    said: layout.date(date),
                    title: happened.said(l),
                    tone: happened.tone(),
                })
                .collect(),
            certificate: format!("{path}/attestation"),
            json: format!("{path}.json"),
            layout,
        },
    );
    visitor.clear_flash(answer)
}

/// The certificate, made to be printed.
pub(super) async fn certificate(visitor: Visitor, Path(number): Path<String>) -> Response {
    let row = match found(&visitor, &number).await {
        Ok(row) => row,
        Err(answer) => return *answer,
    };
    let house = &visitor.house;
    let history = history(house, &row).await;
    let l = visitor.l;
    let path = address(&row.number);
    let layout = frame(&visitor, &format!("{path}/attestation"))
        .titled(l.v("certificate-of", &row.number))
        .crumb(l.t("register-title"), "/registre")
        .crumb(row.number.clone(), path.clone())
        .crumb(l.t("certificate-title"), "");
    let stands = row.status == "listed";
    let statement = if stands {
        l.with(
            "certificate-statement",
            &[
                ("product", row.product.clone().into()),
                ("version", row.technical_version.clone().into()),
                ("vendor", row.vendor.clone().into()),
                ("scheme", scheme(house.programme(), &row.scheme).into()),
                ("date", layout.date(&day(house, row.decided_at)).into()),
            ],
        )
        .into_owned()
    } else {
        String::new()
    };
    let answer = page(
        StatusCode::OK,
        &CertificatePage {
            programme: house.programme().name.clone(),
            operator: house.brand().operator.clone(),
            stands,
            statement,
            warning: warning(&layout, &row, &history),
            columns: shown(house, &layout, &row),
            as_of: layout.date(&day(house, house.now())),
            entry: path,
            layout,
        },
    );
    visitor.clear_flash(answer)
}

async fn found(visitor: &Visitor, number: &str) -> Result<ListingRow, Box<Response>> {
    match visitor.house.store().listing(number).await {
        Ok(Some(row)) => Ok(row),
        Ok(None) => Err(Box::new(visitor.problem(Problem::NotFound))),
        Err(error) => Err(Box::new(failed(visitor, &error))),
    }
}

fn shown(house: &House, layout: &Layout, row: &ListingRow) -> Vec<Shown> {
    Column::of(house.programme())
        .into_iter()
        .map(|column| Shown {
            label: column.label(layout.l),
            value: column.said(house, layout, row),
        })
        .filter(|shown| !shown.value.is_empty())
        .collect()
}

/// The days on which an entry changed, oldest first. They come from the journal, which also
/// remembers the suspensions that are over.
async fn history(house: &House, row: &ListingRow) -> Vec<(Happened, Date)> {
    let mut moments = vec![(Happened::Decided, row.decided_at)];
    match house.history(ApplicationId(row.application_id)).await {
        Ok(recorded) => moments.extend(
            recorded
                .iter()
                .filter_map(|one| Some((happened(&one.event)?, one.at))),
        ),
        // The entry itself is whole without its past.
        Err(error) => tracing::error!(
            %error,
            code = error.code(),
            number = row.number,
            "the journal of an entry could not be read"
        ),
    }
    moments.sort_by_key(|(_, at): &(Happened, Timestamp)| *at);
    moments
        .into_iter()
        .map(|(happened, at)| (happened, day(house, at)))
        .collect()
}

fn happened(event: &Event) -> Option<Happened> {
    match event {
        Event::ListingPublished { .. } => Some(Happened::Published),
        Event::ListingSuspended { .. } => Some(Happened::Suspended),
        Event::ListingReinstated { .. } => Some(Happened::Reinstated),
        Event::ListingWithdrawn { .. } => Some(Happened::Withdrawn),
        _ => None,
    }
}

/// What a suspension or a withdrawal means, with its day when the journal knows it.
fn warning(layout: &Layout, row: &ListingRow, history: &[(Happened, Date)]) -> String {
    let (kind, dated, undated) = match row.status.as_str() {
        "suspended" => (
            Happened::Suspended,
            "warning-suspended-since",
            "warning-suspended",
        ),
        "withdrawn" => (
            Happened::Withdrawn,
            "warning-withdrawn-since",
            "warning-withdrawn",
        ),
        _ => return String::new(),
    };
    let l = layout.l;
    match history.iter().rev().find(|(one, _)| *one == kind) {
        Some((_, date)) => l.v(dated, layout.date(date)).into_owned(),
        None => l.t(undated).into_owned(),
    }
}

fn for_a_program(house: &House, row: &ListingRow, history: &[(Happened, Date)]) -> String {
    let mut object = told(house, row);
    let history: Vec<_> = history
        .iter()
        .map(|(happened, date)| {
            serde_json::json!({ "event": happened.code(), "date": date.to_string() })
        })
        .collect();
    object.insert("history".to_owned(), history.into());
    object.insert(
        "certificate".to_owned(),
        format!("{}/attestation", address(&row.number)).into(),
    );
    serde_json::Value::Object(object).to_string()
}
