//! A picture of palette colours that rectangles, outlines and coverage masks are painted on.
//! Knows neither letters nor files.

use std::collections::HashMap;

/// Red, green, blue.
pub type Colour = [u8; 3];

/// Steps of coverage between nothing and full: few, so that the file stays small.
const COVERAGE_STEPS: u8 = 3;

/// A picture whose colours are numbered in order of first use.
#[derive(Debug, Clone)]
pub struct Canvas {
    width: usize,
    height: usize,
    cells: Vec<u8>,
    palette: Vec<Colour>,
    mixes: HashMap<(u8, u8, u8), u8>,
}

impl Canvas {
    /// A picture of one colour.
    pub fn new(width: usize, height: usize, ground: Colour) -> Self {
        Self {
            width,
            height,
            cells: vec![0; width * height],
            palette: vec![ground],
            mixes: HashMap::new(),
        }
    }

    /// Width in pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Palette entries, row by row.
    pub fn cells(&self) -> &[u8] {
        &self.cells
    }

    /// Colours in the order of their numbers.
    pub fn palette(&self) -> &[Colour] {
        &self.palette
    }

    /// Paints a full rectangle; what lies outside the picture is left out.
    pub fn fill(&mut self, x: i32, y: i32, width: i32, height: i32, colour: Colour) {
        let ink = self.ink(colour);
        for row in y..y.saturating_add(height) {
            for column in x..x.saturating_add(width) {
                if let Some(cell) = self.cell(column, row) {
                    *cell = ink;
                }
            }
        }
    }

    /// Paints a rectangle with an outline of one pixel.
    pub fn frame(&mut self, x: i32, y: i32, width: i32, height: i32, line: Colour, inside: Colour) {
        self.fill(x, y, width, height, line);
        self.fill(x + 1, y + 1, width - 2, height - 2, inside);
    }

    /// Paints a full disc, smooth at its edge.
    pub fn disc(&mut self, centre_x: i32, centre_y: i32, radius: i32, colour: Colour) {
        let reach = radius + 1;
        for dy in -reach..=reach {
            for dx in -reach..=reach {
                let distance = f64::from(dx * dx + dy * dy).sqrt();
                let coverage = (f64::from(radius) + 0.5 - distance).clamp(0.0, 1.0);
                self.blend(centre_x + dx, centre_y + dy, colour, coverage as f32);
            }
        }
    }

    /// Mixes a colour over one pixel; `coverage` runs from 0 to 1.
    pub fn blend(&mut self, x: i32, y: i32, colour: Colour, coverage: f32) {
        let step = (coverage.clamp(0.0, 1.0) * f32::from(COVERAGE_STEPS)).round() as u8;
        if step == 0 {
            return;
        }
        let ink = self.ink(colour);
        let Some(ground) = self.cell(x, y).map(|cell| *cell) else {
            return;
        };
        let mixed = if step == COVERAGE_STEPS {
            ink
        } else {
            self.mix(ground, ink, step)
        };
        if let Some(cell) = self.cell(x, y) {
            *cell = mixed;
        }
    }

    fn mix(&mut self, ground: u8, ink: u8, step: u8) -> u8 {
        if let Some(known) = self.mixes.get(&(ground, ink, step)) {
            return *known;
        }
        let below = self.colour(ground);
        let above = self.colour(ink);
        let share = u16::from(step);
        let rest = u16::from(COVERAGE_STEPS - step);
        let mut mixed = below;
        for ((part, below), above) in mixed.iter_mut().zip(below).zip(above) {
            let sum =
                (u16::from(below) * rest + u16::from(above) * share) / u16::from(COVERAGE_STEPS);
            *part = u8::try_from(sum).unwrap_or(u8::MAX);
        }
        let number = self.ink(mixed);
        self.mixes.insert((ground, ink, step), number);
        number
    }

    /// The colour behind a number.
    pub fn colour(&self, number: u8) -> Colour {
        self.palette
            .get(usize::from(number))
            .copied()
            .unwrap_or_default()
    }

    /// The number of a colour; when the palette is full, the nearest one.
    fn ink(&mut self, colour: Colour) -> u8 {
        let known = self.palette.iter().position(|other| *other == colour);
        let number = known.unwrap_or_else(|| {
            if self.palette.len() < 256 {
                self.palette.push(colour);
                self.palette.len() - 1
            } else {
                self.nearest(colour)
            }
        });
        u8::try_from(number).unwrap_or_default()
    }

    fn nearest(&self, colour: Colour) -> usize {
        let distance = |other: &Colour| -> u32 {
            other
                .iter()
                .zip(colour)
                .map(|(a, b)| u32::from(a.abs_diff(b)).pow(2))
                .sum()
        };
        self.palette
            .iter()
            .enumerate()
            .min_by_key(|(_, other)| distance(other))
            .map_or(0, |(number, _)| number)
    }

    fn cell(&mut self, x: i32, y: i32) -> Option<&mut u8> {
        let (x, y) = (usize::try_from(x).ok()?, usize::try_from(y).ok()?);
        if x >= self.width || y >= self.height {
            return None;
        }
        self.cells.get_mut(y * self.width + x)
    }
}
