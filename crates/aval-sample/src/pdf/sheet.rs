//! Lays words on A4 pages from top to bottom and writes the PDF: headings, paragraphs, fields, tables, signatures,
//! and on each page a header with the proof and a footer with the page number.

use pdf_writer::types::{LineCapStyle, LineJoinStyle};
use pdf_writer::{Content, Date, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::helvetica::{encoded, width};
use crate::canvas::Colour;
use crate::draw::Draw;
use crate::scene::Scene;
use crate::{screen, wording};

/// A4 in points.
const WIDE: f32 = 595.0;
const HIGH: f32 = 842.0;
const LEFT: f32 = 62.0;
const RIGHT: f32 = WIDE - 62.0;
const TOP: f32 = HIGH - 92.0;
const BOTTOM: f32 = 76.0;

const INK: Colour = [30, 34, 45];
const GREY: Colour = [102, 108, 122];
const LINE: Colour = [212, 216, 226];
const WHITE: Colour = [255, 255, 255];

/// Pages under way; `y` is where the next line goes, in points from the bottom of the page.
pub struct Sheet<'a> {
    scene: &'a Scene,
    pages: Vec<Content>,
    page: Content,
    y: f32,
    accent: (Colour, Colour),
    title: String,
}

impl<'a> Sheet<'a> {
    /// A first empty page.
    pub fn new(scene: &'a Scene) -> Self {
        let accent = screen::accent(scene);
        Self {
            scene,
            pages: Vec::new(),
            page: Content::new(),
            y: TOP,
            accent,
            title: scene.proof.clone(),
        }
    }

    /// The title of the document, once.
    pub fn title(&mut self, words: &str) {
        words.clone_into(&mut self.title);
        for line in wrap(words, RIGHT - LEFT, 22.0, true) {
            self.room(28.0);
            self.text(&line, LEFT, 22.0, true, self.accent.0);
            self.y -= 28.0;
        }
        self.space(6.0);
    }

    /// The heading of a section, kept with the line after it.
    pub fn heading(&mut self, words: &str) {
        self.room(60.0);
        self.space(20.0);
        self.text(words, LEFT, 13.5, true, self.accent.0);
        self.rule(LEFT, self.y - 6.0, RIGHT - LEFT, 0.8, LINE);
        self.y -= 24.0;
    }

    /// Paragraphs; one that starts with `- ` is a list entry.
    pub fn paragraphs(&mut self, paragraphs: &[String]) {
        for paragraph in paragraphs {
            match paragraph.strip_prefix("- ") {
                Some(entry) => self.entry(entry),
                None => self.paragraph(paragraph),
            }
        }
    }

    /// One paragraph over the whole width.
    pub fn paragraph(&mut self, words: &str) {
        self.lines(words, LEFT);
        self.space(5.0);
    }

    fn entry(&mut self, words: &str) {
        self.room(15.0);
        self.text("•", LEFT + 6.0, 10.5, false, self.accent.0);
        self.lines(words, LEFT + 20.0);
        self.space(2.0);
    }

    fn lines(&mut self, words: &str, left: f32) {
        for line in wrap(words, RIGHT - left, 10.5, false) {
            self.room(15.0);
            self.text(&line, left, 10.5, false, INK);
            self.y -= 15.0;
        }
    }

    /// Labelled values in a pale box.
    pub fn fields(&mut self, fields: &[(String, String)]) {
        for (label, value) in fields {
            let lines = wrap(value, RIGHT - LEFT - 170.0, 10.0, false);
            let height = lines.len() as f32 * 14.0 + 6.0;
            self.room(height);
            self.block(
                LEFT,
                self.y - height + 12.0,
                150.0,
                height - 1.5,
                self.accent.1,
            );
            self.block(
                LEFT + 151.5,
                self.y - height + 12.0,
                RIGHT - LEFT - 151.5,
                height - 1.5,
                [247, 248, 251],
            );
            self.text(label, LEFT + 8.0, 10.0, true, INK);
            for line in lines {
                self.text(&line, LEFT + 160.0, 10.0, false, INK);
                self.y -= 14.0;
            }
            self.y -= 6.0;
        }
    }

    /// A table of four columns: number, statement, answer, comment.
    pub fn rows(&mut self, columns: &[&str; 4], rows: &[[String; 4]]) {
        self.table_head(columns);
        for row in rows {
            let cells: Vec<Vec<String>> = row
                .iter()
                .zip(COLUMNS)
                .map(|(cell, (_, room))| wrap(cell, room - 8.0, 8.5, false))
                .collect();
            let tallest = cells.iter().map(Vec::len).max().unwrap_or(1);
            let height = tallest as f32 * 11.0 + 7.0;
            if self.y - height < BOTTOM {
                self.turn();
                self.table_head(columns);
            }
            let top = self.y;
            for (lines, (left, _)) in cells.iter().zip(COLUMNS) {
                self.y = top;
                for line in lines {
                    self.text(line, LEFT + left + 4.0, 8.5, false, INK);
                    self.y -= 11.0;
                }
            }
            self.y = top - height;
            self.rule(LEFT, self.y + 9.0, RIGHT - LEFT, 0.5, LINE);
        }
    }

    fn table_head(&mut self, columns: &[&str; 4]) {
        self.room(40.0);
        self.block(LEFT, self.y - 5.0, RIGHT - LEFT, 17.0, self.accent.0);
        for (column, (left, _)) in columns.iter().zip(COLUMNS) {
            self.text(column, LEFT + left + 4.0, 8.5, true, WHITE);
        }
        self.y -= 18.0;
    }

    /// Leaves a gap.
    pub fn space(&mut self, height: f32) {
        self.y -= height;
    }

    /// A name over a stroke of the pen that is the person's own.
    pub fn signature(&mut self, name: &str, office: &str, draw: &mut Draw) {
        self.room(120.0);
        let left = RIGHT - 200.0;
        self.y -= 14.0;
        self.text(name, left, 10.5, true, INK);
        self.y -= 14.0;
        self.text(office, left, 10.0, false, GREY);
        let base = self.y - 46.0;
        self.page
            .save_state()
            .set_line_width(1.3)
            .set_line_cap(LineCapStyle::RoundCap)
            .set_line_join(LineJoinStyle::RoundJoin);
        stroke_colour(&mut self.page, [28, 48, 120]);
        let mut step = |reach: u64| draw.below(reach) as f32;
        let mut pen = (left + 4.0, base + step(12));
        self.page.move_to(pen.0, pen.1);
        for _ in 0..6 {
            let next = (pen.0 + 14.0 + step(14), base + step(26));
            self.page.cubic_to(
                pen.0 + 4.0 + step(10),
                base + 14.0 + step(28),
                next.0 - 10.0 - step(12),
                base - 10.0 - step(16),
                next.0,
                next.1,
            );
            pen = next;
        }
        self.page
            .stroke()
            .move_to(left, base - 8.0)
            .line_to(pen.0 + 10.0, base - 4.0 + step(8))
            .stroke()
            .restore_state();
        self.y = base - 24.0;
    }

    /// An empty frame to sign in.
    pub fn signature_box(&mut self, label: &str) {
        self.room(100.0);
        self.space(22.0);
        self.text(label, RIGHT - 220.0, 10.0, true, INK);
        self.page.save_state().set_line_width(0.8);
        stroke_colour(&mut self.page, GREY);
        self.page
            .rect(RIGHT - 220.0, self.y - 70.0, 220.0, 62.0)
            .stroke()
            .restore_state();
        self.y -= 80.0;
    }

    /// Turns the page when less than `height` is left.
    fn room(&mut self, height: f32) {
        if self.y - height < BOTTOM {
            self.turn();
        }
    }

    fn turn(&mut self) {
        self.pages
            .push(std::mem::replace(&mut self.page, Content::new()));
        self.y = TOP;
    }

    fn text(&mut self, words: &str, x: f32, size: f32, bold: bool, colour: Colour) {
        let y = self.y;
        text(&mut self.page, words, (x, y), size, bold, colour);
    }

    fn block(&mut self, x: f32, y: f32, wide: f32, high: f32, colour: Colour) {
        fill_colour(&mut self.page, colour);
        self.page.rect(x, y, wide, high).fill_nonzero();
    }

    fn rule(&mut self, x: f32, y: f32, wide: f32, thick: f32, colour: Colour) {
        self.block(x, y, wide, thick, colour);
    }

    /// The PDF: pages with header and footer, French as its language, and a classical cross-reference table.
    pub fn finish(mut self) -> Vec<u8> {
        self.turn();
        let count = self.pages.len();
        let mut pages = std::mem::take(&mut self.pages);
        for (page, number) in pages.iter_mut().zip(1..) {
            self.furnish(page, number, count);
        }
        self.write(pages)
    }

    fn furnish(&self, page: &mut Content, number: usize, count: usize) {
        let scene = self.scene;
        text(
            page,
            &scene.vendor,
            (LEFT, HIGH - 50.0),
            9.0,
            true,
            self.accent.0,
        );
        let proof = format!("{} {}", wording::PROOF, scene.proof);
        text(
            page,
            &proof,
            (RIGHT - width(&proof, 9.0, false), HIGH - 50.0),
            9.0,
            false,
            GREY,
        );
        fill_colour(page, self.accent.0);
        page.rect(LEFT, HIGH - 60.0, RIGHT - LEFT, 1.5)
            .fill_nonzero();
        let footer = format!(
            "{} {} – {}",
            scene.product,
            scene.version,
            wording::FICTITIOUS
        );
        text(page, &footer, (LEFT, 44.0), 8.5, false, GREY);
        let place = format!("{} {number}/{count}", wording::PAGE);
        text(
            page,
            &place,
            (RIGHT - width(&place, 8.5, false), 44.0),
            8.5,
            false,
            GREY,
        );
    }

    fn write(self, pages: Vec<Content>) -> Vec<u8> {
        let mut refs = (1..).map(Ref::new);
        let mut next = || refs.next().unwrap_or(Ref::new(i32::MAX));
        let (catalogue, tree, regular, bold, info) = (next(), next(), next(), next(), next());
        let mut pdf = Pdf::new();
        let mut draw = self.scene.draw(&self.title);
        let identifier: Vec<u8> = draw
            .number()
            .to_be_bytes()
            .into_iter()
            .chain(draw.number().to_be_bytes())
            .collect();
        pdf.set_file_id((identifier.clone(), identifier));
        let mut root = pdf.catalog(catalogue);
        root.pages(tree).lang(TextStr("fr-FR"));
        root.viewer_preferences().display_doc_title(true);
        root.finish();
        let places: Vec<(Ref, Ref)> = pages.iter().map(|_| (next(), next())).collect();
        let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
        pdf.pages(tree)
            .kids(places.iter().map(|(page, _)| *page))
            .count(count);
        for (content, (page, stream)) in pages.into_iter().zip(places) {
            let mut written = pdf.page(page);
            written
                .media_box(Rect::new(0.0, 0.0, WIDE, HIGH))
                .parent(tree)
                .contents(stream);
            written
                .resources()
                .fonts()
                .pair(REGULAR, regular)
                .pair(BOLD, bold);
            written.finish();
            pdf.stream(stream, &content.finish());
        }
        for (font, name) in [(regular, "Helvetica"), (bold, "Helvetica-Bold")] {
            pdf.type1_font(font)
                .base_font(Name(name.as_bytes()))
                .encoding_predefined(Name(b"WinAnsiEncoding"));
        }
        let title = format!("{} – {}", self.title, self.scene.proof);
        pdf.document_info(info)
            .title(TextStr(&title))
            .author(TextStr(&self.scene.vendor))
            .creation_date(date(self.scene));
        pdf.finish()
    }
}

const REGULAR: Name<'static> = Name(b"F1");
const BOLD: Name<'static> = Name(b"F2");

/// Columns of a form's tables: distance from the left margin, width.
const COLUMNS: [(f32, f32); 4] = [(0.0, 54.0), (54.0, 222.0), (276.0, 58.0), (334.0, 137.0)];

fn text(page: &mut Content, words: &str, at: (f32, f32), size: f32, bold: bool, colour: Colour) {
    fill_colour(page, colour);
    page.begin_text()
        .set_font(if bold { BOLD } else { REGULAR }, size)
        .next_line(at.0, at.1)
        .show(Str(&encoded(words)))
        .end_text();
}

fn fill_colour(page: &mut Content, colour: Colour) {
    let [red, green, blue] = colour.map(|part| f32::from(part) / 255.0);
    page.set_fill_rgb(red, green, blue);
}

fn stroke_colour(page: &mut Content, colour: Colour) {
    let [red, green, blue] = colour.map(|part| f32::from(part) / 255.0);
    page.set_stroke_rgb(red, green, blue);
}

fn date(scene: &Scene) -> Date {
    let at = &scene.at;
    let part = |value: i8| u8::try_from(value).unwrap_or_default();
    let offset = at.offset().seconds() / 60;
    Date::new(u16::try_from(at.year()).unwrap_or_default())
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(i8::try_from(offset / 60).unwrap_or_default())
        .utc_offset_minute(u8::try_from(offset.abs() % 60).unwrap_or_default())
}

/// Lines no wider than `room` points; a word that is too long is broken.
fn wrap(words: &str, room: f32, size: f32, bold: bool) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words.split_ascii_whitespace() {
        let line = lines.pop().unwrap_or_default();
        let tried = if line.is_empty() {
            word.to_owned()
        } else {
            format!("{line} {word}")
        };
        if width(&tried, size, bold) <= room {
            lines.push(tried);
            continue;
        }
        if !line.is_empty() {
            lines.push(line);
        }
        let mut piece = String::new();
        for letter in word.chars() {
            piece.push(letter);
            if width(&piece, size, bold) > room {
                piece.pop();
                lines.push(std::mem::replace(&mut piece, letter.to_string()));
            }
        }
        lines.push(piece);
    }
    lines
}
