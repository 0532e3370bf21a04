//! What was handed in, as the vendor keeps it: a page, a PDF for its files, JSON for its
//! programs. All three say the same.

use askama::Template;
use aval_core::{
    access::Side,
    application::{ChapterReceipt, Content},
    catalogue::{ChapterCode, slug},
};
use aval_paper::{Block, Column, Paper, Table};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use uuid::Uuid;

use super::{evidence::disposition, head::Head, overview::dossier_for};
use crate::{
    address::{Path, Query},
    error_page::Problem,
    layout::{Layout, page},
    visitor::Person,
};

#[derive(serde::Deserialize)]
pub(super) struct ReceiptQuery {
    /// `pdf` to keep, `json` for a program; the page otherwise.
    format: Option<String>,
}

struct ReceiptLine {
    slot: String,
    files: Vec<(String, String, String)>,
    not_applicable: String,
    /// Why it was submitted in spite of what checks found: code and reason.
    reasons: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "dossier/receipt.html")]
struct ReceiptPage {
    layout: Layout,
    head: Head,
    chapter: String,
    when: String,
    by: String,
    remainder: String,
    lines: Vec<ReceiptLine>,
    files: usize,
}

pub(super) async fn receipt(
    person: Person,
    Path((id, version)): Path<(Uuid, u64)>,
    Query(query): Query<ReceiptQuery>,
) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if person.actor.side == Side::External {
        return person.visitor.problem(Problem::NotFound);
    }
    let found = dossier.state.chapters.iter().find_map(|(chapter, facts)| {
        facts
            .receipts
            .iter()
            .find(|receipt| receipt.version == version)
            .map(|receipt| (chapter, receipt))
    });
    let Some((chapter, receipt)) = found else {
        return person.visitor.problem(Problem::NotFound);
    };
    if query.format.as_deref() == Some("json") {
        return axum::Json(as_json(&head, chapter, receipt)).into_response();
    }
    let name = dossier
        .catalogue
        .chapter(chapter)
        .map(|chapter| chapter.name.clone())
        .unwrap_or_else(|| chapter.to_string());
    let lines = lines(&layout, receipt);
    let shown = ReceiptPage {
        chapter: name,
        when: layout.date_time(&receipt.at),
        by: receipt.by.name.clone(),
        remainder: receipt.remainder.clone().unwrap_or_default(),
        files: lines.iter().map(|line| line.files.len()).sum(),
        lines,
        layout,
        head,
    };
    if query.format.as_deref() == Some("pdf") {
        return as_pdf(&person, &shown, receipt).await;
    }
    let answer = page(StatusCode::OK, &shown);
    person.visitor.clear_flash(answer)
}

fn lines(layout: &Layout, receipt: &ChapterReceipt) -> Vec<ReceiptLine> {
    let told = |content: &Content| match content.file() {
        Some(file) => (file.name.clone(), layout.size(file.size), file.hash.clone()),
        None => (content.label(), String::new(), String::new()),
    };
    receipt
        .receipt
        .items
        .iter()
        .map(|item| ReceiptLine {
            slot: item.slot.to_string(),
            files: item.contents.iter().map(told).collect(),
            not_applicable: item.not_applicable.clone().unwrap_or_default(),
            reasons: item
                .reasons
                .iter()
                .map(|given| (given.code.clone(), given.reason.clone()))
                .collect(),
        })
        .collect()
}

/// Made outside the loop of requests: three hundred rows take a tenth of a second.
async fn as_pdf(person: &Person, shown: &ReceiptPage, receipt: &ChapterReceipt) -> Response {
    let paper = paper(shown, receipt);
    let made = tokio::task::spawn_blocking(move || paper.pdf()).await;
    let octets = match made {
        Ok(Ok(octets)) => octets,
        Ok(Err(error)) => {
            tracing::error!(%error, code = error.code(), "a receipt cannot be made");
            return person.visitor.problem(Problem::Internal);
        }
        Err(error) => {
            tracing::error!(%error, "a receipt was not made to its end");
            return person.visitor.problem(Problem::Internal);
        }
    };
    let mut answer = octets.into_response();
    let fields = answer.headers_mut();
    fields.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/pdf"),
    );
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let l = shown.layout.l;
    let name = format!(
        "{}-{}-{}.pdf",
        slug(&l.t("receipt-title")),
        slug(&shown.head.number),
        receipt.version
    );
    if let Ok(value) = HeaderValue::from_str(&disposition(&name, false)) {
        fields.insert(header::CONTENT_DISPOSITION, value);
    }
    answer
}

fn paper(shown: &ReceiptPage, receipt: &ChapterReceipt) -> Paper {
    let ReceiptPage { layout, head, .. } = shown;
    let l = layout.l;
    let term = |key: &str| l.t(key).into_owned();
    let whose = format!("{} – {} – {}", head.number, head.product, head.vendor);
    let mut blocks = vec![Block::Facts(vec![
        (term("receipt-application"), whose.clone()),
        (term("chapter"), shown.chapter.clone()),
        (term("receipt-when"), shown.when.clone()),
        // To the second, and without a zone to guess.
        (
            term("receipt-instant"),
            receipt.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        ),
        (term("receipt-by"), shown.by.clone()),
    ])];
    if !shown.remainder.is_empty() {
        blocks.push(Block::Heading(term("chapter-remainder")));
        blocks.push(Block::Paragraph(shown.remainder.clone()));
    }
    blocks.push(Block::Table(Table {
        caption: l.n("receipt-files", shown.files).into_owned(),
        columns: [
            ("receipt-slot", 18, false),
            ("receipt-file", 42, false),
            ("receipt-size", 12, false),
            ("receipt-hash", 32, true),
        ]
        .map(|(key, share, code)| Column {
            title: term(key),
            share,
            code,
        })
        .into(),
        rows: shown
            .lines
            .iter()
            .flat_map(|line| rows(shown, line))
            .collect(),
    }));
    blocks.push(Block::Paragraph(term("receipt-compare")));
    Paper {
        title: term("receipt-title"),
        language: l.tag().to_owned(),
        footer: whose,
        made_at: receipt.at,
        blocks,
    }
}

fn rows(shown: &ReceiptPage, line: &ReceiptLine) -> Vec<Vec<String>> {
    let files = line.files.iter().map(|(name, size, hash)| {
        vec![line.slot.clone(), name.clone(), size.clone(), hash.clone()]
    });
    let not_applicable = (!line.not_applicable.is_empty()).then(|| {
        let said = shown.layout.l.v("receipt-na", &line.not_applicable);
        vec![line.slot.clone(), said.to_string()]
    });
    let reasons = line.reasons.iter().map(|(code, reason)| {
        let said = shown.layout.l.v("receipt-reason", code);
        vec![line.slot.clone(), format!("{said} {reason}")]
    });
    files.chain(not_applicable).chain(reasons).collect()
}

/// For a program to compare with what it sent.
fn as_json(head: &Head, chapter: &ChapterCode, receipt: &ChapterReceipt) -> serde_json::Value {
    let items: Vec<_> = receipt
        .receipt
        .items
        .iter()
        .map(|item| {
            let contents: Vec<_> = item
                .contents
                .iter()
                .map(|content| match content.file() {
                    Some(file) => serde_json::json!({
                        "name": file.name, "size": file.size, "sha256": file.hash,
                    }),
                    None => serde_json::json!({ "value": content.label() }),
                })
                .collect();
            serde_json::json!({
                "slot": item.slot.to_string(),
                "contents": contents,
                "not_applicable": item.not_applicable,
                "reasons": item.reasons,
            })
        })
        .collect();
    serde_json::json!({
        "schema": "aval.receipt/1",
        "application": head.number,
        "vendor": head.vendor,
        "product": head.product,
        "chapter": chapter.to_string(),
        "submitted_at": receipt.at.to_string(),
        "submitted_by": receipt.by.name,
        "version": receipt.version,
        "remainder": receipt.remainder,
        "items": items,
    })
}

#[cfg(test)]
mod tests {
    use aval_core::application::Command;
    use axum::http::StatusCode;

    use crate::uploads::scene::{SLOT, Scene};

    #[tokio::test]
    async fn a_receipt_is_kept_as_a_paper_and_says_what_the_page_says() {
        let scene = Scene::new().await;
        scene.deposit(SLOT, "schéma réseau.png", b"0123").await;
        scene.deposit("F.01.b", "b.png", b"456").await;
        let submit = Command::SubmitChapter {
            chapter: "functions".into(),
            remainder: None,
            reasons: [].into(),
        };
        scene.did(&scene.vendor, submit).await;
        let dossier = scene
            .house
            .house
            .dossier(&scene.vendor.actor, scene.id)
            .await
            .unwrap();
        let version = dossier.state.chapters.values().next().unwrap().receipts[0].version;
        let at = format!("/dossiers/{}/accuses/{version}", scene.id);

        let page = scene.ask(&scene.vendor, "GET", &at, &[], "").await;
        assert!(page.body.contains("?format=pdf"), "{}", page.body);
        let pdf = scene
            .ask(&scene.vendor, "GET", &format!("{at}?format=pdf"), &[], "")
            .await;
        assert_eq!(pdf.status, StatusCode::OK);
        assert_eq!(pdf.header("content-type"), "application/pdf");
        assert!(pdf.header("content-disposition").starts_with("attachment"));
        let octets = scene
            .house
            .octets_as(&scene.vendor, &format!("{at}?format=pdf"))
            .await;
        let document = lopdf::Document::load_mem(&octets).unwrap();
        let words: String = document
            .extract_text(&[1])
            .unwrap()
            .split_whitespace()
            .collect();
        for (name, hash) in scene.pieces(SLOT).await {
            let name: String = name.split_whitespace().collect();
            assert!(words.contains(&name), "{words}");
            assert!(words.contains(&hash), "{words}");
        }

        let stranger = scene
            .house
            .person("z@ailleurs.example", &["owner"], &[])
            .await;
        let refused = scene
            .ask(&stranger, "GET", &format!("{at}?format=pdf"), &[], "")
            .await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
    }
}
