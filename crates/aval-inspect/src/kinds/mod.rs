//! What is looked at in each nature of file. One module a family; each adds checks, facts
//! and the texts in which personal data are looked for.

mod archive;
mod clinical;
mod document;
mod pentest;
mod picture;
mod signed;
mod text;
mod video;
mod xdm;

pub(crate) use document::pages_of;
pub use pentest::{PENTEST_FORM, PentestOrder};
pub use signed::{SIGNED_REVISION, TRUST_DIGEST};

use crate::{
    Nature, Request,
    personal_data::{Passage, lines},
    report::{Place, Report},
};

/// Texts found in a file, with their place.
#[derive(Default)]
pub(crate) struct Texts(Vec<(String, Place)>);

/// How much text is kept for the search of personal data, in octets.
const TEXT_MAX: usize = 64 << 20;

impl Texts {
    pub fn add(&mut self, text: String, place: Place) {
        let held: usize = self.0.iter().map(|(text, _)| text.len()).sum();
        if held + text.len() <= TEXT_MAX {
            self.0.push((text, place));
        }
    }

    pub fn passages(&self) -> impl Iterator<Item = Passage<'_>> {
        self.0.iter().flat_map(|(text, place)| {
            let in_lines = matches!(place, Place::Line(_));
            lines(text).map(move |(at, number, line)| Passage {
                text: line,
                whole: text,
                at,
                place: if in_lines {
                    Place::Line(number)
                } else {
                    place.clone()
                },
            })
        })
    }

    /// Every text, in order.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(text, _)| text.as_str())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Looks at the content, once it is known to be of this nature.
pub(crate) fn look(
    octets: &[u8],
    nature: &Nature,
    request: &Request,
    report: &mut Report,
) -> Texts {
    let mut texts = Texts::default();
    let mut signatures = None;
    match nature.media_type {
        media if media.starts_with("image/") => picture::look(octets, report),
        "video/webm" | "video/x-matroska" => video::webm(octets, report),
        media if media.starts_with("video/") => video::mp4(octets, report),
        "application/pdf" => {
            document::pdf(octets, report, &mut texts);
            if request.checks.contains("signature_present") {
                signatures = signed::look(octets, request, report);
            }
        }
        "application/zip" => archive::zip(octets, request, report, &mut texts),
        media if media.starts_with("application/vnd.") => {
            document::office(octets, report, &mut texts);
        }
        "application/xml" | "text/xml" => clinical::xml(octets, request, report, &mut texts),
        "text/plain" => text::look(octets, request, report, &mut texts),
        _ => {}
    }
    if request.checks.contains(PENTEST_FORM) {
        pentest::look(octets, request, signatures, report);
    }
    texts
}
