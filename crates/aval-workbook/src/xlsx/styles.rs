//! Which cell formats show a number as a date.

use std::collections::HashSet;

use quick_xml::events::Event;

use super::part::{Events, attribute};
use crate::{archive::Archive, finding::Problem};

/// For each cell format (the `s` of a cell), whether it shows a date or a time.
pub(super) fn date_formats(archive: &mut Archive<'_>, name: &str) -> Result<Vec<bool>, Problem> {
    let formats = archive.part(name, |part| {
        let mut events = Events::new(part, name);
        let mut custom = HashSet::new();
        let mut other = HashSet::new();
        let mut formats = Vec::new();
        let mut in_cell_formats = false;
        loop {
            match events.next()? {
                Event::Start(element) | Event::Empty(element) => {
                    let number =
                        |name| attribute(&element, name).and_then(|text| text.parse::<u32>().ok());
                    match element.local_name().as_ref() {
                        "numFmt" => {
                            let Some(id) = number("numFmtId") else {
                                continue;
                            };
                            let code = attribute(&element, "formatCode").unwrap_or_default();
                            if is_date_code(&code) {
                                custom.insert(id);
                            } else {
                                other.insert(id);
                            }
                        }
                        "cellXfs" => in_cell_formats = true,
                        "xf" if in_cell_formats => {
                            let id = number("numFmtId").unwrap_or_default();
                            formats.push(
                                custom.contains(&id)
                                    || (is_built_in_date(id) && !other.contains(&id)),
                            );
                        }
                        _ => {}
                    }
                }
                Event::End(element) if element.local_name().as_ref() == "cellXfs" => {
                    in_cell_formats = false;
                }
                Event::Eof => return Ok(formats),
                _ => {}
            }
        }
    })?;
    Ok(formats.unwrap_or_default())
}

/// Built-in formats of dates and times, East Asian ones included (ECMA-376 part 1, 18.8.30).
fn is_built_in_date(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58 | 71..=81)
}

/// True when a format code shows a day, a month, a year, an hour or a second.
fn is_date_code(code: &str) -> bool {
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                // Elapsed time; the rest in brackets are colours, conditions and languages.
                if !inside.is_empty() && inside.chars().all(|c| "hmsHMS".contains(c)) {
                    return true;
                }
            }
            // The French names of the parts too (j, a): some programs write them.
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' | 'j' | 'J' => return true,
            // "General" holds no part of a date.
            'G' | 'g' if chars.as_str().to_ascii_lowercase().starts_with("eneral") => {
                chars.by_ref().take("eneral".len()).for_each(drop);
            }
            ';' => return false,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_codes_are_told_from_numbers() {
        for code in [
            "dd\\.mm",
            "yyyy-mm-dd",
            "[h]:mm",
            "[$-40C]d mmmm yyyy",
            "jj/mm",
        ] {
            assert!(is_date_code(code), "{code}");
        }
        for code in [
            "General",
            "0.00",
            "[Red]0",
            "\"jour\" 0",
            "# ##0_ ",
            "@",
            "0\\d",
            "",
        ] {
            assert!(!is_date_code(code), "{code}");
        }
    }
}
