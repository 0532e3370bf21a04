//! `aval catalogue check FILE` and `aval catalogue export FILE --to FILE`: reads a catalogue
//! workbook, says what is wrong with it, writes the fourteen columns back.
//!
//! `check` ends with 0 when the workbook can be imported (warnings included), 1 when it
//! cannot, 2 when the command could not run.

use std::{
    fs::File,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use aval_core::programme::{CatalogueRules, Programme};
use aval_workbook::{Finding, Format, Import, Options, Outcome, read, write_csv, write_xlsx};
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
    /// Reads a workbook (XLSX or CSV) and lists what there is to say about it.
    Check {
        /// The workbook.
        file: PathBuf,
        /// Prints one JSON object instead of sentences.
        #[arg(long)]
        json: bool,
        /// Folder of the programme whose rules apply.
        #[arg(long, value_name = "DIR")]
        programme: Option<PathBuf>,
    },
    /// Reads a workbook in any layout and writes the fourteen columns.
    Export {
        /// The workbook.
        file: PathBuf,
        /// Where to write: `.xlsx` or `.csv`.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// Folder of the programme whose rules apply.
        #[arg(long, value_name = "DIR")]
        programme: Option<PathBuf>,
    },
}

/// The command could not run.
const NOT_RUN: u8 = 2;

pub fn run(command: Command) -> ExitCode {
    let status = match command {
        Command::Check {
            file,
            json,
            programme,
        } => check(&file, json, programme.as_deref()),
        Command::Export {
            file,
            to,
            programme,
        } => export(&file, &to, programme.as_deref()),
    };
    ExitCode::from(status.unwrap_or_else(|sentence| {
        eprintln!("{sentence}");
        NOT_RUN
    }))
}

fn check(file: &Path, json: bool, programme: Option<&Path>) -> Result<u8, String> {
    let import = import(file, &options(programme)?)?;
    let out = io::stdout().lock();
    let written = if json {
        print_json(&import, out)
    } else {
        print_sentences(&import, out)
    };
    match written {
        // Whoever reads the output may stop reading it.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.to_string()),
        _ => Ok(status(&import)),
    }
}

fn export(file: &Path, to: &Path, programme: Option<&Path>) -> Result<u8, String> {
    let options = options(programme)?;
    let import = import(file, &options)?;
    let Some(catalogue) = &import.catalogue else {
        return match print_sentences(&import, io::stderr().lock()) {
            Err(error) => Err(error.to_string()),
            Ok(()) => Ok(status(&import)),
        };
    };
    let bytes = match Format::from_name(&name(to)) {
        Format::Xlsx => write_xlsx(catalogue, &options.rules),
        Format::Csv => write_csv(catalogue, &options.rules),
    };
    let bytes = bytes.map_err(|error| error.french())?;
    std::fs::write(to, bytes).map_err(|error| {
        format!(
            "« {} » n’a pas pu être écrit ({error}). Vérifiez le dossier et les droits.",
            to.display()
        )
    })?;
    Ok(0)
}

fn options(programme: Option<&Path>) -> Result<Options, String> {
    let rules = programme.map(rules).transpose()?.unwrap_or_default();
    Ok(Options {
        rules,
        ..Options::default()
    })
}

fn rules(dir: &Path) -> Result<CatalogueRules, String> {
    let files = |path: &str| std::fs::read(dir.join(path)).ok();
    match Programme::read(&files) {
        Ok((programme, _)) => Ok(programme.catalogue_rules.clone()),
        Err(_) => Err(format!(
            "Le programme de « {0} » ne se charge pas. « aval programme check {0} » dit pourquoi.",
            dir.display()
        )),
    }
}

fn import(file: &Path, options: &Options) -> Result<Import, String> {
    let unreadable = |error: io::Error| {
        format!(
            "« {} » ne peut pas être lu ({error}). Vérifiez le chemin et les droits.",
            file.display()
        )
    };
    let mut bytes = Vec::new();
    // One byte more than the limit is enough to know that the file is too large.
    File::open(file)
        .map_err(unreadable)?
        .take(options.limits.file_bytes + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(read(&bytes, Format::from_name(&name(file)), options))
}

fn name(file: &Path) -> String {
    file.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn status(import: &Import) -> u8 {
    u8::from(import.outcome == Outcome::Error)
}

fn print_json(import: &Import, mut out: impl Write) -> io::Result<()> {
    let findings: Vec<serde_json::Value> = import.findings.iter().map(as_json).collect();
    let report = serde_json::json!({
        "outcome": import.outcome,
        "counts": import.counts,
        "findings": findings,
    });
    writeln!(out, "{report}")
}

fn as_json(finding: &Finding) -> serde_json::Value {
    let mut object = serde_json::json!({
        "cell": finding.cell,
        "severity": finding.severity,
        "code": finding.code(),
    });
    if let (Some(other), Some(fields)) = (finding.other, object.as_object_mut()) {
        fields.insert("other".to_owned(), other.to_string().into());
    }
    object
}

fn print_sentences(import: &Import, mut out: impl Write) -> io::Result<()> {
    for finding in &import.findings {
        let place = finding
            .cell
            .map_or_else(|| "fichier".to_owned(), |cell| cell.to_string());
        let kind = if finding.is_error() {
            "erreur"
        } else {
            "avertissement"
        };
        let other = finding
            .other
            .map_or_else(String::new, |other| format!(" (voir {other})"));
        writeln!(
            out,
            "{place}{other} : {kind} [{}] : {}",
            finding.code(),
            finding.french()
        )?;
    }
    let counts = import.counts;
    match import.outcome {
        Outcome::Error => writeln!(out, "Le référentiel ne peut pas être importé."),
        _ => writeln!(
            out,
            "Le référentiel peut être importé : {} exigences, {} scénarios, {} preuves, {} chapitres.",
            counts.requirements, counts.scenarios, counts.proofs, counts.chapters
        ),
    }
}
