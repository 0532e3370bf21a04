//! The words of one sample: who shows what, where and when. Everything that a file says comes from here.
//! No drawing and no encoding.

use jiff::Zoned;

use crate::draw::Draw;
use crate::wording;

/// What a sample shows. Strings are shown as they are; long ones are wrapped or cut to their place.
#[derive(Debug, Clone)]
pub struct Scene {
    /// Number of the proof (`XX.12.01.01`); shown in each file and, as a slug, in its name.
    pub proof: String,
    /// Number of the requirement that the proof answers.
    pub requirement: String,
    /// What is proven, as one sentence.
    pub sentence: String,
    /// What the person does, one step a line; paces the film, the log and the procedure. May be empty.
    pub steps: Vec<String>,
    /// Commercial name of the software.
    pub product: String,
    /// Technical version of the software.
    pub version: String,
    /// Who publishes the software.
    pub vendor: String,
    /// Address shown in the address bar (`https://soins.exemple.example/dossier/1842`).
    pub address: String,
    /// Who is signed in, as shown at the top right.
    pub user: String,
    /// Entries of the side menu; the second is shown as the current one.
    pub menu: Vec<String>,
    /// Heading of the page shown.
    pub heading: String,
    /// What stands under the heading.
    pub view: View,
    /// The test identity that appears in records and clinical documents.
    pub subject: Subject,
    /// What the system clock shows, with its zone.
    pub at: Zoned,
}

/// The main part of a page.
#[derive(Debug, Clone)]
pub enum View {
    /// Labelled values, two a row: (label, value).
    Form(Vec<(String, String)>),
    /// A list.
    Table {
        /// Column headings.
        columns: Vec<String>,
        /// Cells, row by row; a missing cell is left empty.
        rows: Vec<Vec<String>>,
    },
    /// Settings that are on or off: (label, on).
    Settings(Vec<(String, bool)>),
}

/// A test identity: never a real person.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Birth family name, upper case as systems show it.
    pub family: String,
    /// First given name.
    pub given: String,
    /// Date of birth.
    pub born: jiff::civil::Date,
    /// `F`, `M`, or anything else for unknown.
    pub sex: char,
    /// Identifier in its domain.
    pub number: String,
    /// OID of the identifier's domain.
    pub domain: String,
}

impl Subject {
    /// Family name then given name, as a list shows them.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{} {}", self.family, self.given)
    }
}

impl Scene {
    /// Choices that depend on every word of the scene and on `purpose`, so that two files never agree by accident.
    pub(crate) fn draw(&self, purpose: &str) -> Draw {
        Draw::from_words([
            purpose,
            &self.proof,
            &self.requirement,
            &self.sentence,
            &self.product,
            &self.version,
            &self.vendor,
        ])
    }

    /// The steps, or the proven sentence when no step was given.
    pub(crate) fn told_steps(&self) -> Vec<&str> {
        if self.steps.is_empty() {
            vec![self.sentence.as_str()]
        } else {
            self.steps.iter().map(String::as_str).collect()
        }
    }

    /// Headings of [`Self::steps_as_rows`].
    pub(crate) fn steps_as_columns() -> Vec<String> {
        wording::STEP_COLUMNS.map(String::from).to_vec()
    }

    /// The steps as a list: rank, what is done, when, in which version.
    pub(crate) fn steps_as_rows(&self) -> Vec<Vec<String>> {
        self.told_steps()
            .iter()
            .zip(0_i64..)
            .map(|(step, rank)| {
                let at = self.later(rank * 40);
                vec![
                    (rank + 1).to_string(),
                    (*step).to_owned(),
                    at.strftime("%d/%m/%Y %H:%M:%S").to_string(),
                    self.version.clone(),
                ]
            })
            .collect()
    }

    /// The instant of the scene, some seconds later.
    pub(crate) fn later(&self, seconds: i64) -> Zoned {
        self.at
            .saturating_add(jiff::SignedDuration::from_secs(seconds))
    }
}
