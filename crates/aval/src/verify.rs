//! `aval verify FILE.pdf`: checks the electronic signatures of a PDF.
//!
//! Ends with 0 when the file is accepted, 1 when a person must look, 2 when it is refused, 3 when
//! the check could not run (a file that cannot be read, anchors that cannot be used).

use crate::output::say;
use std::{path::PathBuf, process::ExitCode};

use aval_signature::{
    Effect, Finding, Policy, Report, RequiredTrust, SignatureKind, SignatureReport, Step,
    TrustStore,
};
use clap::Args;
use jiff::Timestamp;

const COULD_NOT_RUN: u8 = 3;

#[derive(Args)]
pub struct Command {
    /// The PDF to check.
    file: PathBuf,
    /// Certificates to trust, PEM.
    #[arg(long, value_name = "PEM", num_args = 1..)]
    anchors: Vec<PathBuf>,
    /// An EU trusted list (ETSI TS 119 612) whose services are trusted.
    #[arg(long, value_name = "XML", requires = "tl_operator")]
    trusted_list: Vec<PathBuf>,
    /// Certificate of the operator that signs the trusted list, PEM.
    #[arg(long, value_name = "PEM")]
    tl_operator: Option<PathBuf>,
    /// Instant at which to judge, RFC 3339; now when absent.
    #[arg(long, value_name = "RFC3339")]
    at: Option<Timestamp>,
    /// Send certificates that no trusted list vouches for to a person.
    #[arg(long)]
    listed_only: bool,
    /// Prints one JSON object instead of sentences.
    #[arg(long)]
    json: bool,
}

pub fn run(command: Command) -> ExitCode {
    match check(&command) {
        Ok(report) => {
            if command.json {
                match serde_json::to_string(&report) {
                    Ok(json) => say!("{json}"),
                    Err(error) => {
                        eprintln!("Le rapport ne peut pas être écrit\u{a0}: {error}.");
                        return ExitCode::from(COULD_NOT_RUN);
                    }
                }
            } else {
                print!("{}", explanation(&report));
            }
            ExitCode::from(match report.verdict.code() {
                "accept" => 0,
                "review" => 1,
                _ => 2,
            })
        }
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::from(COULD_NOT_RUN)
        }
    }
}

fn check(command: &Command) -> Result<Report, String> {
    let mut trust = TrustStore::default();
    for path in &command.anchors {
        trust
            .add_pem(&read(path)?)
            .map_err(|error| about(path, error.french()))?;
    }
    for path in &command.trusted_list {
        let operator = match &command.tl_operator {
            Some(operator) => read(operator)?,
            None => return Err("Donnez le certificat de l’opérateur de la liste.".to_owned()),
        };
        let summary = trust
            .add_trusted_list(&read(path)?, &operator)
            .map_err(|error| about(path, error.french()))?;
        let at = command.at.unwrap_or_else(Timestamp::now);
        if summary.next_update.is_some_and(|next| next < at) {
            eprintln!(
                "{}",
                about(
                    path,
                    "Cette liste de confiance est ancienne : la suivante aurait dû la remplacer."
                )
            );
        }
    }
    let policy = Policy {
        required_trust: if command.listed_only {
            RequiredTrust::ListedService
        } else {
            RequiredTrust::AnyAnchor
        },
        ..Policy::default()
    };
    let bytes = read(&command.file)?;
    let at = command.at.unwrap_or_else(Timestamp::now);
    Ok(aval_signature::verify(&bytes, &trust, &policy, at))
}

fn read(path: &PathBuf) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| {
        about(
            path,
            &format!(
                "Ce fichier ne peut pas être lu ({error}). Vérifiez son chemin et ses droits."
            ),
        )
    })
}

fn about(path: &std::path::Path, sentence: &str) -> String {
    format!("«\u{a0}{}\u{a0}»\u{a0}: {sentence}", path.display())
}

fn explanation(report: &Report) -> String {
    let mut lines = vec![report.verdict.french().to_owned()];
    lines.extend(report.findings.iter().map(line));
    for signature in &report.signatures {
        lines.push(String::new());
        lines.push(heading(signature));
        lines.extend(facts(signature));
        lines.extend(signature.findings.iter().map(line));
    }
    lines.push(String::new());
    lines.push(format!("Vérifié\u{a0}: {}.", names(&report.checked)));
    if !report.not_checked.is_empty() {
        lines.push(format!(
            "Non vérifié\u{a0}: {}.",
            names(&report.not_checked)
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn heading(signature: &SignatureReport) -> String {
    let kind = match signature.kind {
        SignatureKind::Signature => "Signature",
        SignatureKind::DocumentTimestamp => "Horodatage du document",
    };
    let signer = signature.signer.as_deref().unwrap_or("signataire inconnu");
    let organisation = signature
        .organisation
        .as_ref()
        .map(|organisation| format!(" ({organisation})"))
        .unwrap_or_default();
    format!(
        "{kind} «\u{a0}{}\u{a0}»\u{a0}: {signer}{organisation}",
        signature.field
    )
}

fn facts(signature: &SignatureReport) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(time) = signature.proven_time {
        facts.push(format!("  date prouvée\u{a0}: {time}"));
    }
    if let Some(time) = signature.signing_time {
        facts.push(format!("  date déclarée\u{a0}: {time}"));
    }
    if let Some(level) = &signature.level {
        facts.push(format!("  niveau\u{a0}: {level}"));
    }
    facts
}

fn line(finding: &Finding) -> String {
    let weight = match finding.effect {
        Effect::Remark => "remarque",
        Effect::Review => "à examiner",
        Effect::Reject => "refus",
    };
    format!(
        "  {weight} [{}]\u{a0}: {}",
        finding.code.code(),
        finding.french()
    )
}

fn names(steps: &[Step]) -> String {
    steps
        .iter()
        .map(|step| step.french())
        .collect::<Vec<_>>()
        .join(", ")
}
