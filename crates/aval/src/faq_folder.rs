//! `aval faq export` and `aval faq import`: the FAQ of an installation as a folder of Markdown
//! files, so that it also lives in Git. What an import may overwrite is decided by the store.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use aval_search::{Base, Finding, entry_path, read_folder};
use aval_store::{FaqAuthor, Store};
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
/// edited here keeps its text; the one of the folder waits for an editor.
pub async fn import(import: Import) -> Result<ExitCode, StartError> {
    let told = |error| StartError::Folder(import.folder.clone(), error);
    let files = read_folder(&import.folder).map_err(told)?;
    let (base, findings) = Base::read(&files, &known(import.installation.folder()));
    for finding in &findings {
        say!("{}", sentence(finding));
    }
    if findings.iter().any(Finding::is_error) {
        say!("Rien n’a été importé.");
        return Ok(ExitCode::from(1));
    }
    let texts: BTreeMap<String, String> = base
        .entries
        .iter()
        .filter_map(|entry| {
            let octets = files.get(&entry_path(&entry.slug))?;
            let text = std::str::from_utf8(octets).ok()?;
            Some((entry.slug.clone(), text.to_owned()))
        })
        .collect();
    let store = import.installation.store().await?;
    if import.dry_run {
        foretell(&store, &texts).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let folder = FaqAuthor {
        id: Uuid::nil(),
        name: String::new(),
    };
    let done = store.faq_deliver(&texts, &folder, Timestamp::now()).await?;
    for (slugs, what) in [
        (&done.added, "ajoutée"),
        (&done.updated, "mise à jour"),
        (&done.offered, "modifiée ici : le texte du dossier attend"),
    ] {
        for slug in slugs {
            say!("{slug} : {what}");
        }
    }
    say!(
        "{} ajoutées, {} mises à jour, {} en attente d’un rédacteur.",
        done.added.len(),
        done.updated.len(),
        done.offered.len()
    );
    Ok(ExitCode::SUCCESS)
}

async fn foretell(store: &Store, texts: &BTreeMap<String, String>) -> Result<(), StartError> {
    let held: BTreeMap<String, String> = store.faq_published().await?.into_iter().collect();
    let (mut new, mut other) = (0_usize, 0_usize);
    for (slug, text) in texts {
        match held.get(slug) {
            None => {
                new += 1;
                say!("{slug} : nouvelle");
            }
            Some(published) if published != text => {
                other += 1;
                say!("{slug} : différente de ce qui est publié");
            }
            Some(_) => {}
        }
    }
    say!(
        "{new} nouvelles, {other} différentes, {} identiques. Rien n’a été changé.",
        texts.len() - new - other
    );
    Ok(())
}
