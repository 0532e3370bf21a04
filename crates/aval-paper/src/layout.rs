//! Where everything goes: blocks become lines on pages. Nothing is drawn here.

use crate::{
    Block, Column, Paper, Table,
    lettering::{Face, Lettering},
};

/// A4, in points.
pub(crate) const WIDTH: f32 = 595.28;
pub(crate) const HEIGHT: f32 = 841.89;
pub(crate) const MARGIN: f32 = 42.0;
const BOTTOM: f32 = HEIGHT - 62.0;
const INSIDE: f32 = WIDTH - 2.0 * MARGIN;
/// Between two columns.
const GUTTER: f32 = 8.0;
/// Share of the width for the names of facts.
const NAMES: f32 = 0.3;

const TITLE: Type = Type::new(Face::Bold, 18.0);
const HEADING: Type = Type::new(Face::Bold, 12.0);
const BODY: Type = Type::new(Face::Regular, 9.5);
const STRONG: Type = Type::new(Face::Bold, 9.5);
const CELL: Type = Type::new(Face::Regular, 8.0);
const CELL_HEAD: Type = Type::new(Face::Bold, 8.0);
const CODE: Type = Type::new(Face::Code, 7.5);

/// A face at a body size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Type {
    pub face: Face,
    pub size: f32,
}

impl Type {
    const fn new(face: Face, size: f32) -> Self {
        Self { face, size }
    }

    fn leading(self) -> f32 {
        self.size * 1.4
    }
}

/// Names a piece of the content, for the structure that screen readers follow.
pub(crate) type Part = usize;

/// Something at its place on a page.
pub(crate) enum Placed {
    /// A line of words; without a part it is read by nobody (a head that comes again).
    Words {
        x: f32,
        baseline: f32,
        set_in: Type,
        words: String,
        part: Option<Part>,
    },
    /// A line from margin to margin.
    Rule { y: f32 },
}

/// What a part is.
pub(crate) enum Structure {
    Title(Part, String),
    Heading(Part, String),
    Paragraph(Part),
    /// Rows of a name and its value.
    Facts(Vec<(Part, Part)>),
    Table {
        caption: Part,
        head: Vec<Part>,
        rows: Vec<Vec<Part>>,
    },
}

/// A paper that has its pages.
pub(crate) struct Laid {
    pub pages: Vec<Vec<Placed>>,
    pub structure: Vec<Structure>,
    /// Parts in all.
    pub parts: usize,
}

struct Sheet<'a> {
    letters: &'a Lettering,
    pages: Vec<Vec<Placed>>,
    page: Vec<Placed>,
    y: f32,
    parts: usize,
}

pub(crate) fn lay_out(paper: &Paper, letters: &Lettering) -> Laid {
    let mut sheet = Sheet {
        letters,
        pages: Vec::new(),
        page: Vec::new(),
        y: MARGIN,
        parts: 0,
    };
    let title = sheet.block(&paper.title, TITLE, 8.0);
    let mut structure = vec![Structure::Title(title, paper.name())];
    for block in &paper.blocks {
        structure.push(match block {
            Block::Heading(words) => {
                sheet.space(10.0);
                sheet.room(HEADING.leading() + 4.0 * BODY.leading());
                Structure::Heading(sheet.block(words, HEADING, 4.0), named(words))
            }
            Block::Paragraph(words) => Structure::Paragraph(sheet.block(words, BODY, 6.0)),
            Block::Facts(facts) => Structure::Facts(sheet.facts(facts)),
            Block::Table(table) => sheet.table(table),
        });
    }
    sheet.turn();
    Laid {
        pages: sheet.pages,
        structure,
        parts: sheet.parts,
    }
}

impl Sheet<'_> {
    fn part(&mut self) -> Part {
        self.parts += 1;
        self.parts - 1
    }

    fn turn(&mut self) {
        self.pages.push(std::mem::take(&mut self.page));
        self.y = MARGIN;
    }

    fn space(&mut self, points: f32) {
        if self.y > MARGIN {
            self.y += points;
        }
    }

    /// Turns the page when this much does not fit; true when it did.
    fn room(&mut self, height: f32) -> bool {
        let turns = self.y + height > BOTTOM && self.y > MARGIN;
        if turns {
            self.turn();
        }
        turns
    }

    fn words(&mut self, x: f32, set_in: Type, words: String, part: Option<Part>) {
        if words.trim().is_empty() {
            return;
        }
        self.page.push(Placed::Words {
            x,
            baseline: self.y + set_in.size,
            set_in,
            words,
            part,
        });
    }

    fn block(&mut self, words: &str, set_in: Type, after: f32) -> Part {
        let part = self.part();
        for line in self.letters.lines(words, set_in.face, set_in.size, INSIDE) {
            self.room(set_in.leading());
            self.words(MARGIN, set_in, line, Some(part));
            self.y += set_in.leading();
        }
        self.y += after;
        part
    }

    fn facts(&mut self, facts: &[(String, String)]) -> Vec<(Part, Part)> {
        let names = INSIDE * NAMES;
        let rows = facts
            .iter()
            .map(|(name, value)| {
                let (named, told) = (self.part(), self.part());
                let cells = vec![
                    self.cell(MARGIN, names - GUTTER, STRONG, name, Some(named)),
                    self.cell(MARGIN + names, INSIDE - names, BODY, value, Some(told)),
                ];
                self.row(&cells, &[]);
                self.y += 2.0;
                (named, told)
            })
            .collect();
        self.y += 6.0;
        rows
    }

    fn cell(&self, x: f32, width: f32, set_in: Type, words: &str, part: Option<Part>) -> Cell {
        Cell {
            x,
            set_in,
            part,
            lines: self
                .letters
                .lines(words, set_in.face, set_in.size, width.max(set_in.size)),
        }
    }

    /// Cells side by side, line by line, so that a row longer than a page goes on overleaf.
    fn row(&mut self, cells: &[Cell], head: &[Cell]) {
        let leading = leading(cells);
        let lines = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0);
        let height = leading * lines as f32;
        if height < (BOTTOM - MARGIN) / 2.0 && self.room(height) {
            self.head(head);
        }
        for rank in 0..lines {
            if self.room(leading) {
                self.head(head);
            }
            for cell in cells {
                if let Some(line) = cell.lines.get(rank) {
                    self.words(cell.x, cell.set_in, line.clone(), cell.part);
                }
            }
            self.y += leading;
        }
    }

    /// The head of a table that comes again overleaf: seen, not read twice.
    fn head(&mut self, cells: &[Cell]) {
        let lines = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0);
        // One that would fill the page again and again is read once.
        if lines == 0 || leading(cells) * lines as f32 > (BOTTOM - MARGIN) / 4.0 {
            return;
        }
        let again: Vec<Cell> = cells
            .iter()
            .map(|cell| Cell {
                part: None,
                ..cell.clone()
            })
            .collect();
        self.row(&again, &[]);
        self.rule();
    }

    fn rule(&mut self) {
        self.page.push(Placed::Rule { y: self.y + 1.0 });
        self.y += 4.0;
    }

    fn table(&mut self, table: &Table) -> Structure {
        self.space(6.0);
        self.room(STRONG.leading() + 6.0 * CELL.leading());
        let caption = self.block(&table.caption, STRONG, 4.0);
        let places = places(&table.columns);
        let head: Vec<Cell> = table
            .columns
            .iter()
            .zip(&places)
            .map(|(column, (x, width))| {
                let part = self.part();
                self.cell(*x, *width, CELL_HEAD, &column.title, Some(part))
            })
            .collect();
        self.row(&head, &[]);
        self.rule();
        let rows = table
            .rows
            .iter()
            .map(|row| {
                let cells: Vec<Cell> = table
                    .columns
                    .iter()
                    .zip(&places)
                    .enumerate()
                    .map(|(rank, (column, (x, width)))| {
                        let part = self.part();
                        let words = row.get(rank).map_or("", String::as_str);
                        let set_in = if column.code { CODE } else { CELL };
                        self.cell(*x, *width, set_in, words, Some(part))
                    })
                    .collect();
                self.row(&cells, &head);
                self.rule();
                cells.iter().filter_map(|cell| cell.part).collect()
            })
            .collect();
        self.y += 6.0;
        Structure::Table {
            caption,
            head: head.iter().filter_map(|cell| cell.part).collect(),
            rows,
        }
    }
}

#[derive(Clone)]
struct Cell {
    x: f32,
    set_in: Type,
    part: Option<Part>,
    lines: Vec<String>,
}

fn leading(cells: &[Cell]) -> f32 {
    cells
        .iter()
        .map(|cell| cell.set_in.leading())
        .fold(0.0, f32::max)
}

/// Left edge and width of each column.
fn places(columns: &[Column]) -> Vec<(f32, f32)> {
    let shares: f32 = columns.iter().map(|column| f32::from(column.share)).sum();
    let mut x = MARGIN;
    columns
        .iter()
        .map(|column| {
            let width = INSIDE * f32::from(column.share) / shares.max(1.0);
            let place = (x, width - GUTTER);
            x += width;
            place
        })
        .collect()
}

/// A title that readers can list: an empty one is a dash.
fn named(words: &str) -> String {
    match words.trim() {
        "" => "–".to_owned(),
        words => words.to_owned(),
    }
}

impl Paper {
    /// The title, never empty.
    pub(crate) fn name(&self) -> String {
        named(&self.title)
    }
}
