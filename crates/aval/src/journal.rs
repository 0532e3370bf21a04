//! `aval journal verify` and `aval journal rebuild`: the two promises of the journal, checked
//! from outside: nothing of the past was changed, and everything else follows from it.

use crate::output::say;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::installation::{Installation, StartError};
use aval_web::applications::{Catalogues, Projection};
use std::sync::Arc;

#[derive(Subcommand)]
pub enum Command {
    /// Recomputes the hash chain of every stream. Ends with 1 at the first flaw.
    Verify(Verify),
    /// Computes every view again from the journal; readers keep the old rows meanwhile.
    Rebuild(Rebuild),
}

#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    installation: Installation,
    /// Prints one JSON object instead of sentences.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct Rebuild {
    #[command(flatten)]
    installation: Installation,
}

pub fn run(command: Command) -> ExitCode {
    match command {
        Command::Verify(verify) => crate::with_status(check(verify)),
        Command::Rebuild(rebuild) => crate::asynchronously(again(rebuild)),
    }
}

async fn check(verify: Verify) -> Result<ExitCode, StartError> {
    let store = verify.installation.store().await?;
    let json = verify.json;
    let report = store
        .verify(|events| {
            if !json {
                eprintln!("{events} événements relus");
            }
        })
        .await?;
    if json {
        say!(
            "{}",
            serde_json::json!({
                "streams": report.streams,
                "events": report.events,
                "fingerprint": report.fingerprint,
                "flaw": report.flaw.as_ref().map(|flaw| serde_json::json!({
                    "stream": flaw.stream,
                    "version": flaw.version,
                    "code": flaw.fault.code(),
                })),
            })
        );
    } else {
        say!("{} flux, {} événements.", report.streams, report.events);
        match &report.flaw {
            None => say!(
                "Le journal est intact. Empreinte d’ensemble : {}",
                report.fingerprint
            ),
            Some(flaw) => say!("Le journal a été altéré. {flaw}."),
        }
    }
    Ok(ExitCode::from(u8::from(report.flaw.is_some())))
}

async fn again(rebuild: Rebuild) -> Result<(), StartError> {
    let programme = rebuild.installation.programme()?;
    let store = rebuild.installation.store().await?;
    let catalogues: Catalogues = rebuild
        .installation
        .catalogues(&store, &programme, jiff::Timestamp::now())
        .await?;
    let projection = Projection::new(Arc::new(programme), catalogues);
    let every = aval_web::house::Settings::default().snapshot_every;
    let done = store
        .rebuild(&projection, every, |progress| {
            eprintln!("{} / {} événements", progress.events, progress.total);
        })
        .await?;
    say!(
        "Vues recalculées : {} flux, {} événements.",
        done.streams,
        done.events
    );
    Ok(())
}
