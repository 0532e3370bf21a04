//! `aval faq check`: explains every mistake of a FAQ folder, with file and line.
//! `aval faq duplicates`: pairs of entries that say nearly the same.
//! `aval faq eval`: measures the search on graded queries.
//! `aval faq export` and `import` are in `faq_folder`.
//!
//! Ends with 0 when all is well, 1 when the FAQ holds errors, 2 when a file cannot be read.

use crate::{
    faq_folder::{self, Export, Import},
    output::say,
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use aval_core::programme::Programme;
use aval_search::{
    Base, Finding, Known, Search,
    evaluation::{Exam, Marks, evaluate},
    read_folder,
};
use aval_web::{faq::known_codes, pentest_form::PentestSetup};
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
    /// Reads the FAQ of a programme and lists every mistake.
    Check {
        /// Folder that holds `programme.toml` and `faq/`.
        #[arg(long, default_value = "programmes/segur-v2")]
        programme: PathBuf,
        /// Prints one JSON object instead of sentences.
        #[arg(long)]
        json: bool,
    },
    /// Lists the pairs of entries that say nearly the same.
    Duplicates {
        /// Folder that holds `programme.toml` and `faq/`.
        #[arg(long, default_value = "programmes/segur-v2")]
        programme: PathBuf,
        /// How much alike, from 0 to 1.
        #[arg(long, default_value_t = 0.5)]
        least: f32,
        /// Prints one JSON array instead of lines.
        #[arg(long)]
        json: bool,
    },
    /// Writes the published FAQ of an installation to a folder, for Git.
    Export(Export),
    /// Brings a folder of the FAQ into an installation; what was edited there stays.
    Import(Import),
    /// Measures the search: nDCG at 10, success at 3, and the time of a query.
    Eval {
        /// Graded queries, in the format of `faq-eval/dev.json`.
        #[arg(long)]
        queries: PathBuf,
        /// Folder that holds `programme.toml` and `faq/`.
        #[arg(long, default_value = "programmes/segur-v2")]
        programme: PathBuf,
        /// Prints one JSON object instead of lines.
        #[arg(long)]
        json: bool,
    },
}

pub fn run(command: Command) -> ExitCode {
    let ended = match command {
        Command::Export(export) => return crate::with_status(faq_folder::export(export)),
        Command::Import(import) => return crate::with_status(faq_folder::import(import)),
        Command::Check { programme, json } => check(&programme, json),
        Command::Duplicates {
            programme,
            least,
            json,
        } => duplicates(&programme, least, json),
        Command::Eval {
            queries,
            programme,
            json,
        } => eval(&queries, &programme, json),
    };
    ended.unwrap_or_else(|sentence| {
        eprintln!("{sentence}");
        ExitCode::from(2)
    })
}

fn check(programme: &Path, json: bool) -> Result<ExitCode, String> {
    let (base, findings) = read(programme)?;
    let wrong = findings.iter().any(Finding::is_error);
    if json {
        let entries = base.entries.len();
        say!(
            "{}",
            serde_json::json!({ "entries": entries, "findings": findings })
        );
    } else {
        for finding in &findings {
            say!("{}", sentence(finding));
        }
        say!(
            "{} entrées lues, {} remarques.",
            base.entries.len(),
            findings.len()
        );
    }
    Ok(ExitCode::from(u8::from(wrong)))
}

fn duplicates(programme: &Path, least: f32, json: bool) -> Result<ExitCode, String> {
    let (base, _) = read(programme)?;
    let search = Search::new(&base).map_err(|error| error.french())?;
    let pairs = search.near_duplicates(least);
    if json {
        let told: Vec<serde_json::Value> = pairs
            .iter()
            .map(|pair| {
                serde_json::json!({
                    "one": pair.one.slug,
                    "other": pair.other.slug,
                    "likeness": pair.likeness,
                })
            })
            .collect();
        say!("{}", serde_json::Value::from(told));
    } else {
        for pair in &pairs {
            say!(
                "{:.2} {} / {}",
                pair.likeness,
                pair.one.slug,
                pair.other.slug
            );
        }
        say!("{} paires.", pairs.len());
    }
    Ok(ExitCode::SUCCESS)
}

fn eval(queries: &Path, programme: &Path, json: bool) -> Result<ExitCode, String> {
    let text = std::fs::read_to_string(queries).map_err(|error| unreadable(queries, &error))?;
    let exam: Exam = serde_json::from_str(&text).map_err(|error| {
        format!(
            "« {} » n’est pas un fichier de requêtes notées : {error}. Prenez faq-eval/dev.json pour modèle.",
            queries.display()
        )
    })?;
    let (base, findings) = read(programme)?;
    for finding in &findings {
        eprintln!("{}", sentence(finding));
    }
    let search = Search::new(&base).map_err(|error| error.french())?;
    let marks = evaluate(&search, &exam);
    let p95 = p95(&search, &exam);
    if json {
        say!("{}", report(&marks, p95));
    } else {
        say!(
            "{} requêtes : nDCG@10 {:.4}, succès à 3 {:.4}, p95 {:.3} ms",
            exam.queries.len(),
            marks.ndcg_at_10,
            marks.success_at_3,
            milliseconds(p95)
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn report(marks: &Marks, p95: Duration) -> serde_json::Value {
    serde_json::json!({
        "ndcg_at_10": marks.ndcg_at_10,
        "success_at_3": marks.success_at_3,
        "p95_ms": milliseconds(p95),
        "per_query": marks.per_query,
    })
}

/// Time of a search, passages of the first page included, that 95 % of the queries stay under.
fn p95(search: &Search, exam: &Exam) -> Duration {
    const ROUNDS: usize = 5;
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..ROUNDS {
        for graded in &exam.queries {
            let start = Instant::now();
            let outcome = search.search(&graded.query);
            for hit in outcome.hits.iter().take(10) {
                std::hint::black_box(search.passages(&outcome, &hit.entry.slug));
            }
            times.push(start.elapsed());
        }
    }
    times.sort_unstable();
    let rank = (times.len() * 95).div_ceil(100).saturating_sub(1);
    times.get(rank).copied().unwrap_or_default()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// The FAQ of a programme, checked against the programme when it loads.
fn read(programme: &Path) -> Result<(Base, Vec<Finding>), String> {
    let faq = programme.join("faq");
    let files = read_folder(&faq).map_err(|error| unreadable(&faq, &error))?;
    Ok(Base::read(&files, &known(programme)))
}

/// What entries may name: the sectors and schemes of the programme, and the codes of the
/// service.
pub fn known(programme: &Path) -> Known {
    let files = |path: &str| std::fs::read(programme.join(path)).ok();
    let Ok((read, _)) = Programme::read(&files) else {
        return Known::default();
    };
    // Rules that cannot be read are told by whoever reads them; here their codes are unknown.
    let form = PentestSetup::read(&files).ok().flatten();
    let codes = |codes: Vec<String>| Some(codes.into_iter().collect::<BTreeSet<String>>());
    Known {
        sectors: codes(
            read.sectors
                .iter()
                .map(|sector| sector.code.to_string())
                .collect(),
        ),
        schemes: codes(
            read.schemes
                .iter()
                .map(|scheme| scheme.code.to_string())
                .collect(),
        ),
        requirements: None,
        codes: Some(known_codes(form.as_ref())),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!("« {} » ne se lit pas : {error}.", path.display())
}

/// A finding with its file and line.
pub fn sentence(finding: &Finding) -> String {
    let mut place = finding.file.clone();
    if let Some(line) = finding.line {
        place.push_str(&format!(":{line}"));
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
