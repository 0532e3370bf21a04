//! How the FAQ in memory follows the store: the folder of the programme is delivered at the
//! start, and a publication, here or on another instance, is read again. Pages never ask.

use std::{collections::BTreeMap, path::Path};

use aval_search::{Base, Finding, read_folder};
use aval_store::{FaqAuthor, FaqDelivered};
use uuid::Uuid;

use super::library::{Library, OpenError, known, tables};
use crate::house::House;

/// What the opening of a FAQ has to say.
#[derive(Debug, Default)]
pub struct Opened {
    /// Mistakes of the folder; an entry with one was not delivered.
    pub findings: Vec<Finding>,
    /// What the folder changed, and what it did not because editors had changed it.
    pub delivered: FaqDelivered,
}

/// Delivers the folder of the programme to the store, then gives the house its FAQ. Nothing
/// happens when the programme has none.
///
/// # Errors
/// When the folder or the database cannot be read, or the index not built.
pub async fn open(house: &House, folder: &Path) -> Result<Opened, OpenError> {
    let Some(faq) = &house.programme().faq else {
        return Ok(Opened::default());
    };
    let files = read_folder(&folder.join(&faq.path))?;
    let (base, findings) = Base::read(&files, &known(house.programme()));
    let delivered = deliver(house, &files, &base).await?;
    reload(house, tables(files)).await?;
    Ok(Opened {
        findings,
        delivered,
    })
}

/// Delivers the entries of a folder that hold no mistake.
async fn deliver(
    house: &House,
    files: &BTreeMap<String, Vec<u8>>,
    base: &Base,
) -> Result<FaqDelivered, OpenError> {
    let mut texts = BTreeMap::new();
    for entry in &base.entries {
        let file = files.get(&aval_search::entry_path(&entry.slug));
        if let Some(Ok(text)) = file.map(|octets| std::str::from_utf8(octets)) {
            texts.insert(entry.slug.clone(), text.to_owned());
        }
    }
    let folder = FaqAuthor {
        id: Uuid::nil(),
        name: String::new(),
    };
    let delivered = house
        .store()
        .faq_deliver(&texts, &folder, house.now())
        .await?;
    Ok(delivered)
}

/// Publishes the drafts whose hour has come, and reads the entries again when anything was
/// published since they were read. True when they were.
///
/// # Errors
/// When the database does not answer or the index cannot be built; people keep what they had.
pub async fn follow(house: &House) -> Result<bool, OpenError> {
    let Some(library) = house.faq() else {
        return Ok(false);
    };
    let store = house.store();
    for slug in store.faq_publish_due(house.now()).await? {
        tracing::info!(slug, "an answer was published at its hour");
    }
    if store.faq_publication().await? == library.publication() {
        return Ok(false);
    }
    reload(house, library.tables().clone()).await?;
    Ok(true)
}

async fn reload(house: &House, tables: BTreeMap<String, Vec<u8>>) -> Result<(), OpenError> {
    let store = house.store();
    // The number first: what is published while the texts are read is read again.
    let number = store.faq_publication().await?;
    let texts = store.faq_published().await?;
    let known = known(house.programme());
    let built =
        tokio::task::spawn_blocking(move || Library::published(tables, texts, number, &known))
            .await
            .map_err(|_| OpenError::Interrupted)??;
    house.set_faq(built);
    Ok(())
}
