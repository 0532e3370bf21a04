//! Documents as PDF 1.7: a procedure, an attestation, a filled form. What is said lives here; how it is laid out is in
//! [`sheet`], and the widths of letters in [`helvetica`].

mod helvetica;
mod sheet;

use crate::name::file_name;
use crate::scene::Scene;
use crate::{Error, Sample, wording};
use sheet::Sheet;

/// A part of a document: a heading and its paragraphs. A paragraph that starts with `- ` is shown as a list entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Heading.
    pub title: String,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
}

impl Section {
    /// What a scene says of itself: what is shown, how, and what comes out.
    #[must_use]
    pub fn procedure(scene: &Scene) -> Vec<Self> {
        let [subject, setting, course, outcome] = wording::PROCEDURE_TITLES;
        let at = scene.at.strftime("%d/%m/%Y à %H:%M");
        vec![
            Self {
                title: subject.into(),
                paragraphs: vec![scene.sentence.clone()],
            },
            Self {
                title: setting.into(),
                paragraphs: vec![
                    format!("- {} {} ({})", scene.product, scene.version, scene.vendor),
                    format!("- {}", scene.address),
                    format!("- {}\u{a0}: {}", wording::USER, scene.user),
                    format!(
                        "- {}\u{a0}: {} ({})",
                        wording::TEST_IDENTITY,
                        scene.subject.full_name(),
                        scene.subject.number
                    ),
                ],
            },
            Self {
                title: course.into(),
                paragraphs: (1_u32..)
                    .zip(scene.told_steps())
                    .map(|(rank, step)| format!("{} {rank}. {step}", wording::STEP))
                    .collect(),
            },
            Self {
                title: outcome.into(),
                paragraphs: vec![
                    wording::OUTCOME.into(),
                    format!("{at}, {} {}.", scene.product, scene.version),
                ],
            },
        ]
    }
}

/// Who attests, and in which words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signatory {
    /// Name of the person.
    pub name: String,
    /// Office held.
    pub office: String,
    /// Place of signature.
    pub place: String,
    /// Paragraphs between the opening and the signature.
    pub body: Vec<String>,
}

impl Signatory {
    /// The user of the scene, attesting its sentence.
    #[must_use]
    pub fn of(scene: &Scene) -> Self {
        Self {
            name: scene.user.clone(),
            office: wording::OFFICE.into(),
            place: wording::PLACE.into(),
            body: std::iter::once(scene.sentence.clone())
                .chain(scene.steps.iter().map(|step| format!("- {step}")))
                .collect(),
        }
    }
}

/// A table of a form: its title, then rows of number, statement, answer and comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Title of the table.
    pub title: String,
    /// Rows: number, statement, answer, comment.
    pub rows: Vec<[String; 4]>,
}

/// A document of one to three pages for usual lengths: title block, then the sections.
///
/// # Errors
/// None of today's causes; kept for the day when the text is compressed.
pub fn document(scene: &Scene, sections: &[Section]) -> Result<Sample, Error> {
    let mut sheet = Sheet::new(scene);
    sheet.title(&scene.heading);
    identity(&mut sheet, scene);
    for section in sections {
        sheet.heading(&section.title);
        sheet.paragraphs(&section.paragraphs);
    }
    Ok(finished(sheet, scene, wording::PROCEDURE))
}

/// A statement on one page: who attests, what, where and when, with a drawn signature.
///
/// # Errors
/// None of today's causes; kept for the day when the text is compressed.
pub fn attestation(scene: &Scene, signatory: &Signatory) -> Result<Sample, Error> {
    let mut sheet = Sheet::new(scene);
    sheet.title(wording::ATTESTATION_TITLE);
    identity(&mut sheet, scene);
    sheet.space(14.0);
    sheet.paragraph(&format!(
        "{} {}, {}, {} {}\u{a0}:",
        wording::UNDERSIGNED,
        signatory.name,
        signatory.office,
        wording::ATTESTS,
        scene.vendor
    ));
    sheet.space(6.0);
    sheet.paragraphs(&signatory.body);
    sheet.space(22.0);
    sheet.paragraph(&format!(
        "{} {}, {} {}",
        wording::DONE_AT,
        signatory.place,
        wording::ON_DATE,
        scene.at.strftime("%d/%m/%Y")
    ));
    sheet.signature(
        &signatory.name,
        &signatory.office,
        &mut scene.draw("signature"),
    );
    Ok(finished(sheet, scene, wording::ATTESTATION))
}

/// A filled form with its tables of control points and an empty signature box; not signed.
///
/// # Errors
/// None of today's causes; kept for the day when the text is compressed.
pub fn form_pdf(
    scene: &Scene,
    identity_fields: &[(String, String)],
    parts: &[Part],
) -> Result<Sample, Error> {
    let mut sheet = Sheet::new(scene);
    sheet.title(&scene.heading);
    identity(&mut sheet, scene);
    sheet.space(8.0);
    sheet.fields(identity_fields);
    for part in parts {
        sheet.heading(&part.title);
        sheet.rows(&wording::FORM_COLUMNS, &part.rows);
    }
    sheet.signature_box(wording::SIGNATURE);
    Ok(finished(sheet, scene, wording::FORM))
}

fn identity(sheet: &mut Sheet, scene: &Scene) {
    sheet.fields(&[
        (wording::PROOF.into(), scene.proof.clone()),
        (wording::REQUIREMENT.into(), scene.requirement.clone()),
        (
            wording::PRODUCT.into(),
            format!("{} {}", scene.product, scene.version),
        ),
        (wording::VENDOR.into(), scene.vendor.clone()),
        (
            wording::DATE.into(),
            scene.at.strftime("%d/%m/%Y %H:%M").to_string(),
        ),
    ]);
}

fn finished(sheet: Sheet, scene: &Scene, kind: &str) -> Sample {
    Sample {
        name: file_name(kind, &scene.proof, "pdf"),
        media_type: "application/pdf",
        octets: sheet.finish(),
    }
}
