//! Videos: a header that a player understands, how long, how large. Frames are not decoded,
//! and that is said.

use std::io::Cursor;

use matroska_demuxer::MatroskaFile;

use crate::report::{Check, Outcome, Report};

pub(super) fn mp4(octets: &[u8], report: &mut Report) {
    let Ok(film) = re_mp4::Mp4::read_bytes(octets) else {
        report.checks.push(broken());
        return;
    };
    let track = film
        .tracks()
        .values()
        .find(|track| track.kind == Some(re_mp4::TrackKind::Video));
    let Some(track) = track else {
        report.checks.push(no_picture());
        return;
    };
    let seconds = track
        .duration
        .checked_div(track.timescale.max(1))
        .unwrap_or(0);
    told(
        u64::from(track.width),
        u64::from(track.height),
        seconds,
        report,
    );
    let end = track
        .samples
        .iter()
        .map(|sample| sample.offset.saturating_add(sample.size))
        .max();
    if end.is_some_and(|end| end > u64::try_from(octets.len()).unwrap_or(u64::MAX)) {
        report.checks.push(truncated());
    }
}

pub(super) fn webm(octets: &[u8], report: &mut Report) {
    let Ok(film) = MatroskaFile::open(Cursor::new(octets)) else {
        report.checks.push(broken());
        return;
    };
    let Some(picture) = film.tracks().iter().find_map(|track| track.video()) else {
        report.checks.push(no_picture());
        return;
    };
    let scale = u64::from(film.info().timestamp_scale());
    let nanoseconds =
        film.info().duration().unwrap_or(0.0) * u32::try_from(scale).map_or(1e6, f64::from);
    let seconds = std::time::Duration::try_from_secs_f64((nanoseconds / 1e9).max(0.0))
        .map_or(0, |duration| duration.as_secs());
    told(
        picture.pixel_width().get(),
        picture.pixel_height().get(),
        seconds,
        report,
    );
}

fn told(width: u64, height: u64, seconds: u64, report: &mut Report) {
    report.fact("dimensions", format!("{width} × {height}"));
    report.fact(
        "duration",
        format!("{} min {:02} s", seconds / 60, seconds % 60),
    );
    if seconds == 0 {
        report.checks.push(Check::new(
            "video.no_duration",
            Outcome::Warning,
            "La durée de la vidéo est nulle ou inconnue.",
            "The duration of the video is zero or unknown.",
        ));
    }
    report.checks.push(Check::new(
        "video.header",
        Outcome::Pass,
        "L’en-tête de la vidéo est lisible.",
        "The header of the video is readable.",
    ));
    report.checks.push(Check::new(
        "video.frames",
        Outcome::NotChecked,
        "Les images de la vidéo n’ont pas été décodées.",
        "The frames of the video were not decoded.",
    ));
}

fn broken() -> Check {
    Check::new(
        "video.broken",
        Outcome::Failure,
        "La vidéo ne peut pas être lue : l’enregistrement a sans doute été interrompu. Refaites-la et déposez-la de nouveau.",
        "The video cannot be read: the recording was probably cut. Make it again and deposit it again.",
    )
}

fn truncated() -> Check {
    Check::new(
        "video.truncated",
        Outcome::Failure,
        "La vidéo est tronquée : sa fin manque. Déposez-la de nouveau.",
        "The video is truncated: its end is missing. Deposit it again.",
    )
}

fn no_picture() -> Check {
    Check::new(
        "video.no_picture",
        Outcome::Failure,
        "Le fichier ne contient pas d’image animée, seulement du son ou des données.",
        "The file holds no moving picture, only sound or data.",
    )
}
