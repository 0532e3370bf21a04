//! `aval programme check DIR`: explains every mistake of a programme, with file and line.
//!
//! Ends with 0 when the programme loads (warnings included), 1 when it does not, 2 when the
//! folder cannot be read.

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
            "« {} » n’est pas un dossier. Indiquez le dossier qui contient programme.toml.",
            dir.display()
        );
        return ExitCode::from(2);
    }
    let files = |path: &str| std::fs::read(dir.join(path)).ok();
    let (loads, findings) = match Programme::read(&files) {
        Ok((_, warnings)) => (true, warnings),
        Err(findings) => (false, findings),
    };
    if json {
        println!(
            "{}",
            serde_json::json!({ "loads": loads, "findings": findings })
        );
    } else {
        for finding in &findings {
            println!("{}", sentence(finding));
        }
        println!(
            "{}",
            if loads {
                "Le programme se charge."
            } else {
                "Le programme ne se charge pas."
            }
        );
    }
    ExitCode::from(u8::from(!loads))
}

fn sentence(finding: &Finding) -> String {
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
        "{place} : {kind} [{}] : {}",
        finding.code(),
        finding.french()
    )
}
