//! Every refusal of the rules on one page, each at the anchor that answers to programs name
//! as their type (RFC 9457, section 3.1.1), with the answer of the FAQ that explains it.

use askama::Template;
use aval_core::application::Refusal;
use axum::{http::StatusCode, response::Response};

use super::frame;
use crate::{
    faq::explanation,
    form::Help,
    layout::{Layout, page},
    locale::Locale,
    visitor::Visitor,
};

struct Line {
    code: &'static str,
    sentence: &'static str,
    remedy: &'static str,
    help: Option<Help>,
}

#[derive(Template)]
#[template(path = "public/refusals.html")]
struct RefusalsPage {
    layout: Layout,
    lines: Vec<Line>,
}

pub(super) async fn show(visitor: Visitor) -> Response {
    let l = visitor.l;
    let layout = frame(&visitor, "/aide/refus")
        .titled(l.t("refusals-title"))
        .crumb(l.t("nav-home"), "/")
        .crumb(l.t("help-title"), "/aide")
        .crumb(l.t("refusals-title"), "");
    let lines = Refusal::SAID
        .iter()
        .map(|said| {
            let (sentence, remedy) = match l {
                Locale::Fr => said.french,
                Locale::En => said.english,
            };
            Line {
                code: said.code,
                sentence,
                remedy,
                help: explanation(&visitor.house, said.code),
            }
        })
        .collect();
    let answer = page(StatusCode::OK, &RefusalsPage { layout, lines });
    visitor.clear_flash(answer)
}
