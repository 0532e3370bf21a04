//! The `aval` command. One module a subcommand; each says what it reads, what it prints and
//! with which status it ends. The work itself is in the libraries.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

mod blobs;
mod catalogue;
mod delivery;
mod demo;
mod faq;
mod faq_folder;
mod inspect;
mod installation;
mod journal;
mod link_probe;
mod output;
mod programme;
mod serve;
mod verify;

use installation::StartError;

/// Aval runs referencing programmes: applications, proofs, decisions, a public register.
#[derive(Parser)]
#[command(name = "aval", version, propagate_version = true)]
struct Aval {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The deposited files: read again, or removed when nothing names them.
    #[command(subcommand)]
    Blobs(blobs::Command),
    /// A catalogue workbook.
    #[command(subcommand)]
    Catalogue(catalogue::Command),
    /// The FAQ of a programme.
    #[command(subcommand)]
    Faq(faq::Command),
    /// Runs the service.
    Serve(serve::Serve),
    /// Runs a demonstration with invented people and applications.
    Demo(demo::Demo),
    /// Looks at one file given on standard input; started by the service itself.
    #[command(hide = true)]
    Inspect,
    /// A programme as data.
    #[command(subcommand)]
    Programme(programme::Command),
    /// Checks the electronic signatures of a PDF.
    Verify(verify::Command),
    /// The journal: the truth of the house.
    #[command(subcommand)]
    Journal(journal::Command),
}

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("AVAL_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    match Aval::parse().command {
        Command::Blobs(command) => blobs::run(command),
        Command::Catalogue(command) => catalogue::run(command),
        Command::Faq(command) => faq::run(command),
        Command::Serve(serve) => serve::run(&serve),
        Command::Demo(demo) => demo::run(&demo),
        Command::Inspect => inspect::run(),
        Command::Programme(command) => programme::run(command),
        Command::Verify(command) => verify::run(command),
        Command::Journal(command) => journal::run(command),
    }
}

/// Runs a command that ends with 0, or with 2 and a sentence when it could not run.
fn asynchronously(work: impl Future<Output = Result<(), StartError>>) -> ExitCode {
    with_status(async { work.await.map(|()| ExitCode::SUCCESS) })
}

/// Runs a command that chooses its status, or ends with 2 and a sentence when it could not
/// run.
fn with_status(work: impl Future<Output = Result<ExitCode, StartError>>) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("Le service ne peut pas démarrer : {error}");
            return ExitCode::from(2);
        }
    };
    match runtime.block_on(work) {
        Ok(status) => status,
        Err(error) => {
            tracing::debug!(code = error.code(), "could not run");
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
