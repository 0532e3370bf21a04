//! Answers: from Markdown to HTML that is safe to show, and to plain text for the index. HTML
//! written in an answer is dropped, and what is left goes through a list of allowed elements.

use std::collections::{HashMap, HashSet};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH
}

/// The answer as HTML: paragraphs, headings from level 3, lists, tables, links, emphasis and
/// code. No attribute but the address and the relation of links.
pub fn to_html(markdown: &str) -> String {
    let events = Parser::new_ext(markdown, options())
        .filter(|event| !matches!(event, Event::Html(_) | Event::InlineHtml(_)))
        .map(|event| match event {
            Event::Start(Tag::Heading {
                level,
                id,
                classes,
                attrs,
            }) => Event::Start(Tag::Heading {
                level: below_the_question(level),
                id,
                classes,
                attrs,
            }),
            Event::End(TagEnd::Heading(level)) => {
                Event::End(TagEnd::Heading(below_the_question(level)))
            }
            other => other,
        });
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut out, events);
    cleaner().clean(&out).to_string()
}

/// The question is the title of its answer, at level 2 at best.
fn below_the_question(level: pulldown_cmark::HeadingLevel) -> pulldown_cmark::HeadingLevel {
    use pulldown_cmark::HeadingLevel::{H3, H4, H5, H6};
    match level {
        pulldown_cmark::HeadingLevel::H1 => H3,
        pulldown_cmark::HeadingLevel::H2 => H4,
        H3 => H5,
        _ => H6,
    }
}

fn cleaner() -> ammonia::Builder<'static> {
    let tags: HashSet<&str> = [
        "p",
        "br",
        "hr",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "strong",
        "em",
        "del",
        "code",
        "pre",
        "blockquote",
        "a",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ]
    .into();
    let attributes: HashMap<&str, HashSet<&str>> =
        [("a", ["href"].into()), ("ol", ["start"].into())].into();
    let mut cleaner = ammonia::Builder::empty();
    cleaner
        .tags(tags)
        .tag_attributes(attributes)
        .url_schemes(["https", "http", "mailto"].into())
        .link_rel(Some("noopener noreferrer"));
    cleaner
}

/// The addresses to which the answer leads, as they are written, in order.
pub fn links(markdown: &str) -> Vec<String> {
    Parser::new_ext(markdown, options())
        .filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
            _ => None,
        })
        .collect()
}

/// Lines of the answer that hold HTML, from 1.
pub(crate) fn html_lines(markdown: &str) -> Vec<usize> {
    let mut lines: Vec<usize> = Parser::new_ext(markdown, options())
        .into_offset_iter()
        .filter(|(event, _)| matches!(event, Event::Html(_) | Event::InlineHtml(_)))
        .map(|(_, range)| {
            1 + markdown
                .bytes()
                .take(range.start)
                .filter(|octet| *octet == b'\n')
                .count()
        })
        .collect();
    lines.dedup();
    lines
}

/// A run of plain text of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub text: String,
    /// What was set in bold inside it.
    pub strong: String,
}

/// The paragraphs, items and cells of an answer as plain text.
pub(crate) fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks = vec![];
    let mut block = Block {
        text: String::new(),
        strong: String::new(),
    };
    let mut bold = false;
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Text(text) | Event::Code(text) => {
                block.text.push_str(&text);
                if bold {
                    block.strong.push_str(&text);
                }
            }
            Event::SoftBreak | Event::HardBreak => block.text.push(' '),
            Event::Start(Tag::Strong) => bold = true,
            Event::End(TagEnd::Strong) => {
                bold = false;
                block.strong.push(' ');
            }
            Event::Start(Tag::Paragraph | Tag::Item | Tag::TableRow | Tag::Heading { .. })
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Item
                | TagEnd::TableHead
                | TagEnd::TableRow
                | TagEnd::Heading(_)
                | TagEnd::CodeBlock,
            ) => {
                if !block.text.trim().is_empty() {
                    blocks.push(block.clone());
                }
                block.text.clear();
                block.strong.clear();
            }
            Event::End(TagEnd::TableCell) => block.text.push_str(" · "),
            _ => {}
        }
    }
    if !block.text.trim().is_empty() {
        blocks.push(block);
    }
    for block in &mut blocks {
        block.text = block.text.trim().trim_end_matches(" ·").to_owned();
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_of_an_answer_never_reaches_the_page() {
        for hostile in [
            "<script>alert(1)</script>",
            "[x](javascript:alert(1))",
            "<img src=x onerror=alert(1)>",
            "![x](https://example.org/i.png)",
            "[x](data:text/html,a)",
        ] {
            let html = to_html(hostile);
            for word in ["<script", "javascript:", "onerror", "<img", "data:"] {
                assert!(!html.contains(word), "{hostile} gives {html}");
            }
        }
    }

    #[test]
    fn even_harmless_html_is_left_out() {
        assert!(!to_html("a <strong>b</strong>").contains("<strong>"));
    }

    #[test]
    fn links_lists_and_tables_are_drawn() {
        let html =
            to_html("- **a** [b](https://example.org/)\n\n| x | y |\n|---|---|\n| 1 | 2 |\n");
        for part in [
            "<ul>",
            "<strong>a</strong>",
            "href=\"https://example.org/\"",
            "<th>x</th>",
            "<td>2</td>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn headings_stay_below_the_question() {
        assert!(to_html("# Titre").contains("<h3>Titre</h3>"));
    }

    #[test]
    fn html_is_told_with_its_line() {
        assert_eq!(html_lines("a\n\nb <b>c</b>\n"), [3]);
    }

    #[test]
    fn a_table_row_is_one_block() {
        let blocks = blocks("Avant.\n\n| Score | Criticité |\n|---|---|\n| 8 | haute |\n");
        let texts: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(texts, ["Avant.", "Score · Criticité", "8 · haute"]);
    }
}
