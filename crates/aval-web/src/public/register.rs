//! The page of the register: search, facets with their counts, pages of a list. The whole
//! question is in the address.

use askama::Template;
use aval_core::programme::Programme;
use aval_store::{FacetCount, ListingRow, StoreError};
use axum::{
    extract::RawQuery,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};

use super::{
    column::{address, day, scheme, sector, status, status_tone},
    downloads, frame,
    question::{Facet, Question},
    wants_json,
};
use crate::{
    error_page::Problem,
    layout::{Layout, Tone, page},
    locale::Locale,
    visitor::Visitor,
};

const PATH: &str = "/registre";
/// Entries of one page.
const ROWS: u32 = 25;

struct Line {
    href: String,
    number: String,
    product: String,
    version: String,
    vendor: String,
    scheme: String,
    decided: String,
    status: String,
    tone: Tone,
}

/// A value of a facet.
struct Value {
    value: String,
    label: String,
    count: String,
    chosen: bool,
}

struct Narrowing {
    name: &'static str,
    title: String,
    values: Vec<Value>,
}

/// Something that narrows the list, and the address of the list without it.
struct Chosen {
    text: String,
    href: String,
}

#[derive(Template)]
#[template(path = "public/register.html")]
struct RegisterPage {
    layout: Layout,
    text: String,
    narrowings: Vec<Narrowing>,
    chosen: Vec<Chosen>,
    lines: Vec<Line>,
    total: String,
    first: String,
    previous: String,
    next: String,
    csv: String,
    json: String,
}

pub(super) async fn show(
    visitor: Visitor,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    if wants_json(&headers) {
        return downloads::json(visitor, RawQuery(query)).await;
    }
    let question = Question::read(query.as_deref());
    let store = visitor.house.store();
    let found = store
        .register(&question.filter, ROWS, question.place.as_deref())
        .await;
    let found = match found {
        Ok(found) => found,
        // The place in the list was altered or is an old one: start again.
        Err(StoreError::BadCursor) => {
            return Redirect::to(&question.at_start().address(PATH)).into_response();
        }
        Err(error) => return failed(&visitor, &error),
    };
    let facets = match store.register_facets(&question.filter).await {
        Ok(facets) => facets,
        Err(error) => return failed(&visitor, &error),
    };
    let l = visitor.l;
    let programme = visitor.house.programme();
    let counted = |facet| match facet {
        Facet::Sector => &facets.sectors,
        Facet::Scheme => &facets.schemes,
        Facet::Status => &facets.statuses,
        Facet::Wave => &facets.waves,
    };
    let layout = frame(&visitor, &question.address(PATH)).titled(l.t("register-title"));
    let narrowings = Facet::ALL
        .into_iter()
        .map(|facet| narrowing(&layout, programme, &question, facet, counted(facet)))
        .filter(|narrowing| !narrowing.values.is_empty())
        .collect();
    let total = if found.total.more {
        l.v("register-more", layout.count(found.total.count))
            .into_owned()
    } else {
        l.n("register-count", found.total.count).into_owned()
    };
    let to =
        |place: Option<String>| place.map_or_else(String::new, |p| question.at(p).address(PATH));
    let first = if found.previous.is_some() {
        question.at_start().address(PATH)
    } else {
        String::new()
    };
    let answer = page(
        StatusCode::OK,
        &RegisterPage {
            text: question.filter.text.clone(),
            narrowings,
            chosen: chosen(l, programme, &question),
            lines: found
                .rows
                .iter()
                .map(|row| line(&visitor, &layout, row))
                .collect(),
            total,
            first,
            previous: to(found.previous),
            next: to(found.next),
            csv: question.at_start().address("/registre.csv"),
            json: question.at_start().address("/registre.json"),
            layout,
        },
    );
    visitor.clear_flash(answer)
}

/// The page for a register that cannot be read.
pub(super) fn failed(visitor: &Visitor, error: &StoreError) -> Response {
    tracing::error!(%error, code = error.code(), "the register could not be read");
    visitor.problem(if error.is_transient() {
        Problem::Unavailable
    } else {
        Problem::Internal
    })
}

fn line(visitor: &Visitor, layout: &Layout, row: &ListingRow) -> Line {
    let programme = visitor.house.programme();
    Line {
        href: address(&row.number),
        number: row.number.clone(),
        product: row.product.clone(),
        version: row.technical_version.clone(),
        vendor: row.vendor.clone(),
        scheme: scheme(programme, &row.scheme),
        decided: layout.short_date(&day(&visitor.house, row.decided_at)),
        status: status(layout.l, programme, &row.status),
        tone: status_tone(&row.status),
    }
}

fn title(l: Locale, facet: Facet) -> String {
    match facet {
        Facet::Sector => l.t("column-sector"),
        Facet::Scheme => l.t("column-scheme"),
        Facet::Status => l.t("column-status"),
        Facet::Wave => l.t("column-wave"),
    }
    .into_owned()
}

fn label(l: Locale, programme: &Programme, facet: Facet, value: &str) -> String {
    match facet {
        Facet::Sector => sector(programme, value),
        Facet::Scheme => scheme(programme, value),
        Facet::Status => status(l, programme, value),
        Facet::Wave => value.to_owned(),
    }
}

/// Where a value stands in the programme; what it does not know comes last.
fn rank(programme: &Programme, facet: Facet, value: &str) -> usize {
    let found = match facet {
        Facet::Sector => programme
            .sectors
            .iter()
            .position(|sector| sector.code.as_str() == value),
        Facet::Scheme => programme
            .schemes
            .iter()
            .position(|scheme| scheme.code.as_str() == value),
        Facet::Status => ["listed", "suspended", "withdrawn"]
            .iter()
            .position(|code| *code == value),
        Facet::Wave => None,
    };
    found.unwrap_or(usize::MAX)
}

fn narrowing(
    layout: &Layout,
    programme: &Programme,
    question: &Question,
    facet: Facet,
    counted: &[FacetCount],
) -> Narrowing {
    let chosen = question.values(facet);
    let mut counts: Vec<(&str, u64)> = counted
        .iter()
        .map(|one| (one.value.as_str(), one.count))
        .collect();
    // What was asked for stays on the page, even when nothing has it.
    for value in chosen {
        if !counts.iter().any(|(known, _)| known == value) {
            counts.push((value, 0));
        }
    }
    counts.sort_by_key(|(value, _)| (rank(programme, facet, value), *value));
    Narrowing {
        name: facet.name(),
        title: title(layout.l, facet),
        values: counts
            .into_iter()
            .map(|(value, count)| Value {
                value: value.to_owned(),
                label: label(layout.l, programme, facet, value),
                count: layout.count(count),
                chosen: chosen.iter().any(|known| known == value),
            })
            .collect(),
    }
}

fn chosen(l: Locale, programme: &Programme, question: &Question) -> Vec<Chosen> {
    let mut all = Vec::new();
    if !question.filter.text.is_empty() {
        all.push(Chosen {
            text: l
                .v("register-chosen-text", &question.filter.text)
                .into_owned(),
            href: question.without_text().address(PATH),
        });
    }
    for facet in Facet::ALL {
        for value in question.values(facet) {
            let text = l.with(
                "register-chosen",
                &[
                    ("facet", title(l, facet).into()),
                    ("value", label(l, programme, facet, value).into()),
                ],
            );
            all.push(Chosen {
                text: text.into_owned(),
                href: question.without(facet, value).address(PATH),
            });
        }
    }
    all
}
