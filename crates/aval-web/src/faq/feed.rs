//! The feed of changes (Atom, RFC 4287).

use axum::{http::HeaderMap, response::Response};

use super::{address, cached};
use crate::{error_page::Problem, public::origin, visitor::Visitor};

/// Changes of one feed.
const ENTRIES: usize = 50;

pub(super) async fn show(visitor: Visitor, headers: HeaderMap) -> Response {
    let house = &visitor.house;
    // Identifiers of a feed are whole addresses.
    let Some(origin) = origin(house, &headers) else {
        return visitor.problem(Problem::NotFound);
    };
    let Some(library) = house.faq() else {
        return visitor.problem(Problem::NotFound);
    };
    let language = &house.programme().language;
    // A feed without entries has not changed yet.
    let updated = library
        .updated()
        .map_or_else(|| "1970-01-01".to_owned(), |date| date.to_string());
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <id>{origin}/faq</id>\n<title>{}</title>\n<updated>{updated}T00:00:00Z</updated>\n\
         <author><name>{}</name></author>\n\
         <link rel=\"self\" href=\"{origin}/faq.atom\"/>\n<link href=\"{origin}/faq\"/>\n",
        escaped(language),
        escaped(&visitor.l.t("faq-title")),
        escaped(author(&visitor)),
    );
    for entry in library.newest().into_iter().take(ENTRIES) {
        let href = format!("{origin}{}", address(&entry.slug));
        text.push_str(&format!(
            "<entry>\n<id>{href}</id>\n<title>{}</title>\n<link href=\"{href}\"/>\n\
             <updated>{}T00:00:00Z</updated>\n<content type=\"html\">{}</content>\n</entry>\n",
            escaped(&entry.question),
            entry.updated,
            escaped(library.html(&entry.slug)),
        ));
    }
    text.push_str("</feed>\n");
    cached::answer(&headers, "application/atom+xml; charset=utf-8", text)
}

fn author(visitor: &Visitor) -> &str {
    let programme = visitor.house.programme();
    if programme.short_name.is_empty() {
        &programme.name
    } else {
        &programme.short_name
    }
}

/// For XML, characters that XML 1.0 cannot hold left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(letter),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(letter),
        }
    }
    out
}
