//! `aval blobs scrub` and `aval blobs gc`: every deposited file read again at once, and the
//! removal of files that nothing names. The service reads files by itself too, slowly.

use std::process::ExitCode;

use aval_store::{BlobError, Custody, CustodyError, SHORTEST_GRACE};
use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};

use crate::{
    installation::{Installation, StartError},
    output::say,
};

/// Bytes between two lines about the progress.
const STRIDE: u64 = 1024 * 1024 * 1024;

/// Faults listed at most.
const FAULTS: u32 = 10_000;

#[derive(Subcommand)]
pub enum Command {
    /// Reads every deposited file again and compares it with its hash. Ends with 1 when one
    /// is missing, altered or unreadable.
    Scrub(Scrub),
    /// Removes the files that nothing names and that nobody has deposited for long.
    Gc(Gc),
}

#[derive(Args)]
pub struct Scrub {
    #[command(flatten)]
    installation: Installation,
}

#[derive(Args)]
pub struct Gc {
    #[command(flatten)]
    installation: Installation,
    /// Lists what would go, and removes nothing.
    #[arg(long)]
    dry_run: bool,
    /// Files deposited in the last so many days stay, whatever names them.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(i64).range(shortest()..=36_500))]
    days: i64,
    /// Goes on when most of the old files are named by nothing, which is otherwise taken for
    /// a mistaken address.
    #[arg(long)]
    even_most: bool,
}

const fn shortest() -> i64 {
    SHORTEST_GRACE.as_hours() / 24
}

pub fn run(command: Command) -> ExitCode {
    match command {
        Command::Scrub(scrub) => crate::with_status(read_again(scrub)),
        Command::Gc(gc) => crate::asynchronously(collect(gc)),
    }
}

async fn custody(installation: &Installation) -> Result<Custody, StartError> {
    let blobs = installation.blobs().await?;
    Ok(Custody::new(installation.store().await?, blobs))
}

/// The round that goes on is ended first, then one is made from its beginning.
async fn read_again(scrub: Scrub) -> Result<ExitCode, StartError> {
    let custody = custody(&scrub.installation).await?;
    let before = custody.round().await?;
    let mut rounds = 1 + u8::from(before.started_at.is_some() && before.ended_at.is_none());
    let mut last = before;
    let round = loop {
        let round = custody.read_again(STRIDE, Timestamp::now()).await?;
        let onward =
            round.files > 0 && (round.started_at, round.files) != (last.started_at, last.files);
        last = round.clone();
        if round.ended_at.is_some() {
            rounds -= 1;
        } else if !onward {
            let silent = "no file could be read again".into();
            return Err(CustodyError::Blobs(BlobError::Unreachable(silent)).into());
        } else {
            eprintln!("{} fichiers relus, {} octets", round.files, round.octets);
        }
        if rounds == 0 {
            break round;
        }
    };
    let faults = custody.faults(FAULTS).await?;
    for fault in &faults {
        say!("{}\t{}\t{}", fault.fault.code(), fault.hash, fault.size);
    }
    say!(
        "{} fichiers relus, {} octets : {}.",
        round.files,
        round.octets,
        match faults.len() {
            0 => "tous intacts".to_owned(),
            1 => "1 ne l’est pas".to_owned(),
            count => format!("{count} ne le sont pas"),
        }
    );
    Ok(ExitCode::from(u8::from(!faults.is_empty())))
}

async fn collect(gc: Gc) -> Result<(), StartError> {
    let mut custody = custody(&gc.installation).await?;
    if gc.even_most {
        custody = custody.even_most();
    }
    let before = Timestamp::now() - SignedDuration::from_hours(24 * gc.days);
    let files = if gc.dry_run {
        custody.unnamed(before).await?
    } else {
        custody.collect(before).await?
    };
    for file in &files {
        say!("{}\t{}", file.hash, file.size);
    }
    let octets: u64 = files.iter().map(|file| file.size).sum();
    let (count, done) = (
        files.len(),
        if gc.dry_run {
            "à supprimer"
        } else {
            "supprimés"
        },
    );
    say!("Fichiers que rien ne nomme, {done} : {count}, {octets} octets.");
    Ok(())
}
