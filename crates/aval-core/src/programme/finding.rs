//! A mistake in the data of a programme, told with its file and its line.

use serde::Serialize;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The programme loads all the same.
    Warning,
    /// The programme does not load.
    Error,
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Path inside the programme's folder.
    pub file: String,
    /// From 1; absent when the whole file is meant.
    pub line: Option<usize>,
    /// How much it matters.
    pub severity: Severity,
    /// Stable code.
    pub code: &'static str,
    /// What is wrong and what to do, in French.
    pub message: String,
}

/// Findings on one file, with the way from octets to lines.
pub(super) struct Report<'a> {
    pub file: String,
    text: &'a str,
    pub findings: Vec<Finding>,
}

impl<'a> Report<'a> {
    pub fn new(file: &str, text: &'a str) -> Self {
        Self { file: file.to_owned(), text, findings: Vec::new() }
    }

    pub fn line_of(&self, offset: usize) -> usize {
        self.text.bytes().take(offset).filter(|octet| *octet == b'\n').count() + 1
    }

    pub fn error(&mut self, line: Option<usize>, code: &'static str, message: impl Into<String>) {
        self.push(line, Severity::Error, code, message);
    }

    pub fn warning(&mut self, line: Option<usize>, code: &'static str, message: impl Into<String>) {
        self.push(line, Severity::Warning, code, message);
    }

    fn push(
        &mut self,
        line: Option<usize>,
        severity: Severity,
        code: &'static str,
        message: impl Into<String>,
    ) {
        let message = message.into();
        self.findings.push(Finding { file: self.file.clone(), line, severity, code, message });
    }
}
