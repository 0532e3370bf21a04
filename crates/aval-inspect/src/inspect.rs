//! One inspection from octets to a report: the straight line through the checks.

use crate::{
    kinds, likeness,
    nature::nature_of,
    personal_data,
    report::{Check, Outcome, Report},
    request::Request,
};

/// Name and version of this checker, kept with each report. Raised whenever a check changes
/// its mind about some file.
pub const CHECKER: &str = "aval-inspect/6";

/// Looks at a file. Never panics on purpose; runs in the child process only.
pub fn inspect(octets: &[u8], request: &Request) -> Report {
    let nature = nature_of(octets);
    let mut report = Report {
        checker: CHECKER.to_owned(),
        media_type: nature.media_type.to_owned(),
        checks: Vec::new(),
        facts: Vec::new(),
        likeness: None,
        thumbnail: None,
    };
    if octets.is_empty() {
        report.checks.push(Check::new(
            "file.empty",
            Outcome::Failure,
            "Le fichier est vide. Déposez-le de nouveau.",
            "The file is empty. Deposit it again.",
        ));
        return report;
    }
    report.checks.push(format_accepted(&nature, request));
    let texts = kinds::look(octets, &nature, request, &mut report);
    // A form that everybody fills has everybody's words.
    if report.likeness.is_none() && !request.checks.contains(kinds::PENTEST_FORM) {
        report.likeness = likeness::of_texts(texts.all());
    }
    if request.personal_data {
        report.checks.extend(if texts.is_empty() {
            vec![Check::new(
                "personal_data.no_text",
                Outcome::NotChecked,
                "Aucun texte à lire : les données personnelles visibles à l’image ou à l’écran n’ont pas été cherchées.",
                "No text to read: personal data visible in the picture or on the screen were not looked for.",
            )]
        } else {
            personal_data::checks(&personal_data::sightings(texts.passages(), &request.test_words))
        });
    }
    report
}

/// The content against the formats of the slot, whatever the name says.
fn format_accepted(nature: &crate::Nature, request: &Request) -> Check {
    let code = "format.accepted";
    let accepted = request
        .formats
        .iter()
        .any(|format| nature.extensions.contains(&format.as_str()));
    if accepted || request.formats.is_empty() {
        return Check::new(
            code,
            Outcome::Pass,
            "Le contenu est d’un format accepté.",
            "The content is of an accepted format.",
        );
    }
    let formats = request
        .formats
        .iter()
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    Check::new(
        code,
        Outcome::Failure,
        format!(
            "Le contenu du fichier est de type {}, qui n’est pas accepté ici ({formats}). Le nom du fichier ne change rien au contenu : exportez-le dans un format accepté.",
            nature.media_type
        ),
        format!(
            "The content of the file is {}, which is not accepted here ({formats}). Its name does not change its content: export it to an accepted format.",
            nature.media_type
        ),
    )
}
