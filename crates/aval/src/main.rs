//! The `aval` command. One module a subcommand; each says what it reads, what it prints and
//! with which status it ends. The work itself is in the libraries.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod catalogue;
mod faq;
mod programme;
mod verify;

/// Aval runs referencing programmes: applications, proofs, decisions, a public register.
#[derive(Parser)]
#[command(name = "aval", version, propagate_version = true)]
struct Aval {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// A catalogue workbook.
    #[command(subcommand)]
    Catalogue(catalogue::Command),
    /// The FAQ of a programme.
    #[command(subcommand)]
    Faq(faq::Command),
    /// A programme as data.
    #[command(subcommand)]
    Programme(programme::Command),
    /// Checks the electronic signatures of a PDF.
    Verify(verify::Command),
}

fn main() -> ExitCode {
    match Aval::parse().command {
        Command::Catalogue(command) => catalogue::run(command),
        Command::Faq(command) => faq::run(command),
        Command::Programme(command) => programme::run(command),
        Command::Verify(command) => verify::run(command),
    }
}
