//! Pictures: really decodable, and how large.

use std::io::Cursor;

use base64::{Engine, prelude::BASE64_STANDARD};
use image::{ImageReader, Limits};

use crate::{
    likeness,
    report::{Check, Outcome, Report},
    thumbnail,
};

/// Largest picture decoded, in pixels a side: a screen is ten times smaller.
const SIDE_MAX: u32 = 20_000;

/// Memory that decoding may take, in octets.
const MEMORY: u64 = 512 << 20;

pub(super) fn look(octets: &[u8], report: &mut Report) {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY);
    let decoded = ImageReader::new(Cursor::new(octets))
        .with_guessed_format()
        .map_err(image::ImageError::IoError)
        .and_then(|mut reader| {
            reader.limits(limits);
            reader.decode()
        });
    match decoded {
        Ok(picture) => {
            report.fact("dimensions", format!("{} × {}", picture.width(), picture.height()));
            report.likeness = likeness::of_picture(&picture);
            report.thumbnail =
                thumbnail::of_picture(&picture).map(|jpeg| BASE64_STANDARD.encode(jpeg));
            report.checks.push(Check::new(
                "picture.decoded",
                Outcome::Pass,
                "L’image s’ouvre en entier.",
                "The picture opens in full.",
            ));
        }
        Err(image::ImageError::Limits(_)) => report.checks.push(Check::new(
            "picture.too_large",
            Outcome::NotChecked,
            "L’image est trop grande pour être vérifiée.",
            "The picture is too large to be checked.",
        )),
        Err(_) => report.checks.push(Check::new(
            "picture.broken",
            Outcome::Failure,
            "L’image est tronquée ou abîmée : elle ne s’ouvre pas en entier. Refaites la capture et déposez-la de nouveau.",
            "The picture is truncated or damaged: it does not open in full. Take it again and deposit it again.",
        )),
    }
}
