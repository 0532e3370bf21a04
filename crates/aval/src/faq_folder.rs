//! `aval faq export` and `aval faq import`: the FAQ of an installation as a folder of Markdown
//! files, so that it also lives in Git. What an import may overwrite is decided by the store.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use aval_search::{entry_path, read_folder};
use aval_store::{FaqAuthor, FaqFate, FaqSource};
use aval_web::faq::Incoming;
use clap::Args;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    faq::{known, sentence},
    installation::{Installation, StartError},
    output::say,
};

#[derive(Args)]
pub struct Export {
    #[command(flatten)]
    installation: Installation,
    /// Folder to write to; made when missing.
    folder: PathBuf,
}

#[derive(Args)]
pub struct Import {
    #[command(flatten)]
    installation: Installation,
    /// Folder to read: `taxonomy.toml` and `entries/*.md`, as an export writes them.
    folder: PathBuf,
    /// Says what would change and changes nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Writes what people read, byte for byte as it was published, and the tables of the
/// programme beside it. A file of an entry that is no longer published is named, not removed.
pub async fn export(export: Export) -> Result<ExitCode, StartError> {
    let store = export.installation.store().await?;
    let published = store.faq_published().await?;
    let told = |error| StartError::Folder(export.folder.clone(), error);
    let tables = tables(&export.installation)?;
    let left = write(&export.folder, &tables, &published).map_err(told)?;
    for file in &left {
        say!("{file} : n’est plus publiée ; le fichier est laissé.");
    }
    say!("{} entrées écrites.", published.len());
    Ok(ExitCode::SUCCESS)
}

/// The tables that entries refer to: the `*.toml` of the FAQ of the programme.
fn tables(installation: &Installation) -> Result<BTreeMap<String, Vec<u8>>, StartError> {
    let Some(faq) = installation.programme()?.faq else {
        return Ok(BTreeMap::new());
    };
    let folder = installation.folder().join(&faq.path);
    let mut files = read_folder(&folder).map_err(|error| StartError::Folder(folder, error))?;
    files.retain(|path, _| !path.contains('/'));
    Ok(files)
}

/// Gives the entries of the folder that are not among the published ones.
fn write(
    folder: &Path,
    tables: &BTreeMap<String, Vec<u8>>,
    published: &[(String, String)],
) -> io::Result<Vec<String>> {
    std::fs::create_dir_all(folder.join("entries"))?;
    for (path, octets) in tables {
        std::fs::write(folder.join(path), octets)?;
    }
    let mut written = BTreeSet::new();
    for (slug, text) in published {
        let path = entry_path(slug);
        std::fs::write(folder.join(&path), text)?;
        written.insert(path);
    }
    let there = read_folder(folder)?;
    Ok(there
        .into_keys()
        .filter(|path| path.contains('/') && !written.contains(path))
        .collect())
}

/// Brings a folder in, or nothing of it when one file holds a mistake. An entry that was
/// edited here keeps its text; the one of the folder waits for an editor. The page of the
/// editors reads and decides with the same code.
pub async fn import(import: Import) -> Result<ExitCode, StartError> {
    let told = |error| StartError::Folder(import.folder.clone(), error);
    let files = read_folder(&import.folder).map_err(told)?;
    let tables = tables(&import.installation)?;
    let incoming = Incoming::read(&files, &tables, &known(import.installation.folder()));
    for finding in &incoming.findings {
        say!("{}", sentence(finding));
    }
    for table in &incoming.tables_apart {
        say!("{table} : diffère de celui du programme ; n’est pas importé.");
    }
    if incoming.is_refused() {
        say!("Rien n’a été importé.");
        return Ok(ExitCode::from(1));
    }
    let store = import.installation.store().await?;
    let plan = store
        .faq_foretell(FaqSource::Import, &incoming.texts)
        .await?;
    for (slug, (fate, _)) in &plan.fates {
        if let Some(what) = in_words(*fate, import.dry_run) {
            say!("{slug} : {what}");
        }
    }
    let count = |wanted: FaqFate| {
        let fates = plan.fates.values();
        fates.filter(|(fate, _)| *fate == wanted).count()
    };
    if import.dry_run {
        say!(
            "{} nouvelles, {} différentes, {} à mettre en attente, {} déjà en attente, {} déjà reçues et modifiées ici, {} identiques. Rien n’a été changé.",
            count(FaqFate::Added),
            count(FaqFate::Updated),
            count(FaqFate::Offered),
            count(FaqFate::Waiting),
            count(FaqFate::Known),
            count(FaqFate::Same)
        );
        return Ok(ExitCode::SUCCESS);
    }
    let folder = FaqAuthor {
        id: Uuid::nil(),
        name: String::new(),
    };
    let digest = plan.digest();
    let brought = store
        .faq_import(&incoming.texts, Some(&digest), &folder, Timestamp::now())
        .await?;
    let Some(done) = brought else {
        say!("Des réponses ont changé pendant l’import : rien n’a été importé. Recommencez.");
        return Ok(ExitCode::from(1));
    };
    say!(
        "{} ajoutées, {} mises à jour, {} en attente d’un rédacteur.",
        done.added.len(),
        done.updated.len(),
        done.offered.len()
    );
    Ok(ExitCode::SUCCESS)
}

/// What becomes of a text, said before or after; nothing for what people read already.
fn in_words(fate: FaqFate, before: bool) -> Option<&'static str> {
    match (fate, before) {
        (FaqFate::Added, true) => Some("nouvelle"),
        (FaqFate::Added, false) => Some("ajoutée"),
        (FaqFate::Updated, true) => Some("différente de ce qui est publié"),
        (FaqFate::Updated, false) => Some("mise à jour"),
        (FaqFate::Offered, true) => Some("modifiée ici : le texte du dossier attendrait"),
        (FaqFate::Offered, false) => Some("modifiée ici : le texte du dossier attend"),
        (FaqFate::Waiting, _) => Some("attend déjà un rédacteur"),
        (FaqFate::Known, _) => Some("déjà reçue, modifiée ici depuis"),
        (FaqFate::Same, _) => None,
    }
}
