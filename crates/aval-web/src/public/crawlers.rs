//! What crawlers ask for: which pages they may visit, and the list of the entries.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};

use aval_store::{PAGE_MAX, RegisterFilter};

use super::{column::address, register::failed};
use crate::{house::House, visitor::Visitor};

/// Addresses that one map holds at most (sitemaps.org, protocol, "50,000 URLs").
const ADDRESSES_MAX: usize = 50_000;

/// Rooms where a crawler finds nothing.
const CLOSED: [&str; 11] = [
    "/connexion",
    "/deconnexion",
    "/dossiers",
    "/demandes",
    "/equipe",
    "/instruction",
    "/administration",
    // Every question to the register leads to the same entries.
    "/registre?",
    "/faq?",
    "/faq/suggestions",
    "/*?lang=",
];

/// The host that the visitor asked for, when it is written like one.
pub(super) fn host(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let plain = host
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || ".-:[]".contains(letter));
    (plain && !host.is_empty() && host.len() <= 255).then(|| host.to_ascii_lowercase())
}

/// The beginning of every whole address of this site, as the visitor reached it.
pub(crate) fn origin(house: &House, headers: &HeaderMap) -> Option<String> {
    let scheme = if house.settings().secure_cookies {
        "https"
    } else {
        "http"
    };
    host(headers).map(|host| format!("{scheme}://{host}"))
}

/// `robots.txt` (RFC 9309).
pub(super) async fn robots(visitor: Visitor, headers: HeaderMap) -> Response {
    let mut text = "User-agent: *\n".to_owned();
    for path in CLOSED {
        text.push_str("Disallow: ");
        text.push_str(path);
        text.push('\n');
    }
    if let Some(origin) = origin(&visitor.house, &headers) {
        text.push_str(&format!("\nSitemap: {origin}/sitemap.xml\n"));
    }
    typed(text, "text/plain; charset=utf-8")
}

/// The map of the public pages and of the entries of the register.
pub(super) async fn sitemap(visitor: Visitor, headers: HeaderMap) -> Response {
    let house = &visitor.house;
    // Without a host there are no whole addresses to give.
    let Some(origin) = origin(house, &headers) else {
        return visitor.problem(crate::error_page::Problem::NotFound);
    };
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        .to_owned();
    let mut left = ADDRESSES_MAX;
    for path in ["/", "/registre", "/aide"] {
        text.push_str(&format!("<url><loc>{origin}{path}</loc></url>\n"));
        left -= 1;
    }
    if let Some(library) = house.faq() {
        text.push_str(&format!("<url><loc>{origin}/faq</loc></url>\n"));
        left -= 1;
        for entry in library.entries().take(left) {
            left -= 1;
            text.push_str(&format!(
                "<url><loc>{origin}{}</loc><lastmod>{}</lastmod></url>\n",
                crate::faq::address(&entry.slug),
                entry.updated
            ));
        }
    }
    let mut place: Option<String> = None;
    'pages: loop {
        let page = house
            .store()
            .register(&RegisterFilter::default(), PAGE_MAX, place.as_deref())
            .await;
        let page = match page {
            Ok(page) => page,
            Err(error) => return failed(&visitor, &error),
        };
        for row in &page.rows {
            if left == 0 {
                break 'pages;
            }
            left -= 1;
            // The address is percent-encoded: nothing in it means anything to XML.
            text.push_str(&format!(
                "<url><loc>{origin}{}</loc><lastmod>{}</lastmod></url>\n",
                address(&row.number),
                row.updated_at.strftime("%Y-%m-%d")
            ));
        }
        match page.next {
            Some(next) => place = Some(next),
            None => break,
        }
    }
    text.push_str("</urlset>\n");
    typed(text, "application/xml; charset=utf-8")
}

fn typed(text: String, media_type: &'static str) -> Response {
    let mut response = text.into_response();
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
