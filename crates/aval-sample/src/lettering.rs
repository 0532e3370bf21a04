//! Sets words on a canvas with the embedded typeface: measured, cut to a width, wrapped.

use std::collections::HashMap;

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};

use crate::Error;
use crate::canvas::{Canvas, Colour};

/// Weight of the strokes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weight {
    /// For running text.
    Regular,
    /// For headings and labels.
    Bold,
}

/// How words look: size in pixels of the body, weight, colour.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Body height in pixels.
    pub size: u8,
    /// Weight of the strokes.
    pub weight: Weight,
    /// Colour of the strokes.
    pub colour: Colour,
}

/// A letter once drawn: where its mask lies around the pen, and how far the pen moves.
#[derive(Debug, Clone)]
struct Letter {
    left: i32,
    top: i32,
    width: u32,
    coverage: Vec<f32>,
}

/// The typeface, with the letters already drawn.
pub struct Lettering {
    regular: FontRef<'static>,
    bold: FontRef<'static>,
    drawn: HashMap<(char, u8, Weight, u8), Letter>,
}

/// Positions of the pen inside a pixel: enough for even spacing.
const PEN_PLACES: f32 = 2.0;

impl Lettering {
    /// Reads the embedded typeface (DejaVu Sans).
    pub fn load() -> Result<Self, Error> {
        Ok(Self {
            regular: FontRef::try_from_slice(dejavu::sans::regular())?,
            bold: FontRef::try_from_slice(dejavu::sans::bold())?,
            drawn: HashMap::new(),
        })
    }

    fn font(&self, weight: Weight) -> &FontRef<'static> {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    fn advance(&self, style: Style, letter: char) -> f32 {
        let font = self.font(style.weight);
        font.as_scaled(scale_of(font, style.size))
            .h_advance(font.glyph_id(shown(letter)))
    }

    /// Width of the words in pixels.
    pub fn width(&self, style: Style, words: &str) -> i32 {
        words
            .chars()
            .map(|letter| self.advance(style, letter))
            .sum::<f32>()
            .ceil() as i32
    }

    /// Sets the words with their baseline at `y`.
    pub fn set(&mut self, canvas: &mut Canvas, style: Style, x: i32, y: i32, words: &str) {
        let mut pen = x as f32;
        for letter in words.chars() {
            let whole = pen.floor();
            let place = ((pen - whole) * PEN_PLACES) as u8;
            let advance = self.advance(style, letter);
            let drawn = self.letter(style, shown(letter), place);
            for (rank, coverage) in (0_u32..).zip(&drawn.coverage) {
                let dx = (rank % drawn.width.max(1)) as i32;
                let dy = (rank / drawn.width.max(1)) as i32;
                canvas.blend(
                    whole as i32 + drawn.left + dx,
                    y + drawn.top + dy,
                    style.colour,
                    *coverage,
                );
            }
            pen += advance;
        }
    }

    /// Sets the words so that they end at `right`.
    pub fn set_right(
        &mut self,
        canvas: &mut Canvas,
        style: Style,
        right: i32,
        y: i32,
        words: &str,
    ) {
        let left = right - self.width(style, words);
        self.set(canvas, style, left, y, words);
    }

    /// Sets the words on one line, cut with an ellipsis when wider than `room`.
    pub fn set_cut(
        &mut self,
        canvas: &mut Canvas,
        style: Style,
        x: i32,
        y: i32,
        room: i32,
        words: &str,
    ) {
        let cut = self.cut(style, room, words);
        self.set(canvas, style, x, y, &cut);
    }

    /// The words, cut with an ellipsis when wider than `room`.
    pub fn cut(&self, style: Style, room: i32, words: &str) -> String {
        if self.width(style, words) <= room {
            return words.to_owned();
        }
        let mut left = room as f32 - self.advance(style, '…');
        let kept: String = words
            .chars()
            .take_while(|letter| {
                left -= self.advance(style, *letter);
                left >= 0.0
            })
            .collect();
        if kept.is_empty() {
            return kept;
        }
        format!("{}…", kept.trim_end())
    }

    /// The words on lines no wider than `room`, at most `most` lines; the last one says when words are missing.
    pub fn wrap(&self, style: Style, room: i32, most: usize, words: &str) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        let mut rest = words.split_ascii_whitespace().peekable();
        while let Some(word) = rest.next() {
            let tried = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if line.is_empty() || self.width(style, &tried) <= room {
                line = tried;
                continue;
            }
            if lines.len() + 1 == most {
                let unfinished = [line.as_str(), word]
                    .into_iter()
                    .chain(rest.by_ref())
                    .collect::<Vec<_>>()
                    .join(" ");
                line = self.cut(style, room, &unfinished);
                break;
            }
            lines.push(self.cut(style, room, &line));
            word.clone_into(&mut line);
        }
        lines.push(self.cut(style, room, &line));
        lines
    }

    fn letter(&mut self, style: Style, letter: char, place: u8) -> Letter {
        let key = (letter, style.size, style.weight, place);
        if let Some(known) = self.drawn.get(&key) {
            return known.clone();
        }
        let drawn = self
            .outline(style, letter, f32::from(place) / PEN_PLACES)
            .unwrap_or(Letter {
                left: 0,
                top: 0,
                width: 0,
                coverage: Vec::new(),
            });
        self.drawn.insert(key, drawn.clone());
        drawn
    }

    fn outline(&self, style: Style, letter: char, offset: f32) -> Option<Letter> {
        let font = self.font(style.weight);
        let glyph = font
            .glyph_id(letter)
            .with_scale_and_position(scale_of(font, style.size), point(offset, 0.0));
        let outline = font.outline_glyph(glyph)?;
        let bounds = outline.px_bounds();
        let width = bounds.width() as u32;
        let mut coverage = vec![0.0; width as usize * bounds.height() as usize];
        outline.draw(|x, y, c| {
            if let Some(cell) = coverage.get_mut((y * width + x) as usize) {
                // Thin strokes are lifted a little, else small text looks grey.
                *cell = (c * 1.25).min(1.0);
            }
        });
        Some(Letter {
            left: bounds.min.x as i32,
            top: bounds.min.y as i32,
            width,
            coverage,
        })
    }
}

/// Body size to the scale the typeface wants: its ascender-to-descender height.
fn scale_of(font: &FontRef<'_>, size: u8) -> PxScale {
    let units = font.units_per_em().unwrap_or(2048.0);
    PxScale::from(f32::from(size) * font.height_unscaled() / units)
}

/// Spaces of every width are set as a plain space; control characters too.
fn shown(letter: char) -> char {
    if letter.is_whitespace() || letter.is_control() {
        ' '
    } else {
        letter
    }
}
