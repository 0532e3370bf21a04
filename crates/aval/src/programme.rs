//! `aval programme check DIR`: explains every mistake of a programme, with file and line.
//!
//! Ends with 0 when the programme loads (warnings included), 1 when it does not or when a code
//! is explained by an answer that is not there, 2 when the folder cannot be read.

use crate::output::say;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use aval_core::programme::{Finding, Programme};
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
    /// Reads the programme of a folder and lists every mistake.
    Check {
        /// Folder that holds `programme.toml`.
        dir: PathBuf,
        /// Prints one JSON object instead of sentences.
        #[arg(long)]
        json: bool,
    },
}

pub fn run(command: Command) -> ExitCode {
    match command {
        Command::Check { dir, json } => check(&dir, json),
    }
}

fn check(dir: &Path, json: bool) -> ExitCode {
    if !dir.is_dir() {
        eprintln!(
            "«\u{a0}{}\u{a0}» n’est pas un dossier. Indiquez le dossier qui contient programme.toml.",
            dir.display()
        );
        return ExitCode::from(2);
    }
    let files = |path: &str| std::fs::read(dir.join(path)).ok();
    let (loads, findings) = match Programme::read(&files) {
        Ok((_, warnings)) => (true, warnings),
        Err(findings) => (false, findings),
    };
    let explanations = explanations(dir);
    let misled = explanations.iter().any(aval_search::Finding::is_error);
    if json {
        say!(
            "{}",
            serde_json::json!({ "loads": loads, "findings": findings, "explanations": explanations })
        );
    } else {
        for finding in &findings {
            say!("{}", sentence(finding));
        }
        for finding in &explanations {
            say!("{}", crate::faq::sentence(finding));
        }
        say!("{}", conclusion(loads, &findings));
    }
    ExitCode::from(u8::from(!loads || misled))
}

/// What is wrong in the file that says which answer explains which code; `aval faq check`
/// tells the rest of the FAQ.
fn explanations(dir: &Path) -> Vec<aval_search::Finding> {
    let files = |path: &str| std::fs::read(dir.join(path)).ok();
    let Some(faq) = Programme::read(&files).ok().and_then(|(read, _)| read.faq) else {
        return Vec::new();
    };
    let Ok(files) = aval_search::read_folder(&dir.join(&faq.path)) else {
        return Vec::new();
    };
    let (_, mut findings) = aval_search::Base::read(&files, &crate::faq::known(dir));
    findings.retain(|finding| finding.file == aval_search::EXPLANATIONS);
    for finding in &mut findings {
        finding.file = format!("{}/{}", faq.path, finding.file);
    }
    findings
}

fn conclusion(loads: bool, findings: &[Finding]) -> String {
    let errors = findings.iter().filter(|finding| finding.is_error()).count();
    let warnings = findings.len() - errors;
    let verb = if loads {
        "se charge"
    } else {
        "ne se charge pas"
    };
    format!("Le programme {verb}\u{a0}: {errors} erreur(s), {warnings} avertissement(s).")
}

/// One mistake on one line: where, how bad, its code, what to do.
pub fn sentence(finding: &Finding) -> String {
    let mut place = finding.file.clone();
    for number in [finding.line, finding.column].into_iter().flatten() {
        place.push_str(&format!(":{number}"));
    }
    let kind = if finding.is_error() {
        "erreur"
    } else {
        "avertissement"
    };
    format!(
        "{place}\u{a0}: {kind} [{}]\u{a0}: {}",
        finding.code(),
        finding.french()
    )
}
