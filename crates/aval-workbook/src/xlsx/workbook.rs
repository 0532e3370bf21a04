//! Which sheets a workbook has, and where its parts are.

use quick_xml::events::Event;

use super::part::{Events, attribute};
use crate::{archive::Archive, cell::Sheet, finding::Problem};

/// Where the parts are.
pub(super) struct Contents {
    pub sheets: Vec<SheetEntry>,
    pub strings: String,
    pub styles: String,
}

/// A sheet of the workbook.
pub(super) struct SheetEntry {
    pub name: String,
    pub path: String,
    pub hidden: bool,
}

impl Contents {
    /// The sheet that holds a table, by its name.
    pub(super) fn sheet(&self, kind: Sheet) -> Option<&SheetEntry> {
        let plain = |name: &str| aval_core::catalogue::slug(name);
        let wanted = plain(kind.name());
        self.sheets
            .iter()
            .find(|sheet| plain(&sheet.name) == wanted)
    }
}

/// A relation of a part to another.
struct Relation {
    id: String,
    kind: String,
    target: String,
}

/// A workbook with a macro-enabled content type, even without a macro part.
pub(super) fn refuse_macros(archive: &mut Archive<'_>) -> Result<(), Problem> {
    let name = "[Content_Types].xml";
    let enabled = archive.part(name, |part| {
        let mut events = Events::new(part, name);
        let mut enabled = false;
        loop {
            match events.next()? {
                Event::Start(element) | Event::Empty(element) => {
                    enabled |= attribute(&element, "ContentType")
                        .is_some_and(|kind| kind.to_ascii_lowercase().contains("macroenabled"));
                }
                Event::Eof => return Ok(enabled),
                _ => {}
            }
        }
    })?;
    if enabled == Some(true) {
        return Err(Problem::MacrosForbidden);
    }
    Ok(())
}

/// Links to other workbooks and data connections; they are never followed.
pub(super) fn has_external_links(archive: &Archive<'_>) -> bool {
    archive.names().iter().any(|name| {
        let name = name.to_ascii_lowercase();
        name.starts_with("xl/externallinks/")
            || name.starts_with("xl/querytables/")
            || name == "xl/connections.xml"
    })
}

pub(super) fn read(archive: &mut Archive<'_>) -> Result<Contents, Problem> {
    let main = relations(archive, "_rels/.rels", "")?
        .into_iter()
        .find(|relation| relation.kind.ends_with("/officeDocument"))
        .map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let relations = relations(
        archive,
        &join(folder, &format!("_rels/{file}.rels")),
        folder,
    )?;
    let target = |wanted: &str| {
        relations
            .iter()
            .find(|relation| relation.kind.ends_with(wanted))
            .map(|relation| relation.target.clone())
    };
    let strings = target("/sharedStrings").unwrap_or_else(|| join(folder, "sharedStrings.xml"));
    let styles = target("/styles").unwrap_or_else(|| join(folder, "styles.xml"));
    let sheets = archive.part(&main, |part| {
        let mut events = Events::new(part, &main);
        let mut sheets = Vec::new();
        loop {
            match events.next()? {
                Event::Start(element) | Event::Empty(element)
                    if element.local_name().as_ref() == "sheet" =>
                {
                    let id = attribute(&element, "id").unwrap_or_default();
                    let Some(relation) = relations.iter().find(|relation| relation.id == id) else {
                        continue;
                    };
                    sheets.push(SheetEntry {
                        name: attribute(&element, "name").unwrap_or_default(),
                        path: relation.target.clone(),
                        hidden: attribute(&element, "state")
                            .is_some_and(|state| state != "visible"),
                    });
                }
                Event::Eof => return Ok(sheets),
                _ => {}
            }
        }
    })?;
    let Some(sheets) = sheets else {
        return Err(Problem::NotAWorkbook {
            looks_like_csv: false,
        });
    };
    Ok(Contents {
        sheets,
        strings,
        styles,
    })
}

fn relations(
    archive: &mut Archive<'_>,
    name: &str,
    folder: &str,
) -> Result<Vec<Relation>, Problem> {
    let relations = archive.part(name, |part| {
        let mut events = Events::new(part, name);
        let mut relations = Vec::new();
        loop {
            match events.next()? {
                Event::Start(element) | Event::Empty(element)
                    if element.local_name().as_ref() == "Relationship" =>
                {
                    relations.push(Relation {
                        id: attribute(&element, "Id").unwrap_or_default(),
                        kind: attribute(&element, "Type").unwrap_or_default(),
                        target: join(folder, &attribute(&element, "Target").unwrap_or_default()),
                    });
                }
                Event::Eof => return Ok(relations),
                _ => {}
            }
        }
    })?;
    Ok(relations.unwrap_or_default())
}

/// A target as the name of an archive entry: relative to the folder, or from the root.
fn join(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
