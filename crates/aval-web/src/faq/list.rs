//! The page of the FAQ: search, facets with their counts, answers opened in place, pages of
//! a list. The whole question is in the address.

use askama::Template;
use aval_core::programme::Programme;
use aval_search::{Entry, Outcome};
use axum::{
    extract::RawQuery,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

use super::{
    answer::{Answer, structured, unmarked},
    cached,
    facets::{Group, has, is_known, keeps, label},
    improvements,
    library::Library,
    question::{Facet, Question},
};
use crate::{error_page::Problem, layout::Layout, locale::Locale, visitor::Visitor};

/// Answers of one page.
const ROWS: usize = 20;

struct Choice {
    id: String,
    name: &'static str,
    value: String,
    label: String,
    count: String,
    chosen: bool,
    /// Schemes of a sector.
    below: Vec<Choice>,
}

struct Narrowing {
    title: String,
    choices: Vec<Choice>,
    open: bool,
}

/// Something that narrows the list, and the address of the list without it.
struct Chosen {
    text: String,
    href: String,
}

#[derive(Template)]
#[template(path = "faq/list.html")]
struct ListPage {
    layout: Layout,
    text: String,
    /// Requirements asked for: they have no boxes, and the form keeps them.
    requirements: Vec<String>,
    narrowings: Vec<Narrowing>,
    chosen: Vec<Chosen>,
    answers: Vec<Answer>,
    total: String,
    corrected: String,
    unknown: Vec<String>,
    /// Shown when nothing answers.
    nearest: Vec<Answer>,
    contact: Option<Answer>,
    language: String,
    structured: String,
    previous: String,
    next: String,
    position: String,
    writes: bool,
}

pub(super) async fn show(
    visitor: Visitor,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(library) = visitor.house.faq() else {
        return visitor.problem(Problem::NotFound);
    };
    let programme = visitor.house.programme();
    let mut question = Question::read(query.as_deref());
    let unknown = question.split(|facet, value| is_known(&library, programme, facet, value));
    let outcome = (!question.text.is_empty()).then(|| library.search().search(&question.text));
    if let Some(outcome) = &outcome
        && outcome.hits.is_empty()
    {
        visitor.house.faq_misses().note(&question.text);
    }
    let found: Vec<&Entry> = match &outcome {
        Some(outcome) => outcome.hits.iter().map(|hit| hit.entry).collect(),
        None => library.newest(),
    };
    let kept: Vec<&Entry> = found
        .iter()
        .copied()
        .filter(|entry| keeps(&question, programme, entry, None))
        .collect();
    let pages = kept.len().div_ceil(ROWS).max(1);
    question.page = question.page.min(pages);
    let shown: Vec<&Entry> = kept
        .iter()
        .copied()
        .skip((question.page - 1) * ROWS)
        .take(ROWS)
        .collect();
    let layout = frame(&visitor, &question.address()).titled(visitor.l.t("faq-title"));
    let drawn = |entry: &Entry| answer(&library, programme, &layout, outcome.as_ref(), entry);
    let nearest: Vec<&Entry> = if kept.is_empty() {
        near(&found, outcome.as_ref())
    } else {
        Vec::new()
    };
    let theme = question
        .values(Facet::Theme)
        .next()
        .or_else(|| nearest.first()?.themes.first().map(String::as_str));
    let contact = kept.is_empty().then(|| library.contact(theme)).flatten();
    let l = visitor.l;
    let at = |page: usize| question.at(page).address();
    let template = ListPage {
        requirements: question
            .values(Facet::Requirement)
            .map(str::to_owned)
            .collect(),
        narrowings: narrowings(l, &layout, &library, programme, &question, &found),
        chosen: chosen(l, &library, programme, &question),
        answers: shown.iter().map(|entry| drawn(entry)).collect(),
        total: l.n("faq-count", kept.len()).into_owned(),
        corrected: corrected(l, outcome.as_ref()),
        unknown,
        nearest: nearest.iter().map(|entry| drawn(entry)).collect(),
        contact: contact.map(drawn),
        language: programme.language.clone(),
        structured: structured(&library, shown.iter().copied()),
        previous: if question.page > 1 {
            at(question.page - 1)
        } else {
            String::new()
        },
        next: if question.page < pages {
            at(question.page + 1)
        } else {
            String::new()
        },
        position: if pages > 1 {
            let numbers = [("page", question.page.into()), ("pages", pages.into())];
            l.with("faq-position", &numbers).into_owned()
        } else {
            String::new()
        },
        text: question.text.clone(),
        writes: improvements::writes(&visitor),
        layout,
    };
    drawn_page(&visitor, &headers, &template)
}

/// The frame of a page of the FAQ. A kept page would show the hour at which it was drawn.
pub(super) fn frame(visitor: &Visitor, path: &str) -> Layout {
    let mut layout = visitor.layout();
    path.clone_into(&mut layout.path);
    if visitor.person.is_none() {
        return layout.without_clock();
    }
    layout
}

pub(super) fn drawn_page(
    visitor: &Visitor,
    headers: &HeaderMap,
    template: &impl Template,
) -> Response {
    match template.render() {
        Ok(html) => {
            let answer = cached::answer(headers, "text/html; charset=utf-8", html);
            visitor.clear_flash(answer)
        }
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn answer(
    library: &Library,
    programme: &Programme,
    layout: &Layout,
    outcome: Option<&Outcome<'_>>,
    entry: &Entry,
) -> Answer {
    let (question, passages) = match outcome {
        Some(outcome) => (
            library.search().title(outcome, entry),
            library.search().passages(outcome, &entry.slug),
        ),
        None => (unmarked(&entry.question), Vec::new()),
    };
    Answer::new(library, programme, layout, entry, question, passages)
}

/// What the facets kept away, else what looks like the text.
fn near<'e>(found: &[&'e Entry], outcome: Option<&Outcome<'e>>) -> Vec<&'e Entry> {
    const MOST: usize = 3;
    let Some(outcome) = outcome else {
        return Vec::new();
    };
    let alike = outcome.nearest.iter().map(|hit| hit.entry);
    found.iter().copied().chain(alike).take(MOST).collect()
}

fn corrected(l: Locale, outcome: Option<&Outcome<'_>>) -> String {
    let read: Vec<&str> = outcome
        .iter()
        .flat_map(|outcome| &outcome.corrections)
        .map(|correction| correction.read.as_str())
        .collect();
    if read.is_empty() {
        return String::new();
    }
    l.v("faq-read-as", read.join(", ")).into_owned()
}

fn narrowings(
    l: Locale,
    layout: &Layout,
    library: &Library,
    programme: &Programme,
    question: &Question,
    found: &[&Entry],
) -> Vec<Narrowing> {
    let taxonomy = library.taxonomy();
    let choice = |facet: Facet, code: &str, label: &str, below: Vec<Choice>| {
        let count = found
            .iter()
            .filter(|entry| keeps(question, programme, entry, Some(Group::of(facet))))
            .filter(|entry| has(entry, programme, facet, code))
            .count();
        Choice {
            id: format!("f-{}-{code}", facet.name()),
            name: facet.name(),
            value: code.to_owned(),
            label: label.to_owned(),
            count: layout.count(count),
            chosen: question.has(facet, code),
            below,
        }
    };
    let terms = |facet: Facet, terms: &[aval_search::Term]| -> Vec<Choice> {
        let drawn = |term: &aval_search::Term| choice(facet, &term.code, &term.label, Vec::new());
        terms.iter().map(drawn).collect()
    };
    let tree = programme
        .sectors
        .iter()
        .map(|sector| {
            let schemes = programme
                .schemes
                .iter()
                .filter(|scheme| scheme.sector == sector.code)
                .map(|scheme| {
                    choice(
                        Facet::Scheme,
                        scheme.code.as_str(),
                        &scheme.label,
                        Vec::new(),
                    )
                })
                .collect();
            choice(Facet::Sector, sector.code.as_str(), &sector.label, schemes)
        })
        .collect();
    let themes = taxonomy
        .themes
        .iter()
        .map(|theme| choice(Facet::Theme, &theme.code, &theme.label, Vec::new()))
        .collect();
    let titled = |title: std::borrow::Cow<'_, str>, choices: Vec<Choice>| Narrowing {
        title: title.into_owned(),
        open: choices
            .iter()
            .any(|choice| choice.chosen || choice.below.iter().any(|below| below.chosen)),
        choices,
    };
    let mut all = vec![
        titled(l.t("faq-facet-theme"), themes),
        titled(l.t("faq-facet-tree"), tree),
        titled(
            l.t("faq-facet-product"),
            terms(Facet::Product, &taxonomy.products),
        ),
        titled(
            l.t("faq-facet-offer"),
            terms(Facet::Offer, &taxonomy.offers),
        ),
    ];
    all.retain(|narrowing| !narrowing.choices.is_empty());
    all
}

fn chosen(l: Locale, library: &Library, programme: &Programme, question: &Question) -> Vec<Chosen> {
    let mut all = Vec::new();
    if !question.text.is_empty() {
        all.push(Chosen {
            text: l.v("faq-chosen-text", &question.text).into_owned(),
            href: question.without_text().address(),
        });
    }
    for (facet, value) in question.chosen() {
        all.push(Chosen {
            text: label(library.taxonomy(), programme, facet, value)
                .unwrap_or_else(|| value.to_owned()),
            href: question.without(facet, value).address(),
        });
    }
    all
}
