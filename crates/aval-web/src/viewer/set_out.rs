//! JSON, XML and HL7 v2 set out for reading. Only white space is added: what stands there is
//! what was deposited, in its order, with its own spelling of numbers.

use std::io::{self, Write};

use quick_xml::{Reader, Writer, events::Event};

/// Longest result, in octets: a text nested deeply grows when it is indented.
const MAX: usize = 6 * 1024 * 1024;

/// Deepest indentation, in levels.
const DEEPEST: usize = 60;

/// A structured text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// RFC 8259.
    Json,
    /// XML 1.0.
    Xml,
    /// HL7 version 2, one segment a line.
    Hl7,
}

/// What a file is by its name.
pub fn layout_of(name: &str) -> Option<Layout> {
    match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
        "json" => Some(Layout::Json),
        "xml" => Some(Layout::Xml),
        "hl7" | "er7" => Some(Layout::Hl7),
        _ => None,
    }
}

/// The text set out; `None` when it is not what it says.
pub fn set_out(layout: Layout, text: &str) -> Option<String> {
    let text = text.trim_start_matches('\u{feff}');
    match layout {
        Layout::Json => json(text),
        Layout::Xml => xml(text),
        Layout::Hl7 => hl7(text),
    }
}

/// Character by character: a parser would reorder keys and respell numbers.
fn json(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len().saturating_mul(2).min(MAX));
    let mut depth: usize = 0;
    let mut chars = text.chars().peekable();
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth.min(DEEPEST)));
    };
    while let Some(c) = chars.next() {
        if out.len() > MAX {
            return None;
        }
        match c {
            '"' => {
                out.push(c);
                loop {
                    let inside = chars.next()?;
                    out.push(inside);
                    match inside {
                        '\\' => out.push(chars.next()?),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '{' | '[' => {
                out.push(c);
                while chars.next_if(|next| next.is_ascii_whitespace()).is_some() {}
                match chars.next_if(|next| matches!(next, '}' | ']')) {
                    Some(end) => out.push(end),
                    None => {
                        depth += 1;
                        line(&mut out, depth);
                    }
                }
            }
            '}' | ']' => {
                depth = depth.checked_sub(1)?;
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_ascii_whitespace() => {}
            c => out.push(c),
        }
    }
    (depth == 0).then_some(out)
}

/// Refuses to grow beyond a limit.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        if self.0.len().saturating_add(octets.len()) > MAX {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Entities are left as they stand: nothing is expanded or fetched.
fn xml(text: &str) -> Option<String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().trim_text(true);
    let mut writer = Writer::new_with_indent(Bounded(Vec::new()), b' ', 2);
    let mut elements = 0_u64;
    loop {
        match reader.read_event().ok()? {
            Event::Eof => break,
            event => {
                elements += u64::from(matches!(event, Event::Start(_) | Event::Empty(_)));
                writer.write_event(event).ok()?;
            }
        }
    }
    let Bounded(octets) = writer.into_inner();
    String::from_utf8(octets).ok().filter(|_| elements > 0)
}

/// A segment a line, then its fields that hold something, with their numbers.
fn hl7(text: &str) -> Option<String> {
    let rest = text.trim_start().strip_prefix("MSH")?;
    let separator = rest.chars().next().filter(|c| !c.is_alphanumeric())?;
    let mut out = String::new();
    for segment in text
        .split(['\r', '\n'])
        .filter(|line| !line.trim().is_empty())
    {
        let mut fields = segment.split(separator);
        let name = fields.next()?.trim();
        // MSH-1 is the separator itself.
        let first = if name == "MSH" { 2 } else { 1 };
        out.push_str(name);
        out.push('\n');
        for (rank, field) in fields.enumerate().filter(|(_, field)| !field.is_empty()) {
            out.push_str(&format!("  {name}-{}  {field}\n", rank + first));
        }
        if out.len() > MAX {
            return None;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn json_keeps_its_order_and_its_numbers() {
        let text = r#"{"b":1.00,"a":[1,{}, []],"c":"x:{\"y\"}"}"#;
        assert_eq!(
            set_out(Layout::Json, text).unwrap(),
            "{\n  \"b\": 1.00,\n  \"a\": [\n    1,\n    {},\n    []\n  ],\n  \"c\": \"x:{\\\"y\\\"}\"\n}"
        );
        assert_eq!(set_out(Layout::Json, "[1"), None);
        assert_eq!(set_out(Layout::Json, "\"open"), None);
    }

    #[test]
    fn xml_is_indented_and_its_entities_stay() {
        let text =
            "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a><b c='1'>&x; d</b><e/></a>";
        let shown = set_out(Layout::Xml, text).unwrap();
        assert!(shown.contains("\n  <b c='1'>"), "{shown}");
        assert!(shown.contains("&x;"), "{shown}");
        assert!(!shown.contains("root:"));
        assert_eq!(set_out(Layout::Xml, "not xml"), None);
        assert_eq!(set_out(Layout::Xml, "<a><b></a>"), None);
    }

    #[test]
    fn hl7_gives_each_field_its_number() {
        let text = "MSH|^~\\&|LAB||DPI\rPID|1||12345^^^DLAC\r";
        assert_eq!(
            set_out(Layout::Hl7, text).unwrap(),
            "MSH\n  MSH-2  ^~\\&\n  MSH-3  LAB\n  MSH-5  DPI\nPID\n  PID-1  1\n  PID-3  12345^^^DLAC\n"
        );
        assert_eq!(set_out(Layout::Hl7, "PID|1"), None);
    }

    #[test]
    fn a_text_made_to_explode_is_given_up() {
        assert_eq!(set_out(Layout::Xml, &"<a>".repeat(200_000)), None);
        let deep = format!("{}{}", "[".repeat(500_000), "]".repeat(500_000));
        assert!(set_out(Layout::Json, &deep).is_none_or(|text| text.len() <= MAX + 200));
    }

    proptest! {
        #[test]
        fn only_white_space_is_added_to_json(value in any_json()) {
            let text = value.to_string();
            let shown = set_out(Layout::Json, &text).unwrap();
            let again: serde_json::Value = serde_json::from_str(&shown).unwrap();
            prop_assert_eq!(again, value);
        }

        #[test]
        fn nothing_makes_it_fall_over(text in "\\PC{0,200}") {
            for layout in [Layout::Json, Layout::Xml, Layout::Hl7] {
                let _ = set_out(layout, &text);
            }
        }
    }

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        use serde_json::Value;
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                proptest::collection::btree_map("\\PC{0,6}", inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }
}
