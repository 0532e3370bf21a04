//! A plausible screen of the vendor's application, as a picture: browser bar, menu, page, the proof it is about, and
//! the system clock at the bottom right, where an examiner looks for it.

use crate::canvas::{Canvas, Colour};
use crate::draw::Draw;
use crate::lettering::{Lettering, Style, Weight};
use crate::name::file_name;
use crate::scene::{Scene, View};
use crate::{Error, Sample, wording};

const WIDTH: i32 = 960;
const HEIGHT: i32 = 600;
const SIDE: i32 = 176;
const LEFT: i32 = SIDE + 24;
const RIGHT: i32 = WIDTH - 24;
const TASKBAR: i32 = HEIGHT - 36;

const WHITE: Colour = [255, 255, 255];
const INK: Colour = [30, 34, 45];
const GREY: Colour = [102, 108, 122];
const LINE: Colour = [212, 216, 226];
const PALE: Colour = [244, 245, 249];
const CHROME: Colour = [222, 226, 234];
const DARK: Colour = [28, 32, 43];

/// A colour of the product's own, dark enough for white letters, and its pale companion.
const ACCENTS: [(Colour, Colour); 7] = [
    ([0, 84, 140], [228, 240, 249]),
    ([13, 110, 92], [225, 244, 239]),
    ([104, 58, 140], [241, 233, 248]),
    ([150, 52, 72], [250, 232, 236]),
    ([36, 62, 150], [230, 235, 250]),
    ([140, 78, 20], [250, 239, 227]),
    ([52, 96, 40], [234, 244, 230]),
];

/// The colours of a product: the same on every screen of it.
pub fn accent(scene: &Scene) -> (Colour, Colour) {
    let [first, others @ ..] = ACCENTS;
    Draw::from_words([scene.product.as_str(), scene.vendor.as_str()]).one_of(first, &others)
}

/// Regular letters.
pub fn plain(size: u8, colour: Colour) -> Style {
    Style {
        size,
        weight: Weight::Regular,
        colour,
    }
}

/// Bold letters.
pub fn bold(size: u8, colour: Colour) -> Style {
    Style {
        size,
        weight: Weight::Bold,
        colour,
    }
}

/// A PNG of 960 × 600 pixels, palette colours, usually under 20 kB.
///
/// # Errors
/// [`Error::Typeface`], [`Error::Png`].
pub fn screen(scene: &Scene) -> Result<Sample, Error> {
    let mut page = Page {
        canvas: Canvas::new(960, 600, WHITE),
        letters: Lettering::load()?,
        accent: accent(scene),
    };
    page.browser(scene);
    page.header(scene);
    page.menu(scene);
    page.heading(scene);
    match &scene.view {
        View::Form(fields) => page.form(fields),
        View::Table { columns, rows } => page.table(columns, rows),
        View::Settings(settings) => page.settings(settings),
    }
    page.proof(scene);
    page.taskbar(scene);
    Ok(Sample {
        name: file_name(wording::CAPTURE, &scene.proof, "png"),
        media_type: "image/png",
        octets: encode(&page.canvas)?,
    })
}

/// Writes the picture as a palette PNG.
fn encode(canvas: &Canvas) -> Result<Vec<u8>, Error> {
    let mut octets = Vec::new();
    let (width, height) = (canvas.width() as u32, canvas.height() as u32);
    let mut encoder = png::Encoder::new(&mut octets, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(canvas.palette().concat());
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(canvas.cells())?;
    writer.finish()?;
    Ok(octets)
}

struct Page {
    canvas: Canvas,
    letters: Lettering,
    accent: (Colour, Colour),
}

impl Page {
    fn words(&mut self, style: Style, x: i32, y: i32, room: i32, words: &str) {
        self.letters
            .set_cut(&mut self.canvas, style, x, y, room, words);
    }

    fn words_right(&mut self, style: Style, right: i32, y: i32, words: &str) {
        self.letters
            .set_right(&mut self.canvas, style, right, y, words);
    }

    fn browser(&mut self, scene: &Scene) {
        let (accent, _) = self.accent;
        self.canvas.fill(0, 0, WIDTH, 34, CHROME);
        self.canvas.fill(12, 6, 250, 28, WHITE);
        self.canvas.disc(28, 20, 6, accent);
        self.words(
            plain(12, INK),
            42,
            24,
            200,
            &format!("{} – {}", scene.heading, scene.product),
        );
        for (x, colour) in [(WIDTH - 64, LINE), (WIDTH - 42, LINE), (WIDTH - 20, GREY)] {
            self.canvas.disc(x, 17, 5, colour);
        }
        self.canvas.fill(0, 34, WIDTH, 36, WHITE);
        for (x, arrow) in [(16, "←"), (40, "→"), (64, "↻")] {
            self.words(plain(15, GREY), x, 57, 20, arrow);
        }
        self.canvas.fill(94, 39, WIDTH - 94 - 24, 26, PALE);
        self.padlock(106, 46);
        self.words(
            plain(12, INK),
            124,
            56,
            WIDTH - 94 - 24 - 40,
            &scene.address,
        );
        self.canvas.fill(0, 69, WIDTH, 1, LINE);
    }

    fn padlock(&mut self, x: i32, y: i32) {
        self.canvas.frame(x + 1, y, 7, 8, GREY, PALE);
        self.canvas.fill(x, y + 5, 9, 7, GREY);
    }

    fn header(&mut self, scene: &Scene) {
        let (accent, pale) = self.accent;
        self.canvas.fill(0, 70, WIDTH, 48, accent);
        self.canvas.frame(16, 82, 24, 24, WHITE, accent);
        self.canvas.fill(26, 87, 4, 14, WHITE);
        self.canvas.fill(21, 92, 14, 4, WHITE);
        let name = bold(17, WHITE);
        self.words(name, 50, 100, 320, &scene.product);
        let after = 50 + self.letters.width(name, &scene.product).min(320) + 12;
        self.words(
            plain(12, pale),
            after,
            100,
            160,
            &format!("v{}", scene.version),
        );
        self.canvas.disc(WIDTH - 38, 94, 15, WHITE);
        let initials: String = scene
            .user
            .split_whitespace()
            .filter_map(|part| part.chars().next())
            .take(2)
            .collect();
        let width = self.letters.width(bold(12, accent), &initials);
        self.words(bold(12, accent), WIDTH - 38 - width / 2, 99, 40, &initials);
        let user = self.letters.cut(plain(13, WHITE), 260, &scene.user);
        self.words_right(plain(13, WHITE), WIDTH - 62, 99, &user);
    }

    fn menu(&mut self, scene: &Scene) {
        let (accent, pale) = self.accent;
        self.canvas.fill(0, 118, SIDE, TASKBAR - 118, PALE);
        self.canvas.fill(SIDE, 118, 1, TASKBAR - 118, LINE);
        for (row, entry) in (0_i32..10).zip(&scene.menu) {
            let top = 130 + row * 36;
            let current = row == 1.min(scene.menu.len() as i32 - 1);
            if current {
                self.canvas.fill(0, top, SIDE, 34, pale);
                self.canvas.fill(0, top, 4, 34, accent);
            }
            self.canvas
                .disc(22, top + 17, 3, if current { accent } else { GREY });
            let style = if current {
                bold(13, accent)
            } else {
                plain(13, INK)
            };
            self.words(style, 34, top + 22, SIDE - 42, entry);
        }
        self.words(plain(11, GREY), 16, TASKBAR - 12, SIDE - 24, &scene.vendor);
    }

    fn heading(&mut self, scene: &Scene) {
        let (_, pale) = self.accent;
        let subject = &scene.subject;
        let born = subject.born.strftime("%d/%m/%Y");
        let identity = bold(13, INK);
        self.canvas.fill(SIDE + 1, 118, WIDTH - SIDE - 1, 34, pale);
        self.words(identity, LEFT, 140, 300, &subject.full_name());
        let after = LEFT + self.letters.width(identity, &subject.full_name()).min(300) + 16;
        self.words(
            plain(12, INK),
            after,
            140,
            RIGHT - after,
            &format!("{born}   ·   {}   ·   {}", subject.sex, subject.number),
        );
        self.words(bold(20, INK), LEFT, 184, RIGHT - LEFT, &scene.heading);
    }

    fn form(&mut self, fields: &[(String, String)]) {
        const SHOWN: usize = 8;
        let half = (RIGHT - LEFT - 24) / 2;
        for (rank, (label, value)) in (0_i32..).zip(fields.iter().take(SHOWN)) {
            let (x, y) = (LEFT + rank % 2 * (half + 24), 202 + rank / 2 * 54);
            self.words(plain(12, GREY), x, y + 10, half, label);
            self.canvas.frame(x, y + 16, half, 28, LINE, WHITE);
            self.words(plain(13, INK), x + 10, y + 35, half - 20, value);
        }
        let rows = fields.len().min(SHOWN).div_ceil(2) as i32;
        self.buttons(LEFT, 206 + rows * 54);
    }

    fn buttons(&mut self, x: i32, y: i32) {
        let (accent, _) = self.accent;
        let save = self.letters.width(bold(13, WHITE), wording::SAVE) + 32;
        self.canvas.fill(x, y, save, 30, accent);
        self.words(bold(13, WHITE), x + 16, y + 20, save, wording::SAVE);
        let cancel = self.letters.width(plain(13, INK), wording::CANCEL) + 32;
        self.canvas.frame(x + save + 12, y, cancel, 30, GREY, WHITE);
        self.words(
            plain(13, INK),
            x + save + 28,
            y + 20,
            cancel,
            wording::CANCEL,
        );
    }

    fn table(&mut self, columns: &[String], rows: &[Vec<String>]) {
        const SHOWN: usize = 7;
        let widths = self.column_widths(columns, rows, RIGHT - LEFT);
        self.canvas.frame(LEFT, 236, RIGHT - LEFT, 28, LINE, CHROME);
        self.search_box();
        let mut x = LEFT;
        for (column, width) in columns.iter().zip(&widths) {
            self.words(bold(12, INK), x + 10, 254, width - 14, column);
            x += width;
        }
        for (rank, row) in (0_i32..).zip(rows.iter().take(SHOWN)) {
            let top = 264 + rank * 26;
            self.canvas.frame(
                LEFT,
                top - 1,
                RIGHT - LEFT,
                27,
                LINE,
                if rank % 2 == 0 { WHITE } else { PALE },
            );
            let mut x = LEFT;
            for (cell, width) in row.iter().zip(&widths) {
                self.words(plain(12, INK), x + 10, top + 17, width - 14, cell);
                x += width;
            }
        }
        self.words_right(
            plain(11, GREY),
            RIGHT,
            226,
            &format!("{} {}", rows.len().min(SHOWN), wording::LINES_SHOWN),
        );
    }

    fn search_box(&mut self) {
        self.canvas.frame(LEFT, 200, 260, 28, LINE, WHITE);
        self.words(plain(12, GREY), LEFT + 10, 219, 200, wording::SEARCH);
        self.canvas.disc(LEFT + 242, 212, 5, GREY);
        self.canvas.disc(LEFT + 242, 212, 3, WHITE);
        for step in 0..4 {
            self.canvas.fill(LEFT + 245 + step, 215 + step, 2, 2, GREY);
        }
    }

    /// Shares the room between columns after their widest words.
    fn column_widths(&self, columns: &[String], rows: &[Vec<String>], room: i32) -> Vec<i32> {
        let wanted: Vec<i32> = columns
            .iter()
            .enumerate()
            .map(|(rank, column)| {
                let cells = rows.iter().filter_map(|row| row.get(rank));
                let widest = cells
                    .map(|cell| self.letters.width(plain(12, INK), cell))
                    .max()
                    .unwrap_or(0);
                (widest.max(self.letters.width(bold(12, INK), column)) + 24).min(320)
            })
            .collect();
        let total = wanted.iter().sum::<i32>().max(1);
        wanted.iter().map(|width| width * room / total).collect()
    }

    fn settings(&mut self, settings: &[(String, bool)]) {
        const SHOWN: usize = 6;
        let (accent, _) = self.accent;
        for (rank, (label, on)) in (0_i32..).zip(settings.iter().take(SHOWN)) {
            let top = 200 + rank * 40;
            self.canvas.frame(LEFT, top, RIGHT - LEFT, 41, LINE, WHITE);
            self.words(
                plain(13, INK),
                LEFT + 14,
                top + 25,
                RIGHT - LEFT - 180,
                label,
            );
            let (ground, knob, state) = if *on {
                (accent, RIGHT - 23, wording::ON)
            } else {
                (GREY, RIGHT - 43, wording::OFF)
            };
            self.canvas.disc(RIGHT - 43, top + 20, 9, ground);
            self.canvas.disc(RIGHT - 23, top + 20, 9, ground);
            self.canvas.fill(RIGHT - 43, top + 11, 20, 19, ground);
            self.canvas.disc(knob, top + 20, 7, WHITE);
            self.words_right(plain(12, GREY), RIGHT - 62, top + 25, state);
        }
    }

    fn proof(&mut self, scene: &Scene) {
        let (accent, _) = self.accent;
        let (top, height) = (462, 90);
        self.canvas.fill(LEFT, top, RIGHT - LEFT, height, PALE);
        self.canvas.fill(LEFT, top, 5, height, accent);
        let number = bold(15, accent);
        self.words(
            number,
            LEFT + 18,
            top + 23,
            420,
            &format!("{} {}", wording::PROOF, scene.proof),
        );
        let requirement = format!("{} {}", wording::REQUIREMENT, scene.requirement);
        self.words_right(plain(12, GREY), RIGHT - 14, top + 22, &requirement);
        let style = plain(13, INK);
        for (row, line) in
            (0_i32..).zip(
                self.letters
                    .wrap(style, RIGHT - LEFT - 36, 3, &scene.sentence),
            )
        {
            self.words(
                style,
                LEFT + 18,
                top + 44 + row * 18,
                RIGHT - LEFT - 36,
                &line,
            );
        }
    }

    fn taskbar(&mut self, scene: &Scene) {
        let (accent, _) = self.accent;
        self.canvas.fill(0, TASKBAR, WIDTH, 36, DARK);
        self.canvas.fill(14, TASKBAR + 9, 8, 8, WHITE);
        self.canvas.fill(24, TASKBAR + 9, 8, 8, WHITE);
        self.canvas.fill(14, TASKBAR + 19, 8, 8, WHITE);
        self.canvas.fill(24, TASKBAR + 19, 8, 8, WHITE);
        self.canvas.fill(48, TASKBAR + 6, 24, 24, accent);
        self.canvas.fill(48, TASKBAR + 33, 24, 3, WHITE);
        self.words(
            plain(11, CHROME),
            88,
            TASKBAR + 22,
            300,
            wording::FICTITIOUS,
        );
        self.words_right(
            plain(12, WHITE),
            WIDTH - 14,
            TASKBAR + 15,
            &scene.at.strftime("%H:%M:%S").to_string(),
        );
        self.words_right(
            plain(12, WHITE),
            WIDTH - 14,
            TASKBAR + 31,
            &scene.at.strftime("%d/%m/%Y").to_string(),
        );
    }
}
