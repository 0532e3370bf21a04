//! The shared texts of a workbook.

use std::borrow::Cow;

use quick_xml::events::Event;

use super::part::{Events, reference};
use crate::{
    archive::Archive,
    finding::Problem,
    grid::{TextId, Texts},
};

/// The shared texts, by their index in the part.
pub(super) fn read(
    archive: &mut Archive<'_>,
    name: &str,
    texts: &mut Texts,
) -> Result<Vec<TextId>, Problem> {
    let strings = archive.part(name, |part| {
        let mut events = Events::new(part, name);
        let mut strings = Vec::new();
        let mut text = String::new();
        let mut run = TextRun::default();
        loop {
            match events.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "si" => text.clear(),
                    name => run.open(name),
                },
                Event::Empty(element) if element.local_name().as_ref() == "si" => {
                    strings.push(texts.add("")?);
                }
                Event::End(element) => match element.local_name().as_ref() {
                    "si" => strings.push(texts.add(&unescaped(&text))?),
                    name => run.close(name),
                },
                Event::Text(content) if run.is_text() => text.push_str(&content.xml10_content()),
                Event::CData(content) if run.is_text() => text.push_str(&content),
                Event::GeneralRef(entity) if run.is_text() => reference(&entity, &mut text)?,
                Event::Eof => return Ok(strings),
                _ => {}
            }
        }
    })?;
    Ok(strings.unwrap_or_default())
}

/// Which part of a rich text the reader is in: its text, or the reading aid of a text
/// (`rPh`), which is not part of it.
#[derive(Default)]
pub(super) struct TextRun {
    text: bool,
    reading_aid: bool,
}

impl TextRun {
    pub(super) fn open(&mut self, name: &str) {
        match name {
            "t" => self.text = true,
            "rPh" => self.reading_aid = true,
            _ => {}
        }
    }

    pub(super) fn close(&mut self, name: &str) {
        match name {
            "t" => self.text = false,
            "rPh" => self.reading_aid = false,
            _ => {}
        }
    }

    pub(super) fn is_text(&self) -> bool {
        self.text && !self.reading_aid
    }
}

/// `_x000D_` and the like, which stand for characters that XML cannot hold (ECMA-376 part 1,
/// 22.9.2.19).
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    let mut rest = text;
    let mut out = String::new();
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        let code = from
            .get(2..6)
            .filter(|_| from.as_bytes().get(6) == Some(&b'_'))
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        out.push_str(before);
        match code {
            Some(c) => {
                out.push(c);
                rest = from.get(7..).unwrap_or_default();
            }
            None => {
                out.push_str("_x");
                rest = from.get(2..).unwrap_or_default();
            }
        }
    }
    if rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_characters_come_back() {
        assert_eq!(unescaped("a_x000D_\nb"), "a\r\nb");
        assert_eq!(unescaped("_x005F_x0041_"), "_x0041_");
        assert_eq!(unescaped("_xyz_ _x00"), "_xyz_ _x00");
        assert_eq!(unescaped("_xD800_"), "_xD800_");
    }
}
