//! A small picture of a picture, for lists: drawn in the child from the pixels that the check
//! has decoded. Where it is kept and shown is the caller's.

use std::io::Cursor;

use image::{DynamicImage, Rgb, RgbImage, codecs::jpeg::JpegEncoder};

/// Largest small picture, in pixels: twice what lists show, for dense screens.
const WIDTH: u32 = 192;
const HEIGHT: u32 = 120;

/// JPEG quality: a text is not read at this size anyway.
const QUALITY: u8 = 72;

/// A JPEG of at most 192 × 120 pixels, on white; none when it cannot be drawn.
pub(crate) fn of_picture(picture: &DynamicImage) -> Option<Vec<u8>> {
    let small = if picture.width() > WIDTH || picture.height() > HEIGHT {
        picture.thumbnail(WIDTH, HEIGHT).to_rgba8()
    } else {
        picture.to_rgba8()
    };
    let mut flat = RgbImage::new(small.width(), small.height());
    for (from, to) in small.pixels().zip(flat.pixels_mut()) {
        let [red, green, blue, seen] = from.0.map(u32::from);
        let over_white = |channel: u32| {
            let mixed = (channel * seen + 255 * (255 - seen)) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        *to = Rgb([red, green, blue].map(over_white));
    }
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(Cursor::new(&mut jpeg), QUALITY);
    flat.write_with_encoder(encoder).ok()?;
    Some(jpeg)
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};
    use proptest::prelude::*;

    use super::*;

    fn drawn(picture: RgbaImage) -> RgbImage {
        let jpeg = of_picture(&picture.into()).unwrap();
        image::load_from_memory(&jpeg).unwrap().to_rgb8()
    }

    #[test]
    fn a_screen_becomes_small_and_keeps_its_shape() {
        let screen = RgbaImage::from_fn(1920, 1080, |x, _| {
            if x < 960 {
                Rgba([200, 0, 0, 255])
            } else {
                Rgba([0, 0, 200, 255])
            }
        });
        let small = drawn(screen);
        assert_eq!(small.dimensions(), (192, 108));
        let (left, right) = (small.get_pixel(20, 50).0, small.get_pixel(170, 50).0);
        assert!(left[0] > 150 && left[2] < 60, "{left:?}");
        assert!(right[2] > 150 && right[0] < 60, "{right:?}");
    }

    #[test]
    fn what_is_transparent_is_white() {
        let nothing = RgbaImage::from_pixel(40, 40, Rgba([0, 0, 0, 0]));
        assert!(drawn(nothing).pixels().all(|pixel| pixel.0[0] > 250));
    }

    proptest! {
        #[test]
        fn any_shape_fits_and_stays_light(width in 1u32..900, height in 1u32..900, grey in 0u8..=255) {
            let picture = RgbaImage::from_fn(width, height, |x, y| {
                let noise = (x.wrapping_mul(31) ^ y.wrapping_mul(17)) as u8;
                Rgba([grey, noise, grey ^ noise, 255])
            });
            let jpeg = of_picture(&picture.into()).unwrap();
            let small = image::load_from_memory(&jpeg).unwrap();
            prop_assert!(small.width() <= WIDTH && small.height() <= HEIGHT);
            prop_assert!(jpeg.len() < 40_000, "{}", jpeg.len());
        }
    }
}
