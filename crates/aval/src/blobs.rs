//! `aval blobs scrub`, `aval blobs gc` and `aval blobs move`: every deposited file read again
//! at once, the removal of files that nothing names, and the way from one place to another.
//! The service reads files by itself too, slowly.

use std::{path::PathBuf, process::ExitCode};

use aval_store::{
    BlobError, Blobs, Custody, CustodyError, FilesAddress, Moved, Moving, SHORTEST_GRACE,
    StoredBlob,
};
use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};

use crate::{
    installation::{Bucket, Installation, StartError},
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
    /// Copies every file to another address, reads each again there, and removes nothing from
    /// where it was. Done again, it goes on. Ends with 1 when a file could not be copied.
    Move(Move),
}

#[derive(Args)]
pub struct Move {
    #[command(flatten)]
    installation: Installation,
    /// Where the files go to: a folder, made when missing, `file:PATH` or `s3://BUCKET/PREFIX`.
    #[arg(long)]
    to: String,
    /// Server of the bucket where they go to; by default that of the bucket they come from.
    #[arg(long)]
    to_s3_endpoint: Option<String>,
    /// Region of that bucket.
    #[arg(long)]
    to_s3_region: Option<String>,
    /// File with the key of that bucket.
    #[arg(long)]
    to_s3_key_file: Option<PathBuf>,
    /// File of the keys that encrypt the copies; without it they are plain.
    #[arg(long)]
    to_seal_key_file: Option<PathBuf>,
    /// Tells what would be copied, and copies nothing.
    #[arg(long)]
    dry_run: bool,
    /// Removes from where files go to what is not where they come from: contents erased since
    /// an earlier copy.
    #[arg(long)]
    drop_erased: bool,
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
        Command::Move(order) => crate::with_status(carry(order)),
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

/// From the address of the installation to another one.
async fn carry(order: Move) -> Result<ExitCode, StartError> {
    let from = &order.installation;
    let to = FilesAddress::read(&order.to)
        .map_err(|error| StartError::Files(order.to.clone().into(), error))?;
    if to.is_same_as(&from.files_address()?) {
        return Err(StartError::SamePlace);
    }
    let unusable = |error| StartError::Files(order.to.clone().into(), error);
    let source = from.blobs().await?;
    let access = Bucket {
        s3_endpoint: order.to_s3_endpoint.clone(),
        s3_region: order.to_s3_region.clone(),
        s3_key_file: order.to_s3_key_file.clone(),
        seal_key_file: order.to_seal_key_file.clone(),
    }
    .or(&from.bucket);
    let keys = access.sealing().await?;
    let sealed = keys.is_some();
    // Looking leaves no trace: a folder is not made to be told what would come into it.
    let target = match &to {
        FilesAddress::Folder(folder) if order.dry_run && !folder.exists() => None,
        _ => Some(
            Blobs::open(&to, &access.access().await?, keys)
                .await
                .map_err(unusable)?,
        ),
    };
    let Some(target) = target else {
        let files = Moving::new(source.clone(), source)
            .files()
            .await
            .map_err(CustodyError::from)?;
        say!(
            "{} fichiers à copier, {} octets.",
            files.len(),
            octets(&files)
        );
        return Ok(ExitCode::SUCCESS);
    };
    let moving = Moving::new(source, target);
    let files = moving.files().await.map_err(CustodyError::from)?;
    if order.dry_run {
        return missing(&moving, files).await;
    }
    let faulty = copy(&moving, &files).await?;
    let erased = erased(&moving, order.drop_erased).await?;
    if faulty > 0 {
        say!(
            "{faulty} fichiers n’ont pas été copiés : déposez-les de nouveau, ou reprenez-les d’une sauvegarde, puis relancez."
        );
    }
    if erased > 0 {
        say!(
            "{erased} fichiers ne sont plus à l’adresse de départ : effacés depuis une première copie, ou d’une autre installation. Pour les supprimer ici, ajoutez --drop-erased."
        );
    }
    if faulty == 0 && erased == 0 {
        settings(&order.to, &access, sealed);
    }
    Ok(ExitCode::from(u8::from(faulty > 0 || erased > 0)))
}

fn octets(files: &[StoredBlob]) -> u64 {
    files.iter().map(|file| file.size).sum()
}

async fn missing(moving: &Moving, mut files: Vec<StoredBlob>) -> Result<ExitCode, StartError> {
    let (all, mut there) = (files.len(), Vec::new());
    for file in &files {
        there.push(moving.is_there(file).await.map_err(CustodyError::from)?);
    }
    let mut there = there.into_iter();
    files.retain(|_| !there.next().unwrap_or(false));
    say!(
        "{} fichiers à copier, {} octets ; {} y sont déjà.",
        files.len(),
        octets(&files),
        all - files.len()
    );
    Ok(ExitCode::SUCCESS)
}

/// Says how many files could not be copied, each told on a line.
async fn copy(moving: &Moving, files: &[StoredBlob]) -> Result<usize, StartError> {
    let (total, whole) = (files.len(), octets(files));
    let (mut done, mut read, mut told) = (0_usize, 0_u64, 0_u64);
    let (mut copied, mut there, mut faulty) = (0_usize, 0_usize, 0_usize);
    let progress = |file: &StoredBlob, moved: Moved| {
        done += 1;
        read = read.saturating_add(file.size);
        match moved {
            Moved::Copied => copied += 1,
            Moved::AlreadyThere => there += 1,
            Moved::Gone => {}
            Moved::Faulty(fault) => {
                faulty += 1;
                say!("{}\t{}\t{}", fault.code(), file.hash, file.size);
            }
        }
        if read.saturating_sub(told) >= STRIDE {
            told = read;
            eprintln!("{done} fichiers sur {total}, {read} octets sur {whole}");
        }
    };
    moving
        .copy(files, progress)
        .await
        .map_err(CustodyError::from)?;
    say!("{copied} fichiers copiés et relus, {there} y étaient déjà et sont intacts.");
    Ok(faulty)
}

/// Says how many files are only where they go to, each told on a line.
async fn erased(moving: &Moving, drop: bool) -> Result<usize, StartError> {
    let only = moving.only_there().await.map_err(CustodyError::from)?;
    let mut left = 0;
    for file in &only {
        if drop && moving.forget(file).await.map_err(CustodyError::from)? {
            say!("removed\t{}\t{}", file.hash, file.size);
        } else {
            left += 1;
            say!("erased\t{}\t{}", file.hash, file.size);
        }
    }
    Ok(left)
}

/// What to set so that the service reads where the files are now.
fn settings(to: &str, access: &Bucket, sealed: bool) {
    say!("Pour que le service lise à la nouvelle adresse, arrêtez-le, relancez cette commande une");
    say!("dernière fois, puis réglez et redémarrez :");
    say!("  AVAL_FILES={to}");
    let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
    let in_bucket = to.starts_with("s3://");
    let of_bucket = [
        ("AVAL_S3_ENDPOINT", access.s3_endpoint.clone()),
        ("AVAL_S3_REGION", access.s3_region.clone()),
        ("AVAL_S3_KEY_FILE", path(&access.s3_key_file)),
    ];
    for (name, value) in of_bucket {
        if let Some(value) = value.filter(|_| in_bucket) {
            say!("  {name}={value}");
        }
    }
    match path(&access.seal_key_file) {
        Some(value) if sealed => say!("  AVAL_SEAL_KEY_FILE={value}"),
        _ => say!("  AVAL_SEAL_KEY_FILE ne doit plus être réglé"),
    }
    say!("L’adresse de départ n’a pas été touchée : gardez-la jusqu’à votre prochaine sauvegarde.");
}
