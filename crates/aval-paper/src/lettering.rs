//! The letters: three faces, how wide words are, and where a line ends.

use ab_glyph::{Font as _, FontRef};
use krilla::text::Font;

use crate::PaperError;

/// A face of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    Regular,
    Bold,
    Code,
}

struct Measured {
    outlines: FontRef<'static>,
    drawn: Font,
}

impl Measured {
    fn new(octets: &'static [u8]) -> Result<Self, PaperError> {
        Ok(Self {
            outlines: FontRef::try_from_slice(octets).map_err(|_| PaperError::Fonts)?,
            drawn: Font::new(octets.into(), 0).ok_or(PaperError::Fonts)?,
        })
    }
}

pub(crate) struct Lettering {
    regular: Measured,
    bold: Measured,
    code: Measured,
}

/// Stands for a letter that the face lacks: archives refuse a letter that is not drawn.
const LACKING: char = '\u{fffd}';

impl Lettering {
    pub(crate) fn new() -> Result<Self, PaperError> {
        Ok(Self {
            regular: Measured::new(dejavu::sans::regular())?,
            bold: Measured::new(dejavu::sans::bold())?,
            code: Measured::new(dejavu::sans_mono::regular())?,
        })
    }

    fn face(&self, face: Face) -> &Measured {
        match face {
            Face::Regular => &self.regular,
            Face::Bold => &self.bold,
            Face::Code => &self.code,
        }
    }

    pub(crate) fn drawn(&self, face: Face) -> Font {
        self.face(face).drawn.clone()
    }

    /// What can be drawn of the words: no control, no letter that the face lacks. Marks of
    /// direction go too: a name must not be read in another order than it is written.
    pub(crate) fn shown(&self, words: &str, face: Face) -> String {
        let outlines = &self.face(face).outlines;
        words
            .chars()
            .filter(|letter| !matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
            .map(|letter| match letter {
                // As wide as a space in these faces, and archives know it.
                '\u{202f}' | '\u{2009}' => '\u{a0}',
                letter if letter.is_control() => ' ',
                letter if private(letter) || outlines.glyph_id(letter).0 == 0 => LACKING,
                letter => letter,
            })
            .collect()
    }

    /// Width in points at that body size.
    pub(crate) fn width(&self, words: &str, face: Face, size: f32) -> f32 {
        words
            .chars()
            .map(|letter| self.advance(letter, face, size))
            .sum()
    }

    fn advance(&self, letter: char, face: Face, size: f32) -> f32 {
        let outlines = &self.face(face).outlines;
        let units = outlines.units_per_em().unwrap_or(2048.0);
        outlines.h_advance_unscaled(outlines.glyph_id(letter)) * size / units
    }

    /// The words in lines no wider than `width`. A word that is wider is cut between letters.
    pub(crate) fn lines(&self, words: &str, face: Face, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in words.lines() {
            let shown = self.shown(paragraph, face);
            let mut line = String::new();
            let mut filled = 0.0;
            for word in shown.split_inclusive([' ', '\t']) {
                let wide = self.width(word.trim_end(), face, size);
                if filled > 0.0 && filled + wide > width {
                    lines.push(std::mem::take(&mut line));
                    filled = 0.0;
                }
                for letter in word.chars() {
                    let advance = self.advance(letter, face, size);
                    if filled + advance > width && letter != ' ' && !line.is_empty() {
                        lines.push(std::mem::take(&mut line));
                        filled = 0.0;
                    }
                    line.push(letter);
                    filled += advance;
                }
            }
            lines.push(line);
        }
        if lines.is_empty() {
            lines.push(String::new());
        }
        lines
    }
}

fn private(letter: char) -> bool {
    matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}
