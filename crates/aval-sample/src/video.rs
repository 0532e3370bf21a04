//! A short film of the vendor's application: the steps light up one after another, a pointer goes from one to the next,
//! and the system clock runs, so that seeking shows.

use crate::canvas::{Canvas, Colour};
use crate::h264::{self, Macroblock, Picture};
use crate::lettering::Lettering;
use crate::mp4::{self, Coded, Track};
use crate::name::file_name;
use crate::scene::Scene;
use crate::screen::{accent, bold, plain};
use crate::{Error, Sample, wording};

const WIDTH: i32 = 480;
const HEIGHT: i32 = 272;
/// Pictures a second.
const PACE: u32 = 4;
/// Seconds between two pictures from which decoding can start.
const WHOLE_EVERY: u32 = 6;
/// Longest film, so that nobody makes a film of hours by mistake.
const LONGEST: u32 = 120;
const STEPS_SHOWN: usize = 4;

const WHITE: Colour = [255, 255, 255];
const INK: Colour = [30, 34, 45];
const GREY: Colour = [102, 108, 122];
const LINE: Colour = [212, 216, 226];
const DARK: Colour = [28, 32, 43];

/// An MP4 of 480 × 272 pixels, four pictures a second, that plays and seeks in a browser. `seconds` is held between 1
/// and 120.
///
/// # Errors
/// [`Error::Typeface`].
pub fn video(scene: &Scene, seconds: u32) -> Result<Sample, Error> {
    let seconds = seconds.clamp(1, LONGEST);
    let mut film = Film {
        letters: Lettering::load()?,
        accent: accent(scene),
        scene,
        seconds,
    };
    let mut coded = Vec::new();
    let mut before: Option<Picture> = None;
    for second in 0..seconds {
        let still = film.still(second);
        for quarter in 0..PACE {
            let mut canvas = still.clone();
            film.pointer(&mut canvas, second * PACE + quarter);
            let picture = macroblocks(&canvas);
            let number = second % WHOLE_EVERY * PACE + quarter;
            let unit = match &before {
                Some(before) if number > 0 => h264::change(&picture, before, number),
                _ => h264::whole(&picture, second / WHOLE_EVERY % 2),
            };
            coded.push(Coded {
                unit,
                whole: number == 0,
            });
            before = Some(picture);
        }
    }
    let parameters = before
        .map(|picture| h264::sequence_parameters(&picture, PACE))
        .unwrap_or_default();
    let track = Track {
        width: WIDTH as u16,
        height: HEIGHT as u16,
        picture_ms: 1000 / PACE,
        parameters: [parameters, h264::picture_parameters()],
        made_at: since_1904(scene),
    };
    Ok(Sample {
        name: file_name(wording::FILM, &scene.proof, "mp4"),
        media_type: "video/mp4",
        octets: mp4::file(&track, &coded),
    })
}

/// Seconds between 1904-01-01 UTC, from which MP4 counts, and the scene.
fn since_1904(scene: &Scene) -> u32 {
    const TO_1970: i64 = 2_082_844_800;
    u32::try_from(scene.at.timestamp().as_second().saturating_add(TO_1970)).unwrap_or_default()
}

struct Film<'a> {
    letters: Lettering,
    accent: (Colour, Colour),
    scene: &'a Scene,
    seconds: u32,
}

impl Film<'_> {
    /// The step under way at a picture, of those shown.
    fn step_at(&self, picture: u32) -> i32 {
        let steps = self.scene.told_steps().len().min(STEPS_SHOWN) as u32;
        (picture * steps / (self.seconds * PACE)) as i32
    }

    /// Everything but the pointer, during one second. Lines of text stand inside rows of sixteen pixels, so that each
    /// costs one row of macroblocks and not two.
    fn still(&mut self, second: u32) -> Canvas {
        let scene = self.scene;
        let (accent, pale) = self.accent;
        let mut canvas = Canvas::new(WIDTH as usize, HEIGHT as usize, WHITE);
        let current = self.step_at(second * PACE);
        self.header(&mut canvas);
        let letters = &mut self.letters;
        letters.set_cut(
            &mut canvas,
            bold(15, INK),
            16,
            75,
            WIDTH - 32,
            &scene.heading,
        );
        for (rank, step) in (0_i32..).zip(scene.told_steps().into_iter().take(STEPS_SHOWN)) {
            let top = 90 + rank * 32;
            let (line, ground) = if rank == current {
                (accent, pale)
            } else {
                (LINE, WHITE)
            };
            canvas.frame(16, top, WIDTH - 32, 28, line, ground);
            canvas.disc(32, top + 14, 7, if rank <= current { accent } else { LINE });
            let number = (rank + 1).to_string();
            letters.set(&mut canvas, bold(10, WHITE), 29, top + 17, &number);
            let style = if rank == current {
                bold(12, INK)
            } else {
                plain(12, if rank < current { INK } else { GREY })
            };
            letters.set_cut(&mut canvas, style, 50, top + 18, WIDTH - 80, step);
        }
        let proof = format!("{} {}", wording::PROOF, scene.proof);
        letters.set_cut(&mut canvas, bold(12, accent), 16, 235, 260, &proof);
        let requirement = format!("{} {}", wording::REQUIREMENT, scene.requirement);
        letters.set_right(&mut canvas, plain(11, GREY), WIDTH - 16, 235, &requirement);
        self.clock(&mut canvas, second);
        canvas
    }

    fn header(&mut self, canvas: &mut Canvas) {
        let scene = self.scene;
        let (accent, pale) = self.accent;
        canvas.fill(0, 0, WIDTH, 48, accent);
        self.letters
            .set_cut(canvas, bold(14, WHITE), 16, 28, 220, &scene.product);
        let after = 26 + self.letters.width(bold(14, WHITE), &scene.product).min(220);
        self.letters.set_cut(
            canvas,
            plain(11, pale),
            after,
            28,
            60,
            &format!("v{}", scene.version),
        );
        let user = self.letters.cut(plain(12, WHITE), 150, &scene.user);
        self.letters
            .set_right(canvas, plain(12, WHITE), WIDTH - 16, 28, &user);
    }

    fn clock(&mut self, canvas: &mut Canvas, second: u32) {
        let (_, pale) = self.accent;
        canvas.fill(0, 240, WIDTH, 32, DARK);
        canvas.fill(16, 262, WIDTH - 32, 4, GREY);
        let done = (WIDTH - 32) * (second as i32 + 1) / self.seconds as i32;
        canvas.fill(16, 262, done, 4, pale);
        self.letters
            .set(canvas, plain(11, LINE), 16, 253, wording::FICTITIOUS);
        let at = self
            .scene
            .later(i64::from(second))
            .strftime("%d/%m/%Y   %H:%M:%S")
            .to_string();
        self.letters
            .set_right(canvas, bold(12, WHITE), WIDTH - 16, 253, &at);
    }

    /// An arrow that glides down to the step under way.
    fn pointer(&self, canvas: &mut Canvas, picture: u32) {
        let current = self.step_at(picture);
        let since = (0..=picture)
            .rev()
            .take_while(|earlier| self.step_at(*earlier) == current)
            .count() as i32
            - 1;
        let aim = (380 + current % 2 * 50, 102 + current * 32);
        let from = (380 + (current + 1) % 2 * 50, aim.1 - 32);
        let done = since.min(3);
        let (x, y) = (
            from.0 + (aim.0 - from.0) * done / 3,
            from.1 + (aim.1 - from.1) * done / 3,
        );
        for (row, length) in (0_i32..).zip([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 6, 4, 3, 2]) {
            canvas.fill(x - 1, y + row, length + 2, 1, WHITE);
            canvas.fill(x, y + row, length, 1, INK);
        }
    }
}

/// The picture in luma and half-size colour differences (BT.709, limited range).
fn macroblocks(canvas: &Canvas) -> Picture {
    let colours: Vec<[i32; 3]> = canvas
        .palette()
        .iter()
        .map(|colour| differences(*colour))
        .collect();
    let colour_at = |x: usize, y: usize| {
        let number = canvas
            .cells()
            .get(y * canvas.width() + x)
            .copied()
            .unwrap_or_default();
        colours
            .get(usize::from(number))
            .copied()
            .unwrap_or_default()
    };
    let (across, down) = (canvas.width() / 16, canvas.height() / 16);
    let octet = |value: i32| u8::try_from(value).unwrap_or(u8::MAX);
    let places = (0..down).flat_map(|row| (0..across).map(move |column| (column * 16, row * 16)));
    let blocks = places
        .map(|(left, top)| {
            let mut block = Macroblock {
                luma: [0; 256],
                blue: [0; 64],
                red: [0; 64],
            };
            for (place, value) in block.luma.iter_mut().enumerate() {
                let [luma, ..] = colour_at(left + place % 16, top + place / 16);
                *value = octet(luma);
            }
            for (place, (blue, red)) in block.blue.iter_mut().zip(&mut block.red).enumerate() {
                let (x, y) = (left + place % 8 * 2, top + place / 8 * 2);
                let four =
                    [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)].map(|(x, y)| colour_at(x, y));
                *blue = octet((four.iter().map(|[_, blue, _]| blue).sum::<i32>() + 2) / 4);
                *red = octet((four.iter().map(|[_, _, red]| red).sum::<i32>() + 2) / 4);
            }
            block
        })
        .collect();
    Picture { across, blocks }
}

/// ITU-R BT.709 in thousandths, limited range.
fn differences([red, green, blue]: Colour) -> [i32; 3] {
    let (red, green, blue) = (i32::from(red), i32::from(green), i32::from(blue));
    [
        16 + (183 * red + 614 * green + 62 * blue + 500) / 1000,
        128 + (-101 * red - 339 * green + 440 * blue + 500).div_euclid(1000),
        128 + (440 * red - 400 * green - 40 * blue + 500).div_euclid(1000),
    ]
}
