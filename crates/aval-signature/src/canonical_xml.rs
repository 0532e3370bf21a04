//! Canonical XML for the signatures of trusted lists: exclusive (W3C xml-exc-c14n) and inclusive
//! (Canonical XML 1.0), without comments. Names and prefixes are taken as the document wrote them.

use std::collections::BTreeMap;

use roxmltree::{Node, NodeType};

/// Which canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Exclusive,
    Inclusive,
}

/// The canonical octets of `apex` (an element, or the root node for a whole document) without the
/// element `left_out`. `also` are prefixes that the exclusive form treats as the inclusive one does.
pub(crate) fn canonical(
    apex: Node<'_, '_>,
    left_out: Option<Node<'_, '_>>,
    form: Form,
    also: &[&str],
) -> String {
    let mut writer = Writer {
        out: String::new(),
        left_out: left_out.map(|node| node.id()),
        form,
        also,
    };
    writer.node(apex, &BTreeMap::new());
    writer.out
}

struct Writer<'w> {
    out: String,
    left_out: Option<roxmltree::NodeId>,
    form: Form,
    also: &'w [&'w str],
}

/// Prefix, empty for the default namespace, to name.
type Rendered = BTreeMap<String, String>;

impl Writer<'_> {
    fn node(&mut self, node: Node<'_, '_>, rendered: &Rendered) {
        if Some(node.id()) == self.left_out {
            return;
        }
        match node.node_type() {
            NodeType::Root => self.document(node, rendered),
            NodeType::Element => self.element(node, rendered),
            NodeType::Text => self.text(node.text().unwrap_or_default()),
            NodeType::PI => self.instruction(node),
            NodeType::Comment => {}
        }
    }

    /// Instructions outside the root element stand on lines of their own.
    fn document(&mut self, document: Node<'_, '_>, rendered: &Rendered) {
        let mut after_root = false;
        for child in document.children() {
            match child.node_type() {
                NodeType::Element => {
                    self.node(child, rendered);
                    after_root = true;
                }
                NodeType::PI => {
                    if after_root {
                        self.out.push('\n');
                    }
                    self.instruction(child);
                    if !after_root {
                        self.out.push('\n');
                    }
                }
                _ => {}
            }
        }
    }

    fn instruction(&mut self, node: Node<'_, '_>) {
        let Some(instruction) = node.pi() else {
            return;
        };
        self.out.push_str("<?");
        self.out.push_str(instruction.target);
        if let Some(value) = instruction.value {
            self.out.push(' ');
            self.out.push_str(value);
        }
        self.out.push_str("?>");
    }

    fn element(&mut self, element: Node<'_, '_>, rendered: &Rendered) {
        let name = written_name(element);
        let mut rendered = rendered.clone();
        self.out.push('<');
        self.out.push_str(name);
        for (prefix, uri) in self.namespaces(element, name, &rendered) {
            self.out.push_str(" xmlns");
            if !prefix.is_empty() {
                self.out.push(':');
                self.out.push_str(&prefix);
            }
            self.out.push_str("=\"");
            self.attribute_value(&uri);
            self.out.push('"');
            rendered.insert(prefix, uri);
        }
        for (_, _, name, value) in attributes(element) {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            self.attribute_value(value);
            self.out.push('"');
        }
        self.out.push('>');
        for child in element.children() {
            self.node(child, &rendered);
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// The namespace declarations that this element has to write, in order of prefix.
    fn namespaces(
        &self,
        element: Node<'_, '_>,
        name: &str,
        rendered: &Rendered,
    ) -> Vec<(String, String)> {
        let in_scope: Vec<(&str, &str)> = element
            .namespaces()
            .map(|namespace| (namespace.name().unwrap_or_default(), namespace.uri()))
            .filter(|(prefix, _)| *prefix != "xml")
            .collect();
        let mut wanted: Vec<&str> = match self.form {
            Form::Inclusive => in_scope.iter().map(|(prefix, _)| *prefix).collect(),
            Form::Exclusive => {
                let mut used = vec![prefix_of(name)];
                used.extend(
                    attributes(element)
                        .iter()
                        .map(|(_, _, name, _)| prefix_of(name))
                        .filter(|prefix| !prefix.is_empty() && *prefix != "xml"),
                );
                let is_in_scope = |prefix: &&str| in_scope.iter().any(|(known, _)| known == prefix);
                used.extend(self.also.iter().copied().filter(is_in_scope));
                used
            }
        };
        if self.form == Form::Inclusive && !wanted.contains(&"") {
            wanted.push("");
        }
        wanted.sort_unstable();
        wanted.dedup();
        wanted
            .into_iter()
            .filter_map(|prefix| {
                let uri = in_scope
                    .iter()
                    .find(|(known, _)| *known == prefix)
                    .map_or("", |(_, uri)| *uri);
                let written = rendered.get(prefix).map_or("", String::as_str);
                (written != uri).then(|| (prefix.to_owned(), uri.to_owned()))
            })
            .collect()
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '\r' => self.out.push_str("&#xD;"),
                _ => self.out.push(c),
            }
        }
    }

    fn attribute_value(&mut self, value: &str) {
        for c in value.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '"' => self.out.push_str("&quot;"),
                '\t' => self.out.push_str("&#x9;"),
                '\n' => self.out.push_str("&#xA;"),
                '\r' => self.out.push_str("&#xD;"),
                _ => self.out.push(c),
            }
        }
    }
}

/// Namespace, local name, written name and value, in canonical order.
fn attributes<'a>(element: Node<'a, '_>) -> Vec<(&'a str, &'a str, &'a str, &'a str)> {
    let source = element.document().input_text();
    let mut attributes: Vec<_> = element
        .attributes()
        .map(|attribute| {
            let written = source.get(attribute.range_qname()).unwrap_or_default();
            (
                attribute.namespace().unwrap_or_default(),
                attribute.name(),
                written,
                attribute.value(),
            )
        })
        .collect();
    attributes.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    attributes
}

/// The name of an element as the document wrote it, with its prefix.
fn written_name<'a>(element: Node<'a, '_>) -> &'a str {
    let source = element.document().input_text();
    let tag = source.get(element.range()).unwrap_or_default();
    let tag = tag.strip_prefix('<').unwrap_or(tag);
    tag.split(|c: char| c.is_whitespace() || c == '>' || c == '/')
        .next()
        .unwrap_or_default()
}

fn prefix_of(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}
