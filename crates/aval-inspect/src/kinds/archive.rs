//! Archives: what they hold without unpacking them on a disk, and the layout of IHE XDM
//! (ITI TF-2 3.32.4.1.2: INDEX.HTM, README.TXT, IHE_XDM/<subset>/METADATA.XML).

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{Texts, xdm};
use crate::{
    Request,
    report::{Check, Outcome, Place, Report},
};

/// Entries at most.
const ENTRIES_MAX: usize = 20_000;

/// Unpacked size at most, in octets.
const SIZE_MAX: u64 = 2 << 30;

/// How many times larger the content may be than the archive.
const RATIO_MAX: u64 = 200;

/// Largest entry that is read, in octets.
pub(super) const ENTRY_MAX: u64 = 32 << 20;

pub(super) fn zip(octets: &[u8], request: &Request, report: &mut Report, texts: &mut Texts) {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(octets)) else {
        report.checks.push(Check::new(
            "archive.broken",
            Outcome::Failure,
            "L’archive est tronquée ou abîmée. Refaites-la et déposez-la de nouveau.",
            "The archive is truncated or damaged. Make it again and deposit it again.",
        ));
        return;
    };
    report.fact("entries", archive.len().to_string());
    if archive.len() > ENTRIES_MAX {
        report.checks.push(excessive("entrées", "entries"));
        return;
    }
    let mut names = Vec::new();
    let mut total = 0_u64;
    let mut locked = false;
    for rank in 0..archive.len() {
        let Ok(entry) = archive.by_index_raw(rank) else {
            continue;
        };
        total = total.saturating_add(entry.size());
        locked |= entry.encrypted();
        // A name that is no text is shown as well as it can be.
        let name = entry
            .name()
            .map_or_else(|_| format!("n° {}", rank + 1), |name| name.into_owned());
        if entry.enclosed_name().is_none() || entry.is_symlink() {
            report.checks.push(
                Check::new(
                    "archive.unsafe_entry",
                    Outcome::Failure,
                    "L’archive contient un lien ou un chemin qui sort d’elle-même.",
                    "The archive holds a link or a path that leads out of it.",
                )
                .at(Place::Entry(name.clone())),
            );
        }
        names.push(name);
    }
    if out_of_proportion(total, octets) {
        report.checks.push(excessive("contenu", "content"));
        return;
    }
    if locked {
        report.checks.push(Check::new(
            "archive.password",
            Outcome::Failure,
            "L’archive est protégée par un mot de passe. Refaites-la sans protection.",
            "The archive is protected by a password. Make it again without protection.",
        ));
        return;
    }
    report.checks.push(Check::new(
        "archive.readable",
        Outcome::Pass,
        "L’archive est lisible.",
        "The archive is readable.",
    ));
    if request.checks.contains("xdm_layout") {
        report.checks.extend(layout(&mut archive, &names));
    }
    read_texts(&mut archive, &names, texts);
}

/// Whether the content is far larger than the file that brings it.
pub(super) fn out_of_proportion(total: u64, octets: &[u8]) -> bool {
    let size = u64::try_from(octets.len()).unwrap_or(u64::MAX).max(1);
    total > SIZE_MAX || total / size > RATIO_MAX
}

pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

fn read_texts(archive: &mut Archive<'_>, names: &[String], texts: &mut Texts) {
    let spoken = |name: &&String| {
        let lower = name.to_ascii_lowercase();
        [".xml", ".txt", ".htm", ".html", ".json", ".log", ".csv"]
            .iter()
            .any(|end| lower.ends_with(end))
    };
    for name in names.iter().filter(spoken).take(200) {
        let mut content = Vec::new();
        let read = archive
            .by_name(name)
            .map(|entry| entry.take(ENTRY_MAX).read_to_end(&mut content));
        if matches!(read, Ok(Ok(_))) {
            texts.add(
                String::from_utf8_lossy(&content).into_owned(),
                Place::Entry(name.clone()),
            );
        }
    }
}

fn layout(archive: &mut Archive<'_>, names: &[String]) -> Vec<Check> {
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    let metadata: Vec<&String> = names
        .iter()
        .filter(|name| {
            let parts: Vec<&str> = name.split('/').collect();
            matches!(parts.as_slice(), [root, _, file]
                if root.eq_ignore_ascii_case("IHE_XDM") && file.eq_ignore_ascii_case("METADATA.XML"))
        })
        .collect();
    let mut missing: Vec<&str> = ["INDEX.HTM", "README.TXT"]
        .into_iter()
        .filter(|name| !has(name))
        .collect();
    if metadata.is_empty() {
        missing.push("IHE_XDM/…/METADATA.XML");
    }
    if !missing.is_empty() {
        let missing = missing.join(", ");
        return vec![Check::new(
            "xdm.layout",
            Outcome::Failure,
            format!("Il manque à l’archive IHE_XDM : {missing}."),
            format!("Missing from the IHE_XDM archive: {missing}."),
        )];
    }
    let mut checks = vec![Check::new(
        "xdm.layout",
        Outcome::Pass,
        "L’archive a la structure IHE_XDM.",
        "The archive has the IHE_XDM layout.",
    )];
    for name in metadata {
        checks.extend(xdm::metadata(archive, names, name));
    }
    checks
}

pub(super) fn excessive(french: &str, english: &str) -> Check {
    Check::new(
        "archive.excessive",
        Outcome::Failure,
        format!(
            "L’archive est démesurée ({french}) : elle n’a pas été ouverte. Ne gardez que ce que la preuve demande."
        ),
        format!(
            "The archive is out of proportion ({english}): it was not opened. Keep only what the proof asks for."
        ),
    )
}
