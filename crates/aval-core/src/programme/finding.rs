//! A mistake in the data of a programme, told with its file and its place. The sentences
//! are in `mistake`.

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::Mistake;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The programme loads all the same.
    Warning,
    /// The programme does not load.
    Error,
}

/// One mistake and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Path inside the programme's folder.
    pub file: String,
    /// From 1; absent when the whole file is meant.
    pub line: Option<usize>,
    /// In characters, from 1; absent when the whole line is meant.
    pub column: Option<usize>,
    /// What is wrong.
    pub mistake: Mistake,
}

impl Finding {
    /// How much it matters.
    pub fn severity(&self) -> Severity {
        self.mistake.severity()
    }

    /// True when the programme cannot load with it.
    pub fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }

    /// Stable code.
    pub fn code(&self) -> &'static str {
        self.mistake.code()
    }

    /// What is wrong and what to do, in French.
    pub fn french(&self) -> String {
        self.mistake.french()
    }

    /// What is wrong and what to do, in English.
    pub fn english(&self) -> String {
        self.mistake.english()
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Finding", 7)?;
        out.serialize_field("file", &self.file)?;
        out.serialize_field("line", &self.line)?;
        out.serialize_field("column", &self.column)?;
        out.serialize_field("severity", &self.severity())?;
        out.serialize_field("code", self.code())?;
        out.serialize_field("french", &self.french())?;
        out.serialize_field("english", &self.english())?;
        out.end()
    }
}
