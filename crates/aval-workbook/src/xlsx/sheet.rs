//! The filled cells of a sheet, streamed: a million formatted empty rows cost time, not
//! memory.

use quick_xml::events::{BytesStart, Event};

use super::{
    part::{Events, attribute, is_true, reference},
    strings::{TextRun, unescaped},
};
use crate::{
    archive::Archive,
    cell,
    finding::Problem,
    grid::{Grid, GridRow, Range, TextId, Texts, Value},
};

/// What was read of a sheet.
pub(super) struct SheetRead {
    pub grid: Grid,
    /// First filled row that is hidden.
    pub hidden_row: Option<u32>,
}

/// Where a cell is and how its value is written.
struct OpenCell {
    column: u16,
    kind: Kind,
    is_date: bool,
    formula: bool,
    value: String,
    inline: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Shared,
    Text,
    Inline,
    Boolean,
    Fault,
    Date,
}

pub(super) fn read(
    archive: &mut Archive<'_>,
    path: &str,
    strings: &[TextId],
    dates: &[bool],
    texts: &mut Texts,
    cells_left: &mut usize,
) -> Result<SheetRead, Problem> {
    let read = archive.part(path, |part| {
        let mut reading = Reading {
            grid: Grid::default(),
            hidden_row: None,
            row: GridRow {
                number: 0,
                cells: Vec::new(),
            },
            row_hidden: false,
            next_column: 0,
            strings,
            dates,
            texts,
            cells_left,
        };
        reading.all(Events::new(part, path))?;
        Ok(SheetRead {
            grid: reading.grid,
            hidden_row: reading.hidden_row,
        })
    })?;
    read.ok_or(Problem::DamagedArchive)
}

struct Reading<'a> {
    grid: Grid,
    hidden_row: Option<u32>,
    row: GridRow,
    row_hidden: bool,
    next_column: u32,
    strings: &'a [TextId],
    dates: &'a [bool],
    texts: &'a mut Texts,
    cells_left: &'a mut usize,
}

impl Reading<'_> {
    fn all(&mut self, mut events: Events<'_>) -> Result<(), Problem> {
        let mut in_data = false;
        let mut open: Option<OpenCell> = None;
        let mut in_value = false;
        let mut run = TextRun::default();
        loop {
            match events.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "sheetData" => in_data = true,
                    "row" if in_data => self.start_row(&element)?,
                    "c" if in_data => open = Some(self.start_cell(&element)?),
                    "v" => in_value = true,
                    "f" => mark_formula(&mut open),
                    "mergeCell" => self.merge(&element),
                    name => run.open(name),
                },
                Event::Empty(element) => match element.local_name().as_ref() {
                    "row" if in_data => {
                        self.start_row(&element)?;
                        self.end_row();
                    }
                    "c" if in_data => {
                        self.start_cell(&element)?;
                    }
                    "f" => mark_formula(&mut open),
                    "mergeCell" => self.merge(&element),
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "sheetData" => in_data = false,
                    "row" if in_data => self.end_row(),
                    "c" => {
                        if let Some(cell) = open.take() {
                            self.end_cell(cell)?;
                        }
                    }
                    "v" => in_value = false,
                    name => run.close(name),
                },
                Event::Text(content) => {
                    if let Some(out) = target(&mut open, in_value, &run) {
                        out.push_str(&content.xml10_content());
                    }
                }
                Event::CData(content) => {
                    if let Some(out) = target(&mut open, in_value, &run) {
                        out.push_str(&content);
                    }
                }
                Event::GeneralRef(entity) => {
                    if let Some(out) = target(&mut open, in_value, &run) {
                        reference(&entity, out)?;
                    }
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn start_row(&mut self, element: &BytesStart<'_>) -> Result<(), Problem> {
        let number = match attribute(element, "r") {
            Some(text) => text.parse().map_err(|_| Problem::DamagedArchive)?,
            None => self.row.number + 1,
        };
        // Rows go up; a row that comes back would say two things about one cell.
        if number <= self.row.number || number > cell::LAST_ROW {
            return Err(Problem::DamagedArchive);
        }
        self.row.number = number;
        self.row_hidden = attribute(element, "hidden").is_some_and(|value| is_true(&value));
        self.next_column = 0;
        Ok(())
    }

    fn end_row(&mut self) {
        if self.row.cells.is_empty() {
            return;
        }
        if self.row_hidden && self.hidden_row.is_none() {
            self.hidden_row = Some(self.row.number);
        }
        self.grid.rows.push(GridRow {
            number: self.row.number,
            cells: std::mem::take(&mut self.row.cells),
        });
    }

    fn start_cell(&mut self, element: &BytesStart<'_>) -> Result<OpenCell, Problem> {
        let mut column = self.next_column;
        let mut kind = Kind::Number;
        let mut is_date = false;
        for attribute in element.attributes().with_checks(false).flatten() {
            match attribute.key.as_ref() {
                "r" => {
                    let (found, _) =
                        cell::parse(&attribute.value).ok_or(Problem::DamagedArchive)?;
                    column = u32::from(found);
                }
                "t" => {
                    kind = match attribute.value.as_ref() {
                        "s" => Kind::Shared,
                        "str" => Kind::Text,
                        "inlineStr" => Kind::Inline,
                        "b" => Kind::Boolean,
                        "e" => Kind::Fault,
                        "d" => Kind::Date,
                        _ => Kind::Number,
                    }
                }
                "s" => {
                    is_date = attribute
                        .value
                        .parse()
                        .ok()
                        .and_then(|style: usize| self.dates.get(style))
                        .copied()
                        .unwrap_or_default();
                }
                _ => {}
            }
        }
        if column < self.next_column || column >= cell::LAST_COLUMN {
            return Err(Problem::DamagedArchive);
        }
        self.next_column = column + 1;
        Ok(OpenCell {
            column: u16::try_from(column).map_err(|_| Problem::DamagedArchive)?,
            kind,
            is_date,
            formula: false,
            value: String::new(),
            inline: String::new(),
        })
    }

    fn end_cell(&mut self, cell: OpenCell) -> Result<(), Problem> {
        let Some(value) = self.value(&cell)? else {
            return Ok(());
        };
        *self.cells_left = self
            .cells_left
            .checked_sub(1)
            .ok_or(Problem::ArchiveTooLarge)?;
        self.row.cells.push((cell.column, value));
        Ok(())
    }

    fn value(&mut self, cell: &OpenCell) -> Result<Option<Value>, Problem> {
        if cell.formula {
            return Ok(Some(Value::Formula));
        }
        let value = cell.value.trim();
        let value = match cell.kind {
            Kind::Inline => return self.text(&cell.inline),
            Kind::Text => return self.text(&cell.value),
            _ if value.is_empty() => return Ok(None),
            Kind::Shared => {
                let index: usize = value.parse().map_err(|_| Problem::DamagedArchive)?;
                let id = self.strings.get(index).ok_or(Problem::DamagedArchive)?;
                if self.texts.get(*id).is_empty() {
                    return Ok(None);
                }
                Value::Text(*id)
            }
            Kind::Boolean => Value::Boolean(is_true(value)),
            Kind::Fault => Value::Fault(value.into()),
            Kind::Date => Value::Date,
            Kind::Number if cell.is_date => Value::Date,
            Kind::Number => Value::Number(value.into()),
        };
        Ok(Some(value))
    }

    fn text(&mut self, text: &str) -> Result<Option<Value>, Problem> {
        if text.is_empty() {
            return Ok(None);
        }
        Ok(Some(Value::Text(self.texts.add(&unescaped(text))?)))
    }

    fn merge(&mut self, element: &BytesStart<'_>) {
        let Some(reference) = attribute(element, "ref") else {
            return;
        };
        let (first, last) = reference
            .split_once(':')
            .unwrap_or((&reference, &reference));
        if let (Some(first), Some(last)) = (cell::parse(first), cell::parse(last))
            && self.grid.merges.len() < 10_000
        {
            self.grid.merges.push(Range { first, last });
        }
    }
}

fn mark_formula(open: &mut Option<OpenCell>) {
    if let Some(cell) = open {
        cell.formula = true;
    }
}

/// Where the text being read belongs: the value of the cell, its inline text, or nowhere.
fn target<'a>(
    open: &'a mut Option<OpenCell>,
    in_value: bool,
    run: &TextRun,
) -> Option<&'a mut String> {
    let cell = open.as_mut()?;
    if in_value {
        Some(&mut cell.value)
    } else if run.is_text() {
        Some(&mut cell.inline)
    } else {
        None
    }
}
